//! What is judged: dialogues in several files' forms, and episodes.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use crate::agent::rollout::{PlayedFile, Rollout};
use crate::cli::support;
use crate::env::World;
use crate::env::support::SupportEnv;
use crate::episode::support::Case;
use crate::episode::{EpisodeRecord, Replay, Session, Transcript, Verdict, share};
use crate::judge::{Adapter, AgentDialogueTrace, Effort, EvaluationSample, Telling};
use crate::python::PyValue;
use crate::python::shared::loads;

/// No file is read further, in bytes.
const MOST_BYTES: u64 = 1 << 28;

/// One record.
pub struct Judged {
    /// A name for it: the file's, with its number if there are several.
    pub name: String,
    /// What finds its sample.
    pub id: Option<String>,
    /// What it is.
    pub what: What,
}

/// What a record is.
pub enum What {
    /// A dialogue, its task if it says so, and the reward that its benchmark gave.
    Dialogue {
        /// What was said and done.
        trace: AgentDialogueTrace,
        /// The task, where the record has one.
        sample: Option<EvaluationSample>,
        /// The benchmark's own reward.
        reward: Option<f64>,
        /// What the user wanted, in words, where the record says so.
        task: Option<String>,
    },
    /// An episode, played again.
    Episode(Box<Episode>),
    /// A case of customer support, played again.
    Case(Box<Session<SupportEnv>>),
}

/// An episode with what was said in it.
pub struct Episode {
    /// Its steps.
    pub session: Session<World>,
    words: Transcript,
    rollout: Option<Rollout<World>>,
}

impl Episode {
    /// What a session says itself, or a rollout in it.
    fn new(session: Session<World>, rollout: Option<Rollout<World>>) -> Self {
        let words = match &rollout {
            Some(rollout) => rollout.told(&session),
            None => session.transcript(),
        };
        Self { session, words, rollout }
    }

    /// The episode as a conversation.
    pub fn trace(&self, telling: Telling) -> AgentDialogueTrace {
        let effort = |step: usize| {
            let rollout = self.rollout.as_ref()?;
            let call = rollout.calls().get(rollout.call_at(&self.session, step)?)?;
            Some(Effort { latency_ms: call.answer.latency_ms, usage: call.usage() })
        };
        telling.trace(&self.session, &self.words, effort)
    }
}

/// Reads the records of files; `data` is the folder with tau-bench's data, for cases that want it. Each has a name of its own: the file's, or its whole path where two files are called alike.
///
/// # Errors
///
/// A file that cannot be read, or holds nothing that could be judged.
pub fn read_all(paths: &[PathBuf], data: Option<&PathBuf>) -> Result<Vec<Judged>, String> {
    let mut records = Vec::new();
    for path in paths {
        let is_alone =
            paths.iter().filter(|other| other.file_name() == path.file_name()).count() < 2;
        let name = path
            .file_name()
            .filter(|_| is_alone)
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        for mut record in read(path, &name, data)? {
            // Two links have no name that tells them apart.
            let before = records.iter().filter(|other: &&Judged| other.name == record.name).count();
            if before > 0 {
                record.name = format!("{} ({})", record.name, before + 1);
            }
            records.push(record);
        }
    }
    Ok(records)
}

fn read(path: &Path, stem: &str, data: Option<&PathBuf>) -> Result<Vec<Judged>, String> {
    let here = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    if !path.exists() {
        let given = path.to_string_lossy();
        if let Some(text) = support::texts(&given) {
            return Ok(vec![of_case("link", &text, data)?]);
        }
        if let Some(link) = share::extract(&given) {
            return Ok(vec![of_link("link", link)?]);
        }
    }
    let text = text_of(path).map_err(|error| here(&error))?;
    let is_lines = [".jsonl", ".jsonl.gz"].iter().any(|end| stem.ends_with(end));
    let texts: Vec<&str> = if is_lines {
        text.lines().filter(|line| !line.trim().is_empty()).collect()
    } else {
        vec![&text]
    };
    let mut found = Vec::new();
    for text in &texts {
        if let Ok(record) = EpisodeRecord::from_json(text) {
            let session = record.open().map_err(|error| here(&error))?;
            let id = format!("{} seed {}", record.world, record.seed);
            // What a build does not know of a rollout it leaves out; the episode is the same.
            let rollout = PlayedFile::from_json(text).ok().and_then(|played| played.rollout);
            found.push((Some(id), What::Episode(Box::new(Episode::new(session, rollout)))));
            continue;
        }
        if let Some(text) = support::texts(text) {
            let case = of_case(stem, &text, data)?;
            found.push((case.id, case.what));
            continue;
        }
        let value = match (loads(text), share::extract(text)) {
            (Ok(value), _) => value,
            (Err(_), Some(link)) => {
                let linked = of_link(stem, link)?;
                found.push((linked.id, linked.what));
                continue;
            }
            (Err(error), None) => return Err(here(&error)),
        };
        found.extend(dialogues(&value).map_err(|error| here(&error))?);
    }
    let is_one = found.len() == 1;
    let named = |(at, (id, what)): (usize, (Option<String>, What))| {
        let name = if is_one { stem.to_owned() } else { format!("{stem} #{}", at + 1) };
        Judged { name, id, what }
    };
    Ok(found.into_iter().enumerate().map(named).collect())
}

/// Plays a case of customer support again, from a link or a record.
fn of_case(name: &str, text: &str, data: Option<&PathBuf>) -> Result<Judged, String> {
    let opened = support::open(text, data.cloned()).map_err(|error| format!("{name}: {error}"))?;
    opened.verdict.map_err(|error| format!("{name}: {error}"))?;
    let Case { domain, split, task, seed } = opened.case;
    let id = Some(format!("{domain} {split} {task} seed {seed}"));
    Ok(Judged { name: name.to_owned(), id, what: What::Case(Box::new(opened.session)) })
}

/// Plays a shared link's episode again.
fn of_link(name: &str, link: &str) -> Result<Judged, String> {
    let link = share::decode(link).map_err(|error| format!("{name}: {error}"))?;
    let mut replay = Replay::open(&link).map_err(|error| format!("{name}: {error}"))?;
    let verdict = loop {
        replay.advance(usize::MAX);
        if let Some(verdict) = replay.verdict() {
            break verdict;
        }
    };
    let Verdict::Verified { .. } = verdict else { return Err(format!("{name}: {verdict}")) };
    let session = replay.into_session();
    let id = Some(format!("{} seed {}", link.spec.world.entry().id, session.seed()));
    Ok(Judged {
        name: name.to_owned(),
        id,
        what: What::Episode(Box::new(Episode::new(session, None))),
    })
}

/// A file's text, unpacked if need be.
///
/// # Errors
///
/// The file cannot be read.
pub fn text_of(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let file = File::open(path)?;
    if path.extension().is_some_and(|ending| ending == "gz") {
        MultiGzDecoder::new(file).take(MOST_BYTES).read_to_string(&mut text)?;
    } else {
        file.take(MOST_BYTES).read_to_string(&mut text)?;
    }
    Ok(text)
}

/// The dialogues in a value: a trace, a case with its sample, turns of messages, rows of τ-bench.
fn dialogues(value: &PyValue) -> Result<Vec<(Option<String>, What)>, String> {
    let id = |value: &PyValue| {
        ["id", "task_id"].iter().find_map(|key| value.get(key)).map(PyValue::text)
    };
    let one = |value: &PyValue, trace, sample, reward| {
        let task = value.get("info").and_then(|info| info.get("task")?.get("instruction"));
        let task = task.map(PyValue::text);
        Ok(vec![(id(value), What::Dialogue { trace, sample, reward, task })])
    };
    if value.get("turns").is_some() {
        return one(value, again(value)?, None, None);
    }
    if let Some(trace) = value.get("trace") {
        let sample = value.get("sample").map(again).transpose()?;
        return one(value, again(trace)?, sample, None);
    }
    if let Some(messages) = value.get("traj") {
        let reward = match value.get("reward") {
            Some(PyValue::Float(reward)) => Some(*reward),
            other => other.and_then(PyValue::as_i64).map(|reward| reward as f64),
        };
        let turns = turns_of(messages);
        let trace = Adapter::ToolSandbox.read(&turns).map_err(|error| error.to_string())?;
        return one(value, trace, None, reward);
    }
    match value.as_list() {
        Some([first, ..]) if first.as_list().is_some() => {
            let trace = Adapter::of(value).read(value).map_err(|error| error.to_string())?;
            one(value, trace, None, None)
        }
        Some(rows) if !rows.is_empty() => {
            let found: Result<Vec<_>, String> = rows.iter().map(dialogues).collect();
            Ok(found?.into_iter().flatten().collect())
        }
        _ => Err("this is neither a dialogue, nor rows of τ-bench, nor an episode".to_owned()),
    }
}

/// Messages in `OpenAI`'s form, cut before each one of the user.
fn turns_of(messages: &PyValue) -> PyValue {
    let mut turns: Vec<Vec<PyValue>> = Vec::new();
    for message in messages.as_list().unwrap_or_default() {
        let role = message.get("role").and_then(PyValue::as_str);
        match turns.last_mut() {
            _ if role == Some("user") => turns.push(vec![message.clone()]),
            Some(turn) => turn.push(message.clone()),
            None => {}
        }
    }
    turns.into_iter().map(PyValue::from).collect::<Vec<_>>().into()
}

/// The value as what it stands for.
///
/// # Errors
///
/// A field of the wrong kind.
pub fn again<T: serde::de::DeserializeOwned>(value: &PyValue) -> Result<T, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}
