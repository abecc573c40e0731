//! Share links to customer support: an episode in the part of an address after `#`.
//!
//! They look like [other links](crate::episode::share), and their bytes begin like those, so that each reader knows whose a link is. What follows
//! are turns and not numbers: everything is packed by the coder of words, which has read all that both sides know of the case before. Tool
//! results, data bases and rewards are computed anew.
//!
//! | bytes | what |
//! | --- | --- |
//! | 1 | bits 0–2 are 0: the method; 3–5 seed bytes less one; 6–7 level less one |
//! | 2.. | world number and rules version, varints |
//! | 1–8 | the shop's seed, the lowest byte first; one 0 where the data comes in a pack |
//! | 1.. | the task's number, varint |
//! | 2 | check of the data, the task and the texts that the primer takes from the world |
//! | 1.. | count of turns, varint |
//! | 0–8 | samples of the state on the way |
//! | 4 | digest of the last state |
//! | 4 | check of all before it and of the stream as it reads unpacked |
//! | rest | the [`stream`], packed by method 0, the [`primer`]'s |
//!
//! A link of level 1 leaves words out: of the customer's whether they are the last ones is kept, of the agent's the required outputs. So the
//! reward comes out the same, which is tried before such a link is made.

mod primer;
pub mod stream;

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::case::{Case, CaseError};
use crate::env::catalog;
use crate::env::support::{
    Action, CONTENT, Domain, RESPOND, RULES_VERSION, STOP, SupportEnv, Task, Turn, World,
};
use crate::env::{Env, StateDigest};
use crate::episode::MAX_STEPS;
use crate::episode::branch::{Player, StepRecord};
use crate::episode::record::last_digest;
use crate::episode::replay::Replay;
use crate::episode::session::Session;
use crate::episode::share::words::coder::Packer;
use crate::episode::share::words::{self, MAX_BYTES};
use crate::episode::share::{Level, MAX_CHARS, Samples, ShareError, parts, seal, unseal, varint};
use crate::episode::words::{CardId, Transcript};

/// The lowest number of a world of customer support.
const FIRST_NUMBER: u64 = catalog::SUPPORT[0].0 as u64;

/// Bits of the first byte that say how the rest is packed; 0 is the only way so far.
const METHOD: u8 = 0b111;
const SEED_SHIFT: u8 = 3;
const LEVEL_SHIFT: u8 = 6;
const CHECK: usize = 4;

/// An episode of customer support as a link holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportLink {
    /// The episode's name.
    pub case: Case,
    /// The version of the rules that it was played by.
    pub rules: u16,
    /// Whether the words are all there.
    pub level: Level,
    /// The turns.
    pub turns: Vec<Turn>,
    /// Bits of the states on the way.
    pub samples: Samples,
    /// The digest of the last state.
    pub digest: StateDigest,
    /// What models said that led to the turns, beyond the turns themselves; empty in a link of level 1.
    pub transcript: Transcript,
    /// The step to open at; none for the end. It is not checked against the count of turns.
    pub open_at: Option<usize>,
}

/// Why a link to customer support cannot be opened or made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SupportShareError {
    /// What can be wrong with any link.
    #[error(transparent)]
    Share(#[from] ShareError),
    /// There is no such episode.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// It is a link to another kind of world.
    #[error("the link is to world number {number}, which is none of customer support")]
    OtherWorld {
        /// The number.
        number: u64,
    },
    /// The data, the task or what agents are told is not what it was.
    #[error("the link was made with other data of {0} than is here")]
    OtherData(Domain),
    /// The customer speaks where the agent has the turn, or the other way round.
    #[error("the link has a turn at step {step} that is not its side's")]
    OutOfTurn {
        /// The step, from 1.
        step: usize,
    },
}

/// What a link says before its turns: enough to get the world that it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The episode's name.
    pub case: Case,
    /// The version of the rules that it was played by.
    pub rules: u16,
    /// Whether the words are all there.
    pub level: Level,
    /// How many turns it has.
    pub steps: usize,
    ground: [u8; 2],
    samples: Samples,
    digest: StateDigest,
}

/// Whether the part of an address after `#` is a sound link to customer support, as far as can be said without data.
pub fn is_one(fragment: &str) -> bool {
    let is_here = |bytes: Vec<u8>| {
        let number = varint::read(&mut bytes.get(1..).unwrap_or_default());
        number.is_some_and(|number| number >= FIRST_NUMBER)
    };
    parts(fragment).and_then(|(sealed, _)| unseal(sealed)).is_ok_and(is_here)
}

/// What a link says of its episode, which names the world that [`decode`] needs.
///
/// # Errors
///
/// [`SupportShareError`] says what is wrong with it.
pub fn head(fragment: &str) -> Result<Head, SupportShareError> {
    let (sealed, _) = parts(fragment)?;
    Ok(Head::read(&unseal(sealed)?)?.0)
}

impl SupportLink {
    /// A session's current line, cut to a level: [`Level::Moves`], or with all words.
    pub fn new(session: &Session<SupportEnv>, case: Case, level: Level) -> Self {
        if level > Level::Moves {
            return Self::whole(session, case);
        }
        let short = shortened(session).unwrap_or_else(|| session.clone());
        let whole = Self::whole(&short, case);
        Self { level, transcript: bare(whole.turns.len()), ..whole }
    }

    fn whole(session: &Session<SupportEnv>, case: Case) -> Self {
        let steps = session.line_len();
        let mut walk = session.walk();
        let said = session.transcript();
        Self {
            case,
            rules: RULES_VERSION,
            level: Level::Words,
            turns: session.actions(),
            samples: Samples::take(steps, |step| walk.to(step).digest()),
            digest: last_digest(session),
            transcript: said,
            open_at: None,
        }
    }

    /// The same without the reasoning before the words.
    #[must_use]
    pub fn without_reasoning(self) -> Self {
        Self { transcript: self.transcript.without_reasoning(), ..self }
    }

    /// The same episode, opened at a step.
    #[must_use]
    pub fn opened_at(self, step: usize) -> Self {
        Self { open_at: Some(step), ..self }
    }

    /// Starts to play it again in its world.
    ///
    /// # Errors
    ///
    /// [`CaseError`]: the world is another one.
    pub fn replay(&self, world: &Arc<World>) -> Result<Replay<SupportEnv>, CaseError> {
        let session = self.case.session(world)?;
        let (turns, transcript) = (self.turns.clone(), self.transcript.clone());
        Ok(Replay::begin(session, turns, (self.samples, self.digest), transcript))
    }

    fn head(&self, ground: [u8; 2]) -> Head {
        let Self { case, rules, level, samples, digest, .. } = *self;
        Head { case, rules, level, steps: self.turns.len(), ground, samples, digest }
    }
}

/// A transcript without words, of so many steps.
fn bare(steps: usize) -> Transcript {
    Transcript { steps: vec![Vec::new(); steps], ..Transcript::default() }
}

/// The session's line without the words that nothing follows from; none if something would follow.
fn shortened(session: &Session<SupportEnv>) -> Option<Session<SupportEnv>> {
    let start = session.env_at(0);
    let task = start.desk().task().clone();
    let turns = session.line().map(|record| shortened_turn(&record.action, &task));
    let short = Session::from_actions(start, session.seed(), turns, Player::Replay).ok()?;
    let came = |record: &StepRecord<Turn>| (record.reward.to_bits(), record.terminated);
    let is_same =
        session.line().map(came).eq(short.line().map(came)) && outputs(session) == outputs(&short);
    is_same.then_some(short)
}

/// Which required outputs were said in the end.
fn outputs(session: &Session<SupportEnv>) -> Vec<bool> {
    let env = session.env_at(session.line_len());
    let verdict = env.desk().verdict().map(|verdict| verdict.outputs.as_slice());
    verdict.unwrap_or_default().iter().map(|(_, said)| *said).collect()
}

fn shortened_turn(turn: &Turn, task: &Task) -> Turn {
    match turn {
        Turn::Customer(words) => {
            Turn::Customer(if words.contains(STOP) { STOP.into() } else { "".into() })
        }
        Turn::Agent(action) => match turn.words().filter(|_| action.kwargs.len() == 1) {
            Some(words) => {
                let words = words.to_lowercase().replace(',', "");
                let said = task.outputs.iter().filter(|out| words.contains(&out.to_lowercase()));
                let said: Vec<&str> = said.map(|output| &**output).collect();
                Turn::Agent(Action::respond(said.join("\n")))
            }
            None => turn.clone(),
        },
    }
}

/// Writes a link: the text after `#`.
///
/// # Errors
///
/// The episode is too long for a link, or the world is another one.
pub fn encode(link: &SupportLink, world: &World) -> Result<String, SupportShareError> {
    let task = link.case.task_in(world)?;
    if link.turns.len() > MAX_STEPS {
        return Err(ShareError::TooManySteps { found: link.turns.len() as u64 }.into());
    }
    words::check(&link.transcript)?;
    let stream = stream::write(link.case.domain, &link.turns, &link.transcript);
    if stream.len() > MAX_BYTES {
        return Err(ShareError::TooManyWords.into());
    }
    let mut bytes = link.head(link.case.ground(world, primer::texts(world, link.level))?).write();
    bytes.extend(check(&bytes, &stream));
    bytes.extend(Packer::new(primer::bytes(world, task, link.level)).pack(&stream));
    let mut text = seal(&bytes);
    if let Some(step) = link.open_at {
        text += &format!("&s={step}");
    }
    if text.len() > MAX_CHARS {
        return Err(ShareError::TooLong { found: text.len() }.into());
    }
    Ok(text)
}

/// Reads a link: the text after `#`, with or without it; the world is that of its [`head`].
///
/// # Errors
///
/// [`SupportShareError`] says what is wrong with it, or with the world.
pub fn decode(fragment: &str, world: &World) -> Result<SupportLink, SupportShareError> {
    let (sealed, open_at) = parts(fragment)?;
    let bytes = unseal(sealed)?;
    let (head, mut rest) = Head::read(&bytes)?;
    let case = head.case;
    let task = case.task_in(world)?;
    if head.ground != case.ground(world, primer::texts(world, head.level))? {
        return Err(SupportShareError::OtherData(case.domain));
    }
    let before = &bytes[..bytes.len() - rest.len()];
    let found = take(&mut rest, CHECK)?;
    let packer = Packer::new(primer::bytes(world, task, head.level));
    let stream = unpack(&packer, rest)?;
    if check(before, &stream) != found {
        return Err(ShareError::Forged.into());
    }
    let (turns, transcript) = read_stream(case.domain, &stream)?;
    if turns.len() != head.steps || head.write() != before {
        return Err(ShareError::Irregular.into());
    }
    expect_turns(&turns)?;
    let Head { rules, level, samples, digest, .. } = head;
    let has_words = transcript.cards.len() + transcript.words().count() > 0;
    if level == Level::Moves && has_words {
        return Err(ShareError::Irregular.into());
    }
    Ok(SupportLink { case, rules, level, turns, samples, digest, transcript, open_at })
}

/// Unpacks a stream.
fn unpack(packer: &Packer, packed: &[u8]) -> Result<Vec<u8>, ShareError> {
    let mut gauge = stream::Gauge::default();
    words::unpack_until(packer, packed, |byte| {
        gauge.take(byte);
        gauge.is_full()
    })
}

fn read_stream(domain: Domain, stream: &[u8]) -> Result<(Vec<Turn>, Transcript), ShareError> {
    use crate::episode::share::words::stream::Malformed;
    let read = stream::read(domain, stream).map_err(|malformed| match malformed {
        Malformed::Layout => ShareError::Garbled,
        Malformed::NoCard(found) => ShareError::NoCard { found: CardId(found) },
    });
    let (turns, transcript) = read?;
    // JSON has many spellings, and a link has one.
    let is_written_so = stream::write(domain, &turns, &transcript) == stream;
    if is_written_so { Ok((turns, transcript)) } else { Err(ShareError::Irregular) }
}

/// The customer begins, and answers whenever the agent spoke.
fn expect_turns(turns: &[Turn]) -> Result<(), SupportShareError> {
    let mut customer_speaks = true;
    for (at, turn) in turns.iter().enumerate() {
        if turn.is_customers() != customer_speaks {
            return Err(SupportShareError::OutOfTurn { step: at + 1 });
        }
        customer_speaks = matches!(turn, Turn::Agent(action) if *action.name == *RESPOND
            && action.kwargs.get(CONTENT).is_some());
    }
    Ok(())
}

/// The check of a link's head and of its stream.
fn check(head: &[u8], stream: &[u8]) -> [u8; CHECK] {
    let hash = Sha256::new().chain_update(head).chain_update(stream).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

impl Head {
    fn write(&self) -> Vec<u8> {
        let seed = self.case.seed.to_le_bytes();
        let seed_len = (8 - self.case.seed.leading_zeros() as usize / 8).max(1);
        let flags = ((seed_len as u8 - 1) << SEED_SHIFT) | ((self.level as u8 - 1) << LEVEL_SHIFT);
        let mut bytes = vec![flags];
        varint::write(self.case.number().unwrap_or_default().into(), &mut bytes);
        varint::write(self.rules.into(), &mut bytes);
        bytes.extend(&seed[..seed_len]);
        varint::write(self.case.task.into(), &mut bytes);
        bytes.extend(self.ground);
        varint::write(self.steps as u64, &mut bytes);
        self.samples.write(self.steps, &mut bytes);
        bytes.extend(self.digest.0);
        bytes
    }

    /// The head, and what follows it.
    fn read(bytes: &[u8]) -> Result<(Self, &[u8]), SupportShareError> {
        let mut rest = bytes;
        let flags = take(&mut rest, 1)?[0];
        let number = number(&mut rest)?;
        let known = u16::try_from(number).ok().and_then(catalog::support_by_number);
        let Some((domain, split)) = known else {
            return Err(if number < FIRST_NUMBER {
                SupportShareError::OtherWorld { number }
            } else {
                ShareError::UnknownWorld { number }.into()
            });
        };
        if flags & METHOD != 0 {
            return Err(ShareError::Packing { found: flags & METHOD }.into());
        }
        let level = match (flags >> LEVEL_SHIFT) + 1 {
            1 => Level::Moves,
            2 => Level::Words,
            found => return Err(ShareError::Level { found }.into()),
        };
        let found = self::number(&mut rest)?;
        let rules = u16::try_from(found).ok().filter(|rules| (1..=RULES_VERSION).contains(rules));
        let known = RULES_VERSION;
        let rules = rules.ok_or(ShareError::UnknownRules { found, known })?;
        let seed = take(&mut rest, usize::from(flags >> SEED_SHIFT & 0b111) + 1)?;
        let seed = seed.iter().rev().fold(0, |seed, &byte| seed << 8 | u64::from(byte));
        if domain != Domain::Books && seed != 0 {
            return Err(CaseError::NoSeed(domain).into());
        }
        let task = u32::try_from(self::number(&mut rest)?).map_err(|_| ShareError::Irregular)?;
        let ground = take(&mut rest, 2)?;
        let ground = [ground[0], ground[1]];
        let found = self::number(&mut rest)?;
        let steps = usize::try_from(found).ok().filter(|&steps| steps <= MAX_STEPS);
        let steps = steps.ok_or(ShareError::TooManySteps { found })?;
        let samples = Samples::read(take(&mut rest, Samples::len(steps))?);
        let digest = take(&mut rest, 4)?;
        let digest = StateDigest([digest[0], digest[1], digest[2], digest[3]]);
        let case = Case { domain, split, task, seed };
        Ok((Self { case, rules, level, steps, ground, samples, digest }, rest))
    }
}

fn number(rest: &mut &[u8]) -> Result<u64, ShareError> {
    varint::read(rest).ok_or(ShareError::Truncated)
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Result<&'a [u8], ShareError> {
    varint::take(rest, len).ok_or(ShareError::Truncated)
}
