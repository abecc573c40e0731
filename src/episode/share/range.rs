//! A range coder with an adaptive model: each action costs as many bits as it surprises.
//!
//! 32-bit range, carries propagated into the bytes already written, at most one byte to finish;
//! the decoder reads zeros past the end.

/// Part of a range: from `low`, `width` wide, out of `total`.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    low: u32,
    width: u32,
    total: u32,
}

/// The range below which the next byte is settled.
const SETTLED: u32 = 1 << 24;

/// Writes shares.
#[derive(Debug)]
pub struct Encoder {
    low: u32,
    range: u32,
    bytes: Vec<u8>,
}

impl Encoder {
    /// Nothing written.
    pub const fn new() -> Self {
        Self { low: 0, range: u32::MAX, bytes: Vec::new() }
    }

    /// Narrows the range to a share of it.
    pub fn encode(&mut self, share: Share) {
        let unit = self.range / share.total;
        self.add(unit * share.low);
        self.range = unit * share.width;
        while self.range < SETTLED {
            self.bytes.push((self.low >> 24) as u8);
            self.low <<= 8;
            self.range <<= 8;
        }
    }

    /// The shortest bytes that lie in the range, read with zeros behind them.
    pub fn finish(mut self) -> Vec<u8> {
        // The range is at least one unit of the top byte wide, so one byte settles it.
        let up = self.low.wrapping_neg() & (SETTLED - 1);
        self.add(up);
        self.bytes.push((self.low >> 24) as u8);
        while self.bytes.last() == Some(&0) {
            self.bytes.pop();
        }
        self.bytes
    }

    fn add(&mut self, more: u32) {
        let (low, carries) = self.low.overflowing_add(more);
        self.low = low;
        if carries {
            for byte in self.bytes.iter_mut().rev() {
                *byte = byte.wrapping_add(1);
                if *byte != 0 {
                    break;
                }
            }
        }
    }
}

/// Reads shares.
#[derive(Debug)]
pub struct Decoder<'a> {
    bytes: std::slice::Iter<'a, u8>,
    /// How far into the range the bytes point.
    ahead: u32,
    range: u32,
}

impl<'a> Decoder<'a> {
    /// Reads from the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut decoder = Self { bytes: bytes.iter(), ahead: 0, range: u32::MAX };
        for _ in 0..4 {
            decoder.next_byte();
        }
        decoder
    }

    /// Which of `total` places the next share covers.
    pub fn point(&self, total: u32) -> u32 {
        (self.ahead / (self.range / total)).min(total - 1)
    }

    /// Narrows the range to the share that covers the point.
    pub fn consume(&mut self, share: Share) {
        let unit = self.range / share.total;
        self.ahead -= unit * share.low;
        self.range = unit * share.width;
        while self.range < SETTLED {
            self.range <<= 8;
            self.next_byte();
        }
    }

    fn next_byte(&mut self) {
        self.ahead = self.ahead << 8 | self.bytes.next().map_or(0, |&byte| u32::from(byte));
    }
}

/// How likely each action is after each other one, counted on the way.
#[derive(Debug)]
pub struct Order1 {
    size: usize,
    before: usize,
    /// A row per action before, the last row for the start.
    weights: Vec<u32>,
}

impl Order1 {
    /// What one sighting weighs; every action starts with 1.
    const SIGHTING: u32 = 3;
    /// A row heavier than this is halved: what was long ago counts less.
    const HEAVY: u32 = 1 << 13;

    /// Every action equally likely.
    pub fn new(size: u8) -> Self {
        let size = usize::from(size.max(1));
        Self { size, before: size, weights: vec![1; size * (size + 1)] }
    }

    /// The weight of all actions together.
    pub fn total(&self) -> u32 {
        self.row().iter().sum()
    }

    /// The share of an action.
    pub fn share(&self, action: u8) -> Share {
        let row = self.row();
        let action = usize::from(action);
        Share { low: row[..action].iter().sum(), width: row[action], total: row.iter().sum() }
    }

    /// The action whose share covers a point below the total.
    pub fn find(&self, point: u32) -> u8 {
        let mut low = 0;
        let covers = |&weight: &u32| {
            low += weight;
            low > point
        };
        self.row().iter().position(covers).unwrap_or(0) as u8
    }

    /// Counts an action.
    pub fn learn(&mut self, action: u8) {
        let action = usize::from(action);
        let from = self.before * self.size;
        let row = &mut self.weights[from..from + self.size];
        row[action] += Self::SIGHTING;
        if row.iter().sum::<u32>() > Self::HEAVY {
            for weight in row {
                *weight = weight.div_ceil(2);
            }
        }
        self.before = action;
    }

    fn row(&self) -> &[u32] {
        &self.weights[self.before * self.size..][..self.size]
    }
}
