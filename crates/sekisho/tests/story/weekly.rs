//! The weekly check: questions out of the record, one signature a week, and what is missed or found otherwise.

use sekisho::exit::Exit;

use crate::chain::contracted;
use crate::drive::Town;

/// What is asked of the company this week.
fn asked(town: &Town) -> Vec<String> {
    let said = town.ask("weekly show PRIME").done();
    said.list("questions").iter().map(|one| one["question"].as_str().unwrap().to_owned()).collect()
}

fn signing(questions: &[String], otherwise: &[&str]) -> String {
    let answer = |question: &String| {
        let answer = if otherwise.contains(&question.as_str()) { "no" } else { "yes" };
        format!(" --{answer} {question}")
    };
    format!("weekly sign PRIME{}", questions.iter().map(answer).collect::<String>())
}

#[test]
fn head_signs_what_the_record_says_and_what_is_otherwise_stays_beside_it() {
    let town = contracted();
    town.ask("weekly show PRIME").ended(Exit::NotFound);
    town.run("weekly begin PRIME", "C-1").ended(Exit::Refused);
    town.run("weekly begin PRIME", "O-3").done();
    let questions = asked(&town);
    assert!(questions.contains(&"person/C-1".to_owned()), "{questions:?}");
    let said = town.ask("weekly show PRIME").done().spoken;
    for word in ["C-1", "の従事者です", "sekisho weekly sign PRIME --yes"] {
        assert!(format!("{}{}", said.stdout, said.stderr).contains(word), "{word}: {}", said.stdout);
    }
    // Nobody signs half of it, nor for another organization.
    town.run(&signing(&questions[1..], &[]), "C-1").refused_with(["R-STALE"]);
    town.run(&signing(&questions, &[]), "O-2").ended(Exit::Refused);
    town.run("weekly sign PRIME --yes person", "C-1").failed_with("weekly-question-unfit", Exit::Usage);
    town.run(&signing(&questions, &["person/C-2"]), "C-1").done();
    town.run(&signing(&questions, &[]), "C-1").refused_with(["R-STALE"]);
    let listed = town.ask("weekly list").done().list("");
    assert_eq!(
        (&listed[0]["signed"], &listed[0]["last"]["differs"][0]),
        (&true.into(), &"person/C-2".into())
    );
    let log = town.ask("log list").done().spoken.stdout;
    assert!(log.contains("A-CONTRA 週次点検で、台帳と違うという回答"), "{log}");
    town.ask("verify").done();
}

#[test]
fn missed_week_rings_once_and_counts() {
    let town = contracted();
    town.run("weekly begin PRIME", "O-3").done();
    let later = |days: i64| {
        let now: sekisho_core::Timestamp = sekisho::cli::parse_time(&town.time()).unwrap();
        town.at(&now.plus(days * 86_400).to_string());
    };
    later(7);
    let missed = |count: usize| {
        let log = town.ask("log list").done().spoken.stdout;
        assert_eq!(log.matches("A-CHECK PRIME").count(), count, "{log}");
    };
    missed(1);
    missed(1);
    later(7);
    missed(2);
    let listed = town.ask("weekly list").done();
    assert_eq!((&listed.list("")[0]["missed"], &listed.list("")[0]["escalated"]), (&2.into(), &true.into()));
    assert!(listed.spoken.stdout.contains("2 週続けて未実施"), "{}", listed.spoken.stdout);
    town.run(&signing(&asked(&town), &[]), "C-1").done();
    assert_eq!(town.ask("weekly list").done().list("")[0]["missed"], 0);
    town.run("weekly end PRIME --reason 契約の終了", "O-3").done();
    assert_eq!(town.ask("weekly list").done().spoken.json, serde_json::json!([]));
    town.ask("verify").done();
}
