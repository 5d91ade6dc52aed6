//! Who was in the lost copy? Answered from what sealing left with the owner, without a list of persons.

use std::fs;

use sekisho::exit::Exit;
use sekisho_core::Digest;

use crate::sealed::{Case, found};

const DEMANDED: &str = "--fingerprint residents:code=code --fingerprint residents:address-birth=address,code";

fn find(case: &Case, whom: &str, person: &str) -> Vec<(String, String)> {
    let said = case.town.run(&format!("fingerprint find {whom} --reference 2026-114"), person).done();
    let answers = said.list("answers");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    answers.iter().map(|one| (text(&one["medium"]), text(&one["answer"]))).collect()
}

fn pair(medium: &str, answer: &str) -> (String, String) {
    (medium.to_owned(), answer.to_owned())
}

#[test]
fn is_this_resident_in_the_lost_copy() {
    let case = Case::new();
    case.approved_with("USB-1 USB-2", DEMANDED).sealed("USB-1 USB-2");
    // The address was not approved: it is in no box, and its fingerprint answers all the same.
    assert_eq!(find(&case, "--code 1", "O-3"), [pair("USB-1", "yes"), pair("USB-2", "yes")]);
    assert_eq!(find(&case, "--medium USB-2 --code 0000003", "O-4"), [pair("USB-2", "yes")]);
    assert_eq!(find(&case, "--code 4", "O-3"), [pair("USB-1", "no"), pair("USB-2", "no")]);
    let address = "--medium USB-1 --address '架空一丁目２' --birth 0000002";
    assert_eq!(find(&case, address, "O-3"), [pair("USB-1", "yes")]);
    let name = "--medium USB-1 --name '関守 太郎' --birth 1980-10-06";
    assert_eq!(find(&case, name, "O-3"), [pair("USB-1", "not-kept")]);
    // Nothing of it is on the medium, and the two copies have other fingerprints of the same people.
    let kept: Vec<_> = fs::read_dir(case.town.file("record/fingerprints")).unwrap().flatten().collect();
    let read: Vec<_> = kept.iter().map(|one| fs::read(one.path()).unwrap()).collect();
    let [one, two] = read.as_slice() else { panic!("two copies") };
    let first = |file: &[u8]| file[23..39].to_vec();
    assert_ne!(first(one), first(two));
    for stick in ["stick-1", "stick-2"] {
        assert!(found(&case.town.file(stick), &first(one)).is_empty());
        assert!(found(&case.town.file(stick), b"SKL1").is_empty());
    }
    // After the loss, and when the release key is gone, it still answers: that is when people call.
    case.carried("USB-1 USB-2");
    case.town.run("lost P-0001 --medium USB-2", "S-1").done();
    assert_eq!(case.permit()["key"]["destroyed"]["level"], "e0");
    assert_eq!(find(&case, "--medium USB-2 --code 2", "O-3"), [pair("USB-2", "yes")]);
    // A person of the contractor hears nothing, and every question is written down.
    case.town
        .run("fingerprint find --code 2 --reference 2026-114", "C-1")
        .failed_with("vault-refused", Exit::Failed);
    let journal = fs::read_to_string(case.town.file("record.vault/lookups.jsonl")).unwrap();
    assert_eq!(journal.lines().count(), 6);
    assert!(journal.lines().all(|line| line.contains(r#""reference":"2026-114""#)), "{journal}");
    // Ninety days after the window the key is gone, and nobody can ask any more.
    case.town.at("2026-09-19T23:00");
    assert_eq!(find(&case, "--medium USB-1 --code 1", "O-3"), [pair("USB-1", "forgotten")]);
    case.town.ask("verify").done();
}

#[test]
fn fingerprints_are_made_if_the_permit_says_so_and_never_lie_on_the_medium() {
    let case = Case::new();
    let wrong = |word: &str| {
        let line = format!(
            "permit request --sealed --purpose x --data residents:code:3 --people 3 --fingerprint {word}"
        );
        let more = "--medium USB-1 --site SITE --device D-1 --eraser S-1 --carrier O-4 --sealer O-4 --witness O-3 \
                    --opener S-1 --opener S-2 --return-by 2026-06-21T20:00";
        case.town.run(&format!("{line} {more}"), "O-4").failed_with("fingerprint-unfit", Exit::Usage);
    };
    for word in [
        "residents",
        "residents:code",
        "residents:nationality=code",
        "residents:code=a,b",
        "residents:name-birth=a",
    ] {
        wrong(word);
    }
    case.approved_with("USB-1", DEMANDED);
    case.town.at("2026-06-21T17:00");
    let approvers_saw = case.town.ask("permit show P-0001").done();
    assert_eq!(approvers_saw.spoken.json["content"]["sealing"]["lookup"]["fingerprints"][0]["kind"], "code");
    let seal = |more: &str| {
        let line = format!(
            "seal box {} --station {} --to {} --data residents={} --witness-key {} --out {} --allow-swap {more}",
            case.path("p.permit"),
            case.path("D-0"),
            case.path("stick-1"),
            case.path("residents.csv"),
            case.key("O-3"),
            case.path("USB-1.receipt"),
        );
        case.town.run(&line, "O-4")
    };
    let onto = format!("--fingerprints {}/who", case.path("stick-1"));
    seal(&onto).failed_with("fingerprints-on-medium", Exit::Usage);
    assert!(!case.town.file("stick-1/box.age").exists());
    seal("").done();
    // Another sealing's file is not taken, and a changed one is not either.
    let (receipt, file) = (case.path("USB-1.receipt"), case.path("USB-1.receipt.fingerprints"));
    let made = fs::read(&file).unwrap();
    let mut changed = made.clone();
    changed[30] ^= 1;
    fs::write(&file, &changed).unwrap();
    case.town
        .run(&format!("seal record {receipt}"), "O-4")
        .failed_with("fingerprints-unfit", Exit::Unverified);
    fs::write(&file, &made).unwrap();
    case.town.run(&format!("seal record {receipt}"), "O-4").done();
    let head_at = made.len()
        - 8
        - u32::from_be_bytes(made[made.len() - 8..made.len() - 4].try_into().unwrap()) as usize;
    let logged = fs::read_to_string(&receipt).unwrap();
    assert!(logged.contains(&Digest::of(&made[head_at..made.len() - 8]).to_string()));
}
