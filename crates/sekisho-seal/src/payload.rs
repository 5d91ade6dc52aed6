//! The payload of a container: the age v1 STREAM, on as many cores as there are workers.
//!
//! ```text
//! nonce[16] ‖ chunk 0 ‖ chunk 1 ‖ … ‖ last chunk        chunk = at most 64 KiB ‖ tag[16]
//! ```
//! The nonce of a chunk is its number, so chunks can be sealed, opened and sought independently. Memory is one
//! buffer of about 1 MiB for each worker, whatever the length of the stream; no chunk causes an allocation.
//!
//! Nothing here draws randomness: the nonce is an argument and must be fresh for every payload.

mod chunk;
mod opening;
mod sealing;
mod seekable;
#[cfg(test)]
mod tests;

use std::io;

pub(crate) use chunk::{ChunkKey, Place};
pub use opening::{Opening, open};
pub use sealing::{Counted, seal};
pub(crate) use seekable::ReadFrom;
pub use seekable::{ReadAt, Seekable};

/// Bytes of plaintext in every chunk but the last. SOURCE: C2SP age, "Payload".
pub const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes that a chunk grows by.
pub const TAG_BYTES: usize = 16;
/// Bytes of the nonce before the first chunk.
pub const NONCE_BYTES: usize = 16;
const SEALED_CHUNK_BYTES: usize = CHUNK_BYTES + TAG_BYTES;
/// Chunks that a worker takes at a time: 1 MiB makes turns rare, and a few workers stay far under 64 MiB.
const BATCH_CHUNKS: usize = 16;

/// Says why a payload could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// The last bytes do not make a whole authentic chunk: they were cut off inside a chunk, or changed.
    #[error("the payload is cut off or damaged in its last chunk, number {chunk}")]
    CutOrDamaged {
        /// The number of the chunk, from 0.
        chunk: u64,
    },
    /// A chunk is not what was sealed.
    #[error("the payload is damaged in chunk {chunk}")]
    Damaged {
        /// The number of the chunk, from 0.
        chunk: u64,
    },
    /// The last chunk is empty although others come before it.
    #[error("the payload ends in an empty chunk, number {chunk}")]
    EmptyLastChunk {
        /// The number of the chunk, from 0.
        chunk: u64,
    },
    /// The input cannot be read.
    #[error("cannot read the input")]
    Read {
        /// What the input said.
        #[source]
        source: io::Error,
    },
    /// A chunk stands where another belongs.
    #[error("chunk {belongs_at} of the payload stands where chunk {chunk} belongs")]
    Reordered {
        /// The place where it was found, from 0.
        chunk: u64,
        /// The place where it was sealed.
        belongs_at: u64,
    },
    /// Something follows the chunk that was sealed as the last.
    #[error("data follow the last chunk of the payload, number {chunk}")]
    TrailingData {
        /// The number of the last chunk, from 0.
        chunk: u64,
    },
    /// The payload ends before the chunk that was sealed as the last.
    #[error("the payload is cut off before chunk {chunk}")]
    Truncated {
        /// The number of the first missing chunk, from 0.
        chunk: u64,
    },
    /// Nothing at the beginning opens: the key or the nonce is another one (or the only chunk is damaged).
    #[error("the payload was sealed under another key")]
    WrongKey,
    /// The output cannot be written.
    #[error("cannot write the output")]
    Write {
        /// What the output said.
        #[source]
        source: io::Error,
    },
}

impl From<PayloadError> for io::Error {
    fn from(error: PayloadError) -> Self {
        match error {
            PayloadError::Read { source } | PayloadError::Write { source } => source,
            other => io::Error::new(io::ErrorKind::InvalidData, other),
        }
    }
}

/// Reads until the buffer is full or the input ends; tells how much there was.
pub(crate) fn read_full(input: &mut impl io::Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0usize;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match input.read(rest) {
            Ok(0) => break,
            Ok(count) => filled = filled.saturating_add(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// An input that knows whether it has ended, because the last chunk is sealed differently.
struct Ahead<R> {
    input: R,
    carried: Option<u8>,
}

impl<R: io::Read> Ahead<R> {
    fn new(input: R) -> Self {
        Self { input, carried: None }
    }

    /// Fills the buffer as far as the input goes.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, PayloadError> {
        let mut carried = 0usize;
        if let Some(first) = buffer.first_mut()
            && let Some(byte) = self.carried.take()
        {
            *first = byte;
            carried = 1;
        }
        let room = buffer.get_mut(carried..).unwrap_or_default();
        let read = read_full(&mut self.input, room).map_err(|source| PayloadError::Read { source })?;
        Ok(read.saturating_add(carried))
    }

    /// Tells whether nothing is left.
    fn has_ended(&mut self) -> Result<bool, PayloadError> {
        let mut byte = [0u8];
        if self.carried.is_none() && self.fill(&mut byte)? == 1 {
            let [byte] = byte;
            self.carried = Some(byte);
        }
        Ok(self.carried.is_none())
    }
}
