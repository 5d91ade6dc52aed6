//! Tokens of programs: each is somebody's, made by them for a time, and sees no more than they do. A token never signs.
//!
//! Shape: JSON beside the record; what is kept is a hash, so the file lets nobody in.

use std::io;

use sekisho_core::Timestamp;
use sekisho_core::id::{KeyId, PersonId};
use serde::{Deserialize, Serialize};

use crate::keys::{hex, read, stands, write};
use crate::port::{House, Keep};
use crate::session::Hash;

/// How every token begins, so that whoever finds one in a file knows what it is.
pub(crate) const MARK: &str = "sekisho_";
/// The longest life. Units: days.
pub(crate) const LONGEST: i64 = 366;
/// So many one person has at a time.
const MOST: usize = 32;
/// The longest name. Units: characters.
const NAME_LIMIT: usize = 60;
const DAY: i64 = 24 * 60 * 60;

/// What a token may be used for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// Looking.
    Look,
    /// Looking, and having statements made.
    Prepare,
}

/// What is kept of a token.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct TokenLine {
    pub(crate) at: Timestamp,
    /// The hash of the token, hexadecimal: by it the list names it, too.
    pub(crate) hash: String,
    /// The key that let its maker in: when it ends, so does the token.
    pub(crate) key: KeyId,
    /// What its maker calls it.
    pub(crate) name: String,
    pub(crate) person: PersonId,
    pub(crate) scope: Scope,
    pub(crate) until: Timestamp,
}

/// What somebody wants of a token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Wish {
    days: i64,
    name: String,
    scope: Scope,
}

impl Wish {
    /// Reads a wish: a name of one line, a scope, a number of days.
    pub(crate) fn read(name: &str, scope: &str, days: &str) -> Option<Self> {
        let name = name.trim();
        let named =
            !name.is_empty() && name.chars().count() <= NAME_LIMIT && !name.chars().any(char::is_control);
        let scope = match scope {
            "look" => Scope::Look,
            "prepare" => Scope::Prepare,
            _ => return None,
        };
        let days: i64 = days.trim().parse().ok()?;
        (named && (1..=LONGEST).contains(&days)).then(|| Self { days, name: name.to_owned(), scope })
    }
}

/// Lists tokens that live: their time is not over, their person is here, and the key behind them still acts.
fn living(house: &mut dyn House) -> io::Result<Vec<TokenLine>> {
    let mut all: Vec<TokenLine> = read(house, Keep::Tokens)?;
    let gate = house.gate();
    let (now, state) = (gate.now(), gate.state());
    all.retain(|one| now < one.until && stands(state, &one.person, &one.key).is_some());
    Ok(all)
}

/// Lists somebody's tokens.
pub(crate) fn own(house: &mut dyn House, person: &PersonId) -> io::Result<Vec<TokenLine>> {
    let all = living(house)?;
    Ok(all.into_iter().filter(|one| one.person == *person).collect())
}

/// Finds the token with this hash, if it lives.
pub(crate) fn find(house: &mut dyn House, hash: Hash) -> io::Result<Option<TokenLine>> {
    let hash = hex(hash);
    Ok(living(house)?.into_iter().find(|one| one.hash == hash))
}

/// Keeps a new token.
///
/// Errors: the storage; `false` if the person has too many.
pub(crate) fn make(
    house: &mut dyn House,
    (person, key): (&PersonId, &KeyId),
    wish: Wish,
    hash: Hash,
) -> io::Result<bool> {
    let mut all = living(house)?;
    if all.iter().filter(|one| one.person == *person).count() >= MOST {
        return Ok(false);
    }
    let at = house.gate().now();
    let until = at.plus(wish.days.saturating_mul(DAY));
    let (key, person) = (key.clone(), person.clone());
    all.push(TokenLine { at, hash: hex(hash), key, name: wish.name, person, scope: wish.scope, until });
    write(house, Keep::Tokens, &all)?;
    Ok(true)
}

/// Ends a token of this person; that of another, or none, is left as it is.
pub(crate) fn end(house: &mut dyn House, person: &PersonId, hash: &str) -> io::Result<()> {
    let mut all = living(house)?;
    all.retain(|one| one.hash != hash || one.person != *person);
    write(house, Keep::Tokens, &all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_has_a_name_a_scope_and_an_end() {
        assert!(Wish::read("会計システム", "look", "366").is_some());
        assert!(Wish::read("x", "prepare", "1").is_some());
        let long = "x".repeat(NAME_LIMIT + 1);
        for (name, scope, days) in [
            ("", "look", "1"),
            ("a\nb", "look", "1"),
            (long.as_str(), "look", "1"),
            ("x", "sign", "1"),
            ("x", "look", "0"),
            ("x", "look", "367"),
            ("x", "look", "-1"),
            ("x", "look", ""),
        ] {
            assert_eq!(Wish::read(name, scope, days), None, "{name} {scope} {days}");
        }
        assert!(Scope::Prepare > Scope::Look);
    }
}
