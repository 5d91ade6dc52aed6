//! The house rules that no compiler knows, checked by reading the tree.
//!
//! ```text
//!  roof           sekisho                            the front door: parses, connects, prints
//!  second floor   sekisho-store    sekisho-vault     sekisho-station    databases · release keys · media
//!                 sekisho-web      sekisho-rules                        the network · the policy engine
//!  first floor    sekisho-gate     sekisho-audit     one writes, one reads; no input or output of their own
//!  ground floor   sekisho-core     sekisho-proof     sekisho-seal       rules · evidence · box  (sekisho-town: sample data)
//! ```
//!
//! A room uses rooms on floors below it: never on its own floor, never above.
#![cfg(test)]
#![expect(
    clippy::string_slice,
    reason = "texts are cut where a mark was found, and a test stops at the first surprise"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Every room, and the rooms that it may use.
const ROOMS: [(&str, &[&str]); 12] = [
    ("sekisho-core", &[]),
    ("sekisho-proof", &[]),
    ("sekisho-seal", &[]),
    ("sekisho-town", &[]),
    ("sekisho-gate", &["sekisho-core", "sekisho-proof", "sekisho-seal"]),
    ("sekisho-audit", &["sekisho-core"]),
    // The policy engine: nobody but the front door carries it (ADR 0023).
    ("sekisho-rules", &["sekisho-core"]),
    ("sekisho-store", &["sekisho-core", "sekisho-gate", "sekisho-proof"]),
    // The vault and the stations use the gate's forms and checks, which do no input or output (ADRs 0017 and 0019).
    ("sekisho-vault", &["sekisho-core", "sekisho-gate", "sekisho-proof", "sekisho-seal"]),
    ("sekisho-station", &["sekisho-core", "sekisho-gate", "sekisho-proof", "sekisho-seal"]),
    // The server meets store, vault and stations only through the trait that the front door fills (ADR 0021).
    ("sekisho-web", &["sekisho-core", "sekisho-gate", "sekisho-proof"]),
    (
        "sekisho",
        &[
            "sekisho-audit",
            "sekisho-core",
            "sekisho-gate",
            "sekisho-proof",
            "sekisho-rules",
            "sekisho-seal",
            "sekisho-station",
            "sekisho-store",
            "sekisho-town",
            "sekisho-vault",
            "sekisho-web",
        ],
    ),
];

/// Most files have 100–400 lines; from here on a file has two topics. What `///` says is not counted: it makes no topic.
const LONGEST_LINES: usize = 500;

#[test]
fn arrows_between_rooms_go_down_only() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.into();
    let mut wrong = Vec::new();
    for room in rooms() {
        let Some(may_use) = allowed.get(room.as_str()) else {
            wrong.push(format!(
                "crates/{room}: a room without a floor; give it one in this file and in ARCHITECTURE.md"
            ));
            continue;
        };
        for used in rooms_used(&read(&house().join("crates").join(&room).join("Cargo.toml"))) {
            if !may_use.contains(&used.as_str()) {
                wrong.push(format!("crates/{room}/Cargo.toml: must not use {used}"));
            }
        }
    }
    none(&wrong, "arrows go down only");
}

#[test]
fn every_crate_root_forbids_unsafe_code() {
    let lacks = |root: &&Source| !root.code().contains("#![forbid(unsafe_code)]");
    none(&named(roots().iter().filter(lacks)), "write #![forbid(unsafe_code)]");
}

#[test]
fn every_crate_says_first_what_it_is() {
    let silent = |root: &&Source| !root.text.starts_with("//!");
    none(&named(roots().iter().filter(silent)), "a crate opens with `//!`: what it does, what it does not");
}

#[test]
fn clock_chance_and_environment_are_read_in_the_front_door_only() {
    // The lint `disallowed_methods` knows paths; this knows words, in whatever way they were imported.
    const OUTSIDE: [&str; 10] = [
        "SystemTime::now",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "getrandom::",
        "OsRng",
        "thread_rng",
        "env::var",
        "env::args",
        "thread::sleep",
    ];
    let below = sources().into_iter().filter(|source| source.is_shipped() && source.room() != "sekisho");
    none(
        &places(below, |code| OUTSIDE.iter().find(|word| code.contains(**word)).copied()),
        "make it an argument",
    );
}

#[test]
fn sentences_for_people_live_in_text_only() {
    // Free to write Japanese: audit, because the wording of a form is its format; town, because names are its data;
    // the demo, because what its people type into a request is data, too; digits and fingerprints, because full-width
    // letters and eras are what they read.
    const FREE: [&str; 6] = [
        "crates/sekisho-audit/",
        "crates/sekisho-seal/src/digits.rs",
        "crates/sekisho-station/src/fingerprint/",
        "crates/sekisho-station/src/seal/testkit.rs",
        "crates/sekisho-town/",
        "crates/sekisho/src/demo",
    ];
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.is_shipped()) {
        if FREE.iter().any(|free| source.name.starts_with(free)) {
            continue;
        }
        for literal in &source.parts.literals {
            if literal.line < source.tests_from && literal.text.chars().any(is_japanese) {
                wrong.push(format!("{}:{}: \"{}\"", source.name, literal.line, literal.text));
            }
        }
    }
    none(&wrong, "sentences live in text/ja.ftl and text/en.ftl");
}

#[test]
fn no_module_is_a_drawer_for_everything() {
    const DRAWERS: [&str; 8] = ["common", "helper", "helpers", "manager", "misc", "mod", "util", "utils"];
    let stems = |source: &&Source| {
        Path::new(&source.name)
            .with_extension("")
            .iter()
            .any(|part| DRAWERS.iter().any(|drawer| part == *drawer))
    };
    none(&named(sources().iter().filter(stems)), "name the topic");
    let declared = |code: &str| {
        let name = code.trim_start().trim_start_matches("pub ").strip_prefix("mod ")?;
        DRAWERS.iter().find(|drawer| name.trim_end_matches([';', ' ', '{']) == **drawer).copied()
    };
    none(&places(sources(), declared), "name the topic");
}

#[test]
fn nothing_is_unfinished_and_no_test_is_switched_off() {
    const WORDS: [&str; 4] = ["todo!", "unimplemented!", "#[ignore", "should_panic"];
    let found = |code: &str| WORDS.iter().find(|word| code.contains(**word)).copied();
    none(&places(sources(), found), "finish it, or leave it out");
}

#[test]
fn no_file_has_two_topics() {
    let mut lengths: Vec<(usize, String)> = sources()
        .into_iter()
        .filter(Source::is_shipped)
        .map(|source| (source.text.lines().filter(|line| !is_doc(line)).count(), source.name))
        .collect();
    lengths.sort_unstable_by(|one, other| other.cmp(one));
    for (lines, name) in lengths.iter().take(5) {
        println!("{lines:5} {name}");
    }
    let long: Vec<String> = lengths
        .iter()
        .filter(|(lines, _)| *lines > LONGEST_LINES)
        .map(|(lines, name)| format!("{name}: {lines} lines"))
        .collect();
    none(&long, "divide it by topic");
}

fn is_doc(line: &str) -> bool {
    line.trim_start().starts_with("///")
}

#[test]
fn every_control_names_a_test_that_exists() {
    let path = house().join("docs/controls.md");
    if !path.exists() {
        return;
    }
    let (rows, wrong) = controls(&read(&path), |named| test_exists(&house(), named));
    none(&wrong, "docs/controls.md: the column `test` holds `path::name` of a test");
    assert!(rows > 0, "docs/controls.md has no table with a column `test`");
}

#[test]
fn a_control_without_its_test_is_found() {
    let page =
        "| control | test |\n|---|---|\n| C-01 | `a.rs::known` |\n| C-02 | `a.rs::gone` |\n| C-03 | none |\n";
    let (rows, wrong) = controls(page, |named| named == "a.rs::known");
    assert_eq!(rows, 3);
    assert_eq!(wrong, ["C-02: `a.rs::gone` does not exist", "C-03: no test is named"]);
}

#[test]
fn every_decision_is_linked_from_the_plan() {
    let adr = house().join("docs/adr");
    let plans: Vec<String> = [house().join("ARCHITECTURE.md"), adr.join("README.md")]
        .iter()
        .filter(|path| path.exists())
        .map(|path| read(path))
        .collect();
    if plans.is_empty() {
        return;
    }
    let mut numbers = BTreeSet::new();
    let mut wrong = Vec::new();
    for name in list(&adr).iter().filter_map(|path| path.file_name()?.to_str()) {
        let Some((number, _)) = name.split_once('-').filter(|(number, _)| number.parse::<u16>().is_ok())
        else {
            continue;
        };
        if !numbers.insert(number.to_owned()) {
            wrong.push(format!("docs/adr/{name}: the number {number} is taken"));
        }
        if !plans.iter().any(|plan| plan.contains(name)) {
            wrong.push(format!("docs/adr/{name}: linked from nowhere"));
        }
    }
    none(&wrong, "link it from ARCHITECTURE.md or docs/adr/README.md");
}

#[test]
fn nothing_in_the_tree_knows_on_which_machine_it_was_written() {
    // In two parts each, so that this file does not find itself.
    let words: Vec<String> = [
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/Us", "ers/"),
        (".lib", "rary/"),
        ("/tmp", "/t-"),
        ("sub", "agent"),
    ]
    .map(|(start, end)| format!("{start}{end}"))
    .into();
    let mut wrong = Vec::new();
    for path in walk(&house()) {
        // Tables, keys and other bytes that are not text say nothing.
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (line, content) in (1..).zip(text.lines()) {
            if let Some(word) = words.iter().find(|word| content.contains(word.as_str())) {
                wrong.push(format!("{}:{line}: {word}", relative(&path)));
            }
        }
    }
    none(&wrong, "write it so that it is true everywhere");
}

#[test]
fn code_comments_and_literals_are_told_apart() {
    let text = "let a = \"todo! \\\" //\"; // 注 \"x\"\nlet b = r#\"mod \"utils\"\"#; /* y /* z */ */ let c = 'x'; fn f<'a>() {}\n";
    let parts = Parts::of(text);
    let literals: Vec<(usize, &str)> =
        parts.literals.iter().map(|one| (one.line, one.text.as_str())).collect();
    assert_eq!(literals, [(1, "todo! \\\" //"), (2, "mod \"utils\""), (2, "x")]);
    assert_eq!(parts.code, "let a = \"\"; \nlet b = r#\"\"#;  let c = ''; fn f<'a>() {}\n");
}

/// A Rust file of ours.
struct Source {
    name: String,
    parts: Parts,
    text: String,
    /// The line on which its own tests begin.
    tests_from: usize,
}

impl Source {
    fn at(path: &Path) -> Self {
        let text = read(path);
        // Tests stand at the end of a file; a module declared there, such as `mod tests;`, is a file of its own.
        let lines: Vec<&str> = text.lines().collect();
        let opens = |pair: &[&str]| {
            pair[0].starts_with("#[cfg(test)]") && pair[1].starts_with("mod ") && pair[1].ends_with('{')
        };
        let tests_from = lines.windows(2).position(opens).map_or(usize::MAX, |before| before + 1);
        Self { name: relative(path), parts: Parts::of(&text), text, tests_from }
    }

    fn code(&self) -> &str {
        &self.parts.code
    }

    /// Tells whether it reaches a user: neither a test, nor a bench, nor the module of tests of another file.
    fn is_shipped(&self) -> bool {
        let inside = self.name.splitn(3, '/').nth(2).unwrap_or_default();
        inside.starts_with("src/")
            && !test_modules().iter().any(|module| self.name.starts_with(module.as_str()))
    }

    fn room(&self) -> &str {
        self.name.split('/').nth(1).unwrap_or_default()
    }
}

/// Gives how the paths begin of modules declared under `#[cfg(test)]`.
fn test_modules() -> &'static BTreeSet<String> {
    static FOUND: OnceLock<BTreeSet<String>> = OnceLock::new();
    FOUND.get_or_init(find_test_modules)
}

fn find_test_modules() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in rust_files() {
        let text = read(&path);
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2) {
            let name = pair[1]
                .trim_start_matches("pub ")
                .strip_prefix("mod ")
                .and_then(|rest| rest.strip_suffix(';'));
            let (true, Some(name)) = (pair[0].starts_with("#[cfg(test)]"), name) else { continue };
            let whole = path.with_extension("");
            let at_root = ["lib", "main"].iter().any(|root| whole.ends_with(root));
            let folder = if at_root { whole.parent().unwrap().to_owned() } else { whole };
            // Both `name.rs` and `name/…`.
            found.extend([
                format!("{}.rs", relative(&folder.join(name))),
                format!("{}/", relative(&folder.join(name))),
            ]);
        }
    }
    found
}

struct Literal {
    line: usize,
    text: String,
}

/// A text taken apart: code with empty literals and without comments, on the same lines; and the literals.
struct Parts {
    code: String,
    literals: Vec<Literal>,
}

impl Parts {
    fn of(text: &str) -> Self {
        let mut parts = Self { code: String::new(), literals: Vec::new() };
        let (mut rest, mut line) = (text, 1);
        while let Some(first) = rest.chars().next() {
            let taken = if rest.starts_with("//") {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                let taken = block_comment(rest);
                parts.skip_lines(&rest[..taken]);
                taken
            } else if let Some((open, close)) = literal_marks(rest, &parts.code) {
                let end = literal_end(&rest[open.len()..], &close);
                let inside = &rest[open.len()..open.len() + end];
                parts.literals.push(Literal { line, text: inside.to_owned() });
                parts.code.push_str(open);
                parts.skip_lines(inside);
                parts.code.push_str(&close);
                (open.len() + end + close.len()).min(rest.len())
            } else {
                parts.code.push(first);
                first.len_utf8()
            };
            line += rest[..taken].matches('\n').count();
            rest = &rest[taken..];
        }
        parts
    }

    /// Keeps the line ends of what is left out, so that lines can be counted.
    fn skip_lines(&mut self, left_out: &str) {
        self.code.extend(left_out.chars().filter(|one| *one == '\n'));
    }
}

/// Gives the length of a block comment; they nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < text.len() {
        let rest = &text[at..];
        let step = if rest.starts_with("/*") {
            depth += 1;
            2
        } else if rest.starts_with("*/") {
            depth -= 1;
            2
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

/// Gives how a literal opens and how it will close, if one begins here.
fn literal_marks<'a>(rest: &'a str, before: &str) -> Option<(&'a str, String)> {
    if rest.starts_with('"') {
        return Some((&rest[..1], "\"".to_owned()));
    }
    if rest.starts_with('\'') {
        let mut ahead = rest.chars().skip(1);
        let is_char = ahead.next()? == '\\' || ahead.next()? == '\'';
        return is_char.then(|| (&rest[..1], "'".to_owned()));
    }
    let inside_word = before.chars().next_back().is_some_and(|last| last.is_alphanumeric() || last == '_');
    let hashes = rest.strip_prefix('r')?.chars().take_while(|one| *one == '#').count();
    let open = rest.get(..hashes + 2)?;
    (open.ends_with('"') && (!inside_word || before.ends_with('b')))
        .then(|| (open, format!("\"{}", "#".repeat(hashes))))
}

/// Gives where the closing mark stands; a backslash hides what follows it, except in raw literals.
fn literal_end(text: &str, close: &str) -> usize {
    let raw = close.len() > 1;
    let mut hidden = false;
    for (at, one) in text.char_indices() {
        if !hidden && text[at..].starts_with(close) {
            return at;
        }
        hidden = !raw && !hidden && one == '\\';
    }
    text.len()
}

fn is_japanese(one: char) -> bool {
    matches!(one, '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Lists where code, line by line and without its own tests, holds something.
fn places(
    sources: impl IntoIterator<Item = Source>,
    holds: impl Fn(&str) -> Option<&'static str>,
) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        for (line, code) in (1..source.tests_from).zip(source.code().lines()) {
            found.extend(holds(code).map(|word| format!("{}:{line}: {word}", source.name)));
        }
    }
    found
}

/// Reads every table with a column `test`, and gives how many rows there are and what is wrong with them.
fn controls(page: &str, exists: impl Fn(&str) -> bool) -> (usize, Vec<String>) {
    let (mut rows, mut wrong) = (0, Vec::new());
    let mut column = None;
    for line in page.lines() {
        let Some(inside) = line.trim().strip_prefix('|') else {
            column = None;
            continue;
        };
        let cells: Vec<&str> = inside.trim_end_matches('|').split('|').map(str::trim).collect();
        let Some(at) = column else {
            column = cells.iter().position(|cell| cell.trim_matches('`').eq_ignore_ascii_case("test"));
            continue;
        };
        if cells.iter().all(|cell| cell.chars().all(|one| matches!(one, '-' | ':'))) {
            continue;
        }
        rows += 1;
        let control = cells.first().copied().unwrap_or_default();
        let tests: Vec<&str> = cells
            .get(at)
            .copied()
            .unwrap_or_default()
            .split('`')
            .filter(|word| word.contains("::"))
            .collect();
        if tests.is_empty() {
            wrong.push(format!("{control}: no test is named"));
        }
        wrong.extend(
            tests
                .iter()
                .filter(|test| !exists(test))
                .map(|test| format!("{control}: `{test}` does not exist")),
        );
    }
    (rows, wrong)
}

fn test_exists(house: &Path, named: &str) -> bool {
    let Some((path, name)) = named.rsplit_once("::") else { return false };
    fs::read_to_string(house.join(path)).is_ok_and(|text| {
        [format!("fn {name}("), format!("def {name}("), format!("fn {name}<")]
            .iter()
            .any(|start| text.contains(start.as_str()))
    })
}

/// Gives the rooms that a manifest uses outside of its tests.
fn rooms_used(manifest: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut counts = false;
    for line in manifest.lines().map(|line| line.split('#').next().unwrap_or_default()) {
        if line.starts_with('[') {
            counts = line.contains("dependencies") && !line.contains("dev-dependencies");
        }
        if counts {
            let words = line.split(|one: char| !(one.is_ascii_alphanumeric() || one == '-'));
            used.extend(words.filter(|word| word.starts_with("sekisho")).map(str::to_owned));
        }
    }
    used
}

fn rooms() -> Vec<String> {
    let named = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    let rooms: Vec<String> = list(&house().join("crates")).iter().filter_map(named).collect();
    assert!(rooms.len() > 1, "no rooms were found");
    rooms
}

fn roots() -> Vec<Source> {
    let is_root =
        |source: &Source| source.name.ends_with("/src/lib.rs") || source.name.ends_with("/src/main.rs");
    sources().into_iter().filter(is_root).collect()
}

fn sources() -> Vec<Source> {
    rust_files().iter().map(|path| Source::at(path)).collect()
}

fn rust_files() -> Vec<PathBuf> {
    walk(&house().join("crates"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn relative(path: &Path) -> String {
    path.strip_prefix(house()).unwrap_or(path).display().to_string()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn list(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    found.sort_unstable();
    found
}

/// Gives all files below a folder, without what tools make and without hidden folders other than CI's.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in list(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let made = ["__pycache__", "node_modules", "sekisho-demo", "target"].contains(&name.as_str());
        let hidden = name.starts_with('.') && name != ".ci";
        if path.is_dir() && !path.is_symlink() {
            if !made && !hidden {
                found.extend(walk(&path));
            }
        } else if path.is_file() && path.extension().is_none_or(|end| end != "swp") {
            found.push(path);
        }
    }
    found
}

fn named<'a>(sources: impl Iterator<Item = &'a Source>) -> Vec<String> {
    sources.map(|source| source.name.clone()).collect()
}

fn none(wrong: &[String], rule: &str) {
    assert!(wrong.is_empty(), "{rule}:\n  {}\n", wrong.join("\n  "));
}
