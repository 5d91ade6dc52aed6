//! `sekisho contract export`, `order export`, `roster export`, `org export`, `person export`: ledgers that come back in just so.

use sekisho_audit::chain::{Edge, Field, Kind, Words, moment_text};
use sekisho_audit::table::Listing;
use sekisho_core::Timestamp;
use sekisho_core::chain::{Clauses, Contract, ContractStatus, Location, Order, Treatment};
use sekisho_core::id::{ContractId, OrderId, PartyId, PersonId};
use sekisho_core::party::{Party, Person};

use super::missing::is_live;
use crate::cli::LedgerOut;
use crate::command::local_civil;
use crate::command::paper::{Desk, Form};
use crate::report::{Failure, Report};

/// Writes one ledger: what has not ended.
pub(crate) fn export(desk: Desk<'_>, kind: Kind, given: &LedgerOut) -> Result<Report, Failure> {
    let form = Form::of_table(&given.file, given.cp932)?;
    let language = desk.language();
    let rows = match kind {
        Kind::Contracts => contracts(desk),
        Kind::Orders => orders(desk),
        Kind::Organizations => organizations(desk),
        Kind::Persons => people(desk),
        Kind::Rosters => rosters(desk),
    };
    let lines = rows.len();
    let header = kind.fields().iter().map(|field| field.heading(language).to_owned()).collect();
    let sheet = kind.sheet(language).to_owned();
    let listing = Listing { header, rows, sheet, title: None };
    let bytes = match form {
        Form::Csv(encoding) => listing.to_csv(encoding)?,
        Form::Html | Form::Xlsx => listing.to_xlsx(desk.civil(desk.gate.now()))?,
    };
    desk.hand_out(&given.file, &bytes, lines)
}

fn contracts(desk: Desk<'_>) -> Vec<Vec<String>> {
    let all = desk.gate.state().chain.contracts.iter();
    let live = all.filter(|(_, known)| known.status != ContractStatus::Ended);
    live.map(|(id, known)| row(Kind::Contracts, |field| contract(desk, id, known, field))).collect()
}

fn orders(desk: Desk<'_>) -> Vec<Vec<String>> {
    let chain = &desk.gate.state().chain;
    let live = chain.orders.iter().filter(|(id, _)| is_live(chain, id));
    live.map(|(id, known)| row(Kind::Orders, |field| order(desk, id, known, field))).collect()
}

fn organizations(desk: Desk<'_>) -> Vec<Vec<String>> {
    let all = desk.gate.state().parties.iter();
    let cell = |id: &PartyId, known: &Party, field: Field| match field {
        Field::Organization => id.to_string(),
        Field::OrganizationName => desk.text(&known.name),
        Field::Above => known.above.as_ref().map(ToString::to_string).unwrap_or_default(),
        Field::Domains => known.domains.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    };
    all.map(|(id, known)| row(Kind::Organizations, |field| cell(id, known, field))).collect()
}

/// Everybody who has not left.
fn people(desk: Desk<'_>) -> Vec<Vec<String>> {
    let present = desk.gate.state().persons.iter().filter(|(_, known)| known.left_at.is_none());
    let cell = |id: &PersonId, known: &Person, field: Field| match field {
        Field::Person => id.to_string(),
        Field::PersonName => desk.text(&known.name),
        Field::Employer => known.employer.to_string(),
        Field::EmployerName => desk.party(&known.employer),
        Field::Title => Words::Title.say(known.title.name(), desk.language()),
        Field::Department => known.department.as_ref().map(ToString::to_string).unwrap_or_default(),
        Field::Mail => known.mail.map(|mail| desk.text(&mail)).unwrap_or_default(),
        _ => String::new(),
    };
    present.map(|(id, known)| row(Kind::Persons, |field| cell(id, known, field))).collect()
}

fn rosters(desk: Desk<'_>) -> Vec<Vec<String>> {
    let chain = &desk.gate.state().chain;
    let contracts = chain
        .contracts
        .iter()
        .filter(|(_, known)| known.status != ContractStatus::Ended)
        .map(|(id, known)| (id.to_string(), &known.contractor, &known.handlers));
    let orders = chain
        .orders
        .iter()
        .filter(|(id, _)| is_live(chain, id))
        .map(|(id, known)| (id.to_string(), &known.terms.contractor, &known.handlers));
    let mut rows = Vec::new();
    for (under, company, handlers) in contracts.chain(orders) {
        for person in handlers {
            rows.push(row(Kind::Rosters, |field| handler(desk, &under, company, person, field)));
        }
    }
    rows
}

fn row(kind: Kind, cell: impl Fn(Field) -> String) -> Vec<String> {
    kind.fields().iter().map(|field| cell(*field)).collect()
}

fn day(at: Timestamp, edge: Edge) -> String {
    moment_text(local_civil(at), edge)
}

fn contract(desk: Desk<'_>, id: &ContractId, known: &Contract, field: Field) -> String {
    match field {
        Field::Contract => id.to_string(),
        Field::Contractor => known.contractor.to_string(),
        Field::ContractorName => desk.party(&known.contractor),
        Field::Name => desk.text(&known.name),
        Field::Work => known.works.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        Field::From => day(known.term.from, Edge::First),
        Field::Until => day(known.term.until, Edge::Last),
        Field::Status => desk.say(&format!("contract-{}", known.status.name())),
        _ => clause(desk, &known.clauses, field),
    }
}

fn clause(desk: Desk<'_>, clauses: &Clauses, field: Field) -> String {
    let language = desk.language();
    let treatment = |said: Option<Treatment>| {
        said.map(|said| Words::Treatment.say(said.name(), language)).unwrap_or_default()
    };
    match field {
        Field::BreachNotice => clauses.breach_notice_minutes.map(|minutes| minutes.to_string()),
        Field::CarryOut => Some(treatment(clauses.carry_out)),
        Field::DeepestTier => clauses.deepest_tier.map(|tier| tier.to_string()),
        Field::Duties => {
            let words = clauses.duties.iter().map(|duty| Words::Duty.say(duty.name(), language));
            Some(words.collect::<Vec<_>>().join(", "))
        }
        Field::EraseWithin => clauses.erase_within_days.map(|days| days.to_string()),
        Field::Offshore => Some(treatment(clauses.offshore)),
        Field::Subcontracting => Some(treatment(clauses.subcontracting)),
        _ => None,
    }
    .unwrap_or_default()
}

fn order(desk: Desk<'_>, id: &OrderId, known: &Order, field: Field) -> String {
    let terms = &known.terms;
    let location = match terms.location {
        Location::Domestic => "domestic",
        Location::Offshore => "offshore",
    };
    match field {
        Field::Order => id.to_string(),
        Field::Contract => terms.contract.to_string(),
        Field::Under => terms.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
        Field::Client => terms.client.to_string(),
        Field::ClientName => desk.party(&terms.client),
        Field::Contractor => terms.contractor.to_string(),
        Field::ContractorName => desk.party(&terms.contractor),
        Field::Work => terms.work.to_string(),
        Field::Location => Words::Location.say(location, desk.language()),
        Field::From => day(terms.term.from, Edge::First),
        Field::Until => day(terms.term.until, Edge::Last),
        Field::Status => desk.say(&format!("order-{}", known.status.name())),
        _ => String::new(),
    }
}

fn handler(desk: Desk<'_>, under: &str, company: &PartyId, person: &PersonId, field: Field) -> String {
    match field {
        Field::Under => under.to_owned(),
        Field::Contractor => company.to_string(),
        Field::ContractorName => desk.party(company),
        Field::Person => person.to_string(),
        Field::PersonName => desk.person(person),
        _ => String::new(),
    }
}
