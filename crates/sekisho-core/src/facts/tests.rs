//! What an approver sees is all that an approver signs.

use crate::facts::facts;
use crate::testkit::*;

#[test]
fn an_approver_sees_everything_that_the_document_says_in_codes() {
    let asked = document();
    let lines = facts(&requested(&asked).state, &approve(&asked));
    let document = format!("document {}", asked.digest());
    assert_eq!(
        lines,
        [
            "permit P-0001 revision 1",
            &document,
            "people 1200",
            "rows 1200 of residents fields resident_no,eligible",
            "protection declared (not enforced by encryption)",
            "product Hako USB 32",
            "media M-1",
            "carried by C-1,R-1",
            "substitutes C-2,R-2",
            "from CAB to SITE back to CAB",
            "device D-1",
            "receivers S-1,S-2",
            "eraser S-1",
            "window 2026-06-21T04:00:00Z until 2026-06-21T14:00:00Z",
            "arrive-by 2026-06-21T09:30:00Z",
            "erase-by 2026-06-21T10:30:00Z",
            "return-by 2026-06-21T11:00:00Z",
        ]
    );
    assert_eq!(lines, facts(&town(), &request(&asked)), "the requester sees the same");
}

#[test]
fn what_is_not_there_has_no_line_and_a_courier_has_a_name() {
    let asked = document_with(|d| {
        (d.arrive_by, d.device, d.receivers) = (None, None, ids(""));
        d.transport = crate::document::Transport::Courier { company: "東名運輸".to_owned() };
        d.protection = crate::document::Protection::Sealed;
    });
    let lines = facts(&town(), &request(&asked));
    assert!(lines.contains(&"by courier".to_owned()) && lines.contains(&"company 東名運輸".to_owned()));
    for name in ["arrive-by", "device", "receivers", "substitutes", "product", "carried"] {
        assert!(!lines.iter().any(|line| line.starts_with(name)), "{name}: {lines:?}");
    }
}
