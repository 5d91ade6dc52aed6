//! The town as others see it: counts, joins, repeatability, encodings and hard cases.
#![cfg(test)]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::rc::Rc;

use encoding_rs::SHIFT_JIS;
use sekisho_town::{
    AS_OF, Arrival, Date, Encoding, Form, HardCase, KanaWidth, LineEnding, Protection, Relation, Scale,
    Script, Table, Town, TownError, Written,
};

const UTF8: Form = Form { encoding: Encoding::Utf8, line_ending: LineEnding::Lf, trailing_eof: false };
const CP932: Form = Form { encoding: Encoding::Cp932, ..UTF8 };

fn town(seed: u64, denominator: u32) -> Town {
    Town { seed, scale: Scale::of(1, denominator).unwrap() }
}

fn bytes(town: Town, table: Table, form: Form) -> (Vec<u8>, Written) {
    let mut file = Vec::new();
    let written = town.write(table, &form, &mut file).unwrap();
    (file, written)
}

/// Reads the cells of a table, row by row, without the head.
fn cells(town: Town, table: Table) -> Vec<Vec<String>> {
    let text = String::from_utf8(bytes(town, table, UTF8).0).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// Reads the first column of a table, and demands that no value comes twice.
fn codes(town: Town, table: Table) -> BTreeSet<String> {
    let rows = cells(town, table);
    let codes: BTreeSet<String> = rows.iter().map(|row| row[0].clone()).collect();
    assert_eq!(codes.len(), rows.len(), "{} has a code twice", table.name());
    codes
}

/// Counts lines and bytes, and keeps neither.
#[derive(Clone, Default)]
struct Counter(Rc<RefCell<(u64, u64)>>);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut counts = self.0.borrow_mut();
        counts.0 += bytes.split(|byte| *byte == b'\n').skip(1).count() as u64;
        counts.1 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn full_town_has_the_rows_of_the_2022_case() {
    let counters: BTreeMap<Table, Counter> =
        Table::ALL.into_iter().map(|t| (t, Counter::default())).collect();
    let mut progress: BTreeMap<Table, Vec<u64>> = BTreeMap::new();
    let full = Town { seed: 2022, scale: Scale::full() };
    let written = full
        .write_all(
            &UTF8,
            |table| Ok(Box::new(counters[&table].clone())),
            |table, rows| progress.entry(table).or_default().push(rows),
        )
        .unwrap();

    let expected = [460_517, 360_573, 74_767, 7_949, 16_765, 69_261, 460_517];
    for (table, rows) in Table::ALL.into_iter().zip(expected) {
        let (lines, bytes) = *counters[&table].0.borrow();
        assert_eq!((lines, bytes), (rows + 1, written[&table].bytes), "{}", table.name());
        assert_eq!((written[&table].rows, full.rows(table)), (rows, rows), "{}", table.name());
        assert!(progress[&table].is_sorted());
        assert_eq!(progress[&table].last(), Some(&rows));
    }
    assert_eq!(full.rows(Table::Benefits2021) + full.rows(Table::Benefits2022), 82_716);
    assert_eq!(full.rows(Table::AccountsWelfare) + full.rows(Table::AccountsChildAllowance), 86_026);
}

/// Demands all relations between the tables of a town.
fn check_relations(town: Town) {
    let mut household_of = BTreeMap::new();
    let mut head_of = BTreeMap::new();
    for resident in town.residents() {
        let code = resident.code.to_string();
        if resident.relation == Relation::Head {
            assert_eq!(head_of.insert(resident.household, code.clone()), None);
        }
        assert_eq!(household_of.insert(code, resident.household), None);
    }
    assert_eq!(household_of.len() as u64, town.rows(Table::Residents));
    let heads: BTreeSet<String> = head_of.values().cloned().collect();

    let codes: BTreeMap<Table, BTreeSet<String>> =
        Table::ALL.into_iter().map(|table| (table, codes(town, table))).collect();
    for table in Table::ALL {
        assert_eq!(codes[&table].len() as u64, town.rows(table), "{}", table.name());
    }
    let all: BTreeSet<String> = household_of.keys().cloned().collect();
    assert_eq!(codes[&Table::Residents], all);
    assert_eq!(codes[&Table::Eligible], all);
    assert!(codes[&Table::ResidentTax].is_subset(&all));
    for table in [Table::Benefits2021, Table::Benefits2022, Table::AccountsChildAllowance] {
        assert!(codes[&table].is_subset(&heads), "{}", table.name());
    }
    assert!(codes[&Table::Benefits2021].is_disjoint(&codes[&Table::Benefits2022]));
    let benefits = &codes[&Table::Benefits2021] | &codes[&Table::Benefits2022];
    assert!(codes[&Table::AccountsWelfare].is_subset(&benefits));

    let paid: BTreeSet<_> = benefits.iter().map(|code| household_of[code]).collect();
    for row in cells(town, Table::Eligible) {
        let expected = if paid.contains(&household_of[&row[0]]) { "該当" } else { "非該当" };
        assert_eq!(row[1], expected, "{}", row[0]);
    }
    for row in cells(town, Table::ResidentTax) {
        let household = household_of[&row[0]];
        let pays = row[1] == "5000";
        assert!(pays || row[1] == "0");
        assert!(!(pays && paid.contains(&household)), "{} pays and gets", row[0]);
        assert!(pays || paid.contains(&household) || head_of[&household] != row[0]);
    }
}

#[test]
fn every_row_of_the_full_town_joins() {
    check_relations(Town { seed: 2022, scale: Scale::full() });
}

#[test]
fn small_towns_keep_all_relations() {
    for denominator in [100, 1000, 20_000, 100_000, 460_517, u32::MAX] {
        for seed in [0, 1, 2022, u64::MAX] {
            check_relations(town(seed, denominator));
        }
    }
}

#[test]
fn same_seed_gives_the_same_bytes_and_another_seed_others() {
    for table in Table::ALL {
        let first = bytes(town(1, 1000), table, UTF8);
        assert_eq!(first, bytes(town(1, 1000), table, UTF8));
        assert_ne!(first.0, bytes(town(2, 1000), table, UTF8).0, "{}", table.name());
    }
}

/// A file in memory that the test keeps.
struct Shared<'file>(&'file RefCell<Vec<u8>>);

impl Write for Shared<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn one_pass_over_all_tables_writes_what_single_passes_write() {
    let town = town(7, 500);
    let files: BTreeMap<Table, RefCell<Vec<u8>>> =
        Table::ALL.into_iter().map(|table| (table, RefCell::default())).collect();
    let all = town.write_all(&CP932, |table| Ok(Box::new(Shared(&files[&table]))), |_, _| ()).unwrap();
    for table in Table::ALL {
        let (file, written) = bytes(town, table, CP932);
        assert_eq!((&*files[&table].borrow(), &all[&table]), (&file, &written), "{}", table.name());
    }
}

/// FNV-1a, 64 bits: enough to notice that a byte moved.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[test]
fn bytes_of_a_small_town_are_those_of_earlier_releases() {
    let digests = Table::ALL.map(|table| {
        let [utf8, cp932] = [UTF8, CP932].map(|form| digest(&bytes(town(2022, 100), table, form).0));
        format!("{} {utf8:016x} {cp932:016x}", table.name())
    });
    assert_eq!(digests.join("\n"), include_str!("digests-seed-2022.txt").trim_end());
}

#[test]
fn first_rows_of_every_table_are_those_of_earlier_releases() {
    let heads = Table::ALL.map(|table| {
        let text = String::from_utf8(bytes(town(2022, 1000), table, UTF8).0).unwrap();
        let lines: Vec<&str> = text.lines().take(4).collect();
        format!("== {}\n{}\n", table.file_name(), lines.join("\n"))
    });
    assert_eq!(heads.concat(), include_str!("heads-seed-2022.txt"));
}

#[test]
fn every_row_has_all_columns_and_needs_no_quotes() {
    for table in Table::ALL {
        for row in cells(town(3, 100), table) {
            assert_eq!(row.len(), table.columns().len(), "{row:?}");
            assert!(row.iter().all(|cell| !cell.contains(['"', '\r'])), "{row:?}");
        }
    }
}

#[test]
fn forms_differ_in_mark_line_ends_and_last_byte_only() {
    let town = town(2022, 1000);
    let (plain, written) = bytes(town, Table::Residents, UTF8);
    assert_eq!(written.bytes, plain.len() as u64);
    assert_eq!(plain.last(), Some(&b'\n'));
    let form = Form { encoding: Encoding::Utf8Bom, line_ending: LineEnding::CrLf, trailing_eof: true };
    let (full, _) = bytes(town, Table::Residents, form);
    let text = String::from_utf8(full).unwrap();
    let text = text.strip_prefix('\u{FEFF}').unwrap().strip_suffix("\r\n\u{1A}").unwrap();
    assert_eq!(text.replace("\r\n", "\n") + "\n", String::from_utf8(plain).unwrap());
}

/// Puts the characters back that were written as `{U+20BB7}`.
fn unescape(text: &str) -> String {
    let mut parts = text.split("{U+");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap();
        out.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        out += rest;
    }
    out
}

#[test]
fn cp932_comes_back_once_the_escapes_are_undone() {
    let town = town(2022, 20);
    for table in Table::ALL {
        let (file, written) = bytes(town, table, CP932);
        assert!(!file.contains(&b'?'), "{}", table.name());
        let (text, _, broken) = SHIFT_JIS.decode(&file);
        assert!(!broken, "{}", table.name());
        assert_eq!(text.matches("{U+").count(), written.escaped.len(), "{}", table.name());
        assert_eq!(unescape(&text).into_bytes(), bytes(town, table, UTF8).0, "{}", table.name());
    }
}

#[test]
fn every_escape_is_reported_with_row_column_and_character() {
    let town = town(2022, 100);
    let rows = cells(town, Table::Residents);
    let mut found = Vec::new();
    for (row, cells) in (1..).zip(&rows) {
        for (column, cell) in Table::Residents.columns().iter().zip(cells) {
            for character in cell.chars() {
                let missing = HardCase::ALL.into_iter().filter_map(HardCase::missing_in_cp932);
                if missing.into_iter().any(|one| one == character) {
                    found.push((row, *column, character));
                }
            }
        }
    }
    let (_, written) = bytes(town, Table::Residents, CP932);
    let reported: Vec<_> = written.escaped.iter().map(|e| (e.row, e.column, e.character)).collect();
    assert_eq!(reported, found);
    let characters: BTreeSet<char> = found.into_iter().map(|(_, _, character)| character).collect();
    let expected: BTreeSet<char> = HardCase::ALL.into_iter().filter_map(HardCase::missing_in_cp932).collect();
    assert_eq!(characters, expected);
    assert_eq!(bytes(town, Table::Residents, UTF8).1.escaped, []);
}

#[test]
fn every_hard_case_occurs_in_a_hundredth_of_the_town() {
    for seed in [0, 1, 2022, u64::MAX] {
        let town = town(seed, 100);
        let text = String::from_utf8(bytes(town, Table::Residents, UTF8).0).unwrap();
        let residents: Vec<_> = town.residents().collect();
        for case in HardCase::ALL {
            let occurs = match case {
                HardCase::AddressProtected => {
                    residents.iter().any(|one| one.protection == Protection::Protected)
                }
                HardCase::Centenarian => residents.iter().any(|one| one.birth.age_on(AS_OF) >= 100),
                HardCase::ForeignName => residents.iter().any(|one| one.name.script == Script::Latin),
                HardCase::HalfWidthKana => residents.iter().any(|one| one.name.kana_width == KanaWidth::Half),
                HardCase::LeapDay => text.contains("-02-29,"),
                _ => text.contains(case.mark().unwrap()),
            };
            assert!(occurs, "seed {seed}: {case:?}");
        }
    }
}

#[test]
fn hard_characters_stay_a_small_share() {
    let town = town(2022, 10);
    let marks: Vec<_> = HardCase::ALL.into_iter().filter_map(HardCase::mark).collect();
    let rows = cells(town, Table::Residents);
    let hard = rows.iter().filter(|row| marks.iter().any(|mark| row.concat().contains(mark))).count();
    let per_mille = hard * 1000 / rows.len();
    assert!((10..40).contains(&per_mille), "{per_mille} of 1000");
}

#[test]
fn people_are_plausible() {
    let residents: Vec<_> = Town { seed: 2022, scale: Scale::full() }.residents().collect();
    let mut leap_days = 0;
    for one in &residents {
        let (year, month, day) = one.birth.civil();
        assert!((0..=112).contains(&one.birth.age_on(AS_OF)), "{one:?}");
        assert!(one.birth <= one.since && one.since <= AS_OF, "{one:?}");
        assert!(one.arrival == Arrival::MovedIn || one.since == one.birth, "{one:?}");
        assert!(one.nationality == "日本" || one.since >= Date::of(2012, 7, 9), "{one:?}");
        assert!(one.address.quarter.postcode.starts_with("000-"));
        if (month, day) == (2, 29) {
            assert!(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0), "{year}");
            leap_days += 1;
        }
    }
    let per_mille = |count: usize| count * 1000 / residents.len();
    let of_age = |from: i64, to: i64| {
        per_mille(residents.iter().filter(|one| (from..to).contains(&one.birth.age_on(AS_OF))).count())
    };
    assert!(leap_days > 200, "{leap_days}");
    assert!((100..180).contains(&of_age(0, 15)), "{}", of_age(0, 15));
    assert!((180..320).contains(&of_age(65, 200)), "{}", of_age(65, 200));
    assert!((0..4).contains(&of_age(100, 200)), "{}", of_age(100, 200));
    assert!((20..40).contains(&per_mille(residents.iter().filter(|one| one.nationality != "日本").count())));
}

#[test]
fn two_to_three_percent_of_households_have_two_surnames_and_all_have_one_address() {
    let residents: Vec<_> = Town { seed: 2022, scale: Scale::full() }.residents().collect();
    let households: Vec<_> = residents.chunk_by(|one, next| one.household == next.household).collect();
    assert!(households.iter().all(|people| people.iter().all(|one| one.address == people[0].address)));
    let two = households.iter().filter(|people| {
        let japanese = people[0].name.script == Script::Japanese;
        japanese && people.iter().any(|one| one.name.family != people[0].name.family)
    });
    let per_mille = two.count() * 1000 / households.len();
    assert!((20..=30).contains(&per_mille), "{per_mille} of 1000");
}

/// Takes so many bytes, then no more.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn faults_name_their_table() {
    let town = town(2022, 100);
    for room in [0, 70_000] {
        let fault = town.write(Table::Eligible, &UTF8, Full(room)).unwrap_err();
        assert!(matches!(fault, TownError::Write { table: Table::Eligible, .. }), "{fault}");
    }
    let open = |table| match table {
        Table::Benefits2021 => Err(io::ErrorKind::PermissionDenied.into()),
        _ => Ok(Box::new(io::sink()) as Box<dyn Write>),
    };
    let fault = town.write_all(&UTF8, open, |_, _| ()).unwrap_err();
    assert_eq!(fault.to_string(), "cannot open a place for table `benefits-2021`");
}
