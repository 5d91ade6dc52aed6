#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use sekisho_core::purpose::{Field, FieldClass};
use sekisho_core::testkit::{
    approve, approved, assign_role, at, bring_home, carried, document, document_on, document_sealed, given,
    hand, id, request, requested, seal, text, town,
};

use super::*;

fn facts(state: &State, person: &str, command: &Command) -> PermitFacts {
    Question::of(state, &id(person), command, at("13:00")).unwrap().permit.unwrap().1
}

#[test]
fn a_request_is_told_as_it_is_written() {
    let town = given(town());
    let asked = facts(&town.state, "R-1", &request(&document()));
    assert_eq!(
        (asked.state.as_str(), asked.requester.as_str(), asked.requester_employer.as_str()),
        ("new", "R-1", "CITY")
    );
    assert_eq!((asked.people, asked.copies), (document().people, document().copies.len() as u64));
    assert!(asked.unclassified, "no dataset is entered");
    let (class3b, sensitive, class2) = (FieldClass::Class3b, FieldClass::Sensitive, FieldClass::Class2);
    let fields = [("resident_no", class3b), ("eligible", sensitive), ("name", class2)]
        .map(|(name, class)| Field { class, name: name.to_owned() })
        .to_vec();
    let dataset =
        Command::RegisterDataset { dataset: id("residents"), fields, name: text("residents"), rows: 1 };
    let town = town.does("SEC", dataset);
    let asked = facts(&town.state, "R-1", &request(&document()));
    let known: BTreeSet<String> = ["class3b", "sensitive"].map(ToOwned::to_owned).into();
    assert!(asked.classes.is_subset(&known) && !asked.classes.is_empty(), "{:?}", asked.classes);
}

#[test]
fn the_form_of_the_data_and_persons_under_protection_are_told() {
    let town = given(town());
    let told = |change: &dyn Fn(&mut Extract)| {
        let mut document = document();
        document.extracts.iter_mut().for_each(change);
        let asked = facts(&town.state, "R-1", &request(&document));
        (asked.forms.into_iter().collect::<Vec<_>>().join(" "), asked.protected_taken)
    };
    assert_eq!(told(&|_| {}), ("rows".to_owned(), false));
    let mask = |extract: &mut Extract| {
        let field = extract.fields.first().unwrap().clone();
        extract.masks = vec![sekisho_core::less::Masked { field, mask: sekisho_core::less::Mask::All }];
    };
    assert_eq!(told(&mask), ("masked".to_owned(), false));
    let list = |extract: &mut Extract| {
        extract.form = Form::YesNo { readings: Vec::new(), yes_if: None };
        extract.protected = Some(Protected::LeftOut { by: "resident_no".to_owned() });
    };
    assert_eq!(told(&list), ("yes_no".to_owned(), false));
    let along = |extract: &mut Extract| extract.protected = Some(Protected::TakenAlong);
    assert_eq!(told(&along), ("rows".to_owned(), true));
}

#[test]
fn approvals_so_far_are_told_with_the_roles_that_their_givers_hold() {
    let document = document();
    let story = requested(&document).at("13:00");
    assert_eq!(facts(&story.state, "SEC", &approve(&document)).approvers, BTreeSet::new());
    let story = story.does("CHIEF", approve(&document)).does("ADM", assign_role("CHIEF", Role::ChiefOfficer));
    let asked = facts(&story.state, "SEC", &approve(&document));
    assert_eq!(asked.approvers, BTreeSet::from(["CHIEF".to_owned()]));
    assert_eq!(asked.approver_roles, BTreeSet::from(["approver".to_owned(), "chief_officer".to_owned()]));
    assert_eq!(asked.approver_employers, BTreeSet::from(["CITY".to_owned()]));
}

#[test]
fn a_medium_leaves_its_cabinet_once() {
    let document = document_on("M-1");
    let leaves = |state: &State, command: &Command| {
        Question::of(state, &id("SEC"), command, at("13:00")).unwrap().now.leaving
    };
    let before = approved(&document);
    assert!(leaves(&before.state, &hand("M-1", "R-1 C-1")));
    assert!(!leaves(&before.state, &approve(&document)));
    let out = carried(&document);
    assert!(!leaves(&out.state, &hand("M-1", "S-1 S-2")));
    assert!(!leaves(&out.state, &bring_home("M-1", "CAB")));
    // And no local rule is in the way home.
    assert!(!sekisho_core::local::may_refuse(&out.state, &bring_home("M-1", "CAB")));
    assert!(sekisho_core::local::may_refuse(&out.state, &hand("M-1", "S-1 S-2")));
}

#[test]
fn the_clock_is_the_offices() {
    // Sunday 2026-06-21, 23:30 UTC, is Monday morning in Japan.
    let late: Timestamp = "2026-06-21T23:30:00Z".parse().unwrap();
    let now = Now::at(late, 540, Leaving::Nothing);
    assert_eq!((now.day.as_str(), now.hour, now.weekday, now.leaving), ("2026-06-22", 8, 1, false));
    assert_eq!(Now::at(late, 0, Leaving::Nothing).weekday, 7);
}

#[test]
fn nothing_is_asked_about_a_permit_that_is_not_there() {
    let command = Command::Close { permit: sekisho_core::id::PermitId(7) };
    assert_eq!(Question::of(&town(), &id("SEC"), &command, at("13:00")), None);
}

#[test]
fn who_watches_a_sealing_is_told_with_their_employer() {
    let document = document_sealed("M-1");
    let state = approved(&document).state;
    let asked = Question::of(&state, &id("KEEP"), &seal(&document, "M-1"), at("13:00")).unwrap();
    assert_eq!(asked.now.witness.as_deref(), Some("SEC"));
    assert_eq!(asked.persons["SEC"].employer, "CITY");
    assert_eq!(asked.context()["witness"]["__entity"]["id"], "SEC");
}

#[test]
fn departments_are_told_where_they_are_known() {
    let document = document();
    let enter = |person: &str, department: &str| Command::AmendPerson {
        department: Some(id(department)),
        mail: None,
        name: None,
        person: id(person),
    };
    let story = requested(&document).at("13:00").does("ADM", enter("CHIEF", "TAX"));
    let story = story.does("ADM", enter("R-1", "IT")).does("CHIEF", approve(&document));
    let asked = Question::of(&story.state, &id("SEC"), &approve(&document), at("13:00")).unwrap();
    let permit = asked.permit.unwrap().1;
    assert_eq!(permit.approver_departments, BTreeSet::from(["TAX".to_owned()]));
    assert_eq!(permit.requester_department, "IT");
    assert_eq!(asked.persons["SEC"].department, "");
}
