//! Records of Python's generator and of the order of its sets.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::conform::record::{Mismatch, same};
use crate::python::IntSet;
use crate::rng::PythonRandom;

/// A seed and what was drawn, in sequence.
#[derive(Deserialize)]
pub struct Draws {
    seed: String,
    /// Name, arguments, result.
    ops: Vec<Vec<Value>>,
}

/// Sets and the orders in which they were walked.
#[derive(Deserialize)]
pub struct Sets {
    adds: Vec<u32>,
    order: Vec<u32>,
    copy_order: Vec<u32>,
    keep: Vec<u32>,
    filter_order: Vec<u32>,
    filter_of_copy_order: Vec<u32>,
    and_adds: Vec<u32>,
    and_order: Vec<u32>,
}

pub fn check(record: &Draws) -> Result<(), Mismatch> {
    let random = PythonRandom::from_decimal(&record.seed);
    let mut random = random.ok_or_else(|| Mismatch::unreadable("the seed is no number"))?;
    for (at, op) in record.ops.iter().enumerate() {
        draw(&mut random, op).map_err(|wrong| wrong.at_step(at + 1))?;
    }
    Ok(())
}

/// Repeats one draw and compares its result.
fn draw(random: &mut PythonRandom, op: &[Value]) -> Result<(), Mismatch> {
    let unknown = || Mismatch::unreadable(format!("an unknown draw: {}", json!(op)));
    let (Some(Value::String(name)), Some((expected, arguments))) =
        (op.first(), op.get(1..).and_then(<[_]>::split_last))
    else {
        return Err(unknown());
    };
    let whole = |at: usize| arguments.get(at).and_then(Value::as_u64).ok_or_else(unknown);
    let signed = |at: usize| arguments.get(at).and_then(Value::as_i64).ok_or_else(unknown);
    let count = |at: usize| whole(at).map(|number| number as usize);
    let found = match name.as_str() {
        "random" => json!(random.random()),
        "uniform" => {
            let bound = |at: usize| arguments.get(at).and_then(Value::as_f64).ok_or_else(unknown);
            json!(random.uniform(bound(0)?, bound(1)?))
        }
        "getrandbits" => json!(decimal(&random.long_bits(whole(0)? as u32))),
        "randbelow" => json!(random.below(whole(0)?)),
        "randint" => json!(random.randint(signed(0)?, signed(1)?)),
        "choice" => {
            let list: Vec<usize> = (0..count(0)?).collect();
            json!(random.choice(&list))
        }
        "shuffle" => {
            let mut list: Vec<usize> = (0..count(0)?).collect();
            random.shuffle(&mut list);
            json!(list)
        }
        "sample" => json!(random.sample(count(0)?, count(1)?)),
        "choices" => json!(random.choices(count(0)?, count(1)?)),
        "choices_weighted" => {
            let weights = arguments.first().cloned().unwrap_or_default();
            let weights: Vec<f64> =
                serde_json::from_value(weights).map_err(Mismatch::unreadable)?;
            json!(random.weighted(&weights, 1).map_err(Mismatch::unreadable)?[0])
        }
        _ => return Err(unknown()),
    };
    same("draw", expected, &found)
}

/// A number of 32-bit words, the lowest first, in decimal digits.
fn decimal(words: &[u32]) -> String {
    let mut words = words.to_vec();
    let mut digits = Vec::new();
    while words.iter().any(|&word| word != 0) {
        let mut rest = 0;
        for word in words.iter_mut().rev() {
            let number = rest << 32 | u64::from(*word);
            *word = (number / 10) as u32;
            rest = number % 10;
        }
        digits.push(char::from(b'0' + rest as u8));
    }
    if digits.is_empty() { "0".to_owned() } else { digits.iter().rev().collect() }
}

pub fn check_set(record: &Sets) -> Result<(), Mismatch> {
    let order = |set: &IntSet| set.iter().collect::<Vec<u32>>();
    let set: IntSet = record.adds.iter().copied().collect();
    same("order", &record.order, &order(&set))?;
    let copy = set.copied();
    same("copy_order", &record.copy_order, &order(&copy))?;
    let kept = |set: &IntSet| set.iter().filter(|value| record.keep.contains(value)).collect();
    same("filter_order", &record.filter_order, &order(&kept(&set)))?;
    same("filter_of_copy_order", &record.filter_of_copy_order, &order(&kept(&copy)))?;
    let other: IntSet = record.and_adds.iter().copied().collect();
    same("and_order", &record.and_order, &order(&set.intersection(&other)))
}
