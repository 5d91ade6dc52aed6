//! Keys of people: enrolled, countersigned by the employer, and at rest for a day before they approve or open anything. A new
//! key of somebody who had one takes two administrators, or the older key.

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

use crate::chain::check_party;
use crate::command::Command;
use crate::decide::Ask;
use crate::event::Event;
use crate::id::{KeyId, PersonId};
use crate::office_acts::{active_person, keep_an_administrator};
use crate::party::{Key, Role, Second, Title};
use crate::reason::{Reasons, Rule};
use crate::state::State;
use crate::time::{DAY, Timestamp};

/// So long a new key rests: whoever finds a key enrolled in their name has a day to say so. Units: seconds.
const REST: i64 = DAY;

impl Key {
    /// Tells when the key may be used to approve and to open.
    ///
    /// Shape: [`None`] if somebody has to countersign first.
    pub fn rests_until(&self) -> Option<Timestamp> {
        let countersigned = match (self.counted, &self.confirmed_by) {
            (false, _) => Some(self.enrolled_at),
            (true, Some(_)) => Some(self.enrolled_at.plus(REST)),
            (true, None) => None,
        };
        // The day begins with the second signature: before it, whose key it would be had one word only.
        countersigned.map(|until| self.rests_again_until().map_or(until, |again| again.max(until)))
    }

    /// Tells until when it rests because two administrators, and not an older key, spoke for it.
    fn rests_again_until(&self) -> Option<Timestamp> {
        let second = self.seconded.as_ref().filter(|second| self.waits_for_second && !second.own);
        second.map(|second| second.at.plus(REST))
    }
}

/// Decides the commands about keys of people.
pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(ask.state.office.is_some(), || Rule::OfficeMissing.into());
    match command {
        Command::ConfirmKey { key, person } => confirm(ask, person, key, reasons),
        Command::EnrollKey { key, person, public, .. } => enroll(ask, person, key, public, reasons),
        Command::RevokeKey { key, person } => revoke(ask, person, key, reasons),
        Command::SecondKey { key, person } => second(ask, person, key, reasons),
        _ => Vec::new(),
    }
}

fn enroll(ask: Ask<'_>, person: &PersonId, key: &KeyId, public: &str, reasons: &mut Reasons) -> Vec<Event> {
    ask.require_role(reasons, &[Role::Administrator]);
    active_person(ask, person, reasons);
    // INVARIANT: one key is one person's for ever, revoked or not; so persons can be counted by keys.
    let taken = ask.state.key_owners.contains_key(key);
    if let Some(known) = ask.state.persons.get(person) {
        check_party(ask, &known.employer, reasons);
    }
    reasons.require(!taken, || Rule::KeyTaken.about("key", key));
    let by = Some(ask.person.clone());
    vec![Event::KeyEnrolled { by, key: key.clone(), person: person.clone(), public: public.to_owned() }]
}

/// Decides whether the employer's representative may countersign a key: yes, this is our person's.
///
/// Shape: yields one `KeyConfirmed`. For people who work for their own account the owner's security manager does it.
/// Errors: [`Rule::KeyUnknown`], [`Rule::OwnWork`] for one's own key and for a key that one has enrolled,
/// [`Rule::EmployerDiffers`], [`Rule::RoleMissing`].
/// Source: controls C02, C14.
fn confirm(ask: Ask<'_>, person: &PersonId, key: &KeyId, reasons: &mut Reasons) -> Vec<Event> {
    let holder = ask.state.persons.get(person);
    let alone = holder.is_some_and(|known| known.title == Title::SelfEmployed);
    let role = if alone { Role::SecurityManager } else { Role::EmployerRepresentative };
    ask.require_role(reasons, &[role]);
    active_person(ask, person, reasons);
    if let Some(known) = holder {
        let own = ask.state.persons.get(ask.person).map(|actor| &actor.employer);
        reasons.require(alone || own.is_none_or(|own| *own == known.employer), || {
            Rule::EmployerDiffers.about("person", ask.person).about("party", &known.employer)
        });
        let found = known.keys.get(key).filter(|key| key.revoked_at.is_none());
        let enrolled = found.and_then(|key| key.enrolled_by.as_ref()) == Some(ask.person);
        // Who keeps the registers enrolls keys, by whichever hand: they do not say yes to them as well.
        let keeps = ask.state.holds(ask.person, Role::Administrator, ask.now);
        reasons.require(ask.person != person && !enrolled && !keeps, || {
            Rule::OwnWork.about("id", key).about("person", ask.person)
        });
        reasons.require(found.is_some(), || Rule::KeyUnknown.about("person", person).about("key", key));
    }
    vec![Event::KeyConfirmed { by: ask.person.clone(), key: key.clone(), person: person.clone() }]
}

/// Decides whether somebody may be the second who says that a new key is the person's.
///
/// Shape: yields one `KeySeconded`. Its owner may, once this is in force, with a key that counts: what waits signs nothing. Else it is
/// an administrator who is neither the owner nor who enrolled it, nor stands in for either, and who has had a key for a day, so
/// that nobody makes the second up on the spot; where there is none, the owner's security manager.
/// Errors: [`Rule::KeyUnknown`], [`Rule::KeyNotWaiting`], [`Rule::OwnWork`], [`Rule::RoleMissing`], [`Rule::KeyResting`].
/// Source: control C14, recovery by two administrators.
fn second(ask: Ask<'_>, person: &PersonId, key: &KeyId, reasons: &mut Reasons) -> Vec<Event> {
    active_person(ask, person, reasons);
    let begun = ask.state.keys_seconded;
    let holder = ask.state.persons.get(person);
    let known = holder.and_then(|known| known.keys.get(key));
    let found = known.filter(|key| key.revoked_at.is_none());
    if ask.person != person || !begun {
        another_agrees(ask, person, key, found, reasons);
    }
    if holder.is_some() {
        reasons.require(found.is_some(), || Rule::KeyUnknown.about("person", person).about("key", key));
        // The first of all begins it, and is for whichever key.
        let waits = |found: &Key| !begun || found.is_pending();
        reasons.require(found.is_none_or(waits), || {
            Rule::KeyNotWaiting.about("person", person).about("key", key)
        });
    }
    vec![Event::KeySeconded { by: ask.person.clone(), key: key.clone(), person: person.clone() }]
}

fn another_agrees(ask: Ask<'_>, person: &PersonId, key: &KeyId, found: Option<&Key>, reasons: &mut Reasons) {
    let parties: Vec<&PersonId> =
        found.and_then(|key| key.enrolled_by.as_ref()).into_iter().chain([person]).collect();
    let is_party = |one: &PersonId| parties.iter().any(|party| ask.state.are_one(one, party));
    let keys = |holder: &PersonId| ask.state.persons.get(holder).into_iter().flat_map(|known| &known.keys);
    let rested = |key: &Key| key.acts() && key.enrolled_at.plus(DAY) <= ask.now;
    let is_another = |holder: &PersonId| !is_party(holder) && keys(holder).any(|(_, key)| rested(key));
    let another = ask.state.holders_of(Role::Administrator, ask.now).any(is_another);
    let both = [Role::Administrator, Role::SecurityManager];
    ask.require_role(reasons, if another { &both[..1] } else { &both[..] });
    reasons.require(!is_party(ask.person), || Rule::OwnWork.about("id", key).about("person", ask.person));
    if !keys(ask.person).any(|(_, key)| rested(key)) {
        for (key, young) in keys(ask.person).filter(|(_, key)| key.acts()) {
            let until = young.enrolled_at.plus(DAY);
            reasons.add(Rule::KeyResting.about("key", key).about("person", ask.person).about("until", until));
        }
    }
}

fn revoke(ask: Ask<'_>, person: &PersonId, key: &KeyId, reasons: &mut Reasons) -> Vec<Event> {
    if ask.person != person {
        ask.require_role(reasons, &[Role::Administrator]);
    }
    let holder = ask.state.persons.get(person);
    let known = holder.and_then(|known| known.keys.get(key));
    let last = holder.is_some_and(|holder| {
        let mut others = holder.keys.iter().filter(|(other, _)| *other != key);
        holder.holds(Role::Administrator, ask.now) && others.all(|(_, other)| !other.acts())
    });
    keep_an_administrator(ask, person, last && known.is_some(), reasons);
    reasons.require(known.is_some_and(|key| key.revoked_at.is_none()), || {
        Rule::KeyUnknown.about("person", person).about("key", key)
    });
    vec![Event::KeyRevoked { key: key.clone(), person: person.clone() }]
}

/// Demands of everybody whose word a command rests on that no key of theirs is new.
///
/// Shape: it is the person who waits and not the key alone. So whoever has a key enrolled in another's name uses neither, and
/// the other is told of it with the next approval.
/// Errors: [`Rule::KeyUnseconded`], [`Rule::KeyUnconfirmed`], [`Rule::KeyResting`].
/// Source: control C14, a day's rest before a key approves or opens.
pub(crate) fn check_keys(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) {
    for person in answering(ask, command) {
        let Some(known) = ask.state.persons.get(person) else { continue };
        for (key, enrolled) in known.keys.iter().filter(|(_, key)| key.revoked_at.is_none()) {
            if enrolled.is_pending() {
                reasons.add(Rule::KeyUnseconded.about("key", key).about("person", person));
                continue;
            }
            match enrolled.rests_until() {
                None => reasons.add(Rule::KeyUnconfirmed.about("key", key).about("person", person)),
                Some(until) => {
                    reasons.require(until <= ask.now, || {
                        Rule::KeyResting.about("key", key).about("person", person).about("until", until)
                    });
                }
            }
        }
    }
}

/// Lists whose word a command rests on: whoever approves, countersigns, puts in force, or gives keys and roles to others, and
/// whoever is present at an opening or answers for it.
fn answering<'a>(ask: Ask<'a>, command: &'a Command) -> Vec<&'a PersonId> {
    match command {
        Command::AcceptRisk { .. }
        | Command::ActivateContract { .. }
        | Command::AdoptRules { .. }
        | Command::Approve { .. }
        | Command::ApproveOrder { .. }
        | Command::ApprovePlan { .. }
        | Command::AssignRole { .. }
        | Command::ConfirmAccess { .. }
        | Command::ConfirmEmployment { .. }
        | Command::ConfirmKey { .. }
        | Command::EnrollKey { .. }
        | Command::EvaluateContractor { .. }
        | Command::LiftHold { .. }
        | Command::RemoveRole { .. }
        | Command::ResolveFinding { .. }
        | Command::ResumePerson { .. }
        | Command::ReviewUrgent { .. }
        | Command::Unfreeze { .. } => vec![ask.person],
        // One's own older key ends, or lets count, what somebody enrolled.
        Command::RevokeKey { person, .. } | Command::SecondKey { person, .. } if person != ask.person => {
            vec![ask.person]
        }
        Command::Release { presence, .. } => presence.persons.iter().chain([ask.person]).collect(),
        Command::Rewrap { officers, .. } => officers.keys().chain([ask.person]).collect(),
        Command::Seal { witness, .. } => vec![ask.person, &witness.person],
        _ => Vec::new(),
    }
}

/// Brings the state forward.
pub(crate) fn evolve(state: &mut State, event: &Event, now: Timestamp) {
    match event {
        Event::KeyEnrolled { by, key, person, public } => {
            let (counted, seconded) = (state.keys_counted, state.keys_seconded);
            if let Some(known) = state.persons.get_mut(person) {
                let enrolled = Key {
                    confirmed_by: None,
                    counted,
                    enrolled_at: now,
                    enrolled_by: by.clone(),
                    public: public.clone(),
                    revoked_at: None,
                    seconded: None,
                    // Whoever has had a key is somebody whom a false key could imitate.
                    waits_for_second: seconded && !known.keys.is_empty(),
                };
                known.keys.insert(key.clone(), enrolled);
                state.key_owners.insert(key.clone(), person.clone());
            }
        }
        // INVARIANT: from the first countersignature on every key needs one; keys from before stay as they are.
        Event::KeyConfirmed { by, key, person } => {
            state.keys_counted = true;
            if let Some(known) = state.persons.get_mut(person).and_then(|known| known.keys.get_mut(key)) {
                known.confirmed_by = Some(by.clone());
            }
        }
        // INVARIANT: from the first second signature on every new key of somebody who had one needs it; others stay as they are.
        Event::KeySeconded { by, key, person } => {
            state.keys_seconded = true;
            if let Some(known) = state.persons.get_mut(person).and_then(|known| known.keys.get_mut(key)) {
                known.seconded.get_or_insert(Second { at: now, by: by.clone(), own: by == person });
            }
        }
        Event::KeyRevoked { key, person } => {
            if let Some(known) = state.persons.get_mut(person).and_then(|known| known.keys.get_mut(key)) {
                known.revoked_at = Some(now);
            }
        }
        _ => {}
    }
}
