use std::os::unix::fs::symlink;

use tempfile::TempDir;

use super::*;

/// Builds `sys` and `proc` from lines of path and content.
fn system(files: &[(&str, &str)]) -> (TempDir, System) {
    let root = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match content.strip_prefix("-> ") {
            Some(target) => symlink(root.path().join(target), path).unwrap(),
            None => fs::write(path, content).unwrap(),
        }
    }
    let system = System::below(root.path());
    (root, system)
}

const STICK: &[(&str, &str)] = &[
    ("sys/devices/usb1/serial", "0000:00:14.0\n"),
    ("sys/devices/usb1/idVendor", "1d6b\n"),
    ("sys/devices/usb1/1-2/idVendor", "0781\n"),
    ("sys/devices/usb1/1-2/host0/target/model", "Ultra           \n"),
    ("sys/devices/usb1/1-2/host0/target/vendor", "SanDisk \n"),
    ("sys/devices/usb1/1-2/host0/target/block/sdb/size", "60063744\n"),
    ("sys/devices/usb1/1-2/host0/target/block/sdb/ro", "0\n"),
    ("sys/devices/usb1/1-2/host0/target/block/sdb/removable", "1\n"),
    ("sys/devices/usb1/1-2/host0/target/block/sdb/dev", "8:16\n"),
    ("sys/devices/usb1/1-2/host0/target/block/sdb/queue/logical_block_size", "512\n"),
    ("sys/devices/usb1/1-2/host0/target/block/sdb/sdb1/partition", "1\n"),
    ("sys/devices/usb1/1-2/host0/target/block/sdb/sdb1/dev", "8:17\n"),
    ("sys/devices/usb1/1-2/host0/target/block/sdb/device", "-> sys/devices/usb1/1-2/host0/target"),
    ("sys/block/sdb", "-> sys/devices/usb1/1-2/host0/target/block/sdb"),
    ("sys/dev/block/8:16", "-> sys/devices/usb1/1-2/host0/target/block/sdb"),
    ("sys/dev/block/8:17", "-> sys/devices/usb1/1-2/host0/target/block/sdb/sdb1"),
];
const NUMBER: DeviceNumber = DeviceNumber { major: 8, minor: 16 };

fn stick() -> DeviceFacts {
    DeviceFacts {
        kind: MediumKind::Device,
        logical_block_bytes: Some(512),
        model: Some("Ultra".to_owned()),
        name: "sdb".to_owned(),
        read_only: Some(false),
        removable: Some(true),
        serial: None,
        size_bytes: 60_063_744 * 512,
        vendor: Some("SanDisk".to_owned()),
    }
}

#[test]
fn a_stick_without_a_serial_does_not_borrow_that_of_its_hub() {
    let (_root, system) = system(STICK);
    assert_eq!(describe(&system, NUMBER), Some(stick()));
    assert_eq!(media(&system), [stick()]);
    assert_eq!(describe(&system, DeviceNumber { major: 8, minor: 32 }), None);
}

#[test]
fn each_kind_of_device_tells_its_serial_in_its_own_place() {
    for (place, content) in [
        ("sys/devices/usb1/1-2/serial", "4C530001\n"),
        ("sys/devices/usb1/1-2/host0/target/serial", "4C530001  \n"),
        ("sys/devices/usb1/1-2/host0/target/block/sdb/serial", "4C530001"),
    ] {
        let (_root, system) = system(&[STICK, &[(place, content)]].concat());
        assert_eq!(describe(&system, NUMBER).unwrap().serial.as_deref(), Some("4C530001"), "{place}");
    }
    let disk: Vec<_> = STICK.iter().copied().filter(|(path, _)| !path.ends_with("idVendor")).collect();
    let page = ("sys/devices/usb1/1-2/host0/target/vpd_pg80", "\0\u{1}\0\u{8}  WD-0815");
    let (_root, system) = system(&[&disk[..], &[page]].concat());
    assert_eq!(describe(&system, NUMBER).unwrap().serial.as_deref(), Some("WD-0815"));
}

#[test]
fn every_use_of_a_device_or_its_partition_is_listed() {
    let sdb = "sys/devices/usb1/1-2/host0/target/block/sdb";
    let (_root, system) = system(
        &[
            STICK,
            &[
                (&format!("{sdb}/sdb1/holders/dm-3/x"), ""),
                (
                    "proc/self/mountinfo",
                    "22 1 254:1 / / rw - ext4 /dev/vda1 rw\n\
                     31 22 8:17 / /media/a\\040b rw,nosuid shared:5 master:1 - vfat /dev/sdb1 rw\n\
                     32 22 0:41 /sub /mnt rw - btrfs /dev/sdb rw\n\
                     33 22 8:170 / /other rw - vfat /dev/sdb10 rw\n",
                ),
                ("proc/swaps", "Filename Type Size Used Priority\n/dev/sdb1 partition 1 0 -2\n"),
            ],
        ]
        .concat(),
    );
    let expected = [
        Use::Mounted { at: "/mnt".to_owned() },
        Use::HeldBy { device: "dm-3".to_owned() },
        Use::Mounted { at: "/media/a\\040b".to_owned() },
        Use::Swap,
    ];
    assert_eq!(uses(&system, NUMBER), expected);
    assert!(!is_partition(&system, NUMBER));
    assert!(is_partition(&system, DeviceNumber { major: 8, minor: 17 }));
}

#[test]
fn an_idle_device_has_no_use() {
    let (_root, system) = system(STICK);
    assert_eq!(uses(&system, NUMBER), []);
}

#[test]
fn an_image_behind_a_loop_device_or_used_as_swap_is_in_use() {
    let (_root, system) = system(&[
        ("sys/block/loop0/loop/backing_file", "/a/image\n"),
        ("sys/block/loop1/loop/backing_file", "/a/other\n"),
        ("proc/swaps", "Filename Type\n/a/swapfile file 1 0 -2\n"),
    ]);
    let behind = [Use::BehindLoop { device: "loop0".to_owned() }];
    assert_eq!(uses_of_image(&system, Path::new("/a/image")), behind);
    assert_eq!(uses_of_image(&system, Path::new("/a/swapfile")), [Use::Swap]);
    assert_eq!(uses_of_image(&system, Path::new("/a/third")), []);
}
