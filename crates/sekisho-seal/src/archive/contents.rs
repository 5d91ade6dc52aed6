//! One member, or one range of it, without reading the rest.

use std::{io::Write, ops::Range};

use super::{
    ArchiveError, FRAME_CONTENT_BYTES, Limits, MemberName, TAR_BLOCK_BYTES,
    frame::{Frame, FrameSize, Next, largest_frame},
    header::{self, Block, Pax},
    members::parse_name,
    seek_table,
};
use crate::{
    payload::{ReadAt, ReadFrom, read_full},
    wiped::Wiped,
};

/// Where a member lies.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    bytes: u64,
    content_at: u64,
    name: MemberName,
}

impl Entry {
    /// Bytes of content.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The name.
    pub fn name(&self) -> &MemberName {
        &self.name
    }
}

/// An archive of which members and ranges are read by themselves.
///
/// It reads only what it is asked for, so it does not notice damage elsewhere: [`super::unpack()`] checks everything.
pub struct Contents<R> {
    source: R,
    frames: Vec<Place>,
    length: u64,
    limits: Limits,
}

/// Where a frame lies, in the archive and in its content.
struct Place {
    archive_at: u64,
    content_at: u64,
    size: FrameSize,
}

impl<R: ReadAt> Contents<R> {
    /// Reads the seek table.
    ///
    /// Shape: memory is 24 bytes for each frame, 12 MiB for 1 TiB.
    /// Errors: [`ArchiveError::MissingSeekTable`], [`ArchiveError::SeekTableDiffers`], [`ArchiveError::Read`].
    pub fn open(source: R, limits: Limits) -> Result<Self, ArchiveError> {
        let sizes = seek_table::find(&source)?;
        let (mut archive_at, mut content_at) = (0u64, 0u64);
        let mut frames = Vec::with_capacity(sizes.len());
        for size in sizes {
            frames.push(Place { archive_at, content_at, size });
            archive_at = archive_at.saturating_add(u64::from(size.compressed));
            content_at = content_at.saturating_add(u64::from(size.content));
        }
        Ok(Self { source, frames, length: content_at, limits })
    }

    /// Lists the members; reads their headers only.
    ///
    /// Errors: [`ArchiveError::BadHeader`], [`ArchiveError::BadName`], [`ArchiveError::BadFrame`] and the like.
    pub fn members(&self) -> Result<Vec<Entry>, ArchiveError> {
        let (mut entries, mut at) = (Vec::new(), 0);
        while let Some((entry, next)) = self.entry(at, entries.len())? {
            entries.push(entry);
            at = next;
        }
        Ok(entries)
    }

    /// Finds a member by its name.
    ///
    /// Errors: [`ArchiveError::UnknownMember`], and those of [`Contents::members`].
    pub fn member(&self, name: &MemberName) -> Result<Entry, ArchiveError> {
        let (mut index, mut at) = (0usize, 0);
        while let Some((entry, next)) = self.entry(at, index)? {
            if entry.name == *name {
                return Ok(entry);
            }
            index = index.saturating_add(1);
            at = next;
        }
        Err(ArchiveError::UnknownMember { name: name.clone() })
    }

    /// Writes a range of a member's content, as far as the content goes; gives how many bytes that were.
    ///
    /// Errors: [`ArchiveError::BadFrame`], [`ArchiveError::Read`], [`ArchiveError::Write`].
    pub fn copy(
        &self,
        entry: &Entry,
        range: Range<u64>,
        output: &mut impl Write,
    ) -> Result<u64, ArchiveError> {
        let end = range.end.min(entry.bytes);
        let length = end.saturating_sub(range.start);
        let from = entry.content_at.saturating_add(range.start);
        self.content(from..from.saturating_add(length), |bytes| {
            output.write_all(bytes).map_err(|source| ArchiveError::Write { source })
        })?;
        Ok(length)
    }

    /// Reads the header at a place of the content; none at the end of the archive.
    fn entry(&self, at: u64, index: usize) -> Result<Option<(Entry, u64)>, ArchiveError> {
        let bad = || ArchiveError::BadHeader { members: index };
        let mut at = at;
        let mut pax = Pax::default();
        let mut block = self.block(&mut at, index)?;
        if let Block::Pax { bytes } = block {
            let end = at.saturating_add(bytes);
            let mut records = Wiped::default();
            self.content(at..end, |bytes| {
                records.extend_from_slice(bytes);
                Ok(())
            })?;
            pax = header::parse_pax(&records).ok_or_else(bad)?;
            at = at.saturating_add(bytes.next_multiple_of(TAR_BLOCK_BYTES as u64));
            block = self.block(&mut at, index)?;
        }
        match block {
            Block::Zero => Ok(None),
            Block::Pax { .. } => Err(bad()),
            Block::Irregular { name } => {
                Err(ArchiveError::NotRegular { name: parse_name(&pax.name.unwrap_or(name))? })
            }
            Block::Member { name, bytes } => {
                if index >= self.limits.members {
                    return Err(ArchiveError::TooManyMembers { limit: self.limits.members });
                }
                let bytes = pax.bytes.unwrap_or(bytes);
                let padded = bytes.checked_next_multiple_of(TAR_BLOCK_BYTES as u64).ok_or_else(bad)?;
                let next = at
                    .checked_add(padded)
                    .filter(|next| *next <= self.length)
                    .ok_or(ArchiveError::Truncated)?;
                let name = parse_name(&pax.name.unwrap_or(name))?;
                Ok(Some((Entry { bytes, content_at: at, name }, next)))
            }
        }
    }

    fn block(&self, at: &mut u64, index: usize) -> Result<Block, ArchiveError> {
        let end = at.saturating_add(TAR_BLOCK_BYTES as u64);
        let mut block = Wiped::with_capacity(TAR_BLOCK_BYTES);
        self.content(*at..end, |bytes| {
            block.extend_from_slice(bytes);
            Ok(())
        })?;
        *at = end;
        let block = block.first_chunk().ok_or(ArchiveError::Truncated)?;
        header::parse(block).ok_or(ArchiveError::BadHeader { members: index })
    }

    /// Hands out a range of the tar stream, frame by frame.
    fn content(
        &self,
        range: Range<u64>,
        mut take: impl FnMut(&[u8]) -> Result<(), ArchiveError>,
    ) -> Result<(), ArchiveError> {
        if range.is_empty() {
            return Ok(());
        }
        if range.end > self.length {
            return Err(ArchiveError::Truncated);
        }
        let first = self.frames.partition_point(|place| place.content_at <= range.start).saturating_sub(1);
        for (number, place) in self.frames.iter().enumerate().skip(first) {
            if place.content_at >= range.end {
                break;
            }
            let frame = self.read(number as u64, place)?;
            let within = |at: u64| usize::try_from(at.saturating_sub(place.content_at)).unwrap_or(usize::MAX);
            let content = frame.content();
            take(content.get(within(range.start)..within(range.end).min(content.len())).unwrap_or_default())?;
        }
        Ok(())
    }

    fn read(&self, number: u64, place: &Place) -> Result<Frame, ArchiveError> {
        let length = |size| usize::try_from(size).unwrap_or(usize::MAX);
        let (compressed, content) = (length(place.size.compressed), length(place.size.content));
        if compressed > largest_frame() || content > FRAME_CONTENT_BYTES {
            return Err(ArchiveError::FrameTooLarge { frame: number });
        }
        // In one piece: each read of a payload opens at least one chunk.
        let mut bytes = Wiped::from(vec![0; compressed]);
        let mut from = ReadFrom { source: &self.source, offset: place.archive_at };
        if read_full(&mut from, &mut bytes).map_err(|source| ArchiveError::Read { source })? < compressed {
            return Err(ArchiveError::Truncated);
        }
        let mut frame = Frame::with_room(compressed, content)?;
        match frame.read(&mut bytes.as_slice(), number)? {
            Next::Frame if frame.size() == place.size => frame.decompress(number)?,
            _ => return Err(ArchiveError::SeekTableDiffers),
        }
        Ok(frame)
    }
}

impl<R> std::fmt::Debug for Contents<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contents").field("frames", &self.frames.len()).finish_non_exhaustive()
    }
}
