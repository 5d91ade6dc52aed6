//! What the shipped rules decide, as one table: a change of a rule is a readable difference in `policies/decisions.golden.txt`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sekisho_core::Command;
use sekisho_core::party::Role;
use sekisho_core::purpose::FieldClass;
use sekisho_rules::sandbox::Sandbox;
use sekisho_rules::{Now, PermitFacts, PersonFacts, Question, RuleSet, Source, profile};

const ACTIONS: [&str; 10] = [
    "request.permit",
    "amend.permit",
    "approve.permit",
    "hand.custody",
    "seal.copy",
    "release.copy",
    "request.rewrap",
    "rewrap.copy",
    "unfreeze.permit",
    "close.permit",
];

/// Permit, and when: what differs from the ordinary one.
const STATES: [&str; 16] = [
    "ordinary",
    "large",
    "large, one approved",
    "large, chief officer approved",
    "many rows, chief officer of the same department approved",
    "unsealed 3B",
    "unsealed, unknown data",
    "unsealed, protected address",
    "protected persons along, sealed",
    "protected persons along, unsealed",
    "My-Number",
    "three copies, 48 hours",
    "four copies, 80 hours",
    "night",
    "Sunday",
    "witness of the city",
];

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies").canonicalize().unwrap()
}

fn sets() -> Vec<(&'static str, RuleSet)> {
    let base = vec![Source::new("base.cedar", profile::BASE)];
    let profiles = profile::PROFILES.iter().map(|(name, _)| (*name, profile::files(name).unwrap()));
    [("base", base)]
        .into_iter()
        .chain(profiles)
        .map(|(name, files)| (name, RuleSet::read(&files).unwrap()))
        .collect()
}

fn person(roles: &[&str], employer: &str, title: &str) -> PersonFacts {
    PersonFacts {
        courses: BTreeSet::new(),
        department: "TAX".to_owned(),
        employer: employer.to_owned(),
        officer: employer == "CITY",
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        title: title.to_owned(),
    }
}

fn question(action: &str, who: &PersonFacts, state: &str) -> Question {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<_>>();
    let mut permit = PermitFacts {
        approver_departments: words(&[]),
        approver_employers: words(&[]),
        approver_roles: words(&[]),
        approvers: words(&[]),
        beyond: false,
        carrier_employers: 2,
        classes: words(&["class3c"]),
        copies: 1,
        courier: String::new(),
        datasets: words(&["RESIDENTS"]),
        forms: words(&["rows"]),
        from: "CAB-1".to_owned(),
        people: 200,
        product: String::new(),
        protected_taken: false,
        protection: "sealed".to_owned(),
        purpose: "GRANT".to_owned(),
        requester: "ASKS".to_owned(),
        requester_department: "TAX".to_owned(),
        requester_employer: "CITY".to_owned(),
        rows: 200,
        site: "SITE".to_owned(),
        state: match action {
            "request.permit" => "new",
            "amend.permit" | "approve.permit" => "requested",
            "hand.custody" | "seal.copy" => "approved",
            _ => "out",
        }
        .to_owned(),
        transport: "carried".to_owned(),
        unclassified: false,
        window_from_hour: 13,
        window_from_weekday: 1,
        window_hours: 8,
        window_until_hour: 21,
    };
    let leaving = action == "hand.custody";
    let mut now = Now { day: "2026-06-22".to_owned(), hour: 13, leaving, weekday: 1, witness: None };
    if action == "seal.copy" {
        now.witness = Some(if state == "witness of the city" { "FIRST" } else { "WATCH" }.to_owned());
    }
    let approved_by = |permit: &mut PermitFacts, role: &str| {
        permit.approvers = words(&["FIRST"]);
        permit.approver_departments = words(&["EXECUTIVE"]);
        permit.approver_employers = words(&["CITY"]);
        permit.approver_roles = words(&[role]);
    };
    let unsealed = |permit: &mut PermitFacts| "declared".clone_into(&mut permit.protection);
    match state {
        "large" => permit.people = 460_517,
        "large, one approved" => {
            permit.people = 460_517;
            approved_by(&mut permit, "security_manager");
        }
        "large, chief officer approved" => {
            permit.people = 460_517;
            approved_by(&mut permit, "chief_officer");
        }
        "many rows, chief officer of the same department approved" => {
            permit.rows = 1_001;
            approved_by(&mut permit, "chief_officer");
            permit.approver_departments = words(&["TAX"]);
        }
        "unsealed 3B" => {
            unsealed(&mut permit);
            permit.classes = words(&["class3b"]);
        }
        "unsealed, unknown data" => {
            unsealed(&mut permit);
            permit.unclassified = true;
        }
        "unsealed, protected address" => {
            unsealed(&mut permit);
            permit.classes = words(&["address_protected"]);
        }
        "protected persons along, sealed" => permit.protected_taken = true,
        "protected persons along, unsealed" => {
            unsealed(&mut permit);
            permit.protected_taken = true;
        }
        "My-Number" => permit.datasets = words(&["MY-NUMBER"]),
        "three copies, 48 hours" => (permit.copies, permit.window_hours) = (3, 48),
        "four copies, 80 hours" => (permit.copies, permit.window_hours) = (4, 80),
        "night" => now.hour = 22,
        "Sunday" => (now.day, now.weekday) = ("2026-06-21".to_owned(), 7),
        _ => {}
    }
    let persons = [
        ("WHO", who.clone()),
        ("ASKS", person(&[], "CITY", "employed")),
        ("FIRST", person(&["security_manager"], "CITY", "employed")),
        ("WATCH", person(&[], "OTHER", "employed")),
    ];
    Question {
        action: action.to_owned(),
        now,
        permit: Some(("P-0001".to_owned(), permit)),
        persons: persons.into_iter().map(|(id, known)| (id.to_owned(), known)).collect(),
        principal: "WHO".to_owned(),
    }
}

/// Everybody whose verdict may differ: one for each role, nobody special, and three who are not on the staff.
fn everybody() -> Vec<(String, PersonFacts)> {
    let roles = Role::ALL.map(|role| (role.name().to_owned(), person(&[role.name()], "CITY", "employed")));
    let others = [
        ("no role".to_owned(), person(&[], "CITY", "employed")),
        ("approver, dispatched".to_owned(), person(&["approver"], "STAFF", "dispatched")),
        ("approver, other body".to_owned(), person(&["approver"], "TOWN-B", "seconded")),
    ];
    roles.into_iter().chain(others).collect()
}

fn ids(rules: &RuleSet, question: &Question) -> String {
    let said = rules.ask(question).unwrap_or_else(|error| panic!("{question:?}: {error}"));
    let ids: Vec<&str> =
        said.iter().filter_map(|reason| reason.about.get("id").map(String::as_str)).collect();
    if ids.is_empty() { "-".to_owned() } else { format!("no: {}", ids.join(" ")) }
}

fn table() -> &'static str {
    static TABLE: OnceLock<String> = OnceLock::new();
    TABLE.get_or_init(made_table)
}

fn made_table() -> String {
    let mut table = String::from(
        "# What the shipped rules decide: set | act | permit and time | who | verdict. Written and checked by\n\
         # crates/sekisho-rules/tests/decisions.rs. `-`: no local rule objects. Who has the same verdict stands on one line;\n\
         # a combination that is not listed is a `-` for everybody.\n",
    );
    let everybody = everybody();
    for (name, rules) in sets() {
        for action in ACTIONS {
            for state in STATES {
                let mut verdicts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
                for (who, facts) in &everybody {
                    verdicts.entry(ids(&rules, &question(action, facts, state))).or_default().push(who);
                }
                if verdicts.len() == 1 && verdicts.contains_key("-") {
                    continue;
                }
                for (verdict, who) in verdicts {
                    let who =
                        if who.len() == everybody.len() { "everybody".to_owned() } else { who.join("; ") };
                    table.push_str(&format!("{name} | {action} | {state} | {who} | {verdict}\n"));
                }
            }
        }
    }
    table
}

/// To accept a change: `SEKISHO_GOLDEN=write cargo test -p sekisho-rules`, and read the difference.
#[test]
fn every_role_act_and_state_has_its_verdict_in_the_golden_table() {
    let path = policies().join("decisions.golden.txt");
    let now = table();
    #[expect(clippy::disallowed_methods, reason = "a test is told by its caller to write the table anew")]
    let write = std::env::var("SEKISHO_GOLDEN").is_ok_and(|word| word == "write");
    if write {
        fs::write(&path, now).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap();
    let lines = |text: &str| text.lines().map(ToOwned::to_owned).collect::<BTreeSet<_>>();
    let (gone, new) = (lines(&golden), lines(now));
    let lost: Vec<&String> = gone.difference(&new).collect();
    let added: Vec<&String> = new.difference(&gone).collect();
    assert!(golden == now, "the rules decide otherwise now\nbefore: {lost:#?}\nnow: {added:#?}");
}

#[test]
fn every_rule_of_a_profile_says_no_somewhere_in_the_table_or_a_sandbox() {
    let mut seen = table().to_owned();
    for (_, text) in sandboxes() {
        seen.push_str(&text);
    }
    for (name, rules) in sets() {
        for (id, _) in rules.rules() {
            assert!(seen.contains(id), "{name}: {id} is never shown");
        }
    }
}

fn sandboxes() -> Vec<(PathBuf, String)> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(policies().join("sandboxes")).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
        .into_iter()
        .map(|path| (path.clone(), fs::read_to_string(path.join("cases.json")).unwrap()))
        .collect()
}

#[test]
fn every_sandbox_holds() {
    let found = sandboxes();
    assert_eq!(found.len(), 3);
    for (path, text) in found {
        let sandbox = Sandbox::read(&text).unwrap();
        let files = profile::files(sandbox.profile.as_deref().unwrap()).unwrap();
        let shown = sandbox.run(&RuleSet::read(&files).unwrap()).unwrap();
        for one in shown {
            assert!(one.holds(), "{}: {one:?}", path.display());
        }
    }
}

#[test]
fn four_people_suffice_for_a_small_town_and_a_town_needs_no_chief_officer() {
    let (_, rules) = sets().into_iter().find(|(name, _)| *name == "small-town").unwrap();
    for (role, actions) in [
        ("approver", &["approve.permit"][..]),
        ("security_manager", &["approve.permit", "hand.custody", "close.permit"]),
        ("", &["request.permit", "amend.permit"]),
    ] {
        let held: Vec<&str> = [role].into_iter().filter(|role| !role.is_empty()).collect();
        let who = person(&held, "CITY", "employed");
        for action in actions {
            assert_eq!(ids(&rules, &question(action, &who, "large")), "-", "{role} {action}");
        }
    }
}

#[test]
fn the_readme_s_rules_hold_and_say_no_where_they_say_they_do() {
    let readme = fs::read_to_string(policies().join("README.md")).unwrap();
    let rules: Vec<&str> =
        readme.split("```cedar\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let files = [Source::new("base.cedar", profile::BASE), Source::new("readme.cedar", &rules.concat())];
    let rules = RuleSet::read(&files).unwrap();
    let who = person(&[], "CITY", "employed");
    let verdict = |forms: &[&str], copies| {
        let mut question = question("request.permit", &who, "ordinary");
        let facts = &mut question.permit.as_mut().unwrap().1;
        facts.datasets = BTreeSet::from(["BENEFITS".to_owned()]);
        (facts.forms, facts.copies) = (forms.iter().map(|form| (*form).to_owned()).collect(), copies);
        ids(&rules, &question)
    };
    assert_eq!(verdict(&["yes_no"], 2), "-");
    assert_eq!(verdict(&["rows", "yes_no"], 3), "no: city-5 city-9");
}

/// Facts, and what no local rule may refuse (`sekisho_core::local::may_refuse`).
const NEVER: [&str; 31] = [
    "adopt.rules",
    "begin.weekly",
    "declare.copy",
    "end.access",
    "end.contract",
    "erase.copy",
    "establish.office",
    "freeze.permit",
    "leave.person",
    "propose.rules",
    "raise.finding",
    "receive.custody",
    "reject.order",
    "remove.handler",
    "remove.role",
    "report.erasure",
    "report.found",
    "report.loss",
    "report.opening",
    "retire.medium",
    "return.permit",
    "review.urgent",
    "revoke.key",
    "revoke.permit",
    "sign.weekly",
    "stop.order",
    "store.medium",
    "suspend.access",
    "take.stock",
    "withdraw.permit",
    "withdraw.plan",
];

#[test]
fn the_schema_knows_every_act_that_a_local_rule_may_refuse_and_every_class() {
    let who = person(&[], "CITY", "employed");
    let (_, rules) = sets().into_iter().next_back().unwrap();
    for act in Command::ACTS {
        let mut question = question(act, &who, "ordinary");
        if !ACTIONS.contains(act) {
            question.permit = None;
        }
        assert_eq!(rules.ask(&question).is_ok(), !NEVER.contains(act), "{act}");
    }
    for form in ["masked", "rows", "yes_no"] {
        let mut question = question("request.permit", &who, "ordinary");
        question.permit.as_mut().unwrap().1.forms = BTreeSet::from([form.to_owned()]);
        rules.ask(&question).unwrap();
    }
    for class in FieldClass::ALL {
        let mut question = question("request.permit", &who, "ordinary");
        question.permit.as_mut().unwrap().1.classes = BTreeSet::from([class.name().to_owned()]);
        rules.ask(&question).unwrap();
    }
}
