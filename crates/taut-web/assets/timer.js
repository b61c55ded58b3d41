// Times of a self-test count down on demand; without this the time stands there to be read.
"use strict";

function shown(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

for (const timer of document.querySelectorAll(".timer")) {
  const whole = Number(timer.dataset.seconds);
  const clock = timer.querySelector(".clock");
  const button = timer.querySelector("button");
  const status = timer.querySelector("[role=status]");
  const what = button.getAttribute("aria-label").slice(button.dataset.start.length);
  let ends = 0;
  let ticking = 0;

  function named(word) {
    button.textContent = word;
    button.setAttribute("aria-label", word + what);
  }

  function stop() {
    clearInterval(ticking);
    ticking = 0;
    named(button.dataset.start);
  }

  function tick() {
    // By the clock and not by counting: a page that sleeps does not lose time.
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    clock.textContent = shown(left);
    if (left === 0) {
      stop();
      status.textContent = button.dataset.done;
      navigator.vibrate?.(400);
    }
  }

  button.addEventListener("click", () => {
    status.textContent = "";
    if (ticking) {
      stop();
      clock.textContent = shown(whole);
      return;
    }
    ends = Date.now() + whole * 1000;
    named(button.dataset.stop);
    ticking = setInterval(tick, 250);
    tick();
  });
}
