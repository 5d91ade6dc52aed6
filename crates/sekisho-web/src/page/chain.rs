//! Who works for whom, tier by tier, and before anybody orders: whether it would be allowed, with the clauses.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Response};
use maud::{Markup, html};
use sekisho_core::Window;
use sekisho_core::chain::{Chain, Link};
use sekisho_core::id::{OrderId, PartyId};
use sekisho_gate::Gate;

use super::frame::{Script, page, reasons};
use super::home::local;
use super::permit::party;
use super::{COMPANY, Form, Page, Reader, Sight, Viewer, html as answer, see};
use crate::form::ReasonForm;
use crate::port::{Choice, House, Register, Tongue};
use crate::router::{Call, Shared};

/// One link with what hangs below it.
#[derive(Clone, Debug)]
pub(super) struct Node {
    below: Vec<Node>,
    code: String,
    handlers: usize,
    name: String,
    party: PartyId,
    place: String,
    stands: bool,
    status: &'static str,
    tier: u8,
    until: String,
    works: String,
}

/// What the check said.
#[derive(Clone, Debug)]
struct Verdict {
    reasons: Vec<ReasonForm>,
    said: String,
    waits_for: Vec<String>,
}

#[derive(Clone, Debug)]
struct View {
    checked: Option<Result<Verdict, String>>,
    contracts: Vec<Choice>,
    nodes: Vec<Node>,
    orders: Vec<Choice>,
    organizations: Vec<Choice>,
    owner: String,
    works: Vec<String>,
}

/// `GET /chain?contract=C-1&of=NISHI&work=call`
pub(crate) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session) = shared.inside(&call, &headers)?;
        let (tongue, asked) = (reader.tongue.clone(), Form::of_query(query.as_deref()));
        let given = asked.clone();
        let job = move |house: &mut dyn House, viewer: &Viewer| match viewer.sight {
            Sight::Own => Ok(None),
            Sight::All => Ok(Some(view(house, &tongue, viewer, &asked))),
        };
        let Some(view) = shared.for_viewer(&reader, &session, job).await? else {
            return Ok(see(COMPANY));
        };
        Ok(answer(render(&reader, &view, &given)))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn view(house: &mut dyn House, tongue: &Tongue, viewer: &Viewer, asked: &Form) -> View {
    let checked = asked.one("of").filter(|of| !of.is_empty()).map(|_| check(house, tongue, viewer, asked));
    let [contracts, orders, organizations] =
        [Register::Contract, Register::Order, Register::Organization].map(|register| house.choices(register));
    let gate = house.gate();
    let state = gate.state();
    let owner = state.office.as_ref().map(|office| party(gate, &office.owner)).unwrap_or_default();
    let works = state.chain.contracts.values().flat_map(|known| known.works.iter().map(ToString::to_string));
    let mut works: Vec<String> = works.collect();
    works.sort();
    works.dedup();
    View { checked, contracts, nodes: tree(gate), orders, organizations, owner, works }
}

/// Asks what `sekisho order check` would say; nothing is recorded.
fn check(house: &mut dyn House, tongue: &Tongue, viewer: &Viewer, asked: &Form) -> Result<Verdict, String> {
    let grammar = tongue.sentences.grammar(tongue.language);
    let Some(verb) = grammar.look("order check") else { return Err(String::new()) };
    let mut pairs = asked.0.clone();
    pairs.push(("id".to_owned(), new_number(&house.gate().state().chain)));
    let mut words = verb.words(&pairs);
    words.insert(2, format!("--as={}", viewer.person));
    let told = house.look(tongue.language, &words).map_err(|said| said.sentence)?;
    let read = |name: &str| told.json.get(name).cloned().unwrap_or_default();
    Ok(Verdict {
        reasons: serde_json::from_value(read("reasons")).unwrap_or_default(),
        said: serde_json::from_value(read("verdict")).unwrap_or_default(),
        waits_for: serde_json::from_value(read("waits_for")).unwrap_or_default(),
    })
}

/// A number that no order has.
fn new_number(chain: &Chain) -> String {
    let free = |number: &usize| {
        let code: Option<OrderId> = format!("ORD-{number}").parse().ok();
        code.is_some_and(|code| !chain.orders.contains_key(&code))
    };
    let number = (1..=chain.orders.len().saturating_add(1)).find(free).unwrap_or(1);
    format!("ORD-{number}")
}

/// The tree below an organization, without anything beside it.
pub(super) fn tree_of(gate: &Gate, own: &PartyId) -> Vec<Node> {
    fn found(nodes: Vec<Node>, own: &PartyId) -> Vec<Node> {
        nodes
            .into_iter()
            .flat_map(|node| if node.party == *own { vec![node] } else { found(node.below, own) })
            .collect()
    }
    found(tree(gate), own)
}

fn tree(gate: &Gate) -> Vec<Node> {
    let chain = &gate.state().chain;
    let now = Window { from: gate.now(), until: gate.now().plus(1) };
    let contracts = chain.contracts.iter();
    contracts
        .map(|(id, known)| Node {
            below: orders(gate, &Link::Contract(id.clone())),
            code: id.to_string(),
            handlers: known.handlers.len(),
            name: party(gate, &known.contractor),
            party: known.contractor.clone(),
            place: format!("/looks/contract/show?id={id}"),
            stands: chain.contract_stands(id, now),
            status: known.status.name(),
            tier: 1,
            until: local(known.term.until),
            works: known.works.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        })
        .collect()
}

// INVARIANT: an order names only a parent that was there before it, so the way down ends.
fn orders(gate: &Gate, link: &Link) -> Vec<Node> {
    let chain = &gate.state().chain;
    let now = Window { from: gate.now(), until: gate.now().plus(1) };
    let below = chain.below(link);
    below
        .map(|(id, known)| Node {
            below: orders(gate, &Link::Order(id.clone())),
            code: id.to_string(),
            handlers: known.handlers.len(),
            name: party(gate, &known.terms.contractor),
            party: known.terms.contractor.clone(),
            place: format!("/looks/order/show?id={id}"),
            stands: chain.order_stands(id, now),
            status: known.status.name(),
            tier: chain.tier(known.terms.parent.as_ref()),
            until: local(known.terms.term.until),
            works: known.terms.work.to_string(),
        })
        .collect()
}

fn render(reader: &Reader, view: &View, given: &Form) -> Markup {
    let tongue = &reader.tongue;
    let content = html! {
        @if !view.contracts.is_empty() { (question(tongue, view, given)) }
        div.acts role="group" aria-label=(tongue.say("page-permit-acts")) {
            @for (noun, verb) in [("contract", "add"), ("order", "place"), ("roster", "add"), ("org", "add")] {
                a.button href=(format!("/acts/{noun}/{verb}")) { (tongue.say(&format!("do-{noun}-{verb}"))) }
            }
            @for (noun, verb) in [("order", "held"), ("order", "list"), ("contract", "list"), ("org", "list")] {
                a.button href=(format!("/looks/{noun}/{verb}")) { (tongue.say(&format!("do-{noun}-{verb}"))) }
            }
        }
        section aria-labelledby="tree" {
            h2 id="tree" { (tongue.say("page-chain-tree")) }
            @if view.nodes.is_empty() { p.empty { (tongue.say("page-chain-empty")) } }
            @else { ul.tree { li { span.node { strong { (view.owner) } } (branch(tongue, &view.nodes, Sight::All)) } } }
        }
    };
    page(reader, Script::None, &tongue.say("page-nav-chain"), &content)
}

fn question(tongue: &Tongue, view: &View, given: &Form) -> Markup {
    let menu = |name: &str, all: &[Choice], required: bool| {
        html! {
            div.field {
                label for=(name) { (tongue.say(&format!("page-chain-{name}"))) }
                select id=(name) name=(name) required[required] {
                    option value="" { (tongue.say(if required { "page-form-choose" } else { "page-chain-directly" })) }
                    @for one in all { option value=(one.code) selected[given.one(name) == Some(&one.code)] { (one.label) } }
                }
            }
        }
    };
    let works: Vec<Choice> =
        view.works.iter().map(|work| Choice { code: work.clone(), label: work.clone() }).collect();
    html! {
        section aria-labelledby="check" {
            h2 id="check" { (tongue.say("do-order-check")) }
            @match &view.checked {
                Some(Ok(verdict)) => { (answered(tongue, verdict, given)) }
                Some(Err(sentence)) => { p.alarm role="alert" { (sentence) } }
                None => {}
            }
            form.line method="get" action="/chain" {
                (menu("contract", &view.contracts, true))
                (menu("of", &view.organizations, true))
                (menu("work", &works, true))
                @if !view.orders.is_empty() { (menu("under", &view.orders, false)) }
                p.submit {
                    label.check { input type="checkbox" name="offshore" value="on" checked[given.one("offshore").is_some()]; " " (tongue.say("page-chain-offshore")) }
                    button.main type="submit" { (tongue.say("page-chain-check")) }
                }
            }
        }
    }
}

fn answered(tongue: &Tongue, verdict: &Verdict, given: &Form) -> Markup {
    let place = format!("/acts/order/place?{}", super::query(&given.0));
    html! {
        @match verdict.said.as_str() {
            "allow" => {
                p.notice role="status" { (tongue.say("order-check-allow")) }
                p.acts { a.button.main href=(place) { (tongue.say("do-order-place")) } }
            }
            "wait" => {
                p.notice.wait role="status" { (tongue.say("order-check-wait")) " " (verdict.waits_for.join(", ")) }
                p.acts { a.button.main href=(place) { (tongue.say("do-order-place")) } }
            }
            _ => {
                p.alarm role="alert" { (tongue.say("page-chain-no")) }
                (reasons(tongue, &verdict.reasons, "", None))
            }
        }
    }
}

/// Draws nodes with what hangs below; who sees the whole record is led to each contract and order.
pub(super) fn branch(tongue: &Tongue, nodes: &[Node], sight: Sight) -> Markup {
    html! {
        @if !nodes.is_empty() {
            ul {
                @for node in nodes {
                    @let over = matches!(node.status, "ended" | "rejected" | "stopped");
                    li {
                        div.node {
                            @if sight == Sight::All { a href=(node.place) { (node.code) } } @else { (node.code) } " " strong { (node.name) } " "
                            span.badge.good[node.stands].stop[over].warn[!node.stands && !over] { (tongue.say(&format!("page-chain-{}", node.status))) }
                            p.fine {
                                (tongue.with("page-chain-line", &[("tier", &node.tier.to_string()), ("works", &node.works), ("until", &node.until), ("handlers", &node.handlers.to_string())]))
                            }
                        }
                        (branch(tongue, &node.below, sight))
                    }
                }
            }
        }
    }
}
