// Marking a place on the body chart fills in the answer that it stands for, and No for the places that are not marked. What is filled
// in is said in a line; the answers themselves are folded, to be seen and changed.
"use strict";

const places = [...document.querySelectorAll("input[name=place]")];
const keys = new Set(places.flatMap((place) => pairs(place).map(([key]) => key)));
const filled = new Set();

function pairs(place) {
  return place.dataset.says.split(" ").map((pair) => pair.split("="));
}

function radios(key) {
  return [...document.querySelectorAll(`input[name="a.${key}"]`)];
}

function shade(place) {
  for (const region of document.querySelectorAll(".chart-region")) {
    if (region.dataset.region === place.value) {
      region.classList.toggle("shaded", place.checked);
    }
  }
}

function said() {
  const answers = new Map();
  for (const place of places.filter((one) => one.checked)) {
    for (const [key, value] of pairs(place)) {
      const before = answers.get(key);
      answers.set(key, before === undefined || before === value ? value : "both");
    }
  }
  if (answers.size > 0) {
    for (const key of [...keys].filter((one) => !answers.has(one))) {
      answers.set(key, "no");
    }
  }
  return answers;
}

function fill() {
  const answers = said();
  for (const [key, value] of answers) {
    const all = radios(key);
    if (filled.has(key) || !all.some((radio) => radio.checked)) {
      for (const radio of all) {
        radio.checked = radio.value === value;
      }
      filled.add(key);
    }
  }
  for (const key of [...filled].filter((one) => !answers.has(one))) {
    for (const radio of radios(key)) {
      radio.checked = false;
    }
    filled.delete(key);
  }
}

// What is filled in, in a line: what was answered with anything but No, and whether all else is No.
const line = document.getElementById("marked-places");

function tell() {
  const some = [];
  let rest = true;
  for (const question of document.querySelectorAll("#place-answers fieldset.question")) {
    const chosen = question.querySelector("input[type=radio]:checked");
    if (chosen && chosen.value !== "no") {
      const place = question.querySelector("legend").textContent.replace(/^[\s¿]+|[\s?*]+$/g, "");
      some.push(`${place}: ${chosen.parentElement.textContent.trim()}.`);
    }
    rest &&= chosen !== null;
  }
  const said = rest ? [...some, line.dataset.rest] : some;
  line.textContent = said.length > 0 ? said.join(" ") : line.dataset.nothing;
}

// Back on this page: what agrees with the marks goes on following them.
for (const [key, value] of said()) {
  if (radios(key).some((radio) => radio.checked && radio.value === value)) {
    filled.add(key);
  }
}

for (const place of places) {
  place.addEventListener("change", () => {
    shade(place);
    fill();
    tell();
  });
}

for (const region of document.querySelectorAll(".chart-region")) {
  const place = places.find((one) => one.value === region.dataset.region);
  if (place) {
    region.classList.add("can-mark");
    region.addEventListener("click", () => place.click());
  }
}

// Who answers by hand has answered: that is no longer taken back.
for (const input of document.querySelectorAll("input[type=radio]")) {
  input.addEventListener("change", () => {
    filled.delete(input.name.slice(2));
    tell();
  });
}

// What is wrong stays in sight.
document.getElementById("place-answers").open = document.querySelector(".errors") !== null;
tell();
