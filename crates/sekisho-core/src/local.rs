//! Local rules (庁内規程), as far as the core knows them: which set is in force, what they may be asked, and how their *no*
//! joins the built-in reasons. What the rules say is decided elsewhere; here stands what they can never do.
//!
//! ```text
//!  decide(command) ──▶ events, or built-in reasons ─┐
//!                                                    ├─▶ join ──▶ events, or one refusal with all reasons
//!  local rules ──────▶ nothing, or reasons R-LOCAL ─┘
//! ```

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::command::Command;
use crate::decide::{Ask, Decision, refused};
use crate::event::Event;
use crate::hash::Digest;
use crate::id::PersonId;
use crate::party::{Deputy, Role};
use crate::permit::{Custody, Permit, is_homeward};
use crate::reason::{Reason, Reasons, Rule};
use crate::state::State;

/// Which sets of local rules the record knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSets {
    /// The digest of the set in force, once one was adopted.
    pub adopted: Option<Digest>,
    /// Sets that wait for somebody else to put them in force, with everybody who proposed them, and for
    /// whom. An adoption ends them all.
    pub proposed: BTreeMap<Digest, BTreeMap<PersonId, Option<Deputy>>>,
}

/// What a reason of a local rule is about: its id, its article, and the office's own words in both languages.
///
/// The words stand in the event, so that it can be read when nobody has the policy file any more.
pub const ABOUT: [&str; 6] = ["advice_en", "advice_ja", "clause", "id", "reason_en", "reason_ja"];

/// One word more stands in the reason of a rule that could not be worked out, which is a *no* as well.
pub const FAULT: &str = "fault";

/// The longest of these words. Units: characters.
pub const WORDS: usize = 300;

/// Decides the proposal and the adoption of a set of local rules: nobody puts in force what they alone have proposed.
///
/// Errors: [`Rule::RoleMissing`], [`Rule::AlreadyRegistered`] for the set that is in force already, [`Rule::RulesUnproposed`] if
/// nobody else who is still here has proposed it since the last adoption.
/// Source: control C28.
pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(ask.state.office.is_some(), || Rule::OfficeMissing.into());
    let person = ask.person.clone();
    match command {
        Command::ProposeRules { set } => {
            let roles = [Role::SecurityManager, Role::ChiefOfficer, Role::Administrator];
            let role = ask.require_role(reasons, &roles);
            not_in_force(ask, *set, reasons);
            vec![Event::RulesProposed { deputy: ask.deputy(role), person, set: *set }]
        }
        Command::AdoptRules { set } => {
            let role = ask.require_role(reasons, &[Role::SecurityManager, Role::ChiefOfficer]);
            not_in_force(ask, *set, reasons);
            let somebody_else = |(one, deputy): (&PersonId, &Option<Deputy>)| {
                let here = ask.state.persons.get(one).is_some_and(|known| known.left_at.is_none());
                here && !ask.spoke_before(one, deputy.as_ref())
            };
            let proposed = ask.state.local_rules.proposed.get(set);
            reasons.require(proposed.is_some_and(|all| all.iter().any(somebody_else)), || {
                Rule::RulesUnproposed.about("person", ask.person).about("set", set)
            });
            vec![Event::RulesAdopted { deputy: ask.deputy(role), person, set: *set }]
        }
        _ => Vec::new(),
    }
}

fn not_in_force(ask: Ask<'_>, set: Digest, reasons: &mut Reasons) {
    reasons.require(in_force(ask.state) != set, || {
        Rule::AlreadyRegistered.about("id", set).about("other", set).about("what", "code")
    });
}

/// Folds an event: which sets are proposed, and which one is in force.
pub(crate) fn evolve(sets: &mut RuleSets, event: &Event) {
    match event {
        Event::RulesProposed { deputy, person, set } => {
            sets.proposed.entry(*set).or_default().insert(person.clone(), deputy.clone());
        }
        // What was proposed against the set before is to be thought over again.
        Event::RulesAdopted { set, .. } => {
            *sets = RuleSets { adopted: Some(*set), proposed: BTreeMap::new() };
        }
        _ => {}
    }
}

/// Gives the digest of the set that is in force; of nothing at all, where none was adopted.
pub fn in_force(state: &State) -> Digest {
    state.local_rules.adopted.unwrap_or_else(no_rules)
}

/// Gives the digest of a set without any rule.
pub fn no_rules() -> Digest {
    Digest::of(b"")
}

/// Tells whether a local rule may say no to the command.
///
/// Shape: never to a fact. Never to what makes things safer or takes power away, since a *no* there would loosen a built-in
/// rule: stopping, revoking, calling home, bringing home, signing for a copy, putting a medium where it belongs, looking at what
/// was let out. And never to the adoption of other rules, or a set that forbids everything would stay for ever.
pub fn may_refuse(state: &State, command: &Command) -> bool {
    match command {
        Command::AdoptRules { .. }
        | Command::BeginWeekly { .. }
        | Command::EndAccess { .. }
        | Command::EndContract { .. }
        | Command::Establish { .. }
        | Command::Freeze { .. }
        | Command::Leave { .. }
        | Command::ProposeRules { .. }
        | Command::RaiseFinding { .. }
        | Command::Receive { .. }
        | Command::RejectOrder { .. }
        | Command::RemoveHandler { .. }
        | Command::RemoveRole { .. }
        | Command::RetireMedium { .. }
        | Command::ReviewUrgent { .. }
        | Command::Revoke { .. }
        | Command::RevokeKey { .. }
        | Command::SendBack { .. }
        | Command::SignWeekly { .. }
        | Command::StopOrder { .. }
        | Command::Store { .. }
        | Command::SuspendPerson { .. }
        | Command::Withdraw { .. }
        | Command::WithdrawPlan { .. } => false,
        Command::Hand { medium, permit, to, .. } => match state.permits.get(permit) {
            Some(found @ Permit::Out(outing)) => {
                let copy = outing.copies.get(medium);
                let back = copy
                    .is_some_and(|copy| matches!(&copy.custody, Custody::Offered { from, .. } if from == to));
                let waits = copy.is_some_and(|copy| outing.is_waiting(copy));
                !back && (waits || !is_homeward(found.document(), copy, to))
            }
            _ => true,
        },
        other => !other.is_fact(),
    }
}

/// Joins the reasons of local rules to a decision: every reason at once, the built-in ones first.
///
/// Shape: without local reasons the decision is unchanged; none of them ever takes a built-in reason away.
pub fn join(
    decision: Decision,
    state: &State,
    person: &PersonId,
    command: &Command,
    local: &[Reason],
) -> Decision {
    if local.is_empty() {
        return decision;
    }
    // What the built-in rules found stands, whatever else says no.
    let found = if decision.reasons.is_empty() { Vec::new() } else { decision.events };
    let reasons = decision.reasons.into_iter().chain(local.iter().cloned()).collect();
    let mut joined = refused(state, person, command, reasons);
    joined.events.extend(found.into_iter().skip(1));
    joined
}

/// Makes the reason of a local rule out of its annotations.
///
/// Shape: `words` holds the other five of [`ABOUT`].
pub fn reason(id: &str, words: BTreeMap<String, String>) -> Reason {
    Reason { about: words, rule: Rule::LocalRule }.about("id", id)
}

/// Gives the reasons of local rules that an event carries, in their order.
pub fn reasons_in(event: &Event) -> Vec<Reason> {
    let Event::AttemptRefused { reasons, .. } = event else { return Vec::new() };
    reasons.iter().filter(|reason| reason.rule == Rule::LocalRule).cloned().collect()
}

/// Makes the reason of a local rule that could not be worked out: it says no with its own words, and that it failed.
pub fn failed(reason: Reason) -> Reason {
    reason.about(FAULT, "not_computable")
}

/// Tells whether a reason of a local rule says everything that it must, and nothing else.
pub fn is_whole(reason: &Reason) -> bool {
    let says = |what: &&str| reason.about.get(*what).is_some_and(|word| is_word(word));
    let fault = reason.about.get(FAULT);
    let length = ABOUT.len().saturating_add(usize::from(fault.is_some()));
    reason.rule == Rule::LocalRule
        && reason.about.len() == length
        && ABOUT.iter().all(says)
        && fault.is_none_or(|word| word == "not_computable")
}

/// Tells whether a text can stand in a reason: one line, something on it, and not too long.
pub fn is_word(text: &str) -> bool {
    let length = text.chars().count();
    !text.trim().is_empty() && length <= WORDS && !text.chars().any(char::is_control)
}
