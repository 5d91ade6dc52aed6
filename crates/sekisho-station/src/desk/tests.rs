use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use sekisho_core::Command;
use sekisho_core::id::DeviceId;
use sekisho_core::sealing::KeyLevel;
use sekisho_gate::attached::{self, DEPOSIT, DEVICE_POSSESSION, deposit_text, device_possession_text};
use sekisho_proof::sshsig::{self, PublicKey};

use super::*;
use crate::seal::testkit::{ORIGIN, World, at, chance, new_desk, noon};

fn made() -> (tempfile::TempDir, PathBuf, Enrollment) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("desk");
    let enrollment = create(&path, &new_desk("PC-1"), &mut chance(1)).unwrap();
    (directory, path, enrollment)
}

#[test]
fn an_enrollment_is_what_the_record_checks() {
    let (_directory, path, enrollment) = made();
    let device: DeviceId = "PC-1".parse().unwrap();
    let line = PublicKey::from_openssh(&enrollment.signing).unwrap();
    assert_eq!(line.to_openssh(), enrollment.signing);
    let text = device_possession_text(ORIGIN, &device, &enrollment.signing);
    let possession = namespace(DEVICE_POSSESSION);
    sshsig::verify(&line, &possession, text.as_bytes(), &enrollment.possession).unwrap();

    let deposit = &enrollment.deposit;
    let hashes: Vec<Digest> =
        deposit.keys.iter().map(|key| Digest::of(&STANDARD.decode(key).unwrap())).collect();
    let sorted: BTreeSet<Digest> = hashes.iter().copied().collect();
    assert!(hashes.iter().eq(sorted.iter()), "in the order that the record has them");
    let text = deposit_text(ORIGIN, &device, sorted.iter(), &deposit.spoken);
    sshsig::verify(&line, &namespace(DEPOSIT), text.as_bytes(), &deposit.signature).unwrap();
    assert_eq!((deposit.keys.len(), deposit.spoken.len(), enrollment.level), (3, 3, KeyLevel::File));

    assert_eq!(Enrollment::from_bytes(&enrollment.to_bytes().unwrap()).unwrap(), enrollment);
    let desk = open(&path).unwrap();
    assert_eq!(desk.one_time_keys().unwrap(), hashes);
    for hash in &hashes {
        assert_eq!(Digest::of(desk.one_time(hash).unwrap().public_key().as_bytes()), *hash);
    }
    let (signing, possession) = (enrollment.signing.clone(), enrollment.possession.clone());
    let enroll = Command::EnrollDevice { device: device.clone(), level: KeyLevel::File, possession, signing };
    attached::check(&sekisho_core::State::default(), ORIGIN, &enroll).unwrap();
    let written = String::from_utf8(enrollment.to_bytes().unwrap()).unwrap();
    assert!(!written.contains("PRIVATE"), "nothing secret leaves");
}

#[test]
fn all_of_a_desk_is_private() {
    let (_directory, path, _) = made();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let mut waiting = vec![path.clone()];
    while let Some(at) = waiting.pop() {
        assert_eq!(mode(&at), 0o700, "{}", at.display());
        for entry in fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                waiting.push(entry);
            } else {
                assert_eq!(mode(&entry), 0o600, "{}", entry.display());
            }
        }
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(matches!(open(&path), Err(DeskError::NotPrivate { .. })));
}

#[test]
fn a_forgotten_key_is_gone_and_forgetting_twice_is_fine() {
    let (_directory, path, _) = made();
    let mut desk = open(&path).unwrap();
    let keys = desk.one_time_keys().unwrap();
    desk.forget(&keys[0]).unwrap();
    desk.forget(&keys[0]).unwrap();
    assert!(matches!(desk.one_time(&keys[0]), Err(DeskError::NoSuchKey { key }) if key == keys[0]));
    assert_eq!(desk.one_time_keys().unwrap(), keys[1..]);
    assert_eq!(fs::read_dir(path.join("keys")).unwrap().count(), 2);
    let file = path.join("keys").join(seed_name(&keys[1]));
    fs::write(&file, [0; 32]).unwrap();
    assert!(matches!(desk.one_time(&keys[1]), Err(DeskError::Damaged { .. })), "another seed is no seed");
}

#[test]
fn wiping_overwrites_what_another_name_still_shows() {
    let (_directory, path, _) = made();
    let mut desk = open(&path).unwrap();
    let key = desk.one_time_keys().unwrap()[0];
    let other = path.join("other-name");
    fs::hard_link(path.join("keys").join(seed_name(&key)), &other).unwrap();
    desk.forget(&key).unwrap();
    assert_eq!(fs::read(&other).unwrap(), [0; 32]);
}

#[test]
fn time_never_goes_back_and_a_start_is_counted() {
    let (_directory, path, _) = made();
    let mut desk = open(&path).unwrap();
    assert_eq!(desk.starts(), 1);
    assert_eq!(desk.now(noon()).unwrap(), noon());
    assert_eq!(desk.now(noon().plus(-CLOCK_TOLERANCE_S)).unwrap(), noon());
    let back = desk.now(noon().plus(-CLOCK_TOLERANCE_S - 1)).unwrap_err();
    assert!(matches!(back, DeskError::ClockBack { by_seconds: 601 }), "{back}");
    drop(desk);
    let mut desk = open(&path).unwrap();
    assert_eq!((desk.starts(), desk.now(noon().plus(-1)).unwrap()), (2, noon()), "also after a start");
    assert_eq!(desk.now(at("2026-06-21T03:00:01Z")).unwrap(), noon().plus(1));
}

#[test]
fn only_a_newer_checkpoint_is_kept() {
    let (_directory, path, _) = made();
    let mut desk = open(&path).unwrap();
    desk.saw_checkpoint(Seen { root: [1; 32], size: 5 }).unwrap();
    desk.saw_checkpoint(Seen { root: [2; 32], size: 5 }).unwrap();
    desk.saw_checkpoint(Seen { root: [3; 32], size: 4 }).unwrap();
    drop(desk);
    assert_eq!(open(&path).unwrap().checkpoint(), Seen { root: [1; 32], size: 5 });
}

#[test]
fn a_torn_new_state_is_passed_over_and_a_damaged_one_is_told() {
    let (_directory, path, _) = made();
    fs::write(path.join("state.json.new"), b"{\"checkp").unwrap();
    let mut desk = open(&path).unwrap();
    desk.now(noon()).unwrap();
    assert!(!path.join("state.json.new").exists());
    drop(desk);
    fs::write(path.join("state.json"), b"{}").unwrap();
    assert!(matches!(open(&path), Err(DeskError::Damaged { .. })), "else a clock could be set back");
}

#[test]
fn a_desk_is_made_once_and_opened_when_it_is_finished() {
    let (directory, path, _) = made();
    let again = create(&path, &new_desk("PC-1"), &mut chance(2));
    assert!(matches!(again, Err(DeskError::Exists { .. })));
    fs::remove_file(path.join("owner.json")).unwrap();
    assert!(matches!(open(&path), Err(DeskError::NoDesk { .. })));
    let mut none = |_: &mut [u8]| Err(io::ErrorKind::Unsupported.into());
    let dry = create(&directory.path().join("dry"), &new_desk("PC-2"), &mut none);
    assert!(matches!(dry, Err(DeskError::Entropy(_))));
}

#[test]
fn more_keys_are_deposited_with_numbers_of_their_own() {
    let (_directory, path, first) = made();
    let mut desk = open(&path).unwrap();
    let more = desk.deposit(2, 1, &mut chance(3)).unwrap();
    assert_eq!((more.keys.len(), more.spoken.len()), (2, 1));
    assert_eq!(desk.one_time_keys().unwrap().len(), 5);
    assert!(path.join("spoken/0003.seed").exists());
    let all: BTreeSet<_> = first.deposit.keys.iter().chain(&more.keys).collect();
    assert_eq!(all.len(), 5);
}

#[test]
fn a_permit_of_another_owner_or_key_is_refused() {
    let world = World::new();
    let good = world.file(world.document());
    Permit::read(&world.station, &good).unwrap();
    let mut bad = good.clone();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    assert!(matches!(Permit::read(&world.station, &bad), Err(DeskError::Permit(_))));
    let path = world.directory.path().join("elsewhere");
    let new = NewDesk { origin: "town.invalid/record".to_owned(), ..new_desk("PC-9") };
    create(&path, &new, &mut chance(9)).unwrap();
    let error = Permit::read(&open(&path).unwrap(), &good).unwrap_err();
    assert!(matches!(error, DeskError::OtherOwner { .. }), "{error}");
    let path = world.directory.path().join("other-key");
    let key = EnvelopeKey::from_seed(&[1; 32]).public();
    create(&path, &NewDesk { envelope_key: key, ..new_desk("PC-9") }, &mut chance(9)).unwrap();
    assert!(matches!(Permit::read(&open(&path).unwrap(), &good), Err(DeskError::Permit(_))));
}
