//! The ledgers of contracts, orders and rosters by real commands: in, out, and over into the new year.

use std::fs;
use std::path::PathBuf;

use sekisho::exit::Exit;
use sekisho_audit::table::{CsvEncoding, Encoding, Header, Listing, Sheet};

use crate::chain::contracted;
use crate::drive::{Said, Town};

/// [`contracted`] with an order in force, people under it, and a draft whose name a spreadsheet would run.
fn town() -> Town {
    let town = contracted();
    town.run("order place O-1 --contract K-1 --of SUB --work benefits", "C-1").done();
    town.run("order approve O-1", "O-5").done();
    town.run("roster add O-1 S-1", "S-1").done();
    let term = "--from 2026-07-01T09:30 --until 2026-12-31T17:15";
    town.run(&format!("contract add K-9 --with DEEP --name '=SUM(A1)' --work letters {term}"), "O-5").done();
    town
}

/// Writes a ledger in the form that the name says.
pub(crate) fn ledger(town: &Town, name: &str, rows: &[&[&str]]) -> PathBuf {
    let path = town.file(name);
    let owned = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let header = owned(&rows[0]);
    let listing = Listing {
        header,
        rows: rows[1..].iter().map(owned).collect(),
        sheet: "台帳".to_owned(),
        title: None,
    };
    let bytes = match name {
        name if name.ends_with("xlsx") => {
            listing.to_xlsx(jiff::civil::date(2026, 6, 21).at(9, 0, 0, 0)).unwrap()
        }
        name if name.contains("cp932") => listing.to_csv(CsvEncoding::Cp932).unwrap(),
        _ => listing.to_csv(CsvEncoding::Utf8WithMark).unwrap(),
    };
    fs::write(&path, bytes).unwrap();
    path
}

/// `number change` of every line.
pub(crate) fn changes(said: &Said) -> Vec<String> {
    let word = |line: &serde_json::Value, name: &str| line[name].as_str().unwrap().to_owned();
    said.list("lines")
        .iter()
        .map(|line| format!("{} {}", word(line, "number"), word(line, "change")))
        .collect()
}

/// `cell code` of every problem that is an error.
pub(crate) fn errors(said: &Said) -> Vec<String> {
    let all = said.list("problems");
    let errors = all.iter().filter(|problem| problem["severity"] == "error");
    errors.map(|one| format!("{} {}", one["cell"].as_str().unwrap(), one["code"].as_str().unwrap())).collect()
}

pub(crate) fn size(town: &Town) -> usize {
    town.ask("log list --limit 1000").done().list("").len()
}

#[test]
fn what_goes_out_comes_back_as_it_is_in_every_form() {
    let town = town();
    let before = size(&town);
    for (file, more) in [("utf8.csv", ""), ("cp932.csv", "--cp932"), ("book.xlsx", "")] {
        for (noun, lines) in [("contract", 2), ("order", 1), ("roster", 2)] {
            let path = town.file(&format!("{noun}-{file}"));
            town.ask(&format!("{noun} export {} {more}", path.display())).done();
            let back = town.run(&format!("{noun} import {}", path.display()), "O-5").done();
            assert_eq!(back.spoken.json["counts"]["unchanged"], lines, "{}", path.display());
            assert_eq!((back.list("lines").len(), back.list("problems").len()), (lines, 0));
            assert_eq!(back.list("record").len(), 0);
        }
    }
    let text = fs::read_to_string(town.file("contract-utf8.csv")).unwrap();
    assert!(text.contains("'=SUM(A1)") && text.contains("2026-12-31 17:15"), "{text}");
    let bytes = fs::read(town.file("contract-book.xlsx")).unwrap();
    let book = Sheet::from_workbook(&bytes, Some("契約")).unwrap();
    assert_eq!(book.into_table(Header::At(1)).unwrap().rows[1].text(3), "=SUM(A1)");
    assert!(Sheet::from_csv(&fs::read(town.file("order-cp932.csv")).unwrap(), Encoding::Cp932).is_ok());
    assert_eq!(size(&town), before);
    // What CP932 cannot write is named by its cell, and no page is taken for a ledger.
    town.run("contract amend K-9 --name 𠮷田製本", "O-5").done();
    let path = town.file("out.csv");
    let refused = town.ask(&format!("contract export {} --cp932", path.display())).ended(Exit::Failed);
    assert!(
        refused.spoken.stderr.contains("D3") || refused.spoken.stdout.contains("D3"),
        "{:?}",
        refused.spoken
    );
    town.ask(&format!("contract export {}", town.file("out.html").display())).ended(Exit::Usage);
}

#[test]
fn every_problem_is_named_by_its_cell_and_nothing_is_entered() {
    let town = town();
    let before = size(&town);
    let header: &[&str] =
        &["契約番号", "委託先", "契約名", "業務", "開始日", "終了日", "国外での作業", "担当課"];
    let rows: &[&[&str]] = &[
        header,
        &["K-2", "二次S社", "窓口", "desk", "令和8年7月1日", "R9.3.31", "だめ", "税務課"],
        &["K-2", "PRIME", "窓口", "desk", "2026-07-01", "2027-03-31", "禁止", ""],
        &["K-3", "NOBODY", "窓口", "desk", "2026-07-01", "いつか", "禁止", ""],
        &["K-4", "NOBODY", "窓口", "desk", "2026-07-01", "2027-03-31", "禁止", ""],
        &["K-5", "PRIME", "", "desk", "2027-07-01", "2027-03-31", "禁止", ""],
        &["K-1", "PRIME", "別の名前", "benefits", "2026-04-01", "2027-03-31", "", ""],
    ];
    let expected = [
        "G2 ledger-unreadable-cell",
        "A3 ledger-code-twice",
        "F4 ledger-unreadable-cell",
        "B5 party-unknown",
        "C6 ledger-missing-value",
        "A7 ledger-contract-differs",
    ];
    for name in ["wrong.csv", "wrong-cp932.csv", "wrong.xlsx"] {
        let path = ledger(&town, name, rows);
        let line = format!("contract import {} --model", path.display());
        for more in ["--dry-run", ""] {
            let said = town.run(&format!("{line} {more}"), "O-5").ended(Exit::Failed);
            assert_eq!(errors(&said), expected, "{name}");
            assert_eq!(said.list("problems").len(), expected.len() + 1, "the heading that is left out");
        }
    }
    // A cut workbook, no headings at all, a needed column missing, a name without a workbook.
    let whole = fs::read(town.file("wrong.xlsx")).unwrap();
    let cut = town.file("cut.xlsx");
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    town.run(&format!("contract import {}", cut.display()), "O-5").ended(Exit::Failed);
    let path = ledger(&town, "strange.csv", &[&["あ", "い"], &["1", "2"]]);
    let said = town.run(&format!("order import {}", path.display()), "O-5").ended(Exit::Failed);
    assert_eq!(errors(&said), [" ledger-no-header"]);
    let path = ledger(&town, "short.csv", &[&["発注番号", "契約番号", "相手"], &["O-2", "K-1", "SUB"]]);
    let said = town.run(&format!("order import {}", path.display()), "O-5").ended(Exit::Failed);
    assert_eq!(errors(&said), [" ledger-missing-column", " ledger-missing-column"]);
    let mapped = format!("order import {} --map 相手=contractor,契約番号=nothing", path.display());
    town.run(&mapped, "O-5").ended(Exit::Usage);
    town.run(&format!("order import {} --sheet 発注", path.display()), "O-5").ended(Exit::Usage);
    // Another company's people, and somebody whom nobody knows.
    let path = ledger(
        &town,
        "people.csv",
        &[&["under", "person"], &["K-1", "S-1"], &["K-1", "Z-1"], &["K-8", "C-1"]],
    );
    let said = town.run(&format!("roster import {}", path.display()), "O-5").ended(Exit::Failed);
    assert_eq!(errors(&said), ["B2 employer-differs", "B3 person-unknown", "A4 order-unknown"]);
    assert_eq!(size(&town), before);
}

/// The new year: the contract is renewed, its order too, one contract is new, one person is new and one is gone.
fn new_year(town: &Town) -> String {
    let contracts: &[&[&str]] = &[
        &["契約番号", "委託先", "契約名", "業務", "開始日", "終了日", "最も深い層"],
        &["K-27", "PRIME", "給付金システム", "benefits", "2027-04-01", "2028-03-31", "3"],
        &["K-28", "DEEP", "封入封緘", "mailing", "2027-04-01", "2028-03-31", ""],
    ];
    let orders: &[&[&str]] = &[
        &["発注番号", "契約番号", "上の発注", "委託先", "業務"],
        &["O-28", "K-27", "O-27", "DEEP", "benefits"],
        &["O-27", "K-27", "", "二次S社", "benefits"],
    ];
    let rosters: &[&[&str]] =
        &[&["上の番号", "従事者"], &["K-27", "C-1"], &["K-27", "C-2"], &["O-27", "S-1"]];
    format!(
        "contract rollover --contracts {} --orders {} --rosters {} --model",
        ledger(town, "contracts-cp932.csv", contracts).display(),
        ledger(town, "orders.xlsx", orders).display(),
        ledger(town, "rosters.csv", rosters).display(),
    )
}

#[test]
fn the_new_year_comes_in_step_by_step_and_nothing_ends_by_itself() {
    let town = town();
    town.run("medium add USB-01 --product 'Hako 32' --serial 4C53 --home CAB-1", "O-3").done();
    let request = "permit request --purpose 照会への回答 --data residents:resident_no,eligible:1200 --people 1200 \
                   --declared Hako --carrier O-4 --carrier C-1 --medium USB-01 --site SITE --eraser O-4 \
                   --start 2026-06-21T09:00 --erase-by 2026-06-21T18:00 --return-by 2026-06-21T20:00";
    town.run(request, "O-4").done();
    for officer in ["O-2", "O-3"] {
        town.run("permit approve P-0001", officer).done();
    }
    let line = new_year(&town);
    let before = size(&town);
    let preview = town.run(&format!("{line} --dry-run"), "O-5").done();
    let expected = [
        "K-27 renewed",
        "K-28 new",
        "O-27 waits",
        "O-28 waits",
        "K-27 C-2 waits",
        "K-27 C-1 new",
        "O-27 S-1 waits",
        "K-1 missing",
        "K-9 missing",
    ];
    assert_eq!(changes(&preview), expected, "{}", preview.spoken.stdout);
    let falls = &preview.list("lines")[7];
    assert_eq!(falls["permits"], serde_json::json!(["P-0001"]));
    assert!(falls["about"].as_str().unwrap().contains("O-1"), "{falls}");
    assert_eq!(size(&town), before);

    let first = town.run(&line, "O-5").done();
    // Two contracts and one roster; nothing ended.
    assert_eq!(first.list("record").len(), 3);
    let waits = first.list("waits_for");
    assert_eq!(
        (&waits[0]["number"], &waits[0]["persons"]),
        (&"K-27".into(), &serde_json::json!(["O-2", "O-3"]))
    );
    assert_eq!(town.ask("permit list").done().texts("status"), ["approved"]);
    town.run("contract activate K-27", "O-2").done();

    // The same files again: the order is placed and waits for another contract manager than the one who entered it.
    let second = town.run(&line, "O-5").done();
    assert_eq!(changes(&second)[..4], ["K-27 unchanged", "K-28 unchanged", "O-27 renewed", "O-28 waits"]);
    let order = second.list("waits_for").into_iter().find(|wait| wait["number"] == "O-27").unwrap();
    assert_eq!(order["persons"], serde_json::json!([]));
    town.run("person role O-3 contract_manager", "O-1").done();
    town.run("order approve O-27", "O-5").refused_with(["R-SOD"]);
    town.run("order approve O-27", "O-3").done();
    let third = town.run(&line, "O-5").done();
    assert!(changes(&third).contains(&"O-28 new".to_owned()), "{:?}", changes(&third));

    // What is missing ends only when that is said, with a reason, and takes with it what the preview said.
    town.run(&format!("{line} --end-missing"), "O-5").ended(Exit::Usage);
    let ended = town.run(&format!("{line} --end-missing --reason 年度末で終了"), "O-5").done();
    assert!(changes(&ended).contains(&"K-1 missing".to_owned()));
    assert_eq!(town.ask("permit list").done().texts("status"), ["revoked"]);
    let status =
        |number: &str| town.ask(&format!("contract show {number}")).done().spoken.json["status"].clone();
    assert_eq!([status("K-1"), status("K-9"), status("K-27")], ["ended", "ended", "active"]);
    let again = town.run(&format!("{line} --end-missing --reason 年度末で終了"), "O-5").done();
    assert_eq!(again.list("record").len(), 0);
    assert!(!changes(&again).iter().any(|change| change.ends_with("missing")));
    town.ask("verify").done();
}

#[test]
fn tiers_that_need_no_approval_come_in_with_one_ledger() {
    let town = town();
    let term = "--from 2026-04-01T00:00 --until 2027-04-01T00:00";
    let free = "--model --subcontracting allowed --deepest-tier 3";
    town.run(&format!("contract add K-5 --with PRIME --name 窓口 --work desk {term} {free}"), "O-5").done();
    town.run("contract activate K-5", "O-2").done();
    let header: &[&str] = &["order", "contract", "under", "contractor", "work", "until"];
    let rows: &[&[&str]] = &[
        header,
        &["O-52", "K-5", "O-51", "DEEP", "desk", "2026-12-31"],
        &["O-51", "K-5", "K-5", "SUB", "desk", ""],
    ];
    let path = ledger(&town, "free.csv", rows);
    let said = town.run(&format!("order import {}", path.display()), "O-5").done();
    assert_eq!(changes(&said), ["O-51 new", "O-52 new"]);
    assert_eq!(town.ask("order list").done().texts("status"), ["approved"; 3]);
    // A ring has no top, and what is too deep is told at its line.
    let ring: &[&[&str]] = &[
        header,
        &["O-61", "K-5", "O-62", "DEEP", "desk", ""],
        &["O-62", "K-5", "O-61", "SUB", "desk", ""],
        &["O-63", "K-5", "O-52", "CITY", "desk", "2026-12-31"],
    ];
    let path = ledger(&town, "ring.csv", ring);
    let said = town.run(&format!("order import {}", path.display()), "O-5").ended(Exit::Failed);
    let said = errors(&said);
    for error in ["C2 order-unknown", "C3 order-unknown", "A4 tier-too-deep", "D4 order-circular"] {
        assert!(said.contains(&error.to_owned()), "{error}: {said:?}");
    }
}

#[test]
fn a_draft_follows_its_ledger() {
    let town = town();
    let header: &[&str] = &["contract", "contractor", "name", "work", "from", "until", "offshore", "duties"];
    let row: &[&str] = &[
        "K-9",
        "DEEP",
        "letters",
        "letters",
        "2026-07-01",
        "2027-03-31",
        "prior approval",
        "audit, penalty",
    ];
    let path = ledger(&town, "draft.csv", &[header, row]);
    let said = town.run(&format!("contract import {}", path.display()), "O-5").done();
    assert_eq!(changes(&said), ["K-9 changed"]);
    let shown = town.ask("contract show K-9").done();
    assert_eq!(shown.spoken.json["clauses"]["duties"], serde_json::json!(["audit_right", "penalty"]));
    assert_eq!(shown.spoken.json["name"], "letters");
    let again = town.run(&format!("contract import {}", path.display()), "O-5").done();
    assert_eq!((changes(&again), again.list("record").len()), (vec!["K-9 unchanged".to_owned()], 0));
    // Who may not enter it is told once, and nothing is written.
    let path =
        ledger(&town, "more.csv", &[header, &["K-10", "DEEP", "a", "b", "2026-07-01", "2027-03-31", "", ""]]);
    let said = town.run(&format!("contract import {} --dry-run", path.display()), "C-1").ended(Exit::Failed);
    assert_eq!(errors(&said), ["A2 role-missing"]);
}
