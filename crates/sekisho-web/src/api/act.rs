//! Acts: statements to sign, signed acts, and releases with their answer.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::id::PersonId;
use sekisho_core::{Command, Private, Rule, Timestamp};
use sekisho_gate::Fault;
use sekisho_gate::port::Disclosure;
use sekisho_gate::submit::{Answer, Submission};
use sekisho_proof::act::{ActStatement, namespace};

use super::{fault, json, read, unfit};
use crate::asking::{self, AskError};
use crate::form::{ActForm, Acted, DisclosureForm, PrepareForm, Prepared};
use crate::port::{House, Language};
use crate::problem::{Problem, What};
use crate::router::{Call, Shared};

type Incoming = Result<Bytes, BytesRejection>;

/// `POST /api/v1/acts/prepare`
pub(crate) async fn prepare(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Incoming,
) -> Response<Body> {
    let done = async {
        let form: PrepareForm = read(&headers, body)?;
        let language = call.language;
        shared.desk.ask(move |house| statement(house, language, &form)).await?
    };
    shared.answer(&call, done.await.map(|prepared| json(&prepared)))
}

fn statement(house: &mut dyn House, language: Language, form: &PrepareForm) -> Result<Prepared, Problem> {
    let person: PersonId = form.person.parse().map_err(|_| unfit())?;
    let occurred: Option<Timestamp> =
        form.occurred_at.as_deref().map(str::parse).transpose().map_err(|_| unfit())?;
    due(house, language)?;
    let gate = house.gate();
    let now = gate.now();
    let asked =
        asking::check((gate.state(), gate.origin(), now), &person, &form.command, form.asking.as_ref());
    if let Err(error) = asked {
        let code = match error {
            AskError::Unsigned => "server-ask-unsigned",
            AskError::Unfit => "server-ask-unfit",
        };
        return Err(Problem::said(StatusCode::FORBIDDEN, house.standing(language, code)));
    }
    match house.gate().prepare(&person, &form.command, occurred.unwrap_or(now)) {
        Ok(statement) => Ok(Prepared { namespace: namespace(form.command.act()), statement }),
        Err(error) => Err(fault(house, language, error)),
    }
}

/// `POST /api/v1/acts`
pub(crate) async fn act(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Incoming,
) -> Response<Body> {
    submitted(&shared, &call, &headers, body, recorded).await
}

/// `POST /api/v1/releases`
pub(crate) async fn release(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Incoming,
) -> Response<Body> {
    submitted(&shared, &call, &headers, body, released).await
}

/// Reads what was signed and lets the desk carry it.
async fn submitted(
    shared: &Shared,
    call: &Call,
    headers: &HeaderMap,
    body: Incoming,
    carry: fn(&mut dyn House, Language, &Submission) -> Result<Acted, Problem>,
) -> Response<Body> {
    let done = async {
        let submission = submission(read(headers, body)?)?;
        let language = call.language;
        shared.desk.ask(move |house| carry(house, language, &submission)).await?
    };
    shared.answer(call, done.await.map(|acted| json(&acted)))
}

/// First the record, then the vault: what the vault does not answer now it answers when the same is sent again.
fn released(house: &mut dyn House, language: Language, submission: &Submission) -> Result<Acted, Problem> {
    let command = ActStatement::parse(&submission.statement)
        .ok()
        .and_then(|statement| serde_json::from_str::<Command>(&statement.command).ok());
    let Some(Command::Release { challenge, medium, permit, .. }) = command else {
        return Err(Problem::standing(StatusCode::BAD_REQUEST, "server-not-release"));
    };
    let mut acted = recorded(house, language, submission)?;
    match house.answer(language, permit, &medium, &challenge) {
        Ok(answer) => acted.answer = Some(answer),
        Err(said) => {
            let problem = Problem::said(StatusCode::SERVICE_UNAVAILABLE, said);
            return Err(Problem { record: acted.record, ..problem });
        }
    }
    Ok(acted)
}

/// Carries a signed act into the record, and lets the vault settle what follows.
pub(crate) fn recorded(
    house: &mut dyn House,
    language: Language,
    submission: &Submission,
) -> Result<Acted, Problem> {
    due(house, language)?;
    let answer = match house.gate().submit(submission) {
        Ok(answer) => answer,
        Err(error) => return Err(fault(house, language, error)),
    };
    house.settle();
    let Answer { events, indexes, person, reasons, repeated } = answer;
    let record: Vec<u64> = indexes.collect();
    if reasons.is_empty() {
        let parsed = ActStatement::parse(&submission.statement);
        let act = parsed.map(|statement| statement.act).unwrap_or_default();
        return Ok(Acted { act, answer: None, events, person: person.to_string(), record, repeated });
    }
    let forms: Vec<_> = reasons.iter().map(|reason| house.reason(language, reason)).collect();
    let said = What::Words(Box::new(house.standing(language, "refused")));
    // What the office's own rules alone refuse is forbidden here; what a built-in rule refuses does not fit the record.
    let local = reasons.iter().all(|reason| reason.rule == Rule::LocalRule);
    let status = if local { StatusCode::FORBIDDEN } else { StatusCode::CONFLICT };
    Err(Problem { reasons: forms, record, said, status })
}

/// Whatever is due happens first, as at every start of a command.
pub(crate) fn due(house: &mut dyn House, language: Language) -> Result<(), Problem> {
    house.gate().fire_due().map(drop).map_err(|error: Fault| fault(house, language, error))
}

fn submission(form: ActForm) -> Result<Submission, Problem> {
    let ActForm { disclosures, signature, statement } = form;
    let disclosures = disclosures.into_iter().map(disclosure).collect::<Option<_>>().ok_or_else(unfit)?;
    Ok(Submission { disclosures, signature, statement })
}

fn disclosure(form: DisclosureForm) -> Option<Disclosure> {
    let salt = STANDARD.decode(form.salt).ok()?.try_into().ok()?;
    Some(Disclosure { digest: form.digest, salt, text: Private::new(form.text) })
}
