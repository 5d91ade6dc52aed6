//! Which column of a ledger is which field: by its heading, or as the office says.

use std::collections::BTreeMap;

use super::heading::{Field, known, unit};
use super::{MappedColumn, Problem, code};
use crate::table::{Cell, Row};
use crate::{Fault, fold};

/// What the office says about one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// It holds this field.
    Holds(Field),
    /// It is left out on purpose.
    Ignored,
}

/// What the office says about its columns; it goes before everything that is known about headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// What was said, by folded heading, with the heading as typed.
    columns: BTreeMap<String, (String, Told)>,
}

impl Mapping {
    /// Reads `管理番号=number,機器名=product,決裁=ignore`.
    ///
    /// Shape: pairs apart by `,` or `、`, the field by its [`Field::key`] or `ignore`; an empty text maps nothing.
    /// Errors: [`Fault::Mapping`] with the part that is no pair, names no field, or maps a field a second time.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let mut mapping = Self::default();
        for part in text.split([',', '，', '、']).map(str::trim).filter(|part| !part.is_empty()) {
            let fault = || Fault::Mapping { part: part.to_owned() };
            let (heading, key) = part.rsplit_once(['=', '＝']).ok_or_else(fault)?;
            let (folded, key) = (fold::word(heading), fold::word(key));
            let told = match Field::all().find(|field| field.key() == key) {
                Some(field) => Told::Holds(field),
                None if key == "ignore" => Told::Ignored,
                None => return Err(fault()),
            };
            let is_taken = told != Told::Ignored && mapping.columns.values().any(|(_, other)| *other == told);
            if folded.is_empty() || is_taken || mapping.columns.contains_key(&folded) {
                return Err(fault());
            }
            mapping.columns.insert(folded, (heading.trim().to_owned(), told));
        }
        Ok(mapping)
    }

    /// Tells whether a text is a heading of a ledger.
    pub(super) fn knows(&self, text: &str) -> bool {
        self.columns.contains_key(&fold::word(text)) || known(text).is_some()
    }
}

/// Which column holds which field.
#[derive(Debug, Default)]
pub(super) struct Columns {
    fields: BTreeMap<Field, u32>,
    /// The headings as the office wrote them.
    headings: BTreeMap<Field, String>,
    /// The unit in a heading such as 容量（ＧＢ）.
    pub(super) capacity_unit: String,
}

impl Columns {
    pub(super) fn of(&self, field: Field) -> Option<u32> {
        self.fields.get(&field).copied()
    }

    /// Gives the office's own heading of a field; empty if the ledger has no such column.
    pub(super) fn heading(&self, field: Field) -> &str {
        self.headings.get(&field).map_or("", String::as_str)
    }

    /// Lists every heading with its field.
    pub(super) fn report(&self, header: &Row) -> Vec<MappedColumn> {
        let field = |cell: &Cell| {
            self.fields.iter().find(|(_, column)| **column == cell.column).map(|(field, _)| *field)
        };
        let mapped =
            |cell: &Cell| MappedColumn { cell: cell.name(), field: field(cell), heading: shown(cell) };
        header.filled().map(mapped).collect()
    }
}

/// Finds the column of every field: first as the office says, then the surest heading.
pub(super) fn map(header: &Row, mapping: &Mapping) -> (Columns, Vec<Problem>) {
    let mut columns = Columns::default();
    let mut problems = Vec::new();
    let told = |cell: &Cell| mapping.columns.get(&fold::word(&cell.text)).map(|(_, told)| *told);
    for cell in header.filled() {
        if let Some(Told::Holds(field)) = told(cell) {
            columns.fields.entry(field).or_insert(cell.column);
        }
    }
    let mut guesses: Vec<_> = header
        .filled()
        .filter(|cell| told(cell).is_none())
        .filter_map(|cell| known(&cell.text).map(|(field, rank)| (field, rank, cell.column)))
        .collect();
    guesses.sort_unstable();
    for (field, _, column) in guesses {
        columns.fields.entry(field).or_insert(column);
    }
    for cell in header.filled() {
        let held = columns.fields.iter().find(|(_, column)| **column == cell.column).map(|(field, _)| *field);
        columns.headings.extend(held.map(|field| (field, shown(cell))));
    }
    for cell in header.filled() {
        problems.extend(column_problem(header, cell, &columns, told(cell)));
    }
    problems.extend(missing_headings(header, mapping));
    columns.capacity_unit =
        columns.of(Field::Capacity).map(|column| unit(header.text(column))).unwrap_or_default();
    (columns, problems)
}

fn column_problem(header: &Row, cell: &Cell, columns: &Columns, told: Option<Told>) -> Option<Problem> {
    let field = match told {
        Some(Told::Ignored) => return None,
        Some(Told::Holds(field)) => Some(field),
        None => known(&cell.text).map(|(field, _)| field),
    };
    let at = |code| Problem::at(header, cell.column, code).with("heading", shown(cell)).marked_warning();
    match field.map(|field| (field, columns.of(field))) {
        None => Some(at(code::UNKNOWN_COLUMN)),
        Some((field, Some(used))) if used != cell.column => {
            let used = crate::table::cell_name(used, header.number);
            Some(at(code::DUPLICATE_COLUMN).with("field", field.key()).with("used", used))
        }
        Some(_) => None,
    }
}

fn missing_headings(header: &Row, mapping: &Mapping) -> Vec<Problem> {
    let is_missing = |folded: &str| header.filled().all(|cell| fold::word(&cell.text) != folded);
    let missing = |(folded, (heading, told)): (&String, &(String, Told))| match told {
        Told::Holds(field) if is_missing(folded) => {
            let problem = Problem::whole(code::MAPPED_HEADING_MISSING).with("heading", heading.as_str());
            Some(problem.with("field", field.key()))
        }
        Told::Holds(_) | Told::Ignored => None,
    };
    mapping.columns.iter().filter_map(missing).collect()
}

/// The heading in one line, as a message shows it.
fn shown(cell: &Cell) -> String {
    cell.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mapping_is_read_as_an_office_types_it() {
        let mapping = Mapping::parse("機器 名＝product, 管理番号=number、決裁=ignore").unwrap();
        for heading in ["機器名", "管理番号", "決裁"] {
            assert!(mapping.knows(heading), "{heading}");
        }
        assert_eq!(Mapping::parse("").unwrap(), Mapping::default());
    }

    #[test]
    fn mapping_that_says_nothing_or_two_things_is_refused_with_its_part() {
        let table = [
            ("番号", "番号"),
            ("番号=nummer", "番号=nummer"),
            ("=number", "=number"),
            ("甲=number,乙=number", "乙=number"),
            ("甲=number,甲=serial", "甲=serial"),
        ];
        for (text, part) in table {
            let message = Mapping::parse(text).unwrap_err().to_string();
            assert_eq!(message, format!("column mapping `{part}` is not `heading=field`"));
        }
    }
}
