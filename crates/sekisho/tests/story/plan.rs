//! The safety plan by real commands: no plan, no permit; a change voids what was signed; the steps are the checklist.

use sekisho::exit::Exit;

use crate::drive::Town;

/// The town with a head, a security office and a medium; there is no plan.
fn town() -> Town {
    let town = Town::new();
    for (person, name, role) in
        [("O-6", "'部長 六郎'", "organization_head"), ("O-7", "'事務局 七海'", "security_office")]
    {
        town.run(&format!("person add {person} --name {name} --employer CITY"), "O-1").done();
        town.give_key(person);
        town.run(&format!("person role {person} {role}"), "O-1").done();
    }
    for stick in ["USB-01", "USB-02"] {
        town.run(&format!("medium add {stick} --product 'Hako 32' --serial {stick} --home CAB-1"), "O-3")
            .done();
    }
    town
}

/// Writes the template as the town needs it, with a change.
fn plan_file(town: &Town, change: impl FnOnce(String) -> String) -> String {
    let page = town.ask("plan template").done().spoken.stdout;
    let page = page.replace("SITE-1", "SITE").replace("\"O-3\", \"C-1\"", "\"O-4\", \"C-1\"");
    let file = town.file("plan.toml");
    std::fs::write(&file, change(page)).unwrap();
    file.display().to_string()
}

/// [`town`] with `PL-1` approved on the day before.
fn planned() -> Town {
    let town = town();
    town.at("2026-06-20T10:00");
    let file = plan_file(&town, |page| page);
    town.run(&format!("plan draft {file}"), "O-4").done();
    signed(&town);
    town.at("2026-06-21T09:00");
    town
}

fn signed(town: &Town) {
    town.run("plan accept-risk PL-1", "O-6").done();
    town.run("plan approve PL-1", "O-7").done();
}

/// A request for one stick, under what is named.
fn request(under: &str) -> String {
    format!(
        "permit request {under} --purpose 照会への回答 --data residents:resident_no,eligible:1200 --people 1200 \
         --declared Hako --carrier O-4 --carrier C-1 --medium USB-01 --site SITE --eraser O-4 \
         --start 2026-06-21T13:00 --erase-by 2026-06-21T18:00 --return-by 2026-06-21T20:00"
    )
}

fn approved(town: &Town) {
    for officer in ["O-2", "O-3"] {
        town.run("permit approve P-0001", officer).done();
    }
}

#[test]
fn without_a_plan_there_is_no_permit_once_a_plan_was_approved() {
    let town = planned();
    town.run(&request(""), "O-4").refused_with(["R-PLAN"]).ended(Exit::Refused);
    town.run(&request("--plan PL-9"), "O-4").refused_with(["R-PLAN"]);
    town.run(&request("--plan PL-1"), "O-4").done();
    let shown = town.ask("permit show P-0001").done();
    assert_eq!(shown.spoken.json["content"]["plan"]["id"], "PL-1");
    // Everybody's data, no carriers named, no plan: every reason at once.
    let fields = "--field resident_no:class3b --field eligible:class3b --field account:class3b";
    town.run(&format!("dataset add residents --name 住民 --rows 460517 {fields}"), "O-3").done();
    town.run("purpose add CALLS --name 照会への回答 --needs residents:resident_no,eligible:1200", "O-3")
        .done();
    let everything = "permit request --for CALLS --purpose 照会への回答 \
                      --data residents:resident_no,eligible,account:460517 --people 460517 --declared Hako \
                      --medium USB-02 --site SITE --eraser O-4 --start 2026-06-21T15:00 --return-by 2026-06-21T20:00";
    town.run(everything, "O-4").refused_with(["R-METHOD", "R-PLAN", "R-SCOPE"]);
}

#[test]
fn a_plan_is_whole_accepted_and_approved_by_somebody_else() {
    let town = town();
    let file =
        plan_file(&town, |page| page.split("[[steps]]").next().unwrap().replace("hours =", "# hours ="));
    let drafted = town.run(&format!("plan draft {file}"), "O-4").done();
    assert!(drafted.spoken.stderr.contains("時間帯, 手順"), "{}", drafted.spoken.stderr);
    let refused = town.run("plan approve PL-1", "O-7").ended(Exit::Refused);
    let rules: Vec<String> = refused.list("reasons").iter().map(|one| one["rule"].to_string()).collect();
    let count = |rule: &str| rules.iter().filter(|one| one.contains(rule)).count();
    assert_eq!((count("plan-incomplete"), count("risk-not-accepted"), rules.len()), (2, 2, 4), "{rules:?}");
    // Nothing rests on a draft.
    town.at("2026-06-21T09:00").run(&request(""), "O-4").done();
    let file = plan_file(&town, |page| page);
    town.run(&format!("plan amend {file}"), "O-2").refused_with(["R-PLAN"]);
    town.run(&format!("plan amend {file}"), "O-4").done();
    town.run("plan accept-risk PL-1 NETWORK", "O-3").refused_with(["R-PLAN", "R-ROLE"]);
    town.run("plan accept-risk PL-1 NETWORK", "O-6").done();
    town.run("plan approve PL-1", "O-7").refused_with(["R-PLAN"]);
    town.run("plan accept-risk PL-1", "O-6").done();
    town.run("plan approve PL-1", "O-3").refused_with(["R-ROLE"]);
    town.run("person role O-4 security_office", "O-1").done();
    town.run("plan approve PL-1", "O-4").refused_with(["R-PLAN", "R-SOD"]);
    town.run("plan approve PL-1", "O-7").done();
    assert_eq!(town.ask("plan list").done().texts("status"), ["approved"]);
    let page = town.ask("plan show PL-1").done().spoken.stdout;
    assert!(page.contains("部長 六郎") && page.contains("媒体で運ぶほかない"), "{page}");
    let paper = town.file("pl-1.html").display().to_string();
    town.ask(&format!("plan show PL-1 --out {paper}")).done();
    assert!(std::fs::read_to_string(&paper).unwrap().contains("事務局 七海"));
    // What was asked for before there was a plan is not approved any more.
    town.run("permit approve P-0001", "O-2").refused_with(["R-PLAN"]);
    town.run("permit amend P-0001 --plan PL-1 --until 2026-06-21T20:00", "O-4").done();
    approved(&town);
    town.ask("verify").done();
}

#[test]
fn a_change_of_the_plan_stops_what_has_not_left() {
    let town = planned();
    town.run(&request("--plan PL-1"), "O-4").done();
    approved(&town);
    let file = plan_file(&town, |page| page.replace("at_most = 2", "at_most = 1"));
    town.run(&format!("plan amend {file}"), "O-4").done();
    town.at("2026-06-21T13:30");
    let hand = "custody hand P-0001 --to O-4 --to C-1";
    town.run(hand, "O-3").refused_with(["R-PLAN"]);
    signed(&town);
    town.run(hand, "O-3").refused_with(["R-PLAN"]);
    // Asked for anew: the same permit under what the plan says now.
    town.run("permit amend P-0001 --start 2026-06-21T13:00", "O-4").done();
    approved(&town);
    town.run(hand, "O-3").done();
    for carrier in ["O-4", "C-1"] {
        town.run("custody receive P-0001", carrier).done();
    }
    // What is out comes home, whatever becomes of the plan.
    town.run("plan withdraw PL-1 --reason 廃止", "O-7").done();
    town.run("erase report P-0001 --method overwritten", "O-4").done();
    town.run("custody hand P-0001 --home", "C-1").done();
    town.run("custody receive P-0001", "O-3").done();
    town.run(&request("--plan PL-1").replace("USB-01", "USB-02"), "O-4").refused_with(["R-PLAN"]);
    town.run(&request("--plan PL-1 --medium USB-02"), "O-4").refused_with(["R-MEDIA", "R-PLAN"]);
}

#[test]
fn steps_of_the_plan_are_the_checklist_and_nothing_closes_before_it() {
    let town = planned();
    town.run(&request("--plan PL-1"), "O-4").done();
    town.run("permit step P-0001 CHECK", "O-4").refused_with(["R-NOPERMIT"]);
    approved(&town);
    town.at("2026-06-21T13:30");
    town.run("custody hand P-0001 --to O-4 --to C-1", "O-3").done();
    for carrier in ["O-4", "C-1"] {
        town.run("custody receive P-0001", carrier).done();
    }
    town.run("permit step P-0001 ERASE", "C-1").refused_with(["R-PLAN"]);
    town.run("permit step P-0001 CARRY", "C-1").done();
    town.run("permit step P-0001 CARRY", "O-4").refused_with(["R-PLAN"]);
    town.run("permit step P-0001 COOL", "O-4").refused_with(["R-PLAN"]);
    town.run("erase report P-0001 --method overwritten", "O-4").done();
    town.run("custody hand P-0001 --home", "C-1").done();
    let home = town.run("custody receive P-0001", "O-3").done();
    assert!(home.spoken.stdout.contains("permit step P-0001"), "{}", home.spoken.stdout);
    let refused = town.run("permit close P-0001", "O-3").refused_with(["R-PLAN"]);
    assert_eq!(refused.list("reasons").len(), 2);
    town.run("permit step P-0001 ERASE", "O-4").done();
    town.run("permit step P-0001 CHECK --explain 前日に確認済み", "C-1").refused_with(["R-ROLE"]);
    town.run("permit step P-0001 CHECK --explain 前日に確認済み", "O-3").done();
    let page = town.ask("permit show P-0001").done().spoken.stdout;
    assert!(page.contains("行わず（O-3") && page.contains("前日に確認済み"), "{page}");
    let list = town.ask("permit show P-0001 --json").done().list("checklist");
    assert_eq!((list.len(), &list[0]["explanation"]), (3, &"前日に確認済み".into()));
    town.run("permit close P-0001", "O-3").done();
    assert_eq!(town.ask("permit list").done().texts("status"), ["closed"]);
    town.ask("verify").done();
}

#[test]
fn what_is_no_plan_is_told_with_its_line() {
    let town = town();
    let file = plan_file(&town, |page| page.replace("impact = 3", "impact = 3\nnationality = 1"));
    town.run(&format!("plan draft {file}"), "O-4").failed_with("plan-file-unfit", Exit::Usage);
    town.ask("plan show PL-1").failed_with("not-found", Exit::NotFound);
    assert!(town.ask("plan list").done().list("").is_empty());
}
