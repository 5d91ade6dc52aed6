//! The three calls: a key is made, a half is released, a key is destroyed. There is no other, and none gives a seed away.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::id::{DeviceId, MediumId, PermitId};
use sekisho_core::permit::{Outing, Permit};
use sekisho_core::rewrap::Logged;
use sekisho_core::sealing::{CopyId, Destroyed, DestructionLevel, Purpose, Wrap};
use sekisho_core::{Digest, State, Timestamp};
use sekisho_gate::attached::{
    DESTRUCTION, VAULT_POSSESSION, VaultReceipt, challenge_of, spoken_digest, spoken_of,
    vault_possession_text,
};
use sekisho_gate::port::StoredEntry;
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::PrivateKey;
use sekisho_seal::answer::{AgreementKey, AgreementSecret, Answer, Asked};
use sekisho_seal::challenge::Challenge;
use sekisho_seal::key_pair::{Ciphertext, SecretSeed};
use sekisho_seal::spoken::SpokenChallenge;
use sekisho_seal::stanza::{LoggedStanza, ReleaseValue, Terms, release_value};

use crate::lookup::{self, Asked as AskedAbout, Journal};
use crate::watch::{Owner, Watch};
use crate::{Entropy, Fault, Keep, KeyHash, Kind, Level, Seed};

/// Says why the vault does not do what it is asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum No {
    /// The checkpoint is not the record's, or not about the entries that were shown.
    #[error("the checkpoint does not fit: {0}")]
    CheckpointUnfit(String),
    /// The vault itself cannot.
    #[error("the vault cannot: {0}")]
    Fault(#[from] Fault),
    /// The key is destroyed, or its destruction is ordered.
    #[error("the key of this permit is destroyed")]
    KeyDestroyed,
    /// The record has no release for this challenge.
    #[error("the record has no release for this challenge")]
    NotReleased,
    /// The question cannot be written down, so it is not answered.
    #[error("the question cannot be written down")]
    Journal(#[source] std::io::Error),
    /// The permit is stopped, or its window is not open by the vault's own clock.
    #[error("the permit does not allow it now")]
    NotNow,
    /// An entry does not stand up to a check.
    #[error("the record does not stand up to a check: {0}")]
    RecordUnsound(String),
    /// What is asked makes no sense.
    #[error("the request is malformed: {0}")]
    Request(String),
    /// The clerk has asked more than is answered in a minute or a day.
    #[error("too many questions")]
    TooMany,
}

impl No {
    /// Gives the stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CheckpointUnfit(_) => "checkpoint-unfit",
            Self::Fault(_) | Self::Journal(_) => "fault",
            Self::KeyDestroyed => "key-destroyed",
            Self::NotReleased => "not-released",
            Self::NotNow => "not-now",
            Self::RecordUnsound(_) => "record-unsound",
            Self::Request(_) => "request",
            Self::TooMany => "too-many",
        }
    }
}

/// What the vault says of itself: public, for the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introduction {
    /// Its X25519 public key for answers, base64.
    pub answer: String,
    /// What its cell says of itself.
    pub cell: String,
    /// How sure a destruction in it is.
    pub level: DestructionLevel,
    /// Its receipt key's signature over its own public line, armored.
    pub possession: String,
    /// The OpenSSH line of its receipt key.
    pub receipts: String,
}

/// What it says about keys that are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedReceipt {
    /// The text.
    pub receipt: String,
    /// The armored SSHSIG.
    pub signature: String,
}

/// What is asked to be released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The whole challenge, base64.
    pub challenge: String,
    /// On which medium.
    pub medium: MediumId,
    /// Under which permit.
    pub permit: PermitId,
}

/// A vault at work: the keys, and what it knows of the record.
#[expect(missing_debug_implementations, reason = "secrets have no Debug")]
pub struct Service {
    entropy: Box<dyn Entropy + Send>,
    journal: Journal,
    keep: Keep,
    watch: Watch,
}

impl Service {
    /// Starts with the keys of a keep and what it knows of the record, and destroys at once what is over.
    ///
    /// Errors: [`No::Fault`].
    pub fn start(
        keep: Keep,
        owner: Owner,
        directory: &std::path::Path,
        entropy: Box<dyn Entropy + Send>,
        now: Timestamp,
    ) -> Result<Self, No> {
        let mut service = Self {
            entropy,
            journal: Journal::open(directory, now),
            keep,
            watch: Watch::open(owner, directory),
        };
        service.own_keys(now)?;
        service.expire(now)?;
        Ok(service)
    }

    /// The two keys that stay are made with the vault.
    fn own_keys(&mut self, now: Timestamp) -> Result<(), No> {
        for kind in [Kind::Answer, Kind::Receipt] {
            if !self.keep.list().any(|(_, known)| known == kind) {
                let seed = Seed::draw(self.entropy.as_mut())?;
                let hash = public_hash(kind, seed.expose());
                self.keep.insert(now, hash, kind, seed, self.entropy.as_mut())?;
            }
        }
        Ok(())
    }

    /// Gives what the vault says of itself.
    ///
    /// Errors: [`No::Fault`].
    pub fn introduce(&mut self, now: Timestamp) -> Result<Introduction, No> {
        let answer = self.with_own(now, Kind::Answer, |seed| AgreementSecret::new(*seed).public_key())?;
        let answer = STANDARD.encode(answer.0);
        let level = level(self.keep.level());
        let origin = self.watch.origin().to_owned();
        let (receipts, possession) = self.with_own(now, Kind::Receipt, |seed| {
            let key = PrivateKey::generate_from_seed(seed);
            let line = key.public().to_openssh();
            let text = vault_possession_text(&origin, &answer, level, &line);
            let signature = key.sign(&namespace(VAULT_POSSESSION), text.as_bytes()).unwrap_or_default();
            (line, signature)
        })?;
        Ok(Introduction { answer, cell: self.keep.cell_description(), level, possession, receipts })
    }

    /// Gives how many entries of the record it has read.
    pub fn size(&self) -> u64 {
        self.watch.size()
    }

    /// Takes the next entries of the record in. They count only with the checkpoint that comes with a call.
    pub fn follow(&mut self, entries: &[StoredEntry]) {
        self.watch.follow(entries);
    }

    /// Forgets entries that no checkpoint committed to.
    pub fn forget_unsettled(&mut self) {
        self.watch.forget_unsettled();
    }

    /// First call: makes the release key of a permit to come, and gives its public half.
    ///
    /// Units: `not_after` is when it dies whatever happens.
    /// Errors: [`No::Fault`], [`No::Request`] for a time that is over or further away than 400 days.
    pub fn create(&mut self, not_after: Timestamp, now: Timestamp) -> Result<Vec<u8>, No> {
        self.make(Kind::Release { not_after }, not_after, now)
    }

    /// Makes the lookup key of a permit to come, and gives its public half.
    ///
    /// Errors: as [`Service::create`].
    pub fn create_lookup(&mut self, not_after: Timestamp, now: Timestamp) -> Result<Vec<u8>, No> {
        self.make(Kind::Lookup { not_after }, not_after, now)
    }

    fn make(&mut self, kind: Kind, not_after: Timestamp, now: Timestamp) -> Result<Vec<u8>, No> {
        let now = self.now(now);
        if not_after <= now || now.plus(LONGEST) < not_after {
            return Err(No::Request(format!("`{not_after}` is not an end for a key")));
        }
        self.expire(now)?;
        let seed = Seed::draw(self.entropy.as_mut())?;
        let public = SecretSeed::new(*seed.expose()).public_key().as_bytes().to_vec();
        self.keep.insert(now, KeyHash::of(&public), kind, seed, self.entropy.as_mut())?;
        Ok(public)
    }

    /// Second call: gives the release half of one copy, masked for the device that asked.
    ///
    /// Shape: only what the record has released for this very challenge, under a permit that still allows it by the vault's
    /// own clock, and only from the receipt in the record: nothing of the box comes from the request.
    /// Errors: [`No`] says which condition does not hold.
    /// Source: docs/spec/vault.md section 5; promises G1 and G2.
    pub fn release(&mut self, order: &Order, checkpoint: &str, now: Timestamp) -> Result<Answer, No> {
        let now = self.now(now);
        self.expire(now)?;
        self.watch.settle(checkpoint)?;
        let now = self.now(now);
        let asked = Question::read(&order.challenge)?;
        let found = self.released(order, &asked, now)?;
        let one_time = asked.one_time_key(self.watch.state(), &found.device)?;
        let value = self.value(&found, now)?;
        let permit_hash = *found.document.as_bytes();
        let (bytes, handle) = (asked.bytes(), found.wrap.handle.to_bytes());
        let masked = self.with_own(now, Kind::Answer, |seed| {
            let agreed = AgreementSecret::new(*seed).agree(&one_time).ok()?;
            if let Question::Spoken(spoken) = &asked {
                // Whoever guesses the code of a device that never asked hears nothing.
                spoken.check(&agreed, &permit_hash, &handle).ok()?;
            }
            let question = Asked { challenge: &bytes, permit_hash: &permit_hash, handle: &handle };
            Some(Answer::mask(&value, &agreed, &question))
        })?;
        masked.ok_or_else(|| No::Request("the challenge does not fit this box and device".to_owned()))
    }

    /// Finds the wrap that may be released for this challenge: of the box as it is now, or, for a re-wrap that was approved,
    /// the owner's own.
    fn released(&self, order: &Order, asked: &Question, now: Timestamp) -> Result<Found, No> {
        let state = self.watch.state();
        let Some(Permit::Out(outing)) = state.permits.get(&order.permit) else {
            return Err(No::NotReleased);
        };
        let document = outing.request.digest;
        let present = outing.wrap_on(&order.medium);
        let challenge = asked.digest(document, present).ok_or(No::NotReleased)?;
        let granted = |release: &&_| is_granted(release, challenge, &order.medium);
        let release = outing.releases.iter().find(granted).ok_or(No::NotReleased)?;
        allows(outing, now)?;
        let logged = match release.purpose {
            Purpose::Opening => present,
            Purpose::Rewrap => outing.second_wrap_on(&order.medium),
        };
        let logged = logged.ok_or(No::NotReleased)?;
        let sealing = outing.request.document.sealing.as_ref().ok_or(No::NotReleased)?;
        if !asked.names(document, logged.wrap) || state.doomed.contains_key(&sealing.release_key) {
            return Err(No::NotReleased);
        }
        Ok(Found {
            copy: logged.copy.clone(),
            device: release.device.clone(),
            document,
            release_key: sealing.release_key,
            sealed_under: logged.permit_hash,
            suite: logged.suite,
            wrap: logged.wrap.clone(),
        })
    }

    /// Decapsulates the release half, from the logged receipt alone.
    fn value(&mut self, found: &Found, now: Timestamp) -> Result<ReleaseValue, No> {
        let malformed = |what: &str| No::RecordUnsound(format!("the receipt's {what} cannot be read"));
        let enc_r = STANDARD.decode(&found.wrap.enc_r).map_err(|_| malformed("ciphertext"))?;
        let enc_r = Ciphertext::from_bytes(&enc_r).map_err(|_| malformed("ciphertext"))?;
        let logged = LoggedStanza {
            suite: found.suite,
            terms: Terms { permit_hash: *found.sealed_under.as_bytes(), copy_id: found.copy.to_bytes() },
            pk_d_hash: *found.wrap.device_key.as_bytes(),
            enc_d_hash: *found.wrap.enc_d.as_bytes(),
            enc_r: &enc_r,
        };
        let computed = self
            .keep
            .with_seed(now, found.release_key.into(), |seed| release_value(&SecretSeed::new(*seed), &logged))
            .map_err(|fault| match fault {
                Fault::NotKept { .. } | Fault::PastDeadline { .. } => No::KeyDestroyed,
                other => No::Fault(other),
            })?;
        computed.map_err(|_| malformed("ciphertext"))
    }

    /// Makes the fingerprints of one person under the keys of copies; nothing for a copy whose lookup key is gone.
    ///
    /// Shape: one row for each key, one fingerprint for each message. No key leaves.
    /// Errors: [`No`] says which condition does not hold.
    /// Source: docs/spec/vault.md section 7.
    pub fn fingerprint(
        &mut self,
        asked: &AskedAbout,
        checkpoint: &str,
        now: Timestamp,
    ) -> Result<Vec<Option<Vec<[u8; 16]>>>, No> {
        let now = self.now(now);
        self.expire(now)?;
        self.watch.settle(checkpoint)?;
        let clock = self.now(now);
        self.journal.admit(self.watch.state(), self.watch.origin(), asked, clock)?;
        let kept: BTreeSet<KeyHash> = self
            .keep
            .list()
            .filter(|(_, kind)| matches!(kind, Kind::Lookup { .. }))
            .map(|(hash, _)| hash)
            .collect();
        let mut rows = Vec::with_capacity(asked.keys.len());
        for key in &asked.keys {
            let hash = KeyHash::from(key.lookup_key);
            rows.push(if kept.contains(&hash) {
                let made = |seed: &[u8; 32]| lookup::fingerprints(seed, &key.sealed, &asked.messages);
                Some(self.keep.with_seed(clock, hash, made)??)
            } else {
                None
            });
        }
        Ok(rows)
    }

    /// Third call: destroys every key whose destruction the record orders, and every key whose time is over.
    ///
    /// Shape: the receipt names also keys that were gone before; `None` if the record orders nothing.
    /// Errors: [`No`]. A key counts as destroyed only if a receipt names it.
    pub fn destroy(&mut self, checkpoint: &str, now: Timestamp) -> Result<Option<SignedReceipt>, No> {
        let now = self.now(now);
        self.watch.settle(checkpoint)?;
        let doomed: BTreeSet<Digest> = self.watch.state().doomed.keys().copied().collect();
        let mut hashes: Vec<KeyHash> = doomed.iter().copied().map(KeyHash::from).collect();
        hashes.extend(self.keep.expired(now));
        let gone = self.keep.destroy(now, &hashes, self.entropy.as_mut())?;
        if doomed.is_empty() {
            return Ok(None);
        }
        let destroyed = Destroyed {
            at: gone.at,
            cell: gone.cell.code().to_owned(),
            epoch: gone.epoch_after,
            level: level(gone.level),
        };
        let origin = self.watch.origin().to_owned();
        let receipt = VaultReceipt { destroyed, keys: doomed.into_iter().collect(), origin }.to_text();
        let signature = self.with_own(now, Kind::Receipt, |seed| {
            PrivateKey::generate_from_seed(seed).sign(&namespace(DESTRUCTION), receipt.as_bytes())
        })?;
        let signature = signature.map_err(|error| No::Request(error.to_string()))?;
        Ok(Some(SignedReceipt { receipt, signature }))
    }

    /// Destroys what is over by the vault's own clock, before anything else is answered.
    ///
    /// Errors: [`No::Fault`].
    pub fn expire(&mut self, now: Timestamp) -> Result<(), No> {
        let now = self.now(now);
        let over = self.keep.expired(now);
        if !over.is_empty() {
            self.keep.destroy(now, &over, self.entropy.as_mut())?;
        }
        Ok(())
    }

    /// The vault's time never runs backwards, and is never behind the record.
    fn now(&self, clock: Timestamp) -> Timestamp {
        let seen = self.keep.latest().max(clock);
        self.watch.state().latest.map_or(seen, |latest| latest.max(seen))
    }

    fn with_own<T>(
        &mut self,
        now: Timestamp,
        kind: Kind,
        compute: impl FnOnce(&[u8; 32]) -> T,
    ) -> Result<T, No> {
        let own = self.keep.list().find(|(_, known)| *known == kind).map(|(hash, _)| hash);
        let hash = own.ok_or_else(|| No::Request("this vault has no keys of its own".to_owned()))?;
        Ok(self.keep.with_seed(now, hash, compute)?)
    }
}

/// One wrap that may be released.
struct Found {
    copy: CopyId,
    device: DeviceId,
    /// The permit's document as it is now: the answer is bound to it.
    document: Digest,
    release_key: Digest,
    /// The document to which the wrap is tied.
    sealed_under: Digest,
    suite: u16,
    wrap: Wrap,
}

/// What a device asks with.
enum Question {
    Shown(Box<Challenge>),
    Spoken(SpokenChallenge),
}

impl Question {
    fn read(challenge: &str) -> Result<Self, No> {
        match spoken_of(challenge) {
            Some(spoken) => Ok(Self::Spoken(spoken)),
            None => challenge_of(challenge)
                .map(|challenge| Self::Shown(Box::new(challenge)))
                .map_err(|fault| No::Request(fault.to_string())),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Shown(challenge) => challenge.to_bytes(),
            Self::Spoken(challenge) => challenge.to_bytes().to_vec(),
        }
    }

    /// By voice the wrap is that of the box: the eight bytes name none.
    fn digest(&self, permit_hash: Digest, present: Option<Logged<'_>>) -> Option<Digest> {
        match self {
            Self::Shown(challenge) => Some(Digest::of(&challenge.statement())),
            Self::Spoken(challenge) => Some(spoken_digest(challenge, permit_hash, &present?.wrap.handle)),
        }
    }

    fn names(&self, permit_hash: Digest, wrap: &Wrap) -> bool {
        match self {
            Self::Shown(challenge) => {
                challenge.handle == wrap.handle.to_bytes() && challenge.permit_hash == *permit_hash.as_bytes()
            }
            Self::Spoken(_) => true,
        }
    }

    /// A challenge that is shown brings its key; by voice it names one that the device has deposited.
    fn one_time_key(&self, state: &State, device: &DeviceId) -> Result<AgreementKey, No> {
        match self {
            Self::Shown(challenge) => Ok(challenge.one_time_key),
            Self::Spoken(challenge) => {
                let keys = state.devices.get(device).and_then(|known| known.keys.as_ref());
                let key = keys.and_then(|keys| keys.spoken.get(usize::from(challenge.key_index())));
                let key = key.and_then(|key| STANDARD.decode(key).ok()?.try_into().ok());
                Ok(AgreementKey(key.ok_or(No::NotReleased)?))
            }
        }
    }
}

/// No permit's key lives longer. Units: seconds.
const LONGEST: i64 = 400 * 24 * 60 * 60;

fn is_granted(release: &sekisho_core::sealing::Release, challenge: Digest, medium: &MediumId) -> bool {
    release.challenge == challenge && release.medium == *medium
}

/// What the record allowed may be over by now.
fn allows(outing: &Outing, now: Timestamp) -> Result<(), No> {
    if outing.destruction_ordered_at.is_some() {
        return Err(No::KeyDestroyed);
    }
    let window = outing.request.document.window;
    let open = outing.hold.is_none() && window.from <= now && !window.is_over(now);
    if open { Ok(()) } else { Err(No::NotNow) }
}

fn public_hash(kind: Kind, seed: &[u8; 32]) -> KeyHash {
    match kind {
        Kind::Answer => KeyHash::of(&AgreementSecret::new(*seed).public_key().0),
        Kind::Receipt => KeyHash::of(PrivateKey::generate_from_seed(seed).public().to_openssh().as_bytes()),
        Kind::Lookup { .. } | Kind::Release { .. } => {
            KeyHash::of(SecretSeed::new(*seed).public_key().as_bytes())
        }
    }
}

fn level(level: Level) -> DestructionLevel {
    match level {
        Level::E0 => DestructionLevel::E0,
        Level::E1 => DestructionLevel::E1,
    }
}
