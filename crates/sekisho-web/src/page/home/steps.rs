//! What a new office does first.

use maud::{Markup, html};
use sekisho_core::medium::PlaceKind;
use sekisho_core::party::Role;
use sekisho_core::permit::Permit;
use sekisho_core::{State as Record, Timestamp};

use crate::port::Tongue;

/// A step of a new office.
#[derive(Clone, Debug)]
pub(super) struct Step {
    done: bool,
    key: &'static str,
    place: &'static str,
}

/// What a new office does first, in order, until its first permit is approved.
pub(super) fn steps(state: &Record, now: Timestamp) -> Vec<Step> {
    if state.permits.values().any(|live| matches!(live, Permit::Approved(_) | Permit::Out(_))) {
        return Vec::new();
    }
    let of_kind = |kind: PlaceKind| state.places.values().any(|place| place.kind == kind);
    let with_keys = |count: usize| {
        let keys =
            state.persons.values().filter(|known| known.keys.values().any(|key| key.revoked_at.is_none()));
        keys.count() >= count
    };
    let step = |key, place, done| Step { done, key, place };
    let steps = vec![
        step("page-step-cabinet", "/acts/place/add?kind=cabinet&id=CAB-1", of_kind(PlaceKind::Cabinet)),
        step("page-step-site", "/acts/place/add?kind=site&id=SITE-1", of_kind(PlaceKind::Site)),
        step("page-step-medium", "/acts/medium/add?id=USB-001", !state.media.is_empty()),
        step("page-step-people", "/acts/person/add", state.persons.len() >= 4),
        step("page-step-keys", "/invite", with_keys(3)),
        step(
            "page-step-approver",
            "/acts/person/role?role=approver",
            state.holders_of(Role::Approver, now).next().is_some(),
        ),
        step(
            "page-step-security",
            "/acts/person/role?role=security_manager",
            state.holders_of(Role::SecurityManager, now).next().is_some(),
        ),
        step("page-step-request", "/acts/permit/request", state.permit_count > 0),
        step("page-step-approve", "/looks/permit/list", false),
    ];
    if state.permit_count > 0 && state.permits.is_empty() { Vec::new() } else { steps }
}

/// Draws them.
pub(super) fn drawn(tongue: &Tongue, steps: &[Step]) -> Markup {
    html! {
        section aria-labelledby="steps" {
            h2 id="steps" { (tongue.say("page-home-steps")) }
            ol.steps {
                @for step in steps {
                    li.done[step.done] {
                        span.mark { (tongue.say(if step.done { "page-step-done" } else { "page-step-open" })) }
                        a href=(step.place) { (tongue.say(step.key)) }
                        p { (tongue.say(&format!("{}-why", step.key))) }
                    }
                }
            }
        }
    }
}
