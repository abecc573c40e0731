//! A simulated user and an agent without a model, both labelled, so that a whole conversation needs no key.
//!
//! The user reads its task in the prompt that a model would read, says one sentence of it after the other, and ends when all were said;
//! the sentence that says when all is done is not for the agent. The agent says it did the first thing that a message asks for: so a
//! conversation goes well in parts, and a judge has something to find.

use crate::judge::ledger::JudgeReply;
use crate::judge::user_proxy::STOP_SEQUENCE;
use crate::llm::{ChatReply, ChatRequest, Part, Said, StopReason, Turn};

/// What the scripted user calls itself.
pub const SCRIPTED_USER: &str = "scripted user (no model)";

/// What the scripted agent calls itself.
pub const SCRIPTED_AGENT: &str = "scripted agent (no model)";

/// The line over the user's task, in the one persona's prompt or the other's.
const HEADINGS: [&str; 2] = ["[user_task_summary]", "[User Task Summary]"];

/// The mark before each of the user's messages in the history.
const SPOKE: &str = "[LLM-simulated user start]:\n";

/// The line over what the user thought, in the second of its two questions.
const REFLECTION: &str = "\n[Reflection]\n";

/// What the user answers to one of its two questions.
pub fn scripted_user(request: &ChatRequest) -> JudgeReply {
    let (mut system, mut prompt) = ("", "");
    for turn in &request.turns {
        match turn {
            Turn::System { text } => system = text,
            Turn::User { text } => prompt = text,
            Turn::Assistant { .. } | Turn::Tool(_) => {}
        }
    }
    let wishes = wishes(task(system));
    let said = prompt.matches(SPOKE).count();
    let next = wishes.get(said).copied();
    if prompt.contains(REFLECTION) {
        return JudgeReply::said(next.unwrap_or(STOP_SEQUENCE));
    }
    let then = next.map_or("the conversation is over".to_owned(), |wish| format!("next: {wish}"));
    JudgeReply::said(format!(
        "[{SCRIPTED_USER}] {} of {} wishes were told; {then}",
        said.min(wishes.len()),
        wishes.len()
    ))
}

/// What the agent answers to the last message of the user.
pub fn scripted_agent(request: &ChatRequest) -> ChatReply {
    let asked = request.turns.iter().rev().find_map(|turn| match turn {
        Turn::User { text } => Some(text.trim()),
        _ => None,
    });
    let asked = asked.unwrap_or_default().trim_end_matches('.');
    let first = asked.split_once(" and ").map_or(asked, |(first, _)| first);
    let text = format!("[{SCRIPTED_AGENT}] Done: {first}.");
    ChatReply {
        parts: vec![Part::new(Said::Text { text })],
        stop: StopReason::End,
        stop_word: None,
        usage: None,
        model: Some(SCRIPTED_AGENT.to_owned()),
        id: None,
    }
}

/// The lines of the task in a system prompt.
fn task(system: &str) -> &str {
    let place = HEADINGS.iter().find_map(|heading| {
        let line = format!("\n{heading}\n");
        system.split_once(&line).map(|(_, rest)| rest)
    });
    let rest = place.unwrap_or(system);
    rest.split_once("\n\n").map_or(rest, |(task, _)| task)
}

/// The sentences but the last, which says when all is done; a single one is a wish.
fn wishes(task: &str) -> Vec<&str> {
    let sentences = task.split_inclusive(['.', '!', '?', '\n']).map(str::trim);
    let mut sentences: Vec<&str> =
        sentences.filter(|text| text.chars().any(char::is_alphanumeric)).collect();
    if sentences.len() > 1 {
        sentences.pop();
    }
    sentences
}
