//! The rules as a state machine: long random runs of lawful, clumsy and wicked people against a simple model that knows
//! only what the record says and what must never happen.

mod boxes;
mod chain;
mod lawful;
mod model;
mod plan;

use proptest::prelude::*;

use crate::command::Command;
use crate::document::{Document, Protection, Transport};
use crate::event::{Event, Recorded};
use crate::evolve::evolve;
use crate::id::{KeyId, MediumId, PermitId, PersonId, PlaceId};
use crate::incident::Cause;
use crate::medium::PlaceKind;
use crate::party::{Deputy, Role, Standing, Title};
use crate::permit::{Custody, EraseMethod, Holder, Permit};
use crate::state::State;
use crate::testkit::{Given, act, document, given, id, text, town};
use crate::time::{DAY, MINUTE, Timestamp, Window};
use boxes::{nonsense_of_boxes, of_boxes, receipt_of, sealing, unsealed, vault};
use model::Model;

const PERSONS: [&str; 13] =
    ["ADM", "R-1", "R-2", "CHIEF", "SEC", "KEEP", "AUD", "C-1", "C-2", "S-1", "S-2", "SEC-2", "X-1"];
const MEDIA: [&str; 7] = ["M-1", "M-2", "M-3", "M-4", "M-5", "M-6", "M-9"];
const PLACES: [&str; 5] = ["CAB", "CAB2", "SITE", "ELSEWHERE", "NOWHERE"];

/// What the days of a run are like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Days {
    /// Most people do what is next, one minute after the other.
    Calm,
    /// Anything happens at any time.
    Wild,
}

/// Bytes that decide; when they end, they are all zero, so that a run shrinks to a plain one.
struct Dice<'a>(std::slice::Iter<'a, u8>);

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % sides
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }

    fn person(&mut self) -> PersonId {
        id(self.pick(&PERSONS))
    }

    fn persons(&mut self, most: usize) -> std::collections::BTreeSet<PersonId> {
        (0..self.roll(most + 1)).map(|_| self.person()).collect()
    }

    fn medium(&mut self) -> MediumId {
        id(self.pick(&MEDIA))
    }

    fn media(&mut self, most: usize) -> std::collections::BTreeSet<MediumId> {
        (0..self.roll(most + 1)).map(|_| self.medium()).collect()
    }

    fn place(&mut self) -> PlaceId {
        id(self.pick(&PLACES))
    }

    fn permit(&mut self) -> PermitId {
        PermitId(u32::try_from(self.roll(5)).unwrap_or_default())
    }

    fn role(&mut self) -> Role {
        self.pick(&Role::ALL)
    }

    fn time(&mut self, now: Timestamp) -> Timestamp {
        match self.roll(8) {
            0 => now,
            1 => now.plus(-MINUTE),
            2 => Timestamp::LATEST,
            3 => Timestamp::EARLIEST,
            _ => now.plus(MINUTE * i64::try_from(self.roll(255)).unwrap_or_default()),
        }
    }

    fn holder(&mut self) -> Holder {
        match self.roll(6) {
            0 => Holder::Courier { consignment: self.pick(&["7-1", ""]).to_owned() },
            1 | 2 => Holder::Place(self.place()),
            _ => Holder::Persons(self.persons(3)),
        }
    }

    fn cause(&mut self) -> Cause {
        self.pick(&[Cause::Missing, Cause::Missing, Cause::Lost, Cause::Stolen, Cause::NotAtStockTake])
    }

    fn method(&mut self) -> EraseMethod {
        self.pick(&[
            EraseMethod::Overwritten,
            EraseMethod::Destroyed,
            EraseMethod::Formatted,
            EraseMethod::FilesDeleted,
        ])
    }
}

fn draft(dice: &mut Dice<'_>, state: &State, now: Timestamp, permit: PermitId, revision: u32) -> Document {
    let mut draft = document();
    let hour = 60 * MINUTE;
    let copies = 1 + dice.roll(3);
    let media: std::collections::BTreeSet<MediumId> = (0..copies).map(|_| dice.medium()).collect();
    draft.copies = media.into_iter().collect();
    (draft.permit, draft.revision) = (permit, revision);
    draft.window = Window { from: now.plus(hour * [0, 0, 0, 1][dice.roll(4)]), until: now.plus(hour * 8) };
    (draft.arrive_by, draft.erase_by) = (Some(now.plus(hour * 2)), now.plus(hour * 3));
    draft.return_by = now.plus(hour * 4);
    match dice.roll(10) {
        0 | 1 => draft.transport = Transport::Courier { company: "Tomei".to_owned() },
        2 => draft.transport = Transport::Network,
        3 => draft.transport = Transport::Carried { carriers: dice.persons(4), substitutes: dice.persons(2) },
        4 => draft.receivers = dice.persons(3),
        5 => draft.receivers = [id("R-1"), id("C-1")].into(),
        6 if dice.roll(3) == 0 => draft.protection = Protection::Sealed,
        7 => draft.return_to = dice.place(),
        8 => draft.eraser = dice.person(),
        _ => {}
    }
    if dice.roll(2) == 1 {
        draft.protection = Protection::Sealed;
        draft.sealing = Some(sealing(dice, state, &draft));
    }
    draft
}

/// What somebody might say at this point of the run, wise or not.
fn nonsense(dice: &mut Dice<'_>, state: &State, now: Timestamp) -> Command {
    let permit = dice.permit();
    let digest = state.permits.get(&permit).map_or_else(|| text("none"), |live| live.request().digest);
    match dice.roll(39) {
        0 => Command::Amend { document: draft(dice, state, now, permit, 2) },
        1 => Command::Approve { document: dice.pick(&[digest, digest, text("old")]), permit },
        2 => Command::AssignRole {
            deputy: (dice.roll(2) == 0).then(|| Deputy { of: dice.person(), standing: Standing::Acting }),
            person: dice.person(),
            role: dice.role(),
            term: Window { from: Timestamp::EARLIEST, until: dice.time(now) },
        },
        3 => Command::Close { permit },
        4 => act::close_incident(u32::try_from(dice.roll(4)).unwrap_or_default()),
        5 => act::enroll_key(dice.pick(&PERSONS), dice.pick(&["SHA256:R-1", "SHA256:new"])),
        6 => act::establish(),
        7 => Command::Freeze { permit },
        8 => Command::Hand { due: dice.time(now), medium: dice.medium(), permit, to: dice.holder() },
        9 => Command::RemoveRole { person: dice.person(), role: dice.role() },
        10 => Command::Receive { medium: dice.medium(), permit },
        11 => act::register_device("D-3", dice.pick(&PLACES)),
        12 => act::register_medium(dice.pick(&MEDIA)),
        13 => act::register_party(dice.pick(&["PRIME", "OTHER"]), "CITY"),
        14 => act::register_person(dice.pick(&PERSONS), dice.pick(&["CITY", "OTHER"]), Title::Employed),
        15 => act::register_place(dice.pick(&PLACES), PlaceKind::Cabinet, "CITY"),
        16 => Command::ReportErasure {
            certificate: None,
            medium: dice.medium(),
            method: dice.method(),
            permit,
            witness: [None, Some(dice.person())][dice.roll(2)].clone(),
        },
        17 => {
            let medium = dice.medium();
            let serial = dice.pick(&[format!("SN-{medium}"), "other".to_owned()]);
            Command::ReportFound { medium, serial }
        }
        18 => Command::ReportLoss { cause: dice.cause(), media: dice.media(2), permit },
        19 => Command::RequestPermit { document: draft(dice, state, now, permit, 1) },
        20 => Command::RetireMedium { medium: dice.medium(), reason: text("worn") },
        21 => Command::Revoke { permit, reason: text("no more") },
        22 => Command::RevokeKey { key: KeyId("SHA256:R-1".to_owned()), person: dice.person() },
        23 => Command::SendBack { permit, reason: text("again") },
        24 => Command::Store { medium: dice.medium(), place: dice.place() },
        25 => Command::TakeStock {
            place: dice.place(),
            seen: dice.media(6),
            unknown: (0..dice.roll(2)).map(|_| "?".to_owned()).collect(),
        },
        26 => Command::Unfreeze { permit },
        27 if dice.roll(8) == 0 => Command::Leave { person: dice.person() },
        27 | 28 => Command::Withdraw { permit },
        29 if dice.roll(3) == 0 => act::amend_domains(dice.pick(&["PRIME", "SUB"]), "prime.example"),
        29 => act::amend_person(dice.pick(&PERSONS), "Rokuro"),
        30 if dice.roll(3) == 0 => {
            act::confirm_key(dice.pick(&PERSONS), dice.pick(&["SHA256:R-2", "SHA256:new"]))
        }
        30 => act::amend_place(dice.pick(&PLACES), "Archive"),
        31 => {
            let medium = dice.medium();
            act::amend_medium(medium.as_str(), &format!("SN-{medium}"))
        }
        _ => nonsense_of_boxes(dice, state, now),
    }
}

/// What somebody who wants to get on would say.
fn sensible(dice: &mut Dice<'_>, state: &State, now: Timestamp) -> (PersonId, Command) {
    let live: Vec<_> = state.permits.values().collect();
    let request = |dice: &mut Dice<'_>| {
        let document = draft(dice, state, now, state.next_permit(), 1);
        (id(dice.pick(&["R-1", "R-1", "CHIEF"])), Command::RequestPermit { document })
    };
    let deposited = state.devices[&id("D-1")].keys.as_ref().map_or(0, |keys| keys.deposited.len());
    if deposited < 2 {
        let name = format!("key-{}", state.used_keys.len());
        return (id("ADM"), act::deposit_keys("D-1", &format!("{name}-a {name}-b")));
    }
    if live.is_empty() || dice.roll(12) == 0 {
        return request(dice);
    }
    let live = live[dice.roll(live.len())];
    let (permit, request) = (live.document().permit, live.request());
    let officer = id(dice.pick(&["CHIEF", "SEC", "SEC-2"]));
    let amend = |dice: &mut Dice<'_>| Command::Amend {
        document: draft(dice, state, now, permit, request.document.revision.saturating_add(1)),
    };
    match live {
        Permit::Requested(_) if dice.roll(8) == 0 => (request.requester.clone(), amend(dice)),
        Permit::Requested(_) if dice.roll(24) == 0 => {
            (officer, Command::SendBack { permit, reason: text("again") })
        }
        Permit::Requested(_) => (officer, Command::Approve { document: request.digest, permit }),
        Permit::SentBack(_) if dice.roll(6) == 0 => (request.requester.clone(), Command::Withdraw { permit }),
        Permit::SentBack(_) => (request.requester.clone(), amend(dice)),
        Permit::Approved(_) if dice.roll(10) == 0 => (request.requester.clone(), amend(dice)),
        Permit::Approved(_) => match unsealed(dice, live) {
            Some(medium) => (id("R-1"), receipt_of(dice, &request.document, &medium)),
            None => leave_cabinet(dice, &request.document, now),
        },
        Permit::Out(outing) => {
            let media: Vec<_> = outing.copies.keys().cloned().collect();
            let medium = dice.pick(&media);
            let copy = &outing.copies[&medium];
            if request.document.is_sealed() && dice.roll(3) != 2 {
                return of_boxes(dice, live, outing, &medium, (state, now));
            }
            match dice.roll(14) {
                0 if dice.roll(3) == 0 => return (officer, Command::Freeze { permit }),
                1 if outing.hold.is_some() => return (officer, Command::Unfreeze { permit }),
                2 if dice.roll(3) == 0 => {
                    let report = Command::ReportLoss { cause: dice.cause(), media: [medium].into(), permit };
                    return (dice.person(), report);
                }
                3 => {
                    let serial = format!("SN-{medium}");
                    return (dice.person(), Command::ReportFound { medium, serial });
                }
                4 | 5 => {
                    let witness = [None, Some(id("S-2"))][dice.roll(2)].clone();
                    let method = dice.method();
                    return (
                        id(dice.pick(&["S-1", "S-1", "R-1"])),
                        Command::ReportErasure { certificate: None, medium, method, permit, witness },
                    );
                }
                6 | 7 => return (id("KEEP"), Command::Close { permit }),
                8 if dice.roll(4) == 0 => return (officer, Command::Revoke { permit, reason: text("stop") }),
                _ => {}
            }
            move_copy(dice, &request.document, medium, &copy.custody, now)
        }
    }
}

fn leave_cabinet(dice: &mut Dice<'_>, document: &Document, now: Timestamp) -> (PersonId, Command) {
    let to = match &document.transport {
        Transport::Courier { .. } => Holder::Courier { consignment: "7-1".to_owned() },
        Transport::Carried { carriers, .. } => Holder::Persons(carriers.clone()),
        Transport::Network => Holder::Persons(document.receivers.clone()),
    };
    let medium = dice.pick(&document.copies);
    let due = now.plus(30 * MINUTE);
    (id(dice.pick(&["KEEP", "SEC"])), Command::Hand { due, medium, permit: document.permit, to })
}

fn move_copy(
    dice: &mut Dice<'_>,
    document: &Document,
    medium: MediumId,
    custody: &Custody,
    now: Timestamp,
) -> (PersonId, Command) {
    let (permit, due) = (document.permit, now.plus(30 * MINUTE));
    let one_of = |dice: &mut Dice<'_>, holder: &Holder| match holder {
        Holder::Persons(persons) if !persons.is_empty() => {
            dice.pick(&persons.iter().cloned().collect::<Vec<_>>())
        }
        Holder::Place(_) => id(dice.pick(&["KEEP", "SEC"])),
        Holder::Courier { .. } | Holder::Persons(_) => id(dice.pick(&["S-1", "KEEP"])),
    };
    match custody {
        Custody::Held { by: Holder::Place(_), .. } => leave_cabinet(dice, document, now),
        Custody::Held { by: by @ Holder::Courier { .. }, .. } => {
            (one_of(dice, by), Command::Receive { medium, permit })
        }
        Custody::Held { by, .. } => {
            let to = match dice.roll(4) {
                0 | 1 => Holder::Place(document.return_to.clone()),
                2 => Holder::Persons(document.receivers.iter().take(1).cloned().collect()),
                _ => match &document.transport {
                    Transport::Carried { carriers, substitutes } => {
                        Holder::Persons(carriers.iter().take(1).chain(substitutes).cloned().collect())
                    }
                    _ => Holder::Courier { consignment: "7-2".to_owned() },
                },
            };
            (one_of(dice, by), Command::Hand { due, medium, permit, to })
        }
        Custody::Offered { from, .. } if dice.roll(6) == 0 => {
            (one_of(dice, from), Command::Hand { due, medium, permit, to: from.clone() })
        }
        Custody::Offered { to, .. } => (one_of(dice, to), Command::Receive { medium, permit }),
        Custody::Lost { .. } => {
            let serial = format!("SN-{medium}");
            (dice.person(), Command::ReportFound { medium, serial })
        }
        Custody::Returned { .. } => (id("KEEP"), Command::Close { permit }),
    }
}

fn pass_time(dice: &mut Dice<'_>, story: &Given, days: Days) -> Timestamp {
    let now = story.now;
    if days == Days::Calm && dice.roll(12) != 0 {
        return now.plus(MINUTE * i64::from(dice.roll(3) == 0));
    }
    let minutes = |n: usize| MINUTE * i64::try_from(n).unwrap_or_default();
    match dice.roll(24) {
        0 => now.plus(60 * MINUTE),
        1 if dice.roll(6) == 0 => now.plus(DAY),
        2 => {
            // To the very second of a deadline, one before, or one after.
            let Some(live) = story.state.permits.values().next() else { return now };
            let document = live.document();
            let edges = [document.window.from, document.window.until, document.return_by, document.erase_by];
            let edge = dice.pick(&edges).plus([-1, 0, 1, MINUTE][dice.roll(4)]);
            edge.max(now)
        }
        _ => now.plus(minutes(dice.roll(4))),
    }
}

/// The town with one more security manager, so that some requests of officers can pass.
fn bigger_town() -> Given {
    given(town())
        .at("21 08:00")
        .does("ADM", act::register_person("SEC-2", "CITY", Title::Employed))
        .does("ADM", act::enroll_key("SEC-2", "SHA256:SEC-2"))
        .does("ADM", act::assign_role("SEC-2", Role::SecurityManager))
        .does("ADM", act::establish_rewrap_key("rewrap"))
        .does("KEEP", act::register_medium("M-5"))
        .does("KEEP", act::register_medium("M-6"))
}

fn run(bytes: &[u8], record: &mut Vec<Recorded>) -> Result<Model, TestCaseError> {
    let mut story = bigger_town();
    let mut model = Model::default();
    let days = if (bytes.len() / 24).is_multiple_of(2) { Days::Calm } else { Days::Wild };
    for chunk in bytes.chunks(24) {
        let mut dice = Dice(chunk.iter());
        let now = pass_time(&mut dice, &story, days);
        story = fire(story, now, &mut model, record)?;
        model.compare(&story.state)?;
        if let Some(event) = vault(&mut dice, &story)? {
            model.learn(&event, now)?;
            let recorded = Recorded { event, occurred_at: now, recorded_at: now };
            story.state = evolve(story.state, &recorded);
            model.compare(&story.state)?;
            record.push(recorded);
        }
        let (person, command) = match dice.roll(if days == Days::Calm { 24 } else { 8 }) {
            0 | 1 => (dice.person(), nonsense(&mut dice, &story.state, now)),
            2 => (id("ADM"), nonsense(&mut dice, &story.state, now)),
            _ => sensible(&mut dice, &story.state, now),
        };
        let occurred_at = if dice.roll(8) == 0 { dice.time(now) } else { now };
        let answer = story.when_late(person.as_str(), command, occurred_at);
        Model::judge(&answer)?;
        let after = answer.after();
        for event in answer.decision.events {
            model.learn(&event, now)?;
            record.push(Recorded { event, occurred_at, recorded_at: now });
        }
        model.compare(&after.state)?;
        story = after;
    }
    let kept = serde_json::to_string(&story.state).map_err(|fault| TestCaseError::fail(fault.to_string()))?;
    prop_assert_eq!(serde_json::from_str::<State>(&kept).ok(), Some(story.state));
    Ok(model)
}

/// Lets time pass, and demands that what is due comes in order and once.
fn fire(
    mut story: Given,
    now: Timestamp,
    model: &mut Model,
    record: &mut Vec<Recorded>,
) -> Result<Given, TestCaseError> {
    story.now = now;
    let due = crate::due::due(&story.state, now);
    prop_assert!(due.is_sorted_by_key(|(at, _)| *at), "out of order: {due:?}");
    for (occurred_at, event) in due {
        prop_assert!(occurred_at <= now);
        model.learn(&event, now)?;
        let recorded = Recorded { event, occurred_at, recorded_at: now };
        story.state = evolve(story.state, &recorded);
        record.push(recorded);
    }
    prop_assert_eq!(story.due(), Vec::<Event>::new());
    Ok(story)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_leaves_unlawfully(bytes in prop::collection::vec(any::<u8>(), 24 * 300..24 * 400)) {
        run(&bytes, &mut Vec::new())?;
    }

    #[test]
    fn events_in_any_order_never_panic_and_always_add_up_alike(
        bytes in prop::collection::vec(any::<u8>(), 24 * 60..24 * 120),
        order in prop::collection::vec(any::<u16>(), 0..400),
    ) {
        let mut record = Vec::new();
        run(&bytes, &mut record)?;
        let shuffled: Vec<_> = order
            .iter()
            .filter_map(|index| record.get(usize::from(*index) % record.len().max(1)))
            .collect();
        for start in [State::default(), bigger_town().state] {
            let fold = || shuffled.iter().fold(start.clone(), |state, recorded| evolve(state, recorded));
            let (once, twice) = (fold(), fold());
            crate::due::due(&once, once.latest.unwrap_or(Timestamp::EARLIEST).plus(DAY));
            prop_assert_eq!(once, twice);
        }
    }
}

/// Events of the contract chain, which has runs of its own.
const CHAIN: [&str; 11] = [
    "contract_activated",
    "contract_amended",
    "contract_ended",
    "contract_registered",
    "contractor_evaluated",
    "handler_removed",
    "handlers_named",
    "order_approved",
    "order_placed",
    "order_rejected",
    "order_stopped",
];

/// Events of safety plans, which have runs of their own.
const PLAN: [&str; 7] = [
    "plan_amended",
    "plan_approved",
    "plan_drafted",
    "plan_withdrawn",
    "risk_accepted",
    "step_done",
    "step_explained",
];

/// A property test that never gets anywhere proves nothing: the runs reach every kind of event.
#[test]
fn the_runs_reach_every_corner() {
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    let mut number = 7_u64;
    for run_number in 0..120 {
        let bytes: Vec<u8> = (0..24 * (300 + run_number % 2))
            .map(|_| {
                number = lawful::next(number);
                number.to_be_bytes()[0]
            })
            .collect();
        let mut record = Vec::new();
        run(&bytes, &mut record).unwrap();
        for recorded in record {
            *seen.entry(recorded.event.name()).or_default() += 1;
        }
    }
    // The town and its vault are established before the runs begin.
    // What only enters or marks something has its tables.
    let before = [
        "access_confirmed",
        "access_ended",
        "access_granted",
        "course_registered",
        "dataset_registered",
        "employment_confirmed",
        "employment_stated",
        "finding_resolved",
        "hold_lift_agreed",
        "key_confirmed",
        "key_seconded",
        "office_established",
        "person_resumed",
        "person_suspended",
        "purpose_registered",
        "resume_agreed",
        "review_overdue",
        "rules_adopted",
        "rules_proposed",
        "training_passed",
        "urgency_reviewed",
        "vault_established",
        "week_checked",
        "week_missed",
        "weekly_begun",
        "weekly_ended",
    ];
    let names = crate::testkit::variants::<Event>();
    let elsewhere = |name: &str| before.contains(&name) || CHAIN.contains(&name) || PLAN.contains(&name);
    let never = |name: &&String| !seen.contains_key(*name) && !elsewhere(name);
    let rare: Vec<_> = names.iter().filter(never).collect();
    assert!(rare.is_empty(), "never seen: {rare:?}; seen: {seen:?}");
    assert!(seen["release_granted"] >= 10 && seen["key_destroyed"] >= 10, "too rare: {seen:?}");
}
