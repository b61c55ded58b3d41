// A clinic: its first accounts, a therapist at work on one person, that person's own account; on SQLite or PostgreSQL.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { interview, STRETCH } from "./interview.mjs";
import { browser, check, DESK, done, folder, go, look, picturesTo, pictures, serve, visitor } from "./lib.mjs";
import { postgres } from "./postgres.mjs";

const [program, database, shots] = process.argv.slice(2);
picturesTo(shots);
const home = folder();
const own = database === "postgres" ? await postgres() : null;
const place = own ? own.address : join(home.path, "clinic.db");
const PASSPHRASE = "seven quiet walks a week";
const taut = (...args) =>
  execFileSync(program, args, { env: { ...process.env, TAUT_DB: place }, encoding: "utf8" });
const code = (said) => said.match(/[0-9A-Z]{4,}(?:-[0-9A-Z]{4,})+/)?.[0] ?? said.trim().split("\n")[0].trim();
const chromium = await browser();

let server;
try {
  taut("clinic", "found", "North Street");
  server = await serve(program, ["--clinic"], place);
  const administrator = await joined("ada", code(taut("clinic", "invite", "--role", "administrator")), "clinic-join");
  await look(administrator.page, "clinic-admin");
  await administrator.page.goto(server.origin + "/admin/events");
  await look(administrator.page, "clinic-admin-events");
  const therapist = await joined("tess", code(taut("clinic", "invite", "--role", "therapist")));
  await work(therapist.page);
  await guest();
} finally {
  await server?.stop();
  await chromium.close();
  own?.stop();
  home.remove();
}
if (shots) writeFileSync(join(shots, `clinic-${database}.json`), JSON.stringify(pictures()));
done(`clinic on ${database}`);

/** Somebody new with a code: an account, signed in. */
async function joined(name, code, named) {
  const visit = await visitor(chromium, server, { viewport: DESK });
  const { page } = visit;
  await page.goto(server.origin + "/join");
  if (named) await look(page, named);
  await page.locator("#f-code").fill(code);
  await page.locator("#f-shown").fill(name === "tess" ? "Tess Therapist" : name);
  await page.locator("#f-name").fill(name);
  await page.locator("#f-passphrase").fill(PASSPHRASE);
  await page.locator("#f-again").fill(PASSPHRASE);
  await go(page, () => page.locator("form[action='/join'] button").click());
  check(!page.url().endsWith("/join"), `${name} cannot join: ${await page.locator(".errors").allInnerTexts()}`);
  return visit;
}

/** A therapist: sign in again, add a person, look at every page about them. */
async function work(page) {
  await page.goto(server.origin + "/account");
  await look(page, "clinic-account");
  await go(page, () => page.locator("form[action='/sign-out'] button").click());
  await page.goto(server.origin + "/sign-in");
  await look(page, "clinic-sign-in");
  await page.locator("#f-name").fill("tess");
  await page.locator("#f-passphrase").fill("not the passphrase");
  await go(page, () => page.locator("form[action='/sign-in'] button").click());
  await look(page, "clinic-sign-in-refused");
  await page.locator("#f-name").fill("tess");
  await page.locator("#f-passphrase").fill(PASSPHRASE);
  await go(page, () => page.locator("form[action='/sign-in'] button").click());
  await page.goto(server.origin + "/clinic");
  await page.locator("#f-new").fill("Ann Example");
  await go(page, () => page.locator("form[action='/clinic/people'] button").click());
  const id = new URL(page.url()).pathname.split("/")[3];
  check(/^[0-9a-f]{32}$/.test(id ?? ""), `after adding a person: ${page.url()}`);
  await look(page, "clinic-person-new");
  await go(page, () => page.locator("form[action$='/invite'] button").click());
  await look(page, "clinic-person-code");
  const invitation = await page.locator("section strong").first().innerText();
  await person(invitation);
  for (const [path, name] of [
    ["", "person"],
    ["/examine", "examine"],
    ["/resolve", "resolve"],
    ["/clear", "clear"],
    ["/letter", "letter"],
    ["/programme", "programme"],
    ["/progress", "progress"],
    ["/timeline", "timeline"],
  ]) {
    await page.goto(`${server.origin}/clinic/people/${id}${path}`);
    await look(page, `clinic-${name}`);
  }
  for (const path of ["/clinic", "/clinic/queue", "/explorer"]) {
    await page.goto(server.origin + path);
    await look(page, `clinic${path.replaceAll("/", "-").replace("-clinic", "-list")}`);
  }
}

/** The person of the clinic: joins by the code, answers, keeps a plan. */
async function person(invitation) {
  const { context, page } = await joined("ann", invitation);
  await interview(page, server.origin, STRETCH);
  await page.goto(server.origin + "/plan");
  const keep = page.locator("form[action='/plan/keep'] button");
  check((await keep.count()) === 1, "a person of the clinic cannot keep a plan");
  if ((await keep.count()) === 1) await go(page, () => keep.click());
  for (const path of ["/check-in", "/progress", "/me"]) {
    const got = await page.goto(server.origin + path);
    check(got.status() === 200, `${path} for a person of the clinic: ${got.status()}`);
  }
  for (const path of ["/clinic", "/admin"]) {
    const got = await page.goto(server.origin + path);
    check(got.status() === 403, `${path} for a person: ${got.status()}`);
  }
  await context.close();
}

/** Somebody without an account asks, sees an answer and a plan, and nothing else. */
async function guest() {
  const { context, page } = await visitor(chromium, server);
  await interview(page, server.origin, STRETCH);
  await page.goto(server.origin + "/plan");
  await look(page, "clinic-guest-plan");
  check((await page.locator("form[action='/plan/keep']").count()) === 0, "a guest can keep a plan");
  for (const path of ["/clinic", "/admin", "/me", "/progress"]) {
    const got = await page.goto(server.origin + path);
    check(got.status() === 401, `${path} for a guest: ${got.status()}`);
  }
  await context.close();
}
