//! Splits text into rows and cells.
//!
//! Written out here, because a message to an office needs what general readers drop: blank lines (they count as rows
//! in a spreadsheet), lone CR line ends, and a quote that never closes.

use super::{Cell, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Row, listing, too_large};
use crate::Fault;

pub(super) fn parse(text: &str) -> Result<Vec<Row>, Fault> {
    let mut parser = Parser::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let character = match character {
            '\r' if characters.peek() == Some(&'\n') => {
                characters.next();
                Character::LineEnd("\r\n")
            }
            '\r' => Character::LineEnd("\r"),
            '\n' => Character::LineEnd("\n"),
            other => Character::Other(other),
        };
        parser.take(character)?;
    }
    parser.finish()
}

#[derive(Clone, Copy)]
enum Character {
    LineEnd(&'static str),
    Other(char),
}

/// Where the parser stands inside a cell.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    /// Before its first character.
    Start,
    /// In a cell without quotes, or behind the closing quote.
    Plain,
    /// Between quotes that opened in this line.
    Quotes { opened_in: u64 },
    /// Behind a quote that closes the cell, or is the first of two that stand for one.
    QuoteSeen { opened_in: u64 },
}

struct Parser {
    cells_read: u64,
    inside: Inside,
    line: u64,
    row: Row,
    rows: Vec<Row>,
    text: String,
}

impl Parser {
    fn new() -> Self {
        let row = Row { cells: Vec::new(), line: 1, number: 1 };
        Self { cells_read: 0, inside: Inside::Start, line: 1, row, rows: Vec::new(), text: String::new() }
    }

    fn take(&mut self, character: Character) -> Result<(), Fault> {
        let quoted = match (self.inside, character) {
            (Inside::Start, Character::Other('"')) => {
                self.inside = Inside::Quotes { opened_in: self.line };
                return Ok(());
            }
            (Inside::Quotes { opened_in }, Character::Other('"')) => {
                self.inside = Inside::QuoteSeen { opened_in };
                return Ok(());
            }
            (Inside::QuoteSeen { opened_in }, Character::Other('"')) => {
                self.inside = Inside::Quotes { opened_in };
                true
            }
            (Inside::Quotes { .. }, _) => true,
            (Inside::Start | Inside::Plain | Inside::QuoteSeen { .. }, _) => false,
        };
        match character {
            Character::Other(',') if !quoted => self.end_cell()?,
            Character::Other(other) => {
                self.text.push(other);
                if !quoted {
                    self.inside = Inside::Plain;
                }
            }
            Character::LineEnd(end) => {
                self.line = self.line.saturating_add(1);
                if quoted {
                    self.text.push_str(end);
                } else {
                    self.end_row()?;
                }
            }
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Fault> {
        let column = u32::try_from(self.row.cells.len()).unwrap_or(u32::MAX);
        self.cells_read = self.cells_read.saturating_add(1);
        if column >= MAX_COLUMNS || self.cells_read > MAX_CELLS {
            return Err(too_large());
        }
        let text = listing::without_guard(std::mem::take(&mut self.text));
        self.row.cells.push(Cell { column, row: self.row.number, text });
        self.inside = Inside::Start;
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        if self.inside != Inside::Start || !self.row.cells.is_empty() {
            self.end_cell()?;
        }
        let number = self.row.number.saturating_add(1);
        if number > MAX_ROWS.saturating_add(1) {
            return Err(too_large());
        }
        let next = Row { cells: Vec::new(), line: self.line, number };
        self.rows.push(std::mem::replace(&mut self.row, next));
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Row>, Fault> {
        if let Inside::Quotes { opened_in } = self.inside {
            let column = u32::try_from(self.row.cells.len()).unwrap_or(u32::MAX);
            return Err(Fault::UnclosedQuote {
                cell: super::cell_name(column, self.row.number),
                line: opened_in,
            });
        }
        if self.inside != Inside::Start || !self.row.cells.is_empty() {
            self.end_row()?;
        }
        Ok(self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let rows = parse(text).unwrap();
        rows.into_iter().map(|row| row.cells.into_iter().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn every_shape_of_line_gives_the_cells_a_spreadsheet_shows() {
        let table: [(&str, &[&[&str]]); 11] = [
            ("", &[]),
            ("a,b", &[&["a", "b"]]),
            ("a,b\n", &[&["a", "b"]]),
            ("a\r\nb\r\n", &[&["a"], &["b"]]),
            ("a\rb\r", &[&["a"], &["b"]]),
            ("a,\n,b", &[&["a", ""], &["", "b"]]),
            ("a\n\nb", &[&["a"], &[], &["b"]]),
            ("\"a,\"\"b\"\"\nc\",d", &[&["a,\"b\"\nc", "d"]]),
            ("\"\"\n", &[&[""]]),
            ("\"a\"b,c\"d", &[&["ab", "c\"d"]]),
            ("'=1,'a,''=2", &[&["=1", "'a", "'=2"]]),
        ];
        for (text, rows) in table {
            assert_eq!(texts(text), rows, "{text:?}");
        }
    }

    #[test]
    fn rows_count_as_in_a_spreadsheet_and_lines_as_in_the_file() {
        let rows = parse("a\n\"b\r\nc\"\n\nd").unwrap();
        let places: Vec<_> = rows.iter().map(|row| (row.number, row.line)).collect();
        assert_eq!(places, [(1, 1), (2, 2), (3, 4), (4, 5)]);
    }

    #[test]
    fn quote_that_never_closes_is_refused_with_its_cell_and_line() {
        let refusal = parse("a\nb,\"c\n\nd").unwrap_err().to_string();
        assert_eq!(refusal, "quoted cell `B2` that begins in line 2 never ends: the file is cut off");
    }

    #[test]
    fn table_that_is_too_large_is_refused() {
        for text in [",".repeat(1_000), "\n".repeat(100_001)] {
            assert_eq!(parse(&text).unwrap_err().code(), "table-too-large");
        }
    }
}
