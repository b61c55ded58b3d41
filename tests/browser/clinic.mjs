// A clinic: its first accounts, a therapist at work on one person, that person's own account; on SQLite or PostgreSQL.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fill, interview, STRETCH } from "./interview.mjs";
import { browser, check, day, DESK, done, ENVIRONMENT, folder, go, look, picturesTo, pictures, serve, visitor } from "./lib.mjs";
import { postgres } from "./postgres.mjs";

const [program, database, shots] = process.argv.slice(2);
picturesTo(shots);
const home = folder();
const own = database === "postgres" ? await postgres() : null;
const place = own ? own.address : join(home.path, "clinic.db");
const PASSPHRASE = "seven quiet walks a week";
const taut = (...args) =>
  execFileSync(program, args, { env: { ...ENVIRONMENT, TAUT_DB: place }, encoding: "utf8" });
function code(said) {
  return said.match(/[0-9A-Z]{4,}(?:-[0-9A-Z]{4,})+/)?.[0] ?? said.trim().split("\n")[0].trim();
}
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
  await work(therapist.page, administrator.page);
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
async function work(page, administrator) {
  await page.goto(server.origin + "/account");
  await look(page, "clinic-account");
  await go(page, () => page.locator("form[action='/sign-out'] button").click());
  await page.goto(server.origin + "/sign-in");
  await look(page, "clinic-sign-in");
  await page.locator("#f-name").fill("tess");
  await page.locator("#f-passphrase").fill("not the passphrase");
  await go(page, () => page.locator("form[action='/sign-in'] button").click());
  await look(page, "clinic-sign-in-refused", { status: 422 });
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
    ["/differential", "differential"],
    ["/override", "override"],
    ["/propose", "propose"],
    ["/assess", "assess-begin"],
    ["/note", "note"],
    ["/referral", "referral"],
    ["/handout", "handout"],
  ]) {
    await page.goto(`${server.origin}/clinic/people/${id}${path}`);
    await look(page, `clinic-${name}`);
  }
  const record = `${server.origin}/clinic/people/${id}`;
  await intervals(page, record);
  await override(page, record);
  await note(page, record);
  await examine(page, record);
  await resolve(page, record);
  await clear(page, record);
  await download(page, record);
  await worried(page);
  await assess(page);
  for (const path of ["/clinic", "/clinic/queue", "/explorer"]) {
    await page.goto(server.origin + path);
    await look(page, `clinic${path.replaceAll("/", "-").replace("-clinic", "-list")}`);
  }
  await passphrase(page, administrator);
}

/** Presses the button of a form, and expects to come to a page. */
async function send(page, form, to) {
  await go(page, () => page.locator(`form[action$='${form}'] button`).last().click());
  const said = await page.locator(".errors").allInnerTexts();
  check(new URL(page.url()).pathname.endsWith(to), `${form} leads to ${page.url()}: ${said}`);
}

/** The intervals of the differential come by themselves. */
async function intervals(page, record) {
  await page.goto(record);
  const drawn = page.locator("#differential svg.interval").first();
  await drawn.waitFor({ state: "attached", timeout: 20_000 }).catch(() => {});
  check((await drawn.count()) === 1, "the differential has no intervals");
  check((await page.locator("#differential[data-progress] progress").count()) === 0, "progress stays");
  await look(page, "clinic-person-intervals");
}

/** A dose or wish is set only with a reason. */
async function override(page, record) {
  await page.goto(record + "/override");
  await page.locator("#f-what").selectOption("minutes_per_day");
  await page.locator("#f-value").fill("25");
  await page.locator("#f-reason").fill("   ");
  await go(page, () => page.locator("form[action$='/override'] button").click());
  check((await page.locator(".errors").count()) === 1, "something was set without a reason");
  await look(page, "clinic-override-refused", { status: 422 });
  await page.locator("#f-reason").fill("works shifts");
  await send(page, "/override", "/override");
  check((await page.locator("main").innerText()).includes("works shifts"), "what was set is not listed");
  await look(page, "clinic-override-set");
}

async function note(page, record) {
  await page.goto(record + "/note");
  await page.locator("#f-note").fill("Walks to work now.");
  await go(page, () => page.locator("form[action$='/note'] button").click());
  check((await page.locator("#findings").innerText()).includes("Walks to work now."), "the note is not there");
}

/** A root that is reduced on one side stands as a flag. */
async function examine(page, record) {
  await page.goto(record + "/examine");
  await page.locator("#f-on").fill(day(2));
  await page.locator("[id='f-root.power.L5.left']").selectOption("reduced");
  await page.locator("[id='f-e.motor_weakness_exam.left']").selectOption("absent");
  await go(page, () => page.locator("form[action$='/examine'] button").click());
  check((await page.locator(".errors").count()) === 1, "a reduced root and no weakness were kept");
  await look(page, "clinic-examine-refused", { status: 422 });
  await page.locator("[id='f-e.motor_weakness_exam.left']").selectOption("");
  await page.locator("[id='f-e.slr_reproduces_leg_pain.left']").selectOption("present");
  await go(page, () => page.locator("form[action$='/examine'] button").click());
  const findings = await page.locator("#findings").innerText();
  check(findings.includes("L5 reduced") && findings.includes("weakness found in one leg"), findings);
  await look(page, "clinic-person-examined");
  // What the therapist found holds the stretches; it asks nobody to act at once, so the queue stays as it was.
  const advice = await page.locator("main").innerText();
  check(/hold and see a physical therapist/i.test(advice), `a weakness that was found holds nothing: ${advice.slice(0, 400)}`);
}

/** The flag is resolved with an explanation and a later day, and nothing else clears it. */
async function resolve(page, record) {
  const flag = page.locator("input[value='motor_weakness_exam.left']");
  await page.goto(record + "/resolve");
  await flag.check();
  await page.locator("#f-reason").fill("old weakness, known for years");
  await page.locator("#f-on").fill(day(2));
  await go(page, () => page.locator("form[action$='/resolve'] button").click());
  check((await page.locator(".errors").count()) === 1, "a flag was resolved on the day of its report");
  await page.locator("#f-on").fill(day(1));
  await go(page, () => page.locator("form[action$='/resolve'] button").click());
  await page.goto(record + "/resolve");
  check((await flag.count()) === 0, "the resolved flag still stands");
}

/** A clearance: empty it names what is missing; filled in, it stands. */
async function clear(page, record) {
  await page.goto(record + "/clear");
  await go(page, () => page.locator("form[action$='/clear'] button").click());
  check((await page.locator(".errors li").count()) > 5, "an empty clearance was not refused");
  await look(page, "clinic-clear-refused", { status: 422 });
  for (const [field, value] of [
    ["profession", "physical therapist"],
    ["registration", "PT 1"],
    ["expires", day(-20)],
    ["clear.slr_reproduces_leg_pain.left", "hamstring only"],
  ]) {
    await page.locator(`[id='f-${field}']`).fill(value);
  }
  for (const side of ["left", "right"]) {
    await page.locator(`[id='f-${side}.knee_extension_deficit']`).fill("20");
    await page.locator(`[id='f-${side}.straight_leg_raise']`).fill("80");
  }
  const good = ["absent", "no", "full", "normal", "low"];
  for (const select of await page.locator("form[action$='/clear'] select").all()) {
    const name = await select.getAttribute("name");
    const values = await select.locator("option").evaluateAll((all) => all.map((one) => one.value));
    const yes = ["in_person", "this_episode"].includes(name);
    await select.selectOption(yes ? "yes" : (good.find((one) => values.includes(one)) ?? values[1]));
  }
  await go(page, () => page.locator("form[action$='/clear'] button").click());
  const said = await page.locator(".errors").allInnerTexts();
  check(said.length === 0, `the clearance was refused: ${said}`);
  await page.goto(record);
  check((await page.locator("#clearances").innerText()).includes(day(-20)), "the clearance does not stand");
}

/** The whole record as a file. */
async function download(page, record) {
  await page.goto(record);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("form[action$='/export'] button").click(),
  ]);
  const lines = readFileSync(await file.path(), "utf8").trim().split("\n");
  check(lines.length > 5 && lines.every((line) => JSON.parse(line)), `the export has ${lines.length} lines`);
}

/** Adds somebody, and gives their code. */
async function added(page, name) {
  await page.goto(server.origin + "/clinic");
  await page.locator("#f-new").fill(name);
  await go(page, () => page.locator("form[action='/clinic/people'] button").click());
  const record = page.url();
  await go(page, () => page.locator("form[action$='/invite'] button").click());
  return [record, await page.locator("section strong").first().innerText()];
}

/** Somebody whose answer is worrying is at the top of what needs action. */
async function worried(page) {
  const [, invitation] = await added(page, "Bo Example");
  const visit = await joined("bo", invitation);
  await interview(visit.page, server.origin, { ...STRETCH, bladder_new: "yes" });
  await visit.context.close();
  await page.goto(server.origin + "/clinic/queue");
  const first = await page.locator("tbody tr").first().innerText();
  check(first.includes("Bo Example") && first.includes("Emergency"), `the queue begins with ${first}`);
}

/** An interview in the clinic, and a first programme out of it. */
async function assess(page) {
  const [record] = await added(page, "Cy Example");
  await page.goto(record + "/assess");
  await go(page, () => page.locator("form[action$='/assess/begin'] button").click());
  for (let screens = 0; page.url().endsWith("/assess"); screens += 1) {
    check(screens < 40, "the assessment does not end");
    if (screens >= 40) return;
    if (screens === 1) await look(page, "clinic-assess");
    await fill(page, STRETCH);
    await go(page, () => page.locator("button[value=next]").click());
  }
  check(page.url() === record, `an assessment ends at ${page.url()}`);
  await page.goto(record + "/propose");
  await look(page, "clinic-propose-first");
  await go(page, () => page.locator("form[action$='/propose/keep'] button").click());
  check((await page.locator("#programme li").count()) > 3, "the first programme is not there");
}

/** The administrator sets a passphrase anew: it is good only for choosing another one. */
async function passphrase(page, administrator) {
  await administrator.goto(server.origin + "/admin");
  const row = administrator.locator("tr", { hasText: "Tess Therapist" });
  await go(administrator, () => row.locator("button[value=reset]").click());
  await look(administrator, "clinic-admin-reset");
  const once = await administrator.locator("section strong").first().innerText();
  await page.goto(server.origin + "/sign-in");
  await page.locator("#f-name").fill("tess");
  await page.locator("#f-passphrase").fill(once);
  await go(page, () => page.locator("form[action='/sign-in'] button").click());
  await look(page, "clinic-renew");
  const elsewhere = await page.goto(server.origin + "/clinic");
  check(elsewhere.status() === 403, `with a passphrase of another: ${elsewhere.status()}`);
  await look(page, "clinic-renew-first", { net: false, status: 403 });
  await page.goto(server.origin + "/account");
  await page.locator("#f-old").fill(once);
  await page.locator("#f-passphrase").fill(PASSPHRASE + " twice");
  await page.locator("#f-again").fill(PASSPHRASE + " twice");
  await go(page, () => page.locator("form[action='/account/passphrase'] button").click());
  const again = await page.goto(server.origin + "/clinic");
  check(again.status() === 200, `after a new passphrase: ${again.status()}`);
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
