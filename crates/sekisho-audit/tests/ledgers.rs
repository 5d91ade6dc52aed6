//! Whole ledgers, of three shapes that offices really keep; every name, number and office in them is invented.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use jiff::civil::{Date, date};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use sekisho_audit::ledger::{Field, Import, Mapping, MediumRow, Severity, Status};
use sekisho_audit::table::{CsvEncoding, Encoding, Header, Listing, Sheet};

const TODAY: Date = date(2026, 6, 21);

fn import(bytes: &[u8], mapping: &str) -> Import {
    Import::read_bytes(bytes, &Mapping::parse(mapping).unwrap(), TODAY).unwrap()
}

fn problems(import: &Import) -> Vec<String> {
    let letter = |severity| match severity {
        Severity::Error => 'E',
        Severity::Notice => 'N',
        Severity::Warning => 'W',
    };
    let line = |problem: &sekisho_audit::ledger::Problem| {
        format!("{} {} {}", problem.cell, letter(problem.severity), problem.code)
    };
    import.problems.iter().map(line).collect()
}

#[test]
fn ledger_in_cp932_with_title_lines_and_era_dates_is_read() {
    let import = import(include_bytes!("ledgers/cp932-title-and-era.csv"), "");
    let expected = [
        "A5 N ledger-number-folded",
        "A5 E ledger-number-character",
        "A6 N ledger-number-folded",
        "C7 E ledger-duplicate-serial",
        "H7 W ledger-outside-era",
        "C8 W ledger-missing-serial",
        "H9 E ledger-unreadable-date",
        "I9 E ledger-unreadable-status",
    ];
    assert_eq!(problems(&import), expected);
    let lent = MediumRow {
        borrower: String::new(),
        capacity_bytes: Some(16_000_000_000),
        due: None,
        keeper: "﨑山　花子".to_owned(),
        label: String::new(),
        lent: Some(date(2026, 6, 19)),
        line: 6,
        number: "JY-001".to_owned(),
        place: "税務課書庫".to_owned(),
        product: "RUF3-HSL16G".to_owned(),
        registered: Some(date(2019, 5, 7)),
        remarks: "㈱尼浜ｼｽﾃﾑへ".to_owned(),
        returned: None,
        section: "税務課".to_owned(),
        serial: "4C530001230102".to_owned(),
        status: Status::Lent,
        status_cell: "I6".to_owned(),
    };
    assert_eq!(import.rows[0], lent);
    assert_eq!(import.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [6, 8]);
}

#[test]
fn ledger_in_utf8_with_a_running_number_and_line_breaks_is_read() {
    let import = import(include_bytes!("ledgers/utf8-running-number.csv"), "");
    let expected = [
        "A1 W ledger-duplicate-column",
        "C1 W ledger-duplicate-column",
        "E4 E ledger-serial-rounded",
        "I4 E ledger-future-date",
        "B6 E ledger-duplicate-number",
    ];
    assert_eq!(problems(&import), expected);
    let first = &import.rows[0];
    assert_eq!((first.number.as_str(), first.place.as_str()), ("USB-0001", "市民課\nキャビネットA"));
    assert_eq!((first.capacity_bytes, first.registered), (Some(32_000_000_000), Some(date(2021, 6, 1))));
    assert_eq!((import.rows[1].status, import.rows[1].status_cell.as_str()), (Status::Lost, "J3"));
}

#[test]
fn ledger_in_a_workbook_with_merged_sections_and_real_dates_is_read() {
    let import = import(&workbook(), "");
    assert_eq!(problems(&import), ["A5 N ledger-number-folded"]);
    let sections: Vec<_> =
        import.rows.iter().map(|row| (row.number.as_str(), row.section.as_str())).collect();
    assert_eq!(sections, [("12", "水道課"), ("K-2", "水道課"), ("K-3", "総務課")]);
    assert!(import.rows.iter().all(|row| row.registered == Some(date(2024, 4, 1))));
    let fields: Vec<_> = import.columns.iter().map(|column| column.field).collect();
    let expected =
        [Field::Number, Field::Section, Field::Product, Field::Serial, Field::Capacity, Field::Registered];
    assert_eq!(fields, expected.map(Some));
}

/// Title over all columns, number as a number, section merged over two lines, dates shown in the era.
fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Ｒ８").unwrap();
    let era = Format::new().set_num_format("[$-411]ggge\"年\"m\"月\"d\"日\"");
    let first = ExcelDateTime::from_ymd(2024, 4, 1).unwrap();
    sheet.merge_range(0, 0, 0, 5, "電磁的記録媒体　登録管理台帳", &Format::new()).unwrap();
    for (column, heading) in ["管理番号", "所属", "製品名", "ｼﾘｱﾙ番号", "容量", "登録日"].iter().enumerate()
    {
        sheet.write_string(2, u16::try_from(column).unwrap(), *heading).unwrap();
    }
    sheet.write_number(3, 0, 12.0).unwrap();
    sheet.write_string(4, 0, "Ｋ－２").unwrap();
    sheet.write_string(5, 0, "K-3").unwrap();
    sheet.merge_range(3, 1, 4, 1, "水道課", &Format::new()).unwrap();
    sheet.write_string(5, 1, "総務課").unwrap();
    for row in 3..6_u32 {
        sheet.write_string(row, 2, "RUF3-HSL16G").unwrap();
        sheet.write_string(row, 3, format!("SN-{row}")).unwrap();
        sheet.write_string(row, 4, "16GB").unwrap();
    }
    sheet.write_datetime_with_format(3, 5, &first, &era).unwrap();
    sheet.write_number(4, 5, 45_383.0).unwrap();
    sheet.write_string(5, 5, "令和６年４月１日").unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn each_ledger_survives_being_written_in_every_other_form() {
    let sources = [
        Sheet::from_csv(include_bytes!("ledgers/cp932-title-and-era.csv"), Encoding::Detect).unwrap(),
        Sheet::from_csv(include_bytes!("ledgers/utf8-running-number.csv"), Encoding::Detect).unwrap(),
        Sheet::from_workbook(&workbook(), None).unwrap(),
    ];
    for sheet in sources {
        let listing = Listing::from_table(&sheet.into_table(Header::Fullest).unwrap(), "台帳");
        let written = date(2026, 6, 21).at(12, 0, 0, 0);
        let forms = [
            Sheet::from_csv(&listing.to_csv(CsvEncoding::Cp932).unwrap(), Encoding::Detect).unwrap(),
            Sheet::from_csv(&listing.to_csv(CsvEncoding::Utf8WithMark).unwrap(), Encoding::Detect).unwrap(),
            Sheet::from_workbook(&listing.to_xlsx(written).unwrap(), None).unwrap(),
        ];
        for form in forms {
            let back = Listing::from_table(&form.into_table(Header::At(1)).unwrap(), "台帳");
            // A blank row has no cells in a workbook, and empty ones in a CSV file.
            assert_eq!(filled(&back), filled(&listing));
        }
    }
}

fn filled(listing: &Listing) -> Vec<Vec<String>> {
    let trimmed = |row: &Vec<String>| {
        let mut row = row.clone();
        while row.pop_if(|text| text.is_empty()).is_some() {}
        row
    };
    listing.rows.iter().chain([&listing.header]).map(trimmed).collect()
}
