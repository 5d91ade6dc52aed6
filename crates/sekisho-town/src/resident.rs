//! A line of the register of residents, with all its fields.

use std::fmt;

use crate::date::Date;
use crate::dice::{Dice, Stream};
use crate::hard_case::HardCase;
use crate::household::{Household, Member, Relation, Sex};
use crate::name::{Name, NameLists};
use crate::number::{HouseholdNumber, Numbers, UnifiedCode};
use crate::place::Address;
use crate::town::AS_OF;

/// A person of the town.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Resident {
    /// Where the person lives.
    pub address: Address,
    /// How the person became a resident.
    pub arrival: Arrival,
    /// The day of birth.
    pub birth: Date,
    /// The key of all tables.
    pub code: UnifiedCode,
    /// The household.
    pub household: HouseholdNumber,
    /// The name.
    pub name: Name,
    /// The nationality, 日本 for most.
    pub nationality: &'static str,
    /// Whether the address must be kept from others.
    pub protection: Protection,
    /// The relation to the head of the household.
    pub relation: Relation,
    /// The sex.
    pub sex: Sex,
    /// The day on which the person became a resident.
    pub since: Date,
}

/// How a person became a resident.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Arrival {
    /// By birth (出生).
    Birth,
    /// From another town (転入).
    MovedIn,
}

/// Whether the address is kept from others, as for victims of violence (支援措置).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Protection {
    /// 無.
    None,
    /// 有.
    Protected,
}

/// Foreign nationals stand in the register of residents since this day.
const FOREIGNERS_REGISTERED_FROM: Date = Date::of(2012, 7, 9);

/// Of a thousand: people who were born in the town, and households with a protected address.
const BORN_HERE_PER_MILLE: u32 = 280;
const PROTECTED_PER_MILLE: u32 = 2;

/// Gives the lines of one household, the head first.
pub(crate) fn residents(
    seed: u64,
    numbers: Numbers,
    lists: &NameLists,
    household: &Household,
) -> Vec<Resident> {
    let named = lists.of_household(seed, household);
    let address = Address::of_household(seed, household.index, household.members.len(), household.case);
    let number = numbers.household(household.index);
    let mut dice = Dice::new(seed, Stream::Resident, household.index);
    let drawn = dice.per_mille(PROTECTED_PER_MILLE);
    let protected = drawn || household.case == Some(HardCase::AddressProtected);
    let protection = if protected { Protection::Protected } else { Protection::None };

    let mut head_since = None;
    let people = household.members.iter().zip(&named.names).zip(household.first..);
    people
        .map(|((member, name), place)| {
            let (since, arrival) = arrival(&mut dice, member, head_since, named.is_from_abroad());
            head_since.get_or_insert(since);
            Resident {
                address,
                arrival,
                birth: member.birth,
                code: numbers.code(place),
                household: number,
                name: *name,
                nationality: named.nationality,
                protection,
                relation: member.relation,
                sex: member.sex,
                since,
            }
        })
        .collect()
}

/// Draws since when a person lives in the town; children come with the head or are born later.
fn arrival(dice: &mut Dice, member: &Member, head_since: Option<Date>, from_abroad: bool) -> (Date, Arrival) {
    let born_here = dice.per_mille(BORN_HERE_PER_MILLE) && !from_abroad;
    let earliest = if from_abroad { member.birth.max(FOREIGNERS_REGISTERED_FROM) } else { member.birth };
    let moved = Date::from_days(dice.between(earliest.days(), AS_OF.days()));
    match head_since {
        Some(since) if member.relation == Relation::Child && member.birth >= since => {
            (member.birth, Arrival::Birth)
        }
        Some(since) if member.relation == Relation::Child => (since, Arrival::MovedIn),
        _ if born_here => (member.birth, Arrival::Birth),
        _ => (moved, Arrival::MovedIn),
    }
}

impl fmt::Display for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Birth => "出生",
            Self::MovedIn => "転入",
        })
    }
}

impl fmt::Display for Protection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "無",
            Self::Protected => "有",
        })
    }
}
