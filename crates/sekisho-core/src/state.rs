//! The state: what the events so far add up to. Only what is live; finished permits are in views, not in memory.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::chain::Chain;
use crate::concern::Concerns;
use crate::contradiction::Claim;
use crate::hash::Digest;
use crate::id::{DeviceId, IncidentId, KeyId, MediumId, PartyId, PermitId, PersonId, PlaceId};
use crate::incident::Incident;
use crate::local::RuleSets;
use crate::medium::{Device, Medium, Place};
use crate::office::Office;
use crate::party::{Party, Person, Role};
use crate::permit::Permit;
use crate::plan::Plans;
use crate::purpose::Holdings;
use crate::rights::{Right, Suspension};
use crate::sealing::Vault;
use crate::time::Timestamp;
use crate::training::Training;
use crate::urgent::Review;
use crate::weekly::Weekly;

/// The form of a stored snapshot. A snapshot of another form is thrown away and made anew from the events.
pub const SNAPSHOT_FORM: u32 = 11;

/// What the record adds up to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Cards and accounts, by person.
    pub access: BTreeMap<PersonId, Vec<Right>>,
    /// Contracts, orders and who works under them.
    pub chain: Chain,
    /// Whom others called the people of another organization than the register does; all of it was told no.
    pub claims: BTreeMap<PersonId, Vec<Claim>>,
    /// Findings about persons that nobody has answered yet.
    pub concerns: Concerns,
    /// Receiving devices.
    pub devices: BTreeMap<DeviceId, Device>,
    /// Release keys whose destruction is ordered and not yet confirmed by the vault.
    pub doomed: BTreeMap<Digest, PermitId>,
    /// Datasets and purposes.
    pub holdings: Holdings,
    /// Open incidents.
    pub incidents: BTreeMap<IncidentId, Incident>,
    /// The last closing time whose evening list was made.
    pub listed_until: Option<Timestamp>,
    /// Whose each key is, revoked ones included: one key is one person's for ever.
    pub key_owners: BTreeMap<KeyId, PersonId>,
    /// Whether a key was ever countersigned by an employer: from then on every new one is.
    pub keys_counted: bool,
    /// Whether a second person ever agreed to a key: from then on a new key of somebody who had one waits for that.
    pub keys_seconded: bool,
    /// Which sets of local rules are in force and proposed.
    pub local_rules: RuleSets,
    /// The media ledger.
    pub media: BTreeMap<MediumId, Medium>,
    /// How many incidents were ever opened.
    pub incident_count: u32,
    /// The latest time that the record has seen: it never runs backwards.
    pub latest: Option<Timestamp>,
    /// The owner's settings; none before the record is opened.
    pub office: Option<Office>,
    /// Organizations.
    pub parties: BTreeMap<PartyId, Party>,
    /// Live permits.
    pub permits: BTreeMap<PermitId, Permit>,
    /// How many permits were ever requested.
    pub permit_count: u32,
    /// People.
    pub persons: BTreeMap<PersonId, Person>,
    /// Places.
    pub places: BTreeMap<PlaceId, Place>,
    /// Safety plans.
    pub plans: Plans,
    /// The hash of the owner's key for wrapping a box again, once there is one.
    pub rewrap_key: Option<Digest>,
    /// Urgent carry-outs that nobody has reviewed yet.
    #[serde(default)]
    pub reviews: BTreeMap<PermitId, Review>,
    /// Persons who are suspended.
    pub suspended: BTreeMap<PersonId, Suspension>,
    /// Courses, and who passed them.
    pub training: Training,
    /// One-time keys that a permit has named, of devices and of the vault: none of them comes back.
    pub used_keys: BTreeSet<Digest>,
    /// The owner's vault, once there is one.
    pub vault: Option<Vault>,
    /// The weekly checks of organizations.
    pub weekly: BTreeMap<PartyId, Weekly>,
}

impl State {
    /// Gives the number of the next permit.
    pub fn next_permit(&self) -> PermitId {
        PermitId(self.permit_count).next()
    }

    /// Gives the number of the next incident.
    pub fn next_incident(&self) -> IncidentId {
        IncidentId(self.incident_count).next()
    }

    /// Finds the person for whom the key is enrolled, and its public line; a revoked key is nobody's, nor is one that waits for a
    /// second administrator.
    pub fn key_owner(&self, key: &KeyId) -> Option<(&PersonId, &str)> {
        let (id, person) = self.persons.get_key_value(self.key_owners.get(key)?)?;
        let known = person.keys.get(key).filter(|key| key.acts())?;
        Some((id, known.public.as_str()))
    }

    /// Tells whether the person works for the owner.
    pub fn is_officer(&self, person: &PersonId) -> bool {
        match (&self.office, self.persons.get(person)) {
            (Some(office), Some(known)) => known.employer == office.owner,
            _ => false,
        }
    }

    /// Lists persons who hold the role now and are not suspended.
    pub fn holders_of(&self, role: Role, now: Timestamp) -> impl Iterator<Item = &PersonId> {
        let active = |person: &&PersonId| !self.suspended.contains_key(*person);
        self.persons.keys().filter(active).filter(move |person| self.holds(person, role, now))
    }

    /// Tells whether the person holds the role now. Who stands in for another holds it while the other does.
    pub fn holds(&self, person: &PersonId, role: Role, now: Timestamp) -> bool {
        let holds = |person: &PersonId| self.persons.get(person).filter(|known| known.holds(role, now));
        holds(person)
            .is_some_and(|known| known.deputies.get(&role).is_none_or(|one| holds(&one.of).is_some()))
    }

    /// Tells whether two persons count as one: the same, one who stands in for the other, or two for a third.
    pub fn are_one(&self, one: &PersonId, other: &PersonId) -> bool {
        let others = self.speaks_as(other);
        self.speaks_as(one).iter().any(|person| others.contains(person))
    }

    /// Lists as whom a person speaks: as themselves, and as everybody for whom they stand in.
    pub(crate) fn speaks_as<'a>(&'a self, person: &'a PersonId) -> BTreeSet<&'a PersonId> {
        let deputies = self.persons.get(person).map(|known| known.deputies.values());
        deputies.into_iter().flatten().map(|deputy| &deputy.of).chain([person]).collect()
    }

    /// Tells whether the number was given to a permit that is finished.
    pub fn is_finished(&self, permit: PermitId) -> bool {
        permit.0 >= 1 && permit.0 <= self.permit_count && !self.permits.contains_key(&permit)
    }
}
