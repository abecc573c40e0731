//! A candidate at play in several episodes, each a step machine of its own.

use serde_json::{Value, json};

use super::feedback::feedback;
use super::{GridTask, seed};
use crate::agent::rollout::{Limits, Next, Pause, Rollout, Settings};
use crate::env::babyai::text;
use crate::env::catalog::{self, WorldSpec};
use crate::env::minigrid::GridEnv;
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

/// A candidate's episodes. They know nothing of each other, so they can be played one by one or at once.
#[derive(Clone, Debug)]
pub struct GridTrial {
    episodes: Vec<Episode>,
    /// What is wrong with the candidate's texts.
    unusable: Option<String>,
}

#[derive(Clone, Debug)]
struct Episode {
    world: String,
    session: Session<GridEnv>,
    rollout: Option<Rollout<GridEnv>>,
    /// Why it does not go on, where the episode is not over.
    failed: Option<String>,
}

impl GridTrial {
    pub(super) fn new(
        specs: Vec<&(WorldSpec, GridTask)>,
        settings: Result<Settings, String>,
        max_steps: Option<usize>,
    ) -> Self {
        let limits = Limits { steps: max_steps, ..Limits::default() };
        let episode = |(spec, task): &(WorldSpec, GridTask)| {
            Some(Episode {
                world: task.world.clone(),
                session: Session::new(catalog::make_grid(spec)?, seed(task)),
                rollout: settings
                    .as_ref()
                    .ok()
                    .map(|settings| Rollout::new(settings.clone(), limits)),
                failed: None,
            })
        };
        // Tasks are checked when they are taken: each is a grid world's.
        let episodes = specs.into_iter().filter_map(episode).collect();
        Self { episodes, unusable: settings.err() }
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
    pub fn session(&self, at: usize) -> Option<&Session<GridEnv>> {
        self.episodes.get(at).map(|episode| &episode.session)
    }

    /// What an episode needs next; the same until it was answered.
    pub fn next(&mut self, at: usize) -> Ask {
        let Some(Episode { session, rollout: Some(rollout), failed, .. }) =
            self.episodes.get_mut(at)
        else {
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
                    self.unusable = Some(why.to_string());
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
        if let Some(Episode { session, rollout: Some(rollout), .. }) = self.episodes.get_mut(at) {
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
            let is_done = episode.session.line().any(|step| step.reward > 0.0);
            let steps = episode.session.line_len();
            batch.outputs.push(json!({ "done": is_done, "steps": steps }));
            batch.scores.push(f64::from(u8::from(is_done)));
            trajectories.push(episode.trajectory(self.unusable.as_deref(), is_done));
        }
        batch.trajectories = Some(trajectories);
        Ok(batch)
    }
}

impl Episode {
    fn trajectory(&self, unusable: Option<&str>, is_done: bool) -> Value {
        let session = &self.session;
        let seen = |step: usize| text::describe(&session.observation_at(step));
        let steps: Vec<String> = session
            .line()
            .enumerate()
            .map(|(at, record)| {
                let what = if record.invalid { " (nothing changed)" } else { "" };
                let seen = seen(at).replace('\n', "; ");
                format!("saw: {seen}. Did: {}{what}", record.action)
            })
            .collect();
        json!({
            "world": self.world,
            "seed": session.seed().0,
            "mission": session.env().mission(),
            "first": seen(0),
            "steps": steps,
            "done": is_done,
            "feedback": feedback(session, unusable, is_done),
        })
    }
}
