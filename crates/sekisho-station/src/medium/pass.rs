//! One pass over a whole medium: two workers, pieces in ascending order, one voice that tells the progress.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{io, thread};

use super::Device;
use super::fault::Tally;
use super::pattern::{Buffer, PIECE, PIECE_BYTES};
use super::wipe::{Phase, Progress, Watcher};

/// A medium with so many failed calls in one pass is not worth waiting for: each failure may take the device seconds.
const MOST_FAILURES: u64 = 256;

/// How a pass ended.
pub(super) enum End {
    /// Somebody asked to stop.
    Asked,
    /// Too many failures.
    GaveUp,
    /// Everything was done.
    Whole,
}

/// What a pass found, and how far it came.
pub(super) struct Passed {
    /// All below this was done.
    pub(super) below: u64,
    pub(super) end: End,
    pub(super) tally: Tally,
}

/// Counts failed calls of both workers.
#[derive(Default)]
pub(super) struct Failures(AtomicU64);

impl Failures {
    pub(super) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn are_too_many(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= MOST_FAILURES
    }
}

/// Does `work` once for each piece: its position, a buffer of its length, the worker's tally.
pub(super) fn over_all(
    size: u64,
    phase: Phase,
    watcher: Watcher<'_>,
    work: impl Fn(u64, &mut [u8], &mut Tally, &Failures) + Sync,
) -> Passed {
    let next = AtomicU64::new(0);
    let asked = AtomicBool::new(false);
    let failures = Failures::default();
    let voice = Mutex::new((0, watcher));
    let worker = || {
        let mut buffer = Buffer::new();
        let mut tally = Tally::default();
        while !asked.load(Ordering::Relaxed) && !failures.are_too_many() {
            // INVARIANT: a piece that was taken is finished, so all below `next` is done when both workers return.
            let offset = next.fetch_add(1, Ordering::Relaxed).saturating_mul(PIECE);
            if offset >= size {
                break;
            }
            let length = usize::try_from(size - offset).unwrap_or(PIECE_BYTES).min(PIECE_BYTES);
            work(offset, buffer.first(length), &mut tally, &failures);
            let mut voice = voice.lock().unwrap_or_else(PoisonError::into_inner);
            voice.0 += length as u64;
            let progress = Progress { bytes_done: voice.0, bytes_total: size, phase };
            if (voice.1)(progress) == ControlFlow::Break(()) {
                asked.store(true, Ordering::Relaxed);
            }
        }
        tally
    };
    let mut tally = Tally::default();
    thread::scope(|scope| {
        let helper = thread::Builder::new().spawn_scoped(scope, worker);
        tally.add(&worker());
        // Where no second thread can be had, the first one does it all.
        match helper.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(found)) => tally.add(&found),
            Ok(Err(fallen)) => std::panic::resume_unwind(fallen),
            Err(_) => {}
        }
    });
    let below = next.into_inner().saturating_mul(PIECE).min(size);
    let end = if asked.into_inner() {
        End::Asked
    } else if failures.are_too_many() {
        End::GaveUp
    } else {
        End::Whole
    };
    Passed { below, end, tally }
}

/// Reads all of the buffer; tells how much came before an error.
pub(super) fn read_all<D: Device + ?Sized>(
    device: &D,
    buffer: &mut [u8],
    offset: u64,
) -> Result<(), io::Error> {
    let mut done = 0;
    while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match device.read_at(rest, offset.saturating_add(done as u64)) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(more) => done += more.min(rest.len()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Writes all of the bytes.
pub(super) fn write_all<D: Device + ?Sized>(device: &D, bytes: &[u8], offset: u64) -> Result<(), io::Error> {
    let mut done = 0;
    while let Some(rest) = bytes.get(done..).filter(|rest| !rest.is_empty()) {
        match device.write_at(rest, offset.saturating_add(done as u64)) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(more) => done += more.min(rest.len()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
