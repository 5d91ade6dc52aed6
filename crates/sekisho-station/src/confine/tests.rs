use std::fs;

use super::*;

fn good() -> Readings {
    Readings {
        core_limit_bytes: Some(0),
        dumping: Some(Dumping::Off),
        locking: Locking::Locked,
        power_state: Some("freeze mem disk".to_owned()),
        resume: Some("0:0".to_owned()),
        swap_areas: Some(Vec::new()),
    }
}

fn swapping(backings: &[Backing]) -> Vec<SwapArea> {
    let area = |backing: &Backing| SwapArea { backing: backing.clone(), name: "/dev/x".to_owned() };
    backings.iter().map(area).collect()
}

const ZRAM: Backing = Backing::Memory { written_back_to: None };

/// A name, what was read, and the checks whose verdict is not "ok".
type Row = (&'static str, Readings, Vec<(Check, Verdict)>);

#[test]
fn each_reading_has_its_verdict() {
    use Check::{CoreDumps, Hibernation, MemoryLock, Swap};
    use Verdict::{CannotTell, Ok, Refused, Told};
    let dumps = Refused(Remedy::LetDumpsBeSwitchedOff);
    let swap = Refused(Remedy::EncryptSwap);
    let sleep = Refused(Remedy::ForbidHibernation);
    let disk = || Some("8:3".to_owned());
    let zram_with_disk = Backing::Memory { written_back_to: Some("/dev/sda3".to_owned()) };
    let with = |areas: &[Backing]| Readings {
        power_state: Some("mem".to_owned()),
        swap_areas: Some(swapping(areas)),
        ..good()
    };
    let table: Vec<Row> = vec![
        ("all good", good(), vec![]),
        ("a limit left", Readings { core_limit_bytes: Some(1), ..good() }, vec![(CoreDumps, dumps)]),
        ("dumps to a pipe", Readings { dumping: Some(Dumping::On), ..good() }, vec![(CoreDumps, dumps)]),
        ("dumps unknown", Readings { dumping: None, ..good() }, vec![(CoreDumps, CannotTell)]),
        (
            "lock denied",
            Readings { locking: Locking::Denied, ..good() },
            vec![(MemoryLock, Told(Remedy::RaiseLockLimit))],
        ),
        ("plain swap", with(&[Backing::Plain]), vec![(Swap, swap)]),
        ("a swap file", with(&[Backing::File]), vec![(Swap, swap)]),
        ("zram", with(std::slice::from_ref(&ZRAM)), vec![]),
        ("zram with a disk", with(&[zram_with_disk]), vec![(Swap, swap)]),
        ("encrypted", with(&[Backing::Encrypted]), vec![]),
        ("a volume on encryption", with(&[Backing::Stacked(vec![Backing::Encrypted])]), vec![]),
        (
            "half a mirror",
            with(&[Backing::Stacked(vec![Backing::Encrypted, Backing::Plain])]),
            vec![(Swap, swap)],
        ),
        ("one good, one plain", with(&[ZRAM, Backing::Plain]), vec![(Swap, swap)]),
        (
            "swaps unreadable",
            Readings { swap_areas: None, ..good() },
            vec![(Hibernation, CannotTell), (Swap, CannotTell)],
        ),
        ("hibernates to a set disk", Readings { resume: disk(), ..good() }, vec![(Hibernation, sleep)]),
        (
            "room to hibernate to, though encrypted",
            Readings { swap_areas: Some(swapping(&[Backing::Encrypted])), ..good() },
            vec![(Hibernation, sleep)],
        ),
        ("sleep forbidden", Readings { power_state: Some(String::new()), resume: disk(), ..good() }, vec![]),
        ("sleep unknown", Readings { power_state: None, ..good() }, vec![(Hibernation, CannotTell)]),
    ];
    for (name, readings, differing) in table {
        let found = judge(&readings);
        for check in [CoreDumps, Hibernation, MemoryLock, Swap] {
            let expected =
                differing.iter().find(|(one, _)| *one == check).map_or(Ok, |(_, verdict)| *verdict);
            assert_eq!(found.of(check), Some(expected), "{name}: {}", check.code());
        }
        let allowed = differing.iter().all(|(_, verdict)| matches!(verdict, Told(_)));
        assert_eq!(found.allows_plaintext(), allowed, "{name}");
    }
}

#[test]
fn swap_areas_are_recognized() {
    let root = tempfile::tempdir().unwrap();
    for (path, content) in [
        (
            "proc/swaps",
            "Filename\tType\tSize\tUsed\tPriority\n/dev/zram0 partition 1 0 100\n/dev/zram1 partition 1 0 100\n\
             /dev/dm-90 partition 1 0 -2\n/dev/dm-91 partition 1 0 -2\n/dev/dm-92 partition 1 0 -2\n/swapfile file 1 0 -3\n\
             /dev/sdz9 partition 1 0 -4\n",
        ),
        ("sys/block/zram0/backing_dev", "none\n"),
        ("sys/block/zram1/backing_dev", "/dev/sda4\n"),
        ("sys/block/dm-90/dm/uuid", "CRYPT-PLAIN-swap\n"),
        ("sys/block/dm-91/dm/uuid", "LVM-abc\n"),
        ("sys/block/dm-91/slaves/dm-90/x", ""),
        ("sys/block/dm-92/dm/uuid", "CRYPT-VERITY-abc\n"),
    ] {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let areas = swap::areas(&System::below(root.path())).unwrap();
    let backings: Vec<_> = areas.into_iter().map(|area| area.backing).collect();
    let expected = [
        ZRAM,
        Backing::Memory { written_back_to: Some("/dev/sda4".to_owned()) },
        Backing::Encrypted,
        Backing::Stacked(vec![Backing::Encrypted]),
        Backing::Plain,
        Backing::File,
        Backing::Plain,
    ];
    assert_eq!(backings, expected);
}

#[test]
fn a_machine_that_tells_nothing_is_not_trusted() {
    let empty = tempfile::tempdir().unwrap();
    let readings = read(&System::below(empty.path()), Locking::NotTried);
    assert_eq!((readings.power_state.as_ref(), readings.swap_areas.as_ref()), (None, None));
    assert!(!judge(&readings).allows_plaintext());
}

#[test]
fn the_capability_is_read_from_the_status() {
    assert!(may_lock_any("Name:\tx\nCapEff:\t000001ffffffffff\n"));
    assert!(may_lock_any("CapEff:\t0000000000004000\n"));
    assert!(!may_lock_any("CapPrm:\t000001ffffffffff\nCapEff:\t0000000000003fff\n"));
    assert!(!may_lock_any(""));
}
