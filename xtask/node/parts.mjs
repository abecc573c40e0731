// Cuts the program into parts, after Trunk built the page and before it is shown: what only the functions in src/ui/parts/ reach
// becomes files of its own, which come when they are first wanted. Trunk's own bridge and wasm are replaced by those of the first part.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { TRUNK_STAGING_DIR: stage, TRUNK_PROFILE: mode, CARGO_TARGET_DIR: target = "target", DIORAMA_PROFILE: profile = "web" } = process.env;
const wasm = join(target, "wasm32-unknown-unknown", profile === "dev" ? "debug" : profile, "diorama-page.wasm");
const page = join(stage, "index.html");
const name = readdirSync(stage).find((file) => /^diorama-page-[0-9a-f]+\.js$/.test(file))?.slice(0, -3);
if (!name) throw new Error("Trunk's names look new: no diorama-page-….js in the staged page.");

const work = mkdtempSync(join(tmpdir(), "diorama-parts-"));
// What a program says matters only when it fails, and then stands in the error.
const run = (program, ...words) => execFileSync(program, words, { stdio: "pipe", shell: process.platform === "win32" });
run("wasm-split-cli", wasm, work, "--out-name", "main");
run("wasm-bindgen", "--target", "web", "--keep-lld-exports", "--no-typescript", "--out-dir", work, "--out-name", name, join(work, "main.wasm"));
rmSync(join(work, "main.wasm"));

// What rustc uses unasked, and the vectors that the Mersenne Twister asks for; no more: a browser that runs the page unoptimised must run it optimised.
const features = ["bulk-memory", "bulk-memory-opt", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext", "simd"];
const modules = readdirSync(work).filter((file) => file.endsWith(".wasm"));
if (mode === "release") {
  for (const file of modules) {
    const path = join(work, file);
    run("wasm-opt", "-O3", ...features.map((feature) => `--enable-${feature}`), "--strip-debug", "--strip-producers", path, "-o", path);
  }
}

// Chunks get the page's own hash into their names, so that no cache mixes two builds.
const named = (file) => (file.startsWith(name) ? file : `${name}_${file}`);
const rename = (text) => text.replaceAll(/"\.\/((?:chunk|split)_\w+\.wasm)"/g, (_, file) => `"./${named(file)}"`);
const script = `${name}_parts.js`;
let link = rename(readFileSync(join(work, "__wasm_split.js"), "utf8")).replaceAll('"./main.js"', `"./${name}.js"`);
const files = {};
for (const [, chunk, from] of link.matchAll(/const (__chunk_\d+) = makeLoad\(([^]*?)\n, \[/g)) files[chunk] = from.match(/"\.\/(.+\.wasm)"/)[1];
const parts = {};
for (const [, part, from, needs] of link.matchAll(/export const __wasm_split_load_(\w+) = wrapAsyncCb\(makeLoad\(([^]*?), \[(.*)\]\)\)/g)) {
  const own = from.match(/"\.\/(.+\.wasm)"/);
  parts[part] = [...(own ? [own[1]] : []), ...needs.split(", ").filter(Boolean).map((chunk) => files[chunk])];
}
if (!parts.stage?.length) throw new Error("The splitter's output looks new: no part called stage in it.");

// What the Stage shares with other parts stands in its own file too, as sections of it: one file travels far better than many small ones.
const first = named("split_stage.wasm");
const inside = parts.stage.filter((file) => file !== first);
parts.stage = [first];
const replaced = (text, from, to) => {
  if (!text.includes(from)) throw new Error(`The splitter's output looks new: no ${from} in it.`);
  return text.replaceAll(from, to);
};
const fetched = (file) => `fetch(new URL("./${file}", import.meta.url))`;
link = replaced(link, "WebAssembly.instantiateStreaming(src, imports)", "instantiate(src, imports)");
for (const file of inside) link = replaced(link, fetched(file), `(inStage("${file}") ?? ${fetched(file)})`);
link = replaced(link, fetched(first), "theStage()");
link = link.replace(/(__wasm_split_load_stage = wrapAsyncCb\(makeLoad\([^]*?, \[)/, "$1theStage, ");
link = `let stage;
const theStage = () => {
  if (!stage) {
    stage = WebAssembly.compileStreaming(${fetched(first)});
    stage.catch(() => { stage = undefined; });
  }
  return stage;
};
const inStage = (file) => stage?.then((module) => WebAssembly.Module.customSections(module, file)[0]);
const instantiate = async (src, imports) => {
  const found = await src;
  return found instanceof Response ? WebAssembly.instantiateStreaming(found, imports) : WebAssembly.instantiate(found, imports);
};
${link}`;
// weigh.mjs reads this line.
link = `// parts ${JSON.stringify(parts)}\n${link}`;

const bridge = readFileSync(join(work, `${name}.js`), "utf8");
const bound = bridge.replaceAll(/( from ["'])\.\/__wasm_split\.js/g, (_, start) => `${start}./${script}`);
if (bound === bridge) throw new Error("wasm-bindgen's bridge does not import the parts.");
writeFileSync(join(stage, `${name}.js`), bound);
writeFileSync(join(stage, script), link);
for (const file of modules) {
  writeFileSync(join(stage, named(file)), readFileSync(join(work, file)));
}
const leb = (number) => (number < 128 ? [number] : [(number & 127) | 128, ...leb(number >>> 7)]);
const section = (file) => {
  const title = Buffer.from(file);
  const body = Buffer.concat([Buffer.from(leb(title.length)), title, readFileSync(join(stage, file))]);
  return Buffer.concat([Buffer.from([0, ...leb(body.length)]), body]);
};
writeFileSync(join(stage, first), Buffer.concat([readFileSync(join(stage, first)), ...inside.map(section)]));
// A worker is the same program, which finds no window. What fails in it must not end in a promise that nobody waits for.
writeFileSync(join(stage, `${name}_worker.js`), `import init from "./${name}.js";\ninit().catch((error) => setTimeout(() => { throw error; }));\n`);
rmSync(work, { recursive: true });

// The files' new digests; and an episode's address fetches the Stage together with the rest, not after it.
const digest = (file) => `sha384-${createHash("sha384").update(readFileSync(join(stage, file))).digest("base64")}`;
let html = readFileSync(page, "utf8");
for (const file of [`${name}.js`, `${name}_bg.wasm`]) {
  html = html.replaceAll(new RegExp(`(href="[^"]*${file}"[^>]*integrity=")[^"]*"`, "g"), (_, start) => `${start}${digest(file)}"`);
}
const early = `(function (address) {
        if (!/^#(\\/stage|1\\.)/.test(address)) return;
        ${JSON.stringify(parts.stage)}.forEach(function (file) {
          var link = document.createElement("link");
          link.rel = "preload"; link.as = "fetch"; link.type = "application/wasm"; link.crossOrigin = "anonymous"; link.href = "./" + file;
          document.head.appendChild(link);
        });
      })(location.hash);`;
html = html.replace("</head>", `<link rel="modulepreload" href="./${script}" crossorigin="anonymous" integrity="${digest(script)}"><script>${early}</script></head>`);
writeFileSync(page, html);
console.log(`The program is in ${modules.length} parts; ${Math.round(statSync(join(stage, `${name}_bg.wasm`)).size / 1000)} kB of wasm come first.`);
