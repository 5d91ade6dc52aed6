//! What plans promise, beyond the table.

#![allow(clippy::unwrap_used, reason = "a broken story is a broken test")]

use crate::permit::EraseMethod;
use crate::plan::{Hours, PlanDocument, table};
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the tests")]
use crate::testkit::*;
use crate::time::{DAY, Window};

#[test]
fn every_rule_of_the_plan_says_no_and_what_to_do_next() {
    check(&table::refusals());
}

#[test]
fn a_draft_asks_nothing_of_anybody() {
    let story = given(plan_town()).at("13:00").does("R-1", draft_plan(&plan_document()));
    story.when("R-1", request(&document())).then_done();
}

#[test]
fn what_is_missing_is_told_at_once() {
    let empty = PlanDocument {
        from: [].into(),
        hours: None,
        media: None,
        project: [].into(),
        risks: Vec::new(),
        sites: [].into(),
        steps: Vec::new(),
        storage: [].into(),
        transport: [].into(),
        ..plan_document()
    };
    assert_eq!(
        empty.missing(),
        ["hours", "project", "from", "site", "storage", "transport", "media", "risks", "steps"]
    );
    let story = given(plan_town()).at("13:00").does("R-1", draft_plan(&empty));
    story.when("SO", approve_plan(&empty)).then_rules(&[Rule::PlanIncomplete; 9]);
    let unsound = plan_with(|plan| {
        plan.hours = Some(Hours { from: 600, until: 600 });
        plan.transport = [crate::plan::Way::Carried { at_least: 1 }].into();
        (plan.risks[0].kind, plan.risks[0].residual) = (crate::plan::RiskKind::Other, 4);
        let same = plan.steps[0].clone();
        plan.steps.push(same);
    });
    assert_eq!(unsound.missing(), ["hours", "transport", "levels", "medium_needed", "steps"]);
    assert_eq!(plan_document().missing(), Vec::<&str>::new());
}

#[test]
fn whoever_signs_sees_the_plan_in_codes() {
    let plan = plan_document();
    let lines = crate::facts::facts(&planned(), &approve_plan(&plan));
    let begins = format!("document {}", plan.digest());
    assert_eq!(lines[..2], ["plan PL-1 revision 1".to_owned(), begins]);
    for line in [
        "work benefits project C-1,R-1",
        "from CAB to SITE back to CAB",
        "media 2 at most",
        "carried by 2 at least",
        "risk NET medium needed impact 3 reduce residual 1 accepted by HEAD until 2026-09-18T00:00:00Z",
        "step CARRY by carrier",
    ] {
        assert!(lines.iter().any(|one| one == line), "{line}: {lines:?}");
    }
    let asked = document_under(&plan);
    let lines = crate::facts::facts(&planned(), &request(&asked));
    assert!(lines.contains(&format!("plan PL-1 {}", plan.digest())));
}

#[test]
fn hours_hold_for_one_day_at_a_time_and_a_whole_day_holds_everything() {
    let hours = |from: u16, until: u16| Hours { from: from * 60, until: until * 60 };
    let window = |from: &str, until: &str| Window { from: at(from), until: at(until) };
    assert!(hours(9, 23).enclose(window("21 09:00", "21 23:00"), 540));
    assert!(!hours(9, 23).enclose(window("21 08:59", "21 23:00"), 540));
    assert!(!hours(9, 23).enclose(window("21 09:00", "21 23:01"), 540));
    assert!(!hours(9, 23).enclose(window("21 09:00", "22 10:00"), 540));
    assert!(hours(0, 24).enclose(window("21 09:00", "24 10:00"), 540));
}

#[test]
fn every_change_makes_every_signature_void() {
    let story = given(planned()).at("13:00");
    assert!(story.state.plans.plans[&id("PL-1")].is_approved());
    let amended = story.does("R-1", amend_plan(&plan_again(|_| ())));
    let known = &amended.state.plans.plans[&id("PL-1")];
    assert!(known.accepted.is_empty() && known.approved.is_none() && known.status() == "drafted");
    // There is no way back behind the first approved plan.
    amended.when("R-1", request(&document())).then(Rule::PlanMissing);
}

#[test]
fn from_the_day_on_which_a_risk_is_borne_by_nobody_nothing_is_asked_for() {
    let plan = plan_with(|plan| plan.risks[0].accepted_until = at("21 23:00"));
    let next = document_under(&plan);
    let next = crate::document::Document {
        window: Window { from: next.window.from.plus(DAY), until: next.window.until.plus(DAY) },
        erase_by: next.erase_by.plus(DAY),
        return_by: next.return_by.plus(DAY),
        arrive_by: None,
        ..next
    };
    let later = approved_plan(given(plan_town()), &plan).at("22 13:00");
    later.when("R-1", request(&next)).then(Rule::RiskExpired);
}

#[test]
fn a_plan_that_fell_stops_releases_and_nothing_on_the_way_home() {
    let mut asked = document_sealed("M-1");
    asked.plan = Some(plan_ref(&plan_document()));
    let story = given(planned()).at("13:00").does("R-1", request(&asked));
    let story =
        story.does("CHIEF", approve(&asked)).does("SEC", approve(&asked)).does("R-1", seal(&asked, "M-1"));
    let story = story.at("17:40").does("KEEP", hand("M-1", "R-1 C-1")).does("R-1", receive("M-1"));
    let story = story.does("C-1", receive("M-1")).does("C-1", hand("M-1", "S-1")).does("S-1", receive("M-1"));
    let fallen = story.at("18:30").does("SO", withdraw_plan("PL-1"));
    fallen.when("S-1", release(&asked, "M-1", 1)).then(Rule::PlanWithdrawn);
    fallen
        .does("S-1", report_erasure("M-1", EraseMethod::Overwritten, None))
        .does("S-1", bring_home("M-1", "CAB"))
        .does("KEEP", receive("M-1"))
        .does("SEC", explain("CHECK"))
        .does("C-1", tick("CARRY"))
        .does("S-1", tick("ERASE"))
        .vault_confirms()
        .when("KEEP", close())
        .then_done();
}

#[test]
fn what_was_explained_may_still_be_done_and_a_plan_amended_later_changes_no_checklist() {
    let story = approved_under_plan().does("SEC", explain("CARRY"));
    let story = story.does("R-1", amend_plan(&plan_again(|plan| plan.steps.truncate(1))));
    let story = story.does("C-1", tick("CARRY"));
    let list = &story.state.permits[&P1].request().checklist;
    assert_eq!(list.len(), 3);
    let said = list[1].settled.as_ref().unwrap();
    assert_eq!((said.by.as_str(), said.explanation), ("C-1", None));
}
