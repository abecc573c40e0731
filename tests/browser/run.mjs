// Runs the browser tests: every *.test.mjs beside this file, on the site in dist/.
//
//   node tests/browser/run.mjs [words]     only tests whose file or name contains one of the words
//   CHROMIUM=/path/to/chromium             the browser, if it is not Debian's
//   SLOW=6 node tests/browser/run.mjs      pages that are so many times slower; finds tests that do not wait for the page
//
// How a test is written is told in harness.mjs. A failed test leaves pictures in target/browser/, and is tried once more: what
// passes then is counted, and called unsteady, with what went wrong at first.
// The last line is `browser: N passed, N failed`; `cargo xtask test browser` reads it.

import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { folder, profile, root, slow, slug, start, tests } from "./harness.mjs";

const LONGEST = 60_000 * slow; // milliseconds

const here = fileURLToPath(new URL(".", import.meta.url));
const words = process.argv.slice(2).map((word) => word.toLowerCase());
for (const file of readdirSync(here).filter((name) => name.endsWith(".test.mjs")).sort()) {
  const before = tests.length;
  await import(join(here, file));
  for (const one of tests.slice(before)) one.title = `${file.replace(".test.mjs", "")}: ${one.name}`;
}
const chosen = tests.filter(({ title }) => !words.length || words.some((word) => title.toLowerCase().includes(word)));

rmSync(join(root, "target/browser"), { recursive: true, force: true });
const stage = await start();
let failed = 0;
const unsteady = [];
for (const one of chosen) {
  if (await isPassed(one)) continue;
  if (await isPassed(one)) unsteady.push(one.title);
  else failed += 1;
}
await stage.close();
const passed = chosen.length - failed;
if (unsteady.length) console.log(`unsteady, passed at the second try only: ${unsteady.join("; ")}`);
console.log(`browser: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

/** Runs one test, and tells how it went. */
async function isPassed(one) {
  const begin = performance.now();
  const failures = await attempt(one);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${failures.length ? "FAILED" : "ok    "} ${one.title} (${seconds} s)`);
  for (const failure of failures) console.log(failure.replace(/^/gm, "       "));
  return !failures.length;
}

/** Runs one test; returns what went wrong. */
async function attempt({ title, options, body }) {
  const profiles = [];
  const problems = [];
  const allowed = [];
  const newProfile = async (more = {}) => {
    const one = await profile(stage, { ...options, ...more }, problems, allowed);
    profiles.push(one);
    return one;
  };
  const allow = (regex) => allowed.push(regex);
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${LONGEST / 1000} seconds`)), LONGEST);
  });
  const failures = [];
  try {
    const first = await newProfile();
    await Promise.race([body({ ...first, base: stage.base, newProfile, allow }), late]);
  } catch (error) {
    failures.push(String(error?.stack ?? error));
  } finally {
    clearTimeout(timer);
  }
  failures.push(...problems);
  if (failures.length) failures.push(...(await pictures(title, profiles)));
  for (const { context } of profiles) await context.close().catch(() => {});
  return failures;
}

async function pictures(title, profiles) {
  const pages = profiles.flatMap(({ context }) => context.pages());
  const taken = pages.map(async (page, at) => {
    const path = join(folder("browser"), `${slug(title)}${at ? `-${at + 1}` : ""}.png`);
    await page.screenshot({ path, timeout: 5_000 });
    return `picture: ${path.slice(root.length)}`;
  });
  return (await Promise.allSettled(taken)).filter(({ status }) => status === "fulfilled").map(({ value }) => value);
}
