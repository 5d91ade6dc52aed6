//! Attacks on the owner's own wrap, and with what a device was given before it was replaced.

use sekisho_gate::attached::device_name;
use sekisho_vault::wire::Reply;

use super::Question;
use super::ask::{Vault, no, order_for};
use crate::sealed::Case;

/// A question about the owner's own wrap, as anybody with a station's key can write it.
fn second(case: &Case, station: &str, persons: [&str; 2], number: u16) -> Question {
    let mut question = case.question("USB-1", number);
    let receipt = case.receipt("USB-1").receipt;
    let gate = case.gate();
    let document = gate.state().permits.values().next().unwrap().request().digest;
    let challenge = &mut question.challenge;
    challenge.handle = receipt.rewrap.unwrap().handle.to_bytes();
    challenge.permit_hash = *document.as_bytes();
    challenge.device_id = device_name(&case.device_key(station).public().to_openssh());
    question.present(case, &persons).signed(case, station)
}

/// Asks the vault past the record's program.
fn vault_says(case: &Case, question: &Question) -> Reply {
    let (entries, checkpoint) = case.entries();
    let mut vault = Vault::of(case);
    vault.show(&entries);
    vault.ask(&order_for(question, "USB-1", &checkpoint))
}

#[test]
fn the_owners_wrap_is_given_after_approval_to_two_officers_at_their_own_station_only() {
    let case = Case::that_rewraps();
    case.approved_for("USB-1", 4).sealed("USB-1").carried("USB-1");
    let officers = ["O-2", "O-3"];
    let early = second(&case, "D-0", officers, 1);
    case.release(&early).refused_with(["R-NOPERMIT"]);
    assert_eq!(no(&vault_says(&case, &early)), "not-released");
    case.rewrap_approved();
    // By the device at the site; with the people of the site; with one officer; by one who counts twice.
    case.release(&second(&case, "D-1", officers, 1)).refused_with(["R-SITE"]);
    case.release(&second(&case, "D-0", ["S-1", "S-2"], 1)).refused_with(["R-ROLE"]);
    case.release(&second(&case, "D-0", ["O-3", "S-1"], 1)).refused_with(["R-ROLE"]);
    case.release(&second(&case, "D-0", ["O-3", "O-3"], 1)).refused_with(["R-TWO"]);
    // The question of before the approval names another document.
    assert!(case.release(&early).spoken.exit != sekisho::exit::Exit::Done);
    let question = second(&case, "D-0", officers, 1);
    assert_eq!(no(&vault_says(&case, &question)), "not-released");
    let answer = case.release(&question).done().answer();
    // The same question gets the same answer, and counts once.
    assert_eq!(case.release(&question).done().answer(), answer);
    assert_eq!(case.releases(), 1);
    assert!(matches!(vault_says(&case, &question), Reply::Released { .. }));
}

#[test]
fn what_the_first_device_was_given_is_not_given_again() {
    let case = Case::that_rewraps();
    case.approved_for("USB-1", 4).sealed("USB-1").carried("USB-1");
    let question = case.asked("USB-1", 1);
    case.release(&question).done();
    assert!(matches!(vault_says(&case, &question), Reply::Released { .. }));
    case.rewrap_approved();
    // Neither by the record, which says why, nor by the vault, although the release stands in the record.
    case.release(&question).refused_with(["R-SITE", "R-UNSEALED"]);
    assert_eq!(no(&vault_says(&case, &question)), "not-released");
    case.release(&case.asked("USB-1", 2)).refused_with(["R-SITE", "R-UNSEALED"]);
}
