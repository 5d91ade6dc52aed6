//! What was typed, as the fields of the verb: the same grammar that the server reads them with.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::parser::ValueSource;
use sekisho_web::port::{Field, FieldKind, Many, Verb};
use serde_json::{Map, Value};

use crate::cli::{self, Signing};
use crate::message::Text;
use crate::offered;
use crate::report::Failure;

/// What concerns this end alone.
const HERE: [&str; 12] = [
    "actor",
    "at",
    "dir",
    "help",
    "json",
    "key",
    "lang",
    "prepare",
    "quiet",
    "remote",
    "remote_ca",
    "token_file",
];

/// Whether a verb acts or looks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Act,
    Look,
}

/// A verb with what was typed.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) fields: Map<String, Value>,
    pub(super) kind: Kind,
    /// Noun and verb.
    pub(super) name: String,
    pub(super) signing: Signing,
    pub(super) verb: Verb,
}

impl Asked {
    /// Reads a command line by the grammar that the server offers.
    ///
    /// Errors: a command, or a flag, that needs this machine.
    pub(super) fn read(arguments: &[OsString], text: &Text) -> Result<Self, Failure> {
        let words = std::iter::once(OsString::from("sekisho")).chain(arguments.iter().cloned());
        let mut root = cli::command(text);
        let matches = root
            .try_get_matches_from_mut(words)
            .map_err(|error| Failure::usage("form-unfit", &[("why", &error.to_string())]))?;
        let (mut command, mut here, mut name) = (&root, &matches, String::new());
        while let Some((word, inner)) = here.subcommand() {
            let Some(next) = command.find_subcommand(word) else { break };
            name = if name.is_empty() { word.to_owned() } else { format!("{name} {word}") };
            (command, here) = (next, inner);
        }
        let grammar = offered::grammar(text);
        let kind = if grammar.act(&name).is_some() { Kind::Act } else { Kind::Look };
        let verb = grammar.act(&name).or_else(|| grammar.look(&name)).cloned();
        let verb = verb.ok_or_else(|| Failure::usage("remote-not-offered", &[("name", &name)]))?;
        let mut fields = Map::new();
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            if HERE.contains(&id) || here.value_source(id) != Some(ValueSource::CommandLine) {
                continue;
            }
            let field = verb.fields.iter().find(|field| field.name == id).ok_or_else(|| {
                let flag = argument.get_long().map_or_else(|| id.to_owned(), |long| format!("--{long}"));
                Failure::usage("remote-flag", &[("flag", &flag)])
            })?;
            fields.insert(id.to_owned(), value(field, here)?);
        }
        let signing = match kind {
            Kind::Act => signing(here),
            Kind::Look => Signing::default(),
        };
        Ok(Self { fields, kind, name, signing, verb })
    }

    /// Gives the fields as the end of an address.
    pub(super) fn query(&self) -> Vec<(String, String)> {
        let one = |name: &String, value: &Value| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), text)
        };
        let mut pairs = Vec::new();
        for (name, value) in &self.fields {
            match value {
                Value::Array(all) => pairs.extend(all.iter().map(|value| one(name, value))),
                value => pairs.push(one(name, value)),
            }
        }
        pairs
    }
}

fn signing(here: &ArgMatches) -> Signing {
    let word = |id| here.try_get_one::<String>(id).ok().flatten().cloned();
    let path = |id| here.try_get_one::<PathBuf>(id).ok().flatten().cloned();
    Signing { actor: word("actor"), key: path("key"), prepare: path("prepare"), ..Signing::default() }
}

fn value(field: &Field, here: &ArgMatches) -> Result<Value, Failure> {
    let unfit = || Failure::usage("remote-flag", &[("flag", &field.name)]);
    if field.kind == FieldKind::Flag {
        return Ok(Value::Bool(here.get_flag(&field.name)));
    }
    let mut values = Vec::new();
    for raw in here.get_raw(&field.name).into_iter().flatten() {
        let text = raw.to_str().ok_or_else(unfit)?;
        values.push(match field.kind {
            FieldKind::Number => text.parse::<u64>().map_err(|_| unfit())?.into(),
            _ => Value::String(text.to_owned()),
        });
    }
    match field.many {
        Many::Several => Ok(Value::Array(values)),
        Many::One => values.into_iter().next().ok_or_else(unfit),
    }
}
