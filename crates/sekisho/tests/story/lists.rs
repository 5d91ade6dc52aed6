//! Less data than a table: a list that answers "am I eligible?" and nothing else, masks, only the rows concerned, nobody under
//! protection; through the real commands, from the purpose to the answer at the call center.

use std::fs;
use std::path::{Path, PathBuf};

use sekisho::exit::Exit;

use crate::drive::Said;
use crate::sealed::{Case, found};

/// Asks for data on one sealed medium.
fn request(case: &Case, data: &str) -> Said {
    let line = format!(
        "permit request --sealed --purpose 給付金の照会 {data} --people 3 --medium USB-1 --site SITE --device D-1 --receiver S-1 \
         --eraser S-1 --carrier O-4 --carrier C-1 --sealer O-4 --witness O-3 --opener S-1 --opener S-2 --openings 2 \
         --start 2026-06-21T13:00 --return-by 2026-06-21T20:00 --until 2026-06-21T23:00"
    );
    case.town.at("2026-06-21T13:00").run(&line, "O-4")
}

fn approve(case: &Case) {
    case.town.at("2026-06-21T15:41").run("permit approve P-0001", "O-2").done();
    case.town.run("permit approve P-0001", "O-3").done();
    case.export();
}

/// Seals with more flags, and puts nothing into the record.
fn seal(case: &Case, more: &str) -> Said {
    let line = format!(
        "seal box {} --station {} --to {} --data residents={} --witness-key {} --out {} --allow-swap --replace {more}",
        case.path("p.permit"),
        case.path("D-0"),
        case.path("stick-1"),
        case.path("residents.csv"),
        case.key("O-3"),
        case.path("USB-1.receipt"),
    );
    case.town.at("2026-06-21T17:00").run(&line, "O-4")
}

/// Carries what was sealed to the site and opens it there.
fn opened(case: &Case) -> PathBuf {
    case.town.run(&format!("seal record {}", case.path("USB-1.receipt")), "O-4").done();
    case.carried("USB-1");
    case.open_by_digits("stick-1", "work").done();
    case.town.file("work")
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// What the purposes of this office need.
fn purposes(case: &Case) {
    let dataset = "dataset add residents --name 住民 --rows 3 --field code:class3b --field name:class3b \
                   --field address:class3b --field eligible:class3b";
    case.town.run(dataset, "O-3").done();
    let answer =
        "purpose add ANSWER --name 対象か否かを答える --needs-yes-no residents:code,name,eligible:1200";
    case.town.run(answer, "O-3").done();
    let pay = "purpose add PAY --name 支払 --needs residents:code,name:1200 --needs-mask residents:name=keep-first-1";
    case.town.run(pay, "O-3").done();
}

#[test]
fn the_call_center_gets_a_list_and_nothing_else() {
    let case = Case::new();
    purposes(&case);
    // A table of everybody is offered back as a list.
    let whole = request(&case, "--for ANSWER --data residents:code,name,eligible:3");
    let said = whole.refused_with(["R-SCOPE"]);
    assert_eq!(said.spoken.json["reasons"][0]["rule"], "list-is-enough");
    let advice = said.spoken.json["reasons"][0]["advice"].as_str().unwrap();
    assert!(advice.contains("--yes-no residents:"), "{advice}");
    let list = "--for ANSWER --yes-no residents:code=code,name=text:3 --yes-if residents:eligible=1";
    request(&case, list).done();
    let shown = case.town.ask("permit show P-0001").done().spoken.stdout;
    assert!(shown.contains("はい・いいえの一覧") && shown.contains("eligible が 1 の方だけ"), "{shown}");
    approve(&case);
    let sealed = seal(&case, "").done();
    assert_eq!(sealed.spoken.json["counted"][0]["rows"], 2);
    assert_eq!(sealed.spoken.json["less"][0]["repeated"], 0);
    let work = opened(&case);
    assert_eq!(names(&work), ["manifest.dsse.json", "residents.list", "residents.list-key"]);
    for word in ["関守", "太郎", "髙橋", "﨑山", "架空", "0000001", "0000003"] {
        assert_eq!(found(&work, word.as_bytes()), Vec::<PathBuf>::new(), "{word}");
    }
    let file = work.join("residents.list").display().to_string();
    let ask = |values: &str| case.town.ask(&format!("list ask {file} {values}"));
    let yes = ask("--is code=1 --is 'name=関守太郎'").done();
    assert_eq!(yes.spoken.json["answer"], "yes");
    assert!(!yes.spoken.stdout.contains("関守"), "what is asked is not repeated: {}", yes.spoken.stdout);
    // She is a resident, and not eligible: the same answer as for a stranger.
    for values in ["--is code=0000002 --is 'name=髙橋 花子'", "--is code=77 --is 'name=架空 次郎'"] {
        let no = ask(values).ended(Exit::Refused);
        assert_eq!(no.spoken.json["answer"], "no");
        assert!(no.spoken.stdout.contains("異体字"), "{}", no.spoken.stdout);
    }
    ask("--is code=3 --is 'name=﨑山　三郎'").done();
    ask("--is code=1").failed_with("list-field-missing", Exit::Usage);
    ask("--is code=1 --is birth=1").failed_with("list-field-unknown", Exit::Usage);
    ask("--is code=1 --is code=1").failed_with("list-field-unknown", Exit::Usage);
    ask("--is code").failed_with("list-value-unfit", Exit::Usage);
    ask("--is code=1 --is 'name=　'").failed_with("list-field-empty", Exit::Usage);
    let head = case.town.ask(&format!("list show {file}")).done();
    assert_eq!(
        (head.spoken.json["rows"].as_u64(), head.spoken.json["permit"].as_str()),
        (Some(2), Some("P-0001"))
    );
    case.town.ask("verify").done();
}

#[test]
fn a_list_that_is_not_what_was_sealed_gives_no_answer() {
    let case = Case::new();
    request(&case, "--yes-no residents:code=code:3").done();
    approve(&case);
    seal(&case, "").done();
    let work = opened(&case);
    let (list, key) = (work.join("residents.list"), work.join("residents.list-key"));
    let (whole, line) = (fs::read(&list).unwrap(), fs::read(&key).unwrap());
    let ask = || case.town.ask(&format!("list ask {} --is code=1", list.display()));
    ask().done();
    fs::write(&list, &whole[..whole.len() - 20]).unwrap();
    ask().failed_with("list-cut-off", Exit::Unverified);
    let mut edited = whole.clone();
    let inside = edited.len() - 30;
    edited[inside] ^= 1;
    fs::write(&list, &edited).unwrap();
    ask().failed_with("list-edited", Exit::Unverified);
    fs::write(&list, b"code,eligible\n").unwrap();
    ask().failed_with("list-unfit", Exit::Unverified);
    fs::write(&list, &whole).unwrap();
    fs::write(&key, b"none").unwrap();
    ask().failed_with("list-key-unfit", Exit::Unverified);
    let elsewhere = case.path("key-elsewhere");
    fs::write(&elsewhere, &line).unwrap();
    fs::remove_file(&key).unwrap();
    ask().failed_with("list-key-missing", Exit::NotFound);
    case.town.ask(&format!("list ask {} --list-key {elsewhere} --is code=1", list.display())).done();
    case.town
        .ask(&format!("list ask {} --is code=1", case.path("nothing.list")))
        .failed_with("not-found", Exit::NotFound);
}

#[test]
fn a_purpose_that_needs_a_part_of_a_value_gets_that_part() {
    let case = Case::new();
    purposes(&case);
    let listed = case.town.ask("purpose list").done();
    assert!(listed.spoken.stdout.contains("はじめの 1 文字だけ"), "{}", listed.spoken.stdout);
    let table = "--for PAY --data residents:code,name:3";
    let said = request(&case, table).refused_with(["R-SCOPE"]);
    assert_eq!(said.spoken.json["reasons"][0]["rule"], "mask-missing");
    request(&case, &format!("{table} --mask residents:name=keep-first-9"))
        .failed_with("less-unfit", Exit::Usage);
    request(&case, &format!("{table} --mask other:name=all")).failed_with("less-unfit", Exit::Usage);
    request(&case, &format!("{table} --mask residents:name=keep-first-1")).done();
    let shown = case.town.ask("permit show P-0001").done().spoken.stdout;
    assert!(shown.contains("name（はじめの 1 文字だけ）"), "{shown}");
    approve(&case);
    seal(&case, "").done();
    let work = opened(&case);
    let table = fs::read_to_string(work.join("residents.csv")).unwrap();
    assert_eq!(table, "code,name\n0000001,関***\n0000002,髙***\n0000003,﨑***\n");
    // After a loss, the sheet says what could be read of a name.
    let lost = case.town.run("lost P-0001 --medium USB-1", "S-1").done();
    drop(lost);
    let incident = case.town.ask("incident list").done();
    let number = incident.list("")[0]["incident"].as_str().unwrap().to_owned();
    let sheet = case.town.ask(&format!("incident show {number}")).done().spoken.stdout;
    assert!(sheet.contains("name（はじめの 1 文字だけ）"), "{sheet}");
    case.town.ask("verify").done();
}

#[test]
fn persons_under_protection_are_left_out_or_answered_for_by_the_chief_officer() {
    let case = Case::new();
    let dataset = "dataset add residents --name 住民 --rows 3 --field code:class3b --field name:class3b \
                   --field address:address_protected --field eligible:class3b";
    case.town.run(dataset, "O-3").done();
    let table = "--data residents:code,eligible:3";
    let said = request(&case, table).refused_with(["R-SCOPE"]);
    assert_eq!(said.spoken.json["reasons"][0]["rule"], "protected-unstated");
    request(&case, &format!("{table} --without-protected residents:code")).done();
    approve(&case);
    seal(&case, "").failed_with("seal-protected-missing", Exit::Refused);
    assert!(!case.town.file("stick-1/box.age").exists());
    fs::write(case.town.file("protected.csv"), "code,since\n3,2024\n").unwrap();
    let list = format!("--protected residents={}", case.path("protected.csv"));
    let unasked = format!("{list} --only-in residents={}", case.path("protected.csv"));
    seal(&case, &unasked).failed_with("seal-chosen-not-approved", Exit::Refused);
    let sealed = seal(&case, &list).done();
    assert_eq!(sealed.spoken.json["less"][0]["left_out"], 1);
    assert_eq!(sealed.spoken.json["counted"][0]["rows"], 2);
    let table = fs::read_to_string(opened(&case).join("residents.csv")).unwrap();
    assert_eq!(table, "code,eligible\n0000001,1\n0000002,0\n");

    // To take them along, two approvals are not enough.
    let case = Case::new();
    case.town.run(dataset, "O-3").done();
    case.town.run("person add O-9 --name '最高 責任' --employer CITY", "O-1").done();
    case.give_key("O-9");
    case.town.run("person role O-9 chief_officer", "O-1").done();
    request(&case, "--data residents:code,eligible:3 --with-protected residents").done();
    case.town.at("2026-06-21T15:41").run("permit approve P-0001", "O-2").done();
    case.town.run("permit approve P-0001", "O-3").done();
    assert_eq!(case.permit()["status"], "requested");
    case.town.run("permit approve P-0001", "O-9").done();
    assert_eq!(case.permit()["status"], "approved");
    case.town.ask("verify").done();
}

#[test]
fn only_the_rows_of_those_concerned_are_sealed() {
    let case = Case::new();
    request(&case, "--data residents:code,name:2 --only-in residents:code=benefits").done();
    approve(&case);
    seal(&case, "").failed_with("seal-concerned-missing", Exit::Refused);
    fs::write(case.town.file("benefits.csv"), "code,paid\n1,yes\n0000003,no\n0000009,no\n").unwrap();
    // Approved are two rows, and two are concerned, although the table has three.
    let sealed = seal(&case, &format!("--only-in residents={}", case.path("benefits.csv"))).done();
    assert_eq!(sealed.spoken.json["counted"][0]["rows"], 2);
    let table = fs::read_to_string(opened(&case).join("residents.csv")).unwrap();
    assert_eq!(table, "code,name\n0000001,関守 太郎\n0000003,﨑山 三郎\n");
}

#[test]
fn what_nobody_can_seal_is_not_asked_for() {
    let case = Case::new();
    for bad in [
        "--yes-no residents:code:3",
        "--yes-no residents:code=kana:3",
        "--data residents:code:3 --yes-if residents:eligible=1",
        "--data residents:code:3 --mask residents:code",
        "--data residents:code:3 --only-in residents:code",
    ] {
        request(&case, bad).failed_with("less-unfit", Exit::Usage);
    }
    let masked = "--yes-no residents:code=code:3 --mask residents:code=all";
    let said = request(&case, masked).refused_with(["R-SCOPE"]);
    assert_eq!(said.spoken.json["reasons"][0]["rule"], "extract-unfit");
}
