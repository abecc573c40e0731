// A model plays on the Stage: watched as it answers, every call to be read, stopped, mended, asked again.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { phone, soon, test } from "./harness.mjs";
import { KEY, dump, modelTest, shown } from "./model_tools.mjs";

const GOTO = "#/stage/babyai/goto?seed=3";
const WAY = ["go forward", "go forward", "turn right", "go forward", "go forward"];

/** Opens a new episode with the mock server's model as its player. */
async function withModel({ page, open, mock }, { strategy = "naive", keep_answers = false } = {}) {
  const setup = {
    name: "tiny one", source: { kind: "server", provider: "other", base: `${mock.url}/v1` }, model: "tiny", stream: true, at_once: 1, keep_answers,
  };
  await page.addInitScript(([models, chosen]) => {
    localStorage.setItem("diorama.models", models);
    localStorage.setItem("diorama.strategy", chosen);
  }, [JSON.stringify([setup]), strategy]);
  await open(GOTO);
  await choose(page, "tiny one");
}

async function choose(page, name) {
  await page.locator(".chooser.player > button").click();
  await page.getByRole("menuitemradio", { name }).click();
}

const count = (page, text) => page.locator(".transport .count").filter({ hasText: text }).waitFor();
const posts = (mock) => mock.requests.filter(({ method }) => method === "POST");

test("a scripted model plays without a key, word by word, and every call can be read again", async ({ page, open }) => {
  await open(GOTO);
  await choose(page, "Scripted model");
  const panel = page.locator(".panel");
  // What it will be asked stands there before anything is asked.
  await panel.getByText("What “Scripted model” is asked next").waitFor();
  await panel.getByText("a red box 3 steps right and 2 steps forward").waitFor();
  await panel.getByRole("button", { name: "Let it play" }).click();
  // The reply grows while it comes.
  const coming = panel.locator(".coming .output").first();
  await coming.waitFor();
  const early = (await coming.textContent()).length;
  await page.waitForFunction((early) => (document.querySelector(".coming .output")?.textContent.length ?? 0) > early, early);
  await count(page, "5 of 5");
  await panel.getByText("read as the action go forward").waitFor();
  await panel.getByText(/in all 5 calls/).waitFor();
  // Each step has its own call.
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await panel.getByText("read as the action turn right").waitFor();
  await panel.getByRole("button", { name: "as sent" }).click();
  const sent = JSON.parse(await panel.locator(".raw").textContent());
  assert.equal(sent.turns.at(-1).content ?? sent.turns.at(-1).text, "You see now:\na wall 4 steps forward\na wall 1 step left\na red box 3 steps right");
  await panel.getByRole("button", { name: "as received" }).click();
  await soon(async () => assert.equal(JSON.parse(await panel.locator(".raw").textContent()).model, "scripted model"));
  await panel.getByRole("button", { name: "as text" }).click();
  // Scores tell what TensorZero's example reports of an episode.
  await page.keyboard.press("4");
  const scores = page.getByRole("tabpanel", { name: "Scores" });
  await soon(async () => assert.match(await scores.innerText(), /success\s+yes\s+return\s+0\.9297\s+length\s+5 steps[^]*input tokens\s+≈\s\d[^]*output tokens\s+≈\s\d/));
  await page.keyboard.press("2");
  // A reload loses none of it.
  await page.waitForTimeout(600);
  await page.reload();
  await count(page, "of 5");
  await page.keyboard.press("End");
  await panel.getByText("read as the action go forward").waitFor();
});

for (const strategy of ["naive", "cot", "robust_cot", "few_shot", "tensorzero:history_and_reasoning", "tools"]) {
  test(`the scripted model answers in the form that ${strategy} asks for`, async ({ page, open }) => {
    await page.addInitScript((chosen) => localStorage.setItem("diorama.strategy", chosen), strategy);
    await open(GOTO);
    for (let at = 0; at < 6; at += 1) await page.keyboard.press("]");
    await choose(page, "Scripted model");
    await page.keyboard.press(" ");
    await count(page, "5 of 5");
    await page.locator(".read.good").waitFor();
  });
}

modelTest("a model behind a server plays; a busy one is asked again, and the tries are shown", {}, async (tools) => {
  const { page, mock, allow } = tools;
  allow(/^console: Failed to load resource/);
  let at = 0;
  mock.be({ reply: () => WAY[Math.min(at++, 4)], failures: [429, 500], retryAfter: 0 });
  await withModel(tools);
  const panel = page.locator(".panel");
  await panel.getByRole("button", { name: "One step" }).click();
  await count(page, "1 of 1");
  await panel.getByText("attempt 1 too many requests").waitFor();
  await panel.getByText("attempt 2 the server failed").waitFor();
  await panel.getByText("attempt 3 answered").waitFor();
  assert.equal(posts(mock).length, 3);
  // The provider counted these tokens; "as sent" is the body that went out, to the letter.
  await panel.locator(".figures").getByText("12", { exact: true }).waitFor();
  await panel.getByRole("button", { name: "as sent" }).click();
  await soon(async () => assert.deepEqual(JSON.parse(await panel.locator(".raw").textContent()), JSON.parse(posts(mock)[2].body)));
  await panel.getByRole("button", { name: "as received" }).click();
  await soon(async () => assert.match(await panel.locator(".raw").textContent(), /chat\.completion\.chunk/));
  // The button has the focus, and Space is its key.
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press(" ");
  await count(page, "5 of 5");
  await page.keyboard.press("1");
  await page.getByText("The mission is done").waitFor();
});

modelTest("a server that answered before is asked again when the network fails", { reply: "go forward" }, async (tools) => {
  const { page, mock, allow } = tools;
  allow(/^console: Failed to load resource|^request failed/);
  await withModel(tools);
  await page.keyboard.press("ArrowRight");
  await count(page, "1 of 1");
  let failures = 1;
  await page.route(`${mock.url}/**`, (route) => (failures-- > 0 ? route.abort("connectionreset") : route.continue()));
  await page.keyboard.press("ArrowRight");
  await page.locator(".panel").getByText("attempt 1 the server cannot be reached").waitFor();
  await page.locator(".panel").getByText("attempt 2 answered").waitFor();
  await count(page, "2 of 2");
});

modelTest("a failure pauses the episode and loses nothing; trying again goes on", { key: KEY }, async (tools) => {
  const { page, mock, allow } = tools;
  allow(/^console: Failed to load resource/);
  mock.be({ reply: "go forward" });
  await withModel(tools);
  const panel = page.locator(".panel");
  await panel.getByRole("button", { name: "Let it play" }).click();
  const notice = panel.locator(".notice.bad");
  await notice.getByText(/the key is missing or wrong/i).waitFor();
  assert.equal(posts(mock).length, 1, "a wrong key is not tried again");
  mock.be({ key: null });
  await notice.getByRole("button", { name: "Try again" }).click();
  await count(page, /[1-9] of/);
});

modelTest("an answer under way can be stopped, and the server sees it", { reply: "go ".repeat(200), pace: 100 }, async (tools) => {
  const { page, mock } = tools;
  await withModel(tools);
  await page.locator(".panel").getByRole("button", { name: "Let it play" }).click();
  await page.locator(".coming .output").waitFor();
  await page.locator(".call-bar").getByRole("button", { name: "stop" }).click();
  await page.locator(".coming").waitFor({ state: "detached" });
  while (!posts(mock)[0].cut) await new Promise((done) => setTimeout(done, 50));
  await count(page, "0 of 0");
});

modelTest("a reply that cannot be used is a step that says so", { reply: "I dance" }, async (tools) => {
  const { page } = tools;
  await withModel(tools);
  await page.locator(".panel").getByRole("button", { name: "One step" }).click();
  await page.locator(".read.bad").getByText(/dance.*instead: go forward/).waitFor();
  await count(page, "1 of 1");
});

modelTest("prompts are changed before and during an episode, and limits hold", { reply: "go forward" }, async (tools) => {
  const { page, mock } = tools;
  await withModel(tools);
  const panel = page.locator(".panel");
  const dialog = page.getByRole("dialog");
  await panel.getByRole("button", { name: "Prompt and limits" }).click();
  const instruction = dialog.getByLabel("Instruction");
  const before = await instruction.inputValue();
  await instruction.fill(`${before} Mind the violets.`);
  await instruction.blur();
  await dialog.getByLabel("calls", { exact: true }).fill("2");
  await dialog.getByLabel("calls", { exact: true }).blur();
  await dialog.getByRole("button", { name: "Let it play" }).click();
  await panel.locator(".notice").getByText("The limit of 2 calls is reached").waitFor();
  assert.ok(posts(mock).every(({ body }) => body.includes("Mind the violets.")));
  await panel.getByRole("button", { name: "Change how it plays" }).click();
  await dialog.getByRole("button", { name: "as it was" }).click();
  await dialog.getByLabel("calls", { exact: true }).fill("");
  await dialog.getByLabel("calls", { exact: true }).blur();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
  await count(page, "3 of 3");
  assert.ok(!posts(mock).at(-1).body.includes("violets"));
  // The earlier call still shows the words that it was asked in.
  await page.keyboard.press("ArrowLeft");
  await panel.getByRole("button", { name: "as sent" }).click();
  await soon(async () => assert.match(await panel.locator(".raw").textContent(), /Mind the violets\./));
});

modelTest("thoughts are folded away beneath the reply, and unfold", { file: "openai-chat.reasoning.stream" }, async (tools) => {
  const { page } = tools;
  await withModel(tools);
  await page.locator(".panel").getByRole("button", { name: "One step" }).click();
  await count(page, "1 of 1");
  const thoughts = page.locator(".reply:not(.coming) .thoughts");
  await soon(async () => assert.equal(await thoughts.evaluate((fold) => fold.open), false));
  await thoughts.locator("summary").click();
  await thoughts.locator("p").waitFor();
});

modelTest("a limit may be typed with a comma, and one in money says when it sees no price", { reply: "go forward" }, async (tools) => {
  const { page } = tools;
  await withModel(tools);
  await page.keyboard.press("ArrowRight");
  await count(page, "1 of 1");
  await page.locator(".panel").getByRole("button", { name: "Prompt and limits" }).click();
  const dialog = page.getByRole("dialog");
  const dollars = dialog.getByLabel("US dollars");
  const warning = dialog.getByText("No price is known for some of the calls");
  await warning.waitFor();
  await dollars.fill("0,25");
  await dollars.blur();
  await soon(async () => assert.equal(await dollars.inputValue(), "0.25"));
  assert.equal(await dollars.getAttribute("aria-invalid"), "false");
  await dollars.fill("");
  await dollars.blur();
  await warning.waitFor({ state: "detached" });
});

modelTest("asking again from a step begins a fork", { reply: "turn left" }, async (tools) => {
  const { page, mock } = tools;
  await withModel(tools);
  const panel = page.locator(".panel");
  for (const steps of [1, 2, 3]) {
    await page.keyboard.press("ArrowRight");
    await count(page, `${steps} of ${steps}`);
  }
  mock.be({ reply: "turn right" });
  await page.keyboard.press("ArrowLeft");
  await panel.getByRole("button", { name: "Ask again" }).click();
  await panel.getByText("read as the action turn right").waitFor();
  await count(page, "2 of 2");
  await page.getByText(/fork/i).first().waitFor();
});

modelTest("kept answers make the same episode cost nothing", { reply: "go forward" }, async (tools) => {
  const { page, mock } = tools;
  await withModel(tools, { keep_answers: true });
  await page.keyboard.press("ArrowRight");
  await count(page, "1 of 1");
  await page.keyboard.press("r");
  await count(page, "0 of 0");
  await page.keyboard.press("ArrowRight");
  await page.getByText("kept from an equal question before").waitFor();
  assert.equal(posts(mock).length, 1);
});

modelTest("a planted key is nowhere but in its header, however the model plays", { key: KEY }, async (tools) => {
  const { page, mock, allow, dialog } = tools;
  allow(/^console: Failed to load resource/);
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  mock.be({ reply: `go forward, says ${KEY}` });
  await withModel(tools);
  await page.evaluate(() => { location.hash = "#/settings"; });
  await page.locator(".setup").filter({ hasText: "tiny one" }).getByRole("button", { name: "Edit" }).click();
  await dialog.getByLabel("key", { exact: true }).fill(KEY);
  await dialog.getByLabel("key", { exact: true }).press("Tab");
  await dialog.getByText("in memory until").waitFor();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.evaluate((hash) => { location.hash = hash; }, GOTO);
  await choose(page, "tiny one");
  mock.be({ failures: [500] });
  await page.keyboard.press("ArrowRight");
  await page.locator(".read").waitFor();
  await page.locator(".panel").getByRole("button", { name: "as received" }).click();
  await page.locator(".panel").getByRole("button", { name: "as curl" }).click();
  await page.getByText("copied").waitFor();
  const curl = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(curl, /\$KEY/);
  await page.waitForTimeout(600);
  await page.keyboard.press("s");
  const link = await page.locator("#share-link").inputValue();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as file" }).click()]);
  const places = { link, curl, file: readFileSync(await file.path(), "utf8"), stores: await dump(page), page: await shown(page), console: said.join("\n") };
  for (const [place, text] of Object.entries(places)) assert.ok(!text.includes(KEY), `the key stands in the ${place}`);
  assert.ok(places.file.includes("go forward, says (secret)"));
});

test("on a phone the messages stand in the sheet, and nothing is wider than the page", { viewport: phone, hasTouch: true, isMobile: true }, async ({ page, open }) => {
  await open(GOTO);
  await choose(page, "Scripted model");
  await page.getByRole("button", { name: "One step" }).click();
  await page.locator(".read.good").waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});
