//! Many episodes of Crafter by a built-in player: what it achieves, and how long it lives.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::agent::Random;
use crate::agent::crafter::Survivor;
use crate::env::crafter::{Achievement, Action, CrafterEnv, VARIANTS, Variant, crafter_score};
use crate::env::{Env, Seed};

/// Which episodes, and who plays them.
#[derive(Args)]
pub struct Survive {
    /// The variant of the game.
    #[arg(long, default_value = "crafter/classic")]
    env: String,
    /// Who plays.
    #[arg(long, value_enum, default_value_t = Who::Survivor)]
    agent: Who,
    /// How many episodes: those of the seeds from 0 on.
    #[arg(long, default_value_t = 50)]
    episodes: u64,
    /// The most steps of an episode.
    #[arg(long, default_value_t = 2000)]
    steps: u32,
}

/// The players that need no key.
#[derive(Clone, Copy, ValueEnum)]
enum Who {
    Survivor,
    Random,
}

/// Plays, and prints a table.
pub fn run(arguments: &Survive) -> ExitCode {
    let Some(variant) = Variant::by_id(&arguments.env) else {
        let known = VARIANTS.each_ref().map(|variant| variant.id).join(", ");
        eprintln!("No variant is called {:?}. There are: {known}.", arguments.env);
        return ExitCode::FAILURE;
    };
    let mut env = CrafterEnv::new(variant.options);
    let (mut counts, mut totals, mut lives) = ([0_u32; 22], Vec::new(), Vec::new());
    for seed in (0..arguments.episodes).map(Seed) {
        env.reset(seed);
        let steps = play(&mut env, seed, arguments);
        let unlocked = env.game().unlocked();
        unlocked.iter().for_each(|achievement| counts[achievement as usize] += 1);
        totals.push(unlocked.len());
        lives.push(steps);
    }
    let episodes = arguments.episodes.max(1) as f64;
    for (achievement, count) in Achievement::ALL.into_iter().zip(counts) {
        let share = 100.0 * f64::from(count) / episodes;
        println!("{:<20} {count:>5} {share:>6.1} %", achievement.as_str());
    }
    totals.sort_unstable();
    lives.sort_unstable();
    let rates = counts.map(|count| f64::from(count) / episodes);
    println!(
        "{} episodes: median {} of 22 achievements ({} to {}), median {} steps, Crafter's score {:.1} %",
        arguments.episodes,
        totals.get(totals.len() / 2).copied().unwrap_or_default(),
        totals.first().copied().unwrap_or_default(),
        totals.last().copied().unwrap_or_default(),
        lives.get(lives.len() / 2).copied().unwrap_or_default(),
        crafter_score(&rates)
    );
    ExitCode::SUCCESS
}

/// Plays an episode; returns how many steps it took.
fn play(env: &mut CrafterEnv, seed: Seed, arguments: &Survive) -> u32 {
    let mut survivor = Survivor::new(env);
    let mut random = Random::new(seed, &Action::ALL);
    let mut steps = 0;
    while !env.is_over() && steps < arguments.steps {
        let action = match arguments.agent {
            Who::Survivor => survivor.act(env),
            Who::Random => random.draw().unwrap_or(Action::Noop),
        };
        if env.step(&action).is_err() {
            break;
        }
        steps += 1;
    }
    steps
}
