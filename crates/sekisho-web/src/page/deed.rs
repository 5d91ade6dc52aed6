//! What somebody may do with a permit now, by the rules themselves: a press where nothing else is needed, a form where something is.

use maud::{Markup, html};
use sekisho_core::id::{MediumId, PermitId, PersonId};
use sekisho_core::party::Role;
use sekisho_core::permit::{Custody, Permit};
use sekisho_core::{Command, Digest};
use sekisho_gate::Gate;

use super::Reader;
use crate::port::Tongue;

/// One thing that may be done.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    /// Which verb of the command line.
    pub(super) name: &'static str,
    /// What a press sends beside the permit; nothing if it leads to a form.
    press: Option<Vec<(&'static str, String)>>,
}

/// What somebody came for stands in front, in this order; the rest is quieter.
const MAIN: [&str; 6] =
    ["permit approve", "custody receive", "permit unfreeze", "permit close", "permit amend", "custody hand"];

/// Lists what this person would be allowed to do with it now.
pub(super) fn deeds(gate: &Gate, person: &PersonId, permit: PermitId, live: &Permit) -> Vec<Deed> {
    let document = live.rewrapping().map_or_else(|| live.request().digest, |again| again.digest);
    // A reason is written in the form: here only whether there may be one.
    let reason = Digest::of(b"");
    let may = |command: &Command| gate.consider(person, command).is_ok_and(|reasons| reasons.is_empty());
    let pressed = |name| Deed { name, press: Some(Vec::new()) };
    let form = |name| Deed { name, press: None };
    let candidates = [
        (pressed("permit approve"), Command::Approve { document, permit }),
        (pressed("permit unfreeze"), Command::Unfreeze { permit }),
        (pressed("permit close"), Command::Close { permit }),
        (form("permit send-back"), Command::SendBack { permit, reason }),
        (pressed("permit withdraw"), Command::Withdraw { permit }),
        (pressed("permit freeze"), Command::Freeze { permit }),
        (form("permit revoke"), Command::Revoke { permit, reason }),
    ];
    let mut deeds: Vec<Deed> =
        candidates.into_iter().filter(|(_, command)| may(command)).map(|(deed, _)| deed).collect();
    let offered: Vec<&MediumId> = match live {
        Permit::Out(outing) => outing
            .copies
            .iter()
            .filter(|(_, copy)| matches!(copy.custody, Custody::Offered { .. }))
            .map(|(medium, _)| medium)
            .filter(|medium| may(&Command::Receive { medium: (*medium).clone(), permit }))
            .collect(),
        _ => Vec::new(),
    };
    match offered.as_slice() {
        [] => {}
        [one] => deeds.push(Deed { name: "custody receive", press: Some(vec![("medium", one.to_string())]) }),
        _ => deeds.push(form("custody receive")),
    }
    deeds.extend(by_state(gate, person, live).into_iter().map(form));
    deeds
}

/// What depends on more than the permit: whether it would be allowed shows once the form is filled in.
fn by_state(gate: &Gate, person: &PersonId, live: &Permit) -> Vec<&'static str> {
    let state = gate.state();
    let keeper = state.holds(person, Role::MediaKeeper, gate.now());
    let mut names = Vec::new();
    match live {
        Permit::Requested(request) | Permit::SentBack(request) => {
            if request.requester == *person {
                names.push("permit amend");
            }
        }
        Permit::Approved(request) => {
            names.extend(keeper.then_some("custody hand"));
            names.extend((request.requester == *person).then_some("permit amend"));
        }
        Permit::Out(outing) => {
            let holds = outing.copies_outside().any(|(_, copy)| copy.custody.holder().includes(person));
            names.extend((holds || keeper && !outing.all_back()).then_some("custody hand"));
            let concerned = state.is_officer(person) || live.document().people_named().contains(person);
            if concerned {
                names.push("erase report");
                names.extend((!outing.request.checklist.is_empty()).then_some("permit step"));
                names.push("lost");
            }
        }
    }
    names
}

/// Draws them: the one that somebody came for in front.
pub(super) fn drawn(reader: &Reader, permit: &str, deeds: &[Deed]) -> Markup {
    let tongue = &reader.tongue;
    let csrf = reader.session.as_ref().map(|session| session.csrf.as_str()).unwrap_or_default();
    let mut main: Vec<&Deed> = deeds.iter().filter(|deed| MAIN.contains(&deed.name)).collect();
    main.sort_by_key(|deed| MAIN.iter().position(|name| *name == deed.name));
    let quiet: Vec<&Deed> = deeds.iter().filter(|deed| !MAIN.contains(&deed.name)).collect();
    html! {
        @if !main.is_empty() {
            div.acts role="group" aria-label=(tongue.say("page-permit-acts")) {
                @for (place, deed) in main.iter().enumerate() { (button(tongue, csrf, permit, deed, place == 0)) }
            }
        }
        div.acts.quiet role="group" aria-label=(tongue.say("page-permit-acts-more")) {
            @for deed in &quiet { (button(tongue, csrf, permit, deed, false)) }
            a.button href=(format!("/acts/permit/request?like={permit}")) { (tongue.say("page-permit-copy")) }
        }
    }
}

fn button(tongue: &Tongue, csrf: &str, permit: &str, deed: &Deed, main: bool) -> Markup {
    let grammar = tongue.sentences.grammar(tongue.language);
    html! {
        @if let Some(verb) = grammar.act(deed.name) {
            @if let Some(pairs) = &deed.press {
                form method="post" action=(verb.place()) {
                    input type="hidden" name="csrf" value=(csrf);
                    input type="hidden" name="permit" value=(permit);
                    @for (name, value) in pairs { input type="hidden" name=(name) value=(value); }
                    button.main[main] type="submit" { (verb.short) }
                }
            } @else {
                a.button.main[main] href=(format!("{}?permit={permit}", verb.place())) { (verb.short) }
            }
        }
    }
}
