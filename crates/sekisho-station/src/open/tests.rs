//! Opening: what comes out, and what does not.

mod less;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufReader, Cursor};
use std::num::NonZeroUsize;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use sekisho_core::id::KeyId;
use sekisho_core::medium::Device;
use sekisho_core::party::{Key, Person, Title};
use sekisho_core::sealing::{DeviceKeys, KeyLevel, OpeningOutcome, PresenceLevel, SealReceipt};
use sekisho_core::{Command, Digest, State};
use sekisho_gate::attached::{self, CHALLENGE, PRESENCE, WITNESS_AFTER};
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::{CompactSignature, PublicKey};
use sekisho_seal::archive::{Limits, MemberName};
use sekisho_seal::challenge::Challenge;
use sekisho_seal::payload::ReadAt;

use super::*;
use crate::seal::testkit::*;

const SHOWN: Wanted = Wanted { mode: Mode::Shown, number: 1 };

fn asked(prepared: Prepared, desk: &Desk) -> Asking {
    let text = prepared.presence_text();
    let (one, two) = (person("opener-1"), person("opener-2"));
    let signatures = [sign("opener-1", PRESENCE, &text), sign("opener-2", PRESENCE, &text)];
    let present = [
        Attendance { person: &one, signature: &signatures[0] },
        Attendance { person: &two, signature: &signatures[1] },
    ];
    prepared.ask(desk, &present).unwrap()
}

fn ask(world: &mut World, permit: &Permit, stick: &Path) -> Asking {
    let mut chance = world.chance();
    let desk = &mut world.receiver;
    let prepared = prepare(desk, permit, &mut box_of(stick), SHOWN, noon(), &mut chance).unwrap();
    asked(prepared, &world.receiver)
}

fn released(asking: &Asking, receipt: &SealReceipt) -> Answer {
    let challenge = asking.question().shown().unwrap();
    vault(receipt, &challenge.one_time_key, &challenge.to_bytes())
}

/// From seal to an opened box.
fn opened(world: &mut World) -> (Opened, std::path::PathBuf) {
    let permit = world.permit();
    let (stick, sealed) = world.seal(&permit, "USB-1");
    let mut asking = ask(world, &permit, &stick);
    let answer = released(&asking, sealed.receipt());
    (asking.answer(&mut world.receiver, &answer, noon()).unwrap(), stick)
}

fn room(directory: &Path) -> Room<'_> {
    Room { directory, limits: Limits::default(), workers: NonZeroUsize::new(2).unwrap() }
}

#[test]
fn what_was_sealed_comes_out_at_the_device_with_a_release() {
    let mut world = World::new();
    let (stick, sealed) = world.seal(&world.permit(), "USB-2");
    // The site has nothing but the medium.
    let permit = Permit::unseal(&world.receiver, &fs::read(stick.join("permit.age")).unwrap()).unwrap();
    assert_eq!(permit, world.permit());
    let mut asking = ask(&mut world, &permit, &stick);
    assert_eq!(asking.medium(), &medium("USB-2"), "the device finds out which copy it is");

    let challenge = *asking.question().shown().unwrap();
    assert_eq!(Challenge::from_text(&challenge.to_text()), Ok(challenge));
    assert_eq!(challenge.handle, sealed.receipt().wrap.handle.to_bytes());
    assert_eq!((challenge.checkpoint_size, challenge.checkpoint_root), (12, [9; 32]));
    let line = PublicKey::from_openssh(&world.receiver.signing_line()).unwrap();
    let signature = CompactSignature { flags: 0, counter: 0, signature: challenge.device_signature };
    signature.verify(&line, &namespace(CHALLENGE), &challenge.signed_part()).unwrap();

    let answer = released(&asking, sealed.receipt()).to_string().parse().unwrap();
    let opened = asking.answer(&mut world.receiver, &answer, noon()).unwrap();
    let again = asking.answer(&mut world.receiver, &answer, noon());
    assert!(matches!(again, Err(OpenError::Forgotten)), "an answer is good once");

    let into = world.directory.path().join("out");
    let opening = opened.unpack(&mut world.receiver, box_of(&stick), &room(&into), noon());
    assert!(opening.fault.is_none(), "{:?}", opening.fault);
    assert_eq!(opening.outcome, OpeningOutcome::Opened);
    let members: Vec<_> = opening.members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(members, ["manifest.dsse.json", "tax.csv", "forms/第1号.txt"]);
    assert!(opening.members.iter().all(|member| member.outcome == MemberOutcome::Whole));
    let table = fs::read_to_string(into.join("tax.csv")).unwrap();
    assert!(table.starts_with(&format!("tax,name\n0,{MARKER}\n7,{MARKER}\n")));
    assert_eq!(table.lines().count(), 1001);
    assert_eq!(fs::read_to_string(into.join("forms/第1号.txt")).unwrap(), MARKER);
    for (path, mode) in [("", 0o700), ("forms", 0o700), ("tax.csv", 0o600)] {
        assert_eq!(fs::metadata(into.join(path)).unwrap().permissions().mode() & 0o777, mode, "{path}");
    }
    assert_eq!(fs::read_dir(&into).unwrap().count(), 3, "no unfinished names");
}

#[test]
fn a_member_goes_to_a_pipe_after_all_of_the_box_was_checked() {
    let mut world = World::new();
    let (opened, stick) = opened(&mut world);
    let name = MemberName::parse("forms/第1号.txt").unwrap();
    let workers = NonZeroUsize::MIN;
    let mut out = Vec::new();
    let desk = &mut world.receiver;
    let opening =
        opened.copy_member(desk, box_of(&stick), (&name, &mut out), Limits::default(), workers, noon());
    assert!(opening.fault.is_none(), "{:?}", opening.fault);
    assert_eq!(out, MARKER.as_bytes());

    let other = MemberName::parse("other").unwrap();
    let opening =
        opened.copy_member(desk, box_of(&stick), (&other, &mut out), Limits::default(), workers, noon());
    assert!(matches!(opening.fault, Some(OpenError::UnknownMember { .. })));

    let mut bad = fs::read(stick.join("box.age")).unwrap();
    *bad.last_mut().unwrap() ^= 1;
    out.clear();
    let opening =
        opened.copy_member(desk, Cursor::new(bad), (&name, &mut out), Limits::default(), workers, noon());
    assert_eq!(opening.outcome, OpeningOutcome::Damaged);
    assert!(out.is_empty(), "nothing is written of a box that is damaged behind the member");
}

#[test]
fn another_device_permit_or_box_is_told_apart() {
    let mut world = World::new();
    let permit = world.permit();
    let (stick, _) = world.seal(&permit, "USB-1");
    let mut chance = world.chance();
    let mut prepare = |desk: &mut Desk, permit: &Permit, clock| {
        prepare(desk, permit, &mut box_of(&stick), SHOWN, clock, &mut chance).map(drop)
    };
    // The station in the city is another device.
    assert!(matches!(prepare(&mut world.station, &permit, noon()), Err(OpenError::WrongDevice)));
    let sealed = fs::read(stick.join("permit.age")).unwrap();
    assert!(Permit::unseal(&world.station, &sealed).unwrap_err().to_string().contains("no key"));

    let mut document = world.document();
    document.revision = 2;
    let other = Permit::read(&world.receiver, &world.file(document)).unwrap();
    assert!(matches!(prepare(&mut world.receiver, &other, noon()), Err(OpenError::WrongPermit)));

    // A box for another one-time key of the same device.
    let keys = world.receiver.one_time_keys().unwrap();
    let another = keys.iter().find(|key| **key != permit.sealing().device_key).unwrap();
    let public = world.receiver.one_time(another).unwrap().public_key();
    let used = std::mem::replace(&mut world.device_key, STANDARD.encode(public.as_bytes()));
    let other = world.permit();
    world.device_key = used;
    assert!(matches!(prepare(&mut world.receiver, &other, noon()), Err(OpenError::WrongDevice)));

    world.receiver.forget(&permit.sealing().device_key).unwrap();
    assert!(matches!(prepare(&mut world.receiver, &permit, noon()), Err(OpenError::NoKey)));
}

#[test]
fn the_window_holds_at_each_step() {
    let mut world = World::new();
    let permit = world.permit();
    let window = permit.document().window;
    let (stick, sealed) = world.seal(&permit, "USB-1");
    let mut chance = world.chance();
    let early = window.from.plus(-1);
    let result = prepare(&mut world.receiver, &permit, &mut box_of(&stick), SHOWN, early, &mut chance);
    assert!(matches!(result.map(drop), Err(OpenError::NotYet { .. })));

    let last = window.until.plus(-2);
    let mut ask = || {
        let mut sealed = box_of(&stick);
        let prepared = prepare(&mut world.receiver, &permit, &mut sealed, SHOWN, last, &mut chance).unwrap();
        asked(prepared, &world.receiver)
    };
    let (mut first, mut second) = (ask(), ask());
    let answer = released(&first, sealed.receipt());
    let opened = first.answer(&mut world.receiver, &answer, last).unwrap();
    let answer = released(&second, sealed.receipt());
    let late = second.answer(&mut world.receiver, &answer, window.until);
    assert!(matches!(late, Err(OpenError::WindowOver { .. })));
    // The clock is set back by a minute: the desk remembers.
    let into = world.directory.path().join("out");
    let opening = opened.unpack(&mut world.receiver, box_of(&stick), &room(&into), window.until.plus(-60));
    assert!(matches!(opening.fault, Some(OpenError::WindowOver { .. })));
    assert_eq!((opening.outcome, into.exists()), (OpeningOutcome::Failed, false));
    // By an hour: that is told.
    let opening = opened.unpack(&mut world.receiver, box_of(&stick), &room(&into), window.until.plus(-3600));
    let told = matches!(opening.fault, Some(OpenError::Desk(DeskError::ClockBack { by_seconds: 3600 })));
    assert!(told && !into.exists());
}

#[test]
fn a_wrong_code_may_be_followed_by_four_others_within_ten_minutes() {
    let mut world = World::new();
    let permit = world.permit();
    let (stick, sealed) = world.seal(&permit, "USB-1");
    let (_, other) = world.seal(&permit, "USB-2");
    let mut asking = ask(&mut world, &permit, &stick);
    let challenge = *asking.question().shown().unwrap();
    // The right vault for another copy, and the right answer to another question.
    let of_other_copy = vault(other.receipt(), &challenge.one_time_key, &challenge.to_bytes());
    let to_other = released(&ask(&mut world, &permit, &stick), sealed.receipt());
    let good = released(&asking, sealed.receipt());
    let ten_later = noon().plus(ANSWER_WITHIN_S);
    for (left, wrong) in [(4, of_other_copy), (3, to_other), (2, Answer([0; 16]))] {
        let error = asking.answer(&mut world.receiver, &wrong, noon()).unwrap_err();
        assert!(matches!(error, OpenError::WrongCode { left: told } if told == left), "{error}");
    }
    asking.answer(&mut world.receiver, &good, ten_later).unwrap();

    let mut asking = ask(&mut world, &permit, &stick);
    let good = released(&asking, sealed.receipt());
    for left in (0..ANSWERS).rev() {
        let error = asking.answer(&mut world.receiver, &Answer([0; 16]), ten_later).unwrap_err();
        assert!(matches!(error, OpenError::WrongCode { left: told } if told == left), "{error}");
    }
    let spent = asking.answer(&mut world.receiver, &good, ten_later);
    assert!(matches!(spent, Err(OpenError::Forgotten)));

    let mut asking = ask(&mut world, &permit, &stick);
    let good = released(&asking, sealed.receipt());
    let late = asking.answer(&mut world.receiver, &good, ten_later.plus(ANSWER_WITHIN_S + 1));
    assert!(matches!(late, Err(OpenError::Forgotten)));
}

#[test]
fn two_different_openers_sign_this_challenge() {
    let mut world = World::new();
    let permit = world.permit();
    let (stick, _) = world.seal(&permit, "USB-1");
    let mut chance = world.chance();
    let mut refused = |signers: &[(&str, &str, &str)]| {
        let mut sealed = box_of(&stick);
        let prepared =
            prepare(&mut world.receiver, &permit, &mut sealed, SHOWN, noon(), &mut chance).unwrap();
        let text = prepared.presence_text();
        let signed: Vec<_> =
            signers.iter().map(|(code, by, act)| (person(code), sign(by, act, &text))).collect();
        let present: Vec<_> =
            signed.iter().map(|(person, signature)| Attendance { person, signature }).collect();
        prepared.ask(&world.receiver, &present).map(drop).unwrap_err().to_string()
    };
    let one = ("opener-1", "opener-1", PRESENCE);
    for signers in [&[][..], &[one], &[one, one], &[one, ("opener-2", "opener-2", PRESENCE), one]] {
        assert!(refused(signers).starts_with("2 different persons"), "{signers:?}");
    }
    assert!(refused(&[one, ("sealer", "sealer", PRESENCE)]).contains("does not open"));
    for wrong in [("opener-2", "opener-1", PRESENCE), ("opener-2", "opener-2", CHALLENGE)] {
        assert!(refused(&[one, wrong]).contains("signature of `opener-2`"), "{wrong:?}");
    }
    let key = sign("opener-2", PRESENCE, "another text");
    let mut sealed = box_of(&stick);
    let prepared = prepare(&mut world.receiver, &permit, &mut sealed, SHOWN, noon(), &mut chance).unwrap();
    let mine = sign("opener-1", PRESENCE, &prepared.presence_text());
    let present = [
        Attendance { person: &person("opener-1"), signature: &mine },
        Attendance { person: &person("opener-2"), signature: &key },
    ];
    let error = prepared.ask(&world.receiver, &present).map(drop);
    assert!(matches!(error, Err(OpenError::PresenceSignature { .. })));
}

#[test]
fn a_damaged_cut_or_swapped_box_leaves_nothing() {
    let mut world = World::new();
    let (opened, stick) = opened(&mut world);
    let (other, _) = world.seal(&world.permit(), "USB-2");
    let whole = fs::read(stick.join("box.age")).unwrap();
    let header = Header::read(&mut &whole[..]).unwrap().bytes().len();
    let mut number = 0;
    let mut unpack = |bytes: &[u8]| {
        number += 1;
        let into = world.directory.path().join(format!("out-{number}"));
        let desk = &mut world.receiver;
        let opening = opened.unpack(desk, BufReader::new(bytes), &room(&into), noon());
        assert!(!into.exists(), "nothing stays");
        assert!(opening.members.iter().all(|member| member.outcome != MemberOutcome::Whole));
        let told = (opening.outcome, opening.fault.unwrap().to_string());
        assert_eq!(told.0, OpeningOutcome::Damaged, "{}", told.1);
    };
    let length = usize::try_from(whole.length().unwrap()).unwrap();
    let places = (0..length).step_by(211).chain([header - 1, header, header + 15, header + 16, length - 1]);
    for place in places {
        let mut bad = whole.clone();
        bad[place] ^= 0x10;
        unpack(&bad);
    }
    for cut in [0, 100, header, header + 10, header + 16, length - 16, length - 1] {
        unpack(&whole[..cut]);
    }
    unpack(&[&whole[..], b"x"].concat());
    // The other copy's box, and its payload behind this one's header.
    let swapped = fs::read(other.join("box.age")).unwrap();
    unpack(&swapped);
    unpack(&[&whole[..header], &swapped[header..]].concat());
}

#[test]
fn a_directory_that_exists_is_not_used() {
    let mut world = World::new();
    let (opened, stick) = opened(&mut world);
    let into = world.stick("taken");
    fs::write(into.join("mine"), b"x").unwrap();
    let opening = opened.unpack(&mut world.receiver, box_of(&stick), &room(&into), noon());
    assert!(matches!(opening.fault, Some(OpenError::Directory { .. })));
    assert_eq!(opening.outcome, OpeningOutcome::Failed);
    assert!(into.join("mine").exists(), "what was there stays");
    let small = Limits { content_bytes: 10, members: 10 };
    let into = world.directory.path().join("small");
    let room = Room { limits: small, ..room(&into) };
    let opening = opened.unpack(&mut world.receiver, box_of(&stick), &room, noon());
    assert_eq!((opening.outcome, into.exists()), (OpeningOutcome::Failed, false));
}

#[test]
fn a_voice_is_enough_and_uses_up_one_key() {
    let mut world = World::new();
    let permit = world.permit();
    let (stick, sealed) = world.seal(&permit, "USB-1");
    let boxed = || box_of(&stick);
    let by_device = Level::VerifiedByDevice;
    // Which key it is, the owner knows by its number in the deposit.
    let enrolled = fs::read(world.receiver.directory().join("spoken/0000.seed")).unwrap();
    let public = AgreementSecret::new(enrolled.try_into().unwrap()).public_key();

    let prepared = prepare_spoken(&mut world.receiver, &permit, &mut boxed(), by_device, noon()).unwrap();
    assert!(!world.receiver.directory().join("spoken/0000.seed").exists(), "gone before it is said");
    let mut asking = asked(prepared, &world.receiver);
    let said: SpokenChallenge = asking.question().spoken().unwrap().to_string().parse().unwrap();
    assert_eq!((said.key_index(), said.minute_of_day(), said.level()), (0, 180, by_device));
    let agreed = answer_secret().agree(&public).unwrap();
    let handle = sealed.receipt().wrap.handle.to_bytes();
    said.check(&agreed, permit.permit_hash().as_bytes(), &handle).unwrap();
    let answer = vault(sealed.receipt(), &public, &said.to_bytes());
    let opened = asking.answer(&mut world.receiver, &answer, noon()).unwrap();
    assert_eq!(opened.medium(), &medium("USB-1"));

    let by_phone = Level::AttestedByPhone;
    for index in 1..3 {
        let prepared = prepare_spoken(&mut world.receiver, &permit, &mut boxed(), by_phone, noon()).unwrap();
        let asking = prepared.ask(&world.receiver, &[]).unwrap();
        assert_eq!(asking.question().spoken().unwrap().key_index(), index);
    }
    let used = prepare_spoken(&mut world.receiver, &permit, &mut boxed(), by_phone, noon());
    assert!(matches!(used.map(drop), Err(OpenError::Desk(DeskError::NoSpokenKey))));
}

#[test]
fn an_answer_key_is_pinned_once() {
    let mut world = World::new();
    let permit = world.permit();
    let (stick, _) = world.seal(&permit, "USB-1");
    world.receiver.pin_answer_key(&AgreementSecret::new([77; 32]).public_key()).unwrap();
    let mut chance = world.chance();
    let error = prepare(&mut world.receiver, &permit, &mut box_of(&stick), SHOWN, noon(), &mut chance);
    assert!(matches!(error.map(drop), Err(OpenError::Desk(DeskError::OtherAnswerKey))));
}

/// A record that knows the two devices and the persons.
fn record(world: &World) -> State {
    let mut state = State::default();
    for (code, desk) in [("PC-CITY", &world.station), ("PC-SITE", &world.receiver)] {
        let keys = DeviceKeys {
            deposited: BTreeSet::new(),
            level: KeyLevel::File,
            signing: desk.signing_line(),
            spoken: Vec::new(),
        };
        let (party, place) = ("CITY".parse().unwrap(), "SITE".parse().unwrap());
        let device = Device { keys: Some(keys), party, place, serial: "1".to_owned() };
        state.devices.insert(code.parse().unwrap(), device);
    }
    for code in ["sealer", "witness", "opener-1", "opener-2"] {
        let public = key(code).public().to_openssh();
        let enrolled = Key {
            confirmed_by: None,
            counted: false,
            enrolled_at: noon(),
            enrolled_by: None,
            public,
            revoked_at: None,
            seconded: None,
            waits_for_second: false,
        };
        let person_of = Person {
            department: None,
            deputies: [].into(),
            employer: "CITY".parse().unwrap(),
            employment: None,
            keys: [(KeyId(key(code).public().fingerprint()), enrolled)].into(),
            left_at: None,
            mail: None,
            name: Digest::of(b"name"),
            roles: [].into(),
            title: Title::Employed,
        };
        state.persons.insert(person(code), person_of);
    }
    state
}

#[test]
fn the_record_takes_the_receipt_and_the_challenge() {
    let mut world = World::new();
    let permit = world.permit();
    let (stick, sealed) = world.seal(&permit, "USB-1");
    let state = record(&world);
    let after = sign("witness", WITNESS_AFTER, &sealed.witness_text().unwrap());
    let file = sealed.attest(&permit, &after).unwrap();
    let seal = Command::Seal {
        permit: "P-0001".parse().unwrap(),
        receipt: file.receipt.clone(),
        signature: file.signature.clone(),
        witness: file.witness,
    };
    attached::check(&state, ORIGIN, &seal).unwrap();

    let asking = ask(&mut world, &permit, &stick);
    let challenge = asking.question().shown().unwrap();
    let release = |opening| Command::Release {
        purpose: sekisho_core::sealing::Purpose::Opening,
        challenge: STANDARD.encode(challenge.to_bytes()),
        digest: Digest::of(&challenge.statement()),
        device: "PC-SITE".parse().unwrap(),
        handle: file.receipt.wrap.handle.clone(),
        medium: medium("USB-1"),
        opening,
        permit: "P-0001".parse().unwrap(),
        presence: sekisho_core::sealing::Presence {
            level: PresenceLevel::VerifiedByOwner,
            persons: [person("opener-1"), person("opener-2")].into(),
        },
    };
    attached::check(&state, ORIGIN, &release(1)).unwrap();
    attached::check(&state, ORIGIN, &release(2)).unwrap_err();
}
