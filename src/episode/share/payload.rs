//! The bytes of a link.
//!
//! | bytes | what |
//! | --- | --- |
//! | 1 | bits 0–1 the [`Method`]; 2: distractors follow; 3–5 seed bytes less one; 6–7 level less one |
//! | 1.. | world number, varint |
//! | 1.. | rules version, varint |
//! | 0–1 | distractors, if not 0 |
//! | 1–8 | seed, the lowest byte first |
//! | 1.. | count of actions, varint |
//! | 0–8 | samples of the state on the way |
//! | 4 | digest of the last state |
//! | rest | level 1: actions |
//! | 4 | level 2: check of all before it and of the words as they read unpacked, SHA-256's first bytes |
//! | rest | level 2: actions and [`words`], packed; the method is 0, the [primer](words::primer)'s |
//!
//! Builds that know level 1 only read the level from the first byte and refuse the rest. Varints are those of [`varint`]. There is one spelling for each content and method: what was read
//! is written again and compared, so nothing can hide in a link.

use sha2::{Digest, Sha256};

use super::coder::{self, Method, Unreadable};
use super::samples::Samples;
use super::{Level, ShareError, varint, words};
use crate::env::StateDigest;
use crate::episode::MAX_STEPS;
use crate::episode::words::Transcript;

const METHOD: u8 = 0b11;
const HAS_DISTRACTORS: u8 = 0b100;
const SEED_SHIFT: u8 = 3;
const LEVEL_SHIFT: u8 = 6;
/// The check of words: as many bytes of a hash as make an accident unheard of.
const CHECK: usize = 4;

/// What a link says, before anyone asks whether there is such a world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// The world's number.
    pub world: u16,
    /// The version of the rules that it was played by.
    pub rules: u16,
    /// The world's argument.
    pub distractors: u8,
    /// What names the episode.
    pub seed: u64,
    /// The actions' numbers.
    pub actions: Vec<u8>,
    /// Bits of the states on the way.
    pub samples: Samples,
    /// The digest of the last state.
    pub digest: StateDigest,
    /// The words, in a link of level 2.
    pub transcript: Option<Transcript>,
}

/// What the codec has to know of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many actions it has; their numbers are below.
    pub actions: u8,
    /// The most distractors it takes.
    pub most_distractors: u8,
    /// The newest rules that this build plays it by; the oldest are 1.
    pub rules: u16,
}

/// Opens the packed words of so many steps: unpacks them, asks whether they are those that were shared, and reads them.
pub type OpenWords =
    fn(&[u8], usize, &dyn Fn(&[u8]) -> bool) -> Result<(Transcript, Vec<u8>), ShareError>;

impl Payload {
    /// The shortest bytes for a world of so many actions.
    ///
    /// # Errors
    ///
    /// [`ShareError::TooManySteps`], [`ShareError::BadAction`], and those of [`words::pack`].
    pub fn to_bytes(&self, size: u8) -> Result<Vec<u8>, ShareError> {
        if self.actions.len() > MAX_STEPS {
            return Err(ShareError::TooManySteps { found: self.actions.len() as u64 });
        }
        expect_below(&self.actions, size)?;
        if let Some(transcript) = &self.transcript {
            let packed = words::pack(transcript, &self.actions)?;
            let mut bytes = self.head(Method::Fixed);
            bytes.extend(check(&bytes, &packed.stream));
            bytes.extend(packed.bytes);
            return Ok(bytes);
        }
        let written = Method::ALL.map(|method| (method, coder::write(method, size, &self.actions)));
        let shortest = written.iter().min_by_key(|(_, bytes)| bytes.len());
        let (method, actions) = shortest.unwrap_or(&written[0]);
        Ok([self.head(*method), actions.clone()].concat())
    }

    /// What comes before the actions.
    fn head(&self, method: Method) -> Vec<u8> {
        let seed = self.seed.to_le_bytes();
        let seed_len = (8 - self.seed.leading_zeros() as usize / 8).max(1);
        let distractors = if self.distractors == 0 { 0 } else { HAS_DISTRACTORS };
        let level = if self.transcript.is_some() { Level::Words } else { Level::Moves };
        let flags = method as u8
            | distractors
            | ((seed_len as u8 - 1) << SEED_SHIFT)
            | ((level as u8 - 1) << LEVEL_SHIFT);
        let mut bytes = vec![flags];
        varint::write(self.world.into(), &mut bytes);
        varint::write(self.rules.into(), &mut bytes);
        if self.distractors > 0 {
            bytes.push(self.distractors);
        }
        bytes.extend(&seed[..seed_len]);
        varint::write(self.actions.len() as u64, &mut bytes);
        self.samples.write(self.actions.len(), &mut bytes);
        bytes.extend(self.digest.0);
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote; `limits` knows the worlds by their numbers, `open` unpacks words.
    ///
    /// # Errors
    ///
    /// [`ShareError`] says what cannot be, or what this build does not know.
    pub fn from_bytes(
        bytes: &[u8],
        limits: impl FnOnce(u16) -> Option<Limits>,
        open: OpenWords,
    ) -> Result<Self, ShareError> {
        let mut rest = bytes;
        let flags = take(&mut rest, 1)?[0];
        let level = (flags >> LEVEL_SHIFT) + 1;
        let has_words = match level {
            _ if level == Level::Moves as u8 => false,
            _ if level == Level::Words as u8 => true,
            found => return Err(ShareError::Level { found }),
        };
        let number = number(&mut rest)?;
        let limits = |number| limits(number).map(|limits| (number, limits));
        let known = u16::try_from(number).ok().and_then(limits);
        let (world, limits) = known.ok_or(ShareError::UnknownWorld { number })?;
        let rules = rules(&mut rest, limits)?;
        let distractors = distractors(&mut rest, flags, limits)?;
        let seed_len = usize::from(flags >> SEED_SHIFT & 0b111) + 1;
        let seed = take(&mut rest, seed_len)?;
        let seed = seed.iter().rev().fold(0, |seed, &byte| seed << 8 | u64::from(byte));
        let count = count(&mut rest)?;
        let samples = Samples::read(take(&mut rest, Samples::len(count))?);
        let digest = take(&mut rest, 4)?;
        let digest = StateDigest([digest[0], digest[1], digest[2], digest[3]]);
        let (actions, transcript) = (Vec::new(), None);
        let mut payload =
            Self { world, rules, distractors, seed, actions, samples, digest, transcript };
        let before = &bytes[..bytes.len() - rest.len()];
        if has_words {
            payload.read_words(before, rest, count, limits.actions, open)?;
            return Ok(payload);
        }
        let method = Method::ALL[usize::from(flags & METHOD)];
        payload.actions = coder::read(method, limits.actions, count, rest)
            .map_err(|unreadable| in_a_link(unreadable, limits.actions))?;
        let written = coder::write(method, limits.actions, &payload.actions);
        let again = [payload.head(method), written].concat();
        if again == bytes {
            Ok(payload)
        } else if again.len() < bytes.len() {
            Err(ShareError::Trailing)
        } else {
            Err(ShareError::Irregular)
        }
    }

    /// Reads what follows the head in a link of level 2.
    fn read_words(
        &mut self,
        head: &[u8],
        mut rest: &[u8],
        steps: usize,
        size: u8,
        open: OpenWords,
    ) -> Result<(), ShareError> {
        if head[0] & METHOD != 0 {
            return Err(ShareError::Packing { found: head[0] & METHOD });
        }
        let found = take(&mut rest, CHECK)?;
        let (transcript, actions) = open(rest, steps, &|stream| check(head, stream) == found)?;
        expect_below(&actions, size)?;
        (self.transcript, self.actions) = (Some(transcript), actions);
        if self.head(Method::Fixed) == head { Ok(()) } else { Err(ShareError::Irregular) }
    }
}

/// The check of a link's head and of its words.
fn check(head: &[u8], stream: &[u8]) -> [u8; CHECK] {
    let hash = Sha256::new().chain_update(head).chain_update(stream).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

fn expect_below(actions: &[u8], size: u8) -> Result<(), ShareError> {
    match actions.iter().position(|&action| action >= size) {
        Some(at) => Err(ShareError::BadAction { step: at + 1, found: actions[at], actions: size }),
        None => Ok(()),
    }
}

fn rules(rest: &mut &[u8], limits: Limits) -> Result<u16, ShareError> {
    let (found, known) = (number(rest)?, limits.rules);
    let rules = u16::try_from(found).ok().filter(|rules| (1..=known).contains(rules));
    rules.ok_or(ShareError::UnknownRules { found, known })
}

fn distractors(rest: &mut &[u8], flags: u8, limits: Limits) -> Result<u8, ShareError> {
    let most = limits.most_distractors;
    let found = if flags & HAS_DISTRACTORS == 0 { 0 } else { take(rest, 1)?[0] };
    if found > most { Err(ShareError::BadDistractors { found, most }) } else { Ok(found) }
}

/// The count of actions, checked before anything is made to hold them.
fn count(rest: &mut &[u8]) -> Result<usize, ShareError> {
    let found = number(rest)?;
    let count = usize::try_from(found).ok().filter(|&count| count <= MAX_STEPS);
    count.ok_or(ShareError::TooManySteps { found })
}

fn number(rest: &mut &[u8]) -> Result<u64, ShareError> {
    varint::read(rest).ok_or(ShareError::Truncated)
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Result<&'a [u8], ShareError> {
    varint::take(rest, len).ok_or(ShareError::Truncated)
}

const fn in_a_link(unreadable: Unreadable, actions: u8) -> ShareError {
    match unreadable {
        Unreadable::Truncated => ShareError::Truncated,
        Unreadable::Trailing => ShareError::Trailing,
        Unreadable::BadAction { step, found } => ShareError::BadAction { step, found, actions },
        Unreadable::Irregular => ShareError::Irregular,
    }
}
