//! Approvals, beyond single refusals.

use crate::event::Event;
use crate::party::Role;
use crate::permit::Permit;
use crate::reason::Rule;
use crate::testkit::*;
use crate::time::Window;

fn is_ready(story: &Given) -> bool {
    matches!(story.state.permits[&P1], Permit::Approved(_))
}

#[test]
fn two_persons_make_a_permit_ready_and_one_answers_for_security() {
    let asked = document();
    let digest = asked.digest();
    let approved =
        |person: &str, role| Event::PermitApproved { digest, permit: P1, person: id(person), role };
    let story = requested(&asked);
    let story = story.when("CHIEF", approve(&asked)).then_events(&[approved("CHIEF", Role::Approver)]);
    let ready = Event::PermitReady { digest, permit: P1 };
    story.when("SEC", approve(&asked)).then_events(&[approved("SEC", Role::SecurityManager), ready]);
    // Two approvers of whom none answers for information security are not enough.
    let story = story.does("ADM", assign_role("R-2", Role::Approver)).does("R-2", approve(&asked));
    assert!(!is_ready(&story));
    assert!(is_ready(&story.does("SEC", approve(&asked))));
}

#[test]
fn one_person_in_two_roles_counts_once() {
    let asked = document();
    let story = requested(&asked).does("ADM", assign_role("CHIEF", Role::SecurityManager));
    let story = story.does("CHIEF", approve(&asked));
    assert!(!is_ready(&story));
    story.when("CHIEF", approve(&asked)).then(Rule::ApprovedAlready);
    // Nor does a second key.
    let story = story.does("ADM", enroll_key("CHIEF", "SHA256:second"));
    story.when("CHIEF", approve(&asked)).then(Rule::ApprovedAlready);
    assert!(is_ready(&story.does("SEC", approve(&asked))));
}

#[test]
fn a_requester_never_becomes_an_approver_of_the_same_request() {
    let asked = document();
    let story = requested(&asked).does("ADM", assign_role("R-1", Role::SecurityManager));
    story.when("R-1", approve(&asked)).then(Rule::ApproverIsRequester);
    story.when("R-1", send_back()).then(Rule::ApproverIsRequester);
}

#[test]
fn any_change_voids_every_approval() {
    let (asked, changed) = (document(), document_with(|d| d.revision = 2));
    let story = approved(&asked).does("R-1", amend(&changed));
    assert!(!is_ready(&story));
    let story = story.does("CHIEF", approve(&changed));
    assert!(!is_ready(&story));
    story.when("SEC", approve(&asked)).then(Rule::DocumentChanged);
    let story = story.does("SEC", send_back()).does("R-1", amend(&document_with(|d| d.revision = 3)));
    assert!(story.state.permits[&P1].request().approvals.is_empty());
}

#[test]
fn a_role_counts_within_its_term_only() {
    let asked = document();
    let term = Window { from: at("14:00"), until: at("15:00") };
    let story = requested(&asked).does("ADM", assign_role_for("R-2", Role::Approver, term));
    story.clone().at("13:59").when("R-2", approve(&asked)).then(Rule::RoleMissing);
    story.clone().at("14:00").when("R-2", approve(&asked)).then_done();
    story.at("15:00").when("R-2", approve(&asked)).then(Rule::RoleMissing);
}
