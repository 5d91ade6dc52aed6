//! Writes a table as CSV or as a workbook.

use encoding_rs::SHIFT_JIS;
use jiff::civil::DateTime;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::{Table, cell_name};
use crate::Fault;

/// A4 in the numbering of spreadsheets.
const PAPER_A4: u8 = 9;
/// Narrowest and widest column, in half-width characters.
const WIDTHS: (usize, usize) = (6, 40);

/// How text becomes bytes in a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CsvEncoding {
    /// CP932 (Windows-31J), for programs that read nothing else.
    Cp932,
    /// UTF-8 with the mark at its beginning, without which Japanese spreadsheets show broken letters.
    Utf8WithMark,
}

/// A table to be written: headings and rows of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The headings.
    pub header: Vec<String>,
    /// The rows; a row shorter than the header is filled up with empty cells.
    pub rows: Vec<Vec<String>>,
    /// The name of the sheet in a workbook, at most 31 characters.
    pub sheet: String,
    /// A title above the header of a workbook. A CSV file has none, because programs read it.
    pub title: Option<String>,
}

impl Listing {
    /// Takes over header and rows of a table that was read, without what stood above it.
    pub fn from_table(table: &Table, sheet: &str) -> Self {
        let texts = |row: &super::Row| row.cells.iter().map(|cell| cell.text.clone()).collect();
        let rows = table.rows.iter().map(texts).collect();
        Self { header: texts(&table.header), rows, sheet: sheet.to_owned(), title: None }
    }

    /// Writes comma-separated values with CRLF line ends.
    ///
    /// Shape: a cell that a spreadsheet would run as a formula gets an apostrophe in front.
    /// Errors: [`Fault::Unencodable`] with the first cell and character that CP932 cannot write.
    /// Source: RFC 4180; OWASP, CSV injection.
    pub fn to_csv(&self, encoding: CsvEncoding) -> Result<Vec<u8>, Fault> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(Vec::new());
        for row in self.lines() {
            // INVARIANT: the writer fills a vector and takes rows of any length, so that it has no error to give.
            let _ = writer.write_record(row.map(guarded));
        }
        let bytes = writer.into_inner().unwrap_or_default();
        match encoding {
            CsvEncoding::Utf8WithMark => Ok([b"\xEF\xBB\xBF".as_slice(), &bytes].concat()),
            CsvEncoding::Cp932 => {
                self.check_cp932()?;
                let text = String::from_utf8_lossy(&bytes);
                Ok(SHIFT_JIS.encode(&text).0.into_owned())
            }
        }
    }

    /// Writes a workbook with one sheet: bold header that stays in view, columns as wide as their text, text as text.
    ///
    /// Units: `written` is local time; it becomes the creation date of the file.
    /// Errors: [`Fault::WorkbookWrite`].
    pub fn to_xlsx(&self, written: DateTime) -> Result<Vec<u8>, Fault> {
        self.workbook(written).map_err(|source| Fault::WorkbookWrite { source })
    }

    /// Header and rows, each as long as the header or longer.
    fn lines(&self) -> impl Iterator<Item = impl Iterator<Item = &str>> {
        let width = self.header.len();
        std::iter::once(&self.header).chain(&self.rows).map(move |row| {
            let missing = width.saturating_sub(row.len());
            row.iter().map(String::as_str).chain(std::iter::repeat_n("", missing))
        })
    }

    fn check_cp932(&self) -> Result<(), Fault> {
        for (row, cells) in (1_u32..).zip(self.lines()) {
            for (column, text) in (0_u32..).zip(cells) {
                if let Some(character) = text.chars().find(|character| !survives_cp932(*character)) {
                    return Err(Fault::Unencodable { cell: cell_name(column, row), character });
                }
            }
        }
        Ok(())
    }

    fn workbook(&self, written: DateTime) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let year = u16::try_from(written.year()).unwrap_or_default();
        let clock = |part: i8| u8::try_from(part).unwrap_or_default();
        let created = ExcelDateTime::from_ymd(year, clock(written.month()), clock(written.day()))?.and_hms(
            u16::from(clock(written.hour())),
            clock(written.minute()),
            clock(written.second()),
        )?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let sheet = workbook.add_worksheet();
        sheet.set_name(&self.sheet)?;
        self.fill(sheet)?;
        workbook.save_to_buffer()
    }

    fn fill(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let plain = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Top).set_text_wrap();
        let bold =
            plain.clone().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        let header_row = u32::from(self.title.is_some());
        if let Some(title) = &self.title {
            sheet.write_string_with_format(0, 0, title, &Format::new().set_bold().set_font_size(14))?;
        }
        let mut widths = Vec::new();
        for (row, cells) in (header_row..).zip(self.lines()) {
            for (column, text) in (0_u16..).zip(cells) {
                let format = if row == header_row { &bold } else { &plain };
                sheet.write_string_with_format(row, column, text, format)?;
                widen(&mut widths, column, text);
            }
        }
        for (column, width) in (0_u16..).zip(widths) {
            sheet.set_column_width(column, u32::try_from(width).unwrap_or_default())?;
        }
        sheet.set_freeze_panes(header_row.saturating_add(1), 0)?;
        sheet.set_repeat_rows(header_row, header_row)?;
        sheet.set_landscape().set_paper_size(PAPER_A4).set_print_fit_to_pages(1, 0);
        Ok(())
    }
}

/// Keeps the widest line of a column, counted as East Asian text: a kanji is two wide.
fn widen(widths: &mut Vec<usize>, column: u16, text: &str) {
    let widest = text.lines().map(UnicodeWidthStr::width_cjk).max().unwrap_or(0);
    let width = widest.saturating_add(2).clamp(WIDTHS.0, WIDTHS.1);
    match widths.get_mut(usize::from(column)) {
        Some(known) => *known = width.max(*known),
        None => widths.push(width),
    }
}

/// Puts an apostrophe before text that a spreadsheet would run.
///
/// Text that already looks guarded gets one more, so that reading takes off exactly what writing put on.
fn guarded(text: &str) -> String {
    if is_risky(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// Takes off the apostrophe that [`guarded`] put on.
pub(super) fn without_guard(text: String) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if is_risky(rest.trim_start_matches('\'')) => rest.to_owned(),
        _ => text,
    }
}

fn is_risky(text: &str) -> bool {
    let mut characters = text.chars();
    match characters.next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => true,
        // Japanese spreadsheets take the full-width signs for the same; alone, `－` is how offices write "none".
        Some('＝' | '＋' | '－' | '＠') => characters.next().is_some(),
        _ => false,
    }
}

/// Tells whether a character comes back from CP932 as itself: some have no code, and some share one with another.
fn survives_cp932(character: char) -> bool {
    if character.is_ascii() {
        return true;
    }
    let text = character.to_string();
    let (bytes, _, lossy) = SHIFT_JIS.encode(&text);
    !lossy && SHIFT_JIS.decode_without_bom_handling(&bytes).0 == text
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::{Encoding, Header, Sheet};
    use super::*;

    fn listing(header: &[&str], rows: &[&[&str]]) -> Listing {
        let owned = |row: &[&str]| row.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Listing {
            header: owned(header),
            rows: rows.iter().map(|row| owned(row)).collect(),
            sheet: "台帳".to_owned(),
            title: None,
        }
    }

    fn noon() -> DateTime {
        date(2026, 6, 21).at(12, 0, 0, 0)
    }

    fn read_back(sheet: Sheet) -> Listing {
        Listing::from_table(&sheet.into_table(Header::At(1)).unwrap(), "台帳")
    }

    #[test]
    fn old_kanji_and_marks_of_cp932_survive_every_form() {
        let table = listing(&["番号", "製品"], &[&["1", "髙﨑①㈱～－"], &["0012", "改行\nあり,\"引用\""]]);
        let cp932 = table.to_csv(CsvEncoding::Cp932).unwrap();
        let utf8 = table.to_csv(CsvEncoding::Utf8WithMark).unwrap();
        let xlsx = table.to_xlsx(noon()).unwrap();
        assert_eq!(read_back(Sheet::from_csv(&cp932, Encoding::Detect).unwrap()), table);
        assert_eq!(read_back(Sheet::from_csv(&utf8, Encoding::Detect).unwrap()), table);
        assert_eq!(read_back(Sheet::from_workbook(&xlsx, None).unwrap()), table);
    }

    #[test]
    fn character_outside_cp932_is_refused_with_its_cell() {
        let table = [
            ("𠮷田", "cell `B3` holds `𠮷`, which CP932 cannot write"),
            ("〜", "cell `B3` holds `〜`, which CP932 cannot write"),
            ("¥100", "cell `B3` holds `¥`, which CP932 cannot write"),
        ];
        for (text, message) in table {
            let refusal =
                listing(&["番号", "氏名"], &[&["1", "髙﨑"], &["2", text]]).to_csv(CsvEncoding::Cp932);
            assert_eq!(refusal.unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn formulas_are_written_as_text() {
        let table = [
            ("=1+1", "'=1+1"),
            ("+81", "'+81"),
            ("-", "'-"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("＝1", "'＝1"),
            ("－", "－"),
            ("'=1", "''=1"),
            ("'平成", "'平成"),
            ("a=b", "a=b"),
        ];
        for (text, written) in table {
            assert_eq!(guarded(text), written);
            assert_eq!(without_guard(written.to_owned()), text);
        }
        let bytes = listing(&["a"], &[&["\rx"]]).to_csv(CsvEncoding::Utf8WithMark).unwrap();
        assert_eq!(bytes, b"\xEF\xBB\xBFa\r\n\"'\rx\"\r\n");
    }

    #[test]
    fn workbook_with_a_title_keeps_its_header_in_the_second_row() {
        let mut table = listing(&["番号", "製品"], &[&["1", "=1+1"]]);
        table.title = Some("登録管理台帳".to_owned());
        let sheet = Sheet::from_workbook(&table.to_xlsx(noon()).unwrap(), None).unwrap();
        let read = sheet.into_table(Header::Fullest).unwrap();
        assert_eq!((read.header.number, read.rows[0].text(1)), (2, "=1+1"));
    }

    #[test]
    fn sheet_name_that_a_workbook_cannot_hold_is_refused() {
        let table = Listing { sheet: "a/b".to_owned(), ..Listing::default() };
        assert_eq!(table.to_xlsx(noon()).unwrap_err().code(), "table-workbook-not-written");
    }

    proptest! {
        #[test]
        fn any_table_comes_back_from_csv(
            header in proptest::collection::vec("[^\u{FFFD}\0]{1,6}", 3),
            rows in proptest::collection::vec(proptest::collection::vec("[^\u{FFFD}\0]{0,8}", 3), 0..8),
        ) {
            prop_assume!(header.iter().any(|text| !text.trim().is_empty()));
            let mut table = Listing { header, rows, sheet: "台帳".to_owned(), title: None };
            while table.rows.last().is_some_and(|row| row.iter().all(|text| text.trim().is_empty())) {
                table.rows.pop();
            }
            let bytes = table.to_csv(CsvEncoding::Utf8WithMark).unwrap();
            prop_assert_eq!(read_back(Sheet::from_csv(&bytes, Encoding::Detect).unwrap()), table);
        }

        #[test]
        fn any_text_of_cp932_comes_back_from_cp932(text in "[ -~ぁ-ヶ一-龠①-⑳纊-鸙髙﨑]{0,20}") {
            let table = listing(&["番号"], &[&[&text], &["末"]]);
            if let Ok(bytes) = table.to_csv(CsvEncoding::Cp932) {
                prop_assert_eq!(read_back(Sheet::from_csv(&bytes, Encoding::Cp932).unwrap()), table);
            }
        }
    }
}
