//! Closing, beyond single refusals.

use crate::incident::Cause;
use crate::medium::{Condition, Whereabouts};
use crate::permit::EraseMethod;
use crate::testkit::*;

#[test]
fn a_permit_done_right_closes_and_frees_its_media() {
    let story = returned(&document_on("M-1 M-2")).at("20:00").does("KEEP", close());
    assert!(story.state.permits.is_empty());
    for medium in ["M-1", "M-2"] {
        let known = &story.state.media[&id(medium)];
        assert_eq!((known.booked, known.condition), (None, Condition::Usable));
        assert_eq!(known.whereabouts, Whereabouts::At(id("CAB")));
    }
    assert!(story.at("22 09:00").due().is_empty());
}

#[test]
fn what_was_destroyed_is_never_used_again_even_if_its_remains_came_back() {
    let destroyed = report_erasure("M-1", EraseMethod::Destroyed, Some("S-2"));
    let there = at_site(&document()).does("S-1", destroyed.clone()).does("R-1", destroyed);
    let back = there.clone().does("S-1", bring_home("M-1", "CAB")).does("KEEP", receive("M-1"));
    for (story, whereabouts) in [(there, Whereabouts::Unknown), (back, Whereabouts::At(id("CAB")))] {
        let story = story.does("KEEP", close());
        let known = &story.state.media[&id("M-1")];
        assert_eq!((known.condition, &known.whereabouts), (Condition::Retired, &whereabouts));
    }
}

#[test]
fn what_one_person_said_to_be_destroyed_is_not_used_again_either() {
    let story = at_site(&document()).does("S-1", report_erasure("M-1", EraseMethod::Destroyed, None));
    let story = story.does("S-2", report_erasure("M-1", EraseMethod::Overwritten, None));
    let story =
        story.does("S-1", bring_home("M-1", "CAB")).does("KEEP", receive("M-1")).does("KEEP", close());
    assert_eq!(story.state.media[&id("M-1")].condition, Condition::Retired);
}

#[test]
fn a_backup_that_was_never_loaded_stays_usable_where_it_is() {
    let asked = document_on("M-1 M-2");
    let story = approved(&asked).at("17:40").does("KEEP", hand("M-1", "R-1 C-1"));
    let story = story.does("R-1", receive("M-1")).does("C-1", receive("M-1"));
    let story = story.does("S-1", report_erasure("M-2", EraseMethod::Destroyed, Some("S-2")));
    let story = story.does("S-1", report_erasure("M-1", EraseMethod::Overwritten, None));
    let story =
        story.does("C-1", bring_home("M-1", "CAB")).does("KEEP", receive("M-1")).does("KEEP", close());
    let known = &story.state.media[&id("M-2")];
    assert_eq!((known.condition, &known.whereabouts), (Condition::Usable, &Whereabouts::At(id("CAB"))));
}

#[test]
fn a_medium_broken_at_the_site_is_replaced_and_the_counts_agree() {
    let destroyed = report_erasure("M-1", EraseMethod::Destroyed, None);
    let story = at_site(&document()).does("S-1", destroyed.clone()).does("R-1", destroyed);
    // The second one goes under its own permit, while the first is still open.
    let second = document_with(|d| {
        d.copies = vec![id("M-2")];
        d.permit = crate::id::PermitId(2);
    });
    let story =
        story.does("R-1", request(&second)).does("CHIEF", approve(&second)).does("SEC", approve(&second));
    let _ = story.at("22 12:00").does("KEEP", close());
}

#[test]
fn a_lost_copy_is_found_while_its_permit_lives_and_comes_home_under_it() {
    let story = carried(&document()).does("C-1", report_loss(Cause::Lost, "")).at("24 12:00");
    let story = story.does("R-1", report_found("M-1", "SN-M-1")).does("R-1", bring_home("M-1", "CAB"));
    let story = story.does("KEEP", receive("M-1"));
    let story = story.does("S-1", report_erasure("M-1", EraseMethod::Overwritten, None));
    let _ = story.does("SEC", close()).does("SEC", close_incident(1));
}
