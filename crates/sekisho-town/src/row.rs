//! The cells of the tables that are not the register itself.

use std::fmt;

use crate::date::Date;
use crate::dice::{Dice, Stream};
use crate::draw::FiscalYear;
use crate::household::Household;
use crate::number::{Account, UnifiedCode};
use crate::resident::Resident;

/// The per-capita levy of a year in yen: 3,500 for the city and 1,500 for the prefecture.
///
/// Source: Local Tax Act, articles 38 and 310, with the surcharge of fiscal 2014 to 2023.
const LEVY_YEN: u32 = 5_000;

/// The bank that does not exist.
const BANK: &str = "9999";

/// The days of an application: from, to (both included).
const RECEIVED_2021: (Date, Date) = (Date::of(2022, 2, 1), Date::of(2022, 5, 31));
const RECEIVED_2022: (Date, Date) = (Date::of(2022, 6, 1), Date::of(2022, 6, 17));
/// The last day on which money was sent.
const LAST_TRANSFER: Date = Date::of(2022, 6, 20);

/// The cells of a line of the register, in the order of the columns.
pub(crate) struct ResidentRow<'row>(pub(crate) &'row Resident);

impl fmt::Display for ResidentRow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Resident { address, birth, code, household, name, nationality, since, .. } = self.0;
        write!(f, "{code},{household},{name},{},{},{address},", name.kana(), address.quarter.postcode)?;
        if let Some(building) = &address.building {
            write!(f, "{building}")?;
        }
        let Resident { arrival, protection, relation, sex, .. } = self.0;
        let relation = relation.word(*sex);
        write!(f, ",{birth},{sex},{relation},{since},{arrival},{nationality},{protection}")
    }
}

/// Draws the levies of a household: none where the benefit is paid, else at least the head pays.
pub(crate) fn levies(
    seed: u64,
    household: &Household,
    benefit: Option<FiscalYear>,
) -> impl Iterator<Item = u32> {
    let mut dice = Dice::new(seed, Stream::Levy, household.index);
    household.members.iter().enumerate().map(move |(place, member)| {
        let earns = dice.per_mille(550) && member.is_adult();
        if benefit.is_none() && (place == 0 || earns) { LEVY_YEN } else { 0 }
    })
}

/// The cells of a benefit household.
pub(crate) struct BenefitRow {
    application: u64,
    head: UnifiedCode,
    outcome: Outcome,
    year: FiscalYear,
}

#[derive(Clone, Copy, Debug)]
enum Outcome {
    Paid { day: Date, received: Date, second: u32 },
    Received(Date),
    Undelivered(&'static str),
}

impl BenefitRow {
    /// Draws what became of an application; `application` counts those of the fiscal year from 1.
    pub(crate) fn new(
        seed: u64,
        household: &Household,
        head: UnifiedCode,
        year: FiscalYear,
        application: u64,
    ) -> Self {
        let mut dice = Dice::new(seed, Stream::BenefitRow, household.index);
        Self { application, head, outcome: outcome(&mut dice, year), year }
    }
}

fn outcome(dice: &mut Dice, year: FiscalYear) -> Outcome {
    const REASONS: [&str; 4] = ["宛所不明", "転居先不明", "受取拒否", "保管期間経過"];
    let (from, to) = match year {
        FiscalYear::Of2021 => RECEIVED_2021,
        FiscalYear::Of2022 => RECEIVED_2022,
    };
    let [first, ..] = &REASONS;
    if dice.per_mille(14) {
        return Outcome::Undelivered(dice.pick(&REASONS).unwrap_or(first));
    }
    let received = Date::from_days(dice.between(from.days(), to.days()));
    let day = Date::from_days(received.days() + dice.between(10, 28)).or_monday_after();
    // Transfers are booked from 9 to 17 o'clock.
    let second = 9 * 3600 + dice.below(8 * 3600);
    if day > LAST_TRANSFER { Outcome::Received(received) } else { Outcome::Paid { day, received, second } }
}

impl fmt::Display for BenefitRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = match self.year {
            FiscalYear::Of2021 => "R03",
            FiscalYear::Of2022 => "R04",
        };
        write!(f, "{},{year}-{:07},", self.head, self.application)?;
        match self.outcome {
            Outcome::Paid { day, received, second } => {
                let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
                write!(f, "{received},,{day} {hour:02}:{minute:02}:{second:02}")
            }
            Outcome::Received(received) => write!(f, "{received},,"),
            Outcome::Undelivered(reason) => write!(f, ",{reason},"),
        }
    }
}

/// The cells of a bank account.
pub(crate) struct AccountRow<'row> {
    pub(crate) account: Account,
    pub(crate) head: &'row Resident,
}

impl fmt::Display for AccountRow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Account { branch, kind, number } = self.account;
        let holder = self.head.name.account_holder();
        write!(f, "{},{BANK},{branch:03},{kind},{number:07},{holder}", self.head.code)
    }
}
