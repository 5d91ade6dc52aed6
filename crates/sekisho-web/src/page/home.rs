//! The first page: what is outside now, whose turn it is, what is overdue, and for a new office what comes first.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Response};
use maud::{Markup, html};
use sekisho_core::id::{MediumId, PermitId, PersonId};
use sekisho_core::medium::PlaceKind;
use sekisho_core::party::Role;
use sekisho_core::permit::{Copy, Custody, Holder, Outing, Permit};
use sekisho_core::{Command, State as Record, Timestamp};

use super::frame::{Script, notice, page};
use super::{Form, Page, Reader, Sight, Viewer, html as answer, number};
use crate::keys;
use crate::port::{House, Tongue};
use crate::router::{Call, Shared};

/// What is outside: one line for each permit.
#[derive(Clone, Debug)]
struct Outside {
    copies: usize,
    due: Timestamp,
    frozen: bool,
    holders: Vec<String>,
    late: bool,
    people: u64,
    permit: PermitId,
    sealed: bool,
    site: String,
}

/// One thing that waits for the reader.
#[derive(Clone, Debug)]
struct Turn {
    about: String,
    key: &'static str,
    place: String,
}

/// A step of a new office.
#[derive(Clone, Debug)]
struct Step {
    done: bool,
    key: &'static str,
    place: &'static str,
}

#[derive(Clone, Debug)]
struct Home {
    incidents: Vec<String>,
    now: Timestamp,
    outside: Vec<Outside>,
    people: u64,
    size: u64,
    steps: Vec<Step>,
    turns: Vec<Turn>,
    viewer: Viewer,
}

/// `GET /`
pub(crate) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session) = shared.inside(&call, &headers)?;
        let home = shared.for_viewer(&reader, &session, |house, viewer| Ok(home(house, viewer))).await?;
        let form = Form::of_query(query.as_deref());
        Ok(answer(render(&reader, &home, number(&form, "record"))))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn home(house: &mut dyn House, viewer: &Viewer) -> Home {
    let invitations = keys::invitations(house).unwrap_or_default();
    let gate = house.gate();
    let (state, now) = (gate.state(), gate.now());
    let seen = |permit: &Permit| viewer.sight == Sight::All || names(permit, &viewer.person);
    let outside: Vec<Outside> = state
        .permits
        .iter()
        .filter(|(_, live)| seen(live))
        .filter_map(|(permit, live)| match live {
            Permit::Out(outing) => Some(line(gate, *permit, outing, now)),
            _ => None,
        })
        .collect();
    let mut turns = turns(gate, viewer);
    if state.holds(&viewer.person, Role::Administrator, now) {
        let brought = invitations.iter().filter(|one| one.brought.is_some());
        turns.extend(brought.map(|one| Turn {
            about: one.person.to_string(),
            key: "page-turn-enroll",
            place: "/invite".to_owned(),
        }));
    }
    let incidents = match viewer.sight {
        Sight::All => state.incidents.keys().map(ToString::to_string).collect(),
        Sight::Own => Vec::new(),
    };
    Home {
        incidents,
        now,
        people: outside.iter().map(|one| one.people).sum(),
        outside,
        size: gate.size(),
        steps: if viewer.sight == Sight::All { steps(state, now) } else { Vec::new() },
        turns,
        viewer: viewer.clone(),
    }
}

/// Tells whether a permit names the person.
pub(super) fn names(permit: &Permit, person: &PersonId) -> bool {
    permit.document().people_named().contains(person) || permit.request().requester == *person
}

fn line(gate: &sekisho_gate::Gate, permit: PermitId, outing: &Outing, now: Timestamp) -> Outside {
    let state = gate.state();
    let document = &outing.request.document;
    let outside: Vec<(&MediumId, &Copy)> =
        outing.copies_outside().filter(|(_, copy)| !copy.is_destroyed(&state.persons)).collect();
    let mut holders: Vec<String> =
        outside.iter().map(|(_, copy)| holder(gate, &copy.custody.holder())).collect();
    holders.sort();
    holders.dedup();
    Outside {
        copies: outside.len(),
        due: document.return_by,
        frozen: outing.hold.is_some(),
        holders,
        late: document.return_by < now,
        people: document.people,
        permit,
        sealed: document.is_sealed(),
        site: super::permit::place(gate, &document.site),
    }
}

/// Says who has a copy.
pub(super) fn holder(gate: &sekisho_gate::Gate, holder: &Holder) -> String {
    match holder {
        Holder::Persons(persons) => {
            persons.iter().map(|id| super::permit::person(gate, id)).collect::<Vec<_>>().join(", ")
        }
        Holder::Courier { consignment } => consignment.clone(),
        Holder::Place(place) => super::permit::place(gate, place),
    }
}

/// Asks the rules themselves whose turn it is: what they would allow this person now, and what waits for them by name.
fn turns(gate: &sekisho_gate::Gate, viewer: &Viewer) -> Vec<Turn> {
    let state = gate.state();
    let person = &viewer.person;
    let may = |command: &Command| gate.consider(person, command).is_ok_and(|reasons| reasons.is_empty());
    let mut turns = Vec::new();
    for (permit, live) in &state.permits {
        let again = live.rewrapping().map(|again| again.digest);
        let waits = matches!(live, Permit::Requested(_)) || again.is_some();
        let document = again.unwrap_or_else(|| live.request().digest);
        let place = format!("/permits/{permit}");
        if waits && may(&Command::Approve { document, permit: *permit }) {
            turns.push(Turn { about: permit.to_string(), key: "page-turn-approve", place: place.clone() });
        }
        if let Permit::SentBack(request) = live
            && request.requester == *person
        {
            turns.push(Turn { about: permit.to_string(), key: "page-turn-amend", place: place.clone() });
        }
        if let Permit::Out(outing) = live {
            let offered = outing.copies.values().any(|copy| match &copy.custody {
                Custody::Offered { to, .. } => to.includes(person),
                _ => false,
            });
            if offered {
                turns.push(Turn {
                    about: permit.to_string(),
                    key: "page-turn-receive",
                    place: place.clone(),
                });
            }
            if may(&Command::Close { permit: *permit }) {
                turns.push(Turn { about: permit.to_string(), key: "page-turn-close", place });
            }
        }
    }
    for (id, known) in &state.persons {
        if known.employment.is_some() && may(&Command::ConfirmEmployment { person: id.clone() }) {
            let place = format!("/acts/person/confirm?id={id}");
            turns.push(Turn { about: id.to_string(), key: "page-turn-confirm-person", place });
        }
    }
    turns
}

/// What a new office does first, in order, until its first permit is approved.
fn steps(state: &Record, now: Timestamp) -> Vec<Step> {
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

fn render(reader: &Reader, home: &Home, record: Option<&str>) -> Markup {
    let tongue = &reader.tongue;
    let content = html! {
        @if let Some(record) = record { (notice(&tongue.with("page-recorded", &[("record", record)]))) }
        @for incident in &home.incidents {
            p.alarm role="alert" {
                a href=(format!("/looks/incident/show?incident={incident}")) {
                    (tongue.with("page-incident-open", &[("incident", incident)]))
                }
            }
        }
        section aria-labelledby="turns" {
            h2 id="turns" { (tongue.say("page-home-turns")) }
            @if home.turns.is_empty() { p.empty { (tongue.say("page-home-no-turn")) } }
            @else {
                ul.turns {
                    @for turn in &home.turns {
                        li { a.button href=(turn.place) { (tongue.with(turn.key, &[("about", &turn.about)])) } }
                    }
                }
            }
        }
        (outside(tongue, home))
        @if !home.steps.is_empty() { (first_steps(tongue, home)) }
        p.fine {
            (tongue.with("page-home-as-of", &[("time", &local(home.now)), ("size", &home.size.to_string())]))
            " · " (home.viewer.person) " " (home.viewer.name)
        }
    };
    page(reader, Script::None, &tongue.say("page-home"), &content)
}

fn outside(tongue: &Tongue, home: &Home) -> Markup {
    html! {
        section aria-labelledby="outside" {
            h2 id="outside" { (tongue.say("page-home-outside")) }
            @if home.outside.is_empty() { p.empty.calm { (tongue.say("page-home-nothing-outside")) } }
            @else {
                p.figure {
                    strong { (grouped(home.people)) } " " (tongue.say("page-home-people"))
                }
                div.wide tabindex="0" role="region" aria-labelledby="outside" {
                    table {
                        thead {
                            tr {
                                @for key in ["permit", "people", "site", "holder", "due", "status"] {
                                    th scope="col" { (tongue.say(&format!("page-column-{key}"))) }
                                }
                            }
                        }
                        tbody {
                            @for one in &home.outside {
                                tr.late[one.late] {
                                    th scope="row" { a href=(format!("/permits/{}", one.permit)) { (one.permit) } }
                                    td.number { (grouped(one.people)) }
                                    td { (one.site) }
                                    td { (one.holders.join(" / ")) }
                                    td { time datetime=(one.due) { (local(one.due)) } }
                                    td { (status(tongue, one)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn status(tongue: &Tongue, one: &Outside) -> Markup {
    html! {
        @if one.frozen { span.badge.stop { (tongue.say("page-badge-frozen")) } " " }
        @if one.late { span.badge.stop { (tongue.say("page-badge-late")) } " " }
        span.badge { (tongue.with("page-badge-copies", &[("copies", &one.copies.to_string())])) } " "
        @if one.sealed { span.badge.good { (tongue.say("page-badge-sealed")) } }
        @else { span.badge.warn { (tongue.say("page-badge-declared")) } }
    }
}

fn first_steps(tongue: &Tongue, home: &Home) -> Markup {
    html! {
        section aria-labelledby="steps" {
            h2 id="steps" { (tongue.say("page-home-steps")) }
            ol.steps {
                @for step in &home.steps {
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

/// Shows a number in groups of three.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len().saturating_sub(place)) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Shows an instant as the office's wall clock does.
pub(super) fn local(at: Timestamp) -> String {
    // Japan has had one time all year since 1951.
    let shifted = Timestamp::from_seconds(at.seconds().saturating_add(9 * 60 * 60)).to_string();
    let (day, time) = shifted.split_once('T').unwrap_or((&shifted, ""));
    format!("{day} {}", time.get(..5).unwrap_or_default())
}
