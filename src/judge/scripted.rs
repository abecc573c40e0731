//! A judge without a model, labelled as such: it reads the prompt that a model would read, and votes by the words in it.
//!
//! For trying things out and for tests. A sub-goal counts as reached if most of its telling words occur in what the agent did or said.

use crate::judge::episode::SEEN;
use crate::judge::ledger::JudgeReply;

/// What the scripted judge calls itself.
pub const SCRIPTED_JUDGE: &str = "scripted judge (no model)";

/// Words that say nothing about a sub-goal.
const PLAIN: [&str; 40] = [
    "the",
    "and",
    "that",
    "this",
    "with",
    "should",
    "must",
    "agent",
    "user",
    "customer",
    "have",
    "has",
    "for",
    "from",
    "was",
    "were",
    "been",
    "its",
    "his",
    "her",
    "their",
    "into",
    "when",
    "then",
    "than",
    "all",
    "any",
    "call",
    "calls",
    "called",
    "tool",
    "uses",
    "use",
    "used",
    "make",
    "made",
    "does",
    "not",
    "are",
    "correctly",
];

/// Votes on a prompt of the judge.
pub fn scripted_judge(prompt: &str) -> JudgeReply {
    let data = prompt.split_once("[BEGIN DATA]").map_or(prompt, |(_, data)| data);
    let data = data.rsplit_once("[END DATA]").map_or(data, |(data, _)| data);
    let section = |title: &str| {
        let rest = data.split_once(&format!("[{title}]:\n")).map(|(_, rest)| rest)?;
        Some(rest.split_once("\n************").map_or(rest, |(text, _)| text))
    };
    let argument = || Some((section("Ground Truth Value")?, section("Argument Value")?));
    let sub_goal = || {
        let acts = section("Agent Intermediate Trajectories")?;
        Some((section("Ground Truth Subgoal")?, acts))
    };
    let Some((wanted, found)) = argument().or_else(sub_goal) else {
        return JudgeReply::said(format!(
            "[{SCRIPTED_JUDGE}] The prompt has no section that could be read; the verdict stays open."
        ));
    };
    let (words, found) = (telling_words(wanted), deeds(found).to_lowercase());
    let missing: Vec<&String> =
        words.iter().filter(|word| !found.contains(word.as_str())).collect();
    let is_complete = !words.is_empty() && missing.len() * 4 <= words.len();
    let (verdict, letter) =
        if is_complete { ("so it is there", 'C') } else { ("that is too few", 'I') };
    JudgeReply::said(format!(
        "[{SCRIPTED_JUDGE}] {} of {} telling words occur in what the agent did, {verdict}; missing: {missing:?}.\n\nGRADE: {letter}",
        words.len() - missing.len(),
        words.len(),
    ))
}

/// What the agent did and said: neither what the user said, nor what was seen after an action, is a deed of its own.
fn deeds(acts: &str) -> String {
    let seen = format!("'{SEEN}': ");
    let own = acts.lines().filter(|line| !line.starts_with("{'type': 'Agent Input'"));
    let own = own.map(|line| line.split_once(&seen).map_or(line, |(before, _)| before));
    own.collect::<Vec<_>>().join("\n")
}

/// The words that say what is wanted, each once, in small letters, without the s of a plural or a verb.
fn telling_words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let mut found: Vec<String> = Vec::new();
    for word in words {
        let tells = word.chars().count() > 2 || word.chars().any(|letter| letter.is_ascii_digit());
        let stem = word.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(word);
        if tells && !PLAIN.contains(&word) && !found.iter().any(|known| known == stem) {
            found.push(stem.to_owned());
        }
    }
    found
}
