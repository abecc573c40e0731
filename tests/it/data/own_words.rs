//! Packs that do not say what agents are told: our own policy and descriptions of tools stand in, and nothing else does.

use diorama::data::{self, Files};
use diorama::env::support::{Domain, Loader, PackError, Tool, World};
use diorama::python::shared::PyValue;

use super::packs::{as_files, true_pack};

/// What agents are told, and no more.
const TOLD: [&str; 4] = ["wiki.md", "tools.json", "rules.json", "few_shot.jsonl"];

fn missing(name: &str) -> PackError {
    PackError::Missing { name: name.to_owned(), reason: "it is not there".to_owned() }
}

/// A domain without a record or a task, whose data says nothing to agents.
fn bare(domain: Domain) -> World {
    let mut loader = Loader::new(domain);
    while let Some(path) = loader.wanted() {
        let why = missing(&path);
        if TOLD.iter().any(|name| path.ends_with(name)) {
            loader.lack(why).expect("our own words");
            continue;
        }
        assert_eq!(loader.lack(why.clone()), Err(why), "nothing stands in");
        loader.take(if path.contains("/tasks_") { "[]" } else { "{}" }).expect("an empty file");
    }
    loader.finish().expect("a domain")
}

#[test]
fn our_own_words_name_every_tool_as_it_is_called() {
    for domain in Domain::PACKED {
        let world = bare(domain);
        let told = world.told();
        assert!(told.policy.to_string().starts_with("# Serving"));
        assert!(told.rules.is_empty() && told.displays.is_empty());
        assert_eq!(told.lacks.len(), TOLD.len(), "{:?}", told.lacks);
        let tools = told.tools.as_list().expect("a list");
        let functions: Vec<&PyValue> =
            tools.iter().map(|tool| tool.get("function").expect("a function")).collect();
        for Tool { name, parameters, .. } in domain.tools() {
            let named =
                |function: &&&PyValue| function.get("name").and_then(PyValue::as_str) == Some(name);
            let function = functions.iter().find(named).expect("the tool is told");
            let schema = function.get("parameters").expect("a schema");
            let properties = schema.get("properties").and_then(PyValue::as_map).expect("a map");
            let mut names: Vec<String> =
                properties.iter().map(|(name, _)| name.to_string()).collect();
            let mut called: Vec<String> = parameters.iter().map(ToString::to_string).collect();
            names.sort_unstable();
            called.sort_unstable();
            assert_eq!(names, called, "{domain} {name}");
        }
        assert_eq!(functions.len(), domain.tools().len());
    }
}

/// A schema without its sentences; these are gathered.
fn shape(value: &PyValue, sentences: &mut Vec<String>) -> serde_json::Value {
    if let Some(list) = value.as_list() {
        return list.iter().map(|item| shape(item, sentences)).collect();
    }
    let Some(map) = value.as_map() else {
        return serde_json::Value::String(format!("{value:?}"));
    };
    let mut out = serde_json::Map::new();
    for (name, value) in map {
        if name.to_string() == "description"
            && let Some(sentence) = value.as_str()
        {
            sentences.push(sentence.to_owned());
            continue;
        }
        out.insert(name.to_string(), shape(value, sentences));
    }
    out.into()
}

#[test]
fn a_pack_without_what_agents_are_told_is_played_with_our_own_words() {
    let Some(pack) = true_pack() else { return };
    for domain in Domain::PACKED {
        let whole = data::read(domain, &as_files(&pack, "")).expect("a pack").world();
        let whole = whole.expect("a world");
        let mut files = as_files(&pack, "");
        files.retain(|path, _| !TOLD.iter().any(|name| path == &format!("{domain}/{name}")));
        let made = data::read(domain, &files).expect("it can be played");
        assert_eq!(
            made.notes,
            [
                format!("{domain}/tools.json is missing: our own words stand in for it"),
                format!("{domain}/wiki.md is missing: our own words stand in for it"),
                format!("{domain}/rules.json is missing: no agent is told it"),
                format!("{domain}/few_shot.jsonl is missing: few-shot agents cannot serve"),
            ]
        );
        let world = made.world().expect("a world");
        let mut loader = Loader::new(domain);
        while made.load_next(&mut loader).expect("a file or our own words") {}
        let on_the_page = loader.finish().expect("a world");
        assert_eq!(on_the_page.told().policy, world.told().policy);
        assert_eq!(on_the_page.told().lacks, world.told().lacks);
        assert_eq!(world.fresh().hash(), whole.fresh().hash());
        assert_ne!(world.told().policy, whole.told().policy);
        // The very same calls are on offer, in other words.
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        let (own, upstream) = (&world.told().tools, &whole.told().tools);
        assert_eq!(shape(own, &mut ours), shape(upstream, &mut theirs), "{domain}");
        assert_eq!(ours.len(), theirs.len());
        for sentence in ours {
            assert!(!theirs.contains(&sentence), "{domain}: {sentence:?} is upstream's");
        }
    }
}

#[test]
fn what_is_there_and_different_is_refused_all_the_same() {
    let Some(pack) = true_pack() else { return };
    for name in ["wiki.md", "tools.json"] {
        let mut files: Files = as_files(&pack, "");
        files.insert(format!("retail/{name}"), b"{}".to_vec());
        let wrong = data::read(Domain::Retail, &files).expect_err("another version");
        assert!(wrong.to_string().contains(&format!("retail/{name} is ")), "{wrong}");
    }
}
