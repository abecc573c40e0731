//! Every cause, told with what mends it: a table of cases.

use diorama::llm::ErrorKind;
use diorama::llm::diagnose::{Asker, Browser, Permission};

use super::{CHROME, Case, OLD_CHROME, SITE, cause, from, page_at};

/// A case a line: its name, the provider, who asks, what else is known, the cause, a piece of what is said or to be done.
const CASES: &str = include_str!("causes.txt");

/// "terminal"; or a browser, what it permits, and where the page comes from if it is not the usual site.
fn asker(words: &str) -> Asker {
    let (words, origin) = words.split_once(" at ").unwrap_or((words, SITE));
    let (browser, permission) = words.split_once(' ').unwrap_or((words, "unknown"));
    let browser = match browser {
        "terminal" => return Asker::Terminal,
        "chrome" => CHROME,
        "old-chrome" => OLD_CHROME,
        "firefox" => Browser::Firefox,
        "safari" => Browser::Safari,
        other => panic!("no browser is called {other:?}"),
    };
    let permission = match permission {
        "unknown" => Permission::Unknown,
        "prompt" => Permission::Prompt,
        "granted" => Permission::Granted,
        "denied" => Permission::Denied,
        other => panic!("there is no permission {other:?}"),
    };
    page_at(origin, browser, permission)
}

/// The case with one thing more that is known.
fn knowing(case: Case, fact: &'static str) -> Case {
    match fact.split_once(' ').unwrap_or_default() {
        ("no", "key") => Case { has_key: false, ..case },
        ("no", "model") => Case { model: "", answer: None, ..case },
        ("at", base) => case.at(base),
        ("lists", models) => case.lists(&models.split(' ').collect::<Vec<_>>()),
        ("says", said) => {
            let (kind, message) = said.split_once(' ').expect("a kind and what is said");
            let kind: ErrorKind = serde_json::from_value(kind.into()).expect("a kind of error");
            case.says(kind, message)
        }
        _ => panic!("what is {fact:?}?"),
    }
}

#[test]
fn every_cause_is_told_with_what_mends_it() {
    let lines = CASES.lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        let [name, provider, who, facts, want, piece] = columns[..] else {
            panic!("six columns: {line}");
        };
        let facts = facts.split("; ").filter(|fact| !fact.is_empty());
        let case = facts.fold(from(provider, asker(who)), knowing);
        let diagnosis = case.diagnose();
        let found = cause(&diagnosis).map(|cause| format!("{cause:?}"));
        assert_eq!(found.as_deref(), Some(want), "{name}: {diagnosis}");
        let text = diagnosis.to_string();
        assert!(text.contains(piece), "{name} lacks {piece:?}: {text}");
        assert!(!diagnosis.headline.is_empty() && !diagnosis.explanation.is_empty(), "{name}");
        assert!(!diagnosis.fix.is_empty(), "{name} is mended by nothing");
        assert!(diagnosis.headline.ends_with('.'), "{name}: {}", diagnosis.headline);
    }
}
