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
    let approved = |person: &str, role| Event::PermitApproved {
        deputy: None,
        digest,
        permit: P1,
        person: id(person),
        role,
    };
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
fn an_approval_counts_only_while_its_giver_has_a_say() {
    let asked = document();
    let ends = [
        remove_role("CHIEF", Role::Approver),
        leave("CHIEF"),
        revoke_key("CHIEF", "SHA256:CHIEF"),
        assign_role_for("CHIEF", Role::Approver, Window { from: at("12:00"), until: at("13:00") }),
    ];
    for end in ends {
        let story = requested(&asked).does("CHIEF", approve(&asked)).does("ADM", end.clone());
        let story = story.does("SEC", approve(&asked));
        assert!(!is_ready(&story), "{end:?}");
        // A third one makes it two.
        let story = story.does("ADM", assign_role("AUD", Role::Approver)).does("AUD", approve(&asked));
        assert!(is_ready(&story), "{end:?}");
        // Also between the approvals and the first hand-out.
        let story = approved(&asked).at("17:40").does("ADM", end.clone());
        story.when("KEEP", hand("M-1", "R-1 C-1")).then(Rule::PermitNotApproved);
    }
    // Another key, or another role that approves, is still a say.
    let still = [
        requested(&asked)
            .does("CHIEF", approve(&asked))
            .does("ADM", enroll_key("CHIEF", "SHA256:second"))
            .does("ADM", revoke_key("CHIEF", "SHA256:CHIEF")),
        requested(&asked)
            .does("CHIEF", approve(&asked))
            .does("ADM", assign_role("CHIEF", Role::SecurityManager))
            .does("ADM", remove_role("CHIEF", Role::Approver)),
    ];
    for story in still {
        assert!(is_ready(&story.does("SEC", approve(&asked))));
    }
}

#[test]
fn who_no_longer_answers_for_security_approves_as_one_of_two_and_no_more() {
    let asked = document();
    let story =
        requested(&asked).does("SEC", approve(&asked)).does("ADM", assign_role("SEC", Role::Approver));
    let story = story.does("ADM", remove_role("SEC", Role::SecurityManager));
    let story = story.does("CHIEF", approve(&asked));
    assert!(!is_ready(&story));
    // A person who holds both roles answers in the one that is missing.
    let story = story.does("ADM", assign_role("R-2", Role::Approver));
    let story = story.does("ADM", assign_role("R-2", Role::SecurityManager)).does("R-2", approve(&asked));
    assert!(is_ready(&story));
}

#[test]
fn what_has_left_comes_home_whoever_approved_it() {
    let story = carried(&document()).does("ADM", leave("CHIEF")).at("18:00");
    let _ = story
        .does("C-1", hand("M-1", "S-1"))
        .does("S-1", receive("M-1"))
        .does("S-1", bring_home("M-1", "CAB"));
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

#[test]
fn what_was_approved_for_another_counts_no_longer_once_the_person_stands_in_for_a_third() {
    let second = given(town()).at("13:00").does("ADM", assign_role("KEEP", Role::SecurityManager));
    let lent = second.does("ADM", assign_deputy("R-2", Role::SecurityManager, "SEC"));
    let approved = lent.does("R-1", request(&document())).does("R-2", approve(&document()));
    assert!(is_ready(&approved.clone().does("CHIEF", approve(&document()))));
    let moved = approved.does("ADM", assign_deputy("R-2", Role::SecurityManager, "KEEP"));
    assert!(!is_ready(&moved.does("CHIEF", approve(&document()))));
}
