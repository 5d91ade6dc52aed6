//! The routes as one list, and what holds for every request: a name, a time limit, headers, a line in the log.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{get, post};
use axum::{Extension, Router};

use crate::api::{act, letter, verb};
use crate::desk::{Desk, Words};
use crate::errand::{Errands, Greetings};
use crate::form::{ACTS, HEALTH, LETTERS, LOOKS, OPENAPI, PREPARE, RELEASES, VERBS};
use crate::idempotency::Answers;
use crate::limit::{Buckets, Peer, Peers, tries};
use crate::metrics::{METRICS, Metrics, Readers, metrics};
use crate::page::{Instead, Page, frame, html, see};
use crate::port::{Language, Line, Outlets, Said, Sentences};
use crate::problem::{Code, Problem, What};
use crate::session::{Hash, Sessions, read_cookie};
use crate::site::Site;

/// What every request gets.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) answers: Mutex<Answers>,
    pub(crate) body_bytes: usize,
    pub(crate) desk: Desk,
    pub(crate) errands: Mutex<Errands>,
    /// So many requests of any kind from one address.
    pub(crate) calls: Mutex<Buckets>,
    pub(crate) greetings: Mutex<Greetings>,
    pub(crate) metrics: Mutex<Metrics>,
    /// The description of the API, as it goes out.
    pub(crate) openapi: Bytes,
    pub(crate) outlets: Outlets,
    pub(crate) patience: Duration,
    pub(crate) peers: Peers,
    pub(crate) readers: Readers,
    pub(crate) sentences: Arc<dyn Sentences>,
    pub(crate) sessions: Mutex<Sessions>,
    /// The hash of the code with which a new office begins.
    pub(crate) setup: Option<Hash>,
    pub(crate) site: Site,
    /// So many requests from one address that try a key or a code.
    pub(crate) tries: Mutex<Buckets>,
    pub(crate) words: Words,
}

/// One request: its name in the log, and the language of its answer.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) language: Language,
    pub(crate) operation: String,
    /// What was asked for, with its query.
    pub(crate) path: String,
}

/// The name of the operation in the answer.
const OPERATION: HeaderName = HeaderName::from_static("sekisho-operation");

/// What every answer says to a browser: nothing of it is kept, framed, guessed at or referred to.
const HEADERS: [(HeaderName, &str); 8] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// Puts the routes together.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let body_bytes = shared.body_bytes;
    Router::new()
        .route(HEALTH, get(health))
        .route(METRICS, get(metrics))
        .route(PREPARE, post(act::prepare))
        .route(ACTS, post(act::act))
        .route(RELEASES, post(act::release))
        .route(LETTERS, post(letter::letters))
        .route(&format!("{VERBS}/{{noun}}"), post(verb::prepare))
        .route(&format!("{VERBS}/{{noun}}/{{verb}}"), post(verb::prepare))
        .route(&format!("{LOOKS}/{{noun}}/{{verb}}"), get(verb::look))
        .route(OPENAPI, get(verb::described))
        .merge(crate::page::routes())
        .fallback(no_such)
        .method_not_allowed_fallback(no_method)
        .layer(DefaultBodyLimit::max(body_bytes))
        .layer(from_fn_with_state(Arc::clone(&shared), around))
        .with_state(shared)
}

/// Nothing leaves a thing half done that another request could see.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(crate) fn answers(&self) -> MutexGuard<'_, Answers> {
        locked(&self.answers)
    }

    pub(crate) fn errands(&self) -> MutexGuard<'_, Errands> {
        locked(&self.errands)
    }

    pub(crate) fn greetings(&self) -> MutexGuard<'_, Greetings> {
        locked(&self.greetings)
    }

    pub(crate) fn metrics(&self) -> MutexGuard<'_, Metrics> {
        locked(&self.metrics)
    }

    /// Finds from where a request comes.
    pub(crate) fn address(&self, extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
        self.peers.address(extensions.get::<Peer>(), headers)
    }

    /// Takes a token from the buckets of whoever asks.
    ///
    /// Units of what is lacking: seconds.
    fn admit(&self, request: &Request, path: &str, now: u64) -> Result<(), u64> {
        let from = self.address(request.extensions(), request.headers());
        locked(&self.calls).take(from, now)?;
        if tries(request.method(), path) { locked(&self.tries).take(from, now) } else { Ok(()) }
    }

    /// Says that too many came, in the form that fits what was asked for.
    fn too_many(&self, call: &Call, headers: &HeaderMap, seconds: u64) -> Response<Body> {
        let problem = Problem::standing(StatusCode::TOO_MANY_REQUESTS, "server-too-many");
        let mut response = if call.path.starts_with("/api/") {
            self.answer(call, Err(problem))
        } else {
            self.page(call, headers, Err(problem.into()))
        };
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        response
    }

    pub(crate) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        locked(&self.sessions)
    }

    /// Gives a page, or what there is in its place, with what a browser may do on it.
    pub(crate) fn page(&self, call: &Call, headers: &HeaderMap, done: Page) -> Response<Body> {
        let mut response = match done {
            Ok(response) => response,
            Err(Instead::See(place)) => see(&place),
            Err(Instead::Problem(problem)) => {
                let said = match &problem.said {
                    What::Words(said) => said.as_ref().clone(),
                    What::Code(code) => {
                        let known = self.words.get(&(call.language, *code)).cloned();
                        known.unwrap_or_else(|| Said { code: (*code).to_owned(), ..Said::default() })
                    }
                };
                let reader = self.reader(call, headers);
                let look = self.site.look();
                let mut response = html(frame::problem(&reader, &problem, &said, &call.operation, &look));
                *response.status_mut() = problem.status;
                response.extensions_mut().insert(Code(said.code));
                response
            }
        };
        let (look, sign) = (self.site.look(), self.site.sign());
        // Forms lead from the one name to the other; nothing else leads anywhere.
        let policy = format!(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
             form-action {look} {sign}; base-uri 'none'; frame-ancestors 'none'"
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        // Without any referrer a browser does not say either from which origin a form comes.
        response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        response
    }

    pub(crate) fn answer(&self, call: &Call, done: Result<Response<Body>, Problem>) -> Response<Body> {
        done.unwrap_or_else(|problem| problem.into_response(&self.words, call.language, &call.operation))
    }
}

/// Tells a supervisor that the desk answers, and nothing about the record.
async fn health(State(shared): State<Arc<Shared>>, Extension(call): Extension<Call>) -> Response<Body> {
    let alive = shared.desk.ask(|_| ()).await;
    let lives = |()| {
        let mut response = Response::new(Body::from("ok\n"));
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, plain);
        response
    };
    shared.answer(&call, alive.map(lives).map_err(Problem::from))
}

async fn no_such(State(shared): State<Arc<Shared>>, Extension(call): Extension<Call>) -> Response<Body> {
    shared.answer(&call, Err(Problem::standing(StatusCode::NOT_FOUND, "server-no-such")))
}

async fn no_method(State(shared): State<Arc<Shared>>, Extension(call): Extension<Call>) -> Response<Body> {
    shared.answer(&call, Err(Problem::standing(StatusCode::METHOD_NOT_ALLOWED, "server-method")))
}

async fn around(State(shared): State<Arc<Shared>>, mut request: Request, next: Next) -> Response<Body> {
    let began = (shared.outlets.millis)();
    let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let language = chosen(request.uri().query(), request.headers());
    let call = Call { language, operation: operation(shared.outlets.entropy), path };
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let admitted = shared.admit(&request, &call.path, began);
    request.extensions_mut().insert(call.clone());
    // A body that says itself that it is too long is not waited for.
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let too_long =
        length.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > shared.body_bytes);
    let answered = tokio::time::timeout(shared.patience, async {
        if let Err(seconds) = admitted {
            return shared.too_many(&call, request.headers(), seconds);
        }
        if too_long {
            let problem = Problem::standing(StatusCode::PAYLOAD_TOO_LARGE, "server-body-too-large");
            return shared.answer(&call, Err(problem));
        }
        next.run(request).await
    })
    .await;
    let mut response = answered.unwrap_or_else(|_| {
        // What had begun may yet be done: the same act sent again tells.
        shared.answer(&call, Err(Problem::standing(StatusCode::SERVICE_UNAVAILABLE, "server-late")))
    });
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    if shared.site.is_encrypted() {
        // Two years; the name where people sign is below this one.
        let strict = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, strict);
    }
    if let Ok(value) = HeaderValue::from_str(&call.operation) {
        response.headers_mut().insert(OPERATION, value);
    }
    let code = response.extensions().get::<Code>().map(|code| code.0.clone()).unwrap_or_default();
    let millis = (shared.outlets.millis)().saturating_sub(began);
    let (route, status) = (route.as_deref().unwrap_or("-"), response.status().as_u16());
    shared.metrics().count(method.as_str(), route, status, millis);
    (shared.outlets.log)(&Line {
        code: &code,
        millis,
        method: method.as_str(),
        operation: &call.operation,
        route,
        status,
    });
    response
}

fn operation(entropy: fn(&mut [u8]) -> std::io::Result<()>) -> String {
    let mut name = [0; 8];
    // A name that is not random is still a name.
    let _ = entropy(&mut name);
    name.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Takes the language of the address, else the one that was chosen, else the one that is liked best.
fn chosen(query: Option<&str>, headers: &HeaderMap) -> Language {
    let named = query.unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang="));
    match named.or_else(|| read_cookie(headers, "lang")) {
        Some("en") => Language::En,
        Some("ja") => Language::Ja,
        _ => language(headers),
    }
}

/// Finds the language that is liked best; English if none of ours is named.
pub(crate) fn language(headers: &HeaderMap) -> Language {
    let wanted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best = (0, Language::En);
    for item in wanted.split(',') {
        let (tag, quality) = item.split_once(';').unwrap_or((item, "q=1"));
        let language = match tag.trim().get(..2) {
            Some("en" | "EN") => Language::En,
            Some("ja" | "JA") => Language::Ja,
            _ => continue,
        };
        let weight = thousandths(quality.trim().trim_start_matches("q="));
        if weight > best.0 {
            best = (weight, language);
        }
    }
    best.1
}

/// Reads `1`, `0.8` or `0.125` as thousandths; anything else counts for nothing.
fn thousandths(quality: &str) -> u16 {
    let (whole, part) = quality.split_once('.').unwrap_or((quality, ""));
    let part = format!("{part:0<3}");
    match (whole, part.get(..3).map(str::parse::<u16>)) {
        ("1", _) => 1000,
        ("0", Some(Ok(part))) => part,
        _ => 0,
    }
}
