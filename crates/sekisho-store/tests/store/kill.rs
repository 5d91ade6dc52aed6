//! Processes that are killed, and two that write at once. The test binary is its own helper: it is started again with the
//! name of one test and a directory in the environment.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use sekisho_gate::Fault;
use sekisho_store::Store;

use crate::town::{SetClock, act, gate_on, small, stock};
use crate::whole::{Told, check, hex};

const DIR: &str = "SEKISHO_TEST_DIR";
const NAME: &str = "SEKISHO_TEST_NAME";
const ACTS: &str = "SEKISHO_TEST_ACTS";

#[expect(clippy::disallowed_methods, reason = "the parent test tells its helper what to do")]
fn told_by_parent(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}

/// The helper: acts and says so, until it is killed or has done its number. Does nothing when run as a test.
#[test]
fn helper_writes_and_tells() {
    let (Some(dir), Some(name)) = (told_by_parent(DIR), told_by_parent(NAME)) else { return };
    let acts: u64 = told_by_parent(ACTS).unwrap().parse().unwrap();
    let clock = SetClock::at("20 09:00");
    let mut gate = gate_on(Store::open(Path::new(&dir)).unwrap(), &clock, &name).unwrap();
    let mut out = std::io::stdout();
    for number in 0..acts {
        gate.refresh().unwrap();
        // Deeds and refusals, one entry and two.
        let (person, command) = match number % 3 {
            0 => ("KEEP", stock()),
            1 => ("R-1", sekisho_core::testkit::leave("KEEP")),
            _ => ("KEEP", sekisho_core::testkit::take_stock("CAB", "M-1 M-2 M-9")),
        };
        let submission = act(&gate, person, &command);
        let answer = gate.submit(&submission).unwrap();
        let (nonce, indexes) = (hex(&crate::town::nonce_of(&submission)), answer.indexes);
        // One write: a line is in the pipe or it is not.
        out.write_all(format!("\nack {nonce} {} {}\n", indexes.start, indexes.end).as_bytes()).unwrap();
    }
    out.write_all(b"\nend\n").unwrap();
}

pub(crate) struct Helper {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    ended: bool,
}

impl Helper {
    pub(crate) fn start(dir: &Path, name: &str, acts: u64) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["kill::helper_writes_and_tells", "--exact", "--nocapture", "--test-threads=1"])
            .env(DIR, dir)
            .env(NAME, name)
            .env(ACTS, acts.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, ended: false }
    }

    /// Reads acknowledgements until so many came, or the pipe ends.
    pub(crate) fn read(&mut self, told: &mut Told, count: usize) -> usize {
        let mut read = 0;
        while read < count {
            let Some(line) = self.lines.next() else { break };
            let line = line.unwrap();
            self.ended |= line == "end";
            // A last line that was cut off tells nothing.
            let Some([nonce, first, end]) = line.strip_prefix("ack ").and_then(parts) else { continue };
            let (first, end): (u64, u64) = (first.parse().unwrap(), end.parse().unwrap());
            let nonce = std::array::from_fn(|at| u8::from_str_radix(&nonce[2 * at..2 * at + 2], 16).unwrap());
            assert!(told.acts.insert(nonce, (first, end - first)).is_none(), "a nonce came twice");
            read += 1;
        }
        read
    }

    pub(crate) fn kill(mut self, told: &mut Told) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.read(told, usize::MAX);
    }

    pub(crate) fn finish(mut self, told: &mut Told) -> usize {
        let read = self.read(told, usize::MAX);
        assert!(self.child.wait().unwrap().success() && self.ended);
        read
    }
}

fn parts(line: &str) -> Option<[&str; 3]> {
    line.split(' ').collect::<Vec<_>>().try_into().ok()
}

/// Numbers that look drawn and are the same every time. SOURCE: `SplitMix64`, Steele, Lea and Flood 2014.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

#[test]
fn twenty_kills_lose_and_double_nothing() {
    let dir = small().copy();
    let (mut told, mut drawn) = (Told::default(), Drawn(2026));
    for round in 0..20 {
        let mut helper = Helper::start(dir.path(), &format!("round {round}"), 1_000_000);
        let wanted = drawn.below(30) as usize;
        assert_eq!(helper.read(&mut told, wanted), wanted);
        // The pipe has told of the last one; by now the helper is somewhere within the next. A little work of our own moves
        // that place from round to round.
        let mut busy = sekisho_core::Digest::of(b"");
        for _ in 0..drawn.below(20_000) {
            busy = sekisho_core::Digest::of(busy.as_bytes());
        }
        assert_ne!(busy, sekisho_core::Digest::of(b"never"));
        helper.kill(&mut told);
        let gate = crate::town::open(dir.path(), &SetClock::at("20 09:00"), "after a kill");
        told.look(dir.path(), gate.record());
        for (nonce, (first, count)) in &told.acts {
            let act = gate.record().act(nonce).unwrap().unwrap();
            assert_eq!((act.first, act.count), (*first, *count));
        }
    }
    check(dir.path(), &told);
}

#[test]
fn three_processes_that_write_at_once_all_get_through() {
    let dir = small().copy();
    let mut told = Told::default();
    let helpers = ["one", "two", "three"].map(|name| Helper::start(dir.path(), name, 40));
    for helper in helpers {
        assert_eq!(helper.finish(&mut told), 40);
    }
    assert_eq!(told.acts.len(), 120);
    let ranges: std::collections::BTreeSet<u64> =
        told.acts.values().flat_map(|(first, count)| *first..first + count).collect();
    let gate = check(dir.path(), &told);
    assert_eq!(
        ranges.len() as u64,
        gate.size() - ranges.first().unwrap(),
        "places are given once, without a gap"
    );
}

#[test]
fn two_threads_that_write_at_once_both_get_through() {
    let dir = small().copy();
    let write = |name: &'static str| {
        let dir = dir.path();
        move || {
            let mut gate = gate_on(Store::open(dir).unwrap(), &SetClock::at("20 09:00"), name).unwrap();
            let mut told = Told::default();
            for _ in 0..40 {
                let submission = act(&gate, "KEEP", &stock());
                match gate.submit(&submission) {
                    Ok(answer) => told.answer(&submission, &answer),
                    Err(Fault::Busy) => panic!("an honest writer was sent away"),
                    Err(fault) => panic!("{fault}"),
                }
            }
            told
        }
    };
    let mut all = Told::default();
    std::thread::scope(|scope| {
        for running in [scope.spawn(write("left")), scope.spawn(write("right"))] {
            all.acts.append(&mut running.join().unwrap().acts);
        }
    });
    assert_eq!(all.acts.len(), 80);
    check(dir.path(), &all);
}

/// Without the courtesy of `hold` only the compare-and-swap is left: whoever is overtaken has recorded nothing.
#[test]
fn who_is_overtaken_every_time_is_told_busy_and_has_recorded_nothing() {
    let dir = small().copy();
    let clock = SetClock::at("20 09:00");
    let rival = std::cell::RefCell::new(crate::town::open(dir.path(), &clock, "rival"));
    let record = crate::writers::Overtaken { store: Store::open(dir.path()).unwrap(), rival };
    let mut gate = gate_on(record, &clock, "slow").unwrap();
    let submission = act(&gate, "KEEP", &stock());
    let size = gate.size();
    assert!(matches!(gate.submit(&submission), Err(Fault::Busy)));
    drop(gate);
    let gate = check(dir.path(), &Told::default());
    assert_eq!(gate.size(), size + 3);
    assert_eq!(gate.record().act(&crate::town::nonce_of(&submission)).unwrap(), None);
}
