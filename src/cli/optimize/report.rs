//! What a run of GEPA says of itself.

use std::io::Write;

use super::folder::Folder;
use crate::cli::answers::Answers;
use crate::gepa::{Event, Next, Optimizer, tree};

/// What a person wants to know of an event.
pub fn line(event: &Event) -> Option<String> {
    Some(match event {
        Event::Iteration { number } => format!("iteration {number}"),
        Event::Selected { parent, average } => format!("  parent {parent} ({average:.3})"),
        Event::Skipped { reason, .. } => format!("  passed over: {}", reason.as_str()),
        Event::MergeTried { parents: [one, two], .. } => format!("  merged {one} and {two}"),
        Event::Rejected { reason, .. } | Event::MergeRejected { reason, .. } => {
            format!("  rejected: {reason}")
        }
        Event::Valset { index, average, is_best, .. } => {
            let best = if *is_best { ", the best so far" } else { "" };
            format!("  candidate {index}: {average:.3} on average{best}")
        }
        Event::Error { class, text } => format!("  {class}: {text}"),
        _ => return None,
    })
}

/// Writes the result and prints the tree and the best candidate; says whether the run came to its end.
pub fn report(
    run: &mut Optimizer,
    answers: &Answers,
    folder: &Folder,
    out: &mut impl Write,
) -> Result<bool, String> {
    let failure = match run.next(0.0) {
        Next::Failed(failure) => Some(failure.to_string()),
        _ => None,
    };
    if let Some(result) = run.result() {
        let json = |value| serde_json::to_string_pretty(&value).map_err(|error| error.to_string());
        folder.write("candidates.json", &json(serde_json::json!(result.candidates))?)?;
        folder.write("result.json", &json(serde_json::json!(result))?)?;
        folder.write("run_log.json", &json(serde_json::json!(run.log()))?)?;
    }
    if failure.is_none() {
        folder.write("state.json", &run.to_json())?;
    }
    let mut text = String::new();
    if let (Some(pool), Some(best)) = (run.pool(), run.best_candidate()) {
        text.push_str(&format!("\n{}\n{} metric calls\n", tree(pool), run.metric_calls()));
        for (name, best) in best {
            text.push_str(&format!("\n{name}:\n{best}\n"));
        }
    }
    text.push_str(&bill(answers));
    if let Some(failure) = &failure {
        text.push_str(&format!(
            "\nThe run stopped: {failure}\n--resume goes on from the last iteration.\n"
        ));
    }
    out.write_all(text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(failure.is_none())
}

/// What was asked, and what it cost; nothing where scripts played.
pub fn bill(answers: &Answers) -> String {
    let (asked, again) = answers.counts();
    if asked + again == 0 {
        return String::new();
    }
    let cost = answers.cost_usd();
    let again = if again > 0 { format!(", {again} answers from before") } else { String::new() };
    format!("\n{asked} questions{again}, {cost:.4} US$ in all as far as prices are known\n")
}
