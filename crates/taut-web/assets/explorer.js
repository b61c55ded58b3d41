// The explorer follows each choice at once; without it, the form is sent.
"use strict";

const form = document.getElementById("explorer");
let newest = 0;

async function follow() {
  const mine = ++newest;
  const query = new URLSearchParams(new FormData(form));
  const response = await fetch(`/explorer?${query}`);
  if (!response.ok || mine !== newest) {
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const shown = page.getElementById("explored");
  const other = page.getElementById("explorer");
  if (!shown || !other || mine !== newest) {
    return;
  }
  document.getElementById("explored").replaceChildren(...shown.childNodes);
  for (const input of form.querySelectorAll("input")) {
    const there = [...other.querySelectorAll("input")].find(
      (one) => one.name === input.name && (one.type === "hidden" || one.value === input.value),
    );
    if (there && input.type === "hidden") {
      input.value = there.value;
    } else if (there) {
      input.disabled = there.disabled;
      input.checked = there.checked;
    }
  }
}

if (form) {
  form.addEventListener("change", () => {
    follow().catch(() => form.requestSubmit());
  });
}
