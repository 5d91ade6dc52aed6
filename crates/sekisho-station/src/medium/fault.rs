//! What can be wrong with a medium, and how it is counted.

use std::io;

use serde::{Deserialize, Serialize};

use super::pattern::SAMPLE_BYTES;

/// The first thing that was wrong with a medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What was wrong.
    pub kind: FaultKind,
    /// Where.
    ///
    /// Units: bytes from the beginning; the start of the block, or the exact byte for what reading back found.
    pub offset: u64,
}

/// What was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The block came back with other bytes than it was given: kept from before, or altered.
    Differs {
        /// How many bytes of the block differ: a few for a worn cell, nearly all for old content.
        bytes: u32,
    },
    /// The medium has no room at all, so nothing was written and nothing can be said.
    Empty,
    /// Reading ended before the size that the medium claims.
    EndsEarly,
    /// The block came back with what was written to another place: the medium is smaller than it claims.
    HoldsAnotherPlace {
        /// Where that content was written.
        ///
        /// Units: bytes from the beginning.
        written_at: u64,
    },
    /// Writing found no room before the size that the medium claims.
    NoRoom,
    /// The medium did not say that it kept what was written.
    NotFlushed {
        /// The number of the system's error.
        os_error: Option<i32>,
    },
    /// Reading failed.
    ReadFailed {
        /// The number of the system's error.
        os_error: Option<i32>,
    },
    /// The medium claims another size than at the beginning.
    SizeChanged {
        /// What it claims now, in bytes.
        now: u64,
    },
    /// The medium does not tell its size.
    SizeUnknown {
        /// The number of the system's error.
        os_error: Option<i32>,
    },
    /// Writing failed.
    WriteFailed {
        /// The number of the system's error.
        os_error: Option<i32>,
    },
    /// The block came back as zeros.
    Zeros,
}

/// How many blocks were wrong.
///
/// Units: blocks of [`BLOCK_BYTES`](super::BLOCK_BYTES); the last block of a medium may be shorter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Came back with other content.
    pub differing: u64,
    /// Could not be read.
    pub unreadable: u64,
    /// Could not be written.
    pub unwritten: u64,
}

/// What one pass or one worker found.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) counts: Counts,
    pub(super) first: Option<Fault>,
    /// The beginning of the first block that differs, to find out where it belongs.
    pub(super) sample: Option<[u8; SAMPLE_BYTES]>,
}

impl Tally {
    pub(super) fn note(&mut self, fault: Fault, sample: Option<[u8; SAMPLE_BYTES]>) {
        if self.first.is_none_or(|first| fault.offset < first.offset) {
            self.first = Some(fault);
            self.sample = sample;
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.counts.differing += other.counts.differing;
        self.counts.unreadable += other.counts.unreadable;
        self.counts.unwritten += other.counts.unwritten;
        if let Some(fault) = other.first {
            self.note(fault, other.sample);
        }
    }
}

pub(super) fn read_failed(error: &io::Error) -> FaultKind {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => FaultKind::EndsEarly,
        _ => FaultKind::ReadFailed { os_error: error.raw_os_error() },
    }
}

pub(super) fn write_failed(error: &io::Error) -> FaultKind {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::WriteZero => FaultKind::NoRoom,
        _ => FaultKind::WriteFailed { os_error: error.raw_os_error() },
    }
}
