//! A draft of an append: events become entries, on top of a state that nobody else sees until it is durable.

use std::collections::BTreeMap;

use sekisho_core::event::{Event, Recorded};
use sekisho_core::id::{KeyId, PermitId};
use sekisho_core::{State, Timestamp, evolve};
use sekisho_proof::Digest;
use sekisho_proof::act::ActStatement;
use sekisho_proof::checkpoint::Checkpoint;
use sekisho_proof::leaf::Entry;
use sekisho_proof::tile::grow;

use crate::fault::Fault;
use crate::gate::Ports;
use crate::history::root_at;
use crate::keys::RecordKeys;
use crate::port::{AnsweredAct, Batch, Disclosure, Head, NewEntry, Record, StreamEnd};
use crate::submit::Answer;
use crate::view::{PermitView, view_after};
use crate::wire::v1::{By, LocalRulesUsed, NotBefore, Predicate, base64};

/// What is about to be appended.
pub(crate) struct Draft<'a> {
    acts: Vec<(AnsweredAct, KeyId, Answer)>,
    disclosures: Vec<Disclosure>,
    entries: Vec<NewEntry>,
    head: Head,
    keys: &'a RecordKeys,
    streams: BTreeMap<String, StreamEnd>,
    views: BTreeMap<PermitId, PermitView>,
    pub(crate) origin: &'a str,
    pub(crate) ports: &'a Ports,
    pub(crate) state: State,
}

/// When something happened and when we took it.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    pub(crate) occurred_at: Timestamp,
    pub(crate) recorded_at: Timestamp,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(
        keys: &'a RecordKeys,
        ports: &'a Ports,
        origin: &'a str,
        head: Head,
        state: State,
    ) -> Self {
        Self {
            acts: Vec::new(),
            disclosures: Vec::new(),
            entries: Vec::new(),
            head,
            keys,
            origin,
            ports,
            streams: BTreeMap::new(),
            views: BTreeMap::new(),
            state,
        }
    }

    /// Gives the index that the next entry will have.
    pub(crate) fn next_index(&self) -> u64 {
        self.head.size.saturating_add(self.entries.len() as u64)
    }

    /// Finds an act that this very draft answers: with the key that signed it and the answer.
    pub(crate) fn act(&self, nonce: &[u8; 16]) -> Option<&(AnsweredAct, KeyId, Answer)> {
        self.acts.iter().find(|(act, ..)| act.nonce == *nonce)
    }

    pub(crate) fn answer(&mut self, act: AnsweredAct, key: KeyId, answer: Answer) {
        self.acts.push((act, key, answer));
    }

    /// Tells whether the record, or this draft, has the text behind a digest.
    pub(crate) fn knows_text(&self, digest: &sekisho_core::Digest) -> Result<bool, Fault> {
        let here = self.disclosures.iter().any(|one| one.digest == *digest);
        Ok(here || self.ports.record.text(digest)?.is_some())
    }

    pub(crate) fn disclose(&mut self, disclosures: &[Disclosure]) {
        self.disclosures.extend_from_slice(disclosures);
    }

    /// Adds one event and folds it. Returns its name within its stream, `permit/P-0001#3`.
    pub(crate) fn add(
        &mut self,
        event: Event,
        by: By,
        times: Times,
        local_rules: Option<LocalRulesUsed>,
    ) -> Result<String, Fault> {
        let stream = event.stream(&self.state).to_string();
        let end = self.stream_end(&stream)?;
        let seq = end.map_or(0, |end| end.next_seq);
        let mut salt = [0; 32];
        self.ports.entropy.fill(&mut salt)?;
        let predicate = Predicate {
            by,
            checkpoint: NotBefore { root: base64(&self.head.root), size: self.head.size },
            event,
            local_rules,
            occurred_at: times.occurred_at,
            previous: end.map(|end| end.last),
            recorded_at: times.recorded_at,
            rules: sekisho_core::RULES,
            salt: base64(&salt),
            seq,
            stream: stream.clone(),
        };
        let envelope = predicate.seal(&self.keys.envelope)?;
        let commitment = Digest::of(&envelope);
        let label = self.keys.stream(&stream).label(seq);
        let index = self.next_index();
        self.fold(&predicate.recorded(), index)?;
        self.streams.insert(stream.clone(), StreamEnd { last: commitment, next_seq: seq.saturating_add(1) });
        let name = format!("{stream}#{seq}");
        self.entries.push(NewEntry {
            commitment,
            envelope,
            kind: predicate.event.name(),
            leaf: Entry { commitment, label }.to_bytes(),
            permit: predicate.event.permit(),
            recorded_at: times.recorded_at,
            seq,
            stream,
        });
        Ok(name)
    }

    /// Checks that the point of the log which the actor knew is one that this log went through.
    pub(crate) fn check_history(&self, statement: &ActStatement) -> Result<(), Fault> {
        let size = statement.checkpoint_size;
        if size > self.head.size {
            return Err(Fault::OtherHistory(size));
        }
        let root = root_at(size, self.head.size, self.ports.record.as_ref()).map_err(Fault::tiles)?;
        if root == statement.checkpoint_root { Ok(()) } else { Err(Fault::OtherHistory(size)) }
    }

    fn stream_end(&self, stream: &str) -> Result<Option<StreamEnd>, Fault> {
        match self.streams.get(stream) {
            Some(end) => Ok(Some(*end)),
            None => self.ports.record.stream_end(stream),
        }
    }

    fn fold(&mut self, recorded: &Recorded, index: u64) -> Result<(), Fault> {
        let permit = recorded.event.permit();
        let before = permit.and_then(|permit| self.state.permits.get(&permit).cloned());
        let known = match permit {
            Some(permit) if before.is_none() => match self.views.get(&permit) {
                Some(view) => Some(view.clone()),
                None => self.ports.record.view(permit)?,
            },
            _ => None,
        };
        self.state = evolve(std::mem::take(&mut self.state), recorded);
        let last = before.or_else(|| known.as_ref().map(|view| view.last.clone()));
        if let Some(mut view) = view_after(last.as_ref(), &self.state, recorded, index) {
            // A late report does not change how a permit ended.
            if let Some(finished) = known.filter(PermitView::is_finished) {
                view.status = finished.status;
            }
            self.views.insert(view.permit, view);
        }
        Ok(())
    }

    /// Grows the tree and signs the checkpoint: everything that the append needs.
    pub(crate) fn finish(self) -> Result<(Batch, State), Fault> {
        let leaves: Vec<Vec<u8>> = self.entries.iter().map(|entry| entry.leaf.to_vec()).collect();
        let record: &dyn Record = self.ports.record.as_ref();
        let growth = grow(self.head.size, &self.head.root, record, &leaves).map_err(Fault::tiles)?;
        let checkpoint = Checkpoint { origin: self.origin.to_owned(), size: growth.size, root: growth.root };
        let batch = Batch {
            acts: self.acts.into_iter().map(|(act, ..)| act).collect(),
            checkpoint: checkpoint.sign(&self.keys.note),
            disclosures: self.disclosures,
            entries: self.entries,
            expected_root: self.head.root,
            expected_size: self.head.size,
            root: growth.root,
            tiles: growth.tiles,
            views: self.views.into_values().collect(),
        };
        Ok((batch, self.state))
    }
}
