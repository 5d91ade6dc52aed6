//! A small office with real keys, on a real record in a directory of its own.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use sekisho_core::id::{KeyId, PersonId};
use sekisho_core::medium::PlaceKind;
use sekisho_core::party::{Role, Title};
use sekisho_core::testkit as kit;
use sekisho_core::{Command, Digest, Timestamp};
use sekisho_gate::evidence::{POSSESSION, possession_text};
use sekisho_gate::gate::Ports;
use sekisho_gate::keys::RecordSeeds;
use sekisho_gate::port::{Clock, Disclosure, Entropy, NoLocalRules, Record};
use sekisho_gate::submit::Submission;
use sekisho_gate::{Fault, Gate, RecordKeys};
use sekisho_proof::act::{ActStatement, namespace};
use sekisho_proof::sshsig::PrivateKey;
use sekisho_store::Store;

pub(crate) const ORIGIN: &str = "sekimori.invalid/record";

/// A clock that stands until it is set.
#[derive(Clone)]
pub(crate) struct SetClock(Arc<AtomicI64>);

impl SetClock {
    /// Stands at a local time of June 2026, see `testkit::at`.
    pub(crate) fn at(local: &str) -> Self {
        Self(Arc::new(AtomicI64::new(kit::at(local).seconds())))
    }

    pub(crate) fn set(&self, local: &str) {
        self.0.store(kit::at(local).seconds(), Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::Relaxed))
    }
}

/// Randomness that a test can repeat: every name draws something else.
pub(crate) struct Drawn {
    name: String,
    count: Cell<u64>,
}

impl Drawn {
    pub(crate) fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), count: Cell::new(0) }
    }
}

impl Entropy for Drawn {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        for chunk in bytes.chunks_mut(32) {
            self.count.set(self.count.get() + 1);
            let drawn = Digest::of(format!("{} {}", self.name, self.count.get()).as_bytes());
            chunk.copy_from_slice(&drawn.as_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

pub(crate) fn keys() -> RecordKeys {
    let seed = |name: &str| zeroize::Zeroizing::new(*Digest::of(name.as_bytes()).as_bytes());
    let seeds = RecordSeeds { envelope: seed("envelope"), note: seed("note"), stream_master: seed("stream") };
    RecordKeys::new(ORIGIN, seeds).unwrap()
}

/// Opens the gate on any record. `name` must be another one for every gate that makes statements.
pub(crate) fn gate_on(record: impl Record + 'static, clock: &SetClock, name: &str) -> Result<Gate, Fault> {
    let entropy = Box::new(Drawn::named(name));
    gate_with(record, clock, entropy)
}

pub(crate) fn gate_with(
    record: impl Record + 'static,
    clock: &SetClock,
    entropy: Box<dyn Entropy>,
) -> Result<Gate, Fault> {
    let rules = Box::new(NoLocalRules);
    Gate::open(
        ORIGIN,
        keys(),
        Ports { clock: Box::new(clock.clone()), entropy, record: Box::new(record), rules },
    )
}

pub(crate) fn open(dir: &Path, clock: &SetClock, name: &str) -> Gate {
    gate_on(Store::open(dir).unwrap(), clock, name).unwrap()
}

pub(crate) fn key_of(person: &str) -> PrivateKey {
    PrivateKey::generate_from_seed(Digest::of(person.as_bytes()).as_bytes())
}

pub(crate) fn key_id(key: &PrivateKey) -> KeyId {
    KeyId(key.public().fingerprint())
}

pub(crate) fn establish() -> Command {
    establish_with("ADM", &key_of("ADM"))
}

pub(crate) fn establish_with(person: &str, own: &PrivateKey) -> Command {
    let Command::Establish { mail, name, office, owner_name, .. } = kit::establish() else { unreachable!() };
    let public = own.public().to_openssh();
    Command::Establish {
        administrator: kit::id(person),
        key: key_id(own),
        mail,
        name,
        office,
        owner_name,
        public,
    }
}

pub(crate) fn enroll(person: &str, key: &PrivateKey) -> Command {
    let public = key.public().to_openssh();
    let person: PersonId = kit::id(person);
    let possession =
        key.sign(&namespace(POSSESSION), possession_text(ORIGIN, &person, &public).as_bytes()).unwrap();
    Command::EnrollKey { key: key_id(key), person, possession, public }
}

/// Signs a command with the person's own key, now.
pub(crate) fn act(gate: &Gate, person: &str, command: &Command) -> Submission {
    let text = gate.prepare(&kit::id(person), command, gate.now()).unwrap();
    signed(&key_of(person), text)
}

/// Signs a statement as it stands, in the namespace of its act.
pub(crate) fn signed(key: &PrivateKey, statement: String) -> Submission {
    let act = statement.lines().nth(1).unwrap().strip_prefix("act: ").unwrap();
    let signature = key.sign(&namespace(act), statement.as_bytes()).unwrap();
    let command = serde_json::from_str(&ActStatement::parse(&statement).unwrap().command).unwrap();
    Submission { disclosures: texts(&command), signature, statement }
}

/// The texts behind the digests of the test kit: names are codes, and the reasons are few.
fn texts(command: &Command) -> Vec<Disclosure> {
    let json = serde_json::to_string(command).unwrap();
    let reasons =
        ["Adachi", "City", "answer calls", "contract ended", "found, not opened", "too many rows", "worn"];
    let words: Vec<&str> = json.split('"').chain(reasons).collect();
    let disclosure = |digest: Digest| {
        let text = words.iter().find(|word| kit::text(word) == digest)?;
        Some(Disclosure { digest, salt: kit::SALT, text: sekisho_core::Private::new((*text).to_owned()) })
    };
    command.texts().into_iter().filter_map(disclosure).collect()
}

pub(crate) fn nonce_of(submission: &Submission) -> [u8; 16] {
    ActStatement::parse(&submission.statement).unwrap().nonce
}

/// Everything that fills the registers of the test kit's town, with real keys.
pub(crate) fn registers() -> Vec<(&'static str, Command)> {
    let mut acts = vec![("ADM", establish())];
    for (party, above) in [("PRIME", "CITY"), ("SUB", "PRIME")] {
        acts.push(("ADM", kit::register_party(party, above)));
    }
    for (person, employer) in [
        ("R-1", "CITY"),
        ("R-2", "CITY"),
        ("CHIEF", "CITY"),
        ("SEC", "CITY"),
        ("KEEP", "CITY"),
        ("C-1", "PRIME"),
        ("C-2", "PRIME"),
        ("S-1", "SUB"),
        ("S-2", "SUB"),
    ] {
        acts.push(("ADM", kit::register_person(person, employer, Title::Employed)));
        acts.push(("ADM", enroll(person, &key_of(person))));
    }
    for (person, role) in
        [("CHIEF", Role::Approver), ("SEC", Role::SecurityManager), ("KEEP", Role::MediaKeeper)]
    {
        acts.push(("ADM", kit::assign_role(person, role)));
    }
    for (place, kind, party) in [
        ("CAB", PlaceKind::Cabinet, "CITY"),
        ("CAB2", PlaceKind::Cabinet, "CITY"),
        ("SITE", PlaceKind::Site, "PRIME"),
    ] {
        acts.push(("ADM", kit::register_place(place, kind, party)));
    }
    acts.push(("ADM", kit::register_device("D-1", "SITE")));
    for medium in ["M-1", "M-2"] {
        acts.push(("KEEP", kit::register_medium(medium)));
    }
    acts
}

/// A fact that fits the record at any time, and makes one entry.
pub(crate) fn stock() -> Command {
    kit::take_stock("CAB", "M-1 M-2")
}

/// Carries out what nothing may refuse, with one append.
pub(crate) fn carry_all<'a>(gate: &mut Gate, acts: impl IntoIterator<Item = (&'a str, Command)>) {
    let signed: Vec<_> = acts.into_iter().map(|(person, command)| act(gate, person, &command)).collect();
    for answer in gate.submit_all(&signed).unwrap() {
        assert_eq!(answer.unwrap().reasons, []);
    }
}

/// Makes a town in a new directory.
pub(crate) fn found(dir: &Path) -> Gate {
    let mut gate = gate_on(Store::create(dir).unwrap(), &SetClock::at("20 09:00"), "founding").unwrap();
    carry_all(&mut gate, registers());
    gate
}

/// A record that is made once, kept in memory, and written out by every test that needs one.
pub(crate) struct Base(Vec<(PathBuf, Vec<u8>)>);

impl Base {
    fn of(dir: &Path) -> Self {
        let (mut files, mut folders) = (Vec::new(), vec![dir.to_owned()]);
        while let Some(folder) = folders.pop() {
            for item in fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()) {
                if item.is_dir() {
                    folders.push(item);
                } else {
                    files.push((item.strip_prefix(dir).unwrap().to_owned(), fs::read(&item).unwrap()));
                }
            }
        }
        Self(files)
    }

    pub(crate) fn copy(&self) -> tempfile::TempDir {
        let dir = directory();
        self.write_to(dir.path());
        dir
    }

    pub(crate) fn write_to(&self, dir: &Path) {
        for (path, bytes) in &self.0 {
            let path = dir.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
}

/// The town, and nothing else yet.
pub(crate) fn small() -> &'static Base {
    static SMALL: OnceLock<Base> = OnceLock::new();
    SMALL.get_or_init(|| grown(0))
}

/// The town and so many counts of its media that there is a full tile, and a partial one of the next level.
pub(crate) fn large() -> &'static Base {
    static LARGE: OnceLock<Base> = OnceLock::new();
    LARGE.get_or_init(|| grown(505))
}

/// One entry before a tile is full and a snapshot is due.
pub(crate) fn brimful() -> &'static Base {
    static BRIMFUL: OnceLock<Base> = OnceLock::new();
    BRIMFUL.get_or_init(|| grown(511))
}

fn grown(entries: u64) -> Base {
    let dir = directory();
    let mut gate = found(dir.path());
    while gate.size() < entries {
        let count = (entries - gate.size()).min(64);
        carry_all(&mut gate, (0..count).map(|_| ("KEEP", stock())));
    }
    drop(gate);
    Base::of(dir.path())
}

/// Makes a directory for a test: in memory where that is possible, since thousands of flushes would wait for a disk and
/// what is tried here does not depend on one.
pub(crate) fn directory() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Copies a directory as a crash would leave it: whatever is in its files at this moment.
pub(crate) fn copy_of(from: &Path) -> tempfile::TempDir {
    Base::of(from).copy()
}

/// One carry-out from request to hand-over, a refusal on the way, and an alarm at the end.
pub(crate) fn story() -> Vec<(&'static str, &'static str, Command)> {
    let document = kit::document();
    vec![
        ("21 13:00", "R-1", kit::request(&document)),
        ("21 13:05", "R-1", kit::approve(&document)),
        ("21 16:00", "CHIEF", kit::approve(&document)),
        ("21 16:10", "SEC", kit::approve(&document)),
        ("21 17:40", "KEEP", kit::hand("M-1", "R-1 C-1")),
        ("21 17:41", "R-1", kit::receive("M-1")),
        ("21 17:42", "C-1", kit::receive("M-1")),
        // Nobody arrived at 18:30: the alarm and the evening list are fired first.
        ("21 18:40", "KEEP", stock()),
    ]
}
