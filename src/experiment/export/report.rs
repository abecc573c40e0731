//! What the filters of fine-tuning let pass: counts, rewards, and pictures of letters.

use std::fmt;

use indexmap::IndexMap;

use crate::experiment::export::fine_tuning::{FineTuning, Form, Session};

/// Columns and lines of a histogram.
const BINS: usize = 20;
const HEIGHT: usize = 15;
/// The longest bar of a bar chart.
const BAR: usize = 40;

/// What came of filtering.
#[derive(Clone, Debug, PartialEq)]
pub struct FineTuningReport {
    /// Sessions in all.
    pub total: usize,
    /// Those that pass.
    pub passed: usize,
    /// Lines to learn from.
    pub examples: usize,
    /// The rewards of those that pass, ascending.
    pub rewards: Vec<f64>,
    /// Their tokens, ascending.
    pub tokens: Vec<f64>,
    /// How many of each model pass, in the order in which they first occur.
    pub players: IndexMap<String, usize>,
}

impl FineTuningReport {
    /// Counts.
    pub fn of(filters: &FineTuning, form: Form, sessions: &[Session]) -> Self {
        let passed: Vec<&Session> =
            sessions.iter().filter(|session| filters.passes(session)).collect();
        let sorted = |of: fn(&Session) -> f64| {
            let mut numbers: Vec<f64> = passed.iter().map(|session| of(session)).collect();
            numbers.sort_unstable_by(f64::total_cmp);
            numbers
        };
        let mut players = IndexMap::new();
        for session in &passed {
            *players.entry(session.player.clone()).or_default() += 1;
        }
        Self {
            total: sessions.len(),
            passed: passed.len(),
            examples: filters.write(form, sessions).lines().count(),
            rewards: sorted(|session| session.total_reward),
            tokens: sorted(|session| session.tokens as f64),
            players,
        }
    }

    /// The share of sessions that pass, in percent.
    pub fn pass_rate(&self) -> f64 {
        if self.total == 0 { 0.0 } else { self.passed as f64 * 100.0 / self.total as f64 }
    }
}

/// The middle of ascending numbers.
fn median(numbers: &[f64]) -> Option<f64> {
    let upper = *numbers.get(numbers.len() / 2)?;
    let lower = *numbers.get((numbers.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

impl fmt::Display for FineTuningReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "sessions  {}", self.total)?;
        writeln!(f, "passed    {} ({:.1} %)", self.passed, self.pass_rate())?;
        writeln!(f, "examples  {}", self.examples)?;
        if let (Some(least), Some(most), Some(middle)) =
            (self.rewards.first(), self.rewards.last(), median(&self.rewards))
        {
            let mean = self.rewards.iter().sum::<f64>() / self.rewards.len() as f64;
            writeln!(
                f,
                "reward    min {least:.2}, max {most:.2}, mean {mean:.2}, median {middle:.2}"
            )?;
            histogram(f, "reward", &self.rewards)?;
            histogram(f, "tokens", &self.tokens)?;
        }
        bars(f, &self.players)
    }
}

/// A picture of ascending numbers: 20 columns, 15 lines high.
fn histogram(f: &mut fmt::Formatter<'_>, name: &str, numbers: &[f64]) -> fmt::Result {
    let (Some(&least), Some(&most)) = (numbers.first(), numbers.last()) else { return Ok(()) };
    let mut counts = [0_usize; BINS];
    for number in numbers {
        let place = if most > least { (number - least) / (most - least) } else { 0.0 };
        counts[((place * BINS as f64) as usize).min(BINS - 1)] += 1;
    }
    let highest = counts.iter().copied().max().unwrap_or(1).max(1);
    writeln!(f, "\n{name}, {highest} sessions at most")?;
    for line in (1..=HEIGHT).rev() {
        // A column with anything in it is seen.
        let filled = |count: &usize| *count > 0 && (*count * HEIGHT).div_ceil(highest) >= line;
        let line: String =
            counts.iter().map(|count| if filled(count) { '█' } else { ' ' }).collect();
        writeln!(f, "│{}", line.trim_end())?;
    }
    writeln!(f, "└{}", "─".repeat(BINS))?;
    writeln!(f, " {least:<10.2}{most:>10.2}")
}

fn bars(f: &mut fmt::Formatter<'_>, players: &IndexMap<String, usize>) -> fmt::Result {
    let most = players.values().copied().max().unwrap_or(1).max(1);
    let width = players.keys().map(|name| name.chars().count()).max().unwrap_or(0);
    if !players.is_empty() {
        writeln!(f)?;
    }
    for (name, count) in players {
        writeln!(f, "{name:width$}  {} {count}", "█".repeat((count * BAR).div_ceil(most)))?;
    }
    Ok(())
}
