//! The gate itself: the state at a size of the record, and the ports.

use std::collections::BTreeMap;

use sekisho_core::event::Recorded;
use sekisho_core::id::{PermitId, PersonId};
use sekisho_core::state::SNAPSHOT_FORM;
use sekisho_core::{Command, Digest, Private, State, Timestamp, evolve};
use sekisho_proof::act::ActStatement;
use sekisho_proof::canonical;
use sekisho_proof::checkpoint::Checkpoint;
use sekisho_proof::leaf::Entry;
use sekisho_proof::tile::TileHashReader;
use sekisho_proof::tree::{HashReader as _, empty_root, leaf_hash};

use crate::fault::Fault;
use crate::history::root_at;
use crate::keys::RecordKeys;
use crate::port::{Clock, Disclosure, Entropy, Head, LocalRules, Record, Snapshot, StoredEntry};
use crate::view::{PermitView, view_after};
use crate::wire::v1::Predicate;

/// A snapshot is kept whenever so many entries came since the last one: a start then folds fewer than these.
const SNAPSHOT_EVERY: u64 = 512;

/// How long a statement made by [`Gate::prepare`] is valid. Units: seconds.
const VALIDITY: i64 = 60 * 60;

/// What the gate needs from the outside.
#[expect(missing_debug_implementations, reason = "ports are opaque")]
pub struct Ports {
    /// The time.
    pub clock: Box<dyn Clock>,
    /// Randomness.
    pub entropy: Box<dyn Entropy>,
    /// The record.
    pub record: Box<dyn Record>,
    /// The office's own rules.
    pub rules: Box<dyn LocalRules>,
}

/// Carries commands into the record of one data owner.
pub struct Gate {
    pub(crate) keys: RecordKeys,
    pub(crate) origin: String,
    pub(crate) ports: Ports,
    /// INVARIANT: `state` is the sum of exactly the first `size` entries, which lead to `root`; only `refresh` and an append
    /// that succeeded change the three, all at once. Whatever fails leaves them as they are.
    pub(crate) state: State,
    pub(crate) size: u64,
    pub(crate) root: [u8; 32],
    snapshot_size: u64,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").field("origin", &self.origin).field("size", &self.size).finish_non_exhaustive()
    }
}

impl Gate {
    /// Opens the gate on a record: reads the newest snapshot and the entries after it.
    ///
    /// Shape: starts only when checkpoint, tiles, the entries read and the keys belong together; entries before the
    /// snapshot are for `verify`.
    /// Errors: [`Fault::Damaged`] says what does not fit, [`Fault::Storage`].
    pub fn open(origin: &str, keys: RecordKeys, ports: Ports) -> Result<Self, Fault> {
        let mut gate = Self {
            keys,
            origin: origin.to_owned(),
            ports,
            state: State::default(),
            size: 0,
            root: empty_root(),
            snapshot_size: 0,
        };
        let head = gate.ports.record.head()?;
        gate.check_head(&head)?;
        gate.check_keys(&head)?;
        gate.take_snapshot(&head)?;
        gate.fold_up_to(&head)?;
        gate.keep_snapshot_if_due();
        Ok(gate)
    }

    /// Demands that the checkpoint is ours and that the tiles lead to it.
    fn check_head(&self, head: &Head) -> Result<(), Fault> {
        let damaged = |what: String| Err(Fault::Damaged(what));
        if head.size == 0 {
            let empty = head.checkpoint.is_empty() && head.root == empty_root();
            return if empty { Ok(()) } else { damaged("the empty record has a checkpoint".to_owned()) };
        }
        match Checkpoint::open(&head.checkpoint, &self.keys.note.verifier()) {
            Ok(signed) if signed.size == head.size && signed.root == head.root => {}
            Ok(signed) => {
                return damaged(format!("the checkpoint says {} entries, not {}", signed.size, head.size));
            }
            Err(error) => return damaged(format!("the checkpoint is not ours: {error}")),
        }
        match sekisho_proof::tile::root(head.size, self.ports.record.as_ref()) {
            Ok(root) if root == head.root => Ok(()),
            Ok(_) => damaged("the tiles do not lead to the checkpoint".to_owned()),
            Err(error) => Err(Fault::tiles(error)),
        }
    }

    /// Demands that the keys are those that signed and labelled the last entry: a key file of another record, or one with a
    /// wrong line, would otherwise be noticed only by a verifier.
    fn check_keys(&self, head: &Head) -> Result<(), Fault> {
        self.ports.record.entries(head.size.saturating_sub(1), head.size, &mut |entry| {
            let Some(envelope) = &entry.envelope else { return Ok(()) };
            let unfit =
                |what: &str| Fault::Damaged(format!("entry {} was not {what} by these keys", entry.index));
            let predicate =
                Predicate::open(envelope, &self.keys.envelope.public()).map_err(|_| unfit("signed"))?;
            let label = self.keys.stream(&predicate.stream).label(predicate.seq);
            match Entry::from_bytes(&entry.leaf) {
                Ok(leaf) if leaf.label == label => Ok(()),
                _ => Err(unfit("labelled")),
            }
        })
    }

    /// Gives the state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Gives how many entries the state sums up.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Gives the record for reading.
    pub fn record(&self) -> &dyn Record {
        self.ports.record.as_ref()
    }

    /// Gives the record's own keys.
    pub fn keys(&self) -> &RecordKeys {
        &self.keys
    }

    /// Gives the name of the record.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Gives the record's time: the clock's, but never earlier than what the record has seen.
    pub fn now(&self) -> Timestamp {
        let clock = self.ports.clock.now();
        self.state.latest.map_or(clock, |latest| latest.max(clock))
    }

    /// Gives how far the clock lies behind the record, if it does. Units: seconds.
    pub fn clock_behind(&self) -> Option<u64> {
        let clock = self.ports.clock.now();
        self.state
            .latest
            .filter(|latest| *latest > clock)
            .map(|latest| latest.seconds().abs_diff(clock.seconds()))
    }

    /// Makes the salted digest of a name or a free text.
    ///
    /// Errors: [`Fault::Text`] if it holds what does not show on a line: such a text could imitate other lines.
    pub fn disclose(&self, text: &str) -> Result<Disclosure, Fault> {
        check_text(text)?;
        let mut salt = [0; 16];
        self.ports.entropy.fill(&mut salt)?;
        Ok(Disclosure { digest: Digest::of_text(&salt, text), salt, text: Private::new(text.to_owned()) })
    }

    /// Draws random bytes.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        self.ports.entropy.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes the statement that a person signs to give this command.
    ///
    /// Errors: [`Fault::Statement`] if a part of it does not fit on its line.
    pub fn prepare(&self, person: &PersonId, command: &Command, time: Timestamp) -> Result<String, Fault> {
        let line = canonical::to_vec(command).map_err(|error| Fault::Command(error.to_string()))?;
        let statement = ActStatement {
            act: command.act().to_owned(),
            origin: self.origin.clone(),
            person: person.to_string(),
            facts: sekisho_core::facts::facts(&self.state, command),
            command: String::from_utf8(line).map_err(|error| Fault::Command(error.to_string()))?,
            nonce: self.random()?,
            time: time.to_string(),
            expires: time.plus(VALIDITY).to_string(),
            checkpoint_size: self.size,
            checkpoint_root: self.root,
        };
        statement.checked_text().map_err(Fault::Statement)
    }

    /// Brings the state up to the end of the record.
    ///
    /// Shape: one small read if nothing is new. An error leaves the state as it was.
    /// Errors: [`Fault::Damaged`] if the record is not the continuation of what was here before, [`Fault::Storage`].
    pub fn refresh(&mut self) -> Result<(), Fault> {
        let head = self.ports.record.head()?;
        if (head.size, head.root) == (self.size, self.root) {
            return Ok(());
        }
        self.check_head(&head)?;
        self.check_continues(&head)?;
        self.fold_up_to(&head)?;
        self.keep_snapshot_if_due();
        Ok(())
    }

    /// Demands that what this gate has seen is still the beginning of the record: nobody put another copy in its place.
    fn check_continues(&self, head: &Head) -> Result<(), Fault> {
        if head.size < self.size {
            let (before, now) = (self.size, head.size);
            return Err(Fault::Damaged(format!("the record shrank from {before} to {now} entries")));
        }
        let root = root_at(self.size, head.size, self.ports.record.as_ref()).map_err(Fault::tiles)?;
        if root == self.root {
            return Ok(());
        }
        Err(Fault::Damaged(format!("the first {} entries are not those that were here before", self.size)))
    }

    /// Folds the entries that are new, each only if the tree commits to it.
    fn fold_up_to(&mut self, head: &Head) -> Result<(), Fault> {
        let hashes = TileHashReader::new(head.size, self.ports.record.as_ref());
        let (mut state, mut count) = (self.state.clone(), self.size);
        self.ports.record.entries(count, head.size, &mut |entry| {
            check_entry(&entry, count, &hashes)?;
            count = count.saturating_add(1);
            let envelope = present(entry)?;
            state = evolve(std::mem::take(&mut state), &Predicate::open_own(&envelope)?.recorded());
            Ok(())
        })?;
        if count != head.size {
            let has = head.size;
            return Err(Fault::Damaged(format!("the record has {count} entries, its checkpoint says {has}")));
        }
        (self.state, self.size, self.root) = (state, head.size, head.root);
        Ok(())
    }

    /// Takes the newest snapshot over, if it fits the record. One that does not fit is made again some day.
    fn take_snapshot(&mut self, head: &Head) -> Result<(), Fault> {
        let kept = match self.ports.record.snapshot() {
            Ok(Some(kept)) => kept,
            // A cache that cannot be read is none.
            Ok(None) | Err(Fault::Damaged(_)) => return Ok(()),
            Err(fault) => return Err(fault),
        };
        // A snapshot counts only for a point that this very log went through.
        let known = kept.form == SNAPSHOT_FORM
            && kept.size <= head.size
            && root_at(kept.size, head.size, self.ports.record.as_ref()).is_ok_and(|root| root == kept.root);
        if let Some(state) = known.then(|| self.unpack(&kept.bytes)).flatten() {
            (self.state, self.size, self.root) = (state, kept.size, kept.root);
            self.snapshot_size = kept.size;
        }
        Ok(())
    }

    pub(crate) fn keep_snapshot_if_due(&mut self) {
        if self.size.saturating_sub(self.snapshot_size) >= SNAPSHOT_EVERY {
            self.keep_snapshot();
        }
    }

    /// Keeps a snapshot. It is a cache: what fails here is tried again after the next so many entries, and never makes an
    /// act fail that is already in the record.
    fn keep_snapshot(&mut self) {
        self.snapshot_size = self.size;
        if let Some(bytes) = self.pack(&self.state) {
            let snapshot = Snapshot { bytes, form: SNAPSHOT_FORM, root: self.root, size: self.size };
            let _ = self.ports.record.keep_snapshot(&snapshot);
        }
    }

    /// Writes a state as a snapshot keeps it: a code under the record's keys, then JSON.
    fn pack(&self, state: &State) -> Option<Vec<u8>> {
        let json = serde_json::to_vec(state).ok()?;
        Some([self.keys.snapshot_code(&json).as_slice(), &json].concat())
    }

    /// Reads a state back; nothing if somebody without the record's keys changed a byte.
    fn unpack(&self, bytes: &[u8]) -> Option<State> {
        let (code, json) = bytes.split_first_chunk::<32>()?;
        (self.keys.snapshot_code(json) == *code).then(|| serde_json::from_slice(json).ok()).flatten()
    }

    /// Makes every cache anew from the events: state, snapshot, list of permits.
    ///
    /// Shape: returns whether the state that was in use is the one that the events add up to.
    pub fn rebuild(&mut self) -> Result<bool, Fault> {
        let _hold = self.ports.record.hold()?;
        self.refresh()?;
        let hashes = TileHashReader::new(self.size, self.ports.record.as_ref());
        let (mut state, mut count) = (State::default(), 0);
        let mut views = BTreeMap::<PermitId, PermitView>::new();
        self.ports.record.entries(0, self.size, &mut |entry| {
            check_entry(&entry, count, &hashes)?;
            count = count.saturating_add(1);
            let index = entry.index;
            let envelope = present(entry)?;
            let recorded: Recorded = Predicate::open_own(&envelope)?.recorded();
            let before = recorded.event.permit().and_then(|permit| state.permits.get(&permit).cloned());
            let before = before.or_else(|| {
                let known = views.get(&recorded.event.permit()?)?;
                Some(known.last.clone())
            });
            state = evolve(std::mem::take(&mut state), &recorded);
            if let Some(view) = view_after(before.as_ref(), &state, &recorded, index) {
                keep_ending(&mut views, view);
            }
            Ok(())
        })?;
        if count != self.size {
            return Err(Fault::Damaged(format!("entry {count} is missing")));
        }
        let same = state == self.state;
        self.state = state;
        let rows: Vec<_> = views.into_values().collect();
        self.ports.record.replace_views(&rows)?;
        self.keep_snapshot();
        Ok(same)
    }
}

/// The longest name or free text. Units: characters.
const TEXT_LIMIT: usize = 2_000;

/// Demands a text that shows as what it is: not empty, one line, nothing that hides, moves or turns the text around it.
///
/// Errors: [`Fault::Text`].
pub fn check_text(text: &str) -> Result<(), Fault> {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let fits = (1..=TEXT_LIMIT).contains(&text.chars().count()) && !text.trim().is_empty();
    if !fits || text.chars().any(hidden) { Err(Fault::Text) } else { Ok(()) }
}

/// Gives the envelope of an entry. Texts can be erased; an event never can: without it nobody knows what happened.
fn present(entry: StoredEntry) -> Result<Vec<u8>, Fault> {
    let index = entry.index;
    entry.envelope.ok_or_else(|| Fault::Damaged(format!("the event of entry {index} is missing")))
}

/// Demands that an entry is the one that the tree has at this place, and its envelope the one that it commits to.
fn check_entry(entry: &StoredEntry, index: u64, hashes: &TileHashReader<'_>) -> Result<(), Fault> {
    if entry.index != index {
        return Err(Fault::Damaged(format!("entry {index} is missing")));
    }
    if hashes.hash(0, index).map_err(Fault::tiles)? != leaf_hash(&entry.leaf) {
        return Err(Fault::Damaged(format!("entry {index} is not the one in the tree")));
    }
    let Some(envelope) = &entry.envelope else { return Ok(()) };
    let committed = Entry::from_bytes(&entry.leaf).map(|leaf| leaf.commitment);
    if committed.is_ok_and(|commitment| commitment == sekisho_proof::Digest::of(envelope)) {
        return Ok(());
    }
    Err(Fault::Damaged(format!("the envelope of entry {index} is not the one that the log commits to")))
}

/// An event about a permit that is finished (a late report) does not change how it ended.
fn keep_ending(views: &mut BTreeMap<PermitId, PermitView>, view: PermitView) {
    let finished =
        views.get(&view.permit).filter(|known| known.is_finished()).map(|known| known.status.clone());
    let status = finished.unwrap_or_else(|| view.status.clone());
    views.insert(view.permit, PermitView { status, ..view });
}
