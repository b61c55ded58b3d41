// What every page gains where scripts run: less to press, nothing that cannot be done without.
"use strict";

document.documentElement.classList.add("with-script");

// A "yes" that ends the questions goes on at once.
for (const input of document.querySelectorAll("form[data-yes-stops] input[data-stops]")) {
  input.addEventListener("change", () => {
    if (input.checked) {
      input.form.requestSubmit(input.form.querySelector("button[value=next]"));
    }
  });
}

// Errors are read out and reached first.
const errors = document.querySelector(".errors");
if (errors) {
  errors.focus();
}

// A form is sent once.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 3000);
  });
}

for (const button of document.querySelectorAll("button[data-print]")) {
  button.addEventListener("click", () => window.print());
}
