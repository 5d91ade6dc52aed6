//! Makes one text out of the ways in which offices write the same thing.

use unicode_normalization::UnicodeNormalization as _;
use wide::u8x16;

/// Appends a name or an address: NFKC, no white space, one hyphen, capital letters.
///
/// Shape: variants of kanji stay different (髙 and 高), except where Unicode itself calls them the same character.
pub(crate) fn append_text(text: &str, out: &mut Vec<u8>) {
    let start = out.len();
    let mut rest = text;
    // INVARIANT: whole characters are kept, so the text is cut between two of them.
    while let Some((same, other)) = rest.split_at_checked(kept(rest.as_bytes())) {
        out.extend_from_slice(same.as_bytes());
        let mut characters = other.chars();
        match characters.next().map(plain) {
            None => return,
            Some(Plain::Ascii(byte)) => out.push(byte),
            Some(Plain::Drop) => {}
            Some(Plain::Unsure) => {
                out.truncate(start);
                return append_by_tables(text, out);
            }
        }
        rest = characters.as_str();
    }
}

/// Appends a number that names a person: as text, and without zeros in front, which spreadsheets drop.
pub(crate) fn append_code(text: &str, out: &mut Vec<u8>) {
    let start = out.len();
    append_text(text, out);
    let code = out.get(start..).unwrap_or_default();
    if code.iter().all(u8::is_ascii_digit) {
        let zeros = code.iter().take(code.len().saturating_sub(1)).take_while(|byte| **byte == b'0').count();
        out.drain(start..start + zeros);
    }
}

/// Appends a date as `YYYYMMDD` if it is one, in any of the ways to write it; else as text.
pub(crate) fn append_date(text: &str, out: &mut Vec<u8>) {
    if let Some(digits) = plain_date(text) {
        return out.extend_from_slice(&digits);
    }
    let start = out.len();
    append_text(text, out);
    let date = out.get(start..).and_then(|bytes| std::str::from_utf8(bytes).ok()).and_then(date);
    if let Some((year, month, day)) = date {
        out.truncate(start);
        out.extend_from_slice(format!("{year:04}{month:02}{day:02}").as_bytes());
    }
}

/// Gives the digits of a date that is written as nearly all systems write it: `1980-10-06`, `1980/10/06`.
fn plain_date(text: &str) -> Option<[u8; 8]> {
    let &[y1, y2, y3, y4, b'-' | b'/', m1, m2, b'-' | b'/', d1, d2] = text.as_bytes() else { return None };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    digits.iter().fold(true, |all, digit| all & digit.is_ascii_digit()).then_some(digits)
}

/// Reads a value as a day that there is, in any of the ways to write it: year, month, day.
pub(crate) fn date_of(text: &str) -> Option<(u32, u32, u32)> {
    let in_another_way = || {
        let mut digits = Vec::new();
        append_date(text, &mut digits);
        <[u8; 8]>::try_from(digits).ok().filter(|digits| digits.iter().all(u8::is_ascii_digit))
    };
    let digits = plain_date(text).or_else(in_another_way)?;
    let [y1, y2, y3, y4, m1, m2, d1, d2] = digits.map(|digit| u32::from(digit & 0x0F));
    let (year, month, day) = (y1 * 1000 + y2 * 100 + y3 * 10 + y4, m1 * 10 + m2, d1 * 10 + d2);
    let is_leap = || year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = *DAYS.get((month as usize).checked_sub(1)?)?;
    let exists = (1..=last).contains(&day) || (month == 2 && day == 29 && is_leap());
    ((1800..=2200).contains(&year) && exists).then_some((year, month, day))
}

/// Days of each month in a year of 365.
const DAYS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

enum Plain {
    Ascii(u8),
    Drop,
    /// Only the tables of Unicode know.
    Unsure,
}

/// Gives the length of what begins a text and stays as it is: in most names and addresses, everything.
fn kept(text: &[u8]) -> usize {
    let mut length = kept_lanes(text);
    loop {
        length += match text.get(length..).unwrap_or_default() {
            [b'!'..=b'`' | b'{'..=b'~', ..] => 1,
            // U+4000 to U+9FFF; ぁ to ゖ, ァ to ヺ: with a mark of sound behind them the tables join them, which the mark
            // asks for.
            [0xE4..=0xE9, _, _, ..]
            | [0xE3, 0x81, 0x81..=0xBF, ..]
            | [0xE3, 0x82, 0x80..=0x96 | 0xA1..=0xBF, ..]
            | [0xE3, 0x83, 0x80..=0xBA, ..] => 3,
            _ => return length,
        }
    }
}

/// Does the same for sixteen bytes at a time, as long as there is nothing among them but ASCII that stays and U+4000 to U+9FFF.
fn kept_lanes(text: &[u8]) -> usize {
    let is_kept = |lane: &&[u8; 16]| {
        let bytes = u8x16::new(**lane);
        let within = |first, last| {
            bytes.max(u8x16::splat(first)).simd_eq(bytes) & bytes.min(u8x16::splat(last)).simd_eq(bytes)
        };
        // What follows the first byte of a character says nothing by itself.
        (within(b'!', b'`') | within(b'{', b'~') | within(0xE4, 0xE9) | within(0x80, 0xBF)).all()
    };
    let length = text.as_chunks().0.iter().take_while(is_kept).count() * 16;
    // The last character goes on, or the next one begins.
    let cut = text.iter().take(length).rev().take_while(|byte| (0x80..=0xBF).contains(*byte)).count();
    match (cut, text.get(length)) {
        (_, Some(0x80..=0xBF)) => length - cut - 1,
        _ => length,
    }
}

/// Does what [`append_by_tables`] does for the other characters that names and addresses are often made of.
fn plain(character: char) -> Plain {
    let ascii =
        |code: u32| u8::try_from(code).map_or(Plain::Unsure, |byte| Plain::Ascii(byte.to_ascii_uppercase()));
    match character {
        ' ' | '\t' | '\u{3000}' => Plain::Drop,
        '!'..='~' => ascii(u32::from(character)),
        '\u{FF01}'..='\u{FF5E}' => ascii(u32::from(character).wrapping_sub(0xFEE0)),
        'ー' | '\u{2212}' => Plain::Ascii(b'-'),
        _ => Plain::Unsure,
    }
}

fn append_by_tables(text: &str, out: &mut Vec<u8>) {
    for character in text.nfkc().filter(|character| !is_dropped(*character)) {
        push(unified(character).to_ascii_uppercase(), out);
    }
}

fn push(character: char, out: &mut Vec<u8>) {
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

/// White space, and the selectors that only choose a shape of the character before them.
fn is_dropped(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Gives one of the characters that are exchanged for one another on the way between encodings.
fn unified(character: char) -> char {
    match character {
        // Hyphens, dashes, minus, lines, and the mark of a long vowel.
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{2500}' | '\u{2501}' | 'ー' => '-',
        '\u{301C}' => '~',
        '\u{2016}' => '\u{2225}',
        other => other,
    }
}

/// Reads `1980-10-6`, `1980/10/06`, `1980.10.6`, `1980年10月6日`, `19801006`, `昭和55年10月6日`, `S55.10.6`, `令和元年5月1日`.
fn date(text: &str) -> Option<(u32, u32, u32)> {
    const ERAS: [(&str, &str, u32); 5] = [
        ("明治", "M", 1867),
        ("大正", "T", 1911),
        ("昭和", "S", 1925),
        ("平成", "H", 1988),
        ("令和", "R", 2018),
    ];
    let era = ERAS.iter().find_map(|(name, letter, before)| {
        text.strip_prefix(name).or_else(|| text.strip_prefix(letter)).map(|rest| (rest, *before))
    });
    let (rest, before) = era.unwrap_or((text, 0));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (year, month, day) = if rest.len() == 8 && is_digits(rest) && before == 0 {
        (rest.get(..4)?, rest.get(4..6)?, rest.get(6..)?)
    } else {
        let mut parts = rest.strip_suffix('日').unwrap_or(rest).split(['-', '/', '.', '年', '月']);
        let parts = (parts.next()?, parts.next()?, parts.next()?, parts.next());
        let (year, month, day, None) = parts else { return None };
        (if year == "元" && before > 0 { "1" } else { year }, month, day)
    };
    let number =
        |part: &str| (is_digits(part) && part.len() <= 4).then(|| part.parse::<u32>().ok()).flatten();
    let (year, month, day) = (number(year)?.checked_add(before)?, number(month)?, number(day)?);
    let is_date = (1800..=2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    is_date.then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(append: fn(&str, &mut Vec<u8>), text: &str) -> String {
        let mut out = b"before".to_vec();
        append(text, &mut out);
        String::from_utf8(out).unwrap().strip_prefix("before").unwrap().to_owned()
    }

    #[test]
    fn ways_to_write_a_name_or_an_address_become_one() {
        let table: [(&[&str], &str); 9] = [
            (&["山田　太郎", "山田 太郎", "山田太郎", " 山田太郎\u{A0}"], "山田太郎"),
            (&["ﾔﾏﾀﾞ ﾊﾟﾄﾘｯｸ", "ヤマダ　パトリック", "ヤマタ\u{3099}パトリック"], "ヤマダパトリック"),
            (&["ジョー", "ｼﾞｮｰ", "ジョ―", "ジョ—", "ジョ‐", "ジョ−", "ジョ－", "ジョ-", "ジョ─"], "ジョ-"),
            (&["３丁目５番１号", "3丁目5番1号"], "3丁目5番1号"),
            (&["Nguyen Van", "ＮＧＵＹＥＮ　ＶＡＮ", "nguyen van"], "NGUYENVAN"),
            (&["メゾン〜", "メゾン～"], "メゾン~"),
            (&["館‖東", "館∥東"], "館∥東"),
            (&["葛\u{E0100}城", "葛城"], "葛城"),
            (&["\u{FA19}田"], "神田"),
        ];
        for (texts, expected) in table {
            for text in texts {
                assert_eq!(normal(append_text, text), expected, "{text:?}");
            }
        }
        // Variants of kanji are other characters.
        for text in ["髙", "高", "﨑", "崎", "邊", "邉", "辺", "𠮷", "か\u{309A}"] {
            assert_eq!(normal(append_text, text), text);
        }
    }

    #[test]
    fn codes_lose_zeros_in_front_and_nothing_else() {
        let table = [
            ("0647042908", "647042908"),
            ("６４７０４２９０８", "647042908"),
            ("000", "0"),
            ("0A1", "0A1"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(normal(append_code, text), expected, "{text:?}");
        }
    }

    #[test]
    fn dates_become_eight_digits_and_other_text_stays() {
        let table: [(&[&str], &str); 4] = [
            (
                &[
                    "1980-10-06",
                    "1980/10/06",
                    "1980-10-6",
                    "1980.10.6",
                    "1980年10月6日",
                    "19801006",
                    "昭和55年10月6日",
                    "S55.10.6",
                    "Ｓ５５．１０．６",
                    "昭和 55 年 10 月 6 日",
                ],
                "19801006",
            ),
            (&["令和元年5月1日", "R1.5.1", "2019-05-01"], "20190501"),
            (&["1980-13-06"], "19801306"),
            (&["不詳"], "不詳"),
        ];
        for (texts, expected) in table {
            for text in texts {
                assert_eq!(normal(append_date, text), expected, "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn short_way_gives_what_the_tables_give(text in "[ -~ぁ-ヿ　䀀-䷿一-鿿、-〜！-ﾟ\u{2010}-\u{2225}﨑-﨩𠮷か\u{309A}é]{0,40}") {
            let mut slow = Vec::new();
            append_by_tables(&text, &mut slow);
            prop_assert_eq!(normal(append_text, &text), String::from_utf8(slow).unwrap());
        }
    }
}
