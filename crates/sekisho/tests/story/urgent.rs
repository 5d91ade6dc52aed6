//! 急ぎの道: at night every gate is kept, and on the next working day somebody who had no part in it looks at it.

use crate::drive::Town;

/// Asks for a carry-out on Sunday night, and two approve; `O-2` may look at findings as well, `A-1` audits.
fn at_night() -> Town {
    let town = Town::new();
    town.run("person add A-1 --name 監査人 --employer CITY", "O-1").done();
    town.give_key("A-1");
    for role in ["A-1 auditor", "O-2 security_office", "O-4 security_office"] {
        town.run(&format!("person role {role}"), "O-1").done();
    }
    town.run("medium add USB-1 --product Hako --serial SN-1 --home CAB-1", "O-3").done();
    let line = "permit request --urgent '避難所が今夜開く' --purpose 避難所の受付 --data residents:code,name:340 --people 340 \
                --declared Hako --medium USB-1 --site SITE --carrier O-4 --carrier C-1 --return-by 2026-06-21T23:30";
    town.at("2026-06-21T20:00").run(line, "O-4").done();
    town
}

#[test]
fn an_urgent_permit_waits_for_two_and_is_reviewed_by_a_third() {
    let town = at_night();
    let shown = town.ask("permit show P-0001").done().spoken.stdout;
    assert!(shown.contains("急ぐ理由") && shown.contains("避難所が今夜開く"), "{shown}");
    // Every gate is kept: one approval lets nothing out.
    town.run("permit approve P-0001", "O-4").refused_with(["R-SOD"]);
    town.run("permit approve P-0001", "O-2").done();
    town.run("custody hand P-0001", "O-3").refused_with(["R-NOPERMIT"]);
    town.run("permit review P-0001 --conclusion よい", "A-1").refused_with(["R-UNKNOWN"]);
    assert!(town.ask("permit reviews").done().list("").is_empty());
    town.run("permit approve P-0001", "O-3").done();
    let listed = town.ask("permit reviews").done();
    let row = &listed.list("")[0];
    assert_eq!(row["listed_at"], "2026-06-22T00:00:00Z");
    assert_eq!(
        (&row["involved"], &row["answered_by"]),
        (&serde_json::json!(["O-2", "O-3", "O-4"]), &serde_json::json!(["A-1"]))
    );
    assert!(listed.spoken.stdout.contains("避難所が今夜開く"), "{}", listed.spoken.stdout);
    for person in ["O-2", "O-3", "O-4"] {
        town.run("permit review P-0001 --conclusion よい", person).refused_with(["R-SOD"]);
    }
    town.run("permit review P-0001 --conclusion よい", "C-1").refused_with(["R-ROLE"]);
    town.at("2026-06-22T09:30").run("permit review P-0001 --conclusion 必要だった", "A-1").done();
    assert!(town.ask("permit reviews").done().list("").is_empty());
    town.run("permit review P-0001 --conclusion よい", "A-1").refused_with(["R-UNKNOWN"]);
    town.ask("verify").done();
}

#[test]
fn a_review_that_nobody_signs_is_told_once_and_a_copy_of_the_request_is_not_urgent() {
    let town = at_night();
    for person in ["O-2", "O-3"] {
        town.run("permit approve P-0001", person).done();
    }
    let late = town.at("2026-06-23T09:00").ask("permit reviews").done();
    assert_eq!((late.list("").len(), &late.list("")[0]["overdue"]), (1, &true.into()));
    town.at("2026-06-24T09:00").ask("permit list").done();
    let log = town.ask("log list --limit 1000").done();
    let told = log.list("").iter().filter(|row| row["event"].get("review_overdue").is_some()).count();
    assert_eq!(told, 1);
    assert!(town.ask("log list --limit 1000").done().spoken.stdout.contains("急ぎの許可の見直し遅れ"));
    town.run("permit request --like P-0001 --return-by 2026-06-24T18:00", "O-4").done();
    for person in ["O-2", "O-3"] {
        town.run("permit approve P-0002", person).done();
    }
    let open = town.ask("permit reviews").done();
    assert_eq!(open.texts("permit"), ["P-0001"]);
    town.ask("verify").done();
}
