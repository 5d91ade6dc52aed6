//! Sorts any number of fingerprints in memory that hardly grows.
//!
//! Fingerprints are spread evenly over all values, so each thread lays what it holds on shelves by the first bits, and
//! writes the shelves to scratch one behind the other: a load. In the end each shelf is read out of all loads, sorted, and
//! laid back into the same room.

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
/// Heaps into which a shelf is laid to be sorted: of a million people's fingerprints each holds one or two.
const HEAPS: usize = 4096;
/// The bits behind those of the shelf tell the heap.
const HEAP_SHIFT: u32 = SHELF_SHIFT - HEAPS.ilog2();
/// Bytes that are written in one piece.
const BLOCK_BYTES: usize = 128 << 10;
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

    /// Lays what is left on shelves.
    pub(super) fn shelved(self) -> Vec<Shelved> {
        self.kinds.iter().map(|values| Shelved::of(values)).collect()
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

/// Values of one kind by their shelves.
pub(super) struct Shelved {
    edges: Edges,
    values: Vec<Value>,
}

/// Where each shelf begins, and where the last one ends.
type Edges = [usize; SHELVES + 1];

impl Shelved {
    fn of(values: &[Value]) -> Self {
        let mut shelved = Self { edges: [0; SHELVES + 1], values: Vec::new() };
        spread(values, SHELF_SHIFT, &mut shelved.edges, &mut shelved.values);
        shelved
    }
}

/// Lays values next to those that have the same bits from a place on, in the order of these bits.
///
/// Shape: of `edges` there is one more than these bits have values; it tells where each begins, and where the last one ends.
fn spread(values: &[Value], shift: u32, edges: &mut [usize], laid: &mut Vec<Value>) {
    let mask = edges.len() - 2;
    // Few bits are left, so nothing is cut off.
    let place = |value: Value| usize::try_from(value >> shift).unwrap_or(usize::MAX) & mask;
    edges.fill(0);
    // Each is counted two places behind its own, so that what fills the room afterwards pushes the edges to where they belong.
    for value in values {
        if let Some(count) = edges.get_mut(place(*value) + 2) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for edge in &mut *edges {
        sum += *edge;
        *edge = sum;
    }
    laid.clear();
    laid.resize(values.len(), 0);
    for value in values {
        let at = edges.get_mut(place(*value) + 1).map(|next| std::mem::replace(next, *next + 1));
        if let Some(room) = at.and_then(|at| laid.get_mut(at)) {
            *room = *value;
        }
    }
}

fn append_values(values: &[Value], bytes: &mut Vec<u8>) {
    let start = bytes.len();
    bytes.resize(start + values.len() * VALUE_BYTES, 0);
    let rooms = bytes.get_mut(start..).unwrap_or_default().as_chunks_mut().0;
    rooms.iter_mut().zip(values).for_each(|(room, value)| *room = value.to_be_bytes());
}

fn between(edges: &[usize], place: usize) -> Range<usize> {
    let edge = |at: usize| edges.get(at).copied().unwrap_or(0);
    edge(place)..edge(place + 1)
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
    edges: Edges,
    start: u64,
}

impl Load {
    /// Tells where the values of a shelf lie.
    fn shelf(&self, number: usize) -> Stretch {
        let lies = between(&self.edges, number);
        Stretch { start: self.start + (lies.start * VALUE_BYTES) as u64, values: lies.len() }
    }
}

/// Where values lie on scratch, one behind the other.
#[derive(Clone, Copy)]
struct Stretch {
    start: u64,
    values: usize,
}

impl<S: Spill> Loads<S> {
    pub(super) fn new(kinds: usize, spill: S) -> Self {
        let kinds = std::iter::repeat_with(Vec::new).take(kinds).collect();
        Self(Mutex::new(OnScratch { end: 0, kinds, spill }))
    }

    /// Writes a load; others may write theirs meanwhile.
    fn add(&self, kind: usize, shelved: &Shelved) -> io::Result<()> {
        let bytes = (shelved.values.len() * VALUE_BYTES) as u64;
        let start = {
            let mut scratch = self.lock();
            let end = scratch.end + bytes;
            std::mem::replace(&mut scratch.end, end)
        };
        let (mut at, mut block) = (start, Vec::with_capacity(BLOCK_BYTES));
        for values in shelved.values.chunks(BLOCK_BYTES / VALUE_BYTES) {
            block.clear();
            append_values(values, &mut block);
            self.lock().spill.write_at(at, &block)?;
            at += block.len() as u64;
        }
        let load = Load { edges: shelved.edges, start };
        if let Some(loads) = self.lock().kinds.get_mut(kind) {
            loads.push(load);
        }
        Ok(())
    }

    /// Sorts what is on scratch and what each thread still held of every kind, on as many threads.
    ///
    /// Errors: those of the scratch.
    pub(super) fn close(self, held: Vec<Vec<Shelved>>) -> io::Result<Sorted<S>> {
        let workers = held.len().max(1);
        let loads = std::mem::take(&mut self.lock().kinds);
        let kind = |loads| Kind { counts: [0; SHELVES], held: Vec::new(), loads };
        let mut kinds: Vec<Kind> = loads.into_iter().map(kind).collect();
        for of_thread in held {
            kinds.iter_mut().zip(of_thread).for_each(|(kind, shelved)| kind.held.push(shelved));
        }
        let mut shelves: Vec<Shelf<'_>> = kinds.iter_mut().flat_map(Kind::shelves).collect();
        let share = shelves.len().div_ceil(workers).max(1);
        let scratch = &self;
        std::thread::scope(|scope| {
            let sort = |shelves| scope.spawn(move || scratch.sort(shelves));
            let sorting: Vec<_> = shelves.chunks_mut(share).map(sort).collect();
            // A panic of a thread goes on here.
            let joined = sorting
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            joined.collect::<io::Result<Vec<()>>>()
        })?;
        let scratch = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Sorted { kinds, spill: scratch.spill })
    }

    fn sort(&self, shelves: &mut [Shelf<'_>]) -> io::Result<()> {
        let mut desk = Desk::default();
        let mut bytes = Vec::new();
        for shelf in shelves {
            desk.values.clear();
            shelf.held.iter().for_each(|held| desk.values.extend_from_slice(held));
            for load in shelf.loads {
                let lies = load.shelf(shelf.number);
                bytes.resize(lies.values * VALUE_BYTES, 0);
                self.lock().spill.read_at(lies.start, &mut bytes)?;
                desk.values.extend(bytes.as_chunks().0.iter().map(|bytes| Value::from_be_bytes(*bytes)));
            }
            desk.settle();
            *shelf.count = desk.values.len();
            let mut rest = desk.values.as_slice();
            for held in &mut shelf.held {
                let (here, later) = rest.split_at(held.len().min(rest.len()));
                held.iter_mut().zip(here).for_each(|(room, value)| *room = *value);
                rest = later;
            }
            for load in shelf.loads {
                let lies = load.shelf(shelf.number);
                let (here, later) = rest.split_at(lies.values.min(rest.len()));
                bytes.clear();
                append_values(here, &mut bytes);
                self.lock().spill.write_at(lies.start, &bytes)?;
                rest = later;
            }
        }
        Ok(())
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

/// The shelves of one kind. Of each, what is held and what lies in the loads, in their order, is one room; values that were
/// there twice leave some of it empty at its end.
struct Kind {
    counts: [usize; SHELVES],
    held: Vec<Shelved>,
    loads: Vec<Load>,
}

/// The room of one shelf, while it is sorted.
struct Shelf<'a> {
    count: &'a mut usize,
    held: Vec<&'a mut [Value]>,
    loads: &'a [Load],
    number: usize,
}

impl Kind {
    fn shelves(&mut self) -> impl Iterator<Item = Shelf<'_>> {
        let Self { counts, held, loads } = self;
        let loads = &*loads;
        let mut rest: Vec<(&Edges, &mut [Value])> =
            held.iter_mut().map(|held| (&held.edges, held.values.as_mut_slice())).collect();
        counts.iter_mut().enumerate().map(move |(number, count)| {
            let mut held = Vec::with_capacity(rest.len());
            for (edges, rest) in &mut rest {
                held.extend(rest.split_off_mut(..between(*edges, number).len()));
            }
            Shelf { count, held, loads, number }
        })
    }
}

impl<S: Spill> Sorted<S> {
    /// Tells how many different values of a kind there are.
    pub(super) fn count(&self, kind: usize) -> u64 {
        self.kinds.get(kind).map_or(0, |kind| kind.counts.iter().sum::<usize>() as u64)
    }

    /// Writes every different value of a kind in order.
    ///
    /// Errors: [`FingerprintError::Spill`], [`FingerprintError::Write`].
    pub(super) fn write(&mut self, kind: usize, output: &mut impl Write) -> Result<(), FingerprintError> {
        let Some(kind) = self.kinds.get(kind) else { return Ok(()) };
        let mut block = Vec::with_capacity(2 * BLOCK_BYTES);
        let failed = |source| FingerprintError::Write { source };
        for (shelf, count) in kind.counts.iter().enumerate() {
            let mut left = *count;
            for held in &kind.held {
                let held = held.values.get(between(&held.edges, shelf)).unwrap_or_default();
                let here = held.get(..left).unwrap_or(held);
                left -= here.len();
                append_values(here, &mut block);
            }
            for load in &kind.loads {
                let lies = load.shelf(shelf);
                let here = lies.values.min(left);
                left -= here;
                let start = block.len();
                block.resize(start + here * VALUE_BYTES, 0);
                let room = block.get_mut(start..).unwrap_or_default();
                let read = self.spill.read_at(lies.start, room);
                read.map_err(|source| FingerprintError::Spill { source })?;
            }
            if block.len() >= BLOCK_BYTES {
                output.write_all(&block).map_err(failed)?;
                block.clear();
            }
        }
        output.write_all(&block).map_err(failed)?;
        Ok(())
    }
}

/// Where one shelf is sorted.
struct Desk {
    edges: Vec<usize>,
    laid: Vec<Value>,
    values: Vec<Value>,
}

impl Default for Desk {
    fn default() -> Self {
        Self { edges: vec![0; HEAPS + 1], laid: Vec::new(), values: Vec::new() }
    }
}

impl Desk {
    /// Sorts the values, of which the first bits are alike, and drops what is there twice.
    fn settle(&mut self) {
        spread(&self.values, HEAP_SHIFT, &mut self.edges, &mut self.laid);
        // In a heap are one or two, so hardly any value has to go back, and none far.
        for end in 1..self.laid.len() {
            let is_behind = |at: usize| self.laid.get(at - 1) <= self.laid.get(at);
            if is_behind(end) {
                continue;
            }
            let late = self.laid.get(end);
            let place = (1..end).rev().find(|at| self.laid.get(at - 1) <= late).unwrap_or(0);
            if let Some(moved) = self.laid.get_mut(place..=end) {
                moved.rotate_right(1);
            }
        }
        self.laid.dedup();
        std::mem::swap(&mut self.values, &mut self.laid);
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
            // Of two shelves and two heaps, so that many lie together and have to be put in order there.
            let value = |byte: u8| [[byte & 0x80; 15].as_slice(), &[byte]].concat().try_into().unwrap();
            let loads = Loads::new(3, MemorySpill::default());
            let mut threads = [Held::new(3, limit), Held::new(3, limit)];
            for (place, (kind, byte)) in values.iter().enumerate() {
                threads[place % 2].push(*kind, value(*byte), &loads).unwrap();
            }
            let mut sorted = loads.close(threads.into_iter().map(Held::shelved).collect()).unwrap();
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
