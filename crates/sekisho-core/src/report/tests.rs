//! Losses, finds and stock-takes, as an attacker or a tired person would report them.

use crate::alarm::Finding;
use crate::event::Event;
use crate::incident::{Cause, Incident};
use crate::medium::{Condition, Whereabouts};
use crate::permit::{Custody, HoldCause, Holder, Outing, Permit};
use crate::testkit::*;
use crate::time::Timestamp;

fn outing(story: &Given) -> &Outing {
    match &story.state.permits[&P1] {
        Permit::Out(outing) => outing,
        other => panic!("not out: {other:?}"),
    }
}

fn is_lost(story: &Given, medium: &str) -> bool {
    matches!(outing(story).copies[&id(medium)].custody, Custody::Lost { .. })
}

fn found(finding: Finding, medium: Option<&str>) -> Event {
    Event::FindingRaised { about: None, finding, medium: medium.map(id), permit: Some(P1) }
}

#[test]
fn the_lost_button_knows_every_figure() {
    let asked = document();
    let story = carried(&asked).at("22 02:30");
    let report = Event::LossReported { cause: Cause::Lost, media: ids("M-1"), permit: P1, person: id("C-1") };
    let content = Incident {
        cause: Cause::Lost,
        extracts: asked.extracts.clone(),
        known_at: at("22 02:30"),
        last_holders: vec![(id("M-1"), Holder::Persons(ids("R-1 C-1")))],
        media: ids("M-1"),
        people: 1200,
        permit: Some(P1),
    };
    let story = story.when("C-1", report_loss(Cause::Lost, "")).then_events(&[
        report,
        Event::PermitFrozen { cause: HoldCause::Lost, permit: P1 },
        Event::IncidentOpened { content, incident: crate::id::IncidentId(1) },
    ]);
    assert!(is_lost(&story, "M-1"));
    // Said twice, it is one incident.
    assert_eq!(story.when("R-1", report_loss(Cause::Lost, "M-1")).decision.events.len(), 1);
}

#[test]
fn the_lost_button_leaves_the_backup_in_its_cabinet() {
    let story = approved(&document_on("M-1 M-2")).at("17:40").does("KEEP", hand("M-1", "R-1 C-1"));
    let story = story.does("R-1", receive("M-1")).does("C-1", receive("M-1"));
    let story = story.does("C-1", report_loss(Cause::Stolen, ""));
    assert!(is_lost(&story, "M-1") && !is_lost(&story, "M-2"));
    assert_eq!(story.state.media[&id("M-2")].condition, Condition::Usable);
}

#[test]
fn a_loss_of_what_the_permit_never_had_stops_it_until_two_officers_agree() {
    let story = carried(&document());
    let answer = story.when("C-1", report_loss(Cause::Lost, "M-3"));
    let report = Event::LossReported { cause: Cause::Lost, media: ids("M-3"), permit: P1, person: id("C-1") };
    let story = answer.then_events(&[
        report,
        found(Finding::UnknownObject, Some("M-3")),
        Event::PermitFrozen { cause: HoldCause::Missing, permit: P1 },
    ]);
    assert_eq!(story.state.media[&id("M-3")].condition, Condition::Usable);
    // With one of its own among them, that one is lost and the incident names no other.
    let story = carried(&document()).does("C-1", report_loss(Cause::Lost, "M-1 M-3"));
    assert_eq!(story.state.incidents[&crate::id::IncidentId(1)].media, ids("M-1"));
}

#[test]
fn a_loss_when_all_is_back_is_a_contradiction() {
    let story = returned(&document());
    let report = Event::LossReported { cause: Cause::Lost, media: ids(""), permit: P1, person: id("C-1") };
    story
        .when("C-1", report_loss(Cause::Lost, ""))
        .then_events(&[report, found(Finding::UnknownObject, None)]);
    // A theft out of the cabinet names the medium, and counts.
    let story = story.does("KEEP", report_loss(Cause::Stolen, "M-1"));
    assert!(is_lost(&story, "M-1"));
}

#[test]
fn another_serial_number_finds_nothing() {
    let story = carried(&document()).does("C-1", report_loss(Cause::Lost, ""));
    let answer = story.when("R-2", report_found("M-1", "SN-of-another"));
    let story = answer.after();
    assert!(answer.decision.events.contains(&found(Finding::SerialDiffers, Some("M-1"))));
    assert!(is_lost(&story, "M-1"));
    assert_eq!(story.state.media[&id("M-1")].condition, Condition::Lost);
    let story = story.does("R-2", report_found("M-1", "SN-M-1"));
    assert_eq!(outing(&story).copies[&id("M-1")].custody.holder(), Holder::Persons(ids("R-2")));
}

#[test]
fn a_loss_in_parts_makes_two_incidents() {
    let story = carried(&document_on("M-1 M-2")).does("C-1", report_loss(Cause::Lost, "M-1"));
    let story = story.does("C-1", report_loss(Cause::Stolen, "M-2"));
    let media: Vec<_> = story.state.incidents.values().map(|open| open.media.clone()).collect();
    assert_eq!(media, [ids("M-1"), ids("M-2")]);
}

#[test]
fn a_stock_take_finds_what_is_missed_and_what_is_elsewhere() {
    let story = given(town()).at("13:00").does("KEEP", store("M-4", "CAB2"));
    let answer = story.when("KEEP", take_stock("CAB", "M-1 M-2 M-4 M-9"));
    let finding = |finding, medium: &str| Event::FindingRaised {
        about: None,
        finding,
        medium: Some(id(medium)),
        permit: None,
    };
    assert!(answer.decision.events.contains(&finding(Finding::SeenElsewhere, "M-4")));
    assert!(answer.decision.events.contains(&finding(Finding::UnknownMedium, "M-9")));
    let story = answer.after();
    assert_eq!(story.state.media[&id("M-3")].whereabouts, Whereabouts::Unknown);
    assert_eq!(story.state.incidents[&crate::id::IncidentId(1)].media, ids("M-3"));
    // Seen again is found again; but not at a place that does not exist.
    let story = story.does("KEEP", take_stock("CAB9", "M-3"));
    assert_eq!(story.state.media[&id("M-3")].whereabouts, Whereabouts::Unknown);
    let story = story.does("KEEP", take_stock("CAB", "M-1 M-2 M-3"));
    assert_eq!(story.state.media[&id("M-3")].whereabouts, Whereabouts::At(id("CAB")));
}

#[test]
fn a_stock_take_of_a_stranger_moves_nothing() {
    let story = given(town()).at("13:00").does("KEEP", take_stock("CAB", "M-1 M-2 M-4"));
    assert_eq!(story.state.media[&id("M-3")].whereabouts, Whereabouts::Unknown);
    let before = story.clone().at("14:00").state;
    for (place, seen) in [("CAB", ""), ("CAB", "M-1 M-3 M-9"), ("SITE", "M-1 M-2 M-3 M-4"), ("CAB9", "M-3")] {
        for person in ["C-1", "S-2", "X-1"] {
            let answer = story.clone().at("14:00").when(person, take_stock(place, seen));
            let taken = Event::StockTaken {
                person: Some(id(person)),
                place: id(place),
                seen: ids(seen),
                unknown: [].into(),
            };
            let finding = Event::FindingRaised {
                about: None,
                finding: Finding::UnknownObject,
                medium: None,
                permit: None,
            };
            let after = answer.then_events(&[taken, finding]).state;
            assert_eq!((&after.media, &after.incidents), (&before.media, &before.incidents));
        }
    }
    // A stock-take of which the record does not say who took it moves nothing either.
    let event = Event::StockTaken { person: None, place: id("CAB"), seen: ids("M-3"), unknown: [].into() };
    let recorded = crate::event::Recorded {
        event,
        occurred_at: before.latest.unwrap(),
        recorded_at: before.latest.unwrap(),
    };
    assert_eq!(crate::evolve::evolve(before.clone(), &recorded), before);
}

#[test]
fn a_stock_take_raises_one_finding_for_what_is_unknown_and_a_hundred_at_most() {
    let unknown: std::collections::BTreeSet<String> = (0..500).map(|n| format!("?{n}")).collect();
    let mut story = given(town()).at("13:00");
    for number in 10..160 {
        story = story.does("KEEP", register_medium(&format!("N-{number}")));
    }
    let mut seen: std::collections::BTreeSet<crate::id::MediumId> = ids("M-7 M-8 M-9");
    seen.extend(story.state.media.keys().cloned());
    let take = |place: &str| crate::command::Command::TakeStock {
        place: id(place),
        seen: seen.clone(),
        unknown: unknown.clone(),
    };
    let finding = |finding, medium| Event::FindingRaised { about: None, finding, medium, permit: None };
    let answer = story.when("KEEP", take("CAB"));
    assert_eq!(answer.decision.events[1..], [finding(Finding::UnknownMedium, None)]);
    // Elsewhere, every one of them.
    let answer = story.when("KEEP", take("CAB2"));
    assert_eq!(answer.decision.events.len(), 1 + 100);
    assert_eq!(answer.decision.events[1], finding(Finding::UnknownMedium, None));
    assert!(answer.decision.events[2..].iter().all(|event| {
        matches!(event, Event::FindingRaised { finding: Finding::SeenElsewhere, medium: Some(_), .. })
    }));
}

#[test]
fn nobody_knew_of_a_loss_before_the_permit_was_asked_for_nor_after_now() {
    let known_at = |story: &Given| story.state.incidents[&crate::id::IncidentId(1)].known_at;
    let report = |cause| report_loss(cause, "M-1");
    for (said, known) in [
        (Timestamp::EARLIEST, "13:00"),
        (at("12:59"), "13:00"),
        (at("17:50"), "17:50"),
        (at("18:30"), "18:00"),
        (Timestamp::LATEST, "18:00"),
    ] {
        let out = || carried(&document()).at("18:00");
        let lost = out().when_late("C-1", report(Cause::Lost), said).after();
        assert_eq!(known_at(&lost), at(known), "{said}");
        // Only missing at first: the hour begins then, and it does not become earlier by being lost.
        let missing = out().when_late("C-1", report(Cause::Missing), said).after().at("19:10");
        assert_eq!(known_at(&missing), at(known), "{said}");
        let missing = out().does("C-1", report(Cause::Missing)).at("19:10");
        let lost = missing.when_late("C-1", report(Cause::Lost), said).after();
        assert_eq!(known_at(&lost), at(known).min(at("18:00")), "{said}");
    }
}

#[test]
fn what_is_found_after_its_permit_may_be_stored_again() {
    let story = carried(&document()).does("C-1", report_loss(Cause::Lost, ""));
    let story = story.does("SEC", close_incident(1)).does("KEEP", close());
    let medium = |story: &Given| story.state.media[&id("M-1")].clone();
    let other = story.clone().does("C-1", report_found("M-1", "SN-of-another"));
    assert_eq!(medium(&other).condition, Condition::Lost);
    let found = story.does("C-1", report_found("M-1", "SN-M-1"));
    assert_eq!(
        (medium(&found).condition, medium(&found).whereabouts),
        (Condition::Usable, Whereabouts::Unknown)
    );
    let stored = found.does("KEEP", store("M-1", "CAB"));
    assert_eq!(medium(&stored).whereabouts, Whereabouts::At(id("CAB")));
}

#[test]
fn a_stock_take_at_a_place_that_does_not_exist_is_found_out() {
    let answer = given(town()).when("KEEP", take_stock("CAB9", ""));
    let finding =
        Event::FindingRaised { about: None, finding: Finding::UnknownObject, medium: None, permit: None };
    assert_eq!(answer.decision.events.last(), Some(&finding));
}
