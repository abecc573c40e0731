//! Links and files of customer support: what they hold is played again and printed, or written in another form.

use std::path::PathBuf;

use crate::cli::share::{Show, address, played_again, printable, who};
use crate::cli::support::Place;
use crate::env::support::{Sight, SupportEnv, Turn};
use crate::episode::Session;
use crate::episode::share::{self, Level};
use crate::episode::support::share::{SupportLink, decode, encode, head, is_one};
use crate::episode::support::{Case, SupportRecord};
use crate::python::shared::dumps_value;

/// Characters of a tool's result that are printed.
const SHOWN: usize = 160;

/// The text of a link or a record of customer support; none for those of other worlds.
pub fn texts(text: &str) -> Option<String> {
    if text.trim_start().starts_with('{') {
        return SupportRecord::is_one(text).then(|| text.to_owned());
    }
    let link = share::extract(text).unwrap_or(text);
    is_one(link).then(|| link.to_owned())
}

/// An episode that came as a link or as a record, played again.
pub struct Opened {
    /// Its turns.
    pub session: Session<SupportEnv>,
    /// Which it is.
    pub case: Case,
    place: Place,
    /// Whether it leads where it says.
    pub verdict: Result<String, String>,
}

/// Opens the text of a link or a record, see [`texts`].
///
/// # Errors
///
/// What is wrong with it, or with its data.
pub fn open(text: &str, data: Option<PathBuf>) -> Result<Opened, String> {
    if text.trim_start().starts_with('{') {
        let record = SupportRecord::from_json(text).map_err(shown)?;
        let case = record.case().map_err(shown)?;
        let place = Place::find(case, data)?;
        let session = record.open(&place.world).map_err(shown)?;
        let verdict = if record.agrees_with(&session) {
            Ok("verified".to_owned())
        } else {
            Err("diverges: the last state is not the one that was kept".to_owned())
        };
        return Ok(Opened { session, case, place, verdict });
    }
    let case = head(text).map_err(shown)?.case;
    let place = Place::find(case, data)?;
    let link = decode(text, &place.world).map_err(shown)?;
    let mut replay = link.replay(&place.world).map_err(shown)?;
    let verdict = played_again(&mut replay);
    Ok(Opened { session: replay.into_session(), case, place, verdict })
}

fn shown(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Plays a link or a record again and prints it; its verdict, good or bad.
///
/// # Errors
///
/// It cannot be opened.
pub fn replay(
    text: &str,
    show: Show,
    data: Option<PathBuf>,
) -> Result<Result<String, String>, String> {
    let opened = open(text, data)?;
    let session = &opened.session;
    if !matches!(show, Show::Nothing) {
        println!("{}", opened.case);
        for step in 1..=session.line_len() {
            println!("{}", told(session, step, matches!(show, Show::All)));
        }
    }
    Ok(opened.verdict)
}

/// A step as a terminal shows it: whose turn it was, what was said or done, what came of it.
pub(super) fn told(session: &Session<SupportEnv>, step: usize, with_reasoning: bool) -> String {
    let Some(record) = session.step(step) else { return String::new() };
    let said = session.said(step).map(|said| said.words.as_slice()).unwrap_or_default();
    let name = said.last().map(|words| who(session.cards(), words.by)).unwrap_or_default();
    let role = if record.action.is_customers() { "customer" } else { "agent" };
    let head = if name.starts_with(role) { name } else { format!("{role} {name}") };
    let mut lines = format!("{step:>4}  {}\n", head.trim_end());
    let mut put = |mark: &str, text: &str| {
        for line in text.lines() {
            lines += &format!("      {mark}{}\n", printable(line));
        }
    };
    for reasoning in said.iter().filter_map(|words| words.reasoning.as_deref()) {
        if with_reasoning {
            put("~ ", reasoning);
        }
    }
    match &record.action {
        Turn::Customer(words) => put("", words),
        Turn::Agent(action) => match record.action.words() {
            Some(words) => put("", words),
            None => {
                put("", &format!("{}{}", action.name, dumps_value(&action.kwargs.clone().into())));
            }
        },
    }
    match session.observation_at(step) {
        Sight::Text { text, .. } if !record.action.is_customers() => put("= ", &cut(&text)),
        Sight::Raised(text) => put("! ", &text),
        _ => {}
    }
    if let Some(note) = &record.note {
        put("! ", note);
    }
    if record.is_over() {
        put("", &format!("reward {}", record.reward));
    }
    lines.trim_end().to_owned()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A link of a level, or the record, to an episode in a link or a record.
///
/// # Errors
///
/// It cannot be opened, or is too long for a link.
pub fn shared(
    text: &str,
    level: Level,
    without_reasoning: bool,
    before: &str,
    data: Option<PathBuf>,
) -> Result<String, String> {
    let opened = open(text, data)?;
    if let Err(verdict) = &opened.verdict {
        eprintln!("{verdict}");
    }
    if level == Level::File {
        return SupportRecord::new(&opened.session, opened.case, 0).to_json().map_err(shown);
    }
    let link = SupportLink::new(&opened.session, opened.case, level);
    let link = if without_reasoning { link.without_reasoning() } else { link };
    let fragment = encode(&link, &opened.place.world);
    let fragment = fragment.map_err(|error| format!("{error}; use --level 3"))?;
    let holds = if level == Level::Moves {
        "the moves, without the words"
    } else {
        "the moves and the words"
    };
    Ok(address(before, &fragment, holds))
}
