//! The size of the first view: what a newcomer's browser loads, as it travels.

use crate::process::{answer, node};
use crate::{Outcome, place};

/// What the first view may weigh in all, in bytes. 600,000 is the aim: the models' part of the page has to become a module that loads when
/// it is wanted; until then this limit keeps the page from growing further.
const LIMIT: u64 = 800_000;

/// Prints what `dist/` weighs; an error if it is too much.
pub fn check() -> Outcome {
    let lines = answer(node("xtask/node/weigh.mjs").arg(place::dist()))
        .ok_or("dist/ could not be weighed; is it there?")?;
    let mut sum = 0;
    println!("{:>9} {:>9}  file", "bytes", "travels");
    for line in lines.lines() {
        let Some((raw, packed, file)) = parts(line) else {
            return Err(format!("This line of the scales makes no sense: {line}"));
        };
        println!("{raw:>9} {packed:>9}  {file}");
        sum += packed;
    }
    println!("{:>9} {sum:>9}  in all, of {LIMIT} allowed", "");
    match sum {
        0 => Err("dist/ is empty.".into()),
        1..=LIMIT => Ok(()),
        _ => Err(format!("The first view is {} bytes too heavy.", sum - LIMIT)),
    }
}

/// `<bytes> <bytes as they travel> <file>`.
fn parts(line: &str) -> Option<(u64, u64, &str)> {
    let (raw, rest) = line.split_once(' ')?;
    let (packed, file) = rest.split_once(' ')?;
    Some((raw.parse().ok()?, packed.parse().ok()?, file))
}
