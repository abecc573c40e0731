// From the first byte of HTML to the app: what is there before, and what is said if it never comes.

import assert from "node:assert/strict";

import { drawn, soon, test } from "./harness.mjs";

test("the app draws in a sub-folder of a host without rewrite rules", async ({ page, open, base }) => {
  assert.match(base, /\/some\/sub\/folder\/$/);
  await open();
  assert.match(await page.title(), /^Diorama\b/);
  await soon(async () => assert.ok((await page.locator("body").innerText()).trim(), "the app shows text"));
  await soon(async () => assert.equal(await page.locator("#boot").count(), 0, "the skeleton is gone"));
});

test("the raw HTML says what this is, before any program runs", async ({ page, base }) => {
  const html = await (await page.request.get(base)).text();
  assert.match(html, /<h1>[^<]+/);
  assert.match(html, /<noscript>/);
  assert.match(html, /<progress id="boot-progress"/);
  const policy = html.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/)?.[1] ?? "";
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval' 'sha256-/);
  assert.doesNotMatch(policy.match(/script-src[^;]*/)[0], /unsafe-inline|'unsafe-eval'/);
  assert.ok(html.indexOf("Content-Security-Policy") < html.indexOf("<script"), "the policy comes before any script");
});

test("every address on the page is relative", async ({ page, base }) => {
  const html = await (await page.request.get(base)).text();
  for (const [, address] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
    assert.doesNotMatch(address, /^(\/|https?:)/, address);
  }
});

test("without JavaScript the page says what it needs", { javaScriptEnabled: false }, async ({ page, base, allow }) => {
  // Chromium words the preloads that it will not do then in this way.
  allow(/^request failed: .*\.js csp$/);
  await page.goto(base);
  await soon(async () => assert.match(await page.locator("body").innerText(), /Small worlds[^]*needs JavaScript/));
});

test("the policy stops a script that is not ours", async ({ page, open, allow }) => {
  allow(/^console: .*Content Security Policy/);
  await open();
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.intruder = true";
    document.head.append(script);
    return window.intruder;
  });
  assert.equal(ran, undefined);
});

test("the fonts come from the site itself", async ({ page, open }) => {
  const fonts = [];
  page.on("response", (response) => { if (response.url().endsWith(".woff2")) fonts.push(response.url()); });
  await open();
  assert.ok(fonts.some((url) => url.endsWith("/some/sub/folder/fonts/literata.woff2")), fonts.join(" "));
});

test("the theme that was chosen is there before the program", async ({ page, base }) => {
  await page.addInitScript(() => localStorage.setItem("diorama.theme", "dark"));
  await page.route(/_bg\.wasm$/, () => {});
  await page.goto(base, { waitUntil: "commit" });
  await page.locator("#boot-note").waitFor();
  await soon(async () => assert.equal(await page.locator("html").getAttribute("data-theme"), "dark"));
});

const failures = [
  { name: "the wasm does not arrive", part: /_bg\.wasm$/, answer: (route) => route.abort() },
  { name: "the wasm is not found", part: /_bg\.wasm$/, answer: (route) => route.fulfill({ status: 404, body: "no" }) },
  { name: "the wasm is damaged", part: /_bg\.wasm$/, answer: (route) => route.fulfill({ contentType: "application/wasm", body: "damaged" }) },
  { name: "a script is not found", part: /diorama-[^/]*\.js$/, answer: (route) => route.fulfill({ status: 404, body: "no" }) },
];
for (const { name, part, answer } of failures) {
  test(`the page says so when ${name}`, async ({ page, base, allow }) => {
    allow(/./);
    await page.route(part, answer);
    await page.goto(base);
    const alert = page.locator("#boot-note[role=alert]");
    await alert.waitFor();
    await soon(async () => assert.match(await alert.innerText(), /could not be (loaded|started).*Reload the page/));
    await soon(async () => assert.ok(await page.locator("#boot-progress").isHidden()));
  });
}

test("while the wasm comes, the bar says how much has come", async ({ page, base }) => {
  let release;
  const held = new Promise((done) => { release = done; });
  await page.route(/_bg\.wasm$/, async (route) => { await held; await route.continue(); });
  await page.goto(base, { waitUntil: "commit" });
  await page.locator("#boot-note").waitFor();
  await soon(async () => assert.equal(await page.locator("#boot-note").innerText(), "Loading"));
  await page.evaluate(() => {
    window.seen = [];
    new MutationObserver(() => {
      const note = document.getElementById("boot-note");
      if (note) window.seen.push(note.textContent);
    }).observe(document.getElementById("boot"), { subtree: true, childList: true, characterData: true });
  });
  release();
  await drawn(page);
  const seen = await page.evaluate(() => window.seen.filter((text) => text !== "Starting"));
  for (const text of seen) assert.match(text, /^Loading, [\d,]+ of [\d,]+ kB$/);
});
