//! What this program does when it is started as one of the competitors.

use std::{fs::File, io, num::NonZeroUsize, path::PathBuf, time::Instant};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use sekisho_seal::{
    FileKey,
    archive::{Contents, FileScratch, Level, Limits, MemberName, Packer, Sink, unpack},
    payload::{CHUNK_BYTES, Opening, ReadAt, Seekable, open, seal},
};

const NONCE: [u8; 16] = [5; 16];

/// Does one piece of work and says its peak memory in KiB on the standard error.
pub(crate) fn run(words: &[String]) {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let key = FileKey::new([7; 16]);
    let workers = |word: &str| word.parse::<NonZeroUsize>().expect("a number of workers");
    let read = |path: &str| File::open(path).expect("the input");
    let write =
        |path: &str| File::options().write(true).create(true).truncate(true).open(path).expect("the output");
    match words[..] {
        ["seal", from, to, count] => {
            seal(&key, NONCE, read(from), write(to), workers(count)).expect("it can be sealed");
        }
        ["open", from, to, count] => {
            open(&key, read(from), write(to), workers(count)).expect("it can be opened");
        }
        ["pack", from, to, level, count] => pack(&key, read(from), write(to), level, workers(count)),
        ["unpack", from, to, count] => {
            let opening = Opening::new(&key, read(from)).expect("it is a payload");
            unpack(opening, Directory(to.into()), Limits::default(), workers(count))
                .expect("it can be unpacked");
        }
        ["range", from, _] => range(&key, read(from)),
        _ => panic!("unknown work {words:?}"),
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    eprintln!("{}", peak.trim().trim_end_matches(" kB"));
}

fn pack(key: &FileKey, mut from: File, to: File, level: &str, workers: NonZeroUsize) {
    let scratch = tempfile::tempfile_in(".").expect("a scratch file");
    let level = level.parse().ok().and_then(Level::new).expect("a level");
    let mut packer = Packer::new(FileScratch::new(scratch, &[3; 32]), level, workers).expect("a packer");
    let name = |name| MemberName::parse(name).expect("a good name");
    let mut member = packer.member(name("table.csv"), 0).expect("a member");
    io::copy(&mut from, &mut member).expect("it can be packed");
    member.finish().expect("it can be packed");
    let finished = packer.finish().expect("it can be packed");
    let manifest = format!("{:?}", finished.members());
    let archive = finished.with_manifest(&name("manifest"), 0, manifest.as_bytes()).expect("an archive");
    seal(key, NONCE, archive, to, workers).expect("it can be sealed");
}

struct Directory(PathBuf);

impl Sink for Directory {
    type Writer = File;
    fn begin(&mut self, name: &MemberName, _: u64) -> io::Result<File> {
        File::create(self.0.join(name.as_str()))
    }
    fn end(&mut self, _: &MemberName, _: File) -> io::Result<()> {
        Ok(())
    }
}

struct Whole(File);

impl ReadAt for Whole {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.0, buffer, offset)
    }
    fn length(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }
}

fn range(key: &FileKey, from: File) {
    let payload = Seekable::open(key, Whole(from), 0).expect("it is a payload");
    let contents = Contents::open(payload, Limits::default()).expect("it is an archive");
    let entry = contents.member(&MemberName::parse("table.csv").expect("a good name")).expect("the table");
    let middle = entry.bytes() / 2;
    contents.copy(&entry, middle..middle + 20_000, &mut io::sink()).expect("the rows");
}

/// Measures the cipher alone: the limit of what any container on this library can reach.
pub(crate) fn primitive(cores: usize) {
    println!("{:<44} {:>8} {:>8}", "ring, ChaCha20-Poly1305, 64 KiB chunks", "threads", "MiB/s");
    for (name, opens) in [("seal", Direction::Seal), ("open", Direction::Open)] {
        for threads in if cores == 1 { vec![1] } else { vec![1, cores] } {
            let begun = Instant::now();
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| cipher(opens));
                }
            });
            let speed = threads as f64 * f64::from(CHUNKS) / 16.0 / begun.elapsed().as_secs_f64();
            println!("  {name:<42} {threads:>8} {speed:>8.0}");
        }
    }
    println!();
}

/// 1 GiB a thread.
const CHUNKS: u32 = 16 * 1024;

#[derive(Clone, Copy)]
enum Direction {
    Open,
    Seal,
}

fn cipher(direction: Direction) {
    let key = LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &[7; 32]).expect("32 bytes"));
    let nonce = || Nonce::assume_unique_for_key([1; 12]);
    let mut sealed = vec![0u8; CHUNK_BYTES];
    let tag = key.seal_in_place_separate_tag(nonce(), Aad::empty(), &mut sealed).expect("a short chunk");
    // Opened next to itself, so that the sealed bytes stay and can be opened again.
    let mut area = [vec![0; CHUNK_BYTES], sealed].concat();
    for _ in 0..CHUNKS {
        match direction {
            Direction::Seal => {
                let chunk = area.get_mut(..CHUNK_BYTES).expect("long enough");
                let tag = key.seal_in_place_separate_tag(nonce(), Aad::empty(), chunk);
                assert!(tag.is_ok(), "a short chunk");
            }
            Direction::Open => {
                let opened =
                    key.open_in_place_separate_tag(nonce(), Aad::empty(), tag, &mut area, CHUNK_BYTES..);
                opened.expect("it was sealed like this");
            }
        }
    }
    std::hint::black_box(&area);
}
