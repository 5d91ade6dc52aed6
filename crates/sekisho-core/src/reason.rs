//! Reasons: why the rules say no. One row per built-in rule; the sentence and the next step for each stand in
//! `text/{ja,en}.ftl` under the same name.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::{Deserialize, Serialize};

use crate::party::Role;

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident $name:literal $code:literal $control:literal)*) => {
        /// A built-in rule that can say no. No configuration loosens one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Rule {
            $($(#[$doc])* #[serde(rename = $name)] $rule,)*
        }

        impl Rule {
            /// Every rule, for tables.
            pub const ALL: &'static [Self] = &[$(Self::$rule),*];

            /// Gives the stable name: the key of its sentence.
            pub fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }

            /// Gives the stable code of its family, as replay files expect it.
            pub fn code(self) -> &'static str {
                match self { $(Self::$rule => $code,)* }
            }

            /// Gives the control that it serves (docs/controls.md).
            pub fn control(self) -> &'static str {
                match self { $(Self::$rule => $control,)* }
            }
        }
    };
}

impl Rule {
    /// Gives the role whose approval lets through what this rule holds back; none for a rule that nobody lifts.
    ///
    /// Shape: the request is made again with its reason, and waits for that role beside everybody else.
    /// Source: control C03.
    pub fn lifted_by(self) -> Option<Role> {
        match self {
            Self::BeyondPurpose | Self::ListIsEnough | Self::MaskMissing | Self::ProtectedUnstated => {
                Some(Role::ChiefOfficer)
            }
            // The contract manager says it beside the chief officer.
            Self::BreachOpen => Some(Role::ChiefOfficer),
            _ => None,
        }
    }
}

rules! {
    /// The person has no such card or account.
    AccessUnknown "access-unknown" "R-ACCOUNT" "C14"
    /// Something is open about the contractor, or about one above it: new orders wait.
    BreachOpen "breach-open" "R-CHAIN" "C01"
    /// The permit is finished.
    AlreadyFinished "already-finished" "R-NOPERMIT" "C05"
    /// The code stands in a register already.
    AlreadyRegistered "already-registered" "R-ID" "C06"
    /// A person approves once.
    ApprovedAlready "approved-already" "R-SOD" "C05"
    /// Nobody approves their own request.
    ApproverIsRequester "approver-is-requester" "R-SOD" "C05"
    /// More is asked for than the purpose needs.
    BeyondPurpose "beyond-purpose" "R-SCOPE" "C03"
    /// The record has no receipt of such a box.
    BoxUnknown "box-unknown" "R-UNSEALED" "C11"
    /// Whoever wrote nothing in a plan and is not of its project does not change it.
    NotPlanWriter "not-plan-writer" "R-PLAN" "C04"
    /// What was shown of the plan is not what it says now.
    PlanChanged "plan-changed" "R-PLAN" "C04"
    /// A part that every plan must have is missing, or cannot hold.
    PlanIncomplete "plan-incomplete" "R-PLAN" "C04"
    /// The request names no safety plan.
    PlanMissing "plan-missing" "R-PLAN" "C04"
    /// The plan is not approved as it is now.
    PlanNotApproved "plan-not-approved" "R-PLAN" "C04"
    /// Whoever approves a plan is of the owner's and not of the project.
    PlanNotIndependent "plan-not-independent" "R-PLAN" "C04"
    /// The plan is approved already.
    PlanNotWaiting "plan-not-waiting" "R-PLAN" "C04"
    /// The plan does not cover what is asked for.
    PlanUnfit "plan-unfit" "R-PLAN" "C04"
    /// The register does not know the plan.
    PlanUnknown "plan-unknown" "R-PLAN" "C04"
    /// The plan was withdrawn.
    PlanWithdrawn "plan-withdrawn" "R-PLAN" "C04"
    /// Nobody bears the risk until the end.
    RiskExpired "risk-expired" "R-PLAN" "C04"
    /// Nobody has accepted what is left of the risk.
    RiskNotAccepted "risk-not-accepted" "R-PLAN" "C04"
    /// The plan names somebody else for the risk.
    RiskNotYours "risk-not-yours" "R-PLAN" "C04"
    /// The plan has no such risk.
    RiskUnknown "risk-unknown" "R-PLAN" "C04"
    /// The permit does not name the person for the step.
    StepNotYours "step-not-yours" "R-PLAN" "C04"
    /// A step is neither done nor explained.
    StepOpen "step-open" "R-PLAN" "C04"
    /// The step is done, or explained already.
    StepSettled "step-settled" "R-PLAN" "C04"
    /// The permit's plan has no such step.
    StepUnknown "step-unknown" "R-PLAN" "C04"
    /// The contract does not let the company's people carry media.
    CarryOutForbidden "carry-out-forbidden" "R-METHOD" "C01"
    /// No approved way leads from the company to the owner.
    ChainBroken "chain-broken" "R-CHAIN" "C01"
    /// A clause that every contract must have is missing.
    ClauseMissing "clause-missing" "R-CHAIN" "C01"
    /// The contract is not in the state that the act needs.
    ContractNotActive "contract-not-active" "R-CHAIN" "C01"
    /// The register does not know the contract.
    ContractUnknown "contract-unknown" "R-CHAIN" "C01"
    /// The copy was reported lost.
    CopyLost "copy-lost" "R-CUSTODY" "C10"
    /// A copy has no report of its erasure.
    CopyNotErased "copy-not-erased" "R-ERASE" "C12"
    /// A copy is neither back nor accounted for.
    CopyOutside "copy-outside" "R-CUSTODY" "C12"
    /// The copy is back already.
    CopyReturned "copy-returned" "R-CUSTODY" "C10"
    /// The register does not know the course, or it counts for no day.
    CourseUnknown "course-unknown" "R-TRAIN" "C18"
    /// The deadlines are not in their order.
    DeadlinesDisordered "deadlines-disordered" "R-WINDOW" "C05"
    /// A device stands somewhere other than at the site.
    DeviceElsewhere "device-elsewhere" "R-SITE" "C11"
    /// The device has not deposited the key, or another permit has used it.
    DeviceKeyUnknown "device-key-unknown" "R-SITE" "C11"
    /// The permit names another device.
    DeviceNotNamed "device-not-named" "R-SITE" "C11"
    /// Whom the person would stand in for does not hold the role by themselves.
    DeputyUnfit "deputy-unfit" "R-SOD" "C28"
    /// The register does not know the device.
    DeviceUnknown "device-unknown" "R-SITE" "C11"
    /// The document is another one now.
    DocumentChanged "document-changed" "R-CHANGED" "C05"
    /// The hand-over would be due in the past or after the return.
    DueUnfit "due-unfit" "R-WINDOW" "C10"
    /// The person works for another company.
    EmployerDiffers "employer-differs" "R-EMPLOYER" "C02"
    /// Person and employer have not both said for whom the person works, or not for long enough.
    EmploymentUnconfirmed "employment-unconfirmed" "R-EMPLOYER" "C02"
    /// The contractor did not pass the evaluation.
    EvaluationFailed "evaluation-failed" "R-CHAIN" "C30"
    /// The contractor was not evaluated within a year.
    EvaluationMissing "evaluation-missing" "R-CHAIN" "C30"
    /// The evaluation's figures do not fit, or leave incidents out.
    EvaluationUnfit "evaluation-unfit" "R-CHAIN" "C30"
    /// The form of what is taken is one that sealing cannot make.
    ExtractUnfit "extract-unfit" "R-SCOPE" "C03"
    /// The dataset has no such field.
    FieldUnknown "unknown-field" "R-SCOPE" "C03"
    /// The permit is stopped.
    Frozen "frozen" "R-FROZEN" "C21"
    /// Lost and revoked permits stay stopped.
    FrozenForGood "frozen-for-good" "R-FROZEN" "C21"
    /// Giver and receiver are the same person.
    GiverIsReceiver "giver-is-receiver" "R-SOD" "C10"
    /// A hand-over of this copy is under way.
    HandOverPending "hand-over-pending" "R-CUSTODY" "C10"
    /// The register does not know the incident, or it is closed.
    IncidentUnknown "incident-unknown" "R-UNKNOWN" "C21"
    /// The release key is destroyed, or is about to be.
    KeyDestroyed "key-destroyed" "R-DEAD" "C12"
    /// The vault has not said that the release key is gone.
    KeyNotDestroyed "key-not-destroyed" "R-ERASE" "C12"
    /// A new key rests for a day before its owner approves or opens anything.
    KeyResting "key-resting" "R-ACCOUNT" "C14"
    /// The key is enrolled already, here or for another person.
    KeyTaken "key-taken" "R-ACCOUNT" "C14"
    /// The key does not wait for a second signature.
    KeyNotWaiting "key-not-waiting" "R-STALE" "C14"
    /// The employer has not countersigned a key.
    KeyUnconfirmed "key-unconfirmed" "R-EMPLOYER" "C02"
    /// The person has no such key.
    KeyUnknown "key-unknown" "R-ACCOUNT" "C14"
    /// Neither a second administrator nor its owner's older key has spoken for a new key.
    KeyUnseconded "key-unseconded" "R-TWO" "C14"
    /// The last administrator would be gone.
    LastAdministrator "last-administrator" "R-ROLE" "C28"
    /// A rule of the office's own says no.
    LocalRule "local-rule" "R-LOCAL" "C28"
    /// A list that answers yes or no is enough for the purpose.
    ListIsEnough "list-is-enough" "R-SCOPE" "C03"
    /// The purpose needs a part of the value alone.
    MaskMissing "mask-missing" "R-SCOPE" "C03"
    /// Another live permit has the medium on one of its lines.
    MediumBooked "medium-booked" "R-MEDIA" "C06"
    /// The medium is not at the place where the ledger has it, or not where the permit starts.
    MediumElsewhere "medium-elsewhere" "R-MEDIA" "C06"
    /// The permit has no line for the medium.
    MediumNotOnPermit "medium-not-on-permit" "R-MEDIA" "C05"
    /// The same medium stands on two lines.
    MediumTwice "medium-twice" "R-MEDIA" "C05"
    /// The ledger does not know the medium.
    MediumUnknown "medium-unknown" "R-MEDIA" "C06"
    /// The medium is lost or retired.
    MediumUnusable "medium-unusable" "R-MEDIA" "C06"
    /// The way of transport is not the approved one.
    MethodNotApproved "method-not-approved" "R-METHOD" "C05"
    /// No way of transport that can be walked here is named.
    MethodMissing "method-missing" "R-METHOD" "C05"
    /// Only two officers lift a freeze, and this one has agreed already.
    AgreedAlready "agreed-already" "R-SOD" "C21"
    /// No medium is named.
    NoMedium "no-medium" "R-MEDIA" "C05"
    /// The copy is not in the hands of those at the site.
    NotAtSite "not-at-site" "R-CUSTODY" "C11"
    /// The permit is not stopped.
    NotFrozen "not-frozen" "R-FROZEN" "C21"
    /// Somebody else has the copy.
    NotHolder "not-holder" "R-CUSTODY" "C10"
    /// The company has not named the person as a handler.
    NotOnRoster "not-on-roster" "R-ROSTER" "C02"
    /// The person is not who signs the weekly check of the organization.
    NotHead "not-head" "R-ROLE" "C17"
    /// Nobody is giving the copy to this person.
    NotOffered "not-offered" "R-CUSTODY" "C10"
    /// Only the requester changes or takes back a request.
    NotRequester "not-requester" "R-SOD" "C05"
    /// The box has no seal receipt.
    NotSealed "not-sealed" "R-UNSEALED" "C08"
    /// The person has not passed the course, or not for long enough.
    NotTrained "not-trained" "R-TRAIN" "C18"
    /// Nothing, or nobody's data, is asked for.
    NothingAsked "nothing-asked" "R-SCOPE" "C03"
    /// The number or revision is not the next one.
    NumberStale "number-stale" "R-STALE" "C05"
    /// The record is open already.
    OfficeEstablished "office-established" "R-OFFICE" "C28"
    /// The record is not open yet.
    OfficeMissing "office-missing" "R-OFFICE" "C28"
    /// The contract does not allow work abroad.
    OffshoreForbidden "offshore-forbidden" "R-OFFSHORE" "C01"
    /// Carrying takes two.
    OneCarrier "one-carrier" "R-TWO" "C10"
    /// Opening takes two.
    OneOpener "one-opener" "R-TWO" "C11"
    /// Re-wrapping takes two officers of the owner.
    OneOfficer "one-officer" "R-TWO" "C11"
    /// A question of the weekly check has no one answer, or nobody asked it.
    QuestionUnanswered "question-unanswered" "R-STALE" "C17"
    /// Re-wrapping takes one release, and one must be left.
    OpeningsTooFew "openings-too-few" "R-SCOPE" "C11"
    /// As many releases as approved were given.
    OpeningsUsed "openings-used" "R-SCOPE" "C11"
    /// The order is not what was shown.
    OrderChanged "order-changed" "R-CHANGED" "C01"
    /// The company stands in the chain above the order already.
    OrderCircular "order-circular" "R-CHAIN" "C01"
    /// The order above does not stand.
    OrderNotApproved "order-not-approved" "R-CHAIN" "C01"
    /// Whoever orders does not stand right above in this contract.
    OrderNotInChain "order-not-in-chain" "R-CHAIN" "C01"
    /// The order does not wait for an approval.
    OrderNotWaiting "order-not-waiting" "R-CHAIN" "C01"
    /// The order reaches beyond the time of what it rests on.
    OrderOutsideTerm "order-outside-term" "R-CHAIN" "C01"
    /// The register does not know the order.
    OrderUnknown "order-unknown" "R-CHAIN" "C01"
    /// Nobody approves what they entered themselves.
    OwnWork "own-work" "R-SOD" "C28"
    /// The organization is not registered.
    PartyUnknown "party-unknown" "R-CHAIN" "C01"
    /// The permit is out already.
    PermitIsOut "permit-is-out" "R-CUSTODY" "C05"
    /// The permit is not approved.
    PermitNotApproved "permit-not-approved" "R-NOPERMIT" "C05"
    /// Nothing has left under the permit.
    PermitNotOut "permit-not-out" "R-NOPERMIT" "C10"
    /// The permit does not wait for approval.
    PermitNotWaiting "permit-not-waiting" "R-NOPERMIT" "C05"
    /// There is no such permit.
    PermitUnknown "permit-unknown" "R-NOPERMIT" "C05"
    /// The person has left.
    PersonLeft "person-left" "R-ACCOUNT" "C14"
    /// The permit does not name the person for this.
    PersonNotNamed "person-not-named" "R-ROSTER" "C05"
    /// The register does not know the person.
    PersonUnknown "person-unknown" "R-ROSTER" "C02"
    /// A place of another kind, or of the owner's own, is needed.
    PlaceUnfit "place-unfit" "R-PLACE" "C13"
    /// The register does not know the place.
    PlaceUnknown "place-unknown" "R-PLACE" "C13"
    /// The permit does not lead there.
    PlaceNotNamed "place-not-named" "R-DEST" "C10"
    /// The boxes were sealed without the owner's own wrap.
    RewrapKeyMissing "rewrap-key-missing" "R-UNSEALED" "C11"
    /// No approved re-wrap waits for this copy.
    RewrapNotWaiting "rewrap-not-waiting" "R-NOPERMIT" "C11"
    /// A re-wrap changes the device and nothing else.
    RewrapUnfit "rewrap-unfit" "R-CHANGED" "C11"
    /// The dataset knows persons under protection, and the request does not say what becomes of them.
    ProtectedUnstated "protected-unstated" "R-SCOPE" "C03"
    /// The request names none of the owner's purposes.
    PurposeMissing "purpose-missing" "R-SCOPE" "C03"
    /// The register does not know the purpose.
    PurposeUnknown "purpose-unknown" "R-SCOPE" "C03"
    /// The person's role does not cover the act.
    RoleMissing "role-missing" "R-ROLE" "C28"
    /// An earlier set of the same data is not accounted for.
    EarlierSetOpen "earlier-set-open" "R-CUSTODY" "C10"
    /// It is no finding that is written down about a person.
    FindingUnfit "finding-unfit" "R-UNKNOWN" "C21"
    /// Whoever answers a finding has nothing to do with it.
    FindingNotIndependent "finding-not-independent" "R-SOD" "C28"
    /// There is no such finding, or it is answered.
    FindingUnknown "finding-unknown" "R-UNKNOWN" "C21"
    /// Whoever reviews an urgent carry-out neither asked for it nor approved it.
    ReviewNotIndependent "review-not-independent" "R-SOD" "C26"
    /// There is no such urgent carry-out, or it is reviewed.
    ReviewUnknown "review-unknown" "R-UNKNOWN" "C26"
    /// The officer has said already that orders need not wait.
    LiftAgreed "lift-agreed" "R-SOD" "C01"
    /// The officer has agreed already that the suspended person goes on.
    ResumeAgreed "resume-agreed" "R-SOD" "C14"
    /// Nothing is open about the contractor.
    NothingHeld "nothing-held" "R-CHAIN" "C01"
    /// The person is not suspended.
    NotSuspended "not-suspended" "R-ACCOUNT" "C14"
    /// The person is suspended.
    Suspended "suspended" "R-ACCOUNT" "C14"
    /// Nobody else has proposed this set of local rules.
    RulesUnproposed "rules-unproposed" "R-SOD" "C28"
    /// The copy has left its cabinet and is not sealed again.
    SealedAlready "sealed-already" "R-UNSEALED" "C08"
    /// The parts for sealing are missing or do not fit together.
    SealingUnfit "sealing-unfit" "R-UNSEALED" "C09"
    /// The person has signed already.
    SignedAlready "signed-already" "R-CUSTODY" "C10"
    /// Re-wrapping is done at a station that stands at the owner's.
    StationNotOwners "station-not-owners" "R-SITE" "C11"
    /// The contract forbids subcontracting.
    SubcontractForbidden "subcontract-forbidden" "R-CHAIN" "C01"
    /// A word is too long, holds a character that shows nothing, or is a field code of more than one word.
    TextUnfit "text-unfit" "R-SCOPE" "C05"
    /// The contract does not reach so far down.
    TierTooDeep "tier-too-deep" "R-CHAIN" "C01"
    /// More was counted than was approved.
    TooManyRows "too-many-rows" "R-SCOPE" "C03"
    /// There is no vault that could keep the release half.
    VaultMissing "vault-missing" "R-UNSEALED" "C09"
    /// The window has not begun.
    WindowNotOpen "window-not-open" "R-WINDOW" "C05"
    /// The witness is the sealer, or does not work for the owner.
    WitnessUnfit "witness-unfit" "R-ATTEND" "C08"
    /// The contract, or the order above, is about another work.
    WorkNotCovered "work-not-covered" "R-CHAIN" "C01"
    /// A working copy at the site has no report of its erasure.
    WorkingCopyOpen "working-copy-open" "R-ERASE" "C12"
    /// The window is over.
    WindowOver "window-over" "R-WINDOW" "C05"
    /// This week's check is signed already.
    WeeklySigned "weekly-signed" "R-STALE" "C17"
    /// No weekly check was begun for the organization.
    WeeklyUnknown "weekly-unknown" "R-UNKNOWN" "C17"
}

/// One reason: the rule, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What the sentence names: ids, codes, times; never a person's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub about: BTreeMap<String, String>,
    /// The rule that says no.
    pub rule: Rule,
}

impl Reason {
    /// Names an object that the reason is about.
    #[must_use]
    pub fn about(mut self, what: &str, which: impl Display) -> Self {
        self.about.insert(what.to_owned(), which.to_string());
        self
    }
}

impl From<Rule> for Reason {
    fn from(rule: Rule) -> Self {
        Self { about: BTreeMap::new(), rule }
    }
}

impl Rule {
    /// Starts a reason that names an object.
    pub fn about(self, what: &str, which: impl Display) -> Reason {
        Reason::from(self).about(what, which)
    }
}

/// Collects reasons: every rule is asked, whatever the others said.
#[derive(Debug, Default)]
pub(crate) struct Reasons(pub(crate) Vec<Reason>);

impl Reasons {
    /// Adds the reason unless the rule holds. Returns whether it holds.
    pub(crate) fn require(&mut self, holds: bool, otherwise: impl FnOnce() -> Reason) -> bool {
        if !holds {
            self.add(otherwise());
        }
        holds
    }

    /// Adds a reason; the same one is not said twice.
    pub(crate) fn add(&mut self, reason: impl Into<Reason>) {
        let reason = reason.into();
        if !self.0.contains(&reason) {
            self.0.push(reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_names_are_unique_and_plain() {
        let names: std::collections::BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
        assert!(
            Rule::ALL.iter().all(|rule| rule.code().starts_with("R-") && rule.control().starts_with('C'))
        );
    }
}
