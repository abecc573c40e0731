//! `diorama experiment export`: a run's journal as results, lines, tables, a data base, conversations to learn from.

mod duckdb;
mod journals;
pub mod parquet;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::experiment::export::{
    FineTuningReport, Form, Run, Session, Table, clock_stamp, experiment_ids, flat_tables,
    load_script, multi_model_results, rows_jsonl, store_tables, utc_text,
};
use crate::experiment::{FineTuning, plan::PlanError};
use crate::python::dumps_lines;

/// What to write of a run.
#[derive(Args)]
pub struct Export {
    /// The run's folder, or one of its journals. The journals of all shards are put together.
    run: PathBuf,
    /// What to write.
    #[arg(long, value_enum)]
    format: Format,
    /// Where to: a file, or for parquet a folder. Beside the journal, if it is not given.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Write over what is there.
    #[arg(long)]
    force: bool,
    /// For results: the limit of turns that the run had; its longest episode, if it is not given.
    #[arg(long, value_name = "N")]
    max_turns: Option<u32>,
    /// For duckdb: the `duckdb` command, or a Python with the module `duckdb`. Both are looked for, if it is not given.
    #[arg(long, value_name = "COMMAND")]
    engine: Option<PathBuf>,
    #[command(flatten)]
    filters: Filters,
}

/// Which conversations are good enough to learn from; the seed's flags.
#[derive(Args)]
struct Filters {
    /// For fine-tuning: the seed's settings (.toml); the flags below win.
    #[arg(long, short, value_name = "FILE")]
    config: Option<PathBuf>,
    /// For fine-tuning: `openai`, a line for each episode, or `gemini`, a line for each reply.
    #[arg(long, value_enum, default_value_t = FormName::Openai)]
    form: FormName,
    /// At least this sum of rewards.
    #[arg(long, value_name = "REWARD", allow_negative_numbers = true)]
    min_reward: Option<f64>,
    /// At least so many different achievements.
    #[arg(long, value_name = "N")]
    min_achievements: Option<usize>,
    /// At most so many US dollars.
    #[arg(long, value_name = "USD")]
    max_cost: Option<f64>,
    /// At most so many tokens.
    #[arg(long, value_name = "N")]
    max_tokens: Option<u64>,
    /// Say what would be written, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The results of the seed's multi-model run, JSON.
    Results,
    /// A line of JSON for each episode.
    Jsonl,
    /// A folder of tables: episodes, steps, and those of the seed's trace store.
    Parquet,
    /// A DuckDB data base with the same tables and the seed's views.
    Duckdb,
    /// Conversations that the seed's filters let pass.
    FineTuning,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormName {
    Openai,
    Gemini,
}

impl From<FormName> for Form {
    fn from(name: FormName) -> Self {
        match name {
            FormName::Openai => Self::Openai,
            FormName::Gemini => Self::Gemini,
        }
    }
}

/// Writes what is wanted; says what it wrote.
pub fn run(arguments: &Export) -> ExitCode {
    match export(arguments) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn export(arguments: &Export) -> Result<String, String> {
    let run = journals::read(&arguments.run)?;
    if run.sessions.is_empty() {
        return Err(format!("{}: no episode of this run has ended", arguments.run.display()));
    }
    let out = arguments.out.clone().unwrap_or_else(|| usual(arguments, &run));
    let is_there = out.exists() && !arguments.filters.dry_run;
    if is_there && !arguments.force {
        return Err(format!("{} is there already; --force writes over it", out.display()));
    }
    let write = |text: String| {
        make_folder(out.parent())?;
        fs::write(&out, text).map_err(|error| format!("{}: {error}", out.display()))
    };
    let wrote = format!("{} episodes to {}", run.sessions.len(), out.display());
    match arguments.format {
        Format::Results => {
            let rows = run.rows();
            let longest = rows.iter().map(|row| row.steps).max().unwrap_or(0);
            let turns = arguments.max_turns.unwrap_or(longest);
            let at = utc_text(run.started_ms);
            let results = multi_model_results(&rows, &experiment_ids(&run), turns, &at);
            write(dumps_lines(&results)).map(|()| wrote)
        }
        Format::Jsonl => write(rows_jsonl(&run.rows())).map(|()| wrote),
        Format::Parquet => {
            write_tables(&out, &run)?;
            Ok(wrote)
        }
        Format::Duckdb => {
            let engine = data_base(&out, &run, arguments.engine.as_deref())?;
            Ok(format!("{wrote}, by {engine}"))
        }
        Format::FineTuning => {
            let (filters, form) = (arguments.filters.read()?, arguments.filters.form.into());
            let sessions = Session::of_run(&run);
            let report = FineTuningReport::of(&filters, form, &sessions);
            if arguments.filters.dry_run {
                return Ok(format!("{report}\nnothing was written"));
            }
            write(filters.write(form, &sessions))?;
            Ok(format!("{report}\n{} lines to {}", report.examples, out.display()))
        }
    }
}

impl Filters {
    fn read(&self) -> Result<FineTuning, String> {
        let mut filters = FineTuning::default();
        if let Some(path) = &self.config {
            let here = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
            let text = fs::read_to_string(path).map_err(|error| here(&error))?;
            filters = FineTuning::parse(&text).map_err(|error: PlanError| here(&error))?;
        }
        Ok(FineTuning {
            min_total_reward: self.min_reward.unwrap_or(filters.min_total_reward),
            min_achievements: self.min_achievements.unwrap_or(filters.min_achievements),
            max_cost: self.max_cost.unwrap_or(filters.max_cost),
            max_tokens: self.max_tokens.unwrap_or(filters.max_tokens),
        })
    }
}

/// The place beside the journal; the seeds' own names where they have them.
fn usual(arguments: &Export, run: &Run) -> PathBuf {
    let folder =
        if arguments.run.is_dir() { Some(&*arguments.run) } else { arguments.run.parent() };
    let name = match arguments.format {
        Format::Results => format!("multi_model_results_{}.json", clock_stamp(run.started_ms)),
        Format::Jsonl => "rows.jsonl".to_owned(),
        Format::Parquet => "parquet".to_owned(),
        Format::Duckdb => "traces.duckdb".to_owned(),
        Format::FineTuning => "training.jsonl".to_owned(),
    };
    folder.unwrap_or(Path::new("")).join(name)
}

fn make_folder(folder: Option<&Path>) -> Result<(), String> {
    let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Writes every table; returns those of the store and the flat ones.
fn write_tables(folder: &Path, run: &Run) -> Result<(Vec<Table>, [Table; 2]), String> {
    make_folder(Some(folder))?;
    let (store, flat) = (store_tables(run), flat_tables(run));
    for table in store.iter().chain(&flat) {
        let path = folder.join(format!("{}.parquet", table.name));
        let file =
            fs::File::create(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        parquet::write(table, file).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok((store, flat))
}

/// Builds the data base beside its place and moves it there when it is whole; returns what built it.
fn data_base(out: &Path, run: &Run, engine: Option<&Path>) -> Result<String, String> {
    let beside = |ending: &str| {
        let mut name = out.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    make_folder(out.parent())?;
    let (tables, partial) = (beside(".tables"), beside(".partial"));
    let (store, flat) = write_tables(&tables, run)?;
    let script = load_script(&store, &flat, &tables.to_string_lossy());
    let file = tables.join("load.sql");
    fs::write(&file, &script).map_err(|error| format!("{}: {error}", file.display()))?;
    // What an interrupted export left behind.
    let _ = fs::remove_file(&partial);
    let engine = duckdb::Engine::find(engine).map_err(|why| {
        format!("{why}. The tables and the script that loads them are in {}", tables.display())
    })?;
    engine.build(&partial, &script).inspect_err(|_| {
        let _ = fs::remove_file(&partial);
    })?;
    fs::rename(&partial, out).map_err(|error| format!("{}: {error}", out.display()))?;
    // Only the files of this export: the folder is removed if nothing else is in it.
    for table in store.iter().chain(&flat) {
        let _ = fs::remove_file(tables.join(format!("{}.parquet", table.name)));
    }
    let _ = fs::remove_file(&file);
    let _ = fs::remove_dir(&tables);
    Ok(engine.to_string())
}
