//! `sekisho custody ledger`: USBメモリ貸与台帳（授受簿）, from the signatures of givers and receivers.

use std::collections::BTreeMap;

use sekisho_audit::paper::{LendingLedger, LendingLine};
use sekisho_core::Event;
use sekisho_core::id::{MediumId, PersonId};
use sekisho_core::permit::Holder;
use sekisho_gate::view::PermitView;

use crate::cli::LedgerOut;
use crate::command::paper::{Desk, Form};
use crate::report::{Failure, Report};

/// Empty lines on the printed page, for a day without computers.
const BLANK_LINES: u8 = 8;

/// Writes the ledger of loans.
pub(crate) fn export(desk: Desk<'_>, arguments: &LedgerOut) -> Result<Report, Failure> {
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

fn ledger(desk: Desk<'_>) -> Result<LendingLedger, Failure> {
    let mut lines = Vec::new();
    for view in desk.gate.record().views(None, u32::MAX)? {
        lines.extend(loans(desk, &view)?);
    }
    lines.sort_by(|one, other| (one.handed_out, &one.number).cmp(&(other.handed_out, &other.number)));
    Ok(LendingLedger {
        blank_lines: BLANK_LINES,
        footer: desk.footer()?,
        lines,
        office: desk.office(),
        section: String::new(),
    })
}

/// Follows the media of one permit: a loan begins when the first carriers have signed, and ends in the place of return.
fn loans(desk: Desk<'_>, view: &PermitView) -> Result<Vec<LendingLine>, Failure> {
    let document = view.last.document();
    let (start, home) = (Holder::Place(document.from.clone()), Holder::Place(document.return_to.clone()));
    let mut open: BTreeMap<MediumId, LendingLine> = BTreeMap::new();
    let mut signers: BTreeMap<MediumId, PersonId> = BTreeMap::new();
    let mut done = Vec::new();
    for told in desk.stream(&format!("permit/{}", view.permit))? {
        let at = desk.civil(told.predicate.recorded_at);
        match &told.predicate.event {
            Event::CustodySigned { medium, person, .. } => {
                signers.insert(medium.clone(), person.clone());
            }
            Event::CustodyChanged { medium, to, .. } => {
                let is_place = *to == start || *to == home;
                if is_place && let Some(loan) = open.remove(medium) {
                    let checked_by = signers.get(medium).map(|person| desk.person(person));
                    done.push(LendingLine { checked_by, returned: Some(at), ..loan });
                } else if !is_place && !open.contains_key(medium) {
                    let loan = LendingLine {
                        borrowers: desk.holder(to),
                        checked_by: None,
                        due: Some(desk.civil(document.return_by)),
                        handed_out: at,
                        number: medium.to_string(),
                        permit: view.permit.to_string(),
                        purpose: desk.text(&document.purpose),
                        returned: None,
                    };
                    open.insert(medium.clone(), loan);
                }
            }
            _ => {}
        }
    }
    done.extend(open.into_values());
    Ok(done)
}
