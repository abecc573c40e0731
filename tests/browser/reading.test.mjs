// τ²-bench's data: it comes as τ-bench's does, is told from it, and is read in a room of its own.

import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { desktop, folder, phone, soon, test } from "./harness.mjs";
import { absent, checkout, packFolder, serveGitHub } from "./tau2_bench.mjs";

const gitHub = /raw\.githubusercontent\.com/;
const row = (page, name) => page.getByRole("group", { name, exact: true });
const tasks = (page) => page.getByRole("complementary", { name: "Tasks" }).getByRole("listitem");
const task = (page) => page.getByRole("article", { name: "Task" });
const long = { timeout: 40_000 };

/** A test that needs upstream's data. */
function withData(name, ...rest) {
  const body = rest.pop();
  test(name, ...rest, async (given) => {
    if (absent) return console.log(`       ${name}: ${absent}`);
    await body(given);
  });
}

/** The retail tasks, fetched and open. */
async function retail({ context, page, open, allow }, route = "#/data/tau2/retail") {
  allow(gitHub);
  const asked = await serveGitHub(context, "retail");
  await open(route);
  await page.getByRole("heading", { name: "τ²-bench’s retail data is not here yet" }).waitFor();
  assert.equal(asked.length, 0, "nothing is fetched unasked");
  await page.getByRole("button", { name: "Fetch from GitHub" }).click();
  await page.locator("#task-0").waitFor(long);
  return asked;
}

withData("tasks come from GitHub on a click, are listed, searched and read", async (given) => {
  const { page, open } = given;
  const asked = await retail(given);
  assert.equal(asked.length, 5, `${asked}`);
  await soon(async () => assert.equal(await tasks(page).count(), 114));
  await page.getByRole("group", { name: "Splits" }).getByRole("button", { name: "test 40" }).click();
  await soon(async () => assert.equal(await tasks(page).count(), 40));
  await page.getByLabel("Search the tasks").fill("nothing has these words");
  await page.getByText("No task here has these words").waitFor();
  await page.getByRole("button", { name: "Show all tasks" }).click();
  await soon(async () => assert.equal(await tasks(page).count(), 114));
  await page.getByLabel("Search the tasks").fill("t-shirt w2378156");
  await soon(async () => assert.ok((await tasks(page).count()) < 12));
  await page.locator("#task-2").click();
  await task(page).getByRole("heading", { name: "Task 2" }).waitFor();
  await soon(async () => assert.match(await page.title(), /^Task 2 · τ²-bench retail/));
  await soon(async () => assert.match(page.url(), /#\/data\/tau2\/retail\?task=2$/));

  // What counts, and what is only shown.
  const component = (name) => task(page).getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
  await component(/^DB counts/).waitFor();
  await component(/^NL_ASSERTION counts 1 check/).waitFor();
  await component(/^ACTION only shown 11 checks/).getByText("return_delivered_order_items").waitFor();
  await component(/^COMMUNICATE only shown 1 check/).waitFor();
  await task(page).getByText("The reward is DB × NL_ASSERTION, each of them 1 or 0.").waitFor();
  await task(page).getByText("To be read, not played").waitFor();

  const before = asked.length;
  await open("#/data/tau2/retail?task=5&view=policy");
  await task(page).getByRole("heading", { name: "Task 5" }).waitFor(long);
  await page.getByLabel("Search the policy").fill("refund");
  await page.getByText(/^found \d+ times$/).waitFor();
  assert.equal(asked.length, before, "it is kept");
});

withData("a gold action leads into the data base, and one record to another", async (given) => {
  const { page } = given;
  await retail(given, "#/data/tau2/retail?task=2");
  await task(page).getByRole("button", { name: "#W2378156" }).last().click();
  const record = page.getByRole("region", { name: "orders #W2378156" });
  await soon(async () => {
    const { y } = await record.boundingBox();
    assert.ok(y < desktop.height - 100, `the record stands at ${y}: tasks and tables scroll by themselves`);
  });
  await record.getByRole("button", { name: "yusuf_rossi_9620" }).click();
  await page.getByRole("region", { name: "users yusuf_rossi_9620" }).waitFor();
  await soon(async () => assert.match(page.url(), /row=users\/yusuf_rossi_9620$/));
  await page.getByRole("tab", { name: /^users/ }).and(page.locator("[aria-selected=true]")).waitFor();
  await page.getByLabel("Search the data base").fill("zzzz");
  await page.getByText("No row of this table has these words.").waitFor();

  await page.getByRole("tab", { name: "JSON" }).click();
  await page.getByRole("tabpanel").getByText('"reward_basis"').waitFor();
  // The focus leaves the tabs, which have the arrows for themselves.
  await task(page).getByRole("heading", { name: "Task 2" }).click();
  await page.keyboard.press("ArrowRight");
  await task(page).getByRole("heading", { name: "Task 3" }).waitFor();
  await page.getByRole("tabpanel").getByText('"id": "3"').waitFor();
  await page.getByRole("button", { name: "Previous task" }).click();
  await task(page).getByRole("heading", { name: "Task 2" }).waitFor();
});

withData("a checkout's folder can be chosen; telecom is known and not offered", async ({ page, open }) => {
  const place = join(folder("browser-data"), "tau2-bench");
  rmSync(place, { recursive: true, force: true });
  for (const [path, bytes] of [...checkout("mock"), ...checkout("telecom")]) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), bytes);
  }
  await open("#/settings");
  await row(page, "τ²-bench telecom").getByText("Not offered: its customers work on a telephone").waitFor();
  await page.getByLabel("Choose the folder with the τ²-bench retail data").setInputFiles(place);
  const alert = row(page, "τ²-bench retail").getByRole("alert");
  await alert.getByText("Tau2-bench's telecom is not offered: its customers").waitFor(long);
  await alert.getByText("Among these files was tau2-bench’s mock: it is kept now.").waitFor();
  await row(page, "τ²-bench mock").getByRole("link", { name: "Read" }).click();
  await task(page).getByRole("heading", { name: "Task create_task_1", exact: true }).waitFor(long);
  await page.locator("#task-1").click();
  await task(page).getByText("assert_task_status").waitFor();

  await open("#/data/tau2/telecom");
  await page.getByRole("heading", { name: "τ²-bench’s telecom is not offered" }).waitFor();
  await page.getByRole("alert").getByText("what they do to it is not reproduced here").waitFor();
  await page.getByRole("link", { name: "retail" }).click();
  await page.getByRole("heading", { name: "τ²-bench’s retail data is not here yet" }).waitFor();
  await open("#/data/tau2/holiday");
  await page.getByRole("heading", { name: "No such domain" }).waitFor();
});

withData("the two benchmarks are told apart, and derived tables are called so", async ({ page, open }) => {
  const files = ["tasks.json", "split_tasks.json", "policy.md", "db.derived.json.gz"].map((name) => join(packFolder, "airline", name));
  await open("#/settings");
  await page.getByLabel("Choose a zip or files with the airline data").setInputFiles(files);
  const alert = row(page, "Airline").getByRole("alert");
  await alert.getByText("These files are of tau2-bench, whose rules are others").waitFor(long);
  await alert.getByText("Among these files was tau2-bench’s airline: it is kept now.").waitFor();
  const second = row(page, "τ²-bench airline");
  await second.getByText("rewards on them are not official").waitFor();
  await second.getByRole("link", { name: "Read" }).click();
  await task(page).getByText("was derived from τ-bench’s tables").waitFor(long);
  await soon(async () => assert.equal(await tasks(page).count(), 50));
});

withData("a file of another version is named", async ({ page, context, open, allow }) => {
  allow(gitHub);
  await serveGitHub(context, "mock", (path, bytes) => (path.endsWith("policy.md") ? Buffer.concat([bytes, Buffer.from(" ")]) : bytes));
  await open("#/data/tau2/mock");
  await page.getByRole("button", { name: "Fetch from GitHub" }).click();
  await page.getByRole("alert").getByText("policy.md is not the one of version a2c0247").waitFor(long);
});

withData("a phone shows one thing at a time", { viewport: phone }, async (given) => {
  const { page } = given;
  await retail(given);
  const shown = page.getByRole("group", { name: "What is shown" });
  await page.locator("#task-4").click();
  await task(page).getByRole("heading", { name: "Task 4" }).waitFor();
  await page.getByLabel("Search the tasks").waitFor({ state: "hidden" });
  for (const name of ["Data base", "Policy", "JSON", "Tasks", "Task"]) {
    await shown.getByRole("button", { name, exact: true }).click();
    await soon(async () => {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= phone.width, `${name}: ${wide} pixels wide`);
    });
  }
});

test("the Gallery leads to the room", async ({ page, open }) => {
  await open();
  await page.getByRole("link", { name: "Read τ²-bench’s tasks" }).click();
  await page.getByRole("heading", { name: "τ²-bench’s retail data is not here yet" }).waitFor();
});
