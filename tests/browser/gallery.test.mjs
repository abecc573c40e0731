// The Gallery's case of customer support: a real conversation that goes on while one looks, and rests otherwise.

import assert from "node:assert/strict";

import { phone, soon, test } from "./harness.mjs";

const lines = (page) => page.locator(".counter .told p").count();
const now = (page) => page.locator(".counter .playing span").first().textContent();

test("the conversation in the Gallery goes on, and is the one behind its link", async ({ page, open }) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await open();
  await page.locator(".counter").scrollIntoViewIfNeeded();
  await soon(async () => assert.ok(await lines(page) >= 5), 20_000);
  await soon(async () => assert.match(await now(page), /^scripted agent, message \d+$/));
  const told = await page.locator(".counter .told p").evaluateAll((all) => all.slice(0, 5).map((line) => line.textContent));
  // It needs neither the shop nor its Stage.
  assert.ok(!asked.some((url) => /_split_support/.test(url)), "the Stage of customer support was not asked for");
  await page.getByRole("link", { name: "Harbor Books" }).click();
  for (let faster = 0; faster < 6; faster++) await page.keyboard.press("]");
  await page.locator(".the-end").waitFor();
  const entries = page.locator(".entry");
  await soon(async () => {
    const said = await entries.evaluateAll((all) => all.slice(0, 5).map((entry) => {
      const part = (selector) => entry.querySelector(selector)?.textContent ?? "";
      return part(".who") + part(".said p") + [part(".card-head b"), part(".card-head .brief")].join(" ").trim();
    }));
    assert.deepEqual(said, told);
  });
});

test("out of view the conversation rests", { viewport: phone }, async ({ page, open }) => {
  await open();
  const counter = page.locator(".counter");
  await counter.scrollIntoViewIfNeeded();
  await soon(async () => assert.ok(await lines(page) >= 4), 15_000);
  await page.evaluate(() => scrollTo(0, 0));
  await soon(async () => assert.ok((await counter.boundingBox()).y > phone.height));
  await page.waitForTimeout(500);
  const before = await now(page);
  await page.waitForTimeout(4_500);
  assert.equal(await now(page), before);
  await counter.scrollIntoViewIfNeeded();
  await soon(async () => assert.notEqual(await now(page), before), 15_000);
});

test("with reduced motion the conversation stands still", { reducedMotion: "reduce" }, async ({ page, open }) => {
  await open();
  await page.locator(".counter").scrollIntoViewIfNeeded();
  await page.locator(".counter .told .changed", { hasText: "orders / HB-10001 changed, as in the gold run" }).waitFor();
  const before = await lines(page);
  await page.waitForTimeout(3_000);
  assert.equal(await lines(page), before);
  assert.equal(await now(page), "scripted agent");
});
