//! Custody: who has which copy. A hand-over ends with the signature of every receiver; until then the giver answers.

use std::collections::BTreeSet;

use crate::decide::Ask;
use crate::document::{Document, Protection, Transport};
use crate::event::Event;
use crate::id::{MediumId, PermitId, PersonId};
use crate::medium::Whereabouts;
use crate::party::Role;
use crate::permit::request::{find, known_person};
use crate::permit::{Copy, Custody, HoldCause, Holder, Outing, Permit};
use crate::reason::{Reasons, Rule};
use crate::time::Timestamp;

/// Decides whether a copy may be given to somebody, or into its place of return.
///
/// Shape: the permit is `Approved` or `Out`; yields `CustodyOffered`, or `CustodyChanged` at once for a courier, who
/// has no key: the giver's signature and the consignment number stand for the pick-up.
/// Errors: every rule of custody, method and persons that says no. Going home is never refused for time or freeze.
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
    let from = giver(ask, found, medium, reasons);
    let homeward = *to == Holder::Place(document.return_to.clone());
    if !homeward {
        outward(ask, found, reasons);
    }
    check_receivers(ask, document, to, reasons);
    let last = if homeward { Timestamp::LATEST } else { document.return_by };
    reasons.require(ask.now < due && due <= last, || {
        Rule::DueUnfit.about("due", due).about("return_by", document.return_by)
    });
    let (medium, to) = (medium.clone(), to.clone());
    match to {
        Holder::Courier { .. } => vec![Event::CustodyChanged { medium, permit, to }],
        Holder::Persons(_) | Holder::Place(_) => {
            vec![Event::CustodyOffered { due, from, medium, permit, to }]
        }
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
        Custody::Held { by: Holder::Place(place), .. } if *place == document.from => {
            from_the_cabinet(ask, document, medium, reasons);
        }
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
    let there = ask.state.media.get(medium).is_none_or(|known| {
        // A medium that is nowhere in the ledger is refused as such.
        known.whereabouts == Whereabouts::At(document.from.clone())
    });
    reasons.require(there, || Rule::MediumElsewhere.about("medium", medium).about("place", &document.from));
}

/// What must hold to carry anything away from home.
fn outward(ask: Ask<'_>, permit: &Permit, reasons: &mut Reasons) {
    let document = permit.document();
    let id = document.permit;
    match permit {
        Permit::Requested(_) | Permit::SentBack(_) => {
            reasons.add(Rule::PermitNotApproved.about("permit", id))
        }
        Permit::Approved(_) => {}
        Permit::Out(outing) => {
            reasons.require(outing.hold.is_none(), || Rule::Frozen.about("permit", id));
        }
    }
    reasons.require(document.protection != Protection::Sealed, || Rule::NotSealed.about("permit", id));
    reasons.require(document.window.from <= ask.now, || {
        Rule::WindowNotOpen.about("permit", id).about("from", document.window.from)
    });
    reasons.require(!document.window.is_over(ask.now), || {
        Rule::WindowOver.about("permit", id).about("until", document.window.until)
    });
}

fn check_receivers(ask: Ask<'_>, document: &Document, to: &Holder, reasons: &mut Reasons) {
    let permit = document.permit;
    match to {
        Holder::Courier { consignment } => {
            let approved =
                matches!(document.transport, Transport::Courier { .. }) && !consignment.trim().is_empty();
            reasons.require(approved, || Rule::MethodNotApproved.about("permit", permit));
        }
        Holder::Persons(persons) => {
            for person in persons {
                known_person(ask, person, reasons);
                let named = document.may_carry(person) || document.receivers.contains(person);
                reasons
                    .require(named, || Rule::PersonNotNamed.about("permit", permit).about("person", person));
            }
            reasons.require(!persons.contains(ask.person) || persons.len() > 1, || {
                Rule::GiverIsReceiver.about("person", ask.person)
            });
            if !document.is_at_site(to) {
                let carried = matches!(document.transport, Transport::Carried { .. });
                reasons.require(carried, || Rule::MethodNotApproved.about("permit", permit));
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
/// Errors: [`Rule::NotOffered`], [`Rule::SignedAlready`], [`Rule::GiverIsReceiver`], [`Rule::RoleMissing`].
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
                frozen_only_homeward(permit, outing, reasons);
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

fn frozen_only_homeward(permit: PermitId, outing: &Outing, reasons: &mut Reasons) {
    // Bringing something home is never refused; what is lost for good goes nowhere else.
    let stopped = outing.hold.as_ref().is_some_and(|hold| hold.cause != HoldCause::Overdue);
    reasons.require(!stopped, || Rule::Frozen.about("permit", permit));
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
        Holder::Persons([ask.person.clone()].into())
    } else {
        ask.require_role(reasons, &[Role::MediaKeeper]);
        Holder::Place(document.return_to.clone())
    };
    let changed = Event::CustodyChanged { medium: medium.clone(), permit: document.permit, to };
    vec![signed, changed]
}
