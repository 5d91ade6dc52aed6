//! Reports of erasure: always recorded, counted only where they can be true.

use crate::alarm::Finding;
use crate::event::Event;
use crate::incident::Cause;
use crate::permit::{EraseMethod, Permit};
use crate::reason::Rule;
use crate::testkit::*;

fn findings(answer: &Answer) -> Vec<Finding> {
    assert!(answer.rules().is_empty(), "a fact is never refused");
    let finding = |event: &Event| match event {
        Event::FindingRaised { finding, .. } => Some(*finding),
        _ => None,
    };
    answer.decision.events.iter().filter_map(finding).collect()
}

fn counts(story: &Given, medium: &str) -> bool {
    match &story.state.permits[&P1] {
        Permit::Out(outing) => outing.copies[&id(medium)].erasure.is_some(),
        _ => false,
    }
}

#[test]
fn a_report_in_order_has_no_finding() {
    let answer = at_site(&document()).when("S-1", report_erasure("M-1", EraseMethod::Overwritten, None));
    assert_eq!(findings(&answer), []);
    assert!(counts(&answer.after(), "M-1"));
}

#[test]
fn each_misfit_is_recorded_and_found() {
    let erased = |witness| report_erasure("M-1", EraseMethod::Formatted, witness);
    let site = || at_site(&document());
    let rows = [
        (site().when("S-2", erased(None)), vec![Finding::ErasedByAnother], true),
        (site().at("19:31").when("S-1", erased(None)), vec![Finding::ErasedLate], true),
        (site().at("19:30").when("S-1", erased(None)), vec![], true),
        (site().when("S-1", erased(Some("X-1"))), vec![Finding::UnknownObject], true),
        (
            site().when("S-1", report_erasure("M-9", EraseMethod::Formatted, None)),
            vec![Finding::UnknownObject],
            false,
        ),
        (approved(&document()).when("S-1", erased(None)), vec![Finding::UnknownObject], false),
        (
            site().does("S-1", report_loss(Cause::Lost, "M-1")).when("S-1", erased(None)),
            vec![Finding::ErasedWhileLost],
            false,
        ),
        (
            site().at("23 18:00").when_late("S-1", erased(None), at("19:00")),
            vec![Finding::ReportedLate],
            true,
        ),
    ];
    for (answer, expected, counted) in rows {
        assert_eq!(findings(&answer), expected);
        assert_eq!(counts(&answer.after(), "M-1"), counted, "{expected:?}");
    }
}

#[test]
fn who_confirms_a_destruction_is_neither_the_wrong_person_nor_late_and_takes_nobodys_place() {
    let destroyed = || report_erasure("M-1", EraseMethod::Destroyed, None);
    let answer = at_site(&document()).when("S-1", destroyed());
    assert_eq!(findings(&answer), []);
    let answer = answer.after().at("19:45").when("CHIEF", destroyed());
    assert_eq!(findings(&answer), []);
    let story = answer.after();
    let Permit::Out(outing) = &story.state.permits[&P1] else { panic!("not out") };
    let copy = &outing.copies[&id("M-1")];
    assert_eq!(copy.erasure.as_ref().map(|done| (&done.by, done.at)), Some((&id("S-1"), at("18:20"))));
    assert!(copy.is_destroyed(&story.state.persons));
    assert!(!copy.is_destroyed(&[].into()), "only persons of the register count");
    // Alone, the officer is not the eraser.
    let answer = at_site(&document()).when("CHIEF", destroyed());
    assert_eq!(findings(&answer), [Finding::ErasedByAnother]);
}

#[test]
fn a_copy_is_not_erased_before_it_was_loaded() {
    // M-2 waits while M-1 is out: its erasure is reported in advance, then it leaves.
    let asked = document_on("M-1 M-2");
    let story = approved(&asked).at("17:40").does("KEEP", hand("M-1", "R-1 C-1"));
    let answer = story.when("S-1", report_erasure("M-2", EraseMethod::Overwritten, None));
    assert_eq!(findings(&answer), [Finding::UnknownObject]);
    let mut story = answer.after().does("KEEP", hand("M-2", "R-1 C-1"));
    // Also while it is offered.
    story = story.does("S-1", report_erasure("M-2", EraseMethod::Overwritten, None));
    for person in ["R-1", "C-1"] {
        story = story.does(person, receive("M-1")).does(person, receive("M-2"));
    }
    assert!(!counts(&story, "M-2"));
    for medium in ["M-1", "M-2"] {
        story = story.does("C-1", bring_home(medium, "CAB")).does("KEEP", receive(medium));
    }
    story.when("KEEP", close()).then_rules(&[Rule::CopyNotErased, Rule::CopyNotErased]);
}
