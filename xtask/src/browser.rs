//! The browser: end-to-end tests and pictures, both by scripts in `tests/browser/`.

use std::path::Path;

use crate::check::Tally;
use crate::process::{node, run, run_and_hear};
use crate::{Outcome, build, place, setup};

/// Runs the browser tests on `dist/`; `words` choose some of them.
pub fn test(words: &[&str]) -> Outcome<Tally> {
    let browser = browser_for_dist()?;
    let mut tally = None;
    let mut tests = node("tests/browser/run.mjs");
    let outcome = run_and_hear(tests.args(words).env("CHROMIUM", browser), |line| {
        tally = Tally::in_line(line, "browser: ").or(tally);
    });
    match (tally, outcome) {
        (None, Ok(())) => Err("The browser tests ended without a count.".into()),
        (None, Err(reason)) => Err(reason),
        (Some(tally), Err(reason)) if tally.failed == 0 => Err(reason),
        (Some(tally), _) => Ok(tally),
    }
}

/// Takes pictures into `target/shots/`.
pub fn shots(flags: &[&str]) -> Outcome {
    let (no_build, routes): (Vec<&str>, Vec<&str>) =
        flags.iter().partition(|flag| **flag == "--no-build");
    if no_build.is_empty() {
        build::site()?;
    }
    let browser = browser_for_dist()?;
    run(node("tests/browser/shots.mjs").args(routes).env("CHROMIUM", browser))
}

/// The browser, once there is a site for it.
pub fn browser_for_dist() -> Outcome<impl AsRef<Path> + AsRef<std::ffi::OsStr>> {
    if !place::dist().join("index.html").is_file() {
        return Err("dist/ is not there; `cargo xtask build` writes it.".into());
    }
    setup::for_build()?;
    setup::chromium()
}
