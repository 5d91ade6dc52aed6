//! The small strict pieces of which the formats are made: each value has exactly one spelling.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Defines bytes that are wiped when they go, never printed, never copied.
macro_rules! secret {
    ($(#[$meta:meta])* $name:ident, $bytes:literal) => {
        $(#[$meta])*
        #[derive(zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
        pub struct $name([u8; $bytes]);

        impl $name {
            /// Takes the bytes over.
            pub fn new(bytes: [u8; $bytes]) -> Self {
                Self(bytes)
            }

            /// Gives the bytes to what computes with them.
            pub fn expose(&self) -> &[u8; $bytes] {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(•••)"))
            }
        }
    };
}
pub(crate) use secret;

/// Writes unpadded standard base64, age's spelling.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD_NO_PAD.encode(bytes)
}

/// Reads canonical unpadded standard base64.
pub(crate) fn unbase64(text: &[u8]) -> Option<Vec<u8>> {
    // SOURCE: C2SP age, conventions: padding and set trailing bits are refused; this engine does both.
    STANDARD_NO_PAD.decode(text).ok()
}

/// Computes SHA-256 over the parts, one after the other.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// Derives `N` bytes with HKDF-SHA-256.
#[expect(clippy::expect_used, reason = "no caller asks for more than 64 bytes")]
pub(crate) fn hkdf<const N: usize>(ikm: &[u8], salt: &[u8], info: &[&[u8]]) -> Zeroizing<[u8; N]> {
    let mut output = Zeroizing::new([0; N]);
    // INVARIANT: HKDF-SHA-256 gives up to 8,160 bytes.
    Hkdf::<Sha256>::new(Some(salt), ikm).expand_multi_info(info, output.as_mut()).expect("length fits");
    output
}

/// Takes the next `N` bytes off the front.
pub(crate) fn take<const N: usize>(input: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = input.split_first_chunk()?;
    *input = rest;
    Some(*first)
}

/// Gives the first `N` bytes of a longer array.
pub(crate) fn head<const N: usize, const M: usize>(bytes: &[u8; M]) -> [u8; N] {
    const { assert!(N <= M, "a head is not longer than the whole") };
    let mut out = [0; N];
    out.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    out
}

/// Compares without telling by its time where the difference is.
pub(crate) fn same(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

/// Writes bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}
