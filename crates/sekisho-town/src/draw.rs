//! Which residents stand in which other table: drawn in one pass, with exact counts.

use crate::dice::{Dice, Stream};
use crate::household::{Household, Households, LARGEST};
use crate::table::Table;
use crate::town::{Scale, Town};

/// What must be known of the whole town before the first row is drawn.
#[derive(Clone, Copy, Debug, Default)]
struct Census {
    adults: u32,
    families: u32,
    households: u32,
    people: u32,
}

/// Draws the rows of all subsets, household by household.
///
/// - Benefit households: from all households, each in one fiscal year at most.
/// - Welfare accounts: heads of benefit households.
/// - Child allowance accounts: heads with a child below 16, then other heads (paid in earlier years).
/// - Resident tax: adults, then (in towns of a few people) others.
#[derive(Clone, Debug)]
pub(crate) struct Draw {
    benefits: Benefits,
    families: Quota,
    other_heads: Quota,
    tax_adults: Quota,
    tax_others: Quota,
    welfare: Quota,
}

/// The tables in which one household stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chosen {
    pub(crate) benefit: Option<FiscalYear>,
    pub(crate) child_allowance: bool,
    /// By member, the head first.
    pub(crate) taxed: [bool; LARGEST],
    pub(crate) welfare: bool,
}

/// The fiscal year of a benefit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum FiscalYear {
    Of2021,
    Of2022,
}

/// Selection sampling: so many of so many candidates, each set alike.
///
/// Source: Knuth, The Art of Computer Programming, volume 2, 3.4.2, algorithm S.
#[derive(Clone, Debug)]
struct Quota {
    candidates: u32,
    dice: Dice,
    wanted: u32,
}

#[derive(Clone, Debug)]
struct Benefits {
    candidates: u32,
    dice: Dice,
    wanted_2021: u32,
    wanted_2022: u32,
}

impl Draw {
    /// Counts the town, then gets ready to draw.
    pub(crate) fn new(town: Town) -> Self {
        let census = Census::of(town);
        let rows = |table| rows(town.scale, table);
        let (wanted_2021, wanted_2022) = (rows(Table::Benefits2021), rows(Table::Benefits2022));
        let quota = |stream, candidates: u32, wanted: u32| Quota {
            candidates,
            dice: Dice::new(town.seed, stream, 0),
            wanted: wanted.min(candidates),
        };

        let tax = rows(Table::ResidentTax);
        let tax_adults = quota(Stream::TaxAdults, census.adults, tax);
        let tax_others = quota(Stream::TaxOthers, census.people - census.adults, tax - tax_adults.wanted);
        let allowance = rows(Table::AccountsChildAllowance);
        let families = quota(Stream::ChildAllowanceFamilies, census.families, allowance);
        let other_heads = quota(
            Stream::ChildAllowanceOthers,
            census.households - census.families,
            allowance - families.wanted,
        );
        Self {
            benefits: Benefits {
                candidates: census.households,
                dice: Dice::new(town.seed, Stream::Benefits, 0),
                wanted_2021,
                wanted_2022,
            },
            families,
            other_heads,
            tax_adults,
            tax_others,
            welfare: quota(Stream::Welfare, wanted_2021 + wanted_2022, rows(Table::AccountsWelfare)),
        }
    }

    /// Draws for the next household. Households must come in order, each once.
    pub(crate) fn household(&mut self, household: &Household) -> Chosen {
        let benefit = self.benefits.next();
        let heads = if household.has_small_child() { &mut self.families } else { &mut self.other_heads };
        let mut taxed = [false; LARGEST];
        for (taxed, member) in taxed.iter_mut().zip(&household.members) {
            let quota = if member.is_adult() { &mut self.tax_adults } else { &mut self.tax_others };
            *taxed = quota.next();
        }
        let child_allowance = heads.next();
        let welfare = benefit.is_some() && self.welfare.next();
        Chosen { benefit, child_allowance, taxed, welfare }
    }
}

impl Census {
    fn of(town: Town) -> Self {
        let mut census = Self::default();
        for household in households(town) {
            census.adults += household.adults();
            census.families += u32::from(household.has_small_child());
            census.households += 1;
            // INVARIANT: a household has at most six people.
            census.people += u32::try_from(household.members.len()).unwrap_or(0);
        }
        census
    }
}

impl Quota {
    fn next(&mut self) -> bool {
        let taken = self.dice.below(self.candidates) < self.wanted;
        self.candidates = self.candidates.saturating_sub(1);
        self.wanted -= u32::from(taken);
        taken
    }
}

impl Benefits {
    fn next(&mut self) -> Option<FiscalYear> {
        let hit = self.dice.below(self.candidates);
        self.candidates = self.candidates.saturating_sub(1);
        if hit < self.wanted_2021 {
            self.wanted_2021 -= 1;
            Some(FiscalYear::Of2021)
        } else if hit < self.wanted_2021 + self.wanted_2022 {
            self.wanted_2022 -= 1;
            Some(FiscalYear::Of2022)
        } else {
            None
        }
    }
}

/// Gives the rows of a table at a scale: the nearest whole number, halves up, at least one.
pub(crate) fn rows(scale: Scale, table: Table) -> u32 {
    // Two benefit households of two fiscal years cannot be fewer than two people.
    let least = if matches!(table, Table::Eligible | Table::Residents) { 2 } else { 1 };
    scale.of_count(table.full_rows()).max(least)
}

/// Starts the households of a town.
pub(crate) fn households(town: Town) -> Households {
    let benefits = rows(town.scale, Table::Benefits2021) + rows(town.scale, Table::Benefits2022);
    Households::new(town.seed, rows(town.scale, Table::Residents), benefits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quota_takes_exactly_what_is_wanted() {
        for (candidates, wanted) in [(1, 1), (10, 0), (10, 10), (1000, 137)] {
            let dice = Dice::new(3, Stream::Welfare, 0);
            let mut quota = Quota { candidates, dice, wanted };
            let taken = (0..candidates).filter(|_| quota.next()).count();
            assert_eq!(taken, wanted as usize);
        }
    }

    #[test]
    fn small_children_come_before_other_heads_and_adults_before_others() {
        let draw = Draw::new(Town { seed: 2022, scale: Scale::full() });
        assert_eq!(draw.tax_others.wanted, 0);
        assert_eq!(draw.families.wanted, draw.families.candidates.min(69_261));
    }
}
