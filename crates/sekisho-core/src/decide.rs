//! Answers a command: the events to record, or every reason why not.

use crate::alarm::Finding;
use crate::command::Command;
use crate::event::Event;
use crate::id::PersonId;
use crate::party::{Deputy, Role};
use crate::permit;
use crate::reason::{Reason, Reasons, Rule};
use crate::state::State;
use crate::time::Timestamp;
use crate::{
    chain, concern, device_acts, employment, enrollment, local, office_acts as registers, plan, purpose,
    report, rights, training, urgent, weekly,
};

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

/// The number of the built-in rules. It stands in every event, so that a record can be judged again later: raise it with every
/// change of what [`decide()`] or [`due`](crate::due::due) answers to the same question.
pub const RULES: u32 = 4;

/// What the rules say to a command.
///
/// Shape: `reasons` empty: the events happen. Otherwise the first event is [`Event::AttemptRefused`] with them all; a finding
/// may follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What is to be recorded, in order.
    pub events: Vec<Event>,
    /// Why not; empty if it is done.
    pub reasons: Vec<Reason>,
}

/// What is asked, by whom, and when: the argument that every rule takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) state: &'a State,
    pub(crate) person: &'a PersonId,
    pub(crate) now: Timestamp,
    pub(crate) occurred_at: Timestamp,
}

impl Ask<'_> {
    /// Demands one of the roles of the actor.
    pub(crate) fn require_role(&self, reasons: &mut Reasons, roles: &[Role]) -> Option<Role> {
        let held = roles.iter().copied().find(|role| self.state.holds(self.person, *role, self.now));
        reasons.require(held.is_some(), || role_missing(self.person, roles));
        held
    }

    /// Tells whether what somebody said counts as this person's own word: they are one now, or it was said for somebody with whom
    /// this person is one. A role that ended since makes no second person of them.
    pub(crate) fn spoke_before(&self, one: &PersonId, deputy: Option<&Deputy>) -> bool {
        let is_own = |one: &PersonId| self.state.are_one(one, self.person);
        is_own(one) || deputy.is_some_and(|deputy| is_own(&deputy.of))
    }

    /// Gives for whom the person acts in the role, if it is another's: both names stand in what is decided.
    pub(crate) fn deputy(&self, role: Option<Role>) -> Option<Deputy> {
        self.state.persons.get(self.person)?.deputies.get(&role?).cloned()
    }
}

/// Says that a person holds none of the roles: every one that would do is named, and the first one is advised.
pub(crate) fn role_missing(person: &PersonId, roles: &[Role]) -> Reason {
    let advised = roles.first().copied().map_or("", Role::name);
    let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    Rule::RoleMissing.about("person", person).about("role", advised).about("roles", names.join(","))
}

/// Decides a command.
///
/// Shape: `person` is who signed; whoever calls has checked the signature and that the key is enrolled.
/// Units: `now` is the record's clock, `occurred_at` the actor's.
/// Errors: none; a refusal is an answer. Facts ([`Command::is_fact`]) are never refused: what contradicts the record
/// becomes a finding.
/// Source: design section 5.
pub fn decide(
    state: &State,
    person: &PersonId,
    command: &Command,
    now: Timestamp,
    occurred_at: Timestamp,
) -> Decision {
    let ask = Ask { state, person, now, occurred_at };
    let mut reasons = Reasons::default();
    let events = if command.is_fact() {
        report::facts(ask, command)
    } else {
        check_actor(ask, command, &mut reasons);
        enrollment::check_keys(ask, command, &mut reasons);
        order(ask, command, &mut reasons)
    };
    finish(ask, command, events, reasons.0)
}

/// Says no, with every reason.
pub(crate) fn refused(state: &State, person: &PersonId, command: &Command, reasons: Vec<Reason>) -> Decision {
    let refused = Event::AttemptRefused {
        act: command.act().to_owned(),
        permit: command.permit().filter(|permit| permit.0 <= state.permit_count && permit.0 > 0),
        person: Some(person.clone()),
        reasons: reasons.clone(),
    };
    Decision { events: vec![refused], reasons }
}

fn finish(ask: Ask<'_>, command: &Command, mut events: Vec<Event>, reasons: Vec<Reason>) -> Decision {
    if !reasons.is_empty() {
        let mut decision = refused(ask.state, ask.person, command, reasons);
        if decision.reasons.iter().any(|reason| reason.rule == Rule::EmployerDiffers) {
            let finding = Finding::EmployerMisstated;
            decision.events.push(Event::FindingRaised { about: None, finding, medium: None, permit: None });
        }
        return decision;
    }
    // Ten minutes of drift are normal between offline sites (docs/spec/event.md section 2); a day is a late report.
    if command.is_fact() && ask.now.seconds().abs_diff(ask.occurred_at.seconds()) > LATE_SECONDS {
        events.push(Event::FindingRaised {
            about: None,
            finding: Finding::ReportedLate,
            medium: None,
            permit: command.permit(),
        });
    }
    Decision { events, reasons }
}

/// A report that comes later than this, or from so far in the future, is marked as late.
pub(crate) const LATE_SECONDS: u64 = 24 * 60 * 60;

fn check_actor(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) {
    if matches!(command, Command::Establish { .. }) {
        return;
    }
    match ask.state.persons.get(ask.person) {
        None => reasons.add(Rule::PersonUnknown.about("person", ask.person)),
        Some(person) => {
            reasons.require(person.left_at.is_none(), || Rule::PersonLeft.about("person", ask.person));
            rights::check_active(ask, command, reasons);
        }
    }
}

fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    match command {
        Command::AdoptRules { .. } | Command::ProposeRules { .. } => local::order(ask, command, reasons),
        Command::ActivateContract { .. }
        | Command::AmendContract { .. }
        | Command::ApproveOrder { .. }
        | Command::EndContract { .. }
        | Command::EvaluateContractor { .. }
        | Command::LiftHold { .. }
        | Command::NameHandlers { .. }
        | Command::PlaceOrder { .. }
        | Command::RegisterContract { .. }
        | Command::RejectOrder { .. }
        | Command::RemoveHandler { .. }
        | Command::StopOrder { .. } => chain::order(ask, command, reasons),
        Command::AcceptRisk { .. }
        | Command::AmendPlan { .. }
        | Command::ApprovePlan { .. }
        | Command::DraftPlan { .. }
        | Command::WithdrawPlan { .. } => plan::order(ask, command, reasons),
        Command::SettleStep { explanation, permit, step } => {
            plan::settle(ask, *permit, step, *explanation, reasons)
        }
        Command::ApplyAccess { .. }
        | Command::ConfirmEmployment { .. }
        | Command::EndAccess { .. }
        | Command::StateEmployment { .. } => employment::order(ask, command, reasons),
        Command::ConfirmAccess { .. } | Command::ResumePerson { .. } | Command::SuspendPerson { .. } => {
            rights::order(ask, command, reasons)
        }
        Command::RaiseFinding { .. } | Command::ResolveFinding { .. } => {
            concern::order(ask, command, reasons)
        }
        Command::ReviewUrgent { conclusion, permit } => urgent::review(ask, *conclusion, *permit, reasons),
        Command::ConfirmKey { .. }
        | Command::EnrollKey { .. }
        | Command::RevokeKey { .. }
        | Command::SecondKey { .. } => enrollment::order(ask, command, reasons),
        Command::Amend { document } => permit::amend(ask, document, reasons),
        Command::Approve { document, permit } => permit::approve(ask, *permit, *document, reasons),
        Command::Close { permit } => permit::close(ask, *permit, reasons),
        Command::Freeze { permit } => permit::freeze(ask, *permit, reasons),
        Command::Hand { due, medium, permit, to } => permit::hand(ask, *permit, medium, to, *due, reasons),
        Command::DepositKeys { .. }
        | Command::EnrollDevice { .. }
        | Command::EstablishRewrapKey { .. }
        | Command::EstablishVault { .. } => device_acts::order(ask, command, reasons),
        Command::RecordTraining { .. } | Command::RegisterCourse { .. } => {
            training::order(ask, command, reasons)
        }
        Command::BeginWeekly { .. } | Command::EndWeekly { .. } | Command::SignWeekly { .. } => {
            weekly::order(ask, command, reasons)
        }
        Command::RegisterDataset { .. } | Command::RegisterPurpose { .. } => {
            purpose::order(ask, command, reasons)
        }
        Command::Receive { medium, permit } => permit::receive(ask, *permit, medium, reasons),
        Command::Release { device, digest, handle, medium, opening, permit, presence, purpose, .. } => {
            let purpose = *purpose;
            let (digest, opening, permit) = (*digest, *opening, *permit);
            let asked =
                permit::Challenge { device, digest, handle, medium, opening, permit, presence, purpose };
            permit::release(ask, asked, reasons)
        }
        Command::RequestPermit { document } => permit::request(ask, document, reasons),
        Command::RequestRewrap { document } => permit::request_rewrap(ask, document, reasons),
        Command::Rewrap { officers, permit, receipt, .. } => {
            permit::rewrap(ask, *permit, receipt, officers.keys().cloned().collect(), reasons)
        }
        Command::Revoke { permit, reason } => permit::revoke(ask, *permit, *reason, reasons),
        Command::Seal { permit, receipt, witness, .. } => {
            permit::seal(ask, *permit, receipt, witness, reasons)
        }
        Command::SendBack { permit, reason } => permit::send_back(ask, *permit, *reason, reasons),
        Command::Unfreeze { permit } => permit::unfreeze(ask, *permit, reasons),
        Command::Withdraw { permit } => permit::withdraw(ask, *permit, reasons),
        other => registers::order(ask, other, reasons),
    }
}
