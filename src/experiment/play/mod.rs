//! The episodes of a plan, played: each a step machine that says whom to ask what and takes the answers.
//!
//! An [`Episode`] is opened by a [`Stage`], which holds what the worlds need beyond this build: data packs and prompt packs. It is a
//! pure function of its cell and the answers it was given, so a journal's answers bring it back to where it was.

mod baseline;
mod finding;
mod plan_check;
mod rollout;
mod support;
mod worlds;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::agent::prompt::PromptPack;
use crate::agent::rollout::Check;
use crate::agent::support::Wording;
use crate::env::support::{Domain, World};
use crate::experiment::plan::{Cell, Plan};
use crate::experiment::row::EpisodeRow;
use crate::llm::{Answer, ChatRequest, Turn};

pub use crate::agent::support::Party;
pub use finding::Place;
pub use plan_check::Unstageable;
pub use worlds::Staged;

/// What an episode waits for.
#[derive(Clone, Debug)]
pub enum Next {
    /// A model is to be asked.
    Ask {
        /// As whom.
        party: Party,
        /// What. The model's name and sampling may be open: whoever asks fills them in.
        request: Box<ChatRequest>,
    },
    /// Nothing: it plays by itself and wants to be looked at again.
    Busy,
    /// It ended: its row can be told.
    Over,
    /// It cannot go on, for this reason.
    Failed(String),
}

/// An episode being played.
pub trait Episode {
    /// What is to be done now.
    fn next(&mut self) -> Next;

    /// Takes the answer to the last question.
    fn answer(&mut self, answer: Answer);

    /// Whether a model's failure is played on with, too, as `TensorZero`'s example does.
    fn plays_on(&self) -> bool {
        false
    }

    /// Writes what it came to so far into its row: everything but its name and what the questions took.
    fn tell(&self, row: &mut EpisodeRow);

    /// What happened since this was last asked, for tables and fine-tuning: what the agent was told (`system`, `observation`), and its
    /// `actions` with what each led to.
    fn happened(&mut self) -> Map<String, Value> {
        Map::new()
    }
}

/// What is new in a question: the instructions, if it is the first, and what the agent was told since its last reply.
fn told(request: &ChatRequest, is_first: bool) -> Map<String, Value> {
    let is_reply = |turn: &Turn| matches!(turn, Turn::Assistant { .. });
    let last = request.turns.iter().rposition(is_reply).filter(|_| !is_first);
    let new = &request.turns[last.map_or(0, |last| last + 1)..];
    let text = |of: fn(&Turn) -> Option<&str>| {
        let texts: Vec<&str> = new.iter().filter_map(of).collect();
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    };
    let system = text(|turn| match turn {
        Turn::System { text } if !text.is_empty() => Some(text),
        _ => None,
    });
    let observation = text(|turn| match turn {
        Turn::User { text } => Some(text),
        Turn::Tool(result) => Some(&result.content),
        _ => None,
    });
    let told = [("system", system.filter(|_| is_first)), ("observation", observation)];
    let told = told.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into())));
    told.collect()
}

/// A finished step as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnsweredStep {
    /// Who was asked.
    #[serde(default)]
    pub party: Party,
    /// The question's digest.
    pub check: Check,
    /// The answer. The reply's body as it came is left out.
    pub answer: Answer,
    /// What the agent was told and what its actions led to, for tables; nothing is computed from it.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub trace: Map<String, Value>,
}

/// What episodes need beyond this build.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    /// Prompt packs, by the names that the plan gives them.
    pub packs: BTreeMap<String, PromptPack>,
    /// The domains of customer support with their data.
    pub support: BTreeMap<Domain, Arc<World>>,
    /// What customers are told.
    pub wording: Option<Arc<Wording>>,
}

impl Stage {
    /// Opens an episode at its start.
    ///
    /// # Errors
    ///
    /// [`Unstageable`]: the world is unknown, its data is missing, or the agent cannot play there.
    pub fn open(&self, plan: &Plan, cell: &Cell) -> Result<Box<dyn Episode>, Unstageable> {
        let (agent, world) = (&plan.agents[cell.agent], &plan.worlds[cell.world]);
        let place = Place::find(world)?;
        let mut episode: Box<dyn Episode> = match place {
            Place::Grid(env) => rollout::open(self, plan, cell, env)?,
            Place::Crafter(env) => rollout::open(self, plan, cell, env)?,
            Place::Support(domain, split) => support::open(self, plan, cell, (domain, split))?,
            Place::Books(seed) => support::open_books(plan, cell, seed)?,
        };
        // What cannot be asked shows at the first question.
        if let (false, Next::Failed(reason)) = (agent.is_baseline(), episode.next()) {
            return Err(Unstageable::Agent {
                agent: agent.label().to_owned(),
                world: world.id.clone(),
                reason,
            });
        }
        Ok(episode)
    }

    /// Opens an episode and gives it the answers of its earlier steps; `on_step` sees each with its question.
    ///
    /// # Errors
    ///
    /// [`Unstageable`], also where an answer is no answer, or one to another question.
    pub fn reopen<'a>(
        &self,
        plan: &Plan,
        cell: &Cell,
        steps: impl IntoIterator<Item = &'a Value>,
        mut on_step: impl FnMut(&ChatRequest, &Answer),
    ) -> Result<Box<dyn Episode>, Unstageable> {
        let mut episode = self.open(plan, cell)?;
        for (at, step) in steps.into_iter().enumerate() {
            let other = || Unstageable::OtherQuestion { cell: cell.key(plan), step: at + 1 };
            let done = AnsweredStep::deserialize(step).map_err(|_| other())?;
            match episode.next() {
                Next::Ask { party, request }
                    if party == done.party
                        && Check::new(&request.turns, &request.tools) == done.check =>
                {
                    on_step(&request, &done.answer);
                    episode.answer(done.answer);
                }
                _ => return Err(other()),
            }
        }
        drop(episode.happened());
        Ok(episode)
    }
}
