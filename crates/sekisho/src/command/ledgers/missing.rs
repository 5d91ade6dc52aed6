//! What the register has and the ledgers of the new year have not: listed, and ended only if that is asked for.

use std::collections::BTreeSet;

use sekisho_audit::chain::{Field, Kind, Lines};
use sekisho_core::chain::{Chain, ContractStatus, Link, OrderStatus};
use sekisho_core::employment::Access;
use sekisho_core::id::{ContractId, OrderId, PersonId};
use sekisho_core::{Command, Digest, Event};
use sekisho_gate::port::Disclosure;

use super::plan::{Change, Maker, Step, Verdict};
use crate::report::Failure;

/// Tells whether an order and everything above it have not been ended.
pub(super) fn is_live(chain: &Chain, order: &OrderId) -> bool {
    let Some(known) = chain.orders.get(order) else { return false };
    let own = matches!(known.status, OrderStatus::Approved | OrderStatus::Waiting);
    let contract = chain.contracts.get(&known.terms.contract);
    own && contract.is_some_and(|contract| contract.status != ContractStatus::Ended)
        && known.terms.parent.as_ref().is_none_or(|parent| is_live(chain, parent))
}

impl Maker<'_> {
    /// Lists what is missing in each ledger that was given: people, then orders, then contracts.
    ///
    /// Shape: what goes with a contract or an order above it is said there, and is no line of its own.
    pub(super) fn missing(&mut self, ledgers: &[(Kind, Lines)]) -> Result<(), Failure> {
        let codes = |kind: Kind, field: Field| -> Option<BTreeSet<String>> {
            let (_, lines) = ledgers.iter().find(|(given, _)| *given == kind)?;
            Some(lines.lines.iter().map(|line| line.code(field)).collect())
        };
        let chain = &self.plan.after.chain;
        let contracts: Vec<ContractId> =
            codes(Kind::Contracts, Field::Contract).map_or_else(Vec::new, |there| {
                let live = chain.contracts.iter().filter(|(_, known)| known.status != ContractStatus::Ended);
                live.map(|(id, _)| id).filter(|id| !there.contains(id.as_str())).cloned().collect()
            });
        let goes = |order: &OrderId, orders: &[OrderId]| {
            let mut up = chain.orders.get(order);
            while let Some(known) = up {
                let parent = known.terms.parent.as_ref();
                if contracts.contains(&known.terms.contract)
                    || parent.is_some_and(|parent| orders.contains(parent))
                {
                    return true;
                }
                up = parent.and_then(|parent| chain.orders.get(parent));
            }
            false
        };
        let gone: Vec<OrderId> = codes(Kind::Orders, Field::Order).map_or_else(Vec::new, |there| {
            let live = chain.orders.keys().filter(|order| is_live(chain, order));
            live.filter(|order| !there.contains(order.as_str())).cloned().collect()
        });
        let orders: Vec<OrderId> = gone.iter().filter(|order| !goes(order, &gone)).cloned().collect();
        let people = ledgers.iter().find(|(kind, _)| *kind == Kind::Rosters).map(|(_, lines)| {
            lines.lines.iter().map(|line| (line.code(Field::Under), line.code(Field::Person))).collect()
        });
        let people = people.map_or_else(Vec::new, |there: BTreeSet<(String, String)>| {
            let is_missing =
                |under: &str, person: &PersonId| !there.contains(&(under.to_owned(), person.to_string()));
            let of_contracts = chain
                .contracts
                .iter()
                .filter(|(id, known)| known.status != ContractStatus::Ended && !contracts.contains(id))
                .map(|(id, known)| (Link::Contract(id.clone()), id.to_string(), &known.handlers));
            let of_orders = chain
                .orders
                .iter()
                .filter(|(id, _)| is_live(chain, id) && !orders.contains(id) && !goes(id, &orders))
                .map(|(id, known)| (Link::Order(id.clone()), id.to_string(), &known.handlers));
            let all = of_contracts.chain(of_orders).flat_map(|(link, under, handlers)| {
                handlers.iter().map(move |person| (link.clone(), under.clone(), person.clone()))
            });
            all.filter(|(_, under, person)| is_missing(under, person)).collect()
        });
        let reason = self.manner.end_missing.map(|reason| self.desk.gate.disclose(reason)).transpose()?;
        let digest = reason.as_ref().map_or_else(|| Digest::of(&[]), |reason| reason.digest);
        for (link, under, person) in people {
            let number = format!("{under} {person}");
            self.end(
                Kind::Rosters,
                &number,
                Command::RemoveHandler { handler: person, link, reason: digest },
                reason.as_ref(),
            );
        }
        for order in orders {
            self.end(
                Kind::Orders,
                &order.to_string(),
                Command::StopOrder { order, reason: digest },
                reason.as_ref(),
            );
        }
        for contract in contracts {
            let number = contract.to_string();
            self.end(
                Kind::Contracts,
                &number,
                Command::EndContract { contract, reason: digest },
                reason.as_ref(),
            );
        }
        Ok(())
    }

    /// Says what would fall with it; ends it only if a reason was given.
    fn end(&mut self, kind: Kind, number: &str, command: Command, reason: Option<&Disclosure>) {
        let events = match self.judge(&command) {
            Verdict::Fits(events) => events,
            Verdict::Waits(_) => Vec::new(),
            Verdict::Unfit(reasons) => {
                // Only who may end it hears the rules: a list alone asks for nothing.
                if reason.is_some() {
                    self.refuse(kind, &reasons, &|_| String::new());
                }
                Vec::new()
            }
        };
        let permits: BTreeSet<String> = events
            .iter()
            .filter_map(|event| match event {
                Event::PermitRevoked { permit, .. } => Some(permit.to_string()),
                _ => None,
            })
            .collect();
        let access: BTreeSet<String> = events
            .iter()
            .filter_map(|event| match event {
                Event::AccessEnded { access, person, .. } => {
                    Some(format!("{} ({person})", access_id(access)))
                }
                _ => None,
            })
            .collect();
        let (orders, persons) = self.below(&command);
        let text = self.desk.context.text;
        let joined = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
        let said = [
            ("ledgers-falls-orders", joined(&orders)),
            ("ledgers-falls-people", joined(&persons)),
            ("ledgers-falls-permits", joined(&permits)),
            ("ledgers-falls-access", joined(&access)),
        ];
        let words: Vec<String> = said
            .iter()
            .filter(|(_, what)| !what.is_empty())
            .map(|(key, what)| text.say(key, &[("what", what)]))
            .collect();
        let step = Step {
            about: words.join(" "),
            cell: String::new(),
            change: Change::Missing,
            kind,
            number: number.to_owned(),
            permits: permits.into_iter().collect(),
        };
        self.plan.steps.push(step);
        if let (Some(reason), false) = (reason, events.is_empty()) {
            self.level = self.level.saturating_add(1);
            self.enter(command, vec![reason.clone()], events);
        }
    }

    /// The live orders under what ends, and everybody on the rosters there.
    fn below(&self, command: &Command) -> (BTreeSet<String>, BTreeSet<String>) {
        let chain = &self.plan.after.chain;
        let link = match command {
            Command::EndContract { contract, .. } => Link::Contract(contract.clone()),
            Command::StopOrder { order, .. } => Link::Order(order.clone()),
            _ => return (BTreeSet::new(), BTreeSet::new()),
        };
        let own = match &link {
            Link::Contract(contract) => chain.contracts.get(contract).map(|known| &known.handlers),
            Link::Order(order) => chain.orders.get(order).map(|known| &known.handlers),
        };
        let mut persons: BTreeSet<String> = own.into_iter().flatten().map(ToString::to_string).collect();
        let (mut orders, mut open) = (BTreeSet::new(), vec![link]);
        while let Some(link) = open.pop() {
            for (order, known) in chain.below(&link).filter(|(order, _)| is_live(chain, order)) {
                orders.insert(order.to_string());
                persons.extend(known.handlers.iter().map(ToString::to_string));
                open.push(Link::Order(order.clone()));
            }
        }
        (orders, persons)
    }
}

fn access_id(access: &Access) -> String {
    match access {
        Access::Account(id) | Access::Card(id) => id.to_string(),
    }
}
