//! Checks a record from its entries alone, as a stranger would: envelopes, streams, signatures of persons, state.

use std::collections::BTreeMap;

use sekisho_core::event::Event;
use sekisho_core::id::PersonId;
use sekisho_core::{Command, State, evolve};
use sekisho_proof::Digest;
use sekisho_proof::dsse::EnvelopePublicKey;
use sekisho_proof::leaf::Entry;

use crate::evidence;
use crate::port::StoredEntry;
use crate::wire::v1::{By, Predicate};

/// What the check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries of which the text was lawfully erased: committed, content gone.
    pub erased: u64,
    /// Events that only the server asserts: what the clock fired, and what follows from an act.
    pub by_server: u64,
    /// Acts with a person's signature that was checked.
    pub by_person: u64,
    /// Refusals among the acts.
    pub refused: u64,
    /// Everything that does not fit. Empty: the record is whole.
    pub problems: Vec<Problem>,
}

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where in the log.
    pub index: u64,
    /// What, for the reader of the report.
    pub what: String,
}

/// Folds and checks entries, one after the other.
#[derive(Debug)]
pub struct Replay {
    key: EnvelopePublicKey,
    origin: String,
    report: Report,
    state: State,
    streams: BTreeMap<String, (u64, Digest)>,
}

impl Replay {
    /// Starts before the first entry.
    pub fn new(origin: &str, key: EnvelopePublicKey) -> Self {
        Self {
            key,
            origin: origin.to_owned(),
            report: Report::default(),
            state: State::default(),
            streams: BTreeMap::new(),
        }
    }

    /// Checks the next entry and folds it.
    pub fn next(&mut self, entry: &StoredEntry) {
        let Some(envelope) = &entry.envelope else {
            self.report.erased = self.report.erased.saturating_add(1);
            return;
        };
        let commitment = Digest::of(envelope);
        match Entry::from_bytes(&entry.leaf) {
            Ok(leaf) if leaf.commitment == commitment => {}
            _ => self.problem(entry.index, "the envelope is not the one that the log commits to"),
        }
        match Predicate::open(envelope, &self.key) {
            Ok(predicate) => self.event(entry.index, commitment, &predicate),
            Err(fault) => self.problem(entry.index, fault.to_string()),
        }
    }

    /// Ends the check.
    ///
    /// Shape: the report, and the state that the entries add up to.
    pub fn finish(self) -> (Report, State) {
        (self.report, self.state)
    }

    fn event(&mut self, index: u64, commitment: Digest, predicate: &Predicate) {
        let expected = self.streams.get(&predicate.stream).copied();
        let (seq, previous) = expected.map_or((0, None), |(seq, last)| (seq.saturating_add(1), Some(last)));
        if predicate.seq != seq || predicate.previous != previous {
            self.problem(index, format!("`{}` does not continue at number {seq}", predicate.stream));
        }
        if predicate.event.stream(&self.state).to_string() != predicate.stream {
            self.problem(index, format!("the event does not belong to the stream `{}`", predicate.stream));
        }
        if self.state.latest.is_some_and(|latest| predicate.recorded_at < latest) {
            self.problem(index, "the record's time runs backwards");
        }
        self.author(index, predicate);
        self.streams.insert(predicate.stream.clone(), (predicate.seq, commitment));
        self.state = evolve(std::mem::take(&mut self.state), &predicate.recorded());
    }

    fn author(&mut self, index: u64, predicate: &Predicate) {
        match &predicate.by {
            By::Person { person, statement, signature, .. } => {
                self.report.by_person = self.report.by_person.saturating_add(1);
                match evidence::check(&self.state, &self.origin, statement, signature) {
                    Ok(act) => {
                        if act.person() != person {
                            self.problem(index, format!("the act is not `{person}`'s"));
                        }
                        if !carries(&predicate.event, person, act.command()) {
                            self.problem(index, "the event is not what the person signed");
                        }
                    }
                    Err(fault) => self.problem(index, fault.to_string()),
                }
            }
            By::Server { server } => {
                self.report.by_server = self.report.by_server.saturating_add(1);
                if server != "clock" && !server.starts_with("follows ") {
                    self.problem(index, format!("the server gives no reason: `{server}`"));
                }
                if needs_signature(&predicate.event) {
                    self.problem(index, "an act of a person without that person's signature");
                }
            }
        }
        if matches!(predicate.event, Event::AttemptRefused { .. }) {
            self.report.refused = self.report.refused.saturating_add(1);
        }
    }

    fn problem(&mut self, index: u64, what: impl Into<String>) {
        self.report.problems.push(Problem { index, what: what.into() });
    }
}

/// Tells whether the first event of an act is what that command says.
fn carries(event: &Event, by: &PersonId, command: &Command) -> bool {
    match (event, command) {
        (Event::AttemptRefused { act, person, .. }, command) => {
            act == command.act() && person.as_ref() == Some(by)
        }
        (
            Event::PermitApproved { digest, permit, person, .. },
            Command::Approve { document, permit: named },
        ) => digest == document && permit == named && person == by,
        (Event::PermitRequested { document, person, .. }, Command::RequestPermit { document: asked }) => {
            document == asked && person == by
        }
        (Event::PermitAmended { document, .. }, Command::Amend { document: asked }) => document == asked,
        (Event::CustodySigned { medium, permit, person }, Command::Receive { medium: m, permit: p }) => {
            medium == m && permit == p && person == by
        }
        (event, command) => expected_event(command).contains(&event.name().as_str()),
    }
}

/// Gives the names that the first event of a command may have.
fn expected_event(command: &Command) -> &'static [&'static str] {
    match command {
        Command::Amend { .. } => &["permit_amended"],
        Command::Approve { .. } => &["permit_approved"],
        Command::AssignRole { .. } => &["role_assigned"],
        Command::Close { .. } => &["permit_closed"],
        Command::CloseIncident { .. } => &["incident_closed"],
        Command::EnrollKey { .. } => &["key_enrolled"],
        Command::Establish { .. } => &["office_established"],
        Command::Freeze { .. } => &["permit_frozen"],
        Command::Hand { .. } => &["custody_offered", "custody_changed"],
        Command::Leave { .. } => &["person_left"],
        Command::Receive { .. } => &["custody_signed"],
        Command::RegisterDevice { .. } => &["device_registered"],
        Command::RegisterMedium { .. } => &["medium_registered"],
        Command::RegisterParty { .. } => &["party_registered"],
        Command::RegisterPerson { .. } => &["person_registered"],
        Command::RegisterPlace { .. } => &["place_registered"],
        Command::RemoveRole { .. } => &["role_removed"],
        Command::ReportErasure { .. } => &["erasure_reported"],
        Command::ReportFound { .. } => &["medium_found"],
        Command::ReportLoss { .. } => &["loss_reported"],
        Command::RequestPermit { .. } => &["permit_requested"],
        Command::RetireMedium { .. } => &["medium_retired"],
        Command::Revoke { .. } => &["permit_revoked"],
        Command::RevokeKey { .. } => &["key_revoked"],
        Command::SendBack { .. } => &["permit_sent_back"],
        Command::Store { .. } => &["medium_stored"],
        Command::TakeStock { .. } => &["stock_taken"],
        Command::Unfreeze { .. } => &["unfreeze_agreed"],
        Command::Withdraw { .. } => &["permit_withdrawn"],
    }
}

/// Events that happen only because a person acted: without a signature they are invented.
fn needs_signature(event: &Event) -> bool {
    matches!(
        event,
        Event::CustodySigned { .. }
            | Event::ErasureReported { .. }
            | Event::IncidentClosed { .. }
            | Event::LossReported { .. }
            | Event::MediumFound { .. }
            | Event::MediumRegistered { .. }
            | Event::MediumRetired { .. }
            | Event::OfficeEstablished { .. }
            | Event::PermitAmended { .. }
            | Event::PermitApproved { .. }
            | Event::PermitClosed { .. }
            | Event::PermitRequested { .. }
            | Event::PermitRevoked { .. }
            | Event::PermitSentBack { .. }
            | Event::PermitWithdrawn { .. }
            | Event::RoleRemoved { .. }
            | Event::StockTaken { .. }
            | Event::UnfreezeAgreed { .. }
    )
}
