//! The size of the first view: what a newcomer's browser loads, as it travels. Two addresses come first: the Gallery's and a shared
//! episode's. What loads later is listed and not limited.

use crate::process::{answer, node};
use crate::{Outcome, place};

/// What a first view may weigh in all, in bytes.
const LIMIT: u64 = 600_000;

/// The views that have a limit.
const VIEWS: [&str; 2] = ["gallery", "episode"];

/// Prints what `dist/` weighs; an error if a first view is too heavy.
pub fn check() -> Outcome {
    let lines = answer(node("xtask/node/weigh.mjs").arg(place::dist()))
        .ok_or("dist/ could not be weighed; is it there?")?;
    let rows = lines.lines().map(|line| {
        row(line).ok_or_else(|| format!("This line of the scales makes no sense: {line}"))
    });
    let rows = rows.collect::<Outcome<Vec<Row>>>()?;
    println!("{:>9} {:>9}  file", "bytes", "travels");
    // What an episode needs holds what the Gallery needs.
    for Row { raw, travels, file, .. } in of(&rows, "episode") {
        println!("{raw:>9} {travels:>9}  {file}");
    }
    let later: u64 = of(&rows, "later").map(|row| row.travels).sum();
    println!("{:>9} {later:>9}  parts that load when they are wanted", "");
    for view in VIEWS {
        let sum: u64 = of(&rows, view).map(|row| row.travels).sum();
        println!("{:>9} {sum:>9}  first view, {view}: of {LIMIT} allowed", "");
        match sum {
            0 => return Err("dist/ is empty.".into()),
            1..=LIMIT => {}
            _ => {
                return Err(format!("The first view ({view}) is {} bytes too heavy.", sum - LIMIT));
            }
        }
    }
    Ok(())
}

fn of<'a>(rows: &'a [Row<'a>], view: &'a str) -> impl Iterator<Item = &'a Row<'a>> {
    rows.iter().filter(move |row| row.view == view)
}

struct Row<'a> {
    view: &'a str,
    raw: u64,
    travels: u64,
    file: &'a str,
}

/// `<view> <bytes> <bytes as they travel> <file>`.
fn row(line: &str) -> Option<Row<'_>> {
    let mut words = line.splitn(4, ' ');
    let view = words.next()?;
    let raw = words.next()?.parse().ok()?;
    let travels = words.next()?.parse().ok()?;
    Some(Row { view, raw, travels, file: words.next()? })
}
