// Answers the interview as a person would: by what the screen shows, with a mouse, by keys, or without scripts.

import { check, go, look } from "./lib.mjs";

/** What a person of the walk answers: by the key of a question, else "no". */
export const STRETCH = {
  age: "41",
  sex: "female",
  felt_tightness: "left",
};

/** A sign of an emergency on the first screen. */
export const EMERGENCY = { ...STRETCH, saddle_numbness: "yes" };

/** Tingling in one leg, down to the foot. */
export const TINGLING = {
  ...STRETCH,
  leg_tingling: "left",
  leg_symptoms: "most_weeks",
  how_far_down: "foot",
};

/** The value that a question gets. */
const wanted = (answers, key) => answers[key] ?? "no";

/** The choice of a question with a value; its first one, the least worrying, where it has no such value. */
export async function usual(question, value) {
  const wanted = question.locator(`input[type=radio][value="${value}"]`);
  return (await wanted.count()) > 0 ? wanted.first() : question.locator("input[type=radio][name^='a.']").first();
}

/** Answers that are folded beside a body chart are opened. */
async function unfold(page) {
  const fold = page.locator("#place-answers:not([open]) > summary");
  if ((await fold.count()) > 0) await fold.click();
}

/** Fills in the questions of a screen that is shown. */
export async function fill(page, answers, { number: typing } = {}) {
  await unfold(page);
  const questions = await page.locator("fieldset.question").all();
  for (const question of questions) {
    const key = (await question.getAttribute("id")).replace(/^q-/, "");
    const number = question.locator("input[type=number]");
    const typed = answers[key] ?? typing;
    if ((await number.count()) > 0 && typed !== undefined) {
      await number.fill(typed);
      continue;
    }
    const value = wanted(answers, key);
    const radio = await usual(question, value);
    if ((await radio.count()) === 0) continue;
    // A "yes" that ends the questions goes on by itself where scripts run.
    if (value === "yes" && (await radio.getAttribute("data-stops")) !== null) return radio;
    await radio.check();
  }
}

/** From the front page to the answer; pictures and checks of every screen where `named` is given. */
export async function interview(page, origin, answers, named) {
  await page.goto(origin + "/");
  if (named) await look(page, `${named}-front`);
  await go(page, () => page.locator("form[action='/interview/begin'] button").click());
  let screens = 0;
  while (new URL(page.url()).pathname === "/interview") {
    screens += 1;
    check(screens < 40, "the interview does not end");
    if (screens >= 40) return screens;
    if (named) await look(page, `${named}-interview-${String(screens).padStart(2, "0")}`);
    const stops = await fill(page, answers);
    await go(page, () => (stops ? stops.click() : page.locator("button[value=next]").click()));
  }
  return screens;
}

/** The same with Tab, arrow keys, Space and Enter alone. */
export async function byKeys(page, origin, limit = 60) {
  await page.goto(origin + "/");
  await tabTo(page, () => document.activeElement.matches("form[action='/interview/begin'] button"));
  await go(page, () => page.keyboard.press("Enter"));
  for (let screens = 0; new URL(page.url()).pathname === "/interview"; screens += 1) {
    if (screens > limit) return check(false, "by keys, the interview does not end");
    if ((await page.locator("#place-answers:not([open])").count()) > 0) {
      await tabTo(page, () => document.activeElement.matches("#place-answers > summary"));
      await page.keyboard.press("Enter");
    }
    const questions = await page.locator("fieldset.question").count();
    for (let i = 0; i < questions; i += 1) {
      await tabTo(page, (i) => {
        const questions = document.querySelectorAll("fieldset.question");
        return document.activeElement.matches("input") && questions[i].contains(document.activeElement);
      }, i);
      const number = await page.evaluate(() => document.activeElement.type === "number");
      if (number) {
        await page.keyboard.type("41");
      } else {
        await page.keyboard.press("Space");
      }
      check(await focusShows(page), `${page.url()}: no visible focus`);
    }
    await tabTo(page, () => document.activeElement.matches("button[value=next]"));
    await go(page, () => page.keyboard.press("Enter"));
  }
}

/** Presses Tab until an element is reached. */
async function tabTo(page, reached, argument) {
  for (let i = 0; i < 400; i += 1) {
    const there = await page.evaluate(reached, argument);
    if (there) return;
    await page.keyboard.press("Tab");
  }
  check(false, `${page.url()}: cannot be reached by Tab`);
}

/** True if the element with focus, or what stands around it, has an outline. */
const focusShows = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const around = element.closest("label") ?? element;
    return [element, around].some((e) => getComputedStyle(e).outlineStyle !== "none");
  });
