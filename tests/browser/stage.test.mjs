// The Stage: played by hand, watched, gone back in, forked, kept.

import assert from "node:assert/strict";
import { phone, redraws, soon, test } from "./harness.mjs";

// BabyAI "go to", seed 3: the expert's way, which the originals' recordings have too.
const GOTO = "#/stage/babyai/goto?seed=3";
const WAY = "ffrff";
const KEYS = { l: "ArrowLeft", r: "ArrowRight", f: "ArrowUp" };

const count = (page) => page.locator(".transport .count");
const step = async (page, at, of) => {
  await page.waitForFunction(
    ([at, of]) => document.querySelector(".transport .count")?.textContent === `${at} of ${of}`,
    [at, of],
  );
};
const heading = (page) => page.locator(".tab-head h2");
const play = async (page, way) => {
  for (const key of way) await page.keyboard.press(KEYS[key]);
};

test("a person plays by keys to the goal and is paid by the formula", async ({ page, open }) => {
  await open(GOTO);
  await soon(async () => assert.match(await page.locator(".mission").textContent(), /^go to the /));
  await play(page, WAY);
  await step(page, WAY.length, WAY.length);
  await page.keyboard.press("4");
  const paid = 1 - (0.9 * WAY.length) / 64;
  await soon(async () => assert.equal(await page.locator(".figure").textContent(), String(Number(paid.toFixed(4)))));
  await soon(async () => assert.match(await page.locator(".formula").textContent(), new RegExp(`0.9 × ${WAY.length} ÷ 64`)));
  await soon(async () => assert.match(await page.locator(".score-part").textContent(), new RegExp(`done at step ${WAY.length}`)));
  // The episode is over: a further key leads to a clear refusal, not to another step.
  await page.keyboard.press("ArrowUp");
  await page.getByText("The episode is over.", { exact: true }).first().waitFor();
  await step(page, WAY.length, WAY.length);
});

test("the observation is the very text that the agent gets", async ({ page, open }) => {
  await open("#/stage/babyai/goto?seed=0");
  await page.keyboard.press("1");
  assert.equal(
    await page.locator(".exact").textContent(),
    "a wall 6 steps forward\na wall 2 steps left\na green key 1 step right and 2 steps forward",
  );
  await page.keyboard.press("ArrowUp");
  await step(page, 1, 1);
  assert.equal(
    await page.locator(".exact").textContent(),
    "a wall 5 steps forward\na wall 2 steps left\na green key 1 step right and 1 step forward",
  );
  // The state's digest is the recorded one.
  await soon(async () => assert.equal(await page.locator(".panel-foot .mono").textContent(), "ac748b65"));
});

test("the expert is watched to the end, stopped by a key, stepped back", async ({ page, open }) => {
  await open(`${GOTO}&player=expert`);
  // It plays by itself; Space stops it, and an arrow steps on.
  await page.waitForFunction(() => Number(document.querySelector(".transport .count b")?.textContent) >= 1);
  await page.keyboard.press("Space");
  const at = Number(await page.locator(".transport .count b").textContent());
  await page.waitForTimeout(1200);
  await soon(async () => assert.equal(Number(await page.locator(".transport .count b").textContent()), at, "Space stops it"));
  await page.keyboard.press("ArrowRight");
  await step(page, at + 1, at + 1);
  await page.keyboard.press("ArrowLeft");
  await step(page, at, at + 1);
  // At full speed to the end.
  for (let faster = 0; faster < 6; faster++) await page.keyboard.press("]");
  await page.keyboard.press("Space");
  await step(page, WAY.length, WAY.length);
  await page.locator(".at-mark .mark.good").first().waitFor();
  // Home, End, and a jump by number.
  await page.keyboard.press("Home");
  await step(page, 0, WAY.length);
  await page.keyboard.press("End");
  await step(page, WAY.length, WAY.length);
  await page.keyboard.press("g");
  await page.getByLabel("a number from 0 to").fill("2");
  await page.keyboard.press("Enter");
  await step(page, 2, WAY.length);
});

test("the expert finishes what a person began", async ({ page, open }) => {
  await open(GOTO);
  await page.keyboard.press("ArrowLeft");
  await step(page, 1, 1);
  for (let faster = 0; faster < 6; faster++) await page.keyboard.press("]");
  await page.getByRole("button", { name: "Let the expert finish" }).click();
  await page.getByText("The mission is done").waitFor();
});

test("acting in the middle of a record begins a fork and loses nothing", async ({ page, open }) => {
  await open(GOTO);
  await play(page, WAY);
  await step(page, WAY.length, WAY.length);
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  const from = WAY.length - 2;
  await step(page, from, WAY.length);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowLeft");
  await step(page, from + 2, from + 2);
  // The first run hangs below as a branch, and one click brings it back whole.
  const fork = page.locator(".fork");
  await soon(async () => assert.equal(await fork.count(), 1));
  await soon(async () => assert.match(await fork.textContent(), new RegExp(`done at ${WAY.length}`)));
  await fork.click();
  await page.keyboard.press("End");
  await step(page, WAY.length, WAY.length);
});

test("one takes over from a watched run at the very step", async ({ page, open }) => {
  await open(`${GOTO}&player=expert`);
  for (let faster = 0; faster < 6; faster++) await page.keyboard.press("]");
  await page.getByText("The mission is done").waitFor();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await step(page, 1, WAY.length);
  await page.keyboard.press("f");
  await step(page, 1, 1);
  await soon(async () => assert.equal(await page.locator(".player-name").textContent(), "me"));
  await page.keyboard.press("ArrowRight");
  await step(page, 2, 2);
  await page.keyboard.press("u");
  await step(page, 1, 1);
});

test("a reload keeps the episode, its forks and its place", async ({ page, open }) => {
  await open(GOTO);
  await play(page, WAY.slice(0, 3));
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("ArrowUp");
  await step(page, 3, 3);
  await page.waitForFunction(() => location.hash.includes("kept="));
  await page.waitForTimeout(600);
  await page.reload();
  await step(page, 3, 3);
  await soon(async () => assert.equal(await page.locator(".fork").count(), 1));
  // It stands among one's own episodes, and opens from there.
  await open("#/");
  const own = page.locator(".episode");
  await own.first().waitFor();
  await soon(async () => assert.equal(await own.count(), 1));
  await own.locator("a").click();
  await step(page, 3, 3);
  // Deleted, it is gone.
  await open("#/");
  await own.first().hover();
  await own.getByRole("button", { name: "Delete" }).click();
  await page.getByText("Nothing yet.").waitFor();
});

test("the State panel tells what differs from any step", async ({ page, open }) => {
  await open("#/stage/babyai/pickup?seed=3");
  for (let faster = 0; faster < 6; faster++) await page.keyboard.press("]");
  await page.keyboard.press("e");
  await page.locator(".at-mark .mark.good").first().waitFor();
  await page.keyboard.press("3");
  await page.getByText("agent.carrying").first().waitFor();
  await page.getByLabel("Changed since").selectOption("step");
  const end = Number(await page.locator(".transport .count b").textContent());
  await page.getByLabel("Step to compare with").fill(String(end));
  await page.getByText("Nothing differs.").waitFor();
});

test("a seed and a world are chosen, by hand and by chance", async ({ page, open }) => {
  await open(GOTO);
  await redraws(page, "#seed", async () => {
    await page.locator("#seed").fill("7");
    await page.keyboard.press("Enter");
  });
  assert.match(page.url(), /seed=7(&|$)/);
  await page.locator("#seed").fill("x");
  await page.keyboard.press("Enter");
  await soon(async () => assert.equal(await page.locator("#seed").getAttribute("aria-invalid"), "true"));
  await redraws(page, "#seed", () => page.getByRole("button", { name: "Another seed" }).click());
  assert.doesNotMatch(page.url(), /seed=7(&|$)/);
  await page.getByRole("button", { name: "World:" }).click();
  await page.getByLabel("Further objects").fill("4");
  await page.getByRole("button", { name: "Put next" }).click();
  await page.waitForFunction(() => location.hash.includes("putnext") && location.hash.includes("distractors=4"));
});

test("a screen reader hears each step and finds the board as a table", async ({ page, open }) => {
  await open("#/stage/babyai/goto?seed=0");
  const table = page.locator("table");
  await soon(async () => assert.match(await table.textContent(), /agent, facing west/));
  await soon(async () => assert.match(await table.textContent(), /green key/));
  await page.keyboard.press("ArrowUp");
  await page.waitForFunction(() =>
    [...document.querySelectorAll("[aria-live=polite]")].some((live) => /Step 1, go forward/.test(live.textContent)),
  );
  // Every control has a name.
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll("button, a, input, select")]
      .filter((control) => control.checkVisibility())
      .filter((control) => !(control.textContent.trim() || control.ariaLabel || control.labels?.length || control.title))
      .map((control) => control.outerHTML),
  );
  assert.deepEqual(nameless, []);
});

test("a phone has the world on top, pads for a thumb, and nothing wider than itself", { viewport: phone, hasTouch: true, isMobile: true }, async ({ page, open }) => {
  await open(GOTO);
  const forward = page.locator(".pads").getByRole("button", { name: "Go forward" });
  await forward.tap();
  await step(page, 1, 1);
  const { width, view } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, view: innerWidth }));
  assert.ok(width <= view, `${width} px in ${view}`);
  await open("#/");
  const gallery = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(gallery <= view, `${gallery} px in ${view}`);
});

test("unknown addresses say so", async ({ page, open }) => {
  for (const [route, words] of [
    ["#/nowhere", "No place here is called"],
    ["#/stage/babyai/fly?seed=1", "No world here is called"],
    ["#/stage/babyai/goto?seed=minus", "which cannot be"],
    ["#/stage/babyai/goto?seed=1&kept=gone", "does not keep that episode"],
  ]) {
    await open(route);
    await page.getByText(words).first().waitFor();
    await page.getByRole("link", { name: "To the gallery", exact: true }).waitFor();
  }
});

test("keys reach the world after the mouse was used, and menus keep theirs", async ({ page, open }) => {
  await open(GOTO);
  await page.getByRole("button", { name: "Turn left" }).click();
  await step(page, 1, 1);
  // Space toggles, as in the world: it does not press the button again.
  await page.keyboard.press("Space");
  await step(page, 2, 2);
  await soon(async () => assert.equal(await page.locator(".tab-head .mono").textContent(), "toggle"));
  // In the open menu the arrows move the focus and take no step.
  await page.getByRole("button", { name: /^player/ }).click();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.querySelector("span").textContent), "Expert"));
  await step(page, 2, 2);
  await page.keyboard.press("Escape");
  await page.locator(".menu").waitFor({ state: "detached" });
  // On the timeline the arrows scrub.
  await page.locator(".track").focus();
  await page.keyboard.press("ArrowLeft");
  await step(page, 1, 2);
});

test("every skill has a world to pick, with its grammar and a measured difficulty", async ({ page, open }) => {
  await open(GOTO);
  await page.keyboard.press("w");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Search the worlds").fill("lava crossing s11");
  await dialog.getByText("avoid the lava and get to the green goal square").waitFor();
  await dialog.getByText(/^planner 100 %, \d+ steps$/).waitFor();
  await redraws(page, "#seed", () => dialog.getByRole("button", { name: /LavaCrossingS11N5/ }).click());
  assert.match(page.url(), /MiniGrid-LavaCrossingS11N5-v0/);
  // No expert of the original plays it: the planner does, to the end.
  for (let faster = 0; faster < 6; faster++) await page.keyboard.press("]");
  await page.getByRole("button", { name: "Let the planner finish" }).click();
  await page.getByText("The mission is done").waitFor();
  // What cannot be offered is listed with the reason.
  await page.keyboard.press("w");
  await dialog.getByText("Not offered").click();
  await dialog.getByText(/MiniGrid-WFC/).first().waitFor();
});
