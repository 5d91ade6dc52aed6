//! A second, slow and plain reading of what age has and Sekisho does not use: armor, X25519, passphrases; and of the
//! payload, as an oracle.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hkdf::Hkdf;
use sekisho_seal::FileKey;
use sekisho_seal::header::Stanza;
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};

/// Why a stanza gives no file key.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Unwrap {
    Malformed,
    NoMatch,
}

/// Reads the armor strictly: white space around it and CRLF are all that is tolerated.
pub(crate) fn unarmor(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?.trim_matches([' ', '\t', '\r', '\n']);
    let mut lines: Vec<&str> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let last = lines.pop()?;
    if lines.is_empty()
        || lines.remove(0) != "-----BEGIN AGE ENCRYPTED FILE-----"
        || last != "-----END AGE ENCRYPTED FILE-----"
    {
        return None;
    }
    let Some((end, full)) = lines.split_last() else { return Some(Vec::new()) };
    if full.iter().any(|line| line.len() != 64) || end.is_empty() || end.len() > 64 {
        return None;
    }
    // Padding may stand at the very end only, which the engine enforces on the whole.
    STANDARD.decode(lines.concat()).ok()
}

/// Reads unpadded base64.
pub(crate) fn unbase64(text: &str) -> Vec<u8> {
    STANDARD_NO_PAD.decode(text).unwrap()
}

pub(crate) fn x25519(stanza: &Stanza, secret: &[u8; 32]) -> Result<FileKey, Unwrap> {
    let [share] = stanza.args() else { return Err(Unwrap::Malformed) };
    let share = STANDARD_NO_PAD.decode(share).map_err(|_| Unwrap::Malformed)?;
    let share: [u8; 32] = share.try_into().map_err(|_| Unwrap::Malformed)?;
    let secret = StaticSecret::from(*secret);
    let shared = secret.diffie_hellman(&PublicKey::from(share));
    if !shared.was_contributory() || stanza.body().len() != 32 {
        return Err(Unwrap::Malformed);
    }
    let salt = [share, PublicKey::from(&secret).to_bytes()].concat();
    unwrap(&hkdf(shared.as_bytes(), &salt, b"age-encryption.org/v1/X25519"), stanza.body())
}

/// Refuses work factors above 16: a test is not a place to wait.
pub(crate) fn scrypt(stanza: &Stanza, passphrase: &str) -> Result<FileKey, Unwrap> {
    let [salt, factor] = stanza.args() else { return Err(Unwrap::Malformed) };
    let salt = STANDARD_NO_PAD.decode(salt).map_err(|_| Unwrap::Malformed)?;
    let factor: u8 =
        factor.parse().ok().filter(|number: &u8| number.to_string() == *factor).ok_or(Unwrap::Malformed)?;
    if salt.len() != 16 || !(1..=16).contains(&factor) || stanza.body().len() != 32 {
        return Err(Unwrap::Malformed);
    }
    let salt = [b"age-encryption.org/v1/scrypt", &salt[..]].concat();
    let mut key = [0; 32];
    let work = scrypt::Params::new(factor, 8, 1).unwrap();
    scrypt::scrypt(passphrase.as_bytes(), &salt, &work, &mut key).unwrap();
    unwrap(&key, stanza.body())
}

/// Opens a payload one chunk after the other; gives what was authentic, and whether all of it was.
pub(crate) fn open_payload(file_key: &FileKey, payload: &[u8]) -> (Vec<u8>, bool) {
    let (nonce, mut rest) = payload.split_at(16);
    let cipher = ChaCha20Poly1305::new(&hkdf(file_key.expose(), nonce, b"payload").into());
    let mut plain = Vec::new();
    for counter in 0_u64.. {
        let (chunk, behind) = rest.split_at(rest.len().min(65_536 + 16));
        let nonce =
            |last: u8| -> Nonce { [0; 3].into_iter().chain(counter.to_be_bytes()).chain([last]).collect() };
        if let Ok(middle) = cipher.decrypt(&nonce(0), chunk) {
            if middle.len() != 65_536 {
                return (plain, false);
            }
            plain.extend_from_slice(&middle);
            rest = behind;
            continue;
        }
        return match cipher.decrypt(&nonce(1), chunk) {
            Ok(last) if counter > 0 && last.is_empty() => (plain, false),
            Ok(last) => {
                plain.extend_from_slice(&last);
                (plain, behind.is_empty())
            }
            Err(_) => (plain, false),
        };
    }
    unreachable!("a payload has an end")
}

pub(crate) fn hkdf(ikm: &[u8], salt: &[u8], info: &[u8]) -> [u8; 32] {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(Some(salt), ikm).expand(info, &mut key).unwrap();
    key
}

fn unwrap(key: &[u8; 32], body: &[u8]) -> Result<FileKey, Unwrap> {
    let file_key = ChaCha20Poly1305::new(key.into()).decrypt(&Nonce::default(), body);
    let file_key = file_key.map_err(|_| Unwrap::NoMatch)?;
    Ok(FileKey::new(file_key.try_into().unwrap()))
}
