//! Sorts any number of fingerprints in memory that does not grow: sorted runs, then one merge.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

use super::Spill;

/// Fingerprints that are held before a run is written: 8 MiB.
const HELD: usize = 512 << 10;
/// Bytes that are read ahead in a merge, over all runs.
const READ_AHEAD_BYTES: usize = 4 << 20;
const VALUE_BYTES: usize = 16;

/// A value whose order is that of its bytes.
type Value = u128;

/// The fingerprints of several kinds, sorted each by itself.
pub(super) struct Runs<S> {
    held: usize,
    limit: usize,
    sorts: Vec<Sort>,
    spill: S,
    spilled: u64,
}

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
        Self { held: 0, limit, sorts, spill, spilled: 0 }
    }

    pub(super) fn push(&mut self, kind: usize, value: [u8; VALUE_BYTES]) -> io::Result<()> {
        if let Some(sort) = self.sorts.get_mut(kind) {
            sort.values.push(Value::from_be_bytes(value));
        }
        self.held += 1;
        if self.held >= self.limit { self.write_runs() } else { Ok(()) }
    }

    /// Sorts what is held; with earlier runs on scratch it joins them there.
    pub(super) fn close(&mut self) -> io::Result<()> {
        if self.spilled > 0 {
            self.write_runs()?;
        }
        for sort in &mut self.sorts {
            sort.values.sort_unstable();
            sort.values.dedup();
        }
        Ok(())
    }

    /// Gives every different value of a kind in order. May be called again.
    pub(super) fn each(
        &mut self,
        kind: usize,
        mut take: impl FnMut([u8; VALUE_BYTES]) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some(sort) = self.sorts.get(kind) else { return Ok(()) };
        if sort.runs.is_empty() {
            return sort.values.iter().try_for_each(|value| take(value.to_be_bytes()));
        }
        let ahead = (READ_AHEAD_BYTES / sort.runs.len()).clamp(VALUE_BYTES * 64, 256 << 10);
        let mut readers: Vec<Reader> = sort.runs.iter().map(|run| Reader::new(*run, ahead)).collect();
        let mut heads = BinaryHeap::with_capacity(readers.len());
        for (place, reader) in readers.iter_mut().enumerate() {
            heads.extend(reader.next(&mut self.spill)?.map(|value| Reverse((value, place))));
        }
        let mut last = None;
        while let Some(mut head) = heads.peek_mut() {
            let Reverse((value, place)) = *head;
            match readers.get_mut(place).map(|reader| reader.next(&mut self.spill)).transpose()?.flatten() {
                Some(next) => *head = Reverse((next, place)),
                None => drop(std::collections::binary_heap::PeekMut::pop(head)),
            }
            if last != Some(value) {
                last = Some(value);
                take(value.to_be_bytes())?;
            }
        }
        Ok(())
    }

    fn write_runs(&mut self) -> io::Result<()> {
        let mut block = Vec::with_capacity(64 << 10);
        for sort in &mut self.sorts {
            sort.values.sort_unstable();
            sort.values.dedup();
            let start = self.spilled;
            for values in sort.values.chunks(4096) {
                block.clear();
                block.extend(values.iter().flat_map(|value| value.to_be_bytes()));
                self.spill.append(&block)?;
                self.spilled += block.len() as u64;
            }
            if self.spilled > start {
                sort.runs.push(Run { end: self.spilled, start });
            }
            sort.values.clear();
        }
        self.held = 0;
        Ok(())
    }
}

/// Reads a run piece by piece.
struct Reader {
    ahead: usize,
    at: usize,
    buffer: Vec<u8>,
    run: Run,
}

impl Reader {
    fn new(run: Run, ahead: usize) -> Self {
        Self { ahead: ahead / VALUE_BYTES * VALUE_BYTES, at: 0, buffer: Vec::new(), run }
    }

    fn next(&mut self, spill: &mut impl Spill) -> io::Result<Option<Value>> {
        if self.at >= self.buffer.len() {
            let left = usize::try_from(self.run.end - self.run.start).unwrap_or(usize::MAX);
            if left == 0 {
                return Ok(None);
            }
            self.buffer.resize(left.min(self.ahead), 0);
            spill.read_at(self.run.start, &mut self.buffer)?;
            self.run.start += self.buffer.len() as u64;
            self.at = 0;
        }
        let value = self.buffer.get(self.at..).and_then(|rest| rest.first_chunk::<VALUE_BYTES>());
        self.at += VALUE_BYTES;
        Ok(value.map(|bytes| Value::from_be_bytes(*bytes)))
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
                for _ in 0..2 {
                    let mut found = Vec::new();
                    runs.each(kind, |value| { found.push(value); Ok(()) }).unwrap();
                    prop_assert_eq!(&found, &expected.iter().copied().collect::<Vec<_>>());
                }
            }
        }
    }
}
