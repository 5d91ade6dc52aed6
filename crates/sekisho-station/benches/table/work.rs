//! What this program does when it is started as one of the competitors.

use std::fs::File;
use std::io::{self, Write};
use std::num::NonZeroUsize;

use sekisho_core::document::Extract;
use sekisho_seal::FileKey;
use sekisho_seal::archive::{ContentHasher, Level, MemberName, Packer};
use sekisho_seal::payload;
use sekisho_station::fingerprint::{Collector, FingerprintKey, Kind, Recipe, ScratchSpill};
use sekisho_station::seal::{Dates, Spool};
use sekisho_station::table::{InputEncoding, InputForm, OutputEncoding, Plan, Row, project};
use sekisho_town::Table;
use zeroize::Zeroizing;

/// What the product keeps in memory of what is compressed. Units: bytes.
const IN_MEMORY: u64 = 24 << 20;

/// Does one piece of work and says its peak memory in KiB on the standard error.
pub(crate) fn run(words: &[String]) {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["project", from, fields, encoding] => {
            let encoding = if encoding == "utf8" { OutputEncoding::Utf8 } else { OutputEncoding::Cp932 };
            copy(from, &plan(fields.parse().unwrap()).written_as(encoding), io::sink(), |_| ());
        }
        ["fingerprint", from] => {
            let mut index = collector();
            copy(from, &plan(14), io::sink(), |row| index.add(row));
            index.finish(Hashing(ContentHasher::new())).unwrap();
        }
        ["box", from, to, level] => to_box(from, to, level, None),
        ["box-and-index", from, to, level] => to_box(from, to, level, Some(collector())),
        _ => panic!("unknown work {words:?}"),
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    eprintln!("{}", peak.trim().trim_end_matches(" kB"));
}

fn plan(fields: usize) -> Plan {
    let names = Table::Residents.columns().iter().take(fields).map(|name| (*name).to_owned());
    Plan::new(names.collect(), 1_000_000).unwrap()
}

fn copy(from: &str, plan: &Plan, to: impl Write, on_row: impl FnMut(&Row<'_>)) {
    let form = InputForm::Csv { encoding: InputEncoding::Detect, skip_lines: 0 };
    project(File::open(from).unwrap(), &form, plan, to, on_row).unwrap();
}

/// Makes a box as the product does, but for the header, which is made once for each box.
fn to_box(from: &str, to: &str, level: &str, mut index: Option<Collector<ScratchSpill<File>>>) {
    let workers = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let scratch = tempfile::tempfile_in(".").unwrap();
    let spool = Spool::with_file(IN_MEMORY, scratch, &mut |bytes: &mut [u8]| {
        bytes.fill(3);
        Ok(())
    });
    let level = level.parse().ok().and_then(Level::new).unwrap();
    let mut packer = Packer::new(spool.unwrap(), level, workers).unwrap();
    let name = |name| MemberName::parse(name).unwrap();
    let mut member = packer.member(name("table.csv"), 0).unwrap();
    let fields = plan(14).fields().to_vec();
    let mut dates = Dates::of(&Extract::table("residents".parse().unwrap(), fields, 1_000_000));
    copy(from, &plan(14), &mut member, |row| {
        dates.see(row);
        if let Some(index) = &mut index {
            index.add(row);
        }
    });
    member.finish().unwrap();
    if let Some(index) = index {
        index.finish(Hashing(ContentHasher::new())).unwrap();
    }
    let filled = packer.finish().unwrap();
    let manifest = format!("{:?} {:?}", filled.members(), dates.spans());
    let archive = filled.with_manifest(&name("manifest"), 0, manifest.as_bytes()).unwrap();
    let to = File::options().write(true).create(true).truncate(true).open(to).unwrap();
    payload::seal(&FileKey::new([7; 16]), [5; 16], archive, to, workers).unwrap();
}

/// Hashes an index, as the product does for its head, and discards it.
struct Hashing(ContentHasher);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Begins the index of a copy.
fn collector() -> Collector<ScratchSpill<File>> {
    let recipe =
        |kind, fields: &[&str]| Recipe { fields: fields.iter().map(ToString::to_string).collect(), kind };
    let recipes = [
        recipe(Kind::ResidentCode, &["宛名番号"]),
        recipe(Kind::NameAndBirth, &["氏名", "生年月日"]),
        recipe(Kind::AddressAndBirth, &["住所", "生年月日"]),
    ];
    let spill = ScratchSpill::new(tempfile::tempfile_in(".").unwrap());
    let key = FingerprintKey::new(&Zeroizing::new([7; 32]));
    let workers = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    Collector::start(key, &plan(14), &recipes, spill, workers).unwrap()
}
