//! Incidents: opened by the record itself, with the figures that the permit already knows.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::document::Extract;
use crate::id::{MediumId, PermitId};
use crate::permit::Holder;
use crate::time::Timestamp;

/// Why an incident was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Somebody reported a loss.
    Lost,
    /// "Cannot find it", and an hour went by.
    Missing,
    /// A stock-take missed a medium.
    NotAtStockTake,
    /// Somebody reported a theft.
    Stolen,
}

impl Cause {
    /// Tells whether it is certain that the medium is in strange hands or gone, and not only looked for.
    pub fn is_certain(self) -> bool {
        matches!(self, Self::Lost | Self::Stolen)
    }
}

/// What is known the moment an incident opens. Nobody types a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Why it was opened.
    pub cause: Cause,
    /// What was on the media, as approved.
    pub extracts: Vec<Extract>,
    /// When somebody first knew: the clock of the law starts here.
    pub known_at: Timestamp,
    /// Who had the copies last.
    pub last_holders: Vec<(MediumId, Holder)>,
    /// Which media.
    pub media: BTreeSet<MediumId>,
    /// How many people's data, at the most.
    pub people: u64,
    /// The permit, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit: Option<PermitId>,
}
