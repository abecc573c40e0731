//! Actions and words as one stream of bytes, in the order in which they came about.
//!
//! The stream is: cards, END, opening, END, and for each step its words, END, the action's number.
//!
//! | part | bytes |
//! | --- | --- |
//! | card | NAME, the role's letter, kind, FIELD, model, FIELD, version in digits, FIELD, settings as JSON |
//! | words | speaker; FIELD if no answer came; reasoning and THOUGHT, where there is any; text; tools |
//! | speaker | one of [`SPEAKERS`] for the first three cards, OTHER and the card's number for the rest |
//! | tool | NAME, its name, FIELD, its arguments |
//!
//! The marks are bytes that UTF-8 never has, so texts need no escapes. An action stands behind the
//! words that name it: there it costs next to nothing.

use crate::episode::words::{CardId, MAX_CARDS, PlayerCard, Role, ToolUse, Transcript, Words};

/// Marks the words of the first three cards.
pub const SPEAKERS: [u8; 3] = [0xf8, 0xf9, 0xfa];
/// The lowest of the marks.
const LOWEST: u8 = SPEAKERS[0];
/// Marks the words of another card, whose number follows.
pub const OTHER: u8 = 0xfb;
/// Ends reasoning.
pub const THOUGHT: u8 = 0xfc;
/// Begins a card, or a tool's name.
pub const NAME: u8 = 0xfd;
/// Ends a part of a card, or a tool's name; behind a speaker: no answer came.
pub const FIELD: u8 = 0xfe;
/// Ends the cards, the opening, and the words of a step.
pub const END: u8 = 0xff;

/// A stream that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// It is not laid out as streams are.
    Layout,
    /// Someone speaks who has no card.
    NoCard(u8),
}

/// Actions and words as a stream. A step without words in the transcript has none.
pub fn write(transcript: &Transcript, actions: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for card in &transcript.cards {
        write_card(card, &mut bytes);
    }
    bytes.push(END);
    write_words(&transcript.opening, &mut bytes);
    bytes.push(END);
    let steps = transcript.steps.iter().map(Vec::as_slice).chain(std::iter::repeat(&[][..]));
    for (&action, words) in actions.iter().zip(steps) {
        write_words(words, &mut bytes);
        bytes.extend([END, action]);
    }
    bytes
}

pub(in crate::episode) fn write_card(card: &PlayerCard, bytes: &mut Vec<u8>) {
    let role = match card.role {
        Role::Agent => b'a',
        Role::Customer => b'c',
        Role::Judge => b'j',
    };
    bytes.extend([NAME, role]);
    bytes.extend(card.kind.bytes());
    for part in [&card.model, &card.version.to_string(), &card.settings.to_string()] {
        bytes.push(FIELD);
        bytes.extend(part.bytes());
    }
}

fn write_words(all: &[Words], bytes: &mut Vec<u8>) {
    for words in all {
        match SPEAKERS.get(usize::from(words.by.0)) {
            Some(&speaker) => bytes.push(speaker),
            None => bytes.extend([OTHER, words.by.0]),
        }
        if words.unanswered {
            bytes.push(FIELD);
        }
        if let Some(reasoning) = &words.reasoning {
            bytes.extend(reasoning.bytes());
            bytes.push(THOUGHT);
        }
        bytes.extend(words.text.bytes());
        for tool in &words.tools {
            bytes.push(NAME);
            bytes.extend(tool.name.bytes());
            bytes.push(FIELD);
            bytes.extend(tool.arguments.bytes());
        }
    }
}

/// Knows when a stream of so many steps has come to its end.
#[derive(Debug)]
pub struct Gauge {
    steps: usize,
    /// Cards, opening and steps that have not ended yet.
    left: usize,
    then: Then,
}

/// What a byte is whatever its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Anything,
    Card,
    Action,
}

impl Gauge {
    /// Of a stream of so many steps, before its first byte.
    pub const fn new(steps: usize) -> Self {
        Self { steps, left: steps + 2, then: Then::Anything }
    }

    /// Takes the next byte.
    pub const fn take(&mut self, byte: u8) {
        let then = self.then;
        self.then = Then::Anything;
        match (then, byte) {
            (Then::Anything, OTHER) => self.then = Then::Card,
            (Then::Anything, END) if self.left <= self.steps => self.then = Then::Action,
            (Then::Action, _) | (Then::Anything, END) => self.left = self.left.saturating_sub(1),
            (Then::Card | Then::Anything, _) => {}
        }
    }

    /// Whether nothing is missing.
    pub const fn is_full(&self) -> bool {
        self.left == 0
    }
}

/// Reads what [`write()`] wrote, for a count of steps; returns the actions' numbers too.
///
/// # Errors
///
/// [`Malformed`] for bytes that are no stream.
pub fn read(bytes: &[u8], steps: usize) -> Result<(Transcript, Vec<u8>), Malformed> {
    let mut rest = bytes;
    let mut transcript = Transcript { cards: read_cards(&mut rest)?, ..Transcript::default() };
    let cards = transcript.cards.len();
    transcript.opening = read_words(&mut rest, cards)?;
    let mut actions = Vec::new();
    for _ in 0..steps {
        transcript.steps.push(read_words(&mut rest, cards)?);
        actions.push(next(&mut rest)?);
    }
    if rest.is_empty() { Ok((transcript, actions)) } else { Err(Malformed::Layout) }
}

pub(in crate::episode) fn read_cards(rest: &mut &[u8]) -> Result<Vec<PlayerCard>, Malformed> {
    let mut cards = Vec::new();
    loop {
        match next(rest)? {
            END => return Ok(cards),
            NAME if cards.len() < MAX_CARDS => cards.push(read_card(rest)?),
            _ => return Err(Malformed::Layout),
        }
    }
}

fn read_card(rest: &mut &[u8]) -> Result<PlayerCard, Malformed> {
    let role = match next(rest)? {
        b'a' => Role::Agent,
        b'c' => Role::Customer,
        b'j' => Role::Judge,
        _ => return Err(Malformed::Layout),
    };
    let kind = field(rest, LOWEST)?;
    let model = field(rest, LOWEST)?;
    let version = field(rest, LOWEST)?.parse().map_err(|_| Malformed::Layout)?;
    let settings = serde_json::from_str(&text(rest, LOWEST)?).map_err(|_| Malformed::Layout)?;
    Ok(PlayerCard { role, kind, model, version, settings })
}

fn read_words(rest: &mut &[u8], cards: usize) -> Result<Vec<Words>, Malformed> {
    let mut all = Vec::new();
    loop {
        let by = match next(rest)? {
            END => return Ok(all),
            OTHER => next(rest)?,
            mark => match SPEAKERS.iter().position(|&speaker| speaker == mark) {
                Some(place) => place as u8,
                None => return Err(Malformed::Layout),
            },
        };
        if usize::from(by) >= cards {
            return Err(Malformed::NoCard(by));
        }
        let mut words = Words::new(CardId(by), "");
        if rest.first() == Some(&FIELD) {
            next(rest)?;
            words.unanswered = true;
        }
        words.text = text(rest, LOWEST)?;
        if rest.first() == Some(&THOUGHT) {
            next(rest)?;
            words.reasoning = Some(std::mem::replace(&mut words.text, text(rest, LOWEST)?));
        }
        while rest.first() == Some(&NAME) {
            next(rest)?;
            words
                .tools
                .push(ToolUse { name: field(rest, LOWEST)?, arguments: text(rest, LOWEST)? });
        }
        all.push(words);
    }
}

pub(in crate::episode) fn next(rest: &mut &[u8]) -> Result<u8, Malformed> {
    let (&byte, after) = rest.split_first().ok_or(Malformed::Layout)?;
    *rest = after;
    Ok(byte)
}

/// The text up to the next byte that is a mark, from `lowest` on; the mark is left where it is.
pub(in crate::episode) fn text(rest: &mut &[u8], lowest: u8) -> Result<String, Malformed> {
    let end = rest.iter().position(|&byte| byte >= lowest).unwrap_or(rest.len());
    let (text, after) = rest.split_at(end);
    *rest = after;
    String::from_utf8(text.to_vec()).map_err(|_| Malformed::Layout)
}

/// A text and the end of its field.
pub(in crate::episode) fn field(rest: &mut &[u8], lowest: u8) -> Result<String, Malformed> {
    let text = text(rest, lowest)?;
    if next(rest)? == FIELD { Ok(text) } else { Err(Malformed::Layout) }
}
