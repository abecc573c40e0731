// Benchmarks' data: fetched from upstream's host, out of folders, zips and files; kept, loaded without a net, deleted.

import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { desktop, folder, phone, soon, test } from "./harness.mjs";
import { absent, checkout, packFolder, serveGitHub, zipped } from "./tau_bench.mjs";

const gitHub = /raw\.githubusercontent\.com/;
const row = (page, domain) => page.getByRole("group", { name: domain, exact: true });

/** A test that needs upstream's data. */
function withData(name, ...rest) {
  const body = rest.pop();
  test(name, ...rest, async (given) => {
    if (absent) return console.log(`       ${name}: ${absent}`);
    await body(given);
  });
}

async function fetched(page, domain) {
  await row(page, domain).getByText(/kB, from GitHub at 59a200c/).waitFor({ timeout: 40_000 });
}

withData("data comes from GitHub on a click, and from this browser afterwards", async ({ page, context, open, allow }) => {
  allow(gitHub);
  const asked = await serveGitHub(context, "airline");
  const workers = [];
  page.on("worker", (worker) => workers.push(worker.url()));
  await open("#/settings");
  assert.equal(asked.length, 0, "nothing is fetched unasked");
  await row(page, "Airline").getByRole("button", { name: "Fetch from GitHub" }).click();
  await fetched(page, "Airline");
  assert.ok(asked.length > 20, `${asked.length} files were asked for`);
  assert.equal(workers.length, 1, "it was parsed beside the page");
  assert.equal(await page.getByText("left out").count(), 0, "prompts and licence as well");
  await soon(async () => assert.equal(await row(page, "Airline").getByRole("button", { name: "Fetch from GitHub" }).count(), 0));

  const before = asked.length;
  await open("#/settings");
  await fetched(page, "Airline");
  assert.equal(asked.length, before, "it is kept");
  await row(page, "Airline").getByRole("button", { name: "Delete the airline data" }).click();
  await row(page, "Airline").getByRole("button", { name: "Fetch from GitHub" }).waitFor();
  await open("#/settings");
  await row(page, "Airline").getByRole("button", { name: "Fetch from GitHub" }).waitFor();
});

withData("the Stage asks for the data, and opens once it is there; later without a net", async ({ page, context, open, allow }) => {
  allow(gitHub);
  const asked = await serveGitHub(context, "airline");
  await open("#/stage/airline?task=2");
  await page.getByRole("heading", { name: "τ-bench’s airline data is not here yet" }).waitFor();
  assert.equal(asked.length, 0, "nothing is fetched unasked");
  await page.getByRole("button", { name: "Fetch from GitHub" }).click();
  await page.getByLabel("Write to the customer").waitFor({ timeout: 40_000 });
  const before = asked.length;
  await open("#/stage/airline?task=3");
  await page.getByLabel("Write to the customer").waitFor({ timeout: 40_000 });
  assert.equal(asked.length, before, "it is kept");
});

withData("retail's data comes as well", { viewport: phone }, async ({ page, context, open, allow }) => {
  allow(gitHub);
  await serveGitHub(context, "retail");
  await open("#/settings");
  await row(page, "Retail").getByRole("button", { name: "Fetch from GitHub" }).click();
  await fetched(page, "Retail");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= phone.width, `${wide} pixels wide`);
});

withData("files of another version, and missing ones, are named", async ({ page, context, open, allow }) => {
  allow(gitHub);
  allow(/status 404|Failed to load resource/);
  let change = (path, text) => (path.endsWith("wiki.md") ? `${text} ` : text);
  await serveGitHub(context, "airline", (path, text) => change(path, text));
  await open("#/settings");
  const here = row(page, "Airline");
  await here.getByRole("button", { name: "Fetch from GitHub" }).click();
  await here.getByRole("alert").getByText("wiki.md is not the one of version 59a200c").waitFor({ timeout: 40_000 });
  change = (path, text) => (path.endsWith("think.py") ? null : text);
  await here.getByRole("button", { name: "Try GitHub again" }).click();
  await here.getByRole("alert").getByText("tau_bench/envs/airline/tools/think.py: GitHub answers with status 404").waitFor();
  change = (_, text) => text;
  await here.getByRole("button", { name: "Try GitHub again" }).click();
  await fetched(page, "Airline");
});

withData("fetching can be stopped", async ({ page, context, open, allow }) => {
  allow(gitHub);
  allow(/ERR_FAILED|Failed to fetch/);
  let let_go = () => {};
  const held = new Promise((done) => { let_go = done; });
  await serveGitHub(context, "airline");
  await context.route(/flights\.json$/, async (route) => { await held; await route.fallback(); });
  await open("#/settings");
  const here = row(page, "Airline");
  await here.getByRole("button", { name: "Fetch from GitHub" }).click();
  await here.getByText(/Fetching from GitHub: [1-9]/).waitFor();
  await here.getByRole("button", { name: "Stop" }).click();
  await here.getByRole("button", { name: "Fetch from GitHub" }).waitFor();
  let_go();
});

withData("a checkout's folder and the packs' files can be chosen", { viewport: desktop }, async ({ page, open }) => {
  const place = join(folder("browser-data"), "tau-bench");
  rmSync(place, { recursive: true, force: true });
  for (const [path, text] of [...checkout("airline"), ["run.py", "print('never run')\n"]]) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), text);
  }
  await open("#/settings");
  await page.getByLabel("Choose the folder with the airline data").setInputFiles(place);
  await row(page, "Airline").getByText(/kB, from your files/).waitFor({ timeout: 40_000 });

  const pack = ["orders", "products", "users", "tools", "rules", "tasks_test", "tasks_train", "tasks_dev"].map((name) => `${name}.json`);
  const files = [...pack, "wiki.md", "few_shot.jsonl.gz"].map((name) => join(packFolder, "retail", name));
  const chooser = page.getByLabel("Choose a zip or files with the retail data");
  await chooser.setInputFiles(files.slice(1));
  await row(page, "Retail").getByRole("alert").getByText("retail/orders.json is missing").waitFor({ timeout: 40_000 });
  await chooser.setInputFiles([...files, join(packFolder, "prompts.json")]);
  await row(page, "Retail").getByText(/kB, from your files/).waitFor({ timeout: 40_000 });
  await row(page, "Retail").getByText("LICENSE is left out").waitFor();
});

withData("a zip of a checkout can be chosen", async ({ page, open }) => {
  const files = [...checkout("airline"), ["run.py", "print('never run')\n"]];
  await open("#/settings");
  const zip = { name: "tau-bench.zip", mimeType: "application/zip", buffer: zipped(files, "tau-bench-59a200c") };
  await page.getByLabel("Choose a zip or files with the airline data").setInputFiles(zip);
  await row(page, "Airline").getByText(/kB, from your files/).waitFor({ timeout: 40_000 });
});

test("what is no data is said", async ({ page, open }) => {
  await open("#/settings");
  const chooser = page.getByLabel("Choose a zip or files with the retail data");
  await chooser.setInputFiles({ name: "holiday.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await row(page, "Retail").getByRole("alert").getByText("Nothing of tau-bench's retail is among these files").waitFor({ timeout: 40_000 });
  await chooser.setInputFiles({ name: "broken.zip", mimeType: "application/zip", buffer: Buffer.from("PK\u0003\u0004nonsense") });
  await row(page, "Retail").getByRole("alert").getByText("The zip cannot be read").waitFor();
  const second = { name: "manifest.json", mimeType: "application/json", buffer: Buffer.from('{"upstream": "sierra-research/tau2-bench", "commit": "c", "licence": "MIT", "files": {}}') };
  await chooser.setInputFiles(second);
  await row(page, "Retail").getByRole("alert").getByText("These files are of tau2-bench").waitFor();
});
