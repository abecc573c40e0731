//! Tasks of a benchmark that is read and not played, in a terminal: a list, or one with what an agent is judged by.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::data::folders;
use crate::data::{self, Files};
use crate::env::support::tau2::{
    Component, Criteria, GoldAction, Instructions, Tau2Data, Tau2Domain, Tau2Task,
};
use crate::python::shared::dumps_value;

/// Which benchmark.
#[derive(Subcommand)]
pub enum Tasks {
    /// τ²-bench: what the customer is told, and what an agent is judged by.
    #[command(name = "tau2-bench")]
    Tau2(Tau2),
}

/// Tasks of tau2-bench.
#[derive(Args)]
pub struct Tau2 {
    /// The domain.
    #[arg(value_parser = PossibleValuesParser::new(Tau2Domain::ALL.map(Tau2Domain::as_str)))]
    domain: String,
    /// The task to print whole, by its name in the file; without it, the tasks are listed.
    #[arg(long, value_name = "ID")]
    task: Option<String>,
    /// Only the tasks of a split: base, train, test.
    #[arg(long)]
    split: Option<String>,
    /// Only the tasks with these words.
    #[arg(long, default_value = "", value_name = "WORDS")]
    search: String,
    /// The benchmark's checkout, a zip of it, a pack, or the folder with its folder `tau2-bench`. Without it, it is looked for in
    /// `DIORAMA_DATA`, then in `../shared/data`.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// Prints tasks.
pub fn run(Tasks::Tau2(arguments): &Tasks) -> ExitCode {
    match told(arguments) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn told(arguments: &Tau2) -> Result<String, String> {
    let domain = arguments.domain.parse::<Tau2Domain>().map_err(|error| error.to_string())?;
    if let Some(reason) = domain.not_offered() {
        return Err(format!("tau2-bench's {domain} is not offered: {reason}"));
    }
    let read = find(domain, &folders(arguments.data.clone()))?;
    if let Some(id) = &arguments.task {
        let at = read.position(id);
        let at = at.ok_or_else(|| format!("tau2-bench's {domain} has no task {id:?}"))?;
        return Ok(task(&read, &read.tasks[at]));
    }
    if let Some(split) = &arguments.split
        && !read.splits.iter().any(|(name, _)| **name == **split)
    {
        let names: Vec<&str> = read.splits.iter().map(|(name, _)| &**name).collect();
        return Err(format!("{domain} has no split {split:?}, only {}", names.join(", ")));
    }
    Ok(list(&read, arguments))
}

/// A domain's data: in one of the folders, or in its folder `tau2-bench`.
fn find(domain: Tau2Domain, folders: &[PathBuf]) -> Result<Tau2Data, String> {
    let places = folders.iter().flat_map(|folder| [folder.join("tau2-bench"), folder.clone()]);
    for place in places {
        let files = files(domain, &place)?;
        if files.is_empty() {
            continue;
        }
        let here = |error: String| format!("{}: {error}", place.display());
        let pack = data::read(domain, &files).map_err(|error| here(error.to_string()))?;
        for note in pack.notes.iter().filter(|note| !note.contains("left out")) {
            eprintln!("{note}");
        }
        return pack.tau2().map_err(|error| here(error.to_string()));
    }
    let looked: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    let looked = looked.join(" nor in ");
    Err(format!("tau2-bench's data is missing: it is not in {looked}; --data names the folder"))
}

/// The files of a place that may be of use: of a checkout, a pack, or a zip of either.
fn files(domain: Tau2Domain, place: &Path) -> Result<Files, String> {
    let here = |error: String| format!("{}: {error}", place.display());
    if place.is_file() {
        let bytes = fs::read(place).map_err(|error| here(error.to_string()))?;
        let files = data::unpack(&bytes, &data::is_wanted);
        return files.map_err(|error| here(error.to_string()));
    }
    let figures = data::figures(domain).into_iter();
    let names =
        figures.flat_map(|figure| [Some(figure.name), figure.stand_in.map(|other| other.name)]);
    let names: Vec<&str> = names.flatten().chain(["manifest.json"]).collect();
    let mut files = Files::new();
    for name in names {
        let paths = [format!("data/tau2/domains/{name}"), name.to_owned(), format!("{name}.gz")];
        for path in paths {
            // What is missing is told by whoever misses it.
            if let Ok(bytes) = fs::read(place.join(&path)) {
                files.insert(path, bytes);
            }
        }
    }
    // A licence or another pack's manifest alone is nothing.
    let is_data = |path: &String| path.contains(&format!("{domain}/"));
    Ok(if files.keys().any(is_data) { files } else { Files::new() })
}

fn list(read: &Tau2Data, arguments: &Tau2) -> String {
    let found = read.search(arguments.split.as_deref(), &arguments.search);
    let width = found.iter().map(|at| read.tasks[*at].id.len()).max().unwrap_or(0);
    let mut out = String::new();
    for at in &found {
        let task = &read.tasks[*at];
        let about = task.purpose.as_deref().unwrap_or_else(|| task.wish());
        let about: String = about.split_whitespace().collect::<Vec<_>>().join(" ");
        let about: String = about.chars().take(90).collect();
        let basis =
            task.criteria.as_ref().map_or(String::new(), |criteria| criteria.basis.join(" × "));
        let actions = task.criteria.as_ref().map_or(0, |criteria| criteria.actions.len());
        let noun = if actions == 1 { "action " } else { "actions" };
        out += &format!("{:width$}  {actions:>2} {noun}  {basis:<17}  {about}\n", task.id);
    }
    let count = found.len();
    out += &format!("{count} of {} tasks; --task ID prints one\n", read.tasks.len());
    out
}

fn task(read: &Tau2Data, task: &Tau2Task) -> String {
    let splits: Vec<&str> = read.splits_of(&task.id).map(|name| &**name).collect();
    let mut out = format!("tau2-bench {}, task {}", read.domain, task.id);
    if !splits.is_empty() {
        out += &format!(", in {}", splits.join(", "));
    }
    out += "\n\n";
    let mut part = |name: &str, text: &str| {
        out += &format!("{}\n", name.replace('_', " "));
        text.lines().for_each(|line| out += &format!("  {line}\n"));
    };
    let about = [
        ("purpose", &task.purpose),
        ("relevant policies", &task.relevant_policies),
        ("notes", &task.notes),
        ("persona", &task.persona),
    ];
    for (name, text) in about {
        if let Some(text) = text {
            part(name, text);
        }
    }
    match &task.instructions {
        Instructions::Text(text) => part("instructions", text),
        Instructions::Parts(parts) => parts.iter().for_each(|(name, text)| part(name, text)),
    }
    task.ticket.iter().for_each(|ticket| part("ticket", ticket));
    task.initial_state.iter().for_each(|state| part("initial state", &dumps_value(state)));
    match &task.criteria {
        None => out += "\nThe reward is 1, whatever an agent does.\n",
        Some(criteria) => {
            out += &format!("\nThe reward is {}.\n", criteria.basis.join(" × "));
            for component in Component::ALL {
                out += &checks(criteria, component);
            }
        }
    }
    out
}

/// A component's line and its checks; nothing where it neither counts nor has any.
fn checks(criteria: &Criteria, component: Component) -> String {
    let counts = criteria.counts(component);
    let lines: Vec<String> = match component {
        Component::Db => Vec::new(),
        Component::EnvAssertion => criteria.env_assertions.iter().map(dumps_value).collect(),
        Component::NlAssertion => criteria.assertions.iter().map(ToString::to_string).collect(),
        Component::Communicate => criteria.communicate.iter().map(ToString::to_string).collect(),
        Component::Action => criteria.actions.iter().map(gold).collect(),
    };
    if !counts && (lines.is_empty() || component == Component::Db) {
        return String::new();
    }
    let how = if counts { "counts" } else { "only shown" };
    let mut out = format!("{}, {how}\n", component.as_str());
    if lines.is_empty() && component != Component::Db {
        out += "  nothing is asked for: always 1\n";
    }
    for line in lines {
        out += &format!("  {line}\n");
    }
    out
}

fn gold(gold: &GoldAction) -> String {
    let arguments = gold.action.kwargs.iter();
    let arguments: Vec<String> =
        arguments.map(|(name, value)| format!("{name}={}", dumps_value(value))).collect();
    let mut text = format!("{}({})", gold.action.name, arguments.join(", "));
    if *gold.requestor != *"assistant" {
        text += &format!(" by the {}", gold.requestor);
    }
    match &gold.compared {
        None => {}
        Some(names) if names.is_empty() => text += "; compared by its name alone",
        Some(names) => text += &format!("; compared: {}", names.join(", ")),
    }
    text
}
