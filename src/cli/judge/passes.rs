//! pass@k and pass^k over the records of a table.

use indexmap::IndexMap;

use super::scores::{Name, Row};
use crate::judge::Trials;

/// pass@k or pass^k: the mean over the tasks that have trials enough.
///
/// # Errors
///
/// No task has them, or k makes no sense.
pub fn passes(rows: &[Row], name: Name, label: &str, k: Option<i64>) -> Result<String, String> {
    let mut tasks: IndexMap<&str, Vec<i64>> = IndexMap::new();
    // A benchmark's own reward goes before a judge's verdict.
    let has_rewards = rows.iter().any(|row| row.is_verdict && !row.asked_judge);
    for row in rows.iter().filter(|row| row.is_verdict && row.asked_judge != has_rewards) {
        let task = row.id.as_deref().unwrap_or(&row.record);
        let solved = row.number.is_some_and(|number| (number - 1.0).abs() <= 1e-6);
        tasks.entry(task).or_default().push(i64::from(solved));
    }
    let most = tasks.values().map(Vec::len).max().unwrap_or(0) as i64;
    let k = k.unwrap_or(most);
    let mut numbers = Vec::new();
    for scores in tasks.values().filter(|scores| scores.len() as i64 >= k) {
        let trials = Trials::new(scores.len() as i64, k).map_err(|error| error.to_string())?;
        let number = match name {
            Name::PassAtK => trials.pass_at_k(scores),
            _ => trials.pass_hat_k(scores),
        };
        numbers.push(number.map_err(|error| error.to_string())?);
    }
    if numbers.is_empty() {
        return Err(format!("{label}{k}: no task has {k} trials with a reward or a final success"));
    }
    let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
    Ok(format!("{label}{k} = {mean:.4} over {} of {} tasks", numbers.len(), tasks.len()))
}
