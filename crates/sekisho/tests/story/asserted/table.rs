//! The table: what is said, when, and on which events it stands.

use super::Said;

/// What a permit of the case is until it is out, and while it is.
const PERMIT: &[&str] = &["permit_ready", "permit_requested"];
const APPROVAL: &[&str] = &["permit_approved", "permit_requested"];
const INCIDENT: &[&str] = &["incident_opened"];
const STEP: &[&str] = &["permit_requested", "plan_drafted"];

const fn said(moments: &'static [usize], sentence: &'static str, by: &'static [&'static str]) -> Said {
    Said { moments, sentence, by }
}

pub(super) const TABLE: [Said; 49] = [
    // The case of 2022: before anything is handed over, opened, stopped for good, lost.
    said(&[0, 1, 2, 3], "P-0002 CARRY", STEP),
    said(&[0, 1, 2, 3], "P-0002 CHECK", STEP),
    said(&[0, 1, 2, 3], "P-0002 ERASE", STEP),
    said(&[0, 1, 2, 3], "P-0002 O-2 課長 (approver) 2022-06-21 17:43", APPROVAL),
    said(&[0, 1, 2, 3], "(information security manager) 2022-06-21 17:43", APPROVAL),
    said(&[0, 1, 2, 3], "(chief information security officer) 2022-06-21 17:44", APPROVAL),
    said(&[0], "P-0002 approved", PERMIT),
    said(&[0], "USB-01: sealed, never released", &["copy_sealed", "permit_ready", "permit_requested"]),
    said(&[1], "P-0002 out", PERMIT),
    said(
        &[1],
        "USB-01: S-1 受付の責任者 · erasure not confirmed",
        &["custody_changed", "permit_ready", "permit_requested"],
    ),
    said(
        &[1, 2, 3],
        "released to D-1 at 2022-06-21 18:30, opening 1",
        &["copy_sealed", "permit_ready", "permit_requested", "release_granted"],
    ),
    said(&[1], "release key in the vault, dies 2022-06-22 00:00", PERMIT),
    said(&[2], "P-0002 frozen", &["permit_frozen", "permit_ready", "permit_requested"]),
    said(
        &[2],
        "USB-01: C-1 元請の担当 + O-4 給付の担当 · erasure not confirmed",
        &["custody_changed", "permit_ready", "permit_requested"],
    ),
    said(
        &[2],
        "destruction ordered 2022-06-21 21:01, not confirmed",
        &["destruction_ordered", "permit_ready", "permit_requested"],
    ),
    said(&[3], "P-0002 lost", &["permit_frozen", "permit_ready", "permit_requested"]),
    said(
        &[3],
        "USB-01: lost (last holder: C-1",
        &["custody_changed", "loss_reported", "permit_ready", "permit_requested"],
    ),
    said(
        &[3],
        "release key destroyed 2022-06-21 22:31, E0",
        &["key_destroyed", "permit_ready", "permit_requested"],
    ),
    said(&[3], "Incident I-0001", INCIDENT),
    said(&[3], "Permit: P-0002", INCIDENT),
    said(&[3], "People (as the permit says): 460517", INCIDENT),
    said(&[3], "RESIDENTS, 460517 rows", INCIDENT),
    said(&[3], "TAX, 360573 rows", INCIDENT),
    said(&[3], "BENEFIT, 82716 rows", INCIDENT),
    said(&[3], "ACCOUNT-A, 16765 rows", INCIDENT),
    said(&[3], "ACCOUNT-B, 69261 rows", INCIDENT),
    said(&[3], "Last holder: USB-01 C-1", INCIDENT),
    said(
        &[3],
        "Readable: a release was given (USB-01 2022-06-21 18:30 D-1)",
        &[
            "copy_sealed",
            "incident_opened",
            "key_destroyed",
            "permit_ready",
            "permit_requested",
            "release_granted",
        ],
    ),
    said(&[3], "First report expected: 2022-06-25", INCIDENT),
    said(&[3], "First report expected at the latest: 2022-06-27", INCIDENT),
    said(&[3], "Final report due: 2022-07-21", INCIDENT),
    said(&[3], "Final report due if a wrongful purpose is possible: 2022-08-20", INCIDENT),
    said(&[3, 5], "The original data stay untouched.", INCIDENT),
    // The near miss: erased at the site, and lost on the way home.
    said(&[4, 5], "O-2 課長 (approver) 2026-04-08 09:15", APPROVAL),
    said(&[4, 5], "(information security manager) 2026-04-08 09:20", APPROVAL),
    said(&[4], "P-0001 out", PERMIT),
    said(
        &[4],
        "M-1: O-4 担当者 + V-1 調査の担当 · reported as overwritten",
        &["custody_changed", "erasure_reported", "permit_ready", "permit_requested"],
    ),
    said(&[5], "P-0001 lost", &["permit_frozen", "permit_ready", "permit_requested"]),
    said(
        &[5],
        "M-1: lost (last holder: O-4 担当者 + V-1 調査の担当) · reported as overwritten",
        &["custody_changed", "erasure_reported", "loss_reported", "permit_ready", "permit_requested"],
    ),
    said(&[5], "Incident I-0001", INCIDENT),
    said(&[5], "Permit: P-0001", INCIDENT),
    said(&[5], "People (as the permit says): 1200", INCIDENT),
    said(&[5], "FORMS, 1200 rows", INCIDENT),
    said(&[5], "Last holder: M-1 O-4", INCIDENT),
    said(
        &[5],
        "Readable: an erasure is reported. It is a report, not a proof",
        &["erasure_reported", "incident_opened", "permit_ready", "permit_requested"],
    ),
    said(&[5], "First report expected: 2026-04-11", INCIDENT),
    said(&[5], "First report expected at the latest: 2026-04-13", INCIDENT),
    said(&[5], "Final report due: 2026-05-07", INCIDENT),
    said(&[5], "Final report due if a wrongful purpose is possible: 2026-06-06", INCIDENT),
];

/// Moment, sentence, event (the last one of its name), pointer into it, and what stands there instead.
pub(super) const ALTERED: [(usize, &str, &str, &str, &str); 14] = [
    (0, "USB-01: sealed, never released", "copy_sealed", "/receipt/medium", "\"USB-02\""),
    (0, "(chief information security officer)", "permit_approved", "/role", "\"approver\""),
    (0, "(chief information security officer)", "permit_approved", "/person", "\"O-7\""),
    (1, "released to D-1", "release_granted", "/release/device", "\"D-2\""),
    (1, "released to D-1", "release_granted", "/release/at", "\"2022-06-21T08:00:00Z\""),
    (2, "C-1 元請の担当 + O-4", "custody_changed", "/to", "{\"place\":\"CAB-1\"}"),
    (3, "P-0002 lost", "permit_frozen", "/cause", "\"overdue\""),
    (3, "release key destroyed", "key_destroyed", "/destroyed/level", "\"e1\""),
    (3, "People (as the permit says): 460517", "incident_opened", "/content/people", "1"),
    (3, "RESIDENTS, 460517 rows", "incident_opened", "/content/extracts/0/rows", "7"),
    (
        3,
        "First report expected: 2022-06-25",
        "incident_opened",
        "/content/known_at",
        "\"2022-06-23T00:00:00Z\"",
    ),
    (3, "Last holder: USB-01", "incident_opened", "/content/last_holders/0/1", "{\"place\":\"CAB-1\"}"),
    (4, "reported as overwritten", "erasure_reported", "/method", "\"formatted\""),
    (5, "Readable: an erasure is reported", "erasure_reported", "/medium", "\"M-2\""),
];
