use std::fs;
use std::io::{self, Read as _, Write};
use std::num::NonZeroUsize;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sekisho_core::Digest;
use sekisho_gate::attached::{RECEIPT, WITNESS_AFTER, WITNESS_BEFORE, receipt_bytes};
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::{self, PublicKey, SshsigError};
use sekisho_seal::header::{Header, Stanza};
use sekisho_seal::key_pair::Ciphertext;
use sekisho_seal::native;
use sekisho_seal::stanza::{LoggedStanza, Terms, TwoHalves, release_value};

use super::testkit::*;
use super::*;
use crate::table::TableError;

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(directory).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_medium_holds_the_named_files_and_no_plaintext() {
    let mut world = World::new();
    let permit = world.permit();
    let (stick, sealed) = world.seal(&permit, "USB-1");
    assert_eq!(names(&stick), ["READ-ME.txt", "box.age", "outbox", "permit.age"]);
    assert_eq!(names(&stick.join("outbox")), Vec::<String>::new());
    for name in ["box.age", "permit.age", "READ-ME.txt"] {
        let bytes = fs::read(stick.join(name)).unwrap();
        assert_eq!(fs::metadata(stick.join(name)).unwrap().permissions().mode() & 0o777, 0o644);
        for clear in [MARKER, "tax", "PC-SITE", "sealer", "P-0001", ORIGIN, "manifest"] {
            let found = bytes.windows(clear.len()).any(|window| window == clear.as_bytes());
            assert!(!found, "{clear} in {name}");
        }
    }
    assert_eq!(fs::read(stick.join(NOTE_NAME)).unwrap(), NOTE.as_bytes());

    let whole = fs::read(stick.join(BOX_NAME)).unwrap();
    let receipt = sealed.receipt();
    assert_eq!((receipt.box_bytes, receipt.box_hash), (whole.len() as u64, Digest::of(&whole)));
    let header = Header::read(&mut &whole[..]).unwrap();
    assert_eq!(receipt.header_hash, Digest::of(header.bytes()));
    assert_eq!(header.stanzas().len(), 1, "the second wrap is not on the medium");
    assert_eq!(receipt.medium, medium("USB-1"));
    assert_eq!(receipt.copy, permit.sealing().copies[0]);
    let counted: Vec<_> = receipt.counted.iter().map(|one| (one.dataset.as_str(), one.rows)).collect();
    assert_eq!(counted, [("tax", 1000), ("forms", 1)]);
}

#[test]
fn a_receipt_has_three_signatures_and_comes_back_from_its_file() {
    let mut world = World::new();
    let permit = world.permit();
    let (_, sealed) = world.seal(&permit, "USB-1");
    let bytes = receipt_bytes(sealed.receipt()).unwrap();
    let line = PublicKey::from_openssh(&world.station.signing_line()).unwrap();
    sshsig::verify(&line, &namespace(RECEIPT), &bytes, sealed.signature()).unwrap();
    let text = sealed.witness_text().unwrap();
    for wrong in [sign("sealer", WITNESS_AFTER, &text), sign("witness", WITNESS_BEFORE, &text)] {
        assert!(matches!(sealed.attest(&permit, &wrong), Err(SealError::WitnessSignature(_))));
    }
    let file = sealed.attest(&permit, &sign("witness", WITNESS_AFTER, &text)).unwrap();
    let written = file.to_bytes().unwrap();
    assert_eq!(ReceiptFile::from_bytes(&written).unwrap(), file);
    let other = String::from_utf8(written).unwrap().replace("\"version\":1", "\"version\":2");
    assert!(ReceiptFile::from_bytes(other.as_bytes()).is_err());
}

#[test]
fn the_second_wrap_opens_with_the_owners_key_and_a_release_of_its_own() {
    let mut world = World::new();
    let permit = world.permit();
    let (stick, sealed) = world.seal(&permit, "USB-1");
    let file = sealed.rewrap().unwrap();
    assert_eq!(RewrapFile::from_bytes(&file.to_bytes().unwrap()).unwrap(), *file);
    let body = base64::engine::general_purpose::STANDARD.decode(&file.body).unwrap();
    let stanza = Stanza::new(file.tag.clone(), file.args.clone(), body).unwrap();
    let enc_r = Ciphertext::from_bytes(&STANDARD_NO_PAD.decode(&file.args[2]).unwrap()).unwrap();
    let wrap = sealed.receipt().rewrap.as_ref().unwrap();
    let terms = Terms {
        permit_hash: *permit.permit_hash().as_bytes(),
        copy_id: permit.sealing().copies[0].to_bytes(),
    };
    let logged = LoggedStanza {
        suite: 1,
        terms,
        pk_d_hash: *wrap.device_key.as_bytes(),
        enc_d_hash: *wrap.enc_d.as_bytes(),
        enc_r: &enc_r,
    };
    assert_eq!(logged.handle(), wrap.handle.to_bytes());
    assert_ne!(wrap.handle, sealed.receipt().wrap.handle);
    let value = release_value(&vault_seed(), &logged).unwrap();
    let opened = TwoHalves::read(&stanza).unwrap().open_device(&rewrap_seed()).unwrap();
    let release_key = *permit.sealing().release_key.as_bytes();
    let key = opened.with_permit(&terms, &release_key).unwrap().with_release(&value).unwrap();
    Header::read(&mut box_of(&stick)).unwrap().check(&key).unwrap();
}

#[test]
fn a_box_is_only_replaced_when_that_is_said() {
    let mut world = World::new();
    let permit = world.permit();
    let (stick, first) = world.seal(&permit, "USB-1");
    let before = fs::read(stick.join(BOX_NAME)).unwrap();
    let mut chance = world.chance();
    let mut again = |existing| {
        let target = Target { directory: &stick, existing, note: NOTE };
        let closed = filled(&world.station, &permit, "USB-1", means()).finish(&mut chance).unwrap();
        closed.write_medium(&target, &mut chance)
    };
    assert!(matches!(again(Existing::Keep), Err(SealError::AlreadySealed { .. })));
    assert_eq!(fs::read(stick.join(BOX_NAME)).unwrap(), before);
    let second = again(Existing::Replace).unwrap();
    assert_eq!(second.receipt().box_hash, Digest::of(&fs::read(stick.join(BOX_NAME)).unwrap()));
    assert_ne!(second.receipt().wrap.handle, first.receipt().wrap.handle);
    assert_eq!(names(&stick), ["READ-ME.txt", "box.age", "outbox", "permit.age"]);
}

#[test]
fn what_a_kill_left_behind_is_replaced() {
    let mut world = World::new();
    let permit = world.permit();
    let stick = world.stick("USB-1");
    fs::write(stick.join("box.age.new"), b"half a box").unwrap();
    fs::write(stick.join("permit.age.new"), b"half a permit").unwrap();
    world.seal(&permit, "USB-1");
    assert_eq!(names(&stick), ["READ-ME.txt", "box.age", "outbox", "permit.age"]);
}

#[test]
fn nothing_begins_without_the_right_persons_time_and_medium() {
    let world = World::new();
    let permit = world.permit();
    let text = before_text(&permit, &medium("USB-1")).unwrap();
    let good = sign("witness", WITNESS_BEFORE, &text);
    let refuse = |sealer: &str, witness: &str, before: &str, code: &str, now| {
        let (sealer, witness) = (person(sealer), person(witness));
        let attended = Attended { before, sealer: &sealer, witness: &witness };
        begin(&world.station, &permit, &medium(code), &attended, means(), now).map(drop).unwrap_err()
    };
    let over = permit.document().window.until;
    let other = sign("witness", WITNESS_BEFORE, &before_text(&permit, &medium("USB-2")).unwrap());
    let table = [
        (refuse("sealer", "witness", &good, "USB-1", over), "the permit's window ended"),
        (refuse("opener-1", "witness", &good, "USB-1", noon()), "not the one who seals"),
        (refuse("sealer", "opener-1", &good, "USB-1", noon()), "not the one who watches"),
        (refuse("sealer", "sealer", &good, "USB-1", noon()), "not the one who watches"),
        (refuse("sealer", "witness", "", "USB-1", noon()), "signature of the witness"),
        (refuse("sealer", "witness", &other, "USB-1", noon()), "signature of the witness"),
        (refuse("sealer", "witness", &good, "USB-9", noon()), "not on the permit"),
    ];
    for (error, wanted) in &table {
        assert!(error.to_string().contains(wanted), "{error}");
    }
    for (by, act) in [("sealer", WITNESS_BEFORE), ("witness", WITNESS_AFTER)] {
        let error = refuse("sealer", "witness", &sign(by, act, &text), "USB-1", noon());
        assert!(matches!(error, SealError::WitnessSignature(_)), "{error}");
    }
    let same = world.permit_with(|document| {
        document.sealing.as_mut().unwrap().witness = person("sealer");
    });
    let before = sign("sealer", WITNESS_BEFORE, &before_text(&same, &medium("USB-1")).unwrap());
    let attended = Attended { before: &before, sealer: &person("sealer"), witness: &person("sealer") };
    let error = begin(&world.station, &same, &medium("USB-1"), &attended, means(), noon());
    assert!(matches!(error.map(drop), Err(SealError::WitnessNotNamed { .. })));
}

#[test]
fn nothing_but_what_was_approved_goes_in() {
    let mut world = World::new();
    let permit = world.permit();
    let mut chance = world.chance();
    let (tax, forms) = (dataset("tax"), dataset("forms"));
    let begun = || begun(&world.station, &permit, "USB-1", means());

    let error = begun().table(&tax, residents(1001).as_bytes(), &csv(), |_| ()).unwrap_err();
    let too_many = matches!(&error, SealError::Table { source: TableError::TooManyRows { .. }, .. });
    assert!(too_many, "{error}");
    let mut sealing = begun();
    sealing.table(&tax, &b"number,tax\n1,2\n"[..], &csv(), |_| ()).unwrap_err();
    assert!(sealing.finish(&mut chance).is_err(), "what failed once is never finished");

    let mut sealing = begun();
    let found = sealing.table(&tax, residents(10).as_bytes(), &csv(), |_| ()).unwrap();
    let found = found.projected;
    assert_eq!((found.rows, found.fields), (10, vec!["tax".to_owned(), "name".to_owned()]));
    let twice = sealing.table(&tax, residents(1).as_bytes(), &csv(), |_| ());
    assert!(matches!(twice, Err(SealError::DatasetTwice { .. })));
    let unknown = sealing.table(&dataset("other"), residents(1).as_bytes(), &csv(), |_| ());
    assert!(matches!(unknown, Err(SealError::DatasetUnknown { .. })));
    let table = sealing.table(&forms, residents(1).as_bytes(), &csv(), |_| ());
    assert!(matches!(table, Err(SealError::NotATable { .. })));
    let file = sealing.opaque(&tax, "x", &b"x"[..]);
    assert!(matches!(file, Err(SealError::NotWholeFiles { .. })));
    for bad in ["../x", "/x", "a\\b", ""] {
        assert!(matches!(sealing.opaque(&forms, bad, &b"x"[..]), Err(SealError::Archive(_))), "{bad}");
    }
    sealing.opaque(&forms, "1", &b"x"[..]).unwrap();
    sealing.opaque(&forms, "2", &b"x"[..]).unwrap();
    let third = sealing.opaque(&forms, "3", &b"x"[..]);
    assert!(matches!(third, Err(SealError::TooManyFiles { approved: 2, .. })));

    let mut sealing = begun();
    sealing.table(&tax, residents(1).as_bytes(), &csv(), |_| ()).unwrap();
    let missing = sealing.finish(&mut chance).unwrap_err();
    assert!(matches!(&missing, SealError::DatasetMissing { dataset } if *dataset == forms), "{missing}");
}

#[test]
fn the_length_of_a_box_is_known_before_it_is_written() {
    let mut world = World::new();
    let permit = world.permit();
    let mut chance = world.chance();
    for rows in [0, 1, 1000] {
        let mut sealing = begun(&world.station, &permit, "USB-1", means());
        sealing.table(&dataset("tax"), residents(rows).as_bytes(), &csv(), |_| ()).unwrap();
        let noise: Vec<u8> =
            (0..rows * 200).map(|i| i.wrapping_mul(2_654_435_761).to_be_bytes()[5]).collect();
        sealing.opaque(&dataset("forms"), "noise", &noise[..]).unwrap();
        let closed = sealing.finish(&mut chance).unwrap();
        let (said, mut out) = (closed.box_bytes(), Vec::new());
        let written = closed.write(&mut out).unwrap();
        assert_eq!((said, written.bytes), (out.len() as u64, said));
        assert_eq!(written.hash, Digest::of(&out));
    }
}

/// Takes so many bytes and is full then.
struct Small(usize);

impl Write for Small {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.0.min(bytes.len());
        self.0 -= count;
        if count == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(count) }
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_output_is_told() {
    let mut world = World::new();
    let permit = world.permit();
    let mut chance = world.chance();
    for room in [0, 100, 5000] {
        let closed = filled(&world.station, &permit, "USB-1", means()).finish(&mut chance).unwrap();
        let error = closed.write(Small(room)).unwrap_err();
        let full = matches!(&error, SealError::Payload(sekisho_seal::payload::PayloadError::Write { source })
            if source.kind() == io::ErrorKind::StorageFull);
        assert!(full, "{error}");
    }
}

/// A small file system in memory; none where the tests may not mount.
struct Mounted(std::path::PathBuf);

impl Mounted {
    fn new(path: std::path::PathBuf, options: &str) -> Option<Self> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "none"]).arg(&path).status();
        mounted.is_ok_and(|status| status.success()).then_some(Self(path))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_medium_keeps_no_half_of_a_box() {
    let mut world = World::new();
    let permit = world.permit();
    let mut chance = world.chance();
    // Too small for the box; then room enough, but no place for another file behind the first, second or third.
    for options in ["size=16k", "size=1m,nr_inodes=2", "size=1m,nr_inodes=3", "size=1m,nr_inodes=4"] {
        let stick = world.stick(&options.replace(',', "-"));
        let Some(_mounted) = Mounted::new(stick.clone(), options) else { return };
        let target = Target { directory: &stick, existing: Existing::Keep, note: NOTE };
        let closed = filled(&world.station, &permit, "USB-1", means()).finish(&mut chance).unwrap();
        let error = closed.write_medium(&target, &mut chance).unwrap_err();
        let told = matches!(&error, SealError::NoRoom { .. } | SealError::Medium { .. });
        assert!(told, "{options}: {error}");
        assert_eq!(names(&stick), Vec::<String>::new(), "{options}");
    }
}

#[test]
fn what_does_not_fit_into_memory_waits_in_a_file_and_is_sealed_the_same() {
    let mut world = World::new();
    let permit = world.permit();
    let boxed = |spool: Spool| {
        let means = Means { spool, ..means() };
        let mut out = Vec::new();
        let closed = filled(&world.station, &permit, "USB-1", means).finish(&mut chance(7)).unwrap();
        closed.write(&mut out).unwrap();
        out
    };
    let file = || tempfile::tempfile().unwrap();
    let in_memory = boxed(Spool::memory(1 << 20));
    assert_eq!(boxed(Spool::with_file(0, file(), &mut chance(8)).unwrap()), in_memory);
    assert_eq!(boxed(Spool::with_file(100, file(), &mut chance(9)).unwrap()), in_memory);
    let mut chance = world.chance();
    let small = Means { spool: Spool::memory(10), workers: NonZeroUsize::MIN, ..means() };
    let mut sealing = begun(&world.station, &permit, "USB-1", small);
    // The packing goes on beside; it may stop now or at the end.
    let _ = sealing.table(&dataset("tax"), residents(1000).as_bytes(), &csv(), |_| ());
    let _ = sealing.opaque(&dataset("forms"), "x", &b"x"[..]);
    sealing.finish(&mut chance).unwrap_err();
}

#[test]
fn stock_age_reads_the_permit_with_the_device_key_and_the_box_with_nothing() {
    let mut world = World::new();
    let permit = world.permit();
    let (stick, _) = world.seal(&permit, "USB-1");
    let seed = world.receiver.one_time(&permit.sealing().device_key).unwrap();
    let identity = world.directory.path().join("identity");
    fs::write(&identity, native::identity_text(&seed).as_bytes()).unwrap();
    let age = |name: &str| {
        let mut command = Command::new("age");
        command.arg("-d").arg("-i").arg(&identity).arg(stick.join(name));
        command.stderr(Stdio::piped()).output()
    };
    // Where there is no age, or one before 1.3, our own reader has to do.
    let Ok(opened) = age(BOX_NAME) else { return };
    assert!(!opened.status.success() && opened.stdout.is_empty());
    let version = Command::new("age").arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    if version.trim_start_matches('v').starts_with("1.3") {
        let permit_age = age(PERMIT_NAME).unwrap();
        assert_eq!(permit_age.stdout, permit.bytes(), "{}", String::from_utf8_lossy(&permit_age.stderr));
    }
}

#[test]
fn a_reader_that_fails_is_told() {
    struct Failing;
    impl io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }
    let world = World::new();
    let permit = world.permit();
    let mut sealing = begun(&world.station, &permit, "USB-1", means());
    let error = sealing.opaque(&dataset("forms"), "1", b"ab".chain(Failing)).unwrap_err();
    assert!(matches!(error, SealError::Input(_)), "{error}");
    let error = sealing.opaque(&dataset("forms"), "2", &b"x"[..]).unwrap_err();
    assert!(matches!(error, SealError::Archive(_)), "{error}");
    assert!(matches!(
        permit.signed_by(&person("nobody"), RECEIPT, "", &sign("witness", RECEIPT, "")),
        Err(SshsigError::WrongSignature)
    ));
}

#[test]
fn a_receipt_is_the_same_in_few_bytes_and_as_the_text_of_one_code() {
    let mut world = World::new();
    let permit = world.permit();
    let (_, sealed) = world.seal(&permit, "USB-1");
    let after = sign("witness", WITNESS_AFTER, &sealed.witness_text().unwrap());
    let file = sealed.attest(&permit, &after).unwrap();
    let compact = file.to_compact().unwrap();
    assert_eq!(ReceiptFile::from_compact(&compact).unwrap(), file, "with a second wrap");
    // As the desk writes it for every permit today: one wrap, three signatures, one code.
    let mut one = file.clone();
    (one.receipt.rewrap, one.receipt.fingerprints) = (None, Some(Digest::of(b"fingerprints")));
    let (compact, text) = (one.to_compact().unwrap(), one.to_code_text().unwrap());
    assert_eq!(ReceiptFile::read(text.as_bytes()).unwrap(), one);
    // SOURCE: ISO/IEC 18004, table 7: version 40 holds 3,391 letters at level M.
    assert!(text.len() <= 3391, "{} bytes, {} letters", compact.len(), text.len());
    println!("{} bytes, {} letters", compact.len(), text.len());
}
