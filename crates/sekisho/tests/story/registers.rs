//! Ledgers of organizations and people: in and out, every problem by its cell; and the mail that tells of a new key.

use std::fs;
use std::path::Path;

use sekisho::exit::Exit;

use crate::drive::{Said, Town};
use crate::ledger::decoded;
use crate::ledgers::{changes, errors, ledger, size};

const ORGS: &[&[&str]] = &[
    &["組織", "組織の名称", "上位の組織", "メールドメイン"],
    &["DEEP", "三次D社", "SUB", ""],
    &["SUB", "二次S社", "元請P社", "sub.example、mail.sub.example"],
    &["PRIME", "元請P社", "", "@Prime.Example"],
];

const PEOPLE: &[&[&str]] = &[
    &["従事者", "氏名", "雇用主", "働き方", "課", "メールアドレス"],
    &["S-1", "森 二郎", "二次S社", "派遣", "", "s1@sub.example"],
    &["S-2", "三田 花", "SUB", "", "KAI-1", ""],
    &["C-1", "山﨑 徹", "PRIME", "", "", "c1@prime.example"],
];

fn import(town: &Town, noun: &str, path: &Path, more: &str) -> Said {
    town.run(&format!("{noun} import {} {more}", path.display()), "O-1")
}

#[test]
fn ledgers_of_organizations_and_people_come_in_and_go_out_as_they_are() {
    let town = Town::new();
    let before = size(&town);
    let (orgs, people) = (ledger(&town, "orgs-cp932.csv", ORGS), ledger(&town, "people.xlsx", PEOPLE));
    let preview = import(&town, "org", &orgs, "--dry-run").done();
    assert_eq!(changes(&preview), ["PRIME changed", "SUB new", "DEEP new"]);
    assert_eq!(size(&town), before);
    // People of organizations that are not there yet are named by their cells.
    let early = import(&town, "person", &people, "--dry-run").ended(Exit::Failed);
    assert_eq!(errors(&early), ["C2 ledger-unreadable-cell", "C3 party-unknown"]);
    assert_eq!(import(&town, "org", &orgs, "").done().list("record").len(), 3);
    let said = import(&town, "person", &people, "").done();
    assert_eq!(changes(&said), ["S-1 new", "S-2 new", "C-1 changed"]);
    // The same file twice does no harm.
    for (noun, path) in [("org", &orgs), ("person", &people)] {
        let again = import(&town, noun, path, "").done();
        assert_eq!(
            (again.list("record").len(), again.spoken.json["counts"]["unchanged"].as_u64()),
            (0, Some(3))
        );
    }
    for (file, more) in [("out.csv", ""), ("out-cp932.csv", "--cp932"), ("out.xlsx", "")] {
        for (noun, lines) in [("org", 4), ("person", 7)] {
            let path = town.file(&format!("{noun}-{file}"));
            town.ask(&format!("{noun} export {} {more}", path.display())).done();
            let back = import(&town, noun, &path, "").done();
            assert_eq!(back.spoken.json["counts"]["unchanged"], lines, "{}", path.display());
            assert_eq!((back.list("problems").len(), back.list("record").len()), (0, 0));
        }
    }
    // Line ends and marks of other programs.
    let text = "person,person name,employer\r\nS-9,森 九郎,SUB\r";
    fs::write(town.file("odd.csv"), ["\u{feff}", text].concat()).unwrap();
    assert_eq!(changes(&import(&town, "person", &town.file("odd.csv"), "").done()), ["S-9 new"]);
    let sub = town.ask("org list").done().list("").into_iter().find(|org| org["id"] == "SUB").unwrap();
    assert_eq!((&sub["above"], &sub["domains"][1]), (&"PRIME".into(), &"sub.example".into()));
    let one = town.ask("person list").done().list("").into_iter().find(|one| one["id"] == "S-1").unwrap();
    assert_eq!((&one["title"], &one["name"]), (&"dispatched".into(), &"森 二郎".into()));
    town.ask("verify").done();
}

#[test]
fn every_problem_of_a_register_is_named_by_its_cell_and_nothing_is_entered() {
    let town = Town::new();
    town.run("person leave C-1", "O-1").done();
    let before = size(&town);
    let orgs: &[&[&str]] = &[
        &["組織", "組織の名称", "上位の組織", "メールドメイン", "担当"],
        &["SUB", "二次S社", "NOBODY", "", ""],
        &["PRIME", "元請P社", "PRIME", "", ""],
        &["某1", "某社", "", "", ""],
        &["Y-1", "某社", "", "だめ", ""],
        &["Z-1", "", "", "", ""],
        &["RING-1", "輪", "RING-2", "", ""],
        &["RING-2", "輪", "RING-1", "", ""],
        &["SUB", "二次S社", "", "", ""],
    ];
    let said = import(&town, "org", &ledger(&town, "orgs.csv", orgs), "").ended(Exit::Failed);
    let mut found = errors(&said);
    found.sort();
    let expected = [
        "A4 ledger-unreadable-cell",
        "A9 ledger-code-twice",
        "B6 ledger-missing-value",
        "C2 party-unknown",
        "C3 ledger-organization-differs",
        "C7 party-unknown",
        "C8 party-unknown",
        "D5 ledger-unreadable-cell",
    ];
    assert_eq!(found, expected);
    let people: &[&[&str]] = &[
        &["従事者", "氏名", "雇用主", "働き方", "メールアドレス"],
        &["O-2", "佐藤 花子", "PRIME", "", ""],
        &["O-3", "髙橋 次郎", "CITY", "派遣", ""],
        &["O-4", "﨑山 三郎", "CITY", "正社員かも", "宛先なし"],
        &["C-1", "山﨑 徹", "PRIME", "", ""],
        &["C-9", "誰か", "NOBODY", "", ""],
    ];
    let said = import(&town, "person", &ledger(&town, "people-cp932.csv", people), "").ended(Exit::Failed);
    let expected = [
        "A2 ledger-person-differs",
        "A3 ledger-person-differs",
        "D4 ledger-unreadable-cell",
        "E4 ledger-unreadable-cell",
        "A5 ledger-person-over",
        "C6 party-unknown",
    ];
    assert_eq!(errors(&said), expected);
    // Who may not enter anybody is told once.
    let fit: &[&[&str]] = &[&["従事者", "氏名", "雇用主"], &["N-1", "一", "CITY"], &["N-2", "二", "CITY"]];
    let path = ledger(&town, "fit.csv", fit);
    let said = town.run(&format!("person import {}", path.display()), "O-4").ended(Exit::Failed);
    assert_eq!(errors(&said), ["A2 role-missing"]);
    assert_eq!(size(&town), before);
}

fn letters(town: &Town) -> Vec<String> {
    let files = fs::read_dir(town.file("record/mail")).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The only letter to a receiver that was not there before.
fn new_letter(town: &Town, before: &[String], receiver: &str) -> (String, String) {
    let new = letters(town).into_iter().filter(|name| !before.contains(name));
    let own: Vec<String> = new.filter(|name| name.contains(&format!(".{receiver}."))).collect();
    let [name] = own.as_slice() else { panic!("{own:?}") };
    let eml = fs::read_to_string(town.file("record/mail").join(name)).unwrap();
    let (head, body) = eml.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), decoded(head, body))
}

fn enroll_another(town: &Town, person: &str, name: &str) -> (Said, String) {
    let key = town.file(name).display().to_string();
    let made = town.ask(&format!("key new {key}")).done();
    town.ask(&format!("key prove {key} --person {person}")).done();
    let said = town.run(&format!("key enroll {person} --public {key}.pub"), "O-1").done();
    (said, made.spoken.json["fingerprint"].as_str().unwrap().to_owned())
}

#[test]
fn whose_name_a_new_key_bears_is_told_and_who_has_to_countersign_it() {
    let town = Town::new();
    town.run("person role O-4 employer_representative", "O-1").done();
    let first = town.ask("key list").done().list("");
    let first = first.iter().find(|key| key["person"] == "O-3").unwrap()["key"].as_str().unwrap().to_owned();
    town.run(&format!("key confirm O-3 {first}"), "O-4").done();
    let before = letters(&town);
    let (_, key) = enroll_another(&town, "O-2", "O-2-2.key");
    let (head, own) = new_letter(&town, &before, "O-2");
    assert!(
        head.contains("To: o-2@city.example") && head.contains("From: sekisho@sekimori.invalid"),
        "{head}"
    );
    for part in [key.as_str(), "O-1", "情報セキュリティ担当", "令和8年6月21日", "リンクはありません"]
    {
        assert!(own.contains(part), "{part}: {own}");
    }
    let (_, asked) = new_letter(&town, &before, "O-4");
    let command = |text: &str, verb: &str| {
        let line = text.lines().map(str::trim).find(|line| line.starts_with(&format!("sekisho key {verb}")));
        let line = line.unwrap().strip_prefix("sekisho ").unwrap().to_owned();
        line.split(" --as").next().unwrap().to_owned()
    };
    // Both commands work as they are printed.
    town.run(&command(&asked, "confirm"), "O-4").done();
    town.run(&command(&own, "revoke"), "O-2").done();
    // Nothing is written twice; who has no address is named; a revoked key is no news.
    let count = letters(&town).len();
    let again = town.ask("key notify").done();
    assert_eq!(letters(&town).len(), count);
    let fates: Vec<String> = again
        .list("mails")
        .iter()
        .map(|mail| format!("{} {}", mail["receiver"].as_str().unwrap(), mail["fate"].as_str().unwrap()))
        .collect();
    assert!(fates.contains(&"C-1 no_address".to_owned()), "{fates:?}");
    assert!(!again.list("mails").iter().any(|mail| mail["key"] == key.as_str()), "{fates:?}");
    town.ask("key notify --send").failed_with("mail-not-configured", Exit::Failed);
    let late = town.at("2026-08-21T09:00").ask("key notify").done();
    assert_eq!(late.list("mails").len(), 0);
    assert!(late.spoken.stderr.contains("お知らせが必要な新しい鍵はありません"), "{}", late.spoken.stderr);
}

#[test]
fn key_is_enrolled_even_if_the_mail_server_is_down() {
    let town = Town::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = town.file("record/sekisho.toml");
    let mail = format!(
        "\n[mail]\nfrom = \"sekisho@city.example\"\nhost = \"127.0.0.1\"\nport = {port}\nphone = \"06-0000-0000\"\n"
    );
    fs::write(&settings, fs::read_to_string(&settings).unwrap() + &mail).unwrap();
    let before = letters(&town);
    let (said, _) = enroll_another(&town, "O-2", "O-2-2.key");
    assert!(said.spoken.stderr.contains(&port.to_string()), "{}", said.spoken.stderr);
    let (head, text) = new_letter(&town, &before, "O-2");
    assert!(head.contains("From: sekisho@city.example") && text.contains("06-0000-0000"), "{head}{text}");
}
