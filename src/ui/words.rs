//! Words for what happens, shared by the places of the page.

use crate::agent::rollout::Told;
use crate::env::World;
use crate::episode::{Session, diff};
use crate::ui::stage::STEP_COUNT;
use crate::web::keys::{Held, Keep};
use crate::web::page;

/// A text with a capital at its start and a full stop at its end.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let mut sentence: String =
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

/// A text with a capital at its start.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// A count and its noun: "1 step", "12 steps".
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

/// A whole number with commas: 10,000.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A reward with at most four places: 0, 0.8875, −1.
pub fn reward(value: f64) -> String {
    // Adding zero turns a negative zero into a plain one.
    let text = format!("{:.4}", value + 0.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.replace('-', "\u{2212}")
}

/// What a screen reader says after a step: the action, what changed, what is seen.
pub fn announcement(session: &Session<World>) -> String {
    let at = session.at();
    let Some(record) = session.step(at) else {
        return format!("Start. {}. {}", session.env().mission(), seen(session));
    };
    let is_grid = session.env().grid().is_some();
    let changes = diff(&session.env_at(at - 1), session.env());
    let changes: Vec<String> = changes
        .iter()
        .filter(|change| change.path != STEP_COUNT && (is_grid || is_own(&change.path)))
        .map(|change| format!("{} {}", change.path.replace('.', " "), change.after))
        .collect();
    let changed =
        if changes.is_empty() { "nothing changed".to_owned() } else { changes.join(", ") };
    let mut text = format!("Step {at}, {}: {changed}.", record.action);
    if record.reward != 0.0 {
        text += &format!(" Reward {}.", reward(record.reward));
    }
    if record.is_over() {
        text += " The episode is over.";
    }
    text + " " + &seen(session)
}

/// Whether a fact of a wide world is about the player itself: all else would be a flood of words.
fn is_own(path: &str) -> bool {
    ["agent.", "vital.", "inventory.", "achieved."].iter().any(|group| path.starts_with(group))
}

fn seen(session: &Session<World>) -> String {
    let text = session.env().tell(&session.observation()).text;
    if text.is_empty() { "Nothing is seen.".to_owned() } else { text.replace('\n', ", ") + "." }
}

/// How long ago, in a few words; `now` and `then` in milliseconds.
pub fn ago(now: u64, then: u64) -> String {
    let minutes = now.saturating_sub(then) / 60_000;
    match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{minutes} min ago"),
        60..1440 => format!("{} h ago", minutes / 60),
        1440..2880 => "yesterday".to_owned(),
        _ => format!("{} days ago", minutes / 1440),
    }
}

/// Bytes in a unit that suits: "340 kB".
pub fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// A span of time in a unit that suits: "340 ms", "1.8 s".
pub fn span(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.0} ms", seconds * 1000.0) } else { format!("{seconds:.1} s") }
}

/// How long a key is to be kept, as one chooses it.
pub const fn keep(keep: Keep) -> &'static str {
    match keep {
        Keep::Page => "until the page is closed",
        Keep::Session => "until the tab is closed",
        Keep::Day => "kept for a day",
        Keep::Month => "kept for 30 days",
    }
}

/// How long a key is held yet.
pub fn held(held: &Held) -> String {
    let Some(until_ms) = held.until_ms else {
        return match held.keep {
            Keep::Session => "stored until this tab is closed",
            _ => "in memory until this page is closed or reloaded",
        }
        .to_owned();
    };
    let hours = ((until_ms - page::now_ms()) / 3_600_000.0).ceil().max(0.0) as usize;
    let left = match hours {
        0..48 => count(hours, "hour"),
        _ => count(hours.div_ceil(24), "day"),
    };
    format!("stored in this browser for {left} more")
}
