use std::ops::ControlFlow;

use zeroize::Zeroizing;

use super::*;
use crate::medium::WipeKey;
use crate::medium::tests::{Fault as DeviceFault, Memory};
use crate::medium::wipe::wipe;

const PAGE: &str = include_str!("../../../../docs/spec/certificate.md");

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn outcome(fault: DeviceFault) -> Outcome {
    let device = Memory::new(1 << 20, fault);
    wipe(&device, WipeKey::from_random(Zeroizing::new([1; 32])), &mut |_| ControlFlow::Continue(()))
}

fn receipt(cell: &str) -> CellReceipt {
    CellReceipt { cell: cell.to_owned(), receipt: "sha256:5f70".to_owned() }
}

/// The worked example of the page: sealed, erased at the site, every statement seen.
fn example() -> Draft {
    Draft {
        files_overwritten: None,
        key_destroyed: Some(KeyDestroyed::E1 {
            at: at("2026-06-21T09:12:04Z"),
            receipt: receipt("tpm nv 0x01500010"),
        }),
        medium: "USB-07".parse().unwrap(),
        number: "E-0001".to_owned(),
        overwritten: Overwritten::seen(
            &outcome(DeviceFault::None),
            at("2026-06-21T09:12:10Z"),
            at("2026-06-21T09:31:55Z"),
        ),
        permit: "P-0001".parse().unwrap(),
        person: "B-1".parse().unwrap(),
        serial: Some("4C530001".to_owned()),
        time: at("2026-06-21T09:32:00Z"),
        witness: Some("B-2".parse().unwrap()),
        working_copies: Some(WorkingCopies::OverwrittenNotProvable { files: 2 }),
    }
}

#[test]
fn the_example_of_the_page_is_what_is_written_and_read() {
    let certificate = Certificate::new(example()).unwrap();
    let shown = PAGE.lines().find(|line| line.starts_with("{\"certificate\"")).unwrap();
    assert_eq!(String::from_utf8(certificate.to_bytes().unwrap()).unwrap(), shown);
    assert_eq!(Certificate::from_bytes(shown.as_bytes()).unwrap(), certificate);
    let digest: String = certificate.digest().unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(PAGE.contains(&format!("sha256:{digest}")), "the page should show sha256:{digest}");
}

#[test]
fn a_medium_that_was_not_seen_right_has_no_overwriting_statement() {
    let (began, ended) = (at("2026-06-21T09:12:10Z"), at("2026-06-21T09:31:55Z"));
    for fault in [DeviceFault::DropsWritesFrom(0), DeviceFault::Zeros(0), DeviceFault::Shrinks] {
        assert_eq!(Overwritten::seen(&outcome(fault), began, ended), None, "{fault:?}");
    }
    let device = Memory::new(1 << 20, DeviceFault::None);
    let key = WipeKey::from_random(Zeroizing::new([1; 32]));
    let stopped = wipe(&device, key, &mut |_| ControlFlow::Break(()));
    assert_eq!(Overwritten::seen(&stopped, began, ended), None);
}

#[test]
fn each_statement_disappears_with_its_evidence_and_takes_no_other_with_it() {
    let without_key = Certificate::new(Draft { key_destroyed: None, ..example() }).unwrap();
    let without_overwriting = Certificate::new(Draft { overwritten: None, ..example() }).unwrap();
    let without_copies = Certificate::new(Draft { working_copies: None, ..example() }).unwrap();
    let table = [
        (without_key, "key_destroyed", ["overwritten", "working_copies"]),
        (without_overwriting, "overwritten\"", ["key_destroyed", "working_copies"]),
        (without_copies, "working_copies", ["key_destroyed", "overwritten"]),
    ];
    for (certificate, gone, stay) in table {
        let text = String::from_utf8(certificate.to_bytes().unwrap()).unwrap();
        assert!(!text.contains(gone), "{gone} in {text}");
        assert!(stay.iter().all(|one| text.contains(one)), "{text}");
        assert!(!text.contains("erased"), "one word would hide which: {text}");
    }
}

#[test]
fn what_does_not_fit_together_is_no_certificate() {
    let key = |key| Draft { key_destroyed: Some(key), ..example() };
    let when = at("2026-06-21T09:12:04Z");
    let two = |a, b| vec![receipt(a), receipt(b)];
    let table = [
        (
            Draft { key_destroyed: None, overwritten: None, working_copies: None, ..example() },
            "a certificate without a statement says nothing",
        ),
        (
            key(KeyDestroyed::E1 { at: when, receipt: receipt("") }),
            "key level E1 needs a receipt that names its cell",
        ),
        (
            key(KeyDestroyed::E2 { at: when, receipts: vec![receipt("a")] }),
            "key level E2 needs receipts of two different cells",
        ),
        (
            key(KeyDestroyed::E2 { at: when, receipts: two("a", "a") }),
            "key level E2 needs receipts of two different cells",
        ),
        (
            key(KeyDestroyed::E2 { at: when, receipts: vec![] }),
            "key level E2 needs receipts of two different cells",
        ),
        (Draft { time: when, ..example() }, "the times do not follow each other"),
        (
            Draft { witness: Some("B-1".parse().unwrap()), ..example() },
            "the witness is the person who did it",
        ),
    ];
    for (draft, expected) in table {
        assert_eq!(Certificate::new(draft).unwrap_err().to_string(), expected);
    }
    assert!(Certificate::new(key(KeyDestroyed::E2 { at: when, receipts: two("a", "b") })).is_ok());
}

#[test]
fn other_versions_and_unknown_fields_are_not_read() {
    let text = String::from_utf8(Certificate::new(example()).unwrap().to_bytes().unwrap()).unwrap();
    let newer = text.replace("\"version\":1", "\"version\":2");
    assert_eq!(
        Certificate::from_bytes(newer.as_bytes()).unwrap_err().to_string(),
        "certificate version 2 is not known"
    );
    let more = text.replace("\"number\"", "\"name\":\"x\",\"number\"");
    assert!(matches!(Certificate::from_bytes(more.as_bytes()), Err(CertificateError::Canonical(_))));
    // What is read is checked as what is made.
    let level = text.replace("\"cell\":\"tpm nv 0x01500010\"", "\"cell\":\"\"");
    assert!(matches!(
        Certificate::from_bytes(level.as_bytes()),
        Err(CertificateError::LevelNotCovered { level: "E1", .. })
    ));
}

#[test]
fn files_on_the_medium_are_a_statement_of_their_own() {
    let files_overwritten = Some(FilesOverwritten { files: 2 });
    let nothing_else = Draft { key_destroyed: None, overwritten: None, working_copies: None, ..example() };
    let certificate = Certificate::new(Draft { files_overwritten, ..nothing_else }).unwrap();
    let bytes = certificate.to_bytes().unwrap();
    assert!(String::from_utf8_lossy(&bytes).contains(r#""files_overwritten":{"files":2}"#));
    assert_eq!(Certificate::from_bytes(&bytes).unwrap(), certificate);
}
