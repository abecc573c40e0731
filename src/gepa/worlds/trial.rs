//! A candidate at play in several episodes, each a step machine of its own.

use serde_json::Value;

use super::{WorldTask, crafter, grid};
use crate::agent::rollout::{Limits, Next, Pause, Rollout, Settings};
use crate::env::catalog::{self, WorldSpec};
use crate::env::{Seed, World};
use crate::episode::Session;
use crate::gepa::problem::{EvaluationBatch, Failure};
use crate::llm::{Answer, ChatRequest};

/// What an episode needs next.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// A model's reply to this.
    Model(ChatRequest),
    /// Nothing: it is over, or nothing can go on.
    Nothing,
}

/// What came of an episode.
pub(super) struct Played {
    pub score: f64,
    pub output: Value,
    pub trajectory: Value,
}

/// A candidate's episodes. They know nothing of each other, so they can be played one by one or at once.
#[derive(Clone, Debug)]
pub struct WorldTrial {
    episodes: Vec<Episode>,
}

#[derive(Clone, Debug)]
struct Episode {
    world: String,
    session: Session<World>,
    /// Who plays; or what is wrong with the candidate's texts.
    rollout: Result<Rollout<World>, String>,
    /// Why it does not go on, where the episode is not over.
    failed: Option<String>,
}

impl WorldTrial {
    pub(super) fn new(
        specs: Vec<&(WorldSpec, WorldTask)>,
        settings: Result<Settings, String>,
        max_steps: Option<usize>,
    ) -> Self {
        let limits = Limits { steps: max_steps, ..Limits::default() };
        let rollout = settings.map(|settings| Rollout::new(settings, limits));
        let episode = |(spec, task): &(WorldSpec, WorldTask)| Episode {
            world: task.world.clone(),
            session: Session::new(catalog::make(spec), Seed(task.seed)),
            rollout: rollout.clone(),
            failed: None,
        };
        Self { episodes: specs.into_iter().map(episode).collect() }
    }

    /// How many episodes there are.
    pub fn len(&self) -> usize {
        self.episodes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.episodes.is_empty()
    }

    /// Whether the model failed in an episode: nothing will come of the others then.
    pub fn has_failed(&self) -> bool {
        self.episodes.iter().any(|episode| episode.failed.is_some())
    }

    /// An episode as it stands.
    pub fn session(&self, at: usize) -> Option<&Session<World>> {
        self.episodes.get(at).map(|episode| &episode.session)
    }

    /// What an episode needs next; the same until it was answered.
    pub fn next(&mut self, at: usize) -> Ask {
        let Some(episode) = self.episodes.get_mut(at) else { return Ask::Nothing };
        let Episode { session, rollout: Ok(rollout), failed, .. } = episode else {
            return Ask::Nothing;
        };
        loop {
            match rollout.next(session) {
                Next::Ask(question) => return Ask::Model(question.request),
                Next::Act(_) if rollout.act(session).is_ok() => {}
                Next::Paused(Pause::Failed(error)) => {
                    *failed = Some(error.to_string());
                    return Ask::Nothing;
                }
                Next::Paused(Pause::Unplayable(why)) => {
                    episode.rollout = Err(why.to_string());
                    return Ask::Nothing;
                }
                Next::Act(_) | Next::Paused(Pause::Limit(_)) | Next::Over(_) => {
                    return Ask::Nothing;
                }
            }
        }
    }

    /// Takes a reply in, and plays what it names.
    pub fn answer(&mut self, at: usize, answer: Answer) {
        if let Some(Episode { session, rollout: Ok(rollout), .. }) = self.episodes.get_mut(at) {
            rollout.answer(session, answer);
        }
    }

    /// What came of it: one score for each episode.
    ///
    /// # Errors
    ///
    /// A [`Failure`] if the model failed in one of them: that says nothing about the candidate.
    pub fn into_batch(self) -> Result<EvaluationBatch, Failure> {
        let mut batch = EvaluationBatch::default();
        let mut trajectories = Vec::new();
        for episode in &self.episodes {
            if let Some(text) = &episode.failed {
                return Err(Failure { class: "ChatError".to_owned(), text: text.clone() });
            }
            let played = episode.played();
            batch.scores.push(played.score);
            batch.outputs.push(played.output);
            trajectories.push(played.trajectory);
        }
        batch.trajectories = Some(trajectories);
        Ok(batch)
    }
}

impl Episode {
    fn played(&self) -> Played {
        let unusable = self.rollout.as_ref().err().map(String::as_str);
        match self.session.env() {
            World::Grid(_) => grid::played(&self.world, &self.session, unusable),
            World::Crafter(env) => crafter::played(&self.world, &self.session, env, unusable),
        }
    }
}

/// What is said of an episode that was not played.
pub(super) fn unplayed(reason: &str) -> String {
    format!("The text cannot be used, so nothing was played: {reason}.")
}

/// What is said of the first reply that could not be used.
pub(super) fn remark(session: &Session<World>) -> Option<String> {
    let remark = session.line().find_map(|step| step.note.as_deref())?;
    Some(format!("A reply could not be used: {remark}."))
}
