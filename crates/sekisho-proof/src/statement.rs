//! In-toto statements: what is attested (the predicate) about which bytes (the subjects).
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    canonical::{self, CanonicalError},
    digest::{Digest, DigestError},
};

/// The media type of a statement inside a DSSE envelope.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// The type that every version 1 statement names.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";

/// Says why bytes are not a statement.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// The bytes are not canonical JSON of a statement.
    #[error("not a statement: {0}")]
    Canonical(#[from] CanonicalError),
    /// A subject has a malformed digest.
    #[error("subject `{name}`: {source}")]
    Digest {
        /// The subject's name.
        name: String,
        /// What is wrong with the digest.
        source: DigestError,
    },
    /// A subject has no SHA-256 digest.
    #[error("subject `{name}` has no sha256 digest")]
    NoDigest {
        /// The subject's name.
        name: String,
    },
    /// The statement has another type or version.
    #[error("statement type `{found}` is not `{STATEMENT_TYPE}`")]
    OtherType {
        /// The type found.
        found: String,
    },
}

/// Attests a predicate about subjects.
///
/// Shape: the fields of in-toto Statement v1; unknown fields of the statement are ignored on reading.
/// Source: in-toto attestation framework, Statement v1.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statement<P> {
    /// What the predicate is about.
    pub subject: Vec<Subject>,
    /// The URI that gives the predicate its meaning.
    pub predicate_type: String,
    /// The content.
    pub predicate: P,
}

/// Names one attested byte string.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Subject {
    /// The name, unique within the statement.
    pub name: String,
    /// The SHA-256 of the bytes.
    pub digest: Digest,
}

impl<P: Serialize> Statement<P> {
    /// Writes the statement as canonical JSON.
    ///
    /// Errors: [`StatementError::Canonical`] if the predicate has no canonical form.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StatementError> {
        let subject = self.subject.iter().map(|Subject { name, digest }| WireSubject {
            name: name.clone(),
            digest: BTreeMap::from([("sha256".to_owned(), digest.to_hex())]),
        });
        Ok(canonical::to_vec(&Wire {
            r#type: STATEMENT_TYPE.to_owned(),
            subject: subject.collect(),
            predicate_type: self.predicate_type.clone(),
            predicate: &self.predicate,
        })?)
    }
}

impl<P: DeserializeOwned> Statement<P> {
    /// Reads a statement from canonical JSON.
    ///
    /// Errors: each variant of [`StatementError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StatementError> {
        let wire: Wire<P> = canonical::from_slice(bytes)?;
        if wire.r#type != STATEMENT_TYPE {
            return Err(StatementError::OtherType { found: wire.r#type });
        }
        Ok(Self {
            subject: wire.subject.into_iter().map(WireSubject::read).collect::<Result<_, _>>()?,
            predicate_type: wire.predicate_type,
            predicate: wire.predicate,
        })
    }
}

#[derive(Deserialize, Serialize)]
struct Wire<P> {
    #[serde(rename = "_type")]
    r#type: String,
    subject: Vec<WireSubject>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    predicate: P,
}

#[derive(Deserialize, Serialize)]
struct WireSubject {
    name: String,
    digest: BTreeMap<String, String>,
}

impl WireSubject {
    fn read(self) -> Result<Subject, StatementError> {
        let Self { name, digest } = self;
        let Some(hex) = digest.get("sha256") else { return Err(StatementError::NoDigest { name }) };
        match Digest::from_hex(hex) {
            Ok(digest) => Ok(Subject { name, digest }),
            Err(source) => Err(StatementError::Digest { name, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_statement_has_exactly_these_bytes() {
        let statement = Statement {
            subject: vec![Subject { name: "permit/P-0001#3".to_owned(), digest: Digest::of(b"abc") }],
            predicate_type: "https://sekisho.example/event/v1".to_owned(),
            predicate: json!({"seq": 3}),
        };
        let expected = concat!(
            r#"{"_type":"https://in-toto.io/Statement/v1","predicate":{"seq":3},"#,
            r#""predicateType":"https://sekisho.example/event/v1","subject":[{"digest":{"sha256":"#,
            r#""ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},"name":"permit/P-0001#3"}]}"#
        );
        assert_eq!(String::from_utf8(statement.to_bytes().unwrap()).unwrap(), expected);
        assert_eq!(Statement::<Value>::from_bytes(expected.as_bytes()).unwrap(), statement);
        let refused = |from: &str, to: &str| {
            Statement::<Value>::from_bytes(expected.replace(from, to).as_bytes()).unwrap_err().to_string()
        };
        assert_eq!(
            refused("Statement/v1", "Statement/v9"),
            "statement type `https://in-toto.io/Statement/v9` is not `https://in-toto.io/Statement/v1`"
        );
        assert_eq!(refused("sha256", "sha384"), "subject `permit/P-0001#3` has no sha256 digest");
        assert!(refused("ba78", "BA78").starts_with("subject `permit/P-0001#3`: `BA7816"));
        assert_eq!(
            refused("{\"seq\":3}", "{\"seq\": 3}"),
            "not a statement: JSON is not canonical at byte 62"
        );
    }
}
