// What a browser test is written with. See run.mjs for how it is run.
//
//   import assert from "node:assert/strict";
//   import { test } from "./harness.mjs";
//
//   test("the seed in a link is the seed on the page", async ({ page, open }) => {
//     await open("#/stage/babyai/goto?seed=3");
//     assert.equal(await page.getByLabel("Seed").inputValue(), "3");
//   });
//
//   test("a phone has the timeline under the board", { viewport: phone }, async ({ page, open }) => { … });
//
// `test(name, options?, body)`: each test has a browser profile of its own, empty at the start.
// `options`: whatever Playwright's `newContext` takes: viewport, colorScheme, reducedMotion, hasTouch …
// `body` gets
//   page           the Playwright page
//   open(route)    opens the site at a hash route ("#/" if none) and waits until the app has drawn
//   base           the site's address, which ends in "/some/sub/folder/"
//   context        the Playwright context: clipboard may be used, `context.route` answers for a host
//   newProfile(o)  a second person: another { page, open, context }, with storage of its own
//   allow(regex)   says that a problem whose text matches is wanted here
//
// `await soon(async () => assert.equal(await page.locator("tr").count(), 6))` waits for what a click brings about.
//
// A test fails, besides by what it asserts, when any of its pages has
//   an uncaught error      "uncaught: …"
//   a console error        "console: …" (a breach of the content security policy is one)
//   a failed request       "request failed: <url> …", "status 404: <url>"
//   a request elsewhere    "foreign request: <url>"; it is not let through unless `allow` names it
// A request that `page.route` or `context.route` answers itself is still foreign: allow it.

import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { serve } from "./server.mjs";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

/** The tests that the files have named so far. */
export const tests = [];

/** Names a test. */
export function test(name, ...rest) {
  const body = rest.pop();
  tests.push({ name, options: rest[0] ?? {}, body });
}

/** Starts a browser, and the site under a sub-folder; `close` ends both. `headers`: more for each answer. */
export async function start(headers = {}) {
  const { chromium } = createRequire(join(root, "target/npm/package.json"))("playwright-core");
  const site = await serve({ folder: join(root, "dist"), base: "/some/sub/folder/", headers });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
  return {
    browser,
    base: site.url,
    close: async () => { await browser.close(); await site.close(); },
  };
}

/** How many times slower than it is the pages find their processor: `SLOW=6` finds what does not wait for the page. */
export const slow = Number(process.env.SLOW || 1);

/** An empty browser profile that notes every problem of its pages in `problems`. */
export async function profile({ browser, base }, options = {}, problems = [], allowed = []) {
  const context = await browser.newContext({ viewport: desktop, permissions: ["clipboard-read", "clipboard-write"], ...options });
  const isAllowed = (problem) => allowed.some((regex) => regex.test(problem));
  const note = (problem) => { if (!isAllowed(problem)) problems.push(problem); };
  const home = new URL(base).host;
  const isForeign = (url) => /^(https?|wss?):$/.test(url.protocol) && url.host !== home;

  // Tests run the same on a machine without a net.
  await context.route(isForeign, (route) => {
    const wanted = isAllowed(`foreign request: ${route.request().url()}`);
    return wanted ? route.fallback() : route.abort();
  });
  context.on("request", (request) => { if (isForeign(new URL(request.url()))) note(`foreign request: ${request.url()}`); });
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // A page that is left takes its open requests with it.
    if (reason !== "net::ERR_ABORTED") note(`request failed: ${request.url()} ${reason}`);
  });
  context.on("response", (response) => { if (response.status() >= 400) note(`status ${response.status()}: ${response.url()}`); });
  context.on("console", (message) => { if (message.type() === "error") note(`console: ${message.text()}`); });
  context.on("weberror", (error) => note(`uncaught: ${error.error().stack ?? error.error()}`));

  const page = await context.newPage();
  page.setDefaultTimeout(15_000 * slow);
  if (slow > 1) await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: slow });
  const open = async (route = "#/") => {
    // From one hash to another a browser stays on the page; a test wants a fresh start.
    if (page.url().startsWith(base)) await page.goto("about:blank");
    await page.goto(base + route);
    await drawn(page);
  };
  return { context, page, open, problems };
}

/** Waits until the app has taken the place of the skeleton and the parts that it needs are there. */
export async function drawn(page) {
  await page.waitForFunction(() => !document.getElementById("boot") && document.body?.innerText.trim() && !document.querySelector(".part-coming"));
  await page.evaluate(() => document.fonts.ready.then(() => null));
}

/** Holds `check` again and again until it passes; after some seconds its last failure stands. The page may take a moment. */
export async function soon(check, longest = 5_000 * slow) {
  const end = performance.now() + longest;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** Does `act`, and waits until the page has drawn another `selector` in the place of the one that stood there. */
export async function redraws(page, selector, act) {
  const before = await page.locator(selector).elementHandle();
  await act();
  await page.waitForFunction((node) => !node.isConnected, before);
  await page.locator(selector).waitFor();
}

/** A folder under target/, made if it is not there. */
export function folder(name) {
  const path = join(root, "target", name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** A name that suits a file. */
export const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "start";
