//! Marks every place of a text where a cell may end, sixty-four bytes at a time.

use wide::u8x16;

use super::MAX_COLUMNS;
use super::row::{Cell, CellForm};

/// Bytes that are looked at together, a bit for each.
const BLOCK_BYTES: usize = 64;

/// The commas, ends of lines and quotes of a text, in order.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The first that is not behind us.
    next: usize,
    places: Vec<u32>,
}

impl Marks {
    /// Marks a text from its beginning, and forgets the one before.
    pub(super) fn read(&mut self, text: &str) {
        self.next = 0;
        self.places.clear();
        let (blocks, rest) = text.as_bytes().as_chunks();
        let mut last = [0; BLOCK_BYTES];
        last.iter_mut().zip(rest).for_each(|(room, byte)| *room = *byte);
        for (place, block) in (0_u32..).step_by(BLOCK_BYTES).zip(blocks.iter().chain([&last])) {
            let mut left = marked(block);
            while left != 0 {
                self.places.push(place + left.trailing_zeros());
                left &= left - 1;
            }
        }
    }

    /// Takes the record that begins at a place: the bytes that end its cells.
    ///
    /// Shape: `start` must not be below that of the call before. [`None`] if the record holds a quote or too many cells, or does not end.
    pub(super) fn take(&mut self, text: &str, start: usize) -> Option<Bare<'_>> {
        let behind = |place: &&u32| (**place as usize) < start;
        self.next += self.places.get(self.next..)?.iter().take_while(behind).count();
        let ends = self.places.get(self.next..)?;
        let is_comma = |place: &&u32| text.as_bytes().get(**place as usize) == Some(&b',');
        let commas = ends.iter().take_while(is_comma).count();
        let end = *ends.get(commas)? as usize;
        if commas >= MAX_COLUMNS || text.as_bytes().get(end) == Some(&b'"') {
            return None;
        }
        Some(Bare { ends: ends.get(..=commas)?, start })
    }
}

/// The cells of a record without quotes: one piece of text, with a comma between two of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bare<'a> {
    ends: &'a [u32],
    start: usize,
}

impl Bare<'_> {
    /// Tells how many cells the record has.
    pub(super) fn cells(self) -> usize {
        self.ends.len()
    }

    /// Gives a cell; [`None`] past the last one.
    pub(super) fn cell(self, index: usize) -> Option<Cell> {
        let (start, end) = self.stretch(index, index)?;
        Some(Cell { start, end, form: CellForm::Bare })
    }

    /// Tells where one cell begins and where it or a later one ends: between them stands the text of all of them.
    pub(super) fn stretch(self, first: usize, last: usize) -> Option<(usize, usize)> {
        let start = match first.checked_sub(1) {
            None => self.start,
            Some(before) => *self.ends.get(before)? as usize + 1,
        };
        Some((start, *self.ends.get(last)? as usize))
    }
}

/// Finds what may end a cell, a bit for each byte. Bytes of characters beyond ASCII never do.
fn marked(block: &[u8; BLOCK_BYTES]) -> u64 {
    let mut all = 0;
    for (place, bytes) in block.as_chunks().0.iter().enumerate() {
        let bytes = u8x16::new(*bytes);
        let is = |byte| bytes.simd_eq(u8x16::splat(byte));
        let marked = is(b',') | is(b'\n') | is(b'\r') | is(b'"');
        all |= u64::from(marked.to_bitmask()) << (place * 16);
    }
    all
}
