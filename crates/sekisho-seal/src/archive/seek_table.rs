//! The table that tells where each frame lies.
//!
//! ```text
//! 5E 2A 4D 18 │ u32 length of what follows │ n × (u32 compressed ‖ u32 content) │ u32 n │ 00 │ B1 EA 92 8F
//! ```
//! Source: zstd seekable format 0.1.0 (`contrib/seekable_format` of zstd); numbers are little-endian.

use std::io::Read;

use super::{
    ArchiveError,
    frame::{FrameSize, SEEK_TABLE_MAGIC},
};
use crate::payload::{ReadAt, ReadFrom, read_full};

const FOOTER_MAGIC: [u8; 4] = 0x8F92_EAB1_u32.to_le_bytes();
const FOOTER_BYTES: usize = 9;
const HEADER_BYTES: usize = 8;
const ENTRY_BYTES: usize = 8;
/// No checksum in the entries: the frames have their own.
const DESCRIPTOR: u8 = 0;

/// Writes the table as a skippable frame.
///
/// Errors: [`ArchiveError::TooLarge`] above half a billion frames.
pub(super) fn build(frames: &[FrameSize]) -> Result<Vec<u8>, ArchiveError> {
    let content = frames.len().saturating_mul(ENTRY_BYTES).saturating_add(FOOTER_BYTES);
    let (Ok(length), Ok(count)) = (u32::try_from(content), u32::try_from(frames.len())) else {
        return Err(ArchiveError::TooLarge { limit_bytes: 1 << 50 });
    };
    let mut out = Vec::with_capacity(content.saturating_add(HEADER_BYTES));
    out.extend(SEEK_TABLE_MAGIC);
    out.extend(length.to_le_bytes());
    for frame in frames {
        out.extend(frame.compressed.to_le_bytes());
        out.extend(frame.content.to_le_bytes());
    }
    out.extend(count.to_le_bytes());
    out.push(DESCRIPTOR);
    out.extend(FOOTER_MAGIC);
    Ok(out)
}

/// Reads the rest of the table behind its magic number and compares it with the frames that came before.
///
/// Errors: [`ArchiveError::SeekTableDiffers`], [`ArchiveError::Truncated`], [`ArchiveError::Read`].
pub(super) fn compare(input: &mut impl Read, frames: &[FrameSize]) -> Result<(), ArchiveError> {
    let expected = build(frames)?;
    let mut rest = expected.get(SEEK_TABLE_MAGIC.len()..).unwrap_or_default();
    let mut buffer = [0; 4096];
    while !rest.is_empty() {
        let (part, behind) = rest.split_at(rest.len().min(buffer.len()));
        let room = buffer.get_mut(..part.len()).unwrap_or_default();
        if read_full(input, room).map_err(|source| ArchiveError::Read { source })? < part.len() {
            return Err(ArchiveError::Truncated);
        }
        if room != part {
            return Err(ArchiveError::SeekTableDiffers);
        }
        rest = behind;
    }
    Ok(())
}

/// Reads the table at the end of an archive; the frames fill everything before it.
///
/// Errors: [`ArchiveError::MissingSeekTable`], [`ArchiveError::SeekTableDiffers`], [`ArchiveError::Read`].
pub(super) fn find(source: &impl ReadAt) -> Result<Vec<FrameSize>, ArchiveError> {
    let read = |buffer: &mut [u8], offset| {
        let count = read_full(&mut ReadFrom { source, offset }, buffer);
        let count = count.map_err(|source| ArchiveError::Read { source })?;
        if count == buffer.len() { Ok(()) } else { Err(ArchiveError::Truncated) }
    };
    let length = source.length().map_err(|source| ArchiveError::Read { source })?;
    let footer_at = length.checked_sub(FOOTER_BYTES as u64).ok_or(ArchiveError::MissingSeekTable)?;
    let mut footer = [0; FOOTER_BYTES];
    read(&mut footer, footer_at)?;
    let [a, b, c, d, descriptor, magic @ ..] = footer;
    if magic != FOOTER_MAGIC || descriptor != DESCRIPTOR {
        return Err(ArchiveError::MissingSeekTable);
    }
    let count = u32::from_le_bytes([a, b, c, d]);
    let whole = u64::from(count).saturating_mul(ENTRY_BYTES as u64);
    let whole = whole.saturating_add((HEADER_BYTES as u64).saturating_add(FOOTER_BYTES as u64));
    // The length of the source bounds what is allocated here.
    let table_at = length.checked_sub(whole).ok_or(ArchiveError::MissingSeekTable)?;
    let mut table = vec![0; usize::try_from(whole).map_err(|_| ArchiveError::MissingSeekTable)?];
    read(&mut table, table_at)?;
    let entries = table.get(HEADER_BYTES..table.len().saturating_sub(FOOTER_BYTES)).unwrap_or_default();
    let frames: Vec<FrameSize> = entries
        .as_chunks::<ENTRY_BYTES>()
        .0
        .iter()
        .map(|&[a, b, c, d, e, f, g, h]| FrameSize {
            compressed: u32::from_le_bytes([a, b, c, d]),
            content: u32::from_le_bytes([e, f, g, h]),
        })
        .collect();
    let before: u64 = frames.iter().map(|frame| u64::from(frame.compressed)).fold(0, u64::saturating_add);
    if build(&frames)? != table {
        return Err(ArchiveError::MissingSeekTable);
    }
    if before == table_at { Ok(frames) } else { Err(ArchiveError::SeekTableDiffers) }
}
