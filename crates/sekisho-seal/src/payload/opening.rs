//! From payload to plaintext.

use std::{
    io::{self, Read, Write},
    num::NonZeroUsize,
};

use super::{
    Ahead, BATCH_CHUNKS, CHUNK_BYTES, ChunkKey, NONCE_BYTES, PayloadError, Place, SEALED_CHUNK_BYTES,
    TAG_BYTES, read_full,
};
use crate::{
    FileKey,
    turnstile::{self, Filled},
    wiped::Wiped,
};

/// How far around its place a chunk that does not open is looked for, to tell a swap from damage.
const NEIGHBORHOOD: u64 = 64;

/// Opens a payload and gives the number of bytes of plaintext.
///
/// Shape: `input` begins with the nonce. Only authenticated bytes are written, in order. After an
/// error the output holds all chunks up to where it lies, and must not be taken for all of the plaintext: write to a
/// temporary name. One thread for each worker (the calling one among them) and about 1 MiB of memory for each.
/// Errors: every [`PayloadError`].
/// Source: C2SP age, "Payload".
pub fn open(
    file_key: &FileKey,
    input: impl Read + Send,
    output: impl Write + Send,
    workers: NonZeroUsize,
) -> Result<u64, PayloadError> {
    let mut input = input;
    let key = read_key(file_key, &mut input)?;
    let mut batches: Vec<Batch> = (0..workers.get()).map(|_| Batch::new()).collect();
    let mut sink = (output, 0u64);
    turnstile::run(
        &mut batches,
        &mut Ahead::new(input),
        &mut sink,
        |source, batch| batch.fill(source),
        |number, batch| {
            batch.open(&key, number);
            Ok(())
        },
        |(output, written), batch| {
            output.write_all(batch.plain()).map_err(|source| PayloadError::Write { source })?;
            *written = written.saturating_add(batch.plain as u64);
            batch.failure.take().map_or(Ok(()), Err)
        },
    )?;
    sink.0.flush().map_err(|source| PayloadError::Write { source })?;
    Ok(sink.1)
}

/// Opens a payload while it is read, on the reader's own thread.
///
/// A read gives authenticated bytes only; an error is a [`PayloadError`] inside the [`io::Error`]. The end of the
/// stream is reported only after the last chunk has proved that it is the last.
pub struct Opening<R> {
    key: ChunkKey,
    source: Ahead<R>,
    batch: Batch,
    number: u64,
    served: usize,
    state: State,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum State {
    Broken,
    Ended,
    Goes,
}

impl<R: Read> Opening<R> {
    /// Reads the nonce.
    ///
    /// Errors: [`PayloadError::Read`], [`PayloadError::Truncated`].
    pub fn new(file_key: &FileKey, input: R) -> Result<Self, PayloadError> {
        let mut input = input;
        let key = read_key(file_key, &mut input)?;
        let source = Ahead::new(input);
        Ok(Self { key, source, batch: Batch::new(), number: 0, served: 0, state: State::Goes })
    }

    fn next_batch(&mut self) -> Result<(), PayloadError> {
        self.state = State::Broken;
        self.served = 0;
        let filled = self.batch.fill(&mut self.source)?;
        self.batch.open(&self.key, self.number);
        self.number = self.number.saturating_add(1);
        self.state = match filled {
            _ if self.batch.failure.is_some() => State::Broken,
            Filled::More => State::Goes,
            Filled::Last | Filled::Nothing => State::Ended,
        };
        Ok(())
    }
}

impl<R: Read> Read for Opening<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.batch.plain().len() == self.served && self.state == State::Goes {
            self.next_batch()?;
        }
        let rest = self.batch.plain().get(self.served..).unwrap_or_default();
        if rest.is_empty() && self.state == State::Broken {
            let again = || io::Error::new(io::ErrorKind::InvalidData, "the payload is broken");
            return Err(self.batch.failure.take().map_or_else(again, io::Error::from));
        }
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.served = self.served.saturating_add(count);
        Ok(count)
    }
}

impl<R> std::fmt::Debug for Opening<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening").field("batch", &self.number).finish_non_exhaustive()
    }
}

fn read_key(file_key: &FileKey, input: &mut impl Read) -> Result<ChunkKey, PayloadError> {
    let mut nonce = [0u8; NONCE_BYTES];
    let count = read_full(input, &mut nonce).map_err(|source| PayloadError::Read { source })?;
    if count < NONCE_BYTES {
        return Err(PayloadError::Truncated { chunk: 0 });
    }
    Ok(ChunkKey::derive(file_key, &nonce))
}

/// Sealed chunks behind room for one more. Chunk `i` lies at `65536 + 65552·i` and is opened to `65536·i`: the
/// plaintext is contiguous, and no chunk overwrites its own sealed bytes, which a diagnosis may need.
struct Batch {
    bytes: Wiped,
    sealed: usize,
    plain: usize,
    place: Place,
    /// Why the chunk behind the plaintext did not open.
    failure: Option<PayloadError>,
}

impl Batch {
    fn new() -> Self {
        let length = BATCH_CHUNKS.saturating_mul(SEALED_CHUNK_BYTES).saturating_add(CHUNK_BYTES);
        let bytes = Wiped::from(vec![0; length]);
        Self { bytes, sealed: 0, plain: 0, place: Place::NotLast, failure: None }
    }

    fn fill<R: Read>(&mut self, source: &mut Ahead<R>) -> Result<Filled, PayloadError> {
        self.plain = 0;
        let room = self.bytes.get_mut(CHUNK_BYTES..).unwrap_or_default();
        self.sealed = source.fill(room)?;
        let ended = self.sealed < room.len() || source.has_ended()?;
        self.place = if ended { Place::Last } else { Place::NotLast };
        Ok(if ended { Filled::Last } else { Filled::More })
    }

    /// Opens the chunks as far as they are authentic, and notes why not further.
    fn open(&mut self, key: &ChunkKey, number: u64) {
        self.failure = self.open_chunks(key, number).err();
    }

    fn open_chunks(&mut self, key: &ChunkKey, number: u64) -> Result<(), PayloadError> {
        let first = number.saturating_mul(BATCH_CHUNKS as u64);
        let chunks = self.sealed.div_ceil(SEALED_CHUNK_BYTES);
        if chunks == 0 {
            return Err(PayloadError::Truncated { chunk: first });
        }
        for (counter, index) in (first..).zip(0..chunks) {
            let Some(length) = self.sealed_length(index).checked_sub(TAG_BYTES) else {
                return Err(PayloadError::Truncated { chunk: counter });
            };
            let place = if index.saturating_add(1) == chunks { self.place } else { Place::NotLast };
            let to = index.saturating_mul(CHUNK_BYTES);
            let from = sealed_at(index);
            let end = from.saturating_add(length).saturating_add(TAG_BYTES);
            let area = self.bytes.get_mut(to..end).unwrap_or_default();
            let mut opens = |place| key.open(counter, place, area, from.saturating_sub(to)).is_ok();
            if !opens(place) {
                // Sealed for the other place it is as authentic, if it has a length that is sealed for that place.
                return Err(match place {
                    Place::Last if opens(Place::NotLast) => {
                        self.plain =
                            self.plain.saturating_add(if length == CHUNK_BYTES { length } else { 0 });
                        PayloadError::Truncated { chunk: counter.saturating_add(1) }
                    }
                    Place::NotLast if opens(Place::Last) => {
                        self.plain = self.plain.saturating_add(length);
                        PayloadError::TrailingData { chunk: counter }
                    }
                    _ => self.diagnose(key, counter, index, place),
                });
            }
            if length == 0 && counter > 0 {
                return Err(PayloadError::EmptyLastChunk { chunk: counter });
            }
            // Only now, so that a chunk that does not open has no plaintext to give.
            self.plain = self.plain.saturating_add(length);
        }
        Ok(())
    }

    fn plain(&self) -> &[u8] {
        self.bytes.get(..self.plain).unwrap_or_default()
    }

    fn sealed_length(&self, index: usize) -> usize {
        self.sealed.saturating_sub(index.saturating_mul(SEALED_CHUNK_BYTES)).min(SEALED_CHUNK_BYTES)
    }

    /// Finds out why a chunk opens in neither place.
    fn diagnose(&self, key: &ChunkKey, chunk: u64, index: usize, place: Place) -> PayloadError {
        let fits = |index: usize, counter: u64, place: Place| {
            let from = sealed_at(index);
            let sealed = self.bytes.get(from..from.saturating_add(self.sealed_length(index)));
            let mut copy = Wiped::from(sealed.unwrap_or_default().to_vec());
            key.open(counter, place, &mut copy, 0).is_ok()
        };
        let around = chunk.saturating_sub(NEIGHBORHOOD)..=chunk.saturating_add(NEIGHBORHOOD);
        for belongs_at in around.filter(|counter| *counter != chunk) {
            if fits(index, belongs_at, Place::NotLast) || fits(index, belongs_at, Place::Last) {
                return PayloadError::Reordered { chunk, belongs_at };
            }
        }
        // The key is right if any chunk opens where it stands.
        let chunks = self.sealed.div_ceil(SEALED_CHUNK_BYTES);
        let mut later = (chunk..).zip(index..chunks).skip(1);
        let fits_somewhere =
            |(counter, index)| fits(index, counter, Place::NotLast) || fits(index, counter, Place::Last);
        if chunk == 0 && !later.any(fits_somewhere) {
            PayloadError::WrongKey
        } else if place == Place::Last && self.sealed_length(index) < SEALED_CHUNK_BYTES {
            PayloadError::CutOrDamaged { chunk }
        } else {
            PayloadError::Damaged { chunk }
        }
    }
}

fn sealed_at(index: usize) -> usize {
    index.saturating_mul(SEALED_CHUNK_BYTES).saturating_add(CHUNK_BYTES)
}
