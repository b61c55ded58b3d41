// One page to look through all pictures of a folder: `node index.mjs FOLDER`.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
const lists = readdirSync(folder).filter((file) => file.endsWith(".json")).sort();
const parts = lists.map((list) => {
  const seen = JSON.parse(readFileSync(join(folder, list), "utf8"));
  const figures = seen.map(
    ({ name, width, file }) =>
      `<figure><a href="${file}"><img src="${file}" loading="lazy" width="${width > 600 ? 480 : 180}" alt="${name} at ${width} pixels"></a><figcaption>${name}, ${width}</figcaption></figure>`,
  );
  return `<h2>${list.replace(".json", "")}</h2><div>${figures.join("\n")}</div>`;
});
writeFileSync(
  join(folder, "index.html"),
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures</title>
<style>div { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start } img { max-height: 40rem; object-fit: cover; object-position: top; border: 1px solid #999 } figure { margin: 0; max-width: 30rem }</style>
<h1>Every page</h1>${parts.join("\n")}</html>`,
);
console.log(join(folder, "index.html"));
