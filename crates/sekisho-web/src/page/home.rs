//! The first page: what is outside now, whose turn it is, what is overdue, and for a new office what comes first.

mod news;
mod steps;

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Response};
use maud::{Markup, html};
use sekisho_core::Timestamp;
use sekisho_core::id::{MediumId, PermitId, PersonId};
use sekisho_core::party::Role;
use sekisho_core::permit::{Copy, Custody, Holder, Outing, Permit};

use self::news::{Late, Outcome, Unseen};
use self::steps::Step;

use super::frame::{Script, notice, page};
use super::{Form, Page, Reader, Sight, Viewer, html as answer, number};
use crate::keys;
use crate::port::{House, Tongue};
use crate::router::{Call, Shared};
use crate::turn;

/// One thing that waits for the reader.
#[derive(Clone, Debug)]
struct Turn {
    about: String,
    key: String,
    /// Whether others wait for it: it stands out.
    main: bool,
    place: String,
}

/// What is outside: one line for each permit.
#[derive(Clone, Debug)]
struct Outside {
    copies: usize,
    due: Timestamp,
    frozen: bool,
    holders: Vec<String>,
    late: bool,
    lost: usize,
    people: u64,
    permit: PermitId,
    sealed: bool,
    site: String,
}

#[derive(Clone, Debug)]
struct Home {
    absent: usize,
    incidents: Vec<String>,
    late: Vec<Late>,
    /// Whether the register has an address for mails to the reader.
    mail: bool,
    now: Timestamp,
    outcomes: Vec<Outcome>,
    outside: Vec<Outside>,
    people: u64,
    size: u64,
    steps: Vec<Step>,
    turns: Vec<Turn>,
    unseen: Vec<Unseen>,
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
    let seen = |permit: &Permit| super::own::sees(state, viewer, permit);
    let outside: Vec<Outside> = state
        .permits
        .iter()
        .filter(|(_, live)| seen(live))
        .filter_map(|(permit, live)| match live {
            Permit::Out(outing) => line(gate, *permit, outing, now),
            _ => None,
        })
        .collect();
    let waits = gate.turns(&viewer.person).into_iter().map(|one| Turn {
        key: turn::sentence(one.matter),
        main: turn::is_main(one.matter),
        place: turn::done(&one),
        about: one.about,
    });
    let mut turns: Vec<Turn> = waits.collect();
    if state.holds(&viewer.person, Role::Administrator, now) {
        let brought = invitations.iter().filter(|one| one.brought.is_some());
        turns.extend(brought.map(|one| Turn {
            about: one.person.to_string(),
            key: "page-turn-enroll".to_owned(),
            main: false,
            place: "/invite".to_owned(),
        }));
    }
    let all = viewer.sight == Sight::All;
    Home {
        absent: if all { sekisho_core::due::absent(state, now).len() } else { 0 },
        incidents: if all { state.incidents.keys().map(ToString::to_string).collect() } else { Vec::new() },
        late: news::late(gate, &|live| seen(live)),
        mail: has_mail(gate, &viewer.person),
        now,
        outcomes: news::outcomes(gate, &viewer.person),
        people: outside.iter().map(|one| one.people).sum(),
        outside,
        size: gate.size(),
        steps: if all { steps::steps(state, now) } else { Vec::new() },
        turns,
        unseen: if all { news::unseen(gate) } else { Vec::new() },
        viewer: viewer.clone(),
    }
}

/// Tells whether the register has an address of the person's, and it was not erased.
fn has_mail(gate: &sekisho_gate::Gate, person: &PersonId) -> bool {
    let digest = gate.state().persons.get(person).and_then(|known| known.mail);
    let text = digest.and_then(|digest| gate.record().text(&digest).ok().flatten());
    text.is_some_and(|text| !text.expose().is_empty())
}

/// Tells whether a permit names the person.
pub(super) fn names(permit: &Permit, person: &PersonId) -> bool {
    permit.document().people_named().contains(person) || permit.request().requester == *person
}

fn line(gate: &sekisho_gate::Gate, permit: PermitId, outing: &Outing, now: Timestamp) -> Option<Outside> {
    let state = gate.state();
    let document = &outing.request.document;
    let outside: Vec<(&MediumId, &Copy)> =
        outing.copies_outside().filter(|(_, copy)| !copy.is_destroyed(&state.persons)).collect();
    let lost = outing.copies.values().filter(|copy| matches!(copy.custody, Custody::Lost { .. }));
    let lost: Vec<&Copy> = lost.collect();
    // What is back is not outside, although the permit is not closed yet.
    if outside.is_empty() && lost.is_empty() {
        return None;
    }
    let with = outside.iter().map(|(_, copy)| *copy).chain(lost.iter().copied());
    let mut holders: Vec<String> = with.map(|copy| holder(gate, &copy.custody.holder())).collect();
    holders.sort();
    holders.dedup();
    Some(Outside {
        copies: outside.len(),
        due: document.return_by,
        frozen: outing.hold.is_some(),
        holders,
        late: document.return_by < now,
        lost: lost.len(),
        people: document.people,
        permit,
        sealed: document.is_sealed(),
        site: super::permit::place(gate, &document.site),
    })
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

fn render(reader: &Reader, home: &Home, record: Option<&str>) -> Markup {
    let tongue = &reader.tongue;
    let content = html! {
        @if let Some(record) = record { (notice(&tongue.with("page-recorded", &[("record", record)]))) }
        @for incident in &home.incidents {
            p.alarm role="alert" {
                a href=(format!("/incidents/{incident}")) {
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
                        li { a.button.main[turn.main] href=(turn.place) { (tongue.with(&turn.key, &[("about", &turn.about)])) } }
                    }
                }
            }
        }
        @if !home.mail { p.fine { (tongue.say("page-home-no-mail")) } }
        (news::drawn_outcomes(tongue, &home.outcomes))
        (news::drawn_late(tongue, &home.late))
        (outside(tongue, home))
        @if home.steps.is_empty() { (news::drawn_week(tongue, &home.unseen, home.absent)) }
        @if !home.steps.is_empty() { (steps::drawn(tongue, &home.steps)) }
        p.fine {
            (tongue.with("page-home-as-of", &[("time", &local(home.now)), ("size", &home.size.to_string())]))
            " · " (home.viewer.person) " " (home.viewer.name)
        }
    };
    page(reader, Script::None, &tongue.say("page-home"), &content)
}

fn outside(tongue: &Tongue, home: &Home) -> Markup {
    // On a phone each cell stands on a line of its own, with the name of its column.
    let label = |key: &str| tongue.say(&format!("page-column-{key}"));
    html! {
        section aria-labelledby="outside" {
            h2 id="outside" { (tongue.say("page-home-outside")) }
            @if home.outside.is_empty() { p.empty.calm { (tongue.say("page-home-nothing-outside")) } }
            @else {
                p.figure {
                    strong { (grouped(home.people)) } " " (tongue.say("page-home-people"))
                }
                div.wide tabindex="0" role="region" aria-labelledby="outside" {
                    table.stack {
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
                                    td.number data-label=(label("people")) { (grouped(one.people)) }
                                    td data-label=(label("site")) { (one.site) }
                                    td data-label=(label("holder")) { (one.holders.join(" / ")) }
                                    td data-label=(label("due")) { time datetime=(one.due) { (local(one.due)) } }
                                    td data-label=(label("status")) { (status(tongue, one)) }
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
        @if one.lost > 0 { span.badge.stop { (tongue.with("page-badge-lost", &[("copies", &one.lost.to_string())])) } " " }
        @if one.copies > 0 { span.badge { (tongue.with("page-badge-copies", &[("copies", &one.copies.to_string())])) } " " }
        @if one.sealed { span.badge.good { (tongue.say("page-badge-sealed")) } }
        @else { span.badge.warn { (tongue.say("page-badge-declared")) } }
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
