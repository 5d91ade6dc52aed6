//! The questions of the weekly check in words: each says what the record says.

use sekisho_core::id::PartyId;
use sekisho_core::medium::Whereabouts;
use sekisho_core::permit::{Custody, Holder, Permit};
use sekisho_core::weekly::Question;
use sekisho_gate::Gate;

use crate::page::permit::{party, person as named, place};

/// Gives the key of a question's sentence, and the values in it.
pub fn told(
    gate: &Gate,
    organization: &PartyId,
    question: &Question,
) -> (&'static str, Vec<(&'static str, String)>) {
    let state = gate.state();
    match question {
        Question::Late(permit) => ("weekly-ask-late", vec![("permit", permit.to_string())]),
        Question::Permit(permit) => ("weekly-ask-permit", vec![("permit", permit.to_string())]),
        Question::Person(person) => {
            let org = ("org", party(gate, organization));
            let known = state.persons.get(person);
            if known.is_some_and(|known| known.employer == *organization) {
                ("weekly-ask-person", vec![("person", named(gate, person)), org])
            } else {
                // Whose people they are, and what they are called, is not this organization's to know.
                ("weekly-ask-claimed", vec![("person", person.to_string()), org])
            }
        }
        Question::Medium(medium) => {
            let held = state.permits.values().find_map(|live| match live {
                Permit::Out(outing) => outing.copies.get(medium),
                _ => None,
            });
            let persons = match held.map(|copy| &copy.custody) {
                Some(Custody::Held { by: Holder::Persons(persons), .. }) => {
                    persons.iter().map(|person| named(gate, person)).collect()
                }
                _ => Vec::new(),
            };
            let number = ("medium", medium.to_string());
            match state.media.get(medium).map(|known| &known.whereabouts) {
                Some(Whereabouts::At(here)) => {
                    ("weekly-ask-medium-lies", vec![number, ("place", place(gate, here))])
                }
                _ => ("weekly-ask-medium-held", vec![number, ("holder", persons.join(", "))]),
            }
        }
    }
}
