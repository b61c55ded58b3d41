// A person on their own: local mode, the whole way, with checks of every page.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { byKeys, EMERGENCY, fill, interview, STRETCH, TINGLING } from "./interview.mjs";
import { browser, check, day, DESK, done, ENVIRONMENT, folder, go, look, picturesTo, pictures, serve, SMALL, visitor } from "./lib.mjs";
import { minutes } from "./minutes.mjs";
import { postgres } from "./postgres.mjs";

const [program, database, shots] = process.argv.slice(2);
// The program that makes PDFs; without it, only what browsers print is looked at.
const printer = process.env.TAUT_HANDOUT;
// Pages that the letter may take, printed or as PDF; docs/web.md says the same.
const LETTER = 2;
picturesTo(shots);
const home = folder();
const own = database === "postgres" ? await postgres() : null;
const place = own ? own.address : join(home.path, "records.db");
const chromium = await browser();

try {
  await weight();
  await sixMinutes();
  await walk();
  await urgent();
  await onHold();
  await later();
  await withoutScripts();
  await withKeys();
  await spanish();
} finally {
  await chromium.close();
  own?.stop();
  home.remove();
}
if (shots) writeFileSync(join(shots, `person-${database}.json`), JSON.stringify(pictures()));
done(`person on ${database}`);

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

/** Somebody of 60 with back pain and a small phone is at their answer in under six minutes, by counting. */
async function sixMinutes() {
  // With symptoms in the leg more is asked: no more than a few seconds may be added to what docs/web.md says of it.
  for (const [who, answers, most] of [
    ["tight", { ...STRETCH, age: "60" }, 6],
    ["leg", { ...TINGLING, age: "60" }, 6.2],
  ]) {
    const server = await serve(program, ["--person", `minutes-${who}`], place);
    const { context, page } = await visitor(chromium, server, { viewport: SMALL });
    const sum = await minutes(page, server.origin, answers, ["low_back-left"]);
    if (sum) {
      check(sum.minutes <= most, `${who}: ${sum.minutes.toFixed(1)} minutes to the answer`);
      console.log(`${who}, by counting: ${JSON.stringify({ ...sum, heights: Math.round(sum.heights), minutes: Number(sum.minutes.toFixed(2)) })}`);
    }
    await context.close();
    await server.stop();
  }
}

/** Front page, questions, answer, and what follows, at phone size. */
async function walk() {
  const server = await serve(program, ["--person", "walker", ...(printer ? ["--pdf-program", printer] : [])], place);
  const { context, page } = await visitor(chromium, server);
  const begun = Date.now();
  const screens = await interview(page, server.origin, STRETCH, "person");
  console.log(`interview: ${screens} screens, ${Date.now() - begun} ms with all checks`);
  check(new URL(page.url()).pathname === "/answer", `after the interview: ${page.url()}`);
  await look(page, "person-answer");
  await folded(page);
  await secondPart(page, server.origin);
  await follow(page, server.origin);
  await papers(page, server.origin);
  for (const path of ["/about", "/privacy", "/api"]) {
    await page.goto(server.origin + path);
    await look(page, `person${path.replaceAll("/", "-")}`);
  }
  const lost = await page.goto(server.origin + "/no-such-page");
  check(lost.status() === 404, `a page that is not there: ${lost.status()}`);
  await look(page, "person-not-found", { status: 404 });
  await context.close();
  await server.stop();
}

/** What follows an answer: plan, kept, check-in, progress, papers, explorer, own data, and its end. */
async function follow(page, origin) {
  await page.goto(origin + "/plan");
  await look(page, "person-plan");
  for (const path of ["/progress", "/handout", "/letter", "/explorer", "/me"]) {
    await page.goto(origin + path);
    await look(page, `person${path.replaceAll("/", "-")}`);
  }
  const moved = page.locator("#content a[href*='/explorer?'], #content form[action='/explorer']");
  check((await page.goto(origin + "/explorer")).status() === 200 && (await moved.count()) > 0, "the explorer has nothing to move");
}

/** Everything that is folded on the answer can be opened: the bars of the answers are there. */
async function folded(page) {
  for (const summary of await page.locator("main details > summary").all()) await summary.click();
  check((await page.locator("#bars svg").count()) > 0, "no bars of what each answer did");
  await look(page, "person-answer-open");
}

/** The optional second part, with pictures of self-tests and their times. */
async function secondPart(page, origin) {
  const more = page.locator("form[action='/interview/firmer'] button");
  if ((await more.count()) === 0) return check(false, "the second part is not offered");
  await go(page, () => more.click());
  let tests = 0;
  for (let screens = 1; new URL(page.url()).pathname === "/interview"; screens += 1) {
    if (screens > 40) return check(false, "the second part does not end");
    const guided = page.locator(".guided");
    if ((await guided.count()) > 0) {
      tests += 1;
      if (tests === 1) {
        await look(page, "person-self-test");
        check((await guided.locator("svg").count()) > 0, "a self-test without a picture");
        await countsDown(guided.locator(".timer").first());
      }
    }
    await fill(page, STRETCH, { number: "5" });
    await go(page, () => page.locator("button[value=next]").click());
    const wrong = await page.locator(".errors li").allInnerTexts();
    if (wrong.length > 0) return check(false, `the second part is refused: ${wrong.join(", ")}`);
  }
  check(tests > 0, "the second part has no guided self-test");
  check(new URL(page.url()).pathname === "/answer", `after the second part: ${page.url()}`);
  await page.goto(origin + "/answer");
}

/** A time runs when it is started, and stands as before when it is stopped. */
async function countsDown(timer) {
  if ((await timer.count()) === 0) return check(false, "a self-test without a time");
  const clock = timer.locator(".clock");
  const whole = await clock.innerText();
  await timer.locator("button").click();
  await timer.page().waitForTimeout(1300);
  const later = await clock.innerText();
  check(later !== whole, `the time stands at ${whole}`);
  await timer.locator("button").click();
  check((await clock.innerText()) === whole, "a stopped time does not start anew");
}

/** What is printed: the handout on one sheet; and both papers as PDF where the server has a program for it. */
async function papers(page, origin) {
  await page.goto(origin + "/handout");
  const sheets = pagesOf(await page.pdf({ format: "A4" }));
  check(sheets === 1, `the handout prints on ${sheets} sheets`);
  await page.goto(origin + "/letter");
  const pages = pagesOf(await page.pdf({ format: "A4" }));
  check(pages <= LETTER, `the letter prints on ${pages} sheets`);
  console.log(`printed by the browser: handout ${sheets}, letter ${pages}`);
  if (!printer) {
    check(process.env.CI !== "true", "no PDF was made: TAUT_HANDOUT names no program");
    return console.log("PDF: skipped, TAUT_HANDOUT names no program");
  }
  for (const [paper, most] of [["handout", 1], ["letter", LETTER]]) {
    const got = await page.context().request.get(`${origin}/${paper}.pdf`);
    const body = await got.body();
    check(got.status() === 200 && got.headers()["content-type"] === "application/pdf", `${paper}.pdf: ${got.status()}`);
    check(body.subarray(0, 5).toString() === "%PDF-", `${paper}.pdf is no PDF`);
    check(pagesOf(body) <= most, `${paper}.pdf has ${pagesOf(body)} pages`);
    check(body.includes("pdfuaid:part"), `${paper}.pdf is not made for screen readers`);
    if (shots) writeFileSync(join(shots, `person-${paper}.pdf`), body);
  }
}

function pagesOf(pdf) {
  return pdf.toString("latin1").match(/\/Type ?\/Page\b/g)?.length ?? 0;
}

/** A sign of an emergency: the answer comes at once, says where to go first, and offers nothing else to do. */
async function urgent() {
  const server = await serve(program, ["--person", "urgent"], place);
  const { context, page } = await visitor(chromium, server);
  const screens = await interview(page, server.origin, EMERGENCY);
  check(screens <= 4, `an emergency is asked on for ${screens} screens`);
  check(new URL(page.url()).pathname === "/answer", `after a sign of an emergency: ${page.url()}`);
  await look(page, "person-emergency");
  check((await page.locator(".answer.stop").count()) === 1, "an emergency does not look like one");
  check((await page.locator("main a[href='/plan']").count()) === 0, "a plan is offered in an emergency");
  await page.goto(server.origin + "/plan");
  await look(page, "person-emergency-plan");
  check((await page.locator("form[action='/plan/keep']").count()) === 0, "a plan can be kept in an emergency");
  await context.close();
  await server.stop();
}

/** Tingling below the knee: hold, no hamstring stretch, the explorer stays closed. Then the own data, and their end. */
async function onHold() {
  const server = await serve(program, ["--person", "tingling"], place);
  const { context, page } = await visitor(chromium, server);
  await interview(page, server.origin, TINGLING);
  await look(page, "person-hold");
  check((await page.locator(".answer.care").count()) === 1, "a hold does not look like one");
  await page.goto(server.origin + "/explorer");
  check((await page.locator("form[action='/explorer']").count()) === 0, "the explorer is open on hold");
  await look(page, "person-explorer-closed");
  await page.goto(server.origin + "/plan");
  await look(page, "person-hold-plan");
  await page.goto(server.origin + "/me");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("a[href='/me/export']").click()]);
  check(readFileSync(await download.path(), "utf8").includes("taut"), "the own data are empty");
  await context.close();
  await server.stop();
}

/** Somebody whose plan began two days ago, made on the command line: the plan is there, a check-in is due, and it is kept. */
async function later() {
  const env = { ...ENVIRONMENT, TAUT_DB: place };
  const taut = (...args) => execFileSync(program, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  const story = new URL("../../knowledge/vignettes/vignette-stretch-02.toml", import.meta.url).pathname;
  taut("assess", story, "--record", "later");
  taut("plan", "--record", "later", "--begins", day(2));
  const server = await serve(program, ["--person", "later"], place);
  const { context, page } = await visitor(chromium, server);
  await page.goto(server.origin + "/plan");
  await look(page, "person-plan-kept");
  await checkIn(page, server.origin);
  await page.goto(server.origin + "/progress");
  await look(page, "person-progress-later");
  await context.close();
  await server.stop();
}

/** A check-in: nothing worrying, a little pain, exercises done. */
async function checkIn(page, origin) {
  await page.goto(origin + "/check-in");
  await look(page, "person-check-in-due");
  const begin = page.locator("form[action='/check-in/begin'] button");
  if ((await begin.count()) === 0) return check(false, "a check-in cannot be begun");
  await go(page, () => begin.click());
  for (let screens = 1; new URL(page.url()).pathname === "/check-in"; screens += 1) {
    if (screens > 12) return check(false, "the check-in does not end");
    await look(page, `person-check-in-${screens}`);
    const leaveOut = page.locator("button[value=leave_out]");
    if ((await leaveOut.count()) > 0) {
      await go(page, () => leaveOut.click());
      continue;
    }
    await fill(page, { leg_pain: "0", back_pain: "3" }, { number: "2" });
    await go(page, () => page.locator("button[value=next]").click());
    const wrong = await page.locator(".errors li").allInnerTexts();
    if (wrong.length > 0) return check(false, `the check-in is refused: ${wrong.join(", ")}`);
  }
  await look(page, "person-check-in-result");
}

/** The interview works without scripts, and says what is missing. */
async function withoutScripts() {
  const server = await serve(program, ["--person", "plain"], place);
  const options = { javaScriptEnabled: false, viewport: SMALL };
  const { context, page } = await visitor(chromium, server, options);
  await interview(page, server.origin, STRETCH);
  check(new URL(page.url()).pathname === "/answer", `without scripts: ${page.url()}`);
  await page.goto(server.origin + "/plan");
  const keep = page.locator("form[action='/plan/keep'] button");
  check((await keep.count()) === 1, "without scripts, the plan cannot be kept");
  if ((await keep.count()) === 1) await go(page, () => keep.click());
  await page.goto(server.origin + "/check-in");
  check((await page.locator("form[action='/check-in/begin']").count()) === 0, "a check-in on the first day");
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
