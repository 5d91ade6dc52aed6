//! One permit: what, whom, when; what differs from last time; approvals, timeline, and what can be done now.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Response};
use maud::{Markup, html};
use sekisho_core::document::{Document, Protection, Transport};
use sekisho_core::id::{PartyId, PermitId, PersonId, PlaceId};
use sekisho_core::permit::{Copy, Custody, Permit};
use sekisho_core::{Digest, Timestamp};
use sekisho_gate::Gate;
use sekisho_gate::port::Disclosure;
use sekisho_gate::view::PermitView;
use sekisho_gate::wire::v1::{By, Predicate};

use super::deed::{self, Deed, deeds};
use super::frame::{Script, notice, page};
use super::home::{grouped, holder, local};
use super::{Form, Page, Reader, Sight, Viewer, absent, html as answer, number};
use crate::port::{House, Tongue};
use crate::problem::Problem;
use crate::router::{Call, Shared};

/// So many earlier permits are looked through for one like it.
const EARLIER: u32 = 200;

/// One line of a card: what it is, what it says, what it said last time if that was something else.
#[derive(Clone, Debug)]
pub(super) struct Line {
    before: Option<String>,
    key: &'static str,
    value: String,
}

#[derive(Clone, Debug)]
pub(super) struct Moment {
    at: Timestamp,
    by: String,
    event: String,
    pub(super) index: u64,
}

#[derive(Clone, Debug)]
struct View {
    approvals: Vec<(String, String, Timestamp)>,
    card: Vec<Line>,
    copies: Vec<(String, (&'static str, String))>,
    deeds: Vec<Deed>,
    like: Option<PermitId>,
    moments: Vec<Moment>,
    sight: Sight,
    permit: PermitId,
    requester: String,
    status: String,
}

/// `GET /permits/P-0001`
pub(crate) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(permit): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session) = shared.inside(&call, &headers)?;
        let permit: PermitId = permit.parse().map_err(|_| absent())?;
        let tongue = reader.tongue.clone();
        let job = move |house: &mut dyn House, viewer: &Viewer| view(house, &tongue, viewer, permit);
        let view = shared.for_viewer(&reader, &session, job).await?;
        let form = Form::of_query(query.as_deref());
        Ok(answer(render(&reader, &view, number(&form, "record"))))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn view(house: &mut dyn House, tongue: &Tongue, viewer: &Viewer, permit: PermitId) -> Result<View, Problem> {
    let gate = house.gate();
    let found = gate.record().view(permit).map_err(|_| absent())?.ok_or_else(absent)?;
    let now = gate.state().permits.get(&permit);
    let shown = now.unwrap_or(&found.last);
    // Whoever is not named learns not even that there is such a permit.
    if !super::own::sees(gate.state(), viewer, shown) {
        return Err(absent());
    }
    let request = shown.request();
    let (lines, earlier) = card(gate, viewer, shown.document(), &[]);
    let approvals = request.approvals.iter();
    let approvals = approvals.map(|(id, one)| (person(gate, id), one.role.name().to_owned(), one.at));
    let copies = match shown {
        Permit::Out(outing) => {
            outing.copies.iter().map(|(id, copy)| (id.to_string(), copy_words(gate, copy))).collect()
        }
        _ => Vec::new(),
    };
    Ok(View {
        approvals: approvals.collect(),
        card: lines,
        copies,
        deeds: now.map(|live| own_deeds(gate, viewer, permit, live)).unwrap_or_default(),
        like: earlier,
        moments: moments(tongue, gate, &format!("permit/{permit}")),
        permit,
        requester: person(gate, &request.requester),
        sight: viewer.sight,
        status: now.map_or(found.status, |live| live.status().to_owned()),
    })
}

fn copy_words(gate: &Gate, copy: &Copy) -> (&'static str, String) {
    let key = match &copy.custody {
        Custody::Held { .. } => "page-custody-held",
        Custody::Lost { .. } => "page-custody-lost",
        Custody::Offered { .. } => "page-custody-offered",
        Custody::Returned { .. } => "page-custody-returned",
    };
    (key, holder(gate, &copy.custody.holder()))
}

fn own_deeds(gate: &Gate, viewer: &Viewer, permit: PermitId, live: &Permit) -> Vec<Deed> {
    let mut all = deeds(gate, &viewer.person, permit, live);
    all.retain(|deed| super::own::offers(viewer, deed.name));
    all
}

/// Lists what happened in one stream of the record.
pub(super) fn moments(tongue: &Tongue, gate: &Gate, stream: &str) -> Vec<Moment> {
    let mut moments = Vec::new();
    let _ = gate.record().stream_entries(stream, &mut |entry| {
        let Some(envelope) = &entry.envelope else { return Ok(()) };
        let predicate = Predicate::open_own(envelope)?;
        let by = match &predicate.by {
            By::Person { person: id, .. } => person(gate, id),
            By::Server { .. } => tongue.say("page-by-clock"),
            By::Vault { .. } => tongue.say("page-by-vault"),
        };
        let event = predicate.event.name();
        moments.push(Moment { at: predicate.occurred_at, by, event, index: entry.index });
        Ok(())
    });
    moments
}

/// Shows a person as `O-2 佐藤 花子`.
pub(crate) fn person(gate: &Gate, id: &PersonId) -> String {
    named(gate, id.as_str(), gate.state().persons.get(id).map(|known| known.name))
}

/// Shows a place with its name.
pub(crate) fn place(gate: &Gate, id: &PlaceId) -> String {
    named(gate, id.as_str(), gate.state().places.get(id).map(|known| known.name))
}

/// Shows an organization with its name.
pub(crate) fn party(gate: &Gate, id: &PartyId) -> String {
    named(gate, id.as_str(), gate.state().parties.get(id).map(|known| known.name))
}

fn named(gate: &Gate, id: &str, digest: Option<Digest>) -> String {
    match digest.and_then(|digest| text(gate, &digest)) {
        Some(name) => format!("{id} {name}"),
        None => id.to_owned(),
    }
}

/// Finds the words behind a digest.
pub(super) fn text(gate: &Gate, digest: &Digest) -> Option<String> {
    gate.record().text(digest).ok().flatten().map(|text| text.expose().clone())
}

/// Writes what a document says in lines, each with what the last one like it said where that differs. Words that are not in the
/// record yet come with the draft.
pub(super) fn card(
    gate: &Gate,
    viewer: &Viewer,
    document: &Document,
    new: &[Disclosure],
) -> (Vec<Line>, Option<PermitId>) {
    let like = last_like(gate, viewer, document);
    let before: BTreeMap<&'static str, String> =
        like.as_ref().map(|view| values(gate, view.last.document(), &[])).into_iter().flatten().collect();
    let lines = values(gate, document, new).into_iter().map(|(key, value)| {
        // Dates always differ: only their absence would be news.
        let timed = matches!(key, "page-card-window" | "page-card-return" | "page-card-erase");
        let before = before.get(key).filter(|old| **old != value && !timed && like.is_some()).cloned();
        Line { before, key, value }
    });
    (lines.collect(), like.map(|view| view.permit))
}

/// Finds the latest other permit for the same purpose that the viewer may see: by its code, or by the same data for the same
/// site.
fn last_like(gate: &Gate, viewer: &Viewer, document: &Document) -> Option<PermitView> {
    let views = gate.record().views(None, EARLIER).ok()?;
    let datasets = |document: &Document| -> Vec<String> {
        document.extracts.iter().map(|one| one.dataset.to_string()).collect()
    };
    let seen = |permit: &Permit| super::own::sees(gate.state(), viewer, permit);
    views.into_iter().filter(|view| view.permit < document.permit && seen(&view.last)).find(|view| {
        let other = view.last.document();
        match (&document.purpose_code, &other.purpose_code) {
            (Some(one), Some(other)) => one == other,
            _ => datasets(other) == datasets(document) && other.site == document.site,
        }
    })
}

fn values(gate: &Gate, document: &Document, new: &[Disclosure]) -> Vec<(&'static str, String)> {
    let words = |digest: &Digest| {
        let own = new.iter().find(|one| one.digest == *digest).map(|one| one.text.expose().clone());
        own.or_else(|| text(gate, digest))
    };
    let persons = |ids: &mut dyn Iterator<Item = &PersonId>| -> String {
        ids.map(|id| person(gate, id)).collect::<Vec<_>>().join(", ")
    };
    let data = document
        .extracts
        .iter()
        .map(|one| format!("{}: {} ({})", one.dataset, one.fields.join(", "), grouped(one.rows)));
    let mut lines = vec![
        ("page-card-purpose", words(&document.purpose).unwrap_or_default()),
        ("page-card-people", grouped(document.people)),
        ("page-card-data", data.collect::<Vec<_>>().join(" / ")),
    ];
    match &document.transport {
        Transport::Carried { carriers, .. } => {
            lines.push(("page-card-carriers", persons(&mut carriers.iter())));
        }
        Transport::Courier { company } => lines.push(("page-card-courier", company.clone())),
        Transport::Network => {}
    }
    lines.push((
        "page-card-way",
        format!(
            "{} → {} → {}",
            place(gate, &document.from),
            place(gate, &document.site),
            place(gate, &document.return_to)
        ),
    ));
    if let Some(route) = document.route.and_then(|route| words(&route)) {
        lines.push(("page-card-route", route));
    }
    match &document.protection {
        Protection::Declared { product } => lines.push(("page-card-declared", product.clone())),
        Protection::Sealed => {
            let device = document.device.as_ref().map(ToString::to_string).unwrap_or_default();
            lines.push(("page-card-sealed", device));
        }
    }
    let media: Vec<String> = document.copies.iter().map(ToString::to_string).collect();
    lines.push(("page-card-media", media.join(", ")));
    if !document.receivers.is_empty() {
        lines.push(("page-card-receivers", persons(&mut document.receivers.iter())));
    }
    lines.push(("page-card-eraser", person(gate, &document.eraser)));
    if let Some(sealing) = &document.sealing {
        lines.push(("page-card-openers", persons(&mut sealing.openers.iter())));
    }
    if let Some(beyond) = document.beyond.and_then(|beyond| words(&beyond)) {
        lines.push(("page-card-beyond", beyond));
    }
    if let Some(urgent) = document.urgent.and_then(|urgent| words(&urgent)) {
        lines.push(("page-card-urgent", urgent));
    }
    if let Some(plan) = &document.plan {
        lines.push(("page-card-plan", plan.id.to_string()));
    }
    lines.push((
        "page-card-window",
        format!("{} – {}", local(document.window.from), local(document.window.until)),
    ));
    lines.push(("page-card-erase", local(document.erase_by)));
    lines.push(("page-card-return", local(document.return_by)));
    lines
}

/// Draws a card.
pub(super) fn drawn(tongue: &Tongue, card: &[Line]) -> Markup {
    html! {
        dl.card {
            @for line in card {
                div.changed[line.before.is_some()] {
                    dt { (tongue.say(line.key)) }
                    dd {
                        (line.value)
                        @if let Some(before) = &line.before {
                            span.before { (tongue.with("page-card-before", &[("before", before)])) }
                        }
                    }
                }
            }
        }
    }
}

fn render(reader: &Reader, view: &View, record: Option<&str>) -> Markup {
    let tongue = &reader.tongue;
    let permit = view.permit.to_string();
    let status = format!("status-{}", view.status.replace('_', "-"));
    let content = html! {
        @if let Some(record) = record { (notice(&tongue.with("page-recorded", &[("record", record)]))) }
        p.lead {
            span.badge { (tongue.say(&status)) } " "
            (tongue.with("page-permit-by", &[("person", &view.requester)]))
        }
        (deed::drawn(reader, &permit, &view.deeds))
        section aria-labelledby="card" {
            h2 id="card" { (tongue.say("page-permit-what")) }
            @if let Some(like) = view.like {
                p.fine { (tongue.with("page-permit-like", &[("permit", &like.to_string())])) }
            }
            (drawn(tongue, &view.card))
        }
        @if !view.copies.is_empty() {
            section aria-labelledby="copies" {
                h2 id="copies" { (tongue.say("page-permit-copies")) }
                dl.card { @for (medium, (key, holder)) in &view.copies {
                    div { dt { (medium) } dd { (tongue.with(key, &[("holder", holder)])) } }
                } }
            }
        }
        section aria-labelledby="approvals" {
            h2 id="approvals" { (tongue.say("page-permit-approvals")) }
            @if view.approvals.is_empty() { p.empty { (tongue.say("page-permit-no-approval")) } }
            @else {
                ul { @for (person, role, at) in &view.approvals {
                    li { (person) " – " (tongue.say(&format!("role-{}", role.replace('_', "-")))) " – " (local(*at)) }
                } }
            }
        }
        section aria-labelledby="timeline" {
            h2 id="timeline" { (tongue.say("page-permit-timeline")) }
            (timeline(tongue, view.moments.iter(), view.sight))
        }
    };
    page(reader, Script::None, &permit, &content)
}

/// Draws what happened; who sees the whole record is led to each entry and its proof.
pub(super) fn timeline<'a>(
    tongue: &Tongue,
    moments: impl Iterator<Item = &'a Moment>,
    sight: Sight,
) -> Markup {
    html! {
        ol.timeline {
            @for moment in moments {
                li {
                    time datetime=(moment.at) { (local(moment.at)) } " "
                    strong { (event_words(tongue, &moment.event)) } " " (moment.by) " "
                    @if sight == Sight::All {
                        a href=(format!("/looks/log/show?index={}", moment.index)) { "#" (moment.index) }
                    } @else { "#" (moment.index) }
                }
            }
        }
    }
}

/// Names an event in words, where there are any.
fn event_words(tongue: &Tongue, kind: &str) -> String {
    let key = format!("event-{}", kind.replace('_', "-"));
    let words = tongue.say(&key);
    if words == key { kind.replace('_', " ") } else { words }
}
