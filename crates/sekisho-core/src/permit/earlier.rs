//! A second set of the same data waits until the first one is accounted for.

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

use crate::decide::Ask;
use crate::document::Document;
use crate::due::GRACE;
use crate::permit::{Custody, HoldCause, Outing, Permit};
use crate::reason::{Reasons, Rule};
use crate::time::Timestamp;

/// Demands that no copy of an earlier permit for the same data, and for the same purpose or site, is late, looked for or lost.
///
/// Shape: what two persons reported destroyed is accounted for, and so is what was lost once its incident is closed.
/// Errors: [`Rule::EarlierSetOpen`] for each such permit.
/// Source: control C10.
pub(crate) fn check_earlier(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    for (permit, live) in &ask.state.permits {
        let Permit::Out(outing) = live else { continue };
        let earlier = &outing.request.document;
        if *permit == document.permit || !is_same(earlier, document) || !is_open(ask, outing) {
            continue;
        }
        let status = live.status();
        reasons.add(
            Rule::EarlierSetOpen
                .about("permit", document.permit)
                .about("earlier", permit)
                .about("status", status),
        );
    }
}

/// The same dataset, for the same purpose or at the same site.
fn is_same(earlier: &Document, document: &Document) -> bool {
    let same_data =
        earlier.extracts.iter().any(|one| document.extracts.iter().any(|other| other.dataset == one.dataset));
    let same_purpose = earlier.purpose_code.is_some() && earlier.purpose_code == document.purpose_code;
    same_data && (same_purpose || earlier.site == document.site)
}

fn is_open(ask: Ask<'_>, outing: &Outing) -> bool {
    let document = &outing.request.document;
    let permit = document.permit;
    let lost = outing.copies.iter().any(|(medium, copy)| {
        let searched = || {
            ask.state
                .incidents
                .values()
                .any(|open| open.permit == Some(permit) && open.media.contains(medium))
        };
        matches!(copy.custody, Custody::Lost { .. }) && searched()
    });
    let missing = outing.hold.as_ref().is_some_and(|hold| hold.cause == HoldCause::Missing);
    let late = |at: Timestamp| at.plus(GRACE) <= ask.now;
    let outside = outing.copies_outside().filter(|(_, copy)| !copy.is_destroyed(&ask.state.persons));
    let unaccounted = outside.into_iter().any(|(_, copy)| {
        let arrival = document.arrive_by.is_some_and(late) && !document.receivers.is_empty();
        missing || late(document.return_by) || (arrival && copy.arrived_at.is_none())
    });
    lost || unaccounted
}
