//! People and media with what can be done beside each: nobody looks for a form, and nobody types a number.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response};
use maud::{Markup, html};
use sekisho_core::medium::{Condition, Whereabouts};
use sekisho_core::party::Role;
use sekisho_core::permit::Permit;
use sekisho_gate::Gate;
use serde_json::Value;

use super::frame::{Script, page};
use super::home::local;
use super::permit::{place, text};
use super::{COMPANY, Page, Reader, Sight, Viewer, html as answer, see};
use crate::port::{House, Tongue};
use crate::router::{Call, Shared};

#[derive(Clone, Debug)]
struct Member {
    code: String,
    contradictions: usize,
    employer: String,
    keys: usize,
    name: String,
    roles: Vec<String>,
    suspended: bool,
    title: &'static str,
    trained: Option<(usize, usize)>,
}

#[derive(Clone, Debug)]
struct Stick {
    booked: Option<String>,
    code: String,
    condition: &'static str,
    /// Whether the permit that books it lets it go.
    ready: bool,
    out: Option<String>,
    product: String,
    seen: Option<String>,
    wherever: Option<String>,
}

/// `GET /people`
pub(crate) async fn people(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session) = shared.inside(&call, &headers)?;
        let tongue = reader.tongue.clone();
        let job = move |house: &mut dyn House, viewer: &Viewer| {
            if viewer.sight == Sight::Own {
                return Ok(None);
            }
            let words = ["person", "contradictions"].map(str::to_owned);
            let found = house.look(tongue.language, &words).map(|told| told.json).unwrap_or_default();
            let gate = house.gate();
            let administrator = gate.state().holds(&viewer.person, Role::Administrator, gate.now());
            Ok(Some((members(gate, &found), administrator)))
        };
        let Some((members, administrator)) = shared.for_viewer(&reader, &session, job).await? else {
            return Ok(see(COMPANY));
        };
        Ok(answer(drawn_people(&reader, &members, administrator)))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn members(gate: &Gate, found: &Value) -> Vec<Member> {
    let (state, now) = (gate.state(), gate.now());
    let about: Vec<&str> = found
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|line| line.get("person").and_then(Value::as_str))
        .collect();
    let present = state.persons.iter().filter(|(_, known)| known.left_at.is_none());
    present
        .map(|(id, known)| {
            let courses = &state.training.courses;
            let good = courses
                .keys()
                .filter(|course| state.training.valid_until(id, course).is_some_and(|until| now < until));
            let employer = state.parties.get(&known.employer).and_then(|party| text(gate, &party.name));
            Member {
                code: id.to_string(),
                contradictions: about.iter().filter(|person| **person == id.as_str()).count(),
                employer: employer.unwrap_or_else(|| known.employer.to_string()),
                keys: known.keys.values().filter(|key| key.revoked_at.is_none()).count(),
                name: text(gate, &known.name).unwrap_or_default(),
                roles: Role::ALL
                    .into_iter()
                    .filter(|role| known.holds(*role, now))
                    .map(|role| role.name().replace('_', "-"))
                    .collect(),
                suspended: state.suspended.contains_key(id),
                title: known.title.name(),
                trained: (!courses.is_empty()).then(|| (good.count(), courses.len())),
            }
        })
        .collect()
}

fn drawn_people(reader: &Reader, members: &[Member], administrator: bool) -> Markup {
    let tongue = &reader.tongue;
    let title = tongue.say("page-nav-people");
    let odd = members.iter().any(|one| one.contradictions > 0);
    let content = html! {
        div.acts role="group" aria-label=(tongue.say("page-permit-acts")) {
            @if administrator {
                a.button.main href="/acts/person/add" { (tongue.say("do-person-add")) }
                a.button href="/invite" { (tongue.say("page-keys")) }
            }
            @for (place, key) in [("roster", "do-roster-list"), ("access", "do-access-list"), ("training", "do-training-list"), ("finding", "do-finding-list")] {
                a.button href=(format!("/looks/{place}/list")) { (tongue.say(key)) }
            }
            a.button href="/looks/person/list" { (tongue.say("page-register-table")) }
        }
        @if odd {
            p.alarm { a href="/looks/person/contradictions" { (tongue.say("page-people-contradictions")) } }
        }
        div.wide tabindex="0" role="region" aria-label=(title) {
            table {
                thead { tr { @for key in ["person", "employer", "roles", "keys", "training", "next"] {
                    th scope="col" { (tongue.say(&format!("page-people-{key}"))) }
                } } }
                tbody { @for one in members { (member(tongue, one, administrator)) } }
            }
        }
    };
    page(reader, Script::None, &title, &content)
}

fn member(tongue: &Tongue, one: &Member, administrator: bool) -> Markup {
    html! {
        tr {
            th scope="row" { (one.code) " " (one.name) }
            td {
                (one.employer) " " span.fine { (tongue.say(&format!("title-{}", one.title.replace('_', "-")))) }
                @if one.contradictions > 0 {
                    " " a href="/looks/person/contradictions" { span.badge.warn { (tongue.say("do-person-contradictions")) } }
                }
            }
            td { @for role in &one.roles { span.badge { (tongue.say(&format!("role-{role}"))) } " " } }
            td { @if one.keys == 0 { span.badge.warn { (tongue.say("page-people-no-key")) } } @else { (one.keys) } }
            td { @if let Some((good, all)) = one.trained { span.badge.good[good == all].warn[good != all] { (good) "/" (all) } } @else { "–" } }
            td {
                @if one.suspended { span.badge.stop { (tongue.say("page-people-suspended")) } " " }
                @if administrator {
                    @if one.keys == 0 { a href="/invite" { (tongue.say("page-keys-invite")) } " · " }
                    a href=(format!("/acts/person/role?id={}", one.code)) { (tongue.say("page-people-role")) } " · "
                    a href=(format!("/acts/person/amend?id={}", one.code)) { (tongue.say("page-register-amend")) }
                }
            }
        }
    }
}

/// `GET /media`
pub(crate) async fn media(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session) = shared.inside(&call, &headers)?;
        let job = |house: &mut dyn House, viewer: &Viewer| match viewer.sight {
            Sight::Own => Ok(None),
            Sight::All => Ok(Some((sticks(house.gate()), cabinets(house.gate())))),
        };
        let Some((sticks, cabinets)) = shared.for_viewer(&reader, &session, job).await? else {
            return Ok(see(COMPANY));
        };
        Ok(answer(drawn_media(&reader, &sticks, &cabinets)))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn sticks(gate: &Gate) -> Vec<Stick> {
    let all = gate.state().media.iter();
    all.map(|(id, known)| Stick {
        booked: known.booked.map(|permit| permit.to_string()),
        code: id.to_string(),
        condition: match known.condition {
            Condition::Lost => "lost",
            Condition::Retired => "retired",
            Condition::Usable => "usable",
        },
        ready: known.booked.is_some_and(|permit| {
            matches!(gate.state().permits.get(&permit), Some(Permit::Approved(_) | Permit::Out(_)))
        }),
        out: match &known.whereabouts {
            Whereabouts::Out(permit) => Some(permit.to_string()),
            _ => None,
        },
        product: known.card.product.clone(),
        seen: known.seen_at.map(local),
        wherever: match &known.whereabouts {
            Whereabouts::At(id) => Some(place(gate, id)),
            _ => None,
        },
    })
    .collect()
}

fn cabinets(gate: &Gate) -> Vec<(String, String)> {
    let state = gate.state();
    let homes = state.places.keys().filter(|id| state.media.values().any(|known| known.card.home == **id));
    homes.map(|id| (id.to_string(), place(gate, id))).collect()
}

fn drawn_media(reader: &Reader, sticks: &[Stick], cabinets: &[(String, String)]) -> Markup {
    let tongue = &reader.tongue;
    let title = tongue.say("page-nav-media");
    let content = html! {
        div.acts role="group" aria-label=(tongue.say("page-permit-acts")) {
            a.button.main href="/acts/medium/add" { (tongue.say("do-medium-add")) }
            @for (id, name) in cabinets {
                a.button href=(format!("/acts/medium/stocktake?place={id}")) { (tongue.with("page-media-stocktake", &[("place", name)])) }
            }
            a.button href="/looks/medium/absent" { (tongue.say("do-medium-absent")) }
            a.button href="/looks/medium/list" { (tongue.say("page-register-table")) }
        }
        @if sticks.is_empty() { p.empty { (tongue.say("list-empty")) } }
        @else {
            div.wide tabindex="0" role="region" aria-label=(title) {
                table {
                    thead { tr { @for key in ["medium", "where", "seen", "next"] {
                        th scope="col" { (tongue.say(&format!("page-media-{key}"))) }
                    } } }
                    tbody { @for one in sticks { (stick(tongue, one)) } }
                }
            }
        }
    };
    page(reader, Script::None, &title, &content)
}

fn stick(tongue: &Tongue, one: &Stick) -> Markup {
    let act = |place: &str, key: &str| html! { a href=(place) { (tongue.say(key)) } " " };
    html! {
        tr {
            th scope="row" { a href=(format!("/looks/medium/show?id={}", one.code)) { (one.code) } " " span.fine { (one.product) } }
            td {
                @if let Some(permit) = &one.out { a href=(format!("/permits/{permit}")) { (permit) } " " span.badge.warn { (tongue.say("status-out")) } }
                @else if let Some(place) = &one.wherever { (place) }
                @else { span.badge.stop { (tongue.say("page-media-unknown")) } }
                @if one.condition != "usable" { " " span.badge.stop { (tongue.say(&format!("condition-{}", one.condition))) } }
            }
            td { (one.seen.as_deref().unwrap_or("–")) }
            td {
                @if let Some(permit) = &one.out {
                    (act(&format!("/acts/custody/hand?permit={permit}&medium={}&home=on", one.code), "page-media-return"))
                    (act(&format!("/acts/lost?permit={permit}&medium={}", one.code), "do-lost"))
                } @else if one.condition == "usable" {
                    @if let Some(permit) = &one.booked {
                        a href=(format!("/permits/{permit}")) { (permit) } " "
                        @if one.ready { (act(&format!("/acts/custody/hand?permit={permit}&medium={}", one.code), "page-media-hand")) }
                    }
                    @if one.wherever.is_none() {
                        (act(&format!("/acts/medium/found?id={}", one.code), "do-medium-found"))
                    } @else if one.booked.is_none() {
                        (act(&format!("/acts/permit/request?medium={}", one.code), "do-permit-request"))
                        (act(&format!("/acts/medium/amend?id={}", one.code), "page-register-amend"))
                    }
                } @else if one.condition == "lost" {
                    (act(&format!("/acts/medium/found?id={}", one.code), "do-medium-found"))
                }
            }
        }
    }
}
