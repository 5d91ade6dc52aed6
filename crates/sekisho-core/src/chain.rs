//! The contract chain: who works for whom, under which clauses, and up to which tier the owner knows of it.
//!
//! ```text
//!  owner ── contract ──▶ tier 1 ── order ──▶ tier 2 ── order ──▶ tier 3
//!           (active)               (approved by the owner, for a work and a time)
//! ```
//!
//! A link stands if it is approved, its time has come and is not over, and every link above it stands. From the first
//! contract that becomes active, nobody outside the standing chain can be named in a permit or get a key; there is no way
//! back behind that.

mod check;
mod contract;
pub(crate) mod hold;
mod order;
mod roster;
#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

pub(crate) use check::{check_asker, check_chain, check_handler, check_party};
pub use hold::{Breach, Lift, breaches};

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::command::Command;
use crate::decide::Ask;
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{ContractId, OrderId, PartyId, PersonId, WorkId};
use crate::reason::{Reasons, Rule};
use crate::time::{DAY, Timestamp, Window};

/// How far a contractor may go in something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Without asking.
    Allowed,
    /// Never.
    Forbidden,
    /// With the owner's approval, given before.
    PriorApproval,
}

impl Treatment {
    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Forbidden => "forbidden",
            Self::PriorApproval => "prior_approval",
        }
    }
}

/// A duty that a contract lays on the contractor. Source: control C01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// 監査権: the owner may audit, on site as well.
    AuditRight,
    /// 秘密保持: confidentiality, also afterwards.
    Confidentiality,
    /// 従事者の明示: handlers are named before they work.
    NamedHandlers,
    /// 違約金: a penalty for a breach.
    Penalty,
    /// A related company is another company like any other.
    RelatedCompanies,
    /// The same duties for every lower tier.
    SameBelow,
    /// 再委託先への停止要求: the owner may stop any lower tier.
    StopRight,
    /// 教育: handlers are trained.
    Training,
}

impl Duty {
    /// Every duty, in the order in which a contract lists them.
    pub const ALL: [Self; 8] = [
        Self::Confidentiality,
        Self::NamedHandlers,
        Self::Training,
        Self::SameBelow,
        Self::RelatedCompanies,
        Self::StopRight,
        Self::AuditRight,
        Self::Penalty,
    ];

    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::AuditRight => "audit_right",
            Self::Confidentiality => "confidentiality",
            Self::NamedHandlers => "named_handlers",
            Self::Penalty => "penalty",
            Self::RelatedCompanies => "related_companies",
            Self::SameBelow => "same_below",
            Self::StopRight => "stop_right",
            Self::Training => "training",
        }
    }
}

/// What a contract says, as far as a machine decides by it. What is not said is missing, and nothing is assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clauses {
    /// Within which time a breach is told to the owner. Units: minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breach_notice_minutes: Option<u32>,
    /// Whether the contractor's people may carry media.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carry_out: Option<Treatment>,
    /// The lowest tier there may be; 1 is the contractor alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deepest_tier: Option<u8>,
    /// The duties without a figure.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub duties: BTreeSet<Duty>,
    /// Within which time after the end everything is erased. Units: days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erase_within_days: Option<u16>,
    /// Whether work may be done abroad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offshore: Option<Treatment>,
    /// Whether the contractor may order parts of the work from others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcontracting: Option<Treatment>,
}

impl Clauses {
    /// Lists the clauses that every contract must have and this one has not, by their stable names.
    ///
    /// Source: control C01.
    pub fn missing(&self) -> Vec<&'static str> {
        let figures = [
            (self.subcontracting.is_some(), "subcontracting"),
            (self.deepest_tier.is_some_and(|tier| (1..u8::MAX).contains(&tier)), "deepest_tier"),
            (self.offshore.is_some(), "offshore"),
            (self.carry_out.is_some(), "carry_out"),
            (self.erase_within_days.is_some(), "erase_within"),
            (self.breach_notice_minutes.is_some(), "breach_notice"),
        ];
        let duties = Duty::ALL.into_iter().map(|duty| (self.duties.contains(&duty), duty.name()));
        figures.into_iter().chain(duties).filter(|(said, _)| !said).map(|(_, name)| name).collect()
    }
}

/// Where the work of an order is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Location {
    /// In the owner's country.
    Domestic,
    /// Anywhere else.
    Offshore,
}

/// What has become of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContractStatus {
    /// In force.
    Active,
    /// Written down; nothing rests on it yet.
    Drafted,
    /// Ended before its time, or at its end.
    Ended,
}

impl ContractStatus {
    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Drafted => "drafted",
            Self::Ended => "ended",
        }
    }
}

/// A contract of the owner's with a contractor of the first tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// What it says.
    pub clauses: Clauses,
    /// With whom.
    pub contractor: PartyId,
    /// The contractor's people who handle data under it.
    pub handlers: BTreeSet<PersonId>,
    /// Digest of its title.
    pub name: Digest,
    /// What has become of it.
    pub status: ContractStatus,
    /// When it holds.
    pub term: Window,
    /// The works that it is about.
    pub works: BTreeSet<WorkId>,
    /// Everybody who wrote in it.
    pub written_by: BTreeSet<PersonId>,
}

/// What has become of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// The owner agreed, or the contract says that it need not.
    Approved,
    /// The owner said no.
    Rejected,
    /// The owner stopped it.
    Stopped,
    /// The owner has yet to say.
    Waiting,
}

impl OrderStatus {
    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Stopped => "stopped",
            Self::Waiting => "waiting",
        }
    }
}

/// What is ordered of a lower tier: one company, one work, one stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderTerms {
    /// Who orders.
    pub client: PartyId,
    /// Under which contract of the owner's.
    pub contract: ContractId,
    /// Of whom.
    pub contractor: PartyId,
    /// Where the work is done.
    pub location: Location,
    /// The order that the client works under; none if that is the contract itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<OrderId>,
    /// When.
    pub term: Window,
    /// Which work.
    pub work: WorkId,
}

/// An order, and what has become of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The contractor's people who handle data under it.
    pub handlers: BTreeSet<PersonId>,
    /// Who placed it.
    pub placed_by: PersonId,
    /// What has become of it.
    pub status: OrderStatus,
    /// What is ordered.
    pub terms: OrderTerms,
}

/// An evaluation of a contractor's safety measures. Source: control C30.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// When.
    pub at: Timestamp,
    /// Who evaluated.
    pub by: PersonId,
    /// How many earlier incidents stand on the sheet.
    pub incidents: u32,
    /// The lowest score with which a contractor passes. Units: of 100.
    pub minimum: u8,
    /// The score. Units: of 100.
    pub score: u8,
}

/// An evaluation is good for so long. Units: seconds.
const EVALUATION_VALID: i64 = 366 * DAY;

impl Evaluation {
    /// Tells whether the contractor passed.
    pub fn passed(&self) -> bool {
        self.score >= self.minimum
    }

    /// Gives when it must be made again.
    pub fn valid_until(&self) -> Timestamp {
        self.at.plus(EVALUATION_VALID)
    }
}

/// Everything about contracts and orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// Whether a contract has ever been active: from then on the chain decides.
    pub begun: bool,
    /// Contracts, ended ones included.
    pub contracts: BTreeMap<ContractId, Contract>,
    /// The newest evaluation of each contractor.
    pub evaluations: BTreeMap<PartyId, Evaluation>,
    /// How many incidents touched each contractor's people.
    pub incidents: BTreeMap<PartyId, u32>,
    /// What officers said about contractors of whom something is open.
    pub lifts: BTreeMap<PartyId, Lift>,
    /// Orders, stopped ones included.
    pub orders: BTreeMap<OrderId, Order>,
}

/// One link: the contract itself, or an order under it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// The owner's contract with tier 1.
    Contract(ContractId),
    /// An order to a lower tier.
    Order(OrderId),
}

impl Chain {
    /// Tells whether the contract is in force during the whole window.
    pub fn contract_stands(&self, contract: &ContractId, during: Window) -> bool {
        self.contracts
            .get(contract)
            .is_some_and(|known| known.status == ContractStatus::Active && encloses(known.term, during))
    }

    /// Tells whether the order and everything above it stand during the whole window.
    pub fn order_stands(&self, order: &OrderId, during: Window) -> bool {
        let Some(known) = self.orders.get(order) else { return false };
        if known.status != OrderStatus::Approved || !encloses(known.terms.term, during) {
            return false;
        }
        // INVARIANT: an order names only a parent that was there before it, so the way up ends.
        match &known.terms.parent {
            None => self.contract_stands(&known.terms.contract, during),
            Some(parent) => self.order_stands(parent, during),
        }
    }

    /// Lists the links of a party that stand during the whole window, with the people named under each.
    pub fn standing<'a>(
        &'a self,
        party: &'a PartyId,
        during: Window,
    ) -> impl Iterator<Item = (Link, &'a BTreeSet<PersonId>)> {
        let contracts = self
            .contracts
            .iter()
            .filter(move |(id, known)| known.contractor == *party && self.contract_stands(id, during))
            .map(|(id, known)| (Link::Contract(id.clone()), &known.handlers));
        let orders = self
            .orders
            .iter()
            .filter(move |(id, known)| known.terms.contractor == *party && self.order_stands(id, during))
            .map(|(id, known)| (Link::Order(id.clone()), &known.handlers));
        contracts.chain(orders)
    }

    /// Gives the tier of an order's contractor: the one right below the contract is 2.
    pub fn tier(&self, parent: Option<&OrderId>) -> u8 {
        let above = parent.and_then(|parent| self.orders.get(parent));
        above.map_or(2, |above| self.tier(above.terms.parent.as_ref()).saturating_add(1))
    }

    /// Gives the contract that a link rests on.
    pub fn contract_of(&self, link: &Link) -> Option<&Contract> {
        match link {
            Link::Contract(contract) => self.contracts.get(contract),
            Link::Order(order) => self.contracts.get(&self.orders.get(order)?.terms.contract),
        }
    }

    /// Lists the orders right below a link.
    pub fn below<'a, 'b>(
        &'a self,
        link: &'b Link,
    ) -> impl Iterator<Item = (&'a OrderId, &'a Order)> + use<'a, 'b> {
        self.orders.iter().filter(move |(_, order)| match link {
            Link::Contract(contract) => order.terms.contract == *contract && order.terms.parent.is_none(),
            Link::Order(parent) => order.terms.parent.as_ref() == Some(parent),
        })
    }
}

/// Tells whether one window lies within the other.
fn encloses(outer: Window, inner: Window) -> bool {
    outer.from <= inner.from && inner.until <= outer.until
}

/// The window of one moment.
pub(crate) fn moment(now: Timestamp) -> Window {
    Window { from: now, until: now.plus(1) }
}

/// Decides the commands about contracts, orders and rosters.
pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(ask.state.office.is_some(), || Rule::OfficeMissing.into());
    match command {
        Command::ActivateContract { contract } => contract::activate(ask, contract, reasons),
        Command::AmendContract { clauses, contract, name, term, works } => {
            let written = contract::Written { clauses, name: *name, term: *term, works };
            contract::amend(ask, contract, &written, reasons)
        }
        Command::ApproveOrder { order, terms } => order::approve(ask, order, *terms, reasons),
        Command::EndContract { contract, reason } => contract::end(ask, contract, *reason, reasons),
        Command::EvaluateContractor { incidents, minimum, party, score, sheet } => {
            let figures = contract::Figures { incidents: *incidents, minimum: *minimum, score: *score };
            contract::evaluate(ask, party, figures, *sheet, reasons)
        }
        Command::LiftHold { party, reason } => hold::lift(ask, party, *reason, reasons),
        Command::NameHandlers { link, persons } => roster::name(ask, link, persons, reasons),
        Command::PlaceOrder { order, terms } => order::place(ask, order, terms, reasons),
        Command::RegisterContract { clauses, contract, contractor, name, term, works } => {
            let written = contract::Written { clauses, name: *name, term: *term, works };
            contract::register(ask, contract, contractor, &written, reasons)
        }
        Command::RejectOrder { order, reason } => order::reject(ask, order, *reason, reasons),
        Command::RemoveHandler { handler, link, reason } => {
            roster::remove(ask, link, handler, *reason, reasons)
        }
        Command::StopOrder { order, reason } => order::stop(ask, order, *reason, reasons),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
