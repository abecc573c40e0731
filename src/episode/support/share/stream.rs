//! Turns and words as one stream of bytes, in the order in which they came about.
//!
//! The stream is: cards, END, the words of the opening, END, then each turn with the words that led to it, END.
//!
//! | part | bytes |
//! | --- | --- |
//! | card | as in [other links](crate::episode::share::words::stream) |
//! | the agent speaks | AGENT, its words |
//! | the customer speaks | CUSTOMER, its words |
//! | a call | CALL, the tool's number, its arguments; `NO_TOOL` for the number, the name and FIELD for a tool that there is not |
//! | arguments | in the order of the tool's parameters a value and FIELD each; any others: ODD, all as JSON, FIELD |
//! | value | a string as it is; anything else: JSON, its JSON |
//! | words | SAID, the card's number, [`Kind`]; reasoning and FIELD; text and FIELD; for each tool NAME, its name, FIELD, its arguments, FIELD |
//!
//! The marks are bytes that UTF-8 never has, so texts need no escapes. Of a model's words only what the turn does not say already is written.

use crate::env::support::{Action, CONTENT, Domain, Turn};
use crate::episode::share::words::stream::{
    END, FIELD, Malformed, NAME, SPEAKERS, field, next, read_cards, text, write_card,
};
use crate::episode::words::{CardId, ToolUse, Transcript, Words};
use crate::python::shared::{Map, PyValue, dumps_value, loads};

/// Before the agent's words.
pub const AGENT: u8 = SPEAKERS[0];
/// Before the customer's words.
pub const CUSTOMER: u8 = SPEAKERS[1];
/// Before a call.
pub const CALL: u8 = SPEAKERS[2];
/// Before what a model said.
const SAID: u8 = 0xfb;
/// Before a value that is no string.
const JSON: u8 = 0xf7;
/// Before arguments that are not the tool's.
const ODD: u8 = 0xf6;
/// In place of the number of a tool that there is not.
const NO_TOOL: u8 = 0xf5;
/// The lowest byte that is a mark.
const LOWEST: u8 = NO_TOOL;

/// What some words have, in bits.
struct Kind;

impl Kind {
    /// No answer came.
    const UNANSWERED: u8 = 1;
    /// There is reasoning.
    const REASONING: u8 = 2;
    /// The text is another than the turn's.
    const TEXT: u8 = 4;
    /// The arguments are the turn's, written without spaces.
    const TIGHT: u8 = 8;
    /// The calls are others than the turn's.
    const TOOLS: u8 = 16;
    /// All of them.
    const ALL: u8 = 31;
}

/// Turns and words as a stream.
pub fn write(domain: Domain, turns: &[Turn], transcript: &Transcript) -> Vec<u8> {
    let mut bytes = Vec::new();
    for card in &transcript.cards {
        write_card(card, &mut bytes);
    }
    bytes.push(END);
    write_said(None, &transcript.opening, &mut bytes);
    bytes.push(END);
    let said = transcript.steps.iter().map(Vec::as_slice).chain(std::iter::repeat(&[][..]));
    for (turn, said) in turns.iter().zip(said) {
        write_turn(domain, turn, &mut bytes);
        write_said(Some(turn), said, &mut bytes);
    }
    bytes.push(END);
    bytes
}

/// Writes a turn.
pub fn write_turn(domain: Domain, turn: &Turn, bytes: &mut Vec<u8>) {
    match turn {
        Turn::Customer(words) => {
            bytes.push(CUSTOMER);
            bytes.extend(words.bytes());
        }
        Turn::Agent(action) => match spoken(action) {
            Some(words) => {
                bytes.push(AGENT);
                bytes.extend(words.bytes());
            }
            None => write_call(domain, action, bytes),
        },
    }
}

/// What an action says that does nothing else.
fn spoken(action: &Action) -> Option<&str> {
    let is_all = action.is_respond() && action.kwargs.len() == 1;
    if is_all { action.kwargs.get(CONTENT)?.as_str() } else { None }
}

fn write_call(domain: Domain, action: &Action, bytes: &mut Vec<u8>) {
    bytes.push(CALL);
    let tools = domain.tools();
    let number = tools.iter().position(|tool| *tool.name == *action.name);
    let parameters = if let Some(number) = number {
        bytes.push(number as u8);
        tools[number].parameters
    } else {
        bytes.push(NO_TOOL);
        bytes.extend(action.name.bytes());
        bytes.push(FIELD);
        &[]
    };
    if !action.kwargs.keys().map(|key| &**key).eq(parameters.iter().copied()) {
        bytes.push(ODD);
        bytes.extend(dumps_value(&action.kwargs.clone().into()).bytes());
        return bytes.push(FIELD);
    }
    for (_, value) in &action.kwargs {
        if let Some(text) = value.as_str() {
            bytes.extend(text.bytes());
        } else {
            bytes.push(JSON);
            bytes.extend(dumps_value(value).bytes());
        }
        bytes.push(FIELD);
    }
}

fn write_said(turn: Option<&Turn>, said: &[Words], bytes: &mut Vec<u8>) {
    for words in said {
        let is_turn_s = words.text == text_of(turn);
        let calls = Calls::of(turn, &words.tools);
        let bits = [
            (words.unanswered, Kind::UNANSWERED),
            (words.reasoning.is_some(), Kind::REASONING),
            (!is_turn_s, Kind::TEXT),
            (calls == Calls::Tight, Kind::TIGHT),
            (calls == Calls::Others, Kind::TOOLS),
        ];
        let kind = bits.iter().filter(|(holds, _)| *holds).fold(0, |kind, (_, bit)| kind | bit);
        bytes.extend([SAID, words.by.0, kind]);
        if let Some(reasoning) = &words.reasoning {
            bytes.extend(reasoning.bytes());
            bytes.push(FIELD);
        }
        if !is_turn_s {
            bytes.extend(words.text.bytes());
            bytes.push(FIELD);
        }
        if calls == Calls::Others {
            for tool in &words.tools {
                bytes.push(NAME);
                bytes.extend(tool.name.bytes());
                bytes.push(FIELD);
                bytes.extend(tool.arguments.bytes());
                bytes.push(FIELD);
            }
        }
    }
}

/// The words of a turn; nothing for a call.
fn text_of(turn: Option<&Turn>) -> &str {
    turn.and_then(Turn::words).unwrap_or_default()
}

/// How a model's calls are to the turn's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Calls {
    /// The same, with spaces as Python writes them; or both have none.
    Same,
    /// The same, without spaces.
    Tight,
    /// Others.
    Others,
}

impl Calls {
    fn of(turn: Option<&Turn>, tools: &[ToolUse]) -> Self {
        if tools == Self::Same.made(turn) {
            Self::Same
        } else if tools == Self::Tight.made(turn) {
            Self::Tight
        } else {
            Self::Others
        }
    }

    /// The calls that are so to a turn.
    fn made(self, turn: Option<&Turn>) -> Vec<ToolUse> {
        let Some(Turn::Agent(action)) = turn.filter(|turn| turn.words().is_none()) else {
            return Vec::new();
        };
        let kwargs = PyValue::from(action.kwargs.clone());
        let arguments = match self {
            Self::Same => dumps_value(&kwargs),
            Self::Tight => serde_json::to_string(&kwargs).unwrap_or_default(),
            Self::Others => return Vec::new(),
        };
        vec![ToolUse { name: action.name.to_string(), arguments }]
    }
}

/// Knows when a stream has come to its end.
#[derive(Debug, Default)]
pub struct Gauge {
    ends: u8,
    /// So many bytes that follow are no marks, whatever their value.
    plain: u8,
}

impl Gauge {
    /// Takes the next byte.
    pub const fn take(&mut self, byte: u8) {
        if self.plain > 0 {
            self.plain -= 1;
            return;
        }
        match byte {
            END => self.ends += 1,
            CALL => self.plain = 1,
            SAID => self.plain = 2,
            _ => {}
        }
    }

    /// Whether nothing is missing.
    pub const fn is_full(&self) -> bool {
        self.ends == 3
    }
}

/// Reads what [`write()`] wrote.
///
/// # Errors
///
/// [`Malformed`] for bytes that are no stream.
pub fn read(domain: Domain, bytes: &[u8]) -> Result<(Vec<Turn>, Transcript), Malformed> {
    let mut rest = bytes;
    let mut transcript = Transcript { cards: read_cards(&mut rest)?, ..Transcript::default() };
    let cards = transcript.cards.len();
    transcript.opening = read_said(None, &mut rest, cards)?;
    if next(&mut rest)? != END {
        return Err(Malformed::Layout);
    }
    let mut turns = Vec::new();
    loop {
        let turn = match next(&mut rest)? {
            AGENT => Turn::Agent(Action::respond(words(&mut rest)?)),
            CUSTOMER => Turn::Customer(words(&mut rest)?.into()),
            CALL => Turn::Agent(read_call(domain, &mut rest)?),
            END => break,
            _ => return Err(Malformed::Layout),
        };
        transcript.steps.push(read_said(Some(&turn), &mut rest, cards)?);
        turns.push(turn);
    }
    if rest.is_empty() { Ok((turns, transcript)) } else { Err(Malformed::Layout) }
}

/// The text up to the next mark.
fn words(rest: &mut &[u8]) -> Result<String, Malformed> {
    text(rest, LOWEST)
}

fn read_call(domain: Domain, rest: &mut &[u8]) -> Result<Action, Malformed> {
    let number = next(rest)?;
    let (name, parameters) = match domain.tools().get(usize::from(number)) {
        Some(tool) => (tool.name.to_owned(), tool.parameters),
        None if number == NO_TOOL => (field(rest, LOWEST)?, &[][..]),
        None => return Err(Malformed::Layout),
    };
    if rest.first() == Some(&ODD) {
        next(rest)?;
        let kwargs = json(&field(rest, LOWEST)?)?;
        let kwargs = kwargs.as_map().ok_or(Malformed::Layout)?;
        return Ok(Action::new(name, kwargs.clone()));
    }
    let mut kwargs = Map::with_capacity(parameters.len());
    for parameter in parameters {
        let is_json = rest.first() == Some(&JSON);
        if is_json {
            next(rest)?;
        }
        let text = field(rest, LOWEST)?;
        kwargs.set(parameter, if is_json { json(&text)? } else { text.into() });
    }
    Ok(Action::new(name, kwargs))
}

fn json(text: &str) -> Result<PyValue, Malformed> {
    loads(text).map_err(|_| Malformed::Layout)
}

fn read_said(turn: Option<&Turn>, rest: &mut &[u8], cards: usize) -> Result<Vec<Words>, Malformed> {
    let mut all = Vec::new();
    while rest.first() == Some(&SAID) {
        next(rest)?;
        let (by, kind) = (next(rest)?, next(rest)?);
        if usize::from(by) >= cards {
            return Err(Malformed::NoCard(by));
        }
        if kind > Kind::ALL {
            return Err(Malformed::Layout);
        }
        let has = |bit| kind & bit != 0;
        let mut words = Words::new(CardId(by), text_of(turn));
        words.unanswered = has(Kind::UNANSWERED);
        if has(Kind::REASONING) {
            words.reasoning = Some(field(rest, LOWEST)?);
        }
        if has(Kind::TEXT) {
            words.text = field(rest, LOWEST)?;
        }
        words.tools = match (has(Kind::TIGHT), has(Kind::TOOLS)) {
            (false, false) => Calls::Same.made(turn),
            (true, false) => Calls::Tight.made(turn),
            (false, true) => read_tools(rest)?,
            (true, true) => return Err(Malformed::Layout),
        };
        all.push(words);
    }
    Ok(all)
}

fn read_tools(rest: &mut &[u8]) -> Result<Vec<ToolUse>, Malformed> {
    let mut tools = Vec::new();
    while rest.first() == Some(&NAME) {
        next(rest)?;
        let name = field(rest, LOWEST)?;
        tools.push(ToolUse { name, arguments: field(rest, LOWEST)? });
    }
    Ok(tools)
}
