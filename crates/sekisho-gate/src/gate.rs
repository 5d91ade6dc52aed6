//! The gate itself: the state at a size of the record, and the ports.

use sekisho_core::event::Recorded;
use sekisho_core::id::PersonId;
use sekisho_core::state::SNAPSHOT_FORM;
use sekisho_core::{Command, Digest, Private, State, Timestamp, evolve};
use sekisho_proof::act::ActStatement;
use sekisho_proof::canonical;
use sekisho_proof::checkpoint::Checkpoint;

use crate::fault::Fault;
use crate::keys::RecordKeys;
use crate::port::{Clock, Disclosure, Entropy, LocalRules, Record, Snapshot};
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
    /// INVARIANT: `state` is the sum of exactly the first `size` entries; kept by `refresh` and by a successful append.
    pub(crate) state: State,
    pub(crate) size: u64,
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
    /// Errors: [`Fault::Damaged`], [`Fault::Storage`].
    pub fn open(origin: &str, keys: RecordKeys, ports: Ports) -> Result<Self, Fault> {
        let mut gate = Self {
            keys,
            origin: origin.to_owned(),
            ports,
            state: State::default(),
            size: 0,
            snapshot_size: 0,
        };
        gate.check_head()?;
        gate.reload()?;
        Ok(gate)
    }

    /// Start is refused when checkpoint, tiles and entries do not say the same.
    fn check_head(&self) -> Result<(), Fault> {
        let head = self.ports.record.head()?;
        if head.size == 0 {
            return Ok(());
        }
        let damaged = |what: String| Err(Fault::Damaged(what));
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
            Err(error) => damaged(error.to_string()),
        }
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
    pub fn disclose(&self, text: &str) -> Result<Disclosure, Fault> {
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
        let head = self.ports.record.head()?;
        let statement = ActStatement {
            act: command.act().to_owned(),
            origin: self.origin.clone(),
            person: person.to_string(),
            facts: sekisho_core::facts::facts(&self.state, command),
            command: String::from_utf8(line).map_err(|error| Fault::Command(error.to_string()))?,
            nonce: self.random()?,
            time: time.to_string(),
            expires: time.plus(VALIDITY).to_string(),
            checkpoint_size: head.size,
            checkpoint_root: head.root,
        };
        statement.checked_text().map_err(Fault::Statement)
    }

    /// Brings the state up to the end of the record.
    pub fn refresh(&mut self) -> Result<(), Fault> {
        let head = self.ports.record.head()?;
        if head.size < self.size {
            return Err(Fault::Damaged(format!(
                "the record shrank from {} to {} entries",
                self.size, head.size
            )));
        }
        let (mut state, from) = (std::mem::take(&mut self.state), self.size);
        self.size = 0;
        let mut count = from;
        self.ports.record.entries(from, head.size, &mut |entry| {
            if entry.index != count {
                return Err(Fault::Damaged(format!("entry {count} is missing")));
            }
            count = count.saturating_add(1);
            let Some(envelope) = entry.envelope else { return Ok(()) };
            state = evolve(std::mem::take(&mut state), &Predicate::open_own(&envelope)?.recorded());
            Ok(())
        })?;
        if count != head.size {
            return Err(Fault::Damaged(format!(
                "the record has {count} entries, its checkpoint says {}",
                head.size
            )));
        }
        self.state = state;
        self.size = head.size;
        self.keep_snapshot_if_due()
    }

    /// Reads the state anew: from the newest snapshot that fits the record, and the entries after it.
    pub(crate) fn reload(&mut self) -> Result<(), Fault> {
        (self.state, self.size) = (State::default(), 0);
        let head = self.ports.record.head()?;
        if let Some(snapshot) = self.ports.record.snapshot()?.filter(|kept| self.fits(kept, head.size))
            && let Ok(state) = serde_json::from_slice(&snapshot.bytes)
        {
            (self.state, self.size, self.snapshot_size) = (state, snapshot.size, snapshot.size);
        }
        self.refresh()
    }

    /// A snapshot counts only for a point that this very log went through.
    fn fits(&self, snapshot: &Snapshot, size: u64) -> bool {
        snapshot.form == SNAPSHOT_FORM
            && snapshot.size <= size
            && sekisho_proof::tile::root(snapshot.size, self.ports.record.as_ref())
                .is_ok_and(|root| root == snapshot.root)
    }

    pub(crate) fn keep_snapshot_if_due(&mut self) -> Result<(), Fault> {
        if self.size.saturating_sub(self.snapshot_size) < SNAPSHOT_EVERY {
            return Ok(());
        }
        let head = self.ports.record.head()?;
        if head.size == self.size {
            let bytes = serde_json::to_vec(&self.state).map_err(|error| Fault::Damaged(error.to_string()))?;
            let snapshot = Snapshot { bytes, form: SNAPSHOT_FORM, root: head.root, size: self.size };
            self.ports.record.keep_snapshot(&snapshot)?;
            self.snapshot_size = self.size;
        }
        Ok(())
    }

    /// Makes every cache anew from the events: state, snapshot, list of permits.
    ///
    /// Shape: returns whether the state that was in use is the one that the events add up to.
    pub fn rebuild(&mut self) -> Result<bool, Fault> {
        self.refresh()?;
        let mut state = State::default();
        let mut views = std::collections::BTreeMap::<_, PermitView>::new();
        self.ports.record.entries(0, self.size, &mut |entry| {
            let Some(envelope) = entry.envelope else { return Ok(()) };
            let recorded: Recorded = Predicate::open_own(&envelope)?.recorded();
            let before = recorded.event.permit().and_then(|permit| state.permits.get(&permit).cloned());
            let before = before.or_else(|| {
                let known = views.get(&recorded.event.permit()?)?;
                Some(known.last.clone())
            });
            state = evolve(std::mem::take(&mut state), &recorded);
            if let Some(view) = view_after(before.as_ref(), &state, &recorded, entry.index) {
                keep_ending(&mut views, view);
            }
            Ok(())
        })?;
        let same = state == self.state;
        self.state = state;
        let rows: Vec<_> = views.into_values().collect();
        self.ports.record.replace_views(&rows)?;
        self.snapshot_size = 0;
        self.keep_snapshot_if_due()?;
        Ok(same)
    }
}

/// An event about a permit that is finished (a late report) does not change how it ended.
fn keep_ending(
    views: &mut std::collections::BTreeMap<sekisho_core::id::PermitId, PermitView>,
    view: PermitView,
) {
    let finished =
        views.get(&view.permit).filter(|known| known.is_finished()).map(|known| known.status.clone());
    let status = finished.unwrap_or_else(|| view.status.clone());
    views.insert(view.permit, PermitView { status, ..view });
}
