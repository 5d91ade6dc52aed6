//! Tokens of programs: made by whoever is signed in, for themselves; shown once.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, Response, StatusCode};
use maud::{Markup, html};
use sekisho_core::id::KeyId;

use super::frame::{Script, page};
use super::home::local;
use super::{Page, Viewer, html as answer, see, storage};
use crate::port::{House, Tongue};
use crate::problem::Problem;
use crate::router::{Call, Shared};
use crate::session::{Token, hash};
use crate::token::{LONGEST, MARK, Scope, TokenLine, Wish, end as ended, make as made, own};

/// `GET /tokens`
pub(crate) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session) = shared.inside(&call, &headers)?;
        let job = |house: &mut dyn House, viewer: &Viewer| own(house, &viewer.person).map_err(storage);
        let lines = shared.for_viewer(&reader, &session, job).await?;
        let content = html! {
            p.lead { (reader.tongue.say("page-tokens-lead")) }
            (table(&reader.tongue, &lines, &session.csrf))
            (wish(&reader.tongue, &session.csrf))
        };
        Ok(answer(page(&reader, Script::None, &reader.tongue.say("page-tokens"), &content)))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn scope_words(tongue: &Tongue, scope: Scope) -> String {
    tongue.say(match scope {
        Scope::Look => "page-tokens-look",
        Scope::Prepare => "page-tokens-prepare",
    })
}

fn table(tongue: &Tongue, lines: &[TokenLine], csrf: &str) -> Markup {
    html! {
        @if lines.is_empty() { p.empty { (tongue.say("page-tokens-none")) } }
        @else {
            div.wide tabindex="0" role="region" aria-label=(tongue.say("page-tokens")) {
                table {
                    thead { tr {
                        @for key in ["page-tokens-name", "page-tokens-scope", "page-tokens-until", "page-tokens-end"] {
                            th scope="col" { (tongue.say(key)) }
                        }
                    } }
                    tbody {
                        @for line in lines {
                            tr {
                                th scope="row" { (line.name) }
                                td { (scope_words(tongue, line.scope)) }
                                td { time datetime=(line.until) { (local(line.until)) } }
                                td {
                                    form method="post" action="/tokens/end" {
                                        input type="hidden" name="csrf" value=(csrf);
                                        input type="hidden" name="token" value=(line.hash);
                                        button type="submit" { (tongue.say("page-tokens-end")) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn wish(tongue: &Tongue, csrf: &str) -> Markup {
    html! {
        section aria-labelledby="new" {
            h2 id="new" { (tongue.say("page-tokens-new")) }
            form.act method="post" action="/tokens" {
                input type="hidden" name="csrf" value=(csrf);
                div.field {
                    label for="name" { (tongue.say("page-tokens-name")) }
                    input type="text" id="name" name="name" required maxlength="60" autocomplete="off";
                    p.fine { (tongue.say("page-tokens-name-why")) }
                }
                div.field {
                    label for="scope" { (tongue.say("page-tokens-scope")) }
                    select id="scope" name="scope" {
                        option value="look" { (tongue.say("page-tokens-look")) }
                        option value="prepare" { (tongue.say("page-tokens-prepare")) }
                    }
                    p.fine { (tongue.say("page-tokens-scope-why")) }
                }
                div.field {
                    label for="days" { (tongue.say("page-tokens-days")) }
                    input type="number" id="days" name="days" min="1" max=(LONGEST) step="1" value="90" required inputmode="numeric";
                }
                p.submit { button.main type="submit" { (tongue.say("page-tokens-make")) } }
            }
        }
    }
}

/// `POST /tokens`: the answer is the only place where the token ever stands.
pub(crate) async fn make(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session, form) = shared.sent(&call, &headers, body)?;
        let unfit = || Problem::standing(StatusCode::UNPROCESSABLE_ENTITY, "page-token-unfit");
        let one = |name| form.one(name).unwrap_or_default();
        let wish = Wish::read(one("name"), one("scope"), one("days")).ok_or_else(unfit)?;
        let token = Token::draw(shared.outlets.entropy).map_err(storage)?;
        let shown = format!("{MARK}{}", token.text());
        let (hash, key) = (hash(&shown), KeyId(session.key.clone()));
        let job = move |house: &mut dyn House, viewer: &Viewer| {
            let made = made(house, (&viewer.person, &key), wish, hash).map_err(storage)?;
            let many = || Problem::standing(StatusCode::CONFLICT, "page-token-many");
            if made { Ok(()) } else { Err(many()) }
        };
        shared.for_viewer(&reader, &session, job).await?;
        let tongue = &reader.tongue;
        let content = html! {
            p.lead { (tongue.say("page-tokens-once")) }
            pre id="token" { (shown) }
            p { (tongue.say("page-tokens-keep")) }
            p { a.button href="/tokens" { (tongue.say("page-tokens-back")) } }
        };
        Ok(answer(page(&reader, Script::None, &tongue.say("page-tokens-made"), &content)))
    }
    .await;
    shared.page(&call, &headers, done)
}

/// `POST /tokens/end`
pub(crate) async fn end(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session, form) = shared.sent(&call, &headers, body)?;
        let token = form.one("token").unwrap_or_default().to_owned();
        let job = move |house: &mut dyn House, viewer: &Viewer| {
            ended(house, &viewer.person, &token).map_err(storage)
        };
        shared.for_viewer(&reader, &session, job).await?;
        Ok(see("/tokens"))
    }
    .await;
    shared.page(&call, &headers, done)
}
