// A checkout of tau-bench in upstream's shape, written from the JSON pack that lies beside the repository.
//
// Nothing of upstream's is in this repository, so the tests that need it are skipped, plainly, where the pack is absent.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, gunzipSync } from "node:zlib";

import { root } from "./harness.mjs";

export const commit = "59a200c6d575d595120f1cb70fea53cef0632f6b";

const folders = [process.env.DIORAMA_DATA, join(root, "../shared/data")].filter(Boolean);
const home = folders.map((folder) => join(folder, "tau-bench")).find((folder) => existsSync(join(folder, "manifest.json")));

/** Whether the pack is there; says so if not. */
export const absent = home ? null : "skipped: tau-bench's pack is neither in DIORAMA_DATA nor in ../shared/data";

/** The folder of the pack. */
export const packFolder = home;

/** A file of the pack, uncompressed. */
export function packed(name) {
  const path = join(home, name);
  return existsSync(path) ? readFileSync(path, "utf8") : gunzipSync(readFileSync(`${path}.gz`)).toString("utf8");
}

// JSON's numbers keep their spelling: `5.0` is not `5`.
const parse = (text) => JSON.parse(text.replace(/("(?:[^"\\]|\\.)*")|(-?\d+\.\d+)/g, (_, string, float) => string ?? `"\u0000${float}"`));

function python(value) {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return value.startsWith("\u0000") ? value.slice(1) : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  return `{\n${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${python(one)},\n`).join("")}}`;
}

const className = (name) => name.split("_").map((word) => word[0].toUpperCase() + word.slice(1)).join("");

/** The files of a domain by their paths in upstream's repository. */
export function checkout(domain) {
  const envs = `tau_bench/envs/${domain}`;
  const files = new Map();
  const json = (name) => parse(packed(`${domain}/${name}.json`));
  const [tables, splits] = domain === "retail"
    ? [["orders", "products", "users"], { test: "TASKS_TEST", train: "TASKS_TRAIN", dev: "TASKS_DEV" }]
    : [["flights", "reservations", "users"], { test: "TASKS" }];
  for (const table of tables) files.set(`${envs}/data/${table}.json`, packed(`${domain}/${table}.json`).replace(/^\{/, "{\n    "));
  let env = `from tau_bench.envs.${domain}.rules import RULES\nfrom tau_bench.envs.${domain}.tools import ALL_TOOLS\n\ndef choose(split):\n    match split:\n`;
  for (const [split, name] of Object.entries(splits)) {
    env += `        case "${split}":\n            from tau_bench.envs.${domain}.tasks_${split} import ${name} as tasks\n`;
    const tasks = json(`tasks_${split}`).map((task) => {
      const actions = task.actions.map((action) => `Action(name=${python(action.name)}, kwargs=${python(action.kwargs)})`);
      return `    Task(\n        annotator="0",\n        user_id=${python(task.user_id)},\n        instruction=${python(task.instruction)},\n        actions=[${actions.join(", ")}],\n        outputs=${python(task.outputs)},\n    ),\n`;
    });
    files.set(`${envs}/tasks_${split}.py`, `from tau_bench.types import Task, Action\n\n${name} = [\n${tasks.join("")}]\n`);
  }
  files.set(`${envs}/env.py`, env);
  const names = json("tools").map((info) => {
    const name = info.function.name;
    const source = `class ${className(name)}(Tool):\n    @staticmethod\n    def get_info():\n        return ${python(info)}\n`;
    files.set(`${envs}/tools/${name}.py`, source);
    return name;
  });
  const imports = names.map((name) => `from .${name} import ${className(name)}\n`).join("");
  files.set(`${envs}/tools/__init__.py`, `${imports}\nALL_TOOLS = [${names.map(className).join(", ")}]\n`);
  files.set(`${envs}/rules.py`, `RULES = ${python(json("rules"))}\n`);
  files.set(`${envs}/wiki.md`, packed(`${domain}/wiki.md`));
  files.set(`few_shot_data/Mock${className(domain)}DomainEnv-few_shot.jsonl`, packed(`${domain}/few_shot.jsonl`));
  files.set("LICENSE", packed("LICENSE"));
  for (const [path, text] of prompts()) files.set(path, text);
  return files;
}

function prompts() {
  const texts = JSON.parse(packed("prompts.json"));
  const formatted = (key, names) => {
    let body = texts[key].replaceAll("\\", "\\\\").replaceAll("{", "{{").replaceAll("}", "}}");
    for (const name of names) body = body.replaceAll(`{{${name}}}`, `{${name}}`);
    return `f"""${body}"""`;
  };
  const customer = (name, key) => `class ${name}:
    def build_system_prompt(self, instruction):
        instruction_display = ("\\n\\nInstruction: " + instruction + "\\n") if instruction is not None else ""
        return ${formatted(key, ["instruction"]).replace("\n\nInstruction: {instruction}\n", "{instruction_display}")}

    def reset(self):
        self.messages = [{"role": "user", "content": ${JSON.stringify(texts.user_first_agent_line)}}]

    def parse_response(self, response):
        if ${JSON.stringify(texts.user_stop_token)} in response:
            return response

`;
  const asked = (name, key) => `def ${name}(response, messages):\n    transcript = "\\n".join(messages)\n    prompt = ${formatted(key, ["transcript", "response"])}\n\n`;
  const user = customer("LLMUserSimulationEnv", "user_llm_system_with_instruction")
    + customer("ReactUserSimulationEnv", "user_react_system_with_instruction")
    + asked("verify", "user_verify_prompt") + asked("reflect", "user_reflect_prompt");
  const react = `REACT_INSTRUCTION = ${formatted("agent_react_instruction", [])}\nACT_INSTRUCTION = ${formatted("agent_act_instruction", [])}\n`;
  return [
    ["tau_bench/envs/user.py", user],
    ["tau_bench/agents/chat_react_agent.py", react],
    ["tau_bench/types.py", 'RESPOND_ACTION_NAME = "respond"\n'],
  ];
}

/** Answers for GitHub's host: upstream's files at the commit; `change` may replace or take away (null) a file's text. */
export async function serveGitHub(context, domain, change = (_, text) => text) {
  const files = checkout(domain);
  const asked = [];
  await context.route("https://raw.githubusercontent.com/**", async (route) => {
    const path = new URL(route.request().url()).pathname;
    asked.push(path);
    const start = `/sierra-research/tau-bench/${commit}/`;
    const name = path.startsWith(start) ? path.slice(start.length) : "";
    const text = files.has(name) ? change(name, files.get(name)) : null;
    const headers = { "access-control-allow-origin": "*" };
    if (text === null) await route.fulfill({ status: 404, headers, body: "404: Not Found" });
    else await route.fulfill({ status: 200, headers, contentType: "text/plain; charset=utf-8", body: text });
  });
  return asked;
}

/** A zip of files by their paths, as GitHub makes them: everything in one folder. */
export function zipped(files, top) {
  const parts = [];
  const central = [];
  let at = 0;
  for (const [path, text] of files) {
    const name = Buffer.from(`${top}/${path}`);
    const plain = Buffer.from(text);
    const packed = deflateRawSync(plain);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x0800, 2);
    head.writeUInt16LE(8, 4); // deflated
    head.writeUInt16LE(0x21, 8); // the first day of 1980
    head.writeUInt32LE(crc32(plain), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(plain.length, 18);
    head.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from("PK\u0003\u0004"), head, name, packed);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(at, 10);
    central.push(Buffer.from("PK\u0001\u0002"), Buffer.from([20, 0]), head, entry, name);
    at += 4 + head.length + name.length + packed.length;
  }
  const list = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, list, Buffer.from("PK\u0005\u0006"), end]);
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}
