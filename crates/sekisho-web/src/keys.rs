//! Keys that people bring: invitations, and keys with which they sign in. What acts is in the record; this only leads there.
//!
//! Shape: JSON beside the record, no secret in it: an invitation is known by the hash of its code.

use std::io;

use sekisho_core::id::{KeyId, PersonId};
use sekisho_core::{State, Timestamp};
use sekisho_gate::evidence::possession_text;
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::webauthn::{Assertion, assemble};
use sekisho_proof::sshsig::{self, PublicKey};
use serde::{Deserialize, Serialize};

use crate::port::{House, Keep};
use crate::session::{Hash, hash};

/// So long an invitation is good. Units: seconds.
const INVITED: i64 = 3 * 24 * 60 * 60;

/// The first half of the namespace in which a key that acts vouches for one with which somebody signs in.
pub(crate) const VOUCH: &str = "vouch.key";
/// The first half of the namespace of signing in.
pub(crate) const SIGN_IN: &str = "sign.in";
/// The first half of the namespace in which a new key shows that it is at hand.
pub(crate) const POSSESS: &str = "possess.key";

/// An invitation to bring a key.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Invitation {
    /// What was brought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) brought: Option<Brought>,
    /// The hash of its code, hexadecimal.
    pub(crate) code: String,
    pub(crate) invited_by: PersonId,
    pub(crate) person: PersonId,
    pub(crate) until: Timestamp,
}

/// A key that somebody brought.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Brought {
    pub(crate) possession: String,
    pub(crate) public: String,
}

/// A key with which somebody signs in.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SignInKey {
    pub(crate) at: Timestamp,
    pub(crate) person: PersonId,
    pub(crate) public: String,
    /// The signature of the key that vouches, over [`vouch_text`].
    pub(crate) signature: String,
    /// The key that vouches.
    pub(crate) vouched_by: KeyId,
}

/// Writes a hash as people and files see it.
pub(crate) fn hex(hash: Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a list that is kept beside the record.
pub(crate) fn read<T: for<'a> Deserialize<'a>>(house: &mut dyn House, name: Keep) -> io::Result<Vec<T>> {
    let bytes = house.kept(name)?;
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    serde_json::from_slice(&bytes).map_err(io::Error::other)
}

/// Keeps a list beside the record.
pub(crate) fn write<T: Serialize>(house: &mut dyn House, name: Keep, all: &[T]) -> io::Result<()> {
    house.keep(name, &serde_json::to_vec_pretty(all).map_err(io::Error::other)?)
}

/// Lists invitations that are good, with what was brought; a key that is in the record meanwhile is not listed any more.
pub(crate) fn invitations(house: &mut dyn House) -> io::Result<Vec<Invitation>> {
    let mut all: Vec<Invitation> = read(house, Keep::Invitations)?;
    let now = house.gate().now();
    let state = house.gate().state();
    all.retain(|one| match &one.brought {
        Some(brought) => fingerprint(&brought.public).is_some_and(|key| !state.key_owners.contains_key(&key)),
        None => now < one.until,
    });
    Ok(all)
}

/// Invites a person to bring a key; an earlier invitation of theirs is void, with whatever was brought to it.
pub(crate) fn invite(house: &mut dyn House, by: &PersonId, person: &PersonId, code: Hash) -> io::Result<()> {
    let mut all = invitations(house)?;
    all.retain(|one| one.person != *person);
    let until = house.gate().now().plus(INVITED);
    let (invited_by, person) = (by.clone(), person.clone());
    all.push(Invitation { brought: None, code: hex(code), invited_by, person, until });
    write(house, Keep::Invitations, &all)
}

/// Finds the open invitation of a code.
pub(crate) fn invited(house: &mut dyn House, code: &str) -> io::Result<Option<Invitation>> {
    let code = hex(hash(code));
    let all = invitations(house)?;
    Ok(all.into_iter().find(|one| one.code == code && one.brought.is_none()))
}

/// Keeps what was brought to an invitation. It counts for nothing before it is in the record.
pub(crate) fn bring(house: &mut dyn House, invitation: &str, brought: Brought) -> io::Result<bool> {
    let mut all = invitations(house)?;
    let open = all.iter_mut().find(|one| one.code == invitation && one.brought.is_none());
    let Some(open) = open else { return Ok(false) };
    open.brought = Some(brought);
    write(house, Keep::Invitations, &all)?;
    Ok(true)
}

/// Gives a key's name.
pub(crate) fn fingerprint(public: &str) -> Option<KeyId> {
    PublicKey::from_openssh(public).ok().map(|key| KeyId(key.fingerprint()))
}

/// Writes what a new key signs to show that it is at hand.
pub(crate) fn possession(origin: &str, person: &PersonId, public: &str) -> String {
    possession_text(origin, person, public)
}

/// Writes what a key that acts signs for one with which the same person signs in.
pub(crate) fn vouch_text(origin: &str, person: &PersonId, public: &str) -> String {
    format!("sekisho sign-in key v1\norigin: {origin}\nperson: {person}\nkey: {public}\n")
}

/// Writes what is signed to come in.
pub(crate) fn sign_in_text(site: &str, nonce: &str) -> String {
    format!("sekisho sign-in v1\nsite: {site}\nnonce: {nonce}\n")
}

/// Finds the key of the person that vouched for this sign-in key, if it still acts.
pub(crate) fn stands<'a>(state: &'a State, person: &PersonId, key: &KeyId) -> Option<&'a str> {
    let (owner, public) = state.key_owner(key)?;
    let gone = state.persons.get(owner).is_none_or(|known| known.left_at.is_some());
    (owner == person && !gone).then_some(public)
}

/// Makes a sign-in key out of the word of a key that acts; it counts once it is kept.
///
/// Errors: none; nothing if the signature is not that of an enrolled key of theirs that acts.
pub(crate) fn vouched(
    house: &mut dyn House,
    person: &PersonId,
    public: &str,
    assertion: &Assertion,
) -> Option<SignInKey> {
    let text = vouch_text(house.gate().origin(), person, public);
    let (vouched_by, signature) = signed_by(house.gate().state(), person, VOUCH, &text, assertion)?;
    let at = house.gate().now();
    Some(SignInKey { at, person: person.clone(), public: public.to_owned(), signature, vouched_by })
}

/// Keeps a sign-in key. Nobody's word takes the key of another person away.
///
/// Errors: the storage.
pub(crate) fn keep(house: &mut dyn House, key: SignInKey) -> io::Result<()> {
    let mut all: Vec<SignInKey> = read(house, Keep::SignInKeys)?;
    let state = house.gate().state();
    all.retain(|one| {
        let again = one.public == key.public && one.person == key.person;
        stands(state, &one.person, &one.vouched_by).is_some() && !again
    });
    all.push(key);
    write(house, Keep::SignInKeys, &all)
}

/// Finds who comes in with this assertion: the person whom the passkey itself names, by a key that was vouched for.
pub(crate) fn comes_in(
    house: &mut dyn House,
    person: &PersonId,
    text: &str,
    assertion: &Assertion,
) -> io::Result<Option<KeyId>> {
    let all: Vec<SignInKey> = read(house, Keep::SignInKeys)?;
    let state = house.gate().state();
    let own = all.iter().filter(|one| one.person == *person);
    let found = own.filter(|one| verified(&one.public, SIGN_IN, text, assertion).is_some());
    Ok(found.map(|one| one.vouched_by.clone()).find(|key| stands(state, person, key).is_some()))
}

/// Finds the enrolled key of the person that made this assertion about the text, with the armored signature.
pub(crate) fn signed_by(
    state: &State,
    person: &PersonId,
    first: &str,
    text: &str,
    assertion: &Assertion,
) -> Option<(KeyId, String)> {
    let mut keys = state.persons.get(person)?.keys.iter().filter(|(_, key)| key.acts());
    keys.find_map(|(id, key)| Some((id.clone(), verified(&key.public, first, text, assertion)?)))
}

/// Gives the armored signature if this key made it, for this purpose and text.
pub(crate) fn verified(public: &str, first: &str, text: &str, assertion: &Assertion) -> Option<String> {
    let key = PublicKey::from_openssh(public).ok()?;
    let namespace = namespace(first);
    let armored = assemble(&key, &namespace, assertion).ok()?;
    sshsig::verify(&key, &namespace, text.as_bytes(), &armored).ok()?;
    Some(armored)
}
