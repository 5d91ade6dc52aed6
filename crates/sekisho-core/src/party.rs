//! Organizations and people: who they are, for whom they work, what they may do.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::employment::Employment;
use crate::hash::Digest;
use crate::id::{DepartmentId, KeyId, MailDomain, PartyId, PersonId};
use crate::time::{Timestamp, Window};

/// An organization as the record knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The organization above it in the chain; the owner has none.
    pub above: Option<PartyId>,
    /// The domains of the mail addresses that it gives to its people, as far as the register says.
    pub domains: BTreeSet<MailDomain>,
    /// Digest of its name.
    pub name: Digest,
}

/// The title under which a person works here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Title {
    /// 派遣: sent by a staffing agency.
    Dispatched,
    /// 雇用: an employee.
    Employed,
    /// 出向: lent by the employer.
    Seconded,
    /// 個人事業主: works for their own account.
    SelfEmployed,
    /// 請負・再委託: comes with a subcontract.
    Subcontract,
}

impl Title {
    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dispatched => "dispatched",
            Self::Employed => "employed",
            Self::Seconded => "seconded",
            Self::SelfEmployed => "self_employed",
            Self::Subcontract => "subcontract",
        }
    }
}

/// What a person may do for the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Keeps the registers: people, keys, places, devices, media.
    Administrator,
    /// 決裁者: approves carry-outs.
    Approver,
    /// 監査人: reads everything, changes nothing.
    Auditor,
    /// 最高情報セキュリティ責任者: approves what goes beyond a purpose.
    ChiefOfficer,
    /// 委託先管理責任者: keeps contracts, approves orders to lower tiers.
    ContractManager,
    /// 雇用主の代表者: countersigns for its own people what they say about their employment.
    EmployerRepresentative,
    /// 媒体管理者: hands media out, takes them back, counts them.
    MediaKeeper,
    /// 部署・組織の長: accepts what is left of risks, for the organization.
    OrganizationHead,
    /// 情報セキュリティ管理者: approves carry-outs, lifts freezes, closes incidents.
    SecurityManager,
    /// 情報セキュリティ事務局: approves safety plans, and is of no project.
    SecurityOffice,
}

impl Role {
    /// Every role, for lists.
    pub const ALL: [Self; 10] = [
        Self::Administrator,
        Self::Approver,
        Self::Auditor,
        Self::ChiefOfficer,
        Self::ContractManager,
        Self::EmployerRepresentative,
        Self::MediaKeeper,
        Self::OrganizationHead,
        Self::SecurityManager,
        Self::SecurityOffice,
    ];

    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Approver => "approver",
            Self::Auditor => "auditor",
            Self::ChiefOfficer => "chief_officer",
            Self::ContractManager => "contract_manager",
            Self::EmployerRepresentative => "employer_representative",
            Self::MediaKeeper => "media_keeper",
            Self::OrganizationHead => "organization_head",
            Self::SecurityManager => "security_manager",
            Self::SecurityOffice => "security_office",
        }
    }
}

/// How a person stands in for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 代決: while the other is away.
    Acting,
    /// 専決: lastingly, for what the office's rules leave to them.
    Delegated,
}

impl Standing {
    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Acting => "acting",
            Self::Delegated => "delegated",
        }
    }
}

/// For whom a person holds a role that is another's. Both names stand in what is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deputy {
    /// Whose role it is.
    pub of: PersonId,
    /// How.
    pub standing: Standing,
}

/// Who else said that a new key is the person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Second {
    /// When the record took it.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// Whether it was the person, with an older key.
    pub own: bool,
}

/// A key enrolled for one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Who of the employer's countersigned, if somebody has.
    pub confirmed_by: Option<PersonId>,
    /// Whether it came after the first countersignature, so that it needs one and a day's rest.
    pub counted: bool,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
    /// Who enrolled it, if the event says so.
    pub enrolled_by: Option<PersonId>,
    /// The OpenSSH public key line, without comment.
    pub public: String,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
    /// When, and who, agreed that it counts, where two have to.
    pub seconded: Option<Second>,
    /// Whether its owner had a key before, so that it counts only once a second person has agreed.
    pub waits_for_second: bool,
}

impl Key {
    /// Tells whether what it signs counts at all.
    pub fn acts(&self) -> bool {
        self.revoked_at.is_none() && !self.is_pending()
    }

    /// Tells whether it waits for a second administrator, or for its owner's older key.
    pub fn is_pending(&self) -> bool {
        self.revoked_at.is_none() && self.waits_for_second && self.seconded.is_none()
    }
}

/// A person as the record knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Where in the office the person works, if that is known.
    pub department: Option<DepartmentId>,
    /// Roles that are another's, and whose.
    pub deputies: BTreeMap<Role, Deputy>,
    /// The one employer.
    pub employer: PartyId,
    /// What the person and the employer said about it.
    pub employment: Option<Employment>,
    /// The keys by their fingerprints.
    pub keys: BTreeMap<KeyId, Key>,
    /// When the person left, if they did.
    pub left_at: Option<Timestamp>,
    /// Digest of the mail address, if one is known.
    pub mail: Option<Digest>,
    /// Digest of the name.
    pub name: Digest,
    /// The roles and when they hold.
    pub roles: BTreeMap<Role, Window>,
    /// The title under which the person works here.
    pub title: Title,
}

impl Person {
    /// Tells whether the person holds the role now.
    pub fn holds(&self, role: Role, now: Timestamp) -> bool {
        self.left_at.is_none() && self.roles.get(&role).is_some_and(|term| term.contains(now))
    }
}
