//! Ports: what the server needs from the outside, each with its contract.

mod given;
mod grammar;
mod pages;

use std::io;

use sekisho_core::Reason;
use sekisho_core::id::{MediumId, PermitId};
use sekisho_gate::{Fault, Gate};

use crate::form::ReasonForm;

pub use grammar::{Choice, Field, FieldKind, Grammar, Many, Need, Register, Verb};
pub(crate) use pages::Tongue;
pub use pages::{Download, Draft, Keep, Listing, Pages, Sentences, TableForm, Told};

/// The languages that answers are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    En,
    /// 日本語.
    Ja,
}

impl Language {
    /// Gives its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }
}

/// A sentence for people, with its stable code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The next step, if there is one.
    pub advice: Option<String>,
    /// The code, the same as the command line's.
    pub code: String,
    /// With which code the command line would end, where it is one of its own failures.
    pub exit: Option<u8>,
    /// What happened.
    pub sentence: String,
}

/// A signed act out of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Which of the letters it was, from 0.
    pub number: usize,
    /// The armored SSHSIG.
    pub signature: String,
    /// The act statement.
    pub statement: String,
}

/// The rooms behind the server: the gate, and what the server does not know itself.
///
/// Shape: lives on one thread of its own, which does one thing after the other; every call may block.
pub trait House: Pages {
    /// Gives the gate.
    fn gate(&mut self) -> &mut Gate;

    /// Asks the vault for the masked answer of a release that is in the record; gives its digits.
    ///
    /// Retry what: the same call, any number of times; the answer is the same.
    /// Errors: the vault cannot be reached or says no. The release stays in the record.
    fn answer(
        &mut self,
        language: Language,
        permit: PermitId,
        medium: &MediumId,
        challenge: &str,
    ) -> Result<String, Said>;

    /// Does what is due by itself, and has the mail sent. What fails is tried again with a later call.
    ///
    /// Units of the stopwatch: milliseconds.
    fn tick(&mut self, millis: u64);

    /// Lets the vault destroy what the record orders. What fails is tried again with the next act.
    fn settle(&mut self);

    /// Reads sealed letters of stations, in the order in which their facts are to be told; what cannot be read is left out.
    fn letters(&mut self, sealed: &[Vec<u8>]) -> Vec<Letter>;

    /// Says a fault in words.
    fn fault(&self, language: Language, fault: Fault) -> Said;

    /// Says a reason in words.
    fn reason(&self, language: Language, reason: &Reason) -> ReasonForm;

    /// Says a standing sentence by its code.
    fn standing(&self, language: Language, code: &str) -> Said;
}

/// One line of the log: no names, no addresses, no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The problem's code; empty if there is none.
    pub code: &'a str,
    /// How long it took. Units: milliseconds.
    pub millis: u64,
    /// The method.
    pub method: &'a str,
    /// The operation, as the answer names it.
    pub operation: &'a str,
    /// The route, not the path that was asked for.
    pub route: &'a str,
    /// The status.
    pub status: u16,
}

/// The process around the server.
#[derive(Clone, Copy, Debug)]
pub struct Outlets {
    /// Draws randomness: operation ids.
    pub entropy: fn(&mut [u8]) -> io::Result<()>,
    /// Writes a line of the log.
    pub log: fn(&Line<'_>),
    /// Gives a time that only grows. Units: milliseconds.
    pub millis: fn() -> u64,
}
