//! What a line of a case may touch: the folder of the case, and nothing else of the machine.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::{ArgMatches, Command, CommandFactory as _};

use crate::cli::{self, Cli};
use crate::message::Text;
use crate::replay::unfit::Problem;

/// Where a line writes the case's folder.
const FOLDER: &str = "{dir}";
/// What would leave the folder in another way: by the network, by a device, by another case.
const BARRED: [&[&str]; 7] = [
    &["completions"],
    &["demo"],
    &["erase", "medium"],
    &["replay"],
    &["serve"],
    &["vault", "serve"],
    &["vault", "work"],
];

/// Tells what is wrong with a line, if anything is: a command that no case plays, an address, or a path outside of the folder.
///
/// Shape: `words` as they stand in the file, with `{dir}` for the folder.
pub(super) fn fault(words: &[String], text: &Text) -> Option<Problem> {
    let begins =
        |barred: &&&[&str]| words.iter().map(String::as_str).take(barred.len()).eq(barred.iter().copied());
    if let Some(barred) = BARRED.iter().find(begins) {
        return Some(Problem::new("barred", "").with("command", barred.join(" ")));
    }
    let grammar = cli::command(text);
    let line = std::iter::once("sekisho").chain(words.iter().map(String::as_str));
    match grammar.clone().try_get_matches_from(line) {
        Ok(matches) => outside(&grammar, &matches),
        Err(error) => {
            let said = error.to_string();
            Some(Problem::new("line", "").said(said.lines().next().unwrap_or_default()))
        }
    }
}

/// Finds the first value that leads out of the folder, in a command and the one below it.
fn outside(command: &Command, matches: &ArgMatches) -> Option<Problem> {
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str();
        let shown = argument.get_value_names().unwrap_or_default();
        let named = shown.iter().any(|name| ["FILE", "DIR", "URL"].iter().any(|kind| name.contains(kind)));
        let typed = argument.get_value_parser().type_id() == std::any::TypeId::of::<PathBuf>();
        if !(named || typed) || !matches.try_contains_id(id).unwrap_or(false) {
            continue;
        }
        // As in `CODE=DIR`, where the command itself splits at the first one; anywhere else it is a part of the path.
        let pair = shown.iter().any(|name| name.contains('='));
        // A profile of the program's own is no path.
        let profile = shown.iter().any(|name| name.contains("PROFILE"));
        let values = matches.get_raw(id).into_iter().flatten().filter_map(OsStr::to_str);
        for value in
            values.filter(|_| matches.value_source(id) == Some(clap::parser::ValueSource::CommandLine))
        {
            let (what, path) = if pair { value.split_once('=') } else { None }.unwrap_or(("", value));
            let plain = profile && !path.contains(['/', '\\', '.']);
            if what.contains(['/', '\\']) || !plain && !is_inside(path) {
                return Some(Problem::new("path", "").with("given", value).with("folder", FOLDER));
            }
        }
    }
    let (name, below) = matches.subcommand()?;
    outside(command.find_subcommand(name)?, below)
}

/// Tells whether the path begins in the case's folder and stays there.
///
/// Shape: the folder itself is not in it: what a command writes beside a file would be beside the folder.
pub(super) fn is_inside(path: &str) -> bool {
    let rest = path.strip_prefix(FOLDER);
    rest.is_some_and(|rest| rest.starts_with('/') && rest.split('/').all(|part| part != ".."))
}

/// Finds where a line puts what it makes: its `--out`, however that is written.
///
/// Shape: `words` as they are run, with the folder in its place.
pub(super) fn out(words: &[&str]) -> Option<PathBuf> {
    let line = std::iter::once("sekisho").chain(words.iter().copied());
    let matches = Cli::command().try_get_matches_from(line).ok()?;
    let mut last = &matches;
    while let Some((_, below)) = last.subcommand() {
        last = below;
    }
    let known = last.try_contains_id("out").unwrap_or(false);
    if known { last.get_raw("out")?.next().map(PathBuf::from) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Language;

    fn said(line: &str) -> Option<&'static str> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        fault(&words, &Text::new(Language::En)).map(|problem| problem.kind())
    }

    #[test]
    fn a_line_stays_in_the_folder_of_its_case() {
        for line in [
            "permit list",
            "seal box P-0001 --medium USB-01 --out {dir}/stick --station {dir}/station --permit {dir}/P-0001.permit",
            "policy propose city",
            "seal box {dir}/p --to {dir}/m --witness-key {dir}/k --data basic={dir}/a=b.csv",
            "erase box {dir}/m --copy W-1={dir}/w",
            "key new {dir}/a=b",
        ] {
            assert_ne!(said(line), Some("path"), "{line}");
        }
        for line in ["key new {dir}/a=b", "erase box {dir}/m --copy W-1={dir}/w"] {
            assert_eq!(said(line), None, "{line}");
        }
        for line in [
            "log export /tmp/x",
            "log export x.csv",
            "log export {dir}/../x",
            "log export {dir}x",
            "policy propose ./rules",
            "permit list --dir /srv/record",
            "key new /srv/keys/id",
            "key new evilkey={dir}/m/k",
            "key new ../x={dir}/k",
            "key new {dir}",
            "seal box {dir}/p --to {dir}/m --witness-key {dir}/k --data basic=/etc/x={dir}/y",
            "seal box {dir}/p --to {dir}/m --witness-key {dir}/k --data ../x={dir}/y",
            "seal box {dir}/p --to {dir}/m --witness-key {dir}/k --data basic=y",
            "erase box {dir}/m --copy W-1=../w={dir}/w",
        ] {
            assert_eq!(said(line), Some("path"), "{line}");
        }
        for line in ["serve", "replay {dir}/again.toml", "erase medium /dev/sdb", "vault serve"] {
            assert_eq!(said(line), Some("barred"), "{line}");
        }
    }

    #[test]
    fn where_a_line_puts_what_it_makes_is_found_in_both_spellings() {
        let open = ["open", "/c/m", "--second", "S-2", "--second-key", "/c/k"];
        let with = |more: &[&'static str]| out(&[&open[..], more].concat());
        assert_eq!(with(&["--out", "/c/x"]), Some("/c/x".into()));
        assert_eq!(with(&["--out=/c/x"]), Some("/c/x".into()));
        assert_eq!(out(&["permit", "list"]), None);
    }
}
