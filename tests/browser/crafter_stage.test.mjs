// What is drawn of Crafter on the Stage: the world behind glass, the vital signs, the actions, the achievements.

import assert from "node:assert/strict";
import { phone, soon, test } from "./harness.mjs";

const CRAFTER = "#/stage/crafter/classic?seed=4";

const step = (page, at) =>
  page.waitForFunction((at) => document.querySelector(".transport .count b")?.textContent === String(at), at);
const place = (page) => page.locator(".wall-head .label").textContent();

test("the player walks under the glass, and the world moves", async ({ page, open }) => {
  await open(CRAFTER);
  await soon(async () => assert.match(await place(page), /cell 32, 32$/));
  await soon(async () => assert.equal(await page.locator(".mission").textContent(), "Morning."));
  const moved = () => page.locator(".board .world-at").first().getAttribute("style");
  const before = await moved();
  for (const key of ["d", "a", "w"]) await page.keyboard.press(key);
  await step(page, 3);
  await soon(async () => assert.notEqual(await moved(), before));
  await soon(async () => assert.equal(await page.locator(".board .target").count(), 1));
  // What is drawn can be read, too.
  await soon(async () => assert.equal(await page.locator(".case td").count(), 63));
  await soon(async () => assert.match(await page.locator(".case tr:nth-child(4) td:nth-child(5)").textContent(), /^player, facing north, on /));
});

test("seventeen actions, each with what it would lead to", async ({ page, open }) => {
  await open(CRAFTER);
  const words = page.locator(".ruled .word");
  await soon(async () => assert.equal(await words.count(), 17));
  await soon(async () => assert.equal(await page.locator('.ruled [aria-label="Make wood pickaxe"]').getAttribute("title"), "no table near"));
  await page.locator('.ruled [aria-label="Place stone"]').hover();
  await soon(async () => assert.equal(await page.locator(".ruled .leads").textContent(), "Place stone: needs 1 stone."));
  await page.keyboard.press("Shift+1");
  await page.locator('.tabs [role="tab"]').first().click();
  await page.getByText("What each action would lead to", { exact: true }).click();
  await soon(async () => assert.equal(await page.locator(".probes tr").count(), 17));
});

test("the whole world and the semantic map on request", async ({ page, open }) => {
  await open(CRAFTER);
  const toggle = (name) => page.locator(".look").getByRole("button", { name, exact: true });
  await toggle("numbers").click();
  await soon(async () => assert.equal(await page.locator(".board .semantic text").count(), 63));
  await toggle("whole world").click();
  await soon(async () => assert.equal(await page.locator(".board .seen").count(), 1));
  await soon(async () => assert.equal(await page.locator(".board svg").getAttribute("viewBox"), "0 0 512 512"));
  await page.locator('.tabs [role="tab"]').first().click();
  await page.getByText("The semantic map of the whole world", { exact: true }).click();
  await soon(async () => {
    const cells = await page.locator(".semantic-map tbody .count").allTextContents();
    const sum = cells.reduce((sum, text) => sum + Number(text.replace(",", "")), 0);
    assert.equal(sum, 64 * 64);
  });
});

test("the survivor's achievements light up with their steps", async ({ page, open }) => {
  await open(`${CRAFTER}&player=expert`);
  await page.keyboard.press("]");
  await page.keyboard.press("]");
  await page.keyboard.press("]");
  await page.waitForFunction(() => Number(document.querySelector(".transport .count b")?.textContent) >= 80);
  await page.getByRole("button", { name: "Stop" }).click();
  await page.locator('.tabs [role="tab"]').last().click();
  const lit = page.locator(".outline li.lit");
  await lit.first().waitFor();
  const count = await lit.count();
  await soon(async () => assert.equal(await page.locator(".outline li").count(), 22));
  await soon(async () => assert.equal(await page.locator(".figure").textContent(), String(count)));
  for (const note of await lit.locator(".note").allTextContents()) assert.match(note, /^step \d+$/);
  await soon(async () => assert.ok((await page.locator(".track .at-mark").count()) >= 1, "the timeline has marks"));
  await soon(async () => assert.ok((await page.locator(".track .night-band").count()) <= 1));
});

test("a phone has pads: a cross, do, and a strip", { viewport: phone, hasTouch: true }, async ({ page, open }) => {
  await open(CRAFTER);
  await page.locator('.cross [aria-label="East"]').tap();
  await step(page, 1);
  await page.locator(".pad.do").tap();
  await step(page, 2);
  await soon(async () => assert.equal(await page.locator(".strip .pad").count(), 12));
  // All that steers stands above the fold.
  await page.evaluate(() => scrollTo(0, 0));
  for (const pad of [".cross .north", ".cross .west", ".cross .east", ".cross .south", ".pad.do"]) {
    await soon(async () => {
      const { y, height } = await page.locator(pad).boundingBox();
      assert.ok(y + height <= phone.height, `${pad} ends at ${y + height} of ${phone.height}`);
    });
  }
  const { width, view } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, view: innerWidth }));
  assert.ok(width <= view, `${width} of ${view}`);
});

test("a tablet has the board and every action above the fold", { viewport: { width: 1024, height: 768 }, hasTouch: true }, async ({ page, open }) => {
  await open(CRAFTER);
  const box = (selector) => page.locator(selector).first().boundingBox();
  await soon(async () => {
    const [curve, vitals, board, ruled] = await Promise.all([".day-curve", ".crafter-wall .vitals", ".board", ".ruled"].map(box));
    assert.ok(curve.height < 60, `the day is ${curve.height} tall`);
    assert.ok(vitals.y + vitals.height < board.y, "the vital signs stand above the board");
    assert.ok(board.width > 9 * 40, `the board is ${board.width} wide`);
    assert.ok(ruled.y + ruled.height <= 768, `the actions end at ${ruled.y + ruled.height}`);
  });
});

test("on a tablet held upright nothing in the bar lies on anything else", { viewport: { width: 768, height: 1024 }, hasTouch: true }, async ({ page, open }) => {
  for (const world of ["crafter/synth-peaceful", "babyai/pick_up_seq_go_to"]) {
    await open(`#/stage/${world}?seed=4`);
    await soon(async () => {
      const overlaps = await page.evaluate(() => {
        const shown = [...document.querySelectorAll(".top-bar button, .top-bar input")].map((node) => [node, node.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
        const lies = ([, one], [, other]) => one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom && other.top < one.bottom;
        const name = ([node]) => node.getAttribute("aria-label") ?? node.textContent ?? node.id;
        return shown.flatMap((one, at) => shown.slice(at + 1).filter((other) => lies(one, other)).map((other) => `${name(one)} and ${name(other)}`));
      });
      assert.deepEqual(overlaps, [], world);
    });
    const { height } = await page.locator(".bar-middle .chooser .word:not(.family)").first().boundingBox();
    assert.ok(height < 40, `the world's name is ${height} tall`);
  }
});

/** 215 steps by chance, until death: nearly half of them lead to nothing. */
const BY_CHANCE =
  "#1.AfQQAQTXR1m1sI7iFKdkWCPG6xTe8PeDVrSFv34l4wzHPAXKB7OEXH6cJAYZ8cxHHlIgkXY7dkCnoSo9eHRM1ojW03jcfYhmXUuU6xxpo7VKwbfceGwlH9tK3kGCDBY5kBUJfVTOvjCxTaNN-7iHSA20ExvyxuNUksskzgN6UQfm";

test("a long life's marks can be told apart, and its end is called so", async ({ page, open }) => {
  await open(BY_CHANCE);
  await soon(async () => assert.match(await page.locator(".transport .count").textContent(), /of 215$/));
  await soon(async () => assert.equal(await page.locator(".track .at-mark .good").count(), 1));
  await soon(async () => {
    const lefts = await page.locator(".track .at-mark").evaluateAll((marks) =>
      marks.filter((mark) => mark.style.top === "32px" && mark.querySelector(".bad path[d^='M2.4']")).map((mark) => parseFloat(mark.style.left)),
    );
    assert.ok(lefts.length > 20, `${lefts.length} without effect`);
    for (const [at, left] of lefts.slice(1).entries()) assert.ok(left - lefts[at] > 1, `${lefts[at]} % and ${left} %`);
  });
  await soon(async () => assert.doesNotMatch(await page.locator(".legend").textContent(), /without reward/));
  await page.keyboard.press("End");
  await soon(async () => assert.equal(await page.locator(".outlook").textContent(), "Daylight 0.00."));
});

test("where keys make tools, the tabs name none; an open episode is not called done", async ({ page, open }) => {
  await open("#/stage/crafter/classic?seed=21");
  const number = page.locator(".tabs sup").first();
  await soon(async () => assert.equal(await number.evaluate((node) => getComputedStyle(node).visibility), "hidden"));
  // The second try finds a sapling.
  for (const at of [1, 2]) {
    await page.keyboard.press("Space");
    await step(page, at);
  }
  await soon(async () => assert.match(await page.locator(".achieved").textContent(), /1 of 22/));
  await page.waitForFunction(() => location.hash.includes("kept="));
  await open("#/");
  await page.locator(".episode").first().waitFor();
  await soon(async () => assert.equal(await page.locator('.episode [title="done"]').count(), 0));
});
