//! From spooled frames to the archive.

use std::{
    collections::VecDeque,
    io::{self, Read, Write},
};

use super::{
    ArchiveError, FRAME_CONTENT_BYTES, Level, Member, MemberName, Scratch, TAR_BLOCK_BYTES,
    frame::{FrameSize, Press},
    header,
    pack::{Spool, Wiping},
    seek_table,
};
use crate::wiped::Wiped;

/// What one member takes in the scratch.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Section {
    pub(super) bytes: u64,
    pub(super) frames: usize,
}

/// All members, compressed and counted: everything that a manifest tells about them is known now.
pub struct Packed<S> {
    scratch: S,
    members: Vec<Member>,
    modified: Vec<u64>,
    frames: Vec<FrameSize>,
    sections: Vec<Section>,
    level: Level,
    wiping: Wiping,
}

impl<S: Scratch> Packed<S> {
    pub(super) fn new(spool: Spool<S>, level: Level, wiping: Wiping) -> Result<Self, ArchiveError> {
        let Spool { mut scratch, members, frames, sections } = spool;
        scratch.rewind().map_err(|source| ArchiveError::Scratch { source })?;
        let (members, modified) = members.into_iter().unzip();
        Ok(Self { scratch, members, modified, frames, sections, level, wiping })
    }

    /// The members in the order in which they were packed.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Puts the manifest before everything and gives the archive, to be read once from beginning to end.
    ///
    /// Units: `modified` is in seconds since 1970.
    /// Errors: [`ArchiveError::DuplicateName`] if a member has the name of the manifest, [`ArchiveError::Compress`].
    pub fn with_manifest(
        self,
        name: &MemberName,
        modified: u64,
        manifest: &[u8],
    ) -> Result<PackedReader<S>, ArchiveError> {
        if self.members.iter().any(|member| member.name == *name) {
            return Err(ArchiveError::DuplicateName { name: name.clone() });
        }
        let mut archive = Assembly::new(self.level)?;
        archive.add(&header::build(name, modified, manifest.len() as u64))?;
        let mut padded = Wiped::with_capacity(manifest.len().next_multiple_of(TAR_BLOCK_BYTES));
        padded.extend_from_slice(manifest);
        padded.resize(manifest.len().next_multiple_of(TAR_BLOCK_BYTES), 0);
        for content in padded.chunks(FRAME_CONTENT_BYTES) {
            archive.add(content)?;
        }
        let mut frames = self.frames.into_iter();
        for ((member, modified), section) in self.members.iter().zip(self.modified).zip(self.sections) {
            archive.add(&header::build(&member.name, modified, member.bytes))?;
            archive.frames.extend(frames.by_ref().take(section.frames));
            archive.parts.push_back(Part::Scratch { left: section.bytes });
            archive.length = archive.length.saturating_add(section.bytes);
        }
        // SOURCE: POSIX `pax`: two blocks of zeros end an archive.
        archive.add(&[0; TAR_BLOCK_BYTES.saturating_mul(2)])?;
        let table = seek_table::build(&archive.frames)?;
        archive.own(Wiped::from(table));
        let Assembly { parts, length, .. } = archive;
        Ok(PackedReader { scratch: self.scratch, parts, length, _wiping: self.wiping })
    }

    /// Puts the manifest before everything and writes the archive; gives its length.
    ///
    /// Errors: those of [`Packed::with_manifest`], [`ArchiveError::Write`].
    pub fn write(
        self,
        name: &MemberName,
        modified: u64,
        manifest: &[u8],
        output: &mut impl Write,
    ) -> Result<u64, ArchiveError> {
        let mut archive = self.with_manifest(name, modified, manifest)?;
        io::copy(&mut archive, output).map_err(|source| ArchiveError::Write { source })
    }
}

impl<S> std::fmt::Debug for Packed<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packed").field("members", &self.members).finish_non_exhaustive()
    }
}

/// A whole archive, read once from beginning to end.
pub struct PackedReader<S> {
    scratch: S,
    parts: VecDeque<Part>,
    length: u64,
    _wiping: Wiping,
}

enum Part {
    Own { bytes: Wiped, served: usize },
    Scratch { left: u64 },
}

impl<S> PackedReader<S> {
    /// Tells how many bytes the whole archive has.
    pub fn archive_bytes(&self) -> u64 {
        self.length
    }
}

impl<S: Scratch> Read for PackedReader<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(part) = self.parts.front_mut() {
            let count = match part {
                Part::Own { bytes, served } => {
                    let count = bytes.get(*served..).unwrap_or_default().read(buffer)?;
                    *served = served.saturating_add(count);
                    count
                }
                Part::Scratch { left: 0 } => 0,
                Part::Scratch { left } => {
                    let room = usize::try_from(*left).unwrap_or(usize::MAX).min(buffer.len());
                    let count = self.scratch.read(buffer.get_mut(..room).unwrap_or_default())?;
                    if count == 0 && room > 0 {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                    *left = left.saturating_sub(count as u64);
                    count
                }
            };
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            self.parts.pop_front();
        }
        Ok(0)
    }
}

impl<S> std::fmt::Debug for PackedReader<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PackedReader").field("archive_bytes", &self.length).finish_non_exhaustive()
    }
}

/// An archive that is being put together.
struct Assembly {
    press: Press,
    parts: VecDeque<Part>,
    frames: Vec<FrameSize>,
    length: u64,
}

impl Assembly {
    fn new(level: Level) -> Result<Self, ArchiveError> {
        Ok(Self { press: Press::new(level)?, parts: VecDeque::new(), frames: Vec::new(), length: 0 })
    }

    /// Adds a frame that was not spooled.
    fn add(&mut self, content: &[u8]) -> Result<(), ArchiveError> {
        let size = self.press.compress(content)?;
        self.frames.push(size);
        self.own(self.press.frame.clone());
        Ok(())
    }

    fn own(&mut self, bytes: Wiped) {
        self.length = self.length.saturating_add(bytes.len() as u64);
        self.parts.push_back(Part::Own { bytes, served: 0 });
    }
}
