//! The permit document: everything the approvers sign, by its hash.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::hash::Digest;
use crate::id::{DatasetId, DeviceId, MediumId, PermitId, PersonId, PlaceId, PurposeId};
use crate::less::{Concerned, Form, Masked, Protected};
use crate::permit::Holder;
use crate::plan::PlanRef;
use crate::sealing::{CopyId, Sealing};
use crate::time::{Timestamp, Window};

/// What is taken of one dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extract {
    /// Which dataset.
    pub dataset: DatasetId,
    /// Which fields, by their stable codes.
    pub fields: Vec<String>,
    /// In what form they leave.
    #[serde(default, skip_serializing_if = "Form::is_table")]
    pub form: Form,
    /// What is left of values; the whole value of every other field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masks: Vec<Masked>,
    /// Which rows are concerned; all of them, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Concerned>,
    /// What becomes of persons under protection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected: Option<Protected>,
    /// How many rows.
    pub rows: u64,
}

/// How the data on the medium are protected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// The office says so; nothing enforces it (暗号による強制なし).
    Declared {
        /// The product that is said to protect it.
        product: String,
    },
    /// A box that opens only with both halves of its key.
    Sealed,
}

/// How the data travel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// By people.
    Carried {
        /// Who carries: two or more.
        carriers: BTreeSet<PersonId>,
        /// Who may step in for a carrier.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        substitutes: BTreeSet<PersonId>,
    },
    /// By a security courier.
    Courier {
        /// The courier company.
        company: String,
    },
    /// Over a network, without a medium.
    Network,
}

/// The permit document.
///
/// Shape: canonical JSON (docs/spec/event.md section 1); its SHA-256 is what every approval names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// When it must have arrived, if that is limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrive_by: Option<Timestamp>,
    /// Digest of the reason why more is asked for than the purpose needs; the chief officer then approves as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beyond: Option<Digest>,
    /// The media, one copy each: the first is the original, the others are backups.
    pub copies: Vec<MediumId>,
    /// The receiving device, if one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// When every copy must have been erased.
    pub erase_by: Timestamp,
    /// Who erases.
    pub eraser: PersonId,
    /// What is taken.
    pub extracts: Vec<Extract>,
    /// Where it leaves from.
    pub from: PlaceId,
    /// 32 random bytes, hexadecimal: two equal requests have different documents.
    pub nonce: String,
    /// How many people's data it is.
    pub people: u64,
    /// Which permit.
    pub permit: PermitId,
    /// The safety plan under which it is, as it was approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanRef>,
    /// How it is protected.
    pub protection: Protection,
    /// Digest of the purpose.
    pub purpose: Digest,
    /// The purpose's code, where the owner has written purposes down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose_code: Option<PurposeId>,
    /// Who receives it at the site; nobody if the carriers do the work themselves.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub receivers: BTreeSet<PersonId>,
    /// When every medium must be back.
    pub return_by: Timestamp,
    /// Where every medium goes back to.
    pub return_to: PlaceId,
    /// Which version of the request, from 1.
    pub revision: u32,
    /// Digest of the route, if one is described.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Digest>,
    /// The keys and people of a sealed carry-out; nothing else has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealing: Option<Sealing>,
    /// Where it goes.
    pub site: PlaceId,
    /// How it travels.
    pub transport: Transport,
    /// Digest of the reason why it cannot wait; it is then reviewed on the next working day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent: Option<Digest>,
    /// When it may be outside and used.
    pub window: Window,
}

impl Document {
    /// Computes the hash that approvals name.
    pub fn digest(&self) -> Digest {
        Digest::of_form(self)
    }

    /// Tells whether the medium is on one of the permit's lines.
    pub fn covers(&self, medium: &MediumId) -> bool {
        self.copies.contains(medium)
    }

    /// Tells whether the person may carry under this permit.
    pub fn may_carry(&self, person: &PersonId) -> bool {
        match &self.transport {
            Transport::Carried { carriers, substitutes } => {
                carriers.contains(person) || substitutes.contains(person)
            }
            Transport::Courier { .. } | Transport::Network => false,
        }
    }

    /// Tells whether the holder is at the site: receivers, and nobody else.
    pub fn is_at_site(&self, holder: &Holder) -> bool {
        matches!(holder, Holder::Persons(persons) if !persons.is_empty() && persons.is_subset(&self.receivers))
    }

    /// Tells whether the holder is the place of return.
    pub fn is_home(&self, holder: &Holder) -> bool {
        matches!(holder, Holder::Place(place) if *place == self.return_to)
    }

    /// Lists the free words of the document, which are few: codes and names of products, never of people.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let product = match &self.protection {
            Protection::Declared { product } => Some(product.as_str()),
            Protection::Sealed => None,
        };
        let company = match &self.transport {
            Transport::Courier { company } => Some(company.as_str()),
            Transport::Carried { .. } | Transport::Network => None,
        };
        let fields = self.extracts.iter().flat_map(Extract::words);
        let lookup = self.sealing.as_ref().and_then(|sealing| sealing.lookup.as_ref());
        let observed = lookup.into_iter().flat_map(|lookup| &lookup.fingerprints);
        let observed = observed.flat_map(|one| one.fields.iter().map(String::as_str));
        fields.chain(observed).chain(product).chain(company).chain([self.nonce.as_str()])
    }

    /// Lists every person whom the document names.
    pub fn people_named(&self) -> BTreeSet<&PersonId> {
        let mut named: BTreeSet<_> = self.receivers.iter().chain([&self.eraser]).collect();
        if let Transport::Carried { carriers, substitutes } = &self.transport {
            named.extend(carriers.iter().chain(substitutes));
        }
        if let Some(sealing) = &self.sealing {
            named.extend(sealing.openers.iter().chain([&sealing.sealer, &sealing.witness]));
        }
        named
    }

    /// Finds what the copy on the medium is called inside its box.
    pub fn copy_on(&self, medium: &MediumId) -> Option<&CopyId> {
        let line = self.copies.iter().position(|one| one == medium)?;
        self.sealing.as_ref()?.copies.get(line)
    }

    /// Tells whether the box is closed by cryptography, so that there is a key half to destroy.
    pub fn is_sealed(&self) -> bool {
        matches!(self.protection, Protection::Sealed)
    }
}
