//! Turns bytes into text, and refuses what is not text instead of replacing it.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, SHIFT_JIS};

use crate::Fault;

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How the bytes of a CSV file stand for text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// CP932 (Windows-31J), as Japanese spreadsheets have always written it.
    Cp932,
    /// Whatever the bytes themselves show.
    #[default]
    Detect,
    /// UTF-8, with or without the mark at its beginning.
    Utf8,
}

/// Decodes a whole file.
pub(super) fn decode(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, Fault> {
    refuse_other_formats(bytes)?;
    // 0x1A ends a text file of MS-DOS and of the host programs that still write like it.
    let bytes = bytes.strip_suffix(b"\x1A").unwrap_or(bytes);
    match (encoding, bytes.strip_prefix(UTF8_MARK)) {
        (Encoding::Detect | Encoding::Utf8, Some(rest)) => utf8(rest, UTF8_MARK.len()).map(Cow::Borrowed),
        (Encoding::Utf8, None) => utf8(bytes, 0).map(Cow::Borrowed),
        (Encoding::Cp932, _) => cp932(bytes).map(Cow::Owned),
        (Encoding::Detect, None) => match utf8(bytes, 0) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(fault) if is_mostly_utf8(bytes) => Err(fault),
            Err(_) => cp932(bytes).map(Cow::Owned),
        },
    }
}

fn refuse_other_formats(bytes: &[u8]) -> Result<(), Fault> {
    let known: [(&[u8], &'static str); 5] = [
        (b"PK\x03\x04", "xlsx"),
        (b"\xD0\xCF\x11\xE0", "xls"),
        (b"%PDF", "pdf"),
        (b"\xFF\xFE", "utf-16"),
        (b"\xFE\xFF", "utf-16"),
    ];
    match known.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        Some((_, found)) => Err(Fault::NotCsv { found }),
        None if bytes.contains(&0) => Err(Fault::NotCsv { found: "binary" }),
        None => Ok(()),
    }
}

fn utf8(bytes: &[u8], skipped: usize) -> Result<&str, Fault> {
    std::str::from_utf8(bytes).map_err(|error| {
        let byte_offset = count(error.valid_up_to().saturating_add(skipped));
        let line = line_at(bytes, error.valid_up_to());
        match error.error_len() {
            Some(_) => Fault::NotUtf8 { byte_offset, line },
            None => Fault::Truncated { byte_offset, line },
        }
    })
}

/// Tells a damaged UTF-8 file from a file in CP932: CP932 text hardly ever contains a valid UTF-8 character, so
/// that one damaged character must not make us read all the others wrongly.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid = valid.saturating_add(chunk.valid().chars().filter(|character| !character.is_ascii()).count());
        invalid = invalid.saturating_add(usize::from(!chunk.invalid().is_empty()));
    }
    valid > invalid
}

fn cp932(bytes: &[u8]) -> Result<String, Fault> {
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or_else(|| bytes.len().saturating_mul(3)));
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::Malformed(bad, after) => {
            let start = read.saturating_sub(usize::from(bad)).saturating_sub(usize::from(after));
            let (byte_offset, line) = (count(start), line_at(bytes, start));
            // A lead byte with nothing behind it is a file cut off, not a wrong encoding.
            if start.saturating_add(1) == bytes.len() && is_lead_byte(bytes.last().copied()) {
                Err(Fault::Truncated { byte_offset, line })
            } else {
                Err(Fault::NotCp932 { byte_offset, line })
            }
        }
        // INVARIANT: the string has room for the longest possible result, so it is never full before the end.
        DecoderResult::OutputFull => Err(super::too_large()),
    }
}

fn is_lead_byte(byte: Option<u8>) -> bool {
    matches!(byte, Some(0x81..=0x9F | 0xE0..=0xFC))
}

/// Counts lines up to a byte, from 1; LF, CRLF and CR each end one.
fn line_at(bytes: &[u8], offset: usize) -> u64 {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let lines = before.split(|byte| *byte == b'\n').count();
    let returns = before.windows(2).filter(|pair| matches!(pair, [b'\r', next] if *next != b'\n')).count();
    let last = usize::from(before.last() == Some(&b'\r') && bytes.get(offset) != Some(&b'\n'));
    count(lines.saturating_add(returns).saturating_add(last))
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_cp932(text: &str) -> Vec<u8> {
        let (bytes, _, lossy) = SHIFT_JIS.encode(text);
        assert!(!lossy, "{text}");
        bytes.into_owned()
    }

    #[test]
    fn each_encoding_is_detected_and_the_mark_and_the_end_sign_are_dropped() {
        let text = "番号,製品\r\n1,髙﨑①㈱\r\n";
        let marked = [UTF8_MARK, text.as_bytes()].concat();
        let ended = [in_cp932(text), vec![0x1A]].concat();
        for bytes in [text.as_bytes().to_vec(), marked, in_cp932(text), ended] {
            assert_eq!(decode(&bytes, Encoding::Detect).unwrap(), text);
        }
    }

    #[test]
    fn wrong_or_cut_bytes_are_refused_with_their_place() {
        let utf8_text = "番号,製品\r\n1,あい".as_bytes();
        let cp932_text = in_cp932("番号,製品\n1,あい");
        let broken = |bytes: &[u8], at: usize| {
            let mut bytes = bytes.to_vec();
            bytes[at] = 0xFF;
            bytes
        };
        let cut = |bytes: &[u8]| bytes[..bytes.len() - 1].to_vec();
        let table: [(Vec<u8>, Encoding, &str); 8] = [
            (
                cut(utf8_text),
                Encoding::Detect,
                "text ends inside a character at byte 20 in line 2: the file is cut off",
            ),
            (broken(utf8_text, 17), Encoding::Detect, "byte 17 in line 2 is not UTF-8"),
            (
                cut(&cp932_text),
                Encoding::Detect,
                "text ends inside a character at byte 14 in line 2: the file is cut off",
            ),
            (broken(&cp932_text, 12), Encoding::Detect, "byte 12 in line 2 is not CP932"),
            (cp932_text.clone(), Encoding::Utf8, "byte 0 in line 1 is not UTF-8"),
            (b"PK\x03\x04...".to_vec(), Encoding::Detect, "file is of the form `xlsx`, not a table in CSV"),
            (b"\xFF\xFEA\0".to_vec(), Encoding::Detect, "file is of the form `utf-16`, not a table in CSV"),
            (b"a\0b".to_vec(), Encoding::Cp932, "file is of the form `binary`, not a table in CSV"),
        ];
        for (bytes, encoding, message) in table {
            assert_eq!(decode(&bytes, encoding).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn lines_are_counted_for_every_kind_of_line_end() {
        for text in ["a\nb\nc", "a\r\nb\r\nc", "a\rb\rc"] {
            assert_eq!(line_at(text.as_bytes(), text.len() - 1), 3, "{text:?}");
        }
    }
}
