//! The JSON API. A handler does four things: parse, call the gate, ask the vault where that is its errand, answer.

pub(crate) mod act;
pub(crate) mod letter;
pub(crate) mod verb;

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use sekisho_gate::Fault;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::port::{House, Language};
use crate::problem::{Problem, status};

/// Reads a form.
///
/// Errors: another kind of content, a body that is too large or came too slowly, JSON of another shape.
fn read<T: DeserializeOwned>(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<T, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().is_none_or(|kind| !kind.trim().eq_ignore_ascii_case("application/json")) {
        return Err(Problem::standing(StatusCode::UNSUPPORTED_MEDIA_TYPE, "server-not-json"));
    }
    let unfit = || Problem::standing(StatusCode::BAD_REQUEST, "server-body-unfit");
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::standing(StatusCode::PAYLOAD_TOO_LARGE, "server-body-too-large")
        }
        _ => unfit(),
    })?;
    serde_json::from_slice(&body).map_err(|_| unfit())
}

fn json(form: &impl Serialize) -> Response<Body> {
    let mut response = Response::new(Body::from(serde_json::to_vec(form).unwrap_or_default()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn unfit() -> Problem {
    Problem::standing(StatusCode::BAD_REQUEST, "server-body-unfit")
}

/// Says a fault in words.
pub(crate) fn fault(house: &dyn House, language: Language, fault: Fault) -> Problem {
    Problem::said(status(&fault), house.fault(language, fault))
}
