// The intervals of the differential take their place as soon as they are worked out.
"use strict";

const part = document.getElementById("differential");

async function replace() {
  const response = await fetch(part.dataset.page);
  if (!response.ok) {
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const made = page.getElementById("differential");
  if (made) {
    part.replaceChildren(...made.childNodes);
  }
}

if (part && part.dataset.progress) {
  const bar = document.createElement("progress");
  bar.setAttribute("aria-hidden", "true");
  part.querySelector("[role=status]").append(bar);
  const events = new EventSource(part.dataset.progress);
  events.addEventListener("progress", (event) => {
    const [done, all] = event.data.split("/");
    bar.max = Number(all);
    bar.value = Number(done);
  });
  events.addEventListener("done", () => {
    events.close();
    replace().catch(() => {});
  });
  for (const end of ["ended", "error"]) {
    events.addEventListener(end, () => events.close());
  }
}
