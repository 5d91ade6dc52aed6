//! The contract chain by real commands: the hidden tier is told no with its clause, gets its way only through the owner, and
//! falls in one decision.

use sekisho::exit::Exit;

use crate::drive::Town;

const YEAR: &str = "--from 2026-04-01T00:00 --until 2027-04-01T00:00";

/// The town with a contract manager, a second and a third tier, and their people; nothing is in force.
fn town() -> Town {
    let town = Town::new();
    town.run("person add O-5 --name '青木 五郎' --employer CITY", "O-1").done();
    town.give_key("O-5");
    town.run("person role O-5 contract_manager", "O-1").done();
    for (org, name, above, person) in [("SUB", "二次S社", "PRIME", "S-1"), ("DEEP", "三次D社", "SUB", "D-1")]
    {
        town.run(&format!("org add {org} --name {name} --above {above}"), "O-1").done();
        town.run(
            &format!("person add {person} --name '{person} 氏' --employer {org} --title subcontract"),
            "O-1",
        )
        .done();
    }
    town.give_key("S-1");
    for (person, name, org) in
        [("C-2", "'野口 和子'", "PRIME"), ("S-2", "'森 二郎'", "SUB"), ("D-2", "'三田 花'", "DEEP")]
    {
        town.run(&format!("person add {person} --name {name} --employer {org}"), "O-1").done();
    }
    for person in ["C-2", "S-2"] {
        town.give_key(person);
    }
    for person in ["C-1", "C-2", "S-1", "S-2", "D-1", "D-2"] {
        town.run(&format!("person role {person} employer_representative"), "O-1").done();
    }
    for (person, employer, title, other) in
        [("C-1", "PRIME", "employed", "C-2"), ("S-1", "SUB", "subcontract", "S-2")]
    {
        town.run(&format!("person state --employer {employer} --title {title}"), person).done();
        town.run(&format!("person confirm {person}"), other).done();
    }
    town
}

/// [`town`] with the contract `K-1` in force.
pub(crate) fn contracted() -> Town {
    let town = town();
    let add = format!(
        "contract add K-1 --with PRIME --name 給付金システム --work benefits {YEAR} --model --deepest-tier 3"
    );
    town.run(&add, "O-5").done();
    town.run("contract evaluate PRIME --score 82 --sheet '選定時の評価'", "O-5").done();
    town.run("contract activate K-1", "O-2").done();
    town.run("roster add K-1 C-1", "C-1").done();
    town
}

#[test]
fn contract_without_its_clauses_or_an_evaluation_comes_into_no_force() {
    let town = town();
    let add = format!("contract add K-1 --with PRIME --name 給付金システム --work benefits {YEAR}");
    town.run(&add, "O-5").done();
    let refused = town.run("contract activate K-1", "O-2").ended(Exit::Refused);
    let rules: Vec<String> = refused.list("reasons").iter().map(|one| one["rule"].to_string()).collect();
    assert_eq!(rules.iter().filter(|rule| **rule == "\"clause-missing\"").count(), 14);
    assert!(rules.contains(&"\"evaluation-missing\"".to_owned()));
    town.run("contract amend K-1 --model", "O-5").done();
    town.run("contract evaluate PRIME --score 59 --sheet 不足", "O-5").done();
    town.run("contract activate K-1", "O-2").refused_with(["R-CHAIN"]);
    town.run("contract evaluate PRIME --score 60 --sheet 改善済み", "O-5").done();
    town.run("contract activate K-1", "O-2").done();
    let shown = town.ask("contract show K-1").done();
    assert_eq!(shown.spoken.json["status"], "active");
    let articles = town.ask("contract print K-1").done();
    assert_eq!(articles.list("clauses").len(), 14);
}

#[test]
fn hidden_tier_is_told_no_and_the_approved_one_works() {
    let town = contracted();
    let second = "O-1 --contract K-1 --of SUB --work benefits";
    let third = "O-2 --contract K-1 --under O-1 --of DEEP --work benefits";
    // Before anything is ordered: the check answers by exit code and data, and writes nothing.
    let size = town.ask("log list --limit 1000").done().list("").len();
    let check = town.ask(&format!("order check {second} --as C-1")).ended(Exit::Waiting);
    assert_eq!(check.spoken.json["verdict"], "wait");
    assert_eq!(check.list("waits_for"), ["O-5"]);
    let hidden = town.ask(&format!("order check {third} --client SUB")).ended(Exit::Refused);
    assert_eq!((&hidden.spoken.json["verdict"], hidden.list("reasons").len()), (&"refuse".into(), 1));
    assert_eq!(town.ask("log list --limit 1000").done().list("").len(), size);

    // A person of the hidden tier gets no key, and nobody calls them their own.
    let key = town.file("D-1.key");
    town.ask(&format!("key new {}", key.display())).done();
    town.ask(&format!("key prove {} --person D-1", key.display())).done();
    let enroll = format!("key enroll D-1 --public {}.pub", key.display());
    town.run(&enroll, "O-1").refused_with(["R-CHAIN"]);
    town.run("roster add K-1 D-1", "C-1").refused_with(["R-EMPLOYER"]);

    let placed = town.run(&format!("order place {second}"), "C-1").done();
    assert_eq!(placed.list("waits_for"), ["O-5"]);
    town.run(&format!("order place {third}"), "S-1").refused_with(["R-CHAIN"]);
    town.run("order approve O-1", "C-1").refused_with(["R-ROLE", "R-SOD"]);
    town.run("order approve O-1", "O-5").done();
    town.run(&format!("order place {third}"), "S-1").done();
    town.run(&enroll, "O-1").refused_with(["R-CHAIN"]);
    town.run("order approve O-2", "O-5").done();
    town.run(&enroll, "O-1").done();
    town.run("roster add O-2 D-1", "D-1").refused_with(["R-EMPLOYER"]);
    town.give_key("D-2");
    town.run("person state --employer DEEP --title subcontract", "D-1").done();
    town.run("person confirm D-1", "S-2").refused_with(["R-EMPLOYER"]);
    town.run("person confirm D-1", "D-2").done();
    town.run("roster add O-2 D-1", "D-1").done();
    let tree = town.ask("contract show K-1").done();
    let second = &tree.list("orders")[0];
    assert_eq!((&second["id"], &second["orders"][0]["id"]), (&"O-1".into(), &"O-2".into()));
    assert_eq!(town.ask("order list").done().texts("status"), ["approved", "approved"]);
    // Abroad, too deep, another work: every clause at once.
    let wrong = "order place O-3 --contract K-1 --under O-2 --of PRIME --work taxes --client DEEP --offshore";
    town.run(wrong, "D-1").refused_with(["R-CHAIN", "R-OFFSHORE"]);
}

#[test]
fn one_decision_stops_the_permits_below() {
    let town = contracted();
    town.run("medium add USB-01 --product 'Hako 32' --serial 4C53 --home CAB-1", "O-3").done();
    let request = |carrier: &str| {
        format!(
            "permit request --purpose 照会への回答 --data residents:resident_no,eligible:1200 --people 1200 \
             --declared Hako --carrier O-4 --carrier {carrier} --medium USB-01 --site SITE --eraser O-4 \
             --start 2026-06-21T09:00 --erase-by 2026-06-21T18:00 --return-by 2026-06-21T20:00"
        )
    };
    town.run(&request("S-1"), "O-4").refused_with(["R-CHAIN"]);
    town.run("order place O-1 --contract K-1 --of SUB --work benefits", "C-1").done();
    town.run("order approve O-1", "O-5").done();
    town.run(&request("S-1"), "O-4").refused_with(["R-ROSTER"]);
    town.run("roster add O-1 S-1", "S-1").done();
    town.run(&request("S-1"), "O-4").done();
    for officer in ["O-2", "O-3"] {
        town.run("permit approve P-0001", officer).done();
    }
    town.run("order stop O-1 --reason 届出に誤り", "O-5").done();
    assert_eq!(town.ask("permit list").done().texts("status"), ["revoked"]);
    town.run(&request("S-1"), "O-4").refused_with(["R-CHAIN"]);
    // Whoever is under the contract itself goes on.
    town.run(&request("C-1"), "O-4").done();
    assert_eq!(town.ask("roster list").done().texts("person"), ["C-1", "S-1"]);
    town.ask("verify").done();
}

#[test]
fn a_purpose_offers_less_and_what_goes_beyond_it_is_for_the_chief_officer() {
    let town = Town::new();
    town.run("medium add USB-01 --product 'Hako 32' --serial 4C53 --home CAB-1", "O-3").done();
    let fields =
        "--field resident_no:class3b --field eligible:class3b --field name:class3b --field 住所:class3b";
    town.run(&format!("dataset add residents --name 住民 --rows 460517 {fields}"), "O-3").done();
    town.run("purpose add CALLS --name 照会への回答 --needs residents:resident_no,eligible:1200", "O-3")
        .done();
    let request = |data: &str, more: &str| {
        format!(
            "permit request --purpose 照会への回答 --data {data} --people 1200 --declared Hako --carrier O-4 \
             --carrier C-1 --medium USB-01 --site SITE --eraser O-4 --start 2026-06-21T09:00 \
             --erase-by 2026-06-21T18:00 --return-by 2026-06-21T20:00 {more}"
        )
    };
    let less = "residents:resident_no,eligible:1200";
    town.run(&request(less, ""), "O-4").refused_with(["R-SCOPE"]);
    let whole = "residents:resident_no,eligible,name:460517";
    let offered = town.run(&request(whole, "--for CALLS"), "O-4").refused_with(["R-SCOPE"]);
    assert_eq!(offered.list("reasons")[0]["about"]["dropped"], "name");
    // Whose approval would let it through is said as data, too; of other rules nothing is said.
    assert_eq!(offered.list("reasons")[0]["lifted_by"], "chief_officer");
    let unknown = town.run(&request(less, "--for CALLS").replace("USB-01", "USB-99 --from CAB-1"), "O-4");
    assert!(unknown.refused_with(["R-MEDIA"]).list("reasons")[0].get("lifted_by").is_none());
    town.run(&request(less, "--for CALLS"), "O-4").done();
    town.run("permit withdraw P-0001", "O-4").done();

    town.run(&request(whole, "--for CALLS --beyond '判定表がまだない'"), "O-4").done();
    for officer in ["O-2", "O-3"] {
        town.run("permit approve P-0002", officer).done();
    }
    assert_eq!(town.ask("permit list").done().texts("status")[0], "requested");
    town.run("person role O-1 chief_officer", "O-1").done();
    town.run("permit approve P-0002", "O-1").done();
    assert_eq!(town.ask("permit list").done().texts("status")[0], "approved");
}

#[test]
fn whoever_a_permit_names_has_passed_the_course() {
    let town = Town::new();
    town.run("medium add USB-01 --product 'Hako 32' --serial 4C53 --home CAB-1", "O-3").done();
    town.run("training course PRIVACY-26 --name 個人情報保護研修 --valid 365", "O-3").done();
    let request = "permit request --purpose 照会への回答 --data residents:eligible:1200 --people 1200 --declared Hako \
                   --carrier O-4 --carrier C-1 --medium USB-01 --site SITE --eraser O-4 --start 2026-06-21T09:00 \
                   --erase-by 2026-06-21T18:00 --return-by 2026-06-21T20:00";
    town.run(request, "O-4").refused_with(["R-TRAIN"]);
    for person in ["O-4", "C-1"] {
        town.run(&format!("training record {person} PRIVACY-26"), "O-3").done();
    }
    town.run(request, "O-4").done();
    assert_eq!(town.ask("training list --missing").done().texts("person"), ["O-1", "O-2", "O-3"]);
}

#[test]
fn cards_for_our_own_staff_are_checked_one_by_one() {
    let town = contracted();
    town.run("order place O-1 --contract K-1 --of SUB --work benefits", "C-1").done();
    town.run("order approve O-1", "O-5").done();
    town.run("roster add O-1 S-1", "S-1").done();
    let said =
        town.run("access apply --card SERVER-ROOM --employer PRIME C-1 S-1 D-1", "C-1").ended(Exit::Refused);
    assert_eq!(
        (said.spoken.json["granted"].as_u64(), said.spoken.json["refused"].as_u64()),
        (Some(1), Some(2))
    );
    let codes: Vec<String> =
        said.list("persons").iter().map(|one| one["reasons"][0]["code"].to_string()).collect();
    assert_eq!(codes, ["null", "\"R-EMPLOYER\"", "\"R-EMPLOYER\""]);
    // The true employer's own application passes, and the matrix says who may enter.
    town.run("access apply --card SERVER-ROOM --employer SUB S-1", "S-1").done();
    assert_eq!(town.ask("access list").done().texts("person"), ["C-1", "S-1"]);
    // One decision, and the card of the stopped tier is gone; a leaver's as well.
    town.run("order stop O-1 --reason 届出に誤り", "O-5").done();
    assert_eq!(town.ask("access list").done().texts("person"), ["C-1"]);
    town.run("person leave C-1", "O-1").done();
    assert_eq!(town.ask("access list").done().list("").len(), 0);
    town.ask("verify").done();
}
