//! What is around every page: head, navigation, foot; and what stands in several of them.

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use maud::{DOCTYPE, Markup, html};
use std::sync::Arc;

use super::{Form, Page, Reader, own_place, see, set_cookie};
use crate::form::ReasonForm;
use crate::port::{Language, Said, Tongue};
use crate::problem::Problem;
use crate::router::{Call, Shared};

/// The files that pages name; nothing comes from elsewhere.
const STYLE: &str = include_str!("../../assets/style.css");
const PASSKEY: &str = include_str!("../../assets/passkey.js");

/// `GET /assets/…`
pub(crate) async fn asset(Path(name): Path<String>) -> Response<Body> {
    let (kind, bytes) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", STYLE),
        "passkey.js" => ("text/javascript; charset=utf-8", PASSKEY),
        _ => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        }
    };
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// `GET /language?to=ja&back=/`: nothing but a preference.
pub(crate) async fn choose_language(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = (|| {
        if shared.site.door(&headers).is_none() {
            return Err(Problem::standing(StatusCode::MISDIRECTED_REQUEST, "page-other-name").into());
        }
        let form = Form::of_query(query.as_deref());
        let mut response = see(own_place(form.one("back")));
        let language = if form.one("to") == Some("en") { "en" } else { "ja" };
        let secure = if shared.site.is_encrypted() { "; Secure" } else { "" };
        let cookie = format!("lang={language}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}");
        set_cookie(&mut response, &cookie);
        Ok(response)
    })();
    shared.page(&call, &headers, done)
}

/// Whether a page runs the script of passkeys.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Script {
    /// No script at all.
    None,
    /// The script that talks to a passkey.
    Passkey,
}

/// Puts a page together.
pub(crate) fn page(reader: &Reader, script: Script, title: &str, content: &Markup) -> Markup {
    let tongue = &reader.tongue;
    let (code, other) = match tongue.language {
        Language::Ja => ("ja", "en"),
        Language::En => ("en", "ja"),
    };
    let back = format!("/language?to={other}&back={}", super::encoded(&reader.path));
    html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – " (tongue.say("page-product")) }
                link rel="stylesheet" href="/assets/style.css";
                link rel="icon" href="data:,";
                @if script == Script::Passkey { script src="/assets/passkey.js" defer {} }
            }
            body {
                a.skip href="#main" { (tongue.say("page-skip")) }
                header.top {
                    a.brand href="/" { span.seal aria-hidden="true" { (tongue.say("page-seal")) } (tongue.say("page-product")) }
                    @if let Some(session) = &reader.session {
                        nav aria-label=(tongue.say("page-nav")) {
                            ul {
                                @for (path, key) in NAVIGATION {
                                    li {
                                        @if reader.path == path {
                                            a href=(path) aria-current="page" { (tongue.say(key)) }
                                        } @else { a href=(path) { (tongue.say(key)) } }
                                    }
                                }
                            }
                        }
                        form.who method="post" action="/sign-out" {
                            input type="hidden" name="csrf" value=(session.csrf);
                            span { (session.person) }
                            button.quiet type="submit" { (tongue.say("page-sign-out")) }
                        }
                    }
                    a.language href=(back) lang=(other) hreflang=(other) { (tongue.say("page-other-language")) }
                }
                main id="main" tabindex="-1" { h1 { (title) } (content) }
                footer { (tongue.say("page-foot")) }
            }
        }
    }
}

/// The ways from every page.
const NAVIGATION: [(&str, &str); 6] = [
    ("/", "page-nav-home"),
    ("/looks/permit/list", "page-nav-permits"),
    ("/media", "page-nav-media"),
    ("/chain", "page-nav-chain"),
    ("/people", "page-nav-people"),
    ("/acts", "page-nav-acts"),
];

/// Shows something that was done or is to be known.
pub(crate) fn notice(words: &str) -> Markup {
    html! { p.notice role="status" { (words) } }
}

/// Shows every reason why not: rule, sentence, next step, and the forms that take it, but for the one that was just sent.
pub(crate) fn reasons(tongue: &Tongue, all: &[ReasonForm], site: &str, sent: Option<&str>) -> Markup {
    html! {
        ul.reasons {
            @for reason in all {
                li {
                    p { code { (reason.code) } " " strong { (reason.sentence) } }
                    p { span.next { (tongue.say("word-next")) } " " (reason.advice) }
                    @for (name, place) in steps(tongue, &reason.advice, sent) {
                        p { a.button href=(format!("{site}{place}")) { (name) } }
                    }
                }
            }
        }
    }
}

/// Finds the forms behind the commands that a next step prints.
fn steps(tongue: &Tongue, advice: &str, sent: Option<&str>) -> Vec<(String, String)> {
    let grammar = tongue.sentences.grammar(tongue.language);
    let mut steps = Vec::new();
    for part in advice.split("sekisho ").skip(1) {
        let end = part.find(|c: char| !c.is_ascii() || matches!(c, '`' | ';' | '\n')).unwrap_or(part.len());
        let words: Vec<&str> = part.get(..end).unwrap_or_default().split_whitespace().collect();
        let names = [words.get(..2).map(|two| two.join(" ")), words.first().map(|one| (*one).to_owned())];
        let other = names.into_iter().flatten().filter(|name| Some(name.as_str()) != sent);
        let found = other.into_iter().find_map(|name| {
            let verb = grammar.act(&name).or_else(|| grammar.look(&name))?;
            let base = if grammar.act(&name).is_some() { "acts" } else { "looks" };
            let rest = words.get(name.split(' ').count()..).unwrap_or_default();
            let pairs = super::query(&verb.pairs(rest));
            Some((verb.short.clone(), format!("/{base}/{}?{pairs}", name.replace(' ', "/"))))
        });
        steps.extend(found.filter(|step| !steps.contains(step)));
    }
    steps
}

/// Shows what went wrong.
pub(crate) fn problem(
    reader: &Reader,
    problem: &Problem,
    said: &Said,
    operation: &str,
    site: &str,
) -> Markup {
    let tongue = &reader.tongue;
    let content = html! {
        p { (said.sentence) }
        @if let Some(advice) = &said.advice { p { span.next { (tongue.say("word-next")) } " " (advice) } }
        @if !problem.reasons.is_empty() { (reasons(tongue, &problem.reasons, site, None)) }
        p { a href=(format!("{site}/")) { (tongue.say("page-nav-home")) } }
        p.fine { code { (said.code) } " · " (tongue.say("page-operation")) " " code { (operation) } }
    };
    page(reader, Script::None, &tongue.say("page-not-done"), &content)
}
