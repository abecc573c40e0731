// Crafter on the Stage: played by keys and buttons, watched, shared.

import assert from "node:assert/strict";
import { phone, soon, test } from "./harness.mjs";

const classic = "#/stage/crafter/classic?seed=1";
const count = (page) => page.locator(".transport .count").innerText();

test("the gallery has a case for Crafter, and it opens", async ({ page, open }) => {
  await open();
  await page.getByRole("link", { name: "Crafter", exact: true }).first().click();
  await page.locator(".ruled").waitFor();
  assert.match(page.url(), /stage\/crafter\/classic/);
});

test("the original's keys play, and the buttons", async ({ page, open }) => {
  await open(classic);
  for (const key of ["w", "a", "s", "d", " ", "z", "1"]) await page.keyboard.press(key);
  await soon(async () => assert.match(await count(page), /^7\s+of\s+7$/));
  await page.getByRole("button", { name: "Wait", exact: true }).click();
  await soon(async () => assert.match(await count(page), /^8\s+of\s+8$/));
  // While one looks back, keys are the record's.
  await page.keyboard.press("Shift+ArrowLeft");
  await soon(async () => assert.match(await count(page), /^7\s+of\s+8$/));
  await page.keyboard.press("Shift+S");
  await page.getByRole("dialog").waitFor();
});

test("the survivor plays, the tabs tell of it, and its link is verified", async ({ page, open, newProfile }) => {
  await open(`${classic}&player=expert`);
  for (let faster = 0; faster < 6; faster += 1) await page.keyboard.press("]");
  await page.waitForFunction(() => Number(document.querySelector(".transport .count b")?.textContent) >= 60);
  await page.getByRole("button", { name: "Stop" }).click();
  const steps = Number((await count(page)).match(/of\s+(\d+)/)[1]);
  await page.getByRole("tab", { name: "Scores" }).click();
  await soon(async () => assert.match(await page.getByRole("tabpanel").innerText(), /achievements/));
  await soon(async () => assert.ok(await page.locator(".outline li.lit").count() > 0, "something is achieved"));
  await page.getByRole("tab", { name: "State" }).click();
  await soon(async () => assert.match(await page.getByRole("tabpanel").innerText(), /daylight/));
  await page.getByRole("tab", { name: "Step" }).click();
  await soon(async () => assert.match(await page.getByRole("tabpanel").innerText(), /You face /));
  await soon(async () => assert.ok(await page.locator(".track .at-mark").count() > 0, "the timeline has marks"));
  await page.getByRole("button", { name: "Share" }).click();
  await soon(async () => assert.match(await page.locator("#share-link").inputValue(), /#1\./));
  const link = await page.locator("#share-link").inputValue();
  const second = await newProfile();
  await second.open(link.slice(link.indexOf("#")));
  await second.page.getByText(`Verified: ${steps} of ${steps} steps replayed alike`).waitFor();
});

test("the scripted model plays it, too", async ({ page, open }) => {
  await open(classic);
  await page.getByRole("tab", { name: "Messages" }).click();
  await page.getByRole("button", { name: "One step" }).click();
  await page.waitForFunction(() => Number(document.querySelector(".transport .count b")?.textContent) === 1);
  await soon(async () => assert.match(await page.getByRole("tabpanel").innerText(), /Move|Do|Place/));
});

test("a phone has pads for all that one can do", { viewport: phone, hasTouch: true }, async ({ page, open }) => {
  await open(classic);
  const pads = page.getByRole("region", { name: "Pads" });
  await soon(async () => assert.equal(await pads.locator(".pad").count(), 17));
  await pads.getByRole("button", { name: "Do", exact: true }).tap();
  await soon(async () => assert.match(await count(page), /^1\s+of\s+1$/));
});
