//! `sekisho medium …`: the ledger.

pub(super) mod import;

use sekisho_core::Command;
use sekisho_core::medium::{Condition, Medium, MediumCard, Whereabouts};
use sekisho_core::permit::Permit;
use sekisho_gate::Gate;
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::{MediumStocktake, MediumVerb};
use crate::command::paper::{Desk, media_ledger, place_check};
use crate::command::permit::show::custody_words;
use crate::command::registers::listing;
use crate::command::{Context, id, local};
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho medium …`
pub fn medium(context: Context<'_>, verb: &MediumVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let (outside, text) = (context.outside, context.text);
    match verb {
        MediumVerb::Add(arguments) => {
            let capacity_bytes = arguments.capacity.as_deref().map(capacity).transpose()?;
            let card = MediumCard {
                capacity_bytes,
                home: id(&arguments.home)?,
                product: arguments.product.clone(),
                serial: arguments.serial.clone(),
            };
            let command = Command::RegisterMedium { card, medium: id(&arguments.id)? };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, outside, text)
        }
        MediumVerb::Amend(arguments) => {
            let medium = id(&arguments.id)?;
            let known = gate.state().media.get(&medium);
            let known = known.ok_or_else(|| Failure::not_found("medium", &arguments.id))?.card.clone();
            let capacity_bytes = arguments.capacity.as_deref().map(capacity).transpose()?;
            let card = MediumCard {
                capacity_bytes: capacity_bytes.or(known.capacity_bytes),
                home: arguments.home.as_deref().map(id).transpose()?.unwrap_or(known.home),
                product: arguments.product.clone().unwrap_or(known.product),
                serial: arguments.serial.clone().unwrap_or(known.serial),
            };
            let command = Command::AmendMedium { card, medium };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, outside, text)
        }
        MediumVerb::List(arguments) => {
            let place = arguments.place.as_deref().map(id::<sekisho_core::id::PlaceId>).transpose()?;
            let chosen = gate.state().media.iter().filter(|(_, medium)| {
                let there =
                    place.as_ref().is_none_or(|place| medium.whereabouts == Whereabouts::At(place.clone()));
                there && (!arguments.out || matches!(medium.whereabouts, Whereabouts::Out(_)))
            });
            let mut rows = Vec::new();
            let mut json = Vec::new();
            for (number, medium) in chosen {
                rows.push(row(context, &gate, number.as_str(), medium));
                json.push(medium_json(number.as_str(), medium));
            }
            let columns = [
                "column-medium",
                "column-product",
                "column-serial",
                "column-condition",
                "column-where",
                "column-permit",
            ];
            Ok(listing(context, &columns, &rows, json!(json)))
        }
        MediumVerb::Show(arguments) => {
            let number = id(&arguments.id)?;
            let medium = gate.state().media.get(&number);
            let medium = medium.ok_or_else(|| Failure::not_found("medium", &arguments.id))?;
            let words = row(context, &gate, number.as_str(), medium).join("  ");
            let seen = medium.seen_at.map(local).unwrap_or_default();
            let human = format!("{words}\n{}", text.say("medium-seen", &[("time", &seen)]));
            Ok(Report::done(medium_json(number.as_str(), medium), human))
        }
        MediumVerb::Store(arguments) => {
            let command = Command::Store { medium: id(&arguments.id)?, place: id(&arguments.place)? };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, outside, text)
        }
        MediumVerb::Retire(arguments) => {
            let reason = gate.disclose(&arguments.reason)?;
            let command = Command::RetireMedium { medium: id(&arguments.id)?, reason: reason.digest };
            carry(&mut gate, &command, vec![reason], &arguments.signing, outside, text)
        }
        MediumVerb::Stocktake(arguments) => stocktake(context, &mut gate, arguments),
        MediumVerb::Absent => Ok(absent(context, &gate)),
        MediumVerb::Found(arguments) => {
            let command =
                Command::ReportFound { medium: id(&arguments.id)?, serial: arguments.serial.clone() };
            carry(&mut gate, &command, Vec::new(), &arguments.signing, outside, text)
        }
        MediumVerb::Import(arguments) => import::import(context, &mut gate, arguments),
        MediumVerb::Export(arguments) => media_ledger::export(Desk { context, gate: &gate }, arguments),
    }
}

/// `sekisho medium absent`: what is not in its place now, until when it should be back, and who had it last.
fn absent(context: Context<'_>, gate: &Gate) -> Report {
    let mut rows = Vec::new();
    let mut json = Vec::new();
    for absent in sekisho_core::due::absent(gate.state(), gate.now()) {
        let Some(medium) = gate.state().media.get(&absent.medium) else { continue };
        let live = absent.permit.and_then(|permit| gate.state().permits.get(&permit));
        let return_by = live.map(|live| live.document().return_by);
        let custody = match live {
            Some(Permit::Out(outing)) => outing.copies.get(&absent.medium).map(|copy| &copy.custody),
            _ => None,
        };
        rows.push(vec![
            absent.medium.to_string(),
            whereabouts(context, gate, medium),
            absent.permit.map(|permit| permit.to_string()).unwrap_or_default(),
            return_by.map(local).unwrap_or_default(),
            custody.map(|custody| custody_words(context, gate, custody)).unwrap_or_default(),
            medium.seen_at.map(local).unwrap_or_default(),
        ]);
        json.push(json!({
            "medium": absent.medium,
            "permit": absent.permit,
            "return_by": return_by,
            "custody": custody,
            "whereabouts": medium.whereabouts,
            "seen_at": medium.seen_at,
        }));
    }
    let columns = [
        "column-medium",
        "column-where",
        "column-permit",
        "column-return-by",
        "column-custody",
        "column-seen",
    ];
    listing(context, &columns, &rows, json!(json))
}

fn whereabouts(context: Context<'_>, gate: &Gate, medium: &Medium) -> String {
    match &medium.whereabouts {
        Whereabouts::At(place) => person_text::place(gate, place),
        Whereabouts::Out(permit) => context.text.say("where-out", &[("permit", &permit.to_string())]),
        Whereabouts::Unknown => context.text.say("where-unknown", &[]),
    }
}

fn row(context: Context<'_>, gate: &Gate, number: &str, medium: &Medium) -> Vec<String> {
    let condition = match medium.condition {
        Condition::Lost => "condition-lost",
        Condition::Retired => "condition-retired",
        Condition::Usable => "condition-usable",
    };
    vec![
        number.to_owned(),
        medium.card.product.clone(),
        medium.card.serial.clone(),
        context.text.say(condition, &[]),
        whereabouts(context, gate, medium),
        medium.booked.map(|permit| permit.to_string()).unwrap_or_default(),
    ]
}

fn medium_json(number: &str, medium: &Medium) -> Value {
    json!({
        "id": number,
        "product": medium.card.product,
        "serial": medium.card.serial,
        "capacity_bytes": medium.card.capacity_bytes,
        "home": medium.card.home,
        "condition": medium.condition,
        "whereabouts": medium.whereabouts,
        "permit": medium.booked,
        "seen_at": medium.seen_at,
    })
}

/// Reads `16GB`, `512 MB` or a number of bytes.
pub(super) fn capacity(given: &str) -> Result<u64, Failure> {
    let unfit = || Failure::usage("capacity-unfit", &[("capacity", given)]);
    let word = given.trim().to_uppercase().replace(' ', "");
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor: u64 = match word.strip_prefix(digits) {
        Some("" | "B") => 1,
        Some("MB" | "M") => 1_000_000,
        Some("GB" | "G") => 1_000_000_000,
        Some("TB" | "T") => 1_000_000_000_000,
        _ => return Err(unfit()),
    };
    digits.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)).ok_or_else(unfit)
}

/// Counts media by typing or scanning their numbers.
fn stocktake(context: Context<'_>, gate: &mut Gate, arguments: &MediumStocktake) -> Result<Report, Failure> {
    if let Some(out) = &arguments.sheet {
        return place_check::sheet(Desk { context, gate }, &id(&arguments.place)?, out);
    }
    let mut words = arguments.numbers.clone();
    if let Some(path) = &arguments.file {
        let text = if path.as_os_str() == "-" {
            match &context.outside.stdin {
                Some(given) => given.clone(),
                None => std::io::read_to_string(std::io::stdin())
                    .map_err(|error| Failure::broken(error.into()))?,
            }
        } else {
            std::fs::read_to_string(path)
                .map_err(|_| Failure::not_found("file", &path.display().to_string()))?
        };
        words.extend(text.split_whitespace().map(str::to_owned));
    }
    // Nothing typed is a slip, not a place where everything is missing.
    if words.is_empty() && !arguments.none {
        return Err(Failure::usage("stocktake-empty", &[("place", &arguments.place)]));
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut unknown = std::collections::BTreeSet::new();
    for word in words {
        match word.parse::<sekisho_core::id::MediumId>() {
            Ok(number) if gate.state().media.contains_key(&number) => {
                seen.insert(number);
            }
            // Events hold no free text: what is no number at all is not typed into the record.
            Ok(number) => {
                unknown.insert(number.to_string());
            }
            Err(_) => return Err(Failure::usage("id-unfit", &[("id", &word)])),
        }
    }
    let command = Command::TakeStock { place: id(&arguments.place)?, seen, unknown };
    let mut report = carry(gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)?;
    let missed: Vec<String> = report
        .json
        .get("events")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|event| Some(event.get("medium_missed")?.get("medium")?.as_str()?.to_owned()))
        .collect();
    report.human.push('\n');
    report.human.push_str(&if missed.is_empty() {
        context.text.say("stock-complete", &[])
    } else {
        context.text.say("stock-missed", &[("media", &missed.join(", "))])
    });
    Ok(report)
}
