//! Putting right what was written wrongly, and knowing before somebody leaves what they still have.

use sekisho::exit::Exit;

use crate::drive::Town;

const REQUEST: &str = "permit request --purpose 給付 --data BENEFIT:code,eligible:10 --people 10 --declared Stick \
    --carrier O-4 --carrier C-1 --medium M-1 --site SITE --return-by 2026-06-21T20:00";

fn town_with_a_medium() -> Town {
    let town = Town::new();
    town.run("medium add M-1 --product Stick --serial S1 --home CAB-1", "O-3").done();
    town.at("2026-06-21T13:00");
    town
}

fn out(town: &Town) {
    for (line, person) in [
        (REQUEST, "O-4"),
        ("permit approve P-0001", "O-2"),
        ("permit approve P-0001", "O-3"),
        ("custody hand P-0001", "O-3"),
        ("custody receive P-0001", "O-4"),
        ("custody receive P-0001", "C-1"),
    ] {
        town.run(line, person).done();
    }
}

#[test]
fn names_and_ledger_lines_are_corrected() {
    let town = town_with_a_medium();
    town.run("person amend O-4 --name '﨑山 四郎' --mail o-4@new.example", "O-1").done();
    assert!(town.ask("person list").done().texts("name").contains(&"﨑山 四郎".to_owned()));
    town.run("place amend SITE --name コールセンター二階", "O-1").done();
    assert!(town.ask("place list").done().texts("name").contains(&"コールセンター二階".to_owned()));
    town.run("medium amend M-1 --serial S-1 --capacity 16GB", "O-3").done();
    let medium = town.ask("medium show M-1").done().spoken.json;
    assert_eq!(
        (&medium["serial"], &medium["product"], &medium["capacity_bytes"]),
        (&"S-1".into(), &"Stick".into(), &16_000_000_000_u64.into())
    );
    town.run("place amend SITE --name 別の名前", "O-4").refused_with(["R-ROLE"]);
    town.run("medium amend M-9 --serial S-9", "O-3").ended(Exit::NotFound);
    town.ask("person amend O-4").ended(Exit::Usage);
    town.run(REQUEST, "O-4").done();
    town.run("medium amend M-1 --serial S-2", "O-3").refused_with(["R-MEDIA"]).ended(Exit::Medium);
    town.ask("verify").done();
}

#[test]
fn a_serial_number_that_is_there_names_its_medium() {
    let town = town_with_a_medium();
    let said = town.run("medium add M-2 --product Stick --serial S1 --home CAB-1", "O-3");
    let told = said.refused_with(["R-ID"]).spoken.stderr;
    assert!(told.contains("媒体 M-1") && told.contains("sekisho medium amend M-1"), "{told}");
}

#[test]
fn every_role_that_would_do_is_said() {
    let town = town_with_a_medium();
    town.run(REQUEST, "C-1").done();
    let said = town.run("permit approve P-0001", "O-4").refused_with(["R-ROLE"]);
    assert!(said.spoken.stderr.contains("情報セキュリティ管理者」か「決裁者"), "{}", said.spoken.stderr);
    // Whoever asked is told that, and not to get a role.
    town.run("permit approve P-0001", "C-1").refused_with(["R-SOD"]);
}

#[test]
fn a_closed_incident_is_shown_as_it_was_known() {
    let town = town_with_a_medium();
    out(&town);
    town.at("2026-06-21T18:00").run("lost", "C-1").done();
    let open = town.ask("incident show I-0001").done().spoken.json;
    town.run("incident close I-0001 --conclusion 確報を提出済み", "O-3").done();
    assert_eq!(town.ask("incident list").done().list("").len(), 0);
    assert_eq!(town.ask("incident list --all").done().texts("conclusion"), ["確報を提出済み"]);
    let closed = town.ask("incident show I-0001").done();
    for field in ["people", "media", "known_at", "last_holders", "due", "purpose", "readable"] {
        assert_eq!(closed.spoken.json[field], open[field], "{field}");
    }
    assert_eq!(closed.spoken.json["closed_by"], "O-3");
    assert!(closed.spoken.stdout.contains("確報を提出済み"), "{}", closed.spoken.stdout);
    let page = town.file("incident.html");
    town.ask(&format!("incident show I-0001 --out {}", page.display())).done();
    assert!(std::fs::read_to_string(page).unwrap().contains("事案の終了"), "the end is on the page");
    town.ask("incident show I-0002").failed_with("not-found", Exit::NotFound);
}

#[test]
fn who_leaves_with_a_medium_is_told_first() {
    let town = town_with_a_medium();
    out(&town);
    let said = town.run("person leave O-4", "O-1").done();
    let what: Vec<_> = said.list("warnings").iter().map(|one| one["what"].clone()).collect();
    assert_eq!(what, ["holds", "carries", "erases", "requests"]);
    assert!(said.spoken.stderr.contains("媒体 M-1"), "{}", said.spoken.stderr);
    assert!(town.run("person leave O-2", "O-1").done().list("warnings").is_empty());
}

#[test]
fn a_proof_is_made_for_somebody_known_and_enrolled_for_nobody_else() {
    let town = Town::new();
    let key = town.file("new.key").display().to_string();
    town.ask(&format!("key new {key}")).done();
    town.ask(&format!("key prove {key} --person X-9")).failed_with("not-found", Exit::NotFound);
    assert!(!town.file("new.key.proof").exists());
    town.ask(&format!("key prove {key} --person O-4")).done();
    let said = town.run(&format!("key enroll O-2 --public {key}.pub"), "O-1");
    assert!(said.failed_with("proof-unfit", Exit::Unverified).spoken.stderr.contains("sekisho key prove"));
}

#[test]
fn the_first_administrator_has_a_mail_address() {
    let town = Town::new();
    let dir = town.file("other").display().to_string();
    let words =
        ["init", "--office", "別の市", "--name", "青木 実", "--mail", "aoki@city.example", "--dir", &dir];
    let words = words.map(std::ffi::OsString::from);
    let outside = sekisho::assemble::Outside::with(&[]);
    assert_eq!(sekisho::run(&words, &outside).exit, Exit::Done);
    let gate = sekisho::assemble::open(std::path::Path::new(&dir), None).unwrap();
    let mail = gate.state().persons.values().next().unwrap().mail.unwrap();
    assert_eq!(gate.record().text(&mail).unwrap().unwrap().expose(), "aoki@city.example");
}
