//! The record's own keys. They sign what the server says; no person's act depends on them.

use hmac::{Hmac, KeyInit, Mac as _};
use sekisho_proof::dsse::EnvelopeKey;
use sekisho_proof::leaf::{StreamKey, stream_key};
use sekisho_proof::note::NoteSigner;
use sekisho_seal::key_pair::SecretSeed;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Keys made from three seeds of 32 bytes.
#[expect(missing_debug_implementations, reason = "secrets have no Debug")]
pub struct RecordKeys {
    /// Signs envelopes.
    pub envelope: EnvelopeKey,
    /// Signs checkpoints.
    pub note: NoteSigner,
    stream_master: Zeroizing<[u8; 32]>,
}

/// The seeds as they are kept in the key file. Secret.
#[expect(missing_debug_implementations, reason = "secrets have no Debug")]
pub struct RecordSeeds {
    /// Of the envelope key.
    pub envelope: Zeroizing<[u8; 32]>,
    /// Of the checkpoint key.
    pub note: Zeroizing<[u8; 32]>,
    /// Of the stream labels.
    pub stream_master: Zeroizing<[u8; 32]>,
}

impl RecordKeys {
    /// Makes the keys of a record from its seeds.
    ///
    /// Errors: the origin cannot be a key name (it has a space or a plus).
    pub fn new(origin: &str, seeds: RecordSeeds) -> Result<Self, sekisho_proof::note::NoteError> {
        Ok(Self {
            envelope: EnvelopeKey::from_seed(&seeds.envelope),
            note: NoteSigner::new(origin, &seeds.note)?,
            stream_master: seeds.stream_master,
        })
    }

    /// Makes the code that ties a snapshot to this record's keys: a cache that somebody else wrote is none.
    pub(crate) fn snapshot_code(&self, json: &[u8]) -> [u8; 32] {
        let key = self.stream("snapshot");
        // INVARIANT: HMAC takes a key of any length.
        let mut code = <Hmac<Sha256> as KeyInit>::new_from_slice(key.expose())
            .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
        code.update(json);
        code.finalize().into_bytes().into()
    }

    /// Gives the seed of the X-Wing key to which stations seal what they report.
    ///
    /// Source: docs/spec/container.md section 9.
    pub fn sync_seed(&self) -> SecretSeed {
        SecretSeed::new(*self.stream("outbox").expose())
    }

    /// Gives the key with which one stream's entries are labelled: for those who may see that stream complete.
    pub fn stream(&self, stream: &str) -> StreamKey {
        stream_key(&self.stream_master, stream)
    }
}
