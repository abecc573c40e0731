//! Who comes first, and whether that could be chance.

use std::collections::BTreeMap;

use crate::experiment::report::{SEED, Table, player};
use crate::experiment::row::{EpisodeRow, Group, Summary};
use crate::experiment::stats::{RESAMPLES, mcnemar, paired_bootstrap, rank};

/// Of more players, each is compared with the best only.
const ALL_PAIRS: usize = 4;

/// The players by what they solved, by their returns, and by their invalid actions.
pub(super) fn rankings(all: &[Summary]) -> Table {
    let numbers = |of: fn(&Summary) -> f64| -> Vec<(String, f64)> {
        all.iter().map(|summary| (player(&summary.group), of(summary))).collect()
    };
    let solved = numbers(|summary| summary.success.map_or(0.0, |share| 100.0 * share.share));
    let returns = numbers(|summary| summary.episode_return.map_or(0.0, |spread| spread.mean));
    let invalid = numbers(|summary| 100.0 * summary.mean_invalid_rate);
    let lists = [(rank(&solved, false), 1), (rank(&returns, false), 3), (rank(&invalid, true), 2)];
    let mut table = Table::of_words(&["by solved %", "by return", "by invalid %"]);
    for at in 0..all.len() {
        table.row(lists.iter().map(|(list, digits)| {
            let ranked = &list[at];
            format!("{}. {}: {:.*}", ranked.place, ranked.name, digits, ranked.number)
        }));
    }
    table
}

/// Players two by two, on the episodes that both ended: McNemar's test on what was solved, the paired bootstrap on returns.
pub(super) fn pairs(rows: &[EpisodeRow], all: &[Summary]) -> Table {
    let mut table = Table::new(&[
        "first",
        "second",
        "episodes",
        "only first",
        "only second",
        "p",
        "return",
        "95 %",
        "p",
    ]);
    for (one, other) in couples(all) {
        let (first, second) = (episodes(rows, one), episodes(rows, other));
        let both: Vec<(&EpisodeRow, &EpisodeRow)> =
            first.iter().filter_map(|(key, row)| Some((*row, *second.get(key)?))).collect();
        let solved = |row: &EpisodeRow| row.success && row.error.is_none();
        let outcomes: Vec<(bool, bool)> =
            both.iter().map(|(one, other)| (solved(one), solved(other))).collect();
        let test = mcnemar(&outcomes);
        let played =
            both.iter().filter(|(one, other)| one.error.is_none() && other.error.is_none());
        let returns: Vec<(f64, f64)> =
            played.map(|(one, other)| (one.episode_return, other.episode_return)).collect();
        let difference = paired_bootstrap(&returns, RESAMPLES, SEED);
        let told = difference.map(|found| {
            let interval = found.interval;
            [
                format!("{:+.3}", found.mean),
                format!("{:+.3} to {:+.3}", interval.low, interval.high),
                format!("{:.3}", found.p),
            ]
        });
        let counts = [
            player(one),
            player(other),
            both.len().to_string(),
            test.only_first.to_string(),
            test.only_second.to_string(),
            format!("{:.3}", test.p),
        ];
        table.row(counts.into_iter().chain(told.unwrap_or_else(|| ["–"; 3].map(str::to_owned))));
    }
    table
}

/// Whom to compare with whom.
fn couples(all: &[Summary]) -> Vec<(&Group, &Group)> {
    let solved = |summary: &&Summary| summary.success.map_or(0.0, |share| share.share);
    let best = all.iter().max_by(|one, other| solved(one).total_cmp(&solved(other)));
    let mut couples = Vec::new();
    for (at, one) in all.iter().enumerate() {
        for other in &all[at + 1..] {
            let has_best =
                best.is_some_and(|best| best.group == one.group || best.group == other.group);
            if has_best || all.len() <= ALL_PAIRS {
                couples.push((&one.group, &other.group));
            }
        }
    }
    couples
}

/// A player's episodes by world, seed and trial.
fn episodes<'a>(
    rows: &'a [EpisodeRow],
    group: &Group,
) -> BTreeMap<(&'a str, u64, u32), &'a EpisodeRow> {
    let own = rows.iter().filter(|row| row.model == group.model && row.agent == group.agent);
    own.map(|row| ((row.world.as_str(), row.seed, row.trial), row)).collect()
}
