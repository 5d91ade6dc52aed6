//! Whose turn it is: the rules are asked what they would allow this person now.

use sekisho_core::id::PersonId;
use sekisho_core::permit::{Custody, Permit};
use sekisho_core::{Command, Digest};
use sekisho_gate::Gate;

/// One thing that waits for the reader.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    pub(super) about: String,
    pub(super) key: &'static str,
    /// Whether others wait for it: it stands out.
    pub(super) main: bool,
    pub(super) place: String,
}

/// Lists what waits for a person: permits first, then the registers.
pub(super) fn turns(gate: &Gate, person: &PersonId) -> Vec<Turn> {
    let may = |command: &Command| gate.consider(person, command).is_ok_and(|reasons| reasons.is_empty());
    let mut turns = of_permits(gate, person, &may);
    turns.extend(of_chain(gate, &may));
    turns.extend(of_persons(gate, &may));
    turns
}

fn turn(about: &impl ToString, key: &'static str, place: String) -> Turn {
    let main = matches!(key, "page-turn-approve" | "page-turn-receive" | "page-turn-amend");
    Turn { about: about.to_string(), key, main, place }
}

fn of_permits(gate: &Gate, person: &PersonId, may: &dyn Fn(&Command) -> bool) -> Vec<Turn> {
    let mut turns = Vec::new();
    for (permit, live) in &gate.state().permits {
        let again = live.rewrapping().map(|again| again.digest);
        let waits = matches!(live, Permit::Requested(_)) || again.is_some();
        let document = again.unwrap_or_else(|| live.request().digest);
        let mut add = |key| turns.push(turn(permit, key, format!("/permits/{permit}")));
        if waits && may(&Command::Approve { document, permit: *permit }) {
            add("page-turn-approve");
        }
        if matches!(live, Permit::SentBack(request) if request.requester == *person) {
            add("page-turn-amend");
        }
        if let Permit::Out(outing) = live {
            let offered = outing.copies.iter().any(|(medium, copy)| match &copy.custody {
                Custody::Offered { accepted, to, .. } => {
                    let waits = to.includes(person) && !accepted.contains(person);
                    waits || may(&Command::Receive { medium: medium.clone(), permit: *permit })
                }
                _ => false,
            });
            if offered {
                add("page-turn-receive");
            }
            if outing.hold.is_some() && may(&Command::Unfreeze { permit: *permit }) {
                add("page-turn-unfreeze");
            }
            if may(&Command::Close { permit: *permit }) {
                add("page-turn-close");
            }
        }
    }
    turns
}

fn of_chain(gate: &Gate, may: &dyn Fn(&Command) -> bool) -> Vec<Turn> {
    use sekisho_core::chain::OrderStatus;
    let state = gate.state();
    let waiting = state.chain.orders.iter().filter(|(_, known)| known.status == OrderStatus::Waiting);
    let orders = waiting
        .filter(|(order, known)| {
            may(&Command::ApproveOrder { order: (*order).clone(), terms: known.terms.digest() })
        })
        .map(|(order, _)| turn(order, "page-turn-order", format!("/looks/order/show?id={order}")));
    let plans = state.plans.plans.iter().filter(|(_, known)| known.approved.is_none());
    let plans = plans
        .filter(|(plan, known)| may(&Command::ApprovePlan { document: known.digest, plan: (*plan).clone() }))
        .map(|(plan, _)| turn(plan, "page-turn-plan", format!("/looks/plan/show?id={plan}")));
    orders.chain(plans).collect()
}

fn of_persons(gate: &Gate, may: &dyn Fn(&Command) -> bool) -> Vec<Turn> {
    let state = gate.state();
    // What is written comes later: here only whether there may be anything.
    let words = Digest::of(b"");
    let mut turns = Vec::new();
    for (id, known) in &state.persons {
        if known.employment.is_some() && may(&Command::ConfirmEmployment { person: id.clone() }) {
            turns.push(turn(id, "page-turn-confirm-person", format!("/acts/person/confirm?id={id}")));
        }
        let keys =
            known.keys.iter().filter(|(_, key)| key.confirmed_by.is_none() && key.revoked_at.is_none());
        for (key, _) in keys {
            if may(&Command::ConfirmKey { key: key.clone(), person: id.clone() }) {
                let fingerprint = super::super::encoded(&key.to_string());
                let place = format!("/acts/key/confirm?person={id}&fingerprint={fingerprint}");
                turns.push(turn(id, "page-turn-key", place));
            }
        }
        if state.suspended.contains_key(id) && may(&Command::ResumePerson { person: id.clone() }) {
            turns.push(turn(id, "page-turn-resume", format!("/acts/access/resume?person={id}")));
        }
    }
    for number in state.concerns.open.keys() {
        if may(&Command::ResolveFinding { conclusion: words, number: *number }) {
            turns.push(turn(number, "page-turn-finding", format!("/acts/finding/resolve?finding={number}")));
        }
    }
    for permit in state.reviews.keys() {
        if may(&Command::ReviewUrgent { conclusion: words, permit: *permit }) {
            turns.push(turn(permit, "page-turn-review", format!("/acts/permit/review?permit={permit}")));
        }
    }
    for incident in state.incidents.keys() {
        if may(&Command::CloseIncident { conclusion: words, incident: *incident }) {
            turns.push(turn(incident, "page-turn-incident", format!("/incidents/{incident}")));
        }
    }
    turns
}
