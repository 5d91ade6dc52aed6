//! Reads one sheet of a workbook into rows of text.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};

use super::{Cell, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Row, too_large};
use crate::Fault;

/// The first bytes of the container that `.xls` and password-protected files share.
const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0";

/// Filled cells by row and column, both from 0.
type Cells = BTreeMap<(u32, u32), String>;

pub(super) fn read(bytes: &[u8], name: Option<&str>) -> Result<Vec<Row>, Fault> {
    match Xlsx::new(Cursor::new(bytes)) {
        Ok(workbook) => read_xlsx(workbook, name),
        Err(XlsxError::Password) => Err(Fault::Encrypted),
        Err(_) if bytes.starts_with(COMPOUND_FILE) => read_xls(bytes, name),
        Err(error) => Err(broken(error)),
    }
}

fn read_xlsx(mut workbook: Xlsx<Cursor<&[u8]>>, name: Option<&str>) -> Result<Vec<Row>, Fault> {
    let name = sheet_name(workbook.sheets_metadata(), name)?;
    let merged = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(broken)?;
    let mut cells = Cells::new();
    // Cell by cell: a whole range would be allocated as wide as one stray cell in the last column makes it.
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        if !matches!(cell.get_value(), DataRef::Empty) {
            insert(&mut cells, cell.get_position(), &Data::from(cell.get_value().clone()))?;
        }
    }
    into_rows(cells, &merged)
}

fn read_xls(bytes: &[u8], name: Option<&str>) -> Result<Vec<Row>, Fault> {
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Fault::Encrypted,
        other => broken(other),
    })?;
    let name = sheet_name(workbook.sheets_metadata(), name)?;
    let merged = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
    let range = workbook.worksheet_range(&name).map_err(broken)?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut cells = Cells::new();
    for (row, column, value) in range.used_cells() {
        let place = |from: u32, offset: usize| from.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
        insert(&mut cells, (place(first_row, row), place(first_column, column)), value)?;
    }
    into_rows(cells, &merged)
}

fn sheet_name(sheets: &[calamine::Sheet], wanted: Option<&str>) -> Result<String, Fault> {
    let is_table = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet
            && wanted.map_or(sheet.visible == SheetVisible::Visible, |wanted| sheet.name == wanted)
    };
    let sheet = sheets.iter().find(is_table);
    sheet
        .map(|sheet| sheet.name.clone())
        .ok_or_else(|| Fault::NoSheet { name: wanted.unwrap_or_default().to_owned() })
}

fn insert(cells: &mut Cells, (row, column): (u32, u32), value: &Data) -> Result<(), Fault> {
    let text = text(value);
    if text.trim().is_empty() {
        return Ok(());
    }
    if row >= MAX_ROWS || column >= MAX_COLUMNS {
        return Err(too_large());
    }
    cells.insert((row, column), text);
    Ok(())
}

fn into_rows(mut cells: Cells, merged: &[Dimensions]) -> Result<Vec<Row>, Fault> {
    repeat_merged(&mut cells, merged);
    let rows = cells.last_key_value().map_or(0, |((row, _), _)| row.saturating_add(1));
    let mut table: Vec<Row> =
        (1..=rows).map(|number| Row { cells: Vec::new(), line: u64::from(number), number }).collect();
    let mut held = 0_u64;
    for ((row, column), text) in cells {
        let Some(row) = usize::try_from(row).ok().and_then(|index| table.get_mut(index)) else { continue };
        let width = u32::try_from(row.cells.len()).unwrap_or(u32::MAX);
        held = held.saturating_add(u64::from(column.saturating_sub(width))).saturating_add(1);
        if held > MAX_CELLS {
            return Err(too_large());
        }
        let number = row.number;
        let gap = (width..column).map(|column| Cell { column, row: number, text: String::new() });
        row.cells.extend(gap);
        row.cells.push(Cell { column, row: number, text });
    }
    Ok(table)
}

/// Repeats a cell that is merged over several rows of one column: offices write a section once for all its sticks.
fn repeat_merged(cells: &mut Cells, merged: &[Dimensions]) {
    let last_row = cells.last_key_value().map_or(0, |((row, _), _)| *row);
    for area in merged {
        let ((first, column), (last, last_column)) = (area.start, area.end);
        if column != last_column {
            continue;
        }
        let Some(text) = cells.get(&(first, column)).cloned() else { continue };
        // Not below the last filled row: a sheet may be merged down to its very end.
        for row in first.saturating_add(1)..=last.min(last_row) {
            cells.entry((row, column)).or_insert_with(|| text.clone());
        }
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
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

fn date_and_time(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    // A value below one day is a time without a date.
    match (moment.as_f64() < 1.0, hour, minute, second) {
        (false, 0, 0, 0) => date,
        (false, hour, minute, _) => format!("{date} {hour:02}:{minute:02}"),
        (true, hour, minute, _) => format!("{hour:02}:{minute:02}"),
    }
}

fn broken(error: impl Into<calamine::Error>) -> Fault {
    Fault::Workbook { source: error.into() }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    use super::super::Sheet;

    fn written(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
        let mut workbook = Workbook::new();
        fill(&mut workbook);
        workbook.save_to_buffer().unwrap()
    }

    fn texts(sheet: &Sheet) -> Vec<Vec<&str>> {
        sheet.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect()
    }

    #[test]
    fn cells_become_the_text_that_people_see() {
        let bytes = written(|workbook| {
            let sheet = workbook.add_worksheet();
            let date = ExcelDateTime::from_ymd(2024, 4, 1).unwrap();
            let moment = ExcelDateTime::from_ymd(2024, 4, 1).unwrap().and_hms(17, 40, 0).unwrap();
            let time = ExcelDateTime::from_hms(9, 5, 0).unwrap();
            let era = Format::new().set_num_format("[$-411]ggge\"年\"m\"月\"d\"日\"");
            sheet.write_number(0, 1, 16.0).unwrap();
            sheet.write_number(0, 2, 1.5).unwrap();
            sheet.write_datetime_with_format(2, 0, &date, &era).unwrap();
            sheet
                .write_datetime_with_format(2, 1, &moment, &Format::new().set_num_format("yyyy/m/d h:mm"))
                .unwrap();
            sheet.write_datetime_with_format(2, 2, &time, &Format::new().set_num_format("h:mm")).unwrap();
            sheet.write_boolean(2, 3, true).unwrap();
            sheet.write_string(2, 4, "0012").unwrap();
        });
        let sheet = Sheet::from_workbook(&bytes, None).unwrap();
        let expected: [&[&str]; 3] =
            [&["", "16", "1.5"], &[], &["2024-04-01", "2024-04-01 17:40", "09:05", "TRUE", "0012"]];
        assert_eq!(texts(&sheet), expected);
        assert_eq!(sheet.rows[2].cells[4].name(), "E3");
    }

    #[test]
    fn cell_merged_over_rows_repeats_and_a_title_merged_over_columns_does_not() {
        let bytes = written(|workbook| {
            let sheet = workbook.add_worksheet();
            sheet.merge_range(0, 0, 0, 2, "台帳", &Format::new()).unwrap();
            sheet.merge_range(1, 0, 5, 0, "税務課", &Format::new()).unwrap();
            sheet.write_string(1, 1, "001").unwrap();
            sheet.write_string(2, 1, "002").unwrap();
        });
        let sheet = Sheet::from_workbook(&bytes, None).unwrap();
        let expected: [&[&str]; 3] = [&["台帳"], &["税務課", "001"], &["税務課", "002"]];
        assert_eq!(texts(&sheet), expected);
    }

    #[test]
    fn first_visible_sheet_is_read_unless_another_is_named() {
        let bytes = written(|workbook| {
            workbook
                .add_worksheet()
                .set_name("旧")
                .unwrap()
                .set_hidden(true)
                .write_string(0, 0, "hidden")
                .unwrap();
            workbook
                .add_worksheet()
                .set_name("台帳")
                .unwrap()
                .set_active(true)
                .write_string(0, 0, "shown")
                .unwrap();
        });
        assert_eq!(texts(&Sheet::from_workbook(&bytes, None).unwrap()), [["shown"]]);
        assert_eq!(texts(&Sheet::from_workbook(&bytes, Some("旧")).unwrap()), [["hidden"]]);
        let refusal = Sheet::from_workbook(&bytes, Some("新")).unwrap_err().to_string();
        assert_eq!(refusal, "workbook has no sheet `新`");
    }

    #[test]
    fn stray_cell_in_the_last_column_is_refused_before_memory_is_spent() {
        let bytes = written(|workbook| {
            workbook.add_worksheet().write_string(1_048_575, 16_383, "x").unwrap();
        });
        assert_eq!(Sheet::from_workbook(&bytes, None).unwrap_err().code(), "table-too-large");
    }

    #[test]
    fn workbook_that_is_cut_off_is_refused() {
        let bytes = written(|workbook| {
            workbook.add_worksheet().write_string(0, 0, "x").unwrap();
        });
        for cut in [&bytes[..bytes.len() / 2], &bytes[..4], b"".as_slice(), b"text", b"\xD0\xCF\x11\xE0"] {
            assert_eq!(Sheet::from_workbook(cut, None).unwrap_err().code(), "table-broken-workbook");
        }
    }
}
