use std::io::Write;

use proptest::prelude::*;

use super::{
    frame::FrameSize,
    tests::{archive, name, rows, run, unpacked, workers},
    *,
};

fn error(archive: &[u8]) -> String {
    format!("{:?}", unpacked(archive, Limits::default()).unwrap_err())
}

/// Frames and a seek table around any tar stream.
fn framed(tar: &[u8]) -> Vec<u8> {
    let mut press = frame::Press::new(Level::DEFAULT).unwrap();
    let (mut out, mut frames) = (Vec::new(), Vec::new());
    for content in tar.chunks(FRAME_CONTENT_BYTES) {
        frames.push(press.compress(content).unwrap());
        out.extend(&*press.frame);
    }
    out.extend(seek_table::build(&frames).unwrap());
    out
}

#[test]
fn unsafe_names_are_refused() {
    let long = "a".repeat(256);
    for bad in [
        "",
        "/etc/passwd",
        "..",
        "a/../b",
        "./a",
        "a//b",
        "a/",
        "C:\\a",
        "a\\b",
        "a:b",
        "a\nb",
        "a\0b",
        &long,
    ] {
        assert!(matches!(MemberName::parse(bad), Err(ArchiveError::BadName { .. })), "{bad:?}");
        let mut header = tar::Header::new_ustar();
        let length = bad.len().min(100);
        header.as_old_mut().name[..length].copy_from_slice(&bad.as_bytes()[..length]);
        header.set_size(0);
        header.set_cksum();
        if !bad.contains('\0') && bad.len() <= 100 {
            let tar = [&header.as_bytes()[..], &[0; 1024]].concat();
            assert!(error(&framed(&tar)).starts_with("BadName"), "{bad:?}");
        }
    }
    for good in ["a", "a/b", "..a", "住民/税.csv", &"a".repeat(255)] {
        assert_eq!(name(good).as_str(), good);
    }
}

#[test]
fn anything_but_regular_files_is_refused() {
    use tar::EntryType;
    for kind in [
        EntryType::Link,
        EntryType::Symlink,
        EntryType::Char,
        EntryType::Block,
        EntryType::Directory,
        EntryType::Fifo,
        EntryType::GNUSparse,
        EntryType::XGlobalHeader,
        EntryType::GNULongName,
    ] {
        let mut header = tar::Header::new_ustar();
        header.set_path("thing").unwrap();
        header.set_size(0);
        header.set_entry_type(kind);
        header.set_cksum();
        let tar = [&header.as_bytes()[..], &[0; 1024]].concat();
        assert_eq!(error(&framed(&tar)), r#"NotRegular { name: MemberName("thing") }"#, "{kind:?}");
    }
}

#[test]
fn malformed_tar_is_refused() {
    let header = header::build(&name("a"), 0, 3);
    let whole = |tar: &[&[u8]]| framed(&tar.concat());
    let content = [&b"abc"[..], &[0; 509]].concat();
    let end: &[u8] = &[0; 1024];
    assert!(unpacked(&whole(&[&header, &content, end]), Limits::default()).is_ok());
    let cases: [(&[&[u8]], &str); 7] = [
        (&[&header, &content], "Truncated"),
        (&[&header, &content, &[0; 512]], "Truncated"),
        (&[&header, &content[..100]], "Truncated"),
        (&[&header, &[b'x'; 512], end], "BadHeader { members: 1 }"),
        (&[&header, &content, end, &[0]], "TrailingData"),
        (&[&header, &content, &header, &content, end], r#"DuplicateName { name: MemberName("a") }"#),
        (&[&[b'x'; 512], end], "BadHeader { members: 0 }"),
    ];
    for (tar, expected) in cases {
        assert_eq!(error(&whole(tar)), expected);
    }
}

#[test]
fn limits_hold() {
    let archive = archive(&[("a".to_owned(), rows(1000)), ("b".to_owned(), rows(1000))]);
    let with =
        |content_bytes, members| unpacked(&archive, Limits { content_bytes, members }).map(|(_, m)| m.len());
    assert_eq!(with(2002, 3).unwrap(), 3);
    assert!(matches!(with(2001, 3), Err(ArchiveError::TooLarge { limit_bytes: 2001 })));
    assert!(matches!(with(2002, 2), Err(ArchiveError::TooManyMembers { limit: 2 })));
    let contents = Contents::open(&archive[..], Limits { content_bytes: 0, members: 2 }).unwrap();
    assert!(matches!(contents.members(), Err(ArchiveError::TooManyMembers { limit: 2 })));
}

#[test]
fn a_frame_that_claims_too_much_is_refused_before_it_is_decompressed() {
    let bomb = zstd::bulk::compress(&vec![0; FRAME_CONTENT_BYTES + 1], 3).unwrap();
    assert_eq!(error(&bomb), "FrameTooLarge { frame: 0 }");
    // A frame whose blocks give more than its header says.
    let mut press = frame::Press::new(Level::DEFAULT).unwrap();
    press.compress(&vec![0; FRAME_CONTENT_BYTES]).unwrap();
    let mut liar = press.frame.to_vec();
    assert_eq!(liar[4] >> 6, 2, "the size has four bytes");
    let at = if liar[4] & 0x20 == 0 { 6 } else { 5 };
    liar[at..at + 4].copy_from_slice(&1000u32.to_le_bytes());
    assert_eq!(error(&liar), "BadFrame { frame: 0 }");
    // Blocks without end.
    let endless: Vec<u8> = [&liar[..at + 4], &[0x00, 0x00, 0x10], &vec![7; 131_072]].concat();
    let endless = [&endless[..], &endless[at + 4..].repeat(20)].concat();
    assert_eq!(error(&endless), "FrameTooLarge { frame: 0 }");
}

#[test]
fn a_missing_or_false_seek_table_is_refused() {
    let whole = archive(&[("a".to_owned(), rows(1000))]);
    let table = whole.windows(4).rposition(|bytes| bytes == frame::SEEK_TABLE_MAGIC).unwrap();
    assert_eq!(error(&whole[..table]), "MissingSeekTable");
    assert_eq!(error(&whole[..table + 20]), "Truncated");
    assert_eq!(error(&[&whole[..], b"x"].concat()), "TrailingData");
    let mut other = whole.clone();
    other[table + 8] ^= 1;
    assert_eq!(error(&other), "SeekTableDiffers");
    let open = |bytes: &[u8]| format!("{:?}", Contents::open(bytes, Limits::default()).unwrap_err());
    assert_eq!(open(&whole[..table]), "MissingSeekTable");
    assert_eq!(open(&whole[..3]), "MissingSeekTable");
    assert_eq!(open(&other), "SeekTableDiffers");
    // A table that claims a frame far larger than there can be.
    let huge = FrameSize { compressed: 5, content: u32::MAX };
    let bad = [&[0; 5][..], &seek_table::build(&[huge]).unwrap()].concat();
    let contents = Contents::open(&bad[..], Limits::default()).unwrap();
    assert!(matches!(contents.members(), Err(ArchiveError::FrameTooLarge { frame: 0 })));
}

#[test]
fn a_member_left_open_and_a_name_used_twice_are_refused() {
    let mut packer = Packer::new(MemoryScratch::new(), Level::FAST, workers(1)).unwrap();
    drop(packer.member(name("a"), 0).unwrap());
    assert!(matches!(packer.member(name("b"), 0), Err(ArchiveError::Unfinished { .. })));
    assert!(matches!(packer.finish(), Err(ArchiveError::Unfinished { .. })));
    let mut packer = Packer::new(MemoryScratch::new(), Level::FAST, workers(1)).unwrap();
    packer.member(name("a"), 0).unwrap().finish().unwrap();
    assert!(matches!(packer.member(name("a"), 0), Err(ArchiveError::DuplicateName { .. })));
    let finished = packer.finish().unwrap();
    assert!(matches!(finished.with_manifest(&name("a"), 0, b""), Err(ArchiveError::DuplicateName { .. })));
}

#[test]
fn a_scratch_that_fails_ends_the_packing() {
    struct Full;
    impl Scratch for Full {
        fn append(&mut self, _: &[u8]) -> io::Result<()> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn rewind(&mut self) -> io::Result<()> {
            Ok(())
        }
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Ok(0)
        }
    }
    let mut packer = Packer::new(Full, Level::FAST, workers(2)).unwrap();
    let mut member = packer.member(name("a"), 0).unwrap();
    let piece = vec![1; 1 << 20];
    let stopped = (0..1000).find_map(|_| member.write_all(&piece).err());
    assert!(stopped.is_some());
    drop(member);
    let error = packer.finish().unwrap_err();
    assert!(matches!(error, ArchiveError::Scratch { source } if source.kind() == io::ErrorKind::StorageFull));
}

#[test]
fn an_archive_of_other_tools_is_told_from_ours() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("a"), rows(10)).unwrap();
    run(place.path(), "tar --format=ustar -cf - a | zstd -q -o a.tar.zst");
    let foreign = std::fs::read(place.path().join("a.tar.zst")).unwrap();
    // Streamed input gives a frame without a size.
    assert_eq!(error(&foreign), "BadFrame { frame: 0 }");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_flip_or_cut_is_refused_or_changes_nothing(place in any::<prop::sample::Index>(), bit in 0u8..8) {
        let whole = archive(&[("a".to_owned(), rows(5000)), ("b".to_owned(), rows(700))]);
        let mut bad = whole.clone();
        bad[place.index(whole.len())] ^= 1 << bit;
        // Some bits say nothing (the window of a small frame): then nothing else may come out. That every bit is
        // as it was sealed is the promise of the payload.
        let expected = unpacked(&whole, Limits::default()).unwrap();
        prop_assert!(unpacked(&bad, Limits::default()).ok().is_none_or(|files| files == expected));
        prop_assert!(unpacked(&whole[..place.index(whole.len())], Limits::default()).is_err());
        // Random access sees only what it reads; it must not fall over.
        if let Ok(contents) = Contents::open(&bad[..], Limits::default()) {
            for entry in contents.members().unwrap_or_default() {
                let _ = contents.copy(&entry, 0..u64::MAX, &mut Vec::new());
            }
        }
    }

    #[test]
    fn arbitrary_bytes_and_arbitrary_tar_are_refused_in_peace(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        prop_assert!(unpacked(&bytes, Limits::default()).is_err());
        let tar = framed(&bytes);
        let _ = unpacked(&tar, Limits::default());
        let _ = Contents::open(&tar[..], Limits::default()).and_then(|contents| contents.members());
        let magic = [&[0x28, 0xB5, 0x2F, 0xFD][..], &bytes].concat();
        prop_assert!(unpacked(&magic, Limits::default()).is_err());
        let _ = header::parse_pax(&bytes);
        if let Some(block) = bytes.first_chunk() {
            let _ = header::parse(block);
        }
    }
}
