//! Where people sign: what is signed, word for word, and the passkey that signs it. Whoever signs needs no session: the
//! signature says who it is.

mod phone;

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use maud::{Markup, PreEscaped, html};
use sekisho_core::Command;
use sekisho_gate::submit::Submission;
use sekisho_proof::act::{ActStatement, namespace};
use sekisho_proof::sshsig::webauthn::Assertion;
use sha2::{Digest as _, Sha256};

use self::phone::Here;
use super::frame::{Script, page, reasons};
use super::{Form, Page, Reader, absent, html as answer, see, storage};
use crate::api::act::{due, recorded};
use crate::errand::Errand;
use crate::keys::{self, Brought, POSSESS, SignInKey, VOUCH};
use crate::port::{House, Language, Tongue};
use crate::problem::Problem;
use crate::router::{Call, Shared};
use crate::session::{Hash, Token};
use crate::site::Door;

/// `GET /sign/TOKEN`
pub(crate) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        shared.at(Door::Sign, &headers)?;
        let reader = Reader { session: None, ..shared.reader(&call, &headers) };
        let look = shared.site.look();
        let found = shared.errands().find(&token, (shared.outlets.millis)());
        if let Some(Errand::Done { place, .. }) = found {
            return Ok(answer(phone::done(&reader, &format!("{look}{place}"))));
        }
        let errand = shared.waiting(&token)?;
        let here = phone::here(&call);
        let link = phone::link(&shared.site, &token, call.language);
        if let (Errand::Act { .. }, Here::Waiting) = (&errand, here) {
            return Ok(phone::waiting(&reader, &link));
        }
        let link = (here == Here::Desk).then_some(link.as_str());
        Ok(answer(render(&reader, &errand, &look, link)))
    }
    .await;
    shared.page(&call, &headers, done)
}

/// `POST /sign/TOKEN`
pub(crate) async fn signed(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done: Page = async {
        shared.at(Door::Sign, &headers)?;
        let errand = shared.waiting(&token)?;
        let form = shared.form(Door::Sign, &headers, body)?;
        let assertion = assertion(&form)?;
        let language = call.language;
        let look = shared.site.look();
        let act = match &errand {
            Errand::Act { draft, .. } => Some(draft.person.clone()),
            _ => None,
        };
        let job = move |house: &mut dyn House| done(house, language, errand, &assertion);
        let ended = shared.desk.ask(job).await??;
        let place = match (ended, act) {
            (Ended::At(place), Some(person)) => {
                shared.errands().done(&token, person, place.clone());
                if phone::here(&call) == Here::Phone {
                    // Nobody is signed in on the phone: what became of it is told where it was signed.
                    return Ok(see(&format!("/sign/{token}?lang={}", language.code())));
                }
                place
            }
            (Ended::At(place), None) => {
                shared.errands().end(&token);
                place
            }
            (Ended::Vouched(browser, key), _) => {
                shared.errands().end(&token);
                let token = Token::draw(shared.outlets.entropy).map_err(storage)?;
                let errand = Errand::Ready { browser, key };
                shared.errands().put(token.hash(), errand, (shared.outlets.millis)());
                format!("/sign-in/ready/{}", token.text())
            }
        };
        Ok(see(&format!("{look}{place}")))
    }
    .await;
    shared.page(&call, &headers, done)
}

impl Shared {
    fn waiting(&self, token: &str) -> Result<Errand, Problem> {
        let found = self.errands().find(token, (self.outlets.millis)());
        found
            .filter(|errand| !errand.text().is_empty())
            .ok_or_else(|| Problem::standing(StatusCode::GONE, "page-errand-gone"))
    }
}

/// Reads what the browser gave back.
pub(super) fn assertion(form: &Form) -> Result<Assertion, Problem> {
    let unread = || Problem::standing(StatusCode::BAD_REQUEST, "page-form-unread");
    let bytes = |name: &str| {
        let text = form.one(name).filter(|text| text.len() <= 16 * 1024).ok_or_else(unread)?;
        URL_SAFE_NO_PAD.decode(text).map_err(|_| unread())
    };
    Ok(Assertion {
        authenticator_data: bytes("authenticator_data")?,
        client_data_json: bytes("client_data_json")?,
        signature_der: bytes("signature")?,
    })
}

/// What follows a signature.
enum Ended {
    /// The reader goes there.
    At(String),
    /// A sign-in key waits for the browser that made it.
    Vouched(Hash, SignInKey),
}

/// Does what was signed, and says where the reader goes.
fn done(
    house: &mut dyn House,
    language: Language,
    errand: Errand,
    assertion: &Assertion,
) -> Result<Ended, Problem> {
    due(house, language)?;
    let foreign = || Problem::standing(StatusCode::FORBIDDEN, "page-key-unknown");
    match errand {
        Errand::Act { back, draft, .. } => {
            let parsed = ActStatement::parse(&draft.statement).map_err(|_| absent())?;
            let state = house.gate().state();
            // A new record has no keys yet: the founding act brings its own.
            let founding = serde_json::from_str::<Command>(&parsed.command).ok();
            let found = match founding {
                Some(Command::Establish { public, .. }) => {
                    keys::verified(&public, &parsed.act, &draft.statement, assertion)
                }
                _ => keys::signed_by(state, &draft.person, &parsed.act, &draft.statement, assertion)
                    .map(|(_, signature)| signature),
            };
            let signature = found.ok_or_else(foreign)?;
            let draft = *draft;
            let submission =
                Submission { disclosures: draft.disclosures, signature, statement: draft.statement };
            let acted = recorded(house, language, &submission)?;
            let joint = if back.contains('?') { '&' } else { '?' };
            let numbers: Vec<String> = acted.record.iter().map(u64::to_string).collect();
            let record = numbers.first().map_or("", String::as_str);
            Ok(Ended::At(format!("{back}{joint}record={record}")))
        }
        Errand::Done { .. } | Errand::Found(_) | Errand::Ready { .. } => Err(absent()),
        Errand::Possess { invitation, public, text, .. } => {
            let possession = keys::verified(&public, POSSESS, &text, assertion).ok_or_else(foreign)?;
            let kept = keys::bring(house, &invitation, Brought { possession, public }).map_err(storage)?;
            if kept { Ok(Ended::At("/sign-in?brought=1".to_owned())) } else { Err(absent()) }
        }
        Errand::Vouch { browser, person, public, .. } => {
            let key = keys::vouched(house, &person, &public, assertion).ok_or_else(foreign)?;
            Ok(Ended::Vouched(browser, key))
        }
    }
}

fn render(reader: &Reader, errand: &Errand, look: &str, link: Option<&str>) -> Markup {
    let tongue = &reader.tongue;
    let text = errand.text();
    let (first, title, person) = match errand {
        Errand::Act { draft, title, .. } => (draft.act.as_str(), title.clone(), &draft.person),
        Errand::Done { person, .. } => ("", String::new(), person),
        Errand::Found(answers) => ("", String::new(), &answers.person),
        Errand::Ready { key, .. } => ("", String::new(), &key.person),
        Errand::Possess { person, .. } => (POSSESS, tongue.say("page-sign-possess"), person),
        Errand::Vouch { person, .. } => (VOUCH, tongue.say("page-sign-vouch"), person),
    };
    let content = html! {
        p.lead { (tongue.with("page-sign-as", &[("person", person.as_str())])) }
        @if let Errand::Act { draft, card, .. } = errand {
            @if !draft.reasons.is_empty() {
                div.alarm role="alert" { p { (tongue.say("page-sign-refused")) } }
                (reasons(tongue, &draft.reasons, look, None))
            }
            @if card.is_empty() { (facts(&draft.statement)) } @else { (PreEscaped(card)) }
        } @else { p { (tongue.say("page-sign-why")) } }
        form.sign method="post" data-passkey="sign" data-namespace=(namespace(first)) {
            (fields(&["authenticator_data", "client_data_json", "signature"]))
            p.submit { button.main type="submit" { (tongue.say("page-sign-do")) } }
            (script_words(tongue))
        }
        @if let (Errand::Act { .. }, Some(link)) = (errand, link) { (phone::offered(tongue, link)) }
        details {
            summary { (tongue.say("page-sign-exact")) " " code { (short(text)) } }
            p.fine { (tongue.say("page-sign-exact-why")) }
            pre id="statement" { (text) }
        }
        p { a href=(format!("{look}/")) { (tongue.say("page-sign-leave")) } }
    };
    page(reader, Script::Passkey, &title, &content)
}

/// What the script says when a passkey does not answer; hidden until then.
pub(super) fn script_words(tongue: &Tongue) -> Markup {
    html! {
        p.alarm role="alert" hidden data-word="none" { (tongue.say("page-passkey-none")) }
        p.alarm role="alert" hidden data-word="failed" { (tongue.say("page-passkey-failed")) }
        p.notice role="status" hidden data-word="waiting" { (tongue.say("page-passkey-waiting")) }
        noscript { p.alarm { (tongue.say("page-passkey-script")) } }
    }
}

/// Hidden fields for what the browser gives back.
pub(super) fn fields(names: &[&str]) -> Markup {
    html! { @for name in names { input type="hidden" name=(name); } }
}

/// The facts of a statement, line by line.
fn facts(statement: &str) -> Markup {
    let facts = statement.lines().filter_map(|line| line.strip_prefix("fact: "));
    html! {
        dl.card {
            @for fact in facts {
                @let (name, value) = fact.split_once(' ').unwrap_or((fact, ""));
                div { dt { (name) } dd { (value) } }
            }
        }
    }
}

/// A short code of the text, to compare on a second screen.
fn short(text: &str) -> String {
    let digest = Sha256::digest(text);
    let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    [hex.get(..4), hex.get(4..8), hex.get(8..)].into_iter().flatten().collect::<Vec<_>>().join("-")
}
