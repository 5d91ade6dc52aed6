//! The published example, and lists that were cut or edited.

use std::io;

use proptest::prelude::*;
use zeroize::Zeroizing;

use super::*;

const SPEC: &str = include_str!("../../../../docs/spec/list.md");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The lines of the worked example, without white space and what is written behind them.
fn example(name: &str) -> String {
    let (_, rest) = SPEC.split_once(&format!("```{name}\n")).unwrap();
    let (block, _) = rest.split_once("```").unwrap();
    block.lines().map(|line| line.split('#').next().unwrap().replace(' ', "")).collect()
}

fn key(byte: u8) -> ListKey {
    ListKey::new(Zeroizing::new([byte; 32]))
}

fn fields() -> Vec<ListField> {
    let field = |name: &str, reading| ListField { name: name.to_owned(), reading };
    vec![field("氏名", Reading::Text), field("生年月日", Reading::Date), field("郵便番号", Reading::Digits)]
}

fn head() -> ListHead {
    ListHead {
        copy: CopyId::from_bytes([1; 16]),
        dataset: "residents".parse().unwrap(),
        fields: fields(),
        list: "residents.list".to_owned(),
        permit: "P-0001".parse().unwrap(),
        rows: 0,
        version: 1,
        yes_if: Some(Condition { field: "対象".to_owned(), is: "1".to_owned() }),
    }
}

fn read<'v>(values: &'v [&str]) -> Vec<(Reading, Cow<'v, str>)> {
    fields().iter().zip(values).map(|(field, value)| (field.reading, Cow::Borrowed(*value))).collect()
}

/// Randomness for the example: every byte 170.
fn chance() -> impl FnMut(&mut [u8]) -> io::Result<()> {
    |bytes: &mut [u8]| {
        bytes.fill(0xaa);
        Ok(())
    }
}

fn written(rows: &[[&str; 3]]) -> Written {
    let mut lines = Lines::new(key(7));
    for row in rows {
        lines.add(read(row).into_iter()).unwrap();
    }
    lines.finish(head(), &mut chance()).unwrap()
}

fn sample() -> (Vec<u8>, Zeroizing<String>) {
    let rows = [
        ["髙橋　ﾊﾅｺ", "昭和55年10月6日", "060-0001"],
        ["髙橋 ハナコ", "1980-10-06", "0600001"],
        ["関守 太郎", "1980-10-06", "0600001"],
    ];
    let made = written(&rows);
    assert_eq!(made.repeated, 1);
    let line = made.key.to_line(&head().copy, &head().list);
    (made.bytes, line)
}

#[test]
fn published_example_is_what_is_written() {
    let mut text = Vec::new();
    message(read(&["髙橋　ﾊﾅｺ", "昭和55年10月6日", "060-0001"]).into_iter(), &mut text).unwrap();
    assert_eq!(hex(&text), example("message"));
    assert_eq!(hex(&key(7).value(&mut text)), example("value"));
    let (bytes, line) = sample();
    let length = u32::from_be_bytes(bytes[4..8].try_into().unwrap()) as usize;
    let written_head = std::str::from_utf8(&bytes[8..8 + length]).unwrap();
    assert!(SPEC.contains(written_head), "{written_head}");
    assert_eq!(hex(&bytes[..8]), example("begin"));
    assert_eq!(hex(&bytes[8 + length..]), example("values"));
    assert!(SPEC.contains(line.trim_end()), "{}", line.as_str());
}

#[test]
fn whoever_is_in_it_is_found_in_any_spelling_and_nobody_else_is() {
    let (bytes, line) = sample();
    let list = List::open(&bytes, line.as_bytes()).unwrap();
    assert_eq!(list.head().rows, 3);
    for (values, answer) in [
        (["髙橋ハナコ", "S55.10.6", "〒060-0001"], true),
        (["関守太郎", "1980/10/6", "０６０ー０００１"], true),
        // Another variant of a kanji is another name.
        (["高橋ハナコ", "1980-10-06", "0600001"], false),
        (["関守太郎", "1980-10-07", "0600001"], false),
    ] {
        assert_eq!(list.ask(&values), Ok(answer), "{values:?}");
    }
    let empty = Err(ListError::FieldEmpty { field: "郵便番号".to_owned() });
    assert_eq!(list.ask(&["関守太郎", "1980-10-06", "なし"]), empty);
    assert_eq!(list.ask(&["関守太郎"]), Err(ListError::Fields { fields: 3 }));
}

#[test]
fn nothing_of_a_row_stands_in_a_list() {
    let (bytes, line) = sample();
    for secret in ["髙橋", "ハナコ", "関守", "19801006", "0600001"] {
        let found = |all: &[u8]| all.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!found(&bytes) && !found(line.as_bytes()), "{secret}");
    }
}

#[test]
fn what_was_cut_or_edited_says_so() {
    let (bytes, line) = sample();
    let opened = |bytes: &[u8], line: &[u8]| List::open(bytes, line).map(|_| ()).unwrap_err();
    for end in 0..bytes.len() {
        assert_eq!(opened(&bytes[..end], line.as_bytes()), ListError::CutOff, "{end}");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let told = opened(&changed, line.as_bytes());
        let others = [ListError::CutOff, ListError::Edited, ListError::OtherKey, ListError::NotAList];
        let fits = if at < 4 { told == ListError::NotAList } else { others.contains(&told) };
        assert!(fits, "{at}: {told:?}");
    }
    let longer = [&bytes[..], &[0; 16]].concat();
    assert_eq!(opened(&longer, line.as_bytes()), ListError::Edited);
    let other = key(8).to_line(&head().copy, &head().list);
    assert_eq!(opened(&bytes, other.as_bytes()), ListError::Edited);
    let elsewhere = key(7).to_line(&CopyId::from_bytes([2; 16]), &head().list);
    assert_eq!(opened(&bytes, elsewhere.as_bytes()), ListError::OtherKey);
    for none in ["", "sekisho-list-key-1", "x\n", &line.replace('=', "")] {
        assert_eq!(opened(&bytes, none.as_bytes()), ListError::NotAKey, "{none}");
    }
}

#[test]
fn a_row_that_says_nothing_is_not_taken() {
    let mut lines = Lines::new(key(7));
    assert_eq!(lines.add(read(&["関守", "1980-10-06", "　"]).into_iter()), Err(2));
    assert_eq!(lines.add(read(&["", "1980-10-06", "1"]).into_iter()), Err(0));
    assert_eq!(written(&[]).repeated, 0);
}

proptest! {
    #[test]
    fn no_bytes_make_it_stumble(bytes in prop::collection::vec(any::<u8>(), 0..400), cut in 0_usize..400) {
        let (list, line) = sample();
        let _ = List::open(&bytes, line.as_bytes());
        let _ = List::open(&list, &bytes);
        let mixed = [&list[..cut.min(list.len())], &bytes[..]].concat();
        let _ = List::open(&mixed, line.as_bytes());
    }
}
