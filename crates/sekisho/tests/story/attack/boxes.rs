//! Boxes and receipts that are not the ones the record knows.

use std::fs;

use sekisho::exit::Exit;
use sekisho_core::sealing::{Counted, SealReceipt};
use sekisho_core::{Command, Digest};
use sekisho_gate::Fault;
use sekisho_gate::attached::{RECEIPT, WITNESS_AFTER, receipt_bytes, witness_after_text};
use sekisho_proof::act::namespace;
use sekisho_station::seal::ReceiptFile;

use super::private_key;
use crate::sealed::Case;

impl Case {
    fn online(&self) -> String {
        format!("--record {}", self.path("record"))
    }

    fn put(&self, from: &str, to: &str) {
        fs::copy(self.town.file(from), self.town.file(to)).unwrap();
    }
}

#[test]
fn the_box_of_a_copy_that_is_elsewhere_does_not_open_from_the_stick_at_hand() {
    let case = Case::new();
    case.approved("USB-1 USB-2").sealed("USB-1 USB-2").carried("USB-1");
    case.put("stick-2/box.age", "stick-1/box.age");
    let said = case.open("stick-1", "D-1", "work", &case.online());
    said.failed_with("refused", Exit::Refused);
    assert_eq!(case.releases(), 0);
    assert!(!case.town.file("work").exists());
}

#[test]
fn swapped_boxes_are_told_apart_by_what_is_in_them() {
    let case = Case::new();
    case.approved("USB-1 USB-2").sealed("USB-1 USB-2").carried("USB-1 USB-2");
    case.put("stick-2/box.age", "stick-1/box.age");
    case.open("stick-1", "D-1", "work", &case.online()).done();
    assert_eq!(case.permit()["releases"][0]["medium"], "USB-2", "not the stick it lay on");
}

#[test]
fn a_box_of_another_permit_does_not_open_under_this_one() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    let line = "permit request --sealed --purpose 別の案内 --data residents:code,eligible:3 --people 3 --medium USB-2 \
                --site SITE --device D-1 --receiver S-1 --eraser S-1 --carrier O-4 --carrier C-1 --sealer O-4 \
                --witness O-3 --opener S-1 --opener S-2 --openings 2 --start 2026-06-21T13:00 \
                --return-by 2026-06-21T20:00 --until 2026-06-21T23:00";
    case.town.run(line, "O-4").done();
    for officer in ["O-2", "O-3"] {
        case.town.run("permit approve P-0002", officer).done();
    }
    let (permit, stick) = (case.path("p2.permit"), case.path("stick-2"));
    case.town.ask(&format!("permit export P-0002 --out {permit}")).done();
    let line = format!(
        "seal box {permit} --station {} --medium USB-2 --to {stick} --data residents={} --witness-key {} --out {} \
         --allow-swap",
        case.path("D-0"),
        case.path("residents.csv"),
        case.key("O-3"),
        case.path("USB-2.receipt"),
    );
    case.town.run(&line, "O-4").done();
    case.town.run(&format!("seal record {}", case.path("USB-2.receipt")), "O-4").done();
    // Its box beside our permit: it is not for the key that our permit names.
    case.put("stick-2/box.age", "stick-1/box.age");
    case.open("stick-1", "D-1", "work", &case.online()).failed_with("open-wrong-device", Exit::Unverified);
    // With its own permit: that one is not out.
    case.put("stick-2/permit.age", "stick-1/permit.age");
    case.open("stick-1", "D-1", "work", &case.online()).failed_with("refused", Exit::Refused);
    // A question that names our permit and their box, from a device that says whatever it is told.
    let mut question = case.question("USB-1", 1);
    question.challenge.handle = case.receipt("USB-2").receipt.wrap.handle.to_bytes();
    let question = question.present(&case, &["S-1", "S-2"]).signed(&case, "D-1");
    case.release(&question).failed_with("statement-unfit", Exit::Unverified);
    assert_eq!(case.releases(), 0);
}

#[test]
fn a_box_that_was_never_recorded_opens_for_nobody() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    // The same public keys, the same permit, a witness even: but its receipt is in no record.
    case.town.at("2026-06-21T18:29");
    fs::create_dir(case.town.file("elsewhere")).unwrap();
    let line = format!(
        "seal box {} --station {} --medium USB-1 --to {} --data residents={} --witness-key {} --out {} --allow-swap",
        case.path("p.permit"),
        case.path("D-0"),
        case.path("elsewhere"),
        case.path("residents.csv"),
        case.key("O-3"),
        case.path("foreign.receipt"),
    );
    case.town.run(&line, "O-4").done();
    case.town.at("2026-06-21T18:30");
    case.put("elsewhere/box.age", "stick-1/box.age");
    case.open("stick-1", "D-1", "work", &case.online()).failed_with("refused", Exit::Refused);
    let asked = case.town.ask("log list --limit 1").done().list("");
    let rules = asked[0]["event"]["attempt_refused"]["reasons"].to_string();
    assert!(rules.contains("box_unknown") || rules.contains("box-unknown"), "{rules}");
    // And it comes too late into the record: the copy has left.
    let line = format!("seal record {}", case.path("foreign.receipt"));
    case.town.run(&line, "O-4").ended(Exit::Refused);
}

/// A change of one field of a receipt.
type Edit = (&'static str, fn(&mut SealReceipt));

const EDITS: [Edit; 15] = [
    ("box_bytes", |receipt| receipt.box_bytes += 1),
    ("box_hash", |receipt| receipt.box_hash = Digest::of(b"other")),
    ("copy", |receipt| receipt.copy = "00".repeat(16).parse().unwrap()),
    ("counted", |receipt| receipt.counted[0].rows = 2),
    ("counted more", |receipt| {
        receipt.counted.push(Counted { dataset: "tax".parse().unwrap(), left_out: None, rows: 9 });
    }),
    ("header_hash", |receipt| receipt.header_hash = Digest::of(b"other")),
    ("manifest", |receipt| receipt.manifest = Digest::of(b"other")),
    ("medium", |receipt| receipt.medium = "USB-2".parse().unwrap()),
    ("permit_hash", |receipt| receipt.permit_hash = Digest::of(b"other")),
    ("sealed_at", |receipt| receipt.sealed_at = receipt.sealed_at.plus(1)),
    ("station", |receipt| receipt.station = "D-1".parse().unwrap()),
    ("unknown station", |receipt| receipt.station = "D-9".parse().unwrap()),
    ("suite", |receipt| receipt.suite = 2),
    ("device_key", |receipt| receipt.wrap.device_key = Digest::of(b"other")),
    ("enc_d", |receipt| receipt.wrap.enc_d = Digest::of(b"other")),
];

fn command(file: &ReceiptFile) -> Command {
    Command::Seal {
        permit: "P-0001".parse().unwrap(),
        receipt: file.receipt.clone(),
        signature: file.signature.clone(),
        witness: file.witness.clone(),
    }
}

/// What of `enc_r` is edited together with its handle, and alone.
fn other_enc(receipt: &mut SealReceipt) {
    use base64::Engine as _;
    let mut enc = base64::engine::general_purpose::STANDARD.decode(&receipt.wrap.enc_r).unwrap();
    enc[7] ^= 1;
    let name = *Digest::of(&enc).as_bytes().first_chunk().unwrap();
    receipt.wrap.enc_r = base64::engine::general_purpose::STANDARD.encode(&enc);
    receipt.wrap.handle = sekisho_core::sealing::CopyId::from_bytes(name);
}

#[test]
fn an_edited_receipt_is_refused_whichever_field_it_is() {
    let case = Case::new();
    case.approved("USB-1").town.at("2026-06-21T17:00");
    case.seal("USB-1").done();
    let honest = case.receipt("USB-1");
    let before = case.gate().size();
    let more: [Edit; 2] =
        [("enc_r", other_enc), ("handle", |receipt| receipt.wrap.handle = "11".repeat(16).parse().unwrap())];
    for (field, edit) in EDITS.iter().chain(&more) {
        let mut file = honest.clone();
        edit(&mut file.receipt);
        assert_ne!(file.receipt, honest.receipt, "{field}");
        // Signed again by the sealer, who has no other key.
        let answer = case.act("O-4", &command(&file));
        assert!(matches!(answer, Err(Fault::Attached { .. })), "{field}: {answer:?}");
    }
    assert_eq!(case.gate().size(), before, "what nobody known has signed is not recorded");
    // The receipt of the station itself, before another witness, or with their first word for another copy.
    let mut file = honest.clone();
    file.witness.person = "O-2".parse().unwrap();
    assert!(matches!(case.act("O-4", &command(&file)), Err(Fault::Attached { .. })));
    let mut file = honest.clone();
    file.witness.before.clone_from(&file.witness.after);
    assert!(matches!(case.act("O-4", &command(&file)), Err(Fault::Attached { .. })));
    // Who is not the sealer cannot record it either.
    let refused = case.act("O-2", &command(&honest)).unwrap();
    assert!(refused.reasons.iter().any(|reason| reason.rule.code() == "R-ROSTER"), "{refused:?}");
    assert!(case.act("O-4", &command(&honest)).unwrap().reasons.is_empty());
}

#[test]
fn a_station_and_a_witness_that_lie_together_get_no_other_box_in() {
    let case = Case::new();
    case.approved("USB-1 USB-2").town.at("2026-06-21T17:00");
    case.seal("USB-1").done();
    let honest = case.receipt("USB-1");
    let lie = |edit: fn(&mut SealReceipt)| {
        let mut file = honest.clone();
        edit(&mut file.receipt);
        let bytes = receipt_bytes(&file.receipt).unwrap();
        file.signature = case.device_key("D-0").sign(&namespace(RECEIPT), &bytes).unwrap();
        let gate = case.gate();
        let text = witness_after_text(gate.origin(), Digest::of(&bytes), &file.witness.person);
        let witness = private_key(&case.town.file("O-3.key"));
        file.witness.after = witness.sign(&namespace(WITNESS_AFTER), text.as_bytes()).unwrap();
        case.act("O-4", &command(&file))
    };
    let codes = |edit| {
        let answer = lie(edit).unwrap();
        answer.reasons.iter().map(|reason| reason.rule.code()).collect::<Vec<_>>()
    };
    // For another device, of another copy, under another document, with more rows, in another way.
    assert_eq!(codes(|receipt| receipt.wrap.device_key = Digest::of(b"other")), ["R-UNSEALED"]);
    assert_eq!(codes(|receipt| receipt.medium = "USB-2".parse().unwrap()), ["R-UNSEALED"]);
    assert_eq!(codes(|receipt| receipt.suite = 2), ["R-UNSEALED"]);
    assert_eq!(codes(|receipt| receipt.counted[0].rows = 4), ["R-SCOPE"]);
    assert!(
        lie(|receipt| receipt.copy = "00".repeat(16).parse().unwrap()).is_err(),
        "the first word names the copy"
    );
    assert!(lie(|receipt| receipt.permit_hash = Digest::of(b"other")).is_err());
    assert!(lie(|receipt| receipt.wrap.handle = "11".repeat(16).parse().unwrap()).is_err());
}
