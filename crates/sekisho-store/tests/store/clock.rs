//! A clock that jumps.

use sekisho_core::testkit as kit;

use crate::town::{SetClock, act, open, small, stock};
use crate::whole::{Told, check, entries, predicate};

#[test]
fn the_record_s_time_never_runs_backwards_and_says_how_far_the_clock_is_behind() {
    let (dir, clock) = (small().copy(), SetClock::at("21 13:00"));
    let mut gate = open(dir.path(), &clock, "clock");
    let mut told = Told::default();
    assert_eq!(gate.clock_behind(), None);
    for (time, now, behind) in [
        ("21 13:00", "21 13:00", None),
        ("21 12:00", "21 13:00", Some(60 * 60)),
        ("20 13:00", "21 13:00", Some(24 * 60 * 60)),
        ("21 13:00", "21 13:00", None),
        ("21 13:01", "21 13:01", None),
    ] {
        clock.set(time);
        let submission = act(&gate, "KEEP", &stock());
        told.answer(&submission, &gate.submit(&submission).unwrap());
        assert_eq!((gate.now(), gate.clock_behind()), (kit::at(now), behind), "{time}");
        let fresh = open(dir.path(), &clock, "another start");
        assert_eq!((fresh.now(), fresh.clock_behind()), (kit::at(now), behind));
    }
    let times: Vec<_> =
        entries(gate.record()).iter().map(|entry| predicate(entry).unwrap().recorded_at).collect();
    assert!(times.is_sorted());
    drop(gate);
    check(dir.path(), &told);
}

#[test]
fn what_has_expired_does_not_come_back_with_the_clock() {
    let (dir, clock) = (small().copy(), SetClock::at("21 13:00"));
    let mut gate = open(dir.path(), &clock, "clock");
    gate.fire_due().unwrap();
    let request = act(&gate, "R-1", &kit::request(&kit::document()));
    gate.submit(&request).unwrap();
    let approval = act(&gate, "CHIEF", &kit::approve(&kit::document()));
    // The window closes at 23:00: the request lapses, and the statement has expired.
    clock.set("21 23:00");
    gate.fire_due().unwrap();
    clock.set("21 13:30");
    assert!(matches!(gate.submit(&approval), Err(sekisho_gate::Fault::NotValidNow { .. })));
    assert!(gate.state().permits.is_empty());
    let fired = entries(gate.record()).len();
    gate.fire_due().unwrap();
    assert_eq!(entries(gate.record()).len(), fired, "nothing is fired twice");
    drop(gate);
    check(dir.path(), &Told::default());
}
