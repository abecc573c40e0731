//! Checkouts in upstream's shape, written from a pack's data: Python in several styles, JSON with its indentation.

use diorama::data::Files;
use serde_json::Value;

/// How Python is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As formatters like it: double quotes, a line each, a comma behind the last.
    Formatted,
    /// Single quotes, everything in one line, no comma behind the last.
    Dense,
    /// Three quotes.
    Triple,
    /// Every sign that is no letter or digit escaped.
    Escaped,
    /// Strings in pieces, which Python joins, and comments between them.
    Pieces,
    /// Strings that are added to one another.
    Sums,
}

impl Style {
    pub const ALL: [Self; 6] =
        [Self::Formatted, Self::Dense, Self::Triple, Self::Escaped, Self::Pieces, Self::Sums];

    fn is_dense(self) -> bool {
        self == Self::Dense
    }
}

fn escaped(text: &str, quote: char, all: bool) -> String {
    let mut out = String::new();
    for sign in text.chars() {
        match sign {
            _ if all && !sign.is_ascii_alphanumeric() => match u32::from(sign) {
                code @ ..0x100 => out += &format!("\\x{code:02x}"),
                code @ ..0x1_0000 => out += &format!("\\u{code:04x}"),
                code => out += &format!("\\U{code:08x}"),
            },
            '\\' => out += "\\\\",
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            _ if sign == quote => out.extend(['\\', sign]),
            _ => out.push(sign),
        }
    }
    out
}

fn string(text: &str, style: Style) -> String {
    let halves = || {
        let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        let (one, two) = text.split_at(middle);
        (escaped(one, '"', false), escaped(two, '\'', false))
    };
    match style {
        Style::Formatted => format!("\"{}\"", escaped(text, '"', false)),
        Style::Dense => format!("'{}'", escaped(text, '\'', false)),
        Style::Triple => format!("'''{}'''", text.replace('\\', "\\\\").replace('\'', "\\'")),
        Style::Escaped => format!("\"{}\"", escaped(text, '"', true)),
        Style::Pieces => {
            let (one, two) = halves();
            format!("(\"{one}\"  # (the first half\n    '{two}')")
        }
        Style::Sums => {
            let (one, two) = halves();
            format!("\"{one}\" + '{two}'")
        }
    }
}

/// A literal. What a key of a dictionary is cannot be a sum, so keys stand in one piece.
pub fn literal(value: &Value, style: Style) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(flag) => if *flag { "True" } else { "False" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => string(text, style),
        Value::Array(list) => {
            let elements = list.iter().map(|element| literal(element, style));
            group('[', elements.collect(), ']', style)
        }
        Value::Object(map) => {
            let key = if style == Style::Sums { Style::Formatted } else { style };
            let members = map
                .iter()
                .map(|(name, value)| format!("{}: {}", string(name, key), literal(value, style)));
            group('{', members.collect(), '}', style)
        }
    }
}

fn group(open: char, parts: Vec<String>, close: char, style: Style) -> String {
    match parts.len() {
        0 => format!("{open}{close}"),
        _ if style.is_dense() => format!("{open}{}{close}", parts.join(", ")),
        _ => format!("{open}\n{},\n{close}", parts.join(",  # ]})\n")),
    }
}

/// A module with a list of tasks, which calls it `name`.
pub fn tasks(list: &Value, name: &str, style: Style) -> String {
    let call = |class: &str, arguments: Vec<String>| {
        format!("{class}{}", group('(', arguments, ')', style))
    };
    let argument = |name: &str, value: &Value| format!("{name}={}", literal(value, style));
    let task = |task: &Value| {
        let actions = task["actions"].as_array().expect("actions").iter().map(|action| {
            let kwargs = argument("kwargs", &action["kwargs"]);
            call("Action", vec![argument("name", &action["name"]), kwargs])
        });
        let actions = format!("actions={}", group('[', actions.collect(), ']', style));
        let rest = ["user_id", "instruction"].map(|field| argument(field, &task[field]));
        let [user, instruction] = rest;
        let outputs = argument("outputs", &task["outputs"]);
        call("Task", vec!["annotator=\"0\"".to_owned(), user, instruction, actions, outputs])
    };
    let tasks = list.as_array().expect("tasks").iter().map(task).collect();
    let list = group('[', tasks, ']', style);
    format!("from tau_bench.types import Task, Action\n\n{name} = {list}\n")
}

fn class(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        format!("{}{rest}", first.to_uppercase())
    });
    words.collect()
}

/// The files with the prompts, written as upstream writes them.
pub fn prompts(json: &str) -> Files {
    let texts: Value = serde_json::from_str(json).expect("JSON");
    let text = |key: &str| texts[key].as_str().expect("a text");
    let formatted = |key: &str, names: &[&str]| {
        let mut body = text(key).replace('\\', "\\\\").replace('{', "{{").replace('}', "}}");
        for name in names {
            body = body.replace(&format!("{{{{{name}}}}}"), &format!("{{{name}}}"));
        }
        format!("f\"\"\"{body}\"\"\"")
    };
    let customer = |class: &str, key: &str| {
        let body = formatted(key, &["instruction"]);
        let body = body.replace("\n\nInstruction: {instruction}\n", "{instruction_display}");
        format!(
            "class {class}:\n    def build_system_prompt(self, instruction):\n        instruction_display = (\n            (\"\\n\\nInstruction: \" + instruction + \"\\n\")\n            if instruction is not None\n            else \"\"\n        )\n        return {body}\n\n    def reset(self):\n        self.messages = [{{\"role\": \"user\", \"content\": \"{}\"}}]\n\n    def parse_response(self, response):\n        if \"{}\" in response:\n            return response\n\n",
            text("user_first_agent_line"),
            text("user_stop_token"),
        )
    };
    let asked = |name: &str, key: &str| {
        let body = formatted(key, &["transcript", "response"]);
        format!(
            "def {name}(response, messages):\n    transcript = \"\\n\".join(messages)\n    prompt = {body}\n\n"
        )
    };
    let user = [
        customer("LLMUserSimulationEnv", "user_llm_system_with_instruction"),
        customer("ReactUserSimulationEnv", "user_react_system_with_instruction"),
        asked("verify", "user_verify_prompt"),
        asked("reflect", "user_reflect_prompt"),
    ];
    let react = [("REACT", "agent_react_instruction"), ("ACT", "agent_act_instruction")]
        .map(|(name, key)| format!("{name}_INSTRUCTION = {}\n", formatted(key, &[])));
    let files = [
        ("tau_bench/envs/user.py", user.concat()),
        ("tau_bench/agents/chat_react_agent.py", react.concat()),
        ("tau_bench/types.py", "RESPOND_ACTION_NAME = \"respond\"\n".to_owned()),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()
}

/// A checkout of a domain, under a folder's name that ends in `/`. `pack` gives a file of the pack.
pub fn checkout(domain: &str, root: &str, style: Style, pack: &dyn Fn(&str) -> String) -> Files {
    let json = |name: &str| -> Value {
        serde_json::from_str(&pack(&format!("{domain}/{name}"))).expect("JSON")
    };
    let mut files = prompts(&pack("prompts.json"));
    let mut put = |path: String, text: String| {
        files.insert(path, text.into_bytes());
    };
    let (tables, splits): (_, &[(&str, &str)]) = match domain {
        "retail" => (
            ["orders", "products", "users"],
            &[("test", "TASKS_TEST"), ("train", "TASKS_TRAIN"), ("dev", "TASKS_DEV")],
        ),
        _ => (["flights", "reservations", "users"], &[("test", "TASKS")]),
    };
    let envs = format!("tau_bench/envs/{domain}");
    for table in tables {
        let text = serde_json::to_string_pretty(&json(&format!("{table}.json"))).expect("JSON");
        put(format!("{envs}/data/{table}.json"), text.replace("  ", "    "));
    }
    let mut env = format!(
        "from tau_bench.envs.base import Env\nfrom tau_bench.envs.{domain}.rules import RULES\nfrom tau_bench.envs.{domain}.tools import ALL_TOOLS\n\nclass Mock(Env):\n    def __init__(self, task_split: str = \"test\"):\n        match task_split:\n"
    );
    for (split, name) in splits {
        env += &format!(
            "            case \"{split}\":\n                from tau_bench.envs.{domain}.tasks_{split} import {name} as tasks\n"
        );
        let module = tasks(&json(&format!("tasks_{split}.json")), name, style);
        put(format!("{envs}/tasks_{split}.py"), module);
    }
    env += "            case _:\n                raise ValueError(f\"Unknown task split: {task_split}\")\n";
    put(format!("{envs}/env.py"), env);
    let (mut imports, mut list) = (String::new(), String::new());
    for info in json("tools.json").as_array().expect("tools") {
        let name = info["function"]["name"].as_str().expect("a name");
        let class = class(name);
        imports += &format!("from .{name} import {class}\n");
        list += &format!("    {class},\n");
        let info = literal(info, style);
        let source = format!(
            "import json\nfrom typing import Any, Dict\nfrom tau_bench.envs.tool import Tool\n\n\nclass {class}(Tool):\n    @staticmethod\n    def invoke(data: Dict[str, Any]) -> str:\n        return json.dumps(data)\n\n    @staticmethod\n    def get_info() -> Dict[str, Any]:\n        return {info}\n"
        );
        put(format!("{envs}/tools/{name}.py"), source);
    }
    put(format!("{envs}/tools/__init__.py"), format!("{imports}\n\nALL_TOOLS = [\n{list}]\n"));
    put(format!("{envs}/rules.py"), format!("RULES = {}\n", literal(&json("rules.json"), style)));
    put(format!("{envs}/wiki.md"), pack(&format!("{domain}/wiki.md")));
    put("LICENSE".to_owned(), pack("LICENSE"));
    let few_shot = format!("few_shot_data/Mock{}DomainEnv-few_shot.jsonl", class(domain));
    put(few_shot, pack(&format!("{domain}/few_shot.jsonl")));
    files.into_iter().map(|(path, bytes)| (format!("{root}{path}"), bytes)).collect()
}
