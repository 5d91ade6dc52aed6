//! `sekisho list …`: "is this person in it?", asked of an opened list, without network and without a table.

use std::fs::File;
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};

use sekisho_station::list::{List, ListError, ListHead};
use serde_json::json;
use zeroize::Zeroizing;

use crate::cli::{ListAsk, ListShow, ListVerb};
use crate::command::Context;
use crate::exit::Exit;
use crate::file;
use crate::report::{Failure, Report};

/// The longest list: sixty million rows. Units: bytes.
const LIST_LIMIT: u64 = 1 << 30;

/// The longest key. Units: bytes.
const KEY_LIMIT: u64 = 4 << 10;

/// `sekisho list …`
pub fn list(context: Context<'_>, verb: &ListVerb) -> Result<Report, Failure> {
    match verb {
        ListVerb::Ask(arguments) => ask(context, arguments),
        ListVerb::Show(arguments) => show(context, arguments),
    }
}

/// Reads a list and its key.
fn read(file: &Path, key: Option<&Path>) -> Result<(Vec<u8>, Zeroizing<Vec<u8>>), Failure> {
    let list = file::read(file, LIST_LIMIT)?;
    // The key comes out of the box beside the list.
    let beside = || file.with_extension("list-key");
    let path: PathBuf = key.map_or_else(beside, Path::to_owned);
    if let Err(error) = File::open(&path) {
        let shown = path.display().to_string();
        return Err(Failure::new(Exit::NotFound, "list-key-missing", &[("path", &shown)]).caused_by(error));
    }
    Ok((list, Zeroizing::new(file::read(&path, KEY_LIMIT)?)))
}

fn open<'a>(file: &Path, list: &'a [u8], key: &[u8]) -> Result<List<'a>, Failure> {
    List::open(list, key).map_err(|error| failed(file, error))
}

/// Answers whether somebody is in it. Nothing that was asked is shown or kept.
fn ask(context: Context<'_>, arguments: &ListAsk) -> Result<Report, Failure> {
    let (bytes, key) = read(&arguments.file, arguments.list_key.as_deref())?;
    let list = open(&arguments.file, &bytes, &key)?;
    let values = values(
        context,
        &list.head().fields.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
        arguments,
    )?;
    let asked: Vec<&str> = values.iter().map(|value| value.as_str()).collect();
    let found = list.ask(&asked).map_err(|error| failed(&arguments.file, error))?;
    let (word, exit) = if found { ("yes", Exit::Done) } else { ("no", Exit::Refused) };
    let mut human = context.text.say(if found { "list-yes" } else { "list-no" }, &[]);
    if let Some(condition) = &list.head().yes_if {
        let shown = [("field", condition.field.as_str()), ("value", condition.is.as_str())];
        human.push_str(&format!("\n{}", context.text.say("list-of", &shown)));
    }
    if !found {
        human.push_str(&format!("\n{}", context.text.say("list-no-means", &[])));
    }
    let json =
        json!({ "ok": true, "answer": word, "dataset": list.head().dataset, "permit": list.head().permit });
    Ok(Report::done(json, human).with_exit(exit))
}

/// Says what a list is, and that it is whole.
fn show(context: Context<'_>, arguments: &ListShow) -> Result<Report, Failure> {
    let (bytes, key) = read(&arguments.file, arguments.list_key.as_deref())?;
    let list = open(&arguments.file, &bytes, &key)?;
    let ListHead { dataset, fields, permit, rows, yes_if, .. } = list.head();
    let (rows_shown, permit_shown) = (rows.to_string(), permit.to_string());
    let values =
        [("dataset", dataset.as_str()), ("rows", rows_shown.as_str()), ("permit", permit_shown.as_str())];
    let mut lines = vec![context.text.say("list-head", &values)];
    for field in fields {
        let reading = context.text.say(&format!("reading-{}", field.reading.name()), &[]);
        lines.push(format!("  {}  {reading}", crate::command::permit::show::pad(&field.name, 14)));
    }
    if let Some(condition) = yes_if {
        let shown = [("field", condition.field.as_str()), ("value", condition.is.as_str())];
        lines.push(context.text.say("list-of", &shown));
    }
    let json = json!({
        "ok": true, "dataset": dataset, "permit": permit, "rows": rows, "fields": fields, "yes_if": yes_if,
    });
    Ok(Report::done(json, lines.join("\n")))
}

/// Takes the values from flags, from whoever types, or from lines of `FIELD=VALUE`.
fn values(
    context: Context<'_>,
    fields: &[&str],
    arguments: &ListAsk,
) -> Result<Vec<Zeroizing<String>>, Failure> {
    let mut given: Vec<(String, Zeroizing<String>)> = Vec::new();
    let mut take = |word: &str| {
        let (field, value) = word.split_once('=').ok_or_else(|| Failure::usage("list-value-unfit", &[]))?;
        let field = field.trim();
        if !fields.contains(&field) || given.iter().any(|(known, _)| known == field) {
            let has = fields.join(", ");
            return Err(Failure::usage("list-field-unknown", &[("field", field), ("fields", &has)]));
        }
        given.push((field.to_owned(), Zeroizing::new(value.to_owned())));
        Ok(())
    };
    for word in &arguments.values {
        take(word)?;
    }
    if arguments.values.is_empty() && !context.outside.interactive {
        for line in std::io::stdin().lock().lines() {
            let line = Zeroizing::new(line.map_err(|error| Failure::broken(error.into()))?);
            if !line.trim().is_empty() {
                take(&line)?;
            }
        }
    }
    let mut values = Vec::new();
    for field in fields {
        let known = given.iter().position(|(known, _)| known == field);
        values.push(match known {
            Some(place) => given.swap_remove(place).1,
            None if context.outside.interactive => prompt(field)?,
            None => return Err(Failure::usage("list-field-missing", &[("field", field)])),
        });
    }
    Ok(values)
}

fn prompt(field: &str) -> Result<Zeroizing<String>, Failure> {
    let _ = std::io::stderr().write_all(format!("{field}: ").as_bytes());
    let mut line = Zeroizing::new(String::new());
    std::io::stdin().read_line(&mut line).map_err(|error| Failure::broken(error.into()))?;
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}

/// Says why a list cannot be asked.
fn failed(file: &Path, error: ListError) -> Failure {
    let path = file.display().to_string();
    let of_file = [("path", path.as_str())];
    let failure = match &error {
        ListError::CutOff => Failure::new(Exit::Unverified, "list-cut-off", &of_file),
        ListError::Edited => Failure::new(Exit::Unverified, "list-edited", &of_file),
        ListError::FieldEmpty { field } => Failure::usage("list-field-empty", &[("field", field)]),
        ListError::NotAKey | ListError::OtherKey => {
            Failure::new(Exit::Unverified, "list-key-unfit", &of_file)
        }
        _ => Failure::new(Exit::Unverified, "list-unfit", &of_file),
    };
    failure.caused_by(error)
}
