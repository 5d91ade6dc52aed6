//! The request for a permit as people write it: copied from an earlier one, data chosen by boxes, and less where less would do.

mod content;

use maud::{Markup, html};
use sekisho_core::id::{MediumId, PermitId};
use sekisho_core::medium::{Condition, PlaceKind};
use sekisho_core::{Digest, Timestamp};
use sekisho_gate::Gate;

use self::content::{Pairs, Taken, of_document, values};
use super::act::registers;
use super::field::{Choices, drawn_field};
use super::home::{grouped, local, names};
use super::{Form, Instead, Reader, Sight, Viewer, absent};
use crate::form::ReasonForm;
use crate::port::{Choice, Field, House, Register, Tongue, Verb};
use crate::problem::Problem;
use crate::router::Shared;

/// So many earlier permits are offered for copying, and looked through for words that were written before.
const EARLIER: u32 = 30;

/// The parts of the form, in the order of the questions that people ask.
const PARTS: [(&str, &[&str], &[&str]); 5] = [
    ("why", &["code", "purpose"], &["plan", "beyond", "urgent"]),
    ("data", &["people"], &["yes_no", "yes_if", "mask", "only_in", "without_protected", "with_protected"]),
    ("who", &["carrier", "receiver", "eraser"], &["substitute", "courier"]),
    (
        "where",
        &["medium", "site", "return_by"],
        &["start", "arrive_by", "until", "erase_by", "from", "return_to", "route"],
    ),
    (
        "protection",
        &["declared"],
        &["device", "sealer", "witness", "opener", "openings", "fingerprint", "lookup_until"],
    ),
];

/// One dataset of the register.
#[derive(Clone, Debug)]
struct Held {
    fields: Vec<(String, &'static str)>,
    id: String,
    label: String,
    rows: u64,
}

/// What the form offers, and what stands in it.
#[derive(Clone, Debug, Default)]
struct Shelf {
    choices: Choices,
    datasets: Vec<Held>,
    earlier: Vec<(PermitId, String)>,
    given: Pairs,
    like: Option<PermitId>,
    places: Vec<(PlaceKind, Choice)>,
    products: Vec<String>,
}

/// Tells whether a verb has this form.
pub(super) fn is_request(verb: &Verb) -> bool {
    matches!(verb.name.as_str(), "permit request" | "permit amend")
}

/// Turns what came from a form into the pairs of its verb.
pub(super) fn worded(gate: &Gate, verb: &Verb, pairs: &[(String, String)]) -> Pairs {
    if is_request(verb) {
        content::worded(&gate.state().holdings, &text(gate), pairs)
    } else {
        pairs.to_vec()
    }
}

fn text(gate: &Gate) -> impl Fn(&Digest) -> Option<String> + '_ {
    |digest| gate.record().text(digest).ok().flatten().map(|text| text.expose().clone())
}

/// Makes the form, as it was sent or out of an earlier permit.
pub(super) async fn form(
    shared: &Shared,
    reader: &Reader,
    verb: &Verb,
    given: &Form,
    wrong: Option<&Markup>,
) -> Result<Markup, Instead> {
    let Some(session) = reader.session.clone() else { return Err(absent().into()) };
    let (asked, of) = (given.0.clone(), verb.clone());
    let job = move |house: &mut dyn House, viewer: &Viewer| shelf(house, viewer, &of, &asked);
    let shelf = shared.for_viewer(reader, &session, job).await?;
    Ok(drawn(&reader.tongue, verb, &shelf, &session.csrf, wrong))
}

fn shelf(house: &mut dyn House, viewer: &Viewer, verb: &Verb, asked: &Pairs) -> Result<Shelf, Problem> {
    let choices = match viewer.sight {
        Sight::All => registers(verb).into_iter().map(|one| (one, house.choices(one))).collect(),
        // Who sees only what is theirs types what they know.
        Sight::Own => Vec::new(),
    };
    let gate = house.gate();
    let state = gate.state();
    let seen = |permit| match gate.record().view(permit).ok().flatten() {
        Some(view) if viewer.sight == Sight::All || names(&view.last, &viewer.person) => Ok(view),
        _ => Err(absent()),
    };
    let parsed = |name: &str| values(asked, name).first().and_then(|id| id.parse::<PermitId>().ok());
    let like = parsed("like");
    // What was sent stands in the form; an untouched form is filled in from the permit that it is about.
    let untouched = asked.iter().all(|(name, _)| matches!(name.as_str(), "like" | "permit"));
    let model = match (like, parsed("permit")) {
        (Some(like), _) => Some((like, Taken::WithoutTimes)),
        (None, Some(permit)) => Some((permit, Taken::Whole)),
        (None, None) => None,
    };
    let mut given = match model {
        Some((permit, taken)) if untouched => {
            let mut pairs = of_document(seen(permit)?.last.document(), &text(gate), taken);
            pairs.extend(asked.iter().filter(|(name, _)| name == "permit").cloned());
            pairs
        }
        _ => content::worded(&state.holdings, &text(gate), asked),
    };
    let (mut earlier, mut purposes) = (Vec::new(), Vec::new());
    for view in gate.record().views(None, EARLIER).unwrap_or_default() {
        if viewer.sight == Sight::All || names(&view.last, &viewer.person) {
            let purpose = text(gate)(&view.purpose()).unwrap_or_default();
            if !purposes.contains(&purpose) {
                earlier.push((view.permit, purpose.clone()));
                purposes.push(purpose);
            }
        }
    }
    let mut shelf = Shelf { choices, earlier, like, ..Shelf::default() };
    if viewer.sight == Sight::All {
        registered(gate, &mut shelf, &given);
    }
    if untouched && verb.name == "permit request" {
        obvious(gate, &mut given, &shelf);
    }
    Ok(Shelf { given, ..shelf })
}

/// Adds what the registers hold.
fn registered(gate: &Gate, shelf: &mut Shelf, given: &Pairs) {
    let state = gate.state();
    let known = state.holdings.datasets.iter();
    shelf.datasets = known
        .map(|(id, dataset)| Held {
            fields: dataset.fields.iter().map(|field| (field.name.clone(), field.class.name())).collect(),
            id: id.to_string(),
            label: text(gate)(&dataset.name).unwrap_or_default(),
            rows: dataset.rows,
        })
        .collect();
    let places = state.places.iter();
    shelf.places = places
        .map(|(id, place)| {
            let choice = Choice { code: id.to_string(), label: super::permit::place(gate, id) };
            (place.kind, choice)
        })
        .collect();
    // What cannot go is not offered; what stands in the form stays in it.
    let free = |medium: &str| {
        let known = medium.parse::<MediumId>().ok().and_then(|id| state.media.get(&id));
        known.is_some_and(|known| known.condition == Condition::Usable && known.booked.is_none())
    };
    for (register, choices) in &mut shelf.choices {
        if *register == Register::Medium {
            choices.retain(|one| free(&one.code) || values(given, "medium").contains(&one.code.as_str()));
        }
    }
    shelf.products = state.media.values().map(|known| known.card.product.clone()).collect();
    shelf.products.sort();
    shelf.products.dedup();
}

/// Nobody types what the record knows: the only medium, the only site, and the next closing time.
fn obvious(gate: &Gate, given: &mut Pairs, shelf: &Shelf) {
    let mut fill = |name: &str, value: Option<String>| {
        if let (Some(value), true) = (value, values(given, name).is_empty()) {
            given.push((name.to_owned(), value));
        }
    };
    let media = shelf.choices.iter().find(|(register, _)| *register == Register::Medium);
    let only = |all: &[String]| match all {
        [one] => Some(one.clone()),
        _ => None,
    };
    let media: Vec<String> = media.into_iter().flat_map(|(_, all)| all).map(|one| one.code.clone()).collect();
    fill("medium", only(&media));
    let sites = shelf.places.iter().filter(|(kind, _)| *kind == PlaceKind::Site);
    fill("site", only(&sites.map(|(_, one)| one.code.clone()).collect::<Vec<_>>()));
    fill("declared", only(&shelf.products));
    let closing: Option<Timestamp> =
        gate.state().office.as_ref().map(|office| office.next_closing(gate.now()));
    fill("return_by", closing.map(|closing| local(closing).replace(' ', "T")));
}

fn drawn(tongue: &Tongue, verb: &Verb, shelf: &Shelf, csrf: &str, wrong: Option<&Markup>) -> Markup {
    let given = Form(shelf.given.clone());
    let field = |name: &str| verb.fields.iter().find(|field| field.name == name);
    html! {
        @if let Some(wrong) = wrong { (wrong) }
        @if let Some(like) = shelf.like {
            p.notice role="status" { (tongue.with("page-request-like", &[("permit", &like.to_string())])) }
        } @else if verb.name == "permit request" && !shelf.earlier.is_empty() {
            details {
                summary { (tongue.say("page-request-copy")) }
                ul.turns {
                    @for (permit, purpose) in shelf.earlier.iter().take(8) {
                        li { a.button href=(format!("{}?like={permit}", verb.place())) { (permit) " " (purpose) } }
                    }
                }
            }
        }
        form.act method="post" action=(verb.place()) {
            input type="hidden" name="csrf" value=(csrf);
            @if let Some(permit) = given.one("permit") { input type="hidden" name="permit" value=(permit); }
            @for (part, first, more) in PARTS {
                fieldset {
                    legend { (tongue.say(&format!("page-request-{part}"))) }
                    @if part == "data" { (data(tongue, shelf)) }
                    @if part == "protection" { (protection(tongue, &given)) }
                    @for name in first { @if let Some(field) = field(name) { (one(tongue, field, shelf, &given)) } }
                    @let open = more.iter().any(|name| !values(&shelf.given, name).is_empty());
                    details open[open] {
                        summary { (tongue.say(&format!("page-request-{part}-more"))) }
                        @for name in more { @if let Some(field) = field(name) { (one(tongue, field, shelf, &given)) } }
                    }
                }
            }
            (words(shelf))
            p.submit {
                button.main type="submit" { (tongue.say("page-form-check")) }
                span.fine { (tongue.say("page-form-check-why")) }
            }
        }
    }
}

/// Draws a field; places are those that fit, and nothing is offered out of an empty register.
fn one(tongue: &Tongue, field: &Field, shelf: &Shelf, given: &Form) -> Markup {
    let kind = match field.name.as_str() {
        "site" => Some(PlaceKind::Site),
        "from" | "return_to" => Some(PlaceKind::Cabinet),
        _ => None,
    };
    let empty = |register| {
        let all = shelf.choices.iter().find(|(one, _)| *one == register);
        all.is_some_and(|(_, all)| all.is_empty()) && values(&given.0, &field.name).is_empty()
    };
    if field.name == "code" && empty(Register::Purpose) || field.name == "plan" && empty(Register::Plan) {
        return html! {};
    }
    let fit: Option<Vec<Choice>> = kind.map(|kind| {
        shelf.places.iter().filter(|(one, _)| *one == kind).map(|(_, choice)| choice.clone()).collect()
    });
    match fit {
        Some(fit) => drawn_field(tongue, field, &vec![(Register::Place, fit)], given),
        None => drawn_field(tongue, field, &shelf.choices, given),
    }
}

/// Draws the data: a box for each field of what is registered, and lines for what is not.
fn data(tongue: &Tongue, shelf: &Shelf) -> Markup {
    let lines = values(&shelf.given, "data").into_iter().map(|word| {
        let mut parts = word.splitn(3, ':').map(str::to_owned);
        [parts.next(), parts.next(), parts.next()].map(Option::unwrap_or_default)
    });
    let (known, mut free): (Vec<_>, Vec<_>) =
        lines.partition(|[name, ..]| shelf.datasets.iter().any(|held| held.id == *name));
    if shelf.datasets.is_empty() {
        free.push([String::new(), String::new(), String::new()]);
    }
    html! {
        @for held in &shelf.datasets {
            @let line = known.iter().find(|[name, ..]| *name == held.id);
            @let chosen: Vec<&str> = line.map(|[_, fields, _]| fields.split(',').collect()).unwrap_or_default();
            details.dataset open[line.is_some() || shelf.datasets.len() == 1] {
                summary { (held.label) " " span.fine { (held.id) " · " (tongue.with("page-request-rows-all", &[("rows", &grouped(held.rows))])) } }
                div.boxes role="group" aria-label=(held.label) {
                    @for (field, class) in &held.fields {
                        label.check {
                            input type="checkbox" name="pick" value=(format!("{}:{field}", held.id)) checked[chosen.contains(&field.as_str())];
                            " " (field) " " span.fine { (tongue.say(&format!("class-{}", class.replace('_', "-")))) }
                        }
                    }
                }
                @let id = format!("rows-{}", held.id);
                label for=(id) { (tongue.say("page-request-rows")) }
                input type="number" min="0" step="1" inputmode="numeric" id=(id) name=(id) placeholder=(held.rows) value=(line.map(|[_, _, rows]| rows.as_str()).unwrap_or_default());
            }
        }
        @for (number, [name, fields, rows]) in free.iter().enumerate() {
            div.line {
                @for (what, value) in [("name", name), ("fields", fields), ("rows", rows)] {
                    @let id = format!("free-{what}-{number}");
                    div.field {
                        label for=(id) { (tongue.say(&format!("page-request-free-{what}"))) }
                        input type="text" id=(id) name=(format!("free_{what}")) value=(value) autocomplete="off" inputmode=[(what == "rows").then_some("numeric")];
                    }
                }
            }
        }
    }
}

fn protection(tongue: &Tongue, given: &Form) -> Markup {
    let sealed = given.one("protection") == Some("sealed") || given.one("sealed").is_some();
    html! {
        div.boxes.ways {
            @for (way, chosen) in [("sealed", sealed), ("declared", !sealed)] {
                label.check {
                    input type="radio" name="protection" value=(way) checked[chosen];
                    " " (tongue.say(&format!("page-request-{way}")))
                }
            }
        }
    }
}

/// What was written before, for fields that take any words.
fn words(shelf: &Shelf) -> Markup {
    html! {
        datalist id="words-declared" { @for word in &shelf.products { option value=(word) {} } }
    }
}

/// Says how much less would do, with the press that takes it.
pub(super) fn less(
    tongue: &Tongue,
    verb: &Verb,
    csrf: &str,
    reasons: &[ReasonForm],
    pairs: &Pairs,
) -> Markup {
    if !is_request(verb) {
        return html! {};
    }
    let Some(offer) = content::offer(reasons, pairs) else { return html! {} };
    html! {
        section.offer aria-labelledby="offer" {
            h2 id="offer" { (tongue.say("page-request-offer")) }
            ul {
                @if !offer.dropped.is_empty() {
                    @let count = offer.dropped.len().to_string();
                    li { (tongue.with("page-request-offer-fields", &[("count", &count), ("fields", &offer.dropped.join(", "))])) }
                }
                @if !offer.masked.is_empty() {
                    li { (tongue.with("page-request-offer-masks", &[("fields", &offer.masked.join(", "))])) }
                }
                @if offer.fewer_rows { li { (tongue.say("page-request-offer-rows")) } }
            }
            form method="post" action=(verb.place()) {
                input type="hidden" name="csrf" value=(csrf);
                @for (name, value) in &offer.pairs { input type="hidden" name=(name) value=(value); }
                button.main type="submit" { (tongue.say("page-request-offer-do")) }
            }
        }
    }
}
