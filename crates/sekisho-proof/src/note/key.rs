//! Keys of notes: a name, a type and an Ed25519 key.
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use super::{Note, NoteError, NoteSignature};
use crate::plain;

/// Ed25519 over the text.
const ED25519: u8 = 0x01;

/// Signs notes with Ed25519.
#[expect(missing_debug_implementations, reason = "a secret is never printed")]
pub struct NoteSigner {
    name: String,
    key: SigningKey,
}

/// Checks notes signed by one [`NoteSigner`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NoteVerifier(NamedKey);

/// Is a public key of whatever type, with its name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct NamedKey {
    pub(crate) name: String,
    pub(crate) key_id: [u8; 4],
    pub(crate) key: VerifyingKey,
}

impl NoteSigner {
    /// Makes the key of this seed, 32 secret random bytes.
    ///
    /// Errors: [`NoteError::BadName`].
    pub fn new(name: impl Into<String>, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let name = name.into();
        check_name(&name)?;
        Ok(Self { name, key: SigningKey::from_bytes(seed) })
    }

    /// Shows the key's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Signs a text that ends in LF.
    pub fn sign(&self, text: &str) -> NoteSignature {
        NoteSignature {
            name: self.name.clone(),
            key_id: key_id(&self.name, ED25519, &self.key.verifying_key()),
            signature: self.key.sign(text.as_bytes()).to_bytes().to_vec(),
        }
    }

    /// Gives the public half.
    pub fn verifier(&self) -> NoteVerifier {
        let key = self.key.verifying_key();
        NoteVerifier(NamedKey { name: self.name.clone(), key_id: key_id(&self.name, ED25519, &key), key })
    }
}

impl NoteVerifier {
    /// Reads a verifier key, `name+key id+base64`.
    ///
    /// Errors: [`NoteError::BadVerifierKey`], [`NoteError::UnsuitableKey`] for other types than Ed25519
    /// (0x01).
    pub fn from_vkey(vkey: &str) -> Result<Self, NoteError> {
        parse_vkey(vkey, ED25519).map(Self)
    }

    /// Writes the verifier key.
    pub fn vkey(&self) -> String {
        vkey(&self.0, ED25519)
    }

    /// Shows the key's name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Checks that this key signed the note.
    ///
    /// Shape: signatures of other keys are ignored; one wrong signature of this key refuses the note.
    /// Errors: [`NoteError::NotSigned`], [`NoteError::BadSignature`].
    /// Source: C2SP signed-note v1.0.0, verifiers.
    pub fn verify(&self, note: &Note) -> Result<(), NoteError> {
        for signature in self.0.signatures(note)? {
            if !plain::ed25519_is_good(&self.0.key, note.text.as_bytes(), &signature.signature) {
                return Err(NoteError::BadSignature { name: self.0.name.clone() });
            }
        }
        Ok(())
    }
}

impl NamedKey {
    /// Finds the signatures of this key, at least one.
    pub(crate) fn signatures<'a>(&self, note: &'a Note) -> Result<Vec<&'a NoteSignature>, NoteError> {
        let ours =
            |signature: &&NoteSignature| signature.name == self.name && signature.key_id == self.key_id;
        let found: Vec<_> = note.signatures.iter().filter(ours).collect();
        if found.is_empty() { Err(NoteError::NotSigned { name: self.name.clone() }) } else { Ok(found) }
    }
}

/// Computes the key id.
pub(crate) fn key_id(name: &str, kind: u8, key: &VerifyingKey) -> [u8; 4] {
    // SOURCE: C2SP signed-note: key ID = SHA-256(name || 0x0A || type || public key)[:4].
    let digest =
        Sha256::new().chain_update(name).chain_update([b'\n', kind]).chain_update(key.as_bytes()).finalize();
    digest.first_chunk().copied().unwrap_or_default()
}

/// Writes a verifier key.
pub(crate) fn vkey(key: &NamedKey, kind: u8) -> String {
    let blob = [&[kind], key.key.as_bytes().as_slice()].concat();
    format!("{}+{}+{}", key.name, plain::hex(&key.key_id), plain::base64(&blob))
}

/// Reads a verifier key of the wanted kind.
pub(crate) fn parse_vkey(text: &str, wanted: u8) -> Result<NamedKey, NoteError> {
    let bad = || NoteError::BadVerifierKey { vkey: text.to_owned() };
    let (name, rest) = text.split_once('+').ok_or_else(bad)?;
    let (id, blob) = rest.split_once('+').ok_or_else(bad)?;
    check_name(name)?;
    let stated: [u8; 4] = plain::unhex(id).ok_or_else(bad)?;
    let blob = plain::unbase64(blob).ok_or_else(bad)?;
    let (&kind, public) = blob.split_first().ok_or_else(bad)?;
    if kind != wanted {
        return Err(NoteError::UnsuitableKey { name: name.to_owned(), kind });
    }
    let public = public.try_into().map_err(|_| bad())?;
    let key = VerifyingKey::from_bytes(public).ok().filter(|key| !key.is_weak()).ok_or_else(bad)?;
    let key_id = key_id(name, kind, &key);
    if stated != key_id {
        return Err(bad());
    }
    Ok(NamedKey { name: name.to_owned(), key_id, key })
}

/// Makes sure that a name can stand in a signature line and in a verifier key.
pub(crate) fn check_name(name: &str) -> Result<(), NoteError> {
    let fits = |character: char| !character.is_whitespace() && !character.is_control() && character != '+';
    if name.is_empty() || !name.chars().all(fits) {
        return Err(NoteError::BadName { name: name.to_owned() });
    }
    Ok(())
}
