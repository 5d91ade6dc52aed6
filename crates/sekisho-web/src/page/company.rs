//! What is theirs for people from outside of the office: the permits that name them or their people, who these are, what hangs below
//! their organization, and what they did.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response};
use maud::{Markup, html};
use sekisho_core::Timestamp;
use sekisho_core::id::PermitId;
use sekisho_gate::Gate;

use super::chain::{Node, branch, tree_of};
use super::frame::{Script, page};
use super::home::local;
use super::permit::{Moment, moments, party, person, timeline};
use super::{Page, Reader, Sight, Viewer, html as answer, own, see};
use crate::port::{House, Tongue};
use crate::router::{Call, Shared};

/// So many permits are looked through, the newest first.
const PERMITS: u32 = 500;
/// So many acts are shown, the newest first.
const ACTS: usize = 100;

/// A permit in one line.
#[derive(Clone, Debug)]
struct Line {
    back: Timestamp,
    permit: PermitId,
    status: String,
}

#[derive(Clone, Debug)]
struct View {
    acts: Vec<Moment>,
    nodes: Vec<Node>,
    organization: String,
    people: Vec<(String, String)>,
    permits: Vec<Line>,
}

/// `GET /company`
pub(crate) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session) = shared.inside(&call, &headers)?;
        let tongue = reader.tongue.clone();
        let job = move |house: &mut dyn House, viewer: &Viewer| match viewer.sight {
            Sight::Own => Ok(Some(view(house.gate(), &tongue, viewer))),
            Sight::All => Ok(None),
        };
        let Some(view) = shared.for_viewer(&reader, &session, job).await? else { return Ok(see("/")) };
        Ok(answer(render(&reader, &view)))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn view(gate: &Gate, tongue: &Tongue, viewer: &Viewer) -> View {
    let state = gate.state();
    let company = own::employer(state, &viewer.person);
    let views = gate.record().views(None, PERMITS).unwrap_or_default().into_iter();
    let permits = views.filter(|view| own::sees(state, viewer, &view.last)).map(|view| Line {
        back: view.last.document().return_by,
        permit: view.permit,
        status: state.permits.get(&view.permit).map_or(view.status, |live| live.status().to_owned()),
    });
    let present = state.persons.iter().filter(|(_, known)| known.left_at.is_none());
    let people = present
        .filter(|(_, known)| viewer.circle.contains(&known.employer))
        .map(|(id, known)| (person(gate, id), party(gate, &known.employer)));
    let streams = viewer.circle.iter().map(|party| moments(tongue, gate, &format!("party/{party}")));
    let mut acts: Vec<Moment> = streams.flatten().collect();
    acts.sort_by_key(|moment| std::cmp::Reverse(moment.index));
    acts.truncate(ACTS);
    View {
        acts,
        nodes: company
            .filter(|_| !viewer.circle.is_empty())
            .map(|own| tree_of(gate, own))
            .unwrap_or_default(),
        organization: company.map(|own| party(gate, own)).unwrap_or_default(),
        people: people.collect(),
        permits: permits.collect(),
    }
}

fn render(reader: &Reader, view: &View) -> Markup {
    let tongue = &reader.tongue;
    let title = tongue.say("page-company");
    let content = html! {
        p.lead { (view.organization) }
        section aria-labelledby="permits" {
            h2 id="permits" { (tongue.say("page-nav-permits")) }
            @if view.permits.is_empty() { p.empty { (tongue.say("page-company-no-permit")) } }
            @else {
                ul { @for line in &view.permits {
                    li {
                        a href=(format!("/permits/{}", line.permit)) { (line.permit) } " "
                        span.badge { (tongue.say(&format!("status-{}", line.status.replace('_', "-")))) } " "
                        (tongue.with("page-company-back", &[("time", &local(line.back))]))
                    }
                } }
            }
        }
        @if !view.people.is_empty() {
            section aria-labelledby="people" {
                h2 id="people" { (tongue.say("page-nav-people")) }
                ul { @for (person, company) in &view.people { li { (person) " – " (company) } } }
            }
        }
        @if !view.nodes.is_empty() {
            section aria-labelledby="tree" {
                h2 id="tree" { (tongue.say("page-chain-tree")) }
                div.tree { (branch(tongue, &view.nodes, Sight::Own)) }
            }
        }
        @if !view.acts.is_empty() {
            section aria-labelledby="own-acts" {
                h2 id="own-acts" { (tongue.say("page-company-acts")) }
                (timeline(tongue, view.acts.iter(), Sight::Own))
            }
        }
    };
    page(reader, Script::None, &title, &content)
}
