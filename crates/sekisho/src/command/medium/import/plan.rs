//! What an import would do: each line against the record, judged by the rules before anything is signed.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_audit::ledger::{Field, Import, MappedColumn, MediumRow, Severity, Status};
use sekisho_core::event::Recorded;
use sekisho_core::id::{MediumId, PersonId, PlaceId};
use sekisho_core::medium::{Condition, Medium, MediumCard, Whereabouts};
use sekisho_core::party::Role;
use sekisho_core::{Command, State, decide, evolve};
use serde_json::{Value, json};

use super::remark::Remark;
use crate::command::paper::Desk;

/// What becomes of a medium that the ledger calls lent or lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    /// It stays out of the record, and the dry run says why.
    LeaveOut,
    /// It is entered, and the importer's stock-take says in the same append that it is not there.
    Register,
}

/// Everything that an import would do and everything to be said about it.
#[derive(Debug)]
pub(super) struct Plan {
    /// What is to be entered and missed at once.
    pub(super) absent: Vec<Line>,
    /// Every heading and what became of it.
    pub(super) columns: Vec<Value>,
    /// Numbers that are in the record already, just so.
    pub(super) known: Vec<String>,
    /// Headings whose cells are not taken over.
    pub(super) left_out: Vec<String>,
    /// Numbers of lines that are not taken over, because they are not there or no longer in use.
    pub(super) left_out_lines: Vec<String>,
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
    pub(super) medium: MediumId,
    status: Status,
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
    pub(super) fn make(
        desk: Desk<'_>,
        import: &Import,
        home: &PlaceId,
        person: Option<&PersonId>,
        absent: Absent,
    ) -> Self {
        let text = desk.context.text;
        let mut plan = Self {
            absent: Vec::new(),
            columns: import.columns.iter().map(column_json).collect(),
            known: Vec::new(),
            left_out: import
                .columns
                .iter()
                .filter(|column| is_left_out(column))
                .map(|c| c.heading.clone())
                .collect(),
            left_out_lines: Vec::new(),
            lines: Vec::new(),
            remarks: import.problems.iter().map(|problem| Remark::of_problem(problem, text)).collect(),
        };
        let number_column = import.columns.iter().find(|column| column.field == Some(Field::Number));
        let letters = number_column.map(|column| column.cell.trim_end_matches(|c: char| c.is_ascii_digit()));
        let places = Places::of(desk);
        for row in &import.rows {
            let cell = format!("{}{}", letters.unwrap_or_default(), row.line);
            let named = places.find(&row.place);
            let at = named.clone().unwrap_or_else(|| home.clone());
            plan.add(desk, row, Line::new(row, cell, at), named.is_some(), absent);
        }
        plan.judge(desk, person);
        plan.remarks.sort_by_key(Remark::place_in_table);
        plan
    }

    pub(super) fn has_errors(&self) -> bool {
        self.remarks.iter().any(|remark| remark.severity == Severity::Error)
    }

    fn add(
        &mut self,
        desk: Desk<'_>,
        row: &MediumRow,
        line: Option<Line>,
        names_its_home: bool,
        absent: Absent,
    ) {
        let text = desk.context.text;
        let mut remark = |severity, cell: &str, code: &str, more: &[(&'static str, String)]| {
            let mut arguments = BTreeMap::from([("number", row.number.clone())]);
            arguments.extend(more.iter().cloned());
            self.remarks.push(Remark::new(severity, cell, code, &arguments, text));
        };
        let Some(line) = line else {
            // INVARIANT: a number that is no id is an error of its line, unless the medium is destroyed.
            remark(Severity::Notice, &row.status_cell, "ledger-medium-destroyed", &[]);
            self.left_out_lines.push(row.number.clone());
            return;
        };
        let found = line.compare(desk.gate.state(), names_its_home);
        let code = match row.status {
            Status::Broken | Status::InStore => None,
            Status::Destroyed => Some("ledger-medium-destroyed"),
            Status::Lent => Some("ledger-medium-lent"),
            Status::Lost => Some("ledger-medium-lost"),
        };
        let is_registered = absent == Absent::Register && row.status != Status::Destroyed;
        match (found, code) {
            (Match::Same, _) => self.known.push(line.medium.to_string()),
            (Match::Differs { what }, _) => {
                let fields: Vec<String> =
                    what.iter().map(|field| text.say(&format!("ledger-field-{field}"), &[])).collect();
                remark(Severity::Warning, &line.cell, "ledger-differs", &[("fields", fields.join(", "))]);
            }
            (Match::New | Match::Clash { .. }, Some(code)) if !is_registered => {
                let weight =
                    if row.status == Status::Destroyed { Severity::Notice } else { Severity::Warning };
                remark(weight, &row.status_cell, code, &[]);
                self.left_out_lines.push(line.medium.to_string());
            }
            (Match::Clash { code, with }, _) => remark(Severity::Error, &line.cell, code, &[("with", with)]),
            (Match::New, Some(code)) => {
                let place = [("place", line.card.home.to_string())];
                remark(Severity::Warning, &row.status_cell, &format!("{code}-registered"), &place);
                self.absent.push(line);
            }
            (Match::New, None) => {
                // The record knows no broken media: what is not repaired is to be retired by somebody.
                if row.status == Status::Broken {
                    remark(Severity::Warning, &row.status_cell, "ledger-medium-broken", &[]);
                }
                self.lines.push(line);
            }
        }
    }

    /// Gives the stock-takes that say of every absent medium that it is not there.
    ///
    /// Shape: one for each place, with nothing seen: they come when the record has nothing else there, so that nobody
    /// says to have seen what nobody looked for.
    pub(super) fn stock_takes(&self) -> Vec<Command> {
        let places: BTreeSet<&PlaceId> = self.absent.iter().map(|line| &line.card.home).collect();
        let nothing_seen = |place: &PlaceId| Command::TakeStock {
            place: place.clone(),
            seen: BTreeSet::new(),
            unknown: BTreeSet::new(),
        };
        places.into_iter().map(nothing_seen).collect()
    }

    /// Finds a place of absent media where the record has others, of which the stock-take would say the same.
    pub(super) fn place_in_use(&self, state: &State) -> Option<(&Line, usize)> {
        self.absent.iter().find_map(|line| {
            let here = Whereabouts::At(line.card.home.clone());
            let others = state
                .media
                .values()
                .filter(|known| known.whereabouts == here && known.condition == Condition::Usable);
            Some((line, others.count())).filter(|(_, count)| *count > 0)
        })
    }

    /// Lets the rules judge every line after the ones before it, as the gate will.
    fn judge(&mut self, desk: Desk<'_>, person: Option<&PersonId>) {
        let now = desk.gate.now();
        if let Some((line, others)) = self.place_in_use(desk.gate.state()) {
            let place = line.card.home.to_string();
            let arguments = BTreeMap::from([("place", place), ("count", others.to_string())]);
            let code = "ledger-absent-place-in-use";
            let remark = Remark::new(Severity::Error, &line.cell, code, &arguments, desk.context.text);
            self.remarks.push(remark);
        }
        let keeper = || desk.gate.state().holders_of(Role::MediaKeeper, now).next();
        let Some(person) = person.or_else(keeper) else { return };
        let mut state = desk.gate.state().clone();
        let mut said: BTreeSet<String> = BTreeSet::new();
        for line in self.absent.iter().chain(&self.lines) {
            let decision = decide(&state, person, &line.register(), now, now);
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

impl Line {
    fn new(row: &MediumRow, cell: String, home: PlaceId) -> Option<Self> {
        let card = MediumCard {
            capacity_bytes: row.capacity_bytes,
            home,
            product: row.product.split_whitespace().collect::<Vec<_>>().join(" "),
            serial: row.serial.clone(),
        };
        Some(Self { card, cell, medium: row.number.parse().ok()?, status: row.status })
    }

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
            ("status", self.status_agrees(known)),
        ];
        pairs.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }

    /// What was retired, lent or found here later is no contradiction: the ledger is older than the record.
    fn status_agrees(&self, known: &Medium) -> bool {
        match self.status {
            Status::Destroyed => known.condition == Condition::Retired,
            Status::Lost => !matches!(known.whereabouts, Whereabouts::At(_)),
            Status::Broken | Status::InStore | Status::Lent => true,
        }
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "absent": matches!(self.status, Status::Lent | Status::Lost),
            "cell": self.cell,
            "id": self.medium,
            "product": self.card.product,
            "serial": self.card.serial,
            "capacity_bytes": self.card.capacity_bytes,
            "home": self.card.home,
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
