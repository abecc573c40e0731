//! Records of Crafter: its generator, noise, light, worlds, episodes and texts.

mod balrog;
mod episode;
mod kind;
mod noise;
mod rng;
mod scenario;
mod state;
mod synth;
mod worlds;

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub use kind::CrafterKind;

use super::packs::Packs;
use super::record::Mismatch;
use crate::env::crafter::{Action, Area, CrafterEnv, Options, Order, RenderPlan, View, world_seed};
use crate::rng::hash_decimal;

/// Replays a record and compares all that it holds. `file` is where it stands: records of states tell
/// only the name of their episode, which stands in `traces.jsonl` beside them.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(
    kind: CrafterKind,
    record: &Value,
    packs: &Packs,
    file: &Path,
) -> Result<(), Mismatch> {
    match kind {
        CrafterKind::Rng => rng::check(&parse(record)?),
        CrafterKind::TupleHash => rng::check_hash(&parse(record)?),
        CrafterKind::OpenSimplex => noise::check(&parse(record)?),
        CrafterKind::OpenSimplexTables => noise::check_tables(&parse(record)?),
        CrafterKind::Daylight => noise::check_daylight(&parse(record)?),
        CrafterKind::World | CrafterKind::RawWorld => worlds::check(&parse(record)?),
        CrafterKind::Episode | CrafterKind::Scenario => episode::check(&parse(record)?),
        CrafterKind::State => state::check(&parse(record)?, file),
        CrafterKind::BalrogInstruction => balrog::check_instruction(&parse(record)?, packs),
        CrafterKind::BalrogText => balrog::check(&parse(record)?),
        CrafterKind::SynthPrompt => synth::check_prompt(&parse(record)?, packs),
        CrafterKind::SynthText => synth::check(&parse(record)?),
    }
}

fn parse<T: DeserializeOwned>(record: &Value) -> Result<T, Mismatch> {
    T::deserialize(record).map_err(Mismatch::unreadable)
}

/// A number, or a C99 hexadecimal float in a string.
fn float(value: &Value) -> Result<f64, Mismatch> {
    let text = match value {
        Value::Number(number) => return number.as_f64().ok_or_else(|| no_number(value)),
        Value::String(text) => text,
        _ => return Err(no_number(value)),
    };
    hex_float(text).ok_or_else(|| no_number(value))
}

fn no_number(value: &Value) -> Mismatch {
    Mismatch::unreadable(format!("{value} is no number"))
}

/// `-0x1.8p+1`, as Python's `float.hex` writes it: a leading 1 (or 0 below the normal range).
fn hex_float(text: &str) -> Option<f64> {
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = rest.strip_prefix("0x")?.split_once('p')?;
    let exponent: i64 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = u64::from_str_radix(&format!("{fraction:0<13}"), 16).ok()?;
    let magnitude = match whole {
        "0" if digits == 0 => 0.0,
        "0" => f64::from_bits(digits),
        "1" if (-1022..=1023).contains(&exponent) => {
            f64::from_bits(((exponent + 1023) as u64) << 52 | digits)
        }
        _ => return None,
    };
    Some(if negative { -magnitude } else { magnitude })
}

/// The hash of a recorded seed, a number or one in a string.
fn seed_hash(seed: &Value) -> Result<i64, Mismatch> {
    let text = seed.to_string();
    hash_decimal(text.trim_matches('"')).ok_or_else(|| no_number(seed))
}

/// The recorded letters, `a` for the first action.
fn actions(letters: &str) -> Result<Vec<Action>, Mismatch> {
    let action = |letter: u8| Action::from_index(letter.wrapping_sub(b'a'));
    let actions: Option<Vec<_>> = letters.bytes().map(action).collect();
    actions.ok_or_else(|| Mismatch::unreadable("an action's letter is beyond q"))
}

fn area([width, height]: [u8; 2]) -> Result<Area, Mismatch> {
    let small = || Mismatch::unreadable(format!("no area is {width} x {height}"));
    Area::new(width, height).ok_or_else(small)
}

fn view([width, rows]: [u8; 2]) -> Result<View, Mismatch> {
    let unfit = || Mismatch::unreadable(format!("no view is {width} x {rows}"));
    View::new(width, rows).ok_or_else(unfit)
}

fn order(name: &str) -> Result<Order, Mismatch> {
    match name {
        "creation" => Ok(Order::Creation),
        "synth" => Ok(Order::Synth),
        _ => Err(Mismatch::unreadable(format!("no order is called {name}"))),
    }
}

/// A world at the start of an episode.
fn open(options: Options, seed: &Value, episode: u64) -> Result<CrafterEnv, Mismatch> {
    let mut env = CrafterEnv::new(options);
    env.reset_world(world_seed(seed_hash(seed)?, episode));
    Ok(env)
}

/// Pictures of a size, and further ones around each step.
fn pictures([width, height]: [u16; 2], before: u8, after: u8) -> RenderPlan {
    RenderPlan { width, height, before, after }
}

#[cfg(test)]
mod tests {
    use super::hex_float;

    #[test]
    fn hexadecimal_floats_are_read() {
        let cases = [
            ("0x1.8p+1", Some(3.0)),
            ("-0x1.5555555555555p-3", Some(-1.0 / 6.0)),
            ("0x0.0p+0", Some(0.0)),
            ("0x1p-1", Some(0.5)),
            ("0x0.0000000000001p-1022", Some(f64::from_bits(1))),
            ("1.5", None),
            ("0x2.0p+0", None),
            ("0x1.8p+1024", None),
        ];
        for (text, want) in cases {
            assert_eq!(hex_float(text).map(f64::to_bits), want.map(f64::to_bits), "{text}");
        }
    }
}
