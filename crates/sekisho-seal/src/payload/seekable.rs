//! Any range of a payload, without reading the rest.

use std::io;

use super::{
    CHUNK_BYTES, ChunkKey, NONCE_BYTES, PayloadError, Place, SEALED_CHUNK_BYTES, TAG_BYTES, read_full,
};
use crate::{FileKey, wiped::Wiped};

/// Bytes that can be read at any place: a file, a slice, an opened payload.
pub trait ReadAt {
    /// Reads at most as many bytes as the buffer holds, from `offset` on; 0 at or beyond the end.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Tells how many bytes there are.
    fn length(&self) -> io::Result<u64>;
}

impl ReadAt for [u8] {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|offset| self.get(offset..)).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        Ok(count)
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.len() as u64)
    }
}

impl<T: ReadAt + ?Sized> ReadAt for &T {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        (**self).read_at(buffer, offset)
    }

    fn length(&self) -> io::Result<u64> {
        (**self).length()
    }
}

/// Reads on from a place to the end.
pub(crate) struct ReadFrom<'a, R: ?Sized> {
    pub(crate) source: &'a R,
    pub(crate) offset: u64,
}

impl<R: ReadAt + ?Sized> io::Read for ReadFrom<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read_at(buffer, self.offset)?;
        self.offset = self.offset.saturating_add(count as u64);
        Ok(count)
    }
}

/// A payload of which any range can be read. Its length is known to be true, because its last chunk was opened.
pub struct Seekable<R> {
    key: ChunkKey,
    source: R,
    chunks_at: u64,
    chunks: u64,
    length: u64,
}

impl<R: ReadAt> Seekable<R> {
    /// Opens the last chunk, and with it knows the length of the plaintext.
    ///
    /// Shape: the payload begins with its nonce at `payload_at`, behind the header, and goes to the end of the source.
    /// Errors: every [`PayloadError`] but `Write` and `Reordered`; a payload cut off or lengthened anywhere does
    /// not open here, a chunk damaged before the last one only shows when it is read.
    pub fn open(file_key: &FileKey, source: R, payload_at: u64) -> Result<Self, PayloadError> {
        let mut nonce = [0u8; NONCE_BYTES];
        let count = read_full(&mut ReadFrom { source: &source, offset: payload_at }, &mut nonce)
            .map_err(read_error)?;
        if count < NONCE_BYTES {
            return Err(PayloadError::Truncated { chunk: 0 });
        }
        let chunks_at = payload_at.saturating_add(NONCE_BYTES as u64);
        let sealed = source.length().map_err(read_error)?.saturating_sub(chunks_at);
        let chunks = sealed.div_ceil(SEALED_CHUNK_BYTES as u64);
        let Some(last) = chunks.checked_sub(1) else { return Err(PayloadError::Truncated { chunk: 0 }) };
        let length = sealed.saturating_sub(chunks.saturating_mul(TAG_BYTES as u64));
        let opened = Self { key: ChunkKey::derive(file_key, &nonce), source, chunks_at, chunks, length };
        if opened.chunk(last)?.is_empty() && last > 0 {
            return Err(PayloadError::EmptyLastChunk { chunk: last });
        }
        Ok(opened)
    }

    /// Reads and authenticates the chunks that a range touches.
    ///
    /// Shape: fills the buffer unless the plaintext ends before; 0 at or beyond the end.
    /// Errors: [`PayloadError::Damaged`], [`PayloadError::Read`], [`PayloadError::Truncated`].
    pub fn read_range(&self, buffer: &mut [u8], offset: u64) -> Result<usize, PayloadError> {
        let mut filled = 0usize;
        while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
            let at = offset.saturating_add(filled as u64);
            if at >= self.length {
                break;
            }
            let chunk = self.chunk(at.checked_div(CHUNK_BYTES as u64).unwrap_or_default())?;
            let within =
                usize::try_from(at.checked_rem(CHUNK_BYTES as u64).unwrap_or_default()).unwrap_or_default();
            let plain = chunk.get(within..).unwrap_or_default();
            let count = plain.len().min(room.len());
            if let (Some(to), Some(from)) = (room.get_mut(..count), plain.get(..count)) {
                to.copy_from_slice(from);
            }
            filled = filled.saturating_add(count);
        }
        Ok(filled)
    }

    /// Tells how many bytes of plaintext there are.
    pub fn plain_bytes(&self) -> u64 {
        self.length
    }

    fn chunk(&self, counter: u64) -> Result<Wiped, PayloadError> {
        let offset = counter.saturating_mul(SEALED_CHUNK_BYTES as u64).saturating_add(self.chunks_at);
        let is_last = counter.saturating_add(1) == self.chunks;
        let mut bytes = Wiped::from(vec![0u8; SEALED_CHUNK_BYTES]);
        let count =
            read_full(&mut ReadFrom { source: &self.source, offset }, &mut bytes).map_err(read_error)?;
        if count < TAG_BYTES || (!is_last && count < SEALED_CHUNK_BYTES) {
            return Err(PayloadError::Truncated { chunk: counter });
        }
        bytes.truncate(count);
        let (place, other) =
            if is_last { (Place::Last, Place::NotLast) } else { (Place::NotLast, Place::Last) };
        let mut sealed = bytes.clone();
        if self.key.open(counter, place, &mut bytes, 0).is_ok() {
            bytes.truncate(count.saturating_sub(TAG_BYTES));
            return Ok(bytes);
        }
        Err(match (self.key.open(counter, other, &mut sealed, 0), is_last) {
            (Ok(()), true) => PayloadError::Truncated { chunk: self.chunks },
            (Ok(()), false) => PayloadError::TrailingData { chunk: counter },
            (Err(_), _) if self.chunks == 1 => PayloadError::WrongKey,
            (Err(_), true) => PayloadError::CutOrDamaged { chunk: counter },
            (Err(_), false) => PayloadError::Damaged { chunk: counter },
        })
    }
}

impl<R: ReadAt> ReadAt for Seekable<R> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        Ok(self.read_range(buffer, offset)?)
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.length)
    }
}

impl<R> std::fmt::Debug for Seekable<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seekable").field("plain_bytes", &self.length).finish_non_exhaustive()
    }
}

fn read_error(source: io::Error) -> PayloadError {
    PayloadError::Read { source }
}
