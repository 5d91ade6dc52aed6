//! CP932 that never guesses: what cannot come back is written as a visible escape.

use encoding_rs::{EncoderResult, SHIFT_JIS};

/// Characters that the web's encoder replaces by a look-alike (fullwidth minus, backslash, tilde).
///
/// Source: WHATWG Encoding Standard, `Shift_JIS` encoder, steps 4 to 6. CP932 itself has none of the three.
const REPLACED: [char; 3] = ['\u{2212}', '\u{A5}', '\u{203E}'];

/// Appends text in CP932, and tells position (in bytes of the text) and value of each escaped character.
///
/// Of the two codes that some characters have, it writes the one that Windows writes: NEC row 13, then the IBM
/// extensions (`髙` is FB FC), never the NEC selection of them (EE E0).
pub(crate) fn append_cp932(text: &str, out: &mut Vec<u8>, mut escaped: impl FnMut(usize, char)) {
    let mut start = 0;
    for (position, character) in text.match_indices(REPLACED) {
        append_segment(text.get(start..position).unwrap_or_default(), start, out, &mut escaped);
        for character in character.chars() {
            append_escape(character, out);
            escaped(position, character);
        }
        start = position + character.len();
    }
    append_segment(text.get(start..).unwrap_or_default(), start, out, &mut escaped);
}

fn append_segment(
    mut text: &str,
    mut position: usize,
    out: &mut Vec<u8>,
    escaped: &mut impl FnMut(usize, char),
) {
    let mut encoder = SHIFT_JIS.new_encoder();
    loop {
        // No character is longer in CP932 than in UTF-8; the rest is room the encoder wants to see free.
        out.reserve(text.len() + 16);
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(text, out, true);
        position += read;
        text = text.get(read..).unwrap_or_default();
        match result {
            EncoderResult::InputEmpty => return,
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(character) => {
                append_escape(character, out);
                escaped(position - character.len_utf8(), character);
            }
        }
    }
}

fn append_escape(character: char, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{{U+{:04X}}}", u32::from(character)).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(text: &str) -> (Vec<u8>, Vec<(usize, char)>) {
        let (mut out, mut escaped) = (Vec::new(), Vec::new());
        append_cp932(text, &mut out, |position, character| escaped.push((position, character)));
        (out, escaped)
    }

    #[test]
    fn extensions_are_written_with_the_codes_of_windows() {
        let table: [(&str, &[u8]); 7] = [
            ("髙", &[0xFB, 0xFC]),
            ("﨑", &[0xFA, 0xB1]),
            ("閒", &[0xFB, 0xE8]),
            ("～", &[0x81, 0x60]),
            ("∥", &[0x81, 0x61]),
            ("Ⅱ", &[0x87, 0x55]),
            ("ﾊﾟ", &[0xCA, 0xDF]),
        ];
        for (text, bytes) in table {
            assert_eq!(encode(text), (bytes.to_vec(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn missing_characters_become_escapes_with_their_position() {
        let table = [
            ("a𠮷b", "a{U+20BB7}b", vec![(1, '𠮷')]),
            ("1−2−3", "1{U+2212}2{U+2212}3", vec![(1, '−'), (5, '−')]),
            (
                "\u{301C}\u{2016}\u{2014}",
                "{U+301C}{U+2016}{U+2014}",
                vec![(0, '\u{301C}'), (3, '\u{2016}'), (6, '\u{2014}')],
            ),
            ("¥𡈽", "{U+00A5}{U+2123D}", vec![(0, '¥'), (2, '𡈽')]),
        ];
        for (text, bytes, escaped) in table {
            assert_eq!(encode(text), (bytes.as_bytes().to_vec(), escaped), "{text}");
        }
    }

    #[test]
    fn whatever_is_not_escaped_comes_back() {
        for character in ('\0'..='\u{FFFF}').filter(|c| !c.is_control()) {
            let text = character.to_string();
            let (bytes, escaped) = encode(&text);
            if escaped.is_empty() {
                let (back, _, broken) = SHIFT_JIS.decode(&bytes);
                assert_eq!((back.as_ref(), broken), (text.as_str(), false));
            }
        }
    }
}
