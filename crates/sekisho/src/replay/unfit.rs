//! What does not fit in a replay file, and where it stands: kind, line and column of the first thing that is wrong.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::message::Text;
use crate::replay::verdict::Expected;
use crate::report::{Failure, Place};

/// Something that does not fit.
#[derive(Debug)]
pub(super) struct Problem {
    /// The English of the library behind it, if one said it.
    detail: Option<String>,
    /// What its sentence is called in `text/*.ftl`, without `replay-unfit-`.
    kind: &'static str,
    /// A JSON pointer to the value that it is about. Empty: the file as a whole.
    pointer: String,
    /// Bytes of the file, where they are known and no pointer leads there.
    span: Option<Range<usize>>,
    values: Vec<(&'static str, String)>,
}

impl Problem {
    /// A value does not fit.
    pub(super) fn new(kind: &'static str, pointer: impl Into<String>) -> Self {
        Self { detail: None, kind, pointer: pointer.into(), span: None, values: Vec::new() }
    }

    /// Gives its stable code.
    #[cfg(test)]
    pub(super) fn kind(&self) -> &'static str {
        self.kind
    }

    /// Adds what the sentence names.
    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// Adds what a library says of it, for the line of details.
    #[must_use]
    pub(super) fn said(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Moves it to where it is in the whole: what is not read on its own knows its own place alone.
    #[must_use]
    pub(super) fn below(mut self, pointer: &str) -> Self {
        self.pointer.insert_str(0, pointer);
        self
    }

    /// The bytes are no text.
    pub(super) fn of_bytes(error: &std::string::FromUtf8Error) -> Self {
        let end = error.utf8_error().valid_up_to();
        Self { span: Some(end..end), ..Self::new("bytes", "") }
    }

    /// The file is no TOML.
    pub(super) fn of_syntax(error: &toml::de::Error) -> Self {
        Self { span: error.span(), ..Self::new("syntax", "").said(error.message()) }
    }

    /// The file is TOML, but has other fields or values than a case.
    ///
    /// Shape: told apart by the sentences of `serde`, which say it in no other way; what is none of them comes from a verdict.
    pub(super) fn of_form(error: &toml::de::Error, written: &str) -> Self {
        let message = error.message();
        let quoted = || message.split('`').nth(1).unwrap_or_default().to_owned();
        let problem = if message.starts_with("unknown field") {
            Self::new("unknown-field", "").with("field", quoted())
        } else if message.starts_with("missing field") {
            Self::new("missing-field", "").with("field", quoted())
        } else if message.starts_with("invalid ") {
            Self::new("type", "").said(message)
        } else {
            // In a list the library names the list alone.
            let verdict = DeTable::parse(written).ok().and_then(|table| unfit_verdict(table.get_ref()));
            let (span, given) = verdict.unwrap_or_default();
            return Self { span: Some(span), ..Self::new("verdict", "").with("given", given) };
        };
        Self { span: error.span(), ..problem }
    }

    /// Says it with its place in the file.
    pub(super) fn failure(self, shown: &str, bytes: &[u8], text: &Text) -> Failure {
        let place = match &self.span {
            Some(span) => place(bytes, span.start, self.kind),
            None => place_of(bytes, &self.pointer, self.kind),
        };
        let values: Vec<(&str, &str)> =
            self.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let problem = text.say(&format!("replay-unfit-{}", self.kind), &values);
        let (line, column) = (place.line.to_string(), place.column.to_string());
        let values = [("path", shown), ("line", &line), ("column", &column), ("problem", &problem)];
        let failure = Failure::usage("replay-file-unfit", &values).at(place);
        match self.detail {
            Some(detail) => failure.caused_by(anyhow::anyhow!(detail)),
            None => failure,
        }
    }
}

/// Finds the first text in the place of a verdict that is none.
fn unfit_verdict(table: &DeTable<'_>) -> Option<(Range<usize>, String)> {
    let mut first: Option<(Range<usize>, String)> = None;
    let mut waiting: Vec<(&str, &Spanned<DeValue<'_>>)> =
        table.iter().map(|(key, value)| (key.get_ref().as_ref(), value)).collect();
    while let Some((key, value)) = waiting.pop() {
        match value.get_ref() {
            DeValue::Table(table) => {
                waiting.extend(table.iter().map(|(key, value)| (key.get_ref().as_ref(), value)));
            }
            DeValue::Array(list) => waiting.extend(list.iter().map(|value| (key, value))),
            DeValue::String(given) if ["expect", "expects", "open"].contains(&key) => {
                let unfit = given.parse::<Expected>().is_err();
                if unfit && first.as_ref().is_none_or(|(span, _)| value.span().start < span.start) {
                    first = Some((value.span(), given.to_string()));
                }
            }
            _ => {}
        }
    }
    first
}

/// Finds where a value stands.
///
/// Shape: `pointer` is a JSON pointer into the file; what is not there is where the last thing on its way begins.
pub(super) fn place_of(bytes: &[u8], pointer: &str, problem: &'static str) -> Place {
    let span = span_of(&String::from_utf8_lossy(bytes), pointer).unwrap_or_default();
    place(bytes, span.start, problem)
}

/// Finds the bytes of a value by its pointer; a value that is not there is where the last one on its way begins.
fn span_of(written: &str, pointer: &str) -> Option<Range<usize>> {
    let table = DeTable::parse(written).ok()?;
    let mut value = Spanned::new(table.span(), DeValue::Table(table.into_inner()));
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        let next = match part.parse::<usize>() {
            Ok(index) => value.get_ref().get(index),
            Err(_) => value.get_ref().get(part.as_str()),
        };
        let Some(next) = next.cloned() else { break };
        value = next;
    }
    Some(value.span())
}

/// Counts lines and columns, both from 1. Units: a column is a character.
fn place(bytes: &[u8], offset: usize, problem: &'static str) -> Place {
    let before = bytes.get(..offset.min(bytes.len())).unwrap_or_default();
    let line = before.split(|byte| *byte == b'\n').count();
    let begins = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place.saturating_add(1));
    let written = bytes.get(begins..).unwrap_or_default();
    let written = written.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let left = before.get(begins..).unwrap_or_default();
    let column = String::from_utf8_lossy(left).chars().count().saturating_add(1);
    let written = String::from_utf8_lossy(written).trim_end_matches('\r').to_owned();
    Place { column, line, problem, written }
}

/// Tells whether a text is a JSON pointer (RFC 6901): empty, or parts that begin with a slash.
pub(super) fn is_pointer(pointer: &str) -> bool {
    pointer.is_empty() || pointer.starts_with('/')
}
