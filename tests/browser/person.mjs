// A person on their own: local mode, the whole way, with checks of every page.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { byKeys, interview, STRETCH } from "./interview.mjs";
import { browser, check, DESK, done, folder, look, picturesTo, pictures, serve, SMALL, visitor } from "./lib.mjs";

const [program, database, shots] = process.argv.slice(2);
picturesTo(shots);
const home = folder();
const place = database && database !== "sqlite" ? database : join(home.path, "records.db");
const chromium = await browser();

try {
  await weight();
  await walk();
  await withoutScripts();
  await withKeys();
  await spanish();
} finally {
  await chromium.close();
  home.remove();
}
if (shots) writeFileSync(join(shots, "person.json"), JSON.stringify(pictures()));
done("person");

/** The first page is light, and nothing but one sheet holds it up. */
async function weight() {
  const server = await serve(program, ["--person", "weight"], place);
  const { context, page } = await visitor(chromium, server);
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await page.goto(server.origin + "/", { waitUntil: "networkidle" });
  check(bytes > 0 && bytes <= 60_000, `first page: ${bytes} bytes over the wire`);
  console.log(`first page: ${bytes} bytes over the wire`);
  const blocking = await page.evaluate(() =>
    performance.getEntriesByType("resource").filter((e) => e.renderBlockingStatus === "blocking").map((e) => e.name),
  );
  check(blocking.length <= 1, `first page: held up by ${blocking}`);
  const shift = await page.evaluate(
    () =>
      new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 200);
      }),
  );
  check(shift < 0.01, `first page: its parts move by ${shift}`);
  await context.close();
  await server.stop();
}

/** Front page, questions, answer, and what follows, at phone size. */
async function walk() {
  const server = await serve(program, ["--person", "walker"], place);
  const { context, page } = await visitor(chromium, server);
  const begun = Date.now();
  const screens = await interview(page, server.origin, STRETCH, "person");
  console.log(`interview: ${screens} screens, ${Date.now() - begun} ms with all checks`);
  check(new URL(page.url()).pathname === "/answer", `after the interview: ${page.url()}`);
  await look(page, "person-answer");
  for (const path of ["/about", "/privacy"]) {
    await page.goto(server.origin + path);
    await look(page, `person${path.replaceAll("/", "-")}`);
  }
  const lost = await page.goto(server.origin + "/no-such-page");
  check(lost.status() === 404, `a page that is not there: ${lost.status()}`);
  await look(page, "person-not-found");
  await context.close();
  await server.stop();
}

/** The interview works without scripts, and says what is missing. */
async function withoutScripts() {
  const server = await serve(program, ["--person", "plain"], place);
  const options = { javaScriptEnabled: false, viewport: SMALL };
  const { context, page } = await visitor(chromium, server, options);
  await interview(page, server.origin, STRETCH);
  check(new URL(page.url()).pathname === "/answer", `without scripts: ${page.url()}`);
  await context.close();
  await server.stop();
}

/** The interview by keys alone. */
async function withKeys() {
  const server = await serve(program, ["--person", "keys"], place);
  const { context, page } = await visitor(chromium, server, { viewport: DESK });
  await byKeys(page, server.origin);
  check(new URL(page.url()).pathname === "/answer", `by keys: ${page.url()}`);
  await context.close();
  await server.stop();
}

/** Spanish by the browser's wish, flag items marked, and back to English by the button. */
async function spanish() {
  const server = await serve(program, ["--person", "otra"], place);
  const { context, page } = await visitor(chromium, server, { locale: "es-MX" });
  await page.goto(server.origin + "/");
  const language = await page.locator("html").getAttribute("lang");
  check(language === "es", `a browser that wants Spanish gets ${language}`);
  await interview(page, server.origin, STRETCH, "es");
  await look(page, "es-answer");
  await page.getByRole("button", { name: "English" }).click();
  check((await page.locator("html").getAttribute("lang")) === "en", "the language does not change");
  await context.close();
  await server.stop();
}
