use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
    num::NonZeroUsize,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

use proptest::prelude::*;

use super::*;
use crate::{
    FileKey,
    payload::{Opening, ReadAt, Seekable, seal},
};

const MODIFIED: u64 = 1_795_305_600;

pub(super) fn name(name: &str) -> MemberName {
    MemberName::parse(name).unwrap()
}

pub(super) fn workers(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

/// Rows that compress about as well as a table of residents does.
pub(super) fn rows(bytes: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes + 64);
    let mut seed = 1u64;
    while out.len() < bytes {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        writeln!(out, "{:08},尼崎市東七松町{}丁目,{:016x}", out.len(), seed >> 61, seed).unwrap();
    }
    out.truncate(bytes);
    out
}

pub(super) fn files() -> Vec<(String, Vec<u8>)> {
    let long = format!("{}/{}.csv", "directory-of-a-good-length".repeat(3), "table".repeat(30));
    [
        ("residents.csv".to_owned(), 5 * FRAME_CONTENT_BYTES + 77),
        ("empty".to_owned(), 0),
        ("one".to_owned(), 1),
        ("a/block".to_owned(), 512),
        ("a/block-and-one".to_owned(), 513),
        (long, 700),
        ("帳票/第１号様式 住民税.csv".to_owned(), 511),
        ("full-frame".to_owned(), FRAME_CONTENT_BYTES),
        ("frame-and-one".to_owned(), FRAME_CONTENT_BYTES + 1),
        ("two-frames-less-one".to_owned(), 2 * FRAME_CONTENT_BYTES - 1),
    ]
    .map(|(name, bytes)| (name, rows(bytes)))
    .into()
}

pub(super) fn packed<S: Scratch + 'static>(
    files: &[(String, Vec<u8>)],
    scratch: S,
    count: usize,
    piece: usize,
) -> Packed<S> {
    let mut packer = Packer::new(scratch, Level::DEFAULT, workers(count)).unwrap();
    for (path, content) in files {
        let mut member = packer.member(name(path), MODIFIED).unwrap();
        for part in content.chunks(piece) {
            member.write_all(part).unwrap();
        }
        member.finish().unwrap();
    }
    packer.finish().unwrap()
}

pub(super) fn archive(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    packed(files, MemoryScratch::new(), 2, 100_000)
        .write(&name("manifest"), MODIFIED, b"{}", &mut out)
        .unwrap();
    out
}

#[derive(Clone, Default)]
pub(super) struct Files(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

impl Sink for Files {
    type Writer = Vec<u8>;
    fn begin(&mut self, _: &MemberName, _: u64) -> io::Result<Vec<u8>> {
        Ok(Vec::new())
    }
    fn end(&mut self, name: &MemberName, writer: Vec<u8>) -> io::Result<()> {
        self.0.lock().unwrap().insert(name.to_string(), writer);
        Ok(())
    }
}

pub(super) type Unpacked = (BTreeMap<String, Vec<u8>>, Vec<Member>);

pub(super) fn unpacked(archive: &[u8], limits: Limits) -> Result<Unpacked, ArchiveError> {
    let files = Files::default();
    let members = unpack(archive, files.clone(), limits, workers(2))?;
    let files = std::mem::take(&mut *files.0.lock().unwrap());
    Ok((files, members))
}

#[test]
fn members_make_a_round_trip_with_any_number_of_workers_and_any_scratch() {
    let files = files();
    let manifest = rows(3 * FRAME_CONTENT_BYTES);
    let mut first: Option<Vec<u8>> = None;
    for count in 1..=4 {
        let scratch = FileScratch::new(Cursor::new(Vec::new()), &[3; 32]);
        let packed = packed(&files, scratch, count, 99_999 * count);
        for (member, (path, content)) in packed.members().iter().zip(&files) {
            let blake3 = blake3::hash(content);
            assert_eq!(*member, Member { bytes: content.len() as u64, name: name(path), blake3 });
        }
        let expected = packed.members().to_vec();
        let mut reader = packed.with_manifest(&name("manifest.json"), MODIFIED, &manifest).unwrap();
        let mut out = Vec::new();
        io::Read::read_to_end(&mut reader, &mut out).unwrap();
        assert_eq!(reader.archive_bytes(), out.len() as u64);

        let sink = Files::default();
        let members = unpack(&out[..], sink.clone(), Limits::default(), workers(count)).unwrap();
        assert_eq!(members[0].name.as_str(), "manifest.json");
        assert_eq!(members[1..], expected[..]);
        let mut back = std::mem::take(&mut *sink.0.lock().unwrap());
        assert!(back.remove("manifest.json").unwrap() == manifest);
        assert!(back == files.iter().cloned().collect(), "{count} workers");
        assert!(*first.get_or_insert(out.clone()) == out, "{count} workers give other bytes");
    }
}

#[test]
fn zstd_and_tar_unpack_what_we_packed() {
    let files = files();
    let place = tempfile::tempdir().unwrap();
    let zst = place.path().join("archive.tar.zst");
    std::fs::write(&zst, archive(&files)).unwrap();
    let mut zstd =
        Command::new("zstd").arg("-dc").arg(&zst).stdout(Stdio::piped()).spawn().expect("zstd is installed");
    let tar = Command::new("tar")
        .args(["--extract", "--file=-", "--directory"])
        .arg(place.path())
        .env("LC_ALL", "C.UTF-8")
        .stdin(zstd.stdout.take().unwrap())
        .status()
        .expect("tar is installed");
    assert!(zstd.wait().unwrap().success() && tar.success());
    for (path, content) in &files {
        assert!(std::fs::read(place.path().join(path)).unwrap() == *content, "{path}");
    }
    assert_eq!(std::fs::read(place.path().join("manifest")).unwrap(), b"{}");
}

/// A scratch as a reader.
struct Reading<'a, S>(&'a mut S);
impl<S: Scratch> io::Read for Reading<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

#[test]
fn a_scratch_file_holds_nothing_readable_and_no_change_is_accepted() {
    let files = [("table.csv".to_owned(), rows(300_000))];
    let mut scratch = FileScratch::new(Cursor::new(Vec::new()), &[9; 32]);
    scratch.append(&files[0].1).unwrap();
    scratch.rewind().unwrap();
    let mut back = vec![0; 300_000];
    io::Read::read_exact(&mut Reading(&mut scratch), &mut back).unwrap();
    assert!(back == files[0].1);
    assert_eq!(scratch.read(&mut [0; 9]).unwrap(), 0);

    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("scratch");
    let open =
        || std::fs::File::options().read(true).write(true).create(true).truncate(false).open(&path).unwrap();
    let mut scratch = FileScratch::new(open(), &[9; 32]);
    scratch.append(&files[0].1).unwrap();
    scratch.rewind().unwrap();
    let mut stored = std::fs::read(&path).unwrap();
    assert_eq!(stored.len(), 300_000 + 5 * 16);
    assert!(!stored.windows(8).any(|bytes| bytes == &files[0].1[..8]));
    stored[200_000] ^= 1;
    open().write_all(&stored).unwrap();
    let error = io::Read::read_to_end(&mut Reading(&mut scratch), &mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
}

/// A source that counts what is read.
struct Counting<R>(R, std::sync::atomic::AtomicU64);

impl<R: ReadAt> ReadAt for Counting<R> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let count = self.0.read_at(buffer, offset)?;
        self.1.fetch_add(count as u64, std::sync::atomic::Ordering::Relaxed);
        Ok(count)
    }
    fn length(&self) -> io::Result<u64> {
        self.0.length()
    }
}

#[test]
fn a_range_of_a_sealed_member_is_read_without_the_rest() {
    let files = [("first.csv".to_owned(), rows(40 << 20)), ("second.csv".to_owned(), rows(20 << 20))];
    let key = FileKey::new([1; 16]);
    let archive = archive(&files);
    let mut sealed = Vec::new();
    seal(&key, [5; 16], &archive[..], &mut sealed, workers(2)).unwrap();
    let source = Counting(&sealed[..], 0.into());
    let contents = Contents::open(Seekable::open(&key, &source, 0).unwrap(), Limits::default()).unwrap();

    let listed: Vec<_> =
        contents.members().unwrap().iter().map(|e| (e.name().to_string(), e.bytes())).collect();
    assert_eq!(
        listed,
        [("manifest".to_owned(), 2), ("first.csv".to_owned(), 40 << 20), ("second.csv".to_owned(), 20 << 20)]
    );
    let entry = contents.member(&name("second.csv")).unwrap();
    let mut rows = Vec::new();
    // Across the edge of two frames.
    let from = 3 * FRAME_CONTENT_BYTES - 1000;
    assert_eq!(contents.copy(&entry, from as u64..from as u64 + 2000, &mut rows).unwrap(), 2000);
    assert!(rows == files[1].1[from..from + 2000]);
    let read = source.1.load(std::sync::atomic::Ordering::Relaxed);
    assert!(read < 3 << 20, "{read} bytes of {} were read", sealed.len());

    let mut rest = Vec::new();
    assert_eq!(contents.copy(&entry, (20 << 20) - 5..u64::MAX, &mut rest).unwrap(), 5);
    assert_eq!(rest, files[1].1[(20 << 20) - 5..]);
    assert!(matches!(contents.member(&name("third.csv")), Err(ArchiveError::UnknownMember { .. })));
}

#[test]
fn every_member_is_found_by_name() {
    let files = files();
    let archive = archive(&files);
    let contents = Contents::open(&archive[..], Limits::default()).unwrap();
    for (path, content) in &files {
        let mut out = Vec::new();
        let entry = contents.member(&name(path)).unwrap();
        contents.copy(&entry, 0..u64::MAX, &mut out).unwrap();
        assert!(out == *content, "{path}");
    }
}

#[test]
fn a_sealed_archive_is_unpacked_while_it_is_opened() {
    let files = files();
    let key = FileKey::new([1; 16]);
    let mut sealed = Vec::new();
    let reader = packed(&files, MemoryScratch::new(), 2, 1 << 20).with_manifest(&name("m"), 0, b"").unwrap();
    seal(&key, [5; 16], reader, &mut sealed, workers(2)).unwrap();
    let sink = Files::default();
    let opening = Opening::new(&key, &sealed[..]).unwrap();
    assert_eq!(unpack(opening, sink.clone(), Limits::default(), workers(2)).unwrap().len(), files.len() + 1);
    assert!(files.iter().all(|(name, content)| sink.0.lock().unwrap()[name] == *content));
}

#[test]
fn sizes_beyond_ustar_stand_in_a_pax_header() {
    let bytes = (1 << 33) + 5;
    let built = header::build(&name("大きな表.csv"), 7, bytes);
    let [pax, records, member] = built.as_chunks::<512>().0 else { panic!("three blocks") };
    let Some(header::Block::Pax { bytes: length }) = header::parse(pax) else { panic!("a pax header") };
    let parsed = header::parse_pax(&records[..usize::try_from(length).unwrap()]).unwrap();
    let expected = header::Pax { name: Some("大きな表.csv".as_bytes().to_vec()), bytes: Some(bytes) };
    assert_eq!(parsed, expected);
    assert!(matches!(header::parse(member), Some(header::Block::Member { .. })));
    assert_eq!(records[..11], *"25 path=大".as_bytes());
}

/// Runs a tool of the system on a directory of its own.
pub(super) fn run(directory: &Path, line: &str) {
    let status = Command::new("sh").args(["-ec", line]).current_dir(directory).status().expect("sh is there");
    assert!(status.success(), "`{line}` failed");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_members_make_a_round_trip(
        sizes in prop::collection::vec(0usize..3_000_000, 0..5), count in 1usize..5, piece in 1usize..3_000_000,
    ) {
        let files: Vec<_> = sizes.iter().enumerate().map(|(i, size)| (format!("file-{i}"), rows(*size))).collect();
        let mut out = Vec::new();
        packed(&files, MemoryScratch::new(), count, piece).write(&name("m"), 0, b"x", &mut out).unwrap();
        let (back, _) = unpacked(&out, Limits::default()).unwrap();
        prop_assert!(files.iter().all(|(name, content)| back[name] == *content));
        prop_assert_eq!(back.len(), files.len() + 1);
    }
}
