//! Clocks that are set back: at the station, at the owner, at the vault.

use sekisho::exit::Exit;
use sekisho_vault::wire::{Reply, Request};

use super::ask::{Vault, no, order_for};
use super::sealing;
use crate::sealed::Case;

fn there() -> Case {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    case
}

#[test]
fn a_station_whose_clock_goes_back_opens_nothing() {
    let case = there();
    let online = format!("--record {}", case.path("record"));
    case.open("stick-1", "D-1", "work", &online).done();
    case.town.at("2026-06-22T00:30");
    case.open("stick-1", "D-1", "late", &online).failed_with("open-late", Exit::Expired);
    // Back inside of the window, but not within the minutes that clocks differ.
    case.town.at("2026-06-21T18:45");
    let again = format!("--opening 2 {online}");
    case.open("stick-1", "D-1", "back", &again).failed_with("station-clock-back", Exit::Expired);
    assert!(!case.town.file("late").exists() && !case.town.file("back").exists());
}

#[test]
fn an_owner_whose_clock_goes_back_does_not_reopen_a_window() {
    let case = there();
    let before = case.now();
    case.town.at("2026-06-21T23:30");
    case.town.run("permit list", "O-3");
    case.town.run("person role O-4 approver", "O-1").done();
    case.town.at("2026-06-21T18:30");
    assert_eq!(case.now(), before);
    // The record's own time has not run back, so the question is old, whatever the clock says.
    assert!(case.gate().now() > before.plus(4 * 3600));
    let question = case.asked("USB-1", 1);
    case.release(&question).failed_with("station-clock", Exit::Expired);
    // The attacker's device can say any time: then the window is over.
    let mut late = case.question("USB-1", 1);
    late.challenge.station_time_s = u64::try_from(case.gate().now().seconds()).unwrap();
    let late = late.present(&case, &["S-1", "S-2"]).signed(&case, "D-1");
    let codes = case.release(&late).ended(Exit::Refused).list("reasons");
    assert!(codes.iter().any(|reason| reason["rule"] == "window-over"), "{codes:?}");
    assert_eq!(case.releases(), 0);
}

#[test]
fn a_vault_whose_clock_goes_back_keeps_the_latest_time_it_saw() {
    let case = there();
    let question = case.asked("USB-1", 1);
    case.release(&question).done();
    let (entries, checkpoint) = case.entries();
    let order = order_for(&question, "USB-1", &checkpoint);
    let dir = case.town.file("record.vault");
    let mut vault = Vault::start(&dir, "2026-06-21T18:31");
    vault.show(&entries);
    assert!(matches!(vault.ask(&order), Reply::Released { .. }));
    drop(vault);
    // Its deadline passes while it runs: destroyed before it answers anything.
    let mut vault = Vault::start(&dir, "2026-06-22T00:00");
    assert_eq!(no(&vault.ask(&order)), "not-now");
    drop(vault);
    // Started again with its clock set back: the key is gone, and the time of its death is kept.
    let mut vault = Vault::start(&dir, "2026-06-21T18:31");
    let reply = vault.ask(&order);
    assert!(matches!(no(&reply), "not-now" | "key-destroyed"), "{reply:?}");
    let end = sekisho::cli::parse_time("2026-06-21T23:30").unwrap();
    assert_eq!(no(&vault.ask(&Request::Create { not_after: end })), "request", "that moment is over");
    drop(vault);
    // Nothing in the vault's directory answers for it.
    let key = sealing(case.gate().state()).release_key;
    assert!(super::copies::seed(&dir, &dir.join("cell"), key).is_none());
}

#[test]
fn a_vault_with_its_clock_ahead_refuses_rather_than_releases() {
    let case = there();
    let question = case.asked("USB-1", 1);
    case.release(&question).done();
    let (_, checkpoint) = case.entries();
    let mut vault = Vault::start(&case.town.file("record.vault"), "2026-06-21T23:00");
    assert_eq!(no(&vault.ask(&order_for(&question, "USB-1", &checkpoint))), "not-now");
}
