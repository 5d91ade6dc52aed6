//! Coming in: with a passkey of this name, for which a key that acts has vouched. It can do nothing but come in.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use maud::{Markup, html};
use sekisho_core::id::PersonId;
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::PublicKey;

use super::frame::{Script, notice, page};
use super::sign::{assertion, fields, script_words};
use super::{Form, Page, Reader, absent, html as answer, own_place, see, storage};
use crate::errand::Errand;
use crate::keys::{SIGN_IN, comes_in, sign_in_text, vouch_text};
use crate::port::House;
use crate::problem::Problem;
use crate::router::{Call, Shared};
use crate::session::{Token, cookie, cookie_name, read_cookie};
use crate::site::Door;

/// `GET /sign-in`
pub(crate) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        shared.at(Door::Look, &headers)?;
        let form = Form::of_query(query.as_deref());
        let to = own_place(form.one("to")).to_owned();
        let reader = shared.reader(&call, &headers);
        if reader.session.is_some() {
            return Ok(see(&to));
        }
        let nonce = Token::draw(shared.outlets.entropy).map_err(storage)?;
        shared.greetings().put(nonce.hash(), (shared.outlets.millis)());
        let text = sign_in_text(&shared.site.look(), nonce.text());
        Ok(answer(render(&reader, &form, &to, &text, nonce.text())))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn render(reader: &Reader, form: &Form, to: &str, text: &str, nonce: &str) -> Markup {
    let tongue = &reader.tongue;
    let content = html! {
        @if form.one("brought").is_some() { (notice(&tongue.say("page-sign-in-brought"))) }
        @if form.one("ready").is_some() { (notice(&tongue.say("page-sign-in-ready"))) }
        p.lead { (tongue.say("page-sign-in-lead")) }
        form.sign method="post" action="/sign-in" data-passkey="sign" data-namespace=(namespace(SIGN_IN)) {
            (fields(&["authenticator_data", "client_data_json", "signature", "user"]))
            input type="hidden" name="nonce" value=(nonce);
            input type="hidden" name="to" value=(to);
            p.submit { button.main type="submit" { (tongue.say("page-sign-in-do")) } }
            (script_words(tongue))
        }
        pre id="statement" hidden { (text) }
        section aria-labelledby="first" {
            h2 id="first" { (tongue.say("page-sign-in-first")) }
            p { (tongue.say("page-sign-in-first-why")) }
            p { a.button href="/sign-in/new" { (tongue.say("page-sign-in-new")) } }
        }
    };
    page(reader, Script::Passkey, &tongue.say("page-sign-in"), &content)
}

/// `POST /sign-in`
pub(crate) async fn come_in(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done: Page = async {
        shared.at(Door::Look, &headers)?;
        let form = shared.form(Door::Look, &headers, body)?;
        let now = (shared.outlets.millis)();
        let no = || Problem::standing(StatusCode::FORBIDDEN, "page-sign-in-no");
        let nonce = form.one("nonce").unwrap_or_default();
        // Each question is answered once.
        if !shared.greetings().take(nonce, now) {
            return Err(no().into());
        }
        let user = form.one("user").and_then(|user| URL_SAFE_NO_PAD.decode(user).ok()).ok_or_else(no)?;
        let person: PersonId =
            String::from_utf8(user).ok().and_then(|user| user.parse().ok()).ok_or_else(no)?;
        let (text, assertion) = (sign_in_text(&shared.site.look(), nonce), assertion(&form)?);
        let who = person.clone();
        let job = move |house: &mut dyn House| comes_in(house, &who, &text, &assertion);
        let key = shared.desk.ask(job).await?.map_err(storage)?.ok_or_else(no)?;
        // A token that nobody had before: what a cookie said until now is forgotten.
        let old = read_cookie(&headers, cookie_name(shared.site.is_encrypted()));
        let token = Token::draw(shared.outlets.entropy).map_err(storage)?;
        let csrf = Token::draw(shared.outlets.entropy).map_err(storage)?;
        {
            let mut sessions = shared.sessions();
            if let Some(old) = old {
                sessions.end(old);
            }
            sessions.begin(&token, &csrf, person, key.0, now);
        }
        let mut response = see(own_place(form.one("to")));
        set_cookie(&mut response, &cookie(shared.site.is_encrypted(), token.text()));
        Ok(response)
    }
    .await;
    shared.page(&call, &headers, done)
}

/// `GET /sign-in/new`
pub(crate) async fn new(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        shared.at(Door::Look, &headers)?;
        let reader = shared.reader(&call, &headers);
        let tongue = &reader.tongue;
        let form = Form::of_query(query.as_deref());
        let content = html! {
            p.lead { (tongue.say("page-sign-in-new-lead")) }
            form.sign method="post" action="/sign-in/new" data-passkey="create" data-rp=(shared.site.look_id()) {
                div.field {
                    label for="person" { (tongue.say("page-sign-in-person")) }
                    input type="text" id="person" name="person" required autocomplete="username" pattern="[A-Za-z0-9][A-Za-z0-9._\\-]*" value=(form.one("person").unwrap_or_default());
                }
                (fields(&["public"]))
                p.submit { button.main type="submit" { (tongue.say("page-sign-in-new-do")) } }
                (script_words(tongue))
            }
        };
        Ok(answer(page(&reader, Script::Passkey, &tongue.say("page-sign-in-new"), &content)))
    }
    .await;
    shared.page(&call, &headers, done)
}

/// `POST /sign-in/new`: a key that acts is asked to vouch.
pub(crate) async fn bring(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done: Page = async {
        shared.at(Door::Look, &headers)?;
        let form = shared.form(Door::Look, &headers, body)?;
        let person: PersonId =
            form.one("person").and_then(|person| person.parse().ok()).ok_or_else(absent)?;
        let public = public_key(&form, shared.site.look_id())?;
        // Whether there is such a person is told to nobody: the signature tells.
        let job = |house: &mut dyn House| house.gate().origin().to_owned();
        let origin = shared.desk.ask(job).await?;
        let text = vouch_text(&origin, &person, &public);
        Ok(see(&shared.errand(&call, Errand::Vouch { person, public, text })?))
    }
    .await;
    shared.page(&call, &headers, done)
}

/// Reads a new passkey's public key.
pub(super) fn public_key(form: &Form, rp_id: &str) -> Result<String, Problem> {
    let unread = || Problem::standing(StatusCode::BAD_REQUEST, "page-passkey-kind");
    let bytes =
        form.one("public").and_then(|public| URL_SAFE_NO_PAD.decode(public).ok()).ok_or_else(unread)?;
    PublicKey::from_webauthn(&bytes, rp_id).map(|key| key.to_openssh()).map_err(|_| unread())
}

/// `POST /sign-out`
pub(crate) async fn sign_out(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done: Page = async {
        shared.sent(&call, &headers, body)?;
        let encrypted = shared.site.is_encrypted();
        if let Some(token) = read_cookie(&headers, cookie_name(encrypted)) {
            shared.sessions().end(token);
        }
        let mut response = see("/sign-in");
        set_cookie(&mut response, &cookie(encrypted, ""));
        Ok(response)
    }
    .await;
    shared.page(&call, &headers, done)
}

fn set_cookie(response: &mut Response<Body>, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
