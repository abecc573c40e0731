//! Prompt packs out of upstream checkouts: the benchmarks' own wording, as data on the user's own machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::agent::prompt::PromptPack;
use crate::data::recipes::{AGENT_INSPECT, BALROG, GEPA, Recipe, Row, TAU_BENCH, TENSORZERO};
use crate::data::source::Source;

/// What is extracted from where.
#[derive(Args)]
pub struct Pack {
    /// Whose texts.
    #[arg(value_enum)]
    upstream: Upstream,
    /// A checkout of its repository.
    checkout: PathBuf,
    /// Where the pack goes; printed, if nothing is named.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Whose texts are known to be where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Upstream {
    /// balrog-ai/BALROG.
    Balrog,
    /// tensorzero/tensorzero.
    Tensorzero,
    /// sierra-research/tau-bench.
    TauBench,
    /// gepa-ai/gepa.
    Gepa,
    /// SAP/agent-quality-inspect.
    AgentInspect,
}

impl Upstream {
    const fn recipe(self) -> &'static Recipe {
        match self {
            Self::Balrog => &BALROG,
            Self::Tensorzero => &TENSORZERO,
            Self::TauBench => &TAU_BENCH,
            Self::Gepa => &GEPA,
            Self::AgentInspect => &AGENT_INSPECT,
        }
    }
}

/// A pack, and what it lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted {
    /// The pack.
    pub pack: PromptPack,
    /// A line for each text that was not found.
    pub missing: Vec<String>,
}

/// Extracts a pack; fails if nothing at all was found.
///
/// # Panics
///
/// Never: a pack of texts is always JSON.
pub fn run(arguments: &Pack) -> ExitCode {
    let Extracted { pack, missing } = extract(arguments.upstream, &arguments.checkout);
    for line in &missing {
        eprintln!("{line}");
    }
    if pack.texts.is_empty() {
        eprintln!("{} is no checkout of {}.", arguments.checkout.display(), pack.source);
        return ExitCode::FAILURE;
    }
    let mut json = serde_json::to_string_pretty(&pack).expect("a pack is JSON");
    json.push('\n');
    let Some(out) = &arguments.out else {
        print!("{json}");
        return ExitCode::SUCCESS;
    };
    if let Err(error) = fs::write(out, json) {
        eprintln!("{}: {error}", out.display());
        return ExitCode::FAILURE;
    }
    eprintln!(
        "{} texts of {} at {} are in {}.",
        pack.texts.len(),
        pack.source,
        pack.commit,
        out.display()
    );
    ExitCode::SUCCESS
}

/// Extracts the texts of an upstream from its checkout.
pub fn extract(upstream: Upstream, checkout: &Path) -> Extracted {
    let recipe = upstream.recipe();
    let (mut texts, mut missing) = (BTreeMap::new(), Vec::new());
    for row in recipe.rows {
        match taken(row, checkout) {
            Ok(found) => texts.extend(found),
            Err(why) => missing.push(why),
        }
    }
    let pack = PromptPack {
        pack: recipe.pack.to_owned(),
        source: recipe.source.to_owned(),
        commit: commit(checkout).unwrap_or_else(|| "unknown".to_owned()),
        licence: recipe.licence.to_owned(),
        texts,
    };
    Extracted { pack, missing }
}

fn taken(row: &Row, checkout: &Path) -> Result<Vec<(String, String)>, String> {
    match row {
        Row::Text(place) => {
            let text = place.text(&|file| read(&checkout.join(file)))?;
            Ok(vec![(place.key.to_owned(), text)])
        }
        Row::Constants { files, word, prefix } => {
            let file = files.iter().find(|file| checkout.join(file).is_file());
            let file = file.ok_or_else(|| format!("{}: not there", files[0]))?;
            let source = parsed(&checkout.join(file))?;
            let named = source.strings().filter(|(name, _)| name.contains(word));
            Ok(named.map(|(name, text)| (format!("{prefix}{name}"), text)).collect())
        }
        Row::Files { folder, ending } => files(&checkout.join(folder), ending),
    }
}

fn parsed(file: &Path) -> Result<Source, String> {
    Source::parse(&read(file)?).map_err(|why| format!("{}: {why}", file.display()))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// The files of an ending in the folders of a folder.
fn files(folder: &Path, ending: &str) -> Result<Vec<(String, String)>, String> {
    let mut texts = Vec::new();
    for variant in entries(folder)?.into_iter().filter(|path| path.is_dir()) {
        for file in entries(&variant)? {
            let name =
                |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(role) = name(&file).strip_suffix(ending).map(str::to_owned) else { continue };
            let text = fs::read_to_string(&file);
            let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
            texts.push((format!("{}.{role}", name(&variant)), text));
        }
    }
    Ok(texts)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let place = |error: std::io::Error| format!("{}: {error}", folder.display());
    let listed = fs::read_dir(folder).map_err(place)?;
    listed.map(|entry| Ok(entry.map_err(place)?.path())).collect()
}

/// The commit that is checked out.
fn commit(checkout: &Path) -> Option<String> {
    let mut git = checkout.join(".git");
    if let Ok(elsewhere) = fs::read_to_string(&git) {
        git = checkout.join(elsewhere.trim().strip_prefix("gitdir: ")?);
    }
    let head = fs::read_to_string(git.join("HEAD")).ok()?;
    let Some(name) = head.trim().strip_prefix("ref: ") else { return hash(&head) };
    // A worktree keeps its branches with the main one.
    let common = fs::read_to_string(git.join("commondir")).ok();
    let common = common.map_or_else(|| git.clone(), |path| git.join(path.trim()));
    if let Some(found) = fs::read_to_string(common.join(name)).ok().and_then(|text| hash(&text)) {
        return Some(found);
    }
    let packed = fs::read_to_string(common.join("packed-refs")).ok()?;
    let line = packed.lines().find(|line| line.split(' ').nth(1) == Some(name))?;
    hash(line.split(' ').next()?)
}

fn hash(text: &str) -> Option<String> {
    let text = text.trim();
    let is_hash = text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| text.to_owned())
}
