//! A model plays an episode in a terminal.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use super::ask;
use super::http::{Http, block_on};
use super::model::{ModelArguments, budget, dollars};
use super::play::{Play, paid};
use crate::agent::prompt::PromptPack;
use crate::agent::rollout::{
    Call, Done, Event, Goals, Limits, Pause, PlayedFile, Rollout, Settings, Spent, Stop, Strategy,
    run,
};
use crate::agent::{EpisodeMetrics, Scripted};
use crate::env::World;
use crate::env::catalog::WorldSpec;
use crate::episode::{Session, Transcript};
use crate::llm::{ChatModel, Client, Outcome, Progress, Turn};

/// Characters of a reply that a step's line shows.
const SHOWN: usize = 100;

/// How a model plays.
#[derive(Args)]
pub struct Model {
    /// The words that the model is told: a benchmark's own prompt pack (.json) in place of ours.
    #[arg(long, value_name = "FILE")]
    pub prompt_pack: Option<PathBuf>,
    /// Pause when so many US dollars are spent; wants a model whose price is known.
    #[arg(long, value_parser = budget)]
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

/// What came of a model's play.
pub(super) struct Played {
    /// Its words.
    pub told: Transcript,
    /// It stopped before its limits and the episode's end: the model failed, or a person stopped it.
    pub broke_off: bool,
}

/// Lets a model play; prints its steps and what came of them.
pub(super) fn plays(
    strategy: &str,
    spec: WorldSpec,
    session: &mut Session<World>,
    arguments: &Play,
) -> Result<Played, String> {
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
    let mut prices_of = None;
    let (rollout, stop) = if is_scripted(&model.asked) {
        let mut rollout = rollout(Scripted::NAME);
        let playing = play_with(&Scripted, session, &mut rollout, arguments.observations);
        let stop = block_on(playing);
        (rollout, Some(stop))
    } else {
        let client = model.asked.client().map_err(|error| error.to_string())?;
        check_budget(model, &client)?;
        // What is paid for must have a place to go.
        model.out.as_deref().map_or(Ok(()), check_file)?;
        let mut rollout = rollout(&client.settings().model);
        let playing = play_with(&client, session, &mut rollout, arguments.observations);
        let stop = block_on(until_stopped(playing));
        let settings = client.settings();
        let dated = client.prices().dated(&settings.provider, &settings.model);
        prices_of = dated.and_then(|(_, day)| day.map(str::to_owned));
        (rollout, stop)
    };
    match &stop {
        Some(Stop::Paused(why)) => println!("paused: {why}"),
        Some(Stop::Over(_)) => {}
        None => println!("stopped"),
    }
    println!("{}", summary(&EpisodeMetrics::new(session, &rollout), prices_of.as_deref()));
    if let Some(out) = &model.out {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let file = PlayedFile::new(session, &rollout, spec, now.as_millis() as u64);
        let text = file.to_json().map_err(|error| error.to_string())?;
        fs::write(out, text).map_err(|error| format!("{}: {error}", out.display()))?;
    }
    let failed = matches!(&stop, Some(Stop::Paused(Pause::Failed(_) | Pause::Unplayable(_))));
    Ok(Played { told: rollout.told(session), broke_off: failed || stop.is_none() })
}

/// Plays until Ctrl-C, which withdraws the question on its way and loses nothing else; none if it came.
pub(super) async fn until_stopped<T>(playing: impl Future<Output = T>) -> Option<T> {
    let mut playing = pin!(playing);
    tokio::select! {
        stop = &mut playing => Some(stop),
        _ = tokio::signal::ctrl_c() => None,
    }
}

/// A budget that cannot be counted is none: it would be heeded by nobody.
pub(super) fn check_budget(model: &Model, client: &Client<Http>) -> Result<(), String> {
    let settings = client.settings();
    // OpenRouter tells with each reply what it cost.
    let is_told = settings.provider == "openrouter";
    let is_known = || client.prices().dated(&settings.provider, &settings.model).is_some();
    if model.budget_usd.is_none() || is_told || is_known() {
        return Ok(());
    }
    Err(format!(
        "No price is known for {}, so --budget-usd would stop nothing: give its --price, or limit it by --budget-tokens or --max-calls.",
        settings.model
    ))
}

pub(super) fn check_file(file: &Path) -> Result<(), String> {
    let opened = OpenOptions::new().append(true).create(true).open(file);
    opened.map(drop).map_err(|error| format!("{}: {error}", file.display()))
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
        Event::Progress(Progress::Pause { error, pause_ms }) => {
            eprintln!("{}", ask::pause(&error, pause_ms));
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

pub(super) fn limits(arguments: &Play) -> Limits {
    let model = &arguments.model;
    Limits {
        cost_usd: model.budget_usd,
        tokens: model.budget_tokens,
        steps: arguments.max_steps,
        calls: model.max_calls,
    }
}

/// `day`: when the prices were read that it is counted by.
fn summary(metrics: &EpisodeMetrics, day: Option<&str>) -> String {
    let spent = &metrics.spent;
    let ended = match (metrics.goals, metrics.success, metrics.is_over) {
        (Some(Goals { done, of }), ..) => format!("{done} of {of} achievements"),
        (None, true, _) => "success".to_owned(),
        (None, false, true) => "no success".to_owned(),
        (None, false, false) => "not over".to_owned(),
    };
    let day = day.filter(|_| spent.cost_usd > 0.0);
    let day = day.map_or_else(String::new, |day| format!(", by the prices of {day}"));
    format!(
        "{ended}: {} steps, return {}, {} unusable replies\n{}, {:.1} s{day}",
        metrics.steps,
        metrics.episode_return,
        metrics.invalid_actions,
        used(spent),
        spent.latency_ms / 1000.0,
    )
}

/// "3 calls, 1200 tokens in, 40 out, 0.00123 US$".
pub(super) fn used(spent: &Spent) -> String {
    let Spent { calls, tokens_in, tokens_out, .. } = spent;
    let estimated = if spent.estimated > 0 { ", estimated" } else { "" };
    let unpriced = if spent.unpriced > 0 { " as far as prices are known" } else { "" };
    let cost = if spent.cost_usd == 0.0 { "0".to_owned() } else { dollars(spent.cost_usd) };
    format!(
        "{calls} calls, {tokens_in} tokens in, {tokens_out} out{estimated}, {cost} US${unpriced}"
    )
}
