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

/// What each case comes to: acts and limits as written, verdicts that nothing can be tried for yet, steps whose source expects otherwise.
const CORPUS: [(&str, [u64; 3]); 27] = [
    ("I00", [46, 13, 5]),
    ("I01", [9, 1, 2]),
    ("I02", [7, 3, 0]),
    ("I03", [10, 0, 2]),
    ("I04", [15, 0, 1]),
    ("I05", [19, 0, 1]),
    ("I06", [10, 0, 1]),
    ("I07", [15, 3, 1]),
    ("I08", [9, 4, 0]),
    ("I09", [4, 3, 0]),
    ("I10", [15, 2, 2]),
    ("I11", [14, 2, 2]),
    ("I12", [10, 2, 1]),
    ("I13", [4, 2, 0]),
    ("I14", [2, 2, 1]),
    ("I15", [2, 4, 1]),
    ("I16", [27, 2, 1]),
    ("I17", [16, 4, 1]),
    ("I18", [6, 6, 0]),
    ("P1", [31, 0, 0]),
    ("P2", [22, 0, 0]),
    ("P3", [21, 0, 0]),
    ("P4", [15, 0, 0]),
    ("P5", [40, 0, 0]),
    ("P6", [22, 0, 0]),
    ("P6-BEYOND", [15, 0, 1]),
    ("P7", [29, 0, 0]),
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
not_built = ["ALERT A-USB"]
[[steps.acts]]
at = "2026-04-01T18:00"
by = "O-3"
line = "medium stocktake CAB-1 M-1 M-9"
expect = "DETECT A-STOCK"
"#;

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../replays");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
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
    let files =
        corpus().into_iter().filter(|file| file.file_name().unwrap().to_str().unwrap().starts_with(first));
    let mut counts = BTreeMap::new();
    let mut cases = Vec::new();
    for file in files {
        let said = replayed(&[&file.display().to_string()]);
        let case = said.json["cases"][0].clone();
        assert_eq!(said.exit, Exit::Done, "{}\n{}", said.stdout, said.stderr);
        assert_eq!((count(&case, "failed"), &case["verified"]), (0, &Value::Bool(true)));
        let otherwise =
            case["steps"].as_array().unwrap().iter().filter(|step| step["source"].is_object()).count();
        assert_eq!(count(&case, "source_differs"), otherwise as u64);
        let code = case["case"].as_str().unwrap().to_owned();
        counts.insert(code, ["passed", "not_built", "source_differs"].map(|name| count(&case, name)));
        cases.push(case);
    }
    let wanted: BTreeMap<String, [u64; 3]> = CORPUS
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
fn every_positive_run_goes_through_without_a_refusal() {
    let mut through = 0;
    for case in play_all('P').iter().filter(|case| case["case"] != "P6-BEYOND") {
        through += 1;
        let told = (&case["counts"]["refusals"], &case["not_built"], &case["source_differs"]);
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
    let field = few.replace("persons_at_most = 1", "field_actions_at_most = 3");
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
    let text = SMALL.replace(answer, &format!("{answer}{also}")).replace("T10:01", "T10:03");
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
fn a_case_is_told_with_what_is_not_built() {
    let said = played(SMALL);
    assert_eq!(said.exit, Exit::Done, "{}{}", said.stdout, said.stderr);
    for word in ["小さな事案", "REFUSE R-ID", "まだ作られていません: ALERT A-USB", "記載どおり 3 件"]
    {
        assert!(said.stdout.contains(word), "{word}: {}", said.stdout);
    }
    let counts = ["passed", "failed", "not_built"].map(|name| count(&said.json, name));
    assert_eq!(counts, [3, 0, 1]);
    assert!(said.json["cases"][0]["kept"].is_null());
}

#[test]
fn a_kept_record_is_an_ordinary_one_and_no_folder_is_used_twice() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("case.toml");
    fs::write(&file, SMALL).unwrap();
    let (file, keep) = (file.display().to_string(), dir.path().join("kept").display().to_string());
    let said = replayed(&[&file, "--keep", &keep]);
    assert_eq!(said.exit, Exit::Done, "{}", said.stderr);
    let record = format!("{keep}/SMALL/record");
    assert_eq!(crate::drive::run(&["verify", "--dir", &record, "--at", "2026-04-02T09:00"]).exit, Exit::Done);
    let again = replayed(&[&file, "--keep", &keep]);
    assert_eq!((again.exit, &again.json["error"]["code"]), (Exit::Failed, &"replay-folder".into()));
}

#[test]
fn what_is_no_case_is_told_before_anything_is_played() {
    for (from, to) in [
        ("REFUSE R-ID", "DENY R-ID"),
        ("REFUSE R-ID", "REFUSE"),
        ("2026-04-01T10:01", "2026-03-01T10:01"),
        ("'SN 1'", "'SN 1"),
        ("code = \"SMALL\"", "code = \"../SMALL\""),
        ("number = \"1\"", "number = \"1\"\nstep = 1"),
    ] {
        let said = played(&SMALL.replacen(from, to, 1));
        assert_eq!(
            (said.exit, &said.json["error"]["code"]),
            (Exit::Usage, &"replay-file-unfit".into()),
            "{to}"
        );
    }
    let said = played(&SMALL.replace("media_keeper", "approver\", \"nobody"));
    assert_eq!((said.exit, &said.json["error"]["code"]), (Exit::Failed, &"replay-not-prepared".into()));
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
