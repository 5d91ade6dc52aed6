//! Sorts any number of fingerprints in memory that does not grow: sorted runs, then one merge.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io::{self, Write};

use super::{FingerprintError, Spill};

/// Fingerprints that are held before a run is written: 8 MiB.
const HELD: usize = 512 << 10;
/// Bytes that are read ahead in a merge, over all runs.
const READ_AHEAD_BYTES: usize = 4 << 20;
/// Bytes that are written or read in one piece.
const BLOCK_BYTES: usize = 64 << 10;
const VALUE_BYTES: usize = 16;

/// A value whose order is that of its bytes.
type Value = u128;

/// The fingerprints of several kinds, sorted each by itself.
pub(super) struct Runs<S> {
    held: usize,
    limit: usize,
    sorts: Vec<Sort>,
    spill: Appended<S>,
}

/// What belongs to a kind: runs on scratch, and values that are held; once closed, one run or values.
#[derive(Default)]
struct Sort {
    runs: Vec<Run>,
    values: Vec<Value>,
}

#[derive(Clone, Copy)]
struct Run {
    end: u64,
    start: u64,
}

impl<S: Spill> Runs<S> {
    pub(super) fn new(kinds: usize, spill: S) -> Self {
        Self::holding(kinds, spill, HELD)
    }

    pub(super) fn holding(kinds: usize, spill: S, limit: usize) -> Self {
        let sorts = std::iter::repeat_with(Sort::default).take(kinds).collect();
        Self { held: 0, limit, sorts, spill: Appended { end: 0, spill } }
    }

    pub(super) fn push(&mut self, kind: usize, value: [u8; VALUE_BYTES]) -> io::Result<()> {
        if let Some(sort) = self.sorts.get_mut(kind) {
            sort.values.push(Value::from_be_bytes(value));
        }
        self.held += 1;
        if self.held >= self.limit { self.write_runs() } else { Ok(()) }
    }

    /// Sorts what is held; with earlier runs on scratch it makes one of all of them there.
    pub(super) fn close(&mut self) -> io::Result<()> {
        for sort in &mut self.sorts {
            sort.settle();
            if !sort.runs.is_empty() {
                let runs = std::mem::take(&mut sort.runs);
                sort.runs = vec![merge(&runs, std::mem::take(&mut sort.values), &mut self.spill)?];
            }
        }
        Ok(())
    }

    /// Tells, once closed, how many different values of a kind there are.
    pub(super) fn count(&self, kind: usize) -> u64 {
        let Some(sort) = self.sorts.get(kind) else { return 0 };
        let on_scratch: u64 = sort.runs.iter().map(|run| (run.end - run.start) / VALUE_BYTES as u64).sum();
        on_scratch + sort.values.len() as u64
    }

    /// Writes, once closed, every different value of a kind in order.
    ///
    /// Errors: [`FingerprintError::Spill`], [`FingerprintError::Write`].
    pub(super) fn write(&mut self, kind: usize, output: &mut impl Write) -> Result<(), FingerprintError> {
        let Some(sort) = self.sorts.get(kind) else { return Ok(()) };
        let mut block = Vec::with_capacity(BLOCK_BYTES);
        for run in &sort.runs {
            let mut at = run.start;
            while at < run.end {
                let left = usize::try_from(run.end - at).unwrap_or(usize::MAX);
                block.resize(left.min(BLOCK_BYTES), 0);
                let read = self.spill.spill.read_at(at, &mut block);
                read.map_err(|source| FingerprintError::Spill { source })?;
                output.write_all(&block).map_err(|source| FingerprintError::Write { source })?;
                at += block.len() as u64;
            }
        }
        for values in sort.values.chunks(BLOCK_BYTES / VALUE_BYTES) {
            block.clear();
            for value in values {
                block.extend_from_slice(&value.to_be_bytes());
            }
            output.write_all(&block).map_err(|source| FingerprintError::Write { source })?;
        }
        Ok(())
    }

    fn write_runs(&mut self) -> io::Result<()> {
        for sort in self.sorts.iter_mut().filter(|sort| !sort.values.is_empty()) {
            sort.settle();
            let mut run = self.spill.begin();
            sort.values.iter().try_for_each(|value| run.push(*value))?;
            sort.runs.push(run.end()?);
            sort.values.clear();
        }
        self.held = 0;
        Ok(())
    }
}

impl Sort {
    fn settle(&mut self) {
        self.values.sort_unstable();
        self.values.dedup();
    }
}

/// Makes one run out of several, and of values that are sorted and were never written.
fn merge<S: Spill>(runs: &[Run], held: Vec<Value>, spill: &mut Appended<S>) -> io::Result<Run> {
    let ahead = (READ_AHEAD_BYTES / runs.len()).clamp(VALUE_BYTES * 64, 256 << 10);
    let mut readers: Vec<Reader> = runs.iter().map(|run| Reader::new(*run, ahead)).collect();
    readers.push(Reader::holding(held));
    let mut heads = BinaryHeap::with_capacity(readers.len());
    for (place, reader) in readers.iter_mut().enumerate() {
        heads.extend(reader.next(&mut spill.spill)?.map(|value| Reverse((value, place))));
    }
    let mut run = spill.begin();
    let mut last = None;
    while let Some(mut head) = heads.peek_mut() {
        let Reverse((value, place)) = *head;
        let reader = readers.get_mut(place);
        match reader.map(|reader| reader.next(&mut run.spill.spill)).transpose()?.flatten() {
            Some(next) => *head = Reverse((next, place)),
            None => drop(PeekMut::pop(head)),
        }
        if last != Some(value) {
            last = Some(value);
            run.push(value)?;
        }
    }
    run.end()
}

/// Scratch space, and where it ends.
struct Appended<S> {
    end: u64,
    spill: S,
}

impl<S: Spill> Appended<S> {
    fn begin(&mut self) -> NewRun<'_, S> {
        NewRun { block: Vec::with_capacity(BLOCK_BYTES), start: self.end, spill: self }
    }

    fn append(&mut self, block: &[u8]) -> io::Result<()> {
        self.spill.append(block)?;
        self.end += block.len() as u64;
        Ok(())
    }
}

/// Writes a run piece by piece.
struct NewRun<'a, S> {
    block: Vec<u8>,
    spill: &'a mut Appended<S>,
    start: u64,
}

impl<S: Spill> NewRun<'_, S> {
    fn push(&mut self, value: Value) -> io::Result<()> {
        self.block.extend_from_slice(&value.to_be_bytes());
        if self.block.len() >= BLOCK_BYTES {
            self.spill.append(&self.block)?;
            self.block.clear();
        }
        Ok(())
    }

    fn end(self) -> io::Result<Run> {
        self.spill.append(&self.block)?;
        Ok(Run { end: self.spill.end, start: self.start })
    }
}

/// Reads a run piece by piece.
struct Reader {
    ahead: usize,
    at: usize,
    bytes: Vec<u8>,
    run: Run,
    values: Vec<Value>,
}

impl Reader {
    fn new(run: Run, ahead: usize) -> Self {
        let ahead = ahead / VALUE_BYTES * VALUE_BYTES;
        Self { ahead, at: 0, bytes: Vec::new(), run, values: Vec::new() }
    }

    fn holding(values: Vec<Value>) -> Self {
        Self { ahead: 0, at: 0, bytes: Vec::new(), run: Run { end: 0, start: 0 }, values }
    }

    fn next(&mut self, spill: &mut impl Spill) -> io::Result<Option<Value>> {
        if self.at >= self.values.len() && self.run.start < self.run.end {
            let left = usize::try_from(self.run.end - self.run.start).unwrap_or(usize::MAX);
            self.bytes.resize(left.min(self.ahead), 0);
            spill.read_at(self.run.start, &mut self.bytes)?;
            self.run.start += self.bytes.len() as u64;
            self.values.clear();
            self.values.extend(self.bytes.as_chunks().0.iter().map(|bytes| Value::from_be_bytes(*bytes)));
            self.at = 0;
        }
        let value = self.values.get(self.at).copied();
        self.at += 1;
        Ok(value)
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
            values in prop::collection::vec((0_usize..3, 0_u8..40), 0..300), limit in 1_usize..400,
        ) {
            let value = |byte: u8| [byte; 16];
            let mut runs = Runs::holding(3, MemorySpill::default(), limit);
            for (kind, byte) in &values {
                runs.push(*kind, value(*byte)).unwrap();
            }
            runs.close().unwrap();
            for kind in 0..3 {
                let expected: BTreeSet<_> =
                    values.iter().filter(|(of, _)| *of == kind).map(|(_, byte)| value(*byte)).collect();
                prop_assert_eq!(runs.count(kind), expected.len() as u64);
                for _ in 0..2 {
                    let mut found = Vec::new();
                    runs.write(kind, &mut found).unwrap();
                    prop_assert_eq!(&found, &expected.iter().flatten().copied().collect::<Vec<_>>());
                }
            }
        }
    }
}
