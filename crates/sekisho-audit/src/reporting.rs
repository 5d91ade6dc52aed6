//! When breach reports are due, by the profile in force on the day.

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use serde::Deserialize;

const PROFILES: &str = include_str!("reporting.toml");

/// A set of reporting rules with its dates of force.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Profile {
    /// When somebody last checked it against its source.
    pub checked: Date,
    /// The reports and their periods.
    pub due: Vec<Period>,
    /// The first day of its force.
    pub from: Date,
    /// Its stable name.
    pub name: String,
    /// Where it comes from.
    pub source: String,
}

/// One report and its period.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Period {
    /// Units: days after the day of knowing.
    pub days: i32,
    /// Which report.
    pub report: String,
}

#[derive(Deserialize)]
struct File {
    profile: Vec<Profile>,
}

impl Profile {
    /// Reads every profile, the newest first.
    pub fn all() -> Vec<Self> {
        // INVARIANT: the data are part of the program and read by a test: they parse.
        let mut profiles = toml::from_str::<File>(PROFILES).map_or_else(|_| Vec::new(), |file| file.profile);
        profiles.sort_by_key(|profile| std::cmp::Reverse(profile.from));
        profiles
    }

    /// Finds the profile in force on a day.
    pub fn in_force(day: Date) -> Option<Self> {
        Self::all().into_iter().find(|profile| profile.from <= day)
    }

    /// Finds the newest profile that sets periods: for showing what would be due today.
    pub fn with_periods() -> Option<Self> {
        Self::all().into_iter().find(|profile| !profile.due.is_empty())
    }

    /// Computes the dates of its reports.
    ///
    /// Shape: the report's name and its last day, in the order of the data.
    pub fn dates(&self, known: Date) -> Vec<(&str, Date)> {
        let after = |days: i32| -> Span { days.days() };
        self.due.iter().map(|one| (one.report.as_str(), known.saturating_add(after(one.days)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_loss_known_on_22_june_is_reported_by_25_june_and_21_july_at_the_earliest_reading() {
        let profile = Profile::with_periods().unwrap();
        let dates = profile.dates(date(2022, 6, 22));
        let expected = [
            ("first-report", date(2022, 6, 25)),
            ("first-report-last", date(2022, 6, 27)),
            ("final-report", date(2022, 7, 21)),
            ("final-report-wrongful", date(2022, 8, 20)),
        ];
        assert_eq!(dates, expected);
    }

    #[test]
    fn the_profile_is_that_of_the_day() {
        let name = |day| Profile::in_force(day).map(|profile| profile.name);
        assert_eq!(name(date(2023, 3, 31)), Some("municipality-before-2023-04".to_owned()));
        assert_eq!(name(date(2023, 4, 1)), Some("municipality-2023-04".to_owned()));
    }
}
