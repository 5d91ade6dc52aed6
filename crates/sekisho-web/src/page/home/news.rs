//! What has become of what one asked for, what is late, and what nobody has looked at this week.

use maud::{Markup, html};
use sekisho_core::id::{PermitId, PersonId};
use sekisho_core::medium::{Condition, Whereabouts};
use sekisho_core::permit::{Custody, Permit};
use sekisho_core::time::DAY;
use sekisho_core::{Digest, Timestamp};
use sekisho_gate::Gate;

use super::local;
use crate::page::permit::place;
use crate::port::Tongue;

/// So long an ending is news. Units: seconds.
const NEWS: i64 = 7 * DAY;

/// What became of a request.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    at: Timestamp,
    permit: PermitId,
    reason: Option<String>,
    status: String,
}

/// What should have happened by now.
#[derive(Clone, Debug)]
pub(super) struct Late {
    about: String,
    due: Timestamp,
    key: &'static str,
    permit: PermitId,
}

/// Media of a cabinet that nobody has signed for having seen this week.
#[derive(Clone, Debug)]
pub(super) struct Unseen {
    count: usize,
    name: String,
    place: String,
}

/// Lists what became of a person's requests: what waits for them, and what ended lately; the newest permit first.
pub(super) fn outcomes(gate: &Gate, person: &PersonId) -> Vec<Outcome> {
    let since = gate.now().plus(-NEWS);
    let endings = gate.endings(since, &|requester| requester == person).unwrap_or_default();
    let words = |reason: Option<Digest>| {
        let text = gate.record().text(&reason?).ok().flatten();
        text.map(|text| text.expose().clone())
    };
    let told = endings.into_iter().rev().map(|one| Outcome {
        at: one.at,
        permit: one.permit,
        reason: words(one.reason),
        status: one.outcome.name().to_owned(),
    });
    told.collect()
}

/// Lists what is late: returns, and what was handed over and not signed for.
pub(super) fn late(gate: &Gate, seen: &dyn Fn(&Permit) -> bool) -> Vec<Late> {
    let now = gate.now();
    let mut late = Vec::new();
    for (permit, live) in gate.state().permits.iter().filter(|(_, live)| seen(live)) {
        let Permit::Out(outing) = live else { continue };
        for (medium, copy) in outing.copies_outside() {
            let due = outing.request.document.return_by;
            let mut add = |key, due| {
                late.push(Late { about: medium.to_string(), due, key, permit: *permit });
            };
            if due < now {
                add("page-late-return", due);
            }
            if let Custody::Offered { due, .. } = &copy.custody
                && *due < now
            {
                add("page-late-receive", *due);
            }
        }
    }
    late.sort_by_key(|one| one.due);
    late
}

/// Counts by cabinet what nobody has looked at for a week.
pub(super) fn unseen(gate: &Gate) -> Vec<Unseen> {
    let (state, now) = (gate.state(), gate.now());
    let mut unseen: Vec<Unseen> = Vec::new();
    for id in state.places.keys() {
        let here = state.media.values().filter(|known| {
            known.condition == Condition::Usable
                && known.whereabouts == Whereabouts::At(id.clone())
                && known.seen_at.is_none_or(|at| at.plus(NEWS) < now)
        });
        let count = here.count();
        if count > 0 {
            unseen.push(Unseen { count, name: place(gate, id), place: id.to_string() });
        }
    }
    unseen
}

pub(super) fn drawn_outcomes(tongue: &Tongue, outcomes: &[Outcome]) -> Markup {
    html! {
        @if !outcomes.is_empty() {
            section aria-labelledby="outcomes" {
                h2 id="outcomes" { (tongue.say("page-home-outcomes")) }
                ul.outcomes {
                    @for one in outcomes {
                        @let good = matches!(one.status.as_str(), "approved" | "closed");
                        li {
                            a href=(format!("/permits/{}", one.permit)) { (one.permit) } " "
                            span.badge.good[good].stop[!good] {
                                (tongue.say(&format!("status-{}", one.status.replace('_', "-"))))
                            }
                            " " time.fine datetime=(one.at) { (local(one.at)) }
                            @if let Some(reason) = &one.reason { p { (tongue.with("page-outcome-reason", &[("reason", reason)])) } }
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn drawn_late(tongue: &Tongue, late: &[Late]) -> Markup {
    html! {
        @if !late.is_empty() {
            section.alarm aria-labelledby="late" {
                h2 id="late" { (tongue.say("page-home-late")) }
                ul {
                    @for one in late {
                        li {
                            a href=(format!("/permits/{}", one.permit)) { (one.permit) } " "
                            (tongue.with(one.key, &[("medium", &one.about), ("time", &local(one.due))]))
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn drawn_week(tongue: &Tongue, unseen: &[Unseen], absent: usize) -> Markup {
    html! {
        @if !unseen.is_empty() || absent > 0 {
            section aria-labelledby="week" {
                h2 id="week" { (tongue.say("page-home-week")) }
                ul.outcomes {
                    @if absent > 0 {
                        li { a href="/looks/medium/absent" { (tongue.with("page-week-absent", &[("count", &absent.to_string())])) } }
                    }
                    @for one in unseen {
                        li {
                            a href=(format!("/acts/medium/stocktake?place={}", one.place)) {
                                (tongue.with("page-week-unseen", &[("place", &one.name), ("count", &one.count.to_string())]))
                            }
                        }
                    }
                }
            }
        }
    }
}
