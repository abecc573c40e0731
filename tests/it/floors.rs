//! The house's floors: imports only run down, and the browser stays at the edge.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module and what it may import; itself is always allowed.
const FLOORS: [(&str, &[&str]); 15] = [
    ("rng", &[]),
    ("python", &[]),
    ("llm", &[]),
    ("env", &["python", "rng"]),
    ("data", &["env", "python"]),
    ("episode", &["env", "rng", "python"]),
    ("agent", &["episode", "env", "python", "rng", "llm"]),
    ("judge", &["episode", "env", "rng", "llm", "python"]),
    ("experiment", &["agent", "judge", "episode", "env", "rng", "llm", "python"]),
    ("gepa", &["agent", "judge", "episode", "env", "llm", "python", "rng"]),
    ("art", &["env"]),
    ("web", &["llm"]),
    ("ui", &["web", "gepa", "agent", "art", "data", "episode", "env", "llm", "python"]),
    (
        "cli",
        &[
            "experiment",
            "gepa",
            "agent",
            "judge",
            "art",
            "data",
            "episode",
            "env",
            "rng",
            "llm",
            "python",
        ],
    ),
    ("main.rs", &["ui", "cli"]),
];

/// Crates of the browser, and the modules that may name them.
const BROWSER: [&str; 7] =
    ["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "gloo_timers", "leptos", "idb"];
const EDGE: [&str; 2] = ["web", "ui"];

#[test]
fn imports_run_down() {
    let mut wrong = Vec::new();
    for (floor, file, text) in sources() {
        let Some((_, below)) = FLOORS.iter().find(|(name, _)| *name == floor) else {
            wrong.push(format!("{} belongs to no floor", file.display()));
            continue;
        };
        for (number, line) in code_lines(&text) {
            for target in targets(line) {
                let is_floor = FLOORS.iter().any(|(name, _)| *name == target);
                if is_floor && target != floor && !below.contains(&target) {
                    wrong.push(format!("{}:{number}: {floor} imports {target}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_browser_stays_at_the_edge() {
    let mut wrong = Vec::new();
    for (floor, file, text) in sources() {
        if EDGE.contains(&floor.as_str()) {
            continue;
        }
        for (number, line) in code_lines(&text) {
            for name in BROWSER {
                if line.contains(&format!("{name}::")) || line.contains(&format!("use {name}")) {
                    wrong.push(format!("{}:{number}: {name}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_longer_than_500_lines() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(_, file, text)| (file, text.lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .map(|(file, lines)| format!("{}: {lines}", file.display()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// Every source file: its floor, its path, its text.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    assert!(found.len() > 20, "the sources were found");
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let inside = path.strip_prefix(root).expect("a path below the root");
            let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
            if first != "lib.rs" && first != "worlds.rs" {
                let text = fs::read_to_string(&path).expect("a source file");
                found.push((first.into_owned(), path.clone(), text));
            }
        }
    }
}

fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    lines.filter(|(_, line)| !line.starts_with("//"))
}

/// The modules that a line names after `crate::` or `diorama::`, in groups too.
fn targets(line: &str) -> Vec<&str> {
    let after = line.split("crate::").skip(1).chain(line.split("diorama::").skip(1));
    after
        .flat_map(|rest| {
            let group = rest.strip_prefix('{').map(|inner| inner.split(','));
            group.into_iter().flatten().chain((!rest.starts_with('{')).then_some(rest))
        })
        .map(|rest| {
            let rest = rest.trim();
            rest.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_')
                .next()
                .unwrap_or_default()
        })
        .collect()
}
