//! An event that does not fit changes nothing but the clock.

use crate::event::{Event, Recorded};
use crate::evolve::evolve;
use crate::party::Role;
use crate::permit::HoldCause;
use crate::testkit::*;

fn unfit(story: &Given, event: Event) {
    let name = event.name();
    let recorded = Recorded { event, occurred_at: story.now, recorded_at: story.now };
    let mut after = evolve(story.state.clone(), &recorded);
    after.latest = story.state.latest;
    assert_eq!(after, story.state, "{name}");
}

#[test]
fn an_event_that_does_not_fit_changes_nothing() {
    let other = document_with(|d| d.revision = 2);
    let (permit, person) = (P1, id("SEC"));
    let asked = requested(&document());
    unfit(
        &asked,
        Event::PermitApproved {
            deputy: None,
            digest: other.digest(),
            permit,
            person,
            role: Role::SecurityManager,
        },
    );
    unfit(&asked, Event::PermitReady { digest: other.digest(), permit });
    unfit(
        &asked,
        Event::PermitRequested { digest: other.digest(), document: other.clone(), person: id("R-2") },
    );
    let out = carried(&document());
    unfit(&out, Event::PermitAmended { digest: other.digest(), document: other });
    let revoked = out.does("SEC", revoke());
    unfit(&revoked, Event::PermitUnfrozen { permit });
    unfit(&revoked, Event::PermitFrozen { cause: HoldCause::Missing, permit });
    let retired = given(town()).does("KEEP", retire("M-1"));
    unfit(&retired, Event::RoleRemoved { person: id("R-1"), role: Role::Approver });
    unfit(
        &retired,
        Event::CustodyChanged { medium: id("M-1"), permit, to: crate::permit::Holder::Place(id("CAB")) },
    );
}
