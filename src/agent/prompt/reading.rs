//! What an agent takes from a model's reply: the extraction rules of BALROG's agents.
//!
//! Source: BALROG, `balrog/agents`. The rules are Python regular expressions there, written out by
//! hand here; Python's idea of white space is kept.

/// What the planner takes when a reply names no plan, and what it reads as "keep the plan".
pub(super) const NO_CHANGES: &str = "No changes to the plan.";

/// Whether Python calls a character white space (`str.isspace`, `str.strip`, `\s`).
pub(super) fn is_space(sign: char) -> bool {
    // Four separators of ASCII are white space in Python, not in Unicode's property.
    sign.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&sign)
}

/// Python's `str.strip()`.
pub(super) fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Keeps ASCII letters, white space and colons.
pub(super) fn letters(text: &str) -> String {
    // Upstream quirk: digits, punctuation and markdown vanish, and what they parted closes up.
    let keep = |sign: &char| sign.is_ascii_alphabetic() || *sign == ':' || is_space(*sign);
    text.chars().filter(keep).collect()
}

/// What follows the last `ACTION:`, or all there is.
pub(super) fn after_action(reply: &str) -> String {
    let letters = letters(reply);
    let last = letters.rsplit("ACTION:").next().unwrap_or_default();
    strip(last).to_owned()
}

/// What the first pair of action marks encloses.
pub(super) fn between_marks(reply: &str) -> Option<&str> {
    let (_, rest) = reply.split_once("<|ACTION|>")?;
    let (action, _) = rest.split_once("<|END|>")?;
    Some(strip(action))
}

/// The plan and the action of a planner's reply.
pub(super) fn plan_and_action(reply: &str) -> (&str, Option<&str>) {
    let plan = after(reply, "plan:").map_or(NO_CHANGES, |rest| {
        // Upstream quirk: white space is skipped before the end of the plan is looked for, so that
        // after an empty plan the line of the action is taken for the plan.
        let rest = rest.trim_start_matches(is_space);
        let mut breaks = rest.match_indices('\n').map(|(at, _)| at);
        let end = breaks.find(|at| skip(&rest[at + 1..], "action:").is_some());
        strip(&rest[..end.unwrap_or(rest.len())])
    });
    // Upstream quirk: the first "action:" counts, even inside of the plan.
    (plan, after(reply, "action:").map(strip))
}

/// What follows the first place of a word, in whatever case.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.char_indices().find_map(|(at, _)| skip(&text[at..], word))
}

/// What follows a word that a text begins with, in whatever case.
fn skip<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for wanted in word.chars() {
        rest.next().filter(|&sign| is_same(sign, wanted))?;
    }
    Some(rest.as_str())
}

fn is_same(sign: char, wanted: char) -> bool {
    // Upstream quirk: to Python, a dotted capital I and a dotless small one are cases of i.
    sign.to_ascii_lowercase() == wanted || (wanted == 'i' && matches!(sign, 'İ' | 'ı'))
}
