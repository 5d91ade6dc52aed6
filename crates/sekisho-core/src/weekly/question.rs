//! What the head of an organization is asked: sentences of the record, to be looked at.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::WEEK;
use crate::id::{MediumId, PartyId, PermitId, PersonId};
use crate::medium::{Condition, Whereabouts};
use crate::permit::{Custody, Holder, Outing, Permit};
use crate::state::State;
use crate::time::Timestamp;

/// One sentence of the record. Whoever says no contradicts it.
///
/// Shape: in text `late/P-0001`, `medium/USB-1`, `permit/P-0001`, `person/C-3`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Question {
    /// Something of this carry-out is late, and somebody sees to it.
    Late(PermitId),
    /// The medium is where the ledger has it, or with whom; somebody has looked.
    Medium(MediumId),
    /// This carry-out is known, and is going on.
    Permit(PermitId),
    /// The person works for the organization; of whom somebody else called its people: does not.
    Person(PersonId),
}

/// Tells why a text is no question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a question like medium/USB-1, permit/P-0001, person/C-3 or late/P-0001")]
pub struct QuestionError(pub String);

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late(permit) => write!(f, "late/{permit}"),
            Self::Medium(medium) => write!(f, "medium/{medium}"),
            Self::Permit(permit) => write!(f, "permit/{permit}"),
            Self::Person(person) => write!(f, "person/{person}"),
        }
    }
}

impl FromStr for Question {
    type Err = QuestionError;

    fn from_str(text: &str) -> Result<Self, QuestionError> {
        let error = || QuestionError(text.to_owned());
        let (kind, about) = text.split_once('/').ok_or_else(error)?;
        match kind {
            "late" => about.parse().map(Self::Late).map_err(|_| error()),
            "medium" => about.parse().map(Self::Medium).map_err(|_| error()),
            "permit" => about.parse().map(Self::Permit).map_err(|_| error()),
            "person" => about.parse().map(Self::Person).map_err(|_| error()),
            _ => Err(error()),
        }
    }
}

impl TryFrom<String> for Question {
    type Error = QuestionError;
    fn try_from(text: String) -> Result<Self, QuestionError> {
        text.parse()
    }
}

impl From<Question> for String {
    fn from(question: Question) -> Self {
        question.to_string()
    }
}

/// So many of a kind are asked at most; of more, other ones each week, until all were asked.
const MOST: usize = 20;
/// So many are asked about whom somebody called the organization's people and who are not.
const CLAIMS: usize = 10;
/// So many media that lie in their places are looked at in a week.
const SAMPLES: usize = 5;

/// Lists what the head of an organization is asked in a week.
///
/// Shape: about the organization's people, and those whom somebody else called its people; media in its people's hands, and of
/// the owner's a few in their places; carry-outs with its people in them, and what is late of these. The owner is asked about
/// every carry-out.
/// Source: control C17.
pub fn questions(state: &State, party: &PartyId, week: Timestamp) -> BTreeSet<Question> {
    let is_owner = state.office.as_ref().is_some_and(|office| office.owner == *party);
    let works_here = |person: &PersonId| {
        state.persons.get(person).is_some_and(|known| known.employer == *party && known.left_at.is_none())
    };
    let claimed = |person: &PersonId| {
        let claims = state.claims.get(person).into_iter().flatten();
        claims.into_iter().any(|claim| claim.party == *party && claim.answered_at.is_none())
    };
    let people = |wanted: &dyn Fn(&PersonId) -> bool| -> Vec<Question> {
        state.persons.keys().filter(|person| wanted(person)).cloned().map(Question::Person).collect()
    };
    let mut asked: BTreeSet<Question> = drawn(people(&works_here), MOST, week).collect();
    // By themselves, so that false claims crowd nobody out.
    asked.extend(drawn(people(&|person| claimed(person) && !works_here(person)), CLAIMS, week));
    let out = || state.permits.iter().filter_map(|(permit, live)| Some((*permit, outing(live)?)));
    let concerns =
        |outing: &Outing| is_owner || outing.request.document.people_named().into_iter().any(&works_here);
    let going = out().filter(|(_, outing)| concerns(outing));
    asked.extend(drawn(going.clone().map(|(permit, _)| Question::Permit(permit)).collect(), MOST, week));
    let late = going.filter(|(_, outing)| is_late(outing));
    asked.extend(drawn(late.map(|(permit, _)| Question::Late(permit)).collect(), MOST, week));
    let held = out().flat_map(|(_, outing)| &outing.copies).filter(|(_, copy)| match &copy.custody {
        Custody::Held { by: Holder::Persons(persons), .. } => persons.iter().any(&works_here),
        _ => false,
    });
    asked.extend(drawn(held.map(|(medium, _)| Question::Medium(medium.clone())).collect(), MOST, week));
    if is_owner {
        let lying = state.media.iter().filter(|(_, medium)| {
            medium.condition == Condition::Usable && matches!(medium.whereabouts, Whereabouts::At(_))
        });
        let lying = lying.map(|(medium, _)| Question::Medium(medium.clone())).collect();
        asked.extend(drawn(lying, SAMPLES, week));
    }
    asked
}

fn outing(permit: &Permit) -> Option<&Outing> {
    match permit {
        Permit::Out(outing) => Some(outing),
        Permit::Approved(_) | Permit::Requested(_) | Permit::SentBack(_) => None,
    }
}

fn is_late(outing: &Outing) -> bool {
    outing.copies_outside().any(|(medium, _)| outing.rung.iter().any(|(rung, _)| rung == medium))
        || outing.working.values().any(|working| working.rung && working.erased.is_none())
}

/// Takes so many of a list, and in the next week those behind them.
fn drawn(all: Vec<Question>, most: usize, week: Timestamp) -> impl Iterator<Item = Question> {
    let weeks = usize::try_from(week.seconds().div_euclid(WEEK)).unwrap_or(0);
    let from = weeks.saturating_mul(most).checked_rem(all.len()).unwrap_or(0);
    let count = all.len().min(most);
    all.into_iter().cycle().skip(from).take(count)
}
