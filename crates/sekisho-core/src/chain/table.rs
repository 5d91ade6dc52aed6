//! Rule table: contracts, orders, rosters, and the chain at a permit.

use crate::chain::{Link, Location, Treatment};
use crate::command::Command;
use crate::document::Document;
use crate::incident::Cause;
use crate::party::Title;
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    [contracts(), orders(), rosters(), permits()].into_iter().flatten().collect()
}

fn contracts() -> Vec<Refusal> {
    let draft = || given(drafted()).at("13:00");
    let day = || given(chained()).at("13:00");
    let evaluated = || draft().does("CON", evaluate("PRIME", 80));
    let lost = || carry_in(day()).does("C-1", report_loss(Cause::Lost, "M-1"));
    vec![
        Refusal::row(Rule::RoleMissing, draft(), "R-1", register_contract("K-2", "SUB", clauses()))
            .then("CON", register_contract("K-2", "SUB", clauses())),
        Refusal::row(Rule::AlreadyRegistered, draft(), "CON", register_contract("K-1", "SUB", clauses()))
            .then("CON", register_contract("K-2", "SUB", clauses())),
        Refusal::row(Rule::PartyUnknown, draft(), "CON", register_contract("K-2", "NEW", clauses()))
            .then("ADM", register_party("NEW", "CITY"))
            .again(),
        Refusal::row(Rule::OrderCircular, draft(), "CON", register_contract("K-2", "CITY", clauses()))
            .then("CON", register_contract("K-2", "SUB", clauses())),
        Refusal::row(
            Rule::DeadlinesDisordered,
            draft(),
            "CON",
            contract_with(|term, _| term.until = term.from),
        )
        .then("CON", contract_with(|_, _| ())),
        Refusal::row(Rule::ClauseMissing, draft(), "CON", contract_with(|_, works| works.clear()))
            .then("CON", contract_with(|_, _| ())),
        Refusal::row(Rule::ContractNotActive, day(), "CON", amend_contract("K-1", clauses()))
            .then("CON", register_contract("K-2", "PRIME", clauses())),
        Refusal::row(Rule::ContractUnknown, evaluated(), "CHIEF", activate("K-9"))
            .then("CHIEF", activate("K-1")),
        Refusal::row(
            Rule::ClauseMissing,
            evaluated().does("CON", amend_contract("K-1", clauses_with(|said| said.duties.clear()))),
            "CHIEF",
            activate("K-1"),
        )
        .then("CON", amend_contract("K-1", clauses()))
        .again(),
        Refusal::row(
            Rule::OwnWork,
            evaluated().does("ADM", assign_role("CON", crate::party::Role::Approver)),
            "CON",
            activate("K-1"),
        )
        .then("CHIEF", activate("K-1")),
        Refusal::row(Rule::EvaluationMissing, draft(), "CHIEF", activate("K-1"))
            .then("CON", evaluate("PRIME", 80))
            .again(),
        Refusal::row(
            Rule::EvaluationFailed,
            draft().does("CON", evaluate("PRIME", 59)),
            "CHIEF",
            activate("K-1"),
        )
        .then("CON", evaluate("PRIME", 60))
        .again(),
        Refusal::row(Rule::EvaluationUnfit, draft(), "CON", evaluate("PRIME", 101))
            .then("CON", evaluate("PRIME", 100)),
        // An incident of its people stands on the next sheet.
        Refusal::row(Rule::EvaluationUnfit, lost(), "CON", evaluate("PRIME", 70))
            .then("CON", evaluate_with("PRIME", 70, 1)),
        Refusal::row(
            Rule::ContractNotActive,
            day().does("SEC", end_contract("K-1")),
            "SEC",
            end_contract("K-1"),
        )
        .then("CON", register_contract("K-2", "PRIME", clauses())),
    ]
}

fn contract_with(
    change: impl FnOnce(&mut crate::time::Window, &mut std::collections::BTreeSet<crate::id::WorkId>),
) -> Command {
    let mut command = register_contract("K-2", "PRIME", clauses());
    if let Command::RegisterContract { term, works, .. } = &mut command {
        change(term, works);
    }
    command
}

/// The town whose contract says something else about one clause.
fn contract_saying(change: impl FnOnce(&mut crate::chain::Clauses)) -> Given {
    given(drafted())
        .does("CON", amend_contract("K-1", clauses_with(change)))
        .does("CON", evaluate("PRIME", 80))
        .does("CHIEF", activate("K-1"))
        .at("13:00")
}

fn orders() -> Vec<Refusal> {
    let day = || given(chained()).at("13:00");
    let terms = order_terms();
    let another = || place_order("O-2", &order_terms());
    let waiting = || day().does("S-1", place_order("O-2", &order_below()));
    let below = |change: fn(&mut crate::chain::OrderTerms)| {
        let mut below = order_below();
        change(&mut below);
        place_order("O-2", &below)
    };
    vec![
        Refusal::row(
            Rule::SubcontractForbidden,
            contract_saying(|said| said.subcontracting = Some(Treatment::Forbidden)),
            "C-1",
            another(),
        )
        .then("CON", register_contract("K-2", "PRIME", clauses())),
        Refusal::row(
            Rule::TierTooDeep,
            contract_saying(|said| said.deepest_tier = Some(1)),
            "C-1",
            another(),
        )
        .then("CON", register_contract("K-2", "PRIME", clauses())),
        Refusal::row(
            Rule::OffshoreForbidden,
            day(),
            "S-1",
            below(|terms| terms.location = Location::Offshore),
        )
        .then("S-1", below(|_| ())),
        Refusal::row(Rule::ContractUnknown, day(), "S-1", below(|terms| terms.contract = id("K-9")))
            .then("S-1", below(|_| ())),
        Refusal::row(Rule::ContractNotActive, given(drafted()).at("13:00"), "C-1", another())
            .then("CON", evaluate("PRIME", 80))
            .then("CHIEF", activate("K-1"))
            .again(),
        Refusal::row(Rule::WorkNotCovered, day(), "S-1", below(|terms| terms.work = id("taxes")))
            .then("S-1", below(|_| ())),
        Refusal::row(Rule::OrderUnknown, day(), "S-1", below(|terms| terms.parent = Some(id("O-9"))))
            .then("S-1", below(|_| ())),
        // The hidden tier: nobody has approved the one above it.
        Refusal::row(
            Rule::OrderNotApproved,
            contract_saying(|_| ()).does("C-1", place_order("O-1", &terms)),
            "S-1",
            below(|_| ()),
        )
        .then("CON", approve_order("O-1", &terms))
        .again(),
        Refusal::row(
            Rule::OrderNotInChain,
            day(),
            "CON",
            below(|terms| (terms.client, terms.contractor) = (id("PRIME"), id("OTHER"))),
        )
        .then("CON", below(|_| ())),
        Refusal::row(
            Rule::OrderOutsideTerm,
            day(),
            "S-1",
            below(|terms| terms.term.until = terms.term.until.plus(1)),
        )
        .then("S-1", below(|_| ())),
        Refusal::row(Rule::OrderCircular, day(), "S-1", below(|terms| terms.contractor = id("PRIME")))
            .then("S-1", below(|_| ())),
        Refusal::row(Rule::RoleMissing, day(), "C-1", below(|_| ())).then("S-1", below(|_| ())),
        Refusal::row(Rule::AlreadyRegistered, day(), "S-1", place_order("O-1", &order_below()))
            .then("S-1", below(|_| ())),
        Refusal::row(Rule::OrderNotWaiting, day(), "CON", approve_order("O-1", &terms))
            .then("CON", stop_order("O-1")),
        Refusal::row(Rule::OrderChanged, waiting(), "CON", approve_order("O-2", &terms))
            .then("CON", approve_order("O-2", &order_below())),
        Refusal::row(
            Rule::OwnWork,
            day().does("CON", place_order("O-2", &order_below())),
            "CON",
            approve_order("O-2", &order_below()),
        )
        .then("ADM", assign_role("SEC", crate::party::Role::ContractManager))
        .then("SEC", approve_order("O-2", &order_below())),
    ]
}

fn rosters() -> Vec<Refusal> {
    let day = || given(chained()).at("13:00");
    let prime = || Link::Contract(id("K-1"));
    vec![
        // Whoever presents another company's people as its own.
        Refusal::row(Rule::EmployerDiffers, day(), "C-1", name_handlers(prime(), "C-1 X-1"))
            .then("C-1", name_handlers(prime(), "C-1")),
        Refusal::row(Rule::PersonUnknown, day(), "C-1", name_handlers(prime(), "Y-1"))
            .then("ADM", register_person("Y-1", "PRIME", Title::Employed))
            .then("ADM", enroll_key("Y-1", "SHA256:Y-1"))
            .then("Y-1", state_employment("PRIME", 300))
            .then("C-1", confirm_employment("Y-1"))
            .again(),
        Refusal::row(Rule::RoleMissing, day(), "S-1", name_handlers(prime(), "C-1"))
            .then("C-1", name_handlers(prime(), "C-1")),
        Refusal::row(Rule::NotOnRoster, day(), "C-1", remove_handler(prime(), "S-1"))
            .then("C-1", remove_handler(prime(), "C-2")),
    ]
}

/// The example permit, out with its carriers.
fn carry_in(day: Given) -> Given {
    day.does("R-1", request(&document()))
        .does("CHIEF", approve(&document()))
        .does("SEC", approve(&document()))
        .does("KEEP", hand("M-1", "R-1 C-1"))
        .does("R-1", receive("M-1"))
        .does("C-1", receive("M-1"))
}

fn permits() -> Vec<Refusal> {
    let day = || given(chained()).at("13:00");
    let prime = || Link::Contract(id("K-1"));
    let naming = |change: fn(&mut Document)| request(&document_with(change));
    vec![
        Refusal::row(Rule::ChainBroken, day().does("CON", stop_order("O-1")), "R-1", naming(|_| ()))
            .then("C-1", place_order("O-2", &order_terms()))
            .then("CON", approve_order("O-2", &order_terms()))
            .then("CON", name_handlers(Link::Order(id("O-2")), "S-1 S-2"))
            .again(),
        Refusal::row(Rule::ChainBroken, day(), "ADM", enroll_key("X-1", "SHA256:X-1"))
            .then("S-1", place_order("O-2", &order_below()))
            .then("CON", approve_order("O-2", &order_below()))
            .again(),
        Refusal::row(
            Rule::NotOnRoster,
            day().does("C-1", remove_handler(prime(), "C-2")),
            "R-1",
            naming(|_| ()),
        )
        .then("C-1", name_handlers(prime(), "C-2"))
        .again(),
        Refusal::row(
            Rule::CarryOutForbidden,
            contract_saying(|said| said.carry_out = Some(Treatment::Forbidden))
                .does("CON", name_handlers(prime(), "C-1 C-2"))
                .does("C-1", place_order("O-1", &order_terms()))
                .does("CON", approve_order("O-1", &order_terms()))
                .does("CON", name_handlers(Link::Order(id("O-1")), "S-1 S-2")),
            "R-1",
            naming(|_| ()),
        )
        .then(
            "R-1",
            naming(|document| {
                document.transport = crate::document::Transport::Carried {
                    carriers: ids("R-1 R-2"),
                    substitutes: std::collections::BTreeSet::new(),
                };
            }),
        ),
    ]
}
