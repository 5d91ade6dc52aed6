//! X-Wing against the vectors of its draft, and the two things that the crates below let pass.

use sekisho_seal::key_pair::{
    CIPHERTEXT_BYTES, Ciphertext, EncapsulationRandomness, KeyError, PUBLIC_KEY_BYTES, PublicKey, SecretSeed,
};

use crate::text::unhex;

const VECTORS: &str = include_str!("../vectors/x-wing.txt");

#[test]
fn the_vectors_of_the_draft_are_met() {
    let lines: Vec<Vec<u8>> = VECTORS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| unhex(line.split_once(' ').unwrap().1))
        .collect();
    assert_eq!(lines.len(), 3 * 5);
    for vector in lines.chunks(5) {
        let [seed, randomness, public, encapsulated, secret] = vector else { unreachable!() };
        let seed = SecretSeed::new(seed[..].try_into().unwrap());
        assert_eq!(seed.public_key().as_bytes(), &public[..]);
        let public = PublicKey::from_bytes(public).unwrap();
        let randomness = EncapsulationRandomness::new(randomness[..].try_into().unwrap());
        let (here, ciphertext) = public.encapsulate(randomness);
        assert_eq!(ciphertext.as_bytes(), &encapsulated[..]);
        assert_eq!(here.expose(), &secret[..]);
        assert_eq!(seed.decapsulate(&ciphertext).unwrap().expose(), &secret[..]);
    }
}

/// Points of order 1, 2, 4 and 8 and their unreduced spellings, RFC 7748 and the list in libsodium.
const LOW_ORDER: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

#[test]
fn a_share_of_low_order_is_refused_in_keys_and_in_ciphertexts() {
    let seed = SecretSeed::new([7; 32]);
    let public = seed.public_key();
    let (_, ciphertext) = public.encapsulate(EncapsulationRandomness::new([8; 64]));
    for share in LOW_ORDER {
        let mut key = *public.as_bytes();
        key[PUBLIC_KEY_BYTES - 32..].copy_from_slice(&unhex(share));
        assert_eq!(PublicKey::from_bytes(&key), Err(KeyError::LowOrder));
        let mut bytes = *ciphertext.as_bytes();
        bytes[CIPHERTEXT_BYTES - 32..].copy_from_slice(&unhex(share));
        let forged = Ciphertext::from_bytes(&bytes).unwrap();
        assert_eq!(seed.decapsulate(&forged).unwrap_err(), KeyError::LowOrder);
    }
}

#[test]
fn what_is_not_a_key_is_refused() {
    let length = |bytes, wanted| KeyError::Length { bytes, wanted };
    assert_eq!(PublicKey::from_bytes(&[0; 1215]), Err(length(1215, PUBLIC_KEY_BYTES)));
    assert_eq!(Ciphertext::from_bytes(&[0; 1121]), Err(length(1121, CIPHERTEXT_BYTES)));
    // Coefficients of 0xfff are above the modulus.
    assert_eq!(PublicKey::from_bytes(&[0xff; PUBLIC_KEY_BYTES]), Err(KeyError::NotAKey));
}

#[test]
fn a_secret_is_never_printed() {
    assert_eq!(format!("{:?}", SecretSeed::new([7; 32])), "SecretSeed(•••)");
}
