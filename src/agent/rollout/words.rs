//! A rollout as a link carries it: the settings, and a model's words step by step.
//!
//! Questions are computed anew. Seals, times and prices are left out, and so are calls that nothing came
//! of.

use serde::{Deserialize, Serialize};

use super::call::{Call, Check, Done};
use super::follow::{Follow, heeds, seen};
use super::limits::Limits;
use super::settings::Settings;
use super::world::Told;
use super::{Calls, Kept, Rollout};
use crate::episode::Session;
use crate::llm::{Answer, ChatReply, Part, Said, StopReason, ToolCall};

/// What a model said on the way along one line, and under which settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// The settings, the oldest first.
    pub revisions: Vec<Settings>,
    /// The steps that it spoke at, the first first.
    pub steps: Vec<StepWords>,
}

/// What a model said at a step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepWords {
    /// The step that its action led to, counted along the line from 1.
    pub step: usize,
    /// Under which settings, an index into the revisions.
    pub revision: usize,
    /// Its thoughts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reasoning: String,
    /// Its words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The tools that it called, each with its arguments as they were written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<(String, String)>,
    /// There was no reply at all, and its strategy went on without.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
}

impl StepWords {
    fn new(call: &Call) -> Self {
        let (step, revision) = (call.step, call.revision);
        let Some(reply) = call.answer.reply() else {
            return Self { step, revision, failed: true, ..Self::default() };
        };
        let calls = reply.calls().map(|call| (call.name.clone(), call.arguments.clone()));
        Self {
            step,
            revision,
            reasoning: reply.reasoning(),
            text: reply.text(),
            calls: calls.collect(),
            failed: false,
        }
    }

    /// The reply that these words make: thoughts, words, calls, in this order.
    fn reply(&self) -> Option<ChatReply> {
        if self.failed {
            return None;
        }
        let mut parts = Vec::new();
        if !self.reasoning.is_empty() {
            parts.push(Part::new(Said::Reasoning { text: self.reasoning.clone() }));
        }
        if !self.text.is_empty() {
            parts.push(Part::new(Said::Text { text: self.text.clone() }));
        }
        parts.extend(self.calls.iter().enumerate().map(|(at, (name, arguments))| {
            let (name, arguments) = (name.clone(), arguments.clone());
            Part::new(Said::Call(ToolCall { id: ToolCall::made_id(at), name, arguments }))
        }));
        let stop = if self.calls.is_empty() { StopReason::End } else { StopReason::ToolCalls };
        Some(ChatReply { parts, stop, stop_word: None, usage: None, model: None, id: None })
    }
}

impl<W: Told> Rollout<W> {
    /// What the model said along the session's current line.
    pub fn transcript(&self, session: &Session<W>) -> Transcript {
        let call = |step| self.call_at(session, step).and_then(|at| self.calls().get(at));
        let steps = (1..=session.line_len()).filter_map(call).map(StepWords::new).collect();
        Transcript { revisions: self.revisions().to_vec(), steps }
    }

    /// A rollout from what a link carries, for the session's current line. Its calls have no times and
    /// no prices; words for steps that are not there are left out.
    pub fn from_transcript(transcript: Transcript, session: &Session<W>) -> Self {
        let Transcript { revisions, steps } = transcript;
        let mut calls = Calls::default();
        let mut follow: Option<(usize, Follow<W::Action>)> = None;
        for words in steps {
            let revision = words.revision;
            let known = follow.take().filter(|(of, follow)| {
                *of == revision && follow.fits(session, &calls, words.step.saturating_sub(1))
            });
            let Some(settings) = revisions.get(revision) else { continue };
            let Some(record) = session.step(words.step) else { continue };
            let made = known.or_else(|| Some((revision, Follow::new(session, settings).ok()?)));
            let Some((_, mut mind)) = made else { continue };
            let (branch, before) = (session.owner(words.step), words.step - 1);
            mind.lead(session, &calls, heeds(&calls, &revisions, &settings.strategy), before);
            let asked = mind.ask(&seen(&mut session.walk(), before), branch).clone();
            let reply = words.reply();
            let heard = mind.hear(reply.as_ref());
            let is_same = heard.action == record.action;
            let at = calls.push(Call {
                branch,
                step: words.step,
                revision,
                voice: asked.voice,
                check: Check::new(&asked.turns, &asked.tools),
                answer: Answer::at_once(reply.ok_or_else(nothing_said)),
                done: Some(Done::new(heard.named, W::name(&record.action), heard.lapse)),
                estimated: None,
            });
            if is_same {
                mind.played(Some(at));
                follow = Some((revision, mind));
            }
        }
        Kept { revisions, limits: Limits::default(), calls, held: None }.into()
    }
}

fn nothing_said() -> crate::llm::ChatError {
    crate::llm::ChatError::new(crate::llm::ErrorKind::Unreachable, "the link holds no reply here")
}
