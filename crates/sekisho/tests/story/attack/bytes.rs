//! A search of every byte on disk after the destruction.

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_seal::key_pair::{Ciphertext, SecretSeed};
use sekisho_seal::stanza::{LoggedStanza, Terms, release_value};

use super::copies::{copy, seed};
use super::sealing;
use super::stolen::every_file;
use crate::sealed::Case;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every form in which these bytes may lie somewhere.
fn forms(secret: &[u8]) -> Vec<Vec<u8>> {
    let reversed: Vec<u8> = secret.iter().rev().copied().collect();
    let coded = STANDARD.encode(secret);
    vec![
        secret.to_vec(),
        reversed,
        hex(secret).into_bytes(),
        hex(secret).to_uppercase().into_bytes(),
        coded.trim_end_matches('=').as_bytes()[..coded.len() - 4].to_vec(),
    ]
}

#[test]
fn no_seed_file_key_or_release_value_is_left_anywhere() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    let opened = case.open_by_digits("stick-1", "work").done();
    // What is searched for, from a copy of the vault that is removed again.
    copy(&case, "record.vault", "vault.copy");
    let keys = sealing(case.gate().state());
    let dir = case.town.file("vault.copy");
    let seed = seed(&dir, &dir.join("cell"), keys.release_key).unwrap();
    fs::remove_dir_all(&dir).unwrap();
    let receipt = case.receipt("USB-1").receipt;
    let enc_r = Ciphertext::from_bytes(&STANDARD.decode(&receipt.wrap.enc_r).unwrap()).unwrap();
    let logged = LoggedStanza {
        suite: receipt.suite,
        terms: Terms { permit_hash: *receipt.permit_hash.as_bytes(), copy_id: receipt.copy.to_bytes() },
        pk_d_hash: *receipt.wrap.device_key.as_bytes(),
        enc_d_hash: *receipt.wrap.enc_d.as_bytes(),
        enc_r: &enc_r,
    };
    let value = release_value(&SecretSeed::new(seed), &logged).unwrap();
    let file_key = case.file_key("stick-1", &keys, &value).unwrap();
    let digits = sekisho_seal::answer::Answer(*value.expose()).to_string();
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();

    let epoch_keys = ["cell"].map(|name| {
        let mut keys = Vec::new();
        every_file(&case.town.file("record.vault").join(name), &mut |_, bytes| {
            if bytes.len() == 32 && bytes.iter().any(|byte| *byte != 0) {
                keys.push(bytes.to_vec());
            }
        });
        keys
    });
    assert_eq!(epoch_keys[0].len(), 1, "one living generation");

    case.town.at("2026-06-21T19:10");
    let line = format!(
        "erase box {} --station {} --copy W-1={}",
        case.path("stick-1"),
        case.path("D-1"),
        case.path("work")
    );
    let erased = case.town.run(&line, "S-1").done();
    case.town.ask(&format!("sync {}", case.path("stick-1"))).done();
    let lost = case.town.run("lost P-0001", "S-1").done();
    assert_eq!(case.permit()["key"]["destroyed"]["level"], "e0");

    let mut wanted = forms(&seed);
    wanted.extend(forms(value.expose()));
    wanted.extend(forms(&file_key));
    wanted.extend(forms(&epoch_keys[0][0]));
    wanted.push(digits.into_bytes());
    // Everything: record with its write-ahead log, vault, both stations, the stick, and what was left beside them.
    let (mut hits, mut files): (Vec<(PathBuf, usize)>, Vec<PathBuf>) = (Vec::new(), Vec::new());
    every_file(&case.town.file(""), &mut |path, bytes| {
        files.push(path.to_owned());
        for (which, form) in wanted.iter().enumerate() {
            if bytes.windows(form.len()).any(|window| window == form) {
                hits.push((path.to_owned(), which));
            }
        }
    });
    assert_eq!(hits, Vec::new());
    for place in ["record/record.sqlite", "record.vault/watch.json", "D-1/state.json", "D-0/state.json"] {
        assert!(files.contains(&case.town.file(place)), "{place} was searched");
    }
    // Nor was any of it ever said.
    for said in [opened, erased, lost] {
        let all = format!("{}{}{}", said.spoken.stdout, said.spoken.stderr, said.spoken.json);
        for form in &wanted {
            assert!(!all.as_bytes().windows(form.len()).any(|window| window == form));
        }
    }
}
