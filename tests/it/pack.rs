//! Prompt packs out of upstream checkouts: made-up ones of the same layout, and the true texts where they are at hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use diorama::agent::prompt::PromptPack;
use diorama::cli::pack::{Upstream, extract};
use diorama::data::source::{Source, Spot};
use serde_json::Value;

use crate::data::fake::prompts;

/// A fresh checkout with these files.
fn checkout(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checkouts").join(name);
    drop(fs::remove_dir_all(&root));
    for (path, text) in files {
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
    root
}

fn texts(upstream: Upstream, root: &Path) -> BTreeMap<String, String> {
    extract(upstream, root).pack.texts
}

fn read(source: &str, scope: &str, spot: Spot) -> Option<String> {
    Source::parse(source).expect("Python").find(scope, spot, true)
}

#[test]
fn texts_are_read_as_python_reads_them() {
    let spot = Spot::Assigned("t");
    let cases = [
        (r#"t = "plain""#, Some("plain")),
        (r"t = 'a\n\t\'\x41\u00e9\N{BULLET}' r'\n'", Some("a\n\t'Aé•\\n")),
        ("t = \"\"\"\n  two\nlines  \n\"\"\".strip()", Some("two\nlines")),
        (r#"t = " a ".rstrip()"#, Some(" a")),
        (r#"t = f"{{literal}} {name} {name!r:>10}""#, Some("{literal} {name} {name}")),
        (r#"t = ("one " "two " f"{x}")"#, Some("one two {x}")),
        (r#"t = "a" + b + "c""#, Some("a{b}c")),
        ("NAME = 'known'\nt = f'<{NAME}>'", Some("<known>")),
        ("A = 'a'\nB = f'{A}b'\ndef f():\n    t = B + 'c'", Some("abc")),
        ("t: str = 'annotated'", Some("annotated")),
        ("def f():\n    if x:\n        t = 'deep'", Some("deep")),
        ("t = 1", None),
        (r#"t = f"{self.name}""#, None),
        (r#"t = "%s" % x"#, None),
        (r#"t = ", ".join(x)"#, None),
        ("t = t + 'round'", Some("{t}round")),
        ("# t = 'comment'", None),
    ];
    for (source, want) in cases {
        assert_eq!(read(source, "", spot).as_deref(), want, "{source}");
    }
    assert!(Source::parse("def f(:").is_err());
}

#[test]
fn scopes_keep_texts_apart() {
    let source = r#"
class One:
    def act(self):
        return "one"

class Two:
    t = "class"
    def act(self):
        hint = (" with " + word + ".") if word is not None else ""
        if "stop" in text:
            return f"two{hint}"
        return [{"role": "user", "content": "Hello"}]
"#;
    let find = |scope: &str, spot| read(source, scope, spot);
    assert_eq!(find("One.act", Spot::Returned).as_deref(), Some("one"));
    assert_eq!(find("Two.act", Spot::Returned).as_deref(), Some("two with {word}."));
    let without = Source::parse(source).expect("Python").find("Two.act", Spot::Returned, false);
    assert_eq!(without.as_deref(), Some("two"));
    assert_eq!(find("Two", Spot::Assigned("t")).as_deref(), Some("class"));
    assert_eq!(find("One", Spot::Assigned("t")), None);
    assert_eq!(find("Two.act", Spot::Entry("content")).as_deref(), Some("Hello"));
    assert_eq!(find("Two.act", Spot::LookedFor).as_deref(), Some("stop"));
    assert_eq!(find("Three", Spot::Returned), None);
}

#[test]
fn balrog_s_layout() {
    let instruction = "ACTIONS = {\"go\": \"walk\"}\n\ndef get_instruction_prompt(env, mission=\"x\"):\n    action_strings = \",\\n\".join(f\"{a}: {b}\" for a, b in ACTIONS.items())\n\n    instruction_prompt = f\"\"\"\nDo {mission}. Ways:\n\n{action_strings}.\n\"\"\".strip()\n\n    return instruction_prompt\n";
    let agent = |variable: &str, words: &str| {
        format!(
            "class Agent(Base):\n    def act(self, obs):\n        {variable} = \"\"\"\n{words}\n        \"\"\".strip()\n        return {variable}\n"
        )
    };
    let files = [
        ("balrog/environments/babyai_text/__init__.py", instruction.to_owned()),
        ("balrog/environments/crafter/__init__.py", instruction.replace("Do {mission}", "Survive")),
        ("balrog/agents/naive.py", agent("naive_instruction", "Answer.")),
        ("balrog/agents/robust_naive.py", agent("naive_instruction", "<|A|>X<|E|>")),
        ("balrog/agents/chain_of_thought.py", agent("cot_instructions", "Think.")),
        ("balrog/agents/robust_cot.py", agent("cot_instructions", "Think, <|A|>.")),
        ("balrog/agents/custom.py", agent("planning_instructions", "PLAN: <\"none\">")),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let root = checkout("balrog", &files);
    let extracted = extract(Upstream::Balrog, &root);
    let found = &extracted.pack.texts;
    assert_eq!(found["babyai.instruction"], "Do {mission}. Ways:\n\n{action_strings}.");
    assert_eq!(found["crafter.instruction"], "Survive. Ways:\n\n{action_strings}.");
    assert_eq!(found["agent.naive"], "Answer.");
    assert_eq!(found["agent.robust_naive"], "<|A|>X<|E|>");
    assert_eq!(found["agent.custom"], "PLAN: <\"none\">");
    assert_eq!(found.len(), 7);
    assert_eq!(extracted.missing.len(), 1, "few_shot.py is not there");
    assert!(extracted.missing[0].contains("few_shot.py"), "{:?}", extracted.missing);
    assert_eq!(
        (extracted.pack.commit.as_str(), extracted.pack.licence.as_str()),
        ("unknown", "MIT")
    );
}

#[test]
fn tensorzero_s_layout() {
    let act = "examples/babyai/config/functions/act";
    let files = ["baseline/system", "baseline/user", "history/system"]
        .map(|name| (format!("{act}/{name}.minijinja"), format!("{{{{ mission }}}} of {name}\n")));
    let mut files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (&**path, &**text)).collect();
    files.push(("examples/babyai/config/functions/act/output_schema.json", "{}"));
    files.push(("examples/babyai/config/functions/act/baseline/notes.md", "no template"));
    let found = texts(Upstream::Tensorzero, &checkout("tensorzero", &files));
    let keys: Vec<&str> = found.keys().map(String::as_str).collect();
    assert_eq!(keys, ["baseline.system", "baseline.user", "history.system"]);
    assert_eq!(found["history.system"], "{{ mission }} of history/system\n");
}

#[test]
fn tau_bench_s_layout() {
    let user = r####"
class LLMUserSimulationEnv(BaseUserSimulationEnv):
    def build_system_prompt(self, instruction: Optional[str]) -> str:
        instruction_display = (
            ("\n\nInstruction: " + instruction + "\n")
            if instruction is not None
            else ""
        )
        return f"""You ask.{instruction_display}
Say '###END###' when done."""

    def reset(self, instruction=None):
        self.messages = [
            {"role": "system", "content": self.build_system_prompt(instruction=instruction)},
            {"role": "user", "content": "Good day!"},
        ]

class ReactUserSimulationEnv(LLMUserSimulationEnv):
    def build_system_prompt(self, instruction):
        instruction_display = (
            ("\n\nInstruction: " + instruction + "\n") if instruction is not None else ""
        )
        return f"""You think.{instruction_display}"""

    def parse_response(self, response: str) -> str:
        if "###END###" in response:
            return "###END###"

def verify(model, provider, response, messages) -> bool:
    transcript = "\n".join([f"{m['role']}" for m in messages])
    prompt = f"""Good?
{transcript}
{response}"""
    return True

def reflect(model, provider, response, messages) -> str:
    transcript = "\n".join([f"{m['role']}" for m in messages])
    prompt = f"""Why? {transcript} {response}"""
    return prompt
"####;
    let react = r#"
from tau_bench.types import RESPOND_ACTION_NAME, RESPOND_ACTION_FIELD_NAME

class ChatReActAgent:
    pass

REACT_INSTRUCTION = f"""
Think. {{"name": {RESPOND_ACTION_NAME}, "arguments": {{"{RESPOND_ACTION_FIELD_NAME}": "Hi."}}}}
"""
ACT_INSTRUCTION = f"""
Act. {{"name": {RESPOND_ACTION_NAME}}}
"""
"#;
    let types = "RESPOND_ACTION_NAME = \"say\"\nRESPOND_ACTION_FIELD_NAME = \"words\"\n";
    let files = [
        ("tau_bench/envs/user.py", user),
        ("tau_bench/agents/chat_react_agent.py", react),
        ("tau_bench/types.py", types),
    ];
    let extracted = extract(Upstream::TauBench, &checkout("tau-bench", &files));
    assert!(extracted.missing.is_empty(), "{:?}", extracted.missing);
    let found = extracted.pack.texts;
    let want = [
        ("user_first_agent_line", "Good day!"),
        ("user_stop_token", "###END###"),
        (
            "user_llm_system_with_instruction",
            "You ask.\n\nInstruction: {instruction}\n\nSay '###END###' when done.",
        ),
        ("user_llm_system_without_instruction", "You ask.\nSay '###END###' when done."),
        ("user_react_system_with_instruction", "You think.\n\nInstruction: {instruction}\n"),
        ("user_react_system_without_instruction", "You think."),
        ("user_verify_prompt", "Good?\n{transcript}\n{response}"),
        ("user_reflect_prompt", "Why? {transcript} {response}"),
        (
            "agent_react_instruction",
            "\nThink. {\"name\": say, \"arguments\": {\"words\": \"Hi.\"}}\n",
        ),
        ("agent_act_instruction", "\nAct. {\"name\": say}\n"),
    ];
    assert_eq!(found.len(), want.len());
    for (key, text) in want {
        assert_eq!(found[key], text, "{key}");
    }
}

#[test]
fn gepa_s_and_agent_inspect_s_layouts() {
    let proposal = "class InstructionProposalSignature(Signature):\n    default_prompt_template = \"\"\"Better than\n```\n<curr_param>\n```\"\"\"\n    input_keys: ClassVar[list[str]] = [\"a\"]\n";
    let root = checkout("gepa", &[("src/gepa/strategies/instruction_proposal.py", proposal)]);
    let found = texts(Upstream::Gepa, &root);
    assert_eq!(
        found["instruction_proposal.default_prompt_template"],
        "Better than\n```\n<curr_param>\n```"
    );

    let judge = "ONE_TEMPLATE = \"\"\"\nGrade {arg_value} {{x}}\n\"\"\"\nOTHER = \"no\"\nTWO_TEMPLATE_ONE_SUBGOAL = \"two\"\n";
    let proxy = "REPLY_TEMPLATE = '''{chat}'''\n";
    for below in ["agent_inspect", "src/agent_inspect"] {
        let [scorer, user] =
            ["metrics/scorer", "user_proxy"].map(|part| format!("{below}/{part}/templates.py"));
        let root = checkout("agent-inspect", &[(&scorer, judge), (&user, proxy)]);
        let found = texts(Upstream::AgentInspect, &root);
        let keys: Vec<&str> = found.keys().map(String::as_str).collect();
        let want = [
            "templates.ONE_TEMPLATE",
            "templates.REPLY_TEMPLATE",
            "templates.TWO_TEMPLATE_ONE_SUBGOAL",
        ];
        assert_eq!(keys, want);
        assert_eq!(found["templates.ONE_TEMPLATE"], "\nGrade {arg_value} {{x}}\n");
    }
}

#[test]
fn a_pack_names_its_commit() {
    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
    let template = (
        "src/gepa/strategies/instruction_proposal.py",
        "class InstructionProposalSignature:\n    default_prompt_template = 'x'\n",
    );
    let packed = format!("# pack-refs with: peeled\n{COMMIT} refs/heads/main\n");
    let line = format!("{COMMIT}\n");
    let cases: [&[(&str, &str)]; 4] = [
        &[template, (".git/HEAD", &line)],
        &[template, (".git/HEAD", "ref: refs/heads/main\n"), (".git/refs/heads/main", &line)],
        &[template, (".git/HEAD", "ref: refs/heads/main\n"), (".git/packed-refs", &packed)],
        &[
            template,
            (".git", "gitdir: elsewhere/w\n"),
            ("elsewhere/w/HEAD", "ref: refs/heads/main\n"),
            ("elsewhere/w/commondir", "..\n"),
            ("elsewhere/refs/heads/main", &line),
        ],
    ];
    for (at, files) in cases.iter().enumerate() {
        let found = extract(Upstream::Gepa, &checkout("commit", files));
        assert_eq!(found.pack.commit, COMMIT, "{at}");
    }
}

#[test]
fn the_program_writes_a_pack_that_can_be_read() {
    let root = checkout(
        "written",
        &[(
            "src/gepa/strategies/instruction_proposal.py",
            "class InstructionProposalSignature:\n    default_prompt_template = 'x'\n",
        )],
    );
    let out = root.join("gepa.json");
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_diorama"))
            .arg("pack")
            .args(arguments)
            .output()
            .expect("it runs")
    };
    let [root, out] = [&root, &out].map(|path| path.to_str().expect("a plain path"));
    assert!(run(&["gepa", root, "--out", out]).status.success());
    let pack = PromptPack::parse(&fs::read_to_string(out).expect("a file")).expect("a pack");
    assert_eq!((pack.pack.as_str(), pack.source.as_str()), ("gepa", "gepa-ai/gepa"));
    let printed = run(&["gepa", root]);
    assert_eq!(printed.stdout, fs::read(out).expect("a file"));
    let nothing = run(&["balrog", root]);
    assert!(!nothing.status.success());
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("no checkout of balrog-ai/BALROG"));
}

/// Where the true texts are, if they are here at all.
fn data() -> Option<PathBuf> {
    let named = std::env::var_os("DIORAMA_DATA").map(PathBuf::from);
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let found = named.into_iter().chain([usual]).find(|path| path.is_dir());
    if found.is_none() {
        println!("DIORAMA_DATA and ../shared/data are absent: the true texts were not compared");
    }
    found
}

/// A text as a Python string of three quotes, with a line break before and after as upstream writes those that it strips.
fn quoted(text: &str) -> String {
    format!(
        "\"\"\"{}\"\"\"",
        text.replace('\\', "\\\\").replace("\"\"\"", "\\\"\"\"").replace("\"\"\"\"", "\\\"\"\"\"")
    )
}

/// The same for one that ends with a quote.
fn stripped(text: &str) -> String {
    format!("{}.strip()", quoted(&format!("\n{text}\n        ")))
}

#[test]
fn the_true_texts_come_back_byte_for_byte() {
    let Some(data) = data() else { return };
    let pack = |name: &str| {
        let json = fs::read_to_string(data.join("prompt-packs").join(name)).expect("a pack");
        PromptPack::parse(&json).expect("a pack").texts
    };
    let check = |upstream, name: &str, files: &[(String, String)]| {
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (&**path, &**text)).collect();
        let extracted = extract(upstream, &checkout(&format!("true-{name}"), &files));
        assert!(extracted.missing.is_empty(), "{name}: {:?}", extracted.missing);
        assert_eq!(extracted.pack.texts, pack(name), "{name}");
    };

    let balrog = pack("balrog.json");
    let files: Vec<(String, String)> =
        balrog.iter().map(|(key, text)| balrog_file(key, text)).collect();
    check(Upstream::Balrog, "balrog.json", &files);

    let tensorzero = pack("tensorzero.json");
    let files = tensorzero.iter().map(|(key, text)| {
        let path = key.replace('.', "/");
        (format!("examples/babyai/config/functions/act/{path}.minijinja"), text.clone())
    });
    check(Upstream::Tensorzero, "tensorzero.json", &files.collect::<Vec<_>>());

    let text = &pack("gepa.json")["instruction_proposal.default_prompt_template"];
    let source = format!(
        "class InstructionProposalSignature(S):\n    default_prompt_template = {}\n",
        quoted(text)
    );
    check(
        Upstream::Gepa,
        "gepa.json",
        &[("src/gepa/strategies/instruction_proposal.py".to_owned(), source)],
    );

    let (mut judge, mut proxy) = (String::new(), String::new());
    for (key, text) in pack("agent-inspect.json") {
        let name = key.strip_prefix("templates.").expect("a template");
        let file = if name.contains("USER_PROXY") || name.contains("PERSONA") {
            &mut proxy
        } else {
            &mut judge
        };
        *file += &format!("{name} = {}\n", quoted(&text));
    }
    let files = [("metrics/scorer", judge), ("user_proxy", proxy)];
    let files = files.map(|(part, text)| (format!("agent_inspect/{part}/templates.py"), text));
    check(Upstream::AgentInspect, "agent-inspect.json", &files);
}

/// The file in which BALROG keeps a text, written as it writes it.
fn balrog_file(key: &str, text: &str) -> (String, String) {
    if let Some(world) = key.strip_suffix(".instruction") {
        let folder = if world == "babyai" { "babyai_text" } else { world };
        let source = format!(
            "def get_instruction_prompt(env, mission=\"m\"):\n    action_strings = \", \".join([])\n    instruction_prompt = f{}\n    return instruction_prompt\n",
            stripped(text)
        );
        return (format!("balrog/environments/{folder}/__init__.py"), source);
    }
    let agent = key.strip_prefix("agent.").expect("an agent");
    let variable = match agent {
        "chain_of_thought" | "robust_cot" => "cot_instructions",
        "custom" => "planning_instructions",
        _ => "naive_instruction",
    };
    let source =
        format!("class A(B):\n    def act(self, obs):\n        {variable} = {}\n", stripped(text));
    (format!("balrog/agents/{agent}.py"), source)
}

#[test]
fn tau_bench_s_true_texts_come_back() {
    let Some(data) = data() else { return };
    let json = fs::read_to_string(data.join("tau-bench/prompts.json")).expect("the prompts");
    let want: Value = serde_json::from_str(&json).expect("JSON");
    let files: Vec<(String, String)> = prompts(&json)
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8(bytes).expect("text")))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let extracted = extract(Upstream::TauBench, &checkout("true-tau-bench", &files));
    assert!(extracted.missing.is_empty(), "{:?}", extracted.missing);
    assert_eq!(serde_json::to_value(&extracted.pack.texts).expect("JSON"), want);
}
