//! Episodes in a terminal: a built-in agent plays one.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::agent::built_in;
use crate::env::Seed;
use crate::env::babyai::text;
use crate::env::catalog::{self, WorldSpec};
use crate::episode::share::{self, Link};
use crate::episode::{Player, Session};

/// Which episode, and who plays it.
#[derive(Args)]
pub struct Play {
    /// The world, such as babyai/goto.
    #[arg(long)]
    env: String,
    /// The episode's seed.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How many further objects lie about.
    #[arg(long, default_value_t = 0)]
    distractors: u8,
    /// Who plays.
    #[arg(long, value_enum, default_value_t = BuiltIn::Expert)]
    agent: BuiltIn,
    /// Print what the agent reads before each step, too.
    #[arg(long)]
    observations: bool,
}

/// The agents that need no key.
#[derive(Clone, Copy, ValueEnum)]
enum BuiltIn {
    Expert,
    Random,
}

impl From<BuiltIn> for Player {
    fn from(agent: BuiltIn) -> Self {
        match agent {
            BuiltIn::Expert => Self::Expert,
            BuiltIn::Random => Self::Random,
        }
    }
}

/// Plays an episode to its end; prints the steps, what came of it, and a link to it.
pub fn play(arguments: &Play) -> ExitCode {
    match played(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn played(arguments: &Play) -> Result<(), String> {
    let entry = catalog::by_id(&arguments.env).ok_or_else(|| {
        let known: Vec<&str> = catalog::all().iter().map(|entry| entry.id).collect();
        format!("No world is called {:?}. There are: {}.", arguments.env, known.join(", "))
    })?;
    if arguments.distractors > entry.most_distractors {
        return Err(format!("{} takes at most {} distractors.", entry.id, entry.most_distractors));
    }
    let spec = WorldSpec { distractors: arguments.distractors, ..WorldSpec::new(entry.world()) };
    let player = arguments.agent.into();
    let mut session = Session::new(catalog::make(&spec), Seed(arguments.seed));
    println!("{}", session.env().mission());
    let agent = built_in(player, session.env(), session.seed(), entry.allowed_actions());
    let mut agent = agent.ok_or("This agent is not built in.")?;
    let mut gave_up = None;
    while !session.is_over() {
        if arguments.observations {
            println!("{}\n", text::describe(&session.observation()));
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
        let reward = record.reward;
        let paid = if reward == 0.0 { String::new() } else { format!("  reward {reward}") };
        println!("{:>4}  {action}{paid}", session.at());
    }
    if let Some(error) = gave_up {
        println!("{error}");
    }
    let steps = session.line_len();
    println!("{steps} steps, return {}", session.return_so_far(steps));
    println!("#{}", share::encode(&Link::new(&session, spec)).map_err(|error| error.to_string())?);
    Ok(())
}
