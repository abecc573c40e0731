// A checkout of tau2-bench, from the pack that lies beside the repository. The tests that need it are skipped, plainly, where it is
// absent. The airline's own db.json is not in the pack: a derived one stands in for it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { root } from "./harness.mjs";

export const commit = "a2c024725189473d2d7cea3a5cfdbcc67478e41f";

const folders = [process.env.DIORAMA_DATA, join(root, "../shared/data")].filter(Boolean);
const home = folders.map((folder) => join(folder, "tau2-bench")).find((folder) => existsSync(join(folder, "manifest.json")));

/** Whether the pack is there; says so if not. */
export const absent = home ? null : "skipped: tau2-bench's pack is neither in DIORAMA_DATA nor in ../shared/data";

/** The folder of the pack. */
export const packFolder = home;

/** A file of the pack, uncompressed. */
export function packed(name) {
  const path = join(home, name);
  return existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
}

const FILES = ["tasks.json", "split_tasks.json", "policy.md", "db.json"];

/** The files of a domain by their paths in upstream's repository; of telecom those by which it is known. */
export function checkout(domain) {
  const names = { airline: FILES.slice(0, 3), telecom: ["main_policy.md", "db.toml"] }[domain] ?? FILES;
  const files = names.map((name) => [`data/tau2/domains/${domain}/${name}`, packed(`${domain}/${name}`)]);
  return new Map([...files, ["LICENSE", packed("LICENSE")]]);
}

/** Answers for GitHub's host: upstream's files at the commit; `change` may replace or take away (null) a file. */
export async function serveGitHub(context, domain, change = (_, bytes) => bytes) {
  const files = checkout(domain);
  const asked = [];
  await context.route("https://raw.githubusercontent.com/**", async (route) => {
    const path = new URL(route.request().url()).pathname;
    asked.push(path);
    const start = `/sierra-research/tau2-bench/${commit}/`;
    const name = path.startsWith(start) ? path.slice(start.length) : "";
    const body = files.has(name) ? change(name, files.get(name)) : null;
    const headers = { "access-control-allow-origin": "*" };
    if (body === null) await route.fulfill({ status: 404, headers, body: "404: Not Found" });
    else await route.fulfill({ status: 200, headers, contentType: "text/plain; charset=utf-8", body });
  });
  return asked;
}
