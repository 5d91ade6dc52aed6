//! The new year of a large owner: a thousand companies in six tiers with twenty thousand people, read from their ledgers, every
//! line judged by the rules after the ones before it, and one order checked.
//!
//! `cargo bench -p sekisho --bench ledgers`. Prints figures; asserts nothing about time. Signing and the durable append are not
//! in them: with `-- durable` the same year goes through the record as well. The peer reads the same bytes with the plain `csv`
//! crate and judges nothing.

#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench stops at the first fault"
)]

#[path = "ledgers/durable.rs"]
mod durable;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Instant;

use sekisho_audit::chain::{Field, Kind, Line, Mapping, read};
use sekisho_audit::table::{Encoding, Sheet};
use sekisho_core::chain::{Link, Location, OrderTerms, Treatment};
use sekisho_core::event::Recorded;
use sekisho_core::id::{OrderId, PersonId};
use sekisho_core::party::Title;
use sekisho_core::testkit::{activate, chained, clauses_with, evaluate, id, register_contract, text, year};
use sekisho_core::{Command, Event, State, Timestamp, decide, evolve};

/// Companies in each tier, the first ones with a contract of their own.
const TIERS: [usize; 6] = [10, 90, 200, 250, 250, 200];
/// People on the roster of each company.
const PEOPLE: usize = 20;
/// Checks of which the middle one is printed.
const ROUNDS: usize = 1_001;

/// Two of the ledgers, as an office would write them.
struct Ledgers {
    orders: String,
    rosters: String,
}

fn company(tier: usize, index: usize) -> String {
    format!("C{}-{index:03}", tier + 1)
}

fn link(tier: usize, index: usize) -> String {
    let letter = if tier == 0 { 'K' } else { 'O' };
    format!("{letter}{}-{index:03}", tier + 1)
}

fn companies() -> impl Iterator<Item = (usize, usize)> {
    TIERS.iter().enumerate().flat_map(|(tier, size)| (0..*size).map(move |index| (tier, index)))
}

fn ledgers() -> Ledgers {
    let mut orders = "発注番号,契約番号,上の発注,発注元,委託先,業務,作業場所\r\n".to_owned();
    let mut rosters = "契約・発注番号,従事者,氏名\r\n".to_owned();
    for (tier, index) in companies() {
        if let Some(above) = tier.checked_sub(1) {
            let place = |tier: usize| index % TIERS[tier];
            let mut root = index;
            for step in (0..tier).rev() {
                root %= TIERS[step];
            }
            let under = if above == 0 { String::new() } else { link(above, place(above)) };
            let client = company(above, place(above));
            let (own, contractor) = (link(tier, index), company(tier, index));
            let contract = link(0, root);
            write!(orders, "{own},{contract},{under},{client},{contractor},benefits,国内\r\n").unwrap();
        }
        for number in 0..PEOPLE {
            let person = format!("{}-{number:02}", company(tier, index));
            write!(rosters, "{},{person},従事者 {number}\r\n", link(tier, index)).unwrap();
        }
    }
    Ledgers { orders, rosters }
}

struct Office {
    now: Timestamp,
    state: State,
}

impl Office {
    fn fold(&mut self, event: Event) {
        let state = std::mem::take(&mut self.state);
        self.state = evolve(state, &Recorded { event, occurred_at: self.now, recorded_at: self.now });
    }

    fn act(&mut self, person: &str, command: &Command) {
        let decision = decide(&self.state, &id(person), command, self.now, self.now);
        assert!(decision.reasons.is_empty(), "{command:?}: {:?}", decision.reasons);
        for event in decision.events {
            self.fold(event);
        }
    }
}

/// The register before the year: companies, people with the word of both sides, ten contracts in force.
fn office() -> Office {
    let state = chained();
    let mut office = Office { now: state.latest.unwrap().plus(60), state };
    let name = text("name");
    for (tier, index) in companies() {
        let party = company(tier, index);
        let domains = std::collections::BTreeSet::new();
        office.fold(Event::PartyRegistered { above: id("CITY"), domains, name, party: id(&party) });
        for number in 0..PEOPLE {
            let person: PersonId = id(&format!("{party}-{number:02}"));
            let employer = id(&party);
            office.fold(Event::PersonRegistered {
                department: None,
                employer,
                mail: None,
                name,
                person: person.clone(),
                title: Title::Subcontract,
            });
            let (employer, until) = (id(&party), office.now.plus(300 * 86_400));
            let title = Title::Subcontract;
            office.fold(Event::EmploymentStated { employer, person: person.clone(), title, until });
            office.fold(Event::EmploymentConfirmed { by: id("CON"), person });
        }
    }
    let said = clauses_with(|said| {
        (said.subcontracting, said.deepest_tier) = (Some(Treatment::Allowed), Some(6));
    });
    for index in 0..TIERS[0] {
        let (contract, party) = (link(0, index), company(0, index));
        office.act("CON", &register_contract(&contract, &party, said.clone()));
        office.act("CON", &evaluate(&party, 80));
        office.act("CHIEF", &activate(&contract));
    }
    office
}

fn order(line: &Line) -> Command {
    let parent: Option<OrderId> = line.code(Field::Under).parse().ok();
    let terms = OrderTerms {
        client: id(&line.code(Field::Client)),
        contract: id(&line.code(Field::Contract)),
        contractor: id(&line.code(Field::Contractor)),
        location: Location::Domestic,
        parent,
        term: year(),
        work: id(&line.code(Field::Work)),
    };
    Command::PlaceOrder { order: id(&line.code(Field::Order)), terms }
}

fn lines(text: &str, kind: Kind) -> Vec<Line> {
    let sheet = Sheet::from_csv(text.as_bytes(), Encoding::Detect).unwrap();
    let read = read(sheet, kind, &Mapping::default());
    assert_eq!(read.problems, []);
    read.lines
}

fn main() {
    let ledgers = ledgers();
    let start = Instant::now();
    let mut office = office();
    println!(
        "register of {} people, built: {:.2} s",
        office.state.persons.len(),
        start.elapsed().as_secs_f64()
    );

    let start = Instant::now();
    let orders = lines(&ledgers.orders, Kind::Orders);
    let rosters = lines(&ledgers.rosters, Kind::Rosters);
    let read = start.elapsed();
    let commands: Vec<Command> = orders.iter().map(order).collect();
    for command in &commands {
        office.act("CON", command);
    }
    let ordered = start.elapsed();
    let mut named: BTreeMap<String, BTreeSet<PersonId>> = BTreeMap::new();
    for line in &rosters {
        named.entry(line.code(Field::Under)).or_default().insert(id(&line.code(Field::Person)));
    }
    for (under, persons) in named {
        let contract = id(&under);
        let is_contract = office.state.chain.contracts.contains_key(&contract);
        let link = if is_contract { Link::Contract(contract) } else { Link::Order(id(&under)) };
        office.act("CON", &Command::NameHandlers { link, persons });
    }
    let all = start.elapsed();
    println!("{} orders and {} people on rosters:", orders.len(), rosters.len());
    println!("  read {:.3} s", read.as_secs_f64());
    println!("  orders judged and folded {:.3} s", ordered.as_secs_f64() - read.as_secs_f64());
    println!("  rosters judged and folded {:.3} s", all.as_secs_f64() - ordered.as_secs_f64());
    println!("  together {:.3} s", all.as_secs_f64());

    let mut deepest = order(orders.last().unwrap());
    if let Command::PlaceOrder { order, .. } = &mut deepest {
        *order = id("CHECK");
    }
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let decision = decide(&office.state, &id("CON"), &deepest, office.now, office.now);
        times.push(start.elapsed());
        assert!(decision.reasons.is_empty());
    }
    times.sort();
    println!(
        "one order of tier 6 checked: {:.1} µs in the middle, {:.1} µs at the 99th of 100",
        times[ROUNDS / 2].as_secs_f64() * 1e6,
        times[ROUNDS * 99 / 100].as_secs_f64() * 1e6
    );

    let start = Instant::now();
    let mut cells = 0;
    for text in [&ledgers.orders, &ledgers.rosters] {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        cells +=
            reader.records().map(|record| record.unwrap().iter().map(str::to_owned).count()).sum::<usize>();
    }
    println!(
        "peer, the csv crate alone: {cells} cells in {:.3} s, nothing judged",
        start.elapsed().as_secs_f64()
    );
    if std::env::args().any(|word| word == "durable") {
        durable::year(&ledgers);
    }
}
