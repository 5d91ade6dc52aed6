//! The command line's own verbs for programs: acts become statements that are signed where the key is, looks become JSON.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::Command;
use sekisho_gate::port::Disclosure;
use sekisho_proof::act::ActStatement;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::act::due;
use super::{json, read};
use crate::form::{DisclosureForm, EXIT, IDEMPOTENCY, LOOKED, Looked, PreparedAct};
use crate::idempotency::{KEY_LIMIT, Known};
use crate::page::act::may_see;
use crate::page::own::concerns;
use crate::page::{Form, Sight, Viewer, absent, storage, viewer};
use crate::port::{Draft, House, Language, Said, Verb};
use crate::problem::Problem;
use crate::router::{Call, Shared};
use crate::session::{Hash, hash};
use crate::token::{Scope, find};

/// Noun, or noun and verb.
type Names = Path<Vec<(String, String)>>;

/// `POST /api/v1/acts/permit/approve`
pub(crate) async fn prepare(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(names): Names,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done = async {
        let asked = asked(&shared, &call, &names, &headers, body);
        let (language, answers) = (call.language, Arc::clone(&shared));
        let job = move |house: &mut dyn House, caller: &Caller| {
            let Asked { fingerprint, form, key, name, words } = asked?;
            // Decided before anything is looked up, as on the pages.
            if !concerns(house.gate().state(), &caller.viewer, &name, &form) {
                return Err(absent());
            }
            let now = (answers.outlets.millis)();
            if let Some(key) = &key {
                match answers.answers().find(caller.token, key, fingerprint, now) {
                    Known::New => {}
                    Known::Other => {
                        return Err(Problem::standing(
                            StatusCode::UNPROCESSABLE_ENTITY,
                            "idempotency-key-reused",
                        ));
                    }
                    Known::Same(form) => return Ok(*form),
                }
            }
            let form = made(house, language, &caller.viewer, &words)?;
            if let Some(key) = key {
                answers.answers().keep((caller.token, key), fingerprint, form.clone(), now);
            }
            Ok(form)
        };
        shared.for_token(&call, &headers, Scope::Prepare, job).await
    };
    shared.answer(&call, done.await.map(|form: PreparedAct| json(&form)))
}

/// What a program asks for.
struct Asked {
    /// The hash of verb and fields.
    fingerprint: Hash,
    /// The fields, as a page would send them.
    form: Form,
    /// The caller's own key, if there is one.
    key: Option<String>,
    /// Noun and verb.
    name: String,
    words: Vec<String>,
}

fn asked(
    shared: &Shared,
    call: &Call,
    names: &[(String, String)],
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Asked, Problem> {
    let name = names.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" ");
    let verb = shared.sentences.grammar(call.language).act(&name).ok_or_else(absent)?;
    let key = headers.get(IDEMPOTENCY).map(idempotency_key).transpose()?;
    let object: Map<String, Value> = read(headers, body)?;
    let pairs = verb.pairs_of_object(&object).map_err(|field| shared.field_unfit(call.language, &field))?;
    let written = serde_json::to_vec(&object).unwrap_or_default();
    let fingerprint = Sha256::new().chain_update(&name).chain_update(b"\n").chain_update(written).finalize();
    let words = verb.words(&pairs);
    Ok(Asked { fingerprint: fingerprint.into(), form: Form(pairs), key, name, words })
}

fn idempotency_key(given: &HeaderValue) -> Result<String, Problem> {
    let key = given.to_str().unwrap_or_default();
    if (1..=KEY_LIMIT).contains(&key.len()) {
        return Ok(key.to_owned());
    }
    Err(Problem::standing(StatusCode::BAD_REQUEST, "idempotency-key-unfit"))
}

/// Makes the statement, unless it tells what is not the viewer's to know.
fn made(
    house: &mut dyn House,
    language: Language,
    viewer: &Viewer,
    words: &[String],
) -> Result<PreparedAct, Problem> {
    let draft = house.draft(language, &viewer.person, words).map_err(failed)?;
    let parsed = ActStatement::parse(&draft.statement).ok();
    let command =
        parsed.and_then(|read| serde_json::from_str::<Command>(&read.command).ok()).ok_or_else(absent)?;
    if !may_see(house.gate().state(), viewer, &command) {
        return Err(absent());
    }
    let Draft { act, disclosures, namespace, person, reasons, statement } = draft;
    let texts = disclosures.iter().map(written).collect();
    Ok(PreparedAct { act, namespace, person: person.to_string(), reasons, statement, texts })
}

fn written(text: &Disclosure) -> DisclosureForm {
    let (salt, words) = (STANDARD.encode(text.salt), text.text.expose().clone());
    DisclosureForm { digest: text.digest, salt, text: words }
}

/// `GET /api/v1/looks/permit/show?permit=P-0001`
pub(crate) async fn look(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path((noun, verb)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let accepted = headers.get_all(header::ACCEPT).into_iter().filter_map(|kind| kind.to_str().ok());
    let whole = accepted.flat_map(|kinds| kinds.split(',')).any(|kind| kind.trim() == LOOKED);
    let done = async {
        let form = Form::of_query(query.as_deref());
        let language = call.language;
        let found = shared.sentences.grammar(language).look(&format!("{noun} {verb}")).ok_or_else(absent);
        let words = found.and_then(|verb: &Verb| {
            let pairs = verb.pairs_of_query(&form.0);
            let pairs = pairs.map_err(|field| shared.field_unfit(language, &field))?;
            Ok(verb.words(&pairs))
        });
        let job = move |house: &mut dyn House, caller: &Caller| {
            // These tables are the whole record's.
            if caller.viewer.sight == Sight::Own {
                return Err(Problem::standing(StatusCode::FORBIDDEN, "token-sight"));
            }
            house.look(language, &words?).map_err(failed)
        };
        shared.for_token(&call, &headers, Scope::Look, job).await
    };
    let done = done.await.map(|told| {
        let exit = told.exit;
        let mut response = if whole {
            let looked = Looked { exit, json: told.json, notes: told.notes, words: told.words };
            let mut response = json(&looked);
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(LOOKED));
            response
        } else {
            json(&told.json)
        };
        response.headers_mut().insert(HeaderName::from_static(EXIT), HeaderValue::from(u16::from(exit)));
        response
    });
    shared.answer(&call, done)
}

/// `GET /api/v1/openapi.json`
pub(crate) async fn described(State(shared): State<Arc<Shared>>) -> Response<Body> {
    let mut response = Response::new(Body::from(shared.openapi.clone()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The program that asks, and for whom.
struct Caller {
    token: Hash,
    viewer: Viewer,
}

impl Shared {
    /// Does something in the rooms for whoever's token is shown; what is due happens first.
    async fn for_token<T: Send + 'static>(
        &self,
        call: &Call,
        headers: &HeaderMap,
        scope: Scope,
        job: impl FnOnce(&mut dyn House, &Caller) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let no = |code| Problem::standing(StatusCode::UNAUTHORIZED, code);
        let token = hash(bearer(headers).ok_or_else(|| no("token-missing"))?);
        let language = call.language;
        let answer = self.desk.ask(move |house| {
            let line = find(house, token).map_err(storage)?.ok_or_else(|| no("token-unknown"))?;
            due(house, language)?;
            // Whoever left, or lost the key behind the token, has no token any more.
            let viewer = viewer(house, &line.person, &line.key).ok_or_else(|| no("token-unknown"))?;
            if line.scope < scope {
                return Err(Problem::standing(StatusCode::FORBIDDEN, "token-scope"));
            }
            job(house, &Caller { token, viewer })
        });
        answer.await?
    }

    /// Says which field does not fit.
    fn field_unfit(&self, language: Language, field: &str) -> Problem {
        // What came from outside is shown no longer than a name is.
        let field: String = field.chars().filter(|c| !c.is_control()).take(40).collect();
        let say = |key| self.sentences.say(language, key, &[("field", field.as_str())]);
        let said = Said {
            advice: Some(say("api-field-next")),
            code: "field-unfit".to_owned(),
            exit: Some(2),
            sentence: say("api-field-unfit"),
        };
        Problem::said(StatusCode::UNPROCESSABLE_ENTITY, said)
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Chooses the status of what the command line says.
fn failed(said: Said) -> Problem {
    let status = match (said.code.as_str(), said.exit) {
        ("busy" | "record-held", _) => StatusCode::SERVICE_UNAVAILABLE,
        ("broken" | "record-damaged" | "rules-differ" | "rules-unusable" | "storage", _) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
        (_, Some(5)) => StatusCode::NOT_FOUND,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Problem::said(status, said)
}
