//! Signing with the passkey of a phone, while the act stands on a desk's page: a picture of the page's own address.
//!
//! What the address is worth: whoever has it reads what is to be signed, for an hour at most, and signs nothing without a passkey
//! of the one person whose act it is. Once it is signed, the address says so and does nothing more.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use maud::{Markup, html};

use super::super::frame::{Script, page};
use super::super::invite::picture;
use super::super::{Form, Reader, html as answer};
use crate::port::{Language, Tongue};
use crate::router::Call;
use crate::site::Site;

/// A desk that waits looks again after so long. Units: seconds.
const AGAIN: &str = "4";

/// Where a page is open.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Here {
    /// Where the act was drafted.
    Desk,
    /// On the phone that read the picture.
    Phone,
    /// At a desk that waits for the phone.
    Waiting,
}

/// Reads off the address where the page is open. It only chooses what is shown.
pub(super) fn here(call: &Call) -> Here {
    let form = Form::of_query(call.path.split_once('?').map(|(_, query)| query));
    match form.one("on") {
        Some("desk") => Here::Waiting,
        Some("phone") => Here::Phone,
        _ => Here::Desk,
    }
}

/// Writes the address that the phone reads.
pub(super) fn link(site: &Site, token: &str, language: Language) -> String {
    format!("{}/sign/{token}?on=phone&lang={}", site.sign(), language.code())
}

/// Stands beside the button at a desk; a phone does not show it.
pub(super) fn offered(tongue: &Tongue, link: &str) -> Markup {
    html! {
        section.phone aria-labelledby="phone" {
            h2 id="phone" { (tongue.say("page-phone")) }
            p { (tongue.say("page-phone-how")) }
            (code(tongue, link))
            p { a href=(format!("?on=desk&lang={}", tongue.language.code())) { (tongue.say("page-phone-wait")) } }
            p.fine { (tongue.say("page-phone-worth")) }
        }
    }
}

/// `GET /sign/TOKEN?on=desk`: looks again by itself, and does nothing else.
pub(super) fn waiting(reader: &Reader, link: &str) -> Response<Body> {
    let tongue = &reader.tongue;
    let content = html! {
        p.lead role="status" { (tongue.say("page-phone-waiting")) }
        (code(tongue, link))
        p.fine { (tongue.say("page-phone-worth")) }
        p { a href=(format!("?lang={}", tongue.language.code())) { (tongue.say("page-phone-here")) } }
    };
    let mut response = answer(page(reader, Script::None, &tongue.say("page-phone"), &content));
    response.headers_mut().insert(header::REFRESH, HeaderValue::from_static(AGAIN));
    response
}

/// Says that it is signed and recorded.
pub(super) fn done(reader: &Reader, place: &str) -> Markup {
    let tongue = &reader.tongue;
    let content = html! {
        p.notice role="status" { (tongue.say("page-phone-done")) }
        p { a.button href=(place) { (tongue.say("page-phone-see")) } }
    };
    page(reader, Script::None, &tongue.say("page-phone-done-title"), &content)
}

fn code(tongue: &Tongue, link: &str) -> Markup {
    html! {
        div.code role="img" aria-label=(tongue.say("page-phone-code")) { (maud::PreEscaped(picture(link))) }
    }
}
