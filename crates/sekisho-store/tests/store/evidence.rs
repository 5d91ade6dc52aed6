//! What may be sent, and what comes of it: who speaks, once, about this record, now, knowing what the record says.

use sekisho_core::testkit as kit;
use sekisho_core::{Command, Event, Rule};
use sekisho_gate::submit::Submission;
use sekisho_gate::wire::v1::By;
use sekisho_gate::{Fault, Gate};
use sekisho_proof::act::ActStatement;
use tempfile::TempDir;

use crate::town::{
    SetClock, act, carry_all, enroll, establish, establish_with, key_id, key_of, open, signed, small, stock,
};
use crate::whole::{Told, check, entries, predicate};

struct Story {
    clock: SetClock,
    dir: TempDir,
    gate: Gate,
    told: Told,
}

impl Story {
    fn at(time: &str) -> Self {
        let (dir, clock) = (small().copy(), SetClock::at(time));
        let mut gate = open(dir.path(), &clock, "story");
        gate.fire_due().unwrap();
        Self { clock, dir, gate, told: Told::default() }
    }

    fn does(&mut self, person: &str, command: &Command) -> Submission {
        let submission = act(&self.gate, person, command);
        let answer = self.gate.submit(&submission).unwrap();
        assert_eq!(answer.reasons, []);
        self.told.answer(&submission, &answer);
        submission
    }

    /// Sends what is not accepted at all: nothing may be recorded.
    fn faults(&mut self, submission: &Submission) -> String {
        let before = self.gate.size();
        let fault = self.gate.submit(submission).unwrap_err();
        assert!(fault.is_senders(), "{fault}");
        self.gate.refresh().unwrap();
        assert_eq!(self.gate.size(), before);
        fault.to_string()
    }

    fn ends(self) {
        drop(self.gate);
        check(self.dir.path(), &self.told);
    }
}

/// Changes a part of a statement and has its person sign it again.
fn changed(submission: &Submission, person: &str, change: impl Fn(&mut ActStatement)) -> Submission {
    let mut statement = ActStatement::parse(&submission.statement).unwrap();
    change(&mut statement);
    signed(&key_of(person), statement.to_text())
}

#[test]
fn the_same_statement_gets_the_first_answer_whatever_happened_since() {
    let mut story = Story::at("21 13:00");
    let request = story.does("R-1", &kit::request(&kit::document()));
    story.does("CHIEF", &kit::approve(&kit::document()));
    // Approved meanwhile, and long expired.
    story.clock.set("21 22:00");
    let again = story.gate.submit(&request).unwrap();
    assert!(again.repeated && matches!(again.events[..], [Event::PermitRequested { .. }]));
    story.told.answer(&request, &again);
    let refused = act(&story.gate, "R-1", &kit::approve(&kit::document()));
    let first = story.gate.submit(&refused).unwrap();
    let second = story.gate.submit(&refused).unwrap();
    assert_eq!((first.events, first.indexes, first.reasons), (second.events, second.indexes, second.reasons));
    story.ends();
}

#[test]
fn a_statement_sent_twice_at_once_counts_once_and_a_no_stays_a_no() {
    let mut story = Story::at("21 13:00");
    let (yes, no) = (act(&story.gate, "KEEP", &stock()), act(&story.gate, "R-1", &kit::leave("R-2")));
    let answers = story.gate.submit_all(&[yes.clone(), no.clone(), yes.clone(), no.clone()]).unwrap();
    let [yes_1, no_1, yes_2, no_2] = answers.try_into().unwrap_or_else(|_| panic!("four answers"));
    for (submission, first, second) in
        [(&yes, yes_1.unwrap(), yes_2.unwrap()), (&no, no_1.unwrap(), no_2.unwrap())]
    {
        assert!(!first.repeated && second.repeated);
        assert_eq!(
            (&first.events, &first.indexes, &first.reasons),
            (&second.events, &second.indexes, &second.reasons)
        );
        story.told.answer(submission, &first);
    }
    story.ends();
}

#[test]
fn who_revoked_the_own_key_or_left_by_this_very_act_hears_the_answer_again() {
    let mut story = Story::at("21 13:00");
    let own = Command::RevokeKey { key: key_id(&key_of("R-2")), person: kit::id("R-2") };
    let submission = story.does("R-2", &own);
    let again = story.gate.submit(&submission).unwrap();
    assert!(again.repeated && matches!(again.events[..], [Event::KeyRevoked { .. }]));
    // Anything else with that key is nobody's.
    let other = signed(&key_of("R-2"), act(&story.gate, "R-2", &stock()).statement);
    let unknown = format!("the key `{}` is not enrolled here, or was revoked", key_id(&key_of("R-2")));
    assert_eq!(story.faults(&other), unknown);
    story.ends();
}

#[test]
fn the_same_statement_under_another_signature_is_the_same_act_or_none() {
    let mut story = Story::at("21 13:00");
    let second = key_of("KEEP's second key");
    story.does("ADM", &enroll("KEEP", &second));
    let submission = story.does("KEEP", &stock());
    let by_second = signed(&second, submission.statement.clone());
    let again = story.gate.submit(&by_second).unwrap();
    assert!(again.repeated);
    story.told.answer(&submission, &again);
    let by_other = signed(&key_of("SEC"), submission.statement.clone());
    assert_eq!(story.faults(&by_other), "the key belongs to `SEC`, the act statement speaks for `KEEP`");
    let by_stranger = signed(&key_of("stranger"), submission.statement.clone());
    let unknown = format!("the key `{}` is not enrolled here, or was revoked", key_id(&key_of("stranger")));
    assert_eq!(story.faults(&by_stranger), unknown);
    let torn = Submission { signature: submission.signature.replace('A', "B"), ..submission };
    let said = story.faults(&torn);
    assert!(said == "the signature does not fit the act statement", "{said}");
    story.ends();
}

#[test]
fn a_nonce_is_used_once() {
    let mut story = Story::at("21 13:00");
    let first = story.does("KEEP", &stock());
    let nonce = crate::town::nonce_of(&first);
    let other = act(&story.gate, "SEC", &stock());
    let other = changed(&other, "SEC", |statement| statement.nonce = nonce);
    assert_eq!(story.faults(&other), "the nonce was used before for another act statement");
    // Within one append as well.
    let one = act(&story.gate, "KEEP", &stock());
    let nonce = crate::town::nonce_of(&one);
    let two = changed(&act(&story.gate, "SEC", &stock()), "SEC", |statement| statement.nonce = nonce);
    let answers = story.gate.submit_all(&[one, two]).unwrap();
    assert!(matches!(answers[..], [Ok(_), Err(Fault::NonceUsed)]));
    story.ends();
}

#[test]
fn a_statement_counts_in_its_own_record_its_own_purpose_and_its_own_time_only() {
    let mut story = Story::at("21 13:00");
    let order = act(&story.gate, "R-1", &kit::request(&kit::document()));
    let elsewhere =
        changed(&order, "R-1", |statement| statement.origin = "elsewhere.invalid/record".to_owned());
    assert_eq!(
        story.faults(&elsewhere),
        "the act statement is meant for the record `elsewhere.invalid/record`, this is `sekimori.invalid/record`"
    );
    let signature = key_of("R-1").sign("file", order.statement.as_bytes()).unwrap();
    let other_purpose = Submission { signature, ..order.clone() };
    assert_eq!(story.faults(&other_purpose), "the signature does not fit the act statement");
    let other_act = changed(&order, "R-1", |statement| statement.act = "approve.permit".to_owned());
    assert_eq!(
        story.faults(&other_act),
        "the command in the act statement is malformed: `approve.permit` is not the act of the command"
    );
    let timed = |time: &str, expires: &str| {
        changed(&order, "R-1", |statement| {
            statement.time = kit::at(time).to_string();
            statement.expires = kit::at(expires).to_string();
        })
    };
    for (time, expires) in [
        ("21 13:11", "21 14:00"),
        ("21 12:00", "21 13:00"),
        ("21 12:00", "22 12:01"),
        ("21 13:00", "21 13:00"),
        ("21 13:05", "21 13:04"),
    ] {
        let said = story.faults(&timed(time, expires));
        assert!(said.starts_with("the act statement is valid from "), "{time} {expires}: {said}");
    }
    let early = timed("21 13:10", "22 13:10");
    let answer = story.gate.submit(&early).unwrap();
    assert_eq!(answer.reasons, []);
    story.told.answer(&early, &answer);
    story.ends();
}

#[test]
fn a_fact_is_taken_at_any_time() {
    let mut story = Story::at("21 13:00");
    let fact = act(&story.gate, "KEEP", &stock());
    story.clock.set("24 13:00");
    let answer = story.gate.submit(&fact).unwrap();
    assert!(matches!(answer.events[..], [Event::StockTaken { .. }, Event::FindingRaised { .. }]));
    story.told.answer(&fact, &answer);
    story.ends();
}

#[test]
fn facts_that_changed_between_showing_and_sending_are_refused() {
    let mut story = Story::at("21 13:00");
    story.does("R-1", &kit::request(&kit::document()));
    let approval = act(&story.gate, "CHIEF", &kit::approve(&kit::document()));
    let amended = kit::document_with(|document| {
        document.revision = 2;
        document.people = 1100;
    });
    story.does("R-1", &kit::amend(&amended));
    assert_eq!(
        story.faults(&approval),
        "the facts in the act statement are not those of the record any more"
    );
    story.ends();
}

#[test]
fn a_point_of_the_log_that_never_was_is_refused() {
    let mut story = Story::at("21 13:00");
    let order = act(&story.gate, "R-1", &kit::request(&kit::document()));
    for change in [
        (|statement: &mut ActStatement| statement.checkpoint_root = [7; 32]) as fn(&mut ActStatement),
        |statement| statement.checkpoint_size += 1,
        |statement| statement.checkpoint_size -= 1,
    ] {
        let said = story.faults(&changed(&order, "R-1", change));
        assert!(said.ends_with("that this record never had"), "{said}");
    }
    story.ends();
}

#[test]
fn a_key_is_enrolled_only_with_its_own_proof_for_this_person_and_record() {
    let mut story = Story::at("21 13:00");
    let (new, other) = (key_of("new"), key_of("other"));
    let with = |possession: &str| {
        let Command::EnrollKey { key, person, public, .. } = enroll("R-2", &new) else { unreachable!() };
        Command::EnrollKey { key, person, possession: possession.to_owned(), public }
    };
    let proof = |command: &Command| match command {
        Command::EnrollKey { possession, .. } => possession.clone(),
        _ => unreachable!(),
    };
    // No proof; another person's; another key's.
    for possession in [String::new(), proof(&enroll("CHIEF", &new)), proof(&enroll("R-2", &other))] {
        let submission = act(&story.gate, "ADM", &with(&possession));
        assert!(story.faults(&submission).starts_with("the proof of the new key does not fit"));
    }
    // The fingerprint of one key and the line of another.
    let Command::EnrollKey { person, possession, public, .. } = enroll("R-2", &new) else { unreachable!() };
    let mixed = Command::EnrollKey { key: key_id(&other), person, possession, public };
    let submission = act(&story.gate, "ADM", &mixed);
    assert!(story.faults(&submission).ends_with("is not enrolled here, or was revoked"));
    // One key is one person's for ever.
    let taken = act(&story.gate, "ADM", &enroll("R-2", &key_of("CHIEF")));
    let answer = story.gate.submit(&taken).unwrap();
    assert_eq!(answer.reasons.iter().map(|reason| reason.rule).collect::<Vec<_>>(), [Rule::KeyTaken]);
    story.does("ADM", &enroll("R-2", &new));
    story.ends();
}

#[test]
fn the_record_is_opened_once_and_a_stranger_cannot_even_be_refused() {
    let mut story = Story::at("21 13:00");
    // The administrator again: known, and told no.
    let submission = act(&story.gate, "ADM", &establish());
    let answer = story.gate.submit(&submission).unwrap();
    assert_eq!(
        answer.reasons.iter().map(|reason| reason.rule).collect::<Vec<_>>(),
        [Rule::OfficeEstablished]
    );
    story.told.answer(&submission, &answer);
    // A stranger who brings an own key and takes somebody's code: nobody.
    let stranger = key_of("stranger");
    for name in ["CHIEF", "NEW"] {
        let text =
            story.gate.prepare(&kit::id(name), &establish_with(name, &stranger), story.gate.now()).unwrap();
        let unknown = format!("the key `{}` is not enrolled here, or was revoked", key_id(&stranger));
        assert_eq!(story.faults(&signed(&stranger, text)), unknown);
    }
    story.ends();
}

#[test]
fn texts_are_kept_only_behind_their_own_digests_that_the_command_names() {
    let mut story = Story::at("21 13:00");
    let purpose = story.gate.disclose("answer calls").unwrap();
    let document = kit::document_with(|document| document.purpose = purpose.digest);
    let order = act(&story.gate, "R-1", &kit::request(&document));
    let mut forged = purpose.clone();
    forged.text = sekisho_core::Private::new("something else".to_owned());
    let stray = story.gate.disclose("not asked for").unwrap();
    for unfit in [forged, stray] {
        let submission = Submission { disclosures: vec![unfit], ..order.clone() };
        assert!(story.faults(&submission).starts_with("a text does not fit to the digest `sha256:"));
    }
    // A digest without its text says nothing to whoever approves: nobody would know what was asked for.
    let size = story.gate.size();
    let alone = Submission { disclosures: Vec::new(), ..order.clone() };
    assert!(story.faults(&alone).starts_with("the text behind the digest `sha256:"));
    assert_eq!(story.gate.size(), size);
    let submission = Submission { disclosures: vec![purpose.clone()], ..order };
    assert_eq!(story.gate.submit(&submission).unwrap().reasons, []);
    let text = story.gate.record().text(&purpose.digest).unwrap().unwrap();
    assert_eq!(text.expose(), "answer calls");
    // What stays as it was needs no text again, also when it was erased meanwhile; what is new needs one.
    let mut next = kit::document_with(|document| (document.purpose, document.revision) = (purpose.digest, 2));
    story.does("R-1", &kit::amend(&next));
    let database = rusqlite::Connection::open(story.dir.path().join("record.sqlite")).unwrap();
    database.execute("DELETE FROM texts", []).unwrap();
    next.revision = 3;
    story.does("R-1", &kit::amend(&next));
    let route = story.gate.disclose("over the bridge").unwrap();
    (next.revision, next.route) = (4, Some(route.digest));
    let order = act(&story.gate, "R-1", &kit::amend(&next));
    assert!(story.faults(&order).starts_with("the text behind the digest `sha256:"));
    let submission = Submission { disclosures: vec![route], ..order };
    assert_eq!(story.gate.submit(&submission).unwrap().reasons, []);
    story.ends();
}

#[test]
fn what_nobody_signed_is_marked_and_every_no_carries_the_signature_of_whom_it_was_said_to() {
    let mut story = Story::at("21 13:00");
    story.does("R-1", &kit::request(&kit::document()));
    let no = act(&story.gate, "R-1", &kit::approve(&kit::document()));
    story.gate.submit(&no).unwrap();
    story.does("CHIEF", &kit::approve(&kit::document()));
    story.does("SEC", &kit::approve(&kit::document()));
    for entry in entries(story.gate.record()) {
        let told = predicate(&entry).unwrap();
        match (&told.event, &told.by) {
            (Event::AttemptRefused { person, .. }, By::Person { person: signer, statement, .. }) => {
                assert_eq!((person.as_ref(), statement), (Some(signer), &no.statement));
            }
            (Event::EveningListed { .. }, By::Server { server }) => assert_eq!(server, "clock"),
            (Event::PermitReady { .. }, By::Server { server }) => {
                assert_eq!(server, "follows permit/P-0001#3");
            }
            (_, By::Server { server }) => assert!(server.starts_with("follows "), "{server}"),
            (_, By::Person { .. } | By::Vault { .. }) => {}
        }
    }
    story.ends();
}

#[test]
fn one_bad_act_among_many_does_not_touch_the_others() {
    let mut story = Story::at("21 13:00");
    let good = act(&story.gate, "KEEP", &stock());
    let bad = changed(&good, "SEC", |_| {});
    let later = act(&story.gate, "KEEP", &stock());
    let answers = story.gate.submit_all(&[bad, good, later]).unwrap();
    assert!(matches!(answers[..], [Err(Fault::OtherPerson { .. }), Ok(_), Ok(_)]));
    carry_all(&mut story.gate, [("KEEP", stock())]);
    story.ends();
}
