//! The states of one permit, each with exactly what it has.
//!
//! ```text
//!             amend (approvals void)
//!            ┌──────────────┐
//!  request ─▶│  Requested   │── two approve ─▶ Approved ── hand out, receive ─▶ Out ── close ─▶ (gone)
//!            └──────────────┘                     │                             │
//!              │        ▲ amend                   │ withdrawn, revoked,         │ frozen, lost, found:
//!              ▼        │                         ▼ lapsed                      ▼ of a permit that is out
//!            SentBack ──┘                       (gone)
//! ```
//!
//! A finished permit leaves the state; views keep its history. [`PermitId`](crate::id::PermitId)s are given in order, so that a number below the
//! next one that is not here is a finished permit.

mod approve;
mod carry;
mod close;
mod earlier;
mod erase;
mod hold;
mod open;
mod request;
mod rewrap;
mod seal;

pub(crate) use approve::{approve, send_back};
pub(crate) use carry::{hand, is_homeward, receive};
pub(crate) use close::close;
pub(crate) use erase::{Said, report_erasure};
pub(crate) use hold::{freeze, revoke, unfreeze};
pub(crate) use open::{ANSWERING, Challenge, declare_copy, release, report_copy_erased, report_opening};
pub(crate) use request::{amend, find, is_field_code, is_plain, known_person, request, withdraw};
pub(crate) use rewrap::{request_rewrap, rewrap};
pub(crate) use seal::seal;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::alarm::Alarm;
use crate::document::Document;
use crate::hash::Digest;
use crate::id::{CopyCode, MediumId, PersonId, PlaceId};
use crate::party::{Deputy, Person, Role};
use crate::plan::CheckItem;
use crate::rewrap::{RewrapReceipt, Rewrapping};
use crate::sealing::{Destroyed, Release, SealReceipt, WorkingCopy};
use crate::time::Timestamp;

/// A live permit.
#[expect(clippy::large_enum_variant, reason = "few permits are live at a time, and most of them are out")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permit {
    /// Two persons approved; nothing has left yet.
    Approved(Request),
    /// At least one copy has been handed out.
    Out(Outing),
    /// Waits for approvals.
    Requested(Request),
    /// 差戻し: waits for the requester to amend it.
    SentBack(Request),
}

/// A request and what was said to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Who approved this very document, when and as what.
    pub approvals: BTreeMap<PersonId, Approval>,
    /// The steps of the plan that it names, and what became of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<CheckItem>,
    /// The hash of the document.
    pub digest: Digest,
    /// What is asked for.
    pub document: Document,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// Who asks.
    pub requester: PersonId,
    /// The receipts of sealed boxes, by their media.
    pub seals: BTreeMap<MediumId, SealReceipt>,
}

/// One approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// For whom, if the role is another's.
    pub deputy: Option<Deputy>,
    /// As what the person approved.
    pub role: Role,
    /// When the record took it.
    pub at: Timestamp,
}

/// A permit of which something has left its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outing {
    /// The copies by their media.
    pub copies: BTreeMap<MediumId, Copy>,
    /// The vault's word that the release key is gone (sealed permits only).
    pub destroyed: Option<Destroyed>,
    /// When the destruction of the release key was ordered (sealed permits only): no release from here on.
    pub destruction_ordered_at: Option<Timestamp>,
    /// A re-wrap that waits for approvals.
    pub rewrap: Option<Box<Rewrapping>>,
    /// The copies that were wrapped again, by their media: the newest of each.
    pub rewrapped: BTreeMap<MediumId, RewrapReceipt>,
    /// The releases that were granted, in their order.
    pub releases: Vec<Release>,
    /// The alarms that have rung, each once.
    pub rung: BTreeSet<(MediumId, Alarm)>,
    /// What stops it, if anything does.
    pub hold: Option<Hold>,
    /// The approved request.
    pub request: Request,
    /// Copies of the content at the site.
    pub working: BTreeMap<CopyCode, WorkingCopy>,
}

/// Why a permit is stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Why.
    pub cause: HoldCause,
    /// Officers who agree to lift it.
    pub lifting: BTreeMap<PersonId, Option<Deputy>>,
    /// Since when.
    pub since: Timestamp,
}

/// What stops a permit that is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldCause {
    /// An officer stopped it.
    Ordered,
    /// Something is not back in time.
    Overdue,
    /// Lost or stolen: never lifted.
    Lost,
    /// "I cannot find it."
    Missing,
    /// The approval was taken back: never lifted.
    Revoked,
}

impl HoldCause {
    /// Tells whether two officers may lift it.
    pub fn can_be_lifted(self) -> bool {
        matches!(self, Self::Ordered | Self::Overdue | Self::Missing)
    }
}

/// One copy on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// Who has it.
    pub custody: Custody,
    /// Registered persons who reported it destroyed, each with a signature of their own.
    #[serde(default)]
    pub destroyed_by: BTreeSet<PersonId>,
    /// Those of them who work for the owner.
    #[serde(default)]
    pub destroyed_by_officers: BTreeSet<PersonId>,
    /// What was said about its erasure, last word.
    pub erasure: Option<Erasure>,
    /// Whether it has been received at the site.
    pub arrived_at: Option<Timestamp>,
}

/// Who or what holds a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A courier, by consignment number.
    Courier {
        /// The number on the courier's slip.
        consignment: String,
    },
    /// People, together.
    Persons(BTreeSet<PersonId>),
    /// A place.
    Place(PlaceId),
}

impl Holder {
    /// Tells whether the person is (one of) the holder.
    pub fn includes(&self, person: &PersonId) -> bool {
        matches!(self, Self::Persons(persons) if persons.contains(person))
    }
}

/// The custody of one copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Custody {
    /// Signed for by its holder.
    Held {
        /// Who has it.
        by: Holder,
        /// Since when.
        since: Timestamp,
    },
    /// Lost, with the last holder.
    Lost {
        /// Who had it last.
        last: Holder,
        /// When it was reported.
        at: Timestamp,
    },
    /// Given, and not yet signed for by every receiver: the giver still answers for it.
    Offered {
        /// Receivers who have signed.
        accepted: BTreeSet<PersonId>,
        /// When it must be signed for.
        due: Timestamp,
        /// Who gives.
        from: Holder,
        /// Who is to receive.
        to: Holder,
    },
    /// Back in its place; nothing more to come.
    Returned {
        /// Where.
        place: PlaceId,
        /// Since when.
        at: Timestamp,
    },
}

impl Custody {
    /// Gives who answers for the copy now.
    pub fn holder(&self) -> Holder {
        match self {
            Self::Held { by, .. } => by.clone(),
            Self::Lost { last, .. } => last.clone(),
            Self::Offered { from, .. } => from.clone(),
            Self::Returned { place, .. } => Holder::Place(place.clone()),
        }
    }
}

/// What was reported about the erasure of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// When, by the eraser's clock.
    pub at: Timestamp,
    /// Who did it.
    pub by: PersonId,
    /// What was done.
    pub method: EraseMethod,
    /// Who is said to have watched. It only informs: what somebody did not sign counts for nothing.
    pub witness: Option<PersonId>,
}

/// What was done to erase a copy. None of these is a proof: that is said wherever it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EraseMethod {
    /// 物理破壊: the medium was destroyed.
    Destroyed,
    /// 削除: the files were deleted.
    FilesDeleted,
    /// 初期化: the medium was formatted.
    Formatted,
    /// 上書き: the medium was overwritten.
    Overwritten,
    /// 上書き・読戻し: the whole medium was overwritten, and every byte was read back and compared.
    OverwrittenReadBack,
}

impl EraseMethod {
    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Destroyed => "destroyed",
            Self::FilesDeleted => "files_deleted",
            Self::Formatted => "formatted",
            Self::Overwritten => "overwritten",
            Self::OverwrittenReadBack => "overwritten_read_back",
        }
    }
}

impl Permit {
    /// Gives the request behind the permit, whatever its state.
    pub fn request(&self) -> &Request {
        match self {
            Self::Approved(request) | Self::Requested(request) | Self::SentBack(request) => request,
            Self::Out(outing) => &outing.request,
        }
    }

    /// Gives the re-wrap that waits for approvals, if one does.
    pub fn rewrapping(&self) -> Option<&Rewrapping> {
        match self {
            Self::Out(outing) => outing.rewrap.as_deref(),
            Self::Approved(_) | Self::Requested(_) | Self::SentBack(_) => None,
        }
    }

    /// Gives the document.
    pub fn document(&self) -> &Document {
        &self.request().document
    }

    /// Gives the stable name of the state.
    pub fn status(&self) -> &'static str {
        match self {
            Self::Approved(_) => "approved",
            Self::Out(outing) => match &outing.hold {
                Some(hold) if hold.cause == HoldCause::Lost => "lost",
                Some(_) => "frozen",
                None if outing.all_back() => "returned",
                None => "out",
            },
            Self::Requested(_) => "requested",
            Self::SentBack(_) => "sent_back",
        }
    }
}

impl Outing {
    /// Tells whether the copy still waits in the cabinet from which the permit starts: it has not been given to anybody.
    pub fn is_waiting(&self, copy: &Copy) -> bool {
        let start = &self.request.document.from;
        matches!(&copy.custody, Custody::Held { by: Holder::Place(place), .. } if place == start)
    }

    /// Bounds the time at which something is said to have happened to the copies: not before they were asked for, and
    /// not after the record took it.
    pub(crate) fn bounded(&self, occurred_at: Timestamp, now: Timestamp) -> Timestamp {
        occurred_at.max(self.request.requested_at).min(now)
    }

    /// Tells whether every copy is back in its place.
    pub fn all_back(&self) -> bool {
        self.copies.values().all(|copy| matches!(copy.custody, Custody::Returned { .. }))
    }

    /// Lists copies that somebody has: neither waiting in the cabinet, nor back, nor lost.
    pub fn copies_outside(&self) -> impl Iterator<Item = (&MediumId, &Copy)> {
        self.copies.iter().filter(|(_, copy)| {
            !self.is_waiting(copy) && !matches!(copy.custody, Custody::Returned { .. } | Custody::Lost { .. })
        })
    }
}

impl Copy {
    /// Tells whether the copy counts as destroyed: two persons of the register reported it so, each with a signature of
    /// their own, and at least one of them is an officer of the owner. A witness who is only named counts for nothing.
    ///
    /// Source: control C12.
    pub fn is_destroyed(&self, persons: &BTreeMap<PersonId, Person>) -> bool {
        let reported = self.destroyed_by.iter().filter(|person| persons.contains_key(*person)).count();
        reported >= DESTROYED_BY && !self.destroyed_by_officers.is_empty()
    }

    /// Tells whether anybody said that it was destroyed: such a medium is never used again.
    pub(crate) fn is_said_destroyed(&self) -> bool {
        let last = self.erasure.as_ref().is_some_and(|done| done.method == EraseMethod::Destroyed);
        last || !self.destroyed_by.is_empty()
    }
}

/// Persons who must report a copy destroyed before it counts. Source: control C12, nobody destroys alone.
const DESTROYED_BY: usize = 2;

#[cfg(any(test, feature = "testkit"))]
pub(crate) fn refusals() -> Vec<crate::testkit::Refusal> {
    let tables = [
        request::table::refusals(),
        approve::table::refusals(),
        carry::table::refusals(),
        hold::table::refusals(),
        close::table::refusals(),
        earlier::table::refusals(),
        seal::table::refusals(),
        open::table::refusals(),
        rewrap::table::refusals(),
    ];
    tables.into_iter().flatten().collect()
}
