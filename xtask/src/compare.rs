//! `cargo xtask compare`: speeds of the worlds beside the Python originals and inside a browser.
//!
//! Both sides do the work of `src/env/workload.rs` and `src/env/crafter/workload.rs` and take turns, several times, in one run: what
//! slows the machine down slows both. A checksum tells that both did the same.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::process::{cargo, node, program};
use crate::{Outcome, browser, build, place, setup};

/// How often each side takes its turn, unless `--turns` says otherwise.
const TURNS: usize = 5;

/// An original in Python, and what must be reached beside it.
struct Original {
    /// Its workloads' name in `diorama bench`, and of its script.
    name: &'static str,
    /// The folder of its environment in `target/compare/`.
    home: &'static str,
    /// What its environment is made of, exactly.
    parts: [&'static str; 3],
    /// By workload.
    targets: &'static [(&'static str, Target)],
    /// How long a turn of it takes.
    turn: &'static str,
    /// What to know of its side.
    note: &'static str,
}

const GRID: Original = Original {
    name: "grid",
    home: "venv",
    parts: ["minigrid==3.2.0", "gymnasium==1.4.0", "numpy==2.4.6"],
    targets: &[
        ("step-empty", Target::PerSecond(5_000_000.0)),
        ("text-goto-local", Target::Times(200.0)),
        ("reset-boss", Target::Times(200.0)),
        ("reset-goto", Target::None),
    ],
    turn: "some seconds",
    note: "BALROG's fork of Minigrid is not on PyPI: xtask/python makes its text from the same view.",
};

const CRAFTER: Original = Original {
    name: "crafter",
    home: "crafter",
    parts: ["crafter==1.8.3", "opensimplex==0.4.5.1", "numpy==2.4.6"],
    targets: &[
        ("step", Target::Times(100.0)),
        ("text", Target::Times(100.0)),
        ("reset", Target::Times(200.0)),
    ],
    turn: "a minute",
    note: "Neither side makes pictures; both draw what pictures draw at night.",
};

/// What a browser must reach of the speed outside it, in every workload.
const BROWSER_TARGET: f64 = 0.6;

/// What the second side must reach.
#[derive(Clone, Copy)]
enum Target {
    /// So many a second.
    PerSecond(f64),
    /// So many times the first side's speed.
    Times(f64),
    /// Nothing; the figure is for information.
    None,
}

/// Compares; the first word says with what.
pub fn compare(words: &[&str]) -> Outcome {
    match words {
        ["grid"] => beside(&GRID, TURNS),
        ["grid", "--turns", turns] => beside(&GRID, read_turns(turns)?),
        ["crafter"] => beside(&CRAFTER, TURNS),
        ["crafter", "--turns", turns] => beside(&CRAFTER, read_turns(turns)?),
        ["browser", flags @ ..] => {
            let (no_build, rest): (Vec<&str>, Vec<&str>) =
                flags.iter().partition(|flag| **flag == "--no-build");
            let turns = match rest.as_slice() {
                [] => TURNS,
                ["--turns", turns] => read_turns(turns)?,
                _ => return Err(unknown(words)),
            };
            in_browser(turns, no_build.is_empty())
        }
        _ => Err(unknown(words)),
    }
}

fn unknown(words: &[&str]) -> String {
    format!(
        "`cargo xtask compare {}` is unknown; there are `grid`, `crafter` and `browser`.",
        words.join(" ")
    )
}

fn read_turns(turns: &str) -> Outcome<usize> {
    let turns = turns.parse().ok().filter(|turns| (1..=1000).contains(turns));
    turns.ok_or_else(|| "`--turns` wants a number from 1 to 1000.".to_owned())
}

/// Beside Python, which gets an environment of its own in `target/compare/`.
fn beside(original: &Original, turns: usize) -> Outcome {
    let Original { name, home, parts, targets, turn, note } = original;
    let python = python(home, parts)?;
    let ours = native(name)?;
    let script = place::root().join("xtask").join("python").join(format!("compare_{name}.py"));
    println!("Each side takes {turns} turns; a turn of Python's takes {turn}.");
    let theirs = || {
        let mut command = program(&python);
        command.arg(&script);
        command
    };
    let rows = take_turns(turns, ("Python", &theirs), ("Diorama", &ours))?;
    println!(
        "\nOne thread, medians of {turns} turns. Starts of episodes are not part of steps.\n\
         Python's clock counts its processor time only, ours all time: a busy machine favours Python.\n\
         {note}"
    );
    let target = |name: &str| {
        let named = targets.iter().find(|(known, _)| *known == name);
        named.map_or(Target::None, |(_, target)| *target)
    };
    report(["Python/s", "Diorama/s"], &rows, 1, target)
}

/// Beside the same code in Chromium, compiled as the site is.
fn in_browser(turns: usize, with_build: bool) -> Outcome {
    if with_build {
        build::site()?;
    }
    let chromium = browser::browser_for_dist()?;
    let ours = native("worlds")?;
    println!("Each side takes {turns} turns.");
    let theirs = || {
        let mut command = node("tests/browser/speed.mjs");
        command.env("CHROMIUM", &chromium);
        command
    };
    let rows = take_turns(turns, ("Native", &ours), ("Chromium", &theirs))?;
    println!("\nOne thread, medians of {turns} turns. Starts of episodes are not part of steps.");
    report(["native/s", "Chromium/s"], &rows, 2, |_| Target::Times(BROWSER_TARGET))
}

/// Prints what was measured; an error if a target is missed or the sides did other work.
fn report(
    sides: [&str; 2],
    rows: &[Row],
    digits: usize,
    target: impl Fn(&str) -> Target,
) -> Outcome {
    let [first, second] = sides;
    println!(
        "\n{:<16} {first:>12} {second:>12} {:>8}  {:>14} {:>9}  met",
        "", "ratio", "(from, to)", "target"
    );
    let mut missed = false;
    for row in rows {
        let (wanted, met) = match target(&row.name) {
            Target::PerSecond(least) => (format!("{least:.0}/s"), Some(row.second >= least)),
            Target::Times(least) => (format!("{least} x"), Some(row.ratio >= least)),
            Target::None => (String::new(), None),
        };
        missed |= met == Some(false);
        let Row { name, first, second, ratio, .. } = row;
        let spread = row.spread(digits);
        let met = met.map_or("", |met| if met { "yes" } else { "no" });
        println!(
            "{name:<16} {first:>12.0} {second:>12.0} {ratio:>8.digits$}  {spread:>14} {wanted:>9}  {met}"
        );
    }
    let other: Vec<&str> = rows.iter().filter(|row| !row.same).map(|row| &*row.name).collect();
    if !other.is_empty() {
        return Err(format!("The two sides did not show the same in: {}.", other.join(", ")));
    }
    println!("\nBoth sides showed the same: all checksums are equal.");
    if missed { Err("Not every target is met.".into()) } else { Ok(()) }
}

/// The command line's own measuring, compiled for release.
fn native(what: &'static str) -> Outcome<impl Fn() -> Command> {
    println!("Compiling the command line for release.");
    let built = cargo().args(["build", "--release", "--bin", "diorama", "--quiet"]).status();
    if !built.is_ok_and(|status| status.success()) {
        return Err("The command line could not be compiled.".into());
    }
    Ok(move || {
        let mut command = cargo();
        command.args(["run", "--release", "--quiet", "--bin", "diorama", "--", "bench", what]);
        command
    })
}

/// A Python with these parts, in `target/compare`.
fn python(home: &str, parts: &[&str]) -> Outcome<PathBuf> {
    setup::python(&place::target().join("compare").join(home), parts)
}

/// A workload on both sides.
#[derive(Debug, PartialEq)]
struct Row {
    name: String,
    /// Counts per second, medians.
    first: f64,
    second: f64,
    /// The second side's speed over the first's, turn by turn, in order.
    ratios: Vec<f64>,
    ratio: f64,
    /// Both sides showed the same, at every turn.
    same: bool,
}

impl Row {
    /// The ratio's least and greatest value.
    fn spread(&self, digits: usize) -> String {
        let end = |ratio: Option<&f64>| ratio.copied().unwrap_or_default();
        let (low, high) = (end(self.ratios.first()), end(self.ratios.last()));
        format!("({low:.digits$}, {high:.digits$})")
    }
}

/// A line of one side: `<workload> <count per second> <checksum>`.
type Line = (String, f64, String);

/// Lets two programs measure in turns.
fn take_turns(
    turns: usize,
    first: (&str, &dyn Fn() -> Command),
    second: (&str, &dyn Fn() -> Command),
) -> Outcome<Vec<Row>> {
    let mut seen: [Vec<Vec<Line>>; 2] = [Vec::new(), Vec::new()];
    for turn in 1..=turns {
        for (lines, (name, command)) in seen.iter_mut().zip([first, second]) {
            println!("Turn {turn} of {turns}: {name}.");
            let heard = command().stdin(Stdio::null()).stderr(Stdio::inherit()).output();
            let heard = heard.ok().filter(|heard| heard.status.success());
            let heard = heard.ok_or_else(|| format!("{name} could not be measured."))?;
            lines.push(String::from_utf8_lossy(&heard.stdout).lines().filter_map(parts).collect());
        }
    }
    let [first, second] = seen;
    rows(&first, &second)
}

fn parts(line: &str) -> Option<Line> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [name, speed, checksum] = words.as_slice() else { return None };
    Some(((*name).to_owned(), speed.parse().ok()?, (*checksum).to_owned()))
}

/// Sets the turns of both sides against each other.
fn rows(first: &[Vec<Line>], second: &[Vec<Line>]) -> Outcome<Vec<Row>> {
    let names = first.iter().flatten().map(|(name, ..)| name);
    let mut known: Vec<&String> = Vec::new();
    for name in names {
        if !known.contains(&name) {
            known.push(name);
        }
    }
    let row = |name: &String| {
        let of = |lines: &[Vec<Line>]| -> Vec<Line> {
            lines.iter().flatten().filter(|(other, ..)| other == name).cloned().collect()
        };
        let (first, second) = (of(first), of(second));
        if first.is_empty() || first.len() != second.len() {
            return Err(format!("One side did not measure {name}."));
        }
        let ratios = first.iter().zip(&second).map(|(first, second)| second.1 / first.1);
        let (ratio, ratios) = median(ratios.collect());
        let checksum = &first[0].2;
        Ok(Row {
            name: name.clone(),
            first: median(first.iter().map(|line| line.1).collect()).0,
            second: median(second.iter().map(|line| line.1).collect()).0,
            ratio,
            ratios,
            same: first.iter().chain(&second).all(|line| line.2 == *checksum),
        })
    };
    let rows: Vec<Row> = known.into_iter().map(row).collect::<Outcome<_>>()?;
    if rows.is_empty() { Err("Nothing was measured.".into()) } else { Ok(rows) }
}

/// The middle value, and all in order.
fn median(mut values: Vec<f64>) -> (f64, Vec<f64>) {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let median = if values.len() % 2 == 1 || middle == 0 {
        values.get(middle).copied().unwrap_or_default()
    } else {
        f64::midpoint(values[middle - 1], values[middle])
    };
    (median, values)
}

#[cfg(test)]
mod tests {
    use super::{median, parts, rows};

    #[test]
    fn turns_are_set_against_each_other() {
        let turn = |speed: &str| vec![parts(&format!("step {speed} abc")).expect("a line")];
        let python = [turn("10"), turn("20"), turn("30")];
        let ours = [turn("100"), turn("600"), turn("600")];
        let rows = rows(&python, &ours).expect("two sides");
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].first, rows[0].second, rows[0].ratio), (20.0, 600.0, 20.0));
        assert_eq!(rows[0].spread(0), "(10, 30)");
        assert!(rows[0].same);
    }

    #[test]
    fn a_side_that_did_other_work_is_found_out() {
        let line = |checksum: &str| vec![parts(&format!("step 1 {checksum}")).expect("a line")];
        assert!(!rows(&[line("a")], &[line("b")]).expect("two sides")[0].same);
        assert!(rows(&[line("a")], &[Vec::new()]).is_err());
        assert!(rows(&[], &[]).is_err());
    }

    #[test]
    fn the_middle_of_an_even_number_lies_between() {
        let cases: [(&[f64], f64); 4] =
            [(&[], 0.0), (&[3.0], 3.0), (&[4.0, 1.0], 2.5), (&[9.0, 1.0, 2.0], 2.0)];
        for (values, want) in cases {
            assert_eq!(median(values.to_vec()).0.to_bits(), want.to_bits(), "{values:?}");
        }
    }
}
