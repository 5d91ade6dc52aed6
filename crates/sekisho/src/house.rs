//! What the server needs of the other rooms: the gate, the vault, the stations' letters, the sentences.

use std::path::PathBuf;

use sekisho_core::id::{MediumId, PermitId};
use sekisho_core::{Event, Reason, Timestamp};
use sekisho_gate::{Fault, Gate};
use sekisho_web::form::ReasonForm;
use sekisho_web::port::{House, Language, Letter, Said};

use crate::act::reason_words;
use crate::assemble::{self, Outside};
use crate::command::fact;
use crate::mail::postman::{News, Postman, Way};
use crate::message::{self, Text};
use crate::report::Failure;
use crate::vault::{self, VaultLink};

/// The rooms behind the server.
#[derive(Debug)]
pub struct Rooms {
    pub(crate) at: Option<Timestamp>,
    pub(crate) dir: PathBuf,
    english: Text,
    pub(crate) gate: Gate,
    japanese: Text,
    pub(crate) outside: Outside,
    /// Where people find the pages.
    pages: String,
    post: Postman,
}

impl Rooms {
    /// Opens the record; links in mails lead to `pages`.
    ///
    /// Errors: those of opening a record.
    pub fn open(
        dir: PathBuf,
        outside: Outside,
        at: Option<Timestamp>,
        pages: String,
    ) -> Result<Self, Failure> {
        let gate = assemble::open(&dir, at)?;
        let [english, japanese] = [message::Language::En, message::Language::Ja].map(Text::new);
        let post = Postman::default();
        Ok(Self { at, dir, english, gate, japanese, outside, pages, post })
    }

    pub(crate) fn text(&self, language: Language) -> &Text {
        match language {
            Language::En => &self.english,
            Language::Ja => &self.japanese,
        }
    }
}

impl House for Rooms {
    fn gate(&mut self) -> &mut Gate {
        &mut self.gate
    }

    fn answer(
        &mut self,
        language: Language,
        permit: PermitId,
        medium: &MediumId,
        challenge: &str,
    ) -> Result<String, Said> {
        let asked = || {
            let mut link = VaultLink::reach(&vault::settings(&self.dir)?, &self.outside, self.at)?;
            link.release(&self.gate, permit, medium, challenge)
        };
        asked().map(|answer| answer.to_string()).map_err(|failure| failure.said(self.text(language)))
    }

    fn tick(&mut self, millis: u64) {
        // A record that is busy, or a disk that is full, may be better half a second later.
        let Ok(fired) = self.gate.fire_due() else { return };
        let rang = fired.iter().any(|(_, event)| matches!(event, Event::AlarmRang { .. }));
        if !fired.is_empty() {
            self.settle();
        }
        let way = Way { at: self.at, dir: &self.dir, pages: &self.pages };
        self.post.round(way, &self.outside, millis, News { rang, size: self.gate.size() });
    }

    fn settle(&mut self) {
        if vault::settings(&self.dir).is_ok() {
            // The order stands in the record, and the next act tries again.
            let _ = vault::settle(&mut self.gate, &self.dir, &self.outside, self.at);
        }
    }

    fn letters(&mut self, sealed: &[Vec<u8>]) -> Vec<Letter> {
        let seed = self.gate.keys().sync_seed();
        let opened = sealed.iter().enumerate();
        let opened = opened.filter_map(|(number, letter)| {
            let fact = sekisho_station::outbox::open(letter, &seed).ok()?;
            Some(Letter { number, signature: fact.signature, statement: fact.statement })
        });
        let mut letters: Vec<_> = opened.collect();
        letters.sort_by_key(|letter| fact::turn(&letter.statement));
        letters
    }

    fn fault(&self, language: Language, fault: Fault) -> Said {
        Failure::fault(fault).said(self.text(language))
    }

    fn reason(&self, language: Language, reason: &Reason) -> ReasonForm {
        let (sentence, advice) = reason_words(reason, self.text(language));
        ReasonForm {
            about: reason.about.clone(),
            advice,
            code: reason.rule.code().to_owned(),
            control: reason.rule.control().to_owned(),
            rule: reason.rule.name().to_owned(),
            sentence,
        }
    }

    fn standing(&self, language: Language, code: &str) -> Said {
        let text = self.text(language);
        if code == "refused" {
            let advice = text.maybe("fault-refused", Some("advice"), &[]);
            return Said {
                advice,
                code: code.to_owned(),
                exit: None,
                sentence: text.say("word-refused", &[]),
            };
        }
        Said { exit: None, ..Failure::new(crate::exit::Exit::Failed, code, &[]).said(text) }
    }
}
