//! One zstd frame: made whole, and read only when its header promises little enough.
//!
//! Source: RFC 8878, sections 3.1.1 and 3.1.2.

use std::io::Read;

use zstd::{
    bulk::{Compressor, Decompressor},
    zstd_safe::{CParameter, compress_bound},
};

use super::{ArchiveError, FRAME_CONTENT_BYTES, Level};
use crate::{payload::read_full, wiped::Wiped};

const ZSTD_MAGIC: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();
/// The skippable frame that carries a seek table. SOURCE: zstd seekable format, `Skippable_Magic_Number`.
pub(super) const SEEK_TABLE_MAGIC: [u8; 4] = 0x184D_2A5E_u32.to_le_bytes();
/// Magic number, descriptor, window and content size, and the checksum behind the blocks.
const FRAME_OVERHEAD_BYTES: usize = 32;
/// Bytes of a match, at least, at the levels that would take five: shorter ones hold less than two characters of
/// Japanese, and cost more than they save. Tables come out 3 to 4 % smaller, in 12 % less time.
const MATCH_BYTES: u32 = 6;

/// The two lengths of a frame.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct FrameSize {
    pub(super) compressed: u32,
    pub(super) content: u32,
}

/// Makes frames.
pub(super) struct Press {
    compressor: Compressor<'static>,
    pub(super) frame: Wiped,
}

impl Press {
    pub(super) fn new(level: Level) -> Result<Self, ArchiveError> {
        let make = || {
            let mut compressor = Compressor::new(level.0)?;
            compressor.set_parameter(CParameter::ChecksumFlag(true))?;
            compressor.set_parameter(CParameter::ContentSizeFlag(true))?;
            if matches!(level.0, 3 | 4) {
                compressor.set_parameter(CParameter::MinMatch(MATCH_BYTES))?;
            }
            Ok(compressor)
        };
        let compressor = make().map_err(|source| ArchiveError::Compress { source })?;
        Ok(Self { compressor, frame: Wiped::default() })
    }

    /// Leaves the frame in `self.frame`.
    pub(super) fn compress(&mut self, content: &[u8]) -> Result<FrameSize, ArchiveError> {
        // All of a buffer is wiped in the end, so it is no larger than needed: what does not shrink to half is pressed once more,
        // with room for the worst.
        self.make_room(content.len() / 2);
        let room = compress_bound(content.len());
        let compressed = match self.compressor.compress_to_buffer(content, &mut *self.frame) {
            Err(_) if self.frame.capacity() < room => {
                self.make_room(room);
                self.compressor.compress_to_buffer(content, &mut *self.frame)
            }
            done => done,
        };
        let compressed = compressed.map_err(|source| ArchiveError::Compress { source })?;
        let size = |length| u32::try_from(length).map_err(|_| ArchiveError::FrameTooLarge { frame: 0 });
        Ok(FrameSize { compressed: size(compressed)?, content: size(content.len())? })
    }

    fn make_room(&mut self, bytes: usize) {
        if self.frame.capacity() < bytes {
            self.frame = Wiped::with_capacity(bytes);
        }
        self.frame.clear();
    }
}

/// What comes next in a sequence of frames.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Next {
    End,
    Frame,
    /// The magic number has been read, nothing more.
    SeekTable,
}

/// One frame as it was read, and what comes out of it.
pub(super) struct Frame {
    compressed: Wiped,
    content: Wiped,
    declared: usize,
    decompressor: Decompressor<'static>,
    room: usize,
}

impl Frame {
    /// Makes room for any frame.
    pub(super) fn new() -> Result<Self, ArchiveError> {
        Self::with_room(largest_frame(), FRAME_CONTENT_BYTES)
    }

    /// Makes room for a frame of known lengths.
    pub(super) fn with_room(compressed: usize, content: usize) -> Result<Self, ArchiveError> {
        Ok(Self {
            compressed: Wiped::with_capacity(compressed),
            content: Wiped::with_capacity(content),
            declared: 0,
            decompressor: Decompressor::new().map_err(|source| ArchiveError::Compress { source })?,
            room: compressed,
        })
    }

    pub(super) fn content(&self) -> &[u8] {
        &self.content
    }

    /// The lengths as they stand in the frame; true once it has been decompressed.
    pub(super) fn size(&self) -> FrameSize {
        // INVARIANT: `append` and `read` keep both lengths below a few MiB.
        let size = |length| u32::try_from(length).unwrap_or(u32::MAX);
        FrameSize { compressed: size(self.compressed.len()), content: size(self.declared) }
    }

    /// Reads one frame, block by block, without trusting any length beyond what a frame may have.
    pub(super) fn read(&mut self, input: &mut impl Read, frame: u64) -> Result<Next, ArchiveError> {
        self.compressed.clear();
        let mut magic = [0; 4];
        match read_full(input, &mut magic).map_err(|source| ArchiveError::Read { source })? {
            0 => return Ok(Next::End),
            4 => {}
            _ => return Err(ArchiveError::Truncated),
        }
        match magic {
            ZSTD_MAGIC => self.compressed.extend_from_slice(&magic),
            SEEK_TABLE_MAGIC => return Ok(Next::SeekTable),
            _ => return Err(ArchiveError::BadFrame { frame }),
        }
        let has_checksum = self.read_header(input, frame)?;
        while !self.read_block(input, frame)? {}
        if !has_checksum {
            return Err(ArchiveError::BadFrame { frame });
        }
        self.append(input, 4, frame)?;
        Ok(Next::Frame)
    }

    pub(super) fn decompress(&mut self, frame: u64) -> Result<(), ArchiveError> {
        self.content.clear();
        let result = self.decompressor.decompress_to_buffer(&self.compressed, &mut *self.content);
        if result.is_ok_and(|length| length == self.declared) {
            Ok(())
        } else {
            self.content.clear();
            Err(ArchiveError::BadFrame { frame })
        }
    }

    /// Tells whether the frame has a checksum.
    fn read_header(&mut self, input: &mut impl Read, frame: u64) -> Result<bool, ArchiveError> {
        let bad = || ArchiveError::BadFrame { frame };
        let descriptor = *self.append(input, 1, frame)?.first().ok_or_else(bad)?;
        let is_single_segment = descriptor & 0x20 != 0;
        let has_dictionary = descriptor & 0x03 != 0;
        let is_reserved = descriptor & 0x08 != 0;
        if has_dictionary || is_reserved {
            return Err(bad());
        }
        if !is_single_segment {
            self.append(input, 1, frame)?;
        }
        let field = match (descriptor >> 6, is_single_segment) {
            (0, true) => 1,
            (0, false) => return Err(bad()),
            (1, _) => 2,
            (2, _) => 4,
            _ => 8,
        };
        let mut size = [0u8; 8];
        let bytes = self.append(input, field, frame)?;
        size.get_mut(..field).ok_or_else(bad)?.copy_from_slice(bytes);
        // SOURCE: RFC 8878, 3.1.1.1.4: a field of two bytes counts from 256.
        let size = u64::from_le_bytes(size).saturating_add(if field == 2 { 256 } else { 0 });
        self.declared = usize::try_from(size)
            .ok()
            .filter(|size| *size <= FRAME_CONTENT_BYTES)
            .ok_or(ArchiveError::FrameTooLarge { frame })?;
        Ok(descriptor & 0x04 != 0)
    }

    /// Tells whether the block was the last.
    fn read_block(&mut self, input: &mut impl Read, frame: u64) -> Result<bool, ArchiveError> {
        let bad = || ArchiveError::BadFrame { frame };
        let header = self.append(input, 3, frame)?;
        let &[a, b, c] = header.first_chunk().ok_or_else(bad)?;
        let header = u32::from_le_bytes([a, b, c, 0]);
        let length = match (header >> 1) & 3 {
            1 => 1,
            0 | 2 => usize::try_from(header >> 3).map_err(|_| bad())?,
            _ => return Err(bad()),
        };
        self.append(input, length, frame)?;
        Ok(header & 1 == 1)
    }

    fn append(&mut self, input: &mut impl Read, count: usize, frame: u64) -> Result<&[u8], ArchiveError> {
        let start = self.compressed.len();
        let end = start.saturating_add(count);
        // The buffer never grows: growing would leave a copy of its content behind.
        if end > self.room {
            return Err(ArchiveError::FrameTooLarge { frame });
        }
        self.compressed.resize(end, 0);
        let room = self.compressed.get_mut(start..).unwrap_or_default();
        if read_full(input, room).map_err(|source| ArchiveError::Read { source })? < count {
            return Err(ArchiveError::Truncated);
        }
        Ok(self.compressed.get(start..).unwrap_or_default())
    }
}

/// Bytes that an honest frame can have.
pub(super) fn largest_frame() -> usize {
    compress_bound(FRAME_CONTENT_BYTES).saturating_add(FRAME_OVERHEAD_BYTES)
}
