//! The published example, and a town that is looked up.

use std::num::NonZeroUsize;

use zeroize::Zeroizing;

use super::*;
use crate::table::{InputEncoding, InputForm, Plan, project};

const THREADS: NonZeroUsize = NonZeroUsize::new(3).unwrap();
const SPEC: &str = include_str!("../../../../docs/spec/fingerprint.md");

fn key(byte: u8) -> FingerprintKey {
    FingerprintKey::new(&Zeroizing::new([byte; 32]))
}

fn recipes() -> Vec<Recipe> {
    let recipe =
        |kind, fields: &[&str]| Recipe { fields: fields.iter().map(ToString::to_string).collect(), kind };
    vec![
        recipe(Kind::AddressAndBirth, &["住所", "生年月日"]),
        recipe(Kind::ResidentCode, &["宛名番号"]),
        recipe(Kind::NameAndBirth, &["氏名", "生年月日"]),
    ]
}

fn plan() -> Plan {
    let names = |fields: &[&str]| fields.iter().map(ToString::to_string).collect();
    let plan = Plan::new(names(&["宛名番号", "氏名"]), 1_000_000).unwrap();
    plan.observing(names(&["住所", "生年月日"])).unwrap()
}

fn indexed(input: &[u8]) -> (Vec<u8>, Vec<KindCount>) {
    let mut index = Vec::new();
    let mut collector =
        Collector::start(key(7), &plan(), &recipes(), MemorySpill::default(), THREADS).unwrap();
    let form = InputForm::Csv { encoding: InputEncoding::Detect, skip_lines: 0 };
    project(input, &form, &plan(), Vec::new(), |row| collector.add(row)).unwrap();
    let counts = collector.finish(&mut index).unwrap();
    (index, counts)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The lines of the worked example, without white space and what is written behind them.
fn example(name: &str) -> String {
    let (_, rest) = SPEC.split_once(&format!("```{name}\n")).unwrap();
    let (block, _) = rest.split_once("```").unwrap();
    block.lines().map(|line| line.split('#').next().unwrap().replace(' ', "")).collect()
}

#[test]
fn published_example_is_what_is_written() {
    let mut message = Vec::new();
    assert!(Kind::NameAndBirth.append_message(["髙橋　ﾊﾅｺ", "昭和55年10月6日"].into_iter(), &mut message));
    assert_eq!(hex(&message), example("message"));
    let made = key(7).fingerprint(Kind::NameAndBirth, &["髙橋　ﾊﾅｺ", "昭和55年10月6日"]).unwrap();
    assert_eq!(hex(&made.0), example("fingerprint"));
    let input = "宛名番号,氏名,住所,生年月日\n0012,髙橋　ﾊﾅｺ,,1980-10-06\n0012,髙橋花子,,1980-10-06\n";
    let (index, _) = indexed(input.as_bytes());
    assert_eq!(hex(&index), example("index"));
}

#[test]
fn everybody_in_the_copy_is_found_and_nobody_else() {
    use sekisho_town::{Form, Scale, Table, Town};
    let town = Town { seed: 2022, scale: Scale::of(1, 400).unwrap() };
    let mut input = Vec::new();
    let written = town.write(Table::Residents, &Form::default(), &mut input).unwrap();
    let (bytes, counts) = indexed(&input);
    let index = Index::parse(&bytes).unwrap();
    assert!(index.is_sorted());
    assert_eq!(index.counts(), counts);
    assert_eq!(counts[0], KindCount { count: written.rows, kind: Kind::ResidentCode });
    let text = String::from_utf8(input).unwrap();
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let slashed = cells[7].replace('-', "/");
        for (kind, fields) in [
            (Kind::ResidentCode, vec![cells[0].trim_start_matches('0')]),
            (Kind::NameAndBirth, vec![cells[2], &slashed]),
            (Kind::AddressAndBirth, vec![cells[5], &slashed]),
        ] {
            assert!(contains(&bytes, &key(7), kind, &fields).unwrap());
            assert!(!contains(&bytes, &key(8), kind, &fields).unwrap());
        }
        assert!(!contains(&bytes, &key(7), Kind::NameAndBirth, &[cells[2], "2030-01-01"]).unwrap());
        assert!(!contains(&bytes, &key(7), Kind::KanaAndBirth, &[cells[3], cells[7]]).unwrap());
    }
}

#[test]
fn nothing_makes_no_fingerprint() {
    for (kind, fields) in [
        (Kind::ResidentCode, vec!["　"]),
        (Kind::ResidentCode, vec![]),
        (Kind::ResidentCode, vec!["1", "2"]),
        (Kind::NameAndBirth, vec!["山田", ""]),
        (Kind::NameAndBirth, vec!["", "1980-10-06"]),
    ] {
        assert_eq!(key(7).fingerprint(kind, &fields), None, "{kind:?} {fields:?}");
    }
    assert_eq!(format!("{:?}", key(7)), "FingerprintKey(•••)");
}

#[test]
fn kinds_and_fields_are_kept_apart() {
    let one = key(7).fingerprint(Kind::NameAndBirth, &["山田1", "9801006"]);
    let other = key(7).fingerprint(Kind::NameAndBirth, &["山田", "19801006"]);
    let kana = key(7).fingerprint(Kind::KanaAndBirth, &["山田", "19801006"]);
    assert!(one != other && other != kana);
}

#[test]
fn recipe_that_does_not_fit_is_refused() {
    let recipe = |kind, field: &str| Recipe { fields: vec![field.to_owned()], kind };
    let code = recipe(Kind::ResidentCode, "宛名番号");
    for (recipes, kind) in [
        (vec![recipe(Kind::ResidentCode, "性別")], Kind::ResidentCode),
        (vec![recipe(Kind::NameAndBirth, "氏名")], Kind::NameAndBirth),
        (vec![code.clone(), code], Kind::ResidentCode),
    ] {
        let refusal =
            Collector::start(key(7), &plan(), &recipes, MemorySpill::default(), THREADS).unwrap_err();
        assert!(matches!(refusal, FingerprintError::Recipe { kind: found } if found == kind));
    }
}

#[test]
fn damaged_index_is_refused() {
    let (index, _) = indexed("宛名番号,氏名,住所,生年月日\n1,a,b,2000-01-01\n".as_bytes());
    let with = |at: usize, byte: u8| {
        let mut index = index.clone();
        index[at] = byte;
        index
    };
    for (bytes, problem) in [
        (with(0, b'X'), "it does not begin with SKF1"),
        (index[..4].to_vec(), "its header is cut off"),
        (index[..20].to_vec(), "its header is cut off"),
        (with(5, 9), "it holds a kind that this version does not know"),
        (with(14, 1), "its kinds are not in order"),
        (index[..index.len() - 1].to_vec(), "fingerprints are missing"),
        ([index.clone(), vec![0]].concat(), "bytes are left over"),
    ] {
        let refusal = Index::parse(&bytes).unwrap_err().to_string();
        assert_eq!(refusal, format!("fingerprint index is damaged: {problem}"));
    }
}

/// Fails when it is written to.
struct Full;

impl Spill for Full {
    fn write_at(&mut self, _: u64, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn read_at(&mut self, _: u64, _: &mut [u8]) -> io::Result<()> {
        Err(io::ErrorKind::StorageFull.into())
    }
}

#[test]
fn full_scratch_space_is_told_at_the_end_and_nothing_hangs() {
    use std::fmt::Write as _;
    let mut input = "宛名番号,氏名,住所,生年月日\n".to_owned();
    for number in 0..200_000 {
        writeln!(input, "{number},a{number},b{number},20000101").unwrap();
    }
    let mut collector = Collector::start(key(7), &plan(), &recipes(), Full, THREADS).unwrap();
    let form = InputForm::Csv { encoding: InputEncoding::Detect, skip_lines: 0 };
    project(input.as_bytes(), &form, &plan(), io::sink(), |row| collector.add(row)).unwrap();
    let refusal = collector.finish(Vec::new()).unwrap_err();
    assert_eq!(refusal.to_string(), "cannot use the scratch space for fingerprints");
}
