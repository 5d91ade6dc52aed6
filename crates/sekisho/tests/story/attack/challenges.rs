//! Questions to the owner that nobody was allowed to ask.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho::exit::Exit;
use sekisho_core::Command;
use sekisho_core::sealing::{Handle, Presence, PresenceLevel, Purpose};
use sekisho_gate::Fault;
use sekisho_seal::answer::AgreementKey;

use super::Question;
use crate::sealed::Case;

fn there() -> Case {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    case
}

/// The command as the attacker writes it: whatever it claims beside the question.
fn claimed(question: &Question, persons: &[&str], level: PresenceLevel) -> Command {
    Command::Release {
        challenge: STANDARD.encode(question.challenge.to_bytes()),
        device: "D-1".parse().unwrap(),
        digest: question.statement(),
        handle: Handle::from_bytes(question.challenge.handle),
        medium: "USB-1".parse().unwrap(),
        opening: question.challenge.opening_number,
        permit: "P-0001".parse().unwrap(),
        presence: Presence { level, persons: persons.iter().map(|person| person.parse().unwrap()).collect() },
        purpose: Purpose::Opening,
    }
}

#[test]
fn a_replayed_question_gets_the_same_answer_and_counts_once() {
    let case = there();
    let question = case.asked("USB-1", 1);
    let first = case.release(&question).done().answer();
    assert!(case.opens("stick-1", &question, first), "the attacker's device is a device after all");
    let again = case.release(&question).done().answer();
    assert_eq!(first, again);
    assert_eq!(case.releases(), 1);
    // The same question with another number is another question, and the number has to be the next one.
    let mut other = question;
    other.challenge.opening_number = 2;
    case.release(&other).failed_with("attached-signature", Exit::Unverified);
    let skipped = case.asked("USB-1", 3);
    case.release(&skipped).refused_with(["R-STALE"]);
    let repeated = case.asked("USB-1", 1);
    case.release(&repeated).refused_with(["R-STALE"]);
    // Somebody else's answer does not open this question.
    let second = case.asked("USB-1", 2);
    let answer = case.release(&second).done().answer();
    assert!(case.opens("stick-1", &second, answer) && !case.opens("stick-1", &second, first));
    case.release(&case.asked("USB-1", 3)).refused_with(["R-SCOPE"]);
}

#[test]
fn an_old_question_is_refused() {
    let case = there();
    let question = case.asked("USB-1", 1);
    case.town.at("2026-06-21T18:41");
    case.release(&question).failed_with("station-clock", Exit::Expired);
    assert_eq!(case.releases(), 0);
    // Nor one from a clock that goes before.
    case.town.at("2026-06-21T18:55");
    let ahead = case.asked("USB-1", 1);
    case.town.at("2026-06-21T18:42");
    case.release(&ahead).failed_with("station-clock", Exit::Expired);
}

#[test]
fn signatures_of_those_present_cannot_be_moved() {
    let case = there();
    let honest = case.asked("USB-1", 1);
    // Each signature under the other's name, signed anew by a hacked device.
    let mut swapped = case.question("USB-1", 1).present(&case, &["S-1", "S-2"]);
    let [Some(first), Some(second)] = &mut swapped.challenge.presence else { panic!() };
    std::mem::swap(&mut first.key_id, &mut second.key_id);
    case.release(&swapped.signed(&case, "D-1")).failed_with("attached-signature", Exit::Unverified);
    // The other way round without a new signature of the device.
    let mut turned = case.asked("USB-1", 1);
    turned.challenge.presence.swap(0, 1);
    case.release(&turned).failed_with("attached-signature", Exit::Unverified);
    // From another question.
    let mut moved = case.question("USB-1", 1);
    moved.challenge.presence = honest.challenge.presence;
    case.release(&moved.signed(&case, "D-1")).failed_with("attached-signature", Exit::Unverified);
    // With another one-time key in front of them: the attacker at the telephone wants the answer.
    let mut mine = case.asked("USB-1", 1);
    mine.challenge.one_time_key = AgreementKey([9; 32]);
    case.release(&mine).failed_with("attached-signature", Exit::Unverified);
    assert_eq!(case.releases(), 0);
    case.release(&honest).done();
}

#[test]
fn one_person_with_two_keys_is_one_person() {
    let case = there();
    let (key, town) = (case.path("S-1b.key"), &case.town);
    town.ask(&format!("key new {key}")).done();
    town.ask(&format!("key prove {key} --person S-1")).done();
    town.run(&format!("key enroll S-1 --public {key}.pub"), "O-1").done();
    let question = case.question("USB-1", 1).present(&case, &["S-1", "S-1b"]).signed(&case, "D-1");
    case.release(&question).refused_with(["R-TWO"]);
    // Said to be two: the second of them has not signed.
    let answer = case.act("O-3", &claimed(&question, &["S-1", "S-2"], PresenceLevel::VerifiedByOwner));
    assert!(matches!(answer, Err(Fault::Attached { .. })), "{answer:?}");
    // At the station itself the second key is not the second person's.
    let line = format!(
        "open {} --station {} --out {} --second S-2 --second-key {key} --record {}",
        case.path("stick-1"),
        case.path("D-1"),
        case.path("work"),
        case.path("record")
    );
    town.run(&line, "S-1").failed_with("open-broken", Exit::Failed);
    assert_eq!(case.releases(), 0);
}

#[test]
fn a_revoked_key_opens_nothing() {
    let case = there();
    let keys = case.town.ask("key list").done().list("");
    let print = keys.iter().find(|row| row["person"] == "S-2").unwrap()["key"].as_str().unwrap();
    case.town.run(&format!("key revoke S-2 {print}"), "O-1").done();
    let question = case.asked("USB-1", 1);
    case.release(&question).failed_with("attached-signature", Exit::Unverified);
    // The stick's permit still names the key; the owner does not.
    let online = format!("--record {}", case.path("record"));
    case.open("stick-1", "D-1", "work", &online).failed_with("attached-signature", Exit::Unverified);
    assert_eq!(case.releases(), 0);
}

#[test]
fn who_is_not_named_is_not_present() {
    let case = there();
    let question = case.question("USB-1", 1).present(&case, &["S-1", "C-1"]).signed(&case, "D-1");
    case.release(&question).refused_with(["R-ROSTER"]);
    let nobody = case.question("USB-1", 1).signed(&case, "D-1");
    case.release(&nobody).refused_with(["R-TWO"]);
    let alone = case.question("USB-1", 1).present(&case, &["S-1"]).signed(&case, "D-1");
    case.release(&alone).refused_with(["R-TWO"]);
    assert_eq!(case.releases(), 0);
}

#[test]
fn nobodys_word_stands_for_signatures_that_the_question_has_room_for() {
    let case = there();
    let nobody = case.question("USB-1", 1).signed(&case, "D-1");
    let alone = case.question("USB-1", 1).present(&case, &["S-1"]).signed(&case, "D-1");
    // An officer alone, with a device in their hands, or one of the two; and whoever says that a device has seen both.
    for level in
        [PresenceLevel::AttestedByPhone, PresenceLevel::VerifiedByDevice, PresenceLevel::VerifiedByOwner]
    {
        for (person, question) in [("O-3", &nobody), ("O-3", &alone), ("S-1", &alone)] {
            let answer = case.act(person, &claimed(question, &["S-1", "S-2"], level));
            assert!(
                matches!(answer, Err(Fault::Attached { .. } | Fault::Command(_))),
                "{level:?} {answer:?}"
            );
        }
    }
    assert_eq!(case.releases(), 0);
}

#[test]
fn a_question_of_another_device_is_refused() {
    let case = there();
    // D-0 signs in the name of D-1.
    let forged = case.question("USB-1", 1).present(&case, &["S-1", "S-2"]).signed(&case, "D-0");
    case.release(&forged).failed_with("attached-signature", Exit::Unverified);
    // D-0 asks for itself.
    let mut own = case.question("USB-1", 1);
    own.challenge.device_id =
        sekisho_gate::attached::device_name(&case.device_key("D-0").public().to_openssh());
    let own = own.present(&case, &["S-1", "S-2"]).signed(&case, "D-0");
    case.release(&own).refused_with(["R-SITE"]);
    // What the command says is what the question says.
    let answer = case.act("O-3", &claimed(&own, &["S-1", "S-2"], PresenceLevel::VerifiedByOwner));
    assert!(matches!(answer, Err(Fault::Command(_))), "{answer:?}");
    assert_eq!(case.releases(), 0);
}
