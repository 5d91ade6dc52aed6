//! Signed notes: a text with signatures under it, readable by eye and by every C2SP client.
mod key;

pub(crate) use key::{NamedKey, check_name, key_id, parse_vkey, vkey};
pub use key::{NoteSigner, NoteVerifier};

use crate::plain;

/// Signatures that a reader takes at most; the specification demands at least 16.
const MAX_SIGNATURES: usize = 100;
const SIGNATURE_START: &str = "\u{2014} ";

/// Says why a note or a key is refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// A key name is empty or has a space or a plus sign.
    #[error("`{name}` is not a key name")]
    BadName {
        /// The name.
        name: String,
    },
    /// The signature of a known key is wrong, so the whole note is.
    #[error("the signature of `{name}` is wrong")]
    BadSignature {
        /// The key's name.
        name: String,
    },
    /// A verifier key does not have its shape, or its key id does not fit.
    #[error("`{vkey}` is not a verifier key")]
    BadVerifierKey {
        /// The text.
        vkey: String,
    },
    /// The text has a control character or does not end in a line feed.
    #[error("the text of the note is not plain text that ends in a line feed")]
    BadText,
    /// There is no empty line with signatures after it, or a signature line is malformed.
    #[error("the note does not end in signature lines")]
    NoSignatures,
    /// The key that was asked for did not sign.
    #[error("the note is not signed by `{name}`")]
    NotSigned {
        /// The key's name.
        name: String,
    },
    /// There are more signatures than a reader takes.
    #[error("the note has more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// The verifier key is of another kind.
    #[error("verifier key of `{name}` has the unsuitable type {kind}")]
    UnsuitableKey {
        /// The key's name.
        name: String,
        /// The type byte.
        kind: u8,
    },
}

/// Is a text with signatures.
///
/// Shape: `text` ends in LF; [`format`](Self::format) and [`parse`](Self::parse) are inverse to each other.
/// Source: C2SP signed-note v1.0.0.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// The text, with its last LF.
    pub text: String,
    /// The signatures; none is checked before a verifier does so.
    pub signatures: Vec<NoteSignature>,
}

/// Is one signature line of a note.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NoteSignature {
    /// The name of the key.
    pub name: String,
    /// The first 4 bytes of the key's hash.
    pub key_id: [u8; 4],
    /// What follows; its meaning depends on the type of the key.
    pub signature: Vec<u8>,
}

impl Note {
    /// Starts a note that nobody has signed yet.
    ///
    /// Errors: [`NoteError::BadText`].
    pub fn new(text: impl Into<String>) -> Result<Self, NoteError> {
        let text = text.into();
        if !text.ends_with('\n') || has_control(&text) {
            return Err(NoteError::BadText);
        }
        Ok(Self { text, signatures: Vec::new() })
    }

    /// Reads a note.
    ///
    /// Errors: [`NoteError::BadText`], [`NoteError::NoSignatures`], [`NoteError::TooManySignatures`].
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if has_control(note) {
            return Err(NoteError::BadText);
        }
        // SOURCE: C2SP signed-note: the signatures follow the last empty line.
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::NoSignatures)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::NoSignatures)?;
        if lines.split('\n').count() > MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        let signatures = lines.split('\n').map(NoteSignature::parse).collect::<Option<_>>();
        Ok(Self { text: format!("{text}\n"), signatures: signatures.ok_or(NoteError::NoSignatures)? })
    }

    /// Writes the note.
    pub fn format(&self) -> String {
        let lines: String = self.signatures.iter().map(NoteSignature::format).collect();
        format!("{}\n{lines}", self.text)
    }
}

impl NoteSignature {
    /// Writes the signature line, with its LF.
    pub fn format(&self) -> String {
        let blob = [&self.key_id, self.signature.as_slice()].concat();
        format!("{SIGNATURE_START}{} {}\n", self.name, plain::base64(&blob))
    }

    /// Reads a signature line without its LF.
    fn parse(line: &str) -> Option<Self> {
        let (name, blob) = line.strip_prefix(SIGNATURE_START)?.split_once(' ')?;
        check_name(name).ok()?;
        let blob = plain::unbase64(blob)?;
        let (key_id, signature) = blob.split_first_chunk()?;
        if signature.is_empty() {
            return None;
        }
        Some(Self { name: name.to_owned(), key_id: *key_id, signature: signature.to_vec() })
    }
}

fn has_control(text: &str) -> bool {
    text.chars().any(|character| character < ' ' && character != '\n')
}

#[cfg(test)]
mod tests;
