//! Share links: an episode in the part of an address after `#`, which no server ever sees.
//!
//! A link is `1.<payload><check>`, perhaps followed by `&s=17` (open at step 17): the version of the
//! format, the [`payload`] in base64url without padding, two [`check`] characters. It holds world,
//! rules version, seed, actions, [`samples`] of the states on the way and the digest of the last one;
//! [`Replay`](super::replay::Replay) computes the rest and compares. Readers keep every old version.
//!
//! Three [`Level`]s say how much is shared: the moves; with the [`words`] that were said; a file, which
//! is no link. [`Fit`] says where a link of some length can be sent.

pub mod check;
pub mod coder;
mod extract;
mod fit;
pub mod payload;
mod range;
mod samples;
pub(super) mod varint;
pub mod words;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub use extract::{extract, looks_like_link};
pub use fit::{Fit, MOST_QR, fits_qr};
pub use payload::{Limits, OpenWords, Payload};
pub use samples::Samples;

use super::MAX_STEPS;
use super::alphabet::Alphabet;
use super::session::Session;
use super::words::{CardId, MAX_CARDS, Transcript};
use crate::env::catalog::{RULES_VERSION, WorldSpec};
use crate::env::{Seed, StateDigest, catalog};

/// The version of the format, which a link begins with.
pub const VERSION: u16 = 1;

/// Characters of the longest link that is read.
pub const MAX_CHARS: usize = 64 * 1024;

/// How much of an episode is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Level {
    /// World, seed and actions: always short.
    Moves = 1,
    /// What was said, too.
    Words = 2,
    /// Everything that is kept, with all branches: a file, not a link.
    File = 3,
}

impl Level {
    /// Every level, by its number.
    pub const ALL: [Self; 3] = [Self::Moves, Self::Words, Self::File];

    /// Its name on the page.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Moves => "moves",
            Self::Words => "words",
            Self::File => "file",
        }
    }
}

/// An episode as a link holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The world and its arguments.
    pub spec: WorldSpec,
    /// The version of the rules that it was played by.
    pub rules: u16,
    /// What names the episode.
    pub seed: Seed,
    /// The actions' numbers.
    pub actions: Vec<u8>,
    /// Bits of the states on the way.
    pub samples: Samples,
    /// The digest of the last state.
    pub digest: StateDigest,
    /// What was said, in a link of level 2.
    pub transcript: Option<Transcript>,
    /// The step to open at; none for the end. It is not checked against the count of actions.
    pub open_at: Option<usize>,
}

/// Why a text is not a link that can be opened, or an episode not one that a link can hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Nothing there.
    #[error("there is no link")]
    Empty,
    /// Something else than a link.
    #[error("this is not a link to an episode")]
    Foreign,
    /// More characters than any link has.
    #[error("the link has {found} characters, at most {MAX_CHARS} are read")]
    TooLong {
        /// Its characters.
        found: usize,
    },
    /// More steps than a link may hold.
    #[error("the link holds {found} steps, at most {MAX_STEPS} are read")]
    TooManySteps {
        /// Its steps.
        found: u64,
    },
    /// A later build made it.
    #[error("the link has format {found}, this build reads format {known}")]
    Newer {
        /// The link's version.
        found: u16,
        /// The newest known.
        known: u16,
    },
    /// A later build made it: it holds more than moves and words.
    #[error("the link has share level {found}, this build reads levels 1 and 2")]
    Level {
        /// The link's level.
        found: u8,
    },
    /// A later build made it: its words are packed in another way.
    #[error("the link's words are packed by method {found}, this build reads method 0")]
    Packing {
        /// The link's method.
        found: u8,
    },
    /// The words are not packed as links pack them.
    #[error("the link's words cannot be unpacked")]
    Garbled,
    /// The words are not those that were shared, or the episode is not theirs.
    #[error("the link's words do not fit their check")]
    Forged,
    /// More words than a link may hold.
    #[error("the link holds more than {} bytes of words, unpacked", words::MAX_BYTES)]
    TooManyWords,
    /// Someone speaks of whom the link says nothing.
    #[error("the link has words of speaker {}, whom it does not introduce", found.0)]
    NoCard {
        /// The speaker.
        found: CardId,
    },
    /// More speakers than an episode may have.
    #[error("the episode has {found} speakers, at most {MAX_CARDS} fit a link")]
    TooManyCards {
        /// Its speakers.
        found: usize,
    },
    /// A character that no link has.
    #[error("the link is not base64url: {found:?} at character {at}")]
    NotBase64 {
        /// The character.
        found: char,
        /// Its place, from 1.
        at: usize,
    },
    /// It was cut or changed on its way.
    #[error("the link is damaged: its check characters do not fit")]
    Damaged,
    /// The bytes end before the episode does.
    #[error("the link ends too early")]
    Truncated,
    /// The bytes go on after the episode.
    #[error("the link goes on after its end")]
    Trailing,
    /// The bytes are not as the encoder writes them.
    #[error("the link is not written as links are")]
    Irregular,
    /// No world has this number.
    #[error("the link is to world number {number}, which this build does not have")]
    UnknownWorld {
        /// The number.
        number: u64,
    },
    /// The world is played by other rules here.
    #[error(
        "the link was played by rules version {found}, this build plays by versions 1 to {known}"
    )]
    UnknownRules {
        /// The link's version.
        found: u64,
        /// The newest known.
        known: u16,
    },
    /// More distractors than the world takes.
    #[error("the link asks for {found} distractors, the world takes at most {most}")]
    BadDistractors {
        /// The link's number.
        found: u8,
        /// The world's.
        most: u8,
    },
    /// An action that the world does not have.
    #[error("action number {found} at step {step} is none of the world's {actions}")]
    BadAction {
        /// The step, from 1.
        step: usize,
        /// The action's number.
        found: u8,
        /// How many actions there are.
        actions: u8,
    },
}

impl Link {
    /// The session's current line, from its start to its end.
    pub fn new<E: Alphabet>(session: &Session<E>, spec: WorldSpec) -> Self {
        let most = spec.world.entry().most_distractors;
        let steps = session.line_len();
        let mut walk = session.walk();
        Self {
            spec: WorldSpec { distractors: spec.distractors.min(most), ..spec },
            rules: RULES_VERSION,
            seed: session.seed(),
            actions: session.line().map(|record| E::number(&record.action)).collect(),
            samples: Samples::take(steps, |step| walk.to(step).digest()),
            digest: walk.to(steps).digest(),
            transcript: None,
            open_at: None,
        }
    }

    /// The session's current line with all that was said along it: level 2. Where nothing was said,
    /// as [`Self::new`].
    pub fn with_words<E: Alphabet>(session: &Session<E>, spec: WorldSpec) -> Self {
        Self::new(session, spec).telling(session.transcript())
    }

    /// The same with words along its line, if there are any.
    #[must_use]
    pub fn telling(self, transcript: Transcript) -> Self {
        Self { transcript: Some(transcript).filter(|said| !said.is_empty()), ..self }
    }

    /// How much it holds.
    pub const fn level(&self) -> Level {
        if self.transcript.is_some() { Level::Words } else { Level::Moves }
    }

    /// The same, cut to a level.
    #[must_use]
    pub fn at_level(self, level: Level) -> Self {
        let transcript = self.transcript.filter(|_| level > Level::Moves);
        Self { transcript, ..self }
    }

    /// The same without the reasoning before the words.
    #[must_use]
    pub fn without_reasoning(self) -> Self {
        Self { transcript: self.transcript.map(Transcript::without_reasoning), ..self }
    }

    /// The same episode, opened at a step.
    #[must_use]
    pub fn opened_at(self, step: usize) -> Self {
        Self { open_at: Some(step), ..self }
    }
}

/// Writes a link: the text after `#`.
///
/// # Errors
///
/// [`ShareError::TooLong`], [`ShareError::TooManySteps`], [`ShareError::TooManyWords`] and
/// [`ShareError::TooManyCards`] for an episode that a link cannot hold, [`ShareError::BadAction`],
/// [`ShareError::NoCard`].
pub fn encode(link: &Link) -> Result<String, ShareError> {
    let payload = Payload {
        world: link.spec.world.number(),
        rules: link.rules,
        distractors: link.spec.distractors,
        seed: link.seed.0,
        actions: link.actions.clone(),
        samples: link.samples,
        digest: link.digest,
        transcript: link.transcript.clone(),
    };
    let sealed = seal(&payload.to_bytes(limits_of(payload.world)?.actions)?);
    let text = match link.open_at {
        Some(step) => format!("{sealed}&s={step}"),
        None => sealed,
    };
    if text.len() > MAX_CHARS { Err(ShareError::TooLong { found: text.len() }) } else { Ok(text) }
}

/// Reads a link: the text after `#`, with or without it. View options it does not know are ignored.
///
/// # Errors
///
/// [`ShareError`] says what is wrong with it.
pub fn decode(fragment: &str) -> Result<Link, ShareError> {
    decode_by(fragment, words::open)
}

/// As [`decode`], for who does without words: much less code.
///
/// # Errors
///
/// As [`decode`]; [`ShareError::Level`] also for a link of level 2.
pub fn decode_moves(fragment: &str) -> Result<Link, ShareError> {
    decode_by(fragment, |_, _, _| Err(ShareError::Level { found: Level::Words as u8 }))
}

fn decode_by(fragment: &str, open: OpenWords) -> Result<Link, ShareError> {
    let (sealed, open_at) = parts(fragment)?;
    let payload = Payload::from_bytes(&unseal(sealed)?, |number| limits_of(number).ok(), open)?;
    let world = payload.world.try_into();
    let world = world.map_err(|_| ShareError::UnknownWorld { number: payload.world.into() })?;
    Ok(Link {
        spec: WorldSpec { world, distractors: payload.distractors },
        rules: payload.rules,
        seed: Seed(payload.seed),
        actions: payload.actions,
        samples: payload.samples,
        digest: payload.digest,
        transcript: payload.transcript,
        open_at,
    })
}

/// The sealed part of a link, and the step to open at.
pub(super) fn parts(fragment: &str) -> Result<(&str, Option<usize>), ShareError> {
    if fragment.len() > MAX_CHARS {
        return Err(ShareError::TooLong { found: fragment.len() });
    }
    let fragment = fragment.trim();
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if fragment.is_empty() {
        return Err(ShareError::Empty);
    }
    let (sealed, options) = fragment.split_once('&').unwrap_or((fragment, ""));
    Ok((sealed, options.split('&').find_map(open_at)))
}

/// Bytes as the text of a link: version, base64url, check characters.
pub fn seal(bytes: &[u8]) -> String {
    let mut text = format!("{VERSION}.");
    URL_SAFE_NO_PAD.encode_string(bytes, &mut text);
    let check = check::check(&text);
    text.extend(check.map(char::from));
    text
}

/// The bytes of what [`seal`] wrote.
///
/// # Errors
///
/// [`ShareError`] for a text that is none, of another version, or damaged.
pub fn unseal(text: &str) -> Result<Vec<u8>, ShareError> {
    let (version, body) = text.split_once('.').ok_or(ShareError::Foreign)?;
    let is_number = (1..=3).contains(&version.len()) && version.bytes().all(|b| b.is_ascii_digit());
    match version.parse() {
        Ok(VERSION) if is_number => {}
        Ok(found) if is_number && found > VERSION => {
            return Err(ShareError::Newer { found, known: VERSION });
        }
        _ => return Err(ShareError::Foreign),
    }
    if let Some((at, found)) = body.chars().enumerate().find(|(_, found)| !is_base64url(*found)) {
        return Err(ShareError::NotBase64 { found, at: version.len() + at + 2 });
    }
    let checked = check::strip(text).ok_or(ShareError::Damaged)?;
    let body = checked.get(version.len() + 1..).ok_or(ShareError::Damaged)?;
    // The check fits, so that no accident left a half character at the end.
    URL_SAFE_NO_PAD.decode(body).map_err(|_| ShareError::Irregular)
}

const fn is_base64url(found: char) -> bool {
    found.is_ascii_alphanumeric() || matches!(found, '-' | '_')
}

/// The step of the option `s=17`; a page that was read as HTML may have left `amp;` before it.
fn open_at(option: &str) -> Option<usize> {
    option.strip_prefix("amp;").unwrap_or(option).strip_prefix("s=")?.parse().ok()
}

fn limits_of(number: u16) -> Result<Limits, ShareError> {
    let entry = catalog::by_number(number);
    let entry = entry.ok_or(ShareError::UnknownWorld { number: number.into() })?;
    Ok(Limits {
        actions: entry.action_count(),
        most_distractors: entry.most_distractors,
        rules: RULES_VERSION,
    })
}
