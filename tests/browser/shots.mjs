// Pictures of pages into target/shots/: desktop and phone, light and dark.
//
//   node tests/browser/shots.mjs ['#/route' …]

import { join } from "node:path";

import { desktop, folder, phone, profile, slug, start } from "./harness.mjs";

const routes = process.argv.slice(2);
if (!routes.length) routes.push("#/", "#/stage/babyai/goto?seed=3");

const screens = [
  { name: "desktop", viewport: desktop },
  { name: "phone", viewport: phone, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
];

const stage = await start();
const problems = [];
for (const { name, ...screen } of screens) {
  for (const colorScheme of ["light", "dark"]) {
    const { context, page, open } = await profile(stage, { ...screen, colorScheme }, problems);
    for (const route of routes) {
      await open(route);
      // Whatever moves on opening has come to rest by then.
      await page.waitForTimeout(700);
      const path = join(folder("shots"), `${slug(route)}-${name}-${colorScheme}.png`);
      await page.screenshot({ path });
      const { width, view } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, view: innerWidth }));
      console.log(`${path}${width > view ? `  (wider than the screen: ${width} of ${view})` : ""}`);
    }
    await context.close();
  }
}
await stage.close();
for (const problem of problems) console.log(`problem: ${problem}`);
process.exit(problems.length ? 1 : 0);
