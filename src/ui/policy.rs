//! A policy as one reads it: headings, rules, and a search that lets all other lines rest.

use leptos::prelude::*;

use super::words::count;

/// What stands before and behind strong words.
const STRONG: &str = "**";

/// What an agent has to go by, with a search.
#[component]
pub fn PolicyText(policy: String) -> impl IntoView {
    let policy = StoredValue::new(policy);
    let wanted = RwSignal::new(String::new());
    let needle = move || wanted.get().trim().to_lowercase();
    let found = move || {
        let needle = needle();
        if needle.is_empty() {
            return None;
        }
        Some(policy.with_value(|policy| policy.to_lowercase().matches(&needle).count()))
    };
    let told = move || {
        found().map(|times| match times {
            0 => "no rule has these words".to_owned(),
            times => format!("found {}", count(times, "time")),
        })
    };
    let lines = move || {
        let needle = needle();
        policy.with_value(|policy| policy.lines().map(|text| line(text, &needle)).collect_view())
    };
    view! {
        <div class="policy-search">
            <input
                class="field"
                type="search"
                aria-label="Search the policy"
                placeholder="Search the policy"
                on:input=move |event| wanted.set(event_target_value(&event))
            />
            <span class="note" role="status">{told}</span>
        </div>
        <div class="policy-text">{lines}</div>
    }
}

/// A line of the policy; the words that are searched for stand out, other lines step back.
fn line(text: &str, needle: &str) -> AnyView {
    let bare = text.trim();
    if bare.is_empty() {
        return ().into_any();
    }
    let has = needle.is_empty() || bare.replace(STRONG, "").to_lowercase().contains(needle);
    let class = if has { "" } else { "resting" };
    if let Some(heading) = bare.strip_prefix("#") {
        let heading = heading.trim_start_matches('#').trim();
        return view! { <h3 class=class>{words(heading, needle)}</h3> }.into_any();
    }
    if let Some(item) = bare.strip_prefix("- ").or_else(|| bare.strip_prefix("* ")) {
        return view! { <p class=format!("item {class}")>{words(item, needle)}</p> }.into_any();
    }
    view! { <p class=class>{words(bare, needle)}</p> }.into_any()
}

/// The words of a line; those between two stars each are strong.
fn words(text: &str, needle: &str) -> AnyView {
    let pieces: Vec<&str> = text.split(STRONG).collect();
    if pieces.len().is_multiple_of(2) {
        return marked(text, needle);
    }
    let piece = |(at, piece): (usize, &&str)| match at % 2 {
        0 => marked(piece, needle),
        _ => view! { <b>{marked(piece, needle)}</b> }.into_any(),
    };
    pieces.iter().enumerate().map(piece).collect_view().into_any()
}

/// A text with the words that are searched for marked.
fn marked(text: &str, needle: &str) -> AnyView {
    let lower = text.to_lowercase();
    // Small letters may be of another length; then nothing is marked rather than the wrong thing.
    if needle.is_empty() || lower.len() != text.len() {
        return text.to_owned().into_any();
    }
    let mut parts = Vec::new();
    let mut at = 0;
    for (start, _) in lower.match_indices(needle) {
        let end = start + needle.len();
        if let (Some(before), Some(hit)) = (text.get(at..start), text.get(start..end)) {
            parts.push(view! { {before.to_owned()} <mark>{hit.to_owned()}</mark> }.into_any());
            at = end;
        }
    }
    let rest = text.get(at..).unwrap_or_default().to_owned();
    view! { {parts} {rest} }.into_any()
}
