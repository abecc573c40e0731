// Weighs what a newcomer's browser loads from a folder: for each view and file its bytes and its bytes as it travels.
// Text and wasm travel in brotli 11; fonts and pictures are packed already.

import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const folder = process.argv[2];
const packedAlready = new Set([".woff2", ".png", ".webp", ".jpg"]);
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));

// The first line of the parts' script says which files each part needs.
const script = files.find((file) => file.endsWith("_parts.js"));
const parts = JSON.parse(/^\/\/ parts (.*)$/m.exec(readFileSync(join(folder, script), "utf8"))[1]);
const later = new Set(Object.values(parts).flat());
// Licence texts are shipped, but nobody's browser loads them unasked; nor the worker's script.
const unasked = (file) => extname(file) === ".txt" || file.endsWith("_worker.js");
const gallery = files.filter((file) => !unasked(file) && !later.has(file));
const views = { gallery, episode: [...gallery, ...parts.stage] };

const weighed = new Map();
const weigh = (file) => {
  const bytes = readFileSync(join(folder, file));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const travels = packedAlready.has(extname(file)) ? bytes.length : brotliCompressSync(bytes, { params }).length;
  return { file, raw: bytes.length, travels };
};
for (const file of files) weighed.set(file, weigh(file));
for (const [view, needed] of Object.entries(views)) {
  for (const { file, raw, travels } of needed.map((file) => weighed.get(file)).sort((a, b) => b.travels - a.travels)) {
    console.log(`${view} ${raw} ${travels} ${file}`);
  }
}
const rest = [...later].filter((file) => !parts.stage.includes(file));
for (const file of rest) {
  const { raw, travels } = weighed.get(file);
  console.log(`later ${raw} ${travels} ${file}`);
}
