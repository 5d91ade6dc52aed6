//! Problems: why not, in a form that a program and a person can read (RFC 9457).

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use sekisho_gate::Fault;

use crate::desk::{NoDesk, Words};
use crate::form::{ProblemForm, ReasonForm};
use crate::port::{Language, Said};

/// Codes of what goes wrong in front of the rooms.
pub(crate) const STANDING: [&str; 31] = [
    "idempotency-key-reused",
    "idempotency-key-unfit",
    "page-errand-gone",
    "page-form-foreign",
    "page-form-unread",
    "page-invite-gone",
    "page-invite-no",
    "page-key-unknown",
    "page-other-browser",
    "page-other-name",
    "page-passkey-kind",
    "page-setup-gone",
    "page-sign-in-no",
    "page-storage",
    "page-token-many",
    "page-token-unfit",
    "refused",
    "server-body-too-large",
    "server-body-unfit",
    "server-full",
    "server-late",
    "server-method",
    "server-no-such",
    "server-not-json",
    "server-not-release",
    "server-stopped",
    "server-too-many",
    "token-missing",
    "token-scope",
    "token-sight",
    "token-unknown",
];

/// A request that was not done.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) reasons: Vec<ReasonForm>,
    pub(crate) record: Vec<u64>,
    pub(crate) said: What,
    pub(crate) status: StatusCode,
}

/// What is said: words at hand, or a code whose words are known.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Code(&'static str),
    Words(Box<Said>),
}

/// The code of the problem inside a response, for the log.
#[derive(Clone, Debug)]
pub(crate) struct Code(pub(crate) String);

impl Problem {
    pub(crate) fn standing(status: StatusCode, code: &'static str) -> Self {
        Self { reasons: Vec::new(), record: Vec::new(), said: What::Code(code), status }
    }

    pub(crate) fn said(status: StatusCode, said: Said) -> Self {
        Self { reasons: Vec::new(), record: Vec::new(), said: What::Words(Box::new(said)), status }
    }

    pub(crate) fn into_response(self, words: &Words, language: Language, operation: &str) -> Response<Body> {
        let said = match self.said {
            What::Words(said) => *said,
            What::Code(code) => words
                .get(&(language, code))
                .cloned()
                .unwrap_or_else(|| Said { code: code.to_owned(), ..Said::default() }),
        };
        let form = ProblemForm {
            advice: said.advice,
            kind: format!("https://sekisho.example/problem/{}", said.code),
            code: said.code,
            exit: said.exit,
            operation: operation.to_owned(),
            reasons: self.reasons,
            record: self.record,
            status: self.status.as_u16(),
            title: said.sentence,
        };
        let mut response = Response::new(Body::from(serde_json::to_vec(&form).unwrap_or_default()));
        *response.status_mut() = self.status;
        response.extensions_mut().insert(Code(form.code));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let written = match language {
            Language::En => "en",
            Language::Ja => "ja",
        };
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(written));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"sekisho\""));
        }
        response
    }
}

impl From<NoDesk> for Problem {
    fn from(no: NoDesk) -> Self {
        let code = match no {
            NoDesk::Full => "server-full",
            NoDesk::Gone => "server-stopped",
        };
        Self::standing(StatusCode::SERVICE_UNAVAILABLE, code)
    }
}

/// Chooses the status of a fault: whose it is, and whether the same again could help.
pub(crate) fn status(fault: &Fault) -> StatusCode {
    match fault {
        Fault::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Fault::FactsDiffer | Fault::NonceUsed => StatusCode::CONFLICT,
        Fault::KeyNotForActs { .. } | Fault::KeySynced { .. } | Fault::PageNotSafe { .. } => {
            StatusCode::FORBIDDEN
        }
        Fault::OtherPerson { .. } | Fault::Signature(_) | Fault::UnknownKey(_) => StatusCode::FORBIDDEN,
        Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        fault if fault.is_senders() => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
