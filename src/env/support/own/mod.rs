//! What agents are told where a data pack does not say it: policies and descriptions of tools in our own words.
//!
//! Names, types and choices of the tools' arguments are the benchmark's; the sentences are ours.

/// What stands in for a pack's file, by its path without `.gz`; none for what there is no playing without.
pub(super) fn stand_in(path: &str) -> Option<&'static str> {
    Some(match path {
        "retail/wiki.md" => include_str!("retail_policy.md"),
        "retail/tools.json" => include_str!("retail_tools.json"),
        "airline/wiki.md" => include_str!("airline_policy.md"),
        "airline/tools.json" => include_str!("airline_tools.json"),
        // No agent is told these rules.
        "retail/rules.json" | "airline/rules.json" => "[]",
        // Without dialogues a few-shot agent refuses to serve.
        "retail/few_shot.jsonl" | "airline/few_shot.jsonl" => "",
        _ => return None,
    })
}
