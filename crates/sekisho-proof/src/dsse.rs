//! DSSE envelopes: a typed payload with Ed25519 signatures over its pre-authentication encoding.
use std::collections::BTreeMap;

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::{canonical, digest::Digest, plain};

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const EITHER_ALPHABET: [GeneralPurpose; 2] =
    [GeneralPurpose::new(&STANDARD, LENIENT), GeneralPurpose::new(&URL_SAFE, LENIENT)];

/// Says why an envelope is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DsseError {
    /// A field is not base64 in either alphabet.
    #[error("field `{field}` of the envelope is not base64")]
    NotBase64 {
        /// The field.
        field: &'static str,
    },
    /// The bytes are not an envelope.
    #[error("not an envelope: {0}")]
    NotEnvelope(#[from] serde_json::Error),
    /// The bytes are not an Ed25519 public key, or one whose signatures prove nothing.
    #[error("not a usable Ed25519 public key")]
    NotPublicKey,
    /// Fewer different keys signed than were wanted.
    #[error("{good} of the known keys signed, wanted are {threshold}")]
    TooFewSignatures {
        /// The number of different known keys with a good signature.
        good: usize,
        /// The number wanted.
        threshold: usize,
    },
    /// Zero signatures were wanted, which would accept anything.
    #[error("a threshold of zero checks nothing")]
    ZeroThreshold,
}

/// Carries a payload and the signatures over it.
///
/// Shape: [`to_bytes`](Self::to_bytes) is canonical JSON with standard base64; reading also takes the
/// URL-safe alphabet.
/// Source: DSSE v1.0.2, envelope.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Envelope {
    /// The media type of the payload; it is signed too.
    pub payload_type: String,
    /// The exact bytes that were signed.
    pub payload: Vec<u8>,
    /// The signatures; none is checked before [`Envelope::verify`].
    pub signatures: Vec<Signature>,
}

/// Is one signature of an envelope.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Signature {
    /// A hint which key signed; it is not authenticated.
    pub keyid: String,
    /// The signature's bytes.
    pub sig: Vec<u8>,
}

/// Signs envelopes with Ed25519.
#[expect(missing_debug_implementations, reason = "a secret is never printed")]
pub struct EnvelopeKey(SigningKey);

/// Checks envelopes signed by one [`EnvelopeKey`].
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct EnvelopePublicKey(VerifyingKey);

/// Builds the bytes that are signed.
///
/// Source: DSSE v1.0.2, protocol: `"DSSEv1" SP LEN(type) SP type SP LEN(body) SP body`.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    out.extend_from_slice(payload);
    out
}

impl EnvelopeKey {
    /// Makes the key of this seed, 32 secret random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Gives the public half.
    pub fn public(&self) -> EnvelopePublicKey {
        EnvelopePublicKey(self.0.verifying_key())
    }
}

impl EnvelopePublicKey {
    /// Reads the 32 bytes of a public key.
    ///
    /// Errors: [`DsseError::NotPublicKey`], also for the weak points that accept forged signatures.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, DsseError> {
        match VerifyingKey::from_bytes(bytes) {
            Ok(key) if !key.is_weak() => Ok(Self(key)),
            _ => Err(DsseError::NotPublicKey),
        }
    }

    /// Shows the 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Names the key by the digest of its bytes: what our signatures carry as `keyid`.
    pub fn keyid(&self) -> String {
        Digest::of(self.as_bytes()).to_string()
    }
}

impl Envelope {
    /// Wraps a payload with one signature.
    pub fn sign(payload_type: impl Into<String>, payload: impl Into<Vec<u8>>, key: &EnvelopeKey) -> Self {
        let mut envelope =
            Self { payload_type: payload_type.into(), payload: payload.into(), signatures: Vec::new() };
        envelope.add_signature(key);
        envelope
    }

    /// Adds the signature of one more key over the same payload.
    pub fn add_signature(&mut self, key: &EnvelopeKey) {
        let sig = key.0.sign(&pae(&self.payload_type, &self.payload)).to_bytes().to_vec();
        self.signatures.push(Signature { keyid: key.public().keyid(), sig });
    }

    /// Writes the envelope as canonical JSON.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "fields of strings always have a canonical form"
    )]
    pub fn to_bytes(&self) -> Vec<u8> {
        let wire = Wire {
            payload: plain::base64(&self.payload),
            payload_type: self.payload_type.clone(),
            signatures: self
                .signatures
                .iter()
                .map(|Signature { keyid, sig }| WireSignature {
                    keyid: keyid.clone(),
                    sig: plain::base64(sig),
                })
                .collect(),
        };
        // INVARIANT: ASCII field names and string values always have a canonical form.
        canonical::to_vec(&wire).expect("strings serialise")
    }

    /// Reads an envelope.
    ///
    /// Shape: unknown fields are ignored, double ones are refused; nothing is verified yet.
    /// Errors: [`DsseError::NotEnvelope`], [`DsseError::NotBase64`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DsseError> {
        let wire: Wire = serde_json::from_slice(bytes)?;
        let signatures = wire
            .signatures
            .into_iter()
            .map(|signature| Ok(Signature { keyid: signature.keyid, sig: unbase64(&signature.sig, "sig")? }));
        Ok(Self {
            payload: unbase64(&wire.payload, "payload")?,
            payload_type: wire.payload_type,
            signatures: signatures.collect::<Result<_, DsseError>>()?,
        })
    }

    /// Gives the payload if at least `threshold` different known keys signed it.
    ///
    /// Errors: [`DsseError::TooFewSignatures`], [`DsseError::ZeroThreshold`].
    /// Source: DSSE v1.0.2, protocol, (t, n)-envelopes.
    pub fn verify(&self, keys: &[EnvelopePublicKey], threshold: usize) -> Result<&[u8], DsseError> {
        if threshold == 0 {
            return Err(DsseError::ZeroThreshold);
        }
        let message = pae(&self.payload_type, &self.payload);
        // SOURCE: DSSE counts unique keys; `keyid` is an unauthenticated hint, so each signature is tried
        // with each key.
        let unique: BTreeMap<_, _> = keys.iter().map(|key| (key.as_bytes(), key)).collect();
        let signed = |key: &EnvelopePublicKey| {
            self.signatures.iter().any(|signature| plain::ed25519_is_good(&key.0, &message, &signature.sig))
        };
        let good = unique.into_values().filter(|key| signed(key)).count();
        if good < threshold {
            return Err(DsseError::TooFewSignatures { good, threshold });
        }
        Ok(&self.payload)
    }
}

#[derive(Deserialize, Serialize)]
struct Wire {
    payload: String,
    #[serde(rename = "payloadType")]
    payload_type: String,
    signatures: Vec<WireSignature>,
}

#[derive(Deserialize, Serialize)]
struct WireSignature {
    #[serde(default)]
    keyid: String,
    sig: String,
}

fn unbase64(text: &str, field: &'static str) -> Result<Vec<u8>, DsseError> {
    let decoded = EITHER_ALPHABET.iter().find_map(|alphabet| alphabet.decode(text).ok());
    decoded.ok_or(DsseError::NotBase64 { field })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "application/vnd.in-toto+json";

    fn key(number: u8) -> EnvelopeKey {
        EnvelopeKey::from_seed(&[number; 32])
    }

    #[test]
    fn a_signed_envelope_survives_writing_and_reading() {
        let envelope = Envelope::sign(TYPE, *b"{}", &key(1));
        let read = Envelope::from_bytes(&envelope.to_bytes()).unwrap();
        assert_eq!(read, envelope);
        assert_eq!(read.to_bytes(), envelope.to_bytes());
        assert_eq!(read.verify(&[key(1).public()], 1).unwrap(), b"{}");
    }

    #[test]
    fn both_base64_alphabets_are_read() {
        for payload in ["+/+/", "-_-_"] {
            let text = format!(
                r#"{{"payloadType":"t","payload":"{payload}","signatures":[{{"sig":"+w"}}],"more":1}}"#
            );
            let envelope = Envelope::from_bytes(text.as_bytes()).unwrap();
            assert_eq!(envelope.payload, [0xfb, 0xff, 0xbf]);
            assert_eq!(envelope.signatures, [Signature { keyid: String::new(), sig: vec![0xfb] }]);
        }
    }

    #[test]
    fn double_fields_and_bad_base64_are_refused() {
        let double = br#"{"payload":"","payload":"","payloadType":"t","signatures":[]}"#;
        assert!(matches!(Envelope::from_bytes(double), Err(DsseError::NotEnvelope(_))));
        let bad = br#"{"payload":"+_","payloadType":"t","signatures":[]}"#;
        assert!(matches!(Envelope::from_bytes(bad), Err(DsseError::NotBase64 { field: "payload" })));
    }

    #[test]
    fn one_key_counts_once_however_often_it_signs() {
        let mut envelope = Envelope::sign(TYPE, *b"{}", &key(1));
        envelope.add_signature(&key(1));
        let keys = [key(1).public(), key(1).public(), key(2).public()];
        let refused = envelope.verify(&keys, 2).unwrap_err();
        assert_eq!(refused.to_string(), "1 of the known keys signed, wanted are 2");
        envelope.add_signature(&key(2));
        assert!(envelope.verify(&keys, 2).is_ok());
        assert!(matches!(envelope.verify(&keys, 0), Err(DsseError::ZeroThreshold)));
    }

    #[test]
    fn a_changed_type_payload_or_key_is_refused_and_keyid_is_only_a_hint() {
        let mut good = Envelope::sign(TYPE, *b"{}", &key(1));
        good.signatures[0].keyid = "somebody else".to_owned();
        let keys = [key(1).public()];
        assert!(good.verify(&keys, 1).is_ok());
        let refused = |envelope: &Envelope, keys: &[EnvelopePublicKey]| {
            matches!(envelope.verify(keys, 1), Err(DsseError::TooFewSignatures { good: 0, threshold: 1 }))
        };
        assert!(refused(&good, &[key(2).public()]));
        assert!(refused(&Envelope { payload_type: "other".to_owned(), ..good.clone() }, &keys));
        assert!(refused(&Envelope { payload: b"{ }".to_vec(), ..good.clone() }, &keys));
        good.signatures[0].sig.pop();
        assert!(refused(&good, &keys));
    }

    #[test]
    fn weak_public_keys_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert!(matches!(EnvelopePublicKey::from_bytes(&identity), Err(DsseError::NotPublicKey)));
    }
}
