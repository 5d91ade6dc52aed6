//! The sentences: complete in both languages, true to what the code gives them, and every command in them exists.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use fluent_bundle::{FluentBundle, FluentResource};
use sekisho::cli;
use sekisho::message::{Language, Text};
use sekisho_core::alarm::{Alarm, Finding};
use sekisho_core::party::Role;
use sekisho_core::{Command, Rule};

const JA: &str =
    concat!(include_str!("../../../text/ja.ftl"), "\n", include_str!("../../../text/pages.ja.ftl"));
const EN: &str =
    concat!(include_str!("../../../text/en.ftl"), "\n", include_str!("../../../text/pages.en.ftl"));

const LANGUAGES: [(Language, &str); 2] = [(Language::Ja, JA), (Language::En, EN)];

/// Rules that are raised through a variable, so that a search of the source finds no names beside them.
const RAISED_INDIRECTLY: [(&str, &[&str]); 3] = [
    ("already-finished", &["permit"]),
    // The words of a local rule are its own (`act::reason_words`).
    ("local-rule", &["clause", "next", "why"]),
    ("permit-unknown", &["permit"]),
];

/// States of permits: [`sekisho_core::permit::Permit::status`], and how a permit ends.
const STATUSES: [&str; 11] = [
    "approved",
    "closed",
    "frozen",
    "lapsed",
    "lost",
    "out",
    "requested",
    "returned",
    "revoked",
    "sent-back",
    "withdrawn",
];

/// [`sekisho_core::permit::EraseMethod::name`].
const METHODS: [&str; 4] = ["destroyed", "files-deleted", "formatted", "overwritten"];

/// Families of keys: a literal in the source that begins like this is a key, or the code of a fault.
const FAMILIES: [&str; 16] = [
    "check-",
    "column-",
    "condition-",
    "custody-",
    "demo-",
    "doctor-",
    "field-",
    "import-",
    "incident-",
    "init-",
    "paper-",
    "rebuild-",
    "severity-",
    "transport-",
    "turn-",
    "verify-",
];

/// A part of a message as the file has it: its text, without the name.
type Parts = BTreeMap<String, String>;

/// Reads `key` and `key.attribute` with their patterns.
///
/// Shape: the layout of our own files, a name at the start of a line or after four spaces and a dot.
fn parts(source: &str) -> Parts {
    let mut parts = Parts::new();
    let (mut message, mut current) = (String::new(), String::new());
    for line in source.lines() {
        let attribute = line.strip_prefix("    .").and_then(|rest| rest.split_once(" ="));
        let name = line.split_once(" =").filter(|(name, _)| is_name(name));
        if let Some((name, pattern)) = attribute.filter(|(name, _)| is_name(name)) {
            current = format!("{message}.{name}");
            parts.insert(current.clone(), pattern.trim().to_owned());
        } else if let Some((name, pattern)) = name {
            name.clone_into(&mut message);
            current.clone_from(&message);
            let before = parts.insert(current.clone(), pattern.trim().to_owned());
            assert_eq!(before, None, "{name} stands twice");
        } else if !line.starts_with('#') {
            let pattern = parts.entry(current.clone()).or_default();
            pattern.push('\n');
            pattern.push_str(line.trim());
        }
    }
    parts.remove("");
    parts
}

fn is_name(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    word.starts_with(|c: char| c.is_ascii_lowercase()) && word.chars().all(plain)
}

fn variables(pattern: &str) -> BTreeSet<String> {
    let name =
        |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    let after_brace = |before: &str| before.trim_end().ends_with('{');
    pattern
        .match_indices('$')
        .filter(|(at, _)| pattern.get(..*at).is_some_and(after_brace))
        .filter_map(|(at, _)| pattern.get(at.saturating_add(1)..).map(name))
        .collect()
}

fn crate_root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Reads every source file under a directory, without what stands in tests.
fn sources(dir: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if ["properties", "table", "testkit", "tests"].contains(&name.as_str())
            && !path.ends_with("src/table.rs")
        {
            continue;
        }
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
            found.push((path, text));
        }
    }
    found
}

fn own_sources() -> Vec<(PathBuf, String)> {
    sources(&crate_root().join("src"))
}

/// Reads the string literal at the start of a text.
fn literal(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix('"')?.split_once('"').map(|(word, _)| word)
}

/// Finds the literals that follow a word of the source.
fn literals_after<'a>(source: &'a str, word: &str) -> Vec<&'a str> {
    source.split(word).skip(1).filter_map(literal).collect()
}

fn dashed(name: &str) -> String {
    name.replace(['_', '.'], "-")
}

#[test]
fn no_message_fails_to_parse_and_none_stands_twice() {
    for (language, source) in LANGUAGES {
        let resource = FluentResource::try_new(source.to_owned());
        let resource = resource.unwrap_or_else(|(_, errors)| panic!("{language:?}: {errors:?}"));
        let mut bundle = FluentBundle::new(vec![language.code().parse().unwrap()]);
        assert_eq!(
            bundle.add_resource(resource).map_err(|errors| format!("{errors:?}")),
            Ok(()),
            "{language:?}"
        );
        for (name, pattern) in parts(source) {
            assert!(!pattern.trim().is_empty(), "{language:?}: {name} is empty");
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_attributes_and_variables() {
    let (ja, en) = (parts(JA), parts(EN));
    let names = |parts: &Parts| parts.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&ja), names(&en));
    for (name, pattern) in &ja {
        assert_eq!(variables(pattern), variables(&en[name]), "{name}");
    }
}

#[test]
fn text_is_calm_and_claims_nothing_of_a_declared_permit() {
    for (language, source) in LANGUAGES {
        for (name, pattern) in parts(source) {
            let calm = !pattern.contains(['!', '！']);
            assert!(calm, "{language:?}: {name} holds an exclamation mark");
            assert!(
                !pattern.contains(|c| ('\u{ff61}'..='\u{ff9f}').contains(&c)),
                "{name} holds half-width kana"
            );
            assert!(!pattern.to_lowercase().contains("unreadable"), "{language:?}: {name} claims too much");
        }
    }
    let english: Vec<String> = parts(EN)
        .into_iter()
        .filter(|(name, _)| name != "fault-ledger-mapping.advice")
        .filter(|(_, pattern)| pattern.contains(|c| ('\u{3040}'..='\u{30ff}').contains(&c)))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(english, Vec::<String>::new(), "English holds kana");
}

#[test]
fn original_data_are_said_to_be_untouched_wherever_erasing_is_told() {
    for (source, word) in [(JA, "原本は消えません"), (EN, "original data stay untouched")] {
        let parts = parts(source);
        for name in [
            "cmd-erase",
            "cmd-erase-report",
            "copy-not-erased.advice",
            "done-report-erasure",
            "done-report-loss",
            "incident-original",
            "turn-erase",
        ] {
            assert!(parts[name].contains(word), "{name}: {}", parts[name]);
        }
    }
}

#[test]
fn no_sentence_of_a_fault_holds_what_only_developers_can_read() {
    for (language, source) in LANGUAGES {
        for (name, pattern) in parts(source).iter().filter(|(name, _)| name.starts_with("fault-")) {
            // What a library said has a line of its own; a kind such as `full` chooses a sentence and is not shown.
            let shows = |variable: &str| pattern.contains(&format!("{{ ${variable} }}"));
            let is_own_sentence = name == "fault-import-overtaken";
            assert!(!shows("detail") && !shows("found"), "{language:?}: {name}");
            assert!(!shows("why") || is_own_sentence, "{language:?}: {name}");
        }
    }
}

#[test]
fn every_rule_has_its_sentence_and_its_next_step() {
    for (language, source) in LANGUAGES {
        let parts = parts(source);
        for rule in Rule::ALL {
            let name = rule.name();
            assert!(parts.contains_key(name), "{language:?}: {name}");
            assert!(parts.contains_key(&format!("{name}.advice")), "{language:?}: {name}.advice");
        }
    }
}

/// Gives the names that every place which raises the rule gives along.
fn names_given() -> BTreeMap<String, BTreeSet<String>> {
    let mut given: BTreeMap<String, BTreeSet<String>> = RAISED_INDIRECTLY
        .iter()
        .map(|(rule, names)| ((*rule).to_owned(), names.iter().map(|name| (*name).to_owned()).collect()))
        .collect();
    let by_variant: BTreeMap<String, &str> =
        Rule::ALL.iter().map(|rule| (format!("{rule:?}"), rule.name())).collect();
    let core = sources(&crate_root().join("../sekisho-core/src"));
    assert!(core.len() > 20, "{} files of the core", core.len());
    for (_, source) in core {
        for after in source.split("Rule::").skip(1) {
            let variant: String = after.chars().take_while(char::is_ascii_alphanumeric).collect();
            let (Some(name), Some(chain)) = (by_variant.get(&variant), after.get(variant.len()..)) else {
                continue;
            };
            let Some(names) = chain_of(chain) else { continue };
            given
                .entry((*name).to_owned())
                .and_modify(|known| *known = known.intersection(&names).cloned().collect())
                .or_insert(names);
        }
    }
    given
}

/// Reads `.about("a", …).about("b", …)`, or `.into()` and `)`, which name nothing; anything else raises nothing.
fn chain_of(mut chain: &str) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    if chain.starts_with(".into()") {
        return Some(names);
    }
    while let Some(rest) = chain.trim_start().strip_prefix(".about(") {
        names.insert(literal(rest)?.to_owned());
        let mut depth = 1_i32;
        let end = rest.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        })?;
        chain = rest.get(end.saturating_add(1)..)?;
    }
    (!names.is_empty()).then_some(names)
}

#[test]
fn a_rules_sentence_names_only_what_every_refusal_gives_along() {
    let given = names_given();
    for (language, source) in LANGUAGES {
        let parts = parts(source);
        for rule in Rule::ALL {
            let name = rule.name();
            let known = given.get(name).unwrap_or_else(|| panic!("{name} is raised nowhere"));
            for part in [name.to_owned(), format!("{name}.advice")] {
                let used = variables(&parts[&part]);
                assert!(used.is_subset(known), "{language:?}: {part} uses {used:?}, given are {known:?}");
            }
        }
    }
}

/// Lists the names of the events as the wire has them, dashed.
fn events() -> Vec<String> {
    let path = crate_root().join("../sekisho-core/src/event.rs");
    let source = fs::read_to_string(path).unwrap_or_default();
    let body = source
        .split_once("pub enum Event {")
        .and_then(|(_, rest)| rest.split_once("\n}"))
        .unwrap_or_default()
        .0;
    let variant = |line: &str| {
        let line =
            line.strip_prefix("    ").filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))?;
        Some(line.chars().take_while(char::is_ascii_alphanumeric).collect::<String>())
    };
    let dashed = |name: String| {
        let spaced: String = name
            .chars()
            .map(|c| if c.is_ascii_uppercase() { format!("-{c}") } else { c.to_string() })
            .collect();
        spaced.trim_start_matches('-').to_lowercase()
    };
    body.lines().filter_map(variant).map(dashed).collect()
}

#[test]
fn everything_that_has_a_name_has_its_words() {
    let mut keys: Vec<String> = Vec::new();
    keys.extend(Alarm::ALL.map(|alarm| format!("alarm-{}", dashed(alarm.name()))));
    keys.extend(Finding::ALL.map(|finding| format!("finding-{}", dashed(finding.name()))));
    keys.extend(Role::ALL.map(|role| format!("role-{}", dashed(role.name()))));
    keys.extend(Command::ACTS.iter().map(|act| format!("done-{}", dashed(act))));
    keys.extend(events().into_iter().map(|event| format!("event-{event}")));
    keys.extend(STATUSES.map(|status| format!("status-{status}")));
    keys.extend(METHODS.map(|method| format!("erase-{method}")));
    keys.extend(sekisho_audit::ledger::code::ALL.map(str::to_owned));
    assert!(keys.len() > 100, "{} names", keys.len());
    for (language, source) in LANGUAGES {
        let parts = parts(source);
        let missing: Vec<&String> = keys.iter().filter(|key| !parts.contains_key(*key)).collect();
        assert_eq!(missing, Vec::<&String>::new(), "{language:?}");
    }
}

#[test]
fn an_event_is_a_short_noun_phrase_that_fits_its_column() {
    for (name, pattern) in parts(JA).iter().filter(|(name, _)| name.starts_with("event-")) {
        assert!(pattern.chars().count() <= 12 && !pattern.contains('。'), "{name}: {pattern}");
    }
    for (name, pattern) in parts(JA).iter().filter(|(name, _)| name.starts_with("field-")) {
        assert!(pattern.chars().count() <= 7, "{name}: {pattern}");
    }
}

#[test]
fn every_key_in_the_source_has_its_sentence() {
    let parts = parts(JA);
    let mut missing = BTreeSet::new();
    let own = own_sources();
    assert!(own.len() > 20, "{} files", own.len());
    for (path, source) in own {
        let keys = literals_after(&source, "say(").into_iter().chain(literals_after(&source, "maybe("));
        let faults = literals_after(&source, "Failure::usage(")
            .into_iter()
            .chain(source.split("Failure::new(").skip(1).filter_map(|rest| literal(rest.split_once(',')?.1)))
            .chain(literals_after(&source, ".during("));
        let faults = faults.map(|code| format!("fault-{code}"));
        for key in keys.map(str::to_owned).chain(faults) {
            if !parts.contains_key(&key) {
                missing.insert(format!("{}: {key}", path.display()));
            }
        }
        for word in source.split('"').filter(|word| is_name(word) && !word.ends_with('-')) {
            let family = FAMILIES.iter().any(|family| word.starts_with(family));
            let known = parts.contains_key(word) || parts.contains_key(&format!("fault-{word}"));
            let begins = parts.keys().any(|key| key.starts_with(&format!("{word}-")));
            if family && !known && !begins {
                missing.insert(format!("{}: {word}", path.display()));
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

/// Walks every command of the command line, with its key: `cmd`, `cmd-permit`, `cmd-permit-approve`.
fn walk(command: &clap::Command, key: &str, see: &mut dyn FnMut(&clap::Command, &str)) {
    see(command, key);
    for verb in command.get_subcommands() {
        walk(verb, &format!("{key}-{}", verb.get_name()), see);
    }
}

#[test]
fn every_command_and_argument_has_its_help() {
    for (language, source) in LANGUAGES {
        let (parts, text) = (parts(source), Text::new(language));
        let mut missing = BTreeSet::new();
        walk(&cli::command(&text), "cmd", &mut |command, key| {
            if !parts.contains_key(key) {
                missing.insert(key.to_owned());
            }
            let about = command.get_about().map(ToString::to_string);
            assert_eq!(about, text.maybe(key, None, &[]), "{language:?}: {key}");
            let is_leaf = command.get_subcommands().next().is_none();
            if is_leaf && !parts.contains_key(&format!("{key}.examples")) {
                missing.insert(format!("{key}.examples"));
            }
            for argument in command.get_arguments() {
                let id = dashed(argument.get_id().as_str());
                if argument.get_help().is_none_or(|help| help.to_string().is_empty()) {
                    missing.insert(format!("arg-{}-{id}", key.trim_start_matches("cmd-")));
                }
            }
        });
        assert_eq!(missing, BTreeSet::new(), "{language:?}");
    }
}

#[test]
fn help_names_no_command_or_argument_that_is_not_there() {
    let mut known = BTreeSet::new();
    walk(&cli::command(&Text::new(Language::Ja)), "cmd", &mut |command, key| {
        known.insert(key.to_owned());
        for argument in command.get_arguments() {
            let id = dashed(argument.get_id().as_str());
            known.insert(format!("arg-{id}"));
            known.insert(format!("arg-{}-{id}", key.trim_start_matches("cmd-")));
        }
    });
    let help = |name: &&String| (name.starts_with("cmd") || name.starts_with("arg-")) && !name.contains('.');
    let parts = parts(JA);
    let stale: Vec<&String> = parts.keys().filter(help).filter(|name| !known.contains(*name)).collect();
    assert_eq!(stale, Vec::<&String>::new());
}

/// Splits a line as a shell does, as far as our examples need it: spaces, double quotes, comments.
fn shell_words(line: &str) -> Vec<OsString> {
    let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            '#' if !quoted && word.is_none() => break,
            c if c.is_whitespace() && !quoted => words.extend(word.take().map(OsString::from)),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word.map(OsString::from));
    words
}

#[test]
fn every_example_is_a_command_line_that_parses() {
    for (language, _) in LANGUAGES {
        let text = Text::new(language);
        let mut examples = Vec::new();
        walk(&cli::command(&text), "cmd", &mut |_, key| {
            let lines = text.maybe(key, Some("examples"), &[]).unwrap_or_default();
            examples.extend(lines.lines().map(|line| (key.to_owned(), line.trim().to_owned())));
        });
        assert!(examples.len() > 100, "{} examples", examples.len());
        for (key, line) in examples.iter().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let words = shell_words(line);
            let (program, rest) = words.split_first().unwrap();
            assert_eq!(program, "sekisho", "{key}: {line}");
            if let Err(error) = cli::parse(rest, &text) {
                panic!("{language:?}, {key}: `{line}`: {error}");
            }
        }
    }
}

/// Replaces `<…>` and `{ $… }` by a word, so that a command line can be read out of a sentence.
fn filled(pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, from) = rest.split_at(at);
        let close = if from.starts_with('<') { '>' } else { '}' };
        let Some((_, after)) = from.split_once(close) else { break };
        out.push_str(before);
        out.push('X');
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Finds the command lines in a sentence: what follows the program's name up to the next mark of the sentence.
fn command_lines(pattern: &str) -> Vec<String> {
    let filled = filled(pattern);
    let mut lines = Vec::new();
    for after in filled.split("sekisho ").skip(1) {
        let ascii: String = after
            .chars()
            .take_while(|c| c.is_ascii() && !matches!(c, '\n' | ';' | ',' | '(' | ')'))
            .collect();
        let line = ascii.split(". ").next().unwrap_or_default();
        lines.push(line.trim_end_matches(['.', ' ']).to_owned());
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// Checks the nouns, verbs and flags of a command line that a sentence proposes.
fn check_proposed(grammar: &clap::Command, name: &str, line: &str) {
    let mut command = grammar;
    let mut words = line.split_whitespace().peekable();
    while let Some(verb) = words.peek().and_then(|word| command.find_subcommand(word)) {
        command = verb;
        words.next();
    }
    let rest: Vec<&str> = words.collect();
    let asks_help = rest.iter().any(|word| matches!(*word, "--help" | "--version"));
    let is_leaf = command.get_subcommands().next().is_none();
    assert!(is_leaf || asks_help, "{name}: `sekisho {line}` is no command");
    for flag in rest.iter().filter_map(|word| word.strip_prefix("--")) {
        let long = |command: &clap::Command| {
            command.get_arguments().any(|argument| argument.get_long() == Some(flag))
        };
        let known = ["help", "version"].contains(&flag) || long(command) || long(grammar);
        assert!(known, "{name}: `sekisho {line}` has no --{flag}");
    }
}

#[test]
fn every_command_that_a_sentence_proposes_exists_with_its_flags() {
    let grammar = cli::command(&Text::new(Language::En));
    let mut count = 0_u32;
    for (_, source) in LANGUAGES {
        for (name, pattern) in parts(source).iter().filter(|(name, _)| !name.ends_with(".examples")) {
            for line in command_lines(pattern) {
                check_proposed(&grammar, name, &line);
                count = count.saturating_add(1);
            }
        }
    }
    assert!(count > 200, "{count} commands");
}
