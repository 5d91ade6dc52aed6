//! Deadlines, to the second.

use crate::alarm::Alarm;
use crate::due::due;
use crate::event::Event;
use crate::incident::Cause;
use crate::permit::{EraseMethod, HoldCause};
use crate::testkit::*;
use crate::time::Timestamp;

fn rang(alarm: Alarm, local: &str) -> (Timestamp, Event) {
    (at(local), Event::AlarmRang { alarm, due: at(local), medium: id("M-1"), permit: P1 })
}

#[test]
fn a_deadline_rings_one_minute_after_its_time_once() {
    let story = carried(&document());
    assert_eq!(due(&story.state, at("18:31").plus(-1)), [(at("18:00"), evening(&story, "18:00"))]);
    let story = story.at("18:00");
    assert_eq!(due(&story.state, at("18:31")), [rang(Alarm::ArrivalOverdue, "18:31")]);
    let story = story.at("18:31");
    assert_eq!(due(&story.state, at("20:00")), [rang(Alarm::ErasureOverdue, "19:31")]);
    let story = story.at("20:00");
    let frozen = (at("20:01"), Event::PermitFrozen { cause: HoldCause::Overdue, permit: P1 });
    assert_eq!(due(&story.state, at("20:01").plus(-1)), []);
    assert_eq!(due(&story.state, at("20:01")), [rang(Alarm::ReturnOverdue, "20:01"), frozen]);
    let story = story.at("20:01");
    assert_eq!(due(&story.state, at("22:30")), [rang(Alarm::ReturnOverdueLong, "22:30")]);
    assert_eq!(due(&story.at("22:30").state, at("22 08:00")), []);
}

fn evening(story: &Given, local: &str) -> Event {
    let closing = at(local);
    Event::EveningListed { absent: crate::due::absent(&story.state, closing), closing }
}

#[test]
fn what_was_due_while_nobody_looked_comes_at_once_and_in_order() {
    // Sealed, handed out by a record of later; here the state is made by hand.
    let mut story = carried(&document());
    if let Some(crate::permit::Permit::Out(outing)) = story.state.permits.get_mut(&P1) {
        outing.request.document.protection = crate::document::Protection::Sealed;
    }
    let fired = due(&story.state, at("24 09:00"));
    let times: Vec<_> = fired.iter().map(|(at, _)| *at).collect();
    assert!(times.is_sorted());
    let destroyed = (at("21:01"), Event::DestructionOrdered { permit: P1 });
    assert!(fired.contains(&destroyed), "an hour after the freeze that itself is fired now: {fired:?}");
    assert_eq!(story.at("24 09:00").due(), []);
}

#[test]
fn no_day_is_too_far_away() {
    let story = given(town()).at_time(Timestamp::LATEST);
    assert_eq!(story.due(), []);
    let story = Given { now: Timestamp::EARLIEST, ..given(town()) };
    assert_eq!(story.due(), []);
}

#[test]
fn the_evening_list_names_what_is_neither_home_nor_excused() {
    let story = given(town()).at("13:00").does("KEEP", store("M-4", "CAB2"));
    let absent = |story: &Given, local: &str| -> Vec<String> {
        crate::due::absent(&story.state, at(local)).iter().map(|absent| absent.medium.to_string()).collect()
    };
    assert_eq!(absent(&story, "18:00"), ["M-4"]);
    let story = carried(&document());
    assert!(absent(&story, "20:00").is_empty());
    assert_eq!(absent(&story, "20:01"), ["M-1"]);
    let story = story.does("KEEP", retire("M-3"));
    assert_eq!(absent(&story, "20:01"), ["M-1"]);
}

#[test]
fn what_cannot_be_found_for_an_hour_opens_one_incident() {
    let story = carried(&document()).at("18:20").does("C-1", report_loss(Cause::Missing, ""));
    let opened = |story: Given| story.state.incidents.len();
    assert_eq!(opened(Given { now: at("19:20").plus(-1), ..story.clone() }.at_time(at("19:20").plus(-1))), 0);
    assert_eq!(opened(story.clone().at("19:20")), 1);
    // What came home within the hour opens none.
    let home = story.at("18:40").does("C-1", bring_home("M-1", "CAB")).does("KEEP", receive("M-1"));
    assert_eq!(opened(home.at("22 12:00")), 0);
}

#[test]
fn nobody_waits_for_what_was_destroyed_or_for_a_signature_that_nobody_can_give() {
    let destroyed = || report_erasure("M-1", EraseMethod::Destroyed, Some("R-1"));
    let one = at_site(&document()).does("S-1", destroyed()).does("S-2", destroyed()).at("18:30");
    let rung = due(&one.state, at("20:01"));
    assert!(rung.contains(&rang(Alarm::ReturnOverdue, "20:01")), "nobody of the owner's signed: {rung:?}");
    let story = one.does("R-1", destroyed());
    assert_eq!(story.clone().at("19:00").state.permits, story.at("22 17:00").state.permits);
    // Carriers who do the work themselves: nobody could sign at the site.
    let alone = carried(&document_with(|d| d.receivers = ids(""))).at("18:00");
    assert_eq!(due(&alone.state, at("19:00")), []);
}

#[test]
fn an_overdue_hand_over_rings_again_for_the_next_one() {
    let story = approved(&document()).at("17:40").does("KEEP", hand("M-1", "R-1 C-1")).at("18:00");
    assert_eq!(due(&story.state, at("18:11")), [rang(Alarm::HandOverOverdue, "18:11")]);
    let story = story.at("18:11").does("KEEP", bring_home("M-1", "CAB"));
    let story = story.does("KEEP", hand_until("M-1", "R-1 C-1", at("18:20")));
    assert_eq!(due(&story.state, at("18:21")), [rang(Alarm::HandOverOverdue, "18:21")]);
}

#[test]
fn an_unused_permit_lapses_when_its_window_ends() {
    let story = approved(&document()).at("18:00");
    let lapsed = (at("23:00"), Event::PermitLapsed { permit: P1 });
    assert_eq!(due(&story.state, at("23:00").plus(-1)), []);
    assert_eq!(due(&story.state, at("23:00")), [lapsed]);
    assert_eq!(story.at("23:00").state.media[&id("M-1")].booked, None);
}
