use sekisho_seal::FileKey;
use sekisho_seal::key_pair::EncapsulationRandomness;
use sekisho_seal::payload;

use super::*;

/// The worked example of the specification: kind 2 of one person.
fn message() -> Vec<u8> {
    let (name, birth) = ("髙橋ハナコ", "19801006");
    let mut message = vec![2];
    for field in [name, birth] {
        message.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
        message.extend(field.as_bytes());
    }
    message
}

fn sealed(key: &[u8], seed: [u8; 32]) -> Vec<u8> {
    let file_key = FileKey::new([5; 16]);
    let to = SecretSeed::new(seed).public_key();
    let stanza = native::seal(&file_key, &to, EncapsulationRandomness::new([3; 64]));
    let mut out = Header::seal(vec![stanza], &file_key).unwrap().bytes().to_vec();
    payload::seal(&file_key, [8; 16], key, &mut out, std::num::NonZeroUsize::MIN).unwrap();
    out
}

#[test]
fn a_copys_key_answers_with_the_fingerprint_of_the_specification() {
    let made = fingerprints(&[1; 32], &sealed(&[7; 32], [1; 32]), &[message()]).unwrap();
    let spec = include_str!("../../../../docs/spec/fingerprint.md");
    let wanted = spec.split("```fingerprint\n").nth(1).unwrap().lines().next().unwrap();
    let hex: String = made[0].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, wanted);
}

#[test]
fn what_is_no_key_is_not_used_as_one() {
    assert!(fingerprints(&[2; 32], &sealed(&[7; 32], [1; 32]), &[message()]).is_err(), "another seed");
    for length in [0, 31, 33] {
        let key = vec![7; length];
        assert!(fingerprints(&[1; 32], &sealed(&key, [1; 32]), &[message()]).is_err(), "{length}");
    }
}

#[test]
fn only_what_names_a_person_is_hashed() {
    assert!(is_message(&message()));
    assert!(is_message(&[1, 0, 0, 0, 1, b'7']));
    let bad: [&[u8]; 8] = [
        b"",
        &[0, 0, 0, 0, 1, b'7'],
        &[5, 0, 0, 0, 1, b'7'],
        &[1, 0, 0, 0, 0],
        &[1, 0, 0, 0, 2, b'7'],
        &[1, 0, 0, 0, 1, b'7', 0],
        &[1, 0, 0, 0, 1, b'7', 0, 0, 0, 1, b'7'],
        &[2, 0, 0, 0, 1, b'7'],
    ];
    for message in bad {
        assert!(!is_message(message), "{message:?}");
    }
}

#[test]
fn a_clerk_asks_sixty_times_a_minute_and_a_thousand_times_a_day() {
    let directory = tempfile::tempdir().unwrap();
    let at = |seconds: i64| Timestamp::from_seconds(1_782_000_000 + seconds);
    let (one, other): (PersonId, PersonId) = ("O-3".parse().unwrap(), "O-4".parse().unwrap());
    let ask = |journal: &mut Journal, person: &PersonId, now| {
        journal.count(person, now)?;
        let line = Line { copies: 1, person: person.clone(), reference: "2026-1".to_owned(), time: now };
        // Every question is flushed; after the first minute the test need not wait for that.
        if now < at(60) {
            journal.write(&line).map_err(No::Journal)?;
        }
        journal.lately.push_back((now, person.clone()));
        Ok::<_, No>(())
    };
    let mut journal = Journal::open(directory.path(), at(0));
    for _ in 0..60 {
        ask(&mut journal, &one, at(0)).unwrap();
    }
    assert!(matches!(ask(&mut journal, &one, at(59)), Err(No::TooMany)));
    // Another clerk, and another minute; also after the vault was started again.
    ask(&mut journal, &other, at(59)).unwrap();
    let mut journal = Journal::open(directory.path(), at(59));
    assert!(matches!(ask(&mut journal, &one, at(59)), Err(No::TooMany)));
    for question in 60..1000 {
        ask(&mut journal, &one, at(question)).unwrap();
    }
    assert!(matches!(ask(&mut journal, &one, at(1100)), Err(No::TooMany)));
    ask(&mut journal, &one, at(24 * 60 * 60)).unwrap();
}
