//! The tables of the multi-model Crafter run, in the seed script's columns.
//!
//! Source: synth-ai's multi-model script: performance, invalid actions, achievements by turn, rankings; then achievement by model.

use indexmap::IndexMap;

use crate::experiment::row::EpisodeRow;
use crate::experiment::stats::{
    Achievements, Bucket, InvalidActions, Spread, Unlock, achievements, crafter_score, rank,
};

/// How many achievements there are.
const ALL: usize = 22;

/// A model's name in the last table is cut to so many characters.
const NAME: usize = 8;

/// Rows by model.
type ByModel<'a> = IndexMap<&'a str, Vec<&'a EpisodeRow>>;

/// The tables; nothing without an episode of Crafter.
pub(super) fn text(rows: &[EpisodeRow]) -> String {
    let mut models: ByModel = IndexMap::new();
    for row in rows.iter().filter(|row| row.world.starts_with("crafter")) {
        models.entry(row.model.as_deref().unwrap_or(&row.agent)).or_default().push(row);
    }
    if models.is_empty() {
        return String::new();
    }
    let found: IndexMap<&str, Achievements> =
        models.iter().map(|(model, rows)| (*model, achieved(rows))).collect();
    let rule = "=".repeat(100);
    let mut out = format!("{rule}\nCrafter\n{rule}\n\n");
    out += &performance(&models);
    out += &invalid(&models);
    out += &by_turn(&found);
    out += &rankings(&models);
    out += &by_name(&models, &found);
    out
}

fn played<'a>(rows: &[&'a EpisodeRow]) -> Vec<&'a EpisodeRow> {
    rows.iter().copied().filter(|row| row.error.is_none()).collect()
}

fn achieved(rows: &[&EpisodeRow]) -> Achievements {
    let unlocked: Vec<Vec<Unlock>> =
        played(rows).into_iter().map(|row| row.achievements.clone()).collect();
    achievements(&unlocked)
}

fn mean(rows: &[&EpisodeRow], of: fn(&EpisodeRow) -> f64) -> f64 {
    let numbers: Vec<f64> = played(rows).into_iter().map(of).collect();
    Spread::of(&numbers).map_or(0.0, |spread| spread.mean)
}

fn heading(title: &str) -> String {
    format!("{title}\n{}\n", "-".repeat(80))
}

fn performance(models: &ByModel) -> String {
    let mut out = heading("Performance");
    out += &format!(
        "{:<20} {:<10} {:<10} {:<12} {:<12} {:<12}\n",
        "Model", "Episodes", "Success%", "Avg Reward", "Avg Steps", "Avg Duration"
    );
    for (model, rows) in models {
        let good = played(rows).len() as f64 / rows.len() as f64;
        let [success, reward, steps, duration] = [
            format!("{:.1}%", 100.0 * good),
            format!("{:.2}", mean(rows, |row| row.episode_return)),
            format!("{:.1}", mean(rows, |row| f64::from(row.steps))),
            format!("{:.1}s", mean(rows, |row| row.duration_ms / 1000.0)),
        ];
        let episodes = rows.len();
        out += &format!(
            "{model:<20} {episodes:<10} {success:<10} {reward:<12} {steps:<12} {duration:<12}\n"
        );
    }
    out + "\n"
}

fn invalid_of(rows: &[&EpisodeRow]) -> InvalidActions {
    let actions: Vec<(u64, u64)> =
        played(rows).iter().map(|row| (row.invalid_actions, row.total_actions)).collect();
    InvalidActions::of(&actions)
}

fn invalid(models: &ByModel) -> String {
    let mut out = heading("Invalid actions");
    out += &format!(
        "{:<20} {:<15} {:<15} {:<15}\n",
        "Model", "Avg Invalid%", "Total Invalid", "Total Actions"
    );
    for (model, rows) in models {
        let found = invalid_of(rows);
        let rate = format!("{:.2}%", 100.0 * found.mean_rate);
        out += &format!("{model:<20} {rate:<15} {:<15} {:<15}\n", found.invalid, found.total);
    }
    out + "\n"
}

fn by_turn(found: &IndexMap<&str, Achievements>) -> String {
    let mut out = heading("Achievements");
    out += &format!(
        "{:<20} {:<12} {:<12} {:<12} {:<12} {:<12}\n",
        "Model", "Total", "Unique", "Early (0-25)", "Mid (26-50)", "Late (51+)"
    );
    for (model, all) in found {
        let [early, mid, late] = Bucket::ALL.map(|bucket| all.in_bucket(bucket).0);
        out += &format!(
            "{model:<20} {:<12} {:<12} {early:<12} {mid:<12} {late:<12}\n",
            all.total, all.unique
        );
    }
    out + "\n"
}

fn rankings(models: &ByModel) -> String {
    let numbers = |of: &dyn Fn(&[&EpisodeRow]) -> f64| -> Vec<(String, f64)> {
        models.iter().map(|(model, rows)| ((*model).to_owned(), of(rows))).collect()
    };
    let mut out = heading("Rankings");
    out += "By average reward:\n";
    for ranked in rank(&numbers(&|rows| mean(rows, |row| row.episode_return)), false) {
        out += &format!("  {}. {}: {:.2}\n", ranked.place, ranked.name, ranked.number);
    }
    out += "By average invalid rate:\n";
    for ranked in rank(&numbers(&|rows| 100.0 * invalid_of(rows).mean_rate), true) {
        out += &format!("  {}. {}: {:.2}%\n", ranked.place, ranked.name, ranked.number);
    }
    out + "\n"
}

/// Each achievement's share of episodes by model, and Crafter's score below.
fn by_name(models: &ByModel, found: &IndexMap<&str, Achievements>) -> String {
    let mut names: Vec<&String> = found.values().flat_map(|all| all.each.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let mut out = heading("Achievement by model");
    let short = |model: &&str| model.chars().take(NAME).collect::<String>();
    let titles = models.keys().map(|model| format!(" {:<16}", short(model)));
    out += &format!("{:<22}{}\n", "Achievement", titles.collect::<String>());
    for name in names {
        out += &format!("{name:<22}");
        for (model, rows) in models {
            let count = found[model].each.get(name).map_or(0, |counts| counts.episodes);
            let total = played(rows).len();
            let share = if total == 0 { 0.0 } else { 100.0 * count as f64 / total as f64 };
            out += &format!(" {:<16}", format!("{count}/{total} ({share:.0}%)"));
        }
        out += "\n";
    }
    out += &format!("{:<22}", "Crafter score");
    for (model, rows) in models {
        let total = played(rows).len().max(1) as f64;
        let share =
            |counts: &crate::experiment::stats::Counts| 100.0 * counts.episodes as f64 / total;
        let mut rates: Vec<f64> = found[model].each.values().map(share).collect();
        rates.resize(ALL.max(rates.len()), 0.0);
        out += &format!(" {:<16}", format!("{:.1}%", crafter_score(&rates)));
    }
    out + "\n\n"
}
