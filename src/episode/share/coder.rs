//! Four ways to write actions down. The encoder takes the shortest.
//!
//! Actions are numbers below the world's alphabet size, and their count is known beforehand. What the
//! bytes of a damaged link decode to need not be what would be written: the caller writes it again
//! and compares.

use super::range::{Decoder, Encoder, Order1};
use super::varint;

/// How the actions are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Method {
    /// Each action in as many bits as the largest needs, the first lowest.
    Fixed,
    /// Blocks of [`BLOCK`] actions, each one large number in base N: the shortest for pure chance.
    BaseN,
    /// Arithmetic coding; how likely an action is depends on the one before and is learnt on the way.
    Range,
    /// The same action so many times: good for long walks.
    Runs,
}

impl Method {
    /// Every method, by its number; of two equally short ones the first is taken.
    pub const ALL: [Self; 4] = [Self::Fixed, Self::BaseN, Self::Range, Self::Runs];
}

/// Why actions could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The bytes end before the last action.
    Truncated,
    /// Bytes follow the last action.
    Trailing,
    /// The world has no action of this number.
    BadAction {
        /// The step, from 1.
        step: usize,
        /// The number.
        found: u8,
    },
    /// A run reaches past the last action, or a number is larger than its digits allow.
    Irregular,
}

/// Actions per large number: short enough that long episodes take no quadratic time.
const BLOCK: usize = 512;

/// Writes actions, each of which is below `size`.
pub fn write(method: Method, size: u8, actions: &[u8]) -> Vec<u8> {
    match method {
        Method::Fixed => write_fixed(size, actions),
        Method::BaseN => actions.chunks(BLOCK).flat_map(|block| write_block(size, block)).collect(),
        Method::Range => write_range(size, actions),
        Method::Runs => write_runs(size, actions),
    }
}

/// Reads `count` actions, each of them below `size`.
///
/// # Errors
///
/// [`Unreadable`] where the bytes cannot come from [`write`].
pub fn read(method: Method, size: u8, count: usize, bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    match method {
        Method::Fixed => read_fixed(size, count, bytes),
        Method::BaseN => read_base_n(size, count, bytes),
        Method::Range => Ok(read_range(size, count, bytes)),
        Method::Runs => read_runs(size, count, bytes),
    }
}

/// Bits that the numbers below `size` need.
const fn width(size: u8) -> usize {
    (u8::BITS - size.saturating_sub(1).leading_zeros()) as usize
}

fn write_fixed(size: u8, actions: &[u8]) -> Vec<u8> {
    let width = width(size);
    let mut bytes = vec![0; (actions.len() * width).div_ceil(8)];
    for (index, &action) in actions.iter().enumerate() {
        for bit in (0..width).filter(|bit| action >> bit & 1 == 1) {
            let at = index * width + bit;
            bytes[at / 8] |= 1 << (at % 8);
        }
    }
    bytes
}

fn read_fixed(size: u8, count: usize, bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let width = width(size);
    expect_len(bytes, (count * width).div_ceil(8))?;
    let bit = |at: usize| bytes[at / 8] >> (at % 8) & 1;
    let number = |index: usize| {
        (0..width).fold(0, |number, place| number | bit(index * width + place) << place)
    };
    let action = |index| match number(index) {
        found if found >= size => Err(Unreadable::BadAction { step: index + 1, found }),
        found => Ok(found),
    };
    (0..count).map(action).collect()
}

fn write_block(size: u8, block: &[u8]) -> Vec<u8> {
    let mut number = Number::default();
    for &action in block.iter().rev() {
        number.multiply_add(size, action);
    }
    number.to_bytes(block_len(size, block.len()))
}

fn read_base_n(size: u8, count: usize, bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let (full, last) = (block_len(size, BLOCK), block_len(size, count % BLOCK));
    expect_len(bytes, count / BLOCK * full + last)?;
    let mut actions = Vec::with_capacity(count);
    for index in 0..count.div_ceil(BLOCK) {
        let from = index * full;
        let mut number = Number::from_bytes(&bytes[from..bytes.len().min(from + full)]);
        for _ in 0..BLOCK.min(count - actions.len()) {
            actions.push(number.divide(size));
        }
        if !number.is_zero() {
            return Err(Unreadable::Irregular);
        }
    }
    Ok(actions)
}

/// Bytes of the largest number with so many digits in base `size`.
fn block_len(size: u8, digits: usize) -> usize {
    let mut largest = Number::default();
    for _ in 0..digits {
        largest.multiply_add(size, size.saturating_sub(1));
    }
    largest.len()
}

fn write_range(size: u8, actions: &[u8]) -> Vec<u8> {
    let mut model = Order1::new(size);
    let mut encoder = Encoder::new();
    for &action in actions {
        encoder.encode(model.share(action));
        model.learn(action);
    }
    encoder.finish()
}

fn read_range(size: u8, count: usize, bytes: &[u8]) -> Vec<u8> {
    let mut model = Order1::new(size);
    let mut decoder = Decoder::new(bytes);
    let mut actions = Vec::with_capacity(count);
    for _ in 0..count {
        let action = model.find(decoder.point(model.total()));
        decoder.consume(model.share(action));
        model.learn(action);
        actions.push(action);
    }
    actions
}

fn write_runs(size: u8, actions: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for run in actions.chunk_by(|one, next| one == next) {
        varint::write((run.len() as u64 - 1) * u64::from(size) + u64::from(run[0]), &mut bytes);
    }
    bytes
}

fn read_runs(size: u8, count: usize, mut bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let size = u64::from(size.max(1));
    let mut actions = Vec::with_capacity(count);
    while actions.len() < count {
        let run = varint::read(&mut bytes).ok_or(Unreadable::Truncated)?;
        let more = usize::try_from(run / size).map_err(|_| Unreadable::Irregular)?;
        if more >= count - actions.len() {
            return Err(Unreadable::Irregular);
        }
        actions.resize(actions.len() + more + 1, (run % size) as u8);
    }
    expect_len(bytes, 0)?;
    Ok(actions)
}

const fn expect_len(bytes: &[u8], len: usize) -> Result<(), Unreadable> {
    if bytes.len() < len {
        Err(Unreadable::Truncated)
    } else if bytes.len() > len {
        Err(Unreadable::Trailing)
    } else {
        Ok(())
    }
}

/// A large number: 32 bits a place, the lowest first, no zero on top.
#[derive(Clone, Debug, Default)]
struct Number(Vec<u32>);

impl Number {
    fn from_bytes(bytes: &[u8]) -> Self {
        let place =
            |chunk: &[u8]| chunk.iter().rev().fold(0, |place, &byte| place << 8 | u32::from(byte));
        Self(bytes.chunks(4).map(place).collect())
    }

    /// The lowest `len` bytes, the lowest first.
    fn to_bytes(&self, len: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> = self.0.iter().flat_map(|place| place.to_le_bytes()).collect();
        bytes.resize(len, 0);
        bytes
    }

    fn len(&self) -> usize {
        let unused = self.0.last().map_or(0, |top| top.leading_zeros() as usize / 8);
        self.0.len() * 4 - unused
    }

    fn is_zero(&self) -> bool {
        self.0.iter().all(|&place| place == 0)
    }

    fn multiply_add(&mut self, factor: u8, more: u8) {
        let mut carry = u64::from(more);
        for place in &mut self.0 {
            carry += u64::from(*place) * u64::from(factor);
            *place = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Divides by `divisor`; returns the remainder.
    fn divide(&mut self, divisor: u8) -> u8 {
        let divisor = u64::from(divisor.max(1));
        let mut rest = 0;
        for place in self.0.iter_mut().rev() {
            rest = rest << 32 | u64::from(*place);
            *place = (rest / divisor) as u32;
            rest %= divisor;
        }
        rest as u8
    }
}
