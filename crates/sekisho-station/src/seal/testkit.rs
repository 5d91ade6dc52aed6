//! A city, its vault, two devices and four persons, for the tests of sealing and opening.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::document::{Document, Extract, Protection, Transport};
use sekisho_core::id::{DatasetId, MediumId, PersonId};
use sekisho_core::sealing::{CopyId, SealReceipt, Sealing as SealingTerms};
use sekisho_core::{Digest, Timestamp, Window};
use sekisho_gate::attached::WITNESS_BEFORE;
use sekisho_gate::wire::permit_file::PermitFile;
use sekisho_gate::wire::v1::NotBefore;
use sekisho_proof::act::namespace;
use sekisho_proof::dsse::EnvelopeKey;
use sekisho_proof::sshsig::PrivateKey;
use sekisho_seal::answer::{AgreementKey, AgreementSecret, Answer, Asked};
use sekisho_seal::archive::Level;
use sekisho_seal::key_pair::{Ciphertext, SecretSeed};
use sekisho_seal::stanza::{LoggedStanza, Terms, release_value};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::{Attended, Existing, Means, Sealed, Sealing, Spool, TableForm, Target, before_text, begin};
use crate::desk::{self, Desk, NewDesk, Permit};
use crate::table::{InputForm, OutputEncoding};

pub(crate) const ORIGIN: &str = "city.invalid/record";
pub(crate) const MARKER: &str = "MARKER-関所太郎";
pub(crate) const NOTE: &str = "この媒体は暗号化されています。0000-00-0000 / No. 4711\r\n";

pub(crate) struct World {
    pub(crate) directory: TempDir,
    pub(crate) station: Desk,
    pub(crate) receiver: Desk,
    pub(crate) device_key: String,
    chance: u64,
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn noon() -> Timestamp {
    at("2026-06-21T03:00:00Z")
}

pub(crate) fn person(code: &str) -> PersonId {
    code.parse().unwrap()
}

pub(crate) fn medium(code: &str) -> MediumId {
    code.parse().unwrap()
}

pub(crate) fn dataset(code: &str) -> DatasetId {
    code.parse().unwrap()
}

/// The key of a person, by the code.
pub(crate) fn key(code: &str) -> PrivateKey {
    PrivateKey::generate_from_seed(&Sha256::digest(code).into())
}

pub(crate) fn sign(code: &str, act: &str, text: &str) -> String {
    key(code).sign(&namespace(act), text.as_bytes()).unwrap()
}

pub(crate) fn envelope_key() -> EnvelopeKey {
    EnvelopeKey::from_seed(&[50; 32])
}

pub(crate) fn vault_seed() -> SecretSeed {
    SecretSeed::new([51; 32])
}

pub(crate) fn sync_seed() -> SecretSeed {
    SecretSeed::new([52; 32])
}

pub(crate) fn rewrap_seed() -> SecretSeed {
    SecretSeed::new([53; 32])
}

pub(crate) fn answer_secret() -> AgreementSecret {
    AgreementSecret::new([54; 32])
}

/// Randomness that is the same in each run.
pub(crate) fn chance(start: u64) -> impl FnMut(&mut [u8]) -> io::Result<()> {
    let mut counter = start << 32;
    move |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(32) {
            counter += 1;
            chunk.copy_from_slice(&Sha256::digest(counter.to_be_bytes())[..chunk.len()]);
        }
        Ok(())
    }
}

pub(crate) fn new_desk(device: &str) -> NewDesk {
    NewDesk {
        device: device.parse().unwrap(),
        envelope_key: envelope_key().public(),
        one_time: 3,
        origin: ORIGIN.to_owned(),
        spoken: 3,
    }
}

fn base64(seed: &SecretSeed) -> String {
    STANDARD.encode(seed.public_key().as_bytes())
}

fn hash(seed: &SecretSeed) -> Digest {
    Digest::of(seed.public_key().as_bytes())
}

/// Rows of residents, a marker in each.
pub(crate) fn residents(rows: usize) -> String {
    let rows: String = (0..rows).map(|row| format!("{row},{MARKER},{}\n", row * 7)).collect();
    format!("number,name,tax\n{rows}")
}

pub(crate) fn csv() -> TableForm {
    TableForm {
        input: InputForm::Csv { encoding: crate::table::InputEncoding::Utf8, skip_lines: 0 },
        observed: Vec::new(),
        output: OutputEncoding::Utf8,
    }
}

pub(crate) fn means() -> Means {
    Means { level: Level::FAST, spool: Spool::memory(64 << 20), workers: NonZeroUsize::new(2).unwrap() }
}

impl World {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (one, two) = (directory.path().join("station"), directory.path().join("receiver"));
        desk::create(&one, &new_desk("PC-CITY"), &mut chance(1)).unwrap();
        let enrollment = desk::create(&two, &new_desk("PC-SITE"), &mut chance(2)).unwrap();
        let device_key = enrollment.deposit.keys[0].clone();
        let (station, receiver) = (desk::open(&one).unwrap(), desk::open(&two).unwrap());
        Self { directory, station, receiver, device_key, chance: 100 }
    }

    pub(crate) fn document(&self) -> Document {
        Document {
            arrive_by: None,
            beyond: None,
            copies: vec![medium("USB-1"), medium("USB-2")],
            device: Some("PC-SITE".parse().unwrap()),
            erase_by: at("2026-06-21T15:00:00Z"),
            eraser: person("opener-1"),
            extracts: vec![
                Extract::table(dataset("tax"), vec!["tax".into(), "name".into()], 1000),
                Extract::table(dataset("forms"), vec!["*".into()], 2),
            ],
            from: "CABINET".parse().unwrap(),
            nonce: "00".repeat(32),
            people: 1000,
            permit: "P-0001".parse().unwrap(),
            protection: Protection::Sealed,
            purpose: Digest::of(b"purpose"),
            plan: None,
            purpose_code: None,
            receivers: BTreeSet::new(),
            return_by: at("2026-06-22T00:00:00Z"),
            return_to: "CABINET".parse().unwrap(),
            revision: 1,
            route: None,
            sealing: Some(SealingTerms {
                copies: vec![CopyId::from_bytes([1; 16]), CopyId::from_bytes([2; 16])],
                device_key: Digest::of(&STANDARD.decode(&self.device_key).unwrap()),
                openers: [person("opener-1"), person("opener-2")].into(),
                openings: 2,
                release_key: hash(&vault_seed()),
                lookup: None,
                rewrap_key: Some(hash(&rewrap_seed())),
                sealed_under: None,
                sealer: person("sealer"),
                witness: person("witness"),
            }),
            site: "SITE".parse().unwrap(),
            transport: Transport::Network,
            urgent: None,
            window: Window { from: at("2026-06-21T00:00:00Z"), until: at("2026-06-21T12:00:00Z") },
        }
    }

    /// The file that the owner signs for a document.
    pub(crate) fn file(&self, document: Document) -> Vec<u8> {
        let codes = ["sealer", "witness", "opener-1", "opener-2"];
        let file = PermitFile {
            answer_key: STANDARD.encode(answer_secret().public_key().0),
            checkpoint: NotBefore { root: STANDARD.encode([9; 32]), size: 12 },
            device_key: self.device_key.clone(),
            device_signing: self.receiver.signing_line(),
            document,
            lookup_key: None,
            media: [].into(),
            origin: ORIGIN.to_owned(),
            persons: codes.iter().map(|code| (person(code), vec![key(code).public().to_openssh()])).collect(),
            release_key: base64(&vault_seed()),
            rewrap_key: Some(base64(&rewrap_seed())),
            sync_key: base64(&sync_seed()),
        };
        file.sign(&envelope_key()).unwrap()
    }

    /// The permit of the document, changed as the test wants.
    pub(crate) fn permit_with(&self, change: impl FnOnce(&mut Document)) -> Permit {
        let mut document = self.document();
        change(&mut document);
        Permit::read(&self.station, &self.file(document)).unwrap()
    }

    pub(crate) fn permit(&self) -> Permit {
        self.permit_with(|_| ())
    }

    pub(crate) fn chance(&mut self) -> impl FnMut(&mut [u8]) -> io::Result<()> + use<> {
        self.chance += 1;
        chance(self.chance)
    }

    pub(crate) fn stick(&self, name: &str) -> PathBuf {
        let path = self.directory.path().join(name);
        fs::create_dir_all(&path).unwrap();
        path
    }

    /// Seals 1000 rows and a form onto a stick.
    pub(crate) fn seal(&mut self, permit: &Permit, code: &str) -> (PathBuf, Sealed) {
        let directory = self.stick(code);
        let mut chance = self.chance();
        let sealing = filled(&self.station, permit, code, means());
        let target = Target { directory: &directory, existing: Existing::Keep, note: NOTE };
        let sealed = sealing.finish(&mut chance).unwrap().write_medium(&target, &mut chance).unwrap();
        (directory, sealed)
    }
}

/// Begins to seal, with the witness at hand.
pub(crate) fn begun<'a>(desk: &'a Desk, permit: &'a Permit, code: &str, means: Means) -> Sealing<'a> {
    let before = sign("witness", WITNESS_BEFORE, &before_text(permit, &medium(code)).unwrap());
    let (sealer, witness) = (person("sealer"), person("witness"));
    let attended = Attended { before: &before, sealer: &sealer, witness: &witness };
    begin(desk, permit, &medium(code), &attended, means, noon()).unwrap()
}

pub(crate) fn filled<'a>(desk: &'a Desk, permit: &'a Permit, code: &str, means: Means) -> Sealing<'a> {
    let mut sealing = begun(desk, permit, code, means);
    sealing.table(&dataset("tax"), residents(1000).as_bytes(), &csv(), |_| ()).unwrap();
    sealing.opaque(&dataset("forms"), "第1号.txt", MARKER.as_bytes()).unwrap();
    sealing
}

pub(crate) fn box_of(stick: &Path) -> BufReader<File> {
    BufReader::new(File::open(stick.join("box.age")).unwrap())
}

/// Answers as the vault does: from the logged receipt, and for whoever holds the challenge's key.
pub(crate) fn vault(receipt: &SealReceipt, one_time: &AgreementKey, challenge: &[u8]) -> Answer {
    let terms = Terms { permit_hash: *receipt.permit_hash.as_bytes(), copy_id: receipt.copy.to_bytes() };
    let enc_r = Ciphertext::from_bytes(&STANDARD.decode(&receipt.wrap.enc_r).unwrap()).unwrap();
    let logged = LoggedStanza {
        suite: receipt.suite,
        terms,
        pk_d_hash: *receipt.wrap.device_key.as_bytes(),
        enc_d_hash: *receipt.wrap.enc_d.as_bytes(),
        enc_r: &enc_r,
    };
    let value = release_value(&vault_seed(), &logged).unwrap();
    let agreed = answer_secret().agree(one_time).unwrap();
    let (permit_hash, handle) = (terms.permit_hash, receipt.wrap.handle.to_bytes());
    Answer::mask(&value, &agreed, &Asked { challenge, permit_hash: &permit_hash, handle: &handle })
}
