//! The coder of words: `PPMd` variant H, which has read the [`primer`](super::primer) beforehand.
//!
//! Order [`ORDER`], [`MEMORY`] bytes of model, the carryless range coder of the original program. Once
//! that coder has put a byte out it never changes it, so the bytes that the primer alone leads to are
//! a fixed beginning of every output. Links leave them out; readers make them anew. Past the end of
//! the input the reader sees zeros, so that one byte usually settles the end.
//!
//! The model counts in whole numbers and its memory is addressed by offsets of 32 bits: every platform
//! gives the same bits.

use std::io::{Read, Write};

use ppmd_rust::{Ppmd7aDecoder, Ppmd7aEncoder};

/// How many bytes before a byte say what it may be, at most.
const ORDER: u32 = 10;

/// Bytes of the model. When they are used up it begins anew, knowing nothing: after some 300 kB.
const MEMORY: u32 = 4 << 20;

/// Bytes that the coder puts out to finish.
const ENDING: usize = 4;

/// Packs words that were made ready as one stream.
#[derive(Debug)]
pub struct Packer {
    /// What the coder puts out while it reads the primer.
    lead: Vec<u8>,
    primer: Vec<u8>,
}

/// The bytes are not what a packer wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Garbled;

impl Packer {
    /// A coder that has read a primer.
    pub fn new(primer: Vec<u8>) -> Self {
        let lead = coded(&[&primer]).map_or_else(
            |_| Vec::new(),
            |mut lead| {
                lead.truncate(lead.len() - ENDING);
                lead
            },
        );
        Self { lead, primer }
    }

    /// The shortest bytes that [`Self::unpacker`] reads the stream from.
    pub fn pack(&self, stream: &[u8]) -> Vec<u8> {
        self.pack_unless(stream, None)
    }

    /// Whether these bytes are what [`Self::pack`] makes of a stream that was read from them.
    pub fn is_packed(&self, stream: &[u8], bytes: &[u8]) -> bool {
        self.pack_unless(stream, Some(bytes)) == bytes
    }

    /// As [`Self::pack`]; of `known` it is known that the stream can be read from it.
    fn pack_unless(&self, stream: &[u8], known: Option<&[u8]>) -> Vec<u8> {
        let coded = coded(&[&self.primer, stream]).unwrap_or_default();
        let Some((body, ending)) = coded.split_last_chunk::<ENDING>() else { return coded };
        let body = body.get(self.lead.len()..).unwrap_or_default();
        let low = u32::from_be_bytes(*ending);
        for len in 1..ENDING {
            // Any number from `low` up to an unknown bound will do; round ones are short.
            let unit = 1_u32 << (8 * (ENDING - len));
            let Some(round) = low.checked_next_multiple_of(unit) else { continue };
            let bytes = [body, &round.to_be_bytes()[..len]].concat();
            if known.is_some_and(|known| known == bytes) || self.reads(&bytes, stream) {
                return bytes;
            }
        }
        [body, ending].concat()
    }

    fn reads(&self, bytes: &[u8], stream: &[u8]) -> bool {
        let unpacker = self.unpacker(bytes);
        unpacker.is_ok_and(|mut unpacker| stream.iter().all(|&byte| unpacker.next() == Ok(byte)))
    }

    /// Reads the stream back, byte by byte; it has no end of its own.
    ///
    /// # Errors
    ///
    /// [`Garbled`] where not even the primer can be read.
    pub fn unpacker<'a>(&'a self, bytes: &'a [u8]) -> Result<Unpacker<impl Read>, Garbled> {
        let input = self.lead.as_slice().chain(bytes).chain(std::io::repeat(0));
        let mut unpacker =
            Unpacker { decoder: Ppmd7aDecoder::new(input, ORDER, MEMORY).map_err(|_| Garbled)? };
        for &byte in &self.primer {
            if unpacker.next()? != byte {
                return Err(Garbled);
            }
        }
        Ok(unpacker)
    }
}

/// Reads words byte by byte.
pub struct Unpacker<R: Read> {
    decoder: Ppmd7aDecoder<R>,
}

impl<R: Read> Unpacker<R> {
    /// The next byte.
    ///
    /// # Errors
    ///
    /// [`Garbled`] for bytes that no stream leads to.
    pub fn next(&mut self) -> Result<u8, Garbled> {
        let mut byte = [0];
        match self.decoder.read(&mut byte) {
            Ok(1) => Ok(byte[0]),
            _ => Err(Garbled),
        }
    }
}

fn coded(parts: &[&[u8]]) -> Result<Vec<u8>, ppmd_rust::Error> {
    let mut encoder = Ppmd7aEncoder::new(Vec::new(), ORDER, MEMORY)?;
    for part in parts {
        encoder.write_all(part).map_err(ppmd_rust::Error::IoError)?;
    }
    encoder.finish(false).map_err(ppmd_rust::Error::IoError)
}
