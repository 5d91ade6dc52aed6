//! Names behind digests, for whoever sits at this record.

use sekisho_core::Digest;
use sekisho_core::id::{PartyId, PersonId, PlaceId};
use sekisho_core::party::Deputy;
use sekisho_gate::Gate;

use crate::message::Text;

/// Shows a person as `O-2 佐藤 花子`, or the code alone if the name was erased.
pub fn person(gate: &Gate, id: &PersonId) -> String {
    named(gate, id, gate.state().persons.get(id).map(|known| known.name))
}

/// Shows who signed, and for whom if the role is another's: both names belong to what was decided.
pub fn signer(gate: &Gate, id: &PersonId, deputy: Option<&Deputy>, text: &Text) -> String {
    let who = person(gate, id);
    let Some(deputy) = deputy else { return who };
    let of = person(gate, &deputy.of);
    text.say(&format!("by-{}", deputy.standing.name()), &[("person", &who), ("of", &of)])
}

/// Shows an organization with its name.
pub fn party(gate: &Gate, id: &PartyId) -> String {
    named(gate, id, gate.state().parties.get(id).map(|known| known.name))
}

/// Shows a place with its name.
pub fn place(gate: &Gate, id: &PlaceId) -> String {
    named(gate, id, gate.state().places.get(id).map(|known| known.name))
}

fn named(gate: &Gate, id: &impl std::fmt::Display, digest: Option<Digest>) -> String {
    match digest.and_then(|digest| text(gate, &digest)) {
        Some(name) => format!("{id} {name}"),
        None => id.to_string(),
    }
}

/// Gives the text behind a digest, if it is still there.
pub fn text(gate: &Gate, digest: &Digest) -> Option<String> {
    // A text that was changed in the database is shown as such, never as what somebody signed.
    match gate.record().text(digest) {
        Ok(text) => text.map(|text| text.expose().clone()),
        Err(_) => Some("(!)".to_owned()),
    }
}
