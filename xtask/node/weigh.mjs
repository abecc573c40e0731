// Weighs the first view in a folder: for each file its bytes and its bytes as it travels.
// Text and wasm travel in brotli 11; fonts and pictures are packed already.

import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const folder = process.argv[2];
const packedAlready = new Set([".woff2", ".png", ".webp", ".jpg"]);
// Licence texts are shipped, but nobody's browser loads them unasked.
const isFirstView = (name) => extname(name) !== ".txt";

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && isFirstView(entry.name))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
const rows = files.map((file) => {
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const travels = packedAlready.has(extname(file)) ? bytes.length : brotliCompressSync(bytes, { params }).length;
  return { file: relative(folder, file), raw: bytes.length, travels };
});
for (const { file, raw, travels } of rows.sort((a, b) => b.travels - a.travels)) {
  console.log(`${raw} ${travels} ${file}`);
}
