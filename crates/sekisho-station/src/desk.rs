//! A station's own directory: its signing key, the one-time keys that it deposited with the owner, and what it has seen
//! of time.
//!
//! ```text
//! station.key        OpenSSH private key, Ed25519: signs receipts, manifests and challenges
//! keys/<hex>.seed    one-time X-Wing seeds, by the SHA-256 of their public keys: one for each permit
//! spoken/NNNN.seed   one-time X25519 seeds for challenges by voice: each is used once
//! owner.json         whose desk it is, and the owner's keys that are pinned
//! state.json         starts, the latest time seen, the last checkpoint
//! outbox/            copies of what was filed for the owner
//! ```
//! Everything is private to its user, written under another name first, and flushed before it counts. Whoever has a copy
//! of the directory *is* the device: the level that it prints is `file`. One process works with a desk at a time.
//!
//! It reads no clock and draws no randomness: both are arguments.

mod enrollment;
mod error;
mod files;
mod permit;
mod state;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustix::fs::{FlockOperation, fcntl_lock};
use sekisho_core::id::DeviceId;
use sekisho_core::{Digest, Timestamp};
use sekisho_proof::act::namespace;
use sekisho_proof::dsse::{Envelope, EnvelopeKey, EnvelopePublicKey};
use sekisho_proof::sshsig::PrivateKey;
use sekisho_seal::answer::{AgreementKey, AgreementSecret};
use sekisho_seal::key_pair::SecretSeed;
use zeroize::Zeroizing;

pub use enrollment::{Deposit, Enrollment};
pub use error::DeskError;
pub(crate) use files::{
    create as create_file, make_private_directory, sync_directory, unfinished, write_shared, write_whole,
};
pub use permit::Permit;
use state::{Owner, State, fresh, parse, put, seed_name, spoken_name, take, text};

/// Gives randomness fit for keys, or says that there is none.
pub type Entropy<'a> = dyn FnMut(&mut [u8]) -> io::Result<()> + 'a;

/// One-time keys of a new desk, unless told otherwise.
pub const ONE_TIME_KEYS: u16 = 100;
/// One-time keys for challenges by voice of a new desk, unless told otherwise.
pub const SPOKEN_KEYS: u16 = 100;
/// A clock that differs less than this from the latest time seen is simply late. Units: seconds.
pub const CLOCK_TOLERANCE_S: i64 = 10 * 60;

const STATION_KEY: &str = "station.key";
const KEYS: &str = "keys";
const SPOKEN: &str = "spoken";
const OWNER: &str = "owner.json";
const STATE: &str = "state.json";
const LOCK: &str = "lock";
pub(crate) const OUTBOX: &str = "outbox";

/// Says what a new desk is for.
#[derive(Clone, Debug)]
pub struct NewDesk {
    /// The device that it makes of this machine.
    pub device: DeviceId,
    /// The key with which the owner's record signs permit files.
    pub envelope_key: EnvelopePublicKey,
    /// How many one-time keys are deposited: one for each permit to come.
    pub one_time: u16,
    /// The owner's record.
    pub origin: String,
    /// How many one-time keys for challenges by voice are deposited.
    pub spoken: u16,
}

/// A checkpoint of the owner's log.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Seen {
    /// Its root.
    pub root: [u8; 32],
    /// Its size.
    pub size: u64,
}

/// A desk that is open.
///
/// Shape: what is secret is read when it is needed and wiped afterwards; only the signing key stays in memory.
pub struct Desk {
    directory: PathBuf,
    key: PrivateKey,
    owner: Owner,
    state: State,
    // Held as long as the desk is open: the lock goes with it.
    _lock: File,
}

/// Makes a desk in a new directory, and what is sent to the owner so that it is enrolled.
///
/// Shape: `directory` does not exist yet. A desk that was not finished, because the power went, does not open: remove it
/// and begin again.
/// Errors: [`DeskError::Exists`], [`DeskError::Entropy`], [`DeskError::Io`].
pub fn create(directory: &Path, new: &NewDesk, entropy: &mut Entropy<'_>) -> Result<Enrollment, DeskError> {
    if directory.symlink_metadata().is_ok() {
        return Err(DeskError::Exists { path: directory.to_owned() });
    }
    for path in [directory, &directory.join(KEYS), &directory.join(SPOKEN), &directory.join(OUTBOX)] {
        make_private_directory(path).map_err(DeskError::at(path))?;
    }
    let mut seed = Zeroizing::new([0; 32]);
    entropy(seed.as_mut_slice()).map_err(DeskError::Entropy)?;
    let key = PrivateKey::generate_from_seed(&seed);
    put(directory, STATION_KEY, key.to_openssh().as_bytes())?;
    let state = State {
        checkpoint_root: STANDARD.encode([0; 32]),
        checkpoint_size: 0,
        latest: Timestamp::EARLIEST,
        next_spoken: 0,
        starts: 0,
        version: 1,
    };
    put(directory, STATE, &text(&state)?)?;
    put(directory, LOCK, b"")?;
    // The last file: without it there is no desk.
    let owner = Owner {
        answer_key: None,
        device: new.device.clone(),
        envelope_key: STANDARD.encode(new.envelope_key.as_bytes()),
        origin: new.origin.clone(),
        version: 1,
    };
    put(directory, OWNER, &text(&owner)?)?;
    sync_directory(directory).map_err(DeskError::at(directory))?;
    let mut desk = read(directory)?;
    let deposit = desk.deposit(new.one_time, new.spoken, entropy)?;
    enrollment::enroll(&desk, deposit)
}

/// Opens a desk, and counts one more start.
///
/// Errors: [`DeskError::NoDesk`], [`DeskError::Busy`] while another process has it, [`DeskError::Damaged`],
/// [`DeskError::NotPrivate`], [`DeskError::Io`].
pub fn open(directory: &Path) -> Result<Desk, DeskError> {
    let mut desk = read(directory)?;
    desk.state.starts = desk.state.starts.saturating_add(1);
    desk.save()?;
    Ok(desk)
}

fn read(directory: &Path) -> Result<Desk, DeskError> {
    let owner_path = directory.join(OWNER);
    if !owner_path.is_file() {
        return Err(DeskError::NoDesk { path: directory.to_owned() });
    }
    files::check_private(directory)?;
    let lock_path = directory.join(LOCK);
    let lock = File::options().write(true).open(&lock_path).map_err(DeskError::at(&lock_path))?;
    fcntl_lock(&lock, FlockOperation::NonBlockingLockExclusive)
        .map_err(|_| DeskError::Busy { path: directory.to_owned() })?;
    let key = String::from_utf8(take(directory, STATION_KEY)?.to_vec()).map(Zeroizing::new);
    let key = key.map_err(|_| DeskError::damaged(&directory.join(STATION_KEY)))?;
    let key =
        PrivateKey::from_openssh(&key, None).map_err(|_| DeskError::damaged(&directory.join(STATION_KEY)))?;
    let owner: Owner = parse(directory, OWNER)?;
    let state: State = parse(directory, STATE)?;
    if owner.version != 1 || state.version != 1 {
        return Err(DeskError::damaged(directory));
    }
    Ok(Desk { directory: directory.to_owned(), key, owner, state, _lock: lock })
}

impl Desk {
    /// Gives the device that this desk is.
    pub fn device(&self) -> &DeviceId {
        &self.owner.device
    }

    /// Gives the record whose desk this is.
    pub fn origin(&self) -> &str {
        &self.owner.origin
    }

    /// Gives the line of the key with which the desk signs.
    pub fn signing_line(&self) -> String {
        self.key.public().to_openssh()
    }

    /// Tells how often the desk was opened.
    pub fn starts(&self) -> u64 {
        self.state.starts
    }

    /// Gives the desk's directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Gives the time that counts: never earlier than what was seen before, and kept.
    ///
    /// Errors: [`DeskError::ClockBack`] if the clock is more than ten minutes behind the latest time seen;
    /// [`DeskError::Io`].
    pub fn now(&mut self, clock: Timestamp) -> Result<Timestamp, DeskError> {
        let latest = self.state.latest;
        let by = latest.seconds().saturating_sub(clock.seconds());
        if by > CLOCK_TOLERANCE_S {
            return Err(DeskError::ClockBack { by_seconds: by });
        }
        if clock > latest {
            self.state.latest = clock;
            self.save()?;
        }
        Ok(self.state.latest)
    }

    /// Gives the newest checkpoint that the desk knows.
    pub fn checkpoint(&self) -> Seen {
        let root = STANDARD.decode(&self.state.checkpoint_root).ok();
        let root = root.and_then(|root| root.try_into().ok()).unwrap_or([0; 32]);
        Seen { root, size: self.state.checkpoint_size }
    }

    /// Keeps a checkpoint if it is newer than the one that the desk knows.
    ///
    /// Errors: [`DeskError::Io`].
    pub fn saw_checkpoint(&mut self, seen: Seen) -> Result<(), DeskError> {
        if seen.size > self.state.checkpoint_size {
            self.state.checkpoint_size = seen.size;
            self.state.checkpoint_root = STANDARD.encode(seen.root);
            self.save()?;
        }
        Ok(())
    }

    /// Pins the owner's answer key. It never changes afterwards.
    ///
    /// Errors: [`DeskError::OtherAnswerKey`] if another one is pinned; [`DeskError::Io`].
    pub fn pin_answer_key(&mut self, key: &AgreementKey) -> Result<(), DeskError> {
        let line = STANDARD.encode(key.0);
        match &self.owner.answer_key {
            Some(pinned) if *pinned == line => Ok(()),
            Some(_) => Err(DeskError::OtherAnswerKey),
            None => {
                self.owner.answer_key = Some(line);
                put(&self.directory, OWNER, &text(&self.owner)?)
            }
        }
    }

    /// Reads the one-time seed of a public key with this hash.
    ///
    /// Errors: [`DeskError::NoSuchKey`] if the key was never here, or is forgotten; [`DeskError::Damaged`].
    pub fn one_time(&self, key: &Digest) -> Result<SecretSeed, DeskError> {
        let name = seed_name(key);
        let path = self.directory.join(KEYS).join(&name);
        if !path.is_file() {
            return Err(DeskError::NoSuchKey { key: *key });
        }
        let seed = SecretSeed::new(*self.seed(KEYS, &name)?);
        if Digest::of(seed.public_key().as_bytes()) != *key {
            return Err(DeskError::damaged(&path));
        }
        Ok(seed)
    }

    /// Lists the one-time keys that are not forgotten.
    ///
    /// Errors: [`DeskError::Io`].
    pub fn one_time_keys(&self) -> Result<Vec<Digest>, DeskError> {
        let names = files::names(&self.directory.join(KEYS))?;
        let hashes = names.iter().filter_map(|name| name.strip_suffix(".seed"));
        Ok(hashes.filter_map(|hex| format!("sha256:{hex}").parse().ok()).collect())
    }

    /// Destroys a one-time key: overwritten, removed, and the directory flushed. A key that is not here is forgotten.
    ///
    /// Shape: this is what software can do. A flash disk may keep the old block until it is reused.
    /// Errors: [`DeskError::Io`].
    pub fn forget(&mut self, key: &Digest) -> Result<(), DeskError> {
        files::wipe(&self.directory.join(KEYS), &seed_name(key))
    }

    /// Makes more one-time keys for the owner.
    ///
    /// Errors: [`DeskError::Entropy`], [`DeskError::TooManyKeys`], [`DeskError::Io`].
    pub fn deposit(
        &mut self,
        one_time: u16,
        spoken: u16,
        entropy: &mut Entropy<'_>,
    ) -> Result<Deposit, DeskError> {
        let first_spoken = self.state.next_spoken;
        self.state.next_spoken = first_spoken.checked_add(spoken).ok_or(DeskError::TooManyKeys)?;
        // Before the first of them exists: an index is never given twice.
        self.save()?;
        let (mut keys, mut voices) = (Vec::new(), Vec::new());
        for _ in 0..one_time {
            let seed = fresh(entropy)?;
            let public = SecretSeed::new(*seed).public_key();
            let name = seed_name(&Digest::of(public.as_bytes()));
            put(&self.directory.join(KEYS), &name, seed.as_slice())?;
            keys.push(public);
        }
        for index in first_spoken..self.state.next_spoken {
            let seed = fresh(entropy)?;
            voices.push(AgreementSecret::new(*seed).public_key());
            put(&self.directory.join(SPOKEN), &spoken_name(index), seed.as_slice())?;
        }
        for below in [KEYS, SPOKEN] {
            let path = self.directory.join(below);
            sync_directory(&path).map_err(DeskError::at(&path))?;
        }
        enrollment::deposit(self, &keys, &voices)
    }

    /// Takes the next one-time key for a challenge by voice. It is gone from the desk before it is given.
    ///
    /// Errors: [`DeskError::NoSpokenKey`], [`DeskError::Damaged`], [`DeskError::Io`].
    pub(crate) fn take_spoken(&mut self) -> Result<(u16, AgreementSecret), DeskError> {
        let directory = self.directory.join(SPOKEN);
        let indices = files::names(&directory)?.into_iter();
        let indices = indices.filter_map(|name| name.strip_suffix(".seed")?.parse::<u16>().ok());
        let index = indices.min().ok_or(DeskError::NoSpokenKey)?;
        let name = spoken_name(index);
        let secret = AgreementSecret::new(*self.seed(SPOKEN, &name)?);
        files::wipe(&directory, &name)?;
        Ok((index, secret))
    }

    /// Signs as the device, for one purpose.
    ///
    /// Errors: [`DeskError::Signature`].
    pub(crate) fn sign(&self, act: &str, bytes: &[u8]) -> Result<String, DeskError> {
        self.key.sign(&namespace(act), bytes).map_err(DeskError::Signature)
    }

    /// Wraps a payload in an envelope that the device signed.
    ///
    /// Errors: [`DeskError::Damaged`].
    pub(crate) fn envelope(&self, payload_type: &str, payload: Vec<u8>) -> Result<Envelope, DeskError> {
        let damaged = || DeskError::damaged(&self.directory.join(STATION_KEY));
        let key =
            ssh_key::PrivateKey::from_openssh(self.key.to_openssh().as_bytes()).map_err(|_| damaged())?;
        let pair = key.key_data().ed25519().ok_or_else(damaged)?;
        let seed = Zeroizing::new(pair.private.to_bytes());
        Ok(Envelope::sign(payload_type, payload, &EnvelopeKey::from_seed(&seed)))
    }

    fn envelope_key(&self) -> Result<EnvelopePublicKey, DeskError> {
        let bytes = STANDARD.decode(&self.owner.envelope_key).ok().and_then(|bytes| bytes.try_into().ok());
        let key = bytes.and_then(|bytes| EnvelopePublicKey::from_bytes(&bytes).ok());
        key.ok_or_else(|| DeskError::damaged(&self.directory.join(OWNER)))
    }

    fn seed(&self, below: &str, name: &str) -> Result<Zeroizing<[u8; 32]>, DeskError> {
        let directory = self.directory.join(below);
        let bytes = take(&directory, name)?;
        let bytes = bytes.as_slice().try_into().map_err(|_| DeskError::damaged(&directory.join(name)))?;
        Ok(Zeroizing::new(bytes))
    }

    fn save(&self) -> Result<(), DeskError> {
        put(&self.directory, STATE, &text(&self.state)?)
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("device", self.device()).finish_non_exhaustive()
    }
}
