// How quick the worlds are in Chromium, as `diorama bench worlds` prints it: a line for each workload
// with its name, its count per second and its checksum. `cargo xtask compare browser` reads them.
//
//   node tests/browser/speed.mjs

import { profile, start } from "./harness.mjs";

// An isolated page has a clock of microseconds; any other page's is coarser than a round is long.
const stage = await start({
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
});
const { page, open, problems } = await profile(stage);
await open("#/bench");
await page.getByRole("button", { name: "Measure" }).click();
await page.getByRole("button", { name: "Measure", exact: true, disabled: false }).waitFor({ timeout: 240_000 });
const lines = await page.locator("[data-workload]").evaluateAll((rows) => rows.map(({ dataset }) => (
  `${dataset.workload} ${Math.round(Number(dataset.speed))} ${dataset.checksum}`
)));
const isolated = await page.evaluate(() => crossOriginIsolated);
if (!isolated) problems.push("the page is not isolated: its clock is too coarse");
await stage.close();
for (const line of lines) console.log(line);
for (const problem of problems) console.error(problem);
process.exit(lines.length && !problems.length ? 0 : 1);
