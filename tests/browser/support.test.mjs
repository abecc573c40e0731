// Customer support on the Stage, with Harbor Books: played by scripts and by hand, looked into, forked, kept, shared.

import assert from "node:assert/strict";

import { phone, soon, test } from "./harness.mjs";
import { absent, serveGitHub } from "./tau_bench.mjs";

const TASK = "#/stage/books?task=0&seed=3";

/** As quick as it goes. */
async function fast(page) {
  for (let faster = 0; faster < 6; faster++) await page.keyboard.press("]");
}

/** Lets scripts play to the end. */
async function playedBy(page, open, agent, task = TASK) {
  await open(`${task}&player=${agent}`);
  await fast(page);
  await page.locator(".the-end").waitFor();
}

const count = (page, selector, number) => soon(async () => assert.equal(await page.locator(selector).count(), number, selector));
const text = (page, selector, regex) => soon(async () => assert.match(await page.locator(selector).first().textContent(), regex));

test("the customer speaks first, and the person answers and calls a tool", async ({ page, open }) => {
  await open(TASK);
  await text(page, ".entry.customer .said", /cancel my order HB-\d+/i);
  await page.getByLabel("Write to the customer").fill("Gladly. What is your e-mail address, please?");
  await page.keyboard.press("Enter");
  await text(page, ".entry.agent .said", /What is your e-mail address/);
  // The scripted customer answers by itself.
  await count(page, ".entry.customer", 2);
  const words = await page.locator(".entry.customer .said").nth(1).textContent();
  const email = /\S+@\S+\w/.exec(words)[0];
  await page.getByRole("button", { name: "Call a tool" }).click();
  await page.getByLabel("Search the tools").fill("customer email");
  await page.locator(".tool", { hasText: "find_customer_by_email" }).click();
  // A required field that is empty is said in words, and nothing is called.
  await page.getByRole("button", { name: "Call it" }).click();
  await page.getByText("Email is missing.").waitFor();
  await page.locator("#argument-email").fill(email);
  await page.getByRole("button", { name: "Call it" }).click();
  await text(page, ".card .card-head", /find_customer_by_email/);
  await text(page, ".card .result", /cust_\d+/);
  // What the tool showed is offered next, and raw JSON that is none is refused.
  await page.getByRole("button", { name: "Call a tool" }).click();
  await page.getByLabel("Search the tools").fill("get_customer");
  await page.keyboard.press("Enter");
  const found = await page.locator(".card .result").first().textContent();
  assert.equal(await page.locator(".pick").first().textContent(), found);
  await page.getByLabel("write JSON").check();
  await page.getByLabel("Arguments as JSON").fill("{customer_id: 5}");
  await page.getByRole("button", { name: "Call it" }).click();
  await page.locator(".tool-form .notice", { hasText: "not JSON" }).waitFor();
  await page.getByLabel("write JSON").uncheck();
  await page.locator(".pick").first().click();
  await page.getByRole("button", { name: "Call it" }).click();
  await count(page, ".card", 2);
  // A reload brings it all back.
  await soon(() => assert.match(page.url(), /kept=/));
  await page.waitForTimeout(600);
  await page.reload();
  await count(page, ".card", 2);
});

test("a tool is found by its name and called by keys alone; out of turn none is offered and nothing is lost", async ({ page, open }) => {
  await open(TASK);
  await count(page, ".entry.customer", 1);
  await page.keyboard.press("t");
  const search = page.getByLabel("Search the tools");
  await soon(async () => assert.ok(await search.evaluate((field) => field === document.activeElement)));
  // Descriptions of others have these words, too.
  await page.keyboard.type("get_order");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "get_order" }).waitFor();
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "argument-order_id"));
  await page.keyboard.type("HB-10001");
  await page.keyboard.press("Enter");
  await count(page, ".card", 1);
  // At the start the customer has the turn, and nobody plays.
  await page.locator(".conversation").focus();
  await page.keyboard.press("Home");
  await count(page, ".entry", 0);
  await page.keyboard.press("t");
  await text(page, ".action-area .notice", /The customer has the turn/);
  assert.equal(await search.count(), 0);
  await page.keyboard.press("End");
  await count(page, ".card", 1);
  assert.equal(await page.locator(".fork").count(), 0, "no fork was begun");
});

test("the scripted agent serves the customer, and the reward is looked into", async ({ page, open }) => {
  await playedBy(page, open, "scripted");
  await text(page, ".the-end", /reward 1/);
  await page.keyboard.press("4");
  await text(page, ".figure", /^1\.0$/);
  await text(page, ".figure-line", /doing nothing: 0\.0/);
  await text(page, ".score-parts", /Data base.*alike/s);
  await page.locator(".edit", { hasText: "as in the gold run" }).first().waitFor();
  // Marks: a write, and the reward at the end.
  await page.locator(".at-mark .mark.ink").first().waitFor();
  await page.locator(".at-mark .mark.good").first().waitFor();
  assert.ok(await page.locator(".gold-table tbody .link").count() >= 1, "the gold action was found in the run");
});

test("doing nothing shows what was not done, three ways", async ({ page, open }) => {
  await playedBy(page, open, "do-nothing");
  await page.keyboard.press("4");
  await text(page, ".figure", /^0\.0$/);
  await text(page, ".three-ways", /orders \/ HB-\d+.*not changed, and should have been/s);
  await soon(async () => {
    const row = page.locator(".three-ways tr", { has: page.locator("th", { hasText: /^status$/ }) }).first();
    assert.deepEqual(await row.locator("td").allTextContents(), ["open", "open", "cancelled"]);
  });
  // Where refusing is right, doing nothing passes, and that is said.
  await playedBy(page, open, "do-nothing", "#/stage/books?task=22&seed=3");
  await page.getByText("Doing nothing passes this task, too").waitFor();
});

test("the data base is searched, and a record leads to another one", async ({ page, open }) => {
  await playedBy(page, open, "scripted");
  await page.locator(".edit .link").first().click();
  await text(page, ".record", /status.*open.*→.*cancelled/s);
  await text(page, ".record", /As the gold run leaves it/);
  await page.locator(".record .link", { hasText: /^cust_/ }).click();
  await text(page, ".record h3", /^cust_\d+$/);
  await text(page, ".drawer .tables [aria-selected=true]", /^customers/);
  await page.getByLabel("Search the data base").fill("no such thing at all");
  await page.getByText("No row of this table has these words.").waitFor();
  await page.getByLabel("Search the data base").fill("");
  await page.getByRole("tab", { name: /^orders/ }).click();
  await soon(async () => assert.ok(await page.locator(".drawer .row .mark").count() >= 1, "what was written is marked"));
  // What the tools read is told apart from what was only named.
  await text(page, ".drawer .looked-up", /^Tools read 1 row of it so far\.$/);
  await count(page, ".drawer .row.read", 1);
  await page.getByRole("tab", { name: /^customers/ }).click();
  await text(page, ".drawer .looked-up", /^Tools searched it and read 1 row so far\.$/);
  await page.getByRole("tab", { name: /^orders/ }).click();
  // At the start nothing was written.
  await page.locator(".conversation").click();
  await page.keyboard.press("Home");
  await count(page, ".drawer .row .mark", 0);
  await text(page, ".drawer .looked-up", /^No tool looked at this table so far\.$/);
  await count(page, ".entry", 0);
});

test("taking over in the middle begins a fork and loses nothing", async ({ page, open }) => {
  await playedBy(page, open, "scripted");
  const steps = Number(await page.locator(".entry .at").last().textContent());
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await count(page, ".entry", 1);
  await page.keyboard.press("f");
  await page.getByLabel("Write to the customer").fill("I will not help you.");
  await page.keyboard.press("Enter");
  await page.locator(".fork").first().waitFor();
  await soon(async () => assert.match(await page.locator(".entry.agent .said").last().textContent(), /I will not help you/));
  await page.locator(".fork").first().click();
  await count(page, ".entry", steps);
});

test("a person plays the customer against the scripted agent", async ({ page, open }) => {
  await open(`${TASK}&player=scripted&customer=person`);
  await fast(page);
  await page.getByLabel("Speak as the customer").fill("What does the shop sell?");
  await page.keyboard.press("Enter");
  await page.locator(".entry.agent").first().waitFor();
  await page.getByRole("button", { name: "End it" }).click();
  await page.locator(".the-end").waitFor();
});

test("the policy is searched", async ({ page, open }) => {
  await open(TASK);
  await page.keyboard.press("5");
  await page.getByLabel("Search the policy").fill("gift note");
  await text(page, ".policy-search .note", /found \d+ times?/);
  await page.locator(".policy-text mark").first().waitFor();
});

test("a model serves: every question and answer is on view, and a reload keeps them", async ({ page, open }) => {
  await open(TASK);
  await fast(page);
  await page.locator(".entry.customer").first().waitFor();
  await page.getByRole("button", { name: /^agent me/ }).click();
  await page.getByRole("menuitemradio", { name: /^a model/ }).click();
  const dialog = page.getByRole("dialog", { name: "Models and limits" });
  await dialog.getByLabel("agent", { exact: true }).selectOption("Scripted model");
  await dialog.getByLabel("agent’s turns").fill("2");
  await dialog.getByRole("button", { name: "Done" }).click();
  // What it would be asked stands there before anything is sent.
  await page.keyboard.press("2");
  await page.locator(".messages .turn summary", { hasText: /^Tools/ }).waitFor();
  await page.getByRole("button", { name: "Let it play" }).click();
  await page.locator(".messages .notice", { hasText: "has had its 2 turns" }).waitFor();
  await page.getByRole("button", { name: "Models and limits" }).first().click();
  await dialog.getByLabel("agent’s turns").fill("30");
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await text(page, ".the-end", /reward 1/);
  // The message that it wrote, with its call: the prompt again, and the reply.
  await page.locator(".entry.agent .at").first().click();
  await text(page, ".messages .reply h3", /scripted model/);
  await page.locator(".messages .turns .turn").first().waitFor();
  await soon(() => assert.match(page.url(), /kept=/));
  await page.waitForTimeout(600);
  await page.reload();
  await page.locator(".entry.agent .at").first().click();
  await text(page, ".messages .reply h3", /scripted model/);
});

test("a link opens verified, with all its words", async ({ page, open, newProfile }) => {
  await playedBy(page, open, "scripted");
  const entries = await page.locator(".entry .said").allTextContents();
  await page.keyboard.press("s");
  await page.locator("#share-link").waitFor();
  await page.getByRole("radio", { name: /Moves and words/ }).check();
  await soon(async () => assert.ok((await page.locator("#share-link").inputValue()).includes("#1.")));
  const link = await page.locator("#share-link").inputValue();
  assert.ok(link.length < 2_000, `${link.length} characters`);
  const other = await newProfile();
  await other.open(link.slice(link.indexOf("#")));
  await text(other.page, ".seal.good", /Verified: \d+ of \d+ steps/);
  await other.page.keyboard.press("End");
  await soon(async () => assert.deepEqual(await other.page.locator(".entry .said").allTextContents(), entries));
});

test("a phone has the conversation on top and the data base as a sheet", { viewport: phone }, async ({ page, open }) => {
  await playedBy(page, open, "scripted");
  const top = async (selector) => (await page.locator(selector).boundingBox()).y;
  assert.ok(await top(".conversation") < await top(".timeline"), "conversation over timeline");
  assert.ok(await top(".timeline") < await top(".panel"), "timeline over panel");
  assert.equal(await page.locator(".drawer").isVisible(), false);
  await page.getByRole("button", { name: "Data base" }).click();
  await page.locator(".drawer").waitFor();
  await page.getByRole("button", { name: "Close the data base" }).click();
  await soon(async () => assert.equal(await page.locator(".drawer").isVisible(), false));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  assert.ok(wide, "nothing is wider than the screen");
  // Where the agent is next it can be taken over, by one button and not by a key; where the customer is, one speaks for it.
  await page.keyboard.press("ArrowLeft");
  await count(page, "button:visible:has-text('Speak for the customer')", 1);
  await page.keyboard.press("ArrowLeft");
  await count(page, "button:visible:has-text('Take over')", 1);
  await count(page, ".action-row kbd:visible", 0);
});

test("a phone's bar says the shop's seed and who sits on either side, and takes another customer", { viewport: phone }, async ({ page, open }) => {
  await open(`${TASK}&player=scripted&customer=person`);
  const bar = page.locator(".top-bar");
  await soon(async () => assert.deepEqual(await bar.locator(".player-name").allTextContents(), ["scripted agent", "me"]));
  await soon(async () => assert.equal(await page.getByLabel("seed", { exact: true }).inputValue(), "3"));
  const inside = async (locator) => {
    const { x, y, width, height } = await locator.boundingBox();
    assert.ok(x >= 0 && x + width <= phone.width && y >= 0 && y + height <= phone.height, `${x} ${y} ${width} ${height}`);
    return { left: x, right: x + width, top: y, bottom: y + height };
  };
  const parts = [".chooser >> nth=0", ".seed", ".player >> nth=0", ".player >> nth=1", ".share"];
  const boxes = [];
  for (const part of parts) boxes.push(await inside(bar.locator(part)));
  for (const [at, one] of boxes.entries()) {
    for (const other of boxes.slice(at + 1)) {
      const apart = one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
      assert.ok(apart, `${JSON.stringify(one)} lies over ${JSON.stringify(other)}`);
    }
  }
  assert.ok((await page.locator(".conversation").boundingBox()).y >= boxes[3].bottom, "the conversation is under the bar");
  // Both menus lie on the screen, and the customer's part is given away in its own.
  await page.getByRole("button", { name: /^agent/ }).click();
  await inside(page.getByRole("menu", { name: "Who plays the agent" }));
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^customer/ }).click();
  await inside(page.getByRole("menu", { name: "Who plays the customer" }));
  await page.getByRole("menuitemradio", { name: /^scripted customer/ }).click();
  await text(page, ".entry.customer .said", /cancel my order HB-\d+/i);
  await soon(async () => assert.deepEqual(await bar.locator(".player-name").allTextContents(), ["scripted agent", "scripted customer"]));
  await page.evaluate(() => scrollTo(0, 0));
  for (const part of parts) await inside(bar.locator(part));
  assert.equal((await bar.boundingBox()).height, 96, "two lines");
  // Another seed is another shop.
  await page.getByLabel("seed", { exact: true }).fill("4");
  await page.keyboard.press("Enter");
  await soon(() => assert.match(page.url(), /seed=4/));
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the screen");
});

test("a curve over the strip says how much of the task is done", async ({ page, open }) => {
  await playedBy(page, open, "scripted");
  await text(page, ".curve-name", /parts of the task done, of 1/);
  const path = () => page.locator(".curve .past").getAttribute("d");
  // Nothing is done until the order is cancelled, and then all of it.
  await soon(async () => assert.match(await path(), /^M0 100(\.0)?(H\d+V100\.0)*H11V8\.0(H\d+V8\.0)*$/));
  await page.keyboard.press("Home");
  await soon(async () => assert.match(await path(), /^M0 100(\.0)?$/));
});

test("the Gallery leads to Harbor Books, and a world's data is asked for where it is needed", async ({ page, open }) => {
  await open("#/");
  await page.getByRole("link", { name: "Harbor Books" }).click();
  await page.locator(".conversation").waitFor();
  await open("#/stage/retail?task=0");
  await page.getByText("retail data is not here yet").waitFor();
});

test("airline comes onto the Stage with its data, and the gold replay earns the reward", async ({ page, context, open, allow }) => {
  if (absent) return console.log(`       airline: ${absent}`);
  allow(/raw\.githubusercontent\.com/);
  await serveGitHub(context, "airline");
  await open("#/stage/airline?task=26&player=gold");
  await page.getByRole("button", { name: "Fetch from GitHub" }).click();
  await page.locator(".conversation").waitFor({ timeout: 40_000 });
  await fast(page);
  await page.locator(".the-end").waitFor();
  await text(page, ".the-end", /reward 1/);
  const steps = await page.locator(".entry").count();
  // Both the data and the episode are in this browser.
  await soon(() => assert.match(page.url(), /kept=/));
  await page.waitForTimeout(600);
  await page.reload();
  await page.locator(".conversation").waitFor({ timeout: 40_000 });
  await count(page, ".entry", steps);
});
