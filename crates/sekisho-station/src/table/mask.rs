//! What a mask leaves of a value.

use sekisho_core::less::Mask;
use unicode_normalization::char::is_combining_mark;

/// Stands for what was taken away, however long it was: neither length nor emptiness tells.
const TAKEN: &str = "***";

/// Gives what is left of a value.
///
/// Shape: a value that is no longer than what may stay loses everything. A character goes with the marks behind it.
pub(super) fn masked(value: &str, mask: Mask) -> String {
    let starts: Vec<usize> =
        value.char_indices().filter(|(_, one)| !goes_with_the_one_before(*one)).map(|(at, _)| at).collect();
    let cut = |kept: usize| starts.get(kept).copied();
    let left = match mask {
        Mask::All => None,
        Mask::KeepFirst(kept) => cut(usize::from(kept)).and_then(|at| Some((value.get(..at)?, ""))),
        Mask::KeepLast(kept) => {
            let before = starts.len().checked_sub(usize::from(kept)).filter(|before| *before > 0);
            before.and_then(cut).and_then(|at| Some(("", value.get(at..)?)))
        }
    };
    let (first, last) = left.unwrap_or_default();
    format!("{first}{TAKEN}{last}")
}

/// Tells whether it only changes the character before it: marks, selectors of a shape, the half-width marks of sound.
fn goes_with_the_one_before(one: char) -> bool {
    is_combining_mark(one)
        || matches!(one, '\u{FE00}'..='\u{FE0F}' | '\u{FF9E}' | '\u{FF9F}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_leaves_its_characters_and_nothing_of_the_length() {
        let (first, last) = (Mask::KeepFirst(1), Mask::KeepLast(4));
        let table = [
            ("1234567", last, "***4567"),
            ("12345", last, "***2345"),
            // All of it would be shown.
            ("4567", last, "***"),
            ("", last, "***"),
            ("関守 太郎", first, "関***"),
            ("葛\u{E0100}城", first, "葛\u{E0100}***"),
            ("ﾊﾟﾘ", first, "ﾊﾟ***"),
            ("a\u{301}\u{301}", first, "***"),
            ("𠮷野家", first, "𠮷***"),
            ("1234567", Mask::All, "***"),
        ];
        for (value, mask, left) in table {
            assert_eq!(masked(value, mask), left, "{mask} of {value}");
        }
    }
}
