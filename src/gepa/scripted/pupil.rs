//! A player that does only what its prompt teaches.

use super::Lesson;
use crate::agent::Scripted;
use crate::llm::{Answer, ChatModel, ChatReply, ChatRequest, Progress, Said, Turn};

/// What it does in place of what it was not taught.
const INSTEAD: &str = "go forward";

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
        let is_call = reply.parts.iter().any(|part| matches!(part.said, Said::Call(_)));
        for part in &mut reply.parts {
            match &mut part.said {
                Said::Call(call) => forget(&mut call.arguments, rules),
                Said::Text { text } if !is_call => forget(text, rules),
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
fn forget(answer: &mut String, rules: &str) {
    let named = Lesson::ALL.into_iter().flat_map(|lesson| {
        let place = |action: &&'static str| answer.rfind(*action).map(|at| (at, *action, lesson));
        lesson.actions().iter().filter_map(place).collect::<Vec<_>>()
    });
    let Some((at, action, lesson)) = named.max_by_key(|(at, ..)| *at) else { return };
    // An action that is named after it is what the answer is about.
    let is_last = !answer[at..].contains(INSTEAD) && !answer[at..].contains("done");
    if is_last && !lesson.is_in(rules) {
        answer.replace_range(at..at + action.len(), INSTEAD);
    }
}
