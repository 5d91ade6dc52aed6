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

    /// Gives 09:00 of the first working day (Monday to Friday) after the instant. Public holidays are not known.
    pub fn next_working_morning(&self, after: Timestamp) -> Timestamp {
        let offset = i64::from(self.offset_minutes).saturating_mul(MINUTE);
        let local = after.seconds().saturating_add(offset);
        let since = local.saturating_sub(MORNING).div_euclid(DAY);
        // The count of days begins on a Thursday.
        let is_working = |day: &i64| !matches!(day.saturating_add(4).rem_euclid(7), 0 | 6);
        let day = (1..=4).map(|days| since.saturating_add(days)).find(is_working).unwrap_or(since);
        let morning = day.saturating_mul(DAY).saturating_add(MORNING).saturating_sub(offset);
        after.plus(morning.saturating_sub(after.seconds()))
    }
}

/// When a working day begins, by the local clock. Units: seconds after midnight.
const MORNING: i64 = 9 * 60 * MINUTE;

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

    #[test]
    fn the_next_working_day_begins_on_monday_after_a_weekend() {
        let office = Office { closing_minute: 18 * 60, offset_minutes: 540, owner: "CITY".parse().unwrap() };
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        // Friday the 19th to Monday the 22nd, by the clock of Japan.
        for (after, morning) in [
            ("2026-06-18T23:59:59Z", "2026-06-19T00:00:00Z"),
            ("2026-06-19T00:00:00Z", "2026-06-22T00:00:00Z"),
            ("2026-06-20T17:00:00Z", "2026-06-22T00:00:00Z"),
            ("2026-06-21T23:59:59Z", "2026-06-22T00:00:00Z"),
            ("2026-06-22T00:00:00Z", "2026-06-23T00:00:00Z"),
        ] {
            assert_eq!(office.next_working_morning(at(after)), at(morning), "{after}");
        }
    }
}
