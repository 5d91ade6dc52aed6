//! What only looks: tables with search and files to take home, and words where there is no table.

mod single;

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use maud::{Markup, html};

use super::frame::{Script, page};
use super::{COMPANY, Form, Page, Reader, Sight, Viewer, absent, html as answer, query as written, see};
use crate::port::{House, Listing, TableForm, Told, Verb};
use crate::problem::Problem;
use crate::router::{Call, Shared};

/// What a page itself takes in its address, beside what the verb takes.
const OWN: [&str; 4] = ["q", "sort", "down", "as"];

/// `GET /looks/permit/list?q=…&sort=2&as=csv`
pub(crate) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path((noun, verb)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        let (reader, session) = shared.inside(&call, &headers)?;
        let tongue = reader.tongue.clone();
        let name = format!("{noun} {verb}");
        let verb = tongue.sentences.grammar(tongue.language).look(&name).cloned().ok_or_else(absent)?;
        let form = Form::of_query(query.as_deref());
        let words = verb.words(&form.0);
        let file = match form.one("as") {
            Some("csv") => Some(TableForm::Csv),
            Some("xlsx") => Some(TableForm::Xlsx),
            _ => None,
        };
        let wanted = Wanted::of(&form);
        // The one of them that every page leads to.
        let is_permits = name == "permit list";
        let job = move |house: &mut dyn House, viewer: &Viewer| {
            // These tables are the whole record's.
            if viewer.sight == Sight::Own {
                return if is_permits { Ok(None) } else { Err(absent()) };
            }
            let said = |said| Problem::said(axum::http::StatusCode::UNPROCESSABLE_ENTITY, said);
            let mut told = house.look(tongue.language, &words).map_err(said)?;
            told.listing = told.listing.map(|listing| wanted.of_listing(listing));
            let file = match (&told.listing, file) {
                (Some(listing), Some(form)) => {
                    Some(house.download(tongue.language, listing, form).map_err(said)?)
                }
                _ => None,
            };
            Ok(Some((told, file)))
        };
        let Some((told, file)) = shared.for_viewer(&reader, &session, job).await? else {
            return Ok(see(COMPANY));
        };
        if let Some(file) = file {
            let mut response = Response::new(Body::from(file.bytes));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
            let name = format!("attachment; filename=\"{}.{}\"", name.replace(' ', "-"), file.suffix);
            if let Ok(name) = HeaderValue::from_str(&name) {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
            }
            return Ok(response);
        }
        Ok(answer(render(&reader, &verb, &told, &form)))
    }
    .await;
    shared.page(&call, &headers, done)
}

/// What a reader wants of a table.
struct Wanted {
    down: bool,
    search: String,
    sort: Option<usize>,
}

impl Wanted {
    fn of(form: &Form) -> Self {
        Self {
            down: form.one("down").is_some(),
            search: form.one("q").unwrap_or_default().to_lowercase(),
            sort: form.one("sort").and_then(|column| column.parse().ok()),
        }
    }

    fn of_listing(&self, listing: Listing) -> Listing {
        let Listing { columns, mut rows } = listing;
        let words: Vec<&str> = self.search.split_whitespace().collect();
        rows.retain(|row| {
            let line = row.join(" ").to_lowercase();
            words.iter().all(|word| line.contains(word))
        });
        if let Some(column) = self.sort {
            let cell = |row: &Vec<String>| row.get(column).cloned().unwrap_or_default();
            // Numbers by their size, everything else by its letters.
            let number = |text: &str| text.replace(',', "").parse::<i64>().ok();
            rows.sort_by(|one, other| {
                let (one, other) = (cell(one), cell(other));
                match (number(&one), number(&other)) {
                    (Some(one), Some(other)) => one.cmp(&other),
                    _ => one.cmp(&other),
                }
            });
            if self.down {
                rows.reverse();
            }
        }
        Listing { columns, rows }
    }
}

fn render(reader: &Reader, verb: &Verb, told: &Told, form: &Form) -> Markup {
    let tongue = &reader.tongue;
    let content = if let Some(listing) = &told.listing {
        table(reader, verb, listing, form)
    } else {
        words(reader, verb, told, form)
    };
    let noun = verb.name.split(' ').next().unwrap_or_default();
    let grammar = tongue.sentences.grammar(tongue.language);
    let add = grammar.acts.iter().find(|act| {
        let (of, what) = act.name.split_once(' ').unwrap_or_default();
        of == noun && matches!(what, "add" | "place" | "request" | "course" | "apply")
    });
    let content = html! {
        @if let Some(add) = add {
            p.acts { a.button href=(format!("/acts/{}", add.name.replace(' ', "/"))) { (add.short) } }
        }
        (single::beside(reader, verb, form))
        (content)
        @if !told.notes.trim().is_empty() { p.fine { (told.notes) } }
    };
    page(reader, Script::None, &verb.short, &content)
}

/// Shows words as they are, and beside an entry of the record how it is proved.
fn words(reader: &Reader, verb: &Verb, told: &Told, form: &Form) -> Markup {
    let tongue = &reader.tongue;
    let lines = single::lines(tongue, &told.json);
    html! {
        @if told.words.trim().is_empty() { p.empty { (tongue.say("list-empty")) } }
        @else if verb.name.ends_with(" show") && !lines.is_empty() {
            dl.card { @for (name, value) in &lines { div { dt { (name) } dd { (value) } } } }
            details { summary { (tongue.say("page-show-words")) } pre.words { (told.words) } }
        } @else { pre.words { (told.words) } }
        @match (verb.name.as_str(), form.one("index")) {
            ("log show", Some(index)) => {
                p { a.button href=(format!("/looks/log/proof?index={index}")) { (tongue.say("do-log-proof")) } }
            }
            ("log proof", _) => {
                dl.card {
                    div { dt { (tongue.say("page-log-leaf")) } dd { code { (told.json.get("leaf").and_then(serde_json::Value::as_str).unwrap_or_default()) } } }
                }
                p { (tongue.say("page-log-proof-how")) }
                p { a href="/looks/log/key" { (tongue.say("do-log-key")) } }
            }
            _ => {}
        }
    }
}

fn table(reader: &Reader, verb: &Verb, listing: &Listing, form: &Form) -> Markup {
    let tongue = &reader.tongue;
    let base = format!("/looks/{}", verb.name.replace(' ', "/"));
    let without = |leave: &[&str]| -> Vec<(String, String)> {
        form.0
            .iter()
            .filter(|(name, value)| !leave.contains(&name.as_str()) && !value.is_empty())
            .cloned()
            .collect()
    };
    let with = |leave: &[&str], add: &[(&str, &str)]| {
        let mut pairs = without(leave);
        pairs.extend(add.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        format!("{base}?{}", written(&pairs))
    };
    let sorted = form.one("sort").unwrap_or_default();
    html! {
        form.search method="get" action=(base) role="search" {
            label for="q" { (tongue.say("page-list-search")) }
            input type="search" id="q" name="q" value=(form.one("q").unwrap_or_default());
            @for (name, value) in without(&OWN) { input type="hidden" name=(name) value=(value); }
            button type="submit" { (tongue.say("page-list-find")) }
            a href=(with(&["as"], &[("as", "csv")])) download { "CSV" }
            a href=(with(&["as"], &[("as", "xlsx")])) download { "Excel" }
        }
        p.fine role="status" { (tongue.with("page-list-count", &[("count", &listing.rows.len().to_string())])) }
        @if listing.rows.is_empty() { p.empty { (tongue.say("list-empty")) } }
        @else {
            div.wide tabindex="0" role="region" aria-label=(verb.short) {
                table {
                    thead { tr {
                        @for (number, column) in listing.columns.iter().enumerate() {
                            @let number = number.to_string();
                            @let down = sorted == number && form.one("down").is_none();
                            @let order = if sorted == number { Some(if form.one("down").is_some() { "descending" } else { "ascending" }) } else { None };
                            th scope="col" aria-sort=[order] {
                                a href=(if down { with(&["sort", "down", "as"], &[("sort", &number), ("down", "1")]) } else { with(&["sort", "down", "as"], &[("sort", &number)]) }) { (column) }
                            }
                        }
                    } }
                    tbody {
                        @for row in &listing.rows {
                            tr { @for (place, cell) in row.iter().enumerate() { (drawn_cell(place, cell)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Draws a cell; the number of a permit or an incident leads to it.
fn drawn_cell(place: usize, cell: &str) -> Markup {
    let numbered = |prefix: &str| {
        cell.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() >= 4 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    let leads = match (numbered("P-"), numbered("I-")) {
        (true, _) => Some("permits"),
        (_, true) => Some("incidents"),
        _ => None,
    };
    let inner = html! {
        @if let Some(to) = leads { a href=(format!("/{to}/{cell}")) { (cell) } } @else { (cell) }
    };
    html! { @if place == 0 { th scope="row" { (inner) } } @else { td { (inner) } } }
}
