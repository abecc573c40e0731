//! Prompts for Crafter: a candidate's texts take the place of a strategy's own, and a model plays by them.
//!
//! A component is a text of the strategy by its key in the prompt pack. An example is an episode; its score is the share of the 22
//! achievements that were unlocked, as BALROG counts progress. A text that cannot be filled in scores 0, and the feedback says what
//! it lacks.

use std::cell::Cell;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::Adapter;
use super::grid::{GridError, GridTask};
use super::problem::{
    Candidate, Described, Description, Evaluation, EvaluationBatch, Failure, Problem, Split,
};
use crate::agent::rollout::{CRAFTER, Limits, Next, Pause, Rollout, Settings, Told};
use crate::env::Seed;
use crate::env::crafter::{Achievement, Action, CrafterEnv, Variant};
use crate::episode::Session;
use crate::llm::{ChatModel, all};

/// Steps at the end of an episode that a reflecting model is shown.
const SHOWN_STEPS: usize = 12;

/// Crafter as a task whose prompts can be optimised.
#[derive(Clone, Debug)]
pub struct CrafterTasks {
    settings: Settings,
    components: Vec<String>,
    train: Vec<GridTask>,
    val: Vec<GridTask>,
    max_steps: Option<usize>,
}

impl CrafterTasks {
    /// Episodes to learn from and to compare on, played by these settings. Without components the most telling text of the
    /// strategy is the one. Episodes end after `max_steps`, if that is given, else when the game ends them.
    ///
    /// # Errors
    ///
    /// [`GridError`].
    pub fn new(
        settings: Settings,
        components: Vec<String>,
        [train, val]: [Vec<GridTask>; 2],
        max_steps: Option<usize>,
    ) -> Result<Self, GridError> {
        let known: Vec<String> = settings.texts(CRAFTER).into_iter().map(|text| text.key).collect();
        let components = if components.is_empty() {
            known.iter().take(1).cloned().collect()
        } else {
            components
        };
        if let Some(key) = components.iter().find(|key| !known.contains(key)) {
            return Err(GridError::Component {
                strategy: settings.strategy.to_string(),
                key: key.clone(),
                known: known.join(", "),
            });
        }
        let is_unknown = |task: &&GridTask| Variant::by_id(&task.world).is_none();
        if let Some(task) = train.iter().chain(&val).find(is_unknown) {
            return Err(GridError::World(task.world.clone()));
        }
        Ok(Self { settings, components, train, val, max_steps })
    }

    /// Whether a world's name is one of Crafter's.
    pub fn knows(world: &str) -> bool {
        Variant::by_id(world).is_some()
    }

    /// What a run starts from: the strategy's own texts.
    pub fn problem(&self) -> Problem {
        let texts = self.settings.texts(CRAFTER).into_iter();
        let texts: IndexMap<String, String> = texts.map(|text| (text.key, text.text)).collect();
        let of = |key: &String| (key.clone(), texts.get(key).cloned().unwrap_or_default());
        Problem {
            seed_candidate: self.components.iter().map(of).collect(),
            train: self.train.len(),
            val: (!self.val.is_empty()).then_some(self.val.len()),
        }
    }

    fn settings(&self, candidate: &Candidate) -> Result<Settings, String> {
        let mut settings = self.settings.clone();
        for (key, text) in candidate {
            settings.reword(key, text).map_err(|error| error.to_string())?;
        }
        Ok(settings)
    }
}

/// Crafter, played by a model.
#[derive(Debug)]
pub struct CrafterAdapter<'a, M> {
    /// The episodes.
    pub tasks: &'a CrafterTasks,
    /// Who plays.
    pub player: &'a M,
}

impl<M: ChatModel> Adapter for CrafterAdapter<'_, M> {
    async fn evaluate(&mut self, evaluation: &Evaluation) -> Result<EvaluationBatch, Failure> {
        let list = match evaluation.split {
            Split::Train => &self.tasks.train,
            Split::Val => &self.tasks.val,
        };
        let tasks = evaluation.ids.iter().map(|&id| list.get(id)).collect::<Option<Vec<_>>>();
        let tasks = tasks.ok_or_else(|| Failure {
            class: "IndexError".to_owned(),
            text: "an example that there is not".to_owned(),
        })?;
        let settings = self.tasks.settings(&evaluation.candidate);
        let (settings, failed) = (&settings, &Cell::new(false));
        let (player, max_steps) = (self.player, self.tasks.max_steps);
        // All at once: whoever answers limits the questions.
        let played = all(tasks.into_iter().map(|task| async move {
            let came = play(task, settings.clone(), max_steps, player, failed).await;
            failed.set(failed.get() || came.is_err());
            came
        }))
        .await;
        let mut batch = EvaluationBatch::default();
        let mut trajectories = Vec::new();
        for trajectory in played {
            let trajectory =
                trajectory.map_err(|text| Failure { class: "ChatError".to_owned(), text })?;
            let achieved = trajectory["achievements"].as_array().map_or(0, Vec::len);
            batch.scores.push(achieved as f64 / Achievement::ALL.len() as f64);
            batch.outputs.push(
                json!({ "achievements": trajectory["achievements"], "steps": trajectory["length"] }),
            );
            trajectories.push(trajectory);
        }
        batch.trajectories = Some(trajectories);
        Ok(batch)
    }

    fn describe(&mut self, description: &Description) -> Result<Described, Failure> {
        let trajectories = description.batch.trajectories.iter().flatten();
        let records: Vec<Map<String, Value>> = trajectories.map(record).collect();
        let of = |name: &String| (name.clone(), records.clone());
        Ok(Described::Records(description.components.iter().map(of).collect()))
    }
}

/// Plays an episode; its trajectory.
///
/// # Errors
///
/// The model's failure: it says nothing about the texts. Nothing more is asked once another episode `failed`.
async fn play<M: ChatModel>(
    task: &GridTask,
    settings: Result<Settings, String>,
    max_steps: Option<usize>,
    player: &M,
    failed: &Cell<bool>,
) -> Result<Value, String> {
    let options = Variant::by_id(&task.world).map(|variant| variant.options);
    let env =
        CrafterEnv::new(options.ok_or_else(|| GridError::World(task.world.clone()).to_string())?);
    let mut session = Session::new(env, Seed(task.seed));
    let settings = match settings {
        Ok(settings) => settings,
        Err(why) => return Ok(trajectory(task, &session, Some(&why))),
    };
    let limits = Limits { steps: max_steps, ..Limits::default() };
    let mut rollout = Rollout::new(settings, limits);
    while !failed.get() {
        match rollout.next(&session) {
            Next::Ask(question) => {
                let answer = player.ask(&question.request, &mut |_| ()).await;
                rollout.answer(&mut session, answer);
            }
            Next::Act(_) if rollout.act(&mut session).is_ok() => {}
            Next::Paused(Pause::Failed(error)) => return Err(error.to_string()),
            Next::Paused(Pause::Unplayable(why)) => {
                return Ok(trajectory(task, &session, Some(&why.to_string())));
            }
            Next::Act(_) | Next::Paused(Pause::Limit(_)) | Next::Over(_) => break,
        }
    }
    Ok(trajectory(task, &session, None))
}

fn trajectory(task: &GridTask, session: &Session<CrafterEnv>, unusable: Option<&str>) -> Value {
    let game = session.env().game();
    let seen = session.env().tell(&session.observation());
    let steps: Vec<String> = session
        .line()
        .map(|record| {
            let what = if record.invalid { " (nothing changed)" } else { "" };
            format!("{}{what}", CrafterEnv::name(&record.action))
        })
        .collect();
    let achieved: Vec<&str> = game.unlocked().iter().map(Achievement::as_str).collect();
    let from = steps.len().saturating_sub(SHOWN_STEPS);
    json!({
        "world": task.world,
        "seed": task.seed,
        "length": steps.len(),
        "steps": &steps[from..],
        "last": [seen.text, seen.status],
        "achievements": achieved,
        "feedback": feedback(session, unusable),
    })
}

/// Some sentences about an episode: facts that a better prompt could make use of.
fn feedback(session: &Session<CrafterEnv>, unusable: Option<&str>) -> String {
    if let Some(reason) = unusable {
        return format!("The text cannot be used, so nothing was played: {reason}.");
    }
    let game = session.env().game();
    let list = |unlocked: bool| {
        let of = |which: &Achievement| game.unlocked().has(*which) == unlocked;
        let names = Achievement::ALL.into_iter().filter(of).map(Achievement::as_str);
        let names: Vec<&str> = names.collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    let (count, steps) = (game.unlocked().len(), session.line_len());
    let mut sentences = vec![
        format!("{count} of {} achievements in {steps} steps.", Achievement::ALL.len()),
        format!("Unlocked: {}.", list(true)),
        format!("Never unlocked: {}.", list(false)),
    ];
    if session.env().last().is_some_and(|outcome| outcome.dead) {
        sentences.push("The player died.".to_owned());
    }
    let idle: Vec<String> = Action::ALL
        .into_iter()
        .filter_map(|action| {
            let of = session.line().filter(|step| step.invalid && step.action == action).count();
            (of > 0).then(|| format!("{} ({of} times)", CrafterEnv::name(&action)))
        })
        .collect();
    if !idle.is_empty() {
        sentences.push(format!("Changed nothing: {}.", idle.join(", ")));
    }
    if let Some(remark) = session.line().find_map(|step| step.note.as_deref()) {
        sentences.push(format!("A reply could not be used: {remark}."));
    }
    sentences.join(" ")
}

fn record(trajectory: &Value) -> Map<String, Value> {
    let world = format!(
        "{}, seed {}",
        trajectory["world"].as_str().unwrap_or_default(),
        trajectory["seed"]
    );
    Map::from_iter([
        ("Inputs".to_owned(), json!({ "World": world, "Last view": trajectory["last"] })),
        ("Generated Outputs".to_owned(), json!({ "Last actions": trajectory["steps"] })),
        ("Feedback".to_owned(), trajectory["feedback"].clone()),
    ])
}
