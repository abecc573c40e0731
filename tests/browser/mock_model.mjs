// A server of models for tests, on loopback: every dialect, with and without CORS, slow, broken, busy, cut off.
//
//   const mock = await mockModel({ models: ["tiny"], key: "k-1" });
//   mock.url              http://127.0.0.1:PORT (OpenAI's paths under /v1, Anthropic's too, Gemini's under /v1beta, Ollama's under /api)
//   mock.be({ … })        changes how it is from now on
//   mock.requests         what came: { method, path, headers, body, cut } (`cut`: the other side hung up before the end)
//   await mock.close()
//
// How it is:
//   models    names; another one is a 404
//   key       the key that is wanted, or null
//   cors      "open": every origin, every header · "none": no header at all · "refuses": 403 without CORS to any origin, like Ollama ·
//             "opaque": CORS but not on a 401, like OpenAI · a list: only these headers are allowed
//   reply     the words of an answer, or a function from the parsed request to them
//   file      a recorded reply of tests/fixtures/llm in place of one that is made up
//   failures  statuses of the next answers, one each; `retryAfter` goes with them (seconds)
//   delay     milliseconds before an answer · pace: milliseconds between its pieces · cutAfter: pieces until the line breaks
//
//   node tests/browser/mock_model.mjs [port]     runs one by hand

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const fixtures = fileURLToPath(new URL("../fixtures/llm/", import.meta.url));
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const USUAL = {
  models: ["tiny", "tiny-large"], key: null, cors: "open", reply: "ready", file: null, failures: [], retryAfter: null,
  delay: 0, pace: 0, cutAfter: Infinity,
};

/** Starts a server; `port` 0 is any. */
export async function mockModel(manners = {}, port = 0) {
  const state = { ...USUAL, ...manners };
  const requests = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = new URL(request.url, "http://host").pathname;
    const noted = { method: request.method, path, headers: request.headers, body: Buffer.concat(chunks).toString(), cut: false };
    requests.push(noted);
    response.on("close", () => { noted.cut = !response.writableFinished; });
    await answer(state, noted, response).catch(() => response.destroy());
  });
  await new Promise((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    be: (changes) => Object.assign(state, changes),
    close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }),
  };
}

async function answer(state, request, response) {
  if (state.cors === "refuses" && request.headers.origin) return response.writeHead(403).end();
  if (request.method === "OPTIONS") {
    const asked = (request.headers["access-control-request-headers"] ?? "").split(",").map((name) => name.trim()).filter(Boolean);
    const allowed = Array.isArray(state.cors) ? state.cors : asked;
    if (state.cors !== "none") {
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-allow-methods", "GET, POST");
      response.setHeader("access-control-allow-headers", allowed.join(", "));
    }
    return response.writeHead(204).end();
  }
  const key = request.headers.authorization?.replace(/^Bearer /, "") ?? request.headers["x-api-key"] ?? request.headers["x-goog-api-key"];
  const isWrong = state.key !== null && key !== state.key;
  if (state.cors !== "none" && !(state.cors === "opaque" && isWrong)) response.setHeader("access-control-allow-origin", "*");
  await sleep(state.delay);
  const dialect = dialectOf(request.path);
  const refuse = (status, code, message) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(failure(dialect, status, code, message)));
  };
  // As servers do, the refusal quotes the key.
  if (isWrong) return refuse(401, "invalid_api_key", `Incorrect API key provided: ${key}.`);
  if (request.method === "GET") {
    if (!/\/(models|api\/tags)$/.test(request.path)) return refuse(404, "not_found", "no such path");
    return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(list(request.path, state.models)));
  }
  if (!dialect) return refuse(404, "not_found", "no such path");
  if (state.failures.length) {
    const status = state.failures.shift();
    if (state.retryAfter !== null) response.setHeader("retry-after", String(state.retryAfter));
    if (state.cors !== "none") response.setHeader("access-control-expose-headers", "retry-after");
    return refuse(status, status === 429 ? "rate_limit_exceeded" : "server_error", `failure ${status} on purpose`);
  }
  const body = JSON.parse(request.body);
  const model = body.model ?? request.path.match(/models\/([^:]+):/)?.[1];
  if (!state.models.includes(model)) return refuse(404, "model_not_found", `The model '${model}' does not exist.`);
  const isStream = body.stream ?? /:streamGenerateContent$/.test(request.path);
  const text = typeof state.reply === "function" ? state.reply(body) : state.reply;
  const made = () => (isStream ? stream(dialect, model, text) : [JSON.stringify(whole(dialect, model, text))]);
  const pieces = state.file ? cut(readFileSync(join(fixtures, state.file))) : made();
  const type = !isStream ? "application/json" : dialect === "ollama" ? "application/x-ndjson" : "text/event-stream";
  response.writeHead(200, { "content-type": type });
  for (const [at, piece] of pieces.entries()) {
    if (at >= state.cutAfter) return response.destroy();
    if (response.destroyed) return;
    response.write(piece);
    if (state.pace) await sleep(state.pace);
  }
  response.end();
}

function dialectOf(path) {
  if (path.endsWith("/chat/completions")) return "openai-chat";
  if (path.endsWith("/responses")) return "openai-responses";
  if (path.endsWith("/messages")) return "anthropic";
  if (/:(stream)?[gG]enerateContent$/.test(path)) return "gemini";
  return path.endsWith("/api/chat") ? "ollama" : null;
}

function list(path, models) {
  if (path.endsWith("/api/tags")) return { models: models.map((name) => ({ name })) };
  if (path.includes("/v1beta/")) return { models: models.map((name) => ({ name: `models/${name}` })) };
  return { object: "list", data: models.map((id) => ({ id, object: "model" })) };
}

function failure(dialect, status, code, message) {
  if (dialect === "anthropic") {
    const type = { 401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error", 529: "overloaded_error" }[status] ?? "api_error";
    return { type: "error", error: { type, message } };
  }
  if (dialect === "gemini") return { error: { code: status, message, status: { 401: "UNAUTHENTICATED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED" }[status] ?? "INTERNAL" } };
  if (dialect === "ollama") return { error: message };
  return { error: { message, type: "invalid_request_error", code } };
}

const usage = (text) => ({ read: 12, written: Math.max(1, Math.ceil(text.length / 4)) });

/** A whole reply. */
function whole(dialect, model, text) {
  const { read, written } = usage(text);
  switch (dialect) {
    case "openai-chat":
      return {
        id: "chat-1", object: "chat.completion", model,
        choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
        usage: { prompt_tokens: read, completion_tokens: written, total_tokens: read + written },
      };
    case "openai-responses":
      return {
        id: "resp-1", object: "response", status: "completed", model,
        output: [{ id: "msg-1", type: "message", role: "assistant", content: [{ type: "output_text", text }] }],
        usage: { input_tokens: read, output_tokens: written },
      };
    case "anthropic":
      return {
        id: "msg-1", type: "message", role: "assistant", model, content: [{ type: "text", text }], stop_reason: "end_turn",
        usage: { input_tokens: read, output_tokens: written },
      };
    case "gemini":
      return {
        candidates: [{ index: 0, content: { role: "model", parts: [{ text }] }, finishReason: "STOP" }], modelVersion: model,
        usageMetadata: { promptTokenCount: read, candidatesTokenCount: written, totalTokenCount: read + written },
      };
    default:
      return { model, message: { role: "assistant", content: text }, done: true, done_reason: "stop", prompt_eval_count: read, eval_count: written };
  }
}

/** The pieces of a streamed reply, a word each. */
function stream(dialect, model, text) {
  const words = text.match(/\S+\s*/g) ?? [text];
  const { read, written } = usage(text);
  const data = (value) => `data: ${JSON.stringify(value)}\n\n`;
  const event = (value) => `event: ${value.type}\n${data(value)}`;
  switch (dialect) {
    case "openai-chat": {
      const chunk = (delta, finish_reason = null) => data({ id: "chat-1", object: "chat.completion.chunk", model, choices: [{ index: 0, delta, finish_reason }] });
      const sum = data({ id: "chat-1", model, choices: [], usage: { prompt_tokens: read, completion_tokens: written, total_tokens: read + written } });
      return [chunk({ role: "assistant", content: "" }), ...words.map((content) => chunk({ content })), chunk({}, "stop"), sum, "data: [DONE]\n\n"];
    }
    case "openai-responses": {
      const item = { id: "msg-1", type: "message", role: "assistant", content: [] };
      return [
        event({ type: "response.created", response: { id: "resp-1", model, status: "in_progress", output: [] } }),
        event({ type: "response.output_item.added", output_index: 0, item }),
        ...words.map((delta) => event({ type: "response.output_text.delta", item_id: "msg-1", output_index: 0, content_index: 0, delta })),
        event({ type: "response.completed", response: whole(dialect, model, text) }),
      ];
    }
    case "anthropic":
      return [
        event({ type: "message_start", message: { id: "msg-1", type: "message", role: "assistant", model, content: [], usage: { input_tokens: read, output_tokens: 1 } } }),
        event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
        ...words.map((word) => event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: word } })),
        event({ type: "content_block_stop", index: 0 }),
        event({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: written } }),
        event({ type: "message_stop" }),
      ];
    case "gemini": {
      const last = whole(dialect, model, "");
      const chunk = (part) => data({ candidates: [{ index: 0, content: { role: "model", parts: [{ text: part }] } }], modelVersion: model });
      return [...words.map(chunk), data({ ...last, usageMetadata: whole(dialect, model, text).usageMetadata })];
    }
    default: {
      const line = (value) => `${JSON.stringify(value)}\n`;
      return [...words.map((content) => line({ model, message: { role: "assistant", content }, done: false })), line(whole(dialect, model, ""))];
    }
  }
}

/** A recorded reply in pieces that respect nothing, least of all characters. */
function cut(bytes) {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += 7) pieces.push(bytes.subarray(at, at + 7));
  return pieces;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await mockModel({}, Number(process.argv[2] ?? 0));
  console.log(`A model that only ever says "ready" is at ${url}/v1 (Ctrl+C ends it)`);
}
