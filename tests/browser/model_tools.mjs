// What the tests of models share: a server of models for each, and the search for a planted key.

import { test } from "./harness.mjs";
import { mockModel } from "./mock_model.mjs";

/** A key that must be found nowhere but in the header that carries it. */
export const KEY = "sk-planted-4Jq7vT2mZ9wKcR1x";

/** Requests to the test's own server, and their failures. */
const ELSEWHERE = /^(foreign request|request failed|status \d+): http:\/\/127\.0\.0\.1:/;

/** A test with a server of models of its own; the browser's rules apply to it as anywhere. */
export function modelTest(name, manners, body, options = {}) {
  test(name, options, async (tools) => {
    const mock = await mockModel(manners);
    tools.allow(ELSEWHERE);
    // Playwright answers preflights itself as long as it stands between.
    await tools.context.unrouteAll();
    try {
      await body({ ...tools, mock, dialog: tools.page.getByRole("dialog") });
    } finally {
      await mock.close();
    }
  });
}

/** Everything that this browser keeps for the page, as one text. */
export const dump = (page) => page.evaluate(async () => {
  const parts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done, failed) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    for (const store of database.objectStoreNames) {
      const read = (method) => new Promise((done) => {
        const request = database.transaction(store).objectStore(store)[method]();
        request.onsuccess = () => done(request.result);
      });
      parts.push(`${store}: ${JSON.stringify(await read("getAllKeys"))} ${JSON.stringify(await read("getAll"))}`);
    }
    database.close();
  }
  return parts.join("\n");
});

/** Everything that the page shows and holds: markup, values of fields, address, history. */
export const shown = (page) => page.evaluate(() => {
  const values = [...document.querySelectorAll("input, textarea, select")].map((field) => field.value);
  return [document.documentElement.outerHTML, ...values, location.href, JSON.stringify(history.state), document.title].join("\n");
});
