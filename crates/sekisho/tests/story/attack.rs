//! The attackers' suite: each test is an attack on sealed carry-outs that must fail, and says with which error.
//!
//! The attacker has what the test takes: a station's directory, the stick, the record with its own keys, the vault's socket.
//! Source: docs/threat-model.md, "The attackers' suite".

use std::fs;
use std::io::BufReader;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::id::PersonId;
use sekisho_core::sealing::Sealing;
use sekisho_core::{Command, Digest, State, Timestamp};
use sekisho_gate::attached::{CHALLENGE, PRESENCE, device_name, key_name, presence_text};
use sekisho_gate::submit::{Answer as Taken, Submission};
use sekisho_gate::{Fault, Gate};
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::{CompactSignature, PrivateKey};
use sekisho_seal::answer::{AgreementKey, AgreementSecret, Answer, Asked};
use sekisho_seal::challenge::{Challenge, Mode, Presence};
use sekisho_seal::header::Header;
use sekisho_seal::key_pair::SecretSeed;
use sekisho_seal::stanza::{ReleaseValue, Terms, find_device};
use sekisho_station::seal::ReceiptFile;

use crate::drive::Said;
use crate::sealed::Case;

#[path = "attack/ask.rs"]
mod ask;
#[path = "attack/boxes.rs"]
mod boxes;
#[path = "attack/bytes.rs"]
mod bytes;
#[path = "attack/challenges.rs"]
mod challenges;
#[path = "attack/clock.rs"]
mod clock;
#[path = "attack/copies.rs"]
mod copies;
#[path = "attack/kill.rs"]
mod kill;
#[path = "attack/record.rs"]
mod record;
#[path = "attack/rewraps.rs"]
mod rewraps;
#[path = "attack/stolen.rs"]
mod stolen;
#[path = "attack/web.rs"]
mod web;

/// A question that the attacker asks with a device's own key: every field is theirs to choose.
pub(crate) struct Question {
    pub(crate) challenge: Challenge,
    secret: [u8; 32],
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    sekisho::assemble::entropy(&mut bytes).unwrap();
    bytes
}

fn private_key(path: &std::path::Path) -> PrivateKey {
    PrivateKey::from_openssh(&fs::read_to_string(path).unwrap(), None).unwrap()
}

/// What the record says about the permit's keys.
pub(crate) fn sealing(state: &State) -> Sealing {
    state.permits.values().find_map(|live| live.document().sealing.clone()).unwrap()
}

impl Case {
    pub(crate) fn now(&self) -> Timestamp {
        sekisho::cli::parse_time(&self.town.time()).unwrap()
    }

    pub(crate) fn gate(&self) -> Gate {
        let Ok(gate) = sekisho::assemble::open(&self.town.file("record"), Some(self.now())) else {
            panic!("the record opens")
        };
        gate
    }

    pub(crate) fn receipt(&self, medium: &str) -> ReceiptFile {
        ReceiptFile::from_bytes(&fs::read(self.path(&format!("{medium}.receipt"))).unwrap()).unwrap()
    }

    pub(crate) fn device_key(&self, station: &str) -> PrivateKey {
        private_key(&self.town.file(station).join("station.key"))
    }

    /// A question exactly as the device would ask it, with a secret that the attacker keeps.
    pub(crate) fn question(&self, medium: &str, number: u16) -> Question {
        let receipt = self.receipt(medium).receipt;
        let secret = random();
        let challenge = Challenge {
            mode: Mode::Shown,
            device_id: device_name(&self.device_key("D-1").public().to_openssh()),
            permit_hash: *receipt.permit_hash.as_bytes(),
            handle: receipt.wrap.handle.to_bytes(),
            opening_number: number,
            one_time_key: AgreementSecret::new(secret).public_key(),
            nonce: random(),
            station_time_s: u64::try_from(self.now().seconds()).unwrap(),
            boot_counter: 1,
            checkpoint_size: 0,
            checkpoint_root: [0; 32],
            presence: [None, None],
            device_signature: [0; 64],
        };
        Question { challenge, secret }
    }

    /// The question with the signatures of two persons and the device.
    pub(crate) fn asked(&self, medium: &str, number: u16) -> Question {
        self.question(medium, number).present(self, &["S-1", "S-2"]).signed(self, "D-1")
    }

    /// An officer takes the question and answers it if record and vault do.
    pub(crate) fn release(&self, question: &Question) -> Said {
        let path = self.path("question");
        fs::write(&path, question.challenge.to_text()).unwrap();
        self.town.run(&format!("release --file {path}"), "O-3")
    }

    /// Submits any command in a person's name, with that person's key.
    pub(crate) fn act(&self, person: &str, command: &Command) -> Result<Taken, Fault> {
        let mut gate = self.gate();
        let who: PersonId = person.parse().unwrap();
        let statement = gate.prepare(&who, command, gate.now())?;
        let key = private_key(&self.town.file(&format!("{person}.key")));
        let signature = key.sign(&namespace(command.act()), statement.as_bytes()).unwrap();
        gate.submit(&Submission { disclosures: Vec::new(), signature, statement })
    }

    /// Tells whether this answer opens the box on a stick for whoever has the device's directory and the question's secret.
    pub(crate) fn opens(&self, stick: &str, question: &Question, answer: Answer) -> bool {
        let gate = self.gate();
        let vault = STANDARD.decode(&gate.state().vault.as_ref().unwrap().answer).unwrap();
        let agreed = AgreementSecret::new(question.secret).agree(&AgreementKey(vault.try_into().unwrap()));
        let bytes = question.challenge.to_bytes();
        let (permit_hash, handle) = (&question.challenge.permit_hash, &question.challenge.handle);
        let asked = Asked { challenge: &bytes, permit_hash, handle };
        let value = answer.unmask(&agreed.unwrap(), &asked);
        self.file_key(stick, &sealing(gate.state()), &value).is_some()
    }

    /// Unwraps the file key of the box on a stick, for whoever has the device's directory and a release value.
    pub(crate) fn file_key(&self, stick: &str, sealing: &Sealing, value: &ReleaseValue) -> Option<[u8; 16]> {
        let name = sealing.device_key.to_string().trim_start_matches("sha256:").to_owned();
        let seed = fs::read(self.town.file("D-1/keys").join(format!("{name}.seed"))).unwrap();
        let mut sealed = BufReader::new(fs::File::open(self.town.file(stick).join("box.age")).unwrap());
        let header = Header::read(&mut sealed).unwrap();
        let seed = SecretSeed::new(seed.try_into().unwrap());
        let permit_hash = *self.receipt("USB-1").receipt.permit_hash.as_bytes();
        sealing.copies.iter().find_map(|copy| {
            let terms = Terms { permit_hash, copy_id: copy.to_bytes() };
            let stanza = find_device(&header, &seed).unwrap();
            let stanza = stanza.with_permit(&terms, sealing.release_key.as_bytes());
            Some(*stanza.ok()?.with_release(value).ok()?.expose())
        })
    }

    /// How many releases the record has.
    pub(crate) fn releases(&self) -> usize {
        self.permit()["releases"].as_array().map_or(0, Vec::len)
    }
}

impl Question {
    pub(crate) fn statement(&self) -> Digest {
        Digest::of(&self.challenge.statement())
    }

    /// Signed by these keys (`S-1` is the file `S-1.key`) as present.
    pub(crate) fn present(mut self, case: &Case, keys: &[&str]) -> Self {
        let text = presence_text(self.statement());
        for (slot, name) in self.challenge.presence.iter_mut().zip(keys) {
            let key = private_key(&case.town.file(&format!("{name}.key")));
            let armored = key.sign(&namespace(PRESENCE), text.as_bytes()).unwrap();
            let CompactSignature { flags, counter, signature } =
                CompactSignature::from_armored(&armored).unwrap();
            *slot =
                Some(Presence { key_id: key_name(&key.public().to_openssh()), flags, counter, signature });
        }
        self
    }

    /// Signed by the key of a station as the device that asks.
    pub(crate) fn signed(mut self, case: &Case, station: &str) -> Self {
        let armored = case.device_key(station).sign(&namespace(CHALLENGE), &self.challenge.signed_part());
        self.challenge.device_signature =
            CompactSignature::from_armored(&armored.unwrap()).unwrap().signature;
        self
    }
}

impl Said {
    /// The answer in digits.
    pub(crate) fn answer(&self) -> Answer {
        self.spoken.json["answer"].as_str().unwrap().parse().unwrap()
    }
}
