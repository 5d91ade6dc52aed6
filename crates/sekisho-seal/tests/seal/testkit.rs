//! The 143 vectors of the age test kit (`tests/testkit/README.md`): each gets exactly the answer that it demands.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::num::NonZeroUsize;
use std::path::Path;

use bech32::primitives::decode::CheckedHrpstring;
use sekisho_seal::header::{Header, HeaderError};
use sekisho_seal::key_pair::SecretSeed;
use sekisho_seal::native::{self, NativeError};
use sekisho_seal::{FileKey, payload};
use sha2::{Digest as _, Sha256};

use crate::reference::{self, Unwrap};
use crate::text::hex;

enum Key {
    Hybrid(SecretSeed),
    Passphrase(String),
    X25519([u8; 32]),
}

struct Vector {
    expect: String,
    payload_hash: Option<String>,
    keys: Vec<Key>,
    armored: bool,
    file: Vec<u8>,
}

#[test]
fn each_vector_gets_the_answer_that_it_demands() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/testkit");
    let mut wrong = Vec::new();
    let mut tally = BTreeMap::<String, usize>::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some() {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let vector = vector(&std::fs::read(path).unwrap());
        let answer = answer(&vector, &name);
        if answer != vector.expect {
            wrong.push((name, answer, vector.expect.clone()));
        }
        *tally.entry(vector.expect).or_default() += 1;
    }
    assert_eq!(wrong, [], "name, answer, expected answer");
    let expected = [
        ("HMAC failure", 1),
        ("armor failure", 22),
        ("header failure", 62),
        ("no match", 13),
        ("payload failure", 19),
        ("success", 26),
    ];
    assert_eq!(tally, expected.map(|(expect, count)| (expect.to_owned(), count)).into());
}

/// What a reader is to refuse, a writer cannot have written; what it accepts, it writes again byte for byte.
#[test]
fn a_header_that_is_read_is_written_byte_for_byte() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/testkit");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some() {
            continue;
        }
        let vector = vector(&std::fs::read(&path).unwrap());
        let Ok(header) = Header::read(&mut &vector.file[..]) else { continue };
        let Some(file_key) = vector.keys.iter().find_map(|key| unwrap(&header, key).ok().flatten()) else {
            continue;
        };
        if header.check(&file_key).is_ok() {
            let again = Header::seal(header.stanzas().to_vec(), &file_key).unwrap();
            assert_eq!(again, header, "{path:?}");
            assert!(vector.file.starts_with(again.bytes()));
            read += 1;
        }
    }
    assert!(read >= 39, "{read}");
}

fn answer(vector: &Vector, name: &str) -> &'static str {
    let file = if vector.armored {
        match reference::unarmor(&vector.file) {
            Some(file) => file,
            None => return "armor failure",
        }
    } else {
        vector.file.clone()
    };
    let mut input = &file[..];
    let Ok(header) = Header::read(&mut input) else { return "header failure" };
    let mut file_key = None;
    for key in &vector.keys {
        match unwrap(&header, key) {
            Ok(Some(found)) => file_key = file_key.or(Some(found)),
            Ok(None) => {}
            Err(answer) => return answer,
        }
    }
    let Some(file_key) = file_key else { return "no match" };
    if let Err(error) = header.check(&file_key) {
        assert!(matches!(error, HeaderError::Mac));
        return "HMAC failure";
    }
    if input.len() < 16 {
        return "header failure";
    }
    let (plain, whole) = reference::open_payload(&file_key, input);
    assert_eq!(Some(hex(&Sha256::digest(&plain))), vector.payload_hash, "{name}: plaintext that was let out");
    for workers in 1..=2 {
        let mut output = Vec::new();
        let workers = NonZeroUsize::new(workers).unwrap();
        let opened = payload::open(&file_key, input, &mut output, workers);
        assert_eq!(opened.is_ok(), whole, "{name}: {opened:?}");
        assert_eq!(Some(hex(&Sha256::digest(&output))), vector.payload_hash, "{name}: {opened:?}");
    }
    let mut output = Vec::new();
    let read = payload::Opening::new(&file_key, input).map(|mut opening| opening.read_to_end(&mut output));
    assert_eq!(read.is_ok_and(|read| read.is_ok()), whole, "{name}");
    assert_eq!(Some(hex(&Sha256::digest(&output))), vector.payload_hash, "{name}: what is read");
    if whole { "success" } else { "payload failure" }
}

fn unwrap(header: &Header, key: &Key) -> Result<Option<FileKey>, &'static str> {
    let of_type = |tag| header.stanzas().iter().filter(move |stanza| stanza.tag() == tag);
    // SOURCE: C2SP age: a scrypt stanza is the only one.
    if of_type("scrypt").count() > 0 && header.stanzas().len() > 1 {
        return Err("header failure");
    }
    let found: Vec<Result<FileKey, Unwrap>> = match key {
        Key::Hybrid(seed) => match native::open_header(header, seed) {
            Ok(file_key) => vec![Ok(file_key)],
            Err(NativeError::WrongKey) => vec![Err(Unwrap::NoMatch)],
            Err(NativeError::Malformed(_)) => vec![Err(Unwrap::Malformed)],
            Err(_) => return Err("HMAC failure"),
        },
        Key::Passphrase(passphrase) => {
            of_type("scrypt").map(|stanza| reference::scrypt(stanza, passphrase)).collect()
        }
        Key::X25519(secret) => of_type("X25519").map(|stanza| reference::x25519(stanza, secret)).collect(),
    };
    if found.iter().any(|one| matches!(one, Err(Unwrap::Malformed))) {
        return Err("header failure");
    }
    Ok(found.into_iter().find_map(Result::ok))
}

fn vector(bytes: &[u8]) -> Vector {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut vector = Vector {
        expect: String::new(),
        payload_hash: None,
        keys: Vec::new(),
        armored: false,
        file: bytes[end + 2..].to_vec(),
    };
    for line in head.lines() {
        match line.split_once(": ").unwrap() {
            ("expect", value) => value.clone_into(&mut vector.expect),
            ("payload", value) => vector.payload_hash = Some(value.to_owned()),
            ("identity", value) => vector.keys.push(identity(value)),
            ("passphrase", value) => vector.keys.push(Key::Passphrase(value.to_owned())),
            ("armored", "yes") => vector.armored = true,
            ("compressed", "zstd") => vector.file = zstd::decode_all(&vector.file[..]).unwrap(),
            ("comment" | "file key", _) => {}
            other => panic!("{other:?}"),
        }
    }
    vector
}

fn identity(text: &str) -> Key {
    if let Ok(seed) = native::identity_from_text(text) {
        return Key::Hybrid(seed);
    }
    let checked = CheckedHrpstring::new::<bech32::Bech32>(text).unwrap();
    assert_eq!(checked.hrp().to_string().to_lowercase(), "age-secret-key-");
    Key::X25519(checked.byte_iter().collect::<Vec<u8>>().try_into().unwrap())
}
