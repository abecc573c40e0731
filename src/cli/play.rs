//! Episodes in a terminal: a built-in agent or a model plays one.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use super::{rollout, support};
use crate::agent::built_in;
use crate::agent::rollout::{Goals, Told};
use crate::env::catalog::{self, Entry, WorldSpec};
use crate::env::{Seed, World};
use crate::episode::share::{self, Fit, Level, Link};
use crate::episode::support::{Case, CaseError};
use crate::episode::{EpisodeRecord, Player, Session, Transcript};

/// Which episode, and who plays it.
#[derive(Args)]
pub struct Play {
    /// The world, such as babyai/goto or crafter/classic; or a case of customer support, such as "books?task=7&seed=3" or
    /// "retail?split=test&task=5".
    #[arg(long)]
    env: String,
    /// The episode's seed.
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// How many further objects lie about.
    #[arg(long, default_value_t = 0)]
    distractors: u8,
    /// Who plays: expert (in Crafter also called survivor), random, or how a model is asked: naive, `robust_naive`, cot, `robust_cot`,
    /// custom, `few_shot`, tensorzero:baseline, tensorzero:history, tensorzero:reasoning,
    /// `tensorzero:history_and_reasoning`, tools (`tools:5`: up to five actions in a call). In Crafter also synth-ai's agents: synth:react,
    /// synth:lm, synth:script, synth:numbers, and each with `:upstream` as its script does it, faults included. In customer support: expert,
    /// scripted, gold, do-nothing, person, tool-calling, act, react, few-shot.
    #[arg(long, default_value = "expert")]
    pub agent: String,
    /// Print what the agent reads before each step, too.
    #[arg(long)]
    pub observations: bool,
    /// Stop after so many steps.
    #[arg(long)]
    pub max_steps: Option<usize>,
    /// Who is served in customer support: scripted, person, llm, react, verify, reflection.
    #[arg(long)]
    pub customer: Option<String>,
    /// The customer's model; the agent's, if none is named.
    #[arg(long, value_name = "MODEL")]
    pub customer_model: Option<String>,
    /// The folder with tau-bench's data, for its cases.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// How a model plays.
    #[command(flatten)]
    pub model: rollout::Model,
}

/// Plays an episode to its end; prints the steps, what came of it, and a link to it.
pub fn play(arguments: &Play) -> ExitCode {
    match played(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Whether it came to the episode's end, or as far as it was let.
fn played(arguments: &Play) -> Result<bool, String> {
    match arguments.env.parse::<Case>() {
        Ok(case) => return support::play(case, arguments),
        Err(CaseError::UnknownDomain(_)) => {}
        Err(why) => return Err(why.to_string()),
    }
    let entry = world(&arguments.env)?;
    if arguments.distractors > entry.most_distractors {
        return Err(format!("{} takes at most {} distractors.", entry.id, entry.most_distractors));
    }
    let player = match arguments.agent.as_str() {
        "expert" | "survivor" => Some(Player::Expert),
        "random" => Some(Player::Random),
        _ => None,
    };
    if player.is_some() && arguments.model.asked.is_given() {
        return Err(format!(
            "The agent {} asks no model: say with --agent how the model is asked, such as naive, cot or tools.",
            arguments.agent
        ));
    }
    let spec = WorldSpec { distractors: arguments.distractors, ..WorldSpec::new(entry.world()) };
    let mut session = Session::new(catalog::make(&spec), Seed(arguments.seed));
    println!("{}", session.env().mission());
    let (transcript, broke_off) = if let Some(player) = player {
        built_in_plays(player, entry, &mut session, arguments)?;
        save(&session, spec, arguments)?;
        (Transcript::default(), false)
    } else {
        let played = rollout::plays(&arguments.agent, spec, &mut session, arguments)?;
        (played.told, played.broke_off)
    };
    let link = Link::new(&session, spec).telling(transcript);
    // With a model's words where they fit a chat message; `share` makes longer links.
    let fragment = match share::encode(&link) {
        Ok(told) if Fit::of(told.len()) <= Fit::Chat => Ok(told),
        _ => share::encode(&link.at_level(Level::Moves)),
    };
    println!("#{}", fragment.map_err(|error| error.to_string())?);
    Ok(!broke_off)
}

/// The world of a name, ours or upstream's.
fn world(name: &str) -> Result<&'static Entry, String> {
    let all = catalog::all();
    let found = catalog::by_id(name).or_else(|| all.iter().find(|entry| entry.level_name == name));
    found.ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|entry| entry.id).collect();
        format!("No world is called {name:?}. There are: {}.", known.join(", "))
    })
}

fn built_in_plays(
    player: Player,
    entry: &Entry,
    session: &mut Session<World>,
    arguments: &Play,
) -> Result<(), String> {
    let agent = built_in(player, session.env(), session.seed(), entry.allowed_actions());
    let mut agent = agent.ok_or("This agent is not built in.")?;
    let mut gave_up = None;
    let most = arguments.max_steps.unwrap_or(usize::MAX);
    while !session.is_over() && session.at() < most {
        if arguments.observations {
            println!("{}\n", session.env().tell(&session.observation()).whole());
        }
        let previous = session.step(session.at()).map(|record| record.action);
        let action = match agent.act(session.env(), previous) {
            Ok(action) => action,
            Err(error) => {
                gave_up = Some(error);
                break;
            }
        };
        let record = session.act(action, player).map_err(|error| error.to_string())?;
        let paid = paid(record.reward);
        println!("{:>4}  {action}{paid}", session.at());
    }
    if let Some(error) = gave_up {
        println!("{error}");
    }
    let steps = session.line_len();
    let goals = session.env_at(steps).goals();
    let goals = goals.map(|Goals { done, of }| format!(", {done} of {of} achievements"));
    let sum = session.return_so_far(steps);
    println!("{steps} steps, return {sum}{}", goals.unwrap_or_default());
    Ok(())
}

/// Writes the episode of a built-in agent into the file that was asked for.
fn save(session: &Session<World>, spec: WorldSpec, arguments: &Play) -> Result<(), String> {
    let Some(out) = &arguments.model.out else { return Ok(()) };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let record = EpisodeRecord::new(session, spec, now.as_millis() as u64);
    let text = record.to_json().map_err(|error| error.to_string())?;
    fs::write(out, text).map_err(|error| format!("{}: {error}", out.display()))
}

/// A reward as the end of a step's line; nothing is said of nothing.
pub(super) fn paid(reward: f64) -> String {
    if reward == 0.0 { String::new() } else { format!("  reward {reward}") }
}
