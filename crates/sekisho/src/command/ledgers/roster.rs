//! Lines of the ledger of rosters.

use std::collections::BTreeMap;

use sekisho_audit::chain::{Field, Kind, Line};
use sekisho_core::Command;
use sekisho_core::chain::Link;
use sekisho_core::id::{OrderId, PersonId};

use super::plan::{Change, Maker, Verdict};
use super::row::Reader;

impl Maker<'_> {
    /// Rosters: one act for each contract or order, with everybody who is new on it.
    pub(super) fn rosters(&mut self, lines: &[Line]) {
        let mut seen = BTreeMap::new();
        let mut named: BTreeMap<String, BTreeMap<PersonId, &Line>> = BTreeMap::new();
        for line in lines {
            let mut reader = Reader::new(line);
            let (under, person) =
                (reader.code::<OrderId>(Field::Under), reader.code::<PersonId>(Field::Person));
            for problem in &reader.problems {
                self.problem(Kind::Rosters, problem);
            }
            let (Some(under), Some(person)) = (under, person) else { continue };
            let pair = format!("{under} {person}");
            let cell = line.cell(Field::Person);
            if let Some(first) = seen.insert(pair.clone(), cell.clone()) {
                self.error(Kind::Rosters, &cell, "ledger-code-twice", &[("number", pair), ("first", first)]);
                continue;
            }
            named.entry(under.to_string()).or_default().insert(person, line);
        }
        self.level = self.level.saturating_add(1);
        for (under, persons) in named {
            self.roster(&under, persons);
        }
    }

    fn roster(&mut self, under: &str, mut persons: BTreeMap<PersonId, &Line>) {
        let chain = &self.plan.after.chain;
        let contract = under.parse().ok().filter(|contract| chain.contracts.contains_key(contract));
        let Some(link) = contract.map(Link::Contract).or_else(|| under.parse().ok().map(Link::Order)) else {
            return;
        };
        let (company, handlers) = match &link {
            Link::Contract(contract) => {
                let known = chain.contracts.get(contract);
                (known.map(|known| &known.contractor), known.map(|known| &known.handlers))
            }
            Link::Order(order) => {
                let known = chain.orders.get(order);
                (known.map(|known| &known.terms.contractor), known.map(|known| &known.handlers))
            }
        };
        let (company, handlers) = (company.cloned(), handlers.cloned().unwrap_or_default());
        let text = self.desk.context.text;
        let unconfirmed = |maker: &Self, person: &PersonId| {
            let known = maker.plan.after.persons.get(person);
            known.is_some_and(|known| {
                Some(&known.employer) == company.as_ref() && !known.is_attested(maker.now)
            })
        };
        let mut still = BTreeMap::new();
        while let Some((person, line)) = persons.pop_first() {
            let (cell, number) = (line.cell(Field::Person), format!("{under} {person}"));
            if handlers.contains(&person) {
                self.step(Kind::Rosters, cell, &number, Change::Unchanged, String::new());
            } else if unconfirmed(self, &person) {
                let about = text.say("employment-unconfirmed", &[("person", person.as_str())]);
                self.step(Kind::Rosters, cell, &number, Change::Waits, about);
            } else {
                still.insert(person, line);
            }
        }
        if still.is_empty() {
            return;
        }
        let command = Command::NameHandlers { link, persons: still.keys().cloned().collect() };
        let (change, about) = match self.judge(&command) {
            Verdict::Fits(events) => {
                self.enter(command, Vec::new(), events);
                (Change::New, String::new())
            }
            Verdict::Waits(about) => (Change::Waits, about),
            Verdict::Unfit(reasons) => {
                let first = still.values().next().map(|line| line.cell(Field::Under)).unwrap_or_default();
                self.refuse(Kind::Rosters, &reasons, &|reason| {
                    let person =
                        reason.about.get("person").and_then(|person| person.parse::<PersonId>().ok());
                    let at = person.and_then(|person| still.get(&person));
                    at.map_or_else(|| first.clone(), |at| at.cell(Field::Person))
                });
                return;
            }
        };
        for (person, line) in still {
            self.step(
                Kind::Rosters,
                line.cell(Field::Person),
                &format!("{under} {person}"),
                change,
                about.clone(),
            );
        }
    }
}
