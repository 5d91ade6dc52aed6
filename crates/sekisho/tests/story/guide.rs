//! The guide's chapters, typed as they stand by somebody with a shell who has read the first one: each line ends as the chapter
//! says.
//!
//! A line says it in its own comment, for people and for this test: `# → 3: R-CHAIN` is the exit code and a word of what is
//! printed. A line that says nothing ends with 0.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What stands between a command and how it ends.
const ENDS: &str = "# → ";

struct Desk {
    dir: tempfile::TempDir,
    /// What the reader has exported: every line is typed into the same shell.
    exported: String,
    language: &'static str,
}

/// One command of a chapter.
struct Line {
    command: String,
    code: i32,
    word: Option<String>,
}

impl Desk {
    fn new(language: &'static str) -> Self {
        Self { dir: tempfile::tempdir().unwrap(), exported: String::new(), language }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    #[track_caller]
    fn types(&mut self, line: &Line) {
        let program = Path::new(env!("CARGO_BIN_EXE_sekisho"));
        let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
        let mut shell = Command::new("bash");
        let command = on_this_machine(&line.command);
        shell.args(["-c", &format!("{}{command}", self.exported)]).current_dir(self.dir.path());
        shell.env_clear().envs([("PATH", path.as_str()), ("SEKISHO_LANG", self.language)]);
        let ended = shell.output().unwrap();
        let said = [ended.stdout, ended.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert_eq!(
            ended.status.code(),
            Some(line.code),
            "{}: `{}` said:\n{said}",
            self.language,
            line.command
        );
        if let Some(word) = &line.word {
            assert!(said.contains(word), "{}: `{}` lacks {word}:\n{said}", self.language, line.command);
        }
        if line.command.starts_with("export ") {
            self.exported = format!("{}{}\n", self.exported, line.command);
        }
    }

    /// Types every line of a chapter.
    #[track_caller]
    fn reads(&mut self, chapter: &str) {
        self.reads_up_to(chapter, None);
        self.types(&line("sekisho verify"));
    }

    /// Types a chapter's lines before a heading of this depth.
    #[track_caller]
    fn reads_up_to(&mut self, chapter: &str, heading: Option<&str>) {
        let text = page(self.language, chapter);
        let text = heading.map_or(Some(text.as_str()), |heading| text.split(heading).next()).unwrap();
        let lines = lines(text);
        assert!(lines.len() > 1, "{chapter}: {} lines", lines.len());
        for line in &lines {
            self.types(line);
        }
    }
}

fn page(language: &str, chapter: &str) -> String {
    let page = format!("../../docs/guide/{language}/{chapter}.md");
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap()
}

/// Reads a command and how it ends.
fn line(typed: &str) -> Line {
    let Some((command, ends)) = typed.split_once(ENDS) else {
        return Line { command: typed.to_owned(), code: 0, word: None };
    };
    let (code, word) = ends.split_once(": ").map_or((ends, None), |(code, word)| (code, Some(word)));
    let word = word.map(|word| word.trim().to_owned());
    Line { command: command.trim_end().to_owned(), code: code.trim().parse().unwrap(), word }
}

/// What the chapter on less data says of a machine with swap.
fn on_this_machine(command: &str) -> String {
    let swaps = fs::read_to_string("/proc/swaps").is_ok_and(|swaps| swaps.lines().count() > 1);
    let precautions = ["sekisho seal box", "sekisho open"].iter().any(|begins| command.starts_with(begins));
    if swaps && precautions { format!("{command} --allow-swap") } else { command.to_owned() }
}

/// Takes the lines of every shell block; those that go on behind a backslash, and loops, as one.
fn lines(chapter: &str) -> Vec<Line> {
    let blocks = chapter.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let whole: String = blocks.collect::<Vec<_>>().join("\n").replace("\\\n", " ");
    let mut lines = Vec::new();
    let mut begun = String::new();
    for typed in whole.lines().filter(|line| !line.trim().is_empty()) {
        begun.push_str(typed);
        begun.push('\n');
        if !begun.starts_with("for ") || begun.contains("done") {
            lines.push(line(begun.trim_end()));
            begun.clear();
        }
    }
    assert_eq!(begun, "", "a loop has no end");
    lines
}

/// An office as the first chapter makes it, before its first ledger is read in.
fn office(language: &'static str) -> Desk {
    let mut desk = Desk::new(language);
    desk.reads_up_to("01-start", Some("\n### "));
    desk
}

#[test]
fn chapter_on_contracts_can_be_typed_as_it_stands() {
    for language in ["ja", "en"] {
        office(language).reads("05-chain");
    }
}

#[test]
fn chapter_on_plans_can_be_typed_as_it_stands() {
    for language in ["ja", "en"] {
        office(language).reads("07-plan");
    }
}

#[test]
fn chapter_on_local_rules_can_be_typed_as_it_stands() {
    for language in ["ja", "en"] {
        office(language).reads("06-rules");
    }
}

#[test]
fn chapter_on_less_data_can_be_typed_as_it_stands() {
    for language in ["ja", "en"] {
        office(language).reads("08-less-data");
    }
}

#[test]
fn chapter_on_cases_can_be_typed_as_it_stands() {
    for language in ["ja", "en"] {
        let mut desk = Desk::new(language);
        for folder in ["replays", "docs"] {
            let there = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
            std::os::unix::fs::symlink(there, desk.path(folder)).unwrap();
        }
        let text = page(language, "09-replay");
        let case = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        fs::write(desk.path("case.toml"), case).unwrap();
        desk.reads_up_to("09-replay", None);
    }
}

#[test]
fn a_new_reader_registers_a_contract_sees_an_order_refused_obtains_the_approval_and_sees_it_allowed() {
    for language in ["ja", "en"] {
        Desk::new(language).reads("10-questions");
    }
}
