//! Inviting somebody to bring a key: a link for one person, a passkey made under the name where people sign, and an
//! administrator who puts it into the record.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use fast_qr::convert::{Builder as _, svg::SvgBuilder};
use fast_qr::qr::QRBuilder;
use maud::{Markup, PreEscaped, html};
use sekisho_core::Command;
use sekisho_core::id::PersonId;
use sekisho_core::party::Role;

use super::act::shown;
use super::frame::{Script, page};
use super::sign::{fields, script_words};
use super::sign_in::public_key;
use super::{Instead, Page, Reader, Viewer, absent, html as answer, see, storage};
use crate::errand::Errand;
use crate::keys;
use crate::port::{House, Tongue};
use crate::problem::Problem;
use crate::router::{Call, Shared};
use crate::session::Token;
use crate::site::Door;

/// One person and their keys.
struct Line {
    brought: Option<String>,
    invited: bool,
    keys: usize,
    name: String,
    person: PersonId,
}

/// `GET /invite`: who has a key, who is invited, and who has brought one.
pub(crate) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session) = shared.inside(&call, &headers)?;
        let job = |house: &mut dyn House, viewer: &Viewer| {
            may_invite(house, viewer)?;
            lines(house)
        };
        let lines = shared.for_viewer(&reader, &session, job).await?;
        let tongue = &reader.tongue;
        let content = html! {
            p.lead { (tongue.say("page-keys-lead")) }
            div.wide tabindex="0" role="region" aria-label=(tongue.say("page-keys")) {
                table {
                    thead { tr {
                        @for key in ["page-keys-person", "page-keys-number", "page-keys-next"] {
                            th scope="col" { (tongue.say(key)) }
                        }
                    } }
                    tbody { @for line in &lines { (drawn(tongue, line, &session.csrf)) } }
                }
            }
        };
        Ok(answer(page(&reader, Script::None, &tongue.say("page-keys"), &content)))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn drawn(tongue: &Tongue, line: &Line, csrf: &str) -> Markup {
    html! {
        tr {
            th scope="row" { (line.person) " " (line.name) }
            td.number { (line.keys) }
            td {
                @if let Some(fingerprint) = &line.brought {
                    form method="post" action=(format!("/invite/{}", line.person)) {
                        input type="hidden" name="csrf" value=(csrf);
                        input type="hidden" name="key" value=(fingerprint);
                        code { (fingerprint) } " "
                        button.main type="submit" { (tongue.say("page-keys-enroll")) }
                    }
                    // A key that somebody else brought with the link is thrown away by inviting again.
                    form method="post" action="/invite" {
                        input type="hidden" name="csrf" value=(csrf);
                        input type="hidden" name="person" value=(line.person);
                        button.quiet type="submit" { (tongue.say("page-keys-anew")) }
                    }
                } @else {
                    form method="post" action="/invite" {
                        input type="hidden" name="csrf" value=(csrf);
                        input type="hidden" name="person" value=(line.person);
                        button type="submit" { (tongue.say("page-keys-invite")) }
                        @if line.invited { " " span.fine { (tongue.say("page-keys-invited")) } }
                    }
                }
            }
        }
    }
}

/// Only an administrator invites, and only they see who has which key.
fn may_invite(house: &mut dyn House, viewer: &Viewer) -> Result<(), Problem> {
    let gate = house.gate();
    let holds = gate.state().holds(&viewer.person, Role::Administrator, gate.now());
    if holds { Ok(()) } else { Err(Problem::standing(StatusCode::FORBIDDEN, "page-invite-no")) }
}

fn lines(house: &mut dyn House) -> Result<Vec<Line>, Problem> {
    let invitations = keys::invitations(house).map_err(storage)?;
    let gate = house.gate();
    let here = gate.state().persons.iter().filter(|(_, known)| known.left_at.is_none());
    let line = here.map(|(id, known)| {
        let own = invitations.iter().filter(|one| one.person == *id);
        let brought = own.clone().find_map(|one| one.brought.as_ref());
        let name = gate.record().text(&known.name).ok().flatten();
        Line {
            brought: brought.and_then(|one| keys::fingerprint(&one.public)).map(|key| key.0),
            invited: own.clone().any(|one| one.brought.is_none()),
            keys: known.keys.values().filter(|key| key.revoked_at.is_none()).count(),
            name: name.map(|name| name.expose().clone()).unwrap_or_default(),
            person: id.clone(),
        }
    });
    Ok(line.collect())
}

/// `POST /invite`: makes a link for one person.
pub(crate) async fn invite(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session, form) = shared.sent(&call, &headers, body)?;
        let person: PersonId =
            form.one("person").and_then(|person| person.parse().ok()).ok_or_else(absent)?;
        let code = Token::draw(shared.outlets.entropy).map_err(storage)?;
        let (hash, whom) = (code.hash(), person.clone());
        let job = move |house: &mut dyn House, viewer: &Viewer| {
            may_invite(house, viewer)?;
            let known = house.gate().state().persons.get(&whom);
            if known.is_none_or(|known| known.left_at.is_some()) {
                return Err(absent());
            }
            keys::invite(house, &viewer.person, &whom, hash).map_err(storage)
        };
        shared.for_viewer(&reader, &session, job).await?;
        let link = format!("{}/bring/{}?lang={}", shared.site.sign(), code.text(), call.language.code());
        let tongue = &reader.tongue;
        let content = html! {
            p.lead { (tongue.with("page-invite-lead", &[("person", person.as_str())])) }
            p { a href=(link) { (link) } }
            div.code role="img" aria-label=(tongue.say("page-invite-code")) { (PreEscaped(picture(&link))) }
            p.fine { (tongue.say("page-invite-once")) }
        };
        Ok(answer(page(&reader, Script::None, &tongue.say("page-invite"), &content)))
    }
    .await;
    shared.page(&call, &headers, done)
}

/// Draws a link as a picture that phones read: SVG, without script.
pub(super) fn picture(link: &str) -> String {
    QRBuilder::new(link).build().map(|code| SvgBuilder::default().margin(2).to_str(&code)).unwrap_or_default()
}

/// `GET /bring/CODE`
pub(crate) async fn bring(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        shared.at(Door::Sign, &headers)?;
        let (_, person, _) = open(&shared, &code).await?;
        let reader = Reader { session: None, ..shared.reader(&call, &headers) };
        let tongue = &reader.tongue;
        let content = html! {
            p.lead { (tongue.with("page-bring-lead", &[("person", person.as_str())])) }
            ol.steps {
                li { p { (tongue.say("page-bring-one")) } }
                li { p { (tongue.say("page-bring-two")) } }
                li { p { (tongue.say("page-bring-three")) } }
            }
            form.sign method="post" data-passkey="create" data-rp=(shared.site.sign_id()) {
                input type="hidden" name="person" value=(person);
                (fields(&["public"]))
                p.submit { button.main type="submit" { (tongue.say("page-bring-do")) } }
                (script_words(tongue))
            }
        };
        Ok(answer(page(&reader, Script::Passkey, &tongue.say("page-bring"), &content)))
    }
    .await;
    shared.page(&call, &headers, done)
}

/// `POST /bring/CODE`: the new key is asked to show that it is at hand.
pub(crate) async fn brought(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done: Page = async {
        shared.at(Door::Sign, &headers)?;
        let form = shared.form(Door::Sign, &headers, body)?;
        let (invitation, person, origin) = open(&shared, &code).await?;
        let public = public_key(&form, &shared.site.sign_id())?;
        let text = keys::possession(&origin, &person, &public);
        Ok(see(&shared.errand(&call, Errand::Possess { invitation, person, public, text })?))
    }
    .await;
    shared.page(&call, &headers, done)
}

/// Finds an invitation that is open: its name in the list, for whom, and of which record.
async fn open(shared: &Shared, code: &str) -> Result<(String, PersonId, String), Instead> {
    let code = code.to_owned();
    let job = move |house: &mut dyn House| {
        let found = keys::invited(house, &code).map_err(storage)?;
        let found = found.ok_or_else(|| Problem::standing(StatusCode::GONE, "page-invite-gone"))?;
        Ok::<_, Problem>((found.code, found.person, house.gate().origin().to_owned()))
    };
    Ok(shared.desk.ask(job).await??)
}

/// `POST /invite/O-2`: an administrator puts a brought key into the record.
pub(crate) async fn enroll(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(person): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session, form) = shared.sent(&call, &headers, body)?;
        let person: PersonId = person.parse().map_err(|_| absent())?;
        let seen = form.one("key").map(str::to_owned);
        let tongue = reader.tongue.clone();
        let job = move |house: &mut dyn House, viewer: &Viewer| {
            may_invite(house, viewer)?;
            let all = keys::invitations(house).map_err(storage)?;
            let brought = all.into_iter().filter(|one| one.person == person).find_map(|one| one.brought);
            let brought = brought.ok_or_else(absent)?;
            let key = keys::fingerprint(&brought.public).ok_or_else(absent)?;
            // The key that was looked at, not one that came meanwhile.
            if seen.as_deref() != Some(key.0.as_str()) {
                return Err(absent());
            }
            let command =
                Command::EnrollKey { key, person, possession: brought.possession, public: brought.public };
            let said = |said| Problem::said(StatusCode::UNPROCESSABLE_ENTITY, said);
            let draft = house.statement(tongue.language, &viewer.person, &command).map_err(said)?;
            shown(house, viewer, &tongue, draft)
        };
        let (draft, card, back) = shared.for_viewer(&reader, &session, job).await?;
        let title = reader.tongue.say("page-keys-enroll");
        Ok(see(&shared.errand(&call, Errand::Act { back, card, draft: Box::new(draft), title })?))
    }
    .await;
    shared.page(&call, &headers, done)
}
