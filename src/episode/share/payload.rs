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
//! | rest | actions |
//!
//! Varints are those of [`varint`]. There is one spelling for each content and method: what was read
//! is written again and compared, so nothing can hide in a link.

use super::coder::{self, Method, Unreadable};
use super::samples::Samples;
use super::{ShareError, varint};
use crate::env::StateDigest;
use crate::episode::MAX_STEPS;

/// The share level of the links that hold actions and no words.
const MOVES: u8 = 1;
const METHOD: u8 = 0b11;
const HAS_DISTRACTORS: u8 = 0b100;
const SEED_SHIFT: u8 = 3;
const LEVEL_SHIFT: u8 = 6;

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

impl Payload {
    /// The shortest bytes for a world of so many actions.
    ///
    /// # Errors
    ///
    /// [`ShareError::TooManySteps`], [`ShareError::BadAction`].
    pub fn to_bytes(&self, size: u8) -> Result<Vec<u8>, ShareError> {
        if self.actions.len() > MAX_STEPS {
            return Err(ShareError::TooManySteps { found: self.actions.len() as u64 });
        }
        if let Some(at) = self.actions.iter().position(|&action| action >= size) {
            let found = self.actions[at];
            return Err(ShareError::BadAction { step: at + 1, found, actions: size });
        }
        let written = Method::ALL.map(|method| (method, coder::write(method, size, &self.actions)));
        let shortest = written.iter().min_by_key(|(_, bytes)| bytes.len());
        let (method, actions) = shortest.unwrap_or(&written[0]);
        Ok(self.lay_out(*method, actions))
    }

    fn lay_out(&self, method: Method, actions: &[u8]) -> Vec<u8> {
        let seed = self.seed.to_le_bytes();
        let seed_len = (8 - self.seed.leading_zeros() as usize / 8).max(1);
        let distractors = if self.distractors == 0 { 0 } else { HAS_DISTRACTORS };
        let flags = method as u8
            | distractors
            | ((seed_len as u8 - 1) << SEED_SHIFT)
            | ((MOVES - 1) << LEVEL_SHIFT);
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
        bytes.extend(actions);
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote; `limits` knows the worlds by their numbers.
    ///
    /// # Errors
    ///
    /// [`ShareError`] says what cannot be, or what this build does not know.
    pub fn from_bytes(
        bytes: &[u8],
        limits: impl FnOnce(u16) -> Option<Limits>,
    ) -> Result<Self, ShareError> {
        let mut rest = bytes;
        let flags = take(&mut rest, 1)?[0];
        let level = (flags >> LEVEL_SHIFT) + 1;
        if level != MOVES {
            return Err(ShareError::Level { found: level });
        }
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
        let method = Method::ALL[usize::from(flags & METHOD)];
        let actions = coder::read(method, limits.actions, count, rest)
            .map_err(|unreadable| in_a_link(unreadable, limits.actions))?;
        let written = coder::write(method, limits.actions, &actions);
        let payload = Self { world, rules, distractors, seed, actions, samples, digest };
        let again = payload.lay_out(method, &written);
        if again == bytes {
            Ok(payload)
        } else if again.len() < bytes.len() {
            Err(ShareError::Trailing)
        } else {
            Err(ShareError::Irregular)
        }
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
