//! Overwriting a whole medium, and saying no more about it than was seen.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::fault::{Counts, Fault, FaultKind, Tally, write_failed};
use super::pass::{self, End, Failures, Passed};
use super::pattern::{BLOCK, Pattern};
use super::{BLOCK_BYTES, Device, ReadFrom, WipeKey, read_back};

/// What was seen when a medium was overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The medium did not keep what it was given. No certificate follows from this.
    Faulty(Faulty),
    /// Somebody stopped it. Nothing is claimed; it begins anew, because the key is forgotten.
    Interrupted {
        /// All below this was done in the phase named.
        ///
        /// Units: bytes from the beginning.
        below: u64,
        /// What was already found wrong.
        fault: Option<Fault>,
        /// In which phase.
        phase: Phase,
    },
    /// Every byte was overwritten, flushed, read back, and was right.
    OverwrittenAndReadBack(Seen),
}

/// What is known about a medium that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faulty {
    /// How many blocks were wrong, as far as was looked.
    pub counts: Counts,
    /// The first fault by position.
    pub first: Fault,
    /// All below this was looked at; less than the size if there were too many failures to go on.
    ///
    /// Units: bytes from the beginning.
    pub looked_below: u64,
    /// The size that the medium claimed at the beginning.
    pub size_bytes: u64,
}

/// That a whole medium was overwritten and read back: only [`wipe`] makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    bytes: u64,
    read_from: ReadFrom,
}

impl Seen {
    /// Tells how many bytes were overwritten and read back: the size of the medium.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Tells where the bytes came from when they were read back.
    pub fn read_from(&self) -> ReadFrom {
        self.read_from
    }
}

/// A part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Writing the stream.
    Overwriting,
    /// Reading it back.
    ReadingBack,
}

/// How far the work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Done in this phase.
    pub bytes_done: u64,
    /// The size of the medium.
    pub bytes_total: u64,
    /// In which phase.
    pub phase: Phase,
}

/// Hears about the progress after each piece, and may ask to stop.
pub type Watcher<'a> = &'a mut (dyn FnMut(Progress) -> ControlFlow<()> + Send);

/// Overwrites a whole medium with a keyed stream, reads all of it back, and forgets the key.
///
/// Shape: writes everything first and reads everything afterwards, so that a medium with a small cache or a
/// faked size has overwritten itself before it is asked. A failed write does not end it: the rest is overwritten
/// too, until failures are too many. Two threads, a few MiB, whatever the size.
/// Errors: none; what went wrong is [`Outcome::Faulty`].
/// Source: control C12; promise G9.
pub fn wipe<D: Device + ?Sized>(device: &D, key: WipeKey, watcher: Watcher<'_>) -> Outcome {
    let size = match device.size_bytes() {
        Ok(0) => return at_once(FaultKind::Empty),
        Ok(size) => size,
        Err(error) => return at_once(FaultKind::SizeUnknown { os_error: error.raw_os_error() }),
    };
    let pattern = Pattern::new(key);
    let mut tally = Tally::default();

    let written = overwrite(device, &pattern, size, watcher);
    tally.add(&written.tally);
    let flush = device.sync();
    note_size(device, size, &mut tally);
    match written.end {
        End::Asked => return interrupted(&tally, written.below, Phase::Overwriting),
        End::GaveUp => return faulty(&tally, None, 0, size),
        End::Whole => {}
    }

    // Without it the bytes may come from memory; the reading is still worth having, and says so.
    let read_from = device.forget_cache().unwrap_or(ReadFrom::MayBeCached);
    let read = read_back::read_back(device, &pattern, size, watcher);
    tally.add(&read.tally);
    note_size(device, size, &mut tally);
    locate(&pattern, size, &mut tally);
    let unflushed = flush
        .err()
        .map(|error| Fault { kind: FaultKind::NotFlushed { os_error: error.raw_os_error() }, offset: 0 });
    match read.end {
        End::Asked => interrupted(&tally, read.below, Phase::ReadingBack),
        End::Whole if tally.first.is_none() && unflushed.is_none() => {
            Outcome::OverwrittenAndReadBack(Seen { bytes: size, read_from })
        }
        End::GaveUp | End::Whole => faulty(&tally, unflushed, read.below, size),
    }
}

fn overwrite<D: Device + ?Sized>(device: &D, pattern: &Pattern, size: u64, watcher: Watcher<'_>) -> Passed {
    pass::over_all(size, Phase::Overwriting, watcher, |offset, buffer, tally, failures| {
        pattern.fill(offset, buffer);
        if pass::write_all(device, buffer, offset).is_err() {
            write_by_block(device, buffer, offset, tally, failures);
        }
    })
}

/// Overwrites what can be overwritten of a piece that failed as a whole.
fn write_by_block<D: Device + ?Sized>(
    device: &D,
    piece: &[u8],
    offset: u64,
    tally: &mut Tally,
    failures: &Failures,
) {
    let positions = (offset..).step_by(BLOCK_BYTES);
    for (block, at) in piece.chunks(BLOCK_BYTES).zip(positions) {
        let Err(error) = pass::write_all(device, block, at) else { continue };
        tally.counts.unwritten += 1;
        tally.note(Fault { kind: write_failed(&error), offset: at }, None);
        failures.count();
        if failures.are_too_many() {
            return;
        }
    }
}

/// A size that changes in between is a fault of its own, where the sizes part.
fn note_size<D: Device + ?Sized>(device: &D, size: u64, tally: &mut Tally) {
    match device.size_bytes() {
        Ok(now) if now == size => {}
        Ok(now) => tally.note(Fault { kind: FaultKind::SizeChanged { now }, offset: size.min(now) }, None),
        Err(error) => {
            let kind = FaultKind::SizeUnknown { os_error: error.raw_os_error() };
            tally.note(Fault { kind, offset: size }, None);
        }
    }
}

/// Finds out whether the first block that differs holds what was written elsewhere.
fn locate(pattern: &Pattern, size: u64, tally: &mut Tally) {
    let (Some(fault), Some(sample)) = (tally.first.as_mut(), tally.sample) else { return };
    if !matches!(fault.kind, FaultKind::Differs { .. }) {
        return;
    }
    let block = fault.offset - fault.offset % BLOCK;
    if let Some(written_at) = pattern.locate(&sample, size).filter(|place| *place != block) {
        fault.kind = FaultKind::HoldsAnotherPlace { written_at };
    }
}

fn interrupted(tally: &Tally, below: u64, phase: Phase) -> Outcome {
    Outcome::Interrupted { below, fault: tally.first, phase }
}

fn faulty(tally: &Tally, unflushed: Option<Fault>, looked_below: u64, size_bytes: u64) -> Outcome {
    // What has a place says more than that something somewhere was not flushed.
    let first = tally.first.or(unflushed).unwrap_or(Fault { kind: FaultKind::Empty, offset: 0 });
    Outcome::Faulty(Faulty { counts: tally.counts, first, looked_below, size_bytes })
}

fn at_once(kind: FaultKind) -> Outcome {
    let first = Fault { kind, offset: 0 };
    Outcome::Faulty(Faulty { counts: Counts::default(), first, looked_below: 0, size_bytes: 0 })
}
