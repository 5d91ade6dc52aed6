//! The record under load: durable appends beside the disk's own flush rate, and a start at the size given.
//!
//! `cargo bench -p sekisho --bench record -- [EVENTS]` (default 20,000). Prints figures; asserts nothing about time.

#![expect(clippy::disallowed_methods, reason = "a bench reads the clock and draws keys")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench stops at the first fault"
)]

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use sekisho::assemble;
use sekisho::config::{Config, RecordSettings};
use sekisho_core::document::{Document, Extract, Protection, Transport};
use sekisho_core::id::{KeyId, PersonId};
use sekisho_core::medium::{MediumCard, PlaceKind};
use sekisho_core::office::Office;
use sekisho_core::party::{Role, Title};
use sekisho_core::permit::{EraseMethod, Holder};
use sekisho_core::{Command, Digest, Private, Timestamp, Window};
use sekisho_gate::Gate;
use sekisho_gate::evidence::possession_text;
use sekisho_gate::port::Disclosure;
use sekisho_gate::submit::Submission;
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::PrivateKey;

/// Hand-overs between carriers and site, so that one permit has about thirty events.
const LEGS: u32 = 3;

/// Stands for every name and every purpose.
const TEXT: &str = "name";

pub(crate) struct Cast {
    keys: Vec<(PersonId, PrivateKey)>,
}

impl Cast {
    fn key(&self, person: &str) -> &PrivateKey {
        &self.keys.iter().find(|(id, _)| id.as_str() == person).expect("enrolled").1
    }

    fn sign(&self, gate: &Gate, person: &str, command: &Command) -> Submission {
        let id: PersonId = person.parse().unwrap();
        let statement = gate.prepare(&id, command, gate.now()).unwrap();
        let signature = self.key(person).sign(&namespace(command.act()), statement.as_bytes()).unwrap();
        let known = |digest: &Digest| Disclosure {
            digest: *digest,
            salt: [0; 16],
            text: Private::new(TEXT.to_owned()),
        };
        Submission { disclosures: command.texts().iter().map(known).collect(), signature, statement }
    }

    pub(crate) fn act(&self, gate: &mut Gate, person: &str, command: &Command) {
        let submission = self.sign(gate, person, command);
        let answer = gate.submit(&submission).unwrap();
        assert!(answer.reasons.is_empty(), "{command:?}: {:?}", answer.reasons);
    }
}

fn main() {
    let wanted: u64 = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(20_000);
    let dir = tempfile::tempdir_in(".").unwrap();
    println!("flushes of this disk: {:.0} a second", flush_rate(dir.path()));
    let record = dir.path().join("record");
    let config = Config {
        mail: None,
        record: RecordSettings { origin: "bench.invalid/record".to_owned() },
        vault: None,
    };
    let mut gate = assemble::create(&record, &config, None).map_err(|_| "create").unwrap();
    let cast = found(&mut gate);

    let start = (Instant::now(), gate.size());
    while start.0.elapsed().as_secs_f64() < 3.0 {
        store_back_and_forth(&mut gate, &cast, 1);
    }
    report("appends, one act at a time", &start, gate.size());
    for batch in [8, 32, 128] {
        let start = (Instant::now(), gate.size());
        while start.0.elapsed().as_secs_f64() < 3.0 {
            store_back_and_forth(&mut gate, &cast, batch);
        }
        report(&format!("appends, {batch} acts waiting together"), &start, gate.size());
    }

    let start = (Instant::now(), gate.size());
    let mut permits = 0;
    while gate.size() < wanted {
        permit(&mut gate, &cast);
        permits += 1;
        if gate.size() - start.1 > 2_000 && gate.size() + 5_000 < wanted {
            fill(&mut gate, &cast, wanted - 3_000);
        }
    }
    println!("{permits} permits, {} events in all", gate.size());
    drop(gate);
    let start = Instant::now();
    let mut gate = assemble::open(&record, None).map_err(|_| "open").unwrap();
    println!("start: {:.1} ms at {} events", start.elapsed().as_secs_f64() * 1e3, gate.size());
    let start = Instant::now();
    gate.fire_due().unwrap();
    let mut events = 0;
    let last = gate.state().permit_count;
    gate.record()
        .stream_entries(&format!("permit/{}", sekisho_core::id::PermitId(last)), &mut |_| {
            events += 1;
            Ok(())
        })
        .unwrap();
    println!("due and one permit of {events} events: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
}

fn report(what: &str, start: &(Instant, u64), size: u64) {
    let events = u32::try_from(size - start.1).unwrap_or(u32::MAX);
    println!("{what}: {:.0} durable events a second", f64::from(events) / start.0.elapsed().as_secs_f64());
}

fn flush_rate(dir: &Path) -> f64 {
    let mut file = File::create(dir.join("flush")).unwrap();
    let start = Instant::now();
    let mut count = 0u32;
    while start.elapsed().as_secs_f64() < 2.0 {
        file.write_all(&[0; 512]).unwrap();
        file.sync_data().unwrap();
        count += 1;
    }
    f64::from(count) / start.elapsed().as_secs_f64()
}

fn name() -> Digest {
    Digest::of_text(&[0; 16], TEXT)
}

pub(crate) fn found(gate: &mut Gate) -> Cast {
    let people = ["O-1", "O-2", "O-3", "O-4", "C-1", "S-1"];
    let keys = (1u8..)
        .zip(people)
        .map(|(seed, id)| (id.parse().unwrap(), PrivateKey::generate_from_seed(&[seed; 32])));
    let cast = Cast { keys: keys.collect() };
    let admin = cast.key("O-1").public().clone();
    let owner: sekisho_core::id::PartyId = "CITY".parse().unwrap();
    cast.act(
        gate,
        "O-1",
        &Command::Establish {
            administrator: "O-1".parse().unwrap(),
            key: KeyId(admin.fingerprint()),
            mail: None,
            name: name(),
            office: Office { closing_minute: 1080, offset_minutes: 540, owner: owner.clone() },
            owner_name: name(),
            public: admin.to_openssh(),
        },
    );
    for person in people.iter().skip(1) {
        let id: PersonId = person.parse().unwrap();
        cast.act(
            gate,
            "O-1",
            &Command::RegisterPerson {
                department: None,
                employer: owner.clone(),
                mail: None,
                name: name(),
                person: id.clone(),
                title: Title::Employed,
            },
        );
        let key = cast.key(person);
        let public = key.public().to_openssh();
        let possession = key
            .sign(&namespace("possess.key"), possession_text(gate.origin(), &id, &public).as_bytes())
            .unwrap();
        cast.act(
            gate,
            "O-1",
            &Command::EnrollKey { key: KeyId(key.public().fingerprint()), person: id, possession, public },
        );
    }
    let term = Window { from: Timestamp::EARLIEST, until: Timestamp::LATEST };
    for (person, role) in
        [("O-2", Role::Approver), ("O-3", Role::SecurityManager), ("O-3", Role::MediaKeeper)]
    {
        cast.act(
            gate,
            "O-1",
            &Command::AssignRole { deputy: None, person: person.parse().unwrap(), role, term },
        );
    }
    for (place, kind) in
        [("CAB-1", PlaceKind::Cabinet), ("CAB-2", PlaceKind::Cabinet), ("SITE", PlaceKind::Site)]
    {
        cast.act(
            gate,
            "O-1",
            &Command::RegisterPlace {
                kind,
                name: name(),
                party: owner.clone(),
                place: place.parse().unwrap(),
            },
        );
    }
    for medium in ["M-1", "M-2"] {
        let card = MediumCard {
            capacity_bytes: None,
            home: "CAB-1".parse().unwrap(),
            product: "p".to_owned(),
            serial: medium.to_owned(),
        };
        cast.act(gate, "O-3", &Command::RegisterMedium { card, medium: medium.parse().unwrap() });
    }
    cast
}

/// The smallest act: a medium goes from one cabinet into the other.
fn store_back_and_forth(gate: &mut Gate, cast: &Cast, batch: usize) {
    let acts: Vec<Submission> = (0..batch)
        .map(|turn| {
            let place = if turn % 2 == 0 { "CAB-2" } else { "CAB-1" };
            let command = Command::Store { medium: "M-2".parse().unwrap(), place: place.parse().unwrap() };
            cast.sign(gate, "O-3", &command)
        })
        .collect();
    for answer in gate.submit_all(&acts).unwrap() {
        assert!(answer.unwrap().reasons.is_empty());
    }
}

pub(crate) fn fill(gate: &mut Gate, cast: &Cast, until: u64) {
    while gate.size() < until {
        store_back_and_forth(gate, cast, 512);
    }
}

pub(crate) fn permit(gate: &mut Gate, cast: &Cast) {
    let now = gate.now();
    let id = gate.state().next_permit();
    let document = Document {
        arrive_by: None,
        beyond: None,
        copies: vec!["M-1".parse().unwrap()],
        device: None,
        erase_by: now.plus(7200),
        eraser: "S-1".parse().unwrap(),
        extracts: vec![Extract::table("ELIGIBLE".parse().unwrap(), vec!["code".to_owned()], 10)],
        from: "CAB-1".parse().unwrap(),
        nonce: "00".repeat(32),
        people: 10,
        permit: id,
        protection: Protection::Declared { product: "p".to_owned() },
        purpose: name(),
        plan: None,
        purpose_code: None,
        receivers: ["S-1".parse().unwrap()].into(),
        return_by: now.plus(7200),
        return_to: "CAB-1".parse().unwrap(),
        revision: 1,
        route: None,
        sealing: None,
        site: "SITE".parse().unwrap(),
        transport: Transport::Carried {
            carriers: ["O-4".parse().unwrap(), "C-1".parse().unwrap()].into(),
            substitutes: [].into(),
        },
        urgent: None,
        window: Window { from: now.plus(-60), until: now.plus(7200) },
    };
    let digest = document.digest();
    let medium: sekisho_core::id::MediumId = "M-1".parse().unwrap();
    let hand = |to: Holder| Command::Hand { due: now.plus(3600), medium: medium.clone(), permit: id, to };
    let receive = Command::Receive { medium: medium.clone(), permit: id };
    let carriers = || Holder::Persons(["O-4".parse().unwrap(), "C-1".parse().unwrap()].into());
    cast.act(gate, "O-4", &Command::RequestPermit { document });
    cast.act(gate, "O-2", &Command::Approve { document: digest, permit: id });
    cast.act(gate, "O-3", &Command::Approve { document: digest, permit: id });
    let mut giver = "O-3";
    for _ in 0..LEGS {
        cast.act(gate, giver, &hand(carriers()));
        cast.act(gate, "O-4", &receive);
        cast.act(gate, "C-1", &receive);
        cast.act(gate, "C-1", &hand(Holder::Persons(["S-1".parse().unwrap()].into())));
        cast.act(gate, "S-1", &receive);
        giver = "S-1";
    }
    let method = EraseMethod::Overwritten;
    cast.act(
        gate,
        "S-1",
        &Command::ReportErasure {
            certificate: None,
            medium: medium.clone(),
            method,
            permit: id,
            witness: None,
        },
    );
    cast.act(gate, "S-1", &hand(Holder::Place("CAB-1".parse().unwrap())));
    cast.act(gate, "O-3", &receive);
    cast.act(gate, "O-3", &Command::Close { permit: id });
}
