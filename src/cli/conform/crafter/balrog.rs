//! Records of BALROG's texts of Crafter: the instruction, and episodes.

use serde::Deserialize;
use serde_json::Value;

use super::episode::same_digests;
use super::{actions, area, open, pictures};
use crate::agent::prompt::BalrogWording;
use crate::cli::conform::packs::Packs;
use crate::cli::conform::record::{Mismatch, same, same_bits};
use crate::env::Env;
use crate::env::crafter::text::{BALROG_ACTIONS, BalrogText};
use crate::env::crafter::{Achievement, Game, Options};

/// What a model is told of the game.
#[derive(Deserialize)]
pub struct Instruction {
    instruction: String,
    actions: Vec<String>,
}

/// Compares the whole record with the wording of BALROG's pack.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check_instruction(record: &Instruction, packs: &Packs) -> Result<(), Mismatch> {
    same("actions", &record.actions, &BALROG_ACTIONS.map(str::to_owned).to_vec())?;
    let wording = BalrogWording::new(packs.balrog()?.clone()).map_err(Mismatch::unreadable)?;
    let found = wording.crafter_instruction().map_err(Mismatch::unreadable)?;
    same("instruction", &record.instruction, &found)
}

/// One episode.
#[derive(Deserialize)]
pub struct Record {
    seed: Value,
    area: [u8; 2],
    size: [u16; 2],
    cfg: Config,
    reset: Start,
    actions: String,
    done: bool,
    samples: Vec<Sample>,
}

/// How the texts are made, where that is not as usual.
#[derive(Deserialize)]
struct Config {
    unique_items: Option<bool>,
    precise_location: Option<bool>,
    #[serde(default)]
    skip_items: Vec<String>,
    #[serde(default)]
    edge_only_items: Vec<String>,
}

#[derive(Deserialize)]
struct Start {
    long: String,
    short: String,
    w: String,
    r: String,
}

#[derive(Deserialize)]
struct Sample {
    /// Steps that the agent has taken.
    n: usize,
    long: String,
    short: String,
    reward: f64,
    score: f64,
    progression: f64,
    w: String,
    r: String,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record) -> Result<(), Mismatch> {
    let usual = BalrogText::default();
    let mut text = usual
        .skipping(record.cfg.skip_items.iter().map(String::as_str))
        .edge_only(record.cfg.edge_only_items.iter().map(String::as_str));
    text.unique_items = record.cfg.unique_items.unwrap_or(usual.unique_items);
    text.precise_location = record.cfg.precise_location.unwrap_or(usual.precise_location);
    let options = Options {
        area: area(record.area)?,
        render: pictures(record.size, 0, 1),
        length: None,
        ..Options::BALROG
    };
    let mut env = open(options, &record.seed, 1)?;
    let start = &record.reset;
    check_text(text, env.game(), [&start.long, &start.short], (&start.w, &start.r))?;
    let (mut samples, mut over) = (record.samples.iter().peekable(), false);
    for (at, action) in actions(&record.actions)?.iter().enumerate() {
        let step = env.step(action).map_err(Mismatch::unreadable)?;
        over = step.is_over();
        if let Some(sample) = samples.next_if(|sample| sample.n == at + 1) {
            check_sample(text, env.game(), sample, step.reward)
                .map_err(|wrong| wrong.at_step(at + 1))?;
        }
    }
    same("samples left", &0, &samples.count())?;
    same("done", &record.done, &over)
}

fn check_sample(
    text: BalrogText,
    game: &Game,
    sample: &Sample,
    reward: f64,
) -> Result<(), Mismatch> {
    check_text(text, game, [&sample.long, &sample.short], (&sample.w, &sample.r))?;
    same_bits("reward", sample.reward, reward)?;
    let score = game.unlocked().len() as f64;
    same_bits("score", sample.score, score)?;
    let progression = score / Achievement::ALL.len() as f64;
    same_bits("progression", sample.progression, progression)
}

fn check_text(
    text: BalrogText,
    game: &Game,
    [long, short]: [&str; 2],
    digests: (&str, &str),
) -> Result<(), Mismatch> {
    same_digests(digests, game)?;
    same("long", long, text.long(game).as_str())?;
    same("short", short, text.short(game).as_str())
}
