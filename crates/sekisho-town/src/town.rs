//! The town: a seed, a scale, and the ways to write it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use crate::date::Date;
use crate::draw::{Chosen, Draw, FiscalYear, households, rows};
use crate::error::TownError;
use crate::form::{Form, Written};
use crate::household::Household;
use crate::name::NameLists;
use crate::number::Numbers;
use crate::resident::{Resident, residents};
use crate::row::{AccountRow, BenefitRow, ResidentRow, levies};
use crate::sheet::Sheet;
use crate::table::Table;

/// The day on which the tables were drawn from the systems of the city.
pub const AS_OF: Date = Date::of(2022, 6, 21);

/// The name of the file that belongs beside the tables; its text is [`Town::notice`].
pub const NOTICE_FILE_NAME: &str = "架空データ.txt";

/// Rows of a table from one call of `progress` to the next.
const PROGRESS_ROWS: u64 = 8_192;

/// A town that does not exist.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Town {
    /// What everything is drawn from.
    pub seed: u64,
    /// How large it is.
    pub scale: Scale,
}

/// The size of a town as a part of the full 460,517 residents.
///
/// Shape: above 0 and at most 1.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Scale {
    denominator: u32,
    numerator: u32,
}

impl Scale {
    /// The full town.
    pub const fn full() -> Self {
        Self { denominator: 1, numerator: 1 }
    }

    /// Makes a scale from two numbers.
    ///
    /// Errors: [`TownError::Scale`] unless it is above 0 and at most 1.
    pub const fn of(numerator: u32, denominator: u32) -> Result<Self, TownError> {
        if numerator == 0 || numerator > denominator {
            return Err(TownError::Scale { denominator, numerator });
        }
        Ok(Self { denominator, numerator })
    }

    /// Gives the nearest whole number of the count at this scale, halves up.
    pub(crate) fn of_count(self, count: u32) -> u32 {
        let denominator = u64::from(self.denominator);
        let doubled = u64::from(count) * u64::from(self.numerator) * 2;
        // INVARIANT: the scale is at most 1, so the result is at most `count`.
        u32::try_from((doubled + denominator) / (2 * denominator)).unwrap_or(count)
    }
}

impl Town {
    /// Tells the rows of a table, the head not counted.
    ///
    /// Shape: at least 1, and 2 for residents; the subset relations hold at every scale.
    pub fn rows(&self, table: Table) -> u64 {
        u64::from(rows(self.scale, table))
    }

    /// Gives all residents in the order of their table, made one household at a time.
    pub fn residents(&self) -> impl Iterator<Item = Resident> + use<> {
        let seed = self.seed;
        let lists = NameLists::read();
        let numbers = Numbers::new(seed);
        households(*self).flat_map(move |household| residents(seed, numbers, &lists, &household))
    }

    /// Writes one table.
    ///
    /// Errors: [`TownError::Write`].
    pub fn write<W: Write>(&self, table: Table, form: &Form, out: W) -> Result<Written, TownError> {
        let fault = |source| TownError::Write { source, table };
        let mut sheets = [Sheet::begin(table, *form, out).map_err(fault)?];
        self.fill(&mut sheets, &mut |_, _| ())?;
        let [sheet] = sheets;
        sheet.end().map_err(fault)
    }

    /// Writes all tables in one pass over the town, with the same bytes as [`Town::write`].
    ///
    /// Shape: `open` is asked once for each table, in the order of [`Table::ALL`], before the first row;
    /// `progress` is told the rows of a table from time to time and, last, all of them.
    /// Errors: [`TownError::Open`], [`TownError::Write`].
    pub fn write_all<'out>(
        &self,
        form: &Form,
        mut open: impl FnMut(Table) -> io::Result<Box<dyn Write + 'out>>,
        mut progress: impl FnMut(Table, u64),
    ) -> Result<BTreeMap<Table, Written>, TownError> {
        let mut sheets = Vec::with_capacity(Table::ALL.len());
        for table in Table::ALL {
            let out = open(table).map_err(|source| TownError::Open { source, table })?;
            let sheet = Sheet::begin(table, *form, out);
            sheets.push(sheet.map_err(|source| TownError::Write { source, table })?);
        }
        self.fill(&mut sheets, &mut progress)?;
        let mut all = BTreeMap::new();
        for sheet in sheets {
            let table = sheet.table();
            let written = sheet.end().map_err(|source| TownError::Write { source, table })?;
            progress(table, written.rows);
            all.insert(table, written);
        }
        Ok(all)
    }

    /// Gives the text that says, beside the tables, that nothing in them is real.
    pub fn notice(&self) -> String {
        let mut tables = String::new();
        for table in Table::ALL {
            // A string takes all that is written to it.
            let _ = writeln!(tables, "{}: {} 行 rows", table.file_name(), self.rows(table));
        }
        include_str!("../data/notice.txt")
            .replace("{seed}", &self.seed.to_string())
            .replace("{as_of}", &AS_OF.to_string())
            .replace("{tables}", &tables)
    }

    fn fill<W: Write>(
        &self,
        sheets: &mut [Sheet<W>],
        progress: &mut impl FnMut(Table, u64),
    ) -> Result<(), TownError> {
        let mut pass = Pass::new(*self, sheets.iter().any(|sheet| has_names(sheet.table())));
        for household in households(*self) {
            let extract = pass.extract(household);
            for sheet in &mut *sheets {
                let (table, before) = (sheet.table(), sheet.rows());
                extract.write_to(sheet).map_err(|source| TownError::Write { source, table })?;
                if before / PROGRESS_ROWS != sheet.rows() / PROGRESS_ROWS {
                    progress(table, sheet.rows());
                }
            }
        }
        Ok(())
    }
}

/// Tells whether a table shows names, which cost most of the time.
fn has_names(table: Table) -> bool {
    matches!(table, Table::AccountsChildAllowance | Table::AccountsWelfare | Table::Residents)
}

/// One walk through the town.
struct Pass {
    applications_2021: u64,
    applications_2022: u64,
    draw: Draw,
    lists: Option<NameLists>,
    numbers: Numbers,
    seed: u64,
}

/// All that the tables say of one household.
struct Extract {
    application: u64,
    chosen: Chosen,
    household: Household,
    numbers: Numbers,
    /// Empty if no table asks for names.
    residents: Vec<Resident>,
    seed: u64,
}

impl Pass {
    fn new(town: Town, with_names: bool) -> Self {
        Self {
            applications_2021: 0,
            applications_2022: 0,
            draw: Draw::new(town),
            lists: with_names.then(NameLists::read),
            numbers: Numbers::new(town.seed),
            seed: town.seed,
        }
    }

    fn extract(&mut self, household: Household) -> Extract {
        let chosen = self.draw.household(&household);
        let application = match chosen.benefit {
            Some(FiscalYear::Of2021) => {
                self.applications_2021 += 1;
                self.applications_2021
            }
            Some(FiscalYear::Of2022) => {
                self.applications_2022 += 1;
                self.applications_2022
            }
            None => 0,
        };
        let Self { lists, numbers, seed, .. } = self;
        let residents =
            lists.as_ref().map_or_else(Vec::new, |lists| residents(*seed, *numbers, lists, &household));
        Extract { application, chosen, household, numbers: *numbers, residents, seed: *seed }
    }
}

impl Extract {
    fn write_to<W: Write>(&self, sheet: &mut Sheet<W>) -> io::Result<()> {
        match sheet.table() {
            Table::Residents => self.residents(sheet),
            Table::ResidentTax => self.resident_tax(sheet),
            Table::Benefits2021 => self.benefit(sheet, FiscalYear::Of2021),
            Table::Benefits2022 => self.benefit(sheet, FiscalYear::Of2022),
            Table::AccountsWelfare if self.chosen.welfare => self.account(sheet),
            Table::AccountsChildAllowance if self.chosen.child_allowance => self.account(sheet),
            Table::AccountsWelfare | Table::AccountsChildAllowance => Ok(()),
            Table::Eligible => self.eligible(sheet),
        }
    }

    fn residents<W: Write>(&self, sheet: &mut Sheet<W>) -> io::Result<()> {
        self.residents.iter().try_for_each(|resident| sheet.row(format_args!("{}", ResidentRow(resident))))
    }

    fn resident_tax<W: Write>(&self, sheet: &mut Sheet<W>) -> io::Result<()> {
        let levies = levies(self.seed, &self.household, self.chosen.benefit);
        for ((levy, place), taxed) in levies.zip(self.household.first..).zip(self.chosen.taxed) {
            if taxed {
                sheet.row(format_args!("{},{levy}", self.numbers.code(place)))?;
            }
        }
        Ok(())
    }

    fn benefit<W: Write>(&self, sheet: &mut Sheet<W>, year: FiscalYear) -> io::Result<()> {
        if self.chosen.benefit != Some(year) {
            return Ok(());
        }
        let head = self.numbers.code(self.household.first);
        let row = BenefitRow::new(self.seed, &self.household, head, year, self.application);
        sheet.row(format_args!("{row}"))
    }

    fn account<W: Write>(&self, sheet: &mut Sheet<W>) -> io::Result<()> {
        let Some(head) = self.residents.first() else { return Ok(()) };
        let account = self.numbers.account(self.household.first);
        sheet.row(format_args!("{}", AccountRow { account, head }))
    }

    fn eligible<W: Write>(&self, sheet: &mut Sheet<W>) -> io::Result<()> {
        let answer = if self.chosen.benefit.is_some() { "該当" } else { "非該当" };
        for (_, place) in self.household.members.iter().zip(self.household.first..) {
            sheet.row(format_args!("{},{answer}", self.numbers.code(place)))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scale_is_above_zero_and_at_most_one() {
        for (numerator, denominator) in [(0, 1), (1, 0), (0, 0), (2, 1)] {
            assert!(matches!(Scale::of(numerator, denominator), Err(TownError::Scale { .. })));
        }
        assert_eq!(Scale::of(1, 1).unwrap(), Scale::full());
    }

    #[test]
    fn counts_are_rounded_to_the_nearest() {
        let rows = |numerator, denominator| {
            let town = Town { seed: 0, scale: Scale::of(numerator, denominator).unwrap() };
            Table::ALL.map(|table| town.rows(table))
        };
        assert_eq!(rows(1, 1), [460_517, 360_573, 74_767, 7_949, 16_765, 69_261, 460_517]);
        assert_eq!(rows(1, 1000), [461, 361, 75, 8, 17, 69, 461]);
        assert_eq!(rows(1, 1_000_000), [2, 1, 1, 1, 1, 1, 2]);
    }

    #[test]
    fn notice_names_seed_and_every_table() {
        let notice = Town { seed: 2022, scale: Scale::full() }.notice();
        assert!(notice.starts_with("架空データ") && notice.contains("種 seed: 2022\n"));
        assert!(notice.contains("基準日 as of: 2022-06-21\n"));
        for table in Table::ALL {
            assert!(notice.contains(table.file_name()));
        }
    }
}
