//! Reads Python's pickles as plain data; nothing in them is run.
//!
//! Protocols 2 to 5. What a pickle would call or build is kept as an [`Kind::Object`] with its parts. Values live in one list and
//! point at each other, so a pickle that shares or nests values without end takes no more room than it is long.
//!
//! Source: `CPython`, `Lib/pickletools.py`.

/// More values than any run's state has.
const MOST_VALUES: usize = 1 << 22;

/// Why bytes are no pickle that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PickleError {
    /// The bytes end too early.
    #[error("the pickle ends at byte {at}")]
    Short {
        /// Where more was needed.
        at: usize,
    },
    /// An instruction that this reader does not know.
    #[error("the pickle has the unknown instruction {code:#04x} at byte {at}")]
    Unknown {
        /// The instruction.
        code: u8,
        /// Where it stands.
        at: usize,
    },
    /// An instruction that does not fit what came before.
    #[error("the pickle makes no sense at byte {at}")]
    Senseless {
        /// Where it stands.
        at: usize,
    },
}

/// One value of a pickle.
#[derive(Clone, Copy, Debug)]
pub struct Pickled<'a> {
    pickle: &'a Pickle,
    at: usize,
}

/// A pickle that was read.
#[derive(Clone, Debug)]
pub struct Pickle {
    kinds: Vec<Kind>,
    root: usize,
}

/// What a value is; the values inside by their places.
#[derive(Clone, Debug, PartialEq)]
enum Kind {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Bytes,
    /// A list, tuple or set.
    List(Vec<usize>),
    Dict(Vec<(usize, usize)>),
    /// Whatever would be called or built.
    Object(Vec<usize>),
}

impl Pickle {
    /// Reads a pickle.
    ///
    /// # Errors
    ///
    /// [`PickleError`].
    pub fn read(bytes: &[u8]) -> Result<Self, PickleError> {
        let mut reader = Reader {
            bytes,
            at: 0,
            kinds: Vec::new(),
            stack: Vec::new(),
            marks: Vec::new(),
            memo: Vec::new(),
        };
        let root = reader.run()?;
        Ok(Self { kinds: reader.kinds, root })
    }

    /// The value as a whole.
    pub const fn root(&self) -> Pickled<'_> {
        Pickled { pickle: self, at: self.root }
    }
}

impl<'a> Pickled<'a> {
    fn kind(self) -> &'a Kind {
        &self.pickle.kinds[self.at]
    }

    fn at(self, at: usize) -> Self {
        Self { pickle: self.pickle, at }
    }

    /// Whether it is `None`.
    pub fn is_none(self) -> bool {
        *self.kind() == Kind::None
    }

    /// A whole number.
    pub fn as_int(self) -> Option<i64> {
        match self.kind() {
            Kind::Int(number) => Some(*number),
            Kind::Bool(truth) => Some(i64::from(*truth)),
            _ => None,
        }
    }

    /// A number.
    pub fn as_float(self) -> Option<f64> {
        match self.kind() {
            Kind::Float(number) => Some(*number),
            _ => self.as_int().map(|number| number as f64),
        }
    }

    /// A text.
    pub fn as_str(self) -> Option<&'a str> {
        match self.kind() {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of a list, tuple or set, in the order in which they were stored.
    pub fn items(self) -> Option<impl Iterator<Item = Self>> {
        match self.kind() {
            Kind::List(items) => Some(items.iter().map(move |&at| self.at(at))),
            _ => None,
        }
    }

    /// The pairs of a dict.
    pub fn pairs(self) -> Option<impl Iterator<Item = (Self, Self)>> {
        match self.kind() {
            Kind::Dict(pairs) => {
                Some(pairs.iter().map(move |&(key, value)| (self.at(key), self.at(value))))
            }
            _ => None,
        }
    }

    /// The value of a text in a dict.
    pub fn get(self, key: &str) -> Option<Self> {
        self.pairs()?.find(|(name, _)| name.as_str() == Some(key)).map(|(_, value)| value)
    }

    /// The value as JSON: objects, bytes and what lies deeper than `depth` become null.
    pub fn to_json(self, depth: usize) -> serde_json::Value {
        use serde_json::Value;
        match self.kind() {
            Kind::Bool(truth) => Value::Bool(*truth),
            Kind::Int(number) => Value::from(*number),
            Kind::Float(number) => Value::from(*number),
            Kind::Text(text) => Value::from(text.as_str()),
            Kind::List(items) if depth > 0 => {
                items.iter().map(|&at| self.at(at).to_json(depth - 1)).collect()
            }
            Kind::Dict(pairs) if depth > 0 => {
                let pair = |&(key, value): &(usize, usize)| {
                    let name = match self.at(key).to_json(0) {
                        Value::String(name) => name,
                        other => other.to_string(),
                    };
                    (name, self.at(value).to_json(depth - 1))
                };
                Value::Object(pairs.iter().map(pair).collect())
            }
            Kind::None | Kind::Bytes | Kind::List(_) | Kind::Dict(_) | Kind::Object(_) => {
                Value::Null
            }
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    kinds: Vec<Kind>,
    stack: Vec<usize>,
    marks: Vec<usize>,
    memo: Vec<Option<usize>>,
}

impl Reader<'_> {
    /// Follows the instructions to the last; tells the value that is left.
    fn run(&mut self) -> Result<usize, PickleError> {
        loop {
            let at = self.at;
            let senseless = PickleError::Senseless { at };
            let code = self.byte()?;
            match code {
                b'.' => return self.stack.pop().ok_or(senseless),
                // Protocol and frame: only lengths.
                0x80 => self.skip(1)?,
                0x95 => self.skip(8)?,
                b'N' => self.put(Kind::None)?,
                0x88 => self.put(Kind::Bool(true))?,
                0x89 => self.put(Kind::Bool(false))?,
                b'J' => {
                    let number = i32::from_le_bytes(self.array()?);
                    self.put(Kind::Int(i64::from(number)))?;
                }
                b'K' => {
                    let number = self.byte()?;
                    self.put(Kind::Int(i64::from(number)))?;
                }
                b'M' => {
                    let number = u16::from_le_bytes(self.array()?);
                    self.put(Kind::Int(i64::from(number)))?;
                }
                0x8a => {
                    let length = usize::from(self.byte()?);
                    let number = long(self.slice(length)?).ok_or(senseless)?;
                    self.put(Kind::Int(number))?;
                }
                b'G' => {
                    let number = f64::from_be_bytes(self.array()?);
                    self.put(Kind::Float(number))?;
                }
                0x8c | b'X' | 0x8d => {
                    let length = self.length(code == 0x8c, code == 0x8d)?;
                    let text = std::str::from_utf8(self.slice(length)?).map_err(|_| senseless)?;
                    let text = text.to_owned();
                    self.put(Kind::Text(text))?;
                }
                b'C' | b'B' | 0x8e => {
                    let length = self.length(code == b'C', code == 0x8e)?;
                    self.skip(length)?;
                    self.put(Kind::Bytes)?;
                }
                b'}' => self.put(Kind::Dict(Vec::new()))?,
                b']' | b')' | 0x8f => self.put(Kind::List(Vec::new()))?,
                b'(' => self.marks.push(self.stack.len()),
                _ => self.build(code, at)?,
            }
        }
    }

    /// Instructions that put values together.
    fn build(&mut self, code: u8, at: usize) -> Result<(), PickleError> {
        let senseless = PickleError::Senseless { at };
        match code {
            0x85..=0x87 => {
                let items = self.take(usize::from(code - 0x84)).ok_or(senseless)?;
                self.put(Kind::List(items))
            }
            b't' | b'l' | 0x91 => {
                let items = self.marked().ok_or(senseless)?;
                self.put(Kind::List(items))
            }
            b'd' => {
                let items = self.marked().ok_or(senseless)?;
                self.put(Kind::Dict(pairs(&items)))
            }
            b'a' | b'e' | 0x90 => {
                let items = if code == b'a' { self.take(1) } else { self.marked() };
                match self.top() {
                    Some(Kind::List(list)) => list.extend(items.ok_or(senseless)?),
                    // Elements of an object of its own class.
                    Some(Kind::Object(parts)) => parts.extend(items.ok_or(senseless)?),
                    _ => return Err(senseless),
                }
                Ok(())
            }
            b's' | b'u' => {
                let items = if code == b's' { self.take(2) } else { self.marked() };
                let items = items.ok_or_else(|| senseless.clone())?;
                match self.top() {
                    Some(Kind::Dict(dict)) => set_pairs(dict, &items),
                    Some(Kind::Object(parts)) => parts.extend(items),
                    _ => return Err(senseless),
                }
                Ok(())
            }
            // A class by its name; a call; an object of a class; its state.
            0x93 | b'R' | 0x81 | b'b' => {
                let parts = self.take(2).ok_or(senseless)?;
                self.put(Kind::Object(parts))
            }
            0x92 => {
                let parts = self.take(3).ok_or(senseless)?;
                self.put(Kind::Object(parts))
            }
            b'c' => {
                self.line()?;
                self.line()?;
                self.put(Kind::Object(Vec::new()))
            }
            b'0' => self.stack.pop().map(drop).ok_or(senseless),
            b'1' => self.marked().map(drop).ok_or(senseless),
            b'2' => {
                let top = *self.stack.last().ok_or(senseless)?;
                self.stack.push(top);
                Ok(())
            }
            _ => self.remember(code, at),
        }
    }

    /// Instructions that keep values for later and bring them back.
    fn remember(&mut self, code: u8, at: usize) -> Result<(), PickleError> {
        let senseless = PickleError::Senseless { at };
        let place = match code {
            0x94 => self.memo.len(),
            b'q' | b'h' => usize::from(self.byte()?),
            b'r' | b'j' => u32::from_le_bytes(self.array()?) as usize,
            _ => return Err(PickleError::Unknown { code, at }),
        };
        if matches!(code, b'h' | b'j') {
            let kept = self.memo.get(place).copied().flatten();
            self.stack.push(kept.ok_or(senseless)?);
            return Ok(());
        }
        let top = *self.stack.last().ok_or_else(|| senseless.clone())?;
        if place >= self.memo.len() {
            if place > MOST_VALUES {
                return Err(senseless);
            }
            self.memo.resize(place + 1, None);
        }
        self.memo[place] = Some(top);
        Ok(())
    }

    fn put(&mut self, kind: Kind) -> Result<(), PickleError> {
        if self.kinds.len() >= MOST_VALUES {
            return Err(PickleError::Senseless { at: self.at });
        }
        self.stack.push(self.kinds.len());
        self.kinds.push(kind);
        Ok(())
    }

    fn top(&mut self) -> Option<&mut Kind> {
        self.kinds.get_mut(*self.stack.last()?)
    }

    /// The last few values of the stack.
    fn take(&mut self, count: usize) -> Option<Vec<usize>> {
        let start = self.stack.len().checked_sub(count)?;
        let is_marked = self.marks.last().is_some_and(|&mark| mark > start);
        (!is_marked).then(|| self.stack.split_off(start))
    }

    /// The values of the stack above the last mark.
    fn marked(&mut self) -> Option<Vec<usize>> {
        let mark = self.marks.pop()?;
        (mark <= self.stack.len()).then(|| self.stack.split_off(mark))
    }

    fn byte(&mut self) -> Result<u8, PickleError> {
        Ok(self.slice(1)?[0])
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], PickleError> {
        let mut array = [0; N];
        array.copy_from_slice(self.slice(N)?);
        Ok(array)
    }

    fn length(&mut self, is_short: bool, is_long: bool) -> Result<usize, PickleError> {
        Ok(if is_short {
            usize::from(self.byte()?)
        } else if is_long {
            usize::try_from(u64::from_le_bytes(self.array()?)).unwrap_or(usize::MAX)
        } else {
            u32::from_le_bytes(self.array()?) as usize
        })
    }

    fn slice(&mut self, length: usize) -> Result<&[u8], PickleError> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or(PickleError::Short { at: self.bytes.len() })?;
        let slice = &self.bytes[self.at..end];
        self.at = end;
        Ok(slice)
    }

    fn skip(&mut self, length: usize) -> Result<(), PickleError> {
        self.slice(length).map(drop)
    }

    fn line(&mut self) -> Result<(), PickleError> {
        while self.byte()? != b'\n' {}
        Ok(())
    }
}

fn pairs(items: &[usize]) -> Vec<(usize, usize)> {
    items.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

fn set_pairs(dict: &mut Vec<(usize, usize)>, items: &[usize]) {
    dict.extend(pairs(items));
}

/// A whole number in two's complement, the lowest byte first; none beyond 64 bits.
fn long(bytes: &[u8]) -> Option<i64> {
    let fill = if bytes.last().is_some_and(|byte| *byte >= 0x80) { 0xff } else { 0 };
    let mut whole = [fill; 8];
    if bytes.len() > 8 {
        return None;
    }
    whole[..bytes.len()].copy_from_slice(bytes);
    Some(i64::from_le_bytes(whole))
}
