//! Freezes: what outweighs what, and who lifts them.

use crate::event::Event;
use crate::incident::Cause;
use crate::party::Role;
use crate::permit::{HoldCause, Permit};
use crate::reason::Rule;
use crate::testkit::*;

fn hold(story: &Given) -> Option<HoldCause> {
    match &story.state.permits[&P1] {
        Permit::Out(outing) => outing.hold.as_ref().map(|hold| hold.cause),
        _ => None,
    }
}

#[test]
fn two_officers_lift_a_freeze() {
    let agreed = |person: &str| Event::UnfreezeAgreed { deputy: None, permit: P1, person: id(person) };
    let story = carried(&document()).does("CHIEF", freeze());
    let story = story.when("CHIEF", unfreeze()).then_events(&[agreed("CHIEF")]);
    let story =
        story.when("SEC", unfreeze()).then_events(&[agreed("SEC"), Event::PermitUnfrozen { permit: P1 }]);
    assert_eq!(hold(&story), None);
}

#[test]
fn a_second_role_does_not_make_a_second_officer() {
    let story = carried(&document()).does("ADM", assign_role("CHIEF", Role::SecurityManager));
    let story = story.does("CHIEF", freeze()).does("CHIEF", unfreeze());
    story.when("CHIEF", unfreeze()).then(Rule::AgreedAlready);
}

#[test]
fn a_graver_cause_takes_the_place_of_a_lighter_one_and_agreements_are_void() {
    let story = carried(&document()).does("CHIEF", freeze()).does("SEC", unfreeze());
    assert_eq!(hold(&story), Some(HoldCause::Ordered));
    let story = story.does("C-1", report_loss(Cause::Missing, "")).does("CHIEF", unfreeze());
    assert_eq!(hold(&story), Some(HoldCause::Missing), "the agreement was to another freeze");
    let story = story.does("C-1", report_loss(Cause::Lost, ""));
    assert_eq!(hold(&story), Some(HoldCause::Lost));
    let story = story.does("C-1", report_loss(Cause::Missing, ""));
    assert_eq!(hold(&story), Some(HoldCause::Lost));
    story.when("SEC", unfreeze()).then(Rule::FrozenForGood);
}

#[test]
fn a_freeze_of_before_does_not_hide_what_goes_missing() {
    let story = carried(&document()).at("18:00").does("CHIEF", freeze()).at("18:10");
    let story = story.does("C-1", report_loss(Cause::Missing, "M-1"));
    let opened = |story: &Given| story.state.incidents.len();
    assert_eq!(opened(&story.clone().at("18:59")), 0);
    assert_eq!(opened(&story.at("19:00")), 1, "an hour after the clock of the first freeze started");
}
