//! What must hold of a record after whatever happened to it.

use std::collections::BTreeMap;
use std::path::Path;

use sekisho_gate::Gate;
use sekisho_gate::port::{Record, StoredEntry};
use sekisho_gate::replay::{Problem, Replay};
use sekisho_gate::submit::{Answer, Submission};
use sekisho_gate::wire::v1::Predicate;
use sekisho_proof::checkpoint::Checkpoint;
use sekisho_proof::leaf::Entry;
use sekisho_proof::tile::TileHashReader;
use sekisho_proof::tree::{prove_consistency, verify_consistency};
use sekisho_proof::verify::{LabelIndex, verify_log};
use sekisho_store::object::dir::TileDir;

use crate::town::{ORIGIN, SetClock, keys, nonce_of, open};

/// What the outside was told.
#[derive(Clone, Default)]
pub(crate) struct Told {
    /// Acknowledged acts: where they begin, and how many entries they made.
    pub(crate) acts: BTreeMap<[u8; 16], (u64, u64)>,
    /// Every checkpoint that was ever seen.
    pub(crate) checkpoints: Vec<String>,
}

impl Told {
    pub(crate) fn answer(&mut self, submission: &Submission, answer: &Answer) {
        let place = (answer.indexes.start, answer.indexes.end - answer.indexes.start);
        let before = self.acts.insert(nonce_of(submission), place);
        assert!(before.is_none_or(|before| before == place), "the first answer again: {before:?}, {place:?}");
    }

    /// Looks at what is published, and at the head of the database.
    pub(crate) fn look(&mut self, dir: &Path, record: &dyn Record) {
        self.checkpoints.extend(TileDir::new(dir.join("log")).checkpoint().unwrap());
        self.checkpoints.push(record.head().unwrap().checkpoint);
    }
}

pub(crate) fn entries(record: &dyn Record) -> Vec<StoredEntry> {
    let (mut all, size) = (Vec::new(), record.head().unwrap().size);
    record
        .entries(0, size, &mut |entry| {
            all.push(entry);
            Ok(())
        })
        .unwrap();
    assert_eq!(all.len() as u64, size);
    all
}

/// The check of a stranger, as far as it has come: so that a long beginning is checked once only.
#[derive(Clone)]
pub(crate) struct Checked(Vec<StoredEntry>, Replay);

impl Checked {
    pub(crate) fn from_the_start() -> Self {
        Self(Vec::new(), Replay::new(ORIGIN, keys().envelope.public()))
    }

    pub(crate) fn go_on(&mut self, all: &[StoredEntry]) {
        let (known, rest) = all.split_at(self.0.len());
        assert!(known == self.0, "the beginning of the record has changed");
        for entry in rest {
            self.1.next(entry);
        }
        self.0.extend_from_slice(rest);
    }

    pub(crate) fn size(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn problems(self) -> Vec<Problem> {
        self.1.finish().0.problems
    }
}

/// Opens the record and checks all of it: files, log, events, streams, acknowledgements, history, views, snapshot.
pub(crate) fn check(dir: &Path, told: &Told) -> Gate {
    check_after(dir, told, Checked::from_the_start())
}

pub(crate) fn check_after(dir: &Path, told: &Told, mut known: Checked) -> Gate {
    let clock = SetClock::at("20 09:00");
    let mut gate = open(dir, &clock, "nobody acts");
    let (head, log) = (gate.record().head().unwrap(), TileDir::new(dir.join("log")));
    assert_eq!(log.checkpoint().unwrap().unwrap_or_default(), head.checkpoint);

    let all = entries(gate.record());
    let verifier = keys().note.verifier();
    let mut leaves = Vec::new();
    verify_log(&log, &head.checkpoint, &verifier, |_, leaf| {
        leaves.push(leaf.to_vec());
        Ok(())
    })
    .unwrap();
    assert!(all.iter().map(|entry| &entry.leaf).eq(&leaves), "database and log hold other entries");

    known.go_on(&all);
    let (report, state) = known.1.finish();
    assert_eq!(report.problems, []);
    assert!(state == *gate.state(), "the state in use is not the one that the events add up to");

    for (nonce, (first, count)) in &told.acts {
        let act = gate.record().act(nonce).unwrap().unwrap_or_else(|| panic!("an acknowledged act is lost"));
        assert_eq!((act.first, act.count), (*first, *count));
        let Some(Predicate { by, .. }) = predicate(&all[*first as usize]) else { panic!("erased") };
        assert!(serde_json::to_string(&by).unwrap().contains(&hex(nonce)), "entry {first} is another act");
    }
    streams(&all);
    history(&log, &head.checkpoint, told);

    let views = gate.record().views(None, u32::MAX).unwrap();
    assert!(gate.rebuild().unwrap());
    assert_eq!(gate.record().views(None, u32::MAX).unwrap(), views);
    gate
}

pub(crate) fn predicate(entry: &StoredEntry) -> Option<Predicate> {
    entry.envelope.as_ref().map(|envelope| Predicate::open_own(envelope).unwrap())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whoever holds a stream's key finds every number of it once.
fn streams(all: &[StoredEntry]) {
    let mut counts = BTreeMap::<String, u64>::new();
    for entry in all {
        *counts.entry(predicate(entry).unwrap().stream).or_default() += 1;
    }
    let labels: LabelIndex = all.iter().map(|entry| Entry::from_bytes(&entry.leaf).unwrap().label).collect();
    for (stream, count) in counts {
        let found = labels.find_stream(&keys().stream(&stream));
        assert_eq!(
            (found.missing, found.doubled, found.indexes.len() as u64),
            (vec![], vec![], count),
            "{stream}"
        );
    }
}

/// Every checkpoint that was ever seen is a point on the way to the last one: there was no fork.
fn history(log: &TileDir, last: &str, told: &Told) {
    let verifier = keys().note.verifier();
    if last.is_empty() {
        return assert!(told.checkpoints.iter().all(String::is_empty));
    }
    let now = Checkpoint::open(last, &verifier).unwrap();
    let hashes = TileHashReader::new(now.size, log);
    let mut seen: Vec<&String> = told.checkpoints.iter().filter(|text| !text.is_empty()).collect();
    seen.sort();
    seen.dedup();
    for text in seen {
        let then = Checkpoint::open(text, &verifier).unwrap();
        assert!(
            then.size <= now.size,
            "a checkpoint of {} entries was seen, now there are {}",
            then.size,
            now.size
        );
        let proof = prove_consistency(then.size, now.size, &hashes).unwrap();
        verify_consistency(then.size, &then.root, now.size, &now.root, &proof).unwrap();
    }
}
