//! Who lives together: sizes, relations, sexes and births. Names and addresses come later.

use std::fmt;

use crate::date::Date;
use crate::dice::{Dice, Stream};
use crate::hard_case::HardCase;
use crate::town::AS_OF;

/// The sex in the register.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sex {
    /// 女.
    Female,
    /// 男.
    Male,
}

/// The relation to the head of the household (続柄).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Relation {
    /// 子.
    Child,
    /// 世帯主.
    Head,
    /// 同居人.
    Lodger,
    /// 父 or 母.
    Parent,
    /// 夫 or 妻.
    Spouse,
}

/// The most people of a household.
pub(crate) const LARGEST: usize = 6;

/// Adults for tax and levy are 18 and older; the child allowance is paid for children below 16.
const ADULT_AGE: i64 = 18;
const ALLOWANCE_AGE: i64 = 16;

/// People of one household, the head first.
#[derive(Clone, Debug)]
pub(crate) struct Household {
    pub(crate) case: Option<HardCase>,
    /// The place of the head in the residents' table, from 0; the others follow.
    pub(crate) first: u32,
    /// The place among the households, from 0.
    pub(crate) index: u32,
    pub(crate) members: Vec<Member>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) birth: Date,
    pub(crate) relation: Relation,
    pub(crate) sex: Sex,
}

/// All households in order, made one at a time.
#[derive(Clone, Debug)]
pub(crate) struct Households {
    dice: Dice,
    first: u32,
    /// Households that must still come, so that every benefit household is one of its own.
    still_needed: u32,
    index: u32,
    people_left: u32,
    seed: u64,
}

impl Household {
    /// Counts the people whom resident tax looks at.
    pub(crate) fn adults(&self) -> u32 {
        self.members.iter().map(|member| u32::from(member.is_adult())).sum()
    }

    /// Tells whether a child of the head is of the age of the child allowance.
    pub(crate) fn has_small_child(&self) -> bool {
        self.members
            .iter()
            .any(|member| member.relation == Relation::Child && member.birth.age_on(AS_OF) < ALLOWANCE_AGE)
    }
}

impl Member {
    pub(crate) fn is_adult(&self) -> bool {
        self.birth.age_on(AS_OF) >= ADULT_AGE
    }
}

impl Households {
    /// Starts the row of households for so many people, in at least so many households.
    pub(crate) fn new(seed: u64, people: u32, still_needed: u32) -> Self {
        let dice = Dice::new(seed, Stream::Size, 0);
        Self { dice, first: 0, still_needed, index: 0, people_left: people, seed }
    }

    fn next_size(&mut self) -> u32 {
        // Weights of sizes 1 to 6 in percent.
        let drawn = self.dice.weighted(6, &[(42, 1), (28, 2), (16, 3), (10, 4), (3, 5)], 1);
        // INVARIANT: people left are never fewer than households needed, so the cap is at least 1.
        drawn.min(self.people_left - self.still_needed.saturating_sub(1))
    }
}

impl Iterator for Households {
    type Item = Household;

    fn next(&mut self) -> Option<Household> {
        if self.people_left == 0 {
            return None;
        }
        let size = self.next_size();
        let case = HardCase::of_household(self.seed, self.index);
        let mut dice = Dice::new(self.seed, Stream::Shape, self.index);
        let members = people(&mut dice, size, case);
        let household = Household { case, first: self.first, index: self.index, members };
        self.first += size;
        self.people_left -= size;
        self.still_needed = self.still_needed.saturating_sub(1);
        self.index += 1;
        Some(household)
    }
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Female => "女",
            Self::Male => "男",
        })
    }
}

impl Relation {
    /// Gives the word of the register, which for some depends on the sex of the person.
    pub fn word(self, sex: Sex) -> &'static str {
        match (self, sex) {
            (Self::Child, _) => "子",
            (Self::Head, _) => "世帯主",
            (Self::Lodger, _) => "同居人",
            (Self::Parent, Sex::Female) => "母",
            (Self::Parent, Sex::Male) => "父",
            (Self::Spouse, Sex::Female) => "妻",
            (Self::Spouse, Sex::Male) => "夫",
        }
    }
}

/// How a household is made up; children fill the places that are left.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Alone,
    Couple,
    CoupleAndParent,
    LoneParent,
    Lodging,
    WithParent,
}

fn people(dice: &mut Dice, size: u32, case: Option<HardCase>) -> Vec<Member> {
    let centenarian = case == Some(HardCase::Centenarian);
    let kind = kind(dice, size, centenarian);
    let age = head_age(dice, kind, size, centenarian);
    let mut head = Member { birth: birth(dice, age), relation: Relation::Head, sex: head_sex(dice, kind) };
    if case == Some(HardCase::LeapDay) {
        head.birth = head.birth.last_leap_day();
    }
    let head_age = head.birth.age_on(AS_OF);
    let mut members = Vec::with_capacity(LARGEST);
    members.push(head);

    // A child is born to its youngest parent at 19 to 36 years.
    let mut youngest_parent = head_age;
    if matches!(kind, Kind::Couple | Kind::CoupleAndParent) {
        let age = dice.between((head_age - 8).max(20), (head_age + 4).max(20));
        youngest_parent = youngest_parent.min(age);
        members.push(Member { birth: birth(dice, age), relation: Relation::Spouse, sex: head.sex.other() });
    }
    if matches!(kind, Kind::CoupleAndParent | Kind::WithParent) {
        let (from, to) = if centenarian { (100, 108) } else { (head_age + 20, (head_age + 36).min(106)) };
        let age = dice.between(from, to);
        let sex = if dice.per_mille(750) { Sex::Female } else { Sex::Male };
        members.push(Member { birth: birth(dice, age), relation: Relation::Parent, sex });
    }
    if matches!(kind, Kind::Lodging) {
        let age = dice.between(20, 70);
        members.push(Member { birth: birth(dice, age), relation: Relation::Lodger, sex: any_sex(dice) });
    }
    while members.len() < size as usize {
        let age = youngest_parent - dice.between(19, youngest_parent.min(36));
        members.push(Member { birth: birth(dice, age), relation: Relation::Child, sex: any_sex(dice) });
    }
    members
}

fn kind(dice: &mut Dice, size: u32, centenarian: bool) -> Kind {
    match size {
        0 | 1 => Kind::Alone,
        2 if centenarian => Kind::WithParent,
        2 => dice.weighted(
            Kind::Lodging,
            &[(59, Kind::Couple), (28, Kind::LoneParent), (10, Kind::WithParent)],
            3,
        ),
        3 if centenarian => Kind::CoupleAndParent,
        3 => dice.weighted(Kind::CoupleAndParent, &[(77, Kind::Couple), (16, Kind::LoneParent)], 7),
        _ if centenarian => Kind::CoupleAndParent,
        _ => dice.weighted(Kind::CoupleAndParent, &[(77, Kind::Couple), (8, Kind::LoneParent)], 15),
    }
}

/// Draws the age of the head: first a band of ages by weight, then a year in it.
fn head_age(dice: &mut Dice, kind: Kind, size: u32, centenarian: bool) -> i64 {
    let (from, to) = match kind {
        Kind::Alone if centenarian => (100, 108),
        _ if centenarian => (66, 74),
        Kind::Alone => dice.weighted(
            (100, 108),
            &[
                (70, (18, 24)),
                (205, (25, 39)),
                (315, (40, 64)),
                (260, (65, 79)),
                (145, (80, 94)),
                (4, (95, 99)),
            ],
            1,
        ),
        Kind::Couple if size == 2 => {
            dice.weighted((80, 94), &[(20, (22, 39)), (31, (40, 64)), (36, (65, 79))], 13)
        }
        Kind::Couple | Kind::LoneParent => {
            dice.weighted((65, 84), &[(20, (22, 34)), (49, (35, 49)), (24, (50, 64))], 7)
        }
        Kind::CoupleAndParent => dice.weighted((60, 68), &[(35, (32, 44)), (50, (45, 59))], 15),
        Kind::Lodging => (20, 70),
        Kind::WithParent => dice.weighted((60, 70), &[(20, (25, 39)), (55, (40, 59))], 25),
    };
    dice.between(from, to)
}

fn head_sex(dice: &mut Dice, kind: Kind) -> Sex {
    let men = match kind {
        Kind::Alone | Kind::Lodging => 480,
        Kind::Couple | Kind::CoupleAndParent => 920,
        Kind::LoneParent => 170,
        Kind::WithParent => 620,
    };
    if dice.per_mille(men) { Sex::Male } else { Sex::Female }
}

fn any_sex(dice: &mut Dice) -> Sex {
    if dice.per_mille(512) { Sex::Male } else { Sex::Female }
}

/// Draws the birth of a person of that age on the day of the extract.
fn birth(dice: &mut Dice, age: i64) -> Date {
    let (year, month, day) = AS_OF.civil();
    let last = Date::of(year - age, month, day).days();
    let first = Date::of(year - age - 1, month, day).days() + 1;
    Date::from_days(dice.between(first, last))
}

impl Sex {
    fn other(self) -> Self {
        match self {
            Self::Female => Self::Male,
            Self::Male => Self::Female,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_follow_their_weights() {
        let mut counts = [0_u32; LARGEST + 1];
        for household in Households::new(5, 200_000, 0) {
            counts[household.members.len()] += 1;
        }
        let households: u32 = counts.iter().sum();
        for (size, percent) in [(1, 42), (2, 28), (3, 16), (4, 10), (5, 3), (6, 1)] {
            let found = f64::from(counts[size]) * 100.0 / f64::from(households);
            assert!((found - f64::from(percent)).abs() < 0.6, "size {size}: {found} %");
        }
    }

    #[test]
    fn needed_households_come_even_when_people_are_few() {
        for (people, needed) in [(2, 2), (5, 2), (7, 7), (100, 99)] {
            let households: Vec<_> = Households::new(9, people, needed).collect();
            assert!(households.len() >= needed as usize);
            let members: usize = households.iter().map(|household| household.members.len()).sum();
            assert_eq!(members, people as usize);
        }
    }

    #[test]
    fn parents_are_at_least_fifteen_years_older_than_their_children() {
        for household in Households::new(7, 60_000, 0) {
            let ages = |relation| {
                let of_relation = household.members.iter().filter(move |m| m.relation == relation);
                of_relation.map(|member| member.birth.age_on(AS_OF)).collect::<Vec<_>>()
            };
            let head = ages(Relation::Head)[0];
            assert!(head >= ADULT_AGE);
            assert!(ages(Relation::Spouse).iter().all(|age| *age >= 20));
            assert!(ages(Relation::Parent).iter().all(|age| *age >= head + 15));
            for child in ages(Relation::Child) {
                assert!(ages(Relation::Spouse).iter().chain([&head]).all(|age| *age >= child + 15));
            }
        }
    }
}
