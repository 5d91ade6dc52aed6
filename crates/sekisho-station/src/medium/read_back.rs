//! Reading a whole medium back and comparing each block with what it was given.

use super::fault::{Fault, FaultKind, Tally, read_failed};
use super::pass::{self, Failures, Passed};
use super::pattern::{Pattern, SAMPLE_BYTES};
use super::wipe::{Phase, Watcher};
use super::{BLOCK_BYTES, Device};

/// Reads everything and compares; the buffers are wiped, since a faulty medium gives old content back.
pub(super) fn read_back<D: Device + ?Sized>(
    device: &D,
    pattern: &Pattern,
    size: u64,
    watcher: Watcher<'_>,
) -> Passed {
    pass::over_all(size, Phase::ReadingBack, watcher, |offset, buffer, tally, failures| {
        // INVARIANT: the buffer never holds the pattern of this place beforehand (`compare` strips it), so a device that
        // says it read and did not gains nothing.
        if pass::read_all(device, buffer, offset).is_ok() {
            compare(pattern, buffer, offset, tally);
        } else {
            read_by_block(device, pattern, buffer, offset, tally, failures);
        }
    })
}

/// Compares what can be read of a piece that failed as a whole.
fn read_by_block<D: Device + ?Sized>(
    device: &D,
    pattern: &Pattern,
    piece: &mut [u8],
    offset: u64,
    tally: &mut Tally,
    failures: &Failures,
) {
    let positions = (offset..).step_by(BLOCK_BYTES);
    for (block, at) in piece.chunks_mut(BLOCK_BYTES).zip(positions) {
        match pass::read_all(device, block, at) {
            Ok(()) => compare(pattern, block, at, tally),
            Err(error) => {
                tally.counts.unreadable += 1;
                tally.note(Fault { kind: read_failed(&error), offset: at }, None);
                failures.count();
                if failures.are_too_many() {
                    return;
                }
            }
        }
    }
}

/// Compares bytes with the pattern, and leaves the difference in their place.
fn compare(pattern: &Pattern, bytes: &mut [u8], offset: u64, tally: &mut Tally) {
    pattern.strip(offset, bytes);
    if is_zero(bytes) {
        return;
    }
    let positions = (offset..).step_by(BLOCK_BYTES);
    for (block, at) in bytes.chunks_mut(BLOCK_BYTES).zip(positions) {
        let Some(first) = block.iter().position(|byte| *byte != 0) else { continue };
        tally.counts.differing += 1;
        let differing = block.iter().filter(|byte| **byte != 0).count();
        pattern.strip(at, block);
        let kind = if is_zero(block) {
            FaultKind::Zeros
        } else {
            FaultKind::Differs { bytes: u32::try_from(differing).unwrap_or(u32::MAX) }
        };
        let sample = block.first_chunk::<SAMPLE_BYTES>().copied();
        tally.note(Fault { kind, offset: at.saturating_add(first as u64) }, sample);
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    // Folding a stretch at a time lets the compiler use wide registers; `all` would look byte by byte.
    bytes.chunks(512).all(|stretch| stretch.iter().fold(0, |seen, byte| seen | byte) == 0)
}
