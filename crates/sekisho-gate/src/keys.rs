//! The record's own keys. They sign what the server says; no person's act depends on them.

use sekisho_proof::dsse::EnvelopeKey;
use sekisho_proof::leaf::{StreamKey, stream_key};
use sekisho_proof::note::NoteSigner;
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

    /// Gives the key with which one stream's entries are labelled: for those who may see that stream complete.
    pub fn stream(&self, stream: &str) -> StreamKey {
        stream_key(&self.stream_master, stream)
    }
}
