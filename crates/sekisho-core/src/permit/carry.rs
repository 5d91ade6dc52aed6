//! Custody: who has which copy. A hand-over ends with the signature of every receiver; until then the giver answers.

use std::collections::BTreeSet;

use crate::decide::Ask;
use crate::document::{Document, Transport};
use crate::event::Event;
use crate::id::{MediumId, PermitId, PersonId};
use crate::party::Role;
use crate::permit::approve::is_enough;
use crate::permit::request::{check_before_leaving, find, is_plain, known_person};
use crate::permit::seal::is_sealed;
use crate::permit::{Copy, Custody, Holder, Outing, Permit};
use crate::plan::check_plan;
use crate::reason::{Reasons, Rule};
use crate::time::Timestamp;

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

/// Decides whether a copy may be given to somebody, or into its place of return.
///
/// Shape: the permit is `Approved` or `Out`; yields `CustodyOffered`, or `CustodyChanged` at once for a courier, who
/// has no key: the giver's signature and the consignment number stand for the pick-up. What is offered and not yet signed
/// for goes back to the giver with a hand-over to the giver: `CustodyChanged` at once.
/// Errors: every rule of custody, method and persons that says no; [`Rule::PermitNotApproved`] also at the first hand-out
/// if two approvals do not stand any more. Going home is never refused for time or freeze.
/// Source: control C10.
pub(crate) fn hand(
    ask: Ask<'_>,
    permit: PermitId,
    medium: &MediumId,
    to: &Holder,
    due: Timestamp,
    reasons: &mut Reasons,
) -> Vec<Event> {
    let Some(found) = find(ask, permit, reasons) else { return Vec::new() };
    let document = found.document();
    reasons.require(document.covers(medium), || {
        Rule::MediumNotOnPermit.about("medium", medium).about("permit", permit)
    });
    let changed = Event::CustodyChanged { medium: medium.clone(), permit, to: to.clone() };
    let copy = copy_of(found, medium);
    if let Some(Custody::Offered { from, .. }) = copy.map(|copy| &copy.custody)
        && from == to
    {
        take_back(ask, document, medium, from, reasons);
        return vec![changed];
    }
    let from = giver(ask, found, medium, reasons);
    let leaving = match found {
        Permit::Out(outing) => copy.is_some_and(|copy| outing.is_waiting(copy)),
        Permit::Approved(_) | Permit::Requested(_) | Permit::SentBack(_) => true,
    };
    let homeward = !leaving && is_homeward(document, copy, to);
    if !homeward {
        outward(ask, found, medium, reasons);
    }
    check_receivers(ask, document, leaving, to, reasons);
    let marks_arrival = document.is_at_site(to) && copy.is_some_and(|copy| copy.arrived_at.is_none());
    let holds = copy.is_none_or(|copy| matches!(copy.custody, Custody::Held { .. })) && *to == from;
    let hands_to_self = match to {
        Holder::Persons(persons) if leaving || persons.len() == 1 => persons.contains(ask.person),
        _ => holds && !marks_arrival,
    };
    reasons.require(!hands_to_self, || Rule::GiverIsReceiver.about("person", ask.person));
    let last = if homeward { Timestamp::LATEST } else { document.return_by };
    reasons.require(ask.now < due && due <= last, || {
        Rule::DueUnfit.about("due", due).about("return_by", document.return_by)
    });
    match to {
        Holder::Courier { .. } => vec![changed],
        Holder::Persons(_) | Holder::Place(_) => {
            vec![Event::CustodyOffered { due, from, medium: medium.clone(), permit, to: to.clone() }]
        }
    }
}

fn copy_of<'a>(permit: &'a Permit, medium: &MediumId) -> Option<&'a Copy> {
    match permit {
        Permit::Out(outing) => outing.copies.get(medium),
        Permit::Approved(_) | Permit::Requested(_) | Permit::SentBack(_) => None,
    }
}

/// Tells whether the hand-over brings the copy home: into its place of return, or, once it has been at the site, to
/// those who carry it back.
pub(crate) fn is_homeward(document: &Document, copy: Option<&Copy>, to: &Holder) -> bool {
    let arrived = copy.is_some_and(|copy| copy.arrived_at.is_some());
    // One carrier alone, who is also a receiver, stays at the site.
    match to {
        Holder::Courier { .. } => arrived,
        Holder::Persons(persons) => {
            arrived && persons.len() >= 2 && persons.iter().all(|person| document.may_carry(person))
        }
        Holder::Place(place) => *place == document.return_to,
    }
}

/// What nobody has signed for yet is still the giver's: any of the givers may have it back, whatever the hour.
fn take_back(ask: Ask<'_>, document: &Document, medium: &MediumId, from: &Holder, reasons: &mut Reasons) {
    if *from == Holder::Place(document.from.clone()) {
        ask.require_role(reasons, &[Role::MediaKeeper]);
    } else {
        reasons.require(from.includes(ask.person), || Rule::NotHolder.about("medium", medium));
    }
}

/// Finds who gives: the keeper of the place where the copy still waits, or one of its holders.
fn giver(ask: Ask<'_>, permit: &Permit, medium: &MediumId, reasons: &mut Reasons) -> Holder {
    let document = permit.document();
    let at_start = Holder::Place(document.from.clone());
    let Permit::Out(outing) = permit else {
        from_the_cabinet(ask, document, medium, reasons);
        return at_start;
    };
    let Some(copy) = outing.copies.get(medium) else { return at_start };
    match &copy.custody {
        Custody::Held { .. } if outing.is_waiting(copy) => from_the_cabinet(ask, document, medium, reasons),
        Custody::Held { by: Holder::Courier { .. }, .. } => {
            // A courier signs on paper; who receives from one says so with `receive`.
            reasons.add(Rule::NotHolder.about("medium", medium));
        }
        Custody::Held { by, .. } => {
            reasons.require(by.includes(ask.person), || Rule::NotHolder.about("medium", medium));
        }
        Custody::Lost { .. } => reasons.add(Rule::CopyLost.about("medium", medium)),
        Custody::Offered { .. } => reasons.add(Rule::HandOverPending.about("medium", medium)),
        Custody::Returned { .. } => reasons.add(Rule::CopyReturned.about("medium", medium)),
    }
    copy.custody.holder()
}

fn from_the_cabinet(ask: Ask<'_>, document: &Document, medium: &MediumId, reasons: &mut Reasons) {
    ask.require_role(reasons, &[Role::MediaKeeper]);
    if document.covers(medium) {
        check_before_leaving(ask, document, medium, reasons);
    }
}

/// What must hold to carry anything away from home.
fn outward(ask: Ask<'_>, permit: &Permit, medium: &MediumId, reasons: &mut Reasons) {
    let document = permit.document();
    let id = document.permit;
    match permit {
        Permit::Requested(_) | Permit::SentBack(_) => {
            reasons.add(Rule::PermitNotApproved.about("permit", id));
        }
        // Whoever approved and has no say any more does not let anything out.
        Permit::Approved(request) => {
            reasons.require(is_enough(ask, &request.document, &request.approvals), || {
                Rule::PermitNotApproved.about("permit", id)
            });
        }
        Permit::Out(outing) => not_stopped(outing, reasons),
    }
    is_sealed(permit.request(), medium, reasons);
    reasons.require(document.window.from <= ask.now, || {
        Rule::WindowNotOpen.about("permit", id).about("from", document.window.from)
    });
    not_over(ask, document, reasons);
}

fn not_stopped(outing: &Outing, reasons: &mut Reasons) {
    let permit = outing.request.document.permit;
    reasons.require(outing.hold.is_none(), || Rule::Frozen.about("permit", permit));
}

fn not_over(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    reasons.require(!document.window.is_over(ask.now), || {
        Rule::WindowOver.about("permit", document.permit).about("until", document.window.until)
    });
}

/// Who leaves the cabinet with a copy carries it; at the site it goes to receivers. Carriers and receivers do not mix.
fn check_receivers(ask: Ask<'_>, document: &Document, leaving: bool, to: &Holder, reasons: &mut Reasons) {
    let permit = document.permit;
    match to {
        Holder::Courier { consignment } => {
            let approved =
                matches!(document.transport, Transport::Courier { .. }) && !consignment.trim().is_empty();
            reasons.require(approved, || Rule::MethodNotApproved.about("permit", permit));
            reasons.require(is_plain(consignment), || Rule::TextUnfit.about("permit", permit));
        }
        Holder::Persons(persons) => {
            let carried = leaving
                || persons.is_empty()
                || !document.is_at_site(to) && persons.iter().any(|person| document.may_carry(person));
            for person in persons {
                known_person(ask, person, reasons);
                let named =
                    if carried { document.may_carry(person) } else { document.receivers.contains(person) };
                reasons
                    .require(named, || Rule::PersonNotNamed.about("permit", permit).about("person", person));
            }
            if carried {
                let by_people = matches!(document.transport, Transport::Carried { .. });
                reasons.require(by_people, || Rule::MethodNotApproved.about("permit", permit));
                reasons.require(persons.len() >= 2, || Rule::OneCarrier.about("permit", permit));
            }
        }
        Holder::Place(place) => {
            reasons.require(*place == document.return_to, || {
                Rule::PlaceNotNamed.about("permit", permit).about("place", place)
            });
        }
    }
}

/// Decides whether the person may sign for a copy.
///
/// Shape: the copy is offered to the person, or to a place that the person keeps, or a courier brings it to a named
/// receiver; yields `CustodySigned`, then `CustodyChanged` with the last signature.
/// Errors: [`Rule::NotOffered`], [`Rule::SignedAlready`], [`Rule::GiverIsReceiver`], [`Rule::RoleMissing`]; away from
/// home also [`Rule::Frozen`] and [`Rule::WindowOver`], since the last signature is what lets the copy go.
/// Source: control C10, a hand-over ends with the receiver's signature.
pub(crate) fn receive(
    ask: Ask<'_>,
    permit: PermitId,
    medium: &MediumId,
    reasons: &mut Reasons,
) -> Vec<Event> {
    let outing = match find(ask, permit, reasons) {
        Some(Permit::Out(outing)) => outing,
        Some(_) => {
            reasons.add(Rule::PermitNotOut.about("permit", permit));
            return Vec::new();
        }
        None => return Vec::new(),
    };
    let Some(copy) = outing.copies.get(medium) else {
        reasons.add(Rule::MediumNotOnPermit.about("medium", medium).about("permit", permit));
        return Vec::new();
    };
    let signed = Event::CustodySigned { medium: medium.clone(), permit, person: ask.person.clone() };
    match &copy.custody {
        Custody::Offered { accepted, from, to, .. } => match to {
            Holder::Persons(persons) => {
                let leaving = *from == Holder::Place(outing.request.document.from.clone());
                // What still stands in the cabinet does not leave under a plan that has fallen since it was offered.
                if leaving {
                    check_plan(ask, &outing.request.document, reasons);
                }
                if leaving || !is_homeward(&outing.request.document, Some(copy), to) {
                    not_stopped(outing, reasons);
                    not_over(ask, &outing.request.document, reasons);
                }
                sign_among(ask, medium, persons, accepted, reasons);
                complete(signed, accepted, ask.person, to, persons.len())
            }
            Holder::Place(_) => {
                ask.require_role(reasons, &[Role::MediaKeeper]);
                reasons.require(!from.includes(ask.person), || {
                    Rule::GiverIsReceiver.about("person", ask.person)
                });
                complete(signed, accepted, ask.person, to, 1)
            }
            Holder::Courier { .. } => Vec::new(),
        },
        Custody::Held { by: Holder::Courier { .. }, .. } => {
            from_courier(ask, outing, copy, medium, signed, reasons)
        }
        Custody::Held { .. } => {
            reasons.add(Rule::NotOffered.about("medium", medium).about("person", ask.person));
            Vec::new()
        }
        Custody::Lost { .. } => {
            reasons.add(Rule::CopyLost.about("medium", medium));
            Vec::new()
        }
        Custody::Returned { .. } => {
            reasons.add(Rule::CopyReturned.about("medium", medium));
            Vec::new()
        }
    }
}

fn sign_among(
    ask: Ask<'_>,
    medium: &MediumId,
    persons: &BTreeSet<PersonId>,
    accepted: &BTreeSet<PersonId>,
    reasons: &mut Reasons,
) {
    reasons.require(persons.contains(ask.person), || {
        Rule::NotOffered.about("medium", medium).about("person", ask.person)
    });
    reasons.require(!accepted.contains(ask.person), || {
        Rule::SignedAlready.about("medium", medium).about("person", ask.person)
    });
}

fn complete(
    signed: Event,
    accepted: &BTreeSet<PersonId>,
    person: &PersonId,
    to: &Holder,
    needed: usize,
) -> Vec<Event> {
    let Event::CustodySigned { medium, permit, .. } = &signed else { return Vec::new() };
    let changed = Event::CustodyChanged { medium: medium.clone(), permit: *permit, to: to.clone() };
    let mut all = accepted.clone();
    all.insert(person.clone());
    if all.len() >= needed { vec![signed, changed] } else { vec![signed] }
}

/// A courier delivers at the site to a named receiver, or back home to a keeper.
fn from_courier(
    ask: Ask<'_>,
    outing: &Outing,
    copy: &Copy,
    medium: &MediumId,
    signed: Event,
    reasons: &mut Reasons,
) -> Vec<Event> {
    let document = &outing.request.document;
    let to = if copy.arrived_at.is_none() && document.receivers.contains(ask.person) {
        not_stopped(outing, reasons);
        not_over(ask, document, reasons);
        Holder::Persons([ask.person.clone()].into())
    } else {
        ask.require_role(reasons, &[Role::MediaKeeper]);
        Holder::Place(document.return_to.clone())
    };
    let changed = Event::CustodyChanged { medium: medium.clone(), permit: document.permit, to };
    vec![signed, changed]
}

#[cfg(test)]
mod tests;
