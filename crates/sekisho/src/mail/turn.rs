//! Mail to whoever is waited for, and to whoever had asked. It asks for nothing but a look.
//!
//! ```text
//! DIR/turn.approve.P-0001.<digits>.O-2.eml      it is O-2's turn; written once for each turn and person
//! DIR/ended.P-0001.revoked.57.O-4.eml           what O-4 asked for came to this, by entry 57
//! ```

use std::collections::{BTreeMap, BTreeSet};

use sekisho_audit::mail::{Ended, Notice, TurnMail};
use sekisho_core::Digest;
use sekisho_core::id::PersonId;
use sekisho_core::party::Key;
use sekisho_core::permit::{Custody, Holder, Permit};
use sekisho_core::time::DAY;
use sekisho_gate::turn::{Ending, Matter, Outcome, Turn};
use sekisho_web::turn::{sentence, shown};
use serde_json::json;

use super::key::office;
use super::post::{Fate, Post, PostOffice};
use crate::cli::{TurnNotify, TurnVerb};
use crate::command::Context;
use crate::command::paper::Desk;
use crate::exit::Exit;
use crate::message::{Language, Text};
use crate::report::{Failure, Report};

/// So long an ending is news: nobody is told of what is older. Units: seconds.
const NEWS: i64 = 7 * DAY;
/// So many digits tell two turns apart in the name of a file.
const NAME_DIGITS: usize = 16;

/// One mail to one receiver.
struct Letter {
    about: String,
    link: Option<String>,
    name: String,
    notice: Notice,
    receiver: PersonId,
}

impl Post for Letter {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn receiver(&self) -> &PersonId {
        &self.receiver
    }

    fn message(&self, office: &PostOffice<'_>, to: String) -> Result<Option<Vec<u8>>, Failure> {
        let mail = TurnMail {
            desk_phone: office.phone(),
            from: office.settings.from.clone(),
            link: self.link.clone(),
            message_id: office.message_id(self),
            notice: self.notice.clone(),
            sent: jiff::Timestamp::from_second(office.desk.gate.now().seconds()).unwrap_or_default(),
            to,
        };
        Ok(Some(mail.message()?))
    }
}

/// `sekisho turn …`
pub(crate) fn turn(context: Context<'_>, verb: &TurnVerb) -> Result<Report, Failure> {
    let TurnVerb::Notify(arguments) = verb;
    let gate = context.gate()?;
    notify(Desk { context, gate: &gate }, arguments)
}

/// `sekisho turn notify --mail DIR --send --url URL`
///
/// Errors: `mail-not-configured` if it is to be sent and there is no server; `turn-mail-not-sent`.
fn notify(desk: Desk<'_>, arguments: &TurnNotify) -> Result<Report, Failure> {
    let (office, has_server) = office(desk, arguments.mail.clone())?;
    if arguments.send && !has_server {
        let path = desk.context.dir().join("sekisho.toml").display().to_string();
        return Err(Failure::new(Exit::Failed, "mail-not-configured", &[("path", &path)]));
    }
    let letters = letters(desk, arguments.url.as_deref())?;
    let mut fates = letters.iter().map(|letter| office.write(letter)).collect::<Result<Vec<_>, _>>()?;
    if arguments.send {
        office.send(&letters, &mut fates).map_err(|failure| {
            let (port, path) = (office.settings.port.to_string(), office.dir.display().to_string());
            let values = [("host", office.settings.host.as_str()), ("port", &port), ("path", &path)];
            failure.during("turn-mail-not-sent", &values)
        })?;
    }
    let (mut human, mut mails) = (String::new(), Vec::new());
    for (letter, fate) in letters.iter().zip(&fates) {
        let path = office.path(letter, "eml").display().to_string();
        let values =
            [("about", letter.about.as_str()), ("person", letter.receiver.as_str()), ("path", path.as_str())];
        human.push_str(&desk.context.text.say(&format!("turn-mail-{}", fate.name()), &values));
        human.push('\n');
        mails.push(json!({
            "about": letter.about, "fate": fate.name().replace('-', "_"), "file": path, "receiver": letter.receiver,
        }));
    }
    let failed = fates.iter().any(|fate| matches!(fate, Fate::AddressUnfit | Fate::Refused));
    let exit = if failed { Exit::Failed } else { Exit::Done };
    let report = Report::done(json!({ "mails": mails }), human).with_exit(exit);
    Ok(if letters.is_empty() { report.note(desk.say("turn-notify-none")) } else { report })
}

/// Lists who is to be told what: whose turn it is now, and what became lately of what somebody had asked for.
fn letters(desk: Desk<'_>, url: Option<&str>) -> Result<Vec<Letter>, Failure> {
    let url = url.map(|url| url.trim_end_matches('/'));
    let texts = [Language::Ja, Language::En].map(Text::new);
    let mut occasions: BTreeMap<Turn, Digest> = BTreeMap::new();
    let mut letters = Vec::new();
    for person in awaited(desk) {
        for turn in desk.gate.turns(&person) {
            // The one is told with the ending, the other with the key.
            if matches!(turn.matter, Matter::Amend | Matter::Key) {
                continue;
            }
            let occasion = match occasions.get(&turn) {
                Some(known) => *known,
                None => desk.gate.occasion(&turn)?,
            };
            occasions.insert(turn.clone(), occasion);
            letters.push(of_turn(&turn, occasion, &person, url, &texts));
        }
    }
    let since = desk.gate.now().plus(-NEWS);
    letters.extend(desk.gate.endings(since, &|_| true)?.into_iter().filter_map(|one| of_ending(one, url)));
    Ok(letters)
}

/// Lists who may be waited for: who has a role, and to whom something was handed. Nobody without a key can do anything.
fn awaited(desk: Desk<'_>) -> BTreeSet<PersonId> {
    let state = desk.gate.state();
    let offered = state.permits.values().filter_map(|live| match live {
        Permit::Out(outing) => Some(outing.copies.values()),
        _ => None,
    });
    let offered: BTreeSet<&PersonId> = offered
        .flatten()
        .filter_map(|copy| match &copy.custody {
            Custody::Offered { to: Holder::Persons(persons), .. } => Some(persons),
            _ => None,
        })
        .flatten()
        .collect();
    let awaited = state.persons.iter().filter(|(person, known)| {
        let has_key = known.keys.values().any(Key::acts);
        known.left_at.is_none() && has_key && (!known.roles.is_empty() || offered.contains(person))
    });
    awaited.map(|(person, _)| person.clone()).collect()
}

fn of_turn(
    turn: &Turn,
    occasion: Digest,
    person: &PersonId,
    url: Option<&str>,
    [japanese, english]: &[Text; 2],
) -> Letter {
    let (key, about) = (sentence(turn.matter), turn.about.clone());
    let say = |text: &Text| text.say(&key, &[("about", &about)]);
    let occasion = occasion.to_string();
    let digits: String = occasion.trim_start_matches("sha256:").chars().take(NAME_DIGITS).collect();
    Letter {
        link: url.map(|url| format!("{url}{}", shown(turn))),
        name: format!("turn.{}.{about}.{digits}.{person}", turn.matter.name()),
        notice: Notice::Turn { english: say(english), japanese: say(japanese) },
        receiver: person.clone(),
        about,
    }
}

/// Writes to whoever had asked; not about what they did themselves.
fn of_ending(one: Ending, url: Option<&str>) -> Option<Letter> {
    let what = match one.outcome {
        Outcome::Approved => Ended::Approved,
        Outcome::Closed => return None,
        Outcome::Lapsed => Ended::Lapsed,
        Outcome::Revoked => Ended::Revoked,
        Outcome::SentBack => Ended::SentBack,
    };
    if one.by.as_ref() == Some(&one.requester) {
        return None;
    }
    let permit = one.permit.to_string();
    Some(Letter {
        link: url.map(|url| format!("{url}/permits/{permit}")),
        name: format!("ended.{permit}.{}.{}.{}", one.outcome.name(), one.index, one.requester),
        notice: Notice::Ended { permit: permit.clone(), what },
        receiver: one.requester,
        about: permit,
    })
}
