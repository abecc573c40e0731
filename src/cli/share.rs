//! Links and files in a terminal: what they hold is replayed, or written in another form.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use flate2::read::GzDecoder;

use super::support;
use crate::agent::rollout::PlayedFile;
use crate::env::World;
use crate::env::catalog::WorldSpec;
use crate::episode::record::MAX_CHARS;
use crate::episode::share::{self, Fit, Level, Link, fits_qr};
use crate::episode::{
    CardId, EpisodeRecord, PlayerCard, RecordError, Replay, Role, Session, Transcript, Verdict,
    Watched, Words,
};

/// Steps that a replay takes between two looks at it; a terminal may as well wait.
const SLICE: usize = 10_000;

/// What to share, and how much of it.
#[derive(Args)]
pub struct Share {
    /// A file (.json, .json.gz) of an episode; a link, or a text with one in it, does as well.
    file: String,
    /// How much: 1 the moves, 2 with the words, 3 all that is kept, as a file's text.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=3))]
    level: u8,
    /// Leave the reasoning before the words out.
    #[arg(long)]
    without_reasoning: bool,
    /// The page's address, before the `#`.
    #[arg(long, default_value = "")]
    address: String,
    /// The folder with a benchmark's data, for episodes of customer support that need it.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// What a command that replays prints of the words.
#[derive(Clone, Copy, ValueEnum)]
pub enum Show {
    /// Every word at its step.
    All,
    /// The words without the reasoning before them.
    Words,
    /// Nothing but the verdict.
    Nothing,
}

/// An episode that came as a link or as a file, played again.
struct Opened {
    session: Session<World>,
    spec: WorldSpec,
    /// The words along its line.
    transcript: Transcript,
    verdict: Result<String, String>,
    /// All that is kept, as a file's text.
    file: String,
}

/// Replays a link or a file, prints the words in it, and fails unless it is verified.
pub fn replay(text: &str, show: Show, data: Option<PathBuf>) -> ExitCode {
    let text = match text_of(text) {
        Ok(text) => text,
        Err(why) => return fail(&why),
    };
    if let Some(ours) = support::texts(&text) {
        return match support::replay(&ours, show, data) {
            Ok(verdict) => ended(verdict),
            Err(why) => fail(&why),
        };
    }
    let opened = match open(&text) {
        Ok(opened) => opened,
        Err(why) => return fail(&why),
    };
    let transcript = match show {
        Show::All => opened.transcript,
        Show::Words => opened.transcript.without_reasoning(),
        Show::Nothing => Transcript::default(),
    };
    for (step, words) in transcript.words() {
        println!("{}", told(&opened.session, &transcript, step, words));
    }
    ended(opened.verdict)
}

/// Prints a verdict.
fn ended(verdict: Result<String, String>) -> ExitCode {
    match verdict {
        Ok(verdict) => {
            println!("{verdict}");
            ExitCode::SUCCESS
        }
        Err(verdict) => {
            println!("{verdict}");
            ExitCode::FAILURE
        }
    }
}

/// Prints a link to an episode, or its file; how long it is and where it fits goes to standard error.
pub fn share(arguments: &Share) -> ExitCode {
    match shared(arguments) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(why) => fail(&why),
    }
}

fn fail(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::FAILURE
}

fn shared(arguments: &Share) -> Result<String, String> {
    let text = text_of(&arguments.file)?;
    if let Some(ours) = support::texts(&text) {
        let level = Level::ALL.into_iter().find(|level| *level as u8 == arguments.level);
        let level = level.unwrap_or(Level::Words);
        let (bare, data) = (arguments.without_reasoning, arguments.data.clone());
        return support::shared(&ours, level, bare, &arguments.address, data);
    }
    let opened = open(&text)?;
    if let Err(verdict) = &opened.verdict {
        eprintln!("{verdict}");
    }
    if arguments.level == Level::File as u8 {
        return Ok(opened.file);
    }
    let full = Link::new(&opened.session, opened.spec).telling(opened.transcript);
    let has_words = full.transcript.is_some();
    let link =
        if arguments.level == Level::Moves as u8 { full.at_level(Level::Moves) } else { full };
    let link = if arguments.without_reasoning { link.without_reasoning() } else { link };
    let fragment = share::encode(&link).map_err(|error| format!("{error}; use --level 3"))?;
    let holds = match (link.level(), has_words) {
        (Level::Moves, true) => "the moves, without the words",
        (Level::Moves, false) => "the moves",
        _ => "the moves and the words",
    };
    Ok(address(&arguments.address, &fragment, holds))
}

/// The address of a link; how long it is and where it fits goes to standard error.
pub(super) fn address(before: &str, fragment: &str, holds: &str) -> String {
    let url = format!("{before}#{fragment}");
    let characters = url.chars().count();
    let code = if fits_qr(characters) { "; a QR code shows it" } else { "" };
    eprintln!("{holds}: {characters} characters, {}{code}", Fit::of(characters).advice());
    url
}

/// What a file holds, if there is one of this name; else the text itself.
fn text_of(text: &str) -> Result<String, String> {
    let path = Path::new(text);
    let is_file = text.len() < 4_096 && path.is_file();
    if is_file { read(path) } else { Ok(text.to_owned()) }
}

/// The episode of a file's text, or of a link.
fn open(text: &str) -> Result<Opened, String> {
    if text.trim_start().starts_with('{') {
        return open_record(text).map_err(shown);
    }
    open_link(text)
}

fn read(path: &Path) -> Result<String, String> {
    let cannot = |error: std::io::Error| format!("{}: {error}", path.display());
    let file = fs::File::open(path).map_err(cannot)?;
    let is_packed = path.extension().is_some_and(|ending| ending == "gz");
    let mut text = String::new();
    // One byte more than is read tells a file that is too long.
    let most = MAX_CHARS as u64 + 1;
    let read = if is_packed {
        GzDecoder::new(file).take(most).read_to_string(&mut text)
    } else {
        file.take(most).read_to_string(&mut text)
    };
    read.map_err(cannot)?;
    Ok(text)
}

fn open_record(text: &str) -> Result<Opened, RecordError> {
    let played = PlayedFile::from_json(text)?;
    let record = &played.episode;
    let session = record.open()?;
    let verdict = if record.agrees_with(&session) {
        Ok("verified".to_owned())
    } else {
        Err("diverges: the last state is not the one that was kept".to_owned())
    };
    let spec = record.spec()?;
    let transcript = match &played.rollout {
        Some(rollout) => rollout.told(&session),
        None => session.transcript(),
    };
    Ok(Opened { session, spec, transcript, verdict, file: played.to_json()? })
}

/// Plays all that a replay holds; what comes of it, and as an error where it is not what was recorded.
pub(super) fn played_again<E: Watched>(replay: &mut Replay<E>) -> Result<String, String> {
    loop {
        replay.advance(SLICE);
        match replay.verdict() {
            Some(verdict @ Verdict::Verified { .. }) => return Ok(verdict.to_string()),
            Some(verdict @ Verdict::DivergesAt { .. }) => return Err(verdict.to_string()),
            None => {}
        }
    }
}

fn open_link(text: &str) -> Result<Opened, String> {
    let link = share::decode(share::extract(text).unwrap_or(text)).map_err(shown)?;
    let mut replay = Replay::open(&link).map_err(shown)?;
    let verdict = played_again(&mut replay);
    let session = replay.into_session();
    let file = EpisodeRecord::new(&session, link.spec, 0).to_json().map_err(shown)?;
    let transcript = session.transcript();
    Ok(Opened { session, spec: link.spec, transcript, verdict, file })
}

fn shown(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Words as a terminal shows them: the step and its action, who speaks, what.
fn told(session: &Session<World>, said: &Transcript, step: usize, words: &Words) -> String {
    let action = session.step(step).map(|record| record.action.to_string());
    let who = who(&said.cards, words.by);
    let mut lines = format!("{step:>4}  {}  {who}\n", action.unwrap_or_else(|| "start".to_owned()));
    if words.unanswered {
        lines += "      (no answer)\n";
    }
    for (mark, text) in [("~ ", words.reasoning.as_deref()), ("", Some(words.text.as_str()))] {
        for line in text.unwrap_or_default().lines() {
            lines += &format!("      {mark}{}\n", printable(line));
        }
    }
    for tool in &words.tools {
        lines += &format!("      {}({})\n", printable(&tool.name), printable(&tool.arguments));
    }
    lines.trim_end().to_owned()
}

/// Who speaks by a card.
pub(super) fn who(cards: &[PlayerCard], by: CardId) -> String {
    let Some(card) = cards.get(usize::from(by.0)) else { return String::new() };
    let role = if card.role == Role::Agent { "" } else { card.role.as_str() };
    let parts = [role, &card.kind, &card.model].map(printable);
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

/// A foreign text without what a terminal would obey.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { '\u{fffd}' } else { sign }).collect()
}
