//! Forms for acts: filled in where people look, checked by the rules at once, signed where people sign.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Response, StatusCode};
use maud::{Markup, PreEscaped, html};
use sekisho_core::{Command, facts};
use sekisho_gate::Gate;
use sekisho_proof::act::ActStatement;

use super::field::{Choices, drawn_field};
use super::frame::{Script, page, reasons};
use super::permit::{card, drawn};
use super::request;
use super::weekly;
use super::{Form, Instead, Page, Reader, Sight, Viewer, absent, html as answer, own, see};
use crate::errand::Errand;
use crate::port::{Draft, Field, FieldKind, House, Need, Register, Tongue, Verb};
use crate::problem::Problem;
use crate::router::{Call, Shared};
use crate::session::Token;

/// So few fields that may be left out stand open: what is needed most may be among them, such as to whom something is handed.
const FEW: usize = 6;

/// `GET /acts`: everything that can be done, by its noun.
pub(crate) async fn index(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        let (reader, _) = shared.inside(&call, &headers)?;
        let tongue = &reader.tongue;
        let grammar = tongue.sentences.grammar(tongue.language);
        let looks = |verb: &&Verb| verb.fields.iter().all(|field| field.need == Need::Optional);
        let content = html! {
            section aria-labelledby="looks" {
                h2 id="looks" { (tongue.say("page-acts-looks")) }
                (list("/looks", grammar.looks.iter().filter(looks)))
            }
            section aria-labelledby="acts" {
                h2 id="acts" { (tongue.say("page-acts-acts")) }
                (list("/acts", grammar.acts.iter()))
            }
            p { a href="/tokens" { (tongue.say("page-tokens")) } }
        };
        Ok(answer(page(&reader, Script::None, &tongue.say("page-nav-acts"), &content)))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn list<'a>(base: &str, verbs: impl Iterator<Item = &'a Verb>) -> Markup {
    html! {
        ul.verbs {
            @for verb in verbs {
                li { a href=(format!("{base}/{}", verb.name.replace(' ', "/"))) { (verb.short) } " " code { (verb.name) } }
            }
        }
    }
}

/// Whatever stands in the address: noun, or noun and verb.
fn verb_name(names: &[(String, String)]) -> String {
    names.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" ")
}

type Names = Path<Vec<(String, String)>>;

/// `GET /acts/permit/approve`
pub(crate) async fn form(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(names): Names,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session) = shared.inside(&call, &headers)?;
        let verb = find(&reader.tongue, &verb_name(&names))?;
        let given = Form::of_query(query.as_deref());
        let content = form_of(&shared, &reader, &verb, &given, &session.csrf, None).await?;
        Ok(answer(page(&reader, Script::None, &verb.short, &content)))
    }
    .await;
    shared.page(&call, &headers, done)
}

/// `POST /acts/permit/approve`: makes the statement, asks the rules, and leads to where it is signed.
pub(crate) async fn draft(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(names): Names,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session, form) = shared.sent(&call, &headers, body)?;
        let verb = find(&reader.tongue, &verb_name(&names))?;
        let tongue = reader.tongue.clone();
        let (of, given) = (verb.clone(), form.clone());
        let job = move |house: &mut dyn House, viewer: &Viewer| {
            if !own::concerns(house.gate().state(), viewer, &of.name, &given) {
                return Err(absent());
            }
            let pairs = worded(house.gate(), &of, &given.0);
            let draft = house.draft(tongue.language, &viewer.person, &of.words(&pairs));
            Ok((pairs, draft.map(|draft| shown(house, viewer, &tongue, draft))))
        };
        let (pairs, made) = shared.for_viewer(&reader, &session, job).await?;
        let (draft, card, back) = match made {
            Ok(shown) => shown?,
            Err(said) => {
                // The form comes back as it was sent, with what is wrong.
                let wrong = html! {
                    div.alarm role="alert" {
                        p { (said.sentence) }
                        @if let Some(advice) = &said.advice { p { (advice) } }
                    }
                };
                let content = form_of(&shared, &reader, &verb, &form, &session.csrf, Some(&wrong)).await?;
                let mut response = answer(page(&reader, Script::None, &verb.short, &content));
                *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
                return Ok(response);
            }
        };
        let refused = !draft.reasons.is_empty() && form.one("anyway").is_none();
        if refused {
            return Ok(said_no(&reader, &verb, &pairs, &session.csrf, &draft, &card));
        }
        Ok(see(&shared
            .errand(&call, Errand::Act { back, card, draft: Box::new(draft), title: verb.short.clone() })?))
    }
    .await;
    shared.page(&call, &headers, done)
}

impl Shared {
    /// Puts something down to be signed, and gives the address where that is done.
    pub(crate) fn errand(&self, call: &Call, errand: Errand) -> Result<String, Problem> {
        let token = Token::draw(self.outlets.entropy).map_err(super::storage)?;
        self.errands().put(token.hash(), errand, (self.outlets.millis)());
        Ok(format!("{}/sign/{}?lang={}", self.site.sign(), token.text(), call.language.code()))
    }
}

/// Shows a draft to whoever may see what it says.
pub(super) fn shown(
    house: &mut dyn House,
    viewer: &Viewer,
    tongue: &Tongue,
    draft: Draft,
) -> Result<(Draft, String, String), Problem> {
    let parsed = ActStatement::parse(&draft.statement).ok();
    let command =
        parsed.and_then(|read| serde_json::from_str::<Command>(&read.command).ok()).ok_or_else(absent)?;
    let gate = house.gate();
    if !may_see(gate.state(), viewer, &command) {
        return Err(absent());
    }
    let permit = command.permit();
    let back = match (&command, permit) {
        // What is asked for now has its number only once it is recorded.
        (Command::RequestPermit { .. }, _) | (_, None) => "/".to_owned(),
        (_, Some(permit)) => format!("/permits/{permit}"),
    };
    let document = match &command {
        Command::RequestPermit { document }
        | Command::Amend { document }
        | Command::RequestRewrap { document } => Some(document.clone()),
        _ => permit.and_then(|permit| {
            let live = gate.state().permits.get(&permit)?;
            Some(live.rewrapping().map_or_else(|| live.document(), |again| &again.document).clone())
        }),
    };
    let card = document.map(|document| drawn(tongue, &card(gate, viewer, &document, &draft.disclosures).0));
    let card = card.map(|PreEscaped(card)| card).unwrap_or_default();
    Ok((draft, card, back))
}

/// Tells whether a statement tells the viewer nothing that is not theirs.
pub(crate) fn may_see(state: &sekisho_core::State, viewer: &Viewer, command: &Command) -> bool {
    if viewer.sight == Sight::All {
        return true;
    }
    match command.permit() {
        // A number that is still to be given is nobody's permit.
        Some(permit) => state.permits.get(&permit).is_some_and(|live| own::sees(state, viewer, live)),
        None => match command {
            Command::ConfirmEmployment { person } => own::is_colleague(state, &viewer.person, person),
            Command::SecondKey { person, .. } => *person == viewer.person,
            Command::SignWeekly { party, .. } => own::heads(state, viewer, party),
            Command::PlaceOrder { terms, .. } => own::employer(state, &viewer.person) == Some(&terms.client),
            command => facts::facts(state, command).is_empty(),
        },
    }
}

fn find(tongue: &Tongue, name: &str) -> Result<Verb, Instead> {
    let verb = tongue.sentences.grammar(tongue.language).act(name);
    verb.cloned().ok_or_else(|| absent().into())
}

/// Turns what came from a form into the pairs of its verb.
fn worded(gate: &Gate, verb: &Verb, pairs: &[(String, String)]) -> Vec<(String, String)> {
    if weekly::is_check(verb) { weekly::worded(pairs) } else { request::worded(gate, verb, pairs) }
}

/// Makes the form of a verb: a request and the weekly check have one of their own.
async fn form_of(
    shared: &Shared,
    reader: &Reader,
    verb: &Verb,
    given: &Form,
    csrf: &str,
    wrong: Option<&Markup>,
) -> Result<Markup, Instead> {
    if request::is_request(verb) {
        return request::form(shared, reader, verb, given, wrong).await;
    }
    if weekly::is_check(verb) {
        return weekly::form(shared, reader, verb, given, wrong).await;
    }
    let choices = choices(shared, reader, verb).await?;
    Ok(drawn_form(reader, verb, &choices, given, csrf, wrong))
}

/// Lists the registers that a form chooses from.
pub(super) fn registers(verb: &Verb) -> Vec<Register> {
    let picked = verb.fields.iter().filter_map(|field| match field.kind {
        FieldKind::Pick(register) => Some(register),
        _ => None,
    });
    let mut registers: Vec<Register> = picked.collect();
    registers.sort();
    registers.dedup();
    registers
}

/// Reads the registers that a form chooses from. Who sees only what is theirs types what they know.
async fn choices(shared: &Shared, reader: &Reader, verb: &Verb) -> Result<Choices, Instead> {
    let Some(session) = &reader.session else { return Ok(Vec::new()) };
    let registers = registers(verb);
    let job = move |house: &mut dyn House, viewer: &Viewer| {
        if viewer.sight == Sight::Own {
            return Ok(Vec::new());
        }
        Ok(registers.into_iter().map(|register| (register, house.choices(register))).collect())
    };
    shared.for_viewer(reader, session, job).await
}

fn drawn_form(
    reader: &Reader,
    verb: &Verb,
    choices: &Choices,
    given: &Form,
    csrf: &str,
    wrong: Option<&Markup>,
) -> Markup {
    let tongue = &reader.tongue;
    let action = verb.place();
    let (needed, more): (Vec<&Field>, Vec<&Field>) =
        verb.fields.iter().partition(|field| field.need == Need::Required);
    html! {
        p.lead { (verb.title) }
        @if let Some(wrong) = wrong { (wrong) }
        form.act method="post" action=(action) {
            input type="hidden" name="csrf" value=(csrf);
            @for field in &needed { (drawn_field(tongue, field, choices, given)) }
            @if !more.is_empty() {
                @let few = needed.is_empty() || more.len() <= FEW;
                details open[few || more.iter().any(|field| given.one(&field.name).is_some())] {
                    summary { (tongue.say("page-form-more")) }
                    @for field in &more { (drawn_field(tongue, field, choices, given)) }
                }
            }
            p.submit {
                button.main type="submit" { (tongue.say("page-form-check")) }
                span.fine { (tongue.say("page-form-check-why")) }
            }
        }
    }
}

/// Shows why it would be refused, with the forms that would change that; nothing was recorded.
fn said_no(
    reader: &Reader,
    verb: &Verb,
    pairs: &[(String, String)],
    csrf: &str,
    draft: &Draft,
    card: &str,
) -> Response<Body> {
    let tongue = &reader.tongue;
    let action = verb.place();
    let kept: Vec<(String, String)> = pairs.iter().filter(|(name, _)| name != "csrf").cloned().collect();
    let change = format!("{action}?{}", super::query(&kept));
    let content = html! {
        div.alarm role="alert" { p { (tongue.with("page-no-count", &[("count", &draft.reasons.len().to_string())])) } }
        (request::less(tongue, verb, csrf, &draft.reasons, &kept))
        (reasons(tongue, &draft.reasons, "", Some(&verb.name)))
        p.submit { a.button.main href=(change) { (tongue.say("page-no-change")) } }
        @if !card.is_empty() { (PreEscaped(card)) }
        details {
            summary { (tongue.say("page-no-anyway")) }
            p { (tongue.say("page-no-anyway-why")) }
            form method="post" action=(action) {
                input type="hidden" name="csrf" value=(csrf);
                input type="hidden" name="anyway" value="on";
                @for (name, value) in &kept { input type="hidden" name=(name) value=(value); }
                button type="submit" { (tongue.say("page-no-anyway-do")) }
            }
        }
    };
    let mut response = answer(page(reader, Script::None, &tongue.say("page-no-title"), &content));
    *response.status_mut() = StatusCode::CONFLICT;
    response
}
