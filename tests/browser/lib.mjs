// What every walk needs: a server of its own, a browser that reaches nothing else, checks of each page that is shown, pictures.

import { spawn } from "node:child_process";
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// Rules of WCAG 2.2 up to AA, and what axe calls best practice.
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const PHONE = { width: 360, height: 740 };
export const SMALL = { width: 320, height: 640 };
export const DESK = { width: 1280, height: 800 };

/** What the program is started with: its day ends when the walk's does, at midnight UTC. */
export const ENVIRONMENT = { ...process.env, TZ: "UTC" };

const BEGUN = Date.now();

/** A day so many days before the one on which the walk began, as the server writes it. */
export function day(before) {
  return new Date(BEGUN - before * 86_400_000).toISOString().slice(0, 10);
}

/** Problems found so far; a walk goes on, so that all of them are reported. */
export const problems = [];

export function check(holds, what) {
  if (!holds) {
    problems.push(what);
    console.error(`PROBLEM: ${what}`);
  }
}

/** Starts the program's server; resolves once it says where it is. */
export async function serve(program, args, database) {
  const begun = performance.now();
  const child = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--log", "warn", ...args], {
    env: { ...ENVIRONMENT, TAUT_DB: database },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = [];
  child.stderr.on("data", (bytes) => log.push(bytes.toString()));
  const origin = await new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (bytes) => {
      said += bytes;
      const found = said.match(/http:\/\/[^/\s]+/);
      if (found) resolve(found[0]);
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${log.join("")}`)));
  });
  return {
    origin,
    started: performance.now() - begun,
    log,
    async stop() {
      if (child.exitCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    },
  };
}

/** A folder that goes with the test. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "taut-browser-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The browser's program: $CHROMIUM, else `chromium` of the search path. */
function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const runs = (path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  const found = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "chromium")).find(runs);
  if (!found) throw new Error("no chromium in the search path; install it, or let CHROMIUM name it");
  return found;
}

/** A browser that looks for nothing on the network by itself. */
export async function browser() {
  return chromium.launch({
    executablePath: executable(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** The status with which each page that is shown came. */
const statuses = new WeakMap();

/** A visitor: a context whose requests, console and policy violations are watched. */
export async function visitor(of, server, options = {}) {
  const context = await of.newContext({ viewport: PHONE, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.on("request", (request) => {
    const url = request.url();
    check(url.startsWith(server.origin) || url.startsWith("data:"), `a request left the origin: ${url}`);
  });
  page.on("console", (message) => {
    // The status of a page that refuses is no error of the page.
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) {
      check(false, `console on ${page.url()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => check(false, `script on ${page.url()}: ${error}`));
  page.on("response", (response) => {
    check(response.status() < 500, `${response.status()} from ${response.url()}`);
    const request = response.request();
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) statuses.set(page, response.status());
  });
  return { context, page, server };
}

/** Does something that leads to another page, and waits for it. */
export async function go(page, action) {
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), action()]);
}

let shots;
const taken = [];

/** Where pictures go; none are taken without. */
export function picturesTo(path) {
  shots = path;
  if (path) mkdirSync(path, { recursive: true });
}

export const pictures = () => taken;

/** Looks at a page: its status, accessibility, width, one heading of the first level, safety net; and takes pictures. */
export async function look(page, name, { sizes = [PHONE, DESK], net = true, axe = true, status = 200 } = {}) {
  const before = page.viewportSize();
  check(statuses.get(page) === status, `${name}: status ${statuses.get(page)}, not ${status}`);
  if (axe) await accessible(page, name);
  const headings = await page.locator("h1").count();
  check(headings === 1, `${name}: ${headings} headings of the first level`);
  if (net) {
    const words = await page.locator("main").innerText();
    check(/Do not wait to see if it passes|No espere/.test(words), `${name}: no safety net`);
  }
  await page.setViewportSize(SMALL);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(over <= 0, `${name}: ${over} px too wide at 320 px`);
  await targets(page, name);
  if (shots) {
    for (const size of sizes) {
      await page.setViewportSize(size);
      const file = `${name}-${size.width}.png`;
      await page.screenshot({ path: join(shots, file), fullPage: true });
      taken.push({ name, width: size.width, file });
    }
  }
  await page.setViewportSize(before);
}

/** axe-core's rules, in light and dark. */
async function accessible(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    // Through the debugger, so that the page's own policy stays as it is.
    await page.evaluate(AXE);
    const found = await page.evaluate(async (tags) => {
      const result = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
      return result.violations.map((v) => ({
        id: v.id,
        impact: v.impact,
        nodes: v.nodes.slice(0, 3).map((n) => n.target.join(" ") + ": " + n.failureSummary),
      }));
    }, TAGS);
    for (const violation of found) {
      check(false, `${name} (${colorScheme}): ${violation.id}: ${violation.nodes.join(" | ")}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** Buttons, choices and menu entries are large enough for a thumb. */
async function targets(page, name) {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, .choice, nav a, summary, .button")]
      .filter((e) => e.checkVisibility())
      .map((e) => ({ words: e.innerText.trim().slice(0, 40), box: e.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0 && box.height < 44)
      .map(({ words, box }) => `${words} (${Math.round(box.height)} px)`),
  );
  check(small.length === 0, `${name}: too low to press: ${small.join(", ")}`);
}

/** Ends a test file: what was found, and the exit code. */
export function done(what) {
  if (problems.length > 0) {
    console.error(`${what}: ${problems.length} problems`);
    process.exitCode = 1;
  } else {
    console.log(`${what}: no problem`);
  }
}
