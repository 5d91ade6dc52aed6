//! Groups of six digits that check themselves, for a voice on a telephone and a hand on a keyboard.
//!
//! The group at place *i* (from 1) of a 16-bit value *v* is `11·v + i`. A wrong digit or a swap of neighbours changes
//! the remainder by 11, and two groups in each other's place have each other's remainder, so each group shows by itself
//! that it is wrong.

use std::fmt;

/// Digits of a group.
pub const GROUP_DIGITS: usize = 6;

const MODULUS: u32 = 11;

/// Says what is wrong with one group, while it is typed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    /// A character is neither a digit nor a space or hyphen.
    #[error("only digits are expected")]
    Character,
    /// Fewer or more than six digits.
    #[error("group has {digits} digits, not {GROUP_DIGITS}")]
    Length {
        /// The digits found.
        digits: usize,
    },
    /// A digit is wrong, two are swapped, or the group belongs to another place.
    #[error("group is mistyped or in another's place")]
    Mistyped,
}

/// Says what is wrong with a code of several groups.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DigitsError {
    /// A character is neither a digit nor a space or hyphen.
    #[error("only digits are expected")]
    Character,
    /// The groups are right, but what they say is not possible.
    #[error("code says something that cannot be")]
    Content,
    /// The code is not as long as it should be.
    #[error("code has {digits} digits, not {wanted}")]
    Length {
        /// The digits found.
        digits: usize,
        /// The digits wanted.
        wanted: usize,
    },
    /// These groups are wrong, counted from 1.
    #[error("mistyped groups: {}", places(.0))]
    Mistyped(Vec<usize>),
}

/// Judges one group alone.
///
/// Shape: full-width digits, spaces and hyphens are taken as they are typed in an office.
/// Units: `place` counts from 1 and is below 11.
/// Errors: each of [`GroupError`].
pub fn check_group(place: usize, text: &str) -> Result<u16, GroupError> {
    let digits = plain_digits(text).ok_or(GroupError::Character)?;
    if digits.len() != GROUP_DIGITS {
        return Err(GroupError::Length { digits: digits.len() });
    }
    value(place, &digits).ok_or(GroupError::Mistyped)
}

/// Writes the groups with a space between.
pub(crate) fn write(values: &[u16], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (place, value) in (1..).zip(values) {
        let number = MODULUS.wrapping_mul(u32::from(*value)).wrapping_add(place);
        write!(f, "{}{number:06}", if place == 1 { "" } else { " " })?;
    }
    Ok(())
}

/// Reads exactly `N` groups.
pub(crate) fn read<const N: usize>(text: &str) -> Result<[u16; N], DigitsError> {
    let digits = plain_digits(text).ok_or(DigitsError::Character)?;
    let wanted = N.saturating_mul(GROUP_DIGITS);
    let (groups, []) = digits.as_chunks::<GROUP_DIGITS>() else {
        return Err(DigitsError::Length { digits: digits.len(), wanted });
    };
    if groups.len() != N {
        return Err(DigitsError::Length { digits: digits.len(), wanted });
    }
    let mut values = [0; N];
    let mut wrong = Vec::new();
    for ((place, group), into) in (1..).zip(groups).zip(&mut values) {
        match value(place, group) {
            Some(value) => *into = value,
            None => wrong.push(place),
        }
    }
    if wrong.is_empty() { Ok(values) } else { Err(DigitsError::Mistyped(wrong)) }
}

fn value(place: usize, digits: &[u8]) -> Option<u16> {
    let number = digits.iter().fold(0_u32, |sum, digit| sum.wrapping_mul(10).wrapping_add(u32::from(*digit)));
    let place = u32::try_from(place).ok()?;
    let multiple = number.checked_sub(place)?;
    (multiple % MODULUS == 0).then_some(multiple.checked_div(MODULUS)?)?.try_into().ok()
}

/// Gives the values of the digits, or `None` if there is something else than digits and what parts them.
fn plain_digits(text: &str) -> Option<Vec<u8>> {
    text.chars().filter(|c| !is_separator(*c)).map(digit).collect()
}

fn is_separator(c: char) -> bool {
    // Hyphens and dashes of several keyboards; the long-vowel mark is what a Japanese input method gives for "-".
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' | 'ー' | 'ｰ')
}

fn digit(c: char) -> Option<u8> {
    let ascii = match c {
        '０'..='９' => char::from_u32(u32::from(c).checked_sub(0xfee0)?)?,
        other => other,
    };
    ascii.is_ascii().then(|| ascii.to_digit(10)).flatten()?.try_into().ok()
}

fn places(places: &[usize]) -> String {
    places.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Groups<'a>(&'a [u16]);

    impl fmt::Display for Groups<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write(self.0, f)
        }
    }

    fn group(place: usize, value: u16) -> String {
        format!("{:06}", 11 * u32::from(value) + u32::try_from(place).unwrap())
    }

    #[test]
    fn every_value_is_read_back_at_every_place() {
        for value in 0..=u16::MAX {
            for place in 1..=8 {
                assert_eq!(check_group(place, &group(place, value)), Ok(value));
            }
        }
    }

    /// All 65,536 values, each of 54 wrong digits and 5 swaps of neighbours, at a place that depends on the value.
    #[test]
    fn every_single_wrong_digit_and_every_swap_of_neighbours_is_caught() {
        for value in 0..=u16::MAX {
            let place = usize::from(value % 8) + 1;
            let right = 11 * u32::from(value) + u32::try_from(place).unwrap();
            let digits: [u8; 6] = std::array::from_fn(|at| {
                u8::try_from(right / 10_u32.pow(5 - u32::try_from(at).unwrap()) % 10).unwrap()
            });
            assert_eq!(super::value(place, &digits), Some(value));
            for at in 0..6 {
                for other in (0..10).filter(|other| *other != digits[at]) {
                    let mut wrong = digits;
                    wrong[at] = other;
                    assert_eq!(super::value(place, &wrong), None, "{value} {at} {other}");
                }
            }
            for at in (0..5).filter(|at| digits[*at] != digits[at + 1]) {
                let mut wrong = digits;
                wrong.swap(at, at + 1);
                assert_eq!(super::value(place, &wrong), None, "{value} {at}");
            }
        }
    }

    #[test]
    fn a_group_in_anothers_place_is_caught_whatever_its_value() {
        for value in 0..=u16::MAX {
            let home = usize::from(value % 8) + 1;
            for place in (1..=8).filter(|place| *place != home) {
                assert_eq!(check_group(place, &group(home, value)), Err(GroupError::Mistyped));
            }
        }
    }

    #[test]
    fn spaces_hyphens_and_full_width_digits_are_taken() {
        for text in ["000045", " 000 045 ", "０００ー０４５", "000-045", "０００　０４５", "000−045"]
        {
            assert_eq!(check_group(1, text), Ok(4), "{text}");
        }
        assert_eq!(check_group(1, "00004"), Err(GroupError::Length { digits: 5 }));
        assert_eq!(check_group(1, "00004O"), Err(GroupError::Character));
        assert_eq!(check_group(1, "٠٠٠٠٤٥"), Err(GroupError::Character));
        assert_eq!(check_group(1, "720897"), Err(GroupError::Mistyped));
    }

    #[test]
    fn a_code_names_its_wrong_groups() {
        let text = Groups(&[1, 2, 3]).to_string();
        assert_eq!(text, "000012 000024 000036");
        assert_eq!(read::<3>(&text), Ok([1, 2, 3]));
        assert_eq!(read::<3>("000024 000012 000036"), Err(DigitsError::Mistyped(vec![1, 2])));
        assert_eq!(read::<3>("000012 000024"), Err(DigitsError::Length { digits: 12, wanted: 18 }));
        assert_eq!(read::<3>("000012 000024 00003"), Err(DigitsError::Length { digits: 17, wanted: 18 }));
        assert_eq!(read::<3>("000012 000024 00003x"), Err(DigitsError::Character));
        assert_eq!(DigitsError::Mistyped(vec![1, 2]).to_string(), "mistyped groups: 1, 2");
    }
}
