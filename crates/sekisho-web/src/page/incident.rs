//! One incident on one page: figures, who had it, whether it could be read, what is due when, and what comes next.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response};
use maud::{Markup, html};
use sekisho_core::id::{IncidentId, MediumId};
use sekisho_core::permit::Holder;
use sekisho_core::{Command, Digest, Timestamp};
use serde_json::Value;

use super::frame::{Script, page};
use super::home::{grouped, holder, local};
use super::{Page, Reader, Sight, Viewer, absent, html as answer};
use crate::port::{House, Tongue};
use crate::problem::Problem;
use crate::router::{Call, Shared};

#[derive(Clone, Debug)]
struct View {
    closable: bool,
    holders: Vec<(String, String)>,
    json: Value,
    number: IncidentId,
}

/// `GET /incidents/I-0001`
pub(crate) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(incident): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session) = shared.inside(&call, &headers)?;
        let number: IncidentId = incident.parse().map_err(|_| absent())?;
        let tongue = reader.tongue.clone();
        let job = move |house: &mut dyn House, viewer: &Viewer| view(house, &tongue, viewer, number);
        let view = shared.for_viewer(&reader, &session, job).await?;
        Ok(answer(render(&reader, &view)))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn view(
    house: &mut dyn House,
    tongue: &Tongue,
    viewer: &Viewer,
    number: IncidentId,
) -> Result<View, Problem> {
    if viewer.sight == Sight::Own {
        return Err(absent());
    }
    let words = ["incident", "show", &number.to_string()].map(str::to_owned);
    let told = house.look(tongue.language, &words).map_err(|_| absent())?;
    let gate = house.gate();
    let last = told.json.get("last_holders").cloned().unwrap_or_default();
    let last: Vec<(MediumId, Holder)> = serde_json::from_value(last).unwrap_or_default();
    let close = Command::CloseIncident { conclusion: Digest::of(b""), incident: number };
    Ok(View {
        closable: gate.consider(&viewer.person, &close).is_ok_and(|reasons| reasons.is_empty()),
        holders: last.iter().map(|(medium, one)| (medium.to_string(), holder(gate, one))).collect(),
        json: told.json,
        number,
    })
}

fn render(reader: &Reader, view: &View) -> Markup {
    let tongue = &reader.tongue;
    let word = |name: &str| view.json.get(name).and_then(Value::as_str);
    let time = |name: &str| word(name).and_then(|at| at.parse::<Timestamp>().ok()).map(local);
    let permit = word("permit");
    let people = view.json.get("people").and_then(Value::as_u64).filter(|_| permit.is_some());
    let due = view.json.get("due").and_then(Value::as_object);
    let extracts = view.json.get("data").and_then(Value::as_array);
    let cause = format!("page-incident-cause-{}", word("cause").unwrap_or_default().replace('_', "-"));
    let content = html! {
        p.lead {
            @if let Some(closed) = time("closed_at") { span.badge { (tongue.with("incident-closed", &[("time", &closed)])) } }
            @else { span.badge.stop { (tongue.say("page-incident-going-on")) } }
            " " (tongue.say(&cause))
        }
        div.acts role="group" aria-label=(tongue.say("page-permit-acts")) {
            @if view.closable {
                a.button.main href=(format!("/acts/incident/close?incident={}", view.number)) { (tongue.say("do-incident-close")) }
            }
            @for (medium, _) in &view.holders {
                a.button href=(format!("/acts/medium/found?id={medium}")) { (medium) " " (tongue.say("do-medium-found")) }
            }
        }
        section aria-labelledby="figures" {
            h2 id="figures" { (tongue.say("page-incident-figures")) }
            @if let Some(people) = people {
                p.figure { strong { (grouped(people)) } " " (tongue.say("page-incident-people")) }
            }
            dl.card {
                @if let Some(permit) = permit {
                    div { dt { (tongue.say("page-column-permit")) } dd { a href=(format!("/permits/{permit}")) { (permit) } } }
                }
                @if let Some(purpose) = word("purpose") {
                    div { dt { (tongue.say("page-card-purpose")) } dd { (purpose) } }
                }
                @for extract in extracts.into_iter().flatten() {
                    div { dt { (tongue.say("page-card-data")) } dd { (data(extract)) } }
                }
                @for (medium, holder) in &view.holders {
                    div { dt { (medium) } dd { (tongue.with("page-custody-lost", &[("holder", holder)])) } }
                }
                @if let Some(known) = time("known_at") {
                    div { dt { (tongue.say("page-incident-known")) } dd { (known) } }
                }
            }
            p.notice.wait { (word("readable").unwrap_or_default()) }
            @if permit.is_some() { p.fine { (tongue.say("incident-original")) } }
        }
        section aria-labelledby="due" {
            h2 id="due" { (tongue.say("page-incident-due")) }
            ul.outcomes {
                @for (name, day) in due.into_iter().flatten() {
                    li { (tongue.with(&format!("incident-{}", name.replace('_', "-")), &[("date", day.as_str().unwrap_or_default())])) }
                }
            }
        }
        @if let Some(conclusion) = word("conclusion") {
            p.notice { (tongue.with("incident-conclusion", &[("conclusion", conclusion)])) }
        } @else {
            section aria-labelledby="next" {
                h2 id="next" { (tongue.say("page-incident-next")) }
                ol.steps { @for step in ["search", "stop", "count", "report", "tell"] {
                    li { (tongue.say(&format!("page-incident-next-{step}"))) }
                } }
            }
        }
        p.fine { (tongue.say("page-print")) }
    };
    page(
        reader,
        Script::None,
        &tongue.with("incident-head", &[("incident", &view.number.to_string())]),
        &content,
    )
}

fn data(extract: &Value) -> String {
    let fields = extract.get("fields").and_then(Value::as_array).into_iter().flatten();
    let fields: Vec<&str> = fields.filter_map(Value::as_str).collect();
    let dataset = extract.get("dataset").and_then(Value::as_str).unwrap_or_default();
    let rows = extract.get("rows").and_then(Value::as_u64).unwrap_or_default();
    format!("{dataset}: {} ({})", fields.join(", "), grouped(rows))
}
