//! `sekisho medium export`: 電磁的記録媒体登録管理台帳.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sekisho_audit::paper::{MediaLedger, MediaLine, Standing};
use sekisho_core::Event;
use sekisho_core::id::MediumId;
use sekisho_core::medium::{Condition, Medium, Whereabouts};
use sekisho_core::permit::Permit;

use crate::cli::MediumExport;
use crate::command::paper::{Desk, Form};
use crate::command::permit::show::custody_words;
use crate::person_text;
use crate::report::{Failure, Report};

/// Writes the ledger of all media.
pub(crate) fn export(desk: Desk<'_>, arguments: &MediumExport) -> Result<Report, Failure> {
    let form = Form::of_ledger(&arguments.file, arguments.cp932)?;
    let ledger = ledger(desk)?;
    let language = desk.language();
    let bytes = match form {
        Form::Csv(encoding) => ledger.csv(language, encoding)?,
        Form::Html => ledger.html(language).into_bytes(),
        Form::Xlsx => ledger.xlsx(language)?,
    };
    desk.hand_out(&arguments.file, &bytes, ledger.lines.len())
}

fn ledger(desk: Desk<'_>) -> Result<MediaLedger, Failure> {
    let registered = registered(desk)?;
    let media = desk.gate.state().media.iter();
    let lines = media.map(|(number, medium)| line(desk, number, medium, registered.get(number))).collect();
    Ok(MediaLedger { as_of: desk.today(), footer: desk.footer()?, lines, office: desk.office() })
}

/// Finds the day on which each medium entered the record.
fn registered(desk: Desk<'_>) -> Result<BTreeMap<MediumId, Date>, Failure> {
    let mut days = BTreeMap::new();
    for told in desk.stream("office")? {
        if let Event::MediumRegistered { medium, .. } = told.predicate.event {
            days.insert(medium, desk.civil(told.predicate.recorded_at).date());
        }
    }
    Ok(days)
}

fn line(desk: Desk<'_>, number: &MediumId, medium: &Medium, registered: Option<&Date>) -> MediaLine {
    let live = medium.booked.and_then(|permit| desk.gate.state().permits.get(&permit));
    let is_out = matches!(medium.whereabouts, Whereabouts::Out(_));
    let due = live.filter(|_| is_out).map(|live| desk.civil(live.document().return_by));
    MediaLine {
        capacity_bytes: medium.card.capacity_bytes,
        due,
        last_check: medium.seen_at.map(|at| desk.civil(at).date()),
        number: number.to_string(),
        permit: medium.booked.map(|permit| permit.to_string()),
        // With its code, so that the file can be read back.
        place: person_text::place(desk.gate, &medium.card.home),
        product: medium.card.product.clone(),
        registered: registered.copied(),
        section: section(desk, medium),
        serial: medium.card.serial.clone(),
        standing: standing(medium),
        whereabouts: whereabouts(desk, number, medium),
    }
}

/// Names the organization whose place it is, if that is not the office itself.
fn section(desk: Desk<'_>, medium: &Medium) -> String {
    let state = desk.gate.state();
    let party = state.places.get(&medium.card.home).map(|place| &place.party);
    let owner = state.office.as_ref().map(|office| &office.owner);
    party.filter(|party| Some(*party) != owner).map(|party| desk.party(party)).unwrap_or_default()
}

fn standing(medium: &Medium) -> Standing {
    match (medium.condition, &medium.whereabouts) {
        (Condition::Lost, _) => Standing::Lost,
        (Condition::Retired, _) => Standing::Retired,
        (Condition::Usable, Whereabouts::At(_)) => Standing::Stored,
        (Condition::Usable, Whereabouts::Out(_)) => Standing::Out,
        (Condition::Usable, Whereabouts::Unknown) => Standing::Unknown,
    }
}

/// Says where it is: of what is out, who has it.
fn whereabouts(desk: Desk<'_>, number: &MediumId, medium: &Medium) -> String {
    if medium.condition == Condition::Retired {
        return String::new();
    }
    match &medium.whereabouts {
        Whereabouts::At(place) => desk.place(place),
        Whereabouts::Out(permit) => match desk.gate.state().permits.get(permit) {
            Some(Permit::Out(outing)) => outing
                .copies
                .get(number)
                .map(|copy| custody_words(desk.context, desk.gate, &copy.custody))
                .unwrap_or_default(),
            _ => permit.to_string(),
        },
        Whereabouts::Unknown => desk.say("where-unknown"),
    }
}
