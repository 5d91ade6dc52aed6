//! What is refused, what is read, and what comes out.

use encoding_rs::SHIFT_JIS;
use proptest::prelude::*;

use super::*;

fn plan(fields: &[&str]) -> Plan {
    Plan::new(fields.iter().map(ToString::to_string).collect(), 1_000).unwrap()
}

fn csv(encoding: InputEncoding) -> InputForm {
    InputForm::Csv { encoding, skip_lines: 0 }
}

fn run(input: &[u8], plan: &Plan) -> Result<(Vec<u8>, Projected), TableError> {
    let mut out = Vec::new();
    project(input, &csv(InputEncoding::Detect), plan, &mut out, |_| ()).map(|projected| (out, projected))
}

fn text(input: &[u8], plan: &Plan) -> String {
    String::from_utf8(run(input, plan).unwrap().0).unwrap()
}

fn cp932(text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = SHIFT_JIS.encode(text);
    assert!(!lossy, "{text}");
    bytes.into_owned()
}

/// Gives a few bytes at a time, so that every character and line end is cut somewhere.
struct Drops<'a>(&'a [u8]);

impl Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.len().min(3).min(buffer.len());
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

#[test]
fn approved_fields_come_out_in_the_approved_order() {
    let table: [(&str, &[&str], &str); 8] = [
        ("a,b,c\n1,2,3\n", &["c", "a"], "c,a\n3,1\n"),
        ("a,b,c\r\n1,2,3\r\n", &["a", "b", "c"], "a,b,c\n1,2,3\n"),
        ("a,b\r1,2\r3,4", &["b"], "b\n2\n4\n"),
        ("\u{FEFF}a,b\n1,\"x,\"\"y\"\"\r\nz\"\n", &["b"], "b\n\"x,\"\"y\"\"\r\nz\"\n"),
        ("\"a\",\"b\"\n\"1\",\"\"\n", &["b", "a"], "b,a\n,1\n"),
        ("a,b\n1,5\" pipe\n", &["b"], "b\n\"5\"\" pipe\"\n"),
        ("a\n\"\"\n", &["a"], "a\n\"\"\n"),
        ("a,b\n1,2\n\n\r\n\x1A\x1A\0\0", &["a"], "a\n1\n"),
    ];
    for (input, fields, expected) in table {
        assert_eq!(text(input.as_bytes(), &plan(fields)), expected, "{input:?}");
    }
}

#[test]
fn every_table_that_is_not_what_was_approved_is_refused_with_its_place() {
    let two = || plan(&["番号", "氏名"]);
    let utf16: Vec<u8> = "番号,氏名\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let broken_utf8 =
        [b"\xE7\x95\xAA\xE5\x8F\xB7,\xE6\xB0\x8F\xE5\x90\x8D\n1,".as_slice(), b"\xFF\n"].concat();
    let broken_cp932 = [cp932("番号,氏名\n1,山\n2,"), b"\xA0\n".to_vec()].concat();
    let x0213 = [cp932("番号,氏名\n1,山\n2,"), b"\x88\x61\n".to_vec()].concat();
    let cut = "番号,氏名\n1,山".as_bytes();
    let cut = &cut[..cut.len() - 1];
    let long = ["番号,氏名\n1,", &"x".repeat(MAX_RECORD_BYTES * 2), "\n"].concat();
    let table: [(&[u8], &str); 20] = [
        (b"", "line 1 is not the header: it has none of the wanted headings"),
        ("山田,男\n".as_bytes(), "line 1 is not the header: it has none of the wanted headings"),
        ("番号,住所\n".as_bytes(), "header lacks `氏名`; it has `番号`, `住所`"),
        ("番号,氏 名\n".as_bytes(), "header lacks `氏名` (`氏名`: near `氏 名`); it has `番号`, `氏 名`"),
        (
            "番号,氏名,備考,備考,備考\n".as_bytes(),
            "header repeats `備考`; it has `番号`, `氏名`, `備考`, `備考`, `備考`",
        ),
        ("番号,氏名\n1,山\n2\n".as_bytes(), "row 2 in line 3 has 1 cells, the header has 2"),
        ("番号,氏名\n1,\"a\nb\"\n2,b,c\n".as_bytes(), "row 2 in line 4 has 3 cells, the header has 2"),
        ("番号,氏名\n\n2,b\n".as_bytes(), "line 2 is blank, and rows follow it"),
        (
            "番号,氏名\n1,\"a\nb\n".as_bytes(),
            "quoted cell of the record that begins in line 2 never ends: the file is cut off",
        ),
        (
            "番号,氏名\n1,\"a\"b\n".as_bytes(),
            "cell 2 of the record that begins in line 2 goes on after its closing quote",
        ),
        ("番号,氏名\n1,a\x1A\n2,b\n".as_bytes(), "the end sign 0x1A stands in line 2, and text follows it"),
        ("番号,氏名\n1,a\0b\n".as_bytes(), "file is of the form `binary`, not a table in CSV"),
        (b"PK\x03\x04", "file is of the form `xlsx`, not a table in CSV"),
        (&utf16, "file is of the form `utf-16`, not a table in CSV"),
        (&broken_utf8, "byte 16 in line 2 is not UTF-8"),
        (&broken_cp932, "byte 17 in line 3 is not CP932"),
        (&x0213, "byte 17 in line 3: code 8861 is no character of CP932; Shift_JIS-2004 may have one there"),
        (cut, "text ends inside a character in line 2: the file is cut off"),
        (long.as_bytes(), "record that begins in line 2 is longer than 1024 KiB"),
        (&[b"a,".repeat(1_001), b"b\n".to_vec()].concat(), "table has more than 1000 columns"),
    ];
    for (input, message) in table {
        let in_pieces = project(Drops(input), &csv(InputEncoding::Detect), &two(), Vec::new(), |_| ());
        assert_eq!(in_pieces.unwrap_err().to_string(), message);
        assert_eq!(run(input, &two()).unwrap_err().to_string(), message);
    }
}

#[test]
fn one_row_more_than_approved_stops_at_once() {
    let limited = Plan::new(vec!["a".to_owned()], 2).unwrap();
    assert_eq!(run(b"a\n1\n2\n", &limited).unwrap().1.rows, 2);
    let mut seen = 0;
    let form = csv(InputEncoding::Utf8);
    let refusal = project(b"a\n1\n2\n3\n4\n".as_slice(), &form, &limited, Vec::new(), |_| seen += 1);
    assert_eq!(refusal.unwrap_err().to_string(), "table has more than the 2 rows that were approved");
    assert_eq!(seen, 2);
}

#[test]
fn plan_that_means_nothing_is_refused() {
    let names = |fields: &[&str]| fields.iter().map(ToString::to_string).collect::<Vec<_>>();
    let table: [(&[&str], &[&str], &str); 4] = [
        (&[], &[], "no field is wanted"),
        (&["a", ""], &[], "a field without a name is wanted"),
        (&["a", "b", "a"], &[], "field `a` is wanted twice"),
        (&["a"], &["a"], "field `a` is wanted twice"),
    ];
    for (fields, observed, message) in table {
        let plan = Plan::new(names(fields), 1).and_then(|plan| plan.observing(names(observed)));
        assert_eq!(plan.unwrap_err().to_string(), message);
    }
}

#[test]
fn characters_that_cp932_lacks_are_named_and_never_replaced() {
    for character in "𠮷𡈽\u{2014}\u{2016}\u{301C}\u{2212}\u{309A}\u{E0100}¥鷗".chars() {
        let input = format!("番号,氏名\n1,髙﨑\n2,葛{character}\n");
        let plan = plan(&["氏名"]).written_as(OutputEncoding::Cp932);
        let refusal = run(input.as_bytes(), &plan).unwrap_err().to_string();
        assert_eq!(
            refusal,
            format!("U+{:04X} in field `氏名` in line 3 has no code in CP932", u32::from(character))
        );
    }
}

#[test]
fn hard_characters_come_out_as_windows_writes_them() {
    let input = "番号,氏名\n1,髙﨑德閒仼\n2,∥～Ⅱ①㈱ﾊﾟ\u{E000}\n";
    let plan = plan(&["氏名"]).written_as(OutputEncoding::Cp932);
    let (out, projected) = run(input.as_bytes(), &plan).unwrap();
    let golden = b"\x8E\x81\x96\xBC\r\n\xFB\xFC\xFA\xB1\xFA\xBA\xFB\xE8\xFA\x6A\r\n\x81\x61\x81\x60\x87\x55\x87\x40\x87\x8A\xCA\xDF\xF0\x40\r\n";
    assert_eq!(out, golden);
    assert_eq!((projected.private_use, projected.bytes_written), (1, golden.len() as u64));
}

#[test]
fn what_the_source_was_is_told() {
    let table: [(Vec<u8>, EncodingFound, LineEndsFound); 6] = [
        (b"a\n1\n".to_vec(), EncodingFound::Utf8, LineEndsFound::Lf),
        ("a\r\n山\r\n".into(), EncodingFound::Utf8, LineEndsFound::CrLf),
        ("\u{FEFF}a\r山\r".into(), EncodingFound::Utf8WithMark, LineEndsFound::Cr),
        (cp932("a\r\n山\n"), EncodingFound::Cp932, LineEndsFound::Mixed),
        (cp932("a\n山\x1A"), EncodingFound::Cp932, LineEndsFound::Lf),
        (b"a".to_vec(), EncodingFound::Utf8, LineEndsFound::None),
    ];
    for (input, encoding, line_ends) in table {
        let found = run(&input, &plan(&["a"])).unwrap().1.source;
        assert_eq!(found, SourceFound::Csv { encoding, line_ends });
    }
}

#[test]
fn lines_above_the_header_are_passed_over_and_counted() {
    let form = InputForm::Csv { encoding: InputEncoding::Detect, skip_lines: 2 };
    let input = "架空データ \"住民\r\n\r\na,b\r\n1,2\r\n3\r\n";
    let refusal = project(Drops(input.as_bytes()), &form, &plan(&["a"]), Vec::new(), |_| ()).unwrap_err();
    assert_eq!(refusal.to_string(), "row 2 in line 5 has 1 cells, the header has 2");
}

#[test]
fn observer_sees_fields_that_are_not_written() {
    let plan = plan(&["b"]).observing(vec!["a".to_owned()]).unwrap();
    let mut seen = Vec::new();
    let mut out = Vec::new();
    let form = csv(InputEncoding::Detect);
    project(b"a,b\n1,\"x\"\"\"\n".as_slice(), &form, &plan, &mut out, |row| {
        seen.push((
            row.line(),
            row.number(),
            row.fields().map(std::borrow::Cow::into_owned).collect::<Vec<_>>(),
        ));
        assert!(row.field(2).is_none());
        assert!(!format!("{row:?}").contains('x'));
    })
    .unwrap();
    assert_eq!(out, b"b\n\"x\"\"\"\n");
    assert_eq!(seen, [(2, 1, vec!["x\"".to_owned(), "1".to_owned()])]);
}

#[test]
fn tables_of_the_town_come_out_as_their_columns() {
    use sekisho_town::{Encoding, Form, LineEnding, Scale, Table, Town};
    let town = Town { seed: 2022, scale: Scale::of(1, 400).unwrap() };
    for table in Table::ALL {
        let mut plain = Vec::new();
        town.write(table, &Form::default(), &mut plain).unwrap();
        let all = plan(table.columns());
        let all = Plan { rows_limit: town.rows(table), ..all };
        assert_eq!(text(&plain, &all).as_bytes(), plain);
        for encoding in [Encoding::Cp932, Encoding::Utf8Bom] {
            let mut bytes = Vec::new();
            let form = Form { encoding, line_ending: LineEnding::CrLf, trailing_eof: true };
            town.write(table, &form, &mut bytes).unwrap();
            let out = text(&bytes, &all);
            assert_eq!(out.lines().count() as u64, town.rows(table) + 1);
            if encoding == Encoding::Cp932 {
                let again = run(&bytes, &all.clone().written_as(OutputEncoding::Cp932)).unwrap().0;
                assert_eq!(again, bytes[..bytes.len() - 1], "{table:?}");
            }
        }
    }
}

#[test]
fn sheet_comes_out_as_text() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["番号", "氏名", "生年月日"]).unwrap();
    let date = ExcelDateTime::from_ymd(1980, 10, 6).unwrap();
    sheet.write_number(1, 0, 5.0).unwrap();
    sheet.write_string(1, 1, "髙,橋").unwrap();
    sheet.write_datetime_with_format(1, 2, &date, &Format::new().set_num_format("yyyy/m/d")).unwrap();
    sheet.write_string(2, 0, "0012").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let form = InputForm::Workbook { sheet: None, skip_lines: 0 };
    let mut out = Vec::new();
    let wanted = plan(&["生年月日", "氏名", "番号"]);
    let projected = project(bytes.as_slice(), &form, &wanted, &mut out, |_| ()).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "生年月日,氏名,番号\n1980-10-06,\"髙,橋\",5\n,,0012\n");
    assert_eq!(projected.source, SourceFound::Workbook { sheet: "Sheet1".to_owned() });
}

#[test]
fn sheets_that_are_no_table_are_refused() {
    use rust_xlsxwriter::{Format, Workbook, Worksheet};
    let refusal = |fill: &dyn Fn(&mut Worksheet), name: Option<&str>| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, ["a", "b"]).unwrap();
        fill(sheet);
        let bytes = workbook.save_to_buffer().unwrap();
        let form = InputForm::Workbook { sheet: name.map(str::to_owned), skip_lines: 0 };
        let limited = Plan { rows_limit: 1, ..plan(&["a"]) };
        project(bytes.as_slice(), &form, &limited, Vec::new(), |_| ()).unwrap_err().to_string()
    };
    let write = |sheet: &mut Worksheet, row, column| {
        sheet.write_string(row, column, "x").unwrap();
    };
    assert_eq!(refusal(&|_| (), Some("新")), "workbook has no sheet `新`");
    assert_eq!(refusal(&|sheet| write(sheet, 1, 2), None), "row 1 in line 2 has 3 cells, the header has 2");
    assert_eq!(refusal(&|sheet| write(sheet, 2, 0), None), "line 2 is blank, and rows follow it");
    let two = |sheet: &mut Worksheet| {
        write(sheet, 1, 0);
        write(sheet, 2, 0);
    };
    assert_eq!(refusal(&two, None), "table has more than the 1 rows that were approved");
    let merged = |sheet: &mut Worksheet| {
        sheet.merge_range(1, 0, 2, 0, "x", &Format::new()).unwrap();
    };
    assert_eq!(refusal(&merged, None), "row 2 of the sheet begins a merged cell");
    let form = InputForm::Workbook { sheet: None, skip_lines: 0 };
    let text = project(b"a,b\n".as_slice(), &form, &plan(&["a"]), Vec::new(), |_| ()).unwrap_err();
    assert_eq!(text.to_string(), "workbook cannot be read");
}

proptest! {
    #[test]
    fn what_is_read_back_is_what_stood_in_the_approved_columns(
        rows in prop::collection::vec(prop::collection::vec("[ab,\"\r\n山ｱ ]{0,6}", 4), 0..12),
        order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(),
        count in 1_usize..5,
        crlf in any::<bool>(),
    ) {
        let names = ["w", "x", "y", "z"];
        let mut writer = csv::WriterBuilder::new()
            .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
            .from_writer(Vec::new());
        writer.write_record(names).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let input = writer.into_inner().unwrap();
        let order = &order[..count];
        let plan = plan(&order.iter().map(|place| names[*place]).collect::<Vec<_>>());
        let mut out = Vec::new();
        let projected = project(Drops(&input), &csv(InputEncoding::Utf8), &plan, &mut out, |_| ()).unwrap();
        prop_assert_eq!(projected.rows, rows.len() as u64);
        let mut reader = csv::ReaderBuilder::new().from_reader(out.as_slice());
        let found: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        let expected: Vec<Vec<String>> =
            rows.iter().map(|row| order.iter().map(|place| row[*place].clone()).collect()).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_bytes_make_it_stumble(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let input = [b"a,b\n".as_slice(), &bytes].concat();
        for encoding in [InputEncoding::Detect, InputEncoding::Cp932, InputEncoding::Utf8] {
            let _ = project(Drops(&input), &csv(encoding), &plan(&["b"]), Vec::new(), |row| {
                let _ = row.fields().count();
            });
        }
    }
}
