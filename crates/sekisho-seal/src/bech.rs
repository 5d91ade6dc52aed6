//! Bech32 as age uses it: BIP 173 without its limit of length.

use bech32::primitives::checksum::Checksum;
use bech32::primitives::decode::CheckedHrpstring;
use bech32::primitives::gf32_ext::Fe1024;
use bech32::{Bech32, Hrp};
use zeroize::Zeroizing;

/// Says why a text is not a key of the kind wanted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyTextError {
    /// The checksum, an upper or lower case letter or another character is wrong.
    #[error("text is mistyped: its checksum does not fit")]
    Checksum,
    /// The text is of another kind: it begins differently.
    #[error("text does not begin with `{wanted}1`")]
    Kind {
        /// The beginning wanted.
        wanted: &'static str,
    },
    /// The text is whole, but what it holds is not a key of this kind and version.
    #[error("text holds no key of this kind and version")]
    Content,
}

/// The checksum of BIP 173; only the limit of length differs.
enum Unlimited {}

impl Checksum for Unlimited {
    type MidstateRepr = u32;
    type CorrectionField = Fe1024;
    const ROOT_GENERATOR: Self::CorrectionField = Bech32::ROOT_GENERATOR;
    const ROOT_EXPONENTS: core::ops::RangeInclusive<usize> = Bech32::ROOT_EXPONENTS;
    // SOURCE: C2SP age, conventions: "without length limits on the data part".
    const CODE_LENGTH: usize = usize::MAX;
    const CHECKSUM_LENGTH: usize = Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [u32; 5] = Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: u32 = Bech32::TARGET_RESIDUE;
}

/// Writes a public key: lower case.
#[expect(clippy::expect_used, reason = "our prefixes are constants and there is no limit of length")]
pub(crate) fn lower(prefix: &'static str, data: &[u8]) -> String {
    // INVARIANT: every prefix of this crate is short lower-case ASCII; a test writes each.
    let hrp = Hrp::parse(prefix).expect("prefix is ascii");
    bech32::encode_lower::<Unlimited>(hrp, data).expect("no limit of length")
}

/// Writes a private key: upper case.
#[expect(clippy::expect_used, reason = "our prefixes are constants and there is no limit of length")]
pub(crate) fn upper(prefix: &'static str, data: &[u8]) -> Zeroizing<String> {
    // INVARIANT: as above.
    let hrp = Hrp::parse(prefix).expect("prefix is ascii");
    Zeroizing::new(bech32::encode_upper::<Unlimited>(hrp, data).expect("no limit of length"))
}

/// Reads what stands behind the prefix.
///
/// Errors: [`KeyTextError::Checksum`], [`KeyTextError::Kind`].
pub(crate) fn read(text: &str, prefix: &'static str) -> Result<Zeroizing<Vec<u8>>, KeyTextError> {
    let checked = CheckedHrpstring::new::<Unlimited>(text).map_err(|_| KeyTextError::Checksum)?;
    if !checked.hrp().to_string().eq_ignore_ascii_case(prefix) {
        return Err(KeyTextError::Kind { wanted: prefix });
    }
    // The bits that fill up the last character are zero, and fewer than five: each key has one spelling.
    let data = Zeroizing::new(checked.byte_iter().collect::<Vec<u8>>());
    let again = if text.starts_with(|first: char| first.is_ascii_uppercase()) {
        upper(prefix, &data)
    } else {
        Zeroizing::new(lower(prefix, &data))
    };
    if again.as_str() == text { Ok(data) } else { Err(KeyTextError::Checksum) }
}

#[cfg(test)]
mod tests {
    use bech32::primitives::iter::{ByteIterExt as _, Fe32IterExt as _};
    use bech32::{Fe32, Hrp};

    use super::*;

    #[test]
    fn a_text_is_longer_than_bip_173_allows_and_read_back() {
        let data = [7; 3000];
        let text = lower("age1sekisho", &data);
        assert!(text.len() > 4800);
        assert_eq!(read(&text, "age1sekisho").unwrap().as_slice(), data);
        assert_eq!(read(&upper("age1sekisho", &data), "age1sekisho").unwrap().as_slice(), data);
    }

    #[test]
    fn set_bits_behind_the_end_are_a_second_spelling_and_refused() {
        let hrp = Hrp::parse("age1sekisho").unwrap();
        // One byte is two characters, with two unused bits in the second.
        let mut characters: Vec<Fe32> = [7_u8].into_iter().bytes_to_fes().collect();
        let spelled = |characters: &[Fe32]| -> String {
            characters.iter().copied().with_checksum::<Unlimited>(&hrp).chars().collect()
        };
        assert_eq!(read(&spelled(&characters), "age1sekisho").unwrap().as_slice(), [7]);
        characters[1] = Fe32::try_from(characters[1].to_u8() | 1).unwrap();
        assert_eq!(read(&spelled(&characters), "age1sekisho"), Err(KeyTextError::Checksum));
    }

    #[test]
    fn mixed_case_and_other_kinds_are_refused() {
        let text = lower("age1pq", &[1; 32]);
        let mixed = text.replacen('a', "A", 1);
        assert_eq!(read(&mixed, "age1pq"), Err(KeyTextError::Checksum));
        assert_eq!(read(&text, "age1sekisho"), Err(KeyTextError::Kind { wanted: "age1sekisho" }));
        assert_eq!(read("", "age1pq"), Err(KeyTextError::Checksum));
    }
}
