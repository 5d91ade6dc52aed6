//! What the cases of the past cover: a part of `docs/controls.md`, made from the files in `replays/` and from the tables of that page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sekisho_core::Rule;
use sekisho_core::alarm::{Alarm, Finding};
use toml::Value;

/// Between these lines of the page nothing is written by hand.
const BEGIN: &str = "<!-- cases: made by crates/sekisho/tests/story/coverage.rs -->";
const END: &str = "<!-- cases: end -->";

/// Each capability with the codes and the commands that are its own: the one place where a step is given to a capability.
const CAPABILITIES: [(&str, &str, &[&str], &[&str]); 30] = [
    ("C01", "contracts, orders, the chain", &["R-CHAIN", "R-OFFSHORE"], &["contract", "order"]),
    (
        "C02",
        "true employers, rosters",
        &["R-EMPLOYER", "R-ROSTER", "A-IDENT"],
        &["access apply", "person", "roster"],
    ),
    ("C03", "less data", &["R-SCOPE"], &["dataset", "list", "purpose"]),
    ("C04", "safety plans", &["R-PLAN"], &["plan"]),
    (
        "C05",
        "permits",
        &["R-CHANGED", "R-NOPERMIT", "R-STALE", "R-WINDOW"],
        &["permit approve", "permit request"],
    ),
    ("C06", "ledger of media", &["R-ID", "R-MEDIA", "A-STOCK"], &["medium"]),
    ("C07", "inspection at the door, virus scan", &["R-VIRUS", "A-USB"], &[]),
    ("C08", "attended export and sealing", &["R-ATTEND", "R-UNSEALED"], &["seal"]),
    ("C09", "boxes that no password opens", &["R-UNSEALED"], &["seal box"]),
    ("C10", "transport", &["R-CUSTODY", "R-METHOD", "R-TWO", "A-OVERDUE"], &["custody"]),
    ("C11", "opening at the site", &["R-DEAD", "R-SITE"], &["open", "release", "rewrap"]),
    ("C12", "erasure", &["R-ERASE", "A-ERASE", "A-SERIAL"], &["certificate", "erase"]),
    ("C13", "places and return", &["R-DEST", "R-PLACE", "A-COUNT"], &["place"]),
    ("C14", "rights of access", &["R-ACCOUNT"], &["access"]),
    ("C15", "logs of other systems", &["A-EXPORT", "A-VOLUME"], &["finding"]),
    ("C16", "rooms, doors, cameras", &["A-DOOR"], &[]),
    ("C17", "weekly inspection", &["A-CHECK"], &[]),
    ("C18", "training", &["R-TRAIN"], &["training"]),
    ("C19", "audit", &[], &["log export"]),
    ("C20", "minutes and instructions", &[], &[]),
    (
        "C21",
        "incidents",
        &["R-FROZEN", "R-UNKNOWN", "A-CONTRA"],
        &["incident", "lost", "medium found", "medium missing"],
    ),
    ("C22", "reports and statements", &["A-SECRET"], &[]),
    ("C23", "inquiry desk", &[], &["fingerprint find"]),
    ("C24", "watch for leaks", &["A-LEAK"], &[]),
    ("C25", "location while carried", &[], &[]),
    ("C26", "work without a network", &[], &["open", "sync"]),
    ("C27", "costs, claims, measures", &[], &[]),
    ("C28", "roles, separation of duties", &["R-LOCAL", "R-OFFICE", "R-ROLE", "R-SOD"], &["policy"]),
    ("C29", "evidence nobody can rewrite", &[], &["log verify", "verify"]),
    ("C30", "selection of contractors", &[], &["contract evaluate"]),
];

fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Finds the capabilities of a verdict's codes.
fn by_codes(verdict: &str) -> BTreeSet<&'static str> {
    let codes: Vec<&str> = verdict.split_whitespace().skip(1).collect();
    let own = CAPABILITIES.iter().filter(|(_, _, own, _)| own.iter().any(|code| codes.contains(code)));
    own.map(|(code, ..)| *code).collect()
}

/// Finds the capabilities of a command line: those with the longest beginning of it.
fn by_command(line: &str) -> BTreeSet<&'static str> {
    let begins = |command: &str| {
        line == command || line.strip_prefix(command).is_some_and(|rest| rest.starts_with(' '))
    };
    let all =
        || CAPABILITIES.iter().flat_map(|(code, _, _, own)| own.iter().map(move |command| (*code, *command)));
    let longest = all().filter(|(_, command)| begins(command)).map(|(_, command)| command.len()).max();
    let own = all().filter(|(_, command)| begins(command) && Some(command.len()) == longest);
    own.map(|(code, _)| code).collect()
}

/// What one capability has in the cases.
#[derive(Default)]
struct Covered {
    /// Steps in which it is tried, by case.
    tried: BTreeMap<String, Vec<String>>,
    /// Verdicts that are open, each with its case and step.
    open: Vec<String>,
}

/// Reads what a case has for each capability. What belongs to none stands under an empty code.
fn read(case: &Value, covered: &mut BTreeMap<String, Covered>) {
    for step in list(case, "steps") {
        let named = list(step, "capabilities").iter().filter_map(Value::as_str).map(str::to_owned);
        let named: BTreeSet<String> = named.collect();
        let number = text(step, "number");
        let acts = list(step, "acts");
        let mut tried: BTreeSet<String> = if acts.is_empty() { BTreeSet::new() } else { named.clone() };
        for act in acts {
            let own = by_codes(text(act, "expect")).into_iter().chain(by_command(text(act, "line")));
            tried.extend(own.map(str::to_owned));
        }
        for code in tried {
            let steps =
                covered.entry(code).or_default().tried.entry(text(case, "code").to_owned()).or_default();
            steps.push(number.to_owned());
        }
        for verdict in list(step, "open").iter().filter_map(Value::as_str) {
            let mut own: BTreeSet<String> = by_codes(verdict).into_iter().map(str::to_owned).collect();
            if own.is_empty() {
                own.clone_from(&named);
            }
            if own.is_empty() {
                own.insert(String::new());
            }
            for code in own {
                let open = format!("{} {number}: `{verdict}`", text(case, "code"));
                covered.entry(code).or_default().open.push(open);
            }
        }
    }
}

/// Collects the tests that the tables of the page name for each capability.
fn tests(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut tests: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in page.lines().filter_map(|line| line.strip_prefix('|')) {
        let first = row.split('|').next().unwrap_or_default();
        let named: Vec<&str> = row.split('`').filter(|word| word.contains(".rs::")).collect();
        for code in first.split_whitespace().filter(|word| CAPABILITIES.iter().any(|(code, ..)| code == word))
        {
            tests.entry(code.to_owned()).or_default().extend(named.iter().map(|name| (*name).to_owned()));
        }
    }
    tests
}

fn or_nothing(cell: String) -> String {
    if cell.is_empty() { "–".to_owned() } else { cell }
}

/// Writes the part of the page.
fn part(page: &str, cases: &[Value]) -> String {
    let mut covered = BTreeMap::new();
    for case in cases {
        read(case, &mut covered);
    }
    let tests = tests(page);
    let mut out = format!(
        "{BEGIN}\n\n| capability | tried in (case: steps) | open: nothing gives this verdict yet | tests of the rows above |\n|---|---|---|---|\n"
    );
    let nobodys = ("", "of no capability", &[][..], &[][..]);
    for (code, name, ..) in CAPABILITIES.iter().chain([&nobodys]) {
        let own = covered.remove(*code).unwrap_or_default();
        if code.is_empty() && own.open.is_empty() && own.tried.is_empty() {
            continue;
        }
        let tried: Vec<String> =
            own.tried.iter().map(|(case, steps)| format!("{case}: {}", steps.join(", "))).collect();
        let names = tests.get(*code).into_iter().flatten().filter_map(|test| test.rsplit("::").next());
        let names: BTreeSet<String> = names.map(|name| format!("`{name}`")).collect();
        let names: Vec<String> = names.into_iter().collect();
        let cells = [tried.join("; "), own.open.join("; "), names.join(", ")].map(or_nothing);
        let _ = writeln!(out, "| {} | {} |", format!("{code} {name}").trim(), cells.join(" | "));
    }
    out.push_str("\n| case | steps | attempts | verdicts open | steps whose source expects otherwise | not stopped: tried | cannot be seen |\n|---|---|---|---|---|---|---|\n");
    for case in cases {
        let steps = list(case, "steps");
        let sum = |name: &str| steps.iter().map(|step| list(step, name).len()).sum::<usize>();
        let differs = steps.iter().filter(|step| step.get("differs").is_some()).count();
        let limits = list(case, "would_not_stop");
        let unseen = limits.iter().filter(|limit| limit.get("cannot_be_seen").is_some()).count();
        let counts = [steps.len(), sum("acts"), sum("open"), differs, limits.len() - unseen, unseen];
        let _ = writeln!(
            out,
            "| {} | {} |",
            text(case, "code"),
            counts.map(|count| count.to_string()).join(" | ")
        );
    }
    out.push_str(END);
    out
}

fn corpus() -> Vec<Value> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(house().join("replays")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| toml::from_str(&fs::read_to_string(file).unwrap()).unwrap()).collect()
}

#[test]
fn the_page_of_controls_says_what_the_cases_cover() {
    let page = fs::read_to_string(house().join("docs/controls.md")).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let now = format!("{before}{}{after}", part(before, &corpus()));
    let written = Path::new(env!("CARGO_TARGET_TMPDIR")).join("controls.md");
    fs::write(&written, &now).unwrap();
    assert!(
        now == page,
        "the cases cover something else; if that is meant: cp {} docs/controls.md",
        written.display()
    );
}

#[test]
fn every_test_that_the_page_names_exists_and_every_capability_is_on_it() {
    let page = fs::read_to_string(house().join("docs/controls.md")).unwrap();
    let mut wrong = Vec::new();
    for named in page.split('`').filter(|word| word.contains(".rs::") && !word.contains(' ')) {
        let (path, name) = named.rsplit_once("::").unwrap();
        let source = fs::read_to_string(house().join(path)).unwrap_or_default();
        if ![format!("fn {name}("), format!("fn {name}<")].iter().any(|start| source.contains(start.as_str()))
        {
            wrong.push(named);
        }
    }
    assert_eq!(wrong, Vec::<&str>::new());
    for (code, ..) in CAPABILITIES {
        assert!(page.contains(&format!("| {code} ")), "{code}");
    }
}

#[test]
fn no_code_of_the_program_belongs_to_nobody() {
    let rules = Rule::ALL.iter().map(|rule| rule.code());
    let alarms = Alarm::ALL.iter().map(|alarm| alarm.code());
    let findings = Finding::ALL.iter().map(|finding| finding.code());
    for code in rules.chain(alarms).chain(findings) {
        assert!(!by_codes(&format!("REFUSE {code}")).is_empty(), "{code}");
    }
}

#[test]
fn a_step_is_given_to_the_capabilities_of_its_codes_and_commands() {
    let case: Value = toml::from_str(
        r#"
        code = "X"
        [[steps]]
        number = "1"
        open = ["ALERT A-USB", "PERMIT"]
        capabilities = ["C22"]
        [[steps.acts]]
        line = "contract evaluate A --score 1"
        expect = "REFUSE R-TWO"
        [[steps]]
        number = "2"
        open = ["HOLD"]
        "#,
    )
    .unwrap();
    let mut covered = BTreeMap::new();
    read(&case, &mut covered);
    let tried: Vec<&str> =
        covered.iter().filter(|(_, own)| !own.tried.is_empty()).map(|(code, _)| code.as_str()).collect();
    // The longer beginning counts: not C01, whose command is `contract`.
    assert_eq!(tried, ["C10", "C22", "C30"]);
    let open: Vec<(&str, &[String])> = covered
        .iter()
        .filter(|(_, own)| !own.open.is_empty())
        .map(|(code, own)| (code.as_str(), own.open.as_slice()))
        .collect();
    let wanted = [
        ("", &["X 2: `HOLD`".to_owned()][..]),
        ("C07", &["X 1: `ALERT A-USB`".to_owned()][..]),
        ("C22", &["X 1: `PERMIT`".to_owned()][..]),
    ];
    assert_eq!(open, wanted);
}
