//! What a case may not do: touch what is not its own, and pass by what another act left behind.

use super::*;

/// An act of a step beside those of the small case, or what is done meanwhile.
fn act(what: &str, at: &str, line: &str, expect: &str) -> String {
    format!("{what}\nat = \"{at}\"\nby = \"O-3\"\nline = \"{line}\"\n{expect}\n")
}

/// The small case with something else beside its first act.
fn beside_the_first(more: &str) -> String {
    let answer = "answer = { \"/ok\" = true }\n";
    SMALL.replace(answer, &format!("{answer}{more}")).replace("T10:01", "T10:05").replace(OPEN, "")
}

#[test]
fn a_kept_record_is_an_ordinary_one_and_no_folder_is_used_twice() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("case.toml");
    fs::write(&file, SMALL).unwrap();
    let (file, keep) = (file.display().to_string(), dir.path().join("kept").display().to_string());
    let said = replayed(&[&file, "--keep", &keep]);
    assert_eq!(said.exit, Exit::Open, "{}", said.stderr);
    let record = format!("{keep}/SMALL/record");
    assert_eq!(crate::drive::run(&["verify", "--dir", &record, "--at", "2026-04-02T09:00"]).exit, Exit::Done);
    let again = replayed(&[&file, "--keep", &keep]);
    assert_eq!((again.exit, &again.json["error"]["code"]), (Exit::Failed, &"replay-folder".into()));
}

#[test]
fn what_was_kept_before_is_neither_deleted_nor_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let (file, keep) = (dir.path().join("case.toml"), dir.path().join("kept"));
    let limit = "after = \"1\"\n".to_owned()
        + &act(
            "[[would_not_stop.acts]]",
            "2026-04-01T10:00",
            "medium add M-2 --product Sample --serial SN-2 --home CAB-1",
            "expect = \"PERMIT\"",
        );
    fs::write(&file, with_limit(&limit)).unwrap();
    let mine = |name: &str| keep.join(name).join("mine");
    for name in ["SMALL-before", "SMALL-not-stopped-1"] {
        fs::create_dir_all(keep.join(name)).unwrap();
        fs::write(mine(name), "kept").unwrap();
    }
    let play = || replayed(&[&file.display().to_string(), "--keep", &keep.display().to_string()]);
    let said = play();
    assert_eq!((said.exit, &said.json["error"]["code"]), (Exit::Failed, &"replay-folder".into()));
    assert!(said.stderr.contains("SMALL-not-stopped-1"), "{}", said.stderr);
    assert!(!keep.join("SMALL").exists(), "nothing is played");
    fs::rename(keep.join("SMALL-not-stopped-1"), keep.join("elsewhere")).unwrap();
    let said = play();
    assert_eq!(said.exit, Exit::Open, "{}{}", said.stdout, said.stderr);
    assert_eq!(fs::read_to_string(mine("SMALL-before")).unwrap(), "kept");
    // Each of both ways, what was there, and nothing else.
    let mut names: Vec<_> = fs::read_dir(&keep).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["SMALL", "SMALL-before", "SMALL-not-stopped-1", "elsewhere"]);
}

#[test]
fn nothing_opened_leaves_nothing_in_the_place_that_was_to_take_it() {
    let whole = SMALL.replace(
        "persons =",
        "files = [{ name = \"file\", text = \"x\" }]\nfolders = [\"empty\"]\npersons =",
    );
    for (out, exit) in [
        ("--out {dir}/empty", Exit::Done),
        ("--out={dir}/nowhere", Exit::Done),
        ("--out {dir}/keys", Exit::Differs),
        ("--out={dir}/keys", Exit::Differs),
        ("--out {dir}/file", Exit::Differs),
        ("--out={dir}/file/below", Exit::Differs),
    ] {
        let line =
            format!("open {{dir}}/none {out} --station {{dir}}/s --second O-1 --second-key {{dir}}/keys/O-1");
        let open =
            act("[[steps.acts]]", "2026-04-01T10:03", &line, "expect = \"LOCKED\"\nfault = \"no-station\"");
        let answer = "answer = { \"/ok\" = true }\n";
        let text = whole.replace(answer, &format!("{answer}{open}")).replace("T10:01", "T10:05");
        let said = played(&text.replace(OPEN, ""));
        assert_eq!(said.exit, exit, "{out}: {}{}", said.stdout, said.stderr);
    }
}

#[test]
fn of_two_at_a_time_neither_passes_by_what_the_other_left() {
    let pair = |(line, expect): (&str, &str), (other, its): (&str, &str)| {
        let first = act("[[steps.acts]]", "2026-04-01T10:02", line, &format!("expect = \"{expect}\""));
        let what = "\n[steps.acts.meanwhile]\nafter = \"{dir}/asked\"";
        let other = act(what, "2026-04-01T10:02", other, &format!("expect = \"{its}\""));
        played(&beside_the_first(&format!("{first}{other}")))
    };
    let again = "medium add M-1 --product Sample --serial SN-1 --home CAB-1";
    let counted = "medium stocktake CAB-1 M-1 M-8";
    let new = "medium add M-2 --product Sample --serial SN-2 --home CAB-1";
    let barred = "person role O-3 approver";
    for (first, other, failed) in [
        ((again, "REFUSE R-ID"), (barred, "REFUSE R-ROLE"), 0),
        ((again, "REFUSE R-ID"), (barred, "REFUSE R-ID"), 1),
        ((counted, "DETECT A-STOCK"), (new, "PERMIT"), 0),
        ((counted, "DETECT A-STOCK"), (new, "PERMIT A-STOCK"), 1),
        ((new, "DETECT A-STOCK"), (counted, "PERMIT"), 1),
    ] {
        let said = pair(first, other);
        assert_eq!(
            count(&said.json, "failed"),
            failed,
            "{first:?} {other:?}: {}{}",
            said.stdout,
            said.stderr
        );
    }
    // What does not open names nothing in the record: whose refusal it would be could not be told.
    let open = "open {dir}/none --out {dir}/o --station {dir}/s --second O-1 --second-key {dir}/keys/O-1";
    for (first, other) in
        [((again, "REFUSE R-ID"), (open, "LOCKED R-ID")), ((open, "LOCKED R-ID"), (again, "REFUSE R-ID"))]
    {
        let said = pair(first, other);
        assert_eq!(said.json["error"]["problem"], "meanwhile-locked", "{}", said.stdout);
    }
}
