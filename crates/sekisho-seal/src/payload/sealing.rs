//! From plaintext to payload.

use std::{
    io::{Read, Write},
    num::NonZeroUsize,
};

use super::{
    Ahead, BATCH_CHUNKS, CHUNK_BYTES, ChunkKey, NONCE_BYTES, PayloadError, Place, SEALED_CHUNK_BYTES,
    TAG_BYTES,
};
use crate::{
    FileKey,
    turnstile::{self, Filled},
    wiped::Wiped,
};

/// The lengths of what was sealed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counted {
    /// Bytes of plaintext.
    pub plain_bytes: u64,
    /// Bytes of payload, with its nonce.
    pub written_bytes: u64,
}

/// Seals a stream: writes the nonce, then the chunks.
///
/// Shape: `nonce` is fresh random, never used before with this file key; one thread for each worker (the calling one
/// among them) and 1 MiB of memory for each.
/// Errors: [`PayloadError::Read`], [`PayloadError::Write`].
/// Source: C2SP age, "Payload".
pub fn seal(
    file_key: &FileKey,
    nonce: [u8; NONCE_BYTES],
    input: impl Read + Send,
    output: impl Write + Send,
    workers: NonZeroUsize,
) -> Result<Counted, PayloadError> {
    let key = ChunkKey::derive(file_key, &nonce);
    let mut batches: Vec<Batch> = (0..workers.get()).map(|_| Batch::new()).collect();
    let mut sink = Sink { output, counted: Counted::default() };
    sink.write(0, &nonce)?;
    turnstile::run(
        &mut batches,
        &mut Ahead::new(input),
        &mut sink,
        |source, batch| batch.fill(source),
        |number, batch| {
            batch.seal(&key, number);
            Ok(())
        },
        |sink, batch| sink.write(batch.plain, batch.sealed()),
    )?;
    sink.output.flush().map_err(|source| PayloadError::Write { source })?;
    Ok(sink.counted)
}

struct Sink<W> {
    output: W,
    counted: Counted,
}

impl<W: Write> Sink<W> {
    fn write(&mut self, plain: usize, bytes: &[u8]) -> Result<(), PayloadError> {
        self.output.write_all(bytes).map_err(|source| PayloadError::Write { source })?;
        self.counted.plain_bytes = self.counted.plain_bytes.saturating_add(plain as u64);
        self.counted.written_bytes = self.counted.written_bytes.saturating_add(bytes.len() as u64);
        Ok(())
    }
}

/// Chunks that lie as they will be written: each with room for its tag.
struct Batch {
    bytes: Wiped,
    plain: usize,
    chunks: usize,
    place: Place,
}

impl Batch {
    fn new() -> Self {
        let bytes = Wiped::from(vec![0; BATCH_CHUNKS.saturating_mul(SEALED_CHUNK_BYTES)]);
        Self { bytes, plain: 0, chunks: 0, place: Place::NotLast }
    }

    fn fill<R: Read>(&mut self, source: &mut Ahead<R>) -> Result<Filled, PayloadError> {
        self.plain = 0;
        let mut ended = false;
        for chunk in self.bytes.chunks_exact_mut(SEALED_CHUNK_BYTES) {
            let count = source.fill(chunk.get_mut(..CHUNK_BYTES).unwrap_or_default())?;
            self.plain = self.plain.saturating_add(count);
            if count < CHUNK_BYTES {
                ended = true;
                break;
            }
        }
        // An empty plaintext is one empty chunk; an input that ends at the edge of a chunk adds no empty one.
        self.chunks = self.plain.div_ceil(CHUNK_BYTES).max(1);
        let ended = ended || source.has_ended()?;
        self.place = if ended { Place::Last } else { Place::NotLast };
        Ok(if ended { Filled::Last } else { Filled::More })
    }

    fn seal(&mut self, key: &ChunkKey, number: u64) {
        let first = number.saturating_mul(BATCH_CHUNKS as u64);
        let mut left = self.plain;
        for (counter, slot) in
            (first..).zip(self.bytes.chunks_exact_mut(SEALED_CHUNK_BYTES).take(self.chunks))
        {
            let length = left.min(CHUNK_BYTES);
            left = left.saturating_sub(length);
            let place = if left == 0 { self.place } else { Place::NotLast };
            if let Some((chunk, rest)) = slot.split_at_mut_checked(length)
                && let Some(tag) = rest.first_chunk_mut()
            {
                *tag = key.seal(counter, place, chunk);
            }
        }
    }

    fn sealed(&self) -> &[u8] {
        let length = self.plain.saturating_add(self.chunks.saturating_mul(TAG_BYTES));
        self.bytes.get(..length).unwrap_or_default()
    }
}
