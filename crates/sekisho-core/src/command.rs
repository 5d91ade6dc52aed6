//! Commands: what a person orders or reports. The wire form is part of docs/spec/event.md section 5.

mod about;
mod bound;
#[macro_use]
mod form;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::chain::{Clauses, Link, OrderTerms};
use crate::document::Document;
use crate::employment::Access;
use crate::hash::Digest;
use crate::id::{
    ContractId, CopyCode, CourseId, DatasetId, DepartmentId, DeviceId, FindingId, IncidentId, KeyId,
    MailDomain, MediumId, OrderId, PartyId, PermitId, PersonId, PlaceId, PlanId, PurposeId, RiskId, StepId,
    WorkId,
};
use crate::incident::Cause;
use crate::medium::{MediumCard, PlaceKind};
use crate::office::Office;
use crate::party::{Deputy, Role, Title};
use crate::permit::{EraseMethod, Holder};
use crate::plan::PlanDocument;
use crate::purpose::{Field, Template};
use crate::rewrap::RewrapReceipt;
use crate::sealing::{
    DestructionLevel, Handle, KeyLevel, OpeningOutcome, Presence, Purpose, SealReceipt, Witnessed,
};
use crate::time::{Timestamp, Window};
use crate::weekly::Question;

commands! {
    /// Accepts what is left of risks, for the organization, as the head was shown it.
    AcceptRisk "accept.risk" order {
        /// The hash of the plan document that the head was shown.
        document: Digest,
        /// In which plan.
        plan: PlanId,
        /// Which risks.
        risks: BTreeSet<RiskId>,
    }
    /// Puts a contract in force.
    ActivateContract "activate.contract" order {
        /// Which contract.
        contract: ContractId,
    }
    /// Puts a set of local rules in force that somebody else has proposed, in the place of the one before.
    AdoptRules "adopt.rules" order {
        /// The digest of the whole set.
        set: Digest,
    }
    /// Amends a request; approvals given so far are void.
    Amend "amend.permit" order {
        /// The whole new document, one revision higher.
        document: Document,
    }
    /// Writes a contract anew that is not in force yet.
    AmendContract "amend.contract" order {
        /// What it says.
        clauses: Clauses,
        /// Which contract.
        contract: ContractId,
        /// Its title (digest).
        name: Digest,
        /// When it holds.
        term: Window,
        /// Which works it is about.
        works: BTreeSet<WorkId>,
    }
    /// Corrects a medium's ledger line; not while a live permit has the medium on one of its lines.
    AmendMedium "amend.medium" order {
        /// Its ledger line as it should be.
        card: MediumCard,
        /// Its number in the ledger.
        medium: MediumId,
    }
    /// Corrects an organization's name or its mail domains; what is left out stays.
    AmendParty "amend.party" order {
        /// All mail domains that it gives to its people.
        @optional domains: Option<BTreeSet<MailDomain>>,
        /// The name as it should be (digest).
        @optional name: Option<Digest>,
        /// Which organization.
        party: PartyId,
    }
    /// Corrects a person's name, mail address or department; what is left out stays.
    AmendPerson "amend.person" order {
        /// Where in the office they work.
        @optional department: Option<DepartmentId>,
        /// The mail address as it should be (digest).
        @optional mail: Option<Digest>,
        /// The name as it should be (digest).
        @optional name: Option<Digest>,
        /// Whose.
        person: PersonId,
    }
    /// Corrects a place's name.
    AmendPlace "amend.place" order {
        /// The name as it should be (digest).
        name: Digest,
        /// Which place.
        place: PlaceId,
    }
    /// Writes a safety plan anew; what was accepted and approved is void.
    AmendPlan "amend.plan" order {
        /// The whole new document, one revision higher.
        document: PlanDocument,
    }
    /// Asks for a card or an account for a person.
    ApplyAccess "apply.access" order {
        /// For what.
        access: Access,
        /// For whom the person is said to work.
        employer: PartyId,
        /// For whom it is.
        person: PersonId,
    }
    /// Approves the document with this very hash.
    Approve "approve.permit" order {
        /// The hash that the approver was shown.
        document: Digest,
        /// Which permit.
        permit: PermitId,
    }
    /// Approves an order to a lower tier, as the officer was shown it.
    ApproveOrder "approve.order" order {
        /// Which order.
        order: OrderId,
        /// The hash of what is ordered.
        terms: Digest,
    }
    /// Approves the safety plan with this very hash.
    ApprovePlan "approve.plan" order {
        /// The hash that the security office was shown.
        document: Digest,
        /// Which plan.
        plan: PlanId,
    }
    /// Gives a person a role for a time.
    AssignRole "assign.role" order {
        /// For whom, if the role is another's.
        @optional deputy: Option<Deputy>,
        /// Who.
        person: PersonId,
        /// Which role.
        role: Role,
        /// From when until when.
        term: Window,
    }
    /// Begins the weekly check of an organization, with this week.
    BeginWeekly "begin.weekly" order {
        /// Which organization.
        party: PartyId,
    }
    /// Closes a permit of which every copy is accounted for.
    Close "close.permit" order {
        /// Which permit.
        permit: PermitId,
    }
    /// Closes an incident; not while its media are still being looked for.
    CloseIncident "close.incident" order {
        /// Which incident.
        incident: IncidentId,
        /// Digest of the conclusion.
        conclusion: Digest,
    }
    /// Says that a person still needs a card or an account: for a year more.
    ConfirmAccess "confirm.access" order {
        /// Which.
        access: Access,
        /// Whose.
        person: PersonId,
    }
    /// Countersigns, for the employer, what a person said about their employment.
    ConfirmEmployment "confirm.employment" order {
        /// Whose.
        person: PersonId,
    }
    /// Countersigns a key of one of the employer's people.
    ConfirmKey "confirm.key" order {
        /// The fingerprint.
        key: KeyId,
        /// Whose.
        person: PersonId,
    }
    /// Says that a copy of the content was made at the site, to be erased by a time of its own.
    DeclareCopy "declare.copy" fact {
        /// What the site calls it.
        copy: CopyCode,
        /// By when it will be erased.
        erase_by: Timestamp,
        /// Of which medium's content.
        medium: MediumId,
        /// Under which permit.
        permit: PermitId,
    }
    /// Deposits one-time public keys of a device.
    DepositKeys "deposit.keys" order {
        /// Whose they are.
        device: DeviceId,
        /// The hashes of X-Wing public keys, one for each permit to come.
        keys: BTreeSet<Digest>,
        /// The device's SSHSIG over them, armored.
        signature: String,
        /// X25519 public keys for spoken challenges, base64.
        spoken: Vec<String>,
    }
    /// Writes a safety plan down.
    DraftPlan "draft.plan" order {
        /// What it says.
        document: PlanDocument,
    }
    /// Takes a card or an account away.
    EndAccess "end.access" order {
        /// Which.
        access: Access,
        /// From whom.
        person: PersonId,
    }
    /// Ends a contract, and with it everything below it.
    EndContract "end.contract" order {
        /// Which contract.
        contract: ContractId,
        /// Digest of the reason.
        reason: Digest,
    }
    /// Ends the weekly check of an organization.
    EndWeekly "end.weekly" order {
        /// Which organization.
        party: PartyId,
        /// Digest of the reason.
        reason: Digest,
    }
    /// Enrolls the signing key of a device; the key has proved that it is at hand.
    EnrollDevice "enroll.device" order {
        /// Which device.
        device: DeviceId,
        /// How well its private keys are kept.
        level: KeyLevel,
        /// An SSHSIG of the key over its own public line, armored.
        possession: String,
        /// The OpenSSH public key line.
        signing: String,
    }
    /// Enrolls a key for a person; the key has proved that it is at hand.
    EnrollKey "enroll.key" order {
        /// The fingerprint.
        key: KeyId,
        /// For whom.
        person: PersonId,
        /// An SSHSIG of the new key over its own public line, namespace `possess.key@…`, armored.
        possession: String,
        /// The OpenSSH public key line.
        public: String,
    }
    /// Opens the record: the owner, the first administrator and their key.
    Establish "establish.office" order {
        /// The first administrator.
        administrator: PersonId,
        /// The administrator's key.
        key: KeyId,
        /// The administrator's mail address (digest).
        @optional mail: Option<Digest>,
        /// The administrator's name (digest).
        name: Digest,
        /// The office's settings.
        office: Office,
        /// The owner's name (digest).
        owner_name: Digest,
        /// The OpenSSH public key line.
        public: String,
    }
    /// Enters the owner's key for wrapping a box again, or puts another one in its place; two officers keep its halves.
    EstablishRewrapKey "establish.rewrap" order {
        /// The hash of the X-Wing public key.
        key: Digest,
    }
    /// Enters the owner's vault: its public keys and how sure a destruction in it is.
    EstablishVault "establish.vault" order {
        /// Its X25519 public key for answers, base64.
        answer: String,
        /// How sure a destruction in its cell is.
        level: DestructionLevel,
        /// An SSHSIG of its receipt key over its own public line, armored.
        possession: String,
        /// The OpenSSH public key line with which it signs receipts.
        receipts: String,
    }
    /// Puts the evaluation of a contractor's safety measures into the record.
    EvaluateContractor "evaluate.contractor" order {
        /// How many earlier incidents stand on the sheet.
        incidents: u32,
        /// The lowest score with which a contractor passes, of 100.
        minimum: u8,
        /// Whose.
        party: PartyId,
        /// The score, of 100.
        score: u8,
        /// The evaluation sheet (digest).
        sheet: Digest,
    }
    /// Stops a permit that is out.
    Freeze "freeze.permit" order {
        /// Which permit.
        permit: PermitId,
    }
    /// Gives a copy to somebody, or into a place; the hand-over ends with the receiver's signature. Until then a
    /// hand-over to the giver takes it back, at once.
    Hand "hand.custody" order {
        /// When it must be signed for.
        due: Timestamp,
        /// Which medium.
        medium: MediumId,
        /// Under which permit.
        permit: PermitId,
        /// To whom.
        to: Holder,
    }
    /// Says that orders to a contractor need not wait for what is open about it; two officers do it.
    LiftHold "lift.hold" order {
        /// Which contractor.
        party: PartyId,
        /// Digest of the reason.
        reason: Digest,
    }
    /// Names people who handle data under a contract or an order.
    NameHandlers "name.handlers" order {
        /// Under which.
        link: Link,
        /// Who: people of that very company.
        persons: BTreeSet<PersonId>,
    }
    /// Places an order with a company of a lower tier.
    PlaceOrder "place.order" order {
        /// Its number.
        order: OrderId,
        /// What is ordered.
        terms: OrderTerms,
    }
    /// Writes down that a person took data out, or far too many; another officer answers it.
    RaiseFinding "raise.finding" order {
        /// What was found.
        finding: Finding,
        /// Digest of what is known.
        note: Digest,
        /// The permit that it concerns, if there is one.
        @optional permit: Option<PermitId>,
        /// About whom.
        person: PersonId,
    }
    /// Takes a role away.
    RemoveRole "remove.role" order {
        /// From whom.
        person: PersonId,
        /// Which role.
        role: Role,
    }
    /// Signs for a copy.
    Receive "receive.custody" order {
        /// Which medium.
        medium: MediumId,
        /// Under which permit.
        permit: PermitId,
    }
    /// Writes a contract down.
    RegisterContract "register.contract" order {
        /// What it says.
        clauses: Clauses,
        /// Its number.
        contract: ContractId,
        /// With whom.
        contractor: PartyId,
        /// Its title (digest).
        name: Digest,
        /// When it holds.
        term: Window,
        /// Which works it is about.
        works: BTreeSet<WorkId>,
    }
    /// Proposes a set of local rules, for somebody else to put in force.
    ProposeRules "propose.rules" order {
        /// The digest of the whole set.
        set: Digest,
    }
    /// Records that a person passed a course.
    RecordTraining "record.training" order {
        /// Which course.
        course: CourseId,
        /// Who.
        person: PersonId,
    }
    /// Enters a course that everybody whom a permit names must have passed.
    RegisterCourse "register.course" order {
        /// Its code, with its version.
        course: CourseId,
        /// Its name (digest).
        name: Digest,
        /// The course whose place it takes.
        @optional replaces: Option<CourseId>,
        /// For how many days a pass counts.
        valid_days: u16,
    }
    /// Enters a dataset of the owner's.
    RegisterDataset "register.dataset" order {
        /// Its code.
        dataset: DatasetId,
        /// Its fields with their classes.
        fields: Vec<Field>,
        /// Its name (digest).
        name: Digest,
        /// How many rows it has.
        rows: u64,
    }
    /// Enters a receiving device.
    RegisterDevice "register.device" order {
        /// Its code.
        device: DeviceId,
        /// Whose it is.
        party: PartyId,
        /// Where it stands.
        place: PlaceId,
        /// Its serial number.
        serial: String,
    }
    /// Enters a medium into the ledger.
    RegisterMedium "register.medium" order {
        /// Its ledger line.
        card: MediumCard,
        /// Its number in the ledger.
        medium: MediumId,
    }
    /// Enters an organization.
    RegisterParty "register.party" order {
        /// The organization above it.
        above: PartyId,
        /// The mail domains that it gives to its people.
        @optional domains: BTreeSet<MailDomain>,
        /// Its name (digest).
        name: Digest,
        /// Its code.
        party: PartyId,
    }
    /// Enters a person.
    RegisterPerson "register.person" order {
        /// Where in the office they work.
        @optional department: Option<DepartmentId>,
        /// The one employer.
        employer: PartyId,
        /// The mail address (digest).
        @optional mail: Option<Digest>,
        /// The name (digest).
        name: Digest,
        /// The person's code.
        person: PersonId,
        /// The title under which they work here.
        title: Title,
    }
    /// Enters a place.
    RegisterPlace "register.place" order {
        /// What it is for.
        kind: PlaceKind,
        /// Its name (digest).
        name: Digest,
        /// Whose it is.
        party: PartyId,
        /// Its code.
        place: PlaceId,
    }
    /// Enters a purpose, with the most that it needs.
    RegisterPurpose "register.purpose" order {
        /// Its name (digest).
        name: Digest,
        /// Its code.
        purpose: PurposeId,
        /// The most that it needs of each dataset.
        templates: BTreeMap<DatasetId, Template>,
    }
    /// Says no to an order that waits.
    RejectOrder "reject.order" order {
        /// Which order.
        order: OrderId,
        /// Digest of the reason.
        reason: Digest,
    }
    /// Asks the vault for the release half of one copy on one device.
    Release "release.copy" order {
        /// The whole challenge, base64.
        challenge: String,
        /// The digest of the challenge without its signatures.
        digest: Digest,
        /// Which device asks.
        device: DeviceId,
        /// Which box, by its receipt.
        handle: Handle,
        /// On which medium.
        medium: MediumId,
        /// Which opening, from 1.
        opening: u16,
        /// Under which permit.
        permit: PermitId,
        /// Who is present, and how that is known.
        presence: Presence,
        /// What for; opening, if nothing is said.
        @optional purpose: Purpose,
    }
    /// Takes a person off a roster.
    RemoveHandler "remove.handler" order {
        /// Whom.
        handler: PersonId,
        /// Off which.
        link: Link,
        /// Digest of the reason.
        reason: Digest,
    }
    /// Says that a working copy at the site was erased.
    ReportCopyErased "erase.copy" fact {
        /// Which one.
        copy: CopyCode,
        /// What was done.
        method: EraseMethod,
        /// Under which permit.
        permit: PermitId,
    }
    /// Says that a copy was erased.
    ReportErasure "report.erasure" fact {
        /// The digest of the certificate that the station wrote, if one did.
        @optional certificate: Option<Digest>,
        /// Which medium.
        medium: MediumId,
        /// What was done.
        method: EraseMethod,
        /// Under which permit.
        permit: PermitId,
        /// Who watched. It only informs: a second person signs a report of their own.
        @optional witness: Option<PersonId>,
    }
    /// Says that a medium was found.
    ReportFound "report.found" fact {
        /// Which medium.
        medium: MediumId,
        /// The serial number read on it.
        serial: String,
    }
    /// Says that copies are lost, stolen or cannot be found: one button, no questions. What is lost or stolen stops the
    /// permit for good, anything else until two officers agree.
    ReportLoss "report.loss" fact {
        /// How much is certain.
        cause: Cause,
        /// The media; all that somebody has if left empty.
        media: BTreeSet<MediumId>,
        /// Under which permit.
        permit: PermitId,
    }
    /// Says that a box was opened, or was tried to be.
    ReportOpening "report.opening" fact {
        /// By which device.
        device: DeviceId,
        /// On which medium.
        medium: MediumId,
        /// What came of it.
        outcome: OpeningOutcome,
        /// Under which permit.
        permit: PermitId,
    }
    /// Asks for a carry-out.
    RequestPermit "request.permit" order {
        /// What is asked for.
        document: Document,
    }
    /// Asks for a re-wrap of a permit that is out: another device, and everything else as it was.
    RequestRewrap "request.rewrap" order {
        /// The whole document as it is to be, one revision higher.
        document: Document,
    }
    /// Answers a finding about a person.
    ResolveFinding "resolve.finding" order {
        /// Digest of the conclusion.
        conclusion: Digest,
        /// Which finding.
        number: FindingId,
    }
    /// Agrees that a suspended person goes on; two officers do it.
    ResumePerson "resume.access" order {
        /// Who.
        person: PersonId,
    }
    /// Says that an urgent carry-out was looked at afterwards.
    ReviewUrgent "review.urgent" order {
        /// Digest of the conclusion.
        conclusion: Digest,
        /// Which carry-out.
        permit: PermitId,
    }
    /// Takes a medium out of use for good.
    RetireMedium "retire.medium" order {
        /// Which medium.
        medium: MediumId,
        /// Digest of the reason.
        reason: Digest,
    }
    /// Takes an approval back; a permit that is out is stopped for good and called home.
    Revoke "revoke.permit" order {
        /// Which permit.
        permit: PermitId,
        /// Digest of the reason.
        reason: Digest,
    }
    /// Revokes a key.
    RevokeKey "revoke.key" order {
        /// Which key.
        key: KeyId,
        /// Whose.
        person: PersonId,
    }
    /// Puts the receipt of a copy that was wrapped again into the record.
    Rewrap "rewrap.copy" order {
        /// What the two officers signed who were present, by who they are: SSHSIGs, armored.
        officers: BTreeMap<PersonId, String>,
        /// Under which permit.
        permit: PermitId,
        /// What the station says about the copy.
        receipt: RewrapReceipt,
        /// The station's SSHSIG over the receipt, armored.
        signature: String,
    }
    /// Puts the receipt of a sealed box into the record.
    Seal "seal.copy" order {
        /// Under which permit.
        permit: PermitId,
        /// What the station says about the box.
        receipt: SealReceipt,
        /// The station's SSHSIG over the receipt, armored.
        signature: String,
        /// What the witness signed.
        witness: Witnessed,
    }
    /// Says, as a second administrator or with an older key of one's own, that a new key is the person's.
    SecondKey "second.key" order {
        /// The fingerprint.
        key: KeyId,
        /// Whose.
        person: PersonId,
    }
    /// Sends a request back for correction (差戻し).
    SendBack "return.permit" order {
        /// Which permit.
        permit: PermitId,
        /// Digest of the reason.
        reason: Digest,
    }
    /// Ticks a step of a permit's checklist, or explains why it was not done.
    SettleStep "settle.step" order {
        /// Digest of why it was not done; it was done if there is none.
        @optional explanation: Option<Digest>,
        /// Under which permit.
        permit: PermitId,
        /// Which step.
        step: StepId,
    }
    /// Signs the weekly check of an organization, as its head.
    SignWeekly "sign.weekly" order {
        /// What is as the record has it.
        agrees: BTreeSet<Question>,
        /// What is otherwise.
        differs: BTreeSet<Question>,
        /// Which organization.
        party: PartyId,
    }
    /// Says for whom one works oneself, and under which title.
    StateEmployment "state.employment" order {
        /// The employer.
        employer: PartyId,
        /// The title.
        title: Title,
        /// Until when it counts: a year at most.
        until: Timestamp,
    }
    /// Stops an order, and with it every tier below.
    StopOrder "stop.order" order {
        /// Which order.
        order: OrderId,
        /// Digest of the reason.
        reason: Digest,
    }
    /// Puts a medium that is on no permit into a place.
    Store "store.medium" order {
        /// Which medium.
        medium: MediumId,
        /// Where.
        place: PlaceId,
    }
    /// Suspends a person: cards, accounts and signatures rest until two officers let the person go on.
    SuspendPerson "suspend.access" order {
        /// Who.
        person: PersonId,
        /// Digest of the reason.
        reason: Digest,
    }
    /// Says which media were seen at a place.
    TakeStock "take.stock" fact {
        /// Where.
        place: PlaceId,
        /// The media seen.
        seen: BTreeSet<MediumId>,
        /// Numbers seen that are no ids of the register.
        unknown: BTreeSet<String>,
    }
    /// Agrees to lift a freeze; two officers do it.
    Unfreeze "unfreeze.permit" order {
        /// Which permit.
        permit: PermitId,
    }
    /// Records that a person left; their keys and roles end at once.
    Leave "leave.person" order {
        /// Who.
        person: PersonId,
    }
    /// Takes a request back (取下げ).
    Withdraw "withdraw.permit" order {
        /// Which permit.
        permit: PermitId,
    }
    /// Withdraws a safety plan: nothing goes out under it any more.
    WithdrawPlan "withdraw.plan" order {
        /// Which plan.
        plan: PlanId,
        /// Digest of the reason.
        reason: Digest,
    }
}

/// What is not said is not written.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
