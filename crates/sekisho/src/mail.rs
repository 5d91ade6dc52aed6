//! Mail about what is overdue: written as files first, then sent from there, so that nothing is asked for twice.
//!
//! ```text
//! DIR/P-0001.return_overdue.O-4.eml    the mail; written once for each alarm and receiver, never rewritten
//! DIR/P-0001.return_overdue.O-4.sent   its copy once the server has taken it
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::extension::ClientId;
use lettre::{SmtpTransport, Transport as _};
use sekisho_audit::mail::OverdueMail;
use sekisho_core::alarm::Alarm;
use sekisho_core::id::{MediumId, PermitId, PersonId};
use sekisho_core::party::Role;
use sekisho_core::permit::{Copy, Custody, Holder, Outing, Permit};
use serde_json::{Value, json};

use crate::cli::CustodyOverdue;
use crate::command::paper::Desk;
use crate::config::{Config, Mail};
use crate::exit::Exit;
use crate::file;
use crate::report::{Failure, Report};

/// A server in the office's own network answers at once, or is down.
const PATIENCE: Duration = Duration::from_secs(20);

/// No mail of ours is larger. Units: bytes.
const MAIL_LIMIT: u64 = 1 << 20;

/// One mail to one receiver.
struct Letter {
    alarm: Alarm,
    media: Vec<MediumId>,
    permit: PermitId,
    receiver: PersonId,
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// The receiver's address has no valid form.
    AddressUnfit,
    /// It was written or sent before.
    Before,
    /// No address is known, or it was erased.
    NoAddress,
    /// The server will never take it for this receiver.
    Refused,
    Sent,
    Written,
}

impl Fate {
    fn name(self) -> &'static str {
        match self {
            Self::AddressUnfit => "address-unfit",
            Self::Before => "before",
            Self::NoAddress => "no-address",
            Self::Refused => "refused",
            Self::Sent => "sent",
            Self::Written => "written",
        }
    }
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

/// Writes letters into a directory and sends them from there.
struct PostOffice<'a> {
    desk: Desk<'a>,
    dir: PathBuf,
    settings: Mail,
}

impl PostOffice<'_> {
    fn path(&self, letter: &Letter, extension: &str) -> PathBuf {
        self.dir.join(format!("{}.{extension}", letter.name()))
    }

    fn write(&self, letter: &Letter) -> Result<Fate, Failure> {
        let path = self.path(letter, "eml");
        if path.exists() {
            return Ok(Fate::Before);
        }
        let Some(address) = self.address(&letter.receiver) else { return Ok(Fate::NoAddress) };
        if address.parse::<lettre::Address>().is_err() {
            return Ok(Fate::AddressUnfit);
        }
        let Some(mail) = self.mail(letter, address) else { return Ok(Fate::Before) };
        file::write(&path, &mail.message(self.desk.language())?)?;
        Ok(Fate::Written)
    }

    fn address(&self, person: &PersonId) -> Option<String> {
        let digest = self.desk.gate.state().persons.get(person)?.mail?;
        let address = self.desk.text(&digest);
        (!address.is_empty()).then_some(address)
    }

    fn mail(&self, letter: &Letter, to: String) -> Option<OverdueMail> {
        let document = self.desk.gate.state().permits.get(&letter.permit)?.document();
        let now = self.desk.gate.now();
        let late = now.seconds().saturating_sub(document.return_by.seconds()) / 60;
        let host = self.settings.from.rsplit_once('@').map_or("localhost", |(_, host)| host);
        Some(OverdueMail {
            desk_phone: self.settings.phone.clone().unwrap_or_else(|| self.desk.say("mail-desk")),
            due: self.desk.civil(document.return_by),
            from: self.settings.from.clone(),
            media: letter.media.iter().map(ToString::to_string).collect(),
            message_id: format!("{}.{}@{host}", letter.name(), self.record()),
            minutes_late: u64::try_from(late).unwrap_or_default(),
            page: None,
            permit: letter.permit.to_string(),
            return_place: document.return_to.to_string(),
            sent: jiff::Timestamp::from_second(now.seconds()).unwrap_or_default(),
            to,
        })
    }

    /// Names the record in a word, so that two records of one office do not share a message id.
    fn record(&self) -> String {
        let digest = sekisho_core::Digest::of(self.desk.gate.origin().as_bytes()).to_string();
        digest.trim_start_matches("sha256:").chars().take(8).collect()
    }

    /// Sends every letter that was not sent yet.
    fn send(&self, letters: &[Letter], fates: &mut [Fate]) -> Result<(), Failure> {
        let server = self.server();
        for (letter, fate) in letters.iter().zip(fates) {
            let (written, sent) = (self.path(letter, "eml"), self.path(letter, "sent"));
            if sent.exists() || !written.exists() {
                continue;
            }
            let Some(to) = self.address(&letter.receiver) else { continue };
            let bytes = file::read(&written, MAIL_LIMIT)?;
            match server.send_raw(&self.envelope(&to)?, &bytes) {
                // One receiver whom the server does not know must not keep the mail from the others.
                Err(error) if error.is_permanent() => {
                    *fate = Fate::Refused;
                    continue;
                }
                sending => sending.map_err(|error| self.not_sent(&written, &error))?,
            };
            // A crash before this line sends it once more, with the same message id.
            file::write(&sent, &bytes)?;
            *fate = Fate::Sent;
        }
        Ok(())
    }

    fn server(&self) -> SmtpTransport {
        // The server stands in the office's own network, and the mail holds ids only: there is no TLS to set up.
        let own_name = self.settings.from.rsplit_once('@').map(|(_, host)| host.to_owned());
        SmtpTransport::builder_dangerous(self.settings.host.as_str())
            .port(self.settings.port)
            .timeout(Some(PATIENCE))
            .hello_name(own_name.map_or_else(ClientId::default, ClientId::Domain))
            .build()
    }

    fn envelope(&self, to: &str) -> Result<Envelope, Failure> {
        let address = |text: &str| {
            let unfit = |source| sekisho_audit::Fault::Address { address: text.to_owned(), source };
            text.parse::<lettre::Address>().map_err(unfit)
        };
        let (from, to) = (address(&self.settings.from)?, address(to)?);
        Envelope::new(Some(from), vec![to]).map_err(|error| Failure::broken(error.into()))
    }

    fn not_sent(&self, path: &Path, error: &lettre::transport::smtp::Error) -> Failure {
        let why = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
        let (port, path) = (self.settings.port.to_string(), path.display().to_string());
        let values = [("host", self.settings.host.as_str()), ("port", &port), ("path", &path)];
        Failure::new(Exit::Failed, "mail-not-sent", &values).caused_by(anyhow::Error::msg(why))
    }
}

impl Letter {
    /// Names the letter: the same alarm to the same receiver has the same name for ever.
    fn name(&self) -> String {
        format!("{}.{}.{}", self.permit, self.alarm.name(), self.receiver)
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
