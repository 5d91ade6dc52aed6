//! The data owner's own settings: few, and none that loosens a rule.

use serde::{Deserialize, Serialize};

use crate::id::PartyId;
use crate::time::{DAY, MINUTE, Timestamp};

/// The data owner whose record this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// When the office closes and lists what is not in its place.
    ///
    /// Units: minutes after local midnight.
    pub closing_minute: u16,
    /// The local clock's distance from UTC (Japan: 540; it has no summer time).
    ///
    /// Units: minutes.
    pub offset_minutes: i16,
    /// The owner.
    pub owner: PartyId,
}

impl Office {
    /// Gives the first closing time after the instant.
    pub fn next_closing(&self, after: Timestamp) -> Timestamp {
        let closing = i64::from(self.closing_minute)
            .saturating_sub(i64::from(self.offset_minutes))
            .saturating_mul(MINUTE);
        let wait = closing.saturating_sub(after.seconds()).rem_euclid(DAY);
        after.plus(if wait == 0 { DAY } else { wait })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_office_closes_once_a_day_at_its_local_time() {
        let office = Office { closing_minute: 18 * 60, offset_minutes: 540, owner: "CITY".parse().unwrap() };
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(office.next_closing(at("2026-06-21T08:59:59Z")), at("2026-06-21T09:00:00Z"));
        assert_eq!(office.next_closing(at("2026-06-21T09:00:00Z")), at("2026-06-22T09:00:00Z"));
        assert_eq!(office.next_closing(at("2026-06-21T23:00:00Z")), at("2026-06-22T09:00:00Z"));
    }
}
