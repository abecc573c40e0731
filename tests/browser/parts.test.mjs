// The program's parts: each comes when it is first wanted, and one that does not come is told and asked for again.

import assert from "node:assert/strict";

import { test } from "./harness.mjs";

const models = /_split_models\.wasm$/;

test("the models' part is fetched only when it is wanted", async ({ page, open }) => {
  const asked = [];
  page.on("request", (request) => { if (request.url().endsWith(".wasm")) asked.push(request.url()); });
  await open("#/stage/babyai/goto?seed=3");
  await page.keyboard.press("ArrowUp");
  assert.ok(asked.some((url) => url.includes("_split_stage")), "the Stage is a part");
  assert.ok(!asked.some((url) => models.test(url)), "nobody wanted a model");
  await page.getByRole("tab", { name: "Messages" }).click();
  await page.getByRole("button", { name: "Let it play" }).waitFor();
  assert.equal(asked.filter((url) => models.test(url)).length, 1);
});

test("the Gallery fetches the Stage while one looks around", async ({ page, open }) => {
  const stage = page.waitForResponse(/_split_stage\.wasm$/);
  await open();
  await stage;
});

test("a part that does not come is told and asked for again", async ({ page, open, allow }) => {
  allow(models);
  allow(/Failed to fetch|ERR_FAILED/);
  await page.route(models, (route) => route.abort());
  await open("#/stage/babyai/goto?seed=3");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("tab", { name: "Messages" }).click();
  await page.getByRole("alert").getByText("could not be loaded").waitFor();
  assert.match(await page.title(), /step/, "the episode is still there");
  await page.unroute(models);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("You took this step").or(page.getByRole("button", { name: "Let it play" })).first().waitFor();
});
