//! The guide's chapters on contracts, local rules and plans, typed as they stand by somebody with a shell: each line ends as the
//! chapter says.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What the chapters before it have made: an office, its approver and security manager, two people of the contractor.
const BEFORE: [(&str, &str); 4] = [("O-2", "CITY"), ("O-3", "CITY"), ("C-1", "VENDOR"), ("S-1", "VENDOR")];

/// Lines of the chapter on contracts that end otherwise than with 0, by how they begin, in their order.
const OTHERWISE: [(&str, i32); 6] = [
    ("sekisho contract activate", 3),
    ("sekisho roster add K-1 T-1", 3),
    ("sekisho access apply", 3),
    ("sekisho order check O-1", 4),
    ("sekisho order check O-1", 3),
    ("sekisho order check O-2", 4),
];

/// The same of the chapter on plans.
const OTHERWISE_PLAN: [(&str, i32); 2] = [("sekisho permit request", 3), ("sekisho custody hand", 3)];

/// What the chapter on plans takes from the first one.
const BEFORE_PLAN: [&str; 4] = [
    "sekisho person role O-1 security_manager",
    "sekisho person role O-1 media_keeper",
    "sekisho place add SITE-1 --name 'Call centre' --kind site --party VENDOR",
    "sekisho medium add USB-001 --product 'Encrypted USB 16GB' --serial AA0123 --capacity 16GB --home CAB-1",
];

struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    fn types(&self, line: &str) -> (Option<i32>, String) {
        let program = Path::new(env!("CARGO_BIN_EXE_sekisho"));
        let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
        let mut shell = Command::new("bash");
        shell.args(["-c", line]).current_dir(self.dir.path()).env_clear();
        shell.envs([("PATH", path.as_str()), ("SEKISHO_AS", "O-1"), ("SEKISHO_KEY", "key-O-1")]);
        let ended = shell.output().unwrap();
        let said = [ended.stdout, ended.stderr].concat();
        (ended.status.code(), String::from_utf8_lossy(&said).into_owned())
    }

    #[track_caller]
    fn does(&self, line: &str) {
        let (code, said) = self.types(line);
        assert_eq!(code, Some(0), "`{line}` said:\n{said}");
    }
}

fn office() -> Desk {
    let desk = Desk { dir: tempfile::tempdir().unwrap() };
    desk.does(
        "sekisho init --office City --code CITY --name Aoki --person O-1 --key key-O-1 --cabinet CAB-1 \
         --closing 18:00 --origin city.invalid/record",
    );
    desk.does("sekisho org add VENDOR --name Vendor");
    for (person, employer) in BEFORE {
        desk.does(&format!("sekisho person add {person} --name {person} --employer {employer}"));
        desk.does(&format!(
            "sekisho key new key-{person} && sekisho key prove key-{person} --person {person} && \
             sekisho key enroll {person} --public key-{person}.pub"
        ));
    }
    desk.does("sekisho person role O-2 approver");
    desk.does("sekisho person role O-3 security_manager");
    desk
}

/// Takes the lines of every shell block, those that go on behind a backslash as one.
fn lines(chapter: &str) -> Vec<String> {
    let blocks = chapter.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let whole: String = blocks.collect::<Vec<_>>().join("\n").replace("\\\n", " ");
    whole.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

fn read_and_typed(desk: &Desk, language: &str, chapter: &str, otherwise: &[(&str, i32)]) {
    let page = format!("../../docs/guide/{language}/{chapter}.md");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let lines = lines(&fs::read_to_string(page).unwrap());
    assert!(lines.len() > 11, "{} lines", lines.len());
    let mut otherwise = otherwise.iter().copied().peekable();
    for line in &lines {
        let wanted = otherwise.next_if(|(begins, _)| line.starts_with(begins)).map_or(0, |(_, code)| code);
        let (code, said) = desk.types(line);
        assert_eq!(code, Some(wanted), "{language}: `{line}` said:\n{said}");
    }
    assert_eq!(otherwise.next(), None, "{language}: the chapter lacks a line");
    desk.does("sekisho verify");
}

#[test]
fn chapter_on_contracts_can_be_typed_as_it_stands() {
    for language in ["ja", "en"] {
        read_and_typed(&office(), language, "05-chain", &OTHERWISE);
    }
}

#[test]
fn chapter_on_plans_can_be_typed_as_it_stands() {
    for language in ["ja", "en"] {
        let desk = office();
        for line in BEFORE_PLAN {
            desk.does(line);
        }
        read_and_typed(&desk, language, "07-plan", &OTHERWISE_PLAN);
    }
}

#[test]
fn chapter_on_local_rules_can_be_typed_as_it_stands() {
    for language in ["ja", "en"] {
        let desk = office();
        desk.does("mkdir keys && cp key-O-1 keys/o-1 && cp key-O-3 keys/o-3");
        read_and_typed(&desk, language, "06-rules", &[]);
    }
}
