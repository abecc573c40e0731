//! A rollout as a link carries it: the settings, and a model's words step by step.
//!
//! Questions are computed anew. Seals, times and prices are left out, and so are calls that nothing came
//! of.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::{Deserialize, Serialize};

use super::call::{Call, Check, Done};
use super::follow::{Follow, heeds, seen};
use super::limits::Limits;
use super::settings::Settings;
use super::world::Told;
use super::{Calls, Kept, Rollout};
use crate::episode::Session;
use crate::llm::{Answer, ChatError, ChatReply, ErrorKind, Part, Said, StopReason, ToolCall};

/// No link changes its settings more often.
const MAX_REVISIONS: usize = 64;

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
    pub(super) fn new(call: &Call) -> Self {
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
    /// no prices. Words for steps that are not there, or out of order, are left out; words of another
    /// action than the one that was taken are kept.
    pub fn from_transcript(transcript: Transcript, session: &Session<W>) -> Self {
        let Transcript { mut revisions, steps } = transcript;
        revisions.truncate(MAX_REVISIONS);
        let mut calls = Calls::default();
        // A mind for each of the settings; they follow the line side by side.
        let mut minds = BTreeMap::<usize, Follow<W::Action>>::new();
        let (mut walk, mut last) = (session.walk(), 0);
        for words in steps {
            let (revision, step) = (words.revision, words.step);
            let Some(settings) = revisions.get(revision) else { continue };
            let Some(record) = session.step(step).filter(|_| step > last) else { continue };
            let mind = match minds.entry(revision) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(vacant) => match Follow::new(session, settings) {
                    Ok(mind) => vacant.insert(mind),
                    Err(_) => continue,
                },
            };
            last = step;
            let branch = session.owner(step);
            let heeds = heeds(&calls, &revisions, &settings.strategy);
            mind.lead_by(&mut walk, session, &calls, heeds, step - 1);
            let asked =
                mind.ask(&seen(&mut walk, step - 1, settings.strategy.manner()), branch).clone();
            let reply = words.reply();
            let heard = mind.hear(reply.as_ref());
            let is_same = heard.action == record.action;
            let at = calls.push(Call {
                branch,
                step,
                revision,
                voice: asked.voice,
                check: Check::new(&asked.turns, &asked.tools),
                answer: Answer::at_once(reply.ok_or_else(nothing_said)),
                done: Some(
                    Done::new(heard.named, W::name(&record.action), heard.lapse)
                        .going_on(&heard.then),
                ),
                estimated: None,
            });
            if is_same {
                mind.played(Some(at));
            } else {
                mind.overruled(at, record.action.clone());
            }
        }
        Kept { revisions, limits: Limits::default(), calls, held: None }.into()
    }
}

fn nothing_said() -> ChatError {
    ChatError::new(ErrorKind::Unreachable, "the link holds no reply here")
}
