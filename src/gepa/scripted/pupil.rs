//! A player that does only what its prompt teaches.

use super::Lesson;
use crate::agent::Scripted;
use crate::llm::{Answer, ChatModel, ChatReply, ChatRequest, Progress, Said, Tool, Turn};

/// What it does in place of what it was not taught, in the grid worlds and in Crafter.
const INSTEAD: [&str; 2] = ["go forward", "Noop"];

/// An action that only Crafter offers.
const CRAFTER: &str = "Make Wood Pickaxe";

/// The scripted pupil.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pupil;

impl Pupil {
    /// What it is called, everywhere.
    pub const NAME: &'static str = "scripted pupil";

    /// Its answer: the scripted player's, as far as it was taught.
    pub fn reply(request: &ChatRequest) -> ChatReply {
        let mut reply = Scripted::reply(request);
        let rules = rules(&request.turns);
        let is_offered = |tool: &Tool| tool.parameters.to_string().contains(CRAFTER);
        let is_crafter = rules.contains(CRAFTER) || request.tools.iter().any(is_offered);
        let is_call = reply.parts.iter().any(|part| matches!(part.said, Said::Call(_)));
        for part in &mut reply.parts {
            match &mut part.said {
                Said::Call(call) => forget(&mut call.arguments, rules, is_crafter),
                Said::Text { text } if !is_call => forget(text, rules, is_crafter),
                Said::Text { .. } | Said::Reasoning { .. } => {}
            }
        }
        reply.model = Some(Self::NAME.to_owned());
        reply
    }
}

impl ChatModel for Pupil {
    async fn ask(&self, request: &ChatRequest, watch: &mut dyn FnMut(Progress)) -> Answer {
        watch(Progress::Sent { number: 1 });
        Answer { cost_usd: Some(0.0), ..Answer::at_once(Ok(Self::reply(request))) }
    }
}

/// The rules of a conversation: its first turn, if it is of the system or the user.
fn rules(turns: &[Turn]) -> &str {
    match turns.first() {
        Some(Turn::System { text } | Turn::User { text }) => text,
        _ => "",
    }
}

/// Puts another action in the place of the one that an answer names last, if the rules do not teach it.
fn forget(answer: &mut String, rules: &str, is_crafter: bool) {
    let lessons = if is_crafter { Lesson::CRAFTER } else { Lesson::GRID };
    let instead = INSTEAD[usize::from(is_crafter)];
    let named = lessons.into_iter().flat_map(|lesson| {
        let place = |action: &&'static str| answer.rfind(*action).map(|at| (at, *action, lesson));
        lesson.actions().iter().filter_map(place).collect::<Vec<_>>()
    });
    let Some((at, action, lesson)) = named.max_by_key(|(at, ..)| *at) else { return };
    // An action that is named after it is what the answer is about.
    let others: &[&str] =
        if is_crafter { &["Move ", "Noop", "Sleep"] } else { &["go forward", "done"] };
    let is_last = !others.iter().any(|other| answer[at..].contains(other));
    if is_last && !lesson.is_in(rules) {
        answer.replace_range(at..at + action.len(), instead);
    }
}
