//! Monday in a small town: the USB ledger of the office comes in, one medium goes out and back, and the papers say so.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use sekisho::exit::Exit;
use sekisho_audit::ledger::{Import, Mapping, Status};
use sekisho_audit::table::{CsvEncoding, Encoding, Header, Listing, Sheet};
use serde_json::Value;

use crate::drive::Town;

/// A ledger as an office keeps it: CP932, title lines, eras, and eight things that are wrong or remarkable.
const LEDGER: &str = "../sekisho-audit/tests/ledgers/cp932-title-and-era.csv";

#[test]
fn ledger_of_the_office_comes_in_and_goes_out_again() {
    let town = Town::new();
    let dry = town.run(&format!("medium import {LEDGER} --home CAB-1 --dry-run"), "O-3").ended(Exit::Failed);
    let expected = [
        "A5 error ledger-number-character",
        "C7 error ledger-duplicate-serial",
        "H9 error ledger-unreadable-date",
        "I9 error ledger-unreadable-status",
        "C8 warning ledger-missing-serial",
        "H7 warning ledger-outside-era",
        "I6 warning ledger-medium-lent",
        "A5 notice ledger-number-folded",
        "A6 notice ledger-number-folded",
        "I8 notice ledger-medium-destroyed",
    ];
    assert_eq!(by_weight(&dry.list("problems")), expected);
    town.run(&format!("medium import {LEDGER} --home CAB-1"), "O-3").ended(Exit::Failed);
    assert_eq!(town.ask("medium list").done().list("").len(), 0);

    let corrected = town.file("corrected.csv");
    let changes = [("A5", "JH-01"), ("C7", "4C530001230103"), ("H9", "H28.10.3"), ("I9", "故障")];
    fs::write(&corrected, changed(LEDGER, &changes)).unwrap();
    let line = format!("medium import {} --home CAB-1", corrected.display());
    // What is lent or destroyed is not in its cabinet, and the dry run leaves it out.
    let dry = town.run(&format!("{line} --dry-run"), "O-3").done();
    assert_eq!(dry.spoken.json["left_out_lines"], serde_json::json!(["JY-001", "JY-003"]));
    let line = format!("{line} --register-absent");
    let before = town.ask("log list --limit 1000").done().list("").len();
    let done = town.run(&line, "O-3").done();
    let warnings = [
        "C8 warning ledger-missing-serial",
        "H7 warning ledger-outside-era",
        "I6 warning ledger-medium-lent-registered",
        "I9 warning ledger-medium-broken",
    ];
    assert_eq!(by_weight(&done.list("problems"))[..4], warnings);
    // Four media, and for the one on loan a stock-take, what it missed, and its incident.
    assert_eq!(done.list("record").len(), 7);
    let media = town.ask("medium list").done();
    assert_eq!(media.texts("id"), ["JH-01", "JY-001", "JY-002", "JY-004"]);
    assert_eq!(media.texts("condition"), ["usable"; 4]);
    let whereabouts: Vec<_> = media.list("").iter().map(|row| row["whereabouts"].clone()).collect();
    assert_eq!(whereabouts[1], "unknown");
    assert_eq!(whereabouts[0], serde_json::json!({ "at": "CAB-1" }));
    assert_eq!(town.ask("incident list").done().list("").len(), 1);

    let again = town.run(&line, "O-3").done();
    assert_eq!((again.list("rows").len(), again.list("record").len()), (0, 0));
    assert_eq!(again.list("already_registered").len(), 4);
    assert_eq!(town.ask("log list --limit 1000").done().list("").len(), before + 7);

    for name in ["out.csv", "out.xlsx", "out.html"] {
        let path = town.file(name);
        town.ask(&format!("medium export {}", path.display())).done();
        let same = town.run(&format!("medium import {} --home CAB-1", path.display()), "O-3");
        if name.ends_with("html") {
            same.ended(Exit::Failed);
        } else {
            assert_eq!(same.done().list("already_registered").len(), 4, "{name}");
        }
    }
    let bytes = fs::read(town.file("out.csv")).unwrap();
    let day = jiff::civil::date(2026, 6, 21);
    let read = Import::read_bytes(&bytes, &Mapping::default(), day).unwrap();
    assert!(!read.has_errors());
    let first = &read.rows[0];
    assert_eq!((first.number.as_str(), first.serial.as_str()), ("JH-01", "4C530001230101"));
    assert_eq!((first.capacity_bytes, first.registered), (Some(16_000_000_000), Some(day)));
    assert_eq!(read.rows[1].status, Status::Lost);
    town.ask(&format!("medium export {} --cp932", town.file("out.csv").display())).done();
    assert!(Sheet::from_csv(&fs::read(town.file("out.csv")).unwrap(), Encoding::Cp932).is_ok());
}

#[test]
fn what_is_not_there_is_not_said_to_be_there() {
    let town = Town::new();
    let file = town.file("states.csv");
    let rows = "管理番号,製造番号,取得日,使用状況\nU-1,S1,令和6年4月,在庫\nU-2,S2,R6.4.1,貸出中\nU-3,,2019,紛失\nU-4,,,廃止\n";
    fs::write(&file, rows).unwrap();
    let line = format!("medium import {} --home CAB-1", file.display());
    let out = town.run(&line, "O-3").done();
    let expected = [
        "B4 warning ledger-missing-serial",
        "B5 warning ledger-missing-serial",
        "C2 warning ledger-date-without-day",
        "C4 warning ledger-date-without-day",
        "D3 warning ledger-medium-lent",
        "D4 warning ledger-medium-lost",
        "D5 notice ledger-medium-destroyed",
    ];
    assert_eq!(by_weight(&out.list("problems")), expected);
    assert!(
        out.spoken.stdout.contains("「取得日」の 令和6年4月 には日がありません。"),
        "{}",
        out.spoken.stdout
    );
    assert_eq!(town.ask("medium list").done().texts("id"), ["U-1"]);
    // Now the cabinet has a medium: only somebody who counts can say that others are not in it.
    let refused = town.run(&format!("{line} --register-absent"), "O-3").ended(Exit::Failed);
    assert!(by_weight(&refused.list("problems")).contains(&"A3 error ledger-absent-place-in-use".to_owned()));
    assert_eq!(town.ask("medium list").done().texts("id"), ["U-1"]);

    let kept = fs::read(&file).unwrap();
    let town = Town::new();
    let file = town.file("states.csv");
    fs::write(&file, kept).unwrap();
    let line = format!("medium import {} --home CAB-1", file.display());
    let done = town.run(&format!("{line} --register-absent"), "O-3").done();
    assert_eq!(done.spoken.json["left_out_lines"], serde_json::json!(["U-4"]));
    let media = town.ask("medium list").done();
    assert_eq!(media.texts("id"), ["U-1", "U-2", "U-3"]);
    let whereabouts: Vec<_> = media.list("").iter().map(|row| row["whereabouts"].clone()).collect();
    assert_eq!(whereabouts, [serde_json::json!({ "at": "CAB-1" }), "unknown".into(), "unknown".into()]);
    let incidents = town.ask("incident list").done();
    assert_eq!(incidents.list("").len(), 1);
    assert_eq!(incidents.list("")[0]["media"], serde_json::json!(["U-2", "U-3"]));
    town.run("medium store U-2 CAB-1", "O-3").done();
    // The same file says again that they are lent and lost; one was found since, and the record knows it.
    let again = town.run(&format!("{line} --register-absent"), "O-3").done();
    assert_eq!((again.list("rows").len(), again.list("record").len()), (0, 0));
    town.ask("verify").done();
}

#[test]
fn heading_that_nobody_knows_is_mapped_by_the_office() {
    let town = Town::new();
    let file = town.file("unusual.csv");
    fs::write(&file, "通し,管理番号,機器コード\n1,USB-01,A-1\n2,USB-02,A-2\n").unwrap();
    let line = format!("medium import {} --home CAB-1", file.display());
    town.run(&line, "O-1").ended(Exit::Failed);
    town.run(&format!("{line} --map 機器コード=serial,通し=ignore"), "O-1").done();
    assert_eq!(town.ask("medium list").done().texts("serial"), ["A-1", "A-2"]);
    // Other files of the same media: one line says something else, one is another spelling of a number.
    fs::write(&file, "管理番号,製造番号\nUSB-01,A-9\nUSB-02,A-2\n").unwrap();
    let differing = town.run(&line, "O-1").done();
    assert_eq!(by_weight(&differing.list("problems")), ["A2 warning ledger-differs"]);
    fs::write(&file, "管理番号,製造番号\nusb-01,A-8\nUSB-03,A-2\n").unwrap();
    let clashing = town.run(&line, "O-1").ended(Exit::Failed);
    let expected = ["A2 error ledger-number-like-known", "A3 error ledger-serial-known"];
    assert_eq!(by_weight(&clashing.list("problems")), expected);
    town.run(&format!("{line} --map 機器コード=nummer"), "O-1").failed_with("ledger-mapping", Exit::Usage);
}

#[test]
fn import_that_was_cut_off_goes_on_where_it_stopped() {
    let town = Town::new();
    let file = town.file("many.csv");
    let rows = |count: usize| {
        let lines = (1..=count).map(|number| format!("USB-{number:04},RUF3,S-{number:06}\n"));
        format!("管理番号,製品名,製造番号\n{}", lines.collect::<String>())
    };
    let line = format!("medium import {} --home CAB-1", file.display());
    fs::write(&file, rows(230)).unwrap();
    assert_eq!(town.run(&line, "O-3").done().list("record").len(), 230);
    fs::write(&file, rows(450)).unwrap();
    let rest = town.run(&line, "O-3").done();
    assert_eq!((rest.list("already_registered").len(), rest.list("record").len()), (230, 220));
    town.ask("verify").done();
}

#[test]
fn person_without_the_role_imports_nothing_and_is_told_once() {
    let town = Town::new();
    let file = town.file("two.csv");
    fs::write(&file, "管理番号,製造番号\nUSB-01,A-1\nUSB-02,A-2\n").unwrap();
    let said = town.run(&format!("medium import {} --home CAB-1", file.display()), "O-4").ended(Exit::Failed);
    assert_eq!(said.list("problems").len(), 1);
    assert_eq!(town.ask("medium list").done().list("").len(), 0);
}

#[test]
fn bad_files_are_refused_and_lose_nothing() {
    let town = Town::new();
    let cases: [(&str, &[u8], &str); 4] = [
        ("a.csv", b"\xFF\xFEa\0", "table-not-csv"),
        ("b.csv", b"\xE7\xAE\xA1\xE7\x90\x86,\xFF", "table-not-utf8"),
        ("c.csv", b"a,\"b\n", "table-unclosed-quote"),
        ("d.xlsx", b"PK\x03\x04broken", "table-broken-workbook"),
    ];
    for (name, bytes, code) in cases {
        let path = town.file(name);
        fs::write(&path, bytes).unwrap();
        town.run(&format!("medium import {} --home CAB-1", path.display()), "O-3")
            .failed_with(code, Exit::Failed);
    }
    town.run("medium import nowhere.csv --home CAB-1", "O-3").failed_with("not-found", Exit::NotFound);
    let folder = town.run(&format!("medium import {} --home CAB-1", town.file("record").display()), "O-3");
    let told = folder.failed_with("file-unreadable", Exit::Failed).spoken.stderr;
    // The sentence is the person's; what the system said comes after the next step, on a line of its own.
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].ends_with("はディレクトリです。ファイルを指定してください。"), "{told}");
    assert!(lines[1].starts_with("  次にすること: ") && lines[2].starts_with("  詳細: "), "{told}");
    town.ask("medium export ledger.pdf").failed_with("form-unknown", Exit::Usage);
    town.ask("medium export ledger.xlsx --cp932").failed_with("cp932-only-csv", Exit::Usage);
    town.ask("custody ledger ledger").failed_with("form-unknown", Exit::Usage);
    let taken = town.file("taken.csv");
    fs::create_dir(&taken).unwrap();
    town.ask(&format!("medium export {}", taken.display())).failed_with("file-not-written", Exit::Failed);
}

#[test]
fn one_medium_goes_out_and_back_and_the_papers_tell_it() {
    let town = with_media();
    town.at("2026-06-21T13:00");
    request(&town, "USB-01");
    let asked = print(&town, "P-0001");
    assert!(asked.contains("申請中") && !asked.contains("上記のとおり許可します。"));
    go_out(&town, "P-0001");
    town.at("2026-06-21T16:00").run("erase report P-0001 --method overwritten", "O-4").done();
    town.run("custody hand P-0001 --home", "O-4").done();
    town.at("2026-06-21T17:00").run("custody receive P-0001", "O-3").done();
    town.run("permit close P-0001", "O-3").done();

    let paper = print(&town, "P-0001");
    for part in [
        "暗号による強制なし（申告: RUF3-HSL16G）",
        "終了",
        "上記のとおり許可します。",
        "佐藤 花子",
        "髙橋 次郎",
    ] {
        assert!(paper.contains(part), "{part}");
    }
    for part in ["令和8年6月21日（日）", "﨑山 三郎", "460,517", "給付の問合せ", "コールセンター"]
    {
        assert!(paper.contains(part), "{part}");
    }
    assert!(!paper.contains("読めない"));

    let loans = ledger_of_loans(&town);
    assert_eq!(loans.len(), 1);
    let expected = [
        "2026-06-21 13:10",
        "USB-01",
        "P-0001",
        "給付の問合せ",
        "山﨑 徹、﨑山 三郎",
        "2026-06-21 20:00",
        "2026-06-21 17:00",
        "髙橋 次郎",
    ];
    assert_eq!(loans[0], expected);
}

#[test]
fn request_in_the_words_of_the_office_is_printed_whole() {
    let town = with_media();
    town.at("2026-06-21T13:00");
    let line = |data: &str| {
        format!(
            "permit request --purpose 給付の問合せ --data {data} --people 460517 --declared RUF3-HSL16G \
             --carrier O-4 --carrier C-1 --substitute O-2 --receiver C-1 --eraser C-1 --medium USB-01 --site SITE \
             --route 公用車で直行 --arrive-by 2026-06-21T15:00 --erase-by 2026-06-21T18:00 --return-by 2026-06-21T20:00"
        )
    };
    let refused = town.run(&line("住民:氏名:460517"), "O-4").failed_with("dataset-unfit", Exit::Usage);
    let told = &refused.spoken.stderr;
    assert!(
        told.contains("データの符号「住民」は使えません。") && told.contains("--data residents:氏名"),
        "{told}"
    );
    town.run(&line("residents:氏名,住所:460517"), "O-4").done();
    let paper = print(&town, "P-0001");
    for part in [
        "氏名、住所",
        "公用車で直行",
        "予備の運搬者: ",
        "消去担当",
        "18時00分",
        "到着期限",
        "15時00分",
        "第1版",
    ] {
        assert!(paper.contains(part), "{part}");
    }
    assert_eq!(paper.matches(">なし<").count(), 1, "no device is named, and the paper says so");
}

#[test]
fn overdue_medium_is_asked_for_once_by_mail() {
    let town = with_media();
    town.at("2026-06-21T13:00");
    request(&town, "USB-01");
    go_out(&town, "P-0001");
    assert_eq!(ledger_of_loans(&town)[0][6..], [String::new(), String::new()]);
    town.ask("custody overdue --mail nowhere").failed_with("mail-not-configured", Exit::Failed);
    let settings = town.file("record/sekisho.toml");
    let mail = "\n[mail]\nfrom = \"sekisho@city.example\"\nhost = \"127.0.0.1\"\nport = 25\nphone = \"06-0000-0000\"\n";
    fs::write(&settings, fs::read_to_string(&settings).unwrap() + mail).unwrap();
    let line = format!("custody overdue --mail {}", town.file("mail").display());
    assert_eq!(town.ask(&line).done().list("mails").len(), 0);

    let late = town.at("2026-06-21T20:31").ask(&line).done();
    assert_eq!(fates(&late.list("mails")), ["C-1 no_address", "O-3 written", "O-4 written"]);
    let eml = fs::read_to_string(town.file("mail/P-0001.return_overdue.O-4.eml")).unwrap();
    let (head, body) = eml.split_once("\r\n\r\n").unwrap();
    for field in
        ["From: sekisho@city.example", "To: o-4@city.example", "Message-ID: <P-0001.return_overdue.O-4."]
    {
        assert!(head.contains(field), "{head}");
    }
    let text = decoded(head, body);
    for part in ["P-0001", "USB-01", "令和8年6月21日（日）20時00分（31分経過）", "06-0000-0000", "CAB-1"]
    {
        assert!(text.contains(part), "{text}");
    }
    let again = town.at("2026-06-21T21:00").ask(&line).done();
    assert_eq!(fates(&again.list("mails")), ["C-1 no_address", "O-3 before", "O-4 before"]);
    // Two and a half hours later another alarm rings, and it has its own mail.
    let later = town.at("2026-06-21T22:31").ask(&line).done();
    assert_eq!(fates(&later.list("mails")), ["C-1 no_address", "O-3 written", "O-4 written"]);

    let absent = town.at("2026-06-22T18:05").ask("medium absent").done();
    assert_eq!(absent.texts("medium"), ["USB-01"]);
    assert_eq!(
        (absent.texts("permit"), absent.texts("return_by")),
        (vec!["P-0001".to_owned()], vec!["2026-06-21T11:00:00Z".to_owned()])
    );
    assert!(absent.spoken.stdout.contains("山﨑 徹"));
    let log = town.ask("log list --limit 1000").done();
    let listed: Vec<Value> =
        log.list("").into_iter().filter_map(|row| row["event"].get("evening_listed").cloned()).collect();
    assert_eq!(listed.last().unwrap()["absent"][0]["medium"], "USB-01");
}

#[test]
fn lost_medium_has_a_sheet_and_a_place_has_one_to_take_along() {
    let town = with_media();
    town.at("2026-06-21T13:00");
    request(&town, "USB-01");
    go_out(&town, "P-0001");
    town.at("2026-06-21T15:00").run("lost P-0001", "O-4").done();
    let sheet = town.file("incident.html");
    town.ask(&format!("incident show I-0001 --out {}", sheet.display())).done();
    let page = fs::read_to_string(&sheet).unwrap();
    for part in
        ["I-0001", "P-0001", "USB-01", "460,517人", "元請P社", "令和8年6月24日（水）", "原本は消えません。"]
    {
        assert!(page.contains(part), "{part}");
    }
    let sheet = town.file("stock.html");
    town.ask(&format!("medium stocktake CAB-1 --sheet {}", sheet.display())).done();
    let page = fs::read_to_string(&sheet).unwrap();
    assert!(page.contains("USB-02") && page.contains("電磁的記録媒体所在確認表"));
    town.ask("medium stocktake CAB-9 --sheet x.html").failed_with("not-found", Exit::NotFound);
    town.ask("incident show I-0001 --out x.pdf").failed_with("form-unknown", Exit::Usage);
}

fn with_media() -> Town {
    let town = Town::new();
    for number in ["01", "02"] {
        let line = format!("medium add USB-{number} --product RUF3-HSL16G --serial S-{number} --home CAB-1");
        town.run(&line, "O-3").done();
    }
    town
}

fn request(town: &Town, medium: &str) {
    let line = format!(
        "permit request --purpose 給付の問合せ --data BENEFIT:code,eligible:460517 --people 460517 \
         --declared RUF3-HSL16G --carrier O-4 --carrier C-1 --medium {medium} --site SITE --return-by 2026-06-21T20:00"
    );
    town.run(&line, "O-4").done();
}

fn go_out(town: &Town, permit: &str) {
    for approver in ["O-2", "O-3"] {
        town.run(&format!("permit approve {permit}"), approver).done();
    }
    town.at("2026-06-21T13:10").run(&format!("custody hand {permit}"), "O-3").done();
    for carrier in ["O-4", "C-1"] {
        town.run(&format!("custody receive {permit}"), carrier).done();
    }
}

fn print(town: &Town, permit: &str) -> String {
    let path = town.file("permit.html");
    town.ask(&format!("permit print {permit} --out {}", path.display())).done();
    fs::read_to_string(path).unwrap()
}

/// Writes the ledger of loans in every form, and gives the lines on which csv and xlsx agree.
fn ledger_of_loans(town: &Town) -> Vec<Vec<String>> {
    let path = |name: &str| town.file(name);
    for name in ["loans.csv", "loans.xlsx", "loans.html"] {
        town.ask(&format!("custody ledger {}", path(name).display())).done();
    }
    let bytes = |name| fs::read(path(name)).unwrap();
    let lines = |sheet: Sheet, header: u32| {
        let table = sheet.into_table(Header::At(header)).unwrap();
        table
            .rows
            .iter()
            .map(|row| (0..8).map(|column| row.text(column).to_owned()).collect())
            .collect::<Vec<Vec<_>>>()
    };
    let csv = lines(Sheet::from_csv(&bytes("loans.csv"), Encoding::Utf8).unwrap(), 1);
    let xlsx = lines(Sheet::from_workbook(&bytes("loans.xlsx"), None).unwrap(), 2);
    assert_eq!(csv, xlsx);
    assert!(fs::read_to_string(path("loans.html")).unwrap().contains("USBメモリ貸与台帳（授受簿）"));
    csv
}

fn by_weight(problems: &[Value]) -> Vec<String> {
    let of = |severity: &'static str| {
        let chosen = problems.iter().filter(move |problem| problem["severity"] == severity);
        chosen.map(|problem| {
            let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
            format!("{} {} {}", text("cell"), text("severity"), text("code"))
        })
    };
    let mut sorted: Vec<String> = Vec::new();
    for severity in ["error", "warning", "notice"] {
        let mut group: Vec<String> = of(severity).collect();
        group.sort();
        sorted.extend(group);
    }
    sorted
}

fn fates(mails: &[Value]) -> Vec<String> {
    let one =
        |mail: &Value| format!("{} {}", mail["person"].as_str().unwrap(), mail["fate"].as_str().unwrap());
    mails.iter().map(one).collect()
}

/// Writes a ledger anew in CP932, with some cells changed.
fn changed(path: impl AsRef<Path>, changes: &[(&str, &str)]) -> Vec<u8> {
    let sheet = Sheet::from_csv(&fs::read(path).unwrap(), Encoding::Cp932).unwrap();
    let mut rows = sheet.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| {
            let change = changes.iter().find(|(name, _)| *name == cell.name());
            change.map_or(cell.text.clone(), |(_, text)| (*text).to_owned())
        });
        cells.collect::<Vec<_>>()
    });
    let header = rows.next().unwrap();
    let listing = Listing { header, rows: rows.collect(), sheet: "x".to_owned(), title: None };
    listing.to_csv(CsvEncoding::Cp932).unwrap()
}

/// Undoes the transfer encoding of a mail.
pub(crate) fn decoded(head: &str, body: &str) -> String {
    assert!(head.contains("Content-Transfer-Encoding: base64"), "{head}");
    let packed: String = body.split_whitespace().collect();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(packed).unwrap()).unwrap()
}
