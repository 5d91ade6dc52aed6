//! Projects one sheet of a workbook.

use std::io::{Cursor, Read, Write};

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};

use super::header::Selection;
use super::row::{Cell, CellForm, Cells};
use super::{Choose, MAX_COLUMNS, MAX_WORKBOOK_BYTES, Out, Projected, Row, SourceFound, TableError};

/// The first bytes of the container that `.xls` and password-protected files share.
const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0";

/// Shape: dates become `2024-04-01`, whole numbers lose their `.0`; leading zeros that only the format of a number cell
/// shows are not there, as they are not in the workbook.
pub(super) fn project<R: Read, W: Write>(
    input: R,
    sheet: Option<&str>,
    skip_lines: u32,
    out: Out<'_, W, impl Choose, impl FnMut(&Row<'_>)>,
) -> Result<Projected, TableError> {
    let mut bytes = Vec::new();
    let limit = MAX_WORKBOOK_BYTES.saturating_add(1);
    input.take(limit).read_to_end(&mut bytes).map_err(|source| TableError::Read { source })?;
    let bytes_read = bytes.len() as u64;
    if bytes_read > MAX_WORKBOOK_BYTES {
        return Err(TableError::WorkbookTooLarge);
    }
    let mut rows = Rows::new(skip_lines, out);
    let sheet = match Xlsx::new(Cursor::new(bytes.as_slice())) {
        Ok(workbook) => read_xlsx(workbook, sheet, &mut rows)?,
        Err(XlsxError::Password) => return Err(TableError::WorkbookEncrypted),
        Err(_) if bytes.starts_with(COMPOUND_FILE) => read_xls(&bytes, sheet, &mut rows)?,
        Err(error) => return Err(broken(error)),
    };
    rows.finish(bytes_read, sheet)
}

fn read_xlsx<W: Write, C: Choose, F: FnMut(&Row<'_>)>(
    mut workbook: Xlsx<Cursor<&[u8]>>,
    name: Option<&str>,
    rows: &mut Rows<'_, W, C, F>,
) -> Result<String, TableError> {
    let name = sheet_name(workbook.sheets_metadata(), name)?;
    rows.refuse_merged(&workbook.merge_cells_by_sheet_name(&name).unwrap_or_default())?;
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(broken)?;
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        match cell.get_value() {
            DataRef::Empty => {}
            DataRef::SharedString(text) => rows.take(cell.get_position(), text)?,
            DataRef::String(text) => rows.take(cell.get_position(), text)?,
            other => rows.take_value(cell.get_position(), &Data::from(other.clone()))?,
        }
    }
    Ok(name)
}

fn read_xls<W: Write, C: Choose, F: FnMut(&Row<'_>)>(
    bytes: &[u8],
    name: Option<&str>,
    rows: &mut Rows<'_, W, C, F>,
) -> Result<String, TableError> {
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => TableError::WorkbookEncrypted,
        other => broken(other),
    })?;
    let name = sheet_name(workbook.sheets_metadata(), name)?;
    rows.refuse_merged(&workbook.merge_cells_by_sheet_name(&name).unwrap_or_default())?;
    let range = workbook.worksheet_range(&name).map_err(broken)?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    let place = |from: u32, offset: usize| from.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
    for (row, column, value) in range.used_cells() {
        rows.take_value((place(first_row, row), place(first_column, column)), value)?;
    }
    Ok(name)
}

fn sheet_name(sheets: &[calamine::Sheet], wanted: Option<&str>) -> Result<String, TableError> {
    let is_table = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet
            && wanted.map_or(sheet.visible == SheetVisible::Visible, |wanted| sheet.name == wanted)
    };
    let sheet = sheets.iter().find(is_table);
    sheet
        .map(|sheet| sheet.name.clone())
        .ok_or_else(|| TableError::NoSheet { name: wanted.unwrap_or_default().to_owned() })
}

/// Gathers cells, which come row by row, into rows.
struct Rows<'a, W, C, F> {
    cells: Vec<Cell>,
    /// The row being gathered, from 0.
    current: Option<u32>,
    first: u32,
    last_row: Option<u32>,
    /// How many rows there were under the header.
    number: u64,
    out: Out<'a, W, C, F>,
    selection: Option<Selection>,
    text: String,
}

impl<'a, W: Write, C: Choose, F: FnMut(&Row<'_>)> Rows<'a, W, C, F> {
    fn new(first: u32, out: Out<'a, W, C, F>) -> Self {
        Self {
            cells: Vec::new(),
            current: None,
            first,
            last_row: None,
            number: 0,
            out,
            selection: None,
            text: String::new(),
        }
    }

    /// Refuses merged cells in the table: all but one of the rows they cover would be without a value.
    fn refuse_merged(&self, merged: &[Dimensions]) -> Result<(), TableError> {
        match merged.iter().find(|area| area.end.0 >= self.first) {
            Some(area) => Err(TableError::MergedCells { line: u64::from(area.start.0).saturating_add(1) }),
            None => Ok(()),
        }
    }

    fn take_value(&mut self, place: (u32, u32), value: &Data) -> Result<(), TableError> {
        match value {
            Data::Error(_) if place.0 >= self.first => Err(TableError::CellError {
                column: place.1.saturating_add(1),
                line: u64::from(place.0).saturating_add(1),
            }),
            _ => self.take(place, &text(value)),
        }
    }

    fn take(&mut self, (row, column): (u32, u32), value: &str) -> Result<(), TableError> {
        if row < self.first || value.is_empty() {
            return Ok(());
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MAX_COLUMNS {
            return Err(TableError::TooManyColumns);
        }
        if self.current != Some(row) {
            self.end_row()?;
            if self.last_row.is_some_and(|last| row <= last) {
                // The format asks for rows in order; another order would need the whole sheet in memory.
                return Err(broken(calamine::Error::Msg("rows are not in order")));
            }
            self.current = Some(row);
        }
        if self.cells.len() > column {
            return Err(broken(calamine::Error::Msg("cells of a row are not in order")));
        }
        let start = self.text.len();
        self.cells.resize(column, Cell { start, end: start, form: CellForm::Bare });
        self.text.push_str(value);
        let form = if value.contains([',', '"', '\r', '\n']) { CellForm::Loose } else { CellForm::Bare };
        self.cells.push(Cell { start, end: self.text.len(), form });
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), TableError> {
        let Some(current) = self.current.take() else { return Ok(()) };
        let line = u64::from(current).saturating_add(1);
        match &self.selection {
            None if current != self.first => {
                return Err(TableError::NoHeader { line: u64::from(self.first).saturating_add(1) });
            }
            None => {
                let names = self.cells.iter().map(|cell| cell.inner(&self.text).to_owned()).collect();
                let selection = Selection::new(names, self.out.plan, line)?;
                self.out.sink.header(&selection, line)?;
                self.selection = Some(selection);
            }
            Some(selection) => {
                let expected = self.last_row.map_or(current, |last| last.saturating_add(1));
                if current != expected {
                    return Err(TableError::BlankLine { line: u64::from(expected).saturating_add(1) });
                }
                self.number = self.number.saturating_add(1);
                // Empty cells at the end of a row are not stored.
                let end = self.text.len();
                let width = self.cells.len().max(selection.columns());
                self.cells.resize(width, Cell { start: end, end, form: CellForm::Bare });
                selection.check(width, line, self.number)?;
                let cells = Cells::Listed(&self.cells);
                let row = Row { cells, line, number: self.number, selection, text: &self.text };
                self.out.take(&row)?;
            }
        }
        self.last_row = Some(current);
        self.cells.clear();
        self.text.clear();
        Ok(())
    }

    fn finish(mut self, bytes_read: u64, sheet: String) -> Result<Projected, TableError> {
        self.end_row()?;
        let Some(selection) = &self.selection else {
            return Err(TableError::NoHeader { line: u64::from(self.first).saturating_add(1) });
        };
        let found = SourceFound::Workbook { sheet };
        self.out.sink.finish(self.out.plan, self.out.kept, selection.columns(), bytes_read, found)
    }
}

fn text(value: &Data) -> String {
    match value {
        Data::Int(number) => number.to_string(),
        // Rust prints a whole float without `.0` and never with an exponent.
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(moment) if moment.is_datetime() => date_and_time(moment),
        Data::DateTime(duration) => duration.as_f64().to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

fn date_and_time(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    // A value below one day is a time without a date.
    match (moment.as_f64() < 1.0, hour, minute, second) {
        (true, ..) => format!("{hour:02}:{minute:02}:{second:02}"),
        (false, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        (false, ..) => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

fn broken(error: impl Into<calamine::Error>) -> TableError {
    TableError::Workbook { source: error.into() }
}
