//! Finds the cells of one record of CSV.
//!
//! Nearly all records hold no quote: [`Marks`] has their cells at hand. Whatever it does not take, be it a quote, the end of
//! the text or too many cells, [`careful_record`] reads cell by cell; where both give a record, they give the same one.
//!
//! Written out here, because a general reader drops what a refusal needs: the line, blank lines, a quote that never
//! closes, what stands behind one that does, and the bytes of a cell as they stood, which are copied unchanged.

use super::marks::{Bare, Marks};
use super::row::{Cell, CellForm, Cells};
use super::{LineEndsFound, MAX_COLUMNS, TableError};

/// What was found from a place on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scan<'a> {
    /// The text ends before the record does.
    More,
    /// A record.
    Record(Record<'a>),
}

/// A record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    /// Its cells; of a list no more than one above the limit.
    pub(super) cells: Cells<'a>,
    /// How many cells it has.
    pub(super) count: usize,
    /// Whether it is an empty line.
    pub(super) is_blank: bool,
    /// How it ended.
    pub(super) line_end: LineEndsFound,
    /// Over how many lines it goes.
    pub(super) lines: u64,
    /// Where the next one begins.
    pub(super) next: usize,
}

/// Reads the records of a text, one after the other.
#[derive(Debug, Default)]
pub(super) struct Reader {
    listed: Vec<Cell>,
    marks: Marks,
}

impl Reader {
    /// Begins with a text.
    pub(super) fn read(&mut self, text: &str) {
        self.marks.read(text);
    }

    /// Finds the cells of the record that begins at `from`, in the text that was begun with.
    ///
    /// Units: places are bytes of `text`; `line` is where the record begins, for messages.
    /// Errors: [`TableError::TextAfterQuote`], [`TableError::UnclosedQuote`].
    pub(super) fn record(
        &mut self,
        text: &str,
        from: usize,
        is_at_end: bool,
        line: u64,
    ) -> Result<Scan<'_>, TableError> {
        match self.marks.take(text, from).and_then(|bare| bare_record(text, from, bare)) {
            Some(record) => Ok(Scan::Record(record)),
            None => careful_record(text, from, is_at_end, line, &mut self.listed),
        }
    }
}

/// Tells what a record without quotes is, if it ends before the text does.
fn bare_record<'a>(text: &str, from: usize, bare: Bare<'a>) -> Option<Record<'a>> {
    let (_, end) = bare.stretch(0, bare.cells() - 1)?;
    let (line_end, length) = match (text.as_bytes().get(end)?, text.as_bytes().get(end + 1)) {
        (b'\n', _) => (LineEndsFound::Lf, 1),
        (_, Some(b'\n')) => (LineEndsFound::CrLf, 2),
        (_, Some(_)) => (LineEndsFound::Cr, 1),
        // The next piece may begin with the second half of this end.
        (_, None) => return None,
    };
    let (cells, count) = (Cells::Bare(bare), bare.cells());
    Some(Record { cells, count, is_blank: end == from, line_end, lines: 1, next: end + length })
}

fn careful_record<'a>(
    text: &str,
    from: usize,
    is_at_end: bool,
    line: u64,
    cells: &'a mut Vec<Cell>,
) -> Result<Scan<'a>, TableError> {
    let bytes = text.as_bytes();
    if from >= bytes.len() {
        return Ok(Scan::More);
    }
    cells.clear();
    let (mut count, mut breaks) = (0_usize, 0_u64);
    let mut start = from;
    let end = loop {
        let (cell, end) = if bytes.get(start) == Some(&b'"') {
            let Some(found) = quoted(bytes, start + 1) else {
                return if is_at_end { Err(TableError::UnclosedQuote { line }) } else { Ok(Scan::More) };
            };
            breaks += found.breaks;
            (found.cell, found.cell.end + 1)
        } else {
            bare(bytes, start)
        };
        count += 1;
        if count <= MAX_COLUMNS + 1 {
            cells.push(cell);
        }
        match bytes.get(end) {
            Some(b',') => start = end + 1,
            None if !is_at_end => return Ok(Scan::More),
            None | Some(b'\n' | b'\r') => break end,
            Some(_) => return Err(TableError::TextAfterQuote { cell: count, line }),
        }
    };
    let (line_end, length) = match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\n'), _) => (LineEndsFound::Lf, 1),
        (Some(_), Some(b'\n')) => (LineEndsFound::CrLf, 2),
        (Some(_), None) if !is_at_end => return Ok(Scan::More),
        (Some(_), _) => (LineEndsFound::Cr, 1),
        (None, _) => (LineEndsFound::None, 0),
    };
    let is_blank = end == from;
    Ok(Scan::Record(Record {
        cells: Cells::Listed(cells),
        count,
        is_blank,
        line_end,
        lines: breaks + 1,
        next: end + length,
    }))
}

/// Finds where the line after the one that begins at `from` begins, whatever it holds.
///
/// Shape: [`None`] if the text ends before the line does.
pub(super) fn line(text: &str, from: usize, is_at_end: bool) -> Option<usize> {
    let bytes = text.as_bytes().get(from..).filter(|rest| !rest.is_empty())?;
    let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
        return is_at_end.then_some(text.len());
    };
    match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\r'), None) if !is_at_end => None,
        (Some(b'\r'), Some(b'\n')) => Some(from + end + 2),
        _ => Some(from + end + 1),
    }
}

/// Counts the ends of lines in a text; CRLF is one.
pub(super) fn line_ends(text: &str) -> u64 {
    let mut before = 0;
    let mut count = 0;
    for byte in text.bytes() {
        count += u64::from(byte == b'\r' || (byte == b'\n' && before != b'\r'));
        before = byte;
    }
    count
}

/// Finds a cell that does not begin with a quote, and the place behind it.
fn bare(bytes: &[u8], start: usize) -> (Cell, usize) {
    let (mut at, mut form) = (start, CellForm::Bare);
    loop {
        at = find_below::<0x2D>(bytes, at);
        match bytes.get(at) {
            Some(b',' | b'\n' | b'\r') | None => return (Cell { start, end: at, form }, at),
            Some(b'"') => form = CellForm::Loose,
            Some(_) => {}
        }
        at += 1;
    }
}

struct Quoted {
    breaks: u64,
    cell: Cell,
}

/// Finds a cell whose opening quote stands before `start`.
fn quoted(bytes: &[u8], start: usize) -> Option<Quoted> {
    let (mut at, mut breaks, mut doubled) = (start, 0, false);
    loop {
        at = find_below::<0x23>(bytes, at);
        match (bytes.get(at)?, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => {
                doubled = true;
                at += 1;
            }
            (b'"', _) => break,
            (b'\r', next) if next != Some(&b'\n') => breaks += 1,
            (b'\n', _) => breaks += 1,
            _ => {}
        }
        at += 1;
    }
    let form = match (doubled, breaks) {
        (true, _) => CellForm::Doubled,
        (false, 0) if !bytes.get(start..at).is_some_and(|cell| cell.contains(&b',')) => CellForm::Bare,
        (false, _) => CellForm::Quoted,
    };
    Some(Quoted { breaks, cell: Cell { start, end: at, form } })
}

const ONES: u64 = u64::MAX / 0xFF;
const HIGHS: u64 = ONES << 7;

/// Marks each byte below a limit of at most 0x80 by its high bit. Bytes of characters beyond ASCII are never below it.
///
/// With the high bit set in each, no byte borrows from the next when the limit is subtracted from it.
fn below<const LIMIT: u8>(word: [u8; 8]) -> u64 {
    let word = u64::from_le_bytes(word);
    !(((word | HIGHS) - ONES * u64::from(LIMIT)) | word) & HIGHS
}

/// Finds the first byte below a limit, from a place on; the length of all bytes if there is none.
fn find_below<const LIMIT: u8>(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let hits = below::<LIMIT>(*word);
        if hits != 0 {
            return at + (hits.trailing_zeros() >> 3) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| *byte < LIMIT).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What was found, in a form that can be compared.
    fn found(record: Record<'_>) -> (String, Vec<Cell>) {
        let listed = (0..record.count).map(|index| record.cells.get(index).unwrap()).collect();
        assert_eq!(record.cells.get(record.count), None);
        (format!("{:?}", Record { cells: Cells::Listed(&[]), ..record }), listed)
    }

    proptest! {
        #[test]
        fn short_way_gives_what_the_careful_way_gives(
            text in "([ab髙ｱ0-9 !'+-]{0,12}[,,,,,,,,\"\n\r]{0,2}){0,40}", from in 0_usize..24,
        ) {
            let mut from = (from..=text.len()).find(|place| text.is_char_boundary(*place)).unwrap_or(text.len());
            let (mut marks, mut listed) = (Marks::default(), Vec::new());
            marks.read(&text);
            while from < text.len() {
                let short = marks.take(&text, from).and_then(|bare| bare_record(&text, from, bare)).map(found);
                let careful = match careful_record(&text, from, true, 1, &mut listed) {
                    Ok(Scan::Record(record)) => record,
                    Ok(Scan::More) | Err(_) => break,
                };
                from = careful.next;
                let quotes = text.get(..from).unwrap().contains('"');
                match short {
                    Some(short) => prop_assert_eq!(short, found(careful)),
                    // Only what it is not made for is left to the careful way.
                    None => prop_assert!(quotes || from == text.len()),
                }
                prop_assert!(matches!(careful_record(&text, text.len(), false, 1, &mut listed), Ok(Scan::More)));
            }
        }

        #[test]
        fn eight_bytes_at_a_time_find_what_one_at_a_time_finds(
            bytes in prop::collection::vec(any::<u8>(), 0..40), at in 0_usize..40,
        ) {
            let at = at.min(bytes.len());
            let expected = bytes[at..].iter().position(|byte| *byte < 0x2D).map_or(bytes.len(), |place| at + place);
            prop_assert_eq!(find_below::<0x2D>(&bytes, at), expected);
        }
    }

    #[test]
    fn short_way_leaves_too_many_cells_to_the_careful_way() {
        for (commas, is_taken) in [(MAX_COLUMNS - 1, true), (MAX_COLUMNS, false), (MAX_COLUMNS + 9, false)] {
            let text = format!("{}\n", ",".repeat(commas));
            let mut reader = Reader::default();
            reader.read(&text);
            assert_eq!(reader.marks.take(&text, 0).is_some(), is_taken, "{commas}");
            let Scan::Record(record) = reader.record(&text, 0, true, 1).unwrap() else { panic!("more") };
            assert_eq!(record.count, commas + 1);
        }
    }

    #[test]
    fn record_that_may_go_on_asks_for_more_at_every_cut() {
        let text = "a,\"b\r\n\"\"c\"\"\",d\"\r\n";
        let mut reader = Reader::default();
        for cut in 0..text.len() {
            let part = text.get(..cut).unwrap();
            reader.read(part);
            assert!(matches!(reader.record(part, 0, false, 1).unwrap(), Scan::More), "{cut}");
        }
        reader.read(text);
        let Scan::Record(record) = reader.record(text, 0, false, 1).unwrap() else { panic!("more") };
        assert_eq!((record.count, record.lines, record.next), (3, 2, text.len()));
        assert_eq!(record.line_end, LineEndsFound::CrLf);
        let value = |index| record.cells.get(index).map(|cell| cell.value(text).into_owned());
        assert_eq!([0, 1, 2].map(value), ["a", "b\r\n\"c\"", "d\""].map(|value| Some(value.to_owned())));
    }

    #[test]
    fn ends_of_lines_are_counted_for_every_kind() {
        for (text, count) in [("", 0), ("a\nb\r\nc\rd", 3), ("\r\r\n\n", 3)] {
            assert_eq!(line_ends(text), count, "{text:?}");
        }
    }
}
