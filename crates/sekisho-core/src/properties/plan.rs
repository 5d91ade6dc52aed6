//! Random runs of plans and of permits under them, against a second, simpler reading of what is approved.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::Dice;
use crate::command::Command;
use crate::event::{Event, Recorded};
use crate::evolve::evolve;
use crate::hash::Digest;
use crate::id::{PersonId, PlanId};
use crate::permit::{Custody, Holder, Permit};
use crate::plan::{Hours, PlanDocument};
use crate::state::State;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the run")]
use crate::testkit::*;
use crate::time::{DAY, MINUTE, Window};

const PLANS: [&str; 2] = ["PL-1", "PL-2"];

/// For each plan the hash that is approved now, if one is: as the events said it.
type Ledger = BTreeMap<PlanId, Digest>;

fn learn(ledger: &mut Ledger, event: &Event) {
    match event {
        Event::PlanAmended { document, .. } => {
            ledger.remove(&document.plan);
        }
        Event::PlanApproved { digest, plan, .. } => {
            ledger.insert(plan.clone(), *digest);
        }
        Event::PlanWithdrawn { plan, .. } => {
            ledger.remove(plan);
        }
        _ => {}
    }
}

fn written(dice: &mut Dice<'_>, state: &State, plan: &str) -> PlanDocument {
    let known = state.plans.plans.get(&id(plan));
    plan_with(|next| {
        next.plan = id(plan);
        next.hours = Some(Hours { from: 0, until: 24 * 60 });
        next.revision = known.map_or(1, |known| known.document.revision + 1);
        match dice.roll(10) {
            0 => next.steps.truncate(1),
            1 => next.risks.clear(),
            2 => next.risks[0].accepted_until = at("22 12:00"),
            3 => next.hours = None,
            4 => next.media.as_mut().unwrap().at_most = 1,
            _ => {}
        }
    })
}

fn next(dice: &mut Dice<'_>, story: &Given) -> (PersonId, Command) {
    let state = &story.state;
    let plan = dice.pick(&PLANS);
    let known = state.plans.plans.get(&id(plan)).map(|known| known.document.clone());
    let office = id(dice.pick(&["SO", "SO", "SO", "SEC", "HEAD", "R-1"]));
    match (dice.roll(24), known) {
        (0, Some(_)) => (office, withdraw_plan(plan)),
        (1 | 2, Some(_)) => (id(dice.pick(&["R-1", "C-1", "KEEP"])), amend_plan(&written(dice, state, plan))),
        (3..=6, Some(known)) => (id(dice.pick(&["HEAD", "HEAD", "R-1"])), accept_risk(&known, "NET")),
        (7..=10, Some(known)) => (office, approve_plan(&known)),
        (0..=10, None) => (id("R-1"), draft_plan(&written(dice, state, plan))),
        (11, _) => (id(dice.pick(&["R-1", "C-1", "S-2"])), tick(dice.pick(&["CHECK", "CARRY"]))),
        (12, _) => (id(dice.pick(&["SEC", "C-1"])), explain(dice.pick(&["CHECK", "ERASE"]))),
        (_, _) => permits(dice, story, plan),
    }
}

/// The way of a permit, whichever step is next.
fn permits(dice: &mut Dice<'_>, story: &Given, plan: &str) -> (PersonId, Command) {
    let (state, now) = (&story.state, story.now);
    let officer = id(dice.pick(&["CHIEF", "SEC"]));
    let named = state.plans.plans.get(&id(plan)).map(|known| plan_ref(&known.document));
    let drafted = |dice: &mut Dice<'_>| {
        document_with(|document| {
            document.permit = state.next_permit();
            document.copies = vec![id(dice.pick(&["M-1", "M-2", "M-3", "M-4"]))];
            document.plan = if dice.roll(8) == 0 { None } else { named.clone() };
            let hour = 60 * MINUTE;
            document.window = Window { from: now, until: now.plus(5 * hour) };
            (document.arrive_by, document.erase_by) = (None, now.plus(3 * hour));
            document.return_by = now.plus(4 * hour);
        })
    };
    let Some(live) = state.permits.values().last().filter(|_| dice.roll(8) > 0) else {
        return (id("R-1"), request(&drafted(dice)));
    };
    let (permit, digest) = (live.document().permit, live.request().digest);
    let medium = live.document().copies[0].clone();
    match live {
        Permit::Requested(_) if dice.roll(6) > 0 => (officer, Command::Approve { document: digest, permit }),
        Permit::Requested(request) | Permit::SentBack(request) => {
            let mut again = drafted(dice);
            (again.permit, again.revision) = (permit, request.document.revision + 1);
            again.copies.clone_from(&request.document.copies);
            (id("R-1"), amend(&again))
        }
        Permit::Approved(request) if dice.roll(4) == 0 => {
            let mut again = drafted(dice);
            (again.permit, again.revision) = (permit, request.document.revision + 1);
            again.copies.clone_from(&request.document.copies);
            (id("R-1"), amend(&again))
        }
        Permit::Approved(_) => {
            let to = Holder::Persons(ids("R-1 C-1"));
            (id("KEEP"), Command::Hand { due: now.plus(30 * MINUTE), medium, permit, to })
        }
        Permit::Out(_) => (id(dice.pick(&["R-1", "C-1"])), Command::Receive { medium, permit }),
    }
}

fn run(bytes: &[u8], seen: &mut BTreeMap<String, usize>) -> Result<(), TestCaseError> {
    let mut ledger = Ledger::new();
    let mut begun = false;
    let mut story = given(plan_town()).at("10:00");
    for chunk in bytes.chunks(12) {
        let mut dice = Dice(chunk.iter());
        let waits = [0, 0, MINUTE, MINUTE, MINUTE, 3 * MINUTE, 20 * MINUTE, 60 * MINUTE];
        let wait = if dice.roll(32) == 0 { DAY } else { dice.pick(&waits) };
        story.now = story.now.plus(wait);
        for (occurred_at, event) in crate::due::due(&story.state, story.now) {
            let recorded = Recorded { event, occurred_at, recorded_at: story.now };
            story.state = evolve(story.state, &recorded);
        }
        let (person, command) = next(&mut dice, &story);
        let answer = story.when(person.as_str(), command);
        for event in &answer.decision.events {
            learn(&mut ledger, event);
            begun |= matches!(event, Event::PlanApproved { .. });
            *seen.entry(event.name()).or_default() += 1;
            if begun {
                goes_out_under_what_is_approved(&story.state, &ledger, event)?;
            }
        }
        story = answer.after();
    }
    Ok(())
}

/// Whatever is approved, or leaves its cabinet, names the plan as it is approved at this moment.
fn goes_out_under_what_is_approved(
    state: &State,
    ledger: &Ledger,
    event: &Event,
) -> Result<(), TestCaseError> {
    let permit = match event {
        Event::PermitRequested { document, .. } | Event::PermitAmended { document, .. } => {
            let named = document.plan.as_ref();
            prop_assert!(
                named.is_some_and(|named| ledger.get(&named.id) == Some(&named.digest)),
                "{event:?}"
            );
            return Ok(());
        }
        Event::PermitApproved { permit, .. }
        | Event::PermitReady { permit, .. }
        | Event::CustodyOffered { permit, .. } => *permit,
        Event::CustodyChanged { medium, permit, .. } => {
            // The last signature of those who leave with it.
            let Some(Permit::Out(outing)) = state.permits.get(permit) else { return Ok(()) };
            let Some(Custody::Offered { from: Holder::Place(_), .. }) =
                outing.copies.get(medium).map(|copy| &copy.custody)
            else {
                return Ok(());
            };
            *permit
        }
        _ => return Ok(()),
    };
    let named = state.permits.get(&permit).and_then(|live| live.document().plan.as_ref());
    prop_assert!(named.is_some_and(|named| ledger.get(&named.id) == Some(&named.digest)), "{event:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_lets_anything_out_under_a_plan_without_approval(
        bytes in prop::collection::vec(any::<u8>(), 12 * 100..12 * 300),
    ) {
        run(&bytes, &mut BTreeMap::new())?;
    }
}

/// The runs reach every event of plans, and permits that leave under them.
#[test]
fn the_runs_reach_every_event_of_the_plan() {
    let mut seen = BTreeMap::new();
    let mut number = 7_u64;
    for _ in 0..60 {
        let bytes: Vec<u8> = (0..12 * 300)
            .map(|_| {
                number = super::lawful::next(number);
                number.to_be_bytes()[0]
            })
            .collect();
        run(&bytes, &mut seen).unwrap();
    }
    for name in super::PLAN {
        assert!(seen.contains_key(name), "never seen: {name}; seen: {seen:?}");
    }
    assert!(seen["permit_ready"] >= 10 && seen["custody_changed"] >= 5, "too rare: {seen:?}");
}
