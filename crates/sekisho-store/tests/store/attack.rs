//! A server that holds all its own keys rewrites its record. Whoever reads it with `replay` finds each lie.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use sekisho_core::party::Role;
use sekisho_core::testkit as kit;
use sekisho_core::{Event, Timestamp};
use sekisho_gate::port::StoredEntry;
use sekisho_gate::replay::{Problem, Replay};
use sekisho_gate::wire::v1::{By, NotBefore, Predicate, base64};
use sekisho_proof::Digest;
use sekisho_proof::leaf::Entry;
use sekisho_proof::tile::{TileError, TileReader, grow};
use sekisho_proof::tree::empty_root;
use sekisho_store::Store;

use crate::town::{ORIGIN, SetClock, act, keys, open, signed, small, story};
use crate::whole::{entries, predicate};

/// The town and the story, told honestly.
fn honest() -> Vec<Predicate> {
    static HONEST: OnceLock<Vec<Predicate>> = OnceLock::new();
    let live = || {
        let dir = small().copy();
        let clock = SetClock::at("20 09:00");
        let mut gate = open(dir.path(), &clock, "honest");
        for (time, person, command) in story() {
            clock.set(time);
            gate.fire_due().unwrap();
            let submission = act(&gate, person, &command);
            gate.submit(&submission).unwrap();
        }
        drop(gate);
        entries(&Store::open(dir.path()).unwrap()).iter().map(|entry| predicate(entry).unwrap()).collect()
    };
    HONEST.get_or_init(live).clone()
}

struct NoTiles;

impl TileReader for NoTiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, TileError> {
        Err(TileError::NotFound { path: path.to_owned() })
    }
}

fn root(leaves: &[Vec<u8>]) -> [u8; 32] {
    grow(0, &empty_root(), &NoTiles, leaves).unwrap().root
}

/// Seals events as a server does, each as it is.
pub(crate) fn sealed(predicates: &[Predicate]) -> Vec<StoredEntry> {
    (0..).zip(predicates).map(|(index, predicate)| entry(index, predicate)).collect()
}

fn entry(index: u64, predicate: &Predicate) -> StoredEntry {
    let envelope = predicate.seal(&keys().envelope).unwrap();
    let label = keys().stream(&predicate.stream).label(predicate.seq);
    let leaf = Entry { commitment: Digest::of(&envelope), label }.to_bytes().to_vec();
    StoredEntry { envelope: Some(envelope), index, leaf }
}

/// Puts everything in order that a server can put in order alone: numbers, chain, and the points of the log that it names.
pub(crate) fn mended(predicates: Vec<Predicate>) -> Vec<Predicate> {
    let mut streams = BTreeMap::<String, (u64, Digest)>::new();
    let (mut leaves, mut done) = (Vec::<Vec<u8>>::new(), Vec::new());
    let mut before = String::new();
    for mut predicate in predicates {
        let end = streams.get(&predicate.stream).copied();
        predicate.seq = end.map_or(0, |(seq, _)| seq + 1);
        predicate.previous = end.map(|(_, last)| last);
        let size = (predicate.checkpoint.size).min(leaves.len() as u64);
        predicate.checkpoint = NotBefore { root: base64(&root(&leaves[..size as usize])), size };
        if let By::Server { server } = &mut predicate.by
            && server.starts_with("follows ")
        {
            *server = format!("follows {before}");
        }
        before = format!("{}#{}", predicate.stream, predicate.seq);
        let entry = entry(leaves.len() as u64, &predicate);
        streams.insert(predicate.stream.clone(), (predicate.seq, Digest::of(&entry.envelope.unwrap())));
        leaves.push(entry.leaf);
        done.push(predicate);
    }
    done
}

pub(crate) fn replay(entries: &[StoredEntry]) -> Vec<Problem> {
    let mut replay = Replay::new(ORIGIN, keys().envelope.public());
    for entry in entries {
        replay.next(entry);
    }
    replay.finish().0.problems
}

/// Finds the nth event of a kind.
fn find(predicates: &[Predicate], kind: &str, nth: usize) -> usize {
    let mut places =
        (0..).zip(predicates).filter(|(_, one)| one.event.name() == kind).map(|(place, _)| place);
    places.nth(nth).unwrap()
}

fn by_server(server: &str) -> By {
    By::Server { server: server.to_owned() }
}

/// Lies, mends what can be mended, and demands that this is the first problem that is found.
#[track_caller]
fn lie(what: &str, change: impl Fn(&mut Vec<Predicate>)) {
    let mut told = honest();
    change(&mut told);
    first(what, &replay(&sealed(&mended(told))));
}

/// Lies, and mends nothing.
#[track_caller]
fn plain_lie(what: &str, change: impl Fn(&mut Vec<Predicate>)) {
    let mut told = honest();
    change(&mut told);
    first(what, &replay(&sealed(&told)));
}

#[track_caller]
pub(crate) fn first(what: &str, problems: &[Problem]) {
    assert_eq!(problems.first().map(|problem| problem.what.as_str()), Some(what), "{problems:#?}");
}

const NOT_SAID: &str = "the event is not what the rules say to the command that the person signed";
const NOT_FOLLOWING: &str = "the event does not follow from an act of a person";
const NOT_DUE: &str = "the clock could not fire this event now";
const PART: &str = "what follows from the act before is missing";

#[test]
fn the_honest_record_has_no_problems_also_when_it_is_sealed_again() {
    assert_eq!(replay(&sealed(&honest())), []);
    assert_eq!(replay(&sealed(&mended(honest()))), []);
}

#[test]
fn an_invented_act_is_found() {
    let invented = |told: &Vec<Predicate>, by: &str| {
        let place = find(told, "permit_approved", 0);
        let mut approval = told[place].clone();
        approval.by = by_server(by);
        if let Event::PermitApproved { person, .. } = &mut approval.event {
            *person = kit::id("R-2");
        }
        (place, approval)
    };
    for (by, what) in [("clock", NOT_DUE), ("follows it", NOT_FOLLOWING)] {
        lie(what, |told| {
            let (place, approval) = invented(told, by);
            told.insert(place + 1, approval);
        });
    }
    lie("the server gives no reason: `because`", |told| {
        let (place, approval) = invented(told, "because");
        told.insert(place + 1, approval);
    });
}

#[test]
fn an_approval_moved_to_another_document_permit_or_person_is_found() {
    let changes: [fn(&mut Event); 3] = [
        |event| {
            if let Event::PermitApproved { digest, .. } = event {
                *digest = kit::text("another");
            }
        },
        |event| {
            if let Event::PermitApproved { permit, .. } = event {
                permit.0 = 2;
            }
        },
        |event| {
            if let Event::PermitApproved { person, .. } = event {
                *person = kit::id("SEC");
            }
        },
    ];
    for change in changes {
        let mut told = honest();
        let place = find(&told, "permit_approved", 0);
        change(&mut told[place].event);
        let problems = replay(&sealed(&mended(told)));
        assert!(problems.iter().any(|problem| problem.index == place as u64 && problem.what == NOT_SAID));
    }
}

#[test]
fn another_role_key_or_receiver_than_the_signed_one_is_found() {
    lie(NOT_SAID, |told| {
        let place = find(told, "role_assigned", 1);
        if let Event::RoleAssigned { role, .. } = &mut told[place].event {
            *role = Role::Administrator;
        }
    });
    lie(NOT_SAID, |told| {
        let place = find(told, "key_enrolled", 1);
        if let Event::KeyEnrolled { public, .. } = &mut told[place].event {
            *public = crate::town::key_of("attacker").public().to_openssh();
        }
    });
    lie(NOT_SAID, |told| {
        let place = find(told, "custody_offered", 0);
        if let Event::CustodyOffered { to, .. } = &mut told[place].event {
            *to = sekisho_core::permit::Holder::Persons(kit::ids("R-2 C-2"));
        }
    });
    lie(NOT_FOLLOWING, |told| {
        let place = find(told, "custody_changed", 0);
        if let Event::CustodyChanged { to, .. } = &mut told[place].event {
            *to = sekisho_core::permit::Holder::Persons(kit::ids("R-2 C-2"));
        }
    });
}

#[test]
fn swapped_signatures_and_statements_are_found() {
    lie("the signature does not fit the act statement", |told| {
        let (a, b) = (find(told, "permit_approved", 0), find(told, "permit_approved", 1));
        let (first, second) = (told[a].by.clone(), told[b].by.clone());
        if let (By::Person { signature: one, .. }, By::Person { signature: other, .. }) =
            (&mut told[a].by, second)
        {
            *one = other;
        }
        if let (By::Person { signature: one, .. }, By::Person { signature: other, .. }) =
            (&mut told[b].by, first)
        {
            *one = other;
        }
    });
    lie("the event does not have the time that the person signed", |told| {
        let (a, b) = (find(told, "permit_approved", 0), find(told, "permit_approved", 1));
        let by = told[a].by.clone();
        told[a].by = std::mem::replace(&mut told[b].by, by);
    });
    lie("the author is not the one who signed", |told| {
        let place = find(told, "permit_approved", 0);
        if let By::Person { person, .. } = &mut told[place].by {
            *person = kit::id("SEC");
        }
    });
}

#[test]
fn an_act_whose_signer_never_knew_this_history_is_found() {
    // Everything is mended but the statements of persons: they name the log as it was.
    lie("the act statement names a checkpoint that this record never had", |told| {
        let place = find(told, "medium_registered", 1);
        told[place].salt = base64(&[0; 32]);
    });
}

#[test]
fn dropped_events_are_found() {
    let stream = "`permit/P-0001` does not continue at number 2";
    plain_lie(stream, |told| {
        let place = find(told, "permit_approved", 0);
        told.remove(place);
    });
    // Where the server mends the numbers, later acts do not fit any more.
    lie("the act statement names a checkpoint that this record never had", |told| {
        let place = find(told, "attempt_refused", 0);
        told.remove(place);
    });
    lie(PART, |told| {
        let place = find(told, "permit_ready", 0);
        told.remove(place);
    });
    lie(PART, |told| {
        let place = find(told, "finding_raised", 0);
        told.truncate(place);
    });
    lie("the clock fired only a part of what was due", |told| {
        let place = find(told, "alarm_rang", 0);
        told.remove(place);
    });
}

#[test]
fn reordered_and_doubled_events_are_found() {
    plain_lie("`permit/P-0001` does not continue at number 2", |told| {
        let place = find(told, "permit_approved", 0);
        told.swap(place, place + 1);
    });
    plain_lie("`permit/P-0001` does not continue at number 3", |told| {
        let place = find(told, "permit_approved", 0);
        told.insert(place, told[place].clone());
    });
    let mut told = honest();
    let last = find(&told, "stock_taken", 0);
    let doubled = told[last].clone();
    told.push(told[last].clone());
    told.push(Predicate { event: told[last + 1].event.clone(), by: by_server("follows it"), ..doubled });
    first(
        "the nonce of the act statement was used before: an act counts once",
        &replay(&sealed(&mended(told))),
    );
}

#[test]
fn a_wrong_number_chain_stream_or_place_is_found() {
    plain_lie("`permit/P-0001` does not continue at number 1", |told| {
        let place = find(told, "attempt_refused", 0);
        told[place].seq = 7;
    });
    plain_lie("`permit/P-0001` does not continue at number 1", |told| {
        let place = find(told, "attempt_refused", 0);
        told[place].previous = Some(Digest::of(b"another"));
    });
    lie("the event does not belong to the stream `office`", |told| {
        let place = find(told, "attempt_refused", 0);
        told[place].stream = "office".to_owned();
    });
    let mut all = sealed(&honest());
    all.remove(5);
    first("this is not entry 5, which comes next", &replay(&all));
    let mut all = sealed(&honest());
    all[5].leaf = all[6].leaf.clone();
    first("the envelope is not the one that the log commits to", &replay(&all));
    let mut all = sealed(&honest());
    all[5].envelope = Some(honest()[5].seal(&sekisho_proof::dsse::EnvelopeKey::from_seed(&[9; 32])).unwrap());
    assert_eq!(replay(&all)[1].what, "the record is damaged: 0 of the known keys signed, wanted are 1");
}

#[test]
fn time_that_runs_backwards_and_points_that_never_were_are_found() {
    lie("the record's time runs backwards", |told| {
        let place = find(told, "stock_taken", 0);
        told[place].recorded_at = kit::at("21 18:00");
    });
    let size = find(&honest(), "permit_requested", 0) + 1;
    plain_lie(&format!("the event names a checkpoint of size {size} that never was"), |told| {
        let place = find(told, "permit_requested", 0);
        told[place].checkpoint.size = size as u64;
    });
    lie("the event does not have the time that the person signed", |told| {
        let place = find(told, "permit_approved", 0);
        told[place].occurred_at = kit::at("21 15:00");
    });
    lie(
        "the act statement is valid from `2026-06-21T09:40:00Z` to `2026-06-21T10:40:00Z`, not now (`2026-06-22T09:40:00Z`)",
        |told| {
            let place = find(told, "stock_taken", 0);
            told.truncate(place);
            let mut late = honest()[place - 4].clone();
            late.recorded_at = kit::at("22 18:40");
            late.occurred_at = kit::at("21 18:40");
            late.by = statement_of_order();
            late.stream = "party/CITY".to_owned();
            late.event = refused_order();
            told.push(late);
        },
    );
}

/// An order, signed at 18:40 on the honest record.
fn statement_of_order() -> By {
    let dir = small().copy();
    let gate = open(dir.path(), &SetClock::at("21 18:40"), "late order");
    let submission = act(&gate, "R-1", &kit::leave("R-2"));
    By::Person {
        key: crate::town::key_id(&crate::town::key_of("R-1")),
        person: kit::id("R-1"),
        signature: submission.signature,
        statement: submission.statement,
    }
}

fn refused_order() -> Event {
    kit::given(kit::town()).when("R-1", kit::leave("R-2")).decision.events[0].clone()
}

#[test]
fn consequences_without_a_cause_are_found() {
    lie(NOT_FOLLOWING, |told| {
        // Ready after the first approval.
        let ready = told[find(told, "permit_ready", 0)].clone();
        told.insert(find(told, "permit_approved", 0) + 1, ready);
    });
    lie(NOT_FOLLOWING, |told| {
        let changed = told[find(told, "custody_changed", 0)].clone();
        told.insert(find(told, "custody_offered", 0) + 1, changed);
    });
    lie(NOT_FOLLOWING, |told| {
        let mut enrolled = told[find(told, "key_enrolled", 0)].clone();
        let attacker = crate::town::key_of("attacker");
        enrolled.event = Event::KeyEnrolled {
            by: None,
            key: crate::town::key_id(&attacker),
            person: kit::id("CHIEF"),
            public: attacker.public().to_openssh(),
        };
        let place = find(told, "permit_requested", 0);
        enrolled.recorded_at = told[place].recorded_at;
        told.insert(place, enrolled);
    });
    plain_lie("the event before is not `permit/P-0001#77`, from which this one is said to follow", |told| {
        let place = find(told, "permit_ready", 0);
        told[place].by = by_server("follows permit/P-0001#77");
    });
    lie(NOT_FOLLOWING, |told| {
        let place = find(told, "permit_ready", 0);
        told[place].occurred_at = kit::at("21 16:09");
    });
}

#[test]
fn what_the_clock_could_not_fire_is_found() {
    lie(NOT_DUE, |told| {
        let mut lapsed = told[find(told, "alarm_rang", 0)].clone();
        lapsed.event = Event::PermitLapsed { permit: kit::P1 };
        lapsed.occurred_at = kit::at("21 16:05");
        lapsed.recorded_at = kit::at("21 16:05");
        lapsed.stream = "permit/P-0001".to_owned();
        told.insert(find(told, "permit_approved", 1), lapsed);
    });
    lie(NOT_DUE, |told| {
        let place = find(told, "alarm_rang", 0);
        told[place].occurred_at = Timestamp::from_seconds(told[place].occurred_at.seconds() + 1);
    });
}

#[test]
fn an_approval_that_the_rules_refuse_and_a_refusal_that_they_do_not_are_found() {
    lie(NOT_SAID, |told| {
        let place = find(told, "attempt_refused", 0);
        let Event::PermitApproved { digest, permit, role, .. } =
            told[find(told, "permit_approved", 0)].event.clone()
        else {
            panic!("an approval")
        };
        told[place].event =
            Event::PermitApproved { deputy: None, digest, permit, person: kit::id("R-1"), role };
    });
    lie(NOT_SAID, |told| {
        let place = find(told, "permit_approved", 0);
        let mut refused = told[find(told, "attempt_refused", 0)].event.clone();
        if let Event::AttemptRefused { person, .. } = &mut refused {
            *person = Some(kit::id("CHIEF"));
        }
        told[place].event = refused;
    });
}

#[test]
fn keys_that_are_not_enrolled_or_were_revoked_are_found() {
    let attacker = crate::town::key_of("attacker");
    let unknown =
        format!("the key `{}` is not enrolled here, or was revoked", attacker.public().fingerprint());
    lie(&unknown, |told| {
        let place = find(told, "permit_approved", 0);
        if let By::Person { key, signature, statement, .. } = &mut told[place].by {
            let again = signed(&crate::town::key_of("attacker"), statement.clone());
            *key = crate::town::key_id(&crate::town::key_of("attacker"));
            *signature = again.signature;
        }
    });
    // A key of one person signs for another.
    lie("the key belongs to `SEC`, the act statement speaks for `CHIEF`", |told| {
        let place = find(told, "permit_approved", 0);
        if let By::Person { signature, statement, .. } = &mut told[place].by {
            *signature = signed(&crate::town::key_of("SEC"), statement.clone()).signature;
        }
    });
}

#[test]
fn facts_that_the_person_was_not_shown_are_found() {
    lie("the facts in the act statement are not those of the record any more", |told| {
        let place = find(told, "permit_approved", 0);
        if let By::Person { signature, statement, .. } = &mut told[place].by {
            let text = statement.replace("fact: people 1200", "fact: people 12");
            assert_ne!(text, *statement);
            let again = signed(&crate::town::key_of("CHIEF"), text);
            (*signature, *statement) = (again.signature, again.statement);
        }
    });
}

#[test]
fn a_missing_event_is_found() {
    let mut all = sealed(&honest());
    let place = find(&honest(), "attempt_refused", 0);
    all[place].envelope = None;
    first("the event is missing", &replay(&all));
}

#[test]
fn an_alarm_that_was_due_and_left_out_is_found() {
    lie("something was due before this act and did not happen", |told| {
        let place = find(told, "stock_taken", 0);
        for later in told.iter_mut().skip(place) {
            later.recorded_at = later.recorded_at.plus(5 * sekisho_core::time::DAY);
        }
    });
}
