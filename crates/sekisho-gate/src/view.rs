//! The list of permits: rows that are made from events only, and can always be made again.

use sekisho_core::event::{Event, Recorded};
use sekisho_core::id::{PermitId, PersonId};
use sekisho_core::permit::Permit;
use sekisho_core::{Digest, State, Timestamp};
use serde::{Deserialize, Serialize};

/// One row of the list of permits, finished ones included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermitView {
    /// Index of the last event about it.
    pub index: u64,
    /// Its last living state: the whole of it, for showing.
    pub last: Permit,
    /// Which permit.
    pub permit: PermitId,
    /// The status: of a living permit its state, else how it ended.
    pub status: String,
    /// When the row last changed.
    pub updated_at: Timestamp,
}

impl PermitView {
    /// Tells whether the permit is finished.
    pub fn is_finished(&self) -> bool {
        matches!(self.status.as_str(), "closed" | "lapsed" | "revoked" | "withdrawn")
    }

    /// Gives how many people's data it is.
    pub fn people(&self) -> u64 {
        self.last.document().people
    }

    /// Gives who asked.
    pub fn requester(&self) -> &PersonId {
        &self.last.request().requester
    }

    /// Gives the digest of the purpose.
    pub fn purpose(&self) -> Digest {
        self.last.document().purpose
    }
}

/// Makes the row that an event changes, from the state before and after it.
///
/// Shape: `None` if the event is about no permit, or about one that was finished before.
pub fn view_after(
    before: Option<&Permit>,
    after: &State,
    recorded: &Recorded,
    index: u64,
) -> Option<PermitView> {
    let permit = recorded.event.permit()?;
    let (last, status) = match after.permits.get(&permit) {
        Some(live) => (live.clone(), live.status()),
        None => (before?.clone(), ending(&recorded.event)),
    };
    Some(PermitView { index, last, permit, status: status.to_owned(), updated_at: recorded.recorded_at })
}

fn ending(event: &Event) -> &'static str {
    match event {
        Event::PermitLapsed { .. } => "lapsed",
        Event::PermitRevoked { .. } => "revoked",
        Event::PermitWithdrawn { .. } => "withdrawn",
        _ => "closed",
    }
}
