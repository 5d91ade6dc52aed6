//! Cosignatures: the word of a witness that it saw this checkpoint, and when.
use ed25519_dalek::{Signer, SigningKey};

use crate::{
    note::{NamedKey, Note, NoteError, NoteSignature, check_name, key_id, parse_vkey, vkey},
    plain,
};

/// Ed25519 cosignature/v1.
const COSIGNATURE_V1: u8 = 0x04;

/// Cosigns checkpoints.
///
/// The signature does not name its key: never use one seed for two cosigners.
#[expect(missing_debug_implementations, reason = "a secret is never printed")]
pub struct Cosigner {
    name: String,
    key: SigningKey,
}

/// Checks the cosignatures of one [`Cosigner`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CosignatureVerifier(NamedKey);

impl Cosigner {
    /// Makes the key of this seed, 32 secret random bytes.
    ///
    /// Errors: [`NoteError::BadName`].
    pub fn new(name: impl Into<String>, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let name = name.into();
        check_name(&name)?;
        Ok(Self { name, key: SigningKey::from_bytes(seed) })
    }

    /// Cosigns a checkpoint note; whether it continues the last one seen, the caller has checked.
    ///
    /// Units: `time` is in seconds since 1970, UTC.
    /// Source: C2SP tlog-cosignature v1.0.1, Ed25519 signed message and format.
    pub fn sign(&self, checkpoint: &Note, time: u64) -> NoteSignature {
        let signature = self.key.sign(&message(checkpoint, time)).to_bytes();
        NoteSignature {
            name: self.name.clone(),
            key_id: key_id(&self.name, COSIGNATURE_V1, &self.key.verifying_key()),
            signature: [time.to_be_bytes().as_slice(), &signature].concat(),
        }
    }

    /// Gives the public half.
    pub fn verifier(&self) -> CosignatureVerifier {
        let key = self.key.verifying_key();
        let key_id = key_id(&self.name, COSIGNATURE_V1, &key);
        CosignatureVerifier(NamedKey { name: self.name.clone(), key_id, key })
    }
}

impl CosignatureVerifier {
    /// Reads a verifier key of type 0x04.
    ///
    /// Errors: [`NoteError::BadVerifierKey`], [`NoteError::UnsuitableKey`].
    pub fn from_vkey(vkey: &str) -> Result<Self, NoteError> {
        parse_vkey(vkey, COSIGNATURE_V1).map(Self)
    }

    /// Writes the verifier key.
    pub fn vkey(&self) -> String {
        vkey(&self.0, COSIGNATURE_V1)
    }

    /// Shows the key's name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Checks that this witness cosigned the checkpoint, and tells the latest time at which it did.
    ///
    /// Units: seconds since 1970, UTC.
    /// Errors: [`NoteError::NotSigned`], [`NoteError::BadSignature`].
    pub fn verify(&self, checkpoint: &Note) -> Result<u64, NoteError> {
        let mut latest = 0;
        for signature in self.0.signatures(checkpoint)? {
            let good = signature.signature.split_first_chunk().and_then(|(time, ed25519)| {
                let time = u64::from_be_bytes(*time);
                plain::ed25519_is_good(&self.0.key, &message(checkpoint, time), ed25519).then_some(time)
            });
            latest = latest.max(good.ok_or_else(|| NoteError::BadSignature { name: self.0.name.clone() })?);
        }
        Ok(latest)
    }
}

fn message(checkpoint: &Note, time: u64) -> Vec<u8> {
    // SOURCE: C2SP tlog-cosignature: header line, time line, then the note's text with its last LF.
    format!("cosignature/v1\ntime {time}\n{}", checkpoint.text).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        checkpoint::Checkpoint,
        note::{NoteSigner, NoteVerifier},
    };

    const TIME: u64 = 1_679_315_147;

    fn cosigned() -> (Note, Cosigner) {
        let log = NoteSigner::new("example.com/behind-the-sofa", &[5; 32]).unwrap();
        let checkpoint = Checkpoint { origin: log.name().to_owned(), size: 7, root: [1; 32] };
        let mut note = Note::parse(&checkpoint.sign(&log)).unwrap();
        let witness = Cosigner::new("witness.example/w", &[6; 32]).unwrap();
        note.signatures.push(witness.sign(&note, TIME));
        (note, witness)
    }

    #[test]
    fn a_cosignature_tells_when_the_witness_saw_the_checkpoint() {
        let (note, witness) = cosigned();
        let note = Note::parse(&note.format()).unwrap();
        assert_eq!(witness.verifier().verify(&note), Ok(TIME));
        assert_eq!(note.signatures[1].signature.len(), 72);
        assert!(
            NoteSigner::new("example.com/behind-the-sofa", &[5; 32])
                .unwrap()
                .verifier()
                .verify(&note)
                .is_ok()
        );
        let vkey = witness.verifier().vkey();
        assert_eq!(CosignatureVerifier::from_vkey(&vkey), Ok(witness.verifier()));
        assert_eq!(
            NoteVerifier::from_vkey(&vkey),
            Err(NoteError::UnsuitableKey { name: "witness.example/w".to_owned(), kind: 4 })
        );
    }

    #[test]
    fn the_signed_message_is_the_published_one() {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        let expected = format!("cosignature/v1\ntime 1679315147\n{text}");
        assert_eq!(message(&Note::new(text).unwrap(), TIME), expected.as_bytes());
    }

    #[test]
    fn a_changed_time_or_text_is_refused() {
        let (note, witness) = cosigned();
        let refused = Err(NoteError::BadSignature { name: "witness.example/w".to_owned() });
        let mut later = note.clone();
        later.signatures[1].signature[7] ^= 1;
        assert_eq!(witness.verifier().verify(&later), refused);
        let other = Note { text: note.text.replace("\n7\n", "\n8\n"), ..note.clone() };
        assert_eq!(witness.verifier().verify(&other), refused);
        let mut short = note;
        short.signatures[1].signature.truncate(7);
        assert_eq!(witness.verifier().verify(&short), refused);
    }
}
