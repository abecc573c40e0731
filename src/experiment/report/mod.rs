//! What a run came to, as tables for a terminal: players, worlds, passes, scores, achievements, rankings, comparisons.
//!
//! Intervals are Wilson's for shares and the bootstrap's for means, at 95 %. A mean is told with its standard error, from the
//! sample's deviation, as `TensorZero`'s plots have it.

mod compare;
mod crafter;
mod support;
mod table;

use indexmap::IndexMap;

use crate::experiment::row::{EpisodeRow, Group, Summary, summarise};
use crate::experiment::stats::Spread;

pub use table::Table;

/// The bootstrap's seed: the same rows give the same report.
const SEED: u64 = 0;

/// The report on some episodes.
pub fn report(rows: &[EpisodeRow]) -> String {
    if rows.is_empty() {
        return "No episode has ended yet.\n".to_owned();
    }
    let all = summarise(rows, false, SEED);
    let mut out = section("Players", &players(&all));
    let worlds = summarise(rows, true, SEED);
    out += &section("Solved, in percent, by world", &by_world(&all, &worlds));
    if all.iter().any(|summary| summary.passes.trials > 1) {
        out += &section("Solved in k trials of the same episode, in percent", &passes(&all));
    }
    if all.iter().any(|summary| !summary.scores.is_empty()) {
        out += &section("Scores", &scores(&all));
    }
    out += &support::text(rows);
    out += &crafter::text(rows);
    out += &section("Rankings", &compare::rankings(&all));
    if all.len() > 1 {
        out += &section("Compared on the same episodes", &compare::pairs(rows, &all));
    }
    let failures = failures(rows);
    if !failures.is_empty() {
        out += &format!("Failed episodes\n{failures}\n");
    }
    out
}

/// A player as tables call it: its agent, and its model if it has one.
pub fn player(group: &Group) -> String {
    match &group.model {
        Some(model) => format!("{model} / {}", group.agent),
        None => group.agent.clone(),
    }
}

fn section(title: &str, table: &Table) -> String {
    format!("{title}\n{table}\n")
}

fn players(all: &[Summary]) -> Table {
    let mut table = Table::new(&[
        "player",
        "episodes",
        "failed",
        "solved %",
        "95 %",
        "return",
        "steps",
        "seconds",
        "invalid %",
        "tokens in",
        "tokens out",
        "US$",
    ]);
    for summary in all {
        let share = summary.success.map_or_else(Default::default, |share| {
            let interval = share.interval;
            let range = format!("{:.1}–{:.1}", 100.0 * interval.low, 100.0 * interval.high);
            (format!("{:.1}", 100.0 * share.share), range)
        });
        let seconds = summary.duration_ms.map_or(0.0, |spread| spread.mean / 1000.0);
        table.row([
            player(&summary.group),
            summary.episodes.to_string(),
            summary.failed.to_string(),
            share.0,
            share.1,
            with_error(summary.episode_return, 3),
            with_error(summary.steps, 1),
            format!("{seconds:.1}"),
            format!("{:.2}", 100.0 * summary.invalid_rate),
            summary.tokens_in.to_string(),
            summary.tokens_out.to_string(),
            // A sum of nothing is -0 in Rust.
            format!("{:.4}", summary.cost_usd + 0.0),
        ]);
    }
    table
}

/// A mean with its standard error.
fn with_error(spread: Option<Spread>, digits: usize) -> String {
    let Some(spread) = spread else { return "–".to_owned() };
    match spread.standard_error() {
        Some(error) => format!("{:.digits$} ±{error:.digits$}", spread.mean),
        None => format!("{:.digits$}", spread.mean),
    }
}

fn by_world(all: &[Summary], worlds: &[Summary]) -> Table {
    let mut names: Vec<&str> =
        worlds.iter().filter_map(|summary| summary.group.world.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    let mut table = Table::new(&[["player"].as_slice(), &names].concat());
    for whole in all {
        let share = |name: &&str| {
            let here = worlds.iter().find(|summary| {
                let group = &summary.group;
                (&group.model, &group.agent, group.world.as_deref())
                    == (&whole.group.model, &whole.group.agent, Some(*name))
            });
            let share = here.and_then(|summary| summary.success);
            share.map_or_else(|| "–".to_owned(), |share| format!("{:.1}", 100.0 * share.share))
        };
        table.row([player(&whole.group)].into_iter().chain(names.iter().map(share)));
    }
    table
}

fn passes(all: &[Summary]) -> Table {
    let most = all.iter().map(|summary| summary.passes.trials).max().unwrap_or(0);
    let titles: Vec<String> = ["pass^", "pass@"]
        .into_iter()
        .flat_map(|name| (1..=most).map(move |k| format!("{name}{k}")))
        .collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let mut table = Table::new(&[["player", "tasks"].as_slice(), &titles].concat());
    for summary in all {
        let curve = |numbers: &[f64]| -> Vec<String> {
            (0..most)
                .map(|at| match numbers.get(at) {
                    Some(share) => format!("{:.1}", 100.0 * share),
                    None => "–".to_owned(),
                })
                .collect()
        };
        let passes = &summary.passes;
        let name = [player(&summary.group), passes.tasks.to_string()];
        let curves = [curve(&passes.pass_hat), curve(&passes.pass_at)].concat();
        table.row(name.into_iter().chain(curves));
    }
    table
}

fn scores(all: &[Summary]) -> Table {
    let mut names: Vec<&str> = Vec::new();
    for name in all.iter().flat_map(|summary| summary.scores.keys()) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let mut table = Table::new(&[["player"].as_slice(), &names].concat());
    for summary in all {
        let score = |name: &&str| with_error(summary.scores.get(*name).copied(), 3);
        table.row([player(&summary.group)].into_iter().chain(names.iter().map(score)));
    }
    table
}

/// Why episodes failed, the most common reason first.
fn failures(rows: &[EpisodeRow]) -> String {
    let mut reasons: IndexMap<(String, &str), usize> = IndexMap::new();
    for row in rows {
        if let Some(error) = &row.error {
            let group = Group { model: row.model.clone(), agent: row.agent.clone(), world: None };
            *reasons.entry((player(&group), error)).or_default() += 1;
        }
    }
    reasons.sort_by(|_, one, _, other| other.cmp(one));
    let line = |((player, reason), count): (&(String, &str), &usize)| {
        format!("{count:>5}  {player}: {reason}\n")
    };
    reasons.iter().map(line).collect()
}
