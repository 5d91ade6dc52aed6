//! Days of the Gregorian calendar, no more than a register of residents needs.

use std::fmt;

/// A day.
///
/// Units: whole days since 1970-01-01, in text `1975-04-01`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Date(i64);

impl Date {
    /// Makes the day from year, month and day of month, which are taken as they are.
    ///
    /// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
    pub const fn of(year: i64, month: i64, day: i64) -> Self {
        // The year begins in March, so that the leap day is its last.
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year - era * 400;
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    /// Gives year, month and day of month.
    ///
    /// Source: as [`Date::of`], `civil_from_days`.
    pub const fn civil(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted - era * 146_097;
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        (year, month, day)
    }

    /// Gives the full years that a person born on this day has on another.
    pub const fn age_on(self, day: Self) -> i64 {
        let (birth_year, birth_month, birth_day) = self.civil();
        let (year, month, day) = day.civil();
        let before_birthday = month < birth_month || (month == birth_month && day < birth_day);
        year - birth_year - if before_birthday { 1 } else { 0 }
    }

    /// Gives days since 1970-01-01.
    pub const fn days(self) -> i64 {
        self.0
    }

    /// Makes the day from days since 1970-01-01.
    pub(crate) const fn from_days(days: i64) -> Self {
        Self(days)
    }

    /// Gives this day, or the Monday after if it is a Saturday or Sunday.
    pub(crate) const fn or_monday_after(self) -> Self {
        // 1970-01-01 was a Thursday.
        let days_after_monday = (self.0 + 3).rem_euclid(7);
        if days_after_monday < 5 { self } else { Self(self.0 + 7 - days_after_monday) }
    }

    /// Gives 29 February of this year, or of the last leap year before it.
    pub(crate) const fn last_leap_day(self) -> Self {
        let (year, _, _) = self.civil();
        // INVARIANT: births lie between 1904 and 2099, where every fourth year is a leap year.
        Self::of(year - year.rem_euclid(4), 2, 29)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_go_to_the_calendar_and_back() {
        assert_eq!(Date::of(1970, 1, 1).days(), 0);
        assert_eq!(Date::of(2000, 2, 29).days(), 11_016);
        for days in -30_000..30_000 {
            let (year, month, day) = Date(days).civil();
            assert_eq!(Date::of(year, month, day).days(), days);
        }
    }

    #[test]
    fn age_grows_on_the_birthday() {
        let birth = Date::of(1950, 6, 21);
        assert_eq!(birth.age_on(Date::of(2022, 6, 20)), 71);
        assert_eq!(birth.age_on(Date::of(2022, 6, 21)), 72);
    }

    #[test]
    fn weekends_move_to_monday() {
        // 17 June 2022 was a Friday.
        for (day, working) in [(17, 17), (18, 20), (19, 20), (20, 20)] {
            assert_eq!(Date::of(2022, 6, day).or_monday_after(), Date::of(2022, 6, working));
        }
    }

    #[test]
    fn last_leap_day_is_in_a_leap_year() {
        assert_eq!(Date::of(1983, 1, 1).last_leap_day(), Date::of(1980, 2, 29));
        assert_eq!(Date::of(2000, 1, 1).last_leap_day().to_string(), "2000-02-29");
    }
}
