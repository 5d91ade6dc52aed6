//! What an import has to say about one cell, in words and as data.

use std::collections::BTreeMap;

use sekisho_audit::ledger::{Problem, Severity};
use sekisho_core::Reason;
use serde_json::{Value, json};

use crate::act::reason_words;
use crate::message::Text;

/// One thing that is wrong or remarkable, in words.
#[derive(Clone, Debug)]
pub(in crate::command) struct Remark {
    pub(in crate::command) advice: String,
    pub(in crate::command) arguments: BTreeMap<String, String>,
    pub(in crate::command) cell: String,
    pub(in crate::command) code: String,
    pub(in crate::command) sentence: String,
    pub(in crate::command) severity: Severity,
}

impl Remark {
    /// Says something under a code, with its next step if there is one.
    pub(in crate::command) fn new(
        severity: Severity,
        cell: &str,
        code: &str,
        arguments: &BTreeMap<&str, String>,
        text: &Text,
    ) -> Self {
        let mut shown: Vec<(&str, &str)> =
            arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let field = arguments
            .get("field")
            .map(|key| text.say(&format!("ledger-field-{}", key.replace('_', "-")), &[]));
        if let Some(field) = &field {
            shown.retain(|(name, _)| *name != "field");
            shown.push(("field", field));
        }
        Self {
            advice: text.maybe(code, Some("advice"), &shown).unwrap_or_default(),
            sentence: text.say(code, &shown),
            arguments: arguments.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            cell: cell.to_owned(),
            code: code.to_owned(),
            severity,
        }
    }

    /// Says a problem of the ledger.
    pub(in crate::command) fn of_problem(problem: &Problem, text: &Text) -> Self {
        Self::new(problem.severity, &problem.cell, problem.code, &problem.arguments, text)
    }

    /// Says a reason of the rules, which is an error of the line.
    pub(in crate::command) fn of_reason(reason: &Reason, cell: &str, text: &Text) -> Self {
        let (sentence, advice) = reason_words(reason, text);
        Self {
            advice,
            arguments: reason.about.clone().into_iter().collect(),
            cell: cell.to_owned(),
            code: reason.rule.name().to_owned(),
            sentence,
            severity: Severity::Error,
        }
    }

    /// Gives the key of the word for how much it weighs.
    pub(in crate::command) fn severity_key(&self) -> &'static str {
        match self.severity {
            Severity::Error => "severity-error",
            Severity::Notice => "severity-notice",
            Severity::Warning => "severity-warning",
        }
    }

    /// Gives it for a script.
    pub(in crate::command) fn json(&self) -> Value {
        json!({
            "cell": self.cell,
            "severity": self.severity_key().trim_start_matches("severity-"),
            "code": self.code,
            "about": self.arguments,
            "sentence": self.sentence,
            "advice": self.advice,
        })
    }

    /// Orders cells from top to bottom and left to right: `AA9` stands right of `Z9`.
    pub(in crate::command) fn place_in_table(&self) -> (u32, usize, String) {
        let column: String = self.cell.chars().take_while(char::is_ascii_alphabetic).collect();
        let row = self.cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap_or_default();
        (row, column.len(), column)
    }
}
