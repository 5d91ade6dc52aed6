//! The same year through the durable store: every act signed by its own person, judged, appended; the two ledgers read in by the
//! real commands. Batches of 200 acts, as the commands have.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use sekisho::assemble::{self, Outside};
use sekisho::config::{Config, RecordSettings};
use sekisho_core::id::{KeyId, PersonId};
use sekisho_core::office::Office;
use sekisho_core::party::{Role, Title};
use sekisho_core::testkit::{activate, clauses_with, evaluate, id, register_contract, text};
use sekisho_core::{Command, Digest, Private, Timestamp, Window};
use sekisho_gate::Gate;
use sekisho_gate::evidence::possession_text;
use sekisho_gate::port::Disclosure;
use sekisho_gate::submit::Submission;
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::PrivateKey;

use super::{Ledgers, PEOPLE, TIERS, Treatment, companies, company, link};

/// So many acts wait for one append.
const BATCH: usize = 200;
/// Every text behind a digest here.
const TEXTS: [&str; 3] = ["name", "sheet", "Benefit system"];

struct Cast {
    keys: BTreeMap<String, PrivateKey>,
    texts: BTreeMap<Digest, &'static str>,
}

impl Cast {
    /// A key of its own for everybody.
    fn key(&mut self, person: &str) -> &PrivateKey {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&(self.keys.len() as u64 + 1).to_be_bytes());
        self.keys.entry(person.to_owned()).or_insert_with(|| PrivateKey::generate_from_seed(&seed))
    }

    fn sign(&mut self, gate: &Gate, person: &str, command: &Command) -> Submission {
        let statement = gate.prepare(&id(person), command, gate.now()).unwrap();
        let signature = self.key(person).sign(&namespace(command.act()), statement.as_bytes()).unwrap();
        let known = |digest: &Digest| Disclosure {
            digest: *digest,
            salt: [0; 16],
            text: Private::new(self.texts[digest].to_owned()),
        };
        Submission { disclosures: command.texts().iter().map(known).collect(), signature, statement }
    }

    fn enrollment(&mut self, gate: &Gate, person: &str) -> Command {
        let of: PersonId = id(person);
        let public = self.key(person).public().to_openssh();
        let words = possession_text(gate.origin(), &of, &public);
        let possession = self.key(person).sign(&namespace("possess.key"), words.as_bytes()).unwrap();
        let key = KeyId(self.key(person).public().fingerprint());
        Command::EnrollKey { key, person: of, possession, public }
    }

    /// Signs and appends, and says how long each took.
    fn all(&mut self, gate: &mut Gate, what: &str, acts: &[(String, Command)]) {
        let (mut signing, start) = (0.0, Instant::now());
        for batch in acts.chunks(BATCH) {
            let pen = Instant::now();
            let signed: Vec<Submission> =
                batch.iter().map(|(person, command)| self.sign(gate, person, command)).collect();
            signing += pen.elapsed().as_secs_f64();
            for (answer, (_, command)) in gate.submit_all(&signed).unwrap().into_iter().zip(batch) {
                let answer = answer.unwrap();
                assert!(answer.reasons.is_empty(), "{command:?}: {:?}", answer.reasons);
            }
        }
        say(what, acts.len(), start.elapsed().as_secs_f64(), Some(signing));
    }
}

fn say(what: &str, count: usize, seconds: f64, signing: Option<f64>) {
    let signing =
        signing.map_or(String::new(), |signing| format!(", of which writing and signing {signing:.2} s"));
    let rate = u32::try_from(count).map_or(0.0, f64::from) / seconds;
    println!("  {what}: {count} in {seconds:.2} s ({rate:.0} a second{signing})");
}

/// Runs one command of the product on the record, and says how long it took.
fn command(record: &Path, what: &str, count: usize, words: &[&str]) {
    let record = record.display().to_string();
    let line: Vec<std::ffi::OsString> =
        words.iter().copied().chain(["--dir", &record, "--json"]).map(Into::into).collect();
    let start = Instant::now();
    let spoken = sekisho::run(&line, &Outside::with(&[]));
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(spoken.json["ok"], true, "{words:?}: {}", spoken.json["problems"]);
    assert_eq!(spoken.json["counts"]["new"].as_u64(), Some(count as u64));
    say(what, count, seconds, None);
}

/// Plays the year.
pub(super) fn year(ledgers: &Ledgers) {
    let dir = tempfile::tempdir_in(".").unwrap();
    let record = dir.path().join("record");
    let config = Config {
        mail: None,
        record: RecordSettings { origin: "bench.invalid/record".to_owned() },
        vault: None,
    };
    let mut gate = assemble::create(&record, &config, None).map_err(|_| "create").unwrap();
    let texts = TEXTS.iter().map(|word| (text(word), *word)).collect();
    let mut cast = Cast { keys: BTreeMap::new(), texts };
    println!("through the record:");
    found(&mut gate, &mut cast);
    companies_and_contracts(&mut gate, &mut cast);

    let files = ["orders.csv", "rosters.csv", "manager"].map(|name| dir.path().join(name));
    let [orders, rosters, manager] = files.each_ref().map(|path| path.display().to_string());
    fs::write(&files[0], &ledgers.orders).unwrap();
    fs::write(&files[1], &ledgers.rosters).unwrap();
    fs::write(&files[2], cast.key("CON").to_openssh().as_bytes()).unwrap();
    drop(gate);
    let signing = ["--as", "CON", "--key", &manager];
    let import = |ledger, file, more: &[&'static str]| {
        [&[ledger, "import", file][..], &signing[..], more].concat().into_iter().map(str::to_owned).collect()
    };
    let run = |what: &str, count: usize, line: Vec<String>| {
        command(&record, what, count, &line.iter().map(String::as_str).collect::<Vec<_>>());
    };
    let number = companies().count() - TIERS[0];
    run("order import --dry-run", number, import("order", &orders, &["--dry-run"]));
    run("order import", number, import("order", &orders, &[]));

    let mut gate = assemble::open(&record, None).map_err(|_| "open").unwrap();
    people(&mut gate, &mut cast);
    drop(gate);
    let start = Instant::now();
    drop(assemble::open(&record, None).map_err(|_| "open").unwrap());
    say("opening the record", 1, start.elapsed().as_secs_f64(), None);
    let number = companies().count() * PEOPLE;
    run("roster import --dry-run", number, import("roster", &rosters, &["--dry-run"]));
    run("roster import", number, import("roster", &rosters, &[]));
    let start = Instant::now();
    let spoken = sekisho::run(
        &["verify", "--dir", &record.display().to_string(), "--json"].map(Into::into),
        &Outside::with(&[]),
    );
    assert_eq!(spoken.json["ok"], true);
    say("verify", 1, start.elapsed().as_secs_f64(), None);
}

fn found(gate: &mut Gate, cast: &mut Cast) {
    let admin = cast.key("ADMIN").public().clone();
    let establish = Command::Establish {
        administrator: id("ADMIN"),
        key: KeyId(admin.fingerprint()),
        mail: None,
        name: text("name"),
        office: Office { closing_minute: 1080, offset_minutes: 540, owner: id("CITY") },
        owner_name: text("name"),
        public: admin.to_openssh(),
    };
    cast.all(gate, "opening", &[("ADMIN".to_owned(), establish)]);
    let term = Window { from: Timestamp::EARLIEST, until: Timestamp::LATEST };
    for (person, role) in [("CON", Role::ContractManager), ("CHIEF", Role::Approver)] {
        let enroll = cast.enrollment(gate, person);
        let assign = Command::AssignRole { deputy: None, person: id(person), role, term };
        let acts = [register(person, "CITY"), enroll, assign];
        cast.all(gate, person, &acts.map(|command| ("ADMIN".to_owned(), command)));
    }
}

fn register(person: &str, employer: &str) -> Command {
    let (name, title) = (text("name"), Title::Employed);
    Command::RegisterPerson {
        department: None,
        employer: id(employer),
        mail: None,
        name,
        person: id(person),
        title,
    }
}

fn companies_and_contracts(gate: &mut Gate, cast: &mut Cast) {
    let by = |person: &str, command: Command| (person.to_owned(), command);
    let parties: Vec<_> = companies()
        .map(|(tier, index)| {
            let party = id(&company(tier, index));
            by(
                "ADMIN",
                Command::RegisterParty {
                    above: id("CITY"),
                    domains: std::collections::BTreeSet::default(),
                    name: text("name"),
                    party,
                },
            )
        })
        .collect();
    cast.all(gate, "companies", &parties);
    let said = clauses_with(|said| {
        (said.subcontracting, said.deepest_tier) = (Some(Treatment::Allowed), Some(6));
    });
    let (mut written, mut in_force) = (Vec::new(), Vec::new());
    for index in 0..TIERS[0] {
        let (contract, party) = (link(0, index), company(0, index));
        let mut command = register_contract(&contract, &party, said.clone());
        if let Command::RegisterContract { term, .. } = &mut command {
            *term = Window { from: gate.now().plus(-86_400), until: gate.now().plus(300 * 86_400) };
        }
        written.extend([by("CON", command), by("CON", evaluate(&party, 80))]);
        in_force.push(by("CHIEF", activate(&contract)));
    }
    cast.all(gate, "contracts and evaluations", &written);
    cast.all(gate, "contracts put in force", &in_force);
}

/// Everybody: registered, with a key, their own word and that of their employer about their employment.
fn people(gate: &mut Gate, cast: &mut Cast) {
    let everybody: Vec<(String, String, String)> = companies()
        .flat_map(|(tier, index)| {
            let party = company(tier, index);
            (0..PEOPLE).map(move |number| {
                // Two of each company speak for it: nobody countersigns for themselves.
                let representative = usize::from(number == 0);
                let code = |number| format!("{party}-{number:02}");
                (code(number), party.clone(), code(representative))
            })
        })
        .collect();
    let register =
        |(person, party, _): &(String, String, String)| ("ADMIN".to_owned(), register(person, party));
    cast.all(gate, "people", &everybody.iter().map(register).collect::<Vec<_>>());
    let start = Instant::now();
    let mut keys = Vec::new();
    for (person, ..) in &everybody {
        keys.push(("ADMIN".to_owned(), cast.enrollment(gate, person)));
    }
    say("keys made and proved, by their own people", keys.len(), start.elapsed().as_secs_f64(), None);
    cast.all(gate, "keys enrolled", &keys);
    let (term, role) =
        (Window { from: Timestamp::EARLIEST, until: Timestamp::LATEST }, Role::EmployerRepresentative);
    let speaks =
        |(person, _, _): &&(String, String, String)| person.ends_with("-00") || person.ends_with("-01");
    let roles: Vec<_> = everybody
        .iter()
        .filter(speaks)
        .map(|(person, ..)| {
            let assign = Command::AssignRole { deputy: None, person: id(person), role, term };
            ("ADMIN".to_owned(), assign)
        })
        .collect();
    cast.all(gate, "representatives", &roles);
    let until = gate.now().plus(300 * 86_400);
    let said: Vec<_> = everybody
        .iter()
        .map(|(person, party, _)| {
            let title = Title::Employed;
            (person.clone(), Command::StateEmployment { employer: id(party), title, until })
        })
        .collect();
    cast.all(gate, "employments stated", &said);
    let confirmed: Vec<_> = everybody
        .iter()
        .map(|(person, _, by)| (by.clone(), Command::ConfirmEmployment { person: id(person) }))
        .collect();
    cast.all(gate, "employments countersigned", &confirmed);
}
