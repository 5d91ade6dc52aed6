//! Media, places and devices: the registers behind the ledger.

use serde::{Deserialize, Serialize};

use crate::hash::Digest;
use crate::id::{MediumId, PartyId, PermitId, PlaceId};
use crate::sealing::DeviceKeys;
use crate::time::Timestamp;

/// What a medium is, as written on its ledger line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumCard {
    /// Bytes it can hold, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity_bytes: Option<u64>,
    /// The place where it belongs.
    pub home: PlaceId,
    /// Vendor and product.
    pub product: String,
    /// The serial number of the maker.
    pub serial: String,
}

/// Whether a medium may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Lost or stolen.
    Lost,
    /// Taken out of use for good.
    Retired,
    /// In use.
    Usable,
}

/// Where a medium is, as far as the record knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    /// At a place.
    At(PlaceId),
    /// Out of the building on a permit.
    Out(PermitId),
    /// Not known: missed at a stock-take, or lost.
    Unknown,
}

/// A medium as the record knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Medium {
    /// The live permit that has it on one of its lines.
    pub booked: Option<PermitId>,
    /// Its ledger line.
    pub card: MediumCard,
    /// Whether it may be used.
    pub condition: Condition,
    /// When somebody last signed for having seen it.
    pub seen_at: Option<Timestamp>,
    /// Where it is.
    pub whereabouts: Whereabouts,
}

/// What a place is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// 保管庫: a locked place where media rest.
    Cabinet,
    /// 作業場所: where data are worked on.
    Site,
}

/// A place as the record knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What it is for.
    pub kind: PlaceKind,
    /// Digest of its name.
    pub name: Digest,
    /// Whose it is.
    pub party: PartyId,
}

/// A device that receives data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// How it signs, once it is enrolled.
    pub keys: Option<DeviceKeys>,
    /// Whose it is.
    pub party: PartyId,
    /// Where it stands.
    pub place: PlaceId,
    /// The serial number of the maker.
    pub serial: String,
}

/// A medium out of its place, for the evening list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Absent {
    /// Which medium.
    pub medium: MediumId,
    /// The permit under which it went, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit: Option<PermitId>,
}
