//! `sekisho medium stocktake PLACE --sheet FILE`: 所在確認表, the sheet to take along.

use std::path::Path;

use sekisho_audit::paper::{CheckLine, Expected, Place, PlaceCheck};
use sekisho_core::id::{MediumId, PlaceId};
use sekisho_core::medium::{Condition, Medium, Whereabouts};

use crate::command::paper::{Desk, check_page};
use crate::report::{Failure, Report};

/// Writes the sheet of one place.
///
/// Errors: `not-found` if there is no such place.
pub(crate) fn sheet(desk: Desk<'_>, place: &PlaceId, out: &Path) -> Result<Report, Failure> {
    check_page(out)?;
    let state = desk.gate.state();
    let known = state.places.get(place).ok_or_else(|| Failure::not_found("place", place.as_str()))?;
    let lines: Vec<CheckLine> =
        state.media.iter().filter_map(|(number, medium)| line(desk, place, number, medium)).collect();
    let count = lines.len();
    let places =
        vec![Place { checked: None, lines, name: desk.place(place), section: desk.party(&known.party) }];
    let check = PlaceCheck { as_of: desk.today(), footer: desk.footer()?, office: desk.office(), places };
    desk.hand_out(out, check.html(desk.language()).as_bytes(), count)
}

/// Lists what lies here or belongs here; what was taken out of use is looked for by nobody.
fn line(desk: Desk<'_>, place: &PlaceId, number: &MediumId, medium: &Medium) -> Option<CheckLine> {
    let belongs = medium.card.home == *place;
    let (expected, remarks) = match (medium.condition, &medium.whereabouts) {
        (Condition::Retired, _) => return None,
        (Condition::Lost, _) if belongs => (Expected::Here, desk.say("condition-lost")),
        (_, Whereabouts::At(at)) if at == place => (Expected::Here, String::new()),
        (_, Whereabouts::Unknown) if belongs => (Expected::Here, desk.say("where-unknown")),
        (_, Whereabouts::Out(permit)) if belongs => {
            let live = desk.gate.state().permits.get(permit);
            let due = live.map(|live| desk.civil(live.document().return_by));
            (Expected::Out { due, permit: permit.to_string() }, String::new())
        }
        _ => return None,
    };
    Some(CheckLine {
        expected,
        finding: None,
        number: number.to_string(),
        product: medium.card.product.clone(),
        remarks,
        serial: medium.card.serial.clone(),
    })
}
