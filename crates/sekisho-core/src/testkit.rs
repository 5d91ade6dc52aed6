//! A small town for tests: its people, places and media, one carry-out step by step, and every refusal with its next
//! step as data. Other rooms get it with the feature `testkit`; nothing of it is in the product.
//!
//! Start from [`town`], [`Given`] and [`refusals`].
//!
//! ```text
//! given(town()).at("13:00").does("R-1", request()).when("R-1", approve(&document())).then(Rule::ApproverIsRequester)
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test kit fails loudly: a code with a typing error or an unexpected answer is a broken test"
)]

pub mod act;
pub mod chain;
pub mod employment;
pub mod holdings;
pub mod plan;
mod refusal;
pub mod rights;

pub use act::*;
pub use chain::*;
pub use employment::*;
pub use holdings::*;
pub use plan::*;
pub use refusal::{Refusal, Step, Vault, check, refusals, rules_covered};
pub use rights::*;

use std::collections::BTreeSet;

use crate::decide::{Decision, decide};
use crate::document::{Document, Extract, Protection, Transport};
use crate::due::due;
use crate::event::{Event, Recorded};
use crate::evolve::evolve;
use crate::hash::Digest;
use crate::id::{MediumId, PermitId, PersonId};
use crate::medium::{MediumCard, PlaceKind};
use crate::office::Office;
use crate::party::{Role, Title};
use crate::reason::{Reason, Rule};
use crate::sealing::{CopyId, Destroyed, DestructionLevel, Sealing};
use crate::state::State;
use crate::time::{Timestamp, Window};

/// The permit of most examples: the first one.
pub const P1: PermitId = PermitId(1);

/// Makes an id of any kind from its text.
pub fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// Makes a set of ids from their texts, separated by spaces.
pub fn ids<T: Ord + std::str::FromStr<Err: std::fmt::Debug>>(texts: &str) -> BTreeSet<T> {
    texts.split_whitespace().map(id).collect()
}

/// Lists the wire names of a command or an event, in their order.
pub fn variants<T: serde::de::DeserializeOwned + std::fmt::Debug>() -> Vec<String> {
    // Whoever reads an unknown name is told every known one, between backticks.
    let told = serde_json::from_str::<T>(r#"{"":{}}"#).unwrap_err().to_string();
    told.split('`').skip(3).step_by(2).map(ToOwned::to_owned).collect()
}

/// Gives the instant at a local time of June 2026: `17:00` is on the 21st, `22 03:00` on the 22nd.
///
/// Units: the town's clock is 9 hours before UTC.
pub fn at(local: &str) -> Timestamp {
    let (day, minute) = local.split_once(' ').unwrap_or(("21", local));
    let utc: Timestamp = id(&format!("2026-06-{day}T{minute}:00Z"));
    utc.plus(-9 * 60 * 60)
}

/// Gives the digest that stands for a name or a text; its salt is [`SALT`].
pub fn text(words: &str) -> Digest {
    Digest::of_text(&SALT, words)
}

/// The salt of every text of the kit.
pub const SALT: [u8; 16] = [0; 16];

/// Gives the town: the office is established, registers are filled, and nothing has been asked for yet.
///
/// | code | who |
/// |---|---|
/// | `ADM` | administrator |
/// | `R-1`, `R-2` | officers who ask and carry |
/// | `CHIEF` | approver |
/// | `SEC` | security manager and media keeper |
/// | `KEEP` | media keeper |
/// | `AUD` | auditor |
/// | `C-1`, `C-2` | people of the contractor `PRIME` |
/// | `S-1`, `S-2` | people of the subcontractor `SUB`, at the site |
///
/// Places: cabinets `CAB` and `CAB2`, the site `SITE`, and `ELSEWHERE`. Devices: `D-1` at the site with the
/// one-time keys `one`, `two`, `three`, `D-2` elsewhere, and the station `D-0` in the cabinet's room. There is a vault.
/// Media `M-1` to `M-4` at home in `CAB`.
pub fn town() -> State {
    let mut town = given(State::default()).at("20 09:00").does("ADM", establish());
    for (party, above) in [("PRIME", "CITY"), ("SUB", "PRIME")] {
        town = town.does("ADM", register_party(party, above));
    }
    let people = [
        ("R-1", "CITY", Title::Employed),
        ("R-2", "CITY", Title::Employed),
        ("CHIEF", "CITY", Title::Employed),
        ("SEC", "CITY", Title::Employed),
        ("KEEP", "CITY", Title::Employed),
        ("AUD", "CITY", Title::Seconded),
        ("C-1", "PRIME", Title::Employed),
        ("C-2", "PRIME", Title::Dispatched),
        ("S-1", "SUB", Title::Subcontract),
        ("S-2", "SUB", Title::Subcontract),
    ];
    for (person, employer, title) in people {
        town = town.does("ADM", register_person(person, employer, title));
        town = town.does("ADM", enroll_key(person, &format!("SHA256:{person}")));
    }
    let roles = [
        ("CHIEF", Role::Approver),
        ("SEC", Role::SecurityManager),
        ("SEC", Role::MediaKeeper),
        ("KEEP", Role::MediaKeeper),
        ("AUD", Role::Auditor),
    ];
    for (person, role) in roles {
        town = town.does("ADM", assign_role(person, role));
    }
    for (place, kind, party) in [
        ("CAB", PlaceKind::Cabinet, "CITY"),
        ("CAB2", PlaceKind::Cabinet, "CITY"),
        ("SITE", PlaceKind::Site, "PRIME"),
        ("ELSEWHERE", PlaceKind::Site, "PRIME"),
    ] {
        town = town.does("ADM", register_place(place, kind, party));
    }
    for (device, place) in [("D-0", "CAB"), ("D-1", "SITE"), ("D-2", "ELSEWHERE")] {
        town = town.does("ADM", register_device(device, place));
    }
    for device in ["D-0", "D-1"] {
        town = town.does("ADM", enroll_device(device));
    }
    town = town.does("ADM", deposit_keys("D-1", "one two three")).does("ADM", establish_vault());
    for medium in ["M-1", "M-2", "M-3", "M-4"] {
        town = town.does("KEEP", register_medium(medium));
    }
    town.state
}

/// Gives the town with a key for wrapping boxes again, and a second device `D-3` at the site with the keys `four` and `five`.
pub fn town_that_rewraps() -> State {
    let town = given(town()).does("ADM", register_device("D-3", "SITE")).does("ADM", enroll_device("D-3"));
    let town = town.does("ADM", deposit_keys("D-3", "four five"));
    town.does("ADM", establish_rewrap_key("rewrap key")).state
}

/// Gives the settings of the town's office: it closes at 18:00.
pub fn office() -> Office {
    Office { closing_minute: 18 * 60, offset_minutes: 540, owner: id("CITY") }
}

/// Gives the ledger line of a medium.
pub fn card(medium: &str) -> MediumCard {
    MediumCard {
        capacity_bytes: Some(32_000_000_000),
        home: id("CAB"),
        product: "Hako USB 32".to_owned(),
        serial: format!("SN-{medium}"),
    }
}

/// Gives a permit document that every rule accepts.
///
/// Shape: `M-1` from `CAB` to `SITE` and back, carried by `R-1` and `C-1` (substitutes `R-2`, `C-2`), received and erased
/// by `S-1` (or `S-2`), at the site by 18:30, erased by 19:30, back by 20:00, window 13:00 to 23:00.
pub fn document() -> Document {
    Document {
        arrive_by: Some(at("18:30")),
        beyond: None,
        copies: vec![id("M-1")],
        device: Some(id("D-1")),
        erase_by: at("19:30"),
        eraser: id("S-1"),
        extracts: vec![Extract::table(
            id("residents"),
            vec!["resident_no".to_owned(), "eligible".to_owned()],
            1200,
        )],
        from: id("CAB"),
        nonce: "00".repeat(32),
        people: 1200,
        permit: P1,
        plan: None,
        protection: Protection::Declared { product: "Hako USB 32".to_owned() },
        purpose: text("answer calls"),
        purpose_code: None,
        receivers: ids("S-1 S-2"),
        return_by: at("20:00"),
        return_to: id("CAB"),
        revision: 1,
        route: None,
        sealing: None,
        site: id("SITE"),
        urgent: None,
        transport: Transport::Carried { carriers: ids("R-1 C-1"), substitutes: ids("R-2 C-2") },
        window: Window { from: at("13:00"), until: at("23:00") },
    }
}

/// Gives [`document`] with a change.
pub fn document_with(change: impl FnOnce(&mut Document)) -> Document {
    let mut changed = document();
    change(&mut changed);
    changed
}

/// Gives [`document`] with backups: one copy on each of the media, separated by spaces.
pub fn document_on(media: &str) -> Document {
    document_with(|document| document.copies = media.split_whitespace().map(id).collect())
}

/// Gives [`document_on`] sealed: by `R-1`, witness `SEC`, for the key `one` of `D-1`, two openings by `S-1` and `S-2`.
pub fn document_sealed(media: &str) -> Document {
    let mut sealed = document_on(media);
    sealed.protection = Protection::Sealed;
    sealed.sealing = Some(Sealing {
        copies: (1..=sealed.copies.len()).map(copy_id).collect(),
        device_key: text("one"),
        openers: ids("S-1 S-2"),
        openings: 2,
        release_key: text("release key"),
        lookup: None,
        rewrap_key: None,
        sealed_under: None,
        sealer: id("R-1"),
        witness: id("SEC"),
    });
    sealed
}

/// Gives [`document_sealed`] on `M-1` with a change of its sealing.
pub fn document_sealed_with(change: impl FnOnce(&mut Sealing)) -> Document {
    let mut sealed = document_sealed("M-1");
    if let Some(sealing) = &mut sealed.sealing {
        change(sealing);
    }
    sealed
}

/// Gives [`document_sealed`] with the owner's key for wrapping again, and three openings.
pub fn document_rewrappable(media: &str) -> Document {
    let mut sealed = document_sealed(media);
    if let Some(sealing) = &mut sealed.sealing {
        (sealing.rewrap_key, sealing.openings) = (Some(text("rewrap key")), 3);
    }
    sealed
}

/// Gives the document as it is after a re-wrap for the key `four` of `D-3`.
pub fn document_rewrapped(before: &Document) -> Document {
    document_rewrapped_with(before, |_| {})
}

/// Gives [`document_rewrapped`] with a change.
pub fn document_rewrapped_with(before: &Document, change: impl FnOnce(&mut Document)) -> Document {
    let mut next = before.clone();
    (next.device, next.nonce) = (Some(id("D-3")), "11".repeat(32));
    next.revision = next.revision.saturating_add(1);
    if let Some(sealing) = &mut next.sealing {
        sealing.sealed_under = Some(sealing.sealed_under.unwrap_or(before.digest()));
        sealing.device_key = text("four");
    }
    change(&mut next);
    next
}

/// Gives the name of the copy on a line of the permit, from 1.
pub fn copy_id(line: usize) -> CopyId {
    CopyId::from_bytes([u8::try_from(line).unwrap(); 16])
}

/// Gives [`document`] by courier.
pub fn document_by_courier() -> Document {
    document_with(|document| document.transport = Transport::Courier { company: "Tomei".to_owned() })
}

/// Starts a story from a state, at the latest time that the state has seen.
pub fn given(state: State) -> Given {
    let now = state.latest.unwrap_or(at("20 09:00"));
    Given { now, state }
}

/// A state in the middle of a story, and what time it is.
#[derive(Clone, Debug)]
pub struct Given {
    /// The time.
    pub now: Timestamp,
    /// What the record adds up to.
    pub state: State,
}

impl Given {
    /// Lets time pass until a local time ([`at`]), and fires what becomes due.
    #[must_use]
    pub fn at(self, local: &str) -> Self {
        self.at_time(at(local))
    }

    /// Lets time pass until an instant, and fires what becomes due.
    #[must_use]
    pub fn at_time(mut self, now: Timestamp) -> Self {
        self.now = now;
        for (occurred_at, event) in due(&self.state, now) {
            self.state = evolve(self.state, &Recorded { event, occurred_at, recorded_at: now });
        }
        self
    }

    /// Lets the vault say that every key is gone whose destruction was ordered.
    #[must_use]
    pub fn vault_confirms(mut self) -> Self {
        let destroyed =
            Destroyed { at: self.now, cell: "disk".to_owned(), epoch: 2, level: DestructionLevel::E0 };
        for key in self.state.doomed.clone().into_keys() {
            let event = crate::device_acts::confirm(&self.state, key, &destroyed).unwrap();
            let (occurred_at, recorded_at) = (self.now, self.now);
            self.state = evolve(self.state, &Recorded { event, occurred_at, recorded_at });
        }
        self
    }

    /// Lists the events that are due now.
    pub fn due(&self) -> Vec<Event> {
        due(&self.state, self.now).into_iter().map(|(_, event)| event).collect()
    }

    /// Puts a command to the rules.
    pub fn when(&self, person: &str, command: Command) -> Answer {
        self.when_late(person, command, self.now)
    }

    /// Puts a command to the rules that was signed at another time by the actor's clock.
    pub fn when_late(&self, person: &str, command: Command, occurred_at: Timestamp) -> Answer {
        let person: PersonId = id(person);
        let decision = decide(&self.state, &person, &command, self.now, occurred_at);
        Answer { command, decision, given: self.clone(), occurred_at, person }
    }

    /// Carries a command out, which nothing may refuse.
    #[must_use]
    pub fn does(self, person: &str, command: Command) -> Self {
        self.when(person, command).then_done()
    }

    /// Carries several commands of the same person out.
    #[must_use]
    pub fn does_all(self, person: &str, commands: impl IntoIterator<Item = Command>) -> Self {
        commands.into_iter().fold(self, |story, command| story.does(person, command))
    }
}

use crate::command::Command;

/// What the rules said to a command.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The command.
    pub command: Command,
    /// What the rules said.
    pub decision: Decision,
    /// The state before.
    pub given: Given,
    /// When it was signed.
    pub occurred_at: Timestamp,
    /// Who signed.
    pub person: PersonId,
}

impl Answer {
    /// Lists the rules that said no.
    pub fn rules(&self) -> Vec<Rule> {
        self.decision.reasons.iter().map(|reason| reason.rule).collect()
    }

    /// Demands exactly this one no.
    #[track_caller]
    pub fn then(&self, rule: Rule) {
        self.then_rules(&[rule]);
    }

    /// Demands exactly these noes.
    #[track_caller]
    pub fn then_rules(&self, rules: &[Rule]) {
        assert_eq!(
            self.rules(),
            rules,
            "{} by {}: {:?}",
            self.command.act(),
            self.person,
            self.decision.reasons
        );
    }

    /// Demands exactly these reasons, with what they are about.
    #[track_caller]
    pub fn then_reasons(&self, reasons: &[Reason]) {
        assert_eq!(self.decision.reasons, reasons, "{} by {}", self.command.act(), self.person);
    }

    /// Demands exactly these events, and goes on after them.
    #[track_caller]
    pub fn then_events(&self, events: &[Event]) -> Given {
        assert_eq!(self.decision.events, events, "{} by {}", self.command.act(), self.person);
        self.after()
    }

    /// Demands that nothing was refused, and goes on.
    #[track_caller]
    pub fn then_done(&self) -> Given {
        self.then_rules(&[]);
        self.after()
    }

    /// Gives the state after the recorded events, whether they are deeds or a refusal.
    pub fn after(&self) -> Given {
        let mut given = self.given.clone();
        for event in &self.decision.events {
            let (event, occurred_at) = (event.clone(), self.occurred_at);
            given.state = evolve(given.state, &Recorded { event, occurred_at, recorded_at: given.now });
        }
        given
    }
}

/// Gives the town with a request of `R-1`, at 13:00.
pub fn requested(document: &Document) -> Given {
    let rewraps = document.sealing.as_ref().is_some_and(|sealing| sealing.rewrap_key.is_some());
    let town = if rewraps { town_that_rewraps() } else { town() };
    given(town).at("13:00").does("R-1", request(document))
}

/// Gives the town with the request approved by `CHIEF` and `SEC`, at 16:00.
pub fn approved(document: &Document) -> Given {
    requested(document).at("16:00").does("CHIEF", approve(document)).does("SEC", approve(document))
}

/// Gives the town with the permit approved and every copy sealed by `R-1`, at 17:00.
pub fn sealed(document: &Document) -> Given {
    let story = approved(document).at("17:00");
    document.copies.iter().fold(story, |story, medium| story.does("R-1", seal(document, medium.as_str())))
}

/// Gives the town with a copy released to `D-1` at the site, at 18:30.
pub fn opened(document: &Document) -> Given {
    at_site(document).at("18:30").does("S-1", release(document, "M-1", 1))
}

/// Gives the town with every copy handed by `KEEP` to `R-1` and `C-1`, who signed, at 17:40.
pub fn carried(document: &Document) -> Given {
    let story = if document.is_sealed() { sealed(document) } else { approved(document) };
    let mut story = story.at("17:40");
    for medium in &document.copies {
        story = pass(story, medium, "KEEP", "R-1 C-1");
    }
    story
}

/// Gives the town with every copy received by `S-1` at the site, at 18:20.
pub fn at_site(document: &Document) -> Given {
    let mut story = carried(document).at("18:20");
    for medium in &document.copies {
        story = pass(story, medium, "C-1", "S-1");
    }
    story
}

/// Gives the town with every copy at the site and a re-wrap for `D-3` approved, at 18:40.
pub fn rewrap_approved(document: &Document) -> Given {
    let next = document_rewrapped(document);
    let story = at_site(document).at("18:40").does("R-2", request_rewrap(&next));
    story.does("CHIEF", approve(&next)).does("SEC", approve(&next))
}

/// Gives the town with `M-1` wrapped again for `D-3`, at 18:40.
pub fn rewrapped(document: &Document) -> Given {
    let story = rewrap_approved(document).does("SEC", release_second(document, "M-1", 1));
    story.does("SEC", rewrap(&document_rewrapped(document), "M-1", 1))
}

/// Gives the town with every copy erased at the site and back in `CAB`, signed for by `KEEP`, at 19:50.
pub fn returned(document: &Document) -> Given {
    let mut story = at_site(document).at("19:10");
    for medium in &document.copies {
        story = story.does("S-1", report_erasure(medium.as_str(), EraseMethod::Overwritten, None));
        story = pass(story, medium, "S-1", "R-1 C-1");
    }
    story = story.at("19:50");
    for medium in &document.copies {
        story = story.does("C-1", bring_home(medium.as_str(), "CAB")).does("KEEP", receive(medium.as_str()));
    }
    story
}

use crate::permit::EraseMethod;

fn pass(story: Given, medium: &MediumId, giver: &str, receivers: &str) -> Given {
    let due = story.now.plus(15 * 60);
    let mut story = story.does(giver, hand_until(medium.as_str(), receivers, due));
    for receiver in receivers.split_whitespace() {
        story = story.does(receiver, receive(medium.as_str()));
    }
    story
}
