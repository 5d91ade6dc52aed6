//! Signatures of security keys: the message is wrapped by what the token saw.
use ed25519_dalek::VerifyingKey;
use p256::ecdsa::signature::Verifier;
use sha2::{Digest, Sha256};
use ssh_key::public::{SkEcdsaSha2NistP256, SkEd25519};

use super::{SshsigError, Verified};
use crate::plain;

/// Flag: somebody touched the token.
pub(super) const USER_PRESENT: u8 = 0x01;
/// Flag: the token asked for PIN or finger.
pub(super) const USER_VERIFIED: u8 = 0x04;

/// Checks a signature of a token with Ed25519.
pub(super) fn verify_ed25519(key: &SkEd25519, signed: &[u8], raw: &[u8]) -> Result<Verified, SshsigError> {
    let (signature, seen) = split_trailer(raw)?;
    let message = seen.wrap(key.application(), signed);
    let good = VerifyingKey::from_bytes(&key.public_key().0)
        .is_ok_and(|key| plain::ed25519_is_good(&key, &message, signature));
    seen.judge(good)
}

/// Checks a signature of a token with ECDSA over P-256.
pub(super) fn verify_p256(
    key: &SkEcdsaSha2NistP256,
    signed: &[u8],
    raw: &[u8],
) -> Result<Verified, SshsigError> {
    let (scalars, seen) = split_trailer(raw)?;
    let message = seen.wrap(key.application(), signed);
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key.ec_point().as_bytes())
        .map_err(|_| SshsigError::MalformedPublicKey)?;
    let (r, s) = take_scalars(scalars)?;
    // Tokens give both the low and the high s; signatures are never used as names, so both are taken.
    let good = p256::ecdsa::Signature::from_scalars(r, s)
        .is_ok_and(|signature| key.verify(&message, &signature).is_ok());
    seen.judge(good)
}

/// What the token says about itself, under the same signature.
struct Seen {
    flags: u8,
    counter: [u8; 4],
}

impl Seen {
    fn wrap(&self, application: &str, signed: &[u8]) -> Vec<u8> {
        // SOURCE: PROTOCOL.u2f, SSH U2F signatures: SHA256(application) || flags || counter ||
        // SHA256(message).
        let (application, message) = (Sha256::digest(application), Sha256::digest(signed));
        [application.as_slice(), &[self.flags], &self.counter, message.as_slice()].concat()
    }

    fn judge(&self, signature_is_good: bool) -> Result<Verified, SshsigError> {
        let present = self.flags & USER_PRESENT != 0;
        match (signature_is_good, present) {
            (false, _) => Err(SshsigError::WrongSignature),
            (true, false) => Err(SshsigError::NotPresent),
            (true, true) => Ok(Verified {
                presence: Some(true),
                user_verified: Some(self.flags & USER_VERIFIED != 0),
                counter: Some(u32::from_be_bytes(self.counter)),
                browser: None,
            }),
        }
    }
}

/// Splits off flags and counter, which follow the signature.
fn split_trailer(raw: &[u8]) -> Result<(&[u8], Seen), SshsigError> {
    let (signature, [flags, counter @ ..]) =
        raw.split_last_chunk::<5>().ok_or(SshsigError::MalformedSignature)?;
    Ok((signature, Seen { flags: *flags, counter: *counter }))
}

/// Takes the two numbers of an ECDSA signature, and nothing else.
pub(super) fn take_scalars(bytes: &[u8]) -> Result<([u8; 32], [u8; 32]), SshsigError> {
    let (r, rest) = take_scalar(bytes)?;
    let (s, rest) = take_scalar(rest)?;
    if rest.is_empty() { Ok((r, s)) } else { Err(SshsigError::MalformedSignature) }
}

/// Writes the digits of a positive `mpint` of RFC 4251, without its length.
pub(super) fn scalar_digits(scalar: &[u8; 32]) -> Vec<u8> {
    let digits: Vec<u8> = scalar.iter().copied().skip_while(|digit| *digit == 0).collect();
    let sign = if digits.first().is_some_and(|digit| *digit >= 0x80) { &[0][..] } else { &[] };
    [sign, &digits].concat()
}

/// Takes one positive `mpint` of RFC 4251 as 32 bytes.
fn take_scalar(bytes: &[u8]) -> Result<([u8; 32], &[u8]), SshsigError> {
    let parts = bytes
        .split_first_chunk()
        .and_then(|(length, rest)| rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?));
    let (number, rest) = parts.ok_or(SshsigError::MalformedSignature)?;
    // SOURCE: RFC 4251 section 5: a leading zero byte only where the next bit is set.
    let digits = match number {
        [0, next, ..] if *next >= 0x80 => number.split_first().map_or(number, |(_, digits)| digits),
        [1..=0x7f, ..] => number,
        _ => return Err(SshsigError::MalformedSignature),
    };
    let padding = 32_usize.checked_sub(digits.len()).ok_or(SshsigError::MalformedSignature)?;
    let mut scalar = [0; 32];
    scalar.iter_mut().skip(padding).zip(digits).for_each(|(to, from)| *to = *from);
    Ok((scalar, rest))
}
