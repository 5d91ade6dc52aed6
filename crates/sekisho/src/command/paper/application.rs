//! `sekisho permit print`: 電磁的記録媒体持出し申請書兼許可書.

use std::collections::BTreeSet;
use std::path::Path;

use sekisho_audit::paper::{
    Application, Approval, Decision, Protection, RecordNumber, Stage, StandsIn, Transport, Verdict, Window,
};
use sekisho_core::document::{self, Document};
use sekisho_core::id::PersonId;
use sekisho_core::party::Standing;
use sekisho_core::{Digest, Event};
use sekisho_gate::view::PermitView;

use crate::command::paper::{Desk, Told, check_page, short_hash};
use crate::report::{Failure, Report};

/// So many persons decide at least: their boxes are on the paper before they do.
const DECIDERS: usize = 2;

/// Writes the application, which is the permit once it is approved.
pub(crate) fn print(desk: Desk<'_>, view: &PermitView, out: &Path) -> Result<Report, Failure> {
    check_page(out)?;
    let told = desk.stream(&format!("permit/{}", view.permit))?;
    let application = fill(desk, view, &told)?;
    desk.hand_out(out, application.html(desk.language()).as_bytes(), told.len())
}

fn fill(desk: Desk<'_>, view: &PermitView, told: &[Told]) -> Result<Application, Failure> {
    let (request, document) = (view.last.request(), view.last.document());
    Ok(Application {
        applicant: Some(desk.person(&request.requester)),
        approvals: approvals(desk, told, request.digest),
        arrive_at: document.arrive_by.map(|at| desk.civil(at)),
        asked_at: Some(desk.civil(request.requested_at)),
        datasets: desk.datasets(document),
        device: document.device.as_ref().map(ToString::to_string),
        document_hash: Some(short_hash(&request.digest)),
        erase_at: Some(desk.civil(document.erase_by)),
        eraser: Some(desk.person(&document.eraser)),
        footer: desk.footer()?,
        from: Some(desk.place(&document.from)),
        media: document.copies.iter().map(ToString::to_string).collect(),
        office: desk.office(),
        permit: Some(view.permit.to_string()),
        protection: Some(protection(document)),
        purpose: Some(desk.text(&document.purpose)),
        receivers: document.receivers.iter().map(|person| desk.person(person)).collect(),
        records: told.iter().map(|told| RecordNumber { index: told.index, what: desk.event(told) }).collect(),
        return_at: Some(desk.civil(document.return_by)),
        return_place: Some(desk.place(&document.return_to)),
        revision: Some(document.revision),
        route: document.route.as_ref().map(|route| route_words(desk, route)),
        section: Some(desk.employer(&request.requester)),
        stage: stage(&view.status),
        to: Some(desk.place(&document.site)),
        transport: Some(transport(desk, document)),
        window: Some(Window {
            from: desk.civil(document.window.from),
            until: desk.civil(document.window.until),
        }),
    })
}

/// Gives the words of the route; where they were erased, the digest says that there was one.
fn route_words(desk: Desk<'_>, route: &Digest) -> String {
    Some(desk.text(route)).filter(|words| !words.is_empty()).unwrap_or_else(|| short_hash(route))
}

fn stage(status: &str) -> Stage {
    match status {
        "closed" => Stage::Closed,
        "lapsed" => Stage::Lapsed,
        "requested" => Stage::Requested,
        "revoked" => Stage::Revoked,
        "sent_back" => Stage::Returned,
        "withdrawn" => Stage::Withdrawn,
        // What is out, stopped or lost is still what was permitted.
        _ => Stage::Approved,
    }
}

fn protection(document: &Document) -> Protection {
    match &document.protection {
        document::Protection::Declared { product } => Protection::Declared { product: product.clone() },
        document::Protection::Sealed => Protection::Sealed,
    }
}

fn transport(desk: Desk<'_>, document: &Document) -> Transport {
    match &document.transport {
        document::Transport::Carried { carriers, substitutes } => {
            let names = |ids: &BTreeSet<PersonId>| ids.iter().map(|person| desk.person(person)).collect();
            Transport::Carried { carriers: names(carriers), substitutes: names(substitutes) }
        }
        document::Transport::Courier { company } => Transport::Courier { company: company.clone() },
        document::Transport::Network => Transport::Network,
    }
}

/// Fills the 決裁欄: decisions on this very document, and empty boxes for those still to come.
fn approvals(desk: Desk<'_>, told: &[Told], current: Digest) -> Vec<Approval> {
    let mut shown = None;
    let mut boxes = Vec::new();
    for one in told {
        let (digest, person, title, verdict, deputy) = match &one.predicate.event {
            Event::PermitRequested { digest, .. }
            | Event::PermitAmended { digest, .. }
            | Event::RewrapRequested { digest, .. } => {
                shown = Some(*digest);
                continue;
            }
            Event::PermitApproved { deputy, digest, person, role, .. } => {
                let title = desk.say(&format!("role-{}", role.name().replace('_', "-")));
                (Some(*digest), person, title, Verdict::Approved, deputy.as_ref())
            }
            Event::PermitSentBack { person, .. } => {
                (shown, person, desk.say("paper-decider"), Verdict::Returned, None)
            }
            _ => continue,
        };
        // What was said to an earlier version is void, and stays in the record only.
        if let Some(digest) = digest.filter(|digest| *digest == current) {
            let decision = Decision {
                at: desk.civil(one.predicate.recorded_at),
                document_hash: short_hash(&digest),
                record: Some(one.index),
                verdict,
            };
            let name = Some(desk.person(person));
            let stands_in = deputy.map(|deputy| {
                let how = match deputy.standing {
                    Standing::Acting => StandsIn::Acting,
                    Standing::Delegated => StandsIn::Delegated,
                };
                (how, desk.person(&deputy.of))
            });
            boxes.push(Approval { decision: Some(decision), name, stands_in, title });
        }
    }
    while boxes.len() < DECIDERS {
        let title = desk.say("paper-decider");
        boxes.push(Approval { decision: None, name: None, stands_in: None, title });
    }
    boxes
}
