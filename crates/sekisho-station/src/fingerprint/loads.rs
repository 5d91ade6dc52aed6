//! Sorts any number of fingerprints in memory that hardly grows.
//!
//! Fingerprints are spread evenly over all values, so each thread lays what it holds on shelves by the first bits, and
//! writes the shelves to scratch one behind the other: a load. In the end each shelf is read out of all loads, and sorted.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{FingerprintError, Spill};

/// Fingerprints that are held before a load is written, over all threads: 8 MiB.
pub(super) const HELD: usize = 512 << 10;
/// Shelves: of a million people's fingerprints each holds 125 KiB.
const SHELVES: usize = 128;
/// The first bits of a value tell its shelf.
const SHELF_SHIFT: u32 = Value::BITS - SHELVES.ilog2();
/// Bytes that are written or read in one piece.
const BLOCK_BYTES: usize = 64 << 10;
const VALUE_BYTES: usize = 16;

/// A value whose order is that of its bytes.
type Value = u128;

/// The fingerprints of several kinds that one thread holds.
pub(super) struct Held {
    count: usize,
    kinds: Vec<Vec<Value>>,
    limit: usize,
}

impl Held {
    pub(super) fn new(kinds: usize, limit: usize) -> Self {
        Self { count: 0, kinds: std::iter::repeat_with(Vec::new).take(kinds).collect(), limit }
    }

    /// Takes a fingerprint; when there are many, they go to scratch.
    ///
    /// Errors: those of the scratch.
    pub(super) fn push<S: Spill>(
        &mut self,
        kind: usize,
        value: [u8; VALUE_BYTES],
        loads: &Loads<S>,
    ) -> io::Result<()> {
        if let Some(values) = self.kinds.get_mut(kind) {
            values.push(Value::from_be_bytes(value));
        }
        self.count += 1;
        if self.count >= self.limit { self.write_to(loads) } else { Ok(()) }
    }

    fn write_to<S: Spill>(&mut self, loads: &Loads<S>) -> io::Result<()> {
        for (kind, values) in self.kinds.iter_mut().enumerate().filter(|(_, values)| !values.is_empty()) {
            loads.add(kind, &Shelved::of(values))?;
            values.clear();
        }
        self.count = 0;
        Ok(())
    }
}

/// Values by their shelves.
struct Shelved {
    /// Where each shelf begins, and where the last one ends.
    edges: [usize; SHELVES + 1],
    values: Vec<Value>,
}

impl Shelved {
    fn of(values: &[Value]) -> Self {
        let mut next = [0; SHELVES + 1];
        for value in values {
            if let Some(count) = next.get_mut(shelf_of(*value) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for edge in &mut next {
            sum += *edge;
            *edge = sum;
        }
        let edges = next;
        let mut shelved = vec![0; values.len()];
        for value in values {
            let at = next.get_mut(shelf_of(*value)).map(|next| std::mem::replace(next, *next + 1));
            if let Some(room) = at.and_then(|at| shelved.get_mut(at)) {
                *room = *value;
            }
        }
        Self { edges, values: shelved }
    }

    fn on(&self, number: usize) -> &[Value] {
        self.values.get(between(&self.edges, number)).unwrap_or_default()
    }
}

fn shelf_of(value: Value) -> usize {
    // Few bits are left, so nothing is cut off.
    usize::try_from(value >> SHELF_SHIFT).unwrap_or(0)
}

fn between(edges: &[usize; SHELVES + 1], shelf: usize) -> Range<usize> {
    let edge = |at: usize| edges.get(at).copied().unwrap_or(0);
    edge(shelf)..edge(shelf + 1)
}

/// The loads of several kinds on scratch, which several threads write.
pub(super) struct Loads<S>(Mutex<OnScratch<S>>);

struct OnScratch<S> {
    end: u64,
    kinds: Vec<Vec<Load>>,
    spill: S,
}

/// Where the shelves of one load lie.
struct Load {
    edges: [usize; SHELVES + 1],
    start: u64,
}

impl<S: Spill> Loads<S> {
    pub(super) fn new(kinds: usize, spill: S) -> Self {
        let kinds = std::iter::repeat_with(Vec::new).take(kinds).collect();
        Self(Mutex::new(OnScratch { end: 0, kinds, spill }))
    }

    fn add(&self, kind: usize, shelved: &Shelved) -> io::Result<()> {
        let mut run = NewRun::begin(self, shelved.values.len());
        shelved.values.iter().try_for_each(|value| run.push(*value))?;
        let load = Load { edges: shelved.edges, start: run.end()?.start };
        if let Some(loads) = self.lock().kinds.get_mut(kind) {
            loads.push(load);
        }
        Ok(())
    }

    /// Sorts what is on scratch and what the threads hold, each kind on a thread of its own.
    ///
    /// Errors: those of the scratch.
    pub(super) fn close(self, mut held: Vec<Held>) -> io::Result<Sorted<S>> {
        let loads = std::mem::take(&mut self.lock().kinds);
        let mut of_kind = |kind| -> Vec<Vec<Value>> {
            held.iter_mut().filter_map(|held| held.kinds.get_mut(kind).map(std::mem::take)).collect()
        };
        let waiting: Vec<_> =
            loads.into_iter().enumerate().map(|(kind, loads)| (loads, of_kind(kind).concat())).collect();
        let scratch = &self;
        let kinds = std::thread::scope(|scope| {
            let sorting: Vec<_> = waiting
                .into_iter()
                .map(|(loads, held)| scope.spawn(move || scratch.close_kind(&loads, held)))
                .collect();
            // A panic of a thread goes on here.
            let joined = sorting
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            joined.collect::<io::Result<Vec<Kind>>>()
        })?;
        let scratch = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Sorted { kinds, spill: scratch.spill })
    }

    fn close_kind(&self, loads: &[Load], mut held: Vec<Value>) -> io::Result<Kind> {
        if loads.is_empty() {
            settle(&mut held);
            return Ok(Kind::Held(held));
        }
        let last = Shelved::of(&held);
        drop(held);
        let on_scratch: usize = loads.iter().filter_map(|load| load.edges.last()).sum();
        // Values that are there twice leave room at its end.
        let mut run = NewRun::begin(self, on_scratch + last.values.len());
        let (mut bytes, mut values) = (Vec::new(), Vec::new());
        for shelf in 0..SHELVES {
            values.clear();
            values.extend_from_slice(last.on(shelf));
            for load in loads {
                let lies = between(&load.edges, shelf);
                bytes.resize(lies.len() * VALUE_BYTES, 0);
                self.lock().spill.read_at(load.start + (lies.start * VALUE_BYTES) as u64, &mut bytes)?;
                values.extend(bytes.as_chunks().0.iter().map(|bytes| Value::from_be_bytes(*bytes)));
            }
            settle(&mut values);
            values.iter().try_for_each(|value| run.push(*value))?;
        }
        run.end().map(Kind::OnScratch)
    }

    fn lock(&self) -> MutexGuard<'_, OnScratch<S>> {
        // Whoever panicked with it is joined, and the panic goes on there.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every different fingerprint of several kinds, in order.
pub(super) struct Sorted<S> {
    kinds: Vec<Kind>,
    spill: S,
}

enum Kind {
    Held(Vec<Value>),
    OnScratch(Run),
}

impl<S: Spill> Sorted<S> {
    /// Tells how many different values of a kind there are.
    pub(super) fn count(&self, kind: usize) -> u64 {
        match self.kinds.get(kind) {
            Some(Kind::Held(values)) => values.len() as u64,
            Some(Kind::OnScratch(run)) => (run.end - run.start) / VALUE_BYTES as u64,
            None => 0,
        }
    }

    /// Writes every different value of a kind in order.
    ///
    /// Errors: [`FingerprintError::Spill`], [`FingerprintError::Write`].
    pub(super) fn write(&mut self, kind: usize, output: &mut impl Write) -> Result<(), FingerprintError> {
        let mut block = Vec::with_capacity(BLOCK_BYTES);
        match self.kinds.get(kind) {
            Some(Kind::Held(values)) => {
                for values in values.chunks(BLOCK_BYTES / VALUE_BYTES) {
                    block.clear();
                    block.extend(values.iter().flat_map(|value| value.to_be_bytes()));
                    output.write_all(&block).map_err(|source| FingerprintError::Write { source })?;
                }
            }
            Some(Kind::OnScratch(run)) => {
                let mut at = run.start;
                while at < run.end {
                    let left = usize::try_from(run.end - at).unwrap_or(usize::MAX);
                    block.resize(left.min(BLOCK_BYTES), 0);
                    let read = self.spill.read_at(at, &mut block);
                    read.map_err(|source| FingerprintError::Spill { source })?;
                    output.write_all(&block).map_err(|source| FingerprintError::Write { source })?;
                    at += block.len() as u64;
                }
            }
            None => {}
        }
        Ok(())
    }
}

fn settle(values: &mut Vec<Value>) {
    values.sort_unstable();
    values.dedup();
}

/// Where values lie in order.
#[derive(Clone, Copy)]
struct Run {
    end: u64,
    start: u64,
}

/// Writes values piece by piece into room of their own.
struct NewRun<'a, S> {
    at: u64,
    block: Vec<u8>,
    loads: &'a Loads<S>,
    start: u64,
}

impl<'a, S: Spill> NewRun<'a, S> {
    fn begin(loads: &'a Loads<S>, values: usize) -> Self {
        let mut scratch = loads.lock();
        let start = scratch.end;
        scratch.end += (values * VALUE_BYTES) as u64;
        Self { at: start, block: Vec::with_capacity(BLOCK_BYTES), loads, start }
    }

    fn push(&mut self, value: Value) -> io::Result<()> {
        self.block.extend_from_slice(&value.to_be_bytes());
        if self.block.len() >= BLOCK_BYTES { self.write() } else { Ok(()) }
    }

    fn end(mut self) -> io::Result<Run> {
        self.write()?;
        Ok(Run { end: self.at, start: self.start })
    }

    fn write(&mut self) -> io::Result<()> {
        self.loads.lock().spill.write_at(self.at, &self.block)?;
        self.at += self.block.len() as u64;
        self.block.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::MemorySpill;
    use super::*;

    proptest! {
        #[test]
        fn values_come_out_sorted_and_once_whatever_is_held(
            values in prop::collection::vec((0_usize..3, any::<u8>()), 0..300), limit in 1_usize..400,
        ) {
            let value = |byte: u8| [byte; 16];
            let loads = Loads::new(3, MemorySpill::default());
            let mut threads = [Held::new(3, limit), Held::new(3, limit)];
            for (place, (kind, byte)) in values.iter().enumerate() {
                threads[place % 2].push(*kind, value(*byte), &loads).unwrap();
            }
            let mut sorted = loads.close(threads.into()).unwrap();
            for kind in 0..3 {
                let expected: BTreeSet<_> =
                    values.iter().filter(|(of, _)| *of == kind).map(|(_, byte)| value(*byte)).collect();
                prop_assert_eq!(sorted.count(kind), expected.len() as u64);
                for _ in 0..2 {
                    let mut found = Vec::new();
                    sorted.write(kind, &mut found).unwrap();
                    prop_assert_eq!(&found, &expected.iter().flatten().copied().collect::<Vec<_>>());
                }
            }
        }
    }
}
