//! Local rules: an office puts its own in force, they only add a no, and nobody swaps them unnoticed.

use std::fs;

use sekisho::exit::Exit;

use crate::drive::Town;

/// An ordinary carry-out for the profile `city` would name a purpose and be sealed; this one is neither, and names a place that is
/// none.
const REQUEST: &str = "permit request --purpose 給付 --data BENEFIT:code,eligible:10 --people 10 --declared Stick \
    --carrier O-4 --carrier C-1 --medium M-1 --site SITE --return-by 2026-06-21T20:00";

fn town() -> Town {
    let town = Town::new();
    town.run("medium add M-1 --product Stick --serial S1 --home CAB-1", "O-3").done();
    town.at("2026-06-21T13:00");
    town
}

/// One proposes, another puts in force.
fn adopt(town: &Town, rules: &str) {
    town.run(&format!("policy propose {rules}"), "O-1").done();
    town.run(&format!("policy use {rules}"), "O-3").done();
}

/// Where the files of the set in force lie.
fn folder_in_force(town: &Town) -> std::path::PathBuf {
    let shown = town.ask("policy show").done().spoken.json;
    let set = shown["adopted"].as_str().unwrap().trim_start_matches("sha256:").to_owned();
    town.file("record/rules").join(set)
}

/// Writes a set of rules of the town's own: nobody carries more than `people` people's data.
fn own_rules(town: &Town, name: &str, people: u64) -> String {
    let folder = town.file(name);
    fs::create_dir_all(&folder).unwrap();
    let rule = format!(
        "@id(\"own-1\")\n@clause(\"1\")\n@reason_ja(\"人数が多すぎます。\")\n@reason_en(\"Too many people.\")\n\
         @advice_ja(\"分けてください。\")\n@advice_en(\"Ask for fewer.\")\n\
         forbid (principal, action == Action::\"request.permit\", resource) when {{ resource.people > {people} }};\n"
    );
    fs::write(folder.join("own.cedar"), rule).unwrap();
    folder.display().to_string()
}

#[test]
fn a_built_in_rule_and_local_ones_say_no_at_once_and_the_record_proves_it() {
    let town = town();
    town.run("policy propose city", "O-4").refused_with(["R-ROLE"]);
    // The author alone does not do, nor does a proposal of something else.
    town.run("policy use city", "O-3").refused_with(["R-SOD"]);
    town.run("policy propose city", "O-3").done();
    town.run("policy propose small-town", "O-1").done();
    let said = town.run("policy use city", "O-3").refused_with(["R-SOD"]);
    assert!(said.spoken.stderr.contains("sekisho policy propose"), "{}", said.spoken.stderr);
    town.run("policy propose city", "O-1").done();
    assert_eq!(town.ask("policy show").done().list("proposed").len(), 2);
    town.run("policy use city", "O-3").done();
    assert_eq!(town.ask("policy show").done().list("proposed").len(), 0);
    let wrong = REQUEST.replace("--site SITE", "--site NOWHERE");
    let said = town.run(&wrong, "O-4").refused_with(["R-LOCAL", "R-PLACE"]).ended(Exit::Refused);
    let told = &said.spoken.stderr;
    // The office's own words, with the article, beside the built-in ones.
    assert!(told.contains("市編 第3条") && told.contains("市編 第7条") && told.contains("NOWHERE"), "{told}");
    let reasons = said.list("reasons");
    let local: Vec<_> = reasons.iter().filter(|reason| reason["code"] == "R-LOCAL").collect();
    assert_eq!(local[0]["about"]["id"], "city-3");
    assert_eq!(
        local[0]["about"]["reason_en"],
        "Data of class 3B and above, or of no known class, would leave unsealed."
    );
    town.run(REQUEST, "O-4").refused_with(["R-LOCAL"]).ended(Exit::Refused);
    town.ask("verify").done();
    // A stranger with the log and an export, and without any rule or engine of the office's, agrees.
    let export = town.file("events.jsonl").display().to_string();
    town.ask(&format!("log export {export}")).done();
    let key = town.ask("log key").done().spoken.json;
    let (vkey, envelope) = (key["vkey"].as_str().unwrap(), key["envelope_key"].as_str().unwrap());
    let log = town.file("record/log").display().to_string();
    let stranger = format!("verify {log} --vkey '{vkey} {envelope}' --events {export}");
    let said = town.ask(&stranger).done();
    assert_eq!(said.spoken.json["refused"], 5);
    assert!(said.spoken.json["judged_by_local_rules"].is_null());
    // Whoever has the rules as well puts every act to them once more.
    let rules = town.file("record/rules");
    let said = town.ask(&format!("{stranger} --rules {}", rules.display())).done();
    assert_eq!(said.spoken.json["judged_by_local_rules"], 2);
    // The office itself keeps them for ever: without the text its record is not in order.
    fs::rename(&rules, town.file("record/elsewhere")).unwrap();
    let said = town.ask("verify").ended(Exit::Unverified);
    assert!(said.spoken.stdout.contains("is not kept here"), "{}", said.spoken.stdout);
    town.ask(&stranger).done();
}

#[test]
fn an_officer_reads_the_rules_without_reading_any_file() {
    let town = town();
    adopt(&town, "city");
    let shown = town.ask("policy show").done().spoken.stdout;
    for words in
        ["市編 第5条（city-5）", "断るとき: 媒体が二つを超えています。", "次にすること: 媒体を二つ以内に"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    for engine in ["forbid", "resource", "principal", "@"] {
        assert!(!shown.contains(engine), "{engine}: {shown}");
    }
    // Another set can be read before anybody proposes it, and be taken as a beginning.
    assert!(town.ask("policy show hosting-body").done().list("rules").len() > 7);
    let mine = town.file("mine").display().to_string();
    town.ask(&format!("policy show --out {mine}")).done();
    town.ask(&format!("policy check {mine}")).done();
    let folder = folder_in_force(&town);
    assert_eq!(fs::read(folder.join("city.cedar")).unwrap(), fs::read(town.file("mine/city.cedar")).unwrap());
}

#[test]
fn without_rules_everything_is_as_before_and_adopting_none_ends_them() {
    let town = town();
    town.ask("policy show").done();
    adopt(&town, "city");
    town.run(REQUEST, "O-4").refused_with(["R-LOCAL"]);
    adopt(&town, "none");
    town.run(REQUEST, "O-4").done();
    town.ask("verify").done();
}

#[test]
fn rules_that_nobody_put_in_force_stop_every_act_and_no_report() {
    let town = town();
    adopt(&town, "small-town");
    let rules = own_rules(&town, "generous", 1_000_000);
    adopt(&town, &rules);
    for (line, person) in [
        (REQUEST, "O-4"),
        ("permit approve P-0001", "O-2"),
        ("permit approve P-0001", "O-3"),
        ("custody hand P-0001", "O-3"),
    ] {
        town.run(line, person).done();
    }
    // Somebody loosens the file by one digit.
    let folder = folder_in_force(&town);
    let file = folder.join("own.cedar");
    let honest = fs::read_to_string(&file).unwrap();
    fs::write(&file, honest.replace("1000000", "2000000")).unwrap();
    let role = "person role O-4 auditor";
    let said = town.run(role, "O-1").failed_with("rules-differ", Exit::Unverified);
    assert!(said.spoken.stderr.contains("sekisho policy show"), "{}", said.spoken.stderr);
    town.ask("policy show").ended(Exit::Unverified);
    town.ask("verify").ended(Exit::Unverified);
    // What makes safer, and every fact, goes its way all the same.
    town.run("custody receive P-0001", "O-4").done();
    town.run("custody receive P-0001", "C-1").done();
    town.run("permit freeze P-0001", "O-3").done();
    town.run("lost", "C-1").done();
    town.run("key revoke C-1 SHA256:nothing", "O-1").refused_with(["R-ACCOUNT"]);
    // The same set again only puts the files back.
    let said = town.run(&format!("policy use {rules}"), "O-3").done();
    assert_eq!(said.spoken.json["restored"], true);
    assert_eq!(fs::read_to_string(&file).unwrap(), honest);
    town.run(role, "O-1").done();
    // A file that was added, or all of them gone, is noticed as well.
    fs::write(folder.join("more.cedar"), "").unwrap();
    town.run("person role O-4 approver", "O-1").failed_with("rules-differ", Exit::Unverified);
    fs::remove_dir_all(&folder).unwrap();
    town.run("person role O-4 approver", "O-1").failed_with("rules-differ", Exit::Unverified);
    town.run(&format!("policy use {rules}"), "O-3").done();
    // Every act was judged by the set of its day, also by the one that is not in force any more.
    town.ask("verify").done();
}

#[test]
fn a_rule_that_cannot_be_worked_out_says_no_and_says_so() {
    let town = town();
    let rules = own_rules(&town, "overflow", 5);
    let file = town.file("overflow/own.cedar");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("resource.people > 5", "resource.people * 9223372036854775807 < 0"))
        .unwrap();
    adopt(&town, &rules);
    let said = town.run(REQUEST, "O-4").refused_with(["R-LOCAL"]);
    assert_eq!(said.list("reasons")[0]["about"]["fault"], "not_computable");
    assert!(said.spoken.stderr.contains("own-1 を計算できませんでした"), "{}", said.spoken.stderr);
    town.ask("verify").done();
}

#[test]
fn a_change_is_tried_on_the_past_before_it_counts() {
    let town = town();
    let (old, new) = (own_rules(&town, "old", 5), own_rules(&town, "new", 50));
    adopt(&town, &old);
    town.run(REQUEST, "O-4").refused_with(["R-LOCAL"]);
    let same = town.ask(&format!("policy diff {old}")).done();
    assert_eq!(same.list("changes").len(), 0);
    let said = town.ask(&format!("policy diff {new}")).done();
    let changes = said.list("changes");
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0]["act"], "request.permit");
    assert_eq!(changes[0]["change"], "allows");
    assert_eq!(changes[0]["refused_then"], true);
    // The other way round it would have been refused.
    let back = town.ask(&format!("policy diff {old} --against {new}")).done();
    assert_eq!(back.list("changes")[0]["change"], "refuses");
}

#[test]
fn a_rule_that_does_not_hold_is_found_with_line_and_column_and_never_put_in_force() {
    let town = town();
    let folder = town.file("wrong");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.display().to_string();
    let write = |text: &str| fs::write(folder.join("own.cedar"), text).unwrap();
    let words = "@clause(\"1\") @reason_ja(\"a\") @reason_en(\"a\") @advice_ja(\"a\") @advice_en(\"a\")\n";
    for (text, code, line, column) in [
        ("forbid (principal, action, resource)", "rule-syntax", 1, 37),
        ("\nforbid (principal, action, resource);", "rule-id", 2, 1),
        ("@id(\"a\")\nforbid (principal, action, resource);", "rule-words", 1, 1),
        ("@id(\"a\")\npermit (principal, action, resource) when { 1 == 1 };", "rule-yes", 1, 1),
        (
            &format!(
                "@id(\"a\")\n{words}forbid (principal, action, resource is Permit) when {{ resource.persons > 5 }};"
            ),
            "rule-word",
            3,
            55,
        ),
        (
            &format!("@id(\"a\")\n{words}forbid (principal in Role::\"cheif_officer\", action, resource);"),
            "rule-word",
            3,
            22,
        ),
    ] {
        write(text);
        let said = town.ask(&format!("policy check {path}")).ended(Exit::Unverified);
        let first = said.list("findings")[0].clone();
        assert_eq!(
            (first["code"].as_str(), first["line"].as_u64()),
            (Some(code), Some(line)),
            "{text} {first}"
        );
        assert_eq!(first["column"].as_u64(), Some(column), "{text} {first}");
        for verb in ["propose", "use"] {
            town.run(&format!("policy {verb} {path}"), "O-3").failed_with("rules-unsound", Exit::Unverified);
        }
    }
    for profile in ["small-town", "city", "hosting-body"] {
        town.ask(&format!("policy check {profile}")).done();
    }
    town.ask("policy check nothing-here").ended(Exit::NotFound);
}

#[test]
fn the_cases_that_come_along_hold_and_a_wrong_expectation_is_told() {
    let town = town();
    assert!(town.ask("policy test").done().list("cases").len() > 20);
    let cases = sekisho_rules::profile::SANDBOXES[0].1;
    let folder = town.file("cases");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("cases.json"), cases.replace("\"town-2\"", "\"town-9\"")).unwrap();
    let said = town.ask(&format!("policy test {}", folder.display())).ended(Exit::Unverified);
    let wrong: Vec<_> = said.list("cases").into_iter().filter(|case| case["ok"] == false).collect();
    assert_eq!(wrong.len(), 1);
    assert_eq!(wrong[0]["said"], serde_json::json!(["town-2"]));
}
