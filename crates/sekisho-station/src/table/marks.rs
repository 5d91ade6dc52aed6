//! Marks the commas of a record, sixty-four bytes at a time.

use std::cell::RefCell;

use wide::u8x16;

use super::MAX_COLUMNS;
use super::row::{Cell, CellForm};

/// Bytes that are looked at together, a bit for each.
pub(super) const BLOCK_BYTES: usize = 64;

/// The cells of a record without quotes, as the commas between them.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The commas, a bit for each byte.
    blocks: Vec<u64>,
    commas: usize,
    end: usize,
    /// Where each comma stands, once somebody has asked: whoever copies all of a record never does.
    places: RefCell<Vec<usize>>,
    start: usize,
}

impl Marks {
    /// Marks the record that begins at a place, and tells where its line ends.
    ///
    /// Shape: [`None`] if there is a quote in it or too many cells, or if the text ends before a whole block behind it.
    pub(super) fn mark(&mut self, text: &[u8], start: usize) -> Option<usize> {
        self.blocks.clear();
        self.places.get_mut().clear();
        (self.commas, self.start) = (0, start);
        for block in text.get(start..)?.as_chunks().0 {
            let (commas, others) = found(block);
            // Of no bit at all, all lower ones are all.
            let before_other = (others & others.wrapping_neg()).wrapping_sub(1);
            let commas = commas & before_other;
            self.blocks.push(commas);
            self.commas += commas.count_ones() as usize;
            if self.commas >= MAX_COLUMNS {
                return None;
            }
            if others != 0 {
                self.end = start + (self.blocks.len() - 1) * BLOCK_BYTES + others.trailing_zeros() as usize;
                return (*text.get(self.end)? != b'"').then_some(self.end);
            }
        }
        None
    }

    /// Tells how many cells the record has.
    pub(super) fn cells(&self) -> usize {
        self.commas + 1
    }

    /// Gives a cell; [`None`] past the last one.
    pub(super) fn cell(&self, index: usize) -> Option<Cell> {
        let (start, end) = self.stretch(index, index)?;
        Some(Cell { start, end, form: CellForm::Bare })
    }

    /// Tells where one cell begins and where it or a later one ends: between them stands the text of all of them.
    pub(super) fn stretch(&self, first: usize, last: usize) -> Option<(usize, usize)> {
        let start = match first.checked_sub(1) {
            None => self.start,
            Some(before) => self.comma(before)? + 1,
        };
        let end = if last == self.commas { self.end } else { self.comma(last)? };
        Some((start, end))
    }

    /// Finds a comma by its number, from 0.
    fn comma(&self, number: usize) -> Option<usize> {
        let mut places = self.places.borrow_mut();
        if places.is_empty() {
            for (block, commas) in (self.start..).step_by(BLOCK_BYTES).zip(&self.blocks) {
                let mut left = *commas;
                while left != 0 {
                    places.push(block + left.trailing_zeros() as usize);
                    left &= left - 1;
                }
            }
        }
        places.get(number).copied()
    }
}

/// Finds commas, and what else has a meaning: quotes and ends of lines. Bytes of characters beyond ASCII are neither.
fn found(block: &[u8; BLOCK_BYTES]) -> (u64, u64) {
    let (mut commas, mut others) = (0, 0);
    for (place, bytes) in block.as_chunks().0.iter().enumerate() {
        let bytes = u8x16::new(*bytes);
        let is = |byte| bytes.simd_eq(u8x16::splat(byte));
        let shift = place * 16;
        commas |= u64::from(is(b',').to_bitmask()) << shift;
        others |= u64::from((is(b'\n') | is(b'\r') | is(b'"')).to_bitmask()) << shift;
    }
    (commas, others)
}
