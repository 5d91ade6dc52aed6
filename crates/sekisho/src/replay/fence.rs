//! What a line of a case may touch: the folder of the case, and nothing else of the machine.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::{ArgMatches, Command};

use crate::cli;
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
        // A profile of the program's own is no path.
        let profile = shown.iter().any(|name| name.contains("PROFILE"));
        let values = matches.get_raw(id).into_iter().flatten().filter_map(OsStr::to_str);
        for value in
            values.filter(|_| matches.value_source(id) == Some(clap::parser::ValueSource::CommandLine))
        {
            let path = value.rsplit_once('=').map_or(value, |(_, path)| path);
            let plain = profile && !path.contains(['/', '\\', '.']);
            if !plain && !is_inside(path) {
                return Some(Problem::new("path", "").with("given", value).with("folder", FOLDER));
            }
        }
    }
    let (name, below) = matches.subcommand()?;
    outside(command.find_subcommand(name)?, below)
}

/// Tells whether the path begins in the case's folder and stays there.
pub(super) fn is_inside(path: &str) -> bool {
    let rest = path.strip_prefix(FOLDER);
    rest.is_some_and(|rest| {
        (rest.is_empty() || rest.starts_with('/')) && rest.split('/').all(|part| part != "..")
    })
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
        ] {
            assert_ne!(said(line), Some("path"), "{line}");
        }
        for line in [
            "log export /tmp/x",
            "log export x.csv",
            "log export {dir}/../x",
            "log export {dir}x",
            "policy propose ./rules",
            "permit list --dir /srv/record",
            "key new /srv/keys/id",
        ] {
            assert_eq!(said(line), Some("path"), "{line}");
        }
        for line in ["serve", "replay {dir}/again.toml", "erase medium /dev/sdb", "vault serve"] {
            assert_eq!(said(line), Some("barred"), "{line}");
        }
    }
}
