//! Rule table: the weekly check.

use std::collections::BTreeSet;

use super::{Question, questions, week_of};
use crate::command::Command;
use crate::party::Role;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

fn begin(party: &str) -> Command {
    Command::BeginWeekly { party: id(party) }
}

fn end(party: &str) -> Command {
    Command::EndWeekly { party: id(party), reason: text("no contract any more") }
}

/// What is asked of an organization now.
fn asked(given: &Given, party: &str) -> BTreeSet<Question> {
    questions(&given.state, &id(party), week_of(&office(), given.now))
}

/// Everything is as the record has it, but for this.
fn sign(given: &Given, party: &str, differs: &[&str]) -> Command {
    let differs: BTreeSet<Question> = differs.iter().map(|question| id(question)).collect();
    let agrees = asked(given, party).difference(&differs).cloned().collect();
    Command::SignWeekly { agrees, differs, party: id(party) }
}

/// Sunday; the next week begins on the 22nd.
fn sunday() -> Given {
    let town = given(town()).at("13:00").does("ADM", assign_role("C-1", Role::EmployerRepresentative));
    town.does("ADM", assign_role("R-2", Role::OrganizationHead))
}

fn begun() -> Given {
    sunday().does("SEC", begin("PRIME"))
}

pub(crate) fn refusals() -> Vec<Refusal> {
    let signed = || {
        let begun = begun();
        let check = sign(&begun, "PRIME", &[]);
        begun.does("C-1", check)
    };
    let none = || Command::SignWeekly { agrees: [].into(), differs: [].into(), party: id("PRIME") };
    let only_person = |kit: &Given| {
        let mut check = sign(kit, "PRIME", &[]);
        if let Command::SignWeekly { agrees, .. } = &mut check {
            agrees.insert(Question::Medium(id("M-1")));
        }
        check
    };
    vec![
        Refusal::row(Rule::WeeklyUnknown, sunday(), "C-1", none())
            .then("SEC", begin("PRIME"))
            .then("C-1", sign(&begun(), "PRIME", &[])),
        Refusal::row(Rule::WeeklyUnknown, sunday(), "SEC", end("PRIME"))
            .then("SEC", begin("PRIME"))
            .then("SEC", end("PRIME")),
        Refusal::row(Rule::AlreadyRegistered, begun(), "SEC", begin("PRIME")).then("SEC", begin("SUB")),
        Refusal::row(Rule::PartyUnknown, sunday(), "SEC", begin("NOBODY")).then("SEC", begin("PRIME")),
        Refusal::row(Rule::RoleMissing, sunday(), "C-1", begin("PRIME")).then("SEC", begin("PRIME")),
        Refusal::row(Rule::NotHead, begun(), "C-2", sign(&begun(), "PRIME", &[]))
            .then("C-1", sign(&begun(), "PRIME", &[])),
        Refusal::row(Rule::NotHead, begun(), "R-2", sign(&begun(), "PRIME", &[]))
            .then("C-1", sign(&begun(), "PRIME", &[])),
        Refusal::row(Rule::QuestionUnanswered, begun(), "C-1", only_person(&begun()))
            .then("C-1", sign(&begun(), "PRIME", &[])),
        Refusal::row(Rule::WeeklySigned, signed(), "C-1", sign(&signed(), "PRIME", &[])).then_at(
            "22 09:00",
            "C-1",
            sign(&signed().at("22 09:00"), "PRIME", &[]),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarm::Finding;
    use crate::event::Event;
    use crate::time::DAY;

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    fn texts(questions: &BTreeSet<Question>) -> Vec<String> {
        questions.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn head_is_asked_about_people_media_carry_outs_and_what_is_late() {
        let before = begun();
        assert_eq!(texts(&asked(&before, "PRIME")), ["person/C-1", "person/C-2"]);
        let out = carried(&document());
        assert!(texts(&asked(&out, "CITY")).contains(&"permit/P-0001".to_owned()));
        let late = out.at("21 23:59");
        let asked = texts(&asked(&late, "CITY"));
        assert!(asked.contains(&"late/P-0001".to_owned()), "{asked:?}");
    }

    #[test]
    fn every_question_wants_one_answer() {
        let begun = begun();
        let Command::SignWeekly { agrees, party, .. } = sign(&begun, "PRIME", &[]) else { panic!("sign") };
        let both = Command::SignWeekly { differs: agrees.clone(), agrees, party: party.clone() };
        let none = Command::SignWeekly { agrees: [].into(), differs: [].into(), party };
        for command in [both, none] {
            begun.clone().when("C-1", command).then_rules(&[Rule::QuestionUnanswered; 2]);
        }
    }

    #[test]
    fn what_the_head_finds_otherwise_stands_beside_the_record() {
        let begun = begun();
        let check = sign(&begun, "PRIME", &["person/C-2"]);
        let events = begun.when("C-1", check).decision.events;
        let [Event::WeekChecked { differs, .. }, Event::FindingRaised { finding, about: None, .. }] =
            &events[..]
        else {
            panic!("{events:?}")
        };
        assert_eq!((texts(differs), *finding), (vec!["person/C-2".to_owned()], Finding::CheckDiffers));
    }

    #[test]
    fn nobody_but_the_head_is_told_what_is_asked_and_false_claims_crowd_nobody_out() {
        let begun = begun().does("ADM", assign_role("C-2", Role::EmployerRepresentative));
        let nothing = Command::SignWeekly { agrees: [].into(), differs: [].into(), party: id("PRIME") };
        begun.clone().when("S-1", nothing).then_rules(&[Rule::NotHead]);
        let many = (0..5000).map(|number| Question::Person(id(&format!("X-{number}"))));
        let stuffed = Command::SignWeekly { agrees: many.collect(), differs: [].into(), party: id("PRIME") };
        assert!(begun.when("C-1", stuffed).rules().len() <= 202);
    }

    #[test]
    fn week_without_a_signature_rings_once_and_counts_until_somebody_signs() {
        let begun = begun();
        let missed = begun.clone().at("21 23:59");
        assert_eq!(missed.state.weekly[&id("PRIME")].missed, 0);
        let missed = missed.at("22 00:00");
        assert_eq!(missed.state.weekly[&id("PRIME")].missed, 1);
        let twice = missed.at("29 12:00");
        assert_eq!(twice.state.weekly[&id("PRIME")].missed, 2);
        let check = sign(&twice, "PRIME", &[]);
        let signed = twice.does("C-1", check);
        let known = &signed.state.weekly[&id("PRIME")];
        assert_eq!((known.missed, known.last.as_ref().unwrap().person.as_str()), (0, "C-1"));
        assert_eq!(known.next, week_of(&office(), at("29 12:00")).plus(7 * DAY));
        let ended = signed.does("SEC", end("PRIME")).at("30 12:00");
        assert!(ended.state.weekly.is_empty());
    }

    #[test]
    fn weeks_begin_on_monday_at_the_office() {
        for (instant, monday) in [
            ("2026-06-21T14:59:59Z", "2026-06-14T15:00:00Z"),
            ("2026-06-21T15:00:00Z", "2026-06-21T15:00:00Z"),
        ] {
            assert_eq!(week_of(&office(), id(instant)), id(monday));
        }
    }

    #[test]
    fn everybody_is_asked_about_in_turn() {
        let mut town = sunday();
        for number in 0..50 {
            town = town
                .does("ADM", register_person(&format!("X-{number}"), "SUB", crate::party::Title::Employed));
        }
        let mut seen = BTreeSet::new();
        for week in 0..3 {
            let week = week_of(&office(), town.now).plus(week * super::super::WEEK);
            let asked = questions(&town.state, &id("SUB"), week);
            assert_eq!(asked.len(), 20);
            seen.extend(asked);
        }
        assert_eq!(seen.len(), 52);
    }
}
