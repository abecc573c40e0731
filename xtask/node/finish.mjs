// What Trunk leaves to a server, done once in dist/index.html: the wasm's true size for the
// progress bar, and the content security policy with the hash of each inline script.

import { createHash } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const page = join(dist, "index.html");
let html = readFileSync(page, "utf8");

// Trunk states the size before wasm-opt made it smaller; the bar would stop half-way.
const stated = /('\.\/([^']+_bg\.wasm)', )\d+/;
if (!stated.test(html)) throw new Error("Trunk's loader looks new: no wasm size found in dist/index.html.");
html = html.replace(stated, (_, start, wasm) => start + statSync(join(dist, wasm)).size);

const inline = [...html.matchAll(/<script\b(?![^>]*\bsrc=)[^>]*>([^]*?)<\/script>/g)];
const hashes = inline.map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
const policy = [
  "default-src 'self'",
  `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(" ")}`,
  // A model may live anywhere: on the web, on this machine, on another one at home, which a policy cannot list. A page that came by
  // https reaches plain http only near it: browsers see to that. What is asked of whom is the person's choice, and tests hold it.
  "connect-src 'self' https: http:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "worker-src 'self' blob:",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

// First in the head, right after the encoding, so that nothing comes before it.
const encoding = /<meta charset="utf-8"\s*\/?>/i;
if (!encoding.test(html)) throw new Error("dist/index.html does not begin with its encoding.");
html = html.replace(encoding, (tag) => `${tag}\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`);
writeFileSync(page, html);
