//! A model plays an episode in a terminal.

use std::fs;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use super::http::block_on;
use super::model::ModelArguments;
use super::play::{Play, paid};
use crate::agent::prompt::PromptPack;
use crate::agent::rollout::{
    Call, Done, Event, Goals, Limits, PlayedFile, Rollout, Settings, Stop, Strategy, run,
};
use crate::agent::{EpisodeMetrics, Scripted};
use crate::env::World;
use crate::env::catalog::WorldSpec;
use crate::episode::{Session, Transcript};
use crate::llm::{ChatModel, Outcome, Turn};

/// Characters of a reply that a step's line shows.
const SHOWN: usize = 100;

/// How a model plays.
#[derive(Args)]
pub struct Model {
    /// The words that the model is told: a benchmark's own prompt pack (.json) in place of ours.
    #[arg(long, value_name = "FILE")]
    prompt_pack: Option<PathBuf>,
    /// Pause when so many US dollars are spent.
    #[arg(long)]
    budget_usd: Option<f64>,
    /// Pause when so many tokens are read and written.
    #[arg(long)]
    budget_tokens: Option<u64>,
    /// Pause after so many calls.
    #[arg(long)]
    max_calls: Option<u64>,
    /// How many turns synth-ai's agents have; they are told so. 100, unless one says otherwise.
    #[arg(long)]
    max_turns: Option<u32>,
    /// Write the episode with all calls into a file.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The model; without one, or as "scripted", a script plays that needs no key.
    #[command(flatten)]
    pub asked: ModelArguments,
}

/// Lets a model play; prints its steps and what came of them. Returns its words.
pub(super) fn plays(
    strategy: &str,
    spec: WorldSpec,
    session: &mut Session<World>,
    arguments: &Play,
) -> Result<Transcript, String> {
    let model = &arguments.model;
    let strategy: Strategy = strategy.parse().map_err(|_| {
        let known = [&Strategy::NAMES[..], &Strategy::CRAFTER_NAMES].concat().join(", ");
        format!("Nobody plays as {strategy:?}. There are: expert, random, {known}.")
    })?;
    let mut settings = settings(model, strategy)?;
    let mut rollout = |name: &str| {
        name.clone_into(&mut settings.sampling.model);
        Rollout::new(settings.clone(), limits(arguments))
    };
    let (rollout, stop) = if is_scripted(&model.asked) {
        let mut rollout = rollout(Scripted::NAME);
        let playing = play_with(&Scripted, session, &mut rollout, arguments.observations);
        let stop = block_on(playing);
        (rollout, stop)
    } else {
        let client = model.asked.client().map_err(|error| error.to_string())?;
        let mut rollout = rollout(&client.settings().model);
        let playing = play_with(&client, session, &mut rollout, arguments.observations);
        let stop = block_on(playing);
        (rollout, stop)
    };
    if let Stop::Paused(why) = &stop {
        println!("paused: {why}");
    }
    println!("{}", summary(&EpisodeMetrics::new(session, &rollout)));
    if let Some(out) = &model.out {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let file = PlayedFile::new(session, &rollout, spec, now.as_millis() as u64);
        let text = file.to_json().map_err(|error| error.to_string())?;
        fs::write(out, text).map_err(|error| format!("{}: {error}", out.display()))?;
    }
    Ok(rollout.told(session))
}

/// Whether the script plays: no model is named, or it is.
fn is_scripted(asked: &ModelArguments) -> bool {
    let is_alone = asked.provider.is_none() && asked.base_url.is_none();
    is_alone && asked.model.as_deref().is_none_or(|model| model == "scripted")
}

/// Lets any model play; prints what it reads, if that is wanted, and its steps.
async fn play_with(
    model: &impl ChatModel,
    session: &mut Session<World>,
    rollout: &mut Rollout<World>,
    observations: bool,
) -> Stop {
    let mut said = String::new();
    run(model, session, rollout, |event| match event {
        Event::Asks(question) => {
            if observations && let Some(told) = question.request.turns.iter().rev().find_map(told) {
                println!("{told}\n");
            }
        }
        Event::Progress(_) => {}
        Event::Answered(call) => said = words(call),
        Event::Acted(session) => {
            if let Some(record) = session.step(session.at()) {
                let (at, paid) = (session.at(), paid(record.reward));
                let said = std::mem::take(&mut said);
                println!("{at:>4}  {:12}{paid}  {said}", record.action.to_string());
            }
        }
    })
    .await
}

/// The first line of what a model said, and what was wrong with it.
fn words(call: &Call) -> String {
    let said = match &call.answer.outcome {
        Outcome::Reply(reply) => {
            let text = reply.text();
            let calls = reply.calls().map(|call| format!("{}({})", call.name, call.arguments));
            let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            std::iter::once(line.to_owned()).chain(calls).collect::<Vec<_>>().join(" ")
        }
        Outcome::Error(error) => error.to_string(),
    };
    let said = match said.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &said[..end]),
        None => said,
    };
    match call.done.as_ref().and_then(Done::remark) {
        Some(remark) => format!("{said}  ! {remark}"),
        None => said,
    }
}

fn told(turn: &Turn) -> Option<&str> {
    match turn {
        Turn::User { text } => Some(text),
        Turn::Tool(result) => Some(&result.content),
        Turn::System { .. } | Turn::Assistant { .. } => None,
    }
}

fn settings(model: &Model, mut strategy: Strategy) -> Result<Settings, String> {
    if let (Some(turns), Strategy::Synth { max_turns, .. }) = (model.max_turns, &mut strategy) {
        *max_turns = turns;
    }
    let mut settings = Settings::new(strategy);
    if let Some(file) = &model.prompt_pack {
        let here = |reason: &dyn std::fmt::Display| format!("{}: {reason}", file.display());
        let json = fs::read_to_string(file).map_err(|error| here(&error))?;
        settings.wording.pack = Some(PromptPack::parse(&json).map_err(|error| here(&error))?);
        settings.check().map_err(|error| here(&error))?;
    }
    settings.sampling = model.asked.sampling();
    Ok(settings)
}

fn limits(arguments: &Play) -> Limits {
    let model = &arguments.model;
    Limits {
        cost_usd: model.budget_usd,
        tokens: model.budget_tokens,
        steps: arguments.max_steps,
        calls: model.max_calls,
    }
}

fn summary(metrics: &EpisodeMetrics) -> String {
    let spent = &metrics.spent;
    let ended = match (metrics.goals, metrics.success, metrics.is_over) {
        (Some(Goals { done, of }), ..) => format!("{done} of {of} achievements"),
        (None, true, _) => "success".to_owned(),
        (None, false, true) => "no success".to_owned(),
        (None, false, false) => "not over".to_owned(),
    };
    let estimated = if spent.estimated > 0 { ", estimated" } else { "" };
    let unpriced = if spent.unpriced > 0 { " as far as prices are known" } else { "" };
    format!(
        "{ended}: {} steps, return {}, {} unusable replies\n{} calls, {} tokens in, {} out{estimated}, {} US${unpriced}, {:.1} s",
        metrics.steps,
        metrics.episode_return,
        metrics.invalid_actions,
        spent.calls,
        spent.tokens_in,
        spent.tokens_out,
        spent.cost_usd,
        spent.latency_ms / 1000.0,
    )
}
