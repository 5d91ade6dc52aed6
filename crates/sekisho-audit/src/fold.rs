//! Folds the many widths of Japanese typing, so that `ＵＳＢ－００１` and `USB-001` are one number.

use unicode_normalization::UnicodeNormalization;

/// Turns full-width letters, digits, signs and spaces into their ASCII forms, and leaves everything else alone.
pub(crate) fn narrow(text: &str) -> String {
    text.chars().map(narrow_character).collect()
}

/// Makes two spellings of one heading or word equal: compatibility forms, no white space, lower case.
///
/// Source: Unicode Standard Annex #15, normalization form KC; it also joins half-width katakana with its marks.
pub(crate) fn word(text: &str) -> String {
    text.nfkc().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Folds a number as people type it into the form that ids have: ASCII, and one kind of hyphen.
///
/// The long vowel mark `ー` counts as a hyphen only where it cannot be one of a word: next to ASCII on both sides.
pub(crate) fn number(text: &str) -> String {
    let narrowed: Vec<char> = narrow(text.trim()).chars().map(hyphen).collect();
    let ascii = |position: Option<usize>| {
        position.and_then(|position| narrowed.get(position)).is_some_and(char::is_ascii_alphanumeric)
    };
    let folded = narrowed.iter().enumerate().map(|(position, character)| match character {
        'ー' if ascii(position.checked_sub(1)) && ascii(position.checked_add(1)) => '-',
        other => *other,
    });
    folded.collect::<String>().trim().to_owned()
}

fn narrow_character(character: char) -> char {
    match character {
        // The block of full-width forms repeats ASCII 0x21 to 0x7E in the same order, 0xFEE0 higher.
        '\u{FF01}'..='\u{FF5E}' => {
            u32::from(character).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(character)
        }
        '\u{3000}' => ' ',
        other => other,
    }
}

fn hyphen(character: char) -> char {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | 'ｰ' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_typed_in_any_width_become_one_id() {
        let table = [
            ("USB-001", "USB-001"),
            ("ＵＳＢ－００１", "USB-001"),
            ("ＵＳＢー００１", "USB-001"),
            ("USB−001", "USB-001"),
            ("USB‐001", "USB-001"),
            ("　税務_０１　", "税務_01"),
            ("サーバー", "サーバー"),
        ];
        for (typed, folded) in table {
            assert_eq!(number(typed), folded, "{typed}");
        }
    }

    #[test]
    fn headings_of_any_width_and_spacing_are_one_word() {
        for typed in ["シリアル番号", "ｼﾘｱﾙ番号", "シリアル 番号", "シリアル\n番号"]
        {
            assert_eq!(word(typed), "シリアル番号", "{typed}");
        }
        assert_eq!(word("Ｓ／Ｎ"), "s/n");
    }
}
