//! `cargo xtask test`: everything CI checks, cheap things first, and one line at the end.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::process::{cargo, run, run_and_hear};
use crate::{Outcome, browser, budget, build, place, setup};

/// What opens exported data bases, exactly.
const DUCKDB: [&str; 1] = ["duckdb==1.4.3"];

/// How many checks passed and how many failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl Tally {
    const PASSED: Self = Self { passed: 1, failed: 0 };
    const FAILED: Self = Self { passed: 0, failed: 1 };

    /// Reads `<start>… 3 passed, 1 failed …`, with a comma or a semicolon between.
    pub fn in_line(line: &str, start: &str) -> Option<Self> {
        let words: Vec<&str> = line.strip_prefix(start)?.split_whitespace().collect();
        let before = |word: &str| {
            let at = words.iter().position(|w| w.trim_end_matches([',', ';', '.']) == word)?;
            words.get(at.checked_sub(1)?)?.parse().ok()
        };
        Some(Self { passed: before("passed")?, failed: before("failed")? })
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs all checks, or those that `words` choose; ends with `N passed, N failed`.
pub fn test(words: &[&str]) -> Outcome<ExitCode> {
    let mut report = Report::default();
    match words {
        [] => {
            native(&mut report);
            site(&mut report);
        }
        ["native"] => native(&mut report),
        ["native", filter @ ..] => {
            report.stage("Native tests", || Ok(native_tests(filter)));
        }
        ["browser"] => site(&mut report),
        ["browser", words @ ..] => {
            let (no_build, filter): (Vec<&str>, Vec<&str>) =
                words.iter().partition(|word| **word == "--no-build");
            let built = !no_build.is_empty() || build(&mut report);
            browser_tests(&mut report, built, &filter);
        }
        [other, ..] => return Err(format!("`cargo xtask test` does not know `{other}`.")),
    }
    Ok(report.end())
}

fn native(report: &mut Report) {
    report.stage("Formatting", || {
        setup::for_checks()?;
        one(run(cargo().args(["fmt", "--all", "--check"])))
    });
    report.stage("Lints, native", || {
        let words = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        one(run(cargo().args(words)))
    });
    report.stage("Lints, browser", || {
        setup::wasm_target()?;
        let place = ["--target", "wasm32-unknown-unknown", "--lib", "--bins"];
        one(run(cargo().arg("clippy").args(place).args(["--", "-D", "warnings"])))
    });
    report.stage("Native tests", || Ok(native_tests(&[])));
}

fn site(report: &mut Report) {
    let built = build(report);
    let weigh = || if built { one(budget::check()) } else { Err(NO_SITE.into()) };
    report.stage("Size of the first view", weigh);
    browser_tests(report, built, &[]);
}

const NO_SITE: &str = "Not run, since the site could not be built.";

fn build(report: &mut Report) -> bool {
    report.stage("Build of the site", || one(build::site()))
}

fn browser_tests(report: &mut Report, built: bool, filter: &[&str]) {
    let test = || if built { browser::test(filter) } else { Err(NO_SITE.into()) };
    report.stage("Browser tests", test);
}

/// Every test counts as one; code that does not compile, or a crash, as one failure more.
fn native_tests(filter: &[&str]) -> Tally {
    let mut tally = Tally::default();
    let mut tests = cargo();
    tests.args(["test", "--workspace", "--no-fail-fast", "--"]).args(filter);
    // Exported data bases are opened by Python's DuckDB; without one, their test says that it was skipped.
    match setup::python(&place::target().join("duckdb"), &DUCKDB) {
        Ok(python) => drop(tests.env("DIORAMA_PYTHON", python)),
        Err(reason) => println!("{reason} Exported data bases are not opened."),
    }
    let outcome = run_and_hear(&mut tests, |line| {
        tally.add(Tally::in_line(line, "test result:").unwrap_or_default());
    });
    if outcome.is_err() && tally.failed == 0 {
        println!("The native tests did not run to their end.");
        tally.add(Tally::FAILED);
    }
    tally
}

/// A stage that counts as one check.
fn one(outcome: Outcome) -> Outcome<Tally> {
    outcome.map(|()| Tally::PASSED)
}

/// What came of each stage.
#[derive(Default)]
struct Report {
    stages: Vec<(&'static str, Tally, Duration)>,
}

impl Report {
    /// Runs a stage and notes what came of it; tells whether nothing failed.
    fn stage(&mut self, name: &'static str, work: impl FnOnce() -> Outcome<Tally>) -> bool {
        println!("\n-- {name}");
        let start = Instant::now();
        let tally = work().unwrap_or_else(|reason| {
            println!("{reason}");
            Tally::FAILED
        });
        self.stages.push((name, tally, start.elapsed()));
        tally.failed == 0
    }

    /// Prints the table and the last line.
    fn end(self) -> ExitCode {
        let mut all = Tally::default();
        println!("\n{:<24} {:>7} {:>7} {:>8}", "stage", "passed", "failed", "seconds");
        for (name, tally, time) in self.stages {
            let Tally { passed, failed } = tally;
            println!("{name:<24} {passed:>7} {failed:>7} {:>8.1}", time.as_secs_f64());
            all.add(tally);
        }
        println!("\n{} passed, {} failed", all.passed, all.failed);
        if all.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn counts_are_read_from_lines() {
        let cases = [
            (
                "test result: FAILED. 11 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
                "test result:",
                Some(Tally { passed: 11, failed: 2 }),
            ),
            ("browser: 3 passed, 0 failed", "browser: ", Some(Tally { passed: 3, failed: 0 })),
            ("test a ... ok", "test result:", None),
            ("browser: started", "browser: ", None),
        ];
        for (line, start, want) in cases {
            assert_eq!(Tally::in_line(line, start), want, "{line:?}");
        }
    }
}
