use jiff::civil::date;

use super::*;
use crate::table::Encoding;

const TODAY: Date = date(2026, 6, 21);

fn read(text: &str) -> Import {
    read_with(text, "")
}

fn read_with(text: &str, mapping: &str) -> Import {
    let sheet = Sheet::from_csv(text.as_bytes(), Encoding::Utf8).unwrap();
    Import::read(sheet, &Mapping::parse(mapping).unwrap(), TODAY)
}

/// Every problem in one line: `B2 ledger-code error argument=value …`.
fn problems(import: &Import) -> Vec<String> {
    let line = |problem: &Problem| {
        let severity = match problem.severity {
            Severity::Error => "error",
            Severity::Notice => "notice",
            Severity::Warning => "warning",
        };
        let place = format!("{} {} {severity}", problem.cell, problem.code);
        problem.arguments.iter().fold(place, |line, (name, value)| line + " " + name + "=" + value)
    };
    import.problems.iter().map(line).collect()
}

#[test]
fn every_problem_of_a_line_is_listed_by_its_cell() {
    let header = "管理番号,製造番号,容量,登録日,貸与日,返却日,状態,備考\n";
    let table: [(&str, &[&str]); 29] = [
        ("U-1,S1,16GB,2024-04-01,,,保管中,", &[]),
        (",S1,,,,,,", &["A2 ledger-missing-number error"]),
        ("Ｕ－１,S1,,,,,,", &["A2 ledger-number-folded notice number=U-1 typed=Ｕ－１"]),
        ("U 1,S1,,,,,,", &["A2 ledger-number-character error character=  number=U 1"]),
        ("税-1,S1,,,,,,", &["A2 ledger-number-character error character=税 number=税-1"]),
        (
            "U12345678901234567890123456789012,S1,,,,,,",
            &["A2 ledger-number-too-long error limit=32 number=U12345678901234567890123456789012"],
        ),
        ("U-1,,,,,,,", &["B2 ledger-missing-serial error number=U-1"]),
        ("U-1,－,,,,,,", &["B2 ledger-missing-serial error number=U-1"]),
        ("U-1,1.23457E+14,,,,,,", &["B2 ledger-serial-rounded error typed=1.23457E+14"]),
        ("U-1,1E5,,,,,,", &[]),
        ("U-1,S1,大容量,,,,,", &["C2 ledger-unreadable-capacity error typed=大容量"]),
        ("U-1,S1,―,,,,,", &[]),
        (
            "U-1,S1,,24/4/1,,,,",
            &["D2 ledger-unreadable-date error field=registered heading=登録日 typed=24/4/1"],
        ),
        (
            "U-1,S1,,平成31年5月1日,,,,",
            &["D2 ledger-outside-era warning date=2019-05-01 japanese=令和元年5月1日 typed=平成31年5月1日"],
        ),
        (
            "U-1,S1,,令和8年6月22日,,,,",
            &["D2 ledger-future-date error date=2026-06-22 field=registered heading=登録日 today=2026-06-21"],
        ),
        ("U-1,S1,,令和8年6月21日,,,,", &[]),
        (
            "U-1,S1,,令和6年4月,,,,",
            &["D2 ledger-date-without-day warning field=registered heading=登録日 typed=令和6年4月"],
        ),
        ("U-1,S1,,,R8.6.1,,,", &[]),
        ("U-1,S1,,,R8.6.1,R8.6.1,,", &[]),
        ("U-1,S1,,,R8.6.1,R8.5.1,,", &[]),
        ("U-1,S1,,,,,貸出中,", &[]),
        ("U-1,S1,,,R8.6.1,,保管中,", &["G2 ledger-status-against-dates warning lent=2026-06-01 number=U-1"]),
        ("U-1,S1,,,,,紛失,", &[]),
        ("U-1,,,,,,貸出中,", &["B2 ledger-missing-serial warning number=U-1"]),
        ("U-1,,,,,,廃棄,", &["B2 ledger-missing-serial warning number=U-1"]),
        (
            "U-1,S1,,24/4/1,,,廃棄,",
            &["D2 ledger-unreadable-date warning field=registered heading=登録日 typed=24/4/1"],
        ),
        ("U-1,S1,,,,,故障,", &[]),
        ("U-1,S1,,,,,要確認,", &["G2 ledger-unreadable-status error typed=要確認"]),
        ("U-1,S1,,,,,,\u{E000}橋課長", &["H2 ledger-private-character warning codepoint=U+E000"]),
    ];
    for (line, expected) in table {
        let import = read(&format!("{header}{line}\n"));
        assert_eq!(problems(&import), expected, "{line}");
        assert_eq!(import.rows.len(), usize::from(!import.has_errors()), "{line}");
    }
}

#[test]
fn state_of_a_medium_points_to_the_cell_that_says_so() {
    let header = "管理番号,製造番号,貸与日,返却日,状態\n";
    let table = [
        ("U-1,S1,,,故障", Status::Broken, "E2"),
        ("U-1,S1,R8.6.1,,貸出中", Status::Lent, "E2"),
        ("U-1,S1,,,紛失", Status::Lost, "E2"),
        ("U-1,S1,,,廃止", Status::Destroyed, "E2"),
        ("U-1,S1,R8.6.1,,", Status::Lent, "C2"),
        ("U-1,S1,R8.6,,", Status::Lent, "C2"),
        ("U-1,S1,R8.6.1,R8.5.1,", Status::Lent, "C2"),
        ("U-1,S1,R8.6,R8.6,", Status::InStore, "E2"),
        ("U-1,S1,R8.6.1,R8.6.1,", Status::InStore, "E2"),
    ];
    for (line, status, cell) in table {
        let import = read(&format!("{header}{line}\n"));
        let found: Vec<_> = import.rows.iter().map(|row| (row.status, row.status_cell.as_str())).collect();
        assert_eq!(found, [(status, cell)], "{line}");
    }
    let without = read("管理番号,製造番号\nU-1,S1\n");
    assert_eq!(without.rows[0].status_cell, "A2");
}

#[test]
fn number_or_serial_given_twice_names_the_first_cell() {
    let import = read("番号,S/N\nU-1,abc\nu-1,def\nＵ－３,ＡＢＣ\n");
    let expected = [
        "A3 ledger-duplicate-number error first=A2 number=u-1",
        "A4 ledger-number-folded notice number=U-3 typed=Ｕ－３",
        "B4 ledger-duplicate-serial error first=B2 serial=ABC",
    ];
    assert_eq!(problems(&import), expected);
    assert_eq!(import.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2]);
}

#[test]
fn columns_are_found_by_the_surest_heading_and_the_others_are_named() {
    let import = read("No.,管理番号,シリアル,決裁欄\n1,U-1,S1,済\n");
    let expected = [
        "A1 ledger-duplicate-column warning field=number heading=No. used=B1",
        "D1 ledger-unknown-column warning heading=決裁欄",
    ];
    assert_eq!(problems(&import), expected);
    assert_eq!(import.rows[0].number, "U-1");
    let fields: Vec<_> = import.columns.iter().map(|column| column.field).collect();
    assert_eq!(fields, [None, Some(Field::Number), Some(Field::Serial), None]);
}

#[test]
fn explicit_mapping_goes_before_known_headings() {
    let import = read_with(
        "No.,管理番号,機器コード,決裁欄\n1,旧1,S1,済\n",
        "No.=number,管理番号=label,機器コード=serial,決裁欄=ignore",
    );
    assert_eq!(problems(&import), Vec::<String>::new());
    let row = &import.rows[0];
    assert_eq!((row.number.as_str(), row.label.as_str(), row.serial.as_str()), ("1", "旧1", "S1"));
}

#[test]
fn heading_of_the_mapping_that_is_not_there_is_named() {
    let import = read_with("番号,製造番号\n1,S1\n", "容れ物=capacity,決裁=ignore");
    assert_eq!(problems(&import), [" ledger-mapped-heading-missing error field=capacity heading=容れ物"]);
}

#[test]
fn table_without_header_or_number_is_refused_as_a_whole() {
    let table = [
        ("", " ledger-no-header error"),
        ("甲,乙\n1,2\n", " ledger-no-header error"),
        ("製品名,容量\nX,16GB\n", " ledger-no-number-column error headings=製品名、容量"),
    ];
    for (text, problem) in table {
        let import = read(text);
        assert_eq!(problems(&import), [problem], "{text}");
        assert_eq!(import.rows, []);
    }
}

#[test]
fn blank_rows_repeated_headers_and_closing_notes_are_passed_over() {
    let import = read("番号,製造番号\n1,S1\n,\n番 号,製造番号\n2,S2\n以下余白,\n※ 鍵は課長が保管する。,\n");
    assert_eq!(problems(&import), Vec::<String>::new());
    assert_eq!(import.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 5]);
}

#[test]
fn unit_in_the_heading_counts_for_bare_numbers() {
    let import = read("番号,製造番号,容量（ＧＢ）\n1,S1,16\n");
    assert_eq!(import.rows[0].capacity_bytes, Some(16_000_000_000));
}

#[test]
fn codes_are_distinct_and_begin_with_ledger() {
    let distinct: std::collections::BTreeSet<_> = code::ALL.into_iter().collect();
    assert_eq!(distinct.len(), code::ALL.len());
    assert!(code::ALL.iter().all(|code| code.starts_with("ledger-")));
}
