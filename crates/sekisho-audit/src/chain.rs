//! Reads the ledgers of organizations, people, contracts, orders and rosters, one sheet for each, and lists every problem in them by cell.
//!
//! What a line means stands in no other line: whether it fits the record is for the caller to judge.

mod field;
mod value;

use std::collections::{BTreeMap, BTreeSet};

pub use field::Field;
pub use value::{Edge, Words, moment, moment_text, several};

use crate::ledger::{Problem, Severity, code};
use crate::table::{Cell, Header, Row, Sheet, cell_name};
use crate::{Fault, fold};

/// Which of the ledgers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Contracts of the owner's.
    Contracts,
    /// Orders to lower tiers.
    Orders,
    /// Organizations.
    Organizations,
    /// People.
    Persons,
    /// Who handles data.
    Rosters,
}

/// What the office says about its columns; it goes before what is known about headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<String, Option<Field>>);

impl Mapping {
    /// Reads `委託No=contract,相手方=contractor,決裁=ignore`.
    ///
    /// Errors: [`Fault::Mapping`] with the part that is no pair, names no field of this ledger, or maps one twice.
    pub fn parse(text: &str, kind: Kind) -> Result<Self, Fault> {
        let mut mapping = BTreeMap::new();
        for part in value::several(text) {
            let fault = || Fault::Mapping { part: part.to_owned() };
            let (heading, key) = part.rsplit_once(['=', '＝']).ok_or_else(fault)?;
            let (heading, key) = (fold::word(heading), fold::word(key));
            let field = kind.fields().iter().copied().find(|field| field.key() == key);
            let taken = field.is_some() && mapping.values().any(|known| *known == field);
            if heading.is_empty() || taken || (field.is_none() && key != "ignore") {
                return Err(fault());
            }
            if mapping.insert(heading, field).is_some() {
                return Err(fault());
            }
        }
        Ok(Self(mapping))
    }

    fn field(&self, kind: Kind, heading: &str) -> Option<Field> {
        match self.0.get(&fold::word(heading)) {
            Some(told) => *told,
            None => kind.known(heading),
        }
    }
}

/// One line of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    columns: BTreeMap<Field, u32>,
    row: Row,
}

impl Line {
    /// Gives the text of a field; nothing if the ledger has no such column.
    pub fn text(&self, field: Field) -> &str {
        self.columns.get(&field).map_or("", |column| self.row.text(*column))
    }

    /// Gives the code in a field, folded into the form that codes have.
    pub fn code(&self, field: Field) -> String {
        fold::number(self.text(field))
    }

    /// Tells whether the ledger has the column at all.
    pub fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
    }

    /// Names the cell of a field; of the first column where the ledger has none.
    pub fn cell(&self, field: Field) -> String {
        cell_name(self.columns.get(&field).copied().unwrap_or(0), self.row.number)
    }

    /// Makes an error at one of its cells.
    pub fn error(&self, field: Field, code: &'static str) -> Problem {
        let arguments =
            BTreeMap::from([("field", field.key().to_owned()), ("typed", self.text(field).to_owned())]);
        Problem { arguments, cell: self.cell(field), code, severity: Severity::Error }
    }
}

/// What a ledger gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Headings whose cells are not taken over.
    pub left_out: Vec<String>,
    /// The lines, from top to bottom.
    pub lines: Vec<Line>,
    /// What is wrong with headings and empty cells.
    pub problems: Vec<Problem>,
}

/// Reads a ledger.
///
/// Shape: the header may stand below title lines; blank rows are passed over, and so is the header where it is repeated.
pub fn read(sheet: Sheet, kind: Kind, mapping: &Mapping) -> Lines {
    let is_known = |text: &str| mapping.field(kind, text).is_some();
    let Ok(table) = sheet.into_table(Header::Known(&is_known)) else {
        return Lines { problems: vec![whole(code::NO_HEADER)], ..Lines::default() };
    };
    let (columns, mut lines) = columns(&table.header, kind, mapping);
    let missing: Vec<Field> =
        kind.needed().iter().copied().filter(|field| !columns.contains_key(field)).collect();
    for field in &missing {
        let mut problem = whole(code::MISSING_COLUMN);
        problem.arguments.insert("field", (*field).key().to_owned());
        lines.problems.push(problem);
    }
    if !missing.is_empty() {
        return lines;
    }
    let header: BTreeSet<String> = table.header.filled().map(|cell| fold::word(&cell.text)).collect();
    for row in table.rows {
        let repeats = row.filled().next().is_some()
            && row.filled().all(|cell| header.contains(&fold::word(&cell.text)));
        if row.is_blank() || repeats {
            continue;
        }
        let line = Line { columns: columns.clone(), row };
        let empty = kind.needed().iter().filter(|field| line.text(**field).is_empty());
        lines.problems.extend(empty.map(|field| line.error(*field, code::MISSING_VALUE)));
        lines.lines.push(line);
    }
    lines
}

fn columns(header: &Row, kind: Kind, mapping: &Mapping) -> (BTreeMap<Field, u32>, Lines) {
    let (mut columns, mut lines) = (BTreeMap::new(), Lines::default());
    for cell in header.filled() {
        let told = mapping.0.contains_key(&fold::word(&cell.text));
        match mapping.field(kind, &cell.text) {
            None => {
                lines.left_out.push(shown(cell));
                if !told {
                    lines.problems.push(heading_problem(cell, code::UNKNOWN_COLUMN, &[]));
                }
            }
            Some(field) => match columns.get(&field) {
                None => {
                    columns.insert(field, cell.column);
                }
                Some(used) => {
                    let used = cell_name(*used, header.number);
                    let more = [("field", field.key().to_owned()), ("used", used)];
                    lines.problems.push(heading_problem(cell, code::DUPLICATE_COLUMN, &more));
                }
            },
        }
    }
    let headings: BTreeSet<String> = header.filled().map(|cell| fold::word(&cell.text)).collect();
    for (heading, field) in mapping.0.iter().filter(|(heading, _)| !headings.contains(*heading)) {
        let Some(field) = field else { continue };
        let mut problem = whole(code::MAPPED_HEADING_MISSING);
        problem.arguments.extend([("heading", heading.clone()), ("field", field.key().to_owned())]);
        lines.problems.push(problem);
    }
    (columns, lines)
}

fn heading_problem(cell: &Cell, code: &'static str, more: &[(&'static str, String)]) -> Problem {
    let mut arguments = BTreeMap::from([("heading", shown(cell))]);
    arguments.extend(more.iter().cloned());
    Problem { arguments, cell: cell.name(), code, severity: Severity::Warning }
}

fn whole(code: &'static str) -> Problem {
    Problem { arguments: BTreeMap::new(), cell: String::new(), code, severity: Severity::Error }
}

/// The heading in one line, as a message shows it.
fn shown(cell: &Cell) -> String {
    cell.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::Language;
    use crate::table::Encoding;

    fn lines(text: &str, kind: Kind) -> Lines {
        read(Sheet::from_csv(text.as_bytes(), Encoding::Detect).unwrap(), kind, &Mapping::default())
    }

    #[test]
    fn headings_of_both_languages_are_read_and_missing_ones_named() {
        for text in [
            "契約番号,従事者\nK-1,V-1\n",
            "under,person\nK-1,V-1\n",
            "名簿,\nＯｒｄｅｒ,Person\nＫ－１,V-1\n",
        ] {
            let read = lines(text, Kind::Rosters);
            assert_eq!(read.problems, [], "{text}");
            assert_eq!(
                (read.lines[0].code(Field::Under), read.lines[0].text(Field::Person)),
                ("K-1".to_owned(), "V-1")
            );
        }
        let read = lines("発注番号,契約番号\nO-1,K-1\n", Kind::Orders);
        let codes: Vec<_> =
            read.problems.iter().map(|problem| (problem.code, problem.arguments["field"].as_str())).collect();
        assert_eq!(codes, [(code::MISSING_COLUMN, "contractor"), (code::MISSING_COLUMN, "work")]);
        assert_eq!(lines("a,b\n1,2\n", Kind::Orders).problems[0].code, code::NO_HEADER);
    }

    #[test]
    fn every_heading_that_is_written_is_read_as_its_field() {
        for kind in [Kind::Contracts, Kind::Orders, Kind::Organizations, Kind::Persons, Kind::Rosters] {
            for field in kind.fields() {
                for language in [Language::Ja, Language::En] {
                    assert_eq!(kind.known(field.heading(language)), Some(*field), "{kind:?}");
                }
            }
        }
    }

    #[test]
    fn days_are_whole_and_come_back() {
        let table =
            [("2027-03-31", Edge::Last), ("2026-04-01", Edge::First), ("2026-04-01 09:30", Edge::Last)];
        for (text, edge) in table {
            assert_eq!(moment_text(moment(text, edge).unwrap(), edge), text);
        }
        assert_eq!(moment("令和9年3月31日", Edge::Last), moment("2027/3/31", Edge::Last));
        assert_eq!(moment("来年", Edge::Last), None);
    }

    #[test]
    fn mapping_says_which_column_is_which() {
        let mapping = Mapping::parse("名簿の番号=under、担当=person,印=ignore", Kind::Rosters).unwrap();
        let sheet = Sheet::from_csv("名簿の番号,担当,印\nK-1,V-1,済\n".as_bytes(), Encoding::Detect).unwrap();
        let read = read(sheet, Kind::Rosters, &mapping);
        assert_eq!((read.problems.len(), read.lines[0].text(Field::Person)), (0, "V-1"));
        for text in ["担当", "担当=nobody", "a=under,b=under", "a=under,a=person"] {
            assert_eq!(
                Mapping::parse(text, Kind::Rosters).unwrap_err().code(),
                Fault::Mapping { part: String::new() }.code()
            );
        }
    }
}
