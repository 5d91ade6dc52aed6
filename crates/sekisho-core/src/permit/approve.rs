//! Judging a request.

use std::collections::{BTreeMap, BTreeSet};

use crate::decide::Ask;
use crate::document::Document;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{PermitId, PersonId};
use crate::party::Role;
use crate::permit::request::{check_document, find};
use crate::permit::rewrap::check_rewrap;
use crate::permit::{Approval, Outing, Permit, Request};
use crate::reason::{Reasons, Rule};
use crate::rewrap::Rewrapping;
use crate::state::State;

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

/// Approvals that a permit needs at least. Source: control C05, two persons; a local rule may ask for more.
const APPROVALS: usize = 2;

/// Decides whether the approver may approve this very document.
///
/// Shape: the permit is `Requested`, or out with a re-wrap that waits; yields one `PermitApproved`, then `PermitReady` if it was the last one needed. Of the
/// earlier approvals only those count whose givers still hold a role that approves, and a key.
/// Errors: [`Rule::ApproverIsRequester`], [`Rule::ApprovedAlready`], [`Rule::DocumentChanged`], [`Rule::RoleMissing`],
/// and whatever has become wrong with the document since it was written.
/// Source: control C05, prior written approval by the data owner.
pub(crate) fn approve(ask: Ask<'_>, permit: PermitId, document: Digest, reasons: &mut Reasons) -> Vec<Event> {
    let role = require_say(ask, permit, &roles_wanted(ask, permit), reasons);
    let Some(waits) = waiting(ask, permit, reasons) else { return Vec::new() };
    check_asker(ask, permit, &waits, reasons);
    reasons.require(!waits.approvals.contains_key(ask.person), || {
        Rule::ApprovedAlready.about("permit", permit).about("person", ask.person)
    });
    reasons.require(waits.digest == document, || {
        Rule::DocumentChanged.about("permit", permit).about("document", waits.digest)
    });
    match waits.outing {
        Some(outing) => check_rewrap(ask, outing, waits.document, reasons),
        None => check_document(ask, waits.document, reasons),
    }
    let Some(role) = role else { return Vec::new() };
    let digest = waits.digest;
    let deputy = ask.deputy(Some(role));
    let person = ask.person.clone();
    let mut events = vec![Event::PermitApproved { deputy: deputy.clone(), digest, permit, person, role }];
    let mut approvals = waits.approvals.clone();
    approvals.insert(ask.person.clone(), Approval { deputy, role, at: ask.now });
    if is_enough(ask, waits.document, &approvals) {
        events.push(Event::PermitReady { digest, permit });
    }
    events
}

/// Tells whether the approvals that stand now suffice: two persons, of whom one answers for information security.
///
/// INVARIANT: approvals are kept by person, so neither two keys nor two roles make one person count twice; nor do two who
/// stand in for the same person, or one of them and that person.
pub(crate) fn is_enough(ask: Ask<'_>, document: &Document, approvals: &BTreeMap<PersonId, Approval>) -> bool {
    // What was given for somebody for whom the person does not stand in any more counts for nobody: another one approves, or
    // the request is sent back.
    let stands = |person: &PersonId, given: &Approval| {
        let known = ask.state.persons.get(person);
        let same = known.and_then(|known| known.deputies.get(&given.role)) == given.deputy.as_ref();
        same && APPROVING.iter().any(|role| answers(ask, person, *role))
    };
    let mut standing = approvals.clone();
    standing.retain(|person, given| stands(person, given));
    let principals: BTreeSet<&PersonId> = standing
        .iter()
        .map(|(person, given)| given.deputy.as_ref().map_or(person, |deputy| &deputy.of))
        .collect();
    // More than the purpose needs is for the chief officer to answer for, too, and so are persons under protection.
    let within = !document.needs_chief_officer() || has(ask, &standing, Role::ChiefOfficer);
    principals.len() >= APPROVALS && has(ask, &standing, Role::SecurityManager) && within
}

/// Roles that approve.
const APPROVING: [Role; 3] = [Role::Approver, Role::SecurityManager, Role::ChiefOfficer];

/// Tells whether the person still answers in the role: an approval ends with the role, the employment, or the last key.
fn answers(ask: Ask<'_>, person: &PersonId, role: Role) -> bool {
    let known = ask.state.persons.get(person);
    let has_key = known.is_some_and(|known| known.keys.values().any(crate::party::Key::acts));
    has_key && ask.state.holds(person, role, ask.now)
}

fn has(ask: Ask<'_>, approvals: &BTreeMap<PersonId, Approval>, role: Role) -> bool {
    approvals.iter().any(|(person, approval)| approval.role == role && answers(ask, person, role))
}

/// Demands one of the roles, except of whoever asked: no role lets them judge their own request, so none is advised.
fn require_say(ask: Ask<'_>, permit: PermitId, roles: &[Role], reasons: &mut Reasons) -> Option<Role> {
    let asked =
        Waiting::find(ask.state, permit).is_some_and(|waits| waits.is_asked_by(ask.state, ask.person));
    if asked { None } else { ask.require_role(reasons, roles) }
}

/// Prefers the role that is still missing, for a person who holds both.
fn roles_wanted(ask: Ask<'_>, permit: PermitId) -> [Role; 3] {
    let live = ask.state.permits.get(&permit);
    let approvals = live.map(|live| match live.rewrapping() {
        Some(again) => &again.approvals,
        None => &live.request().approvals,
    });
    let missing = |role| !approvals.is_some_and(|approvals| has(ask, approvals, role));
    let beyond = live.is_some_and(|live| live.document().needs_chief_officer());
    if beyond && missing(Role::ChiefOfficer) {
        [Role::ChiefOfficer, Role::SecurityManager, Role::Approver]
    } else if missing(Role::SecurityManager) {
        [Role::SecurityManager, Role::Approver, Role::ChiefOfficer]
    } else {
        [Role::Approver, Role::SecurityManager, Role::ChiefOfficer]
    }
}

/// Decides whether the approver may send the request back for correction (差戻し). A re-wrap that is sent back is over; it may be
/// asked for anew.
pub(crate) fn send_back(ask: Ask<'_>, permit: PermitId, reason: Digest, reasons: &mut Reasons) -> Vec<Event> {
    require_say(ask, permit, &APPROVING, reasons);
    if let Some(waits) = waiting(ask, permit, reasons) {
        check_asker(ask, permit, &waits, reasons);
    }
    vec![Event::PermitSentBack { permit, person: ask.person.clone(), reason }]
}

/// What waits for approvals: a request, or the re-wrap of a permit that is out.
struct Waiting<'a> {
    approvals: &'a BTreeMap<PersonId, Approval>,
    digest: Digest,
    document: &'a Document,
    outing: Option<&'a Outing>,
    requesters: [&'a PersonId; 2],
}

impl<'a> Waiting<'a> {
    fn find(state: &'a State, permit: PermitId) -> Option<Self> {
        match state.permits.get(&permit)? {
            Permit::Requested(Request { approvals, digest, document, requester, .. }) => {
                let requesters = [requester, requester];
                Some(Self { approvals, digest: *digest, document, outing: None, requesters })
            }
            Permit::Out(outing) => {
                let Rewrapping { approvals, digest, document, requester, .. } = outing.rewrap.as_deref()?;
                // Whoever asked for the carry-out does not judge what becomes of it, either.
                let requesters = [&outing.request.requester, requester];
                Some(Self { approvals, digest: *digest, document, outing: Some(outing), requesters })
            }
            Permit::Approved(_) | Permit::SentBack(_) => None,
        }
    }

    /// Nobody judges what they asked for, and nobody does it for them.
    fn is_asked_by(&self, state: &State, person: &PersonId) -> bool {
        self.requesters.iter().any(|requester| state.are_one(person, requester))
    }
}

fn check_asker(ask: Ask<'_>, permit: PermitId, waits: &Waiting<'_>, reasons: &mut Reasons) {
    reasons.require(!waits.is_asked_by(ask.state, ask.person), || {
        Rule::ApproverIsRequester.about("permit", permit).about("person", ask.person)
    });
}

fn waiting<'a>(ask: Ask<'a>, permit: PermitId, reasons: &mut Reasons) -> Option<Waiting<'a>> {
    let found = find(ask, permit, reasons)?;
    let waits = Waiting::find(ask.state, permit);
    if waits.is_none() {
        reasons.add(Rule::PermitNotWaiting.about("permit", permit).about("status", found.status()));
    }
    waits
}

#[cfg(test)]
mod tests;
