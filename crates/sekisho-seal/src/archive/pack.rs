//! From members to frames.
//!
//! ```text
//!  producer ── blocks of ≤ 2 MiB ──> hash (in order) ──> compress (all workers) ──> spool (in order)
//!     ^─────────────── emptied blocks ─────────────────────┘
//! ```
//! The blocks go round, so memory is bounded by their number; a slow scratch slows the producer.

use std::{
    collections::BTreeSet,
    io::{self, Write},
    num::NonZeroUsize,
    sync::mpsc::{Receiver, Sender, channel},
    thread::JoinHandle,
};

use super::{
    ArchiveError, FRAME_CONTENT_BYTES, Level, Member, MemberName, Packed, Scratch, TAR_BLOCK_BYTES,
    frame::{FrameSize, Press},
    packed::Section,
};
use crate::{
    turnstile::{self, Filled},
    wiped::{Hashed, Slab},
};

/// Blocks beyond one for each station: the one that the producer fills.
const SPARE_BLOCKS: usize = 1;
/// Stations beyond one for each core: while one waits for its turn to spool, another compresses.
const SPARE_STATIONS: usize = 1;
/// Content of the first frame of an archive; each after it has twice as much, until they are full. So the stations need not wait.
const FIRST_FRAME_BYTES: usize = 256 * 1024;
/// What is left of a member at its end is cut into frames of this much, so that no core waits for another; the very last has less
/// than twice as much.
const LAST_FRAME_BYTES: usize = 512 * 1024;

/// Compresses members, one after the other, on all workers.
///
/// Memory is about 5 MiB for each worker, as much once more, and 2 MiB for the producer, whatever the lengths.
pub struct Packer<S> {
    blocks: Sender<Block>,
    emptied: Receiver<Slab>,
    /// Content of the frame that is being filled, at most.
    frame_bytes: usize,
    names: BTreeSet<MemberName>,
    unfinished: Option<MemberName>,
    level: Level,
    spooled: Receiver<Result<Spool<S>, ArchiveError>>,
    // Behind the channels, which end the packing when they go.
    packing: Wiping,
}

impl<S: Scratch + 'static> Packer<S> {
    /// Begins an archive.
    ///
    /// Errors: [`ArchiveError::Compress`] if zstd or the system refuses to begin.
    pub fn new(scratch: S, level: Level, workers: NonZeroUsize) -> Result<Self, ArchiveError> {
        let (blocks, incoming) = channel();
        let (empty, emptied) = channel();
        let stations = workers.get().saturating_add(SPARE_STATIONS);
        let failed = |source| ArchiveError::Compress { source };
        for _ in 0..stations.saturating_add(SPARE_BLOCKS) {
            // The receiver is at hand, so nothing is lost.
            let _ = empty.send(Slab::new(FRAME_CONTENT_BYTES).map_err(failed)?);
        }
        let make = || {
            let (press, empty) = (Press::new(level)?, empty.clone());
            Ok(Station { press, content: None, is_last: false, size: None, empty })
        };
        let stations: Vec<Station> = (0..stations).map(|_| make()).collect::<Result<_, ArchiveError>>()?;
        let hashing = Hashing { incoming, hash: Hashed::default(), bytes: 0, members: Vec::new() };
        let spooling =
            Spooling { scratch, frames: Vec::new(), sections: Vec::new(), open: Section::default() };
        drop(empty);
        let (done, spooled) = channel();
        let work = move || {
            let mut stations = stations;
            // Whoever asked may have gone. What the stations held is wiped while others go on with what they made.
            let _ = done.send(pack(&mut stations, hashing, spooling));
        };
        let packing = std::thread::Builder::new().name("packing".to_owned()).spawn(work).map_err(failed)?;
        let (names, unfinished) = (BTreeSet::new(), None);
        let frame_bytes = FIRST_FRAME_BYTES;
        Ok(Self {
            blocks,
            emptied,
            frame_bytes,
            names,
            unfinished,
            level,
            spooled,
            packing: Wiping(Some(packing)),
        })
    }

    /// Begins a member; its content is written to what is returned, which is then finished.
    ///
    /// Units: `modified` is in seconds since 1970.
    /// Errors: [`ArchiveError::DuplicateName`]; [`ArchiveError::Unfinished`] if the member before was not finished.
    pub fn member(&mut self, name: MemberName, modified: u64) -> Result<MemberWriter<'_, S>, ArchiveError> {
        if let Some(name) = self.unfinished.clone() {
            return Err(ArchiveError::Unfinished { name });
        }
        if !self.names.insert(name.clone()) {
            return Err(ArchiveError::DuplicateName { name });
        }
        self.unfinished = Some(name.clone());
        Ok(MemberWriter { packer: self, block: None, name, modified })
    }

    /// Ends the archive and waits until everything is spooled.
    ///
    /// Errors: [`ArchiveError::Compress`], [`ArchiveError::Scratch`], [`ArchiveError::Unfinished`].
    pub fn finish(self) -> Result<Packed<S>, ArchiveError> {
        drop(self.blocks);
        // Blocks that are emptied from now on are wiped where they are.
        drop(self.emptied);
        let mut packing = self.packing;
        let Ok(spool) = self.spooled.recv() else {
            let panic = packing.0.take().and_then(|packing| packing.join().err());
            // A panic of a worker goes on here.
            std::panic::resume_unwind(panic.unwrap_or_else(|| Box::new("the packing has stopped")));
        };
        let spool = spool?;
        match self.unfinished {
            Some(name) => Err(ArchiveError::Unfinished { name }),
            None => Packed::new(spool, self.level, packing),
        }
    }
}

impl<S> std::fmt::Debug for Packer<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packer").field("members", &self.names.len()).finish_non_exhaustive()
    }
}

/// Takes the content of one member.
///
/// A write fails when the packing has stopped; [`Packer::finish`] then tells why.
pub struct MemberWriter<'a, S> {
    packer: &'a mut Packer<S>,
    block: Option<Slab>,
    name: MemberName,
    modified: u64,
}

impl<S> MemberWriter<'_, S> {
    /// Ends the member. One that is dropped without this makes [`Packer::finish`] fail.
    ///
    /// Errors: an [`io::Error`] if the packing has stopped; [`Packer::finish`] then tells why.
    pub fn finish(mut self) -> io::Result<()> {
        let mut content = self.block()?;
        while content.len() >= 2 * LAST_FRAME_BYTES {
            let mut rest = self.packer.emptied.recv().map_err(|_| stopped())?;
            rest.append(content.get(LAST_FRAME_BYTES..).unwrap_or_default());
            content.truncate(LAST_FRAME_BYTES);
            self.packer.blocks.send(Block { content, end: None }).map_err(|_| stopped())?;
            content = rest;
        }
        let heading = Heading { name: self.name.clone(), modified: self.modified };
        self.packer.blocks.send(Block { content, end: Some(heading) }).map_err(|_| stopped())?;
        self.packer.unfinished = None;
        Ok(())
    }

    fn block(&mut self) -> io::Result<Slab> {
        match self.block.take() {
            Some(block) => Ok(block),
            None => self.packer.emptied.recv().map_err(|_| stopped()),
        }
    }
}

impl<S> Write for MemberWriter<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut content = self.block()?;
        let full = self.packer.frame_bytes;
        let count = bytes.len().min(full.saturating_sub(content.len()));
        content.append(bytes.get(..count).unwrap_or_default());
        if content.len() == full {
            self.packer.frame_bytes = full.saturating_mul(2).min(FRAME_CONTENT_BYTES);
            self.packer.blocks.send(Block { content, end: None }).map_err(|_| stopped())?;
        } else {
            self.block = Some(content);
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<S> std::fmt::Debug for MemberWriter<'_, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemberWriter").field("name", &self.name).finish_non_exhaustive()
    }
}

fn stopped() -> io::Error {
    io::Error::other("the packing has stopped")
}

/// A part of a member; the last part carries what the header needs.
struct Block {
    content: Slab,
    end: Option<Heading>,
}

struct Heading {
    name: MemberName,
    modified: u64,
}

/// What one worker holds.
struct Station {
    press: Press,
    content: Option<Slab>,
    /// Whether the content is the last of its member.
    is_last: bool,
    size: Option<FrameSize>,
    empty: Sender<Slab>,
}

struct Hashing {
    incoming: Receiver<Block>,
    hash: Hashed,
    bytes: u64,
    members: Vec<(Member, u64)>,
}

struct Spooling<S> {
    scratch: S,
    frames: Vec<FrameSize>,
    sections: Vec<Section>,
    open: Section,
}

/// What was made.
pub(super) struct Spool<S> {
    pub(super) scratch: S,
    pub(super) members: Vec<(Member, u64)>,
    pub(super) frames: Vec<FrameSize>,
    pub(super) sections: Vec<Section>,
}

/// Wipes what the stations held, on its own; whoever lets go of it waits until that is done.
pub(super) struct Wiping(Option<JoinHandle<()>>);

impl Drop for Wiping {
    fn drop(&mut self) {
        // It only wipes, and has nothing to say.
        let _ = self.0.take().map(JoinHandle::join);
    }
}

fn pack<S: Scratch>(
    stations: &mut [Station],
    mut hashing: Hashing,
    mut spooling: Spooling<S>,
) -> Result<Spool<S>, ArchiveError> {
    turnstile::run(
        stations,
        &mut hashing,
        &mut spooling,
        |hashing, station| Ok(hashing.take(station)),
        |_, station| station.compress(),
        Spooling::append,
    )?;
    let Spooling { scratch, frames, sections, .. } = spooling;
    Ok(Spool { scratch, members: hashing.members, frames, sections })
}

impl Hashing {
    fn take(&mut self, station: &mut Station) -> Filled {
        let Ok(mut block) = self.incoming.recv() else { return Filled::Nothing };
        self.hash.update(&block.content);
        self.bytes = self.bytes.saturating_add(block.content.len() as u64);
        if let Some(heading) = &block.end {
            let member = Member {
                bytes: std::mem::take(&mut self.bytes),
                name: heading.name.clone(),
                blake3: self.hash.finalize(),
            };
            self.hash.reset();
            self.members.push((member, heading.modified));
            // SOURCE: POSIX `pax`: content is padded to whole blocks. A full frame is whole blocks already.
            let padding =
                block.content.len().next_multiple_of(TAR_BLOCK_BYTES).saturating_sub(block.content.len());
            block.content.append([0; TAR_BLOCK_BYTES].get(..padding).unwrap_or_default());
        }
        station.is_last = block.end.is_some();
        station.content = Some(block.content);
        Filled::More
    }
}

impl Station {
    fn compress(&mut self) -> Result<(), ArchiveError> {
        self.size = None;
        if let Some(mut content) = self.content.take() {
            if !content.is_empty() {
                self.size = Some(self.press.compress(&content)?);
            }
            content.clear();
            // The producer may be gone already; then nobody needs the block.
            let _ = self.empty.send(content);
        }
        Ok(())
    }
}

impl<S: Scratch> Spooling<S> {
    fn append(&mut self, station: &mut Station) -> Result<(), ArchiveError> {
        if let Some(size) = station.size {
            self.scratch.append(&station.press.frame).map_err(|source| ArchiveError::Scratch { source })?;
            self.frames.push(size);
            self.open.frames = self.open.frames.saturating_add(1);
            self.open.bytes = self.open.bytes.saturating_add(u64::from(size.compressed));
        }
        if std::mem::take(&mut station.is_last) {
            self.sections.push(std::mem::take(&mut self.open));
        }
        Ok(())
    }
}
