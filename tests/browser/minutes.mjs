// How long a person needs to their answer, by counting what they read, press and scroll on a small phone. Nobody is timed: the counts
// are of the real pages, the seconds are published averages.

import { check, go } from "./lib.mjs";
import { usual } from "./interview.mjs";

// Four fifths of the 238 words that an adult reads in a minute on average; most read 175 to 300, older people fewer than the average
// (Brysbaert 2019, doi 10.1016/j.jml.2019.104047). Four fifths are our assumption for somebody of 60.
const WORDS_A_MINUTE = 190;
// The keystroke-level model (Card, Moran & Newell 1980, doi 10.1145/358886.358895): to make up one's mind before a choice, to point, to
// press, to type a key. The button that ends a page needs no new decision. A screen's height is scrolled like one pointing and pressing.
const [DECIDES_S, POINTS_S, PRESSES_S, KEY_S] = [1.35, 1.1, 0.2, 0.5];
// Progress of the screens, which is looked at and not read.
const NOT_READ = /^\d+ of \d+$/;

/** From the front page to the answer: words, presses and heights of the screen, and the minutes that they make. */
export async function minutes(page, origin, answers, places) {
  const seen = new Set();
  const sum = { words: 0, choices: 0, buttons: 0, keys: 0, heights: 0, screens: 0, questions: 0 };
  const read = (text) => {
    for (const line of text.split("\n").map((one) => one.trim())) {
      if (line === "" || seen.has(line) || NOT_READ.test(line)) continue;
      seen.add(line);
      sum.words += line.split(/\s+/).length;
    }
  };
  const choose = async (what) => {
    await what.click();
    sum.choices += 1;
  };
  // A page is read and scrolled down to the button that leads on, and not further.
  const readTo = async (button) => {
    const shown = await button.evaluate((last) => {
      const parts = [...document.querySelector("main").children];
      const there = parts.findIndex((part) => part.contains(last));
      const down = last.getBoundingClientRect().bottom + scrollY;
      return { text: parts.slice(0, there + 1).map((part) => part.innerText).join("\n"), heights: down / innerHeight - 1 };
    });
    read(shown.text);
    sum.heights += Math.max(0, shown.heights);
  };
  const leave = async (button) => {
    await go(page, () => button.click());
    sum.buttons += 1;
  };
  await page.goto(origin + "/");
  read(await page.locator("header").innerText());
  const begin = page.locator("form[action='/interview/begin'] button");
  await readTo(begin);
  await leave(begin);
  while (new URL(page.url()).pathname === "/interview") {
    sum.screens += 1;
    if (sum.screens > 30) return check(false, "the interview does not end");
    const restNo = page.locator("button[value=rest_no]");
    const isChart = (await page.locator(".chart").count()) > 0;
    const isList = !isChart && (await restNo.count()) > 0;
    const button = isList ? restNo : page.locator("button[value=next]");
    await readTo(button);
    const questions = await page.locator("fieldset.question").all();
    sum.questions += questions.length;
    if (isChart) {
      for (const place of places) await choose(page.locator(`.chart-region[data-region='${place}']`).first());
    }
    for (const question of isChart ? [] : questions) {
      const key = (await question.getAttribute("id")).replace(/^q-/, "");
      const number = question.locator("input[type=number]");
      if ((await number.count()) > 0) {
        await choose(number);
        await number.fill(answers[key]);
        sum.keys += answers[key].length;
        continue;
      }
      const value = answers[key] ?? "no";
      if (!isList || value !== "no") await choose(await usual(question, value));
    }
    await leave(button);
  }
  check(new URL(page.url()).pathname === "/answer", `counting the way to the answer ends at ${page.url()}`);
  read(await page.locator("h1").innerText());
  read(await page.locator(".answer").innerText());
  const points = POINTS_S + PRESSES_S;
  const seconds = sum.choices * (DECIDES_S + points) + sum.buttons * points + sum.keys * KEY_S + sum.heights * points;
  return { ...sum, minutes: sum.words / WORDS_A_MINUTE + seconds / 60 };
}
