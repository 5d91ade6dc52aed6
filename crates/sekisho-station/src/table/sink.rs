//! Writes the copy, and refuses what its encoding lacks.

use std::io::Write;

use encoding_rs::{EncoderResult, SHIFT_JIS};

use super::header::Selection;
use super::row::{Cell, CellForm, Row};
use super::scan::Quotes;
use super::{LineEnd, OutputEncoding, Plan, Projected, SourceFound, TableError};

/// Bytes that are gathered before they are written.
const BLOCK_BYTES: usize = 64 << 10;

/// Bytes of which a single byte counts those that begin a character of the private use area: one in three at most.
const PAIRS: usize = 128;

/// Characters that the web's encoder replaces by a look-alike (fullwidth minus, backslash, tilde).
///
/// Source: WHATWG Encoding Standard, `Shift_JIS` encoder, steps 4 to 6. CP932 itself has none of the three.
const REPLACED: [char; 3] = ['\u{2212}', '\u{A5}', '\u{203E}'];

pub(super) struct Sink<W> {
    bytes_written: u64,
    /// Rows in CP932.
    encoded: Vec<u8>,
    encoding: OutputEncoding,
    line_end: &'static str,
    output: W,
    private_use: u64,
    /// Rows before they are encoded: at most one for CP932.
    text: String,
}

impl<W: Write> Sink<W> {
    pub(super) fn new(plan: &Plan, output: W) -> Self {
        Self {
            bytes_written: 0,
            encoded: Vec::new(),
            encoding: plan.encoding,
            line_end: match plan.line_end {
                LineEnd::CrLf => "\r\n",
                LineEnd::Lf => "\n",
            },
            output,
            private_use: 0,
            text: String::with_capacity(BLOCK_BYTES * 2),
        }
    }

    /// Writes the headings of the approved fields.
    pub(super) fn header(&mut self, selection: &Selection, line: u64) -> Result<(), TableError> {
        for (index, name) in selection.written().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            let needs_quotes = name.contains([',', '"', '\r', '\n']);
            let form = if needs_quotes { CellForm::Loose } else { CellForm::Bare };
            push(&mut self.text, name, Cell { start: 0, end: name.len(), form });
        }
        self.end_row(|character| {
            let lacks = |name: &&str| name.contains(character);
            let field = selection.written().find(lacks).unwrap_or_default().to_owned();
            TableError::Unencodable { character, field, line }
        })
    }

    /// Writes the approved fields of a row.
    pub(super) fn row(&mut self, row: &Row<'_>, quotes: Quotes) -> Result<(), TableError> {
        let begin = self.text.len();
        match quotes {
            Quotes::None => {
                for (index, (first, last)) in row.selection.runs().iter().enumerate() {
                    if index > 0 {
                        self.text.push(',');
                    }
                    if let (Some(first), Some(last)) = (row.cells.get(*first), row.cells.get(*last)) {
                        self.text.push_str(row.text.get(first.start..last.end).unwrap_or_default());
                    }
                }
            }
            Quotes::Some => {
                let places = row.selection.places().iter().take(row.selection.written().count());
                for (index, cell) in places.filter_map(|place| row.cells.get(*place)).enumerate() {
                    if index > 0 {
                        self.text.push(',');
                    }
                    push(&mut self.text, row.text, *cell);
                }
            }
        }
        if self.text.len() == begin {
            // One field with nothing in it would be a blank line.
            self.text.push_str("\"\"");
        }
        self.end_row(|character| unencodable(row, character))
    }

    /// Writes the rest, and tells what was projected.
    pub(super) fn finish(
        mut self,
        plan: &Plan,
        rows: u64,
        columns: usize,
        bytes_read: u64,
        source: SourceFound,
    ) -> Result<Projected, TableError> {
        self.flush()?;
        self.output.flush().map_err(|source| TableError::Write { source })?;
        Ok(Projected {
            bytes_read,
            bytes_written: self.bytes_written,
            columns,
            fields: plan.fields.clone(),
            private_use: self.private_use,
            rows,
            source,
        })
    }

    fn end_row(&mut self, lacking: impl FnOnce(char) -> TableError) -> Result<(), TableError> {
        self.text.push_str(self.line_end);
        if self.encoding == OutputEncoding::Cp932 {
            append_cp932(&self.text, &mut self.encoded).map_err(lacking)?;
            self.private_use += private_use(&self.text);
            self.text.clear();
        }
        if self.text.len() + self.encoded.len() >= BLOCK_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), TableError> {
        self.private_use += private_use(&self.text);
        for block in [self.text.as_bytes(), &self.encoded] {
            self.output.write_all(block).map_err(|source| TableError::Write { source })?;
            self.bytes_written += block.len() as u64;
        }
        self.text.clear();
        self.encoded.clear();
        Ok(())
    }
}

fn push(row: &mut String, text: &str, cell: Cell) {
    let inner = cell.inner(text);
    match cell.form {
        CellForm::Bare => row.push_str(inner),
        CellForm::Loose => {
            row.push('"');
            row.push_str(&inner.replace('"', "\"\""));
            row.push('"');
        }
        CellForm::Doubled | CellForm::Quoted => {
            row.push('"');
            row.push_str(inner);
            row.push('"');
        }
    }
}

/// Names the field that holds the first character without a code.
fn unencodable(row: &Row<'_>, character: char) -> TableError {
    let holds = |(index, _): &(usize, &str)| row.field(*index).is_some_and(|value| value.contains(character));
    let field = row.selection.written().enumerate().find(holds).map(|(_, name)| name);
    TableError::Unencodable { character, field: field.unwrap_or_default().to_owned(), line: row.line }
}

/// Counts the characters from U+E000 to U+F8FF: in UTF-8 they begin with EE, or with EF and a byte up to A3.
fn private_use(text: &str) -> u64 {
    let (bytes, next) = (text.as_bytes(), text.as_bytes().get(1..).unwrap_or_default());
    let pairs = bytes.chunks(PAIRS).zip(next.chunks(PAIRS));
    let in_chunk = |(first, second): (&[u8], &[u8])| {
        let one = |(first, second): (&u8, &u8)| {
            u8::from(*first == 0xEE) | (u8::from(*first == 0xEF) & u8::from(*second < 0xA4))
        };
        // One byte counts a chunk and cannot overflow, so many bytes of text are compared at once.
        u64::from(first.iter().zip(second).map(one).fold(0, u8::wrapping_add))
    };
    pairs.map(in_chunk).sum()
}

/// Appends text in CP932.
///
/// Of the two codes that some characters have, it writes the one that Windows writes: NEC row 13, then the IBM
/// extensions (`髙` is FB FC), never the NEC selection of them (EE E0). Characters of the private use area get back the
/// codes that they come from.
/// Errors: the first character without a code.
fn append_cp932(text: &str, out: &mut Vec<u8>) -> Result<(), char> {
    // All three begin with one of these bytes, and hardly anything else in Japanese text does.
    let suspicious = text.bytes().fold(0, |any, byte| any | u8::from(matches!(byte, 0xC2 | 0xE2))) != 0;
    let replaced = if suspicious { text.find(REPLACED) } else { None };
    let mut rest = text.get(..replaced.unwrap_or(text.len())).unwrap_or_default();
    let mut encoder = SHIFT_JIS.new_encoder();
    loop {
        // No character is longer in CP932 than in UTF-8; the rest is room the encoder wants to see free.
        out.reserve(rest.len() + 16);
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, out, true);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            EncoderResult::InputEmpty => break,
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(character) => out.extend(private_code(character).ok_or(character)?),
        }
    }
    match replaced.and_then(|place| text.get(place..)).and_then(|rest| rest.chars().next()) {
        Some(character) => Err(character),
        None => Ok(()),
    }
}

/// Gives the code of a character that an office defined itself: U+E000 to U+E757 are F040 to F9FC.
///
/// Source: WHATWG Encoding Standard, `Shift_JIS` decoder, step 3.4; Microsoft's table `bestfit932`.
fn private_code(character: char) -> Option<[u8; 2]> {
    let place = u32::from(character).checked_sub(0xE000).filter(|place| *place <= 0x757)?;
    let (lead, trail) = (u8::try_from(place / 188).ok()?, u8::try_from(place % 188).ok()?);
    let gap = u8::from(trail >= 0x3F);
    Some([lead.checked_add(0xF0)?, trail.checked_add(0x40)?.checked_add(gap)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(text: &str) -> Result<Vec<u8>, char> {
        let mut out = Vec::new();
        append_cp932(text, &mut out).map(|()| out)
    }

    #[test]
    fn whatever_has_a_code_comes_back() {
        let mut held = 0;
        for character in ('\0'..='\u{2FFFF}').filter(|character| !character.is_control()) {
            let text = character.to_string();
            if let Ok(bytes) = encode(&text) {
                let (back, _, broken) = SHIFT_JIS.decode(&bytes);
                assert_eq!((back.as_ref(), broken), (text.as_str(), false));
                held += 1;
            }
        }
        // What Python's codec `cp932` decodes, without controls and the four single bytes that it gives U+F8F0 to F8F3.
        assert_eq!(held, 9_364);
    }

    #[test]
    fn every_code_of_cp932_is_written_again_as_windows_writes_it() {
        for (bytes, written) in [
            ([0xEE, 0xE0], [0xFB, 0xFC]),
            ([0xED, 0x95], [0xFA, 0xB1]),
            ([0xF0, 0x40], [0xF0, 0x40]),
            ([0xF9, 0xFC], [0xF9, 0xFC]),
        ] {
            let (text, _, _) = SHIFT_JIS.decode(&bytes);
            assert_eq!(encode(&text).unwrap(), written);
        }
    }

    #[test]
    fn characters_without_a_code_are_told_never_replaced() {
        for character in "𠮷\u{E0100}\u{2014}𡈽\u{309A}\u{2016}\u{301C}\u{2212}¥‾鷗\u{E758}\u{F8FF}".chars()
        {
            assert_eq!(
                encode(&format!("あ{character}い—")),
                Err(character),
                "U+{:04X}",
                u32::from(character)
            );
        }
    }

    #[test]
    fn characters_of_the_private_use_area_are_counted() {
        assert_eq!(private_use("ｱ\u{E000}あ\u{F8FF}\u{F900}神"), 2);
        for length in 0..300 {
            let text = format!("{}\u{E000}\u{F8FF}ｱ\u{F900}\u{EFFF}", "a".repeat(length));
            assert_eq!((private_use(&text), private_use(&text.repeat(2))), (3, 6), "{length}");
        }
        assert_eq!((private_use(""), private_use(&"\u{E000}".repeat(1000))), (0, 1000));
    }
}
