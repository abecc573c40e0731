// Models at the counter: an agent and a customer that are models, each asked in its own way, against a server on loopback.

import assert from "node:assert/strict";

import { soon } from "./harness.mjs";
import { modelTest } from "./model_tools.mjs";

/** What the models of these tests say, by what they are asked. */
function reply({ messages }) {
  const asked = messages.map(({ content }) => content).join("\n");
  if (/Classification/.test(asked)) return "Classification: true";
  const own = messages.filter(({ role }) => role === "assistant").length;
  if (/You play a customer/.test(asked)) return own < 1 ? "Where is my order HB-10001?" : "Thank you. ###STOP###";
  const action = own < 1
    ? { name: "get_order", arguments: { order_id: "HB-10001" } }
    : { name: "respond", arguments: { content: "It is on its way." } };
  return `Thought:\nI look it up.\nAction:\n${JSON.stringify(action)}`;
}

modelTest("an agent that thinks aloud serves a customer that checks its words", { reply }, async ({ page, open, mock }) => {
  const setup = { name: "tiny one", source: { kind: "server", provider: "other", base: `${mock.url}/v1` }, model: "tiny", stream: true, at_once: 1 };
  await page.addInitScript((models) => localStorage.setItem("diorama.models", models), JSON.stringify([setup]));
  await open("#/stage/books?task=0&seed=3&customer=person");
  for (let faster = 0; faster < 6; faster++) await page.keyboard.press("]");
  await page.getByRole("button", { name: /^agent me/ }).click();
  await page.getByRole("menuitemradio", { name: /^a model/ }).click();
  const dialog = page.getByRole("dialog", { name: "Models and limits" });
  await dialog.getByLabel("agent", { exact: true }).selectOption("tiny one");
  await dialog.getByLabel("it answers").selectOption("react");
  await dialog.getByLabel("customer", { exact: true }).selectOption("tiny one");
  await dialog.getByLabel("it speaks").selectOption("verify");
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.locator(".the-end").waitFor();
  const said = () => page.locator(".entry .said").allTextContents();
  await soon(async () => assert.match((await said()).join("|"), /Where is my order HB-10001\?\|It is on its way\.\|Thank you\./));
  await soon(async () => assert.match(await page.locator(".card .card-head").textContent(), /get_order/));
  // Both questions of the customer's first words are on view: for the words, and for their check.
  await page.keyboard.press("2");
  await page.locator(".entry.customer .at").first().click();
  await soon(async () => assert.equal(await page.locator(".messages .reply").count(), 2));
  await soon(async () => assert.match(await page.locator(".messages .reply").last().textContent(), /Classification: true/));
  await soon(async () => assert.match(await page.locator(".messages .turns").last().textContent(), /Does it fit/));
  // Two models, four messages; the customer's words are asked for and checked each time.
  assert.equal(mock.requests.filter(({ method }) => method === "POST").length, 6);
});

/** Says whether it was shown dialogues. */
function shown({ messages }) {
  return /\n\nExample 5:\nuser: /.test(messages[0].content) ? "I was shown five." : "I was shown nothing.";
}

modelTest("a few-shot agent is shown dialogues of other shops, without any data", { reply: shown }, async ({ page, open, mock }) => {
  const setup = { name: "tiny one", source: { kind: "server", provider: "other", base: `${mock.url}/v1` }, model: "tiny", stream: true, at_once: 1 };
  await page.addInitScript((models) => localStorage.setItem("diorama.models", models), JSON.stringify([setup]));
  await open("#/stage/books?task=22&seed=3");
  for (let faster = 0; faster < 6; faster++) await page.keyboard.press("]");
  await page.getByRole("button", { name: /^agent me/ }).click();
  await page.getByRole("menuitemradio", { name: /^a model/ }).click();
  const dialog = page.getByRole("dialog", { name: "Models and limits" });
  await dialog.getByLabel("agent", { exact: true }).selectOption("tiny one");
  await dialog.getByLabel("it answers").selectOption("few-shot");
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.locator(".the-end").waitFor();
  await soon(async () => assert.equal(await page.locator(".entry.agent .said").first().textContent(), "I was shown five."));
});
