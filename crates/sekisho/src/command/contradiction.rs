//! `sekisho person contradictions`: what in the record does not fit together about people, where each side stands, and what to do.

mod source;

use sekisho_audit::table::Listing;
use sekisho_core::Private;
use sekisho_core::chain::Link;
use sekisho_core::contradiction::{Addresses, Contradiction, Kind, Said, contradictions as compute};
use sekisho_core::id::PersonId;
use serde_json::{Value, json};

use self::source::{Source, Sources};
use crate::cli::PersonContradictions;
use crate::command::local;
use crate::command::paper::{Desk, Form};
use crate::person_text;
use crate::report::{Failure, Report};

/// The columns of the list.
const COLUMNS: [&str; 6] = [
    "column-contradiction",
    "column-person",
    "column-first-side",
    "column-second-side",
    "column-status",
    "column-next",
];

/// One line of the list, with where the record has each side.
struct Line {
    command: String,
    found: Contradiction,
    sides: [Option<Source>; 2],
}

/// `sekisho person contradictions`
pub(super) fn contradictions(desk: Desk<'_>, given: &PersonContradictions) -> Result<Report, Failure> {
    let state = desk.gate.state();
    let mut sources = Sources::of(desk);
    let mut lines = Vec::new();
    for found in compute(state, &addresses(desk), desk.gate.now()) {
        let sides = [sources.find(&found.first)?, sources.find(&found.second)?];
        let command = command(desk, &found, &sides);
        lines.push(Line { command, found, sides });
    }
    let rows: Vec<Vec<String>> = lines.iter().map(|line| row(desk, line)).collect();
    if let Some(path) = &given.out {
        let form = Form::of_table(path, given.cp932)?;
        let header = COLUMNS.iter().map(|key| desk.say(key)).collect();
        let sheet = desk.say("contradictions-sheet");
        let listing = Listing { header, rows, sheet, title: None };
        let bytes = match form {
            Form::Csv(encoding) => listing.to_csv(encoding)?,
            Form::Html | Form::Xlsx => listing.to_xlsx(desk.civil(desk.gate.now()))?,
        };
        return desk.hand_out(path, &bytes, lines.len());
    }
    if lines.is_empty() {
        return Ok(Report::done(json!([]), String::new()).note(desk.say("contradictions-none")));
    }
    // On a screen, a line of six columns is read by nobody: one paragraph for each.
    let human: String = rows.iter().map(|row| paragraph(desk, row)).collect();
    let json: Vec<Value> = lines.iter().map(|line| line_json(desk, line)).collect();
    Ok(Report::done(json!(json), human))
}

/// The mail addresses of everybody who has not left, out of the erasable texts.
fn addresses(desk: Desk<'_>) -> Addresses {
    let present = desk.gate.state().persons.iter().filter(|(_, known)| known.left_at.is_none());
    present
        .filter_map(|(person, known)| {
            let address = person_text::text(desk.gate, &known.mail?)?;
            Some((person.clone(), Private::new(address)))
        })
        .collect()
}

/// Gives the command that settles it, as it is typed.
fn command(desk: Desk<'_>, found: &Contradiction, sides: &[Option<Source>; 2]) -> String {
    let (state, person) = (desk.gate.state(), &found.person);
    let known = state.persons.get(person);
    let earlier = || {
        let index = |side: &Option<Source>| side.as_ref().map(|source| source.index);
        let [first, second] = sides;
        if index(second) < index(first) { &found.second } else { &found.first }
    };
    match (found.kind, &found.first, &found.second) {
        (Kind::EmploymentMissing, Said::Registered(..), _) | (Kind::EmploymentLapsed, ..) => {
            let (employer, title) =
                known.map_or((String::new(), ""), |known| (known.employer.to_string(), known.title.name()));
            format!("sekisho person state --employer {employer} --title {title}")
        }
        (Kind::ClaimedByAnother | Kind::EmployerStatedOtherwise | Kind::EmploymentMissing, ..) => {
            format!("sekisho person confirm {person}")
        }
        (Kind::DeputyElsewhere, _, Said::StandsIn(_, _, role)) => {
            format!("sekisho person role {person} {} --remove", role.name())
        }
        (Kind::ForeignDomain, _, Said::Domain(_, domain)) => {
            let employer = known.map(|known| &known.employer);
            let own = employer.and_then(|party| state.parties.get(party)).map(|party| &party.domains);
            let all = own.into_iter().flatten().chain([domain]);
            let flags: String = all.map(|domain| format!(" --domain {domain}")).collect();
            let employer = employer.map(ToString::to_string).unwrap_or_default();
            format!("sekisho org amend {employer}{flags}")
        }
        (
            Kind::TrainingLapsed | Kind::TrainingMissing,
            _,
            Said::Course(course) | Said::Passed(_, course, _),
        ) => {
            format!("sekisho training record {person} {course}")
        }
        _ => match earlier() {
            Said::OnRoster(person, link) => {
                let reason = desk.say("contradiction-reason");
                format!("sekisho roster remove {} {person} --reason '{reason}'", number(link))
            }
            Said::Registered(person, _) => format!("sekisho person leave {person}"),
            _ => String::new(),
        },
    }
}

fn number(link: &Link) -> String {
    match link {
        Link::Contract(contract) => contract.to_string(),
        Link::Order(order) => order.to_string(),
    }
}

/// Says one side in words.
fn side(desk: Desk<'_>, said: &Said) -> String {
    let name = |person: &PersonId| person_text::person(desk.gate, person);
    let (key, values): (&str, Vec<(&str, String)>) = match said {
        Said::Address(person) => ("said-address", vec![("person", name(person))]),
        Said::Claimed(person, party, _) => {
            ("said-claimed", vec![("person", name(person)), ("party", party.to_string())])
        }
        Said::Course(course) => ("said-course", vec![("course", course.to_string())]),
        Said::Domain(party, domain) => {
            let party = person_text::party(desk.gate, party);
            ("said-domain", vec![("domain", domain.to_string()), ("party", party)])
        }
        Said::OnRoster(person, link) => {
            ("said-on-roster", vec![("person", name(person)), ("number", number(link))])
        }
        Said::Passed(person, course, until) => {
            let values =
                vec![("person", name(person)), ("course", course.to_string()), ("until", local(*until))];
            ("said-passed", values)
        }
        Said::Registered(person, party) => {
            let party = person_text::party(desk.gate, party);
            ("said-registered", vec![("person", name(person)), ("party", party)])
        }
        Said::StandsIn(person, of, role) => {
            let role = desk.say(&format!("role-{}", role.name().replace('_', "-")));
            ("said-stands-in", vec![("person", name(person)), ("of", name(of)), ("role", role)])
        }
        Said::Stated(person, party, until) => {
            let values =
                vec![("person", name(person)), ("party", party.to_string()), ("until", local(*until))];
            ("said-stated", values)
        }
    };
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    desk.context.text.say(key, &values)
}

fn side_with_source(desk: Desk<'_>, said: &Said, source: Option<&Source>) -> String {
    let words = side(desk, said);
    let Some(source) = source else { return words };
    let (index, at) = (source.index.to_string(), local(source.at));
    let author = source.author.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
    let values = [("record", index.as_str()), ("author", author.as_str()), ("at", at.as_str())];
    format!("{words} {}", desk.context.text.say("said-where", &values))
}

fn status(found: &Contradiction) -> &'static str {
    if found.answered_at.is_some() { "answered" } else { "open" }
}

fn next(desk: Desk<'_>, line: &Line) -> String {
    let key = format!("contradiction-{}", line.found.kind.name());
    let values = [("command", line.command.as_str()), ("person", line.found.person.as_str())];
    desk.context.text.maybe(&key, Some("next"), &values).unwrap_or_default()
}

fn row(desk: Desk<'_>, line: &Line) -> Vec<String> {
    let [first, second] = &line.sides;
    vec![
        desk.say(&format!("contradiction-{}", line.found.kind.name())),
        person_text::person(desk.gate, &line.found.person),
        side_with_source(desk, &line.found.first, first.as_ref()),
        side_with_source(desk, &line.found.second, second.as_ref()),
        desk.say(&format!("contradiction-status-{}", status(&line.found))),
        next(desk, line),
    ]
}

fn paragraph(desk: Desk<'_>, row: &[String]) -> String {
    let [kind, person, first, second, status, next] = row else { return String::new() };
    let step = desk.say("word-next");
    format!("{person}: {kind} [{status}]\n  1: {first}\n  2: {second}\n  {step}: {next}\n")
}

fn line_json(desk: Desk<'_>, line: &Line) -> Value {
    let [first, second] = &line.sides;
    let side_json = |said: &Said, source: Option<&Source>| {
        json!({
            "said": side(desk, said),
            "record": source.map(|source| source.index),
            "author": source.and_then(|source| source.author.as_ref()),
            "at": source.map(|source| source.at),
        })
    };
    json!({
        "kind": line.found.kind.name(),
        "person": line.found.person,
        "employer": desk.gate.state().persons.get(&line.found.person).map(|known| &known.employer),
        "first": side_json(&line.found.first, first.as_ref()),
        "second": side_json(&line.found.second, second.as_ref()),
        "status": status(&line.found),
        "answered_at": line.found.answered_at,
        "next": next(desk, line),
        "command": line.command,
    })
}
