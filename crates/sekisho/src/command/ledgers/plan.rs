//! What an import would do: each line against the record, judged by the rules before anything is signed.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_audit::chain::{Edge, Field, Kind, Line, Lines};
use sekisho_audit::ledger::{Problem, Severity};
use sekisho_core::chain::{Clauses, Contract, ContractStatus, OrderStatus, OrderTerms};
use sekisho_core::event::Recorded;
use sekisho_core::id::{ContractId, OrderId, PartyId, PersonId, WorkId};
use sekisho_core::party::Role;
use sekisho_core::{Command, Event, Reason, Rule, State, Timestamp, Window, decide, evolve};
use sekisho_gate::port::Disclosure;

use super::row::{Parties, Reader};
use super::{Manner, Missing, Model};
use crate::command::contract::filled;
use crate::command::medium::import::remark::Remark;
use crate::command::paper::Desk;
use crate::person_text;
use crate::report::Failure;

/// One command to be signed, with the texts behind its digests.
#[derive(Debug)]
pub(super) struct Act {
    pub(super) command: Command,
    /// What is signed names facts of the record: acts of one level change none of each other's.
    pub(super) level: usize,
    pub(super) texts: Vec<Disclosure>,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// A draft is rewritten.
    Changed,
    /// The register has it, the ledger has not.
    Missing,
    /// It is entered.
    New,
    /// It is entered, and goes on with what stands there under another number.
    Renewed,
    /// It stands there just so.
    Unchanged,
    /// It can be entered once somebody else has done something.
    Waits,
}

impl Change {
    pub(super) const ALL: [Self; 6] =
        [Self::New, Self::Renewed, Self::Changed, Self::Unchanged, Self::Waits, Self::Missing];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::New => "new",
            Self::Renewed => "renewed",
            Self::Unchanged => "unchanged",
            Self::Waits => "waits",
        }
    }
}

/// One line, and what becomes of it.
#[derive(Debug)]
pub(super) struct Step {
    /// In words: what is renewed, for what it waits, what falls with it.
    pub(super) about: String,
    pub(super) cell: String,
    pub(super) change: Change,
    pub(super) kind: Kind,
    /// Contract, order, or number and person.
    pub(super) number: String,
    /// Permits that fall.
    pub(super) permits: Vec<String>,
}

/// Everything that an import would do and everything to be said about it.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) acts: Vec<Act>,
    pub(super) left_out: Vec<String>,
    pub(super) remarks: Vec<(Kind, Remark)>,
    pub(super) steps: Vec<Step>,
    /// Contracts and orders of the ledgers, of which somebody may have to say something.
    pub(super) contracts: BTreeSet<ContractId>,
    pub(super) orders: BTreeSet<OrderId>,
    /// What the record would be.
    pub(super) after: State,
}

/// What the rules say to one command.
pub(super) enum Verdict {
    Fits(Vec<Event>),
    Unfit(Vec<Reason>),
    /// Nothing is wrong with it but that somebody has yet to say something.
    Waits(String),
}

/// The one who makes a plan.
pub(super) struct Maker<'a> {
    pub(super) desk: Desk<'a>,
    pub(super) manner: &'a Manner<'a>,
    pub(super) plan: Plan,
    /// Orders of the ledger that are not placed yet because something above them waits.
    pub(super) deferred: BTreeMap<String, OrderTerms>,
    pub(super) level: usize,
    pub(super) now: Timestamp,
    pub(super) parties: Parties,
    person: Option<PersonId>,
    said: BTreeSet<String>,
}

impl<'a> Maker<'a> {
    /// Shape: without a person, somebody with the role that such ledgers need is taken to ask.
    pub(super) fn new(desk: Desk<'a>, person: Option<&PersonId>, role: Role, manner: &'a Manner<'a>) -> Self {
        let now = desk.gate.now();
        let manager = || desk.gate.state().holders_of(role, now).next().cloned();
        Self {
            deferred: BTreeMap::new(),
            level: 0,
            manner,
            now,
            parties: Parties::of(desk),
            person: person.cloned().or_else(manager),
            plan: Plan { after: desk.gate.state().clone(), ..Plan::default() },
            said: BTreeSet::new(),
            desk,
        }
    }

    /// Makes the plan: contracts, then orders from the top down, then rosters, and at last what is missing.
    pub(super) fn make(mut self, ledgers: &[(Kind, Lines)]) -> Result<Plan, Failure> {
        for (kind, lines) in ledgers {
            self.plan.left_out.extend(lines.left_out.iter().cloned());
            for problem in &lines.problems {
                self.problem(*kind, problem);
            }
            match kind {
                Kind::Contracts => self.contracts(&lines.lines)?,
                Kind::Orders => self.orders(&lines.lines),
                Kind::Organizations => self.organizations(&lines.lines)?,
                Kind::Persons => self.people(&lines.lines)?,
                Kind::Rosters => self.rosters(&lines.lines),
            }
        }
        // A ledger that is wrong in itself misses what it only failed to say.
        let unfit = self.plan.remarks.iter().any(|(_, remark)| remark.severity == Severity::Error);
        if self.manner.missing == Missing::Listed && !unfit {
            self.missing(ledgers)?;
        }
        self.plan.remarks.sort_by_key(|(kind, remark)| (*kind, remark.place_in_table()));
        Ok(self.plan)
    }

    pub(super) fn problem(&mut self, kind: Kind, problem: &Problem) {
        let remark = Remark::of_problem(problem, self.desk.context.text);
        self.plan.remarks.push((kind, remark));
    }

    pub(super) fn error(&mut self, kind: Kind, cell: &str, code: &str, more: &[(&'static str, String)]) {
        let arguments: BTreeMap<&str, String> = more.iter().cloned().collect();
        let remark = Remark::new(Severity::Error, cell, code, &arguments, self.desk.context.text);
        self.plan.remarks.push((kind, remark));
    }

    pub(super) fn step(&mut self, kind: Kind, cell: String, number: &str, change: Change, about: String) {
        let number = number.to_owned();
        self.plan.steps.push(Step { about, cell, change, kind, number, permits: Vec::new() });
    }

    /// Tells whether the lines before have the code, and says so.
    pub(super) fn is_twice(
        &mut self,
        kind: Kind,
        line: &Line,
        field: Field,
        seen: &mut BTreeMap<String, String>,
    ) -> bool {
        let (code, cell) = (line.code(field), line.cell(field));
        match seen.get(&code).cloned() {
            // An empty cell was told of already.
            None if code.is_empty() => false,
            None => {
                seen.insert(code, cell);
                false
            }
            Some(first) => {
                self.error(kind, &cell, "ledger-code-twice", &[("number", code), ("first", first)]);
                true
            }
        }
    }

    /// Lets the rules judge a command after the ones before it, as the gate will.
    pub(super) fn judge(&self, command: &Command) -> Verdict {
        let Some(person) = &self.person else { return Verdict::Fits(Vec::new()) };
        let decision = decide(&self.plan.after, person, command, self.now, self.now);
        if decision.reasons.is_empty() {
            return Verdict::Fits(decision.events);
        }
        let text = self.desk.context.text;
        if decision.reasons.iter().all(|reason| self.is_waiting(reason)) {
            let words: Vec<String> =
                decision.reasons.iter().map(|reason| crate::act::reason_words(reason, text).0).collect();
            return Verdict::Waits(words.join(" "));
        }
        Verdict::Unfit(decision.reasons)
    }

    /// Tells whether a reason goes away by what somebody else does, with the ledger as it is.
    fn is_waiting(&self, reason: &Reason) -> bool {
        let about = |name: &str| reason.about.get(name).map_or("", String::as_str);
        match reason.rule {
            Rule::ContractNotActive => about("status") == ContractStatus::Drafted.name(),
            Rule::OrderNotApproved => about("status") == OrderStatus::Waiting.name(),
            Rule::OrderUnknown => self.deferred.contains_key(about("order")),
            Rule::EmploymentUnconfirmed => true,
            _ => false,
        }
    }

    /// Takes an act into the plan, and what it does into the state that the next ones are judged by.
    pub(super) fn enter(&mut self, command: Command, texts: Vec<Disclosure>, events: Vec<Event>) {
        let mut state = std::mem::take(&mut self.plan.after);
        for event in events {
            state = evolve(state, &Recorded { event, occurred_at: self.now, recorded_at: self.now });
        }
        self.plan.after = state;
        self.plan.acts.push(Act { command, level: self.level, texts });
    }

    pub(super) fn refuse(&mut self, kind: Kind, reasons: &[Reason], cell_of: &dyn Fn(&Reason) -> String) {
        for reason in reasons {
            // A missing role is missing for every line: it is said once.
            if self.said.insert(format!("{:?}{:?}", reason.rule, reason.about)) {
                let remark = Remark::of_reason(reason, &cell_of(reason), self.desk.context.text);
                self.plan.remarks.push((kind, remark));
            }
        }
    }

    fn contracts(&mut self, lines: &[Line]) -> Result<(), Failure> {
        let mut seen = BTreeMap::new();
        for line in lines {
            if !self.is_twice(Kind::Contracts, line, Field::Contract, &mut seen) {
                self.contract(line)?;
            }
        }
        Ok(())
    }

    fn contract(&mut self, line: &Line) -> Result<(), Failure> {
        let mut reader = Reader::new(line);
        let number: Option<ContractId> = reader.code(Field::Contract);
        let known = number.as_ref().and_then(|number| self.plan.after.chain.contracts.get(number)).cloned();
        let contractor = reader.party(Field::Contractor, &self.parties);
        let works: BTreeSet<WorkId> = reader.codes(Field::Work);
        let from = reader.moment(Field::From, Edge::First);
        let until = reader.moment(Field::Until, Edge::Last);
        let base = known.as_ref().map_or_else(Clauses::default, |known| known.clauses.clone());
        let clauses = reader.clauses(base);
        for problem in &reader.problems {
            self.problem(Kind::Contracts, problem);
        }
        let (Some(number), Some(contractor), Some(from), Some(until)) = (number, contractor, from, until)
        else {
            return Ok(());
        };
        let (name, term) = (line.text(Field::Name), Window { from, until });
        if !reader.problems.is_empty() || name.is_empty() || works.is_empty() {
            return Ok(());
        }
        self.plan.contracts.insert(number.clone());
        let cell = line.cell(Field::Contract);
        let (change, about, command, texts) = match known {
            None => {
                let clauses = if self.manner.model == Model::Fills { filled(&clauses) } else { clauses };
                let text = self.desk.gate.disclose(name)?;
                let (change, about) = self.renewed_contract(&number, &contractor, &works, term);
                let command = Command::RegisterContract {
                    clauses,
                    contract: number.clone(),
                    contractor,
                    name: text.digest,
                    term,
                    works,
                };
                (change, about, command, vec![text])
            }
            Some(known) => {
                let named = person_text::text(self.desk.gate, &known.name);
                let same_name = named.as_deref().is_none_or(|known| known == name);
                let pairs = [
                    (Field::Contractor, known.contractor == contractor),
                    (Field::Name, same_name),
                    (Field::Work, known.works == works),
                    (Field::From, known.term.from == term.from),
                    (Field::Until, known.term.until == term.until),
                    (Field::Duties, known.clauses == clauses),
                ];
                let fields = self.differing(&pairs);
                if fields.is_empty() && known.status != ContractStatus::Ended {
                    self.step(Kind::Contracts, cell, number.as_str(), Change::Unchanged, String::new());
                    return Ok(());
                }
                if known.status != ContractStatus::Drafted || known.contractor != contractor {
                    let code = match known.status {
                        ContractStatus::Ended => "ledger-contract-over",
                        _ => "ledger-contract-differs",
                    };
                    let more = [("number", number.to_string()), ("fields", fields)];
                    self.error(Kind::Contracts, &cell, code, &more);
                    return Ok(());
                }
                let text = if same_name { None } else { Some(self.desk.gate.disclose(name)?) };
                let digest = text.as_ref().map_or(known.name, |text| text.digest);
                let contract = number.clone();
                let command = Command::AmendContract { clauses, contract, name: digest, term, works };
                (Change::Changed, fields, command, text.into_iter().collect())
            }
        };
        match self.judge(&command) {
            Verdict::Fits(events) => {
                self.enter(command, texts, events);
                self.step(Kind::Contracts, cell, number.as_str(), change, about);
            }
            Verdict::Waits(about) => self.step(Kind::Contracts, cell, number.as_str(), Change::Waits, about),
            Verdict::Unfit(reasons) => {
                self.refuse(Kind::Contracts, &reasons, &|reason| match reason.rule {
                    Rule::PartyUnknown => line.cell(Field::Contractor),
                    Rule::DeadlinesDisordered => line.cell(Field::Until),
                    _ => cell.clone(),
                });
            }
        }
        Ok(())
    }

    /// Names the fields of which the pair is not the same, in words.
    pub(super) fn differing(&self, pairs: &[(Field, bool)]) -> String {
        let text = self.desk.context.text;
        let word = |field: &Field| text.say(&format!("ledger-field-{}", field.key().replace('_', "-")), &[]);
        let fields: Vec<String> =
            pairs.iter().filter(|(_, same)| !same).map(|(field, _)| word(field)).collect();
        fields.join(", ")
    }

    /// A new number for the same company and work, with a later end, goes on with the old one.
    fn renewed_contract(
        &self,
        number: &ContractId,
        contractor: &PartyId,
        works: &BTreeSet<WorkId>,
        term: Window,
    ) -> (Change, String) {
        let is_before = |(other, known): &(&ContractId, &Contract)| {
            *other != number
                && known.status != ContractStatus::Ended
                && known.contractor == *contractor
                && !known.works.is_disjoint(works)
                && known.term.until < term.until
        };
        let before = self.plan.after.chain.contracts.iter().filter(is_before);
        self.renewal(before.max_by_key(|(_, known)| known.term.until).map(|(other, _)| other.to_string()))
    }

    pub(super) fn renewal(&self, before: Option<String>) -> (Change, String) {
        before.map_or((Change::New, String::new()), |before| {
            (Change::Renewed, self.desk.context.text.say("ledgers-renews", &[("number", &before)]))
        })
    }
}
