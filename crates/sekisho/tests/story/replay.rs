//! Cases kept as data: every file of the corpus is played by the real commands, and a file that says otherwise is found out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sekisho::Spoken;
use sekisho::exit::Exit;
use sekisho::message::{Language, Text};
use sekisho::replay::Case;
use serde_json::Value;

#[path = "replay/bounds.rs"]
mod bounds;

/// What each case comes to: acts and limits as written, open verdicts, steps whose source expects otherwise; and what it says is not
/// stopped: sentences that are tried, sentences about what cannot be seen.
const CORPUS: [(&str, [u64; 5]); 28] = [
    ("I00", [54, 14, 5, 1, 1]),
    ("I01", [9, 1, 2, 0, 1]),
    ("I02", [7, 3, 0, 0, 0]),
    ("I03", [10, 0, 2, 0, 0]),
    ("I04", [15, 0, 1, 0, 0]),
    ("I05", [19, 0, 1, 0, 0]),
    ("I06", [10, 0, 1, 0, 0]),
    ("I07", [15, 3, 1, 0, 1]),
    ("I08", [9, 4, 0, 0, 0]),
    ("I09", [4, 3, 0, 0, 0]),
    ("I10", [15, 2, 2, 0, 0]),
    ("I11", [17, 2, 2, 1, 0]),
    ("I12", [10, 2, 1, 0, 0]),
    ("I13", [4, 2, 0, 0, 0]),
    ("I14", [4, 1, 1, 0, 0]),
    ("I15", [2, 4, 1, 0, 0]),
    ("I16", [27, 2, 1, 0, 0]),
    ("I17", [16, 4, 1, 0, 1]),
    ("I18", [18, 6, 0, 1, 0]),
    ("NEAR-MISS", [17, 0, 0, 0, 1]),
    ("P1", [31, 0, 0, 0, 0]),
    ("P2", [22, 0, 0, 0, 0]),
    ("P3", [21, 0, 0, 0, 0]),
    ("P4", [15, 0, 0, 0, 0]),
    ("P5", [40, 0, 0, 0, 0]),
    ("P6", [22, 0, 0, 0, 0]),
    ("P6-BEYOND", [15, 0, 1, 0, 0]),
    ("P7", [29, 0, 0, 0, 0]),
];

/// A small case: one refusal, one permission, one alarm.
const SMALL: &str = r#"
code = "SMALL"
[title]
ja = "小さな事案"
en = "A small case"
[cast]
at = "2026-04-01T09:00"
owner = "市"
administrator = "管理者"
persons = [{ code = "O-3", employer = "CITY", name = "媒体の担当", roles = ["media_keeper"] }]
[[steps]]
number = "1"
ja = "台帳に載せる"
en = "Into the ledger"
[[steps.acts]]
at = "2026-04-01T10:00"
by = "O-3"
line = "medium add M-1 --product Sample --serial 'SN 1' --home CAB-1"
expect = "PERMIT"
answer = { "/ok" = true }
[[steps]]
number = "2"
ja = "もう一度"
en = "Once more"
[[steps.acts]]
at = "2026-04-01T10:01"
by = "O-3"
line = "medium add M-1 --product Sample --serial SN-1 --home CAB-1"
expect = "REFUSE R-ID"
[[steps]]
number = "3"
ja = "台帳にない媒体が見つかる"
en = "A medium is met that is in no ledger"
open = ["ALERT A-USB"]
[[steps.acts]]
at = "2026-04-01T18:00"
by = "O-3"
line = "medium stocktake CAB-1 M-1 M-9"
expect = "DETECT A-STOCK"
"#;

/// What nothing is built for in the small case.
const OPEN: &str = "open = [\"ALERT A-USB\"]\n";

fn corpus() -> Vec<PathBuf> {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = ["replays", "docs/examples"].map(|folder| fs::read_dir(house.join(folder)).unwrap());
    let mut files: Vec<PathBuf> = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn replayed(words: &[&str]) -> Spoken {
    crate::drive::run(&[&["replay"], words, &["--lang", "ja"]].concat())
}

/// Plays a text as a file of its own.
fn played(text: &str) -> Spoken {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("case.toml");
    fs::write(&file, text).unwrap();
    replayed(&[&file.display().to_string()])
}

fn count(value: &Value, name: &str) -> u64 {
    value[name].as_u64().unwrap()
}

/// Plays every file whose name begins so, and gives what each came to.
fn play_all(first: char) -> Vec<Value> {
    let begins =
        |file: &PathBuf| file.file_name().unwrap().to_str().unwrap().to_uppercase().starts_with(first);
    let files = corpus().into_iter().filter(begins);
    let mut counts = BTreeMap::new();
    let mut cases = Vec::new();
    for file in files {
        let said = replayed(&[&file.display().to_string()]);
        let case = said.json["cases"][0].clone();
        // What is open never passes.
        let exit = if count(&case, "open") > 0 { Exit::Open } else { Exit::Done };
        assert_eq!(said.exit, exit, "{}\n{}", said.stdout, said.stderr);
        assert_eq!((&case["ok"], &said.json["ok"]), (&(exit == Exit::Done).into(), &case["ok"]));
        assert_eq!((count(&case, "failed"), &case["verified"]), (0, &Value::Bool(true)));
        let otherwise =
            case["steps"].as_array().unwrap().iter().filter(|step| step["source"].is_object()).count();
        assert_eq!(count(&case, "source_differs"), otherwise as u64);
        let (unseen, tried): (Vec<&Value>, Vec<&Value>) = case["would_not_stop"]
            .as_array()
            .unwrap()
            .iter()
            .partition(|limit| limit["cannot_be_seen"] == true);
        for act in tried.iter().flat_map(|limit| limit["acts"].as_array().unwrap()) {
            assert_eq!((&act["answered"], &act["rang"]), (&"PERMIT".into(), &Value::Array(Vec::new())));
        }
        let code = case["case"].as_str().unwrap().to_owned();
        let [passed, open, differs] = ["passed", "open", "source_differs"].map(|name| count(&case, name));
        counts.insert(code, [passed, open, differs, tried.len() as u64, unseen.len() as u64]);
        cases.push(case);
    }
    let wanted: BTreeMap<String, [u64; 5]> = CORPUS
        .iter()
        .filter(|(code, _)| code.starts_with(first))
        .map(|(code, counts)| ((*code).to_owned(), *counts))
        .collect();
    assert_eq!(counts, wanted);
    cases
}

#[test]
fn every_incident_of_the_corpus_comes_to_what_its_file_says() {
    assert_eq!(play_all('I').len(), 19);
}

#[test]
fn the_example_of_the_guide_comes_to_what_its_file_says() {
    assert_eq!(play_all('N').len(), 1);
}

#[test]
fn every_positive_run_goes_through_without_a_refusal() {
    let mut through = 0;
    for case in play_all('P').iter().filter(|case| case["case"] != "P6-BEYOND") {
        through += 1;
        let told = (&case["counts"]["refusals"], &case["open"], &case["source_differs"]);
        assert_eq!(told, (&0.into(), &0.into(), &0.into()), "{}", case["case"]);
        assert_eq!(case["counts"]["limits"]["refusals_at_most"]["passed"], true, "{}", case["case"]);
        if case["case"] == "P1" {
            assert_eq!(
                (&case["counts"]["persons"], &case["counts"]["field_actions"]),
                (&4.into(), &11.into())
            );
        }
    }
    assert_eq!(through, 7);
}

#[test]
fn more_people_or_actions_than_a_file_allows_fail() {
    let few = SMALL.replace("[cast]", "[counts]\npersons_at_most = 1\nrefusals_at_most = 1\n[cast]");
    let said = played(&few);
    assert_eq!(said.exit, Exit::Differs, "{}", said.stdout);
    assert!(said.stdout.contains("人は 2 人") && said.stdout.contains("persons_at_most"), "{}", said.stdout);
    assert_eq!(["passed", "failed"].map(|name| count(&said.json, name)), [4, 1]);
    let counts = &said.json["cases"][0]["counts"];
    assert_eq!(
        (&counts["persons"], &counts["field_actions"], &counts["refusals"]),
        (&2.into(), &0.into(), &1.into())
    );
    assert_eq!(counts["limits"]["persons_at_most"]["passed"], false);
    let field = few.replace("persons_at_most = 1", "field_actions_at_most = 3").replace(OPEN, "");
    let field = field.replace("roles = [\"media_keeper\"]", "roles = [\"media_keeper\"], field = true");
    let said = played(&field);
    assert_eq!((said.exit, &said.json["cases"][0]["counts"]["field_actions"]), (Exit::Done, &3.into()));
    assert_eq!(played(&field.replace("at_most = 3", "at_most = 2")).exit, Exit::Differs);
}

#[test]
fn what_is_done_meanwhile_is_tried_and_told() {
    // The act asks nothing, and so the other side begins when it is over.
    let also = "\n[steps.acts.meanwhile]\nat = \"2026-04-01T10:02\"\nby = \"O-3\"\nafter = \"{dir}/asked\"\n\
                line = \"medium add M-2 --product Sample --serial SN-2 --home CAB-1\"\nexpect = \"PERMIT\"\n";
    let answer = "answer = { \"/ok\" = true }\n";
    let text =
        SMALL.replace(answer, &format!("{answer}{also}")).replace("T10:01", "T10:03").replace(OPEN, "");
    let said = played(&text);
    assert_eq!(said.exit, Exit::Done, "{}{}", said.stdout, said.stderr);
    assert_eq!(count(&said.json, "passed"), 4);
    assert_eq!(said.json["cases"][0]["steps"][0]["acts"][1]["answered"], "PERMIT");
    for (from, to) in [
        ("after = \"{dir}/asked\"\n", ""),
        ("{dir}/asked", "/etc/passwd"),
        ("{dir}/asked", "{dir}/../asked"),
        ("T10:02", "T08:00"),
        ("medium add M-2", "serve #"),
    ] {
        let said = played(&text.replacen(from, to, 1));
        assert_eq!(said.json["error"]["code"], "replay-file-unfit", "{to}");
    }
}

#[test]
fn what_is_open_is_told_and_never_passes() {
    let said = played(SMALL);
    assert_eq!(said.exit, Exit::Open, "{}{}", said.stdout, said.stderr);
    for word in ["小さな事案", "REFUSE R-ID", "未対応: ALERT A-USB", "記載どおり 3 件", "未対応の判定 1 件"]
    {
        assert!(said.stdout.contains(word), "{word}: {}", said.stdout);
    }
    let counts = ["passed", "failed", "open"].map(|name| count(&said.json, name));
    assert_eq!((counts, &said.json["ok"]), ([3, 0, 1], &Value::Bool(false)));
    assert!(said.json["cases"][0]["kept"].is_null());
    // Without it everything is as written; and what differs weighs more than what is open.
    let whole = SMALL.replace("open = [\"ALERT A-USB\"]\n", "");
    let said = played(&whole);
    assert_eq!((said.exit, count(&said.json, "open")), (Exit::Done, 0), "{}", said.stdout);
    assert_eq!(said.json["ok"], true);
    assert_eq!(played(&SMALL.replace("REFUSE R-ID", "REFUSE R-SOD")).exit, Exit::Differs);
}

/// The small case with a sentence about what is not stopped.
fn with_limit(lines: &str) -> String {
    format!("{SMALL}[[would_not_stop]]\nja = \"止めない\"\nen = \"Not stopped\"\n{lines}")
}

#[test]
fn what_is_not_stopped_is_tried_on_a_copy_and_must_pass_without_a_word() {
    let act = |at: &str, line: &str| {
        format!(
            "[[would_not_stop.acts]]\nat = \"{at}\"\nby = \"O-3\"\nline = \"{line}\"\nexpect = \"PERMIT\"\n"
        )
    };
    // After step 1 there is one medium: a second one can be added, and a stock-take finds nothing.
    let second = act("2026-04-01T10:00", "medium add M-2 --product Sample --serial SN-2 --home CAB-1");
    let said = played(&with_limit(&format!("after = \"1\"\n{second}")));
    assert_eq!(said.exit, Exit::Open, "{}", said.stdout);
    assert_eq!([count(&said.json, "passed"), count(&said.json, "failed")], [4, 0]);
    assert!(said.stdout.contains("止められず、何も知らせずに通ります: 止めない"), "{}", said.stdout);
    // The case itself goes on as if nothing had been tried: both are numbered alike.
    let case = &said.json["cases"][0];
    assert_eq!(case["would_not_stop"][0]["acts"][0]["record"], case["steps"][1]["acts"][0]["record"]);
    // What the product does stop, or tells of, is no such sentence.
    let again = act("2026-04-01T19:00", "medium add M-1 --product Sample --serial SN-1 --home CAB-1");
    let rings = act("2026-04-01T19:00", "medium stocktake CAB-1 M-1 M-8");
    for stopped in [again, rings] {
        let said = played(&with_limit(&stopped));
        assert_eq!((said.exit, count(&said.json, "failed")), (Exit::Differs, 1), "{}", said.stdout);
    }
    // What cannot be seen is said and tried by nothing; and kept is each of both ways.
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("case.toml");
    let unseen = "[[would_not_stop]]\nja = \"撮影\"\nen = \"Photographs\"\ncannot_be_seen = true\n";
    fs::write(&file, with_limit(&format!("after = \"1\"\n{second}{unseen}"))).unwrap();
    let (file, keep) = (file.display().to_string(), dir.path().join("kept"));
    let said = replayed(&[&file, "--keep", &keep.display().to_string()]);
    assert!(said.stdout.contains("止められず、見ることもできません: 撮影"), "{}", said.stdout);
    let media = |folder: &str| {
        let record = keep.join(folder).join("record").display().to_string();
        crate::drive::run(&["medium", "list", "--dir", &record, "--json"]).json.as_array().unwrap().len()
    };
    assert_eq!([media("SMALL"), media("SMALL-not-stopped-1")], [1, 2]);
    assert_eq!(fs::read_dir(&keep).unwrap().count(), 2);
}

/// A text in the small case, what stands there instead, and where the error is: problem, line, column.
const UNFIT: [(&str, &str, (&str, u64, u64)); 38] = [
    ("en = \"A small case\"", "en = \"A small case", ("syntax", 5, 19)),
    ("number = \"1\"", "number = \"1\"\nnumber = \"1\"", ("syntax", 13, 1)),
    ("number = \"1\"", "number = \"1\"\nstep = 1", ("unknown-field", 13, 1)),
    ("owner = \"市\"\n", "", ("missing-field", 6, 1)),
    ("number = \"1\"", "number = 1", ("type", 12, 10)),
    ("code = \"SMALL\"", "code = \"../SMALL\"", ("code", 2, 8)),
    ("at = \"2026-04-01T09:00\"", "at = \"April\"", ("time", 7, 6)),
    ("at = \"2026-04-01T10:01\"", "at = \"2026-04-31T10:01\"", ("time", 26, 6)),
    ("at = \"2026-04-01T10:01\"", "at = \"2026-03-01T10:01\"", ("time-backwards", 26, 6)),
    ("REFUSE R-ID", "DENY R-ID", ("verdict", 29, 10)),
    ("REFUSE R-ID", "REFUSE", ("verdict", 29, 10)),
    ("REFUSE R-ID", "LOCKED", ("locked", 29, 10)),
    ("ALERT A-USB", "ALERT USB", ("verdict", 34, 9)),
    ("[\"ALERT A-USB\"]", "[\n  \"ALERT A-USB\",\n  \"DETECT R-X\",\n]", ("verdict", 36, 3)),
    ("[\"ALERT A-USB\"]", "[\n  \"ALERT A-USB\",\n  7,\n]", ("type", 36, 3)),
    (
        "number = \"2\"",
        "number = \"2\"\ndiffers = { expects = \"NO\", ja = \"x\", en = \"x\" }",
        ("verdict", 23, 23),
    ),
    ("by = \"O-3\"\nline = \"medium stocktake", "by = \"O-9\"\nline = \"medium stocktake", ("person", 37, 6)),
    ("roles = [\"media_keeper\"]", "confirmed_by = \"O-9\"", ("person", 10, 78)),
    ("employer = \"CITY\"", "employer = \"CITZ\"", ("org", 10, 39)),
    ("persons =", "orgs = [{ code = \"B\", above = \"A\", name = \"b\" }]\npersons =", ("org", 10, 31)),
    ("persons =", "folders = [\"../x\"]\npersons =", ("name", 10, 12)),
    (
        "persons =",
        "files = [{ name = \"x\", line = \"0123456789\", lines = 1000000000 }]\npersons =",
        ("sample", 10, 53),
    ),
    ("persons =", "files = [{ name = \"x\", lines = 9000000000000000000 }]\npersons =", ("sample", 10, 32)),
    (
        "persons =",
        "files = [{ name = \"x\", line = \"{n}\", lines = 200000000 }]\npersons =",
        ("sample", 10, 46),
    ),
    (
        "persons =",
        "files = [\n  { name = \"x\", lines = 600000000 },\n  { name = \"y\", lines = 600000000 },\n]\npersons =",
        ("samples", 12, 25),
    ),
    ("number = \"2\"", "number = \"1\"", ("number", 22, 10)),
    ("M-1 --product", "'M-1={dir}/m' --key 'k={dir}/k' --product", ("path", 18, 8)),
    ("'SN 1'", "'SN 1", ("quote", 18, 8)),
    ("medium stocktake CAB-1 M-1 M-9", " ", ("line-empty", 38, 8)),
    ("medium stocktake CAB-1", "medium stocktook CAB-1", ("line", 38, 8)),
    ("medium stocktake CAB-1 M-1 M-9", "log export {dir}/../x.csv", ("path", 38, 8)),
    ("medium stocktake CAB-1 M-1 M-9", "permit list --dir /srv/record", ("path", 38, 8)),
    ("medium stocktake CAB-1 M-1 M-9", "serve", ("barred", 38, 8)),
    ("answer = { \"/ok\" = true }", "answer = { \"ok\" = true }", ("pointer", 20, 19)),
    (
        "en = \"Into the ledger\"",
        "en = \"Into the ledger\"\ncapabilities = [\"C05\", \"C31\"]",
        ("capability", 15, 24),
    ),
    (
        "open = [\"ALERT A-USB\"]\n[[steps.acts]]\n",
        "[[would_not_stop]]\nja = \"x\"\nen = \"x\"\n[[would_not_stop.acts]]\n",
        ("step-empty", 30, 1),
    ),
    ("open = [\"ALERT A-USB\"]\n", "[[would_not_stop]]\nja = \"x\"\nen = \"x\"\n", ("limit", 34, 1)),
    ("A small case", "A small \u{1}case", ("syntax", 5, 15)),
];

#[test]
fn what_is_no_case_is_told_with_line_and_column_before_anything_is_played() {
    let mut wrong = Vec::new();
    for (from, to, (problem, line, column)) in UNFIT {
        assert!(SMALL.contains(from), "{from}");
        let text = SMALL.replacen(from, to, 1);
        let said = played(&text);
        let error = &said.json["error"];
        assert_eq!(
            (said.exit, &error["code"]),
            (Exit::Usage, &"replay-file-unfit".into()),
            "{to}: {}",
            said.stderr
        );
        let found =
            (error["problem"].as_str().unwrap_or_default(), count(error, "line"), count(error, "column"));
        if found != (problem, line, column) {
            wrong.push(format!("{to}: {found:?}"));
        }
        let written = (1..).zip(text.lines()).find(|(line, _)| *line == found.1).unwrap().1;
        assert_eq!(error["written"], written);
        assert!(!said.stderr.contains("replay-unfit-"), "no sentence: {}", said.stderr);
        // For people: the file, the place, and the line with a mark under it.
        assert!(said.stderr.contains(&format!("case.toml:{}:{}: ", found.1, found.2)), "{}", said.stderr);
        let shown: String = written.chars().filter(|c| !c.is_control()).take(60).collect();
        assert!(said.stderr.contains(&format!("{} | {shown}", found.1)), "{}", said.stderr);
        assert!(said.stderr.lines().any(|line| line.trim_end().ends_with('^')), "{}", said.stderr);
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn errors_of_a_file_are_told_in_both_languages_and_bytes_that_are_no_text_have_their_place() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("case.toml");
    let path = file.display().to_string();
    fs::write(&file, SMALL.replace("REFUSE R-ID", "DENY R-ID")).unwrap();
    for (language, word) in
        [("ja", "「DENY R-ID」は判定として読めません"), ("en", "\"DENY R-ID\" is no verdict")]
    {
        let said = crate::drive::run(&["replay", &path, "--lang", language]);
        assert!(said.stderr.contains(&format!("{path}:29:10: {word}")), "{}", said.stderr);
    }
    let mut bytes = SMALL.as_bytes().to_vec();
    bytes.extend_from_slice(b"# \xff\n");
    fs::write(&file, bytes).unwrap();
    let error = replayed(&[&path]).json["error"].clone();
    assert_eq!((&error["problem"], count(&error, "line"), count(&error, "column")), (&"bytes".into(), 40, 3));
    // Nothing is played of the first file if the second one is no case.
    let whole = dir.path().join("whole.toml");
    fs::write(&whole, SMALL).unwrap();
    let keep = dir.path().join("kept");
    replayed(&[&whole.display().to_string(), &path, "--keep", &keep.display().to_string()]);
    assert!(!keep.exists());
}

#[test]
fn limits_are_tried_or_unseen_and_expect_nothing_but_to_pass() {
    let act =
        "[[would_not_stop.acts]]\nat = \"2026-04-01T19:00\"\nline = \"permit list\"\nexpect = \"PERMIT\"\n";
    for (lines, problem, line) in [
        ("", "limit", 40),
        (&*format!("cannot_be_seen = true\n{act}"), "limit", 40),
        (&*format!("after = \"9\"\n{act}"), "after", 43),
        (&*act.replace("\"PERMIT\"", "\"PERMIT A-ERASE\""), "limit-stopped", 46),
        (&*act.replace("\"PERMIT\"", "\"REFUSE R-ID\""), "limit-stopped", 46),
        (&*act.replace("T19:00", "T17:00"), "time-backwards", 44),
    ] {
        let error = played(&with_limit(lines)).json["error"].clone();
        assert_eq!((&error["problem"], count(&error, "line")), (&problem.into(), line), "{lines}: {error}");
        assert!(!error["sentence"].as_str().unwrap().contains("replay-unfit-"), "no sentence: {error}");
    }
}

#[test]
fn what_cannot_be_prepared_is_told_with_its_line() {
    let said = played(&SMALL.replace("media_keeper", "approver\", \"nobody"));
    let error = &said.json["error"];
    assert_eq!((said.exit, &error["code"]), (Exit::Failed, &"replay-not-prepared".into()));
    assert_eq!((count(error, "line"), &error["problem"]), (10, &"not-prepared".into()));
    let before = "[[prepare]]\nat = \"2026-04-01T09:10\"\nby = \"O-3\"\nlines = [\n  \"medium add M-7 --product Sample --serial S7 --home CAB-1\",\n  \"permit withdraw P-0001\",\n]\n[[steps]]\nnumber = \"1\"";
    let error = played(&SMALL.replacen("[[steps]]\nnumber = \"1\"", before, 1)).json["error"].clone();
    assert_eq!((&error["code"], count(&error, "line")), (&"replay-not-prepared".into(), 16));
}

/// Every verdict that a file could say in the place of another.
const OTHERS: [&str; 10] = [
    "ALERT A-ERASE",
    "ALERT A-OVERDUE",
    "DETECT A-COUNT",
    "HOLD",
    "HOLD R-SCOPE",
    "LOCKED R-DEAD",
    "PERMIT",
    "REFUSE R-CHAIN",
    "REFUSE R-ID R-CHAIN",
    "PERMIT A-IDENT",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_that_says_otherwise_than_the_program_fails(
        place in 0_usize..3,
        other in prop::sample::select(&OTHERS[..]),
    ) {
        let own = ["PERMIT", "REFUSE R-ID", "DETECT A-STOCK"][place];
        // A stock-take is done, whatever it finds: PERMIT is true of it, too.
        prop_assume!(own != other && !(place == 2 && other == "PERMIT"));
        let text = SMALL.replace(&format!("expect = \"{own}\""), &format!("expect = \"{other}\""));
        let said = played(&text);
        prop_assert_eq!(said.exit, Exit::Differs, "{}: {}", other, said.stdout);
        prop_assert_eq!(count(&said.json, "failed"), 1);
        let answered = &said.json["cases"][0]["steps"][place]["acts"][0]["answered"];
        prop_assert!(answered.as_str().unwrap().starts_with(["PERMIT", "REFUSE R-ID", "PERMIT A-STOCK"][place]));
    }
}

#[test]
fn an_answer_that_differs_in_one_figure_fails() {
    let said = played(&SMALL.replace("\"/ok\" = true", "\"/ok\" = false"));
    assert_eq!(said.exit, Exit::Differs);
    assert_eq!(said.json["cases"][0]["steps"][0]["acts"][0]["differing"][0]["found"], true);
}

#[test]
fn nobody_of_the_corpus_is_a_real_person_or_company() {
    // Titles name the place and the year; people and companies have the names of their parts.
    for file in corpus() {
        let text = fs::read_to_string(&file).unwrap();
        assert!(Case::read(&file, &Text::new(Language::Ja)).is_ok(), "{}", file.display());
        assert!(
            !text.contains("株式会社") && !text.contains("Ltd") && !text.contains("[M]"),
            "{}",
            file.display()
        );
    }
}
