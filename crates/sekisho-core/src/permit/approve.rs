//! Judging a request.

use std::collections::BTreeMap;

use crate::decide::Ask;
use crate::document::Document;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{PermitId, PersonId};
use crate::party::Role;
use crate::permit::request::{check_document, find};
use crate::permit::{Approval, Permit, Request};
use crate::reason::{Reasons, Rule};

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

/// Approvals that a permit needs at least. Source: control C05, two persons; a local rule may ask for more.
const APPROVALS: usize = 2;

/// Decides whether the approver may approve this very document.
///
/// Shape: the permit is `Requested`; yields one `PermitApproved`, then `PermitReady` if it was the last one needed. Of the
/// earlier approvals only those count whose givers still hold a role that approves, and a key.
/// Errors: [`Rule::ApproverIsRequester`], [`Rule::ApprovedAlready`], [`Rule::DocumentChanged`], [`Rule::RoleMissing`],
/// and whatever has become wrong with the document since it was written.
/// Source: control C05, prior written approval by the data owner.
pub(crate) fn approve(ask: Ask<'_>, permit: PermitId, document: Digest, reasons: &mut Reasons) -> Vec<Event> {
    let role = require_say(ask, permit, &roles_wanted(ask, permit), reasons);
    let Some(request) = waiting(ask, permit, reasons) else { return Vec::new() };
    reasons.require(request.requester != *ask.person, || {
        Rule::ApproverIsRequester.about("permit", permit).about("person", ask.person)
    });
    reasons.require(!request.approvals.contains_key(ask.person), || {
        Rule::ApprovedAlready.about("permit", permit).about("person", ask.person)
    });
    reasons.require(request.digest == document, || {
        Rule::DocumentChanged.about("permit", permit).about("document", request.digest)
    });
    check_document(ask, &request.document, reasons);
    let Some(role) = role else { return Vec::new() };
    let mut events =
        vec![Event::PermitApproved { digest: request.digest, permit, person: ask.person.clone(), role }];
    let mut approvals = request.approvals.clone();
    approvals.insert(ask.person.clone(), Approval { role, at: ask.now });
    if is_enough(ask, &request.document, &approvals) {
        events.push(Event::PermitReady { digest: request.digest, permit });
    }
    events
}

/// Tells whether the approvals that stand now suffice: two persons, of whom one answers for information security.
///
/// INVARIANT: approvals are kept by person, so neither two keys nor two roles make one person count twice.
pub(crate) fn is_enough(ask: Ask<'_>, document: &Document, approvals: &BTreeMap<PersonId, Approval>) -> bool {
    let standing = approvals.keys().filter(|person| APPROVING.iter().any(|role| answers(ask, person, *role)));
    // More than the purpose needs is for the chief officer to answer for, too.
    let within = document.beyond.is_none() || has(ask, approvals, Role::ChiefOfficer);
    standing.count() >= APPROVALS && has(ask, approvals, Role::SecurityManager) && within
}

/// Roles that approve.
const APPROVING: [Role; 3] = [Role::Approver, Role::SecurityManager, Role::ChiefOfficer];

/// Tells whether the person still answers in the role: an approval ends with the role, the employment, or the last key.
fn answers(ask: Ask<'_>, person: &PersonId, role: Role) -> bool {
    ask.state.persons.get(person).is_some_and(|known| {
        known.holds(role, ask.now) && known.keys.values().any(|key| key.revoked_at.is_none())
    })
}

fn has(ask: Ask<'_>, approvals: &BTreeMap<PersonId, Approval>, role: Role) -> bool {
    approvals.iter().any(|(person, approval)| approval.role == role && answers(ask, person, role))
}

/// Demands one of the roles, except of whoever asked: no role lets them judge their own request, so none is advised.
fn require_say(ask: Ask<'_>, permit: PermitId, roles: &[Role], reasons: &mut Reasons) -> Option<Role> {
    let waits = match ask.state.permits.get(&permit) {
        Some(Permit::Requested(request)) => request.requester == *ask.person,
        _ => false,
    };
    if waits { None } else { ask.require_role(reasons, roles) }
}

/// Prefers the role that is still missing, for a person who holds both.
fn roles_wanted(ask: Ask<'_>, permit: PermitId) -> [Role; 3] {
    let request = ask.state.permits.get(&permit).map(Permit::request);
    let missing = |role| !request.is_some_and(|request| has(ask, &request.approvals, role));
    let beyond = request.is_some_and(|request| request.document.beyond.is_some());
    if beyond && missing(Role::ChiefOfficer) {
        [Role::ChiefOfficer, Role::SecurityManager, Role::Approver]
    } else if missing(Role::SecurityManager) {
        [Role::SecurityManager, Role::Approver, Role::ChiefOfficer]
    } else {
        [Role::Approver, Role::SecurityManager, Role::ChiefOfficer]
    }
}

/// Decides whether the approver may send the request back for correction (差戻し).
pub(crate) fn send_back(ask: Ask<'_>, permit: PermitId, reason: Digest, reasons: &mut Reasons) -> Vec<Event> {
    require_say(ask, permit, &APPROVING, reasons);
    if let Some(request) = waiting(ask, permit, reasons) {
        reasons.require(request.requester != *ask.person, || {
            Rule::ApproverIsRequester.about("permit", permit).about("person", ask.person)
        });
    }
    vec![Event::PermitSentBack { permit, person: ask.person.clone(), reason }]
}

fn waiting<'a>(ask: Ask<'a>, permit: PermitId, reasons: &mut Reasons) -> Option<&'a Request> {
    match find(ask, permit, reasons)? {
        Permit::Requested(request) => Some(request),
        other => {
            reasons.add(Rule::PermitNotWaiting.about("permit", permit).about("status", other.status()));
            None
        }
    }
}

#[cfg(test)]
mod tests;
