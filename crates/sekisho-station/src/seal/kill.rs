//! A station that is killed while it seals. The test binary is its own helper: it is started again with the name of one
//! test, and with its orders in the environment.

use std::fs;
use std::io::{self, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sekisho_core::Digest;
use sekisho_seal::header::Header;
use sekisho_seal::key_pair::Ciphertext;
use sekisho_seal::payload;
use sekisho_seal::stanza::{LoggedStanza, Terms, find_device, release_value};

use super::testkit::*;
use super::*;
use crate::desk::{self, DeskError};

const DIR: &str = "SEKISHO_TEST_STATION";
/// Large enough that a kill finds it half written. Units: bytes.
const NOISE: u64 = 24 << 20;

/// The helper: seals until it is killed or done. Does nothing when run as a test.
#[test]
fn helper_seals() {
    #[expect(clippy::disallowed_methods, reason = "the parent test tells its helper what to do")]
    let Ok(directory) = std::env::var(DIR) else { return };
    let directory = Path::new(&directory);
    let desk = desk::open(&directory.join("station")).unwrap();
    let permit = Permit::read(&desk, &fs::read(directory.join("permit")).unwrap()).unwrap();
    let mut sealing = begun(&desk, &permit, "USB-1", means());
    sealing.table(&dataset("tax"), residents(10).as_bytes(), &csv(), |_| ()).unwrap();
    let mut random = chance(9);
    let mut noise = vec![0; usize::try_from(NOISE).unwrap()];
    random(&mut noise).unwrap();
    sealing.opaque(&dataset("forms"), "noise", &noise[..]).unwrap();
    let stick = directory.join("stick");
    let target = Target { directory: &stick, existing: Existing::Replace, note: NOTE };
    sealing.finish(&mut random).unwrap().write_medium(&target, &mut random).unwrap();
}

/// Kills the helper when the condition holds; tells whether it was still at work.
fn kill_when(directory: &Path, holds: impl Fn(&Path) -> bool) -> bool {
    // What the kill before left must not be taken for what is written now.
    if let Ok(left) = fs::OpenOptions::new().write(true).open(directory.join("stick/box.age.new")) {
        left.set_len(0).unwrap();
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["seal::kill::helper_seals", "--exact", "--test-threads=1"]);
    let mut child: Child = command.stdout(Stdio::null()).env(DIR, directory).spawn().unwrap();
    let ended = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        if holds(&directory.join("stick")) {
            break None;
        }
        std::thread::yield_now();
    };
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(ended.is_none_or(|status| status.success()));
    ended.is_none()
}

/// Opens the box as far as device and vault can, and authenticates all of it.
fn is_whole(desk: &Desk, permit: &Permit, path: &Path) -> bool {
    let mut sealed = BufReader::new(fs::File::open(path).unwrap());
    let header = Header::read(&mut sealed).unwrap();
    let terms = Terms {
        permit_hash: *permit.permit_hash().as_bytes(),
        copy_id: permit.sealing().copies[0].to_bytes(),
    };
    let [_, enc_d, enc_r] = header.stanzas()[0].args() else { return false };
    let enc_d = Digest::of(&STANDARD_NO_PAD.decode(enc_d).unwrap());
    let enc_r = Ciphertext::from_bytes(&STANDARD_NO_PAD.decode(enc_r).unwrap()).unwrap();
    let logged = LoggedStanza {
        suite: 1,
        terms,
        pk_d_hash: *permit.sealing().device_key.as_bytes(),
        enc_d_hash: *enc_d.as_bytes(),
        enc_r: &enc_r,
    };
    let value = release_value(&vault_seed(), &logged).unwrap();
    let seed = desk.one_time(&permit.sealing().device_key).unwrap();
    let opened = find_device(&header, &seed).unwrap();
    let opened = opened.with_permit(&terms, permit.sealing().release_key.as_bytes()).unwrap();
    let file_key = opened.with_release(&value).unwrap();
    payload::open(&file_key, sealed.by_ref(), io::sink(), NonZeroUsize::MIN).is_ok()
}

#[test]
fn a_killed_station_leaves_a_whole_box_or_none() {
    let world = World::new();
    let permit = world.permit();
    fs::write(world.directory.path().join("permit"), permit.bytes()).unwrap();
    let stick = world.stick("stick");
    let World { directory, station, receiver, .. } = world;
    drop(station);

    let new = |stick: &Path| fs::metadata(stick.join("box.age.new")).map_or(0, |file| file.len());
    let look = |had_one: bool| {
        let path = stick.join(BOX_NAME);
        assert!(path.exists() || !had_one, "the box that was there stays");
        assert!(!path.exists() || is_whole(&receiver, &permit, &path));
        path.exists()
    };
    let mut killed = 0;
    for round in 0..2 {
        let mut is_there = round > 0;
        for length in [1, NOISE / 3, NOISE - NOISE / 10, NOISE] {
            killed += u32::from(kill_when(directory.path(), |stick| new(stick) >= length));
            is_there = look(is_there);
        }
        if round == 0 {
            let permit_age = stick.join(PERMIT_NAME);
            killed += u32::from(kill_when(directory.path(), |_| permit_age.exists()));
            look(is_there);
        }
        // Nothing that was left behind stands in the way of the next one.
        assert!(!kill_when(directory.path(), |_| false), "not killed: done");
        assert!(look(true));
    }
    assert!(killed >= 4, "only {killed} were killed at work");
    assert_eq!(fs::read_dir(&stick).unwrap().count(), 4);
}

#[test]
fn one_process_works_with_a_desk_at_a_time() {
    let world = World::new();
    let permit = world.permit();
    fs::write(world.directory.path().join("permit"), permit.bytes()).unwrap();
    world.stick("stick");
    let World { directory, station, .. } = world;
    drop(station);
    let busy = std::cell::Cell::new(false);
    let at_work = kill_when(directory.path(), |stick| {
        let is_begun = stick.join("box.age.new").exists();
        if is_begun {
            let again = desk::open(&directory.path().join("station"));
            busy.set(matches!(again, Err(DeskError::Busy { .. })));
        }
        is_begun
    });
    assert!(at_work && busy.get());
    // The lock of a dead process is gone with it.
    desk::open(&directory.path().join("station")).unwrap();
}
