//! Figures for whoever keeps the server, in the text form of Prometheus: counts by route, and no person, permit or address.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::{Extension, extract::Request};
use std::sync::Arc;

use crate::problem::Problem;
use crate::router::{Call, Shared};

/// The path.
pub(crate) const METRICS: &str = "/metrics";

/// Upper ends of the classes of latency. Units: milliseconds.
const CLASSES: [u64; 10] = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000];

/// Who may read figures.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Readers {
    /// Whoever is on this machine.
    #[default]
    Here,
    /// Whoever asks.
    Everybody,
}

/// What is counted.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    classes: [u64; CLASSES.len()],
    count: u64,
    millis: u64,
    requests: BTreeMap<(&'static str, String, u16), u64>,
}

impl Metrics {
    /// Counts a request. Units: milliseconds.
    pub(crate) fn count(&mut self, method: &str, route: &str, status: u16, millis: u64) {
        let method = match method {
            "GET" => "GET",
            "HEAD" => "HEAD",
            "POST" => "POST",
            _ => "other",
        };
        let one = self.requests.entry((method, route.to_owned(), status)).or_default();
        *one = one.saturating_add(1);
        self.count = self.count.saturating_add(1);
        self.millis = self.millis.saturating_add(millis);
        for (class, end) in self.classes.iter_mut().zip(CLASSES) {
            if millis <= end {
                *class = class.saturating_add(1);
            }
        }
    }

    /// Writes the figures.
    pub(crate) fn text(&self, gauges: &[(&str, u64)]) -> String {
        let mut out = String::from("# TYPE sekisho_requests_total counter\n");
        for ((method, route, status), count) in &self.requests {
            let _ = writeln!(
                out,
                "sekisho_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}"
            );
        }
        out.push_str("# TYPE sekisho_request_seconds histogram\n");
        for (class, end) in self.classes.iter().zip(CLASSES) {
            let _ = writeln!(out, "sekisho_request_seconds_bucket{{le=\"{}\"}} {class}", seconds(end));
        }
        let _ = writeln!(out, "sekisho_request_seconds_bucket{{le=\"+Inf\"}} {}", self.count);
        let _ = writeln!(out, "sekisho_request_seconds_sum {}", seconds(self.millis));
        let _ = writeln!(out, "sekisho_request_seconds_count {}", self.count);
        for (name, value) in gauges {
            let _ = writeln!(out, "# TYPE sekisho_{name} gauge\nsekisho_{name} {value}");
        }
        out
    }
}

/// Writes milliseconds as seconds.
fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

/// `GET /metrics`
pub(crate) async fn metrics(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    request: Request,
) -> Response<Body> {
    let from = shared.address(request.extensions(), &headers);
    let done = async {
        if shared.readers == Readers::Here && !from.is_loopback() {
            return Err(Problem::standing(StatusCode::NOT_FOUND, "server-no-such"));
        }
        let size = shared.desk.ask(|house| house.gate().size()).await?;
        let now = (shared.outlets.millis)();
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let (errands, sessions) = (shared.errands().len(now), shared.sessions().len(now));
        let gauges =
            [("errands_open", count(errands)), ("record_entries", size), ("sessions_open", count(sessions))];
        let mut response = Response::new(Body::from(shared.metrics().text(&gauges)));
        let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        Ok(response)
    };
    let done = done.await;
    shared.answer(&call, done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_counts_by_route_and_a_histogram() {
        let mut metrics = Metrics::default();
        metrics.count("GET", "/permits/{permit}", 200, 7);
        metrics.count("GET", "/permits/{permit}", 200, 12_345);
        metrics.count("BREW", "-", 405, 0);
        let text = metrics.text(&[("sessions_open", 3)]);
        for line in [
            "sekisho_requests_total{method=\"GET\",route=\"/permits/{permit}\",status=\"200\"} 2",
            "sekisho_requests_total{method=\"other\",route=\"-\",status=\"405\"} 1",
            "sekisho_request_seconds_bucket{le=\"0.005\"} 1",
            "sekisho_request_seconds_bucket{le=\"0.010\"} 2",
            "sekisho_request_seconds_bucket{le=\"10.000\"} 2",
            "sekisho_request_seconds_bucket{le=\"+Inf\"} 3",
            "sekisho_request_seconds_sum 12.352",
            "sekisho_sessions_open 3",
        ] {
            assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        }
    }
}
