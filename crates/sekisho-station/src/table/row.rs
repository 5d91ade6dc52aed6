//! A row as its observer sees it.

use std::borrow::Cow;
use std::fmt;

use super::header::Selection;
use super::marks::Bare;

/// A row that was written: the approved fields, then those that are observed only.
///
/// Its `Debug` shows where it stands, never what it holds.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub(super) cells: Cells<'a>,
    pub(super) line: u64,
    pub(super) number: u64,
    pub(super) selection: &'a Selection,
    pub(super) text: &'a str,
}

impl<'a> Row<'a> {
    /// Gives the value of a field, in the order of the plan, without quotes.
    ///
    /// Shape: [`None`] past the last field.
    pub fn field(&self, index: usize) -> Option<Cow<'a, str>> {
        self.cell(index).map(|cell| cell.value(self.text))
    }

    /// Gives all values in the order of the plan.
    pub fn fields(&self) -> impl Iterator<Item = Cow<'a, str>> {
        let (cells, text) = (self.cells, self.text);
        self.selection.places().iter().filter_map(move |place| cells.get(*place)).map(|cell| cell.value(text))
    }

    /// Tells the line of the file where the row begins, from 1; in a workbook, its row.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Tells the number of the row, from 1 for the first under the header.
    pub fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn cell(&self, index: usize) -> Option<Cell> {
        self.selection.places().get(index).and_then(|place| self.cells.get(*place))
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = formatter.debug_struct("Row");
        row.field("line", &self.line).field("number", &self.number).finish_non_exhaustive()
    }
}

/// The cells of one row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cells<'a> {
    /// In one piece of text.
    Bare(Bare<'a>),
    /// Each by itself.
    Listed(&'a [Cell]),
}

impl Cells<'_> {
    /// Gives a cell; [`None`] past the last one.
    pub(super) fn get(&self, index: usize) -> Option<Cell> {
        match self {
            Self::Bare(bare) => bare.cell(index),
            Self::Listed(cells) => cells.get(index).copied(),
        }
    }
}

/// Where a cell stands in the text, quotes not included, and how it stands there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Cell {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) form: CellForm,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum CellForm {
    /// Needs no quotes.
    Bare,
    /// Stands in quotes, and quotes inside of it are doubled.
    Doubled,
    /// Stands without quotes and needs them.
    Loose,
    /// Stands in quotes and needs them.
    Quoted,
}

impl Cell {
    /// Makes a cell of all of a text.
    pub(super) fn of(text: &str) -> Self {
        let needs_quotes = text.contains([',', '"', '\r', '\n']);
        let form = if needs_quotes { CellForm::Loose } else { CellForm::Bare };
        Self { start: 0, end: text.len(), form }
    }

    /// Gives what the cell holds.
    pub(super) fn value<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let inner = self.inner(text);
        match self.form {
            CellForm::Doubled => Cow::Owned(inner.replace("\"\"", "\"")),
            CellForm::Bare | CellForm::Loose | CellForm::Quoted => Cow::Borrowed(inner),
        }
    }

    /// Gives the text of the cell as it stands there.
    pub(super) fn inner<'a>(&self, text: &'a str) -> &'a str {
        // INVARIANT: a cell is cut at ASCII characters of this very text.
        text.get(self.start..self.end).unwrap_or_default()
    }
}
