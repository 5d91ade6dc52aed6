//! The office's papers: what the record knows, handed to the printer's room, and the file that comes back.

pub mod access_matrix;
pub mod application;
pub mod incident;
pub mod lending_ledger;
pub mod media_ledger;
pub mod place_check;
pub mod plan;

use std::path::Path;

use jiff::civil::{Date, DateTime};
use sekisho_audit::paper::{Dataset, Footer, Language};
use sekisho_audit::table::CsvEncoding;
use sekisho_core::document::Document;
use sekisho_core::id::{PartyId, PersonId, PlaceId};
use sekisho_core::permit::Holder;
use sekisho_core::{Digest, Timestamp};
use sekisho_gate::Gate;
use sekisho_gate::wire::v1::{By, Predicate};
use serde_json::{Value, json};

use crate::command::{Context, less};
use crate::file;
use crate::message;
use crate::person_text;
use crate::report::{Failure, Report};

/// So many digits of a hash stand on a paper: enough to compare, short enough for one line.
const HASH_DIGITS: usize = 16;

/// The forms in which a ledger is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A table for programs.
    Csv(CsvEncoding),
    /// A page to print.
    Html,
    /// A workbook.
    Xlsx,
}

impl Form {
    /// Chooses the form of a ledger that is there to be read back: no page.
    ///
    /// Errors: those of [`Form::of_ledger`].
    pub(crate) fn of_table(path: &Path, cp932: bool) -> Result<Self, Failure> {
        match Self::of_ledger(path, cp932)? {
            Self::Html => Err(unknown_form(path, ".csv, .xlsx")),
            form => Ok(form),
        }
    }

    /// Chooses the form of a ledger by the file's extension.
    ///
    /// Errors: `form-unknown`; `cp932-only-csv` if CP932 is asked for in another form.
    pub(crate) fn of_ledger(path: &Path, cp932: bool) -> Result<Self, Failure> {
        let form = match extension(path).as_str() {
            "csv" if cp932 => Self::Csv(CsvEncoding::Cp932),
            "csv" => Self::Csv(CsvEncoding::Utf8WithMark),
            "htm" | "html" => Self::Html,
            "xlsx" => Self::Xlsx,
            _ => return Err(unknown_form(path, ".csv, .xlsx, .html")),
        };
        if cp932 && !matches!(form, Self::Csv(_)) {
            return Err(Failure::usage("cp932-only-csv", &[("path", &path.display().to_string())]));
        }
        Ok(form)
    }
}

/// Refuses to write a page into a file that programs would take for something else.
pub(crate) fn check_page(path: &Path) -> Result<(), Failure> {
    if matches!(extension(path).as_str(), "htm" | "html") { Ok(()) } else { Err(unknown_form(path, ".html")) }
}

fn extension(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn unknown_form(path: &Path, forms: &str) -> Failure {
    Failure::usage("form-unknown", &[("path", &path.display().to_string()), ("forms", forms)])
}

/// A desk at which papers are filled in: the record, and the language of the paper.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) gate: &'a Gate,
}

/// One event of a stream, and where it stands.
pub(crate) struct Told {
    pub(crate) index: u64,
    pub(crate) predicate: Predicate,
}

impl Told {
    /// Gives the person who signed it, if one did.
    pub(crate) fn signer(&self) -> Option<&PersonId> {
        match &self.predicate.by {
            By::Person { person, .. } => Some(person),
            By::Server { .. } | By::Vault { .. } => None,
        }
    }
}

impl Desk<'_> {
    /// Gives the language of the paper.
    pub(crate) fn language(self) -> Language {
        match self.context.text.language() {
            message::Language::En => Language::En,
            message::Language::Ja => Language::Ja,
        }
    }

    /// Shows an instant as the office's wall clock does.
    pub(crate) fn civil(self, at: Timestamp) -> DateTime {
        let minutes = self.gate.state().office.as_ref().map_or(0, |office| i32::from(office.offset_minutes));
        let offset =
            jiff::tz::Offset::from_seconds(minutes.saturating_mul(60)).unwrap_or(jiff::tz::Offset::UTC);
        // INVARIANT: a timestamp lies within what jiff can write.
        jiff::Timestamp::from_second(at.seconds())
            .map(|instant| offset.to_datetime(instant))
            .unwrap_or_default()
    }

    /// Gives the day on which the paper is made.
    pub(crate) fn today(self) -> Date {
        self.civil(self.gate.now()).date()
    }

    /// Says which state of the record the paper shows.
    pub(crate) fn footer(self) -> Result<Footer, Failure> {
        let head = self.gate.record().head()?;
        let zone = match self.gate.state().office.as_ref().map_or(0, |office| office.offset_minutes) {
            540 => "JST".to_owned(),
            minutes => format!("UTC{:+03}:{:02}", minutes / 60, minutes.abs() % 60),
        };
        let [first, second, third, fourth, ..] = head.root;
        let root = format!("{first:02x}{second:02x}{third:02x}{fourth:02x}");
        Ok(Footer { printed: self.civil(self.gate.now()), record_size: head.size, root, zone })
    }

    /// Gives the sentence of a key.
    pub(crate) fn say(self, key: &str) -> String {
        self.context.text.say(key, &[])
    }

    /// Names the office.
    pub(crate) fn office(self) -> String {
        let office = self.gate.state().office.as_ref();
        office.map(|office| self.party(&office.owner)).unwrap_or_default()
    }

    /// Names a person, or gives the code where the name was erased.
    pub(crate) fn person(self, id: &PersonId) -> String {
        let known = self.gate.state().persons.get(id).map(|known| known.name);
        self.named(known, id)
    }

    /// Names an organization.
    pub(crate) fn party(self, id: &PartyId) -> String {
        let known = self.gate.state().parties.get(id).map(|known| known.name);
        self.named(known, id)
    }

    /// Names a place.
    pub(crate) fn place(self, id: &PlaceId) -> String {
        let known = self.gate.state().places.get(id).map(|known| known.name);
        self.named(known, id)
    }

    fn named(self, name: Option<Digest>, id: &impl std::fmt::Display) -> String {
        name.and_then(|name| person_text::text(self.gate, &name)).unwrap_or_else(|| id.to_string())
    }

    /// Names the employer of a person.
    pub(crate) fn employer(self, id: &PersonId) -> String {
        self.gate.state().persons.get(id).map(|known| self.party(&known.employer)).unwrap_or_default()
    }

    /// Names a holder, one name for each person.
    pub(crate) fn holder(self, holder: &Holder) -> Vec<String> {
        match holder {
            Holder::Courier { consignment } => {
                vec![self.context.text.say("holder-courier", &[("consignment", consignment)])]
            }
            Holder::Persons(persons) => persons.iter().map(|person| self.person(person)).collect(),
            Holder::Place(place) => vec![self.place(place)],
        }
    }

    /// Gives the text behind a digest; nothing if it was erased.
    pub(crate) fn text(self, digest: &Digest) -> String {
        person_text::text(self.gate, digest).unwrap_or_default()
    }

    /// Names an event as the timeline does.
    pub(crate) fn event(self, told: &Told) -> String {
        self.say(&format!("event-{}", told.predicate.event.name().replace('_', "-")))
    }

    /// Lists a document's data: each extract, and the number of people, which the request gives for all of them.
    pub(crate) fn datasets(self, document: &Document) -> Vec<Dataset> {
        self.extracts(&document.extracts, document.people)
    }

    /// Lists extracts with the number of people.
    pub(crate) fn extracts(self, extracts: &[sekisho_core::document::Extract], people: u64) -> Vec<Dataset> {
        let single = extracts.len() == 1;
        let mut datasets: Vec<Dataset> = extracts
            .iter()
            .map(|extract| Dataset {
                fields: less::fields_words(self.context, extract),
                // Whoever decides on paper reads the form where the data are named.
                name: [vec![extract.dataset.to_string()], less::remarks(self.context, extract)]
                    .concat()
                    .join(" / "),
                people: single.then_some(people),
                rows: Some(extract.rows),
            })
            .collect();
        if !single {
            let name = self.say("paper-people-in-all");
            datasets.push(Dataset { fields: Vec::new(), name, people: Some(people), rows: None });
        }
        datasets
    }

    /// Reads a stream: what was lawfully erased is left out.
    pub(crate) fn stream(self, stream: &str) -> Result<Vec<Told>, Failure> {
        let mut events = Vec::new();
        self.gate.record().stream_entries(stream, &mut |entry| {
            if let Some(envelope) = &entry.envelope {
                events.push(Told { index: entry.index, predicate: Predicate::open_own(envelope)? });
            }
            Ok(())
        })?;
        Ok(events)
    }

    /// Writes a finished paper and says where it is.
    pub(crate) fn hand_out(self, path: &Path, bytes: &[u8], lines: usize) -> Result<Report, Failure> {
        file::write(path, bytes)?;
        let (shown, lines_shown) = (path.display().to_string(), lines.to_string());
        let values = [("path", shown.as_str()), ("lines", lines_shown.as_str())];
        let json: Value = json!({ "ok": true, "path": shown, "lines": lines });
        Ok(Report::done(json, self.context.text.say("paper-written", &values)))
    }
}

/// Shortens a hash to what stands on a paper.
pub(crate) fn short_hash(digest: &Digest) -> String {
    let text = digest.to_string();
    text.trim_start_matches("sha256:").chars().take(HASH_DIGITS).collect()
}
