//! Turns the bytes of a CSV file into text, piece by piece, and refuses what is not text instead of replacing it.

use std::io::{ErrorKind, Read};

use encoding_rs::{Decoder, DecoderResult, SHIFT_JIS, UTF_8};
use memchr::memchr2;

use super::{EncodingFound, InputEncoding, TableError, scan};

/// The longest record, line breaks in quotes included.
pub const MAX_RECORD_BYTES: usize = 1 << 20;

/// The bytes that are read at a time until the encoding is known: enough that it rests on more than one word.
const FIRST_BYTES: usize = 256 << 10;
/// The bytes that are read at a time then: few enough to stay at hand until the last of those who look at them.
const PIECE_BYTES: usize = 64 << 10;
const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
/// Ends a text file of MS-DOS and of the host programs that still write like it.
const END_SIGN: u8 = 0x1A;

/// A CSV file as text: a window that begins with the record that is being read.
pub(super) struct Source<R> {
    at: usize,
    broken: Option<Broken>,
    decoder: Option<(Decoder, EncodingFound)>,
    input: R,
    /// The last byte of the piece before, since a character may be cut in two.
    last_byte: u8,
    piece: Vec<u8>,
    bytes_read: u64,
    stage: Stage,
    text: String,
    wanted: InputEncoding,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Stage {
    /// Nothing was read.
    Beginning,
    /// The last byte was decoded.
    End,
    /// The end sign was read: only padding may follow.
    EndSign,
    Inside,
}

/// What is wrong right behind the text that was decoded; told once all before it was read.
#[derive(Clone, Copy, Debug)]
enum Broken {
    Binary,
    Bytes { byte_offset: u64, code: Option<u16>, encoding: EncodingFound },
    InnerEndSign,
    Truncated,
}

impl<R: Read> Source<R> {
    pub(super) fn new(input: R, wanted: InputEncoding) -> Self {
        Self {
            at: 0,
            broken: None,
            decoder: None,
            input,
            last_byte: 0,
            piece: vec![0; FIRST_BYTES],
            bytes_read: 0,
            stage: Stage::Beginning,
            text: String::new(),
            wanted,
        }
    }

    /// Gives the text of the window.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Tells where in the window reading goes on.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn advance(&mut self, to: usize) {
        self.at = to;
    }

    /// Tells whether the window reaches to the end of the file.
    pub(super) fn is_at_end(&self) -> bool {
        self.stage == Stage::End && self.broken.is_none()
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Tells the encoding; nothing but ASCII counts as UTF-8.
    pub(super) fn encoding(&self) -> EncodingFound {
        self.decoder.as_ref().map_or(EncodingFound::Utf8, |(_, found)| *found)
    }

    /// Lengthens the window, and tells whether there was anything left.
    ///
    /// Units: `line` is the line at which the window begins.
    pub(super) fn refill(&mut self, line: u64) -> Result<bool, TableError> {
        if let Some(broken) = self.broken {
            return Err(self.told(broken, line));
        }
        if self.stage == Stage::End {
            return Ok(false);
        }
        self.text.drain(..self.at);
        self.at = 0;
        if self.text.len() > MAX_RECORD_BYTES {
            return Err(TableError::RecordTooLong { line });
        }
        let mut piece = std::mem::take(&mut self.piece);
        let read = self.read(&mut piece)?;
        self.take(piece.get(..read).unwrap_or_default(), read < piece.len())?;
        if self.decoder.is_some() {
            piece.truncate(PIECE_BYTES);
        }
        self.piece = piece;
        // With the end reached, a record that asked for more is complete, though nothing may have been added.
        Ok(true)
    }

    fn read(&mut self, piece: &mut [u8]) -> Result<usize, TableError> {
        let mut filled = 0;
        while let Some(room) = piece.get_mut(filled..).filter(|room| !room.is_empty()) {
            match self.input.read(room) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(fault) if fault.kind() == ErrorKind::Interrupted => {}
                Err(source) => return Err(TableError::Read { source }),
            }
        }
        Ok(filled)
    }

    fn take(&mut self, piece: &[u8], is_last: bool) -> Result<(), TableError> {
        let offset = self.bytes_read;
        self.bytes_read += piece.len() as u64;
        let mut bytes = piece;
        if self.stage == Stage::Beginning {
            self.stage = Stage::Inside;
            refuse_other_forms(bytes)?;
            if self.wanted != InputEncoding::Cp932
                && let Some(rest) = bytes.strip_prefix(UTF8_MARK)
            {
                bytes = rest;
                self.decoder = Some((UTF_8.new_decoder_without_bom_handling(), EncodingFound::Utf8WithMark));
            }
        }
        if self.stage == Stage::EndSign {
            self.check_padding(bytes);
        } else if self.broken.is_none() {
            let skipped = (piece.len() - bytes.len()) as u64;
            self.take_text(bytes, offset + skipped);
        }
        if is_last {
            self.stage = Stage::End;
            self.end();
        }
        Ok(())
    }

    fn take_text(&mut self, bytes: &[u8], offset: u64) {
        let (mut bytes, mut after) = (bytes, None);
        // Neither is ever a part of a character, in CP932 or in UTF-8.
        if let Some(place) = memchr2(END_SIGN, 0, bytes) {
            let (before, rest) = bytes.split_at_checked(place).unwrap_or((bytes, &[]));
            (bytes, after) = (before, Some(rest));
        }
        self.decode(bytes, offset);
        match after {
            None => {}
            Some([0, ..]) => self.broken = self.broken.or(Some(Broken::Binary)),
            Some(rest) => {
                self.stage = Stage::EndSign;
                self.check_padding(rest);
            }
        }
    }

    /// Old systems fill the last block of a file with end signs or zeros.
    fn check_padding(&mut self, bytes: &[u8]) {
        if bytes.iter().any(|byte| !matches!(*byte, END_SIGN | 0 | b'\r' | b'\n')) {
            self.broken = self.broken.or(Some(Broken::InnerEndSign));
        }
    }

    fn decode(&mut self, bytes: &[u8], offset: u64) {
        self.choose_decoder(bytes);
        let Some((decoder, found)) = &mut self.decoder else {
            // INVARIANT: without a decoder all bytes are ASCII.
            self.text.push_str(std::str::from_utf8(bytes).unwrap_or_default());
            return;
        };
        let found = *found;
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
        self.text.reserve(room.unwrap_or_else(|| bytes.len().saturating_mul(3)));
        let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut self.text, false);
        if let DecoderResult::Malformed(bad, after) = result {
            let behind = u64::from(bad) + u64::from(after);
            let byte_offset = (offset + read as u64).saturating_sub(behind);
            // The first of the bad bytes may be the last of the piece before.
            let first = if byte_offset < offset {
                Some(self.last_byte)
            } else {
                usize::try_from(byte_offset - offset).ok().and_then(|place| bytes.get(place)).copied()
            };
            let second = usize::try_from((byte_offset + 1).saturating_sub(offset))
                .ok()
                .and_then(|place| bytes.get(place))
                .copied();
            let code = first.zip(second).and_then(free_code);
            self.broken = Some(Broken::Bytes { byte_offset, code, encoding: found });
        }
        self.last_byte = bytes.last().copied().unwrap_or(self.last_byte);
    }

    /// Chooses the decoder, but none as long as there is nothing but ASCII, which is the same in all encodings.
    fn choose_decoder(&mut self, bytes: &[u8]) {
        if self.decoder.is_some() {
            return;
        }
        let found = match self.wanted {
            InputEncoding::Detect if bytes.is_ascii() => return,
            InputEncoding::Detect if looks_like_utf8(bytes) => EncodingFound::Utf8,
            InputEncoding::Detect | InputEncoding::Cp932 => EncodingFound::Cp932,
            InputEncoding::Utf8 => EncodingFound::Utf8,
        };
        let encoding = if found == EncodingFound::Cp932 { SHIFT_JIS } else { UTF_8 };
        self.decoder = Some((encoding.new_decoder_without_bom_handling(), found));
    }

    /// Asks the decoder whether it waits for the rest of a character.
    fn end(&mut self) {
        if self.broken.is_some() {
            return;
        }
        if let Some((decoder, _)) = &mut self.decoder {
            self.text.reserve(decoder.max_utf8_buffer_length_without_replacement(0).unwrap_or(16));
            let (result, _) = decoder.decode_to_string_without_replacement(&[], &mut self.text, true);
            if matches!(result, DecoderResult::Malformed(..)) {
                self.broken = Some(Broken::Truncated);
            }
        }
    }

    fn told(&self, broken: Broken, line: u64) -> TableError {
        let line = line.saturating_add(scan::line_ends(self.text.get(self.at..).unwrap_or_default()));
        match broken {
            Broken::Binary => TableError::NotCsv { found: "binary" },
            Broken::Bytes { byte_offset, code: Some(code), encoding: EncodingFound::Cp932 } => {
                TableError::UnassignedInCp932 { byte_offset, code, line }
            }
            Broken::Bytes { byte_offset, encoding: EncodingFound::Cp932, .. } => {
                TableError::NotCp932 { byte_offset, line }
            }
            Broken::Bytes { byte_offset, .. } => TableError::NotUtf8 { byte_offset, line },
            Broken::InnerEndSign => TableError::InnerEndSign { line },
            Broken::Truncated => TableError::Truncated { line },
        }
    }
}

fn refuse_other_forms(bytes: &[u8]) -> Result<(), TableError> {
    let known: [(&[u8], &'static str); 5] = [
        (b"PK\x03\x04", "xlsx"),
        (b"\xD0\xCF\x11\xE0", "xls"),
        (b"%PDF", "pdf"),
        (b"\xFF\xFE", "utf-16"),
        (b"\xFE\xFF", "utf-16"),
    ];
    let known = known.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, found)| *found);
    // Without a mark: its commas and line ends have a zero beside them, as does every digit.
    let bare_utf16 =
        bytes.windows(2).take(256).any(|pair| matches!(pair, [0, b',' | b'\n'] | [b',' | b'\n', 0]));
    match known.or(bare_utf16.then_some("utf-16")) {
        Some(found) => Err(TableError::NotCsv { found }),
        None => Ok(()),
    }
}

/// Tells UTF-8, even with some damage, from CP932: CP932 text hardly ever contains a valid UTF-8 character, so that
/// one damaged character must not make us read all the others wrongly.
fn looks_like_utf8(bytes: &[u8]) -> bool {
    let is_cut = |error: &std::str::Utf8Error| error.error_len().is_none();
    if std::str::from_utf8(bytes).map_or_else(|error| is_cut(&error) && error.valid_up_to() > 0, |_| true) {
        return true;
    }
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > invalid
}

/// Gives the code of two bytes that have the form of a character of CP932.
fn free_code((lead, trail): (u8, u8)) -> Option<u16> {
    let has_form = matches!(lead, 0x81..=0x9F | 0xE0..=0xFC) && matches!(trail, 0x40..=0x7E | 0x80..=0xFC);
    has_form.then(|| u16::from_be_bytes([lead, trail]))
}
