//! A device and a stick in the wrong hands, with and without what was overheard.

use std::fs;
use std::io::BufReader;
use std::path::Path;

use sekisho::exit::Exit;
use sekisho_gate::attached::PRESENCE;
use sekisho_proof::act::namespace;
use sekisho_seal::answer::{AgreementSecret, Answer};
use sekisho_seal::challenge::{Challenge, Mode};
use sekisho_station::desk::{self, Permit};
use sekisho_station::open::{self, Attendance, OpenError, Wanted};

use super::private_key;
use crate::sealed::Case;

fn there() -> Case {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    case
}

/// Asks at a device as a program of the attacker does, and gives five answers that are not right, then one more.
fn tries(case: &Case, answers: &[Answer]) -> Vec<OpenError> {
    let mut desk = desk::open(&case.town.file("D-1")).unwrap();
    let stick = case.town.file("stick-1");
    let permit = Permit::unseal(&desk, &fs::read(stick.join("permit.age")).unwrap()).unwrap();
    let mut sealed = BufReader::new(fs::File::open(stick.join("box.age")).unwrap());
    let wanted = Wanted { mode: Mode::Shown, number: 1 };
    let entropy = &mut sekisho::assemble::entropy;
    let prepared = open::prepare(&mut desk, &permit, &mut sealed, wanted, case.now(), entropy).unwrap();
    let text = prepared.presence_text();
    let people = ["S-1", "S-2"].map(|person| {
        let key = private_key(&case.town.file(&format!("{person}.key")));
        (person.parse().unwrap(), key.sign(&namespace(PRESENCE), text.as_bytes()).unwrap())
    });
    let present = [0, 1].map(|at| Attendance { person: &people[at].0, signature: &people[at].1 });
    let mut asking = prepared.ask(&desk, &present).unwrap();
    let mut said = |answer: &Answer| match asking.answer(&mut desk, answer, case.now()) {
        Err(error) => error,
        Ok(_) => panic!("it opened"),
    };
    answers.iter().map(&mut said).collect()
}

#[test]
fn device_and_stick_without_the_owner_give_nothing() {
    let case = there();
    // No record to ask.
    let nowhere = format!("--record {}", case.path("nowhere"));
    case.open("stick-1", "D-1", "work", &nowhere).ended(Exit::NotFound);
    // An answer that they made themselves.
    let digits = Answer([7; 16]).to_string();
    fs::write(case.town.file("made"), format!("{digits}\n")).unwrap();
    let made = format!("--answer-file {}", case.path("made"));
    case.open("stick-1", "D-1", "work", &made).failed_with("open-wrong-code", Exit::Unverified);
    assert!(!case.town.file("work").exists());
    // Another record, of their own making.
    let other = crate::drive::Town::new();
    let own = other.file("record").display().to_string();
    case.open("stick-1", "D-1", "work", &format!("--record {own}")).ended(Exit::Unverified);
    assert_eq!(case.releases(), 0);
}

#[test]
fn five_wrong_answers_and_the_question_is_forgotten() {
    let case = there();
    let wrong: Vec<Answer> = (0..6).map(|byte| Answer([byte; 16])).collect();
    let said = tries(&case, &wrong);
    for (left, error) in (0..5).rev().zip(&said) {
        assert!(matches!(error, OpenError::WrongCode { left: now } if *now == left), "{error:?}");
    }
    assert!(matches!(said[5], OpenError::Forgotten), "{said:?}");
}

#[test]
fn a_recorded_call_is_worth_nothing_when_device_and_stick_are_taken_afterwards() {
    let case = there();
    case.open_by_digits("stick-1", "work").done();
    let challenge = fs::read_to_string(case.town.file("work.challenge")).unwrap();
    let challenge = Challenge::from_text(&challenge).unwrap();
    let answer: Answer =
        fs::read_to_string(case.town.file("work.answer")).unwrap().trim_end().parse().unwrap();
    // The old answer to a new question of the same device.
    assert!(matches!(tries(&case, &[answer])[..], [OpenError::WrongCode { left: 4 }]));
    let old = format!("--opening 2 --answer-file {}", case.path("work.answer"));
    case.open("stick-1", "D-1", "more", &old).failed_with("open-wrong-code", Exit::Unverified);
    // The secret that takes the mask off was never on a disk: no 32 bytes of device or stick make the public key that
    // the question showed.
    let mut windows = 0;
    for place in ["D-1", "stick-1"] {
        every_file(&case.town.file(place), &mut |path, bytes| {
            // Boxes and their parts are ciphertext of other keys; what is worth trying is short.
            for window in bytes.windows(32).take(4096) {
                let tried = AgreementSecret::new(window.try_into().unwrap());
                assert_ne!(tried.public_key(), challenge.one_time_key, "{}", path.display());
                windows += 1;
            }
        });
    }
    assert!(windows > 1000, "{windows}");
}

/// Reads every file below a folder.
pub(crate) fn every_file(folder: &Path, each: &mut impl FnMut(&Path, &[u8])) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            every_file(&path, each);
        } else {
            each(&path, &fs::read(&path).unwrap());
        }
    }
}
