//! The words of a link of level 2, with its actions among them: a [`stream`], packed by a [`coder`].

pub(in crate::episode) mod coder;
pub mod primer;
pub mod stream;

use coder::Packer;

use super::ShareError;
use crate::episode::words::{CardId, MAX_CARDS, Transcript};

/// Bytes of the longest stream of words and actions that a link may hold, unpacked: more is a bomb,
/// or belongs into a file.
pub const MAX_BYTES: usize = 1 << 20;

/// Packs actions and words, each of them by someone who has a card.
///
/// # Errors
///
/// [`ShareError::TooManyWords`], [`ShareError::TooManyCards`], [`ShareError::NoCard`].
pub fn pack(transcript: &Transcript, actions: &[u8]) -> Result<Packed, ShareError> {
    check(transcript)?;
    let stream = stream::write(transcript, actions);
    if stream.len() > MAX_BYTES {
        return Err(ShareError::TooManyWords);
    }
    let bytes = Packer::new(primer::bytes()).pack(&stream);
    Ok(Packed { stream, bytes })
}

/// Whether a link has room for the speakers, and each of the words has one.
pub(in crate::episode) fn check(transcript: &Transcript) -> Result<(), ShareError> {
    let found = transcript.cards.len();
    if found > MAX_CARDS {
        return Err(ShareError::TooManyCards { found });
    }
    if let Some((_, words)) = transcript.words().find(|(_, words)| transcript.card(words).is_none())
    {
        return Err(ShareError::NoCard { found: words.by });
    }
    Ok(())
}

/// Words and actions in both forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// The plain stream.
    pub stream: Vec<u8>,
    /// The same, packed.
    pub bytes: Vec<u8>,
}

/// Opens what [`pack`] packed: words and actions of so many steps. `is_it` knows the stream that was shared.
///
/// # Errors
///
/// Those of [`unpack`] and [`read`]; [`ShareError::Forged`] where `is_it` does not know the stream.
pub fn open(
    bytes: &[u8],
    steps: usize,
    is_it: &dyn Fn(&[u8]) -> bool,
) -> Result<(Transcript, Vec<u8>), ShareError> {
    let stream = unpack(bytes, steps)?;
    if is_it(&stream) { read(&stream, steps) } else { Err(ShareError::Forged) }
}

/// Unpacks the stream of so many steps.
///
/// # Errors
///
/// [`ShareError::Garbled`] and [`ShareError::Irregular`] for bytes that [`pack`] does not write,
/// [`ShareError::TooManyWords`].
pub fn unpack(bytes: &[u8], steps: usize) -> Result<Vec<u8>, ShareError> {
    let mut gauge = stream::Gauge::new(steps);
    unpack_until(&Packer::new(primer::bytes()), bytes, |byte| {
        gauge.take(byte);
        gauge.is_full()
    })
}

/// Unpacks a stream up to the byte that `is_last` finds to be the last one.
///
/// # Errors
///
/// [`ShareError::Garbled`] and [`ShareError::Irregular`] for bytes that a packer does not write, [`ShareError::TooManyWords`].
pub fn unpack_until(
    packer: &Packer,
    bytes: &[u8],
    mut is_last: impl FnMut(u8) -> bool,
) -> Result<Vec<u8>, ShareError> {
    let mut unpacker = packer.unpacker(bytes).map_err(|_| ShareError::Garbled)?;
    let mut stream = Vec::new();
    loop {
        if stream.len() == MAX_BYTES {
            return Err(ShareError::TooManyWords);
        }
        let byte = unpacker.next().map_err(|_| ShareError::Garbled)?;
        stream.push(byte);
        if is_last(byte) {
            break;
        }
    }
    if packer.is_packed(&stream, bytes) { Ok(stream) } else { Err(ShareError::Irregular) }
}

/// The words and actions of a stream of so many steps.
///
/// # Errors
///
/// [`ShareError::Garbled`], [`ShareError::NoCard`], [`ShareError::Irregular`].
pub fn read(stream: &[u8], steps: usize) -> Result<(Transcript, Vec<u8>), ShareError> {
    let (transcript, actions) =
        stream::read(stream, steps).map_err(|malformed| match malformed {
            stream::Malformed::Layout => ShareError::Garbled,
            stream::Malformed::NoCard(found) => ShareError::NoCard { found: CardId(found) },
        })?;
    // Settings have many spellings in JSON, and a link has one.
    if stream::write(&transcript, &actions) == stream {
        Ok((transcript, actions))
    } else {
        Err(ShareError::Irregular)
    }
}
