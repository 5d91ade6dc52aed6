//! Whatever reads bytes from elsewhere, fed with valid inputs that were changed at random. The same bodies as the fuzz targets.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../../../fuzz/bodies.rs"]
#[allow(unreachable_pub, reason = "the fuzz targets include the same file as a crate of theirs")]
mod bodies;

use std::num::Wrapping;

use sekisho_core::less::Reading;
use sekisho_core::sealing::CopyId;
use sekisho_proof::Digest;
use sekisho_proof::checkpoint::Checkpoint;
use sekisho_proof::dsse::{Envelope, EnvelopeKey};
use sekisho_proof::note::NoteSigner;
use sekisho_seal::FileKey;
use sekisho_seal::challenge::{Challenge, Mode};
use sekisho_seal::header::{Header, Stanza};
use sekisho_seal::key_pair::{EncapsulationRandomness, SecretSeed};
use sekisho_seal::spoken::SpokenChallenge;
use sekisho_seal::stanza::{self, Terms};
use sekisho_station::list::{Lines, List, ListField, ListHead, ListKey};

/// Inputs for each reader.
const ROUNDS: usize = 20_000;
/// What turns a reader's head.
const TOKENS: [&[u8]; 14] = [
    b"\n",
    b"\r\n",
    b"\"",
    b",",
    b" ",
    b"-> ",
    b"---",
    b"\0",
    b"\xff\xfe",
    b"/x001/",
    b"9999999999999999999999",
    b"{}",
    b"\x81\x40",
    b"=",
];

/// Numbers that are the same each time. Source: Steele, Lea, Flood: splitmix64.
struct Numbers(Wrapping<u64>);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 += 0x9e37_79b9_7f4a_7c15;
        let mut z = self.0;
        z = (z ^ (z >> 30)) * Wrapping(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)) * Wrapping(0x94d0_49bb_1331_11eb);
        let z = (z ^ (z >> 31)).0 % u64::try_from(bound.max(1)).unwrap();
        usize::try_from(z).unwrap()
    }

    /// Changes an input in one of seven ways.
    fn change(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(input.len().saturating_add(1));
        let end = at.saturating_add(self.below(40)).min(input.len());
        match self.below(7) {
            0 => input.truncate(at),
            1 => drop(input.drain(at..end)),
            2 => drop(input.splice(at..at, TOKENS.get(self.below(TOKENS.len())).copied().unwrap().to_vec())),
            3 => drop(input.splice(at..end, other.iter().copied().skip(self.below(other.len())).take(40))),
            4 => {
                let again = input.get(at..end).unwrap().to_vec();
                input.splice(at..at, again);
            }
            5 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte = u8::try_from(self.below(256)).unwrap();
                }
            }
            _ => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << self.below(8);
                }
            }
        }
    }
}

/// Feeds the valid ones, then what becomes of them. A panic names the input, so that it can become a test.
fn feed(seeds: &[Vec<u8>], body: fn(&[u8])) {
    for seed in seeds {
        body(seed);
    }
    let mut numbers = Numbers(Wrapping(1));
    for _ in 0..ROUNDS {
        let mut input = seeds.get(numbers.below(seeds.len())).unwrap().clone();
        let other = seeds.get(numbers.below(seeds.len())).unwrap();
        for _ in 0..=numbers.below(4) {
            numbers.change(&mut input, other);
        }
        let fed = std::panic::catch_unwind(|| body(&input));
        assert!(fed.is_ok(), "this breaks the reader: {}", input.escape_ascii());
    }
}

fn key() -> EnvelopeKey {
    EnvelopeKey::from_seed(&[50; 32])
}

#[test]
fn headers() {
    let file_key = FileKey::new([1; 16]);
    let terms = Terms { permit_hash: [2; 32], copy_id: [3; 16] };
    let public = |seed| SecretSeed::new([seed; 32]).public_key();
    let randomness = |seed| EncapsulationRandomness::new([seed; 64]);
    let (device, release) = (public(4), public(5));
    let (ours, _) = stanza::seal(&file_key, &terms, (&device, randomness(6)), (&release, randomness(7)));
    let other = Stanza::new("X25519".to_owned(), vec!["abc".to_owned()], vec![8; 48]).unwrap();
    let bytes = |stanzas| Header::seal(stanzas, &file_key).unwrap().bytes().to_vec();
    feed(&[bytes(vec![other.clone()]), bytes(vec![other.clone(), ours, other])], bodies::header);
}

#[test]
fn what_travels_between_site_and_owner() {
    let challenge = Challenge {
        mode: Mode::Shown,
        device_id: [1; 16],
        permit_hash: [2; 32],
        handle: [3; 16],
        opening_number: 1,
        one_time_key: sekisho_seal::answer::AgreementSecret::new([4; 32]).public_key(),
        nonce: [5; 16],
        station_time_s: 1_800_000_000,
        boot_counter: 7,
        checkpoint_size: 12,
        checkpoint_root: [9; 32],
        presence: [None, None],
        device_signature: [10; 64],
    };
    feed(&[challenge.to_bytes(), challenge.to_text().into_bytes()], bodies::challenge);
    feed(&[b"322928 319200 005272 337891 589022 212658 106080 715470".to_vec()], bodies::answer);
    let spoken = (0..=u8::MAX).find_map(|byte| SpokenChallenge::from_bytes([0, byte, 1, 2, 3, 4, 5, 6]).ok());
    let spoken = spoken.unwrap();
    feed(&[spoken.to_string().into_bytes(), spoken.to_bytes().to_vec()], bodies::spoken);
}

#[test]
fn the_record() {
    let mut envelope = Envelope::sign("application/json", "{}", &key());
    envelope.add_signature(&EnvelopeKey::from_seed(&[51; 32]));
    feed(&[envelope.to_bytes()], bodies::dsse);
    let text = format!("city.invalid/record\n12\n{}\n", "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=");
    let checkpoint = Checkpoint::parse(&text).unwrap();
    let note = checkpoint.sign(&NoteSigner::new("city.invalid/record", &[52; 32]).unwrap());
    feed(&[text.into_bytes(), note.into_bytes()], bodies::checkpoint);
    let bundle = [0, 2, b'a', b'b', 0, 0, 0, 1, b'c'];
    let paths = ["tile/0/000", "tile/1/x001/234.p/7", "tile/entries/x001/x234/567.p/255"];
    let paths = paths.iter().map(|path| path.as_bytes().to_vec()).chain([bundle.to_vec()]);
    feed(&paths.collect::<Vec<_>>(), bodies::tile);
}

#[test]
fn documents() {
    let digest = Digest::of(b"").to_string();
    let json =
        format!(r#"{{"copy":"{digest}","members":[{{"bytes":1,"name":"a"}}],"origin":"o","version":1}}"#);
    let seeds = [json.into_bytes(), b"{}".to_vec(), b"[[[[1e999]]]]".to_vec()];
    feed(&seeds, bodies::manifest);
    feed(&seeds, bodies::permit_file);
    let envelope = Envelope::sign("application/json", "{}", &key()).to_bytes();
    feed(&[envelope], bodies::permit_file);
    let text = b"SKR1:6BF+70006BF+7000".to_vec();
    feed(
        &[seeds.concat(), [&b"SKR1"[..], &[1; 400]].concat(), [&b"SKR1"[..], &[0; 900]].concat(), text],
        bodies::receipt,
    );
}

#[test]
fn tables() {
    let quoted = "\u{feff}a,b\r\n\"1\n\"\"2\",関守\r\n3,\u{1a}".as_bytes().to_vec();
    let cp932 = b"a,b\r\n\x8a\xd6\x8e\xe7,\xfa\xb1\r\n\x1a\0\0".to_vec();
    feed(&[quoted, cp932, b"b,a\n1,2\n\n".to_vec(), b"a\r1\r2\r".to_vec()], bodies::table);
}

#[test]
fn lists() {
    let mut lines = Lines::new(ListKey::new([7; 32].into()));
    for code in ["1", "2", "2", "3"] {
        lines.add([(Reading::Code, code.into())].into_iter()).unwrap();
    }
    let head = ListHead {
        copy: CopyId::from_bytes([1; 16]),
        dataset: "a".parse().unwrap(),
        fields: vec![ListField { name: "code".to_owned(), reading: Reading::Code }],
        list: "a.list".to_owned(),
        permit: "P-0001".parse().unwrap(),
        rows: 0,
        version: 1,
        yes_if: None,
    };
    let chance = &mut |bytes: &mut [u8]| {
        bytes.fill(0xaa);
        Ok(())
    };
    let written = lines.finish(head.clone(), chance).unwrap();
    let line = written.key.to_line(&head.copy, &head.list).as_bytes().to_vec();
    assert!(List::open(&written.bytes, &line).is_ok());
    feed(&[written.bytes, line], bodies::list);
}
