//! Custody, beyond single refusals: where it ends up, and what an attacker might try.

use crate::command::Command;
use crate::document::Transport;
use crate::event::Event;
use crate::medium::Whereabouts;
use crate::permit::{Copy, Custody, Holder, Outing, Permit};
use crate::reason::Rule;
use crate::testkit::*;

fn outing(story: &Given) -> &Outing {
    match story.state.permits.get(&P1) {
        Some(Permit::Out(outing)) => outing,
        other => panic!("not out: {other:?}"),
    }
}

fn copy(story: &Given) -> &Copy {
    &outing(story).copies[&id("M-1")]
}

fn persons(codes: &str) -> Holder {
    Holder::Persons(ids(codes))
}

#[test]
fn a_hand_over_ends_with_the_last_receiver() {
    let story = approved(&document()).at("17:40");
    let (medium, from, due) = (id("M-1"), Holder::Place(id("CAB")), at("18:10"));
    let offered =
        Event::CustodyOffered { due, from: from.clone(), medium, permit: P1, to: persons("R-1 C-1") };
    let story = story.when("KEEP", hand("M-1", "R-1 C-1")).then_events(&[offered]);
    let signed = |person: &str| Event::CustodySigned { medium: id("M-1"), permit: P1, person: id(person) };
    let story = story.when("C-1", receive("M-1")).then_events(&[signed("C-1")]);
    assert_eq!(copy(&story).custody.holder(), from, "the giver answers until the last signature");
    let changed = Event::CustodyChanged { medium: id("M-1"), permit: P1, to: persons("R-1 C-1") };
    let story = story.when("R-1", receive("M-1")).then_events(&[signed("R-1"), changed]);
    assert_eq!(copy(&story).custody, Custody::Held { by: persons("R-1 C-1"), since: at("17:40") });
}

#[test]
fn the_giver_takes_back_what_nobody_signed_for() {
    let story =
        approved(&document()).at("17:40").does("KEEP", hand("M-1", "R-1 C-1")).does("C-1", receive("M-1"));
    let home = Holder::Place(id("CAB"));
    let back = Event::CustodyChanged { medium: id("M-1"), permit: P1, to: home.clone() };
    let story = story.at("18:00").when("SEC", bring_home("M-1", "CAB")).then_events(&[back]);
    assert_eq!(copy(&story).custody, Custody::Held { by: home, since: at("18:00") });
    assert_eq!(story.state.media[&id("M-1")].whereabouts, Whereabouts::At(id("CAB")));
    // The signature of before is void: both sign again.
    let story = story.does("KEEP", hand("M-1", "R-1 C-1")).does("R-1", receive("M-1"));
    assert!(matches!(copy(&story).custody, Custody::Offered { .. }));
    let story = story.does("C-1", receive("M-1")).does("C-1", hand_until("M-1", "S-1", at("18:30")));
    // Only who gives takes back, whatever the hour; then the holder goes home.
    story.when("S-2", hand("M-1", "R-1 C-1")).then(Rule::NotHolder);
    let story = story.at("23:30").does("R-1", hand("M-1", "R-1 C-1"));
    assert_eq!(copy(&story).custody.holder(), persons("R-1 C-1"));
    assert_eq!(copy(&story).arrived_at, None);
    let _ = story.does("R-1", bring_home("M-1", "CAB")).does("KEEP", receive("M-1"));
}

#[test]
fn taken_back_into_the_cabinet_is_not_returned_and_may_be_closed_or_given_again() {
    let story = approved(&document()).at("17:40").does("KEEP", hand("M-1", "R-1 C-1"));
    let story = story.does("KEEP", bring_home("M-1", "CAB"));
    assert!(story.clone().at("22:00").due().is_empty());
    let closed = story.at("22:00").does("KEEP", close());
    assert_eq!(closed.state.media[&id("M-1")].booked, None);
}

#[test]
fn carriers_who_are_also_receivers_arrive_at_the_site_and_not_in_the_cabinet() {
    let both = document_with(|d| d.receivers = ids("R-1 C-1"));
    let story = approved(&both).at("17:40");
    story.when("KEEP", hand("M-1", "R-1")).then(Rule::OneCarrier);
    let story = carried(&both);
    assert_eq!(copy(&story).arrived_at, None);
    let story = story.does("C-1", hand("M-1", "R-2 C-2")).does("R-1", hand("M-1", "R-1 C-1"));
    assert_eq!(copy(&story).arrived_at, None, "what is taken back has not moved");
    let story = story.at("18:20").does("C-1", hand_until("M-1", "R-1 C-1", at("18:30")));
    let story = story.does("C-1", receive("M-1")).does("R-1", receive("M-1"));
    assert_eq!(copy(&story).arrived_at, Some(at("18:20")));
    story.when("C-1", hand_until("M-1", "R-1 C-1", at("18:30"))).then(Rule::GiverIsReceiver);
}

#[test]
fn a_substitute_steps_in_for_a_carrier_who_falls_ill() {
    let story = carried(&document()).at("18:00").does("C-1", hand("M-1", "R-2 C-1"));
    let story = story.does("C-1", receive("M-1")).does("R-2", receive("M-1"));
    assert_eq!(copy(&story).custody.holder(), persons("R-2 C-1"));
    story.when("R-1", bring_home("M-1", "CAB")).then(Rule::NotHolder);
}

#[test]
fn what_is_at_the_site_is_carried_home_whatever_stops_the_permit() {
    for stop in ["late", "ordered", "revoked"] {
        let story = at_site(&document());
        let story = match stop {
            "late" => story.at("20:30"),
            "ordered" => story.does("CHIEF", freeze()),
            _ => story.does("CHIEF", revoke()),
        };
        story.when("S-1", hand_until("M-1", "S-2", story.now.plus(60))).after();
        let story = story.does("S-1", hand_until("M-1", "R-1 C-1", at("23:30")));
        let story = story.does("R-1", receive("M-1")).does("C-1", receive("M-1"));
        story.when("C-1", hand_until("M-1", "S-1", at("20:00"))).after();
        assert!(story.when("C-1", hand_until("M-1", "S-1", at("20:00"))).rules().contains(&Rule::Frozen));
        let story = story.does("C-1", bring_home("M-1", "CAB")).does("SEC", receive("M-1"));
        assert!(outing(&story).all_back(), "{stop}");
    }
}

#[test]
fn a_signature_after_the_freeze_or_the_window_lets_nothing_out() {
    let story = approved(&document()).at("17:40").does("KEEP", hand_until("M-1", "R-1 C-1", at("20:00")));
    let late = story.at("20:01");
    late.when("C-1", receive("M-1")).then(Rule::Frozen);
    let lifted = late.does("CHIEF", unfreeze()).does("SEC", unfreeze());
    let before = Given { now: at("23:00").plus(-1), ..lifted.clone() };
    before.when("C-1", receive("M-1")).then_done();
    lifted.at("23:00").when("C-1", receive("M-1")).then(Rule::WindowOver);
}

#[test]
fn the_window_holds_its_first_second_and_not_its_last() {
    let asked = document_with(|d| d.window.from = at("17:00"));
    let approved = requested(&asked).does("CHIEF", approve(&asked)).does("SEC", approve(&asked));
    let one_early = approved.clone().at_time(at("17:00").plus(-1));
    one_early.when("KEEP", hand("M-1", "R-1 C-1")).then(Rule::WindowNotOpen);
    approved.at("17:00").when("KEEP", hand("M-1", "R-1 C-1")).then_done();
}

#[test]
fn a_courier_delivers_to_a_receiver_and_brings_back_to_a_keeper() {
    let story = approved(&document_by_courier()).at("17:40").does("KEEP", hand_to_courier("M-1", "1"));
    assert_eq!(story.state.media[&id("M-1")].whereabouts, Whereabouts::Out(P1));
    story.when("R-2", receive("M-1")).then(Rule::RoleMissing);
    story.when("KEEP", hand("M-1", "S-1")).then(Rule::NotHolder);
    let story = story.at("18:20").does("S-2", receive("M-1"));
    assert_eq!(copy(&story).arrived_at, Some(at("18:20")));
    let back = hand_to("M-1", Holder::Courier { consignment: "2".to_owned() }, at("21:00"));
    let story = story.at("20:30").does("S-2", back);
    story.when("S-1", receive("M-1")).then(Rule::RoleMissing);
    assert!(outing(&story.does("KEEP", receive("M-1"))).all_back());
}

#[test]
fn a_stopped_delivery_goes_back_to_the_keeper() {
    let story = approved(&document_by_courier()).at("17:40").does("KEEP", hand_to_courier("M-1", "1"));
    let story = story.does("SEC", revoke());
    story.when("S-1", receive("M-1")).then(Rule::Frozen);
    assert!(outing(&story.does("KEEP", receive("M-1"))).all_back());
}

#[test]
fn no_way_but_the_approved_one_leads_out_of_the_cabinet() {
    // One receiver alone at the city hall is neither two carriers nor a courier.
    let story = approved(&document_by_courier()).at("17:40");
    story.when("KEEP", hand("M-1", "S-1")).then_rules(&[
        Rule::PersonNotNamed,
        Rule::MethodNotApproved,
        Rule::OneCarrier,
    ]);
    let network = document_with(|d| d.transport = Transport::Network);
    let story = approved(&network).at("17:40");
    story.when("KEEP", hand("M-1", "S-1")).then_rules(&[
        Rule::PersonNotNamed,
        Rule::MethodNotApproved,
        Rule::OneCarrier,
    ]);
}

#[test]
fn who_left_neither_gives_nor_receives() {
    let story = carried(&document()).at("18:00").does("ADM", leave("C-1"));
    story.when("C-1", hand("M-1", "S-1")).then(Rule::PersonLeft);
    let story = story.does("R-1", hand("M-1", "S-1")).does("ADM", leave("S-1"));
    story.when("S-1", receive("M-1")).then(Rule::PersonLeft);
    let _ =
        story.does("R-1", hand("M-1", "R-1 C-1")).does("R-1", hand("M-1", "S-2")).does("S-2", receive("M-1"));
}

#[test]
fn a_keeper_who_brings_it_does_not_sign_for_the_cabinet() {
    let transport = Transport::Carried { carriers: ids("KEEP C-1"), substitutes: ids("") };
    let asked = document_with(|d| d.transport = transport);
    let story = approved(&asked).at("17:40").does("SEC", hand("M-1", "KEEP C-1"));
    let story = story.does("KEEP", receive("M-1")).does("C-1", receive("M-1"));
    let story = story.does("C-1", bring_home("M-1", "CAB"));
    story.when("KEEP", receive("M-1")).then(Rule::GiverIsReceiver);
    let _ = story.does("SEC", receive("M-1"));
}

#[test]
fn every_reason_comes_at_once() {
    let story = requested(&document()).at("23:00");
    // The permit lapsed at 23:00: it is finished, and nothing else is said of it.
    story.when("R-2", hand("M-9", "X-1")).then(Rule::AlreadyFinished);
    let story = requested(&document()).at("12:00");
    let command = Command::Hand { due: at("11:00"), medium: id("M-9"), permit: P1, to: persons("X-1") };
    story.when("R-2", command).then_rules(&[
        Rule::MediumNotOnPermit,
        Rule::RoleMissing,
        Rule::PermitNotApproved,
        Rule::WindowNotOpen,
        Rule::PersonUnknown,
        Rule::PersonNotNamed,
        Rule::OneCarrier,
        Rule::DueUnfit,
    ]);
}
