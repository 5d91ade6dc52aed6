//! Events: what happened. The wire form is part of docs/spec/event.md section 5; nothing is ever renamed here.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::alarm::{Alarm, Finding};
use crate::chain::{Breach, Clauses, Link, OrderTerms};
use crate::concern::AboutPerson;
use crate::document::Document;
use crate::employment::Access;
use crate::hash::Digest;
use crate::id::{
    ContractId, CopyCode, CourseId, DatasetId, DepartmentId, DeviceId, FindingId, IncidentId, KeyId,
    MailDomain, MediumId, OrderId, PartyId, PermitId, PersonId, PlaceId, PlanId, PurposeId, RiskId, StepId,
    WorkId,
};
use crate::incident::{Cause, Incident};
use crate::medium::{Absent, MediumCard, PlaceKind};
use crate::office::Office;
use crate::party::{Deputy, Role, Title};
use crate::permit::{EraseMethod, HoldCause, Holder};
use crate::plan::PlanDocument;
use crate::purpose::{Field, Template};
use crate::reason::Reason;
use crate::rewrap::RewrapReceipt;
use crate::rights::Ending;
use crate::sealing::{Destroyed, DeviceKeys, OpeningOutcome, Release, SealReceipt, Vault};
use crate::state::State;
use crate::time::{Timestamp, Window};
use crate::weekly::Question;

/// Something that happened, or was said to have happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields carry the names and meanings of the commands they come from")]
pub enum Event {
    /// A card or an account ended.
    AccessEnded {
        access: Access,
        #[serde(default, skip_serializing_if = "Ending::is_ordered")]
        cause: Ending,
        person: PersonId,
    },
    /// Somebody else said that a person still needs a card or an account.
    AccessConfirmed { access: Access, by: PersonId, person: PersonId },
    /// A person got a card or an account.
    AccessGranted { access: Access, applicant: PersonId, person: PersonId },
    /// An alarm rang by itself.
    AlarmRang { alarm: Alarm, due: Timestamp, medium: MediumId, permit: PermitId },
    /// Somebody was told no, with every reason.
    AttemptRefused {
        act: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        permit: Option<PermitId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        reasons: Vec<Reason>,
    },
    /// A copy was wrapped again for another device: from here on that wrap counts.
    CopyRewrapped { officers: BTreeSet<PersonId>, permit: PermitId, person: PersonId, receipt: RewrapReceipt },
    /// A contract is in force.
    ContractActivated { contract: ContractId, person: PersonId },
    /// A contract that is not in force was written anew.
    ContractAmended {
        clauses: Clauses,
        contract: ContractId,
        name: Digest,
        person: PersonId,
        term: Window,
        works: BTreeSet<WorkId>,
    },
    /// A contract ended, and everything below it.
    ContractEnded { contract: ContractId, person: PersonId, reason: Digest },
    /// A contractor's safety measures were evaluated.
    ContractorEvaluated {
        incidents: u32,
        minimum: u8,
        party: PartyId,
        person: PersonId,
        score: u8,
        sheet: Digest,
    },
    /// A contract was written down.
    ContractRegistered {
        clauses: Clauses,
        contract: ContractId,
        contractor: PartyId,
        name: Digest,
        person: PersonId,
        term: Window,
        works: BTreeSet<WorkId>,
    },
    /// A box was sealed, read back, and its receipt is in the record.
    CopySealed { permit: PermitId, person: PersonId, receipt: SealReceipt, witness: PersonId },
    /// A course was entered.
    CourseRegistered {
        course: CourseId,
        name: Digest,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<CourseId>,
        valid_days: u16,
    },
    /// The last receiver signed: custody changed.
    CustodyChanged { medium: MediumId, permit: PermitId, to: Holder },
    /// A giver signed; the receivers have yet to.
    CustodyOffered { due: Timestamp, from: Holder, medium: MediumId, permit: PermitId, to: Holder },
    /// One receiver signed.
    CustodySigned { medium: MediumId, permit: PermitId, person: PersonId },
    /// A dataset was entered.
    DatasetRegistered { dataset: DatasetId, fields: Vec<Field>, name: Digest, rows: u64 },
    /// The release key must be destroyed (sealed permits only).
    DestructionOrdered { permit: PermitId },
    /// The signing key of a device was enrolled.
    DeviceEnrolled { device: DeviceId, keys: DeviceKeys },
    /// A device was entered.
    DeviceRegistered { device: DeviceId, party: PartyId, place: PlaceId, serial: String },
    /// One-time public keys of a device were deposited.
    DeviceKeysDeposited { device: DeviceId, keys: BTreeSet<Digest>, spoken: Vec<String> },
    /// The employer countersigned what a person said about their employment.
    EmploymentConfirmed { by: PersonId, person: PersonId },
    /// A person said for whom they work.
    EmploymentStated { employer: PartyId, person: PersonId, title: Title, until: Timestamp },
    /// What is not in its place at closing time.
    EveningListed { absent: Vec<Absent>, closing: Timestamp },
    /// A copy was said to be erased.
    ErasureReported {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        certificate: Option<Digest>,
        medium: MediumId,
        method: EraseMethod,
        permit: PermitId,
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        witness: Option<PersonId>,
    },
    /// A fact does not fit the record.
    FindingRaised {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<AboutPerson>,
        finding: Finding,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        medium: Option<MediumId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        permit: Option<PermitId>,
    },
    /// A finding about a person was answered.
    FindingResolved { conclusion: Digest, number: FindingId, person: PersonId },
    /// A person was taken off a roster.
    HandlerRemoved { handler: PersonId, link: Link, person: PersonId, reason: Digest },
    /// One officer said that orders to a contractor need not wait for what is open.
    HoldLiftAgreed { breaches: BTreeSet<Breach>, party: PartyId, person: PersonId, reason: Digest },
    /// People were named who handle data under a contract or an order.
    HandlersNamed { link: Link, person: PersonId, persons: BTreeSet<PersonId> },
    /// An incident was closed.
    IncidentClosed { conclusion: Digest, incident: IncidentId, person: PersonId },
    /// An incident was opened.
    IncidentOpened { content: Incident, incident: IncidentId },
    /// A key was enrolled.
    KeyEnrolled {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        key: KeyId,
        person: PersonId,
        public: String,
    },
    /// An employer's representative countersigned a key.
    KeyConfirmed { by: PersonId, key: KeyId, person: PersonId },
    /// A second administrator, or its owner with an older key, agreed that a key counts.
    KeySeconded { by: PersonId, key: KeyId, person: PersonId },
    /// A key was revoked.
    KeyRevoked { key: KeyId, person: PersonId },
    /// The vault says that the release key is gone.
    KeyDestroyed { destroyed: Destroyed, permit: PermitId, release_key: Digest },
    /// A loss was reported.
    LossReported { cause: Cause, media: BTreeSet<MediumId>, permit: PermitId, person: PersonId },
    /// A medium's ledger line was corrected.
    MediumAmended { card: MediumCard, medium: MediumId },
    /// A medium was found.
    MediumFound { medium: MediumId, person: PersonId, serial: String },
    /// A medium was missed at a stock-take.
    MediumMissed { medium: MediumId, place: PlaceId },
    /// A medium was entered into the ledger.
    MediumRegistered { card: MediumCard, medium: MediumId },
    /// A medium was taken out of use.
    MediumRetired { medium: MediumId, reason: Digest },
    /// A medium was put into a place.
    MediumStored { medium: MediumId, place: PlaceId },
    /// A box was opened, or was tried to be.
    OpeningReported {
        device: DeviceId,
        medium: MediumId,
        outcome: OpeningOutcome,
        permit: PermitId,
        person: PersonId,
    },
    /// The record was opened.
    OfficeEstablished { name: Digest, office: Office },
    /// An order to a lower tier stands: the owner agreed, or the contract asks for no approval.
    OrderApproved {
        order: OrderId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
    },
    /// An order to a lower tier was placed.
    OrderPlaced { order: OrderId, person: PersonId, terms: OrderTerms },
    /// The owner said no to an order.
    OrderRejected { order: OrderId, person: PersonId, reason: Digest },
    /// An order was stopped, and every tier below it.
    OrderStopped { order: OrderId, person: PersonId, reason: Digest },
    /// An organization's name or its mail domains were corrected.
    PartyAmended {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        domains: Option<BTreeSet<MailDomain>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Digest>,
        party: PartyId,
    },
    /// An organization was entered.
    PartyRegistered {
        above: PartyId,
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        domains: BTreeSet<MailDomain>,
        name: Digest,
        party: PartyId,
    },
    /// A request was amended.
    PermitAmended { digest: Digest, document: Document },
    /// One person approved.
    PermitApproved {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deputy: Option<Deputy>,
        digest: Digest,
        permit: PermitId,
        person: PersonId,
        role: Role,
    },
    /// Every copy is accounted for.
    PermitClosed { permit: PermitId, person: PersonId },
    /// A permit that is out was stopped.
    PermitFrozen { cause: HoldCause, permit: PermitId },
    /// Nobody used it in time.
    PermitLapsed { permit: PermitId },
    /// Enough approvals.
    PermitReady { digest: Digest, permit: PermitId },
    /// Somebody asked for a carry-out.
    PermitRequested { digest: Digest, document: Document, person: PersonId },
    /// An approval was taken back.
    PermitRevoked { permit: PermitId, person: PersonId, reason: Digest },
    /// A request was sent back.
    PermitSentBack { permit: PermitId, person: PersonId, reason: Digest },
    /// Two officers agreed: it goes on.
    PermitUnfrozen { permit: PermitId },
    /// A request was taken back.
    PermitWithdrawn { permit: PermitId },
    /// A person's name, mail address or department was corrected.
    PersonAmended {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<DepartmentId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mail: Option<Digest>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Digest>,
        person: PersonId,
    },
    /// A person left.
    PersonLeft { person: PersonId },
    /// Two officers agreed: the person goes on.
    PersonResumed { person: PersonId },
    /// A person was stopped: by an officer, or by itself after a second finding.
    PersonSuspended {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Digest>,
    },
    /// A person was entered.
    PersonRegistered {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<DepartmentId>,
        employer: PartyId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mail: Option<Digest>,
        name: Digest,
        person: PersonId,
        title: Title,
    },
    /// A place's name was corrected.
    PlaceAmended { name: Digest, place: PlaceId },
    /// A place was entered.
    PlaceRegistered { kind: PlaceKind, name: Digest, party: PartyId, place: PlaceId },
    /// A safety plan was written anew: what was accepted and approved is void.
    PlanAmended { digest: Digest, document: PlanDocument, person: PersonId },
    /// The security office approved a safety plan.
    PlanApproved {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deputy: Option<Deputy>,
        digest: Digest,
        person: PersonId,
        plan: PlanId,
    },
    /// A safety plan was written down.
    PlanDrafted { digest: Digest, document: PlanDocument, person: PersonId },
    /// A safety plan was withdrawn.
    PlanWithdrawn { person: PersonId, plan: PlanId, reason: Digest },
    /// A purpose was entered.
    PurposeRegistered { name: Digest, purpose: PurposeId, templates: BTreeMap<DatasetId, Template> },
    /// The vault may release this copy to this device: from here on it counts as possibly opened.
    ReleaseGranted { permit: PermitId, person: PersonId, release: Release },
    /// The owner's key for wrapping a box again was entered.
    RewrapKeyEstablished { key: Digest },
    /// Somebody asked for a re-wrap of a permit that is out.
    RewrapRequested { digest: Digest, document: Document, person: PersonId },
    /// A request for a re-wrap was taken back.
    RewrapWithdrawn { permit: PermitId },
    /// A head accepted what is left of risks.
    RiskAccepted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deputy: Option<Deputy>,
        digest: Digest,
        person: PersonId,
        plan: PlanId,
        risks: BTreeSet<RiskId>,
    },
    /// One officer agrees that a suspended person goes on.
    ResumeAgreed { by: PersonId, person: PersonId },
    /// Nobody reviewed an urgent carry-out in time.
    ReviewOverdue { due: Timestamp, permit: PermitId },
    /// A role was given.
    RoleAssigned {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deputy: Option<Deputy>,
        person: PersonId,
        role: Role,
        term: Window,
    },
    /// A role was taken away.
    RoleRemoved { person: PersonId, role: Role },
    /// A set of local rules was put in force.
    RulesAdopted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deputy: Option<Deputy>,
        person: PersonId,
        set: Digest,
    },
    /// A set of local rules was proposed.
    RulesProposed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deputy: Option<Deputy>,
        person: PersonId,
        set: Digest,
    },
    /// A step of a permit's checklist was done.
    StepDone { permit: PermitId, person: PersonId, step: StepId },
    /// An officer explained why a step of a permit's checklist was not done.
    StepExplained { explanation: Digest, permit: PermitId, person: PersonId, step: StepId },
    /// Media were counted at a place. What an officer of the owner counted moves media; what anybody else saw moves none.
    StockTaken {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<PersonId>,
        place: PlaceId,
        seen: BTreeSet<MediumId>,
        unknown: BTreeSet<String>,
    },
    /// A person passed a course.
    TrainingPassed { course: CourseId, passed_at: Timestamp, person: PersonId },
    /// One officer agrees to lift a freeze.
    UnfreezeAgreed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deputy: Option<Deputy>,
        permit: PermitId,
        person: PersonId,
    },
    /// An urgent carry-out was looked at afterwards.
    UrgencyReviewed { conclusion: Digest, permit: PermitId, person: PersonId },
    /// The owner's vault was entered.
    VaultEstablished { vault: Vault },
    /// The head of an organization signed the check of a week.
    WeekChecked {
        agrees: BTreeSet<Question>,
        differs: BTreeSet<Question>,
        party: PartyId,
        person: PersonId,
        week: Timestamp,
    },
    /// A week went by without its check.
    WeekMissed { in_a_row: u32, party: PartyId, week: Timestamp },
    /// The weekly check of an organization was begun.
    WeeklyBegun { party: PartyId, person: PersonId, week: Timestamp },
    /// The weekly check of an organization was ended.
    WeeklyEnded { party: PartyId, person: PersonId, reason: Digest },
    /// A copy of the content was made at the site.
    WorkingCopyDeclared {
        copy: CopyCode,
        erase_by: Timestamp,
        medium: MediumId,
        permit: PermitId,
        person: PersonId,
    },
    /// A working copy at the site was said to be erased.
    WorkingCopyErased { copy: CopyCode, method: EraseMethod, permit: PermitId, person: PersonId },
}

/// An event with its two times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// What happened.
    pub event: Event,
    /// When, by the clock of whoever says so.
    pub occurred_at: Timestamp,
    /// When the record took it.
    pub recorded_at: Timestamp,
}

/// The thread of the record in which an event stands: exactly one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// The owner's registers.
    Office,
    /// An organization's people and keys.
    Party(PartyId),
    /// Everything about one permit.
    Permit(PermitId),
}

impl std::fmt::Display for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Office => f.write_str("office"),
            Self::Party(party) => write!(f, "party/{party}"),
            Self::Permit(permit) => write!(f, "permit/{permit}"),
        }
    }
}

impl Event {
    /// Gives for whom somebody spoke here whose role is another's: both names belong on the paper.
    pub fn deputy(&self) -> Option<&Deputy> {
        match self {
            Self::PermitApproved { deputy, .. }
            | Self::PlanApproved { deputy, .. }
            | Self::RiskAccepted { deputy, .. }
            | Self::RulesAdopted { deputy, .. }
            | Self::RulesProposed { deputy, .. }
            | Self::UnfreezeAgreed { deputy, .. } => deputy.as_ref(),
            _ => None,
        }
    }

    /// Gives the permit that it is about, if any.
    pub fn permit(&self) -> Option<PermitId> {
        match self {
            Self::AlarmRang { permit, .. }
            | Self::CopyRewrapped { permit, .. }
            | Self::CopySealed { permit, .. }
            | Self::CustodyChanged { permit, .. }
            | Self::CustodyOffered { permit, .. }
            | Self::CustodySigned { permit, .. }
            | Self::DestructionOrdered { permit }
            | Self::ErasureReported { permit, .. }
            | Self::KeyDestroyed { permit, .. }
            | Self::LossReported { permit, .. }
            | Self::OpeningReported { permit, .. }
            | Self::PermitApproved { permit, .. }
            | Self::PermitClosed { permit, .. }
            | Self::PermitFrozen { permit, .. }
            | Self::PermitLapsed { permit }
            | Self::PermitReady { permit, .. }
            | Self::PermitRevoked { permit, .. }
            | Self::PermitSentBack { permit, .. }
            | Self::PermitUnfrozen { permit }
            | Self::PermitWithdrawn { permit }
            | Self::ReleaseGranted { permit, .. }
            | Self::ReviewOverdue { permit, .. }
            | Self::RewrapWithdrawn { permit }
            | Self::StepDone { permit, .. }
            | Self::StepExplained { permit, .. }
            | Self::UnfreezeAgreed { permit, .. }
            | Self::UrgencyReviewed { permit, .. }
            | Self::WorkingCopyDeclared { permit, .. }
            | Self::WorkingCopyErased { permit, .. } => Some(*permit),
            Self::AttemptRefused { permit, .. } | Self::FindingRaised { permit, .. } => *permit,
            Self::IncidentOpened { content, .. } => content.permit,
            Self::PermitAmended { document, .. }
            | Self::PermitRequested { document, .. }
            | Self::RewrapRequested { document, .. } => Some(document.permit),
            _ => None,
        }
    }

    /// Finds the stream in which it stands, given the state before it.
    pub fn stream(&self, state: &State) -> Stream {
        let employer_of = |person: &PersonId| state.persons.get(person).map(|known| known.employer.clone());
        let contractor_of =
            |contract: &ContractId| state.chain.contracts.get(contract).map(|known| known.contractor.clone());
        let company_of =
            |order: &OrderId| state.chain.orders.get(order).map(|known| known.terms.contractor.clone());
        // A report about a number that was never given must not begin the stream of a permit to come.
        let given = |permit: PermitId| {
            matches!(self, Self::PermitRequested { .. }) || (1..=state.permit_count).contains(&permit.0)
        };
        if let Some(permit) = self.permit().filter(|permit| given(*permit)) {
            return Stream::Permit(permit);
        }
        let party = match self {
            Self::ContractRegistered { contractor: party, .. }
            | Self::ContractorEvaluated { party, .. }
            | Self::PartyAmended { party, .. }
            | Self::HoldLiftAgreed { party, .. }
            | Self::WeekChecked { party, .. }
            | Self::WeekMissed { party, .. }
            | Self::WeeklyBegun { party, .. }
            | Self::WeeklyEnded { party, .. }
            | Self::PartyRegistered { party, .. } => Some(party.clone()),
            Self::ContractActivated { contract, .. }
            | Self::ContractAmended { contract, .. }
            | Self::ContractEnded { contract, .. } => contractor_of(contract),
            Self::OrderPlaced { terms, .. } => Some(terms.contractor.clone()),
            Self::OrderApproved { order, .. }
            | Self::OrderRejected { order, .. }
            | Self::OrderStopped { order, .. } => company_of(order),
            Self::HandlerRemoved { link, .. } | Self::HandlersNamed { link, .. } => match link {
                Link::Contract(contract) => contractor_of(contract),
                Link::Order(order) => company_of(order),
            },
            Self::PersonRegistered { employer, .. } => Some(employer.clone()),
            Self::FindingRaised { about: Some(about), .. } => employer_of(&about.person),
            Self::KeyConfirmed { person, .. }
            | Self::KeyEnrolled { person, .. }
            | Self::KeyRevoked { person, .. }
            | Self::KeySeconded { person, .. }
            | Self::PersonAmended { person, .. }
            | Self::PersonLeft { person }
            | Self::AccessConfirmed { person, .. }
            | Self::AccessEnded { person, .. }
            | Self::AccessGranted { person, .. }
            | Self::PersonResumed { person }
            | Self::PersonSuspended { person, .. }
            | Self::ResumeAgreed { person, .. }
            | Self::EmploymentConfirmed { person, .. }
            | Self::EmploymentStated { person, .. }
            | Self::RoleAssigned { person, .. }
            | Self::RoleRemoved { person, .. }
            | Self::TrainingPassed { person, .. }
            | Self::AttemptRefused { person: Some(person), .. } => employer_of(person),
            _ => None,
        };
        party.map_or(Stream::Office, Stream::Party)
    }

    /// Gives the stable name, as on the wire.
    pub fn name(&self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(map)) => map.keys().next().cloned().unwrap_or_default(),
            _ => String::new(),
        }
    }
}
