//! Writes CP932 (Windows-31J) by a table that is made once from the library's decoder.
//!
//! So each code is written exactly for the character that it is read as: nothing is replaced by a look-alike, as the
//! web's encoder does (fullwidth minus, backslash, tilde), and characters of the private use area get back the codes
//! that they come from.

use encoding_rs::SHIFT_JIS;

/// Stands where a character has no code; no code is as high.
const NONE: u16 = u16::MAX;
/// The NEC selection of IBM's extensions: read, and never written. SOURCE: WHATWG Encoding Standard, `Shift_JIS` encoder, step 8.
const NEC_SELECTION: std::ops::RangeInclusive<u8> = 0xED..=0xEE;

/// The code of every character up to U+FFFF; none beyond has one.
pub(super) struct Codes(Vec<u16>);

impl Codes {
    /// Shape: of several codes of a character the lowest is taken, as Windows does: JIS X 0208, then NEC row 13, then the
    /// IBM extensions (`髙` is FB FC), never the NEC selection of them (EE E0).
    pub(super) fn new() -> Self {
        let mut codes = vec![NONE; 1 << 16];
        for lead in (0..=0xFF).filter(|lead| !NEC_SELECTION.contains(lead)) {
            take(&mut codes, &[lead], u16::from(lead));
            for trail in 0x40..=0xFC {
                take(&mut codes, &[lead, trail], u16::from_be_bytes([lead, trail]));
            }
        }
        Self(codes)
    }

    /// Appends text.
    ///
    /// Errors: the first character without a code; what comes before it is appended.
    pub(super) fn append(&self, text: &str, out: &mut Vec<u8>) -> Result<(), char> {
        out.reserve(text.len());
        for character in text.chars() {
            match self.0.get(place(character)).copied().unwrap_or(NONE) {
                NONE => return Err(character),
                code => match code.to_be_bytes() {
                    [0, byte] => out.push(byte),
                    pair => out.extend_from_slice(&pair),
                },
            }
        }
        Ok(())
    }
}

fn place(character: char) -> usize {
    usize::try_from(u32::from(character)).unwrap_or(usize::MAX)
}

/// Enters a code, if its bytes are one character that has none yet.
fn take(codes: &mut [u16], bytes: &[u8], code: u16) {
    let Some(text) = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes) else { return };
    let mut characters = text.chars();
    if let (Some(character), None) = (characters.next(), characters.next())
        && let Some(known) = codes.get_mut(place(character))
        && *known == NONE
    {
        *known = code;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use encoding_rs::EncoderResult;

    use super::*;

    static CODES: LazyLock<Codes> = LazyLock::new(Codes::new);

    fn encode(text: &str) -> Result<Vec<u8>, char> {
        let mut out = Vec::new();
        CODES.append(text, &mut out).map(|()| out)
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
    fn codes_are_those_of_the_library_s_encoder() {
        for character in '\0'..='\u{2FFFF}' {
            let mut bytes = Vec::with_capacity(64);
            let text = character.to_string();
            let mut encoder = SHIFT_JIS.new_encoder();
            let (result, _) = encoder.encode_from_utf8_to_vec_without_replacement(&text, &mut bytes, true);
            match character {
                // The web's encoder gives the codes of look-alikes to the first three, and none to the others.
                '\u{2212}' | '\u{A5}' | '\u{203E}' => assert_eq!(encode(&text), Err(character)),
                '\u{E000}'..='\u{E757}' => assert!(encode(&text).is_ok()),
                _ if result == EncoderResult::InputEmpty => assert_eq!(encode(&text), Ok(bytes)),
                _ => assert_eq!(encode(&text), Err(character)),
            }
        }
    }
}
