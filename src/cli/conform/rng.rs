//! Records of the generator: seeds, raw outputs and draws.

use serde::Deserialize;
use serde_json::Value;

use super::record::{Mismatch, same};
use crate::rng::{Pcg64, SeedSequence, decimal_words};

/// One seed and what `NumPy` made of it.
#[derive(Deserialize)]
pub struct Record {
    seed: String,
    entropy_words: [u32; 8],
    state64: [String; 4],
    pcg_state: String,
    pcg_inc: String,
    raw64: Vec<String>,
    random: Vec<String>,
    ops: Vec<Value>,
    ops_end: String,
    seq: Vec<Value>,
    seq_end: String,
}

/// Compares the whole record.
///
/// # Errors
///
/// The first [`Mismatch`].
pub fn check(record: &Record) -> Result<(), Mismatch> {
    let words =
        decimal_words(&record.seed).ok_or_else(|| Mismatch::unreadable("the seed is no number"))?;
    let sequence = SeedSequence::from_words(&words);
    let entropy: [u32; 8] = sequence.words();
    same("entropy_words", &record.entropy_words, &entropy)?;
    let pairs: [u64; 4] =
        std::array::from_fn(|at| u64::from(entropy[2 * at]) | u64::from(entropy[2 * at + 1]) << 32);
    same("state64", &record.state64, &pairs.map(|pair| pair.to_string()))?;
    let fresh = Pcg64::from_sequence(&sequence);
    if let [low] = words[..] {
        same("a 64-bit seed", &fresh, &Pcg64::new(u64::from(low)))?;
    }
    let state = |rng: &Pcg64| rng.to_string();
    same("pcg_state", &format!("{}:0:00000000", record.pcg_state), &state(&fresh))?;
    same("pcg_inc", &record.pcg_inc, &format!("{:032x}", fresh.increment()))?;

    let mut rng = fresh.clone();
    for (at, raw) in record.raw64.iter().enumerate() {
        let found = rng.next_u64().to_string();
        same("raw64", raw, &found).map_err(|wrong| wrong.at_step(at + 1))?;
    }
    let mut rng = fresh.clone();
    for (at, number) in record.random.iter().enumerate() {
        let found = hex(rng.random());
        same("random", number, &found).map_err(|wrong| wrong.at_step(at + 1))?;
    }
    for (field, ops, end) in
        [("ops", &record.ops, &record.ops_end), ("seq", &record.seq, &record.seq_end)]
    {
        let mut rng = fresh.clone();
        for (at, op) in ops.iter().enumerate() {
            draw(&mut rng, field, op).map_err(|wrong| wrong.at_step(at + 1))?;
        }
        same(field, end, &state(&rng))?;
    }
    Ok(())
}

/// Repeats one recorded draw and compares its result.
fn draw(rng: &mut Pcg64, field: &'static str, op: &Value) -> Result<(), Mismatch> {
    let unknown = || Mismatch::unreadable(format!("an unknown draw: {op}"));
    let parts = op.as_array().ok_or_else(unknown)?;
    let (Some(Value::String(what)), Some((expected, arguments))) =
        (parts.first(), parts.get(1..).and_then(<[_]>::split_last))
    else {
        return Err(unknown());
    };
    let arguments: Option<Vec<i128>> = arguments.iter().map(whole).collect();
    let arguments = arguments.ok_or_else(unknown)?;
    let plain = |value: &Value| value.to_string().replace('"', "");
    let found = match (what.as_str(), &arguments[..]) {
        ("integers", &[low, high]) => rng.integers(low as i64, high).to_string(),
        ("choice_range", &[low, high]) => {
            let list: Vec<i128> = (low..high).collect();
            rng.choice(&list).to_string()
        }
        ("random", []) => hex(rng.random()),
        ("uniform", &[low, high]) => hex(rng.uniform(low as f64, high as f64)),
        ("shuffle_list" | "permutation", &[count]) => {
            let mut list: Vec<i128> = (0..count).collect();
            rng.shuffle(&mut list);
            format!("{list:?}").replace(' ', "")
        }
        _ => return Err(unknown()),
    };
    same(field, &plain(expected), &found)
}

/// A number, or a number in a string.
fn whole(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => number.as_i128(),
        Value::String(digits) => digits.parse().ok(),
        _ => None,
    }
}

/// A number in `[0, 1)` as Python's `float.hex` writes it.
fn hex(number: f64) -> String {
    if number == 0.0 {
        return "0x0.0p+0".to_owned();
    }
    let bits = number.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32 - 1023;
    format!("0x1.{:013x}p{exponent:+}", bits & ((1 << 52) - 1))
}
