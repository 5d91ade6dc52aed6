//! Ports: what the gate needs from the outside, each with its contract.

use sekisho_core::id::{PermitId, PersonId};
use sekisho_core::local::no_rules;
use sekisho_core::{Command, Digest, Private, Reason, State, Timestamp};
use sekisho_proof::tile::TileReader;

use crate::fault::Fault;
use crate::view::PermitView;

/// Tells the time. May jump in either direction; the gate never lets the record's time run backwards.
pub trait Clock {
    /// Gives the time now.
    fn now(&self) -> Timestamp;
}

/// Gives randomness fit for keys.
pub trait Entropy {
    /// Fills the bytes.
    ///
    /// Errors: [`Fault::Storage`] if the system has none to give; nothing may be signed then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault>;
}

/// Asks the local rules (庁内規程). They can only add a *no* to what the built-in rules say, never take one away.
///
/// Every set that was ever put in force is kept, by its digest: an act is judged by the one that was in force then, today and in
/// thirty years.
pub trait LocalRules {
    /// Tells whether a set can be put in force: it is kept here, its text is the one of the digest, and it holds.
    ///
    /// Errors: [`Fault::LocalRulesMissing`], [`Fault::LocalRulesDiffer`], [`Fault::LocalRules`] with file, place and rule.
    fn check(&self, set: Digest) -> Result<(), Fault>;

    /// Judges a command of a person by a set.
    ///
    /// Shape: pure: the same set and arguments give the same answer. One reason for each rule that says no, as
    /// [`sekisho_core::local::reason`] makes them; empty: no rule objects. Asked only about what a local rule may refuse
    /// ([`sekisho_core::local::may_refuse`]).
    /// Errors: as for [`LocalRules::check`]; nothing is decided then.
    fn judge(
        &self,
        set: Digest,
        state: &State,
        person: &PersonId,
        command: &Command,
        now: Timestamp,
    ) -> Result<Vec<Reason>, Fault>;
}

/// The office has written no rules of its own: nothing is added, and nothing else can be put in force.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoLocalRules;

impl LocalRules for NoLocalRules {
    fn check(&self, set: Digest) -> Result<(), Fault> {
        if set == no_rules() { Ok(()) } else { Err(Fault::LocalRulesMissing(set)) }
    }

    fn judge(
        &self,
        set: Digest,
        _: &State,
        _: &PersonId,
        _: &Command,
        _: Timestamp,
    ) -> Result<Vec<Reason>, Fault> {
        self.check(set).map(|()| Vec::new())
    }
}

/// The end of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The signed checkpoint, a C2SP note; empty text before the first entry.
    pub checkpoint: String,
    /// The root of the tree.
    pub root: [u8; 32],
    /// How many entries.
    pub size: u64,
}

/// The end of one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamEnd {
    /// Commitment of its last event.
    pub last: sekisho_proof::Digest,
    /// The number of the next event in it.
    pub next_seq: u64,
}

/// One entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// The envelope's exact bytes; `None` after a lawful redaction.
    pub envelope: Option<Vec<u8>>,
    /// Its place in the log, from 0.
    pub index: u64,
    /// The public leaf entry, 49 bytes.
    pub leaf: Vec<u8>,
}

/// One entry to append.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// SHA-256 of the envelope.
    pub commitment: sekisho_proof::Digest,
    /// The envelope's exact bytes.
    pub envelope: Vec<u8>,
    /// The event's stable name.
    pub kind: String,
    /// The public leaf entry, 49 bytes.
    pub leaf: [u8; sekisho_proof::leaf::ENTRY_BYTES],
    /// The permit that it is about.
    pub permit: Option<PermitId>,
    /// When the record took it.
    pub recorded_at: Timestamp,
    /// Its number in the stream.
    pub seq: u64,
    /// Its stream.
    pub stream: String,
}

/// An act that was answered: the same statement sent again gets this answer again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredAct {
    /// How many entries it made.
    pub count: u64,
    /// Index of its first entry.
    pub first: u64,
    /// The statement's nonce.
    pub nonce: [u8; 16],
    /// SHA-256 of the statement's text.
    pub statement: sekisho_proof::Digest,
}

/// A personal or free text behind a digest: erasable, never in an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// What events hold in its place.
    pub digest: Digest,
    /// 16 random bytes.
    pub salt: [u8; 16],
    /// The text.
    pub text: Private<String>,
}

/// Everything that one append changes. All of it happens, or nothing.
#[derive(Debug, Default)]
pub struct Batch {
    /// Acts answered by these entries.
    pub acts: Vec<AnsweredAct>,
    /// The new signed checkpoint.
    pub checkpoint: String,
    /// Texts behind digests.
    pub disclosures: Vec<Disclosure>,
    /// The entries, in order.
    pub entries: Vec<NewEntry>,
    /// The root that the log must have now.
    pub expected_root: [u8; 32],
    /// The size that the log must have now.
    pub expected_size: u64,
    /// The new root.
    pub root: [u8; 32],
    /// Tiles and bundles to write, by their paths.
    pub tiles: Vec<(String, Vec<u8>)>,
    /// Rows of the permit list that change.
    pub views: Vec<PermitView>,
}

/// What became of an append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// Durable: it survives a crash at any instruction from now on.
    Done,
    /// Somebody else appended first; nothing of the batch is there.
    Overtaken,
}

/// The state at a size, kept to start faster: a cache that replaying reproduces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The state in the form [`sekisho_core::state::SNAPSHOT_FORM`].
    pub bytes: Vec<u8>,
    /// The form of the bytes.
    pub form: u32,
    /// The root of the log at that size.
    pub root: [u8; 32],
    /// How many entries it sums up.
    pub size: u64,
}

/// Keeps other writers waiting for as long as it lives.
#[derive(Default)]
#[expect(missing_debug_implementations, reason = "what it holds is the port's own")]
pub struct Hold(#[expect(dead_code, reason = "dropping it is its use")] Option<Box<dyn std::any::Any>>);

impl Hold {
    /// Holds nothing: writers meet only at the compare-and-swap of `append`.
    pub fn nothing() -> Self {
        Self(None)
    }

    /// Holds whatever lets go when it is dropped.
    pub fn new(guard: impl std::any::Any) -> Self {
        Self(Some(Box::new(guard)))
    }
}

/// The record: entries, tiles, texts, views. One per data owner; nothing ever folds two owners together.
///
/// Durable when: `append` has answered `Done`. Everything else may be lost and made again.
/// Retry what: `append` after `Overtaken`, with fresh state. After an error nobody knows: read the head again.
/// May be stale: `head` between its answer and the next `append`, which then answers `Overtaken`; not under a `hold`.
pub trait Record: TileReader {
    /// Gives the end of the record.
    fn head(&self) -> Result<Head, Fault>;
    /// Hands over the entries `[from, to)` in order.
    fn entries(
        &self,
        from: u64,
        to: u64,
        each: &mut dyn FnMut(StoredEntry) -> Result<(), Fault>,
    ) -> Result<(), Fault>;
    /// Hands over the entries of one stream, in order.
    fn stream_entries(
        &self,
        stream: &str,
        each: &mut dyn FnMut(StoredEntry) -> Result<(), Fault>,
    ) -> Result<(), Fault>;
    /// Gives the end of a stream, if it has begun.
    fn stream_end(&self, stream: &str) -> Result<Option<StreamEnd>, Fault>;
    /// Finds the act with the nonce.
    fn act(&self, nonce: &[u8; 16]) -> Result<Option<AnsweredAct>, Fault>;
    /// Keeps every other writer waiting until the answer is dropped, so that two of them do not decide for nothing.
    ///
    /// Shape: may be held twice by the same record. A courtesy, not a promise: `append` still compares and swaps.
    fn hold(&self) -> Result<Hold, Fault> {
        Ok(Hold::nothing())
    }
    /// Appends by compare-and-swap on size and root.
    ///
    /// Errors: after one nobody knows whether the batch is there: the head tells.
    fn append(&mut self, batch: &Batch) -> Result<Appended, Fault>;
    /// Gives the newest snapshot, if there is one of this form.
    fn snapshot(&self) -> Result<Option<Snapshot>, Fault>;
    /// Keeps a snapshot. May be lost.
    fn keep_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), Fault>;
    /// Replaces every permit row: views are rebuilt from the events.
    fn replace_views(&mut self, views: &[PermitView]) -> Result<(), Fault>;
    /// Finds the text behind a digest; `None` if it was erased or never came.
    fn text(&self, digest: &Digest) -> Result<Option<Private<String>>, Fault>;
    /// Gives the row of one permit.
    fn view(&self, permit: PermitId) -> Result<Option<PermitView>, Fault>;
    /// Gives the rows of all permits with the status, or of all; newest first.
    fn views(&self, status: Option<&str>, limit: u32) -> Result<Vec<PermitView>, Fault>;
}
