//! Mail about a new key: to whose name it bears, and to who has to countersign it. It asks for nothing but a look.
//!
//! ```text
//! DIR/key.<digits of the key>.O-2.eml    the mail; written once for each key and receiver
//! ```

use std::collections::BTreeSet;

use sekisho_audit::mail::{KeyMail, KeyMailTo};
use sekisho_core::id::{KeyId, PersonId};
use sekisho_core::party::{Key, Person, Role, Title};
use sekisho_core::{Digest, Timestamp};
use serde_json::json;

use super::post::{Fate, Post, PostOffice};
use crate::cli::KeyNotify;
use crate::command::paper::Desk;
use crate::config::{Config, Mail};
use crate::exit::Exit;
use crate::report::{Failure, Report};

/// Nobody is told of a key that is older: they have used it, or have been told of it by other means. Units: seconds.
const NEW: i64 = 30 * 24 * 60 * 60;

/// So many digits tell two keys apart in the name of a file.
const NAME_DIGITS: usize = 16;

/// One mail about one key to one receiver.
struct Letter {
    by: Option<PersonId>,
    enrolled_at: Timestamp,
    key: KeyId,
    person: PersonId,
    receiver: PersonId,
    waits: bool,
}

impl Post for Letter {
    fn name(&self) -> String {
        let digest = Digest::of(self.key.0.as_bytes()).to_string();
        let digits: String = digest.trim_start_matches("sha256:").chars().take(NAME_DIGITS).collect();
        format!("key.{digits}.{}", self.receiver)
    }

    fn receiver(&self) -> &PersonId {
        &self.receiver
    }

    fn message(&self, office: &PostOffice<'_>, to: String) -> Result<Option<Vec<u8>>, Failure> {
        let desk = office.desk;
        let own = self.receiver == self.person;
        let mail = KeyMail {
            addressee: if own { KeyMailTo::Owner } else { KeyMailTo::Countersigner },
            desk_phone: office.phone(),
            enrolled: desk.civil(self.enrolled_at),
            enrolled_by: self.by.as_ref().map(ToString::to_string),
            from: office.settings.from.clone(),
            key: self.key.to_string(),
            message_id: office.message_id(self),
            person: self.person.to_string(),
            receiver: self.receiver.to_string(),
            sent: jiff::Timestamp::from_second(desk.gate.now().seconds()).unwrap_or_default(),
            to,
            waits: self.waits,
        };
        Ok(Some(mail.message(desk.language())?))
    }
}

/// Lists who is to be told of which key.
fn letters(desk: Desk<'_>) -> Vec<Letter> {
    let (state, now) = (desk.gate.state(), desk.gate.now());
    let mut letters = Vec::new();
    for (person, known) in state.persons.iter().filter(|(_, known)| known.left_at.is_none()) {
        let new = |key: &Key| key.revoked_at.is_none() && now <= key.enrolled_at.plus(NEW);
        for (key, detail) in known.keys.iter().filter(|(_, detail)| new(detail)) {
            let waits = detail.counted && detail.confirmed_by.is_none();
            let mut receivers = BTreeSet::from([person.clone()]);
            if waits {
                receivers.extend(countersigners(desk, known, detail));
            }
            letters.extend(receivers.into_iter().map(|receiver| Letter {
                by: detail.enrolled_by.clone(),
                enrolled_at: detail.enrolled_at,
                key: key.clone(),
                person: person.clone(),
                receiver,
                waits,
            }));
        }
    }
    letters
}

/// Lists who may countersign a key, as the rules have it: the employer's representatives, or for people who work for their own
/// account the owner's security managers.
fn countersigners(desk: Desk<'_>, known: &Person, key: &Key) -> Vec<PersonId> {
    let (state, now) = (desk.gate.state(), desk.gate.now());
    let alone = known.title == Title::SelfEmployed;
    let role = if alone { Role::SecurityManager } else { Role::EmployerRepresentative };
    let own = |person: &PersonId| {
        alone || state.persons.get(person).is_some_and(|one| one.employer == known.employer)
    };
    let holders = state.holders_of(role, now).filter(|person| own(person));
    holders
        .filter(|person| key.enrolled_by.as_ref() != Some(*person))
        .filter(|person| !state.holds(person, Role::Administrator, now))
        .cloned()
        .collect()
}

/// Tells who has to be told, after keys may have been enrolled, and sends it where there is a server.
///
/// Shape: the report as it was: a key is enrolled whether or not its mail goes out, and a note says what did not.
pub(crate) fn after(desk: Desk<'_>, report: Report) -> Report {
    if report.exit != Exit::Done {
        return report;
    }
    let told = || -> Result<(), Failure> {
        let (office, has_server) = office(desk, None)?;
        let letters = letters(desk);
        let mut fates = written(&office, &letters)?;
        if has_server && fates.contains(&Fate::Written) {
            send(&office, &letters, &mut fates)?;
        }
        Ok(())
    };
    match told() {
        Ok(()) => report,
        Err(failure) => report.note(failure.into_report(desk.context.text).human),
    }
}

/// `sekisho key notify --mail DIR --send`
///
/// Errors: `mail-not-configured` if it is to be sent and there is no server.
pub(crate) fn notify(desk: Desk<'_>, arguments: &KeyNotify) -> Result<Report, Failure> {
    let (office, has_server) = office(desk, arguments.mail.clone())?;
    if arguments.send && !has_server {
        let path = desk.context.dir().join("sekisho.toml").display().to_string();
        return Err(Failure::new(Exit::Failed, "mail-not-configured", &[("path", &path)]));
    }
    let letters = letters(desk);
    let mut fates = written(&office, &letters)?;
    if arguments.send {
        send(&office, &letters, &mut fates)?;
    }
    let (mut human, mut mails) = (String::new(), Vec::new());
    for (letter, fate) in letters.iter().zip(&fates) {
        let path = office.path(letter, "eml").display().to_string();
        let (key, receiver) = (letter.key.to_string(), letter.receiver.to_string());
        let values = [("key", key.as_str()), ("person", receiver.as_str()), ("path", path.as_str())];
        human.push_str(&desk.context.text.say(&format!("key-mail-{}", fate.name()), &values));
        human.push('\n');
        mails.push(json!({
            "key": letter.key, "person": letter.person, "receiver": letter.receiver, "file": path,
            "fate": fate.name().replace('-', "_"),
        }));
    }
    let failed = fates.iter().any(|fate| matches!(fate, Fate::AddressUnfit | Fate::Refused));
    let exit = if failed { Exit::Failed } else { Exit::Done };
    let report = Report::done(json!({ "mails": mails }), human).with_exit(exit);
    Ok(if letters.is_empty() { report.note(desk.say("key-notify-none")) } else { report })
}

/// Sends what was not sent yet, and says with which command it is tried again.
fn send(office: &PostOffice<'_>, letters: &[Letter], fates: &mut [Fate]) -> Result<(), Failure> {
    office.send(letters, fates).map_err(|failure| {
        let (port, path) = (office.settings.port.to_string(), office.dir.display().to_string());
        let values = [("host", office.settings.host.as_str()), ("port", &port), ("path", &path)];
        failure.during("key-mail-not-sent", &values)
    })
}

fn written(office: &PostOffice<'_>, letters: &[Letter]) -> Result<Vec<Fate>, Failure> {
    letters.iter().map(|letter| office.write(letter)).collect()
}

/// Opens the outbox, and tells whether there is a server: without one the letters are files to be handed over.
pub(super) fn office(
    desk: Desk<'_>,
    dir: Option<std::path::PathBuf>,
) -> Result<(PostOffice<'_>, bool), Failure> {
    let record = desk.context.dir();
    let settings = Config::read(&record).map_err(Failure::broken)?.mail;
    let has_server = settings.is_some();
    let settings = settings.unwrap_or_else(|| {
        let host = desk.gate.origin().split('/').next().unwrap_or_default();
        let usual = format!("sekisho@{host}");
        let from =
            if usual.parse::<lettre::Address>().is_ok() { usual } else { "sekisho@localhost".to_owned() };
        Mail { from, host: String::new(), phone: None, port: 0 }
    });
    let dir = dir.unwrap_or_else(|| record.join("mail"));
    std::fs::create_dir_all(&dir).map_err(|error| Failure::of_file("file-not-written", &dir, error))?;
    Ok((PostOffice { desk, dir, settings }, has_server))
}
