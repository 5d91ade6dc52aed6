use std::io;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use zeroize::Zeroizing;

use super::fault::{Counts, FaultKind};
use super::wipe::{Faulty, Outcome, Phase, Progress, wipe};
use super::*;

const EIO: i32 = 5;
const ENOSPC: i32 = 28;
const MIB: u64 = 1 << 20;
const SIZE: u64 = 8 * MIB;
const BLOCK: u64 = 4096;

/// How a device in memory lies or fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// Says yes and keeps nothing from here on.
    DropsWritesFrom(u64),
    /// Keeps nothing of every block so many blocks apart.
    DropsOneBlockIn(u64),
    /// Reading ends here.
    EndsAt(u64),
    /// One bit comes back wrong.
    FlipsBit(u64),
    /// Forgets at the flush what was written last, and does not say so.
    ForgetsAtFlush(u64),
    /// No fault.
    None,
    /// No room from here on.
    NoRoomFrom(u64),
    /// Cannot read this block.
    ReadFails(u64),
    /// Cannot read anything from here on.
    ReadFailsFrom(u64),
    /// Says that it read more than it did.
    ReadsNothing,
    /// Says no to the flush.
    SyncFails,
    /// Reads and writes 1000 bytes at a time, and is interrupted in between: lawful.
    Short,
    /// Claims less after the flush.
    Shrinks,
    /// Swaps two blocks.
    Swaps(u64, u64),
    /// Begins again at its true size.
    WrapsAt(u64),
    /// Cannot write this block.
    WriteFails(u64),
    /// Cannot write anything from here on.
    WriteFailsFrom(u64),
    /// Gives zeros from here on.
    Zeros(u64),
}

/// Is a device in memory, full of old content.
pub(crate) struct Memory {
    bytes: Mutex<Vec<u8>>,
    calls: AtomicU32,
    fault: Fault,
    flushed: AtomicBool,
}

impl Memory {
    pub(crate) fn new(size: u64, fault: Fault) -> Self {
        let bytes = (0..size).map(|at| (at % 251) as u8).collect();
        let (calls, flushed) = (AtomicU32::new(0), AtomicBool::new(false));
        Self { bytes: Mutex::new(bytes), calls, fault, flushed }
    }

    /// Where a block really lies.
    fn place(&self, offset: u64) -> u64 {
        let block = offset - offset % BLOCK;
        match self.fault {
            Fault::WrapsAt(size) => offset % size,
            Fault::Swaps(one, other) if block == one => other + offset % BLOCK,
            Fault::Swaps(one, other) if block == other => one + offset % BLOCK,
            _ => offset,
        }
    }

    /// Short calls and interruptions, as a lawful device may have them.
    fn taken(&self, wanted: usize) -> io::Result<usize> {
        if self.fault != Fault::Short {
            return Ok(wanted);
        }
        if self.calls.fetch_add(1, Ordering::Relaxed).is_multiple_of(7) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        Ok(wanted.min(1000))
    }
}

fn touches(block: u64, offset: u64, length: usize) -> bool {
    offset < block + BLOCK && block < offset + length as u64
}

impl Device for Memory {
    fn forget_cache(&self) -> io::Result<ReadFrom> {
        Ok(ReadFrom::PastCache)
    }

    fn size_bytes(&self) -> io::Result<u64> {
        let size = self.bytes.lock().unwrap().len() as u64;
        let shrinks = self.fault == Fault::Shrinks && self.flushed.load(Ordering::Relaxed);
        Ok(if shrinks { size / 2 } else { size })
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let end = offset + buffer.len() as u64;
        match self.fault {
            Fault::ReadFails(block) if touches(block, offset, buffer.len()) => {
                return Err(io::Error::from_raw_os_error(EIO));
            }
            Fault::ReadFailsFrom(from) if end > from => return Err(io::Error::from_raw_os_error(EIO)),
            Fault::EndsAt(from) if offset >= from => return Ok(0),
            Fault::ReadsNothing => return Ok(buffer.len() + 7),
            _ => {}
        }
        let mut length = self.taken(buffer.len())?;
        if let Fault::EndsAt(from) = self.fault {
            length = length.min(usize::try_from(from - offset).unwrap());
        }
        let bytes = self.bytes.lock().unwrap();
        for (at, block) in (offset..).step_by(4096).zip(buffer[..length].chunks_mut(4096)) {
            let place = usize::try_from(self.place(at)).unwrap();
            block.copy_from_slice(&bytes[place..place + block.len()]);
            match self.fault {
                Fault::Zeros(from) if at >= from => block.fill(0),
                Fault::FlipsBit(bit) if (at..at + BLOCK).contains(&bit) => {
                    block[usize::try_from(bit - at).unwrap()] ^= 4;
                }
                _ => {}
            }
        }
        Ok(length)
    }

    fn sync(&self) -> io::Result<()> {
        self.flushed.store(true, Ordering::Relaxed);
        if let Fault::ForgetsAtFlush(from) = self.fault {
            self.bytes.lock().unwrap()[usize::try_from(from).unwrap()..].fill(0x55);
        }
        if self.fault == Fault::SyncFails { Err(io::Error::from_raw_os_error(EIO)) } else { Ok(()) }
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize> {
        let end = offset + bytes.len() as u64;
        match self.fault {
            Fault::WriteFails(block) if touches(block, offset, bytes.len()) => {
                return Err(io::Error::from_raw_os_error(EIO));
            }
            Fault::WriteFailsFrom(from) if end > from => return Err(io::Error::from_raw_os_error(EIO)),
            Fault::NoRoomFrom(from) if end > from => return Err(io::Error::from_raw_os_error(ENOSPC)),
            _ => {}
        }
        let length = self.taken(bytes.len())?;
        let mut kept = self.bytes.lock().unwrap();
        for (at, block) in (offset..).step_by(4096).zip(bytes[..length].chunks(4096)) {
            let dropped = match self.fault {
                Fault::DropsWritesFrom(from) => at >= from,
                Fault::DropsOneBlockIn(blocks) => at / BLOCK % blocks == blocks - 1,
                _ => false,
            };
            if !dropped {
                let place = usize::try_from(self.place(at)).unwrap();
                kept[place..place + block.len()].copy_from_slice(block);
            }
        }
        Ok(length)
    }
}

fn key() -> WipeKey {
    WipeKey::from_random(Zeroizing::new([42; 32]))
}

fn run(size: u64, fault: Fault) -> Outcome {
    wipe(&Memory::new(size, fault), key(), &mut |_| ControlFlow::Continue(()))
}

fn seen_bytes(outcome: &Outcome) -> Option<u64> {
    match outcome {
        Outcome::OverwrittenAndReadBack(seen) => Some(seen.bytes()),
        _ => None,
    }
}

#[test]
fn an_honest_device_passes_whatever_its_size() {
    for size in [1, 63, 64, 4096, 4097, MIB - 1, MIB, MIB + 1, 5 * MIB + 512, SIZE] {
        let device = Memory::new(size, Fault::None);
        let before = device.bytes.lock().unwrap().clone();
        let outcome = wipe(&device, key(), &mut |_| ControlFlow::Continue(()));
        assert_eq!(seen_bytes(&outcome), Some(size), "{size}: {outcome:?}");
        let after = device.bytes.lock().unwrap();
        let same = before.iter().zip(after.iter()).filter(|(before, after)| before == after).count();
        assert!(size < 4096 || (same as u64) < size / 64, "{size}: {same} bytes are as before");
    }
    assert_eq!(seen_bytes(&run(SIZE, Fault::Short)), Some(SIZE), "short calls are lawful");
}

/// What a fault must be found as: the first offset within a block, the kind, the counts.
type Expected = (u64, fn(&FaultKind) -> bool, Counts);

#[test]
fn every_lie_and_every_failure_is_found() {
    fn differs_wholly(kind: &FaultKind) -> bool {
        matches!(kind, FaultKind::Differs { bytes: 3900.. })
    }
    let differing = |differing| Counts { differing, ..Counts::default() };
    let all = SIZE / BLOCK;
    let table: Vec<(Fault, Expected)> = vec![
        (Fault::DropsWritesFrom(0), (0, differs_wholly, differing(all))),
        (Fault::DropsWritesFrom(SIZE - BLOCK), (SIZE - BLOCK, differs_wholly, differing(1))),
        (Fault::DropsWritesFrom(3 * MIB + 8192), (3 * MIB + 8192, differs_wholly, differing(1278))),
        (Fault::DropsOneBlockIn(1000), (999 * BLOCK, differs_wholly, differing(2))),
        (Fault::ForgetsAtFlush(7 * MIB), (7 * MIB, differs_wholly, differing(256))),
        (
            Fault::WrapsAt(SIZE / 2),
            (0, |kind| *kind == FaultKind::HoldsAnotherPlace { written_at: SIZE / 2 }, differing(all / 2)),
        ),
        (
            Fault::WrapsAt(3 * MIB),
            (0, |kind| *kind == FaultKind::HoldsAnotherPlace { written_at: 6 * MIB }, differing(5 * 256)),
        ),
        (Fault::Zeros(0), (0, |kind| *kind == FaultKind::Zeros, differing(all))),
        (Fault::Zeros(5 * MIB), (5 * MIB, |kind| *kind == FaultKind::Zeros, differing(3 * 256))),
        (
            Fault::FlipsBit(6 * MIB + 77),
            (6 * MIB, |kind| *kind == FaultKind::Differs { bytes: 1 }, differing(1)),
        ),
        (Fault::ReadsNothing, (0, |kind| *kind == FaultKind::Zeros, differing(all))),
        (
            Fault::ReadFails(2 * MIB + 4096),
            (
                2 * MIB + 4096,
                |kind| *kind == FaultKind::ReadFailed { os_error: Some(EIO) },
                Counts { unreadable: 1, ..Counts::default() },
            ),
        ),
        (
            Fault::WriteFails(4 * MIB),
            (
                4 * MIB,
                |kind| *kind == FaultKind::WriteFailed { os_error: Some(EIO) },
                Counts { differing: 1, unreadable: 0, unwritten: 1 },
            ),
        ),
        (
            Fault::NoRoomFrom(SIZE - 40 * BLOCK),
            (
                SIZE - 40 * BLOCK,
                |kind| *kind == FaultKind::NoRoom,
                Counts { differing: 40, unreadable: 0, unwritten: 40 },
            ),
        ),
        (
            Fault::EndsAt(SIZE - 3 * BLOCK),
            (
                SIZE - 3 * BLOCK,
                |kind| *kind == FaultKind::EndsEarly,
                Counts { unreadable: 3, ..Counts::default() },
            ),
        ),
        (
            Fault::Shrinks,
            (SIZE / 2, |kind| *kind == FaultKind::SizeChanged { now: SIZE / 2 }, Counts::default()),
        ),
        (
            Fault::SyncFails,
            (0, |kind| *kind == FaultKind::NotFlushed { os_error: Some(EIO) }, Counts::default()),
        ),
    ];
    for (fault, (block, is_kind, counts)) in table {
        let outcome = run(SIZE, fault);
        let Outcome::Faulty(found) = outcome else { panic!("{fault:?} was not found: {outcome:?}") };
        if let Fault::WrapsAt(at) = fault {
            // Two write side by side: which of the places that are one was written last differs from run to run.
            let FaultKind::HoldsAnotherPlace { written_at } = found.first.kind else { panic!("{found:?}") };
            assert_eq!(written_at % at, found.first.offset % at, "{found:?}");
            assert_ne!(written_at, found.first.offset, "{found:?}");
        } else {
            assert_eq!(found.first.offset / BLOCK * BLOCK, block, "{fault:?}: {found:?}");
            assert!(is_kind(&found.first.kind), "{fault:?}: {found:?}");
        }
        assert_eq!(found.counts, counts, "{fault:?}");
        assert_eq!((found.looked_below, found.size_bytes), (SIZE, SIZE), "{fault:?}");
    }
}

#[test]
fn a_device_that_exchanges_blocks_both_ways_cannot_be_told_from_an_honest_one() {
    // It finds everything again where it was put: its addresses are its own affair, and nothing is kept.
    assert_eq!(seen_bytes(&run(SIZE, Fault::Swaps(MIB, 3 * MIB))), Some(SIZE));
}

#[test]
fn the_exact_byte_is_told() {
    let Outcome::Faulty(Faulty { first, .. }) = run(SIZE, Fault::FlipsBit(6 * MIB + 77)) else { panic!() };
    assert_eq!(first.offset, 6 * MIB + 77);
}

#[test]
fn a_dying_device_is_given_up_and_says_how_far_it_was_looked_at() {
    for (fault, kind) in [
        (Fault::WriteFailsFrom(MIB), FaultKind::WriteFailed { os_error: Some(EIO) }),
        (Fault::ReadFailsFrom(MIB), FaultKind::ReadFailed { os_error: Some(EIO) }),
        (Fault::NoRoomFrom(MIB), FaultKind::NoRoom),
    ] {
        let Outcome::Faulty(found) = run(SIZE, fault) else { panic!("{fault:?}") };
        assert_eq!((found.first.offset, found.first.kind), (MIB, kind), "{fault:?}");
        assert!(found.looked_below < SIZE, "{fault:?}: {found:?}");
        assert!(found.counts.unwritten + found.counts.unreadable >= 256, "{fault:?}: {found:?}");
    }
}

#[test]
fn a_device_without_room_was_never_written_to() {
    let Outcome::Faulty(found) = run(0, Fault::None) else { panic!() };
    assert_eq!((found.first.kind, found.size_bytes), (FaultKind::Empty, 0));
}

#[test]
fn stopped_anywhere_it_is_interrupted_and_never_done() {
    for (phase, bytes) in [
        (Phase::Overwriting, MIB),
        (Phase::Overwriting, 5 * MIB),
        (Phase::Overwriting, SIZE),
        (Phase::ReadingBack, MIB),
        (Phase::ReadingBack, SIZE),
    ] {
        let device = Memory::new(SIZE, Fault::None);
        let mut last = None;
        let outcome = wipe(&device, key(), &mut |progress: Progress| {
            last = Some((progress.phase, progress.bytes_done));
            let stops = progress.phase == phase && progress.bytes_done >= bytes;
            if stops { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let Outcome::Interrupted { below, fault, phase: stopped } = outcome else {
            panic!("{phase:?} {bytes}: {outcome:?}")
        };
        assert_eq!((stopped, fault), (phase, None));
        // The second worker may finish the piece that it has begun.
        assert!((bytes..=bytes + MIB).contains(&below), "{phase:?} {bytes}: {below}");
        assert_eq!(last, Some((phase, below)));
    }
}

#[test]
fn progress_is_told_in_order_and_to_the_end() {
    let mut told = Vec::new();
    let device = Memory::new(3 * MIB + 5, Fault::None);
    wipe(&device, key(), &mut |progress| {
        told.push((progress.phase, progress.bytes_done, progress.bytes_total));
        ControlFlow::Continue(())
    });
    assert!(told.is_sorted());
    assert!(told.contains(&(Phase::Overwriting, 3 * MIB + 5, 3 * MIB + 5)));
    assert_eq!(told.last(), Some(&(Phase::ReadingBack, 3 * MIB + 5, 3 * MIB + 5)));
    assert_eq!(told.len(), 8);
}
