//! One line of a ledger, read into what the record holds.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_audit::chain::{Edge, Field, Line, Words, moment, several};
use sekisho_audit::ledger::Problem;
use sekisho_core::Timestamp;
use sekisho_core::chain::{Clauses, Duty, Treatment};
use sekisho_core::id::PartyId;

use crate::command::contract::treatment;
use crate::command::paper::Desk;

/// A cell that cannot be read.
pub(super) const UNREADABLE: &str = "ledger-unreadable-cell";

/// A reader of one line, with what it could not read.
pub(super) struct Reader<'a> {
    pub(super) line: &'a Line,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(line: &'a Line) -> Self {
        Self { line, problems: Vec::new() }
    }

    fn unreadable<T>(&mut self, field: Field) -> Option<T> {
        self.problems.push(self.line.error(field, UNREADABLE));
        None
    }

    /// Reads a code; an empty cell is nothing, and was told of already where it is needed.
    pub(super) fn code<T: std::str::FromStr>(&mut self, field: Field) -> Option<T> {
        let code = self.line.code(field);
        if code.is_empty() {
            return None;
        }
        code.parse().ok().or_else(|| self.unreadable(field))
    }

    /// Reads several codes out of one cell.
    pub(super) fn codes<T: std::str::FromStr + Ord>(&mut self, field: Field) -> BTreeSet<T> {
        let read: Option<BTreeSet<T>> =
            several(self.line.text(field)).map(|part| part.parse().ok()).collect();
        read.or_else(|| self.unreadable(field)).unwrap_or_default()
    }

    /// Reads an organization: its code, or a name that only one has.
    pub(super) fn party(&mut self, field: Field, parties: &Parties) -> Option<PartyId> {
        let written = self.line.text(field);
        if written.is_empty() {
            return None;
        }
        if let Some(party) = parties.0.get(&folded(written)) {
            return party.clone().or_else(|| self.unreadable(field));
        }
        self.code(field)
    }

    /// Reads one end of a term; an empty cell is nothing.
    pub(super) fn moment(&mut self, field: Field, edge: Edge) -> Option<Timestamp> {
        let written = self.line.text(field);
        if written.is_empty() {
            return None;
        }
        let read = moment(written, edge).and_then(|at| crate::cli::parse_time(&at.to_string()));
        read.or_else(|| self.unreadable(field))
    }

    /// Reads a word of a family.
    pub(super) fn word(&mut self, field: Field, words: Words) -> Option<&'static str> {
        let written = self.line.text(field);
        if written.is_empty() {
            return None;
        }
        words.read(written).or_else(|| self.unreadable(field))
    }

    /// Puts what the ledger says over what is there; an empty cell says nothing.
    pub(super) fn clauses(&mut self, before: Clauses) -> Clauses {
        let said = |word: Option<&str>, before: Option<Treatment>| word.map(treatment).or(before);
        let duties: Option<BTreeSet<Duty>> = several(self.line.text(Field::Duties))
            .map(|word| {
                let name = Words::Duty.read(word)?;
                Duty::ALL.into_iter().find(|duty| duty.name() == name)
            })
            .collect();
        let duties = duties.or_else(|| self.unreadable(Field::Duties)).unwrap_or_default();
        Clauses {
            breach_notice_minutes: self.number(Field::BreachNotice).or(before.breach_notice_minutes),
            carry_out: said(self.word(Field::CarryOut, Words::Treatment), before.carry_out),
            deepest_tier: self.number(Field::DeepestTier).or(before.deepest_tier),
            duties: if duties.is_empty() { before.duties } else { duties },
            erase_within_days: self.number(Field::EraseWithin).or(before.erase_within_days),
            offshore: said(self.word(Field::Offshore, Words::Treatment), before.offshore),
            subcontracting: said(self.word(Field::Subcontracting, Words::Treatment), before.subcontracting),
        }
    }

    fn number<N: std::str::FromStr>(&mut self, field: Field) -> Option<N> {
        self.code(field)
    }
}

/// The record's organizations by code, name, or both; a name that several have stands for none of them.
pub(super) struct Parties(BTreeMap<String, Option<PartyId>>);

impl Parties {
    pub(super) fn of(desk: Desk<'_>) -> Self {
        let known = &desk.gate.state().parties;
        let mut words: BTreeMap<String, Option<PartyId>> = BTreeMap::new();
        for party in known.keys() {
            let name = desk.party(party);
            for word in [format!("{party} {name}"), name] {
                let one = words.entry(folded(&word)).or_insert_with(|| Some(party.clone()));
                if one.as_ref() != Some(party) {
                    *one = None;
                }
            }
        }
        // A code goes before a name that looks like one.
        words.extend(known.keys().map(|party| (folded(party.as_str()), Some(party.clone()))));
        Self(words)
    }
}

fn folded(word: &str) -> String {
    word.split_whitespace().collect::<String>().to_lowercase()
}
