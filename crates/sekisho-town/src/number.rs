//! Numbers of the register: each is given once, and looks drawn.

use std::fmt;

use crate::dice::{Dice, Stream};

/// The number of a person in all systems of the city (宛名番号), not the national one.
///
/// Units: nine digits and a check digit; leading zeros count.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct UnifiedCode(u64);

/// The number of a household: nine digits; leading zeros count.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct HouseholdNumber(u64);

/// A bank account, one for each resident; the number is given once in the town.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Account {
    pub(crate) branch: u32,
    /// 1 ordinary (普通), 2 current (当座).
    pub(crate) kind: u32,
    pub(crate) number: u64,
}

/// Turns places in the register into numbers, by one shift drawn from the seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbers {
    seed: u64,
    shift: u64,
}

/// 3^18: shares no factor with a power of ten, so multiplying by it shuffles the numbers 0 to 10^n - 1.
const SPREAD: u64 = 387_420_489;

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, shift: Dice::new(seed, Stream::Numbers, 0).next() % 1_000_000_000 }
    }

    pub(crate) fn code(self, resident: u32) -> UnifiedCode {
        let body = self.shuffled(resident, 0, 1_000_000_000);
        UnifiedCode(body * 10 + check_digit(body))
    }

    pub(crate) fn household(self, household: u32) -> HouseholdNumber {
        HouseholdNumber(self.shuffled(household, 123_456_789, 1_000_000_000))
    }

    pub(crate) fn account(self, resident: u32) -> Account {
        let mut dice = Dice::new(self.seed, Stream::Account, resident);
        Account {
            branch: 1 + dice.below(87),
            kind: if dice.per_mille(985) { 1 } else { 2 },
            number: self.shuffled(resident, 7_654_321, 10_000_000),
        }
    }

    fn shuffled(self, place: u32, offset: u64, modulus: u64) -> u64 {
        (u64::from(place) * (SPREAD % modulus) + self.shift + offset) % modulus
    }
}

impl fmt::Display for UnifiedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010}", self.0)
    }
}

impl fmt::Display for HouseholdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.0)
    }
}

/// Weighs the digits from the right by 2, 3, 4, …; eleven less the rest by eleven, or 0 if that has two digits.
fn check_digit(body: u64) -> u64 {
    let (mut sum, mut rest) = (0, body);
    for weight in 2..=10 {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    match 11 - sum % 11 {
        10 | 11 => 0,
        digit => digit,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_are_given_once() {
        let numbers = Numbers::new(2022);
        let codes: BTreeSet<_> = (0..460_517).map(|place| numbers.code(place)).collect();
        let accounts: BTreeSet<_> = (0..460_517).map(|place| numbers.account(place).number).collect();
        assert_eq!((codes.len(), accounts.len()), (460_517, 460_517));
    }

    #[test]
    fn check_digit_is_as_computed_by_hand() {
        // 1·10 + 2·9 + 3·8 + 4·7 + 5·6 + 6·5 + 7·4 + 8·3 + 9·2 = 210; 210 mod 11 = 1; 11 - 1 = 10 → 0
        assert_eq!(check_digit(123_456_789), 0);
        assert_eq!(check_digit(1), 9);
        assert_eq!(Numbers { seed: 0, shift: 1 }.code(0).to_string(), "0000000019");
    }
}
