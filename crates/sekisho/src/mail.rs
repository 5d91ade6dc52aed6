//! Mail about what is overdue: written as files first, then sent from there, so that nothing is asked for twice.
//!
//! ```text
//! DIR/P-0001.return_overdue.O-4.eml    the mail; written once for each alarm and receiver, never rewritten
//! DIR/P-0001.return_overdue.O-4.sent   its copy once the server has taken it
//! ```

pub(crate) mod key;
mod post;
pub(crate) mod postman;
pub(crate) mod turn;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_audit::mail::OverdueMail;
use sekisho_core::alarm::Alarm;
use sekisho_core::id::{MediumId, PermitId, PersonId};
use sekisho_core::party::Role;
use sekisho_core::permit::{Copy, Custody, Holder, Outing, Permit};
use serde_json::{Value, json};

use self::post::{Fate, Post, PostOffice};
use crate::cli::CustodyOverdue;
use crate::command::paper::Desk;
use crate::config::Config;
use crate::exit::Exit;
use crate::report::{Failure, Report};

/// One mail to one receiver.
struct Letter {
    alarm: Alarm,
    media: Vec<MediumId>,
    permit: PermitId,
    receiver: PersonId,
}

/// `sekisho custody overdue --mail DIR --send`: writes to whoever has it, to the media keepers and security managers.
///
/// Shape: without a directory the letters lie in `mail` beside the record.
/// Errors: `mail-not-configured`; `mail-not-sent` with host and port: what was not sent is tried again next time.
pub(crate) fn overdue(desk: Desk<'_>, arguments: &CustodyOverdue, listed: Report) -> Result<Report, Failure> {
    let record = desk.context.dir();
    let settings = Config::read(&record).map_err(Failure::broken)?.mail;
    let settings = settings.ok_or_else(|| {
        let path = record.join("sekisho.toml").display().to_string();
        Failure::new(Exit::Failed, "mail-not-configured", &[("path", &path)])
    })?;
    let dir = arguments.mail.clone().unwrap_or_else(|| record.join("mail"));
    std::fs::create_dir_all(&dir).map_err(|error| Failure::of_file("file-not-written", &dir, error))?;
    let office = PostOffice { desk, dir, settings };
    let letters = letters(desk);
    let mut fates = Vec::new();
    for letter in &letters {
        fates.push(office.write(letter)?);
    }
    if arguments.send {
        office.send(&letters, &mut fates)?;
    }
    Ok(report(desk, &office, &letters, &fates, listed))
}

/// Lists who is to be told what: one letter for each permit, alarm and receiver.
fn letters(desk: Desk<'_>) -> Vec<Letter> {
    let state = desk.gate.state();
    let now = desk.gate.now();
    let officers: BTreeSet<&PersonId> = state
        .holders_of(Role::MediaKeeper, now)
        .chain(state.holders_of(Role::SecurityManager, now))
        .collect();
    let mut letters = Vec::new();
    for (permit, live) in &state.permits {
        let Permit::Out(outing) = live else { continue };
        let late: BTreeMap<&MediumId, &Copy> =
            outing.copies_outside().filter(|(_, copy)| !copy.is_destroyed(&state.persons)).collect();
        let Some(alarm) = alarm(outing, &late) else { continue };
        let holders = late.values().flat_map(|copy| holders(copy));
        let receivers: BTreeSet<PersonId> = holders.chain(officers.iter().map(|id| (*id).clone())).collect();
        letters.extend(receivers.into_iter().map(|receiver| Letter {
            alarm,
            media: late.keys().map(|medium| (*medium).clone()).collect(),
            permit: *permit,
            receiver,
        }));
    }
    letters
}

/// Gives the last alarm about the return that has rung for one of the copies.
fn alarm(outing: &Outing, late: &BTreeMap<&MediumId, &Copy>) -> Option<Alarm> {
    let rang = |alarm: Alarm| late.keys().any(|medium| outing.rung.contains(&((*medium).clone(), alarm)));
    [Alarm::ReturnOverdueLong, Alarm::ReturnOverdue].into_iter().find(|alarm| rang(*alarm))
}

/// Gives who has a copy, and who was to take it over.
fn holders(copy: &Copy) -> BTreeSet<PersonId> {
    let next = match &copy.custody {
        Custody::Offered { to, .. } => Some(to.clone()),
        _ => None,
    };
    let persons = |holder| match holder {
        Holder::Persons(persons) => persons,
        Holder::Courier { .. } | Holder::Place(_) => BTreeSet::new(),
    };
    std::iter::once(copy.custody.holder()).chain(next).flat_map(persons).collect()
}

impl Post for Letter {
    fn name(&self) -> String {
        format!("{}.{}.{}", self.permit, self.alarm.name(), self.receiver)
    }

    fn receiver(&self) -> &PersonId {
        &self.receiver
    }

    fn message(&self, office: &PostOffice<'_>, to: String) -> Result<Option<Vec<u8>>, Failure> {
        let desk = office.desk;
        let Some(live) = desk.gate.state().permits.get(&self.permit) else { return Ok(None) };
        let (document, now) = (live.document(), desk.gate.now());
        let late = now.seconds().saturating_sub(document.return_by.seconds()) / 60;
        let mail = OverdueMail {
            desk_phone: office.phone(),
            due: desk.civil(document.return_by),
            from: office.settings.from.clone(),
            media: self.media.iter().map(ToString::to_string).collect(),
            message_id: office.message_id(self),
            minutes_late: u64::try_from(late).unwrap_or_default(),
            page: None,
            permit: self.permit.to_string(),
            return_place: document.return_to.to_string(),
            sent: jiff::Timestamp::from_second(now.seconds()).unwrap_or_default(),
            to,
        };
        Ok(Some(mail.message(desk.language())?))
    }
}

fn report(
    desk: Desk<'_>,
    office: &PostOffice<'_>,
    letters: &[Letter],
    fates: &[Fate],
    listed: Report,
) -> Report {
    let mut mails = Vec::new();
    let mut human = listed.human;
    for (letter, fate) in letters.iter().zip(fates) {
        let path = office.path(letter, "eml").display().to_string();
        let (permit, receiver) = (letter.permit.to_string(), letter.receiver.to_string());
        let values = [("permit", permit.as_str()), ("person", receiver.as_str()), ("path", path.as_str())];
        human.push_str(&desk.context.text.say(&format!("mail-{}", fate.name()), &values));
        human.push('\n');
        mails.push(json!({
            "permit": letter.permit,
            "media": letter.media,
            "alarm": letter.alarm.name(),
            "person": letter.receiver,
            "file": path,
            "fate": fate.name().replace('-', "_"),
        }));
    }
    let json: Value = json!({ "overdue": listed.json, "mails": mails });
    let failed = fates.iter().any(|fate| matches!(fate, Fate::AddressUnfit | Fate::Refused));
    let exit = if failed { Exit::Failed } else { listed.exit };
    Report { exit, human, json, listing: None, notes: listed.notes }
}
