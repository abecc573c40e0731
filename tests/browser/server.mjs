// A static host with no rewrite rule: what is not a file is a 404.
//
//   node tests/browser/server.mjs <folder> <port> [--open]     serves a folder at /
//   await serve({ folder, port, base, headers })               the same for the tests, under any base

import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const types = {
  ".css": "text/css; charset=utf-8",
  ".gz": "application/gzip",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".jsonl": "application/jsonl",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/** Serves `folder` under `base` (`/a/b/`) on `port` (0: any), with `headers`; resolves to `{ url, close }`. */
export async function serve({ folder, port = 0, base = "/", headers = {} }) {
  const root = resolve(folder);
  const server = createServer(async (request, response) => {
    const refuse = (status) => response.writeHead(status, { "content-type": "text/plain" }).end(`${status}\n`);
    try {
      if (!["GET", "HEAD"].includes(request.method)) return refuse(405);
      const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
      if (!path.startsWith(base)) return refuse(404);
      let file = join(root, normalize(path.slice(base.length)));
      if (file !== root && !file.startsWith(root + sep)) return refuse(404);
      if (path.endsWith("/")) file = join(file, "index.html");
      const found = await stat(file).catch(() => null);
      if (!found?.isFile()) return refuse(404);
      response.writeHead(200, {
        "content-type": types[extname(file)] ?? "application/octet-stream",
        "content-length": found.size,
        "cache-control": "no-cache",
        ...headers,
      });
      if (request.method === "HEAD") return response.end();
      createReadStream(file).on("error", () => response.destroy()).pipe(response);
    } catch {
      refuse(400);
    }
  });
  await new Promise((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}${base}`,
    close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, port] = process.argv.slice(2);
  const { url } = await serve({ folder, port: Number(port) });
  console.log(`Diorama is at ${url} (Ctrl+C ends it)`);
  if (process.argv.includes("--open")) {
    const opener = { darwin: "open", win32: "explorer" }[process.platform] ?? "xdg-open";
    spawn(opener, [url], { stdio: "ignore", detached: true }).on("error", () => {}).unref();
  }
}
