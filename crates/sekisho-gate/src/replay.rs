//! Checks a record from its entries alone, as a stranger would: envelopes, streams, signatures of persons, state.
//!
//! Each act is put to the rules once more, on the state before it: what is recorded must be exactly what they say to the
//! command that the person signed. So a server can neither invent an event, nor hide a consequence, nor refuse what the
//! rules allow.

mod history;

use std::collections::{BTreeMap, VecDeque};

use sekisho_core::device_acts::confirm;
use sekisho_core::due::due;
use sekisho_core::event::Event;
use sekisho_core::local::{in_force, is_whole, join, may_refuse, no_rules, reasons_in};
use sekisho_core::state::SNAPSHOT_FORM;
use sekisho_core::{RULES, Reason, State, Timestamp, decide, evolve};
use sekisho_proof::Digest;
use sekisho_proof::dsse::EnvelopePublicKey;
use sekisho_proof::leaf::Entry;
use sekisho_proof::tree::empty_root;
use serde::{Deserialize, Serialize};

use crate::attached;
use crate::evidence::{self, CheckedAct};
use crate::port::StoredEntry;
use crate::replay::history::{History, Past};
use crate::wire::v1::{By, LocalRulesUsed, Predicate, VaultWord, base64};

/// What the check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Events that only the server asserts: what the clock fired, and what follows from an act.
    pub by_server: u64,
    /// Words of the vault, with its signature that was checked.
    pub by_vault: u64,
    /// Acts with a person's signature that was checked.
    pub by_person: u64,
    /// Refusals among the acts.
    pub refused: u64,
    /// Everything that does not fit. Empty: the record is whole.
    pub problems: Vec<Problem>,
}

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where in the log.
    pub index: u64,
    /// What, for the reader of the report.
    pub what: String,
}

/// Folds and checks entries, one after the other.
#[derive(Clone, Debug)]
pub struct Replay {
    consequences: Consequences,
    /// What the clock has to fire together with the event that it fired last.
    due: VecDeque<(Timestamp, Event)>,
    history: History,
    key: EnvelopePublicKey,
    /// The nonces of acts, each with the time at which the record took it.
    nonces: BTreeMap<[u8; 16], Timestamp>,
    origin: String,
    report: Report,
    state: State,
    streams: BTreeMap<String, (u64, Digest)>,
}

/// What somebody who follows a log keeps between two looks at it.
///
/// Shape: a cache of the follower's own. It is worth what the place is worth where it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    form: u32,
    history: History,
    nonces: Vec<([u8; 16], Timestamp)>,
    state: State,
    streams: BTreeMap<String, (u64, String)>,
}

/// Nonces older than this need not be kept: no order is valid for so long. Units: seconds.
const NONCE_LIFETIME: i64 = 3 * 24 * 60 * 60;

/// What has to follow directly from the act before.
#[derive(Clone, Debug, Default)]
struct Consequences {
    events: VecDeque<Event>,
    /// The event that the next one has to name.
    last: String,
    occurred_at: Option<Timestamp>,
}

impl Replay {
    /// Starts before the first entry.
    pub fn new(origin: &str, key: EnvelopePublicKey) -> Self {
        Self {
            consequences: Consequences::default(),
            due: VecDeque::new(),
            history: History::default(),
            key,
            nonces: BTreeMap::new(),
            origin: origin.to_owned(),
            report: Report::default(),
            state: State::default(),
            streams: BTreeMap::new(),
        }
    }

    /// Goes on where it stopped.
    ///
    /// Shape: `None` if what was kept has another form: the log is to be read from its beginning.
    pub fn resume(origin: &str, key: EnvelopePublicKey, kept: Kept) -> Option<Self> {
        if kept.form != SNAPSHOT_FORM {
            return None;
        }
        let streams =
            kept.streams.into_iter().map(|(name, (seq, last))| Some((name, (seq, last.parse().ok()?))));
        Some(Self {
            history: kept.history,
            nonces: kept.nonces.into_iter().collect(),
            state: kept.state,
            streams: streams.collect::<Option<_>>()?,
            ..Self::new(origin, key)
        })
    }

    /// Gives what is to be kept to go on later.
    ///
    /// Shape: `None` if something did not fit, or if what belongs together is not here as a whole yet.
    pub fn keep(&self) -> Option<Kept> {
        let whole = self.consequences.events.is_empty() && self.due.is_empty();
        if !whole || !self.report.problems.is_empty() {
            return None;
        }
        let since = self.state.latest.map_or(Timestamp::EARLIEST, |latest| latest.plus(-NONCE_LIFETIME));
        let recent = self.nonces.iter().filter(|(_, at)| **at >= since);
        Some(Kept {
            form: SNAPSHOT_FORM,
            history: self.history.shortened(),
            nonces: recent.map(|(nonce, at)| (*nonce, *at)).collect(),
            state: self.state.clone(),
            streams: self
                .streams
                .iter()
                .map(|(name, (seq, last))| (name.clone(), (*seq, last.to_string())))
                .collect(),
        })
    }

    /// Gives how many entries were read.
    pub fn size(&self) -> u64 {
        self.history.size()
    }

    /// Gives the root of the tree over the entries that were read.
    pub fn root(&self) -> [u8; 32] {
        match self.history.root(self.history.size()) {
            Past::Known(root) => root,
            Past::Forgotten | Past::Never => empty_root(),
        }
    }

    /// Gives what the entries add up to.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Gives what did not fit so far.
    pub fn problems(&self) -> &[Problem] {
        &self.report.problems
    }

    /// Checks the next entry and folds it.
    pub fn next(&mut self, entry: &StoredEntry) {
        let place = self.history.size();
        if entry.index != place {
            self.problem(entry.index, format!("this is not entry {place}, which comes next"));
        }
        let leaf = Entry::from_bytes(&entry.leaf);
        if let Some(envelope) = &entry.envelope {
            let commitment = Digest::of(envelope);
            if !leaf.is_ok_and(|leaf| leaf.commitment == commitment) {
                self.problem(entry.index, "the envelope is not the one that the log commits to");
            }
            match Predicate::open(envelope, &self.key) {
                Ok(predicate) => self.event(entry.index, commitment, &predicate),
                Err(fault) => self.problem(entry.index, fault.to_string()),
            }
        } else {
            // Texts can be erased; an event never can. What follows cannot be judged without it.
            self.problem(entry.index, "the event is missing");
        }
        self.history.push(&entry.leaf);
    }

    /// Ends the check.
    ///
    /// Shape: the report, and the state that the entries add up to.
    pub fn finish(mut self) -> (Report, State) {
        let end = self.history.size();
        self.nothing_is_open(end);
        (self.report, self.state)
    }

    fn event(&mut self, index: u64, commitment: Digest, predicate: &Predicate) {
        self.rules(index, predicate);
        self.place(index, predicate);
        self.times(index, predicate);
        self.author(index, predicate);
        if matches!(predicate.event, Event::AttemptRefused { .. }) {
            self.report.refused = self.report.refused.saturating_add(1);
        }
        self.consequences.last = format!("{}#{}", predicate.stream, predicate.seq);
        self.streams.insert(predicate.stream.clone(), (predicate.seq, commitment));
        self.state = evolve(std::mem::take(&mut self.state), &predicate.recorded());
    }

    /// The event continues its stream, and belongs there.
    fn place(&mut self, index: u64, predicate: &Predicate) {
        let known = self.streams.get(&predicate.stream).copied();
        let (seq, previous) = known.map_or((0, None), |(seq, last)| (seq.saturating_add(1), Some(last)));
        if predicate.seq != seq || predicate.previous != previous {
            self.problem(index, format!("`{}` does not continue at number {seq}", predicate.stream));
        }
        if predicate.event.stream(&self.state).to_string() != predicate.stream {
            self.problem(index, format!("the event does not belong to the stream `{}`", predicate.stream));
        }
    }

    /// The record's time never runs backwards, and the point of the log that the event names is one that it went through.
    fn times(&mut self, index: u64, predicate: &Predicate) {
        if self.state.latest.is_some_and(|latest| predicate.recorded_at < latest) {
            self.problem(index, "the record's time runs backwards");
        }
        let named = &predicate.checkpoint;
        let root = self.history.root(named.size);
        if root == Past::Never || matches!(root, Past::Known(root) if base64(&root) != named.root) {
            self.problem(
                index,
                format!("the event names a checkpoint of size {} that never was", named.size),
            );
        }
    }

    fn author(&mut self, index: u64, predicate: &Predicate) {
        match &predicate.by {
            By::Person { statement, signature, .. } => {
                self.report.by_person = self.report.by_person.saturating_add(1);
                self.nothing_is_open(index);
                self.consequences = Consequences::default();
                match evidence::check(&self.state, &self.origin, statement, signature) {
                    Ok(act) => self.act(index, predicate, &act),
                    Err(fault) => self.problem(index, fault.to_string()),
                }
            }
            By::Vault { vault } => {
                self.report.by_vault = self.report.by_vault.saturating_add(1);
                self.nothing_is_open(index);
                self.consequences = Consequences::default();
                self.vault(index, predicate, vault);
            }
            By::Server { server } => {
                self.report.by_server = self.report.by_server.saturating_add(1);
                match server.strip_prefix("follows ") {
                    Some(cause) => self.consequence(index, predicate, cause),
                    None if server == "clock" => self.clock(index, predicate),
                    None => self.problem(index, format!("the server gives no reason: `{server}`")),
                }
            }
        }
    }

    /// The event is what the rules say to the command that the person signed, and the person knew what it was about.
    fn act(&mut self, index: u64, predicate: &Predicate, act: &CheckedAct) {
        if act.by() != predicate.by {
            self.problem(index, "the author is not the one who signed");
        }
        if act.occurred_at() != predicate.occurred_at {
            self.problem(index, "the event does not have the time that the person signed");
        }
        let statement = act.statement();
        if self.nonces.insert(statement.nonce, predicate.recorded_at).is_some() {
            self.problem(index, "the nonce of the act statement was used before: an act counts once");
        }
        if !self.history.root(statement.checkpoint_size).allows(&statement.checkpoint_root) {
            self.problem(index, "the act statement names a checkpoint that this record never had");
        }
        if let Err(fault) = evidence::check_fresh(act, predicate.recorded_at) {
            self.problem(index, fault.to_string());
        }
        if let Err(fault) = evidence::check_facts(&self.state, act) {
            self.problem(index, fault.to_string());
        }
        // The clock speaks first: an alarm that was due cannot be left out.
        if !due(&self.state, predicate.recorded_at).is_empty() {
            self.problem(index, "something was due before this act and did not happen");
        }
        let at = (predicate.recorded_at, act.occurred_at());
        let decision = decide(&self.state, act.person(), act.command(), at.0, at.1);
        let local = self.local(index, predicate, act);
        let decision = join(decision, &self.state, act.person(), act.command(), &local);
        let mut events = VecDeque::from(decision.events);
        if events.pop_front().as_ref() != Some(&predicate.event) {
            self.problem(index, "the event is not what the rules say to the command that the person signed");
        }
        self.consequences = Consequences { events, last: String::new(), occurred_at: Some(at.1) };
    }

    /// What local rules said, as it is recorded: the engine is not asked here ([`crate::rejudge`] does that), and does not have
    /// to exist any more.
    ///
    /// A record can only be judged stricter by them, never looser: their reasons come on top of all that the built-in rules say
    /// here once more. They must be those of the set that a person put in force, named one by one, in full, and about
    /// something that a local rule may refuse.
    fn local(&mut self, index: u64, predicate: &Predicate, act: &CheckedAct) -> Vec<Reason> {
        let reasons = reasons_in(&predicate.event);
        let adopted = in_force(&self.state);
        let used = LocalRulesUsed::of(&self.state, act.command(), &reasons);
        // Where no rules are in force, nobody has to be asked; where some are, the event says that they were.
        let none = predicate.local_rules.is_none() && adopted == no_rules() && reasons.is_empty();
        if !none && predicate.local_rules.as_ref() != Some(&used) {
            self.problem(
                index,
                "the event does not name the local rules that were in force, and those that said no",
            );
        }
        if !reasons.is_empty() {
            if adopted == no_rules() {
                self.problem(index, "a local rule said no where none was in force");
            }
            if !may_refuse(&self.state, act.command()) {
                self.problem(index, "a local rule said no to what no local rule may refuse");
            }
            if !reasons.iter().all(is_whole) {
                self.problem(index, "a local rule does not say which article it is, or why it said no");
            }
        }
        reasons
    }

    /// The vault says that a key is gone whose destruction was ordered.
    fn vault(&mut self, index: u64, predicate: &Predicate, word: &VaultWord) {
        let read = match attached::check_vault(&self.state, &self.origin, &word.receipt, &word.signature) {
            Ok(read) => read,
            Err(fault) => return self.problem(index, fault.to_string()),
        };
        let Event::KeyDestroyed { release_key, .. } = &predicate.event else {
            return self.problem(index, "the vault speaks of nothing but keys");
        };
        let confirmed = read.keys.contains(release_key).then_some(*release_key);
        let event = confirmed.and_then(|key| confirm(&self.state, key, &read.destroyed));
        if event.as_ref() != Some(&predicate.event) || predicate.occurred_at != read.destroyed.at {
            self.problem(index, "the event is not what the vault signed, or nobody had ordered it");
        }
    }

    fn consequence(&mut self, index: u64, predicate: &Predicate, cause: &str) {
        if cause != self.consequences.last {
            self.problem(
                index,
                format!("the event before is not `{cause}`, from which this one is said to follow"),
            );
        }
        let fits = self.consequences.events.pop_front().as_ref() == Some(&predicate.event)
            && self.consequences.occurred_at == Some(predicate.occurred_at);
        if !fits {
            self.consequences.events.clear();
            self.problem(index, "the event does not follow from an act of a person");
        }
    }

    fn clock(&mut self, index: u64, predicate: &Predicate) {
        if self.due.is_empty() {
            self.nothing_is_open(index);
            self.consequences = Consequences::default();
            self.due = due(&self.state, predicate.recorded_at).into();
        }
        if self.due.pop_front() != Some((predicate.occurred_at, predicate.event.clone())) {
            self.due.clear();
            self.problem(index, "the clock could not fire this event now");
        }
    }

    /// What follows from an act, and what is due at once, stands in the record together or not at all.
    fn nothing_is_open(&mut self, index: u64) {
        if !self.consequences.events.is_empty() {
            self.problem(index, "what follows from the act before is missing");
        }
        if !self.due.is_empty() {
            self.problem(index, "the clock fired only a part of what was due");
            self.due.clear();
        }
    }

    /// A record is judged by the rules that decided it: this version knows those of today.
    fn rules(&mut self, index: u64, predicate: &Predicate) {
        if predicate.rules != RULES {
            let number = predicate.rules;
            self.problem(
                index,
                format!("decided by rules number {number}; only number {RULES} is known here"),
            );
        }
    }

    fn problem(&mut self, index: u64, what: impl Into<String>) {
        self.report.problems.push(Problem { index, what: what.into() });
    }
}
