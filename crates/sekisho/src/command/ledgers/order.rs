//! Lines of the ledger of orders, from the top down.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_audit::chain::{Edge, Field, Kind, Line, Words};
use sekisho_core::chain::{Location, Order, OrderStatus, OrderTerms};
use sekisho_core::id::{ContractId, OrderId, WorkId};
use sekisho_core::{Command, Rule, Window};

use super::plan::{Change, Maker, Verdict};
use super::row::{Reader, UNREADABLE};

impl Maker<'_> {
    pub(super) fn orders(&mut self, lines: &[Line]) {
        let above: BTreeMap<String, String> =
            lines.iter().map(|line| (line.code(Field::Order), line.code(Field::Under))).collect();
        // From the top down, however the lines stand; a ring never ends and is told by the rules.
        let depth = |line: &Line| {
            let up = |code: &String| above.get(code).filter(|code| !code.is_empty()).cloned();
            std::iter::successors(Some(line.code(Field::Order)), up)
                .take(above.len().saturating_add(1))
                .count()
        };
        let base = self.level;
        let mut sorted: Vec<&Line> = lines.iter().collect();
        sorted.sort_by_cached_key(|line| depth(line));
        let mut seen = BTreeMap::new();
        for line in sorted {
            // An order below is signed with the one above in the record.
            self.level = base.saturating_add(depth(line));
            if !self.is_twice(Kind::Orders, line, Field::Order, &mut seen) {
                self.order(line);
            }
        }
    }

    fn order(&mut self, line: &Line) {
        let mut reader = Reader::new(line);
        let number: Option<OrderId> = reader.code(Field::Order);
        let terms = self.terms(&mut reader);
        for problem in &reader.problems {
            self.problem(Kind::Orders, problem);
        }
        let (Some(number), Some(terms), true) = (number, terms, reader.problems.is_empty()) else { return };
        self.plan.orders.insert(number.clone());
        let cell = line.cell(Field::Order);
        if let Some(known) = self.plan.after.chain.orders.get(&number).cloned() {
            let before = &known.terms;
            let fields = self.differing(&[
                (Field::Contract, before.contract == terms.contract),
                (Field::Under, before.parent == terms.parent),
                (Field::Client, before.client == terms.client),
                (Field::Contractor, before.contractor == terms.contractor),
                (Field::Work, before.work == terms.work),
                (Field::Location, before.location == terms.location),
                (Field::From, before.term.from == terms.term.from),
                (Field::Until, before.term.until == terms.term.until),
            ]);
            let over = matches!(known.status, OrderStatus::Rejected | OrderStatus::Stopped);
            if fields.is_empty() && !over {
                self.step(Kind::Orders, cell, number.as_str(), Change::Unchanged, String::new());
                return;
            }
            let code = if over { "ledger-order-over" } else { "ledger-order-differs" };
            self.error(Kind::Orders, &cell, code, &[("number", number.to_string()), ("fields", fields)]);
            return;
        }
        let (change, about) = self.renewed_order(&number, &terms);
        let command = Command::PlaceOrder { order: number.clone(), terms: terms.clone() };
        match self.judge(&command) {
            Verdict::Fits(events) => {
                self.enter(command, Vec::new(), events);
                self.step(Kind::Orders, cell, number.as_str(), change, about);
            }
            Verdict::Waits(about) => {
                self.deferred.insert(number.to_string(), terms);
                self.step(Kind::Orders, cell, number.as_str(), Change::Waits, about);
            }
            Verdict::Unfit(reasons) => self.refuse(Kind::Orders, &reasons, &|reason| match reason.rule {
                Rule::ContractUnknown | Rule::ContractNotActive => line.cell(Field::Contract),
                Rule::OrderUnknown | Rule::OrderNotApproved => line.cell(Field::Under),
                Rule::OrderOutsideTerm | Rule::DeadlinesDisordered => line.cell(Field::Until),
                Rule::OffshoreForbidden => line.cell(Field::Location),
                Rule::WorkNotCovered => line.cell(Field::Work),
                Rule::OrderNotInChain => line.cell(Field::Client),
                Rule::OrderCircular | Rule::PartyUnknown => line.cell(Field::Contractor),
                _ => cell.clone(),
            }),
        }
    }

    /// Reads the terms; what is left out is as in the contract or the order above.
    fn terms(&self, reader: &mut Reader<'_>) -> Option<OrderTerms> {
        let chain = &self.plan.after.chain;
        let contract: Option<ContractId> = reader.code(Field::Contract);
        let under = reader.line.code(Field::Under);
        let is_contract = contract.as_ref().is_some_and(|contract| contract.as_str() == under);
        let parent: Option<OrderId> = if is_contract { None } else { reader.code(Field::Under) };
        let above = parent.as_ref().and_then(|parent| {
            chain.orders.get(parent).map(|known| &known.terms).or_else(|| self.deferred.get(parent.as_str()))
        });
        let root = contract.as_ref().and_then(|contract| chain.contracts.get(contract));
        let outer = above.map(|above| above.term).or(root.map(|root| root.term));
        let client = above.map(|above| &above.contractor).or(root.map(|root| &root.contractor)).cloned();
        let client = reader.party(Field::Client, &self.parties).or(client);
        let contractor = reader.party(Field::Contractor, &self.parties);
        let works: BTreeSet<WorkId> = reader.codes(Field::Work);
        let location = match reader.word(Field::Location, Words::Location) {
            Some("offshore") => Location::Offshore,
            _ => Location::Domestic,
        };
        let from = reader.moment(Field::From, Edge::First).or(outer.map(|outer| outer.from));
        let until = reader.moment(Field::Until, Edge::Last).or(outer.map(|outer| outer.until));
        let needed = [
            (Field::Client, client.is_some()),
            (Field::From, from.is_some()),
            (Field::Until, until.is_some()),
            (Field::Work, works.len() == 1),
        ];
        for (field, _) in needed.into_iter().filter(|(_, there)| !there) {
            // What follows from a contract that is not there is no slip of its own.
            if !reader.line.text(field).is_empty() || root.is_some() {
                reader.problems.push(reader.line.error(field, UNREADABLE));
            }
        }
        if contract.is_some() && root.is_none() && reader.problems.is_empty() {
            let mut problem = reader.line.error(Field::Contract, "ledger-contract-absent");
            problem.arguments.insert("number", reader.line.code(Field::Contract));
            reader.problems.push(problem);
        }
        Some(OrderTerms {
            client: client?,
            contract: contract?,
            contractor: contractor?,
            location,
            parent,
            term: Window { from: from?, until: until? },
            work: works.into_iter().next()?,
        })
    }

    /// A new number for the same companies and work, with a later end, goes on with the old one.
    fn renewed_order(&self, number: &OrderId, terms: &OrderTerms) -> (Change, String) {
        let is_before = |(other, known): &(&OrderId, &Order)| {
            *other != number
                && matches!(known.status, OrderStatus::Approved | OrderStatus::Waiting)
                && known.terms.contractor == terms.contractor
                && known.terms.client == terms.client
                && known.terms.work == terms.work
                && known.terms.term.until < terms.term.until
        };
        let before = self.plan.after.chain.orders.iter().filter(is_before);
        self.renewal(
            before.max_by_key(|(_, known)| known.terms.term.until).map(|(other, _)| other.to_string()),
        )
    }
}
