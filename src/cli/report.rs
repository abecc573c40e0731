//! `diorama report`: what runs came to, as tables.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::experiment::rows_of;
use crate::experiment::report::report;
use crate::experiment::summarise;

/// Which runs.
#[derive(Args)]
pub struct Report {
    /// The runs' folders; several are told together, such as the parts of a plan that ran on other machines.
    #[arg(required = true)]
    runs: Vec<PathBuf>,
    /// The numbers of each player in each world as JSON.
    #[arg(long)]
    json: bool,
}

/// Prints it.
pub fn run(arguments: &Report) -> ExitCode {
    match told(arguments) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn told(arguments: &Report) -> Result<String, String> {
    let mut rows = Vec::new();
    for run in &arguments.runs {
        rows.extend(rows_of(run)?);
    }
    if !arguments.json {
        return Ok(report(&rows));
    }
    let summaries = summarise(&rows, true, 0);
    let json = serde_json::to_string_pretty(&summaries).map_err(|error| error.to_string())?;
    Ok(json + "\n")
}
