//! Pages for people: one file for each page, and here what all of them share.

pub(crate) mod act;
pub(crate) mod chain;
mod company;
mod deed;
mod field;
pub(crate) mod frame;
pub(crate) mod home;
pub(crate) mod incident;
pub(crate) mod invite;
pub(crate) mod look;
pub(crate) mod own;
pub(crate) mod permit;
pub(crate) mod register;
mod request;
pub(crate) mod setup;
pub(crate) mod sign;
pub(crate) mod sign_in;
pub(crate) mod token;
mod weekly;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::routing::{get, post};
use maud::{Markup, PreEscaped};
use sekisho_core::State;
use sekisho_core::id::{KeyId, PartyId, PersonId};
use sekisho_core::party::Role;

use crate::keys;
use crate::port::{House, Tongue};
use crate::problem::Problem;
use crate::router::{Call, Shared};
use crate::session::{Session, cookie_name, hash, read_cookie};
use crate::site::Door;

/// Where somebody from outside finds what is theirs, instead of the registers of the whole office.
pub(crate) const COMPANY: &str = "/company";
/// The longest form. Units: bytes.
const FORM_BYTES: usize = 256 << 10;
/// So many lines a form has at most, over all its values.
const FORM_LINES: usize = 2000;

/// The routes of the pages.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(home::show))
        .route("/permits/{permit}", get(permit::show))
        .route("/incidents/{incident}", get(incident::show))
        .route("/chain", get(chain::show))
        .route("/media", get(register::media))
        .route("/people", get(register::people))
        .route("/company", get(company::show))
        .route("/acts", get(act::index))
        .route("/acts/{noun}", get(act::form).post(act::draft))
        .route("/acts/{noun}/{verb}", get(act::form).post(act::draft))
        .route("/looks/{noun}/{verb}", get(look::show))
        .route("/setup", get(setup::show).post(setup::begin))
        .route("/found/{token}", get(setup::key).post(setup::found))
        .route("/invite", get(invite::show).post(invite::invite))
        .route("/invite/{person}", post(invite::enroll))
        .route("/sign-in", get(sign_in::show).post(sign_in::come_in))
        .route("/sign-in/new", get(sign_in::new).post(sign_in::bring))
        .route("/sign-in/ready/{token}", get(sign_in::ready))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/tokens", get(token::show).post(token::make))
        .route("/tokens/end", post(token::end))
        .route("/language", get(frame::choose_language))
        .route("/bring/{code}", get(invite::bring).post(invite::brought))
        .route("/sign/{token}", get(sign::show).post(sign::signed))
        .route("/assets/{name}", get(frame::asset))
}

/// Who reads a page, and in which words.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) path: String,
    pub(crate) session: Option<Session>,
    pub(crate) tongue: Tongue,
}

/// Somebody who is signed in, as the record knows them now.
#[derive(Clone, Debug)]
pub(crate) struct Viewer {
    /// The organizations for which they answer: their own and all below it, if they represent it.
    pub(crate) circle: BTreeSet<PartyId>,
    pub(crate) name: String,
    pub(crate) person: PersonId,
    /// Whether they see everything: who works for the owner, and auditors.
    pub(crate) sight: Sight,
}

/// How much somebody sees.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Sight {
    /// The whole record.
    All,
    /// What names them, or the people of the organizations for which they answer.
    Own,
}

/// What a page that is not given becomes.
#[derive(Debug)]
pub(crate) enum Instead {
    /// Something is wrong.
    Problem(Problem),
    /// The reader goes elsewhere.
    See(String),
}

impl From<Problem> for Instead {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<crate::desk::NoDesk> for Instead {
    fn from(no: crate::desk::NoDesk) -> Self {
        Self::Problem(no.into())
    }
}

pub(crate) type Page = Result<Response<Body>, Instead>;

impl Shared {
    /// Tells who reads, if anybody is signed in.
    pub(crate) fn reader(&self, call: &Call, headers: &HeaderMap) -> Reader {
        let tongue = Tongue { language: call.language, sentences: Arc::clone(&self.sentences) };
        let now = (self.outlets.millis)();
        let name = cookie_name(self.site.is_encrypted());
        let session = read_cookie(headers, name).and_then(|token| self.sessions().find(token, now));
        Reader { path: call.path.clone(), session, tongue }
    }

    /// Demands that the page was asked for under this name of ours.
    pub(crate) fn at(&self, door: Door, headers: &HeaderMap) -> Result<(), Problem> {
        let absent = || Problem::standing(StatusCode::MISDIRECTED_REQUEST, "page-other-name");
        if self.site.door(headers) == Some(door) { Ok(()) } else { Err(absent()) }
    }

    /// Demands somebody who is signed in, where people look.
    pub(crate) fn inside(&self, call: &Call, headers: &HeaderMap) -> Result<(Reader, Session), Instead> {
        self.at(Door::Look, headers)?;
        let reader = self.reader(call, headers);
        match reader.session.clone() {
            Some(session) => Ok((reader, session)),
            None => Err(Instead::See(format!("/sign-in?to={}", encoded(&call.path)))),
        }
    }

    /// Demands a form of ours, sent by whoever is signed in.
    pub(crate) fn sent(
        &self,
        call: &Call,
        headers: &HeaderMap,
        body: Result<Bytes, BytesRejection>,
    ) -> Result<(Reader, Session, Form), Instead> {
        let (reader, session) = self.inside(call, headers)?;
        let form = self.form(Door::Look, headers, body)?;
        // By their hashes: how long it takes tells nothing of the token.
        if form.one("csrf").map(hash) != Some(hash(&session.csrf)) {
            return Err(Problem::standing(StatusCode::FORBIDDEN, "page-form-foreign").into());
        }
        Ok((reader, session, form))
    }

    /// Reads a form that came from a page of ours.
    pub(crate) fn form(
        &self,
        door: Door,
        headers: &HeaderMap,
        body: Result<Bytes, BytesRejection>,
    ) -> Result<Form, Problem> {
        if !self.site.is_from(door, headers) {
            return Err(Problem::standing(StatusCode::FORBIDDEN, "page-form-foreign"));
        }
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.split(';').next() != Some("application/x-www-form-urlencoded") {
            return Err(Problem::standing(StatusCode::UNSUPPORTED_MEDIA_TYPE, "page-form-unread"));
        }
        let unread = || Problem::standing(StatusCode::BAD_REQUEST, "page-form-unread");
        let body = body.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                Problem::standing(StatusCode::PAYLOAD_TOO_LARGE, "server-body-too-large")
            }
            _ => unread(),
        })?;
        if body.len() > FORM_BYTES {
            return Err(Problem::standing(StatusCode::PAYLOAD_TOO_LARGE, "server-body-too-large"));
        }
        let form = Form(form_urlencoded::parse(&body).into_owned().collect());
        // Every value becomes a word of a command line, and each word is work for the one desk.
        let lines: usize = form.0.iter().map(|(_, value)| value.lines().count().max(1)).sum();
        if lines > FORM_LINES { Err(unread()) } else { Ok(form) }
    }

    /// Does something in the rooms for whoever is signed in; what is due happens first.
    pub(crate) async fn for_viewer<T: Send + 'static>(
        &self,
        reader: &Reader,
        session: &Session,
        job: impl FnOnce(&mut dyn House, &Viewer) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Instead> {
        let (language, person, key) = (reader.tongue.language, session.person.clone(), session.key.clone());
        let path = reader.path.clone();
        let answer = self.desk.ask(move |house| {
            crate::api::act::due(house, language).map_err(Instead::Problem)?;
            let viewer = viewer(house, &person, &KeyId(key));
            // Whoever left, or lost the key that let them in, is signed out at once.
            let viewer = viewer.ok_or_else(|| Instead::See(format!("/sign-in?to={}", encoded(&path))))?;
            job(house, &viewer).map_err(Instead::Problem)
        });
        answer.await?
    }
}

/// Knows somebody as the record does now, if the key that vouches for them still acts.
pub(crate) fn viewer(house: &mut dyn House, person: &PersonId, key: &KeyId) -> Option<Viewer> {
    let gate = house.gate();
    let state = gate.state();
    keys::stands(state, person, key)?;
    let known = state.persons.get(person)?;
    let name = gate.record().text(&known.name).ok().flatten();
    let name = name.map(|name| name.expose().clone()).unwrap_or_default();
    let circle = own::circle(state, person, gate.now());
    Some(Viewer { circle, name, person: person.clone(), sight: sight(state, person, gate.now()) })
}

fn sight(state: &State, person: &PersonId, now: sekisho_core::Timestamp) -> Sight {
    if state.is_officer(person) || state.holds(person, Role::Auditor, now) { Sight::All } else { Sight::Own }
}

/// The pairs of a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(pub(crate) Vec<(String, String)>);

impl Form {
    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// Reads the pairs of an address.
    pub(crate) fn of_query(query: Option<&str>) -> Self {
        Self(form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect())
    }
}

/// Writes a text so that it may stand in an address.
pub(crate) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Writes pairs as the end of an address.
pub(crate) fn query(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Gives a page.
pub(crate) fn html(page: Markup) -> Response<Body> {
    let PreEscaped(text) = page;
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// Sends the reader elsewhere, with GET.
pub(crate) fn see(place: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let place = HeaderValue::from_str(place).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, place);
    response
}

/// Gives the browser a cookie.
pub(crate) fn set_cookie(response: &mut Response<Body>, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// A place of ours to go to: never another server's.
///
/// Shape: browsers leave tabs and line ends out before they read an address, so nothing invisible may stand in it.
pub(crate) fn own_place(place: Option<&str>) -> &str {
    let own = |place: &&str| {
        let visible = place.bytes().all(|byte| byte.is_ascii_graphic());
        visible && place.starts_with('/') && !place.starts_with("//") && !place.contains('\\')
    };
    place.filter(own).unwrap_or("/")
}

/// Fails for want of what cannot be at fault of the reader.
pub(crate) fn storage(_: std::io::Error) -> Problem {
    Problem::standing(StatusCode::INTERNAL_SERVER_ERROR, "page-storage")
}

/// Reads the number of an entry, and nothing else: what stands in an address is nobody's sentence.
pub(crate) fn number<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    form.one(name)
        .filter(|text| (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Says that there is no such thing here for this reader: what is hidden and what is not there look alike.
pub(crate) fn absent() -> Problem {
    Problem::standing(StatusCode::NOT_FOUND, "server-no-such")
}
