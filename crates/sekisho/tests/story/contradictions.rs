//! What contradicts what about people: each line has both sources, and its command works as it is typed.

use std::fs;

use sekisho::exit::Exit;
use sekisho_audit::table::{Encoding, Header, Sheet};
use serde_json::Value;

use crate::chain::contracted;
use crate::drive::Town;

/// `kind person status` of every line.
fn listed(town: &Town) -> Vec<String> {
    let lines = town.ask("person contradictions").done().list("");
    let word = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    lines
        .iter()
        .map(|line| format!("{} {} {}", word(line, "kind"), word(line, "person"), word(line, "status")))
        .collect()
}

fn line(town: &Town, kind: &str) -> Value {
    let lines = town.ask("person contradictions").done().list("");
    lines.into_iter().find(|line| line["kind"] == kind).unwrap()
}

/// Types the command of a line as it stands.
fn typed(town: &Town, kind: &str, person: &str) {
    let command = line(town, kind)["command"].as_str().unwrap().to_owned();
    town.run(command.strip_prefix("sekisho ").unwrap(), person).done();
}

/// [`contracted`] with people of the second tier on a roster.
fn town() -> Town {
    let town = contracted();
    town.run("order place O-1 --contract K-1 --of SUB --work benefits", "C-1").done();
    town.run("order approve O-1", "O-5").done();
    town.run("roster add O-1 S-1", "S-1").done();
    town
}

#[test]
fn nothing_contradicts_is_said_in_words() {
    let said = town().ask("person contradictions").done();
    assert_eq!(said.spoken.json, serde_json::json!([]));
    assert!(said.spoken.stderr.contains("食い違いはありません"), "{}", said.spoken.stderr);
}

#[test]
fn false_employer_is_open_until_the_true_one_answers() {
    let town = town();
    town.run("access apply --card SERVER-ROOM --employer PRIME S-1", "C-1").ended(Exit::Refused);
    town.run("person state --employer SUB --title employed", "C-1").ended(Exit::Refused);
    assert_eq!(listed(&town), ["claimed-by-another S-1 open", "employer-stated-otherwise C-1 open"]);
    let told = line(&town, "claimed-by-another");
    assert_eq!((&told["first"]["author"], &told["second"]["author"]), (&"O-1".into(), &"C-1".into()));
    // The numbers are those of the entries.
    let shown = |side: &str| town.ask(&format!("log show {}", told[side]["record"])).done().spoken.stdout;
    assert!(shown("first").contains("person_registered"), "{}", shown("first"));
    assert!(shown("second").contains("employer-differs"), "{}", shown("second"));
    typed(&town, "claimed-by-another", "S-2");
    typed(&town, "employer-stated-otherwise", "C-2");
    assert_eq!(listed(&town), ["claimed-by-another S-1 answered", "employer-stated-otherwise C-1 answered"]);
    town.ask("verify").done();
}

#[test]
fn mail_of_the_owners_domain_contradicts_a_contractors_person() {
    let town = town();
    town.run("org amend CITY --domain @City.Example", "O-1").done();
    town.run("org amend PRIME --domain prime.example", "O-1").done();
    town.run("org amend PRIME --domain 'prime example'", "O-1").failed_with("domain-unfit", Exit::Usage);
    town.run("person amend C-1 --mail c1.private@CITY.example", "O-1").done();
    assert_eq!(listed(&town), ["foreign-domain C-1 open"]);
    let told = line(&town, "foreign-domain");
    assert!(told["second"]["said"].as_str().unwrap().contains("city.example"), "{told}");
    assert_eq!(told["first"]["author"], "O-1");
    // The address itself stands in no list and in no event.
    assert!(!town.ask("person contradictions").done().spoken.stdout.contains("private"));
    let export = town.file("events.jsonl");
    town.ask(&format!("log export {}", export.display())).done();
    assert!(!fs::read_to_string(export).unwrap().contains("private"));
    // Either the address is corrected, or the register says that both use the domain.
    typed(&town, "foreign-domain", "O-1");
    assert_eq!(listed(&town), Vec::<String>::new());
    let orgs = town.ask("org list").done().list("");
    let prime = orgs.iter().find(|org| org["id"] == "PRIME").unwrap();
    assert_eq!(prime["domains"], serde_json::json!(["city.example", "prime.example"]));
    town.run("org amend PRIME --no-domain", "O-1").done();
    town.run("person amend C-1 --mail c1@prime.example", "O-1").done();
    assert_eq!(listed(&town), Vec::<String>::new());
}

#[test]
fn two_codes_with_one_address_have_one_employer_too_many() {
    let town = town();
    town.run("person amend C-1 --mail taro@mail.example", "O-1").done();
    town.run("person amend S-1 --mail Taro@mail.example", "O-1").done();
    assert_eq!(listed(&town), ["two-employers C-1 open", "two-rosters C-1 open"]);
    typed(&town, "two-rosters", "O-5");
    assert_eq!(listed(&town), ["two-employers C-1 open"]);
    typed(&town, "two-employers", "O-1");
    assert_eq!(listed(&town), Vec::<String>::new());
}

#[test]
fn who_stands_in_for_somebody_of_another_organization_is_listed() {
    let town = town();
    town.run("person role O-4 auditor", "O-1").done();
    town.run("person role C-1 auditor --acting-for O-4", "O-1").done();
    assert_eq!(listed(&town), ["deputy-elsewhere C-1 open"]);
    typed(&town, "deputy-elsewhere", "O-1");
    assert_eq!(listed(&town), Vec::<String>::new());
}

#[test]
fn rosters_without_the_employers_word_or_training_are_listed_and_settled() {
    let town = town();
    town.run("training course E-1 --name 取扱研修 --valid 100", "O-3").done();
    town.run("person state --employer PRIME --title employed --until 2026-12-01T00:00", "C-1").done();
    let expected = ["employment-missing C-1 open", "training-missing C-1 open", "training-missing S-1 open"];
    assert_eq!(listed(&town), expected);
    typed(&town, "employment-missing", "C-2");
    typed(&town, "training-missing", "O-3");
    typed(&town, "training-missing", "O-3");
    assert_eq!(listed(&town), Vec::<String>::new());
    let late = town.at("2026-12-02T09:00");
    let expected = ["employment-lapsed C-1 open", "training-lapsed C-1 open", "training-lapsed S-1 open"];
    assert_eq!(listed(late), expected);
    typed(late, "employment-lapsed", "C-1");
    typed(late, "employment-missing", "C-2");
    typed(late, "training-lapsed", "O-3");
    typed(late, "training-lapsed", "O-3");
    assert_eq!(listed(late), Vec::<String>::new());
    town.ask("verify").done();
}

#[test]
fn list_goes_out_as_a_table_in_every_form() {
    let town = town();
    town.run("training course E-1 --name 取扱研修", "O-3").done();
    for (name, more) in [("list.csv", ""), ("list-cp932.csv", "--cp932"), ("list.xlsx", "")] {
        let path = town.file(name);
        let line = format!("person contradictions --out {} {more}", path.display());
        assert_eq!(town.ask(&line).done().spoken.json["lines"], 2);
        let bytes = fs::read(path).unwrap();
        let sheet = match name {
            "list.xlsx" => Sheet::from_workbook(&bytes, Some("食い違い")).unwrap(),
            _ => Sheet::from_csv(&bytes, Encoding::Detect).unwrap(),
        };
        let table = sheet.into_table(Header::At(1)).unwrap();
        assert_eq!(table.rows.len(), 2, "{name}");
        assert!(table.rows[0].text(5).contains("sekisho training record C-1 E-1"), "{name}");
    }
    town.ask("person contradictions --out list.html").ended(Exit::Usage);
}

#[test]
fn rights_are_printed_as_a_matrix_with_their_days() {
    let town = town();
    town.run("access apply --card SERVER-ROOM --employer PRIME C-1", "C-1").done();
    town.run("access apply --account BENEFITS --employer SUB S-1", "S-1").done();
    town.run("person role O-4 auditor --until 2026-12-31T18:00", "O-1").done();
    for name in ["rights.csv", "rights.xlsx", "rights.html"] {
        town.ask(&format!("access matrix {}", town.file(name).display())).done();
    }
    let table = Sheet::from_csv(&fs::read(town.file("rights.csv")).unwrap(), Encoding::Detect).unwrap();
    let table = table.into_table(Header::At(1)).unwrap();
    let column = |heading: &str| {
        table.header.filled().find(|cell| cell.text.contains(heading)).map(|cell| cell.column).unwrap()
    };
    let of = |person: &str| table.rows.iter().find(|row| row.text(0) == person).unwrap();
    // A year later the need has to be confirmed.
    assert_eq!(of("C-1").text(column("SERVER-ROOM")), "2026-06-21/2027-06-22");
    assert_eq!(of("S-1").text(column("SERVER-ROOM")), "");
    assert_eq!(of("O-4").text(column("監査人")), "2026-06-21/2026-12-31");
    assert_eq!(of("C-1").text(column("雇用主の最後の確認")), "2026-06-21 08:30");
    assert_eq!(of("C-1").text(column("雇用の申告の期限")), "2027-06-21");
    assert_eq!((of("S-1").text(2), of("S-1").text(3)), ("二次S社", "再委託"));
    let page = fs::read_to_string(town.file("rights.html")).unwrap();
    assert!(page.contains("landscape") && page.contains("SERVER-ROOM") && page.contains("山﨑 徹"), "{page}");
    // Who leaves has nothing.
    town.run("person leave C-1", "O-1").done();
    town.ask(&format!("access matrix {}", town.file("rights.html").display())).done();
    assert!(!fs::read_to_string(town.file("rights.html")).unwrap().contains("山﨑 徹"));
}
