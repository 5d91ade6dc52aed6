//! Real files and, where this machine lets us attach them, real block devices.
//!
//! Attaching needs root and `losetup`; a test that could not attach anything prints so.

#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test stops at the first fault, and says what it could not try"
)]

use std::fs::{self, File};
use std::io::Write as _;
use std::ops::ControlFlow;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use sekisho_station::medium::fault::FaultKind;
use sekisho_station::medium::find::{MediumKind, System, Use};
use sekisho_station::medium::open::{OpenError, OpenMedium};
use sekisho_station::medium::wipe::{Outcome, wipe};
use sekisho_station::medium::{ReadFrom, WipeKey};
use zeroize::Zeroizing;

const MIB: u64 = 1 << 20;

fn key() -> WipeKey {
    WipeKey::from_random(Zeroizing::new([5; 32]))
}

fn image(directory: &Path, size: u64) -> PathBuf {
    let path = directory.join("image");
    let mut file = File::create(&path).unwrap();
    let names = "関所太郎,1980-01-01\n".repeat(1 << 15).into_bytes();
    for at in (0..size).step_by(names.len()) {
        let rest = usize::try_from(size - at).unwrap();
        file.write_all(&names[..names.len().min(rest)]).unwrap();
    }
    path
}

fn outcome(medium: &OpenMedium) -> Outcome {
    wipe(medium, key(), &mut |_| ControlFlow::Continue(()))
}

/// Is an attached loop device; detached when it goes.
struct Loop(String);

impl Loop {
    fn attach(options: &[&str], image: &Path) -> Option<Self> {
        let output = Command::new("losetup").args(options).args(["-f", "--show"]).arg(image).output();
        match output {
            Ok(output) if output.status.success() => {
                let node = String::from_utf8(output.stdout).unwrap().trim().to_owned();
                println!("attached {node}");
                Some(Self(node))
            }
            _ => {
                println!("no loop device can be attached here: not tried");
                None
            }
        }
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        drop(Command::new("losetup").args(["-d", &self.0]).status());
    }
}

/// Is a small file system in memory; unmounted when it goes.
struct Mounted<'a>(&'a Path);

impl<'a> Mounted<'a> {
    fn mount(arguments: &[&str], at: &'a Path) -> Option<Self> {
        let mounted = Command::new("mount").args(arguments).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(at))
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(self.0).status());
    }
}

#[test]
fn an_image_is_overwritten_to_its_last_byte() {
    let directory = tempfile::tempdir().unwrap();
    for size in [3 * MIB, 3 * MIB + 4096, 3 * MIB + 1234] {
        let path = image(directory.path(), size);
        let medium = OpenMedium::open(&System::here(), &path).unwrap();
        assert_eq!((medium.facts().kind, medium.facts().size_bytes), (MediumKind::Image, size));
        let Outcome::OverwrittenAndReadBack(seen) = outcome(&medium) else { panic!("{size}") };
        println!("image of {size} bytes: read back {:?}", seen.read_from());
        assert_eq!(seen.bytes(), size);
        let after = fs::read(&path).unwrap();
        assert_eq!(after.len() as u64, size);
        let name = "関所太郎".as_bytes();
        assert!(!after.windows(name.len()).any(|window| window == name));
    }
}

#[test]
fn what_is_no_medium_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let open = |path: &Path| OpenMedium::open(&System::here(), path);
    for path in [directory.path(), Path::new("/dev/zero")] {
        let refused = open(path).unwrap_err();
        assert!(matches!(refused, OpenError::NotAMedium { .. }), "{refused:?}");
    }
    assert!(matches!(open(&directory.path().join("none")).unwrap_err(), OpenError::Io { .. }));
    let empty = directory.path().join("empty");
    File::create(&empty).unwrap();
    let Outcome::Faulty(found) = outcome(&open(&empty).unwrap()) else { panic!() };
    assert_eq!(found.first.kind, FaultKind::Empty);
}

#[test]
fn a_block_device_is_overwritten_past_the_cache() {
    let directory = tempfile::tempdir().unwrap();
    let path = image(directory.path(), 8 * MIB + 512);
    let Some(node) = Loop::attach(&[], &path) else { return };
    // The names below /dev/disk are links too.
    let link = directory.path().join("by-id");
    symlink(&node.0, &link).unwrap();
    let medium = OpenMedium::open(&System::here(), &link).unwrap();
    let facts = medium.facts();
    assert_eq!((facts.kind, facts.size_bytes), (MediumKind::Device, 8 * MIB + 512));
    assert_eq!(facts.name, node.0.trim_start_matches("/dev/"));
    assert_eq!((facts.serial.as_ref(), facts.read_only), (None, Some(false)));

    let second = OpenMedium::open(&System::here(), Path::new(&node.0)).unwrap_err();
    assert!(matches!(second, OpenError::InUse { .. }), "opened exclusively: {second:?}");
    let Outcome::OverwrittenAndReadBack(seen) = outcome(&medium) else { panic!() };
    assert_eq!((seen.bytes(), seen.read_from()), (8 * MIB + 512, ReadFrom::PastCache));
    drop(medium);

    let behind = OpenMedium::open(&System::here(), &path).unwrap_err();
    let OpenError::InUse { uses, .. } = behind else { panic!("{behind:?}") };
    assert_eq!(uses, [Use::BehindLoop { device: node.0.trim_start_matches("/dev/").to_owned() }]);
}

#[test]
fn a_read_only_device_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let Some(node) = Loop::attach(&["--read-only"], &image(directory.path(), MIB)) else { return };
    let refused = OpenMedium::open(&System::here(), Path::new(&node.0)).unwrap_err();
    assert!(matches!(refused, OpenError::ReadOnly { .. }), "{refused:?}");
}

#[test]
fn a_mounted_device_is_refused_and_untouched() {
    let directory = tempfile::tempdir().unwrap();
    let path = image(directory.path(), 8 * MIB);
    let made = Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&path).output();
    let Some(node) = made.is_ok_and(|made| made.status.success()).then(|| Loop::attach(&[], &path)).flatten()
    else {
        return println!("no file system can be made here: not tried");
    };
    let at = directory.path().join("at");
    fs::create_dir(&at).unwrap();
    let Some(_mounted) = Mounted::mount(&[&node.0], &at) else {
        return println!("nothing can be mounted here: not tried");
    };
    fs::write(at.join("file"), b"stays").unwrap();
    let refused = OpenMedium::open(&System::here(), Path::new(&node.0)).unwrap_err();
    let OpenError::InUse { uses, .. } = refused else { panic!("{refused:?}") };
    assert_eq!(uses, [Use::Mounted { at: at.to_string_lossy().into_owned() }]);
    assert_eq!(fs::read(at.join("file")).unwrap(), b"stays");
}

#[test]
fn a_device_that_claims_more_than_it_has_is_found() {
    let directory = tempfile::tempdir().unwrap();
    // 32 MiB are claimed, 4 MiB are there.
    let options = ["-t", "tmpfs", "-o", "size=4m", "tmpfs"];
    let Some(mounted) = Mounted::mount(&options, directory.path()) else {
        return println!("nothing can be mounted here: not tried");
    };
    let path = mounted.0.join("image");
    File::create(&path).unwrap().set_len(32 * MIB).unwrap();
    let Some(node) = Loop::attach(&[], &path) else { return };
    let medium = OpenMedium::open(&System::here(), Path::new(&node.0)).unwrap();
    assert_eq!(medium.facts().size_bytes, 32 * MIB);
    let found = outcome(&medium);
    println!("{found:?}");
    let Outcome::Faulty(found) = found else { panic!("{found:?}") };
    assert!(found.first.offset <= 4 * MIB, "{found:?}");
    assert!(found.counts.unwritten > 0 || found.counts.differing > 0, "{found:?}");
}
