//! What an import would do: each line against the record, judged by the rules before anything is signed.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_audit::ledger::{Field, Import, MappedColumn, MediumRow, Problem, Severity, Status};
use sekisho_core::event::Recorded;
use sekisho_core::id::{MediumId, PersonId, PlaceId};
use sekisho_core::medium::{Condition, Medium, MediumCard};
use sekisho_core::party::Role;
use sekisho_core::{Command, Digest, Reason, State, decide, evolve};
use serde_json::{Value, json};

use crate::act::reason_words;
use crate::command::paper::Desk;
use crate::message::Text;

/// Everything that an import would do and everything to be said about it.
#[derive(Debug)]
pub(super) struct Plan {
    /// Every heading and what became of it.
    pub(super) columns: Vec<Value>,
    /// Numbers that are in the record already, just so.
    pub(super) known: Vec<String>,
    /// Headings whose cells are not taken over.
    pub(super) left_out: Vec<String>,
    /// What is to be entered.
    pub(super) lines: Vec<Line>,
    /// What is wrong or remarkable.
    pub(super) remarks: Vec<Remark>,
}

/// One medium to be entered.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) card: MediumCard,
    pub(super) cell: String,
    pub(super) is_destroyed: bool,
    pub(super) medium: MediumId,
}

/// One thing that is wrong or remarkable, in words.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    pub(super) advice: String,
    pub(super) arguments: BTreeMap<String, String>,
    pub(super) cell: String,
    pub(super) code: String,
    pub(super) sentence: String,
    pub(super) severity: Severity,
}

/// How a line stands to the record.
enum Match {
    /// Another medium has this number in another spelling, or this serial number.
    Clash {
        code: &'static str,
        with: String,
    },
    /// It is there, but the ledger says something else.
    Differs {
        what: Vec<&'static str>,
    },
    New,
    Same,
}

impl Plan {
    /// Compares the ledger with the record, and judges what is new.
    ///
    /// Shape: without a person the role is not judged.
    pub(super) fn make(desk: Desk<'_>, import: &Import, home: &PlaceId, person: Option<&PersonId>) -> Self {
        let text = desk.context.text;
        let mut plan = Self {
            columns: import.columns.iter().map(column_json).collect(),
            known: Vec::new(),
            left_out: import
                .columns
                .iter()
                .filter(|column| is_left_out(column))
                .map(|c| c.heading.clone())
                .collect(),
            lines: Vec::new(),
            remarks: import.problems.iter().map(|problem| Remark::of_problem(problem, text)).collect(),
        };
        let number_column = import.columns.iter().find(|column| column.field == Some(Field::Number));
        let letters = number_column.map(|column| column.cell.trim_end_matches(|c: char| c.is_ascii_digit()));
        let places = Places::of(desk);
        for row in &import.rows {
            let cell = format!("{}{}", letters.unwrap_or_default(), row.line);
            plan.add(desk, row, cell, &places, home);
        }
        plan.judge(desk, person);
        plan.remarks.sort_by_key(|remark| place_in_table(&remark.cell));
        plan
    }

    pub(super) fn has_errors(&self) -> bool {
        self.remarks.iter().any(|remark| remark.severity == Severity::Error)
    }

    fn add(&mut self, desk: Desk<'_>, row: &MediumRow, cell: String, places: &Places, home: &PlaceId) {
        let text = desk.context.text;
        // INVARIANT: a line whose number is no id has an error of its own and is not among the rows.
        let Ok(medium) = row.number.parse::<MediumId>() else { return };
        let named = places.find(&row.place);
        let card = MediumCard {
            capacity_bytes: row.capacity_bytes,
            home: named.clone().unwrap_or_else(|| home.clone()),
            product: row.product.split_whitespace().collect::<Vec<_>>().join(" "),
            serial: row.serial.clone(),
        };
        let line = Line { card, cell, is_destroyed: row.status == Status::Destroyed, medium };
        match line.compare(desk.gate.state(), named.is_some()) {
            Match::New => {
                // The record knows no broken media: what is not repaired is to be retired by somebody.
                if row.status == Status::Broken {
                    let arguments = [("number", line.medium.to_string())].into();
                    let code = "ledger-medium-broken";
                    self.remarks.push(Remark::new(Severity::Warning, &line.cell, code, &arguments, text));
                }
                self.lines.push(line);
            }
            Match::Same => self.known.push(line.medium.to_string()),
            Match::Differs { what } => {
                let fields: Vec<String> =
                    what.iter().map(|field| text.say(&format!("ledger-field-{field}"), &[])).collect();
                let arguments = [("number", line.medium.to_string()), ("fields", fields.join(", "))].into();
                self.remarks.push(Remark::new(
                    Severity::Warning,
                    &line.cell,
                    "ledger-differs",
                    &arguments,
                    text,
                ));
            }
            Match::Clash { code, with } => {
                let arguments = [("number", line.medium.to_string()), ("with", with)].into();
                self.remarks.push(Remark::new(Severity::Error, &line.cell, code, &arguments, text));
            }
        }
    }

    /// Lets the rules judge every line after the ones before it, as the gate will.
    fn judge(&mut self, desk: Desk<'_>, person: Option<&PersonId>) {
        let now = desk.gate.now();
        let keeper = || desk.gate.state().holders_of(Role::MediaKeeper, now).next();
        let Some(person) = person.or_else(keeper) else { return };
        let mut state = desk.gate.state().clone();
        let mut said: BTreeSet<String> = BTreeSet::new();
        for line in &self.lines {
            let retire = Command::RetireMedium { medium: line.medium.clone(), reason: Digest::of(b"") };
            let commands = std::iter::once(line.register()).chain(line.is_destroyed.then_some(retire));
            for command in commands {
                let decision = decide(&state, person, &command, now, now);
                if decision.reasons.is_empty() {
                    for event in decision.events {
                        state = evolve(state, &Recorded { event, occurred_at: now, recorded_at: now });
                    }
                    continue;
                }
                for reason in &decision.reasons {
                    // A missing role is missing for every line: it is said once.
                    if said.insert(format!("{:?}{:?}", reason.rule, reason.about)) {
                        self.remarks.push(Remark::of_reason(reason, &line.cell, desk.context.text));
                    }
                }
            }
        }
    }
}

impl Line {
    /// Gives the command that enters it.
    pub(super) fn register(&self) -> Command {
        Command::RegisterMedium { card: self.card.clone(), medium: self.medium.clone() }
    }

    fn compare(&self, state: &State, names_its_home: bool) -> Match {
        if let Some(known) = state.media.get(&self.medium) {
            let what = self.differences(known, names_its_home);
            return if what.is_empty() { Match::Same } else { Match::Differs { what } };
        }
        for (number, known) in &state.media {
            let with = || number.to_string();
            if number.as_str().eq_ignore_ascii_case(self.medium.as_str()) {
                return Match::Clash { code: "ledger-number-like-known", with: with() };
            }
            let card = &known.card;
            let same_device = card.serial == self.card.serial && card.product == self.card.product;
            if same_device && !card.serial.is_empty() {
                return Match::Clash { code: "ledger-serial-known", with: with() };
            }
        }
        Match::New
    }

    fn differences(&self, known: &Medium, names_its_home: bool) -> Vec<&'static str> {
        let pairs = [
            ("capacity", known.card.capacity_bytes == self.card.capacity_bytes),
            ("place", !names_its_home || known.card.home == self.card.home),
            ("product", known.card.product == self.card.product),
            ("serial", known.card.serial == self.card.serial),
            // What was retired here later is no contradiction: the ledger is older than the record.
            ("status", !self.is_destroyed || known.condition == Condition::Retired),
        ];
        pairs.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "cell": self.cell,
            "id": self.medium,
            "product": self.card.product,
            "serial": self.card.serial,
            "capacity_bytes": self.card.capacity_bytes,
            "home": self.card.home,
            "retired": self.is_destroyed,
        })
    }
}

impl Remark {
    fn new(
        severity: Severity,
        cell: &str,
        code: &str,
        arguments: &BTreeMap<&str, String>,
        text: &Text,
    ) -> Self {
        let mut shown: Vec<(&str, &str)> =
            arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let field = arguments.get("field").map(|key| text.say(&format!("ledger-field-{key}"), &[]));
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

    fn of_problem(problem: &Problem, text: &Text) -> Self {
        Self::new(problem.severity, &problem.cell, problem.code, &problem.arguments, text)
    }

    fn of_reason(reason: &Reason, cell: &str, text: &Text) -> Self {
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

    pub(super) fn severity_key(&self) -> &'static str {
        match self.severity {
            Severity::Error => "severity-error",
            Severity::Notice => "severity-notice",
            Severity::Warning => "severity-warning",
        }
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "cell": self.cell,
            "severity": self.severity_key().trim_start_matches("severity-"),
            "code": self.code,
            "about": self.arguments,
            "sentence": self.sentence,
            "advice": self.advice,
        })
    }
}

/// The record's places by the words that a ledger may use for them.
struct Places(BTreeMap<String, PlaceId>);

impl Places {
    fn of(desk: Desk<'_>) -> Self {
        let mut words = BTreeMap::new();
        for place in desk.gate.state().places.keys() {
            let (code, name) = (place.to_string(), desk.place(place));
            for word in [format!("{code} {name}"), name, code] {
                words.entry(folded(&word)).or_insert_with(|| place.clone());
            }
        }
        Self(words)
    }

    /// Finds a place by its code, its name, or both, as our own ledger writes them.
    fn find(&self, written: &str) -> Option<PlaceId> {
        self.0.get(&folded(written)).cloned()
    }
}

/// Orders cells from top to bottom and left to right: `AA9` stands right of `Z9`.
fn place_in_table(cell: &str) -> (u32, usize, String) {
    let column: String = cell.chars().take_while(char::is_ascii_alphabetic).collect();
    let row = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap_or_default();
    (row, column.len(), column)
}

fn folded(word: &str) -> String {
    word.split_whitespace().collect::<String>().to_lowercase()
}

fn column_json(column: &MappedColumn) -> Value {
    let field = column.field.map(Field::key);
    json!({ "cell": column.cell, "heading": column.heading, "field": field, "taken_over": !is_left_out(column) })
}

/// Tells whether a column has no home in the record: it is read, but nothing keeps it.
fn is_left_out(column: &MappedColumn) -> bool {
    !matches!(
        column.field,
        Some(Field::Capacity | Field::Number | Field::Place | Field::Product | Field::Serial | Field::Status)
    )
}
