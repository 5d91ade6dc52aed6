//! People: a new key waits for the employer and for a day, and who stands in for another does it with both names.

use sekisho::exit::Exit;

use crate::drive::{Said, Town};

const REQUEST: &str = "permit request --purpose 照会 --data residents:eligible:10 --people 10 --declared Hako --carrier O-4 --carrier C-1 \
    --medium USB-01 --site SITE --return-by 2026-06-23T20:00";

/// The town with a medium and a request that waits.
fn asked() -> Town {
    let town = Town::new();
    town.run("medium add USB-01 --product Hako --serial SN-1 --capacity 16GB --home CAB-1", "O-3").done();
    town.run(REQUEST, "O-4").done();
    town
}

/// Gives a person another key, which their old key file makes room for: `NAME-2.key`.
fn second_key(town: &Town, person: &str) -> String {
    let key = town.file(&format!("{person}-2.key")).display().to_string();
    let made = town.ask(&format!("key new {key}")).done();
    town.ask(&format!("key prove {key} --person {person}")).done();
    town.run(&format!("key enroll {person} --public {key}.pub"), "O-1").done();
    made.spoken.json["fingerprint"].as_str().unwrap().to_owned()
}

fn fingerprint(town: &Town, person: &str) -> String {
    let keys = town.ask("key list").done().list("");
    let own = keys.iter().find(|key| key["person"] == person).unwrap();
    own["key"].as_str().unwrap().to_owned()
}

fn statuses(town: &Town, person: &str) -> Vec<String> {
    let keys = town.ask("key list").done().list("");
    let own = keys.iter().filter(|key| key["person"] == person);
    own.map(|key| key["status"].as_str().unwrap().to_owned()).collect()
}

fn said_no_by(said: &Said, rule: &str) {
    assert!(said.list("reasons").iter().any(|reason| reason["rule"] == rule), "{}", said.spoken.stdout);
}

#[test]
fn new_key_waits_for_the_employer_and_a_day() {
    let town = asked();
    town.run("person role O-4 employer_representative", "O-1").done();
    // Until a first key is countersigned, a second one is used at once.
    second_key(&town, "O-3");
    town.run("permit approve P-0001", "O-3").done();
    town.run(&format!("key confirm O-3 {}", fingerprint(&town, "O-3")), "O-4").done();
    let new = second_key(&town, "O-2");
    assert!(statuses(&town, "O-2").contains(&"unconfirmed".to_owned()));
    let told = town.run("permit approve P-0001", "O-2").ended(Exit::Refused);
    said_no_by(&told, "key-unconfirmed");
    assert!(told.spoken.stderr.contains(&new), "it names the key: {}", told.spoken.stderr);
    // The administrator who enrolled it does not say yes to it.
    town.run("person role O-1 employer_representative", "O-1").done();
    town.run(&format!("key confirm O-2 {new}"), "O-1").refused_with(["R-SOD"]);
    town.run(&format!("key confirm O-2 {new}"), "O-4").done();
    assert!(statuses(&town, "O-2").contains(&"resting".to_owned()));
    town.run("permit approve P-0001", "O-2").refused_with(["R-ACCOUNT"]);
    town.at("2026-06-22T08:29").run("permit approve P-0001", "O-2").refused_with(["R-ACCOUNT"]);
    town.at("2026-06-22T08:31").run("permit approve P-0001", "O-2").done();
    assert_eq!(statuses(&town, "O-2"), ["in-use", "in-use"]);
    town.ask("verify").done();
}

#[test]
fn key_that_nobody_knows_is_revoked_by_whose_name_it_bears() {
    let town = asked();
    town.run("person role O-4 employer_representative", "O-1").done();
    town.run(&format!("key confirm O-3 {}", fingerprint(&town, "O-3")), "O-4").done();
    let foreign = second_key(&town, "O-2");
    said_no_by(&town.run("permit approve P-0001", "O-2").ended(Exit::Refused), "key-unconfirmed");
    town.run(&format!("key revoke O-2 {foreign}"), "O-2").done();
    town.run("permit approve P-0001", "O-2").done();
}

#[test]
fn who_stands_in_signs_with_both_names_and_counts_as_one() {
    let town = asked();
    town.run("person add O-5 --name '青木 五郎' --employer CITY", "O-1").done();
    town.give_key("O-5");
    // Nobody stands in for who does not hold the role, or only stands in themselves.
    town.run("person role O-5 approver --acting-for O-4", "O-1").refused_with(["R-SOD"]);
    let acting = "person role O-5 security_manager --acting-for O-3 --until 2026-06-28T00:00";
    town.run(acting, "O-1").done();
    town.run("person role O-4 security_manager --delegated-by O-5", "O-1").refused_with(["R-SOD"]);
    town.run("permit approve P-0001", "O-3").done();
    // The same manager once more, by another hand: still one of two.
    town.run("permit approve P-0001", "O-5").done();
    let shown = town.ask("permit show P-0001").done();
    assert_eq!(shown.spoken.json["status"], "requested", "{}", shown.spoken.stdout);
    assert!(shown.spoken.stdout.contains("代決"), "{}", shown.spoken.stdout);
    town.run("permit approve P-0001", "O-2").done();
    assert_eq!(town.ask("permit show P-0001").done().spoken.json["status"], "approved");
    town.ask("verify").done();
}

#[test]
fn both_names_stand_in_proposed_rules_and_a_role_that_ended_makes_no_second_person() {
    let town = asked();
    town.run("person add O-5 --name '青木 五郎' --employer CITY", "O-1").done();
    town.give_key("O-5");
    town.run("person role O-5 security_manager --acting-for O-3 --until 2026-06-28T00:00", "O-1").done();
    town.run("policy propose small-town", "O-5").done();
    let log = town.ask("log list").done().spoken.stdout;
    assert!(log.contains("O-5 青木 五郎（O-3 髙橋 次郎 の代決）"), "{log}");
    town.run("policy use small-town", "O-3").refused_with(["R-SOD"]);
    town.run("person role O-5 security_manager --remove", "O-1").done();
    town.run("policy use small-town", "O-3").refused_with(["R-SOD"]);
    town.run("policy propose small-town", "O-1").done();
    town.run("policy use small-town", "O-3").done();
    town.ask("verify").done();
}

#[test]
fn who_stands_in_for_the_requester_does_not_judge_the_request() {
    let town = asked();
    town.run("person role O-4 approver", "O-1").done();
    town.run("person role O-3 approver --delegated-by O-4", "O-1").done();
    town.run("permit approve P-0001", "O-3").refused_with(["R-SOD"]);
    // With the role of the other, it ends.
    town.run("person role O-3 approver --remove", "O-1").done();
    town.run("permit approve P-0001", "O-3").done();
}
