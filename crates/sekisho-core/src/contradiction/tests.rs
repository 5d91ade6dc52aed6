//! Each kind of contradiction, and the day on which it is none any more.

use super::{Addresses, Contradiction, Kind, contradictions};
use crate::chain::Link;
use crate::decide::decide;
use crate::event::Recorded;
use crate::evolve::evolve;
use crate::party::{Role, Title};
use crate::private::Private;
use crate::state::State;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;
use crate::time::DAY;

fn at_noon() -> Given {
    given(chained()).at("13:00")
}

fn addresses(lines: &str) -> Addresses {
    let pairs = lines.split_whitespace().filter_map(|line| line.split_once('='));
    pairs.map(|(person, mail)| (id(person), Private::new(mail.to_owned()))).collect()
}

fn kinds(state: &State, addresses: &Addresses, days: i64) -> Vec<(Kind, String)> {
    let all = contradictions(state, addresses, at("13:00").plus(days * DAY));
    all.into_iter().map(|one| (one.kind, one.person.to_string())).collect()
}

/// The state after somebody was told no, or not.
fn tried(state: State, person: &str, command: &crate::Command) -> State {
    let now = at("13:00");
    let decision = decide(&state, &id(person), command, now, now);
    let events = decision.events.into_iter();
    events.fold(state, |state, event| evolve(state, &Recorded { event, occurred_at: now, recorded_at: now }))
}

#[test]
fn a_chain_in_order_contradicts_nothing() {
    let mail = addresses("C-1=c1@prime.example C-2=c2@prime.example S-1=s1@sub.example");
    assert_eq!(contradictions(&at_noon().state, &mail, at("13:00")), []);
}

#[test]
fn a_false_employer_is_listed_until_the_true_one_answers() {
    let state = tried(at_noon().state, "C-1", &apply_card("PRIME", "S-1"));
    let state = tried(state, "C-1", &apply_card("PRIME", "S-1"));
    let state = tried(state, "C-1", &name_handlers(Link::Contract(id("K-1")), "S-2"));
    let state = tried(state, "C-2", &state_employment("CITY", 300));
    let all = contradictions(&state, &Addresses::new(), at("13:00"));
    let told = |one: &Contradiction| (one.kind, one.person.to_string(), one.answered_at.is_some());
    let expected = [
        (Kind::ClaimedByAnother, "S-1".to_owned(), false),
        (Kind::ClaimedByAnother, "S-2".to_owned(), false),
        (Kind::EmployerStatedOtherwise, "C-2".to_owned(), false),
    ];
    assert_eq!(all.iter().map(told).collect::<Vec<_>>(), expected);
    // The employer says it once more: the claim stays in the list, answered.
    let state = tried(state, "S-2", &confirm_employment("S-1"));
    let all = contradictions(&state, &Addresses::new(), at("13:00"));
    assert_eq!(all.iter().map(|one| one.answered_at.is_some()).collect::<Vec<_>>(), [true, false, false]);
    // Who left is nobody's people.
    let state = tried(state, "ADM", &leave("S-1"));
    assert!(!kinds(&state, &Addresses::new(), 0).contains(&(Kind::ClaimedByAnother, "S-1".to_owned())));
}

#[test]
fn mail_of_another_organization_contradicts_the_employer() {
    let story = at_noon()
        .does("ADM", amend_domains("CITY", "city.example"))
        .does("ADM", amend_domains("PRIME", "prime.example prime.city.example"));
    let mail = addresses(
        "C-1=C1@City.Example C-2=c@a.prime.city.example S-1=x@nocity.example S-2=x@mail.city.example R-1=r@city.example",
    );
    let expected = [(Kind::ForeignDomain, "C-1".to_owned()), (Kind::ForeignDomain, "S-2".to_owned())];
    assert_eq!(kinds(&story.state, &mail, 0), expected);
    // What the register says that both use is nobody else's.
    let shared = story.does("ADM", amend_domains("PRIME", "prime.example city.example"));
    assert_eq!(kinds(&shared.state, &mail, 0), [(Kind::ForeignDomain, "S-2".to_owned())]);
}

#[test]
fn one_address_is_one_person_with_one_employer() {
    let mail = addresses("C-1=same@prime.example S-1=SAME@prime.example C-2=same@prime.example");
    let expected = [
        (Kind::TwoEmployers, "C-1".to_owned()),
        (Kind::TwoEmployers, "C-2".to_owned()),
        (Kind::TwoRosters, "C-1".to_owned()),
        (Kind::TwoRosters, "C-2".to_owned()),
    ];
    assert_eq!(kinds(&at_noon().state, &mail, 0), expected);
    let left = at_noon().does("ADM", leave("S-1"));
    assert_eq!(kinds(&left.state, &mail, 0), []);
    // Without a roster in force, only the employers contradict each other.
    let stopped = at_noon().does("CON", stop_order("O-1"));
    assert_eq!(kinds(&stopped.state, &mail, 0), expected[..2]);
}

#[test]
fn whoever_stands_in_for_somebody_of_another_organization_is_listed() {
    let story = at_noon()
        .does("ADM", assign_role("R-1", Role::Auditor))
        .does("ADM", assign_deputy("C-1", Role::Auditor, "R-1"));
    let found = kinds(&story.state, &Addresses::new(), 0);
    assert_eq!(found, [(Kind::DeputyElsewhere, "C-1".to_owned())]);
}

#[test]
fn on_a_roster_without_the_employers_word_or_training() {
    let unsaid = at_noon().does("C-1", state_employment("PRIME", 100));
    assert_eq!(kinds(&unsaid.state, &Addresses::new(), 0), [(Kind::EmploymentMissing, "C-1".to_owned())]);
    let said = unsaid.does("C-2", confirm_employment("C-1"));
    assert_eq!(kinds(&said.state, &Addresses::new(), 0), []);
    assert_eq!(kinds(&said.state, &Addresses::new(), 200), [(Kind::EmploymentLapsed, "C-1".to_owned())]);
    let course = said.does("SEC", register_course("E-1", 100));
    let untrained = kinds(&course.state, &Addresses::new(), 0);
    assert_eq!(untrained.len(), 4, "everybody on a roster: {untrained:?}");
    assert!(untrained.iter().all(|(kind, _)| *kind == Kind::TrainingMissing));
    let trained = course.does("SEC", record_training("C-1", "E-1"));
    assert_eq!(kinds(&trained.state, &Addresses::new(), 0).len(), 3);
    assert!(
        kinds(&trained.state, &Addresses::new(), 101).contains(&(Kind::TrainingLapsed, "C-1".to_owned()))
    );
}

#[test]
fn repeated_claims_fill_no_memory() {
    let mut state = tried(at_noon().state, "ADM", &register_person("C-9", "PRIME", Title::Employed));
    for number in 0..40 {
        state = tried(state, "C-9", &state_employment(&format!("X-{number}"), 300));
    }
    assert_eq!(state.claims.values().map(Vec::len).sum::<usize>(), super::CLAIMS_KEPT);
}

#[test]
fn kinds_have_names_of_their_own() {
    let names: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), Kind::ALL.len());
}
