//! A server that lies to its vault: an older record, a second history, entries that nobody signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho::exit::Exit;
use sekisho_core::event::Event;
use sekisho_core::sealing::{Presence, PresenceLevel, Purpose, Release};
use sekisho_core::{RULES, Timestamp};
use sekisho_gate::Gate;
use sekisho_gate::wire::v1::{By, NotBefore, Predicate, base64};
use sekisho_proof::Digest as Commitment;
use sekisho_proof::checkpoint::Checkpoint;
use sekisho_proof::leaf::Entry as Leaf;
use sekisho_proof::tile::{TileError, TileReader, grow};
use sekisho_vault::wire::{Entry, Reply, Request};

use super::Question;
use super::ask::{Vault, no, order_for};
use super::copies::copy;
use crate::sealed::Case;

/// A history that the attacker goes on writing with all of the record's own keys.
struct Forgery {
    gate: Gate,
    entries: Vec<Entry>,
}

struct Nothing;

impl TileReader for Nothing {
    fn read(&self, path: &str) -> Result<Vec<u8>, TileError> {
        Err(TileError::NotFound { path: path.to_owned() })
    }
}

impl Forgery {
    fn new(case: &Case) -> Self {
        Self { gate: case.gate(), entries: case.entries().0 }
    }

    fn leaves(&self) -> Vec<Vec<u8>> {
        self.entries.iter().map(|entry| STANDARD.decode(&entry.leaf).unwrap()).collect()
    }

    /// Writes one more entry, as the server itself would, and says that it was `by` somebody.
    fn write(&mut self, event: Event, by: By, at: Timestamp) {
        let stream = event.stream(self.gate.state()).to_string();
        let keys = self.gate.keys();
        let own = self.entries.iter().rev().find_map(|entry| {
            let envelope = STANDARD.decode(&entry.envelope).unwrap();
            let read = Predicate::open_own(&envelope).unwrap();
            (read.stream == stream).then(|| (read.seq, Commitment::of(&envelope)))
        });
        let root = grow(0, &sekisho_proof::tree::empty_root(), &Nothing, &self.leaves()).unwrap().root;
        let seq = own.map_or(0, |(seq, _)| seq + 1);
        let predicate = Predicate {
            by,
            checkpoint: NotBefore { root: base64(&root), size: self.entries.len() as u64 },
            event,
            local_rules: None,
            occurred_at: at,
            previous: own.map(|(_, last)| last),
            recorded_at: at,
            rules: RULES,
            salt: base64(&[7; 32]),
            seq,
            stream: stream.clone(),
        };
        let envelope = predicate.seal(&keys.envelope).unwrap();
        let leaf = Leaf { commitment: Commitment::of(&envelope), label: keys.stream(&stream).label(seq) };
        self.entries.push(Entry {
            envelope: STANDARD.encode(&envelope),
            index: self.entries.len() as u64,
            leaf: STANDARD.encode(leaf.to_bytes()),
        });
    }

    /// The checkpoint over all of it, with the record's own signature.
    fn checkpoint(&self) -> String {
        let leaves = self.leaves();
        let root = grow(0, &sekisho_proof::tree::empty_root(), &Nothing, &leaves).unwrap().root;
        let origin = self.gate.origin().to_owned();
        Checkpoint { origin, size: leaves.len() as u64, root }.sign(&self.gate.keys().note)
    }

    /// Shows it to the vault and asks.
    fn release(&self, case: &Case, question: &Question) -> Reply {
        let mut vault = Vault::of(case);
        vault.show(&self.entries);
        vault.ask(&order_for(question, "USB-1", &self.checkpoint()))
    }
}

fn there() -> Case {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    case
}

fn granted(case: &Case, question: &Question) -> Event {
    Event::ReleaseGranted {
        permit: "P-0001".parse().unwrap(),
        person: "O-3".parse().unwrap(),
        release: Release {
            at: case.now(),
            challenge: question.statement(),
            device: "D-1".parse().unwrap(),
            medium: "USB-1".parse().unwrap(),
            opening: 1,
            presence: Presence {
                level: PresenceLevel::VerifiedByOwner,
                persons: ["S-1", "S-2"].map(|person| person.parse().unwrap()).into(),
            },
            purpose: Purpose::Opening,
        },
    }
}

/// The last signed act of the record, to be borrowed.
fn borrowed(case: &Case) -> By {
    let (entries, _) = case.entries();
    let acts = entries
        .iter()
        .rev()
        .map(|entry| Predicate::open_own(&STANDARD.decode(&entry.envelope).unwrap()).unwrap().by);
    acts.into_iter().find(|by| matches!(by, By::Person { .. })).unwrap()
}

#[test]
fn a_release_that_only_the_server_asserts_is_believed_by_nobody() {
    let case = there();
    let question = case.asked("USB-1", 1);
    let (_, checkpoint) = case.entries();
    for by in [
        By::Server { server: "clock".to_owned() },
        By::Server { server: "follows permit/P-0001#9".to_owned() },
        By::Server { server: "because".to_owned() },
        borrowed(&case),
    ] {
        let mut forgery = Forgery::new(&case);
        forgery.write(granted(&case, &question), by.clone(), case.now());
        let reply = forgery.release(&case, &question);
        assert_eq!(no(&reply), "record-unsound", "{by:?}: {reply:?}");
        // The same with the true checkpoint, or without the entry's envelope.
        let mut vault = Vault::of(&case);
        vault.show(&forgery.entries);
        assert_eq!(no(&vault.ask(&order_for(&question, "USB-1", &checkpoint))), "checkpoint-unfit");
        drop(vault);
        let empty = forgery.entries.last_mut().unwrap();
        empty.envelope.clear();
        assert_eq!(no(&forgery.release(&case, &question)), "record-unsound");
    }
    // The vault goes on as before, and does what the record really says.
    let answer = case.release(&question).done().answer();
    assert!(case.opens("stick-1", &question, answer));
}

#[test]
fn a_forged_approval_makes_no_permit() {
    let case = Case::new();
    case.approved("USB-1");
    let (entries, _) = case.entries();
    let events = entries
        .iter()
        .map(|entry| Predicate::open_own(&STANDARD.decode(&entry.envelope).unwrap()).unwrap().event);
    let events: Vec<Event> = events.collect();
    let first = events.iter().position(|event| matches!(event, Event::PermitApproved { .. })).unwrap();
    // From before the approvals on the server writes them itself, with somebody's signature of another act or with none.
    for by in [borrowed(&case), By::Server { server: format!("follows permit/P-0001#{}", 0) }] {
        let mut forgery = Forgery::new(&case);
        forgery.entries.truncate(first);
        for event in &events[first..] {
            forgery.write(event.clone(), by.clone(), case.now());
        }
        let mut vault = Vault::of(&case);
        vault.show(&forgery.entries);
        let reply = vault.ask(&Request::Destroy { checkpoint: forgery.checkpoint() });
        assert_eq!(no(&reply), "record-unsound", "{reply:?}");
    }
}

#[test]
fn yesterdays_record_is_not_believed_by_todays_vault() {
    let case = there();
    let first = case.asked("USB-1", 1);
    copy(&case, "record", "yesterday");
    case.release(&first).done();
    case.town.run("lost P-0001", "S-1").done();
    assert_eq!(case.permit()["key"]["destroyed"]["level"], "e0");
    // Put back: whole, with its keys. The record itself cannot tell; the vault can.
    std::fs::remove_dir_all(case.town.file("record")).unwrap();
    copy(&case, "yesterday", "record");
    let second = case.asked("USB-1", 1);
    let said = case.release(&second);
    said.failed_with("vault-refused", Exit::Failed);
    // Going on from there until it is as long as the true one does not help either.
    for _ in 0..12 {
        case.town.run("medium list", "O-3");
        let _ = case.release(&case.asked("USB-1", 2));
    }
    let (entries, checkpoint) = case.entries();
    let mut vault = Vault::of(&case);
    assert!(vault.size() < entries.len() as u64, "the false history is longer by now");
    vault.show(&entries);
    let reply = vault.ask(&order_for(&second, "USB-1", &checkpoint));
    assert_eq!(no(&reply), "checkpoint-unfit");
}

#[test]
fn a_destruction_that_nobody_ordered_is_not_carried_out() {
    let case = there();
    let mut forgery = Forgery::new(&case);
    let order = Event::DestructionOrdered { permit: "P-0001".parse().unwrap() };
    forgery.write(order, By::Server { server: "clock".to_owned() }, case.now());
    let mut vault = Vault::of(&case);
    vault.show(&forgery.entries);
    assert_eq!(no(&vault.ask(&Request::Destroy { checkpoint: forgery.checkpoint() })), "record-unsound");
    drop(vault);
    let question = case.asked("USB-1", 1);
    let answer = case.release(&question).done().answer();
    assert!(case.opens("stick-1", &question, answer));
}
