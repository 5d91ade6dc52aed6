//! Rights that end by themselves, and orders that wait: said to whoever does the act, and shown to whoever looks.

use sekisho::exit::Exit;

use crate::chain::contracted;
use crate::drive::Town;

#[test]
fn who_moves_to_another_section_is_told_what_ended_by_that() {
    let town = Town::new();
    town.run("person amend O-2 --department WELFARE", "O-1").done();
    town.run("access apply --account BENEFITS --employer CITY O-2", "O-1").done();
    let moved = town.run("person amend O-2 --department WARD", "O-1").done();
    for word in ["登録 BENEFITS", "決裁者"] {
        assert!(moved.spoken.stdout.contains(word), "{word}: {}", moved.spoken.stdout);
    }
    assert!(town.ask("access list").done().list("").is_empty());
    town.run("access confirm O-2 --account BENEFITS", "O-3").refused_with(["R-ACCOUNT"]);
}

#[test]
fn a_right_is_announced_for_a_month_and_ends_unless_it_is_confirmed() {
    let town = Town::new();
    town.run("access apply --account BENEFITS --employer CITY O-2 O-4", "O-1").done();
    assert!(town.ask("access list --due").done().list("").is_empty());
    let soon = town.at("2027-06-10T09:00");
    assert_eq!(soon.ask("access list --due").done().list("").len(), 2);
    soon.run("access confirm O-2 --account BENEFITS", "O-3").done();
    let later = town.at("2027-07-10T09:00");
    let held = later.ask("access list").done().list("");
    assert_eq!(held.iter().map(|one| &one["person"]).collect::<Vec<_>>(), ["O-2"]);
    later.ask("verify").done();
}

#[test]
fn a_second_finding_suspends_and_two_officers_let_the_person_go_on() {
    let town = Town::new();
    let raise = "finding raise O-4 --kind export --note 取出しの記録";
    let first = town.run(raise, "O-3").done();
    assert!(first.spoken.stderr.contains("監査人"), "nobody can answer it yet: {}", first.spoken.stderr);
    let second = town.run(raise, "O-3").done();
    assert!(second.spoken.stdout.contains("O-4 を停止しました"), "{}", second.spoken.stdout);
    town.run("person role O-4 approver --remove", "O-4").refused_with(["R-ACCOUNT", "R-ROLE"]);
    town.run("access resume O-4", "O-2").done();
    town.run("access resume O-4", "O-2").refused_with(["R-SOD"]);
    let resumed = town.run("access resume O-4", "O-3").done();
    assert!(resumed.spoken.stdout.contains("停止を解きました"), "{}", resumed.spoken.stdout);
    assert_eq!(town.ask("finding list").done().list("").len(), 2);
    town.run("finding resolve F-0001 --conclusion 定例作業", "O-3").refused_with(["R-SOD"]);
    town.ask("verify").done();
}

#[test]
fn orders_wait_for_what_is_open_and_the_check_says_so() {
    let town = contracted();
    let order = "O-77 --contract K-1 --of SUB --work benefits";
    assert!(town.ask("order held").done().list("").is_empty());
    town.run("finding raise C-1 --kind volume --note 大量の取出し", "O-3").done();
    let check = town.ask(&format!("order check {order} --client PRIME")).ended(Exit::Refused);
    assert_eq!(check.spoken.json["reasons"][0]["about"]["breach"], "F-0001");
    let held = town.run(&format!("order place {order}"), "C-1").ended(Exit::Refused);
    assert_eq!(held.spoken.json["reasons"][0]["lifted_by"], "chief_officer");
    assert_eq!(town.ask("order held").done().list("").len(), 1);
    town.run("person role O-2 chief_officer", "O-1").done();
    town.run("order lift PRIME --reason 給付の期限", "O-5").done();
    town.run("order lift PRIME --reason 給付の期限", "O-5").refused_with(["R-SOD"]);
    town.run("order lift PRIME --reason 給付の期限", "O-2").done();
    town.run(&format!("order place {order}"), "C-1").done();
    town.ask("verify").done();
}
