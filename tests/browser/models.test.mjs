// Models: set up, tested, their keys kept or not; nothing leaves the page before.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { phone, root, soon, test } from "./harness.mjs";
import { KEY, dump, modelTest, shown } from "./model_tools.mjs";

const BLOCKED = /^console: (Access to fetch|Failed to load resource)/;

/** Opens the dialog and fills in the mock server. */
async function connect({ page, dialog, mock }, { server = "other", path = "/v1", model = "" } = {}) {
  await page.getByRole("button", { name: "Connect a model" }).click();
  await dialog.getByLabel("server", { exact: true }).selectOption(server);
  if (!(await dialog.getByLabel("address").isVisible())) await dialog.getByText("More settings").click();
  await dialog.getByLabel("address").fill(mock.url + path);
  await dialog.getByLabel("address").blur();
  if (model) await dialog.getByLabel("model", { exact: true }).fill(model);
}

const check = async (dialog, words) => {
  await dialog.getByRole("button", { name: "Test connection" }).click();
  await dialog.locator(".report b").filter({ hasText: words }).waitFor();
};

test("without a model nothing leaves the page", async ({ page, open, base }) => {
  const asked = [];
  page.on("request", (request) => { if (!/^(data|blob):/.test(request.url())) asked.push(request.url()); });
  for (const route of ["#/", "#/stage/babyai/goto?seed=3&player=expert", "#/settings"]) {
    await open(route);
    await page.waitForTimeout(400);
  }
  // Opening the form and choosing servers asks nobody either.
  await page.getByRole("button", { name: "Connect a model" }).click();
  for (const server of ["anthropic", "ollama", "openrouter", "other"]) {
    await page.getByRole("dialog").getByLabel("server", { exact: true }).selectOption(server);
  }
  assert.deepEqual(asked.filter((url) => !url.startsWith(base)), []);
});

modelTest("a model is connected, tested, saved, changed and deleted", {}, async (tools) => {
  const { page, open, dialog, mock } = tools;
  await open("#/settings");
  await connect(tools);
  await dialog.getByRole("button", { name: "List models" }).click();
  await dialog.getByText("2 models to choose from").waitFor();
  await soon(async () => assert.deepEqual(await dialog.locator("datalist option").evaluateAll((all) => all.map((one) => one.value)), ["tiny", "tiny-large"]));
  await check(dialog, "choose a model");
  await dialog.getByLabel("model", { exact: true }).fill("tiny");
  await check(dialog, "answers as tiny");
  await dialog.getByText("More settings").click();
  await dialog.getByLabel("temperature").fill("0,3");
  await dialog.getByLabel("most tokens in a reply").fill("64");
  await dialog.getByLabel("thinking first").selectOption("low");
  await dialog.getByLabel("questions at once").fill("0");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("Questions at once is a number from 1 to 64.").waitFor();
  await dialog.getByLabel("questions at once").fill("2");
  await dialog.getByRole("button", { name: "Save" }).click();
  const row = page.locator(".setup").filter({ hasText: "tiny" });
  await row.waitFor();
  const saved = JSON.parse(await page.evaluate(() => localStorage.getItem("diorama.models")));
  assert.deepEqual(saved, [{
    name: "tiny", source: { kind: "server", provider: "other", base: `${mock.url}/v1` }, model: "tiny",
    temperature: 0.3, max_tokens_out: 64, thinking: { effort: "low" }, stream: true, at_once: 2, keep_answers: false,
  }]);
  // A reload keeps it; the name can be changed, but not to one that is taken.
  await open("#/settings");
  await row.getByRole("button", { name: "Edit" }).click();
  await soon(async () => assert.equal(await dialog.getByLabel("model", { exact: true }).inputValue(), "tiny"));
  await dialog.getByLabel("name").fill("Scripted model");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("is called “Scripted model” already").waitFor();
  await dialog.getByLabel("name").fill("my tiny one");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("my tiny one").waitFor();
  await page.getByRole("button", { name: "Delete my tiny one" }).click();
  await page.getByRole("button", { name: "Delete it" }).click();
  await page.getByText("my tiny one").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => localStorage.getItem("diorama.models")), "[]");
});

for (const [server, path] of [["openai", "/v1"], ["openai-responses", "/v1"], ["anthropic", "/v1"], ["gemini", "/v1beta"], ["ollama", ""], ["openrouter", "/v1"]]) {
  modelTest(`the dialect of ${server} is spoken, with no header more than its servers allow`, { key: KEY }, async (tools) => {
    const { page, open, dialog, mock } = tools;
    const allowed = {
      anthropic: ["content-type", "x-api-key", "anthropic-version", "anthropic-dangerous-direct-browser-access"],
      gemini: ["content-type", "x-goog-api-key"],
    };
    mock.be({ cors: allowed[server] ?? ["content-type", "authorization"] });
    await open("#/settings");
    await connect(tools, { server, path, model: "tiny" });
    await dialog.getByLabel("key", { exact: true }).fill(KEY);
    await dialog.getByLabel("key", { exact: true }).press("Enter");
    await dialog.getByText("2 models to choose from").waitFor();
    await check(dialog, "answers as tiny");
    const asked = mock.requests.filter(({ method }) => method === "POST").at(-1);
    assert.match(asked.body, /one word/);
    assert.equal(asked.headers.referer, undefined);
    assert.equal(asked.headers.cookie, undefined);
    assert.equal(await page.evaluate(() => document.querySelector("#m-key").value), "");
  });
}

modelTest("what is wrong is told in words, with what mends it", { key: KEY }, async (tools) => {
  const { page, open, dialog, mock, allow } = tools;
  allow(BLOCKED);
  await open("#/settings");
  await connect(tools, { model: "tiny" });
  await check(dialog, /key/i);
  // A wrong key: the server quotes it in its refusal, the page does not.
  await dialog.getByLabel("key", { exact: true }).fill("sk-wrong-0123456789");
  await dialog.getByLabel("key", { exact: true }).blur();
  await dialog.getByText("A key is held").waitFor();
  await check(dialog, /does not know this key/);
  assert.doesNotMatch(await shown(page), /sk-wrong/);
  // No such model.
  await dialog.getByLabel("key", { exact: true }).fill(KEY);
  await dialog.getByLabel("key", { exact: true }).blur();
  await dialog.getByText("2 models to choose from").waitFor();
  await dialog.getByLabel("model", { exact: true }).fill("tyni");
  await check(dialog, /no.*tyni/i);
  await dialog.getByText("Not one of the server’s 2 models.").waitFor();
  // No CORS: a page learns nothing; a command shows more, and can be copied.
  await dialog.getByLabel("model", { exact: true }).fill("tiny");
  mock.be({ cors: "none" });
  await dialog.getByRole("button", { name: "Test connection" }).click();
  await dialog.locator(".report .command").first().waitFor();
  const command = await dialog.locator(".report .command code").first().textContent();
  await dialog.locator(".report .command").first().getByRole("button", { name: "Copy" }).click();
  await dialog.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), command);
  assert.doesNotMatch(await shown(page), new RegExp(KEY));
  // Nothing at that address.
  await mock.close();
  await dialog.getByRole("button", { name: "Test connection" }).click();
  await dialog.locator(".report.bad").waitFor();
});

modelTest("Ollama’s refusal of a strange page names the variable that mends it", { cors: "refuses" }, async (tools) => {
  const { open, dialog, base, allow } = tools;
  allow(BLOCKED);
  await open("#/settings");
  await connect(tools, { server: "ollama", path: "", model: "tiny" });
  await dialog.getByRole("button", { name: "Test connection" }).click();
  await dialog.locator(".report code").filter({ hasText: `OLLAMA_ORIGINS=${new URL(base).origin}` }).first().waitFor();
});

modelTest("a busy server, a broken line and a recorded stream are told apart", {}, async (tools) => {
  const { open, dialog, mock, allow } = tools;
  allow(BLOCKED);
  await open("#/settings");
  await connect(tools, { model: "tiny" });
  mock.be({ failures: [429], retryAfter: 7 });
  await check(dialog, "has too much to do");
  await dialog.getByText("Wait 7 seconds.").waitFor();
  mock.be({ failures: [500] });
  await check(dialog, "failed");
  mock.be({ reply: "one two three four", cutAfter: 3, pace: 30 });
  await check(dialog, "failed");
  await dialog.getByText(/network error|ended after/).waitFor();
  // Cut at every seventh byte, in the middle of characters.
  mock.be({ cutAfter: Infinity, pace: 0, file: "openai-chat.text.stream" });
  await check(dialog, "answers as tiny");
});

modelTest("a test can be stopped, and the server sees it", { delay: 20_000 }, async (tools) => {
  const { open, dialog, mock } = tools;
  await open("#/settings");
  await connect(tools, { model: "tiny" });
  await dialog.getByRole("button", { name: "Test connection" }).click();
  await dialog.getByText("Asking for the list").waitFor();
  while (!mock.requests.some(({ method }) => method === "GET")) await new Promise((done) => setTimeout(done, 50));
  await dialog.getByRole("button", { name: "Stop the test" }).click();
  await dialog.getByRole("button", { name: "Test connection" }).waitFor();
  while (!mock.requests.find(({ method }) => method === "GET").cut) await new Promise((done) => setTimeout(done, 50));
});

modelTest("a key stays in memory unless more is asked for", { key: KEY }, async (tools) => {
  const { page, open, dialog, mock } = tools;
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  await open("#/settings");
  await connect(tools, { model: "tiny" });
  const field = dialog.getByLabel("key", { exact: true });
  await field.fill(KEY);
  await field.press("Tab");
  await dialog.getByText("in memory until this page is closed").waitFor();
  await check(dialog, "answers as tiny");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Keys that are held" }).waitFor();
  const nowhere = async (what) => {
    for (const [place, text] of [["stores", await dump(page)], ["page", await shown(page)], ["console", said.join("\n")]]) {
      assert.ok(!text.includes(KEY), `${what}: the key stands in the ${place}`);
    }
  };
  await nowhere("in Settings");
  // An episode played, shared and saved with a key in memory holds nothing of it.
  await page.evaluate(() => { location.hash = "#/stage/babyai/goto?seed=3"; });
  await page.locator(".transport .count").waitFor();
  await page.keyboard.press("ArrowUp");
  await page.locator(".transport .count").filter({ hasText: "1 of 1" }).waitFor();
  await page.keyboard.press("s");
  assert.doesNotMatch(await page.locator("#share-link").inputValue(), /sk-planted/);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as file" }).click()]);
  assert.ok(!readFileSync(await file.path(), "utf8").includes(KEY));
  await page.keyboard.press("Escape");
  await nowhere("on the Stage");
  // It was sent in its header and nowhere else.
  for (const { path, body, headers } of mock.requests) {
    assert.ok(!path.includes(KEY) && !body.includes(KEY));
    for (const [name, value] of Object.entries(headers)) assert.ok(name === "authorization" || !value.includes(KEY), name);
  }
  // A reload forgets it.
  await page.reload();
  await open("#/settings");
  await page.locator(".setup").filter({ hasText: "tiny" }).waitFor();
  await soon(async () => assert.equal(await page.getByRole("heading", { name: "Keys that are held" }).count(), 0));
});

for (const [keep, where, later] of [["session", "sessionStorage", null], ["day", "keys:", 25], ["month", "keys:", 31 * 24]]) {
  modelTest(`a key that is to be kept for a ${keep} is, and no longer`, { key: KEY }, async (tools) => {
    const { page, open, dialog, newProfile, context } = tools;
    await open("#/settings");
    await connect(tools, { model: "tiny" });
    const field = dialog.getByLabel("key", { exact: true });
    await field.fill(KEY);
    await field.press("Tab");
    await dialog.getByText("in memory until").waitFor();
    await dialog.getByLabel("How long the key is kept").selectOption(keep);
    await dialog.getByText(/A key is held, stored/).waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.waitForFunction(() => !document.querySelector("dialog[open]"));
    assert.ok((await dump(page)).includes(KEY), "it is stored");
    // A reload keeps it, and still shows nothing of it.
    await page.reload();
    await page.getByRole("heading", { name: "Keys that are held" }).waitFor();
    assert.ok(!(await shown(page)).includes(KEY));
    await page.locator(".setup").filter({ hasText: "tiny" }).getByRole("button", { name: "Edit" }).click();
    await check(dialog, "answers as tiny");
    await page.keyboard.press("Escape");
    if (later === null) {
      // Another tab knows nothing of it.
      const other = await context.newPage();
      await other.goto(page.url());
      await other.locator(".setup").filter({ hasText: "tiny" }).waitFor();
      await other.waitForTimeout(300);
      await soon(async () => assert.equal(await other.getByRole("heading", { name: "Keys that are held" }).count(), 0));
      // Forgotten, it is gone from the store as well.
      await page.getByRole("button", { name: "Forget all keys" }).click();
      await page.getByRole("heading", { name: "Keys that are held" }).waitFor({ state: "detached" });
    } else {
      await page.clock.install({ time: Date.now() + later * 3_600_000 });
      await page.reload();
      await page.locator(".setup").filter({ hasText: "tiny" }).waitFor();
      await page.waitForFunction(() => document.querySelector(".setup")?.textContent.includes("no key"));
    }
    await page.waitForTimeout(300);
    assert.ok(!(await dump(page)).includes(KEY), `${where} holds it still`);
  });
}

test("one signs in with OpenRouter, and its code leaves the address at once", async ({ page, open, context, base, allow }) => {
  allow(/https:\/\/openrouter\.ai\//);
  let wanted;
  let traded;
  await context.route("https://openrouter.ai/**", async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "content-type, authorization" };
    if (url.pathname === "/auth") {
      wanted = url.searchParams;
      return route.fulfill({ status: 302, headers: { location: `${wanted.get("callback_url")}?code=code-7` } });
    }
    if (url.pathname === "/api/v1/auth/keys") {
      traded = request.postDataJSON();
      return route.fulfill({ json: { key: KEY, user_id: "someone" }, headers: cors });
    }
    assert.equal(url.pathname, "/api/v1/models");
    assert.equal(request.headers().authorization, `Bearer ${KEY}`);
    return route.fulfill({ json: { data: [{ id: "maker/tiny" }] }, headers: cors });
  });
  await open("#/settings");
  await page.getByRole("button", { name: "Sign in with OpenRouter" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("1 model to choose from").waitFor();
  assert.equal(page.url(), `${base}#/settings`);
  assert.equal(wanted.get("callback_url"), base);
  assert.equal(wanted.get("code_challenge_method"), "S256");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(traded.code_verifier));
  assert.equal(wanted.get("code_challenge"), Buffer.from(digest).toString("base64url"));
  assert.equal(traded.code, "code-7");
  assert.ok(!(await dump(page)).includes(KEY) && !(await dump(page)).includes(traded.code_verifier));
  // A code that nobody asked for is not used, and leaves the address too.
  traded = null;
  await page.goto(`${base}?code=from-elsewhere#/`);
  await page.getByText("this tab knows of no sign-in").waitFor();
  assert.equal(page.url(), `${base}#/settings`);
  assert.equal(traded, null);
});

const fakeChrome = (state) => {
  window.LanguageModel = {
    availability: async () => state.now,
    create: async ({ monitor, initialPrompts = [] } = {}) => {
      const target = new EventTarget();
      monitor?.(target);
      for (const loaded of [0.5, 1]) {
        target.dispatchEvent(Object.assign(new Event("downloadprogress"), { loaded }));
        await new Promise((done) => setTimeout(done, 150));
      }
      state.now = "available";
      state.open += 1;
      return {
        destroy: () => { state.open -= 1; },
        promptStreaming: ([{ role, content }]) => new ReadableStream({
          start(stream) {
            for (const piece of [`${initialPrompts.length} before, `, role, ": ", content]) stream.enqueue(piece);
            stream.close();
          },
        }),
      };
    },
  };
};

test("Chrome’s own model is there where the browser has it, after a download", async ({ page, open }) => {
  await page.addInitScript(`(${fakeChrome})(window.chromeState = { now: "downloadable", open: 0 })`);
  await open("#/settings");
  const row = page.locator(".setup").filter({ hasText: "Chrome’s model" });
  await row.getByText("Chrome has to download it first").waitFor();
  await row.getByRole("button", { name: "Download it" }).click();
  await row.getByText("Downloading, 50 %.").waitFor();
  await row.getByText("It is ready.").waitFor();
  await row.getByRole("button", { name: "Try it" }).click();
  await row.getByText("It says “0 before, user: Answer with one word: ready”").waitFor();
  assert.equal(await page.evaluate(() => window.chromeState.open), 0, "every session was closed");
});

test("Chrome’s own model says why it is not there", async ({ page, open }) => {
  await page.addInitScript(() => { delete window.LanguageModel; });
  await open("#/settings");
  await page.getByText("This browser has none").waitFor();
});

test("Chrome’s own model calls no tools, and that is said with what to do", async ({ page, open }) => {
  await page.addInitScript(`(${fakeChrome})(window.chromeState = { now: "available", open: 0 })`);
  await open("#/stage/babyai/goto?seed=3");
  await page.locator(".chooser.player > button").click();
  await page.getByRole("menuitemradio", { name: "Chrome’s model" }).click();
  await page.locator(".panel").getByRole("button", { name: "One step" }).click();
  await page.locator(".panel .notice").getByText("calls no tools: choose another strategy").waitFor();
});

test("the form says what the price table knows, and since when", async ({ page, open }) => {
  await open("#/settings");
  await page.getByRole("button", { name: "Connect a model" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("More settings").click();
  const model = dialog.getByLabel("model", { exact: true });
  await model.fill("gpt-4o-mini");
  await dialog.getByText(/^The table of \d{4}-\d\d-\d\d has \$0\.15 and \$0\.6\.$/).waitFor();
  await model.fill("nobody-knows");
  await dialog.getByText("The table has no price for this model").waitFor();
  await dialog.getByLabel("$ per million tokens read").fill("1");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("Give both prices, or neither").waitFor();
});

test("answers that are kept are counted, and deleted", async ({ page, open }) => {
  await open("#/settings");
  await soon(async () => assert.equal(await page.getByRole("heading", { name: "Answers that are kept" }).count(), 0));
  await page.evaluate(() => new Promise((done) => {
    const request = indexedDB.open("diorama");
    request.onsuccess = () => {
      const transaction = request.result.transaction("answers", "readwrite");
      for (const name of ["a", "b"]) transaction.objectStore("answers").put("x".repeat(6000), name);
      transaction.oncomplete = () => { request.result.close(); done(); };
    };
  }));
  await page.reload();
  await page.getByText("2 answers kept, 12 kB.").waitFor();
  await page.getByRole("button", { name: "Delete them" }).click();
  await page.getByRole("heading", { name: "Answers that are kept" }).waitFor({ state: "detached" });
  assert.ok(!(await dump(page)).includes("xxx"));
});

test("a prompt pack is opened, kept, and removed", async ({ page, open }) => {
  const own = readFileSync(join(root, "src/agent/prompt/packs/balrog.json"), "utf8");
  const pack = { ...JSON.parse(own), source: "somebody/else", commit: "0123456789abcdef", licence: "MIT" };
  const file = (content, name = "pack.json") => ({ name, mimeType: "application/json", buffer: Buffer.from(content) });
  await open("#/settings");
  const input = page.getByLabel("Choose a prompt pack");
  await input.setInputFiles(file("{}"));
  await page.getByText(/pack\.json: This is no prompt pack/).waitFor();
  await input.setInputFiles(file(JSON.stringify({ ...pack, texts: {} })));
  await page.getByText(/has no text "agent\./).waitFor();
  await input.setInputFiles(file(JSON.stringify(pack)));
  const row = page.locator(".setup").filter({ hasText: "somebody/else" });
  await row.getByText("0123456", { exact: true }).waitFor();
  await page.reload();
  await row.waitFor();
  await row.getByRole("button", { name: "Remove balrog" }).click();
  await row.waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("heading", { name: "Prompt packs" }).waitFor();
  await page.waitForTimeout(300);
  await soon(async () => assert.equal(await row.count(), 0));
});

modelTest("on a phone the form fits, and every control has a name", {}, async (tools) => {
  const { page, open, dialog } = tools;
  await open("#/settings");
  await connect(tools, { server: "ollama", path: "", model: "tiny" });
  await dialog.getByText("More settings").click();
  await check(dialog, "answers as tiny");
  const { wide, nameless } = await page.evaluate(() => {
    const open = document.querySelector("dialog[open]");
    const name = (control) => control.textContent.trim() || control.ariaLabel || control.labels?.length || control.title;
    const controls = [...document.querySelectorAll("button, a, input, select, summary")].filter((control) => control.checkVisibility());
    return {
      wide: [document.documentElement, open].filter((one) => one.scrollWidth > one.clientWidth).length,
      nameless: controls.filter((control) => !name(control)).map((control) => control.outerHTML),
    };
  });
  assert.equal(wide, 0);
  assert.deepEqual(nameless, []);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.querySelector("dialog[open]"));
}, { viewport: phone, hasTouch: true, isMobile: true });
