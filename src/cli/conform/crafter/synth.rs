//! Records of synth-ai's texts of Crafter: the system prompt, and episodes.
//!
//! The texts end with advice and reminders, which are prose and no part of this repository. Their
//! wording is that of synth-ai's prompt pack; without one it is taken from the first text of the
//! record, and all others of the record must have the same.

use serde::Deserialize;
use serde_json::Value;

use super::{actions, area, open};
use crate::cli::conform::packs::Packs;
use crate::cli::conform::record::{Mismatch, same};
use crate::env::Env;
use crate::env::crafter::text::{SynthText, Vitals, available_actions};
use crate::env::crafter::{Game, Options};

/// What a model is told of the game.
#[derive(Deserialize)]
pub struct Prompt {
    react_system: String,
}

/// Compares the prompt with that of synth-ai's pack. Without the pack only the list of actions in it
/// can be compared, which [`Packs::note`] says.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check_prompt(record: &Prompt, packs: &Packs) -> Result<(), Mismatch> {
    let prompt = record.react_system.as_str();
    if let Ok(pack) = packs.synth() {
        return same(
            "react_system",
            prompt,
            pack.text("react.system").map_err(Mismatch::unreadable)?,
        );
    }
    let offered = available_actions();
    match prompt.lines().find(|line| *line == offered) {
        Some(_) => Ok(()),
        None => same("react_system", offered.as_str(), prompt),
    }
}

/// One episode.
#[derive(Deserialize)]
pub struct Record {
    seed: Value,
    area: [u8; 2],
    actions: String,
    samples: Vec<Sample>,
}

#[derive(Deserialize)]
struct Sample {
    n: usize,
    react: String,
    map7: String,
    lm_synth_map7: String,
    lm_synth: String,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record) -> Result<(), Mismatch> {
    let options = Options { area: area(record.area)?, ..Options::CLASSIC };
    let mut env = open(options, &record.seed, 1)?;
    let mut samples = record.samples.iter().peekable();
    let mut advice = None;
    let mut check_at = |step: usize, game: &Game| match samples.next_if(|next| next.n == step) {
        Some(sample) => check_sample(sample, game, &mut advice),
        None => Ok(()),
    };
    check_at(0, env.game())?;
    for (at, action) in actions(&record.actions)?.iter().enumerate() {
        env.step(action).map_err(Mismatch::unreadable)?;
        check_at(at + 1, env.game()).map_err(|wrong| wrong.at_step(at + 1))?;
    }
    same("samples left", &0, &samples.count())
}

/// The advice under the two texts.
type Advice = (String, String);

fn check_sample(sample: &Sample, game: &Game, advice: &mut Option<Advice>) -> Result<(), Mismatch> {
    let text = SynthText { vitals: Vitals::Upstream };
    same("map7", &sample.map7, &text.react_map(game, 7))?;
    same("lm_synth_map7", &sample.lm_synth_map7, &text.lm_synth_map(game))?;
    let react = same_start("react", &sample.react, &text.react(game))?;
    let lm_synth = same_start("lm_synth", &sample.lm_synth, &text.lm_synth(game))?;
    let found = (react.to_owned(), lm_synth.to_owned());
    let known = advice.get_or_insert_with(|| found.clone());
    same("advice", known, &found)
}

/// Compares how a text begins; returns the rest.
fn same_start<'a>(
    field: &'static str,
    expected: &'a str,
    found: &str,
) -> Result<&'a str, Mismatch> {
    match expected.strip_prefix(found) {
        Some(rest) if rest.starts_with("\n\n") => Ok(rest),
        _ => same(field, expected, found).map(|()| ""),
    }
}
