//! Following the record: the vault believes no sentence of the server, only entries that it has checked itself.
//!
//! Every entry is read once, in order: its envelope, the signature of whoever acted, and whether the rules really say so. What
//! they add up to is kept between two looks, so that a release costs only what is new.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use sekisho_core::State;
use sekisho_gate::port::StoredEntry;
use sekisho_gate::replay::{Kept, Replay};
use sekisho_proof::checkpoint::Checkpoint;
use sekisho_proof::dsse::EnvelopePublicKey;
use sekisho_proof::note::NoteVerifier;

use crate::service::No;

/// The record whose keys the vault keeps.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The key that signs events.
    pub envelope: EnvelopePublicKey,
    /// The key that signs checkpoints.
    pub note: NoteVerifier,
    /// The record's name.
    pub origin: String,
}

/// What the vault knows of the record.
#[derive(Debug)]
pub struct Watch {
    owner: Owner,
    path: PathBuf,
    /// INVARIANT: entries up to the last checkpoint that fitted.
    settled: Replay,
    /// Entries that came since; they count for nothing until a checkpoint commits to them.
    open: Option<Replay>,
}

impl Watch {
    /// Goes on where it stopped, or starts before the first entry.
    ///
    /// Shape: what was kept in another form is read again from the record's beginning.
    pub fn open(owner: Owner, directory: &Path) -> Self {
        let path = directory.join("watch.json");
        let kept: Option<Kept> = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let resumed = kept.and_then(|kept| Replay::resume(&owner.origin, owner.envelope.clone(), kept));
        let settled = resumed.unwrap_or_else(|| Replay::new(&owner.origin, owner.envelope.clone()));
        Self { owner, path, settled, open: None }
    }

    /// Gives the record's name.
    pub fn origin(&self) -> &str {
        &self.owner.origin
    }

    /// Gives how many entries it has, those included that no checkpoint commits to yet.
    pub fn size(&self) -> u64 {
        self.open.as_ref().unwrap_or(&self.settled).size()
    }

    /// Gives what the entries up to the last checkpoint add up to.
    pub fn state(&self) -> &State {
        self.settled.state()
    }

    /// Takes the next entries in.
    pub fn follow(&mut self, entries: &[StoredEntry]) {
        let open = self.open.get_or_insert_with(|| self.settled.clone());
        for entry in entries {
            open.next(entry);
        }
    }

    /// Forgets what no checkpoint committed to.
    pub fn forget_unsettled(&mut self) {
        self.open = None;
    }

    /// Lets the entries count if the checkpoint commits to exactly them and every one of them is sound.
    ///
    /// Errors: [`No::CheckpointUnfit`], [`No::RecordUnsound`]; then everything is as after the last good checkpoint.
    pub fn settle(&mut self, checkpoint: &str) -> Result<(), No> {
        let seen = self.open.take();
        let read = Checkpoint::open(checkpoint, &self.owner.note)
            .map_err(|error| No::CheckpointUnfit(error.to_string()))?;
        let replay = seen.as_ref().unwrap_or(&self.settled);
        if (read.size, read.root) != (replay.size(), replay.root()) {
            let (size, has) = (read.size, replay.size());
            let what = format!("it is about {size} entries; {has} were shown, with another root or number");
            return Err(No::CheckpointUnfit(what));
        }
        let Some(replay) = seen else { return Ok(()) };
        if let Some(problem) = replay.problems().first() {
            return Err(No::RecordUnsound(format!("entry {}: {}", problem.index, problem.what)));
        }
        // Half of what belongs together is nothing to decide on.
        let kept = replay.keep().ok_or_else(|| No::RecordUnsound("the last act is not whole".to_owned()))?;
        self.settled = replay;
        self.keep(&kept);
        Ok(())
    }

    /// Keeps what is known. It is a cache: whoever loses it reads the record again.
    fn keep(&self, kept: &Kept) {
        let Ok(bytes) = serde_json::to_vec(kept) else { return };
        let beside = self.path.with_extension("new");
        let written =
            fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside);
        let written = written.and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()));
        if written.is_ok() {
            let _ = fs::rename(&beside, &self.path);
        }
    }
}
