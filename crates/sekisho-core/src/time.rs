//! Instants and windows. The core never asks what time it is; it is told.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An instant in UTC.
///
/// Units: whole seconds since 1970-01-01T00:00:00Z; in text RFC 3339 with `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// Seconds in a minute.
pub const MINUTE: i64 = 60;
/// Seconds in a day.
pub const DAY: i64 = 24 * 60 * MINUTE;

/// Tells why a text is not an instant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an instant like 2026-06-21T08:00:00Z")]
pub struct TimeError(pub String);

impl Timestamp {
    /// The first instant that RFC 3339 can write.
    pub const EARLIEST: Self = Self(-62_167_219_200);
    /// The last instant that RFC 3339 can write, with room for a day of local time.
    pub const LATEST: Self = Self(253_402_207_200);

    /// Makes an instant from seconds since 1970, kept within the years that RFC 3339 can write.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(Self::EARLIEST.0, Self::LATEST.0))
    }

    /// Gives seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// Gives the instant so many seconds later, or earlier if negative.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self::from_seconds(self.0.saturating_add(seconds))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_second(self.0) {
            Ok(instant) => write!(f, "{instant}"),
            // INVARIANT: `from_seconds` keeps every instant within what jiff can write.
            Err(_) => Err(fmt::Error),
        }
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let instant: jiff::Timestamp = text.parse().map_err(|_| TimeError(text.to_owned()))?;
        let stamp = Self::from_seconds(instant.as_second());
        // One spelling per instant: what is signed must come back byte for byte.
        if stamp.to_string() == text { Ok(stamp) } else { Err(TimeError(text.to_owned())) }
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimeError;
    fn try_from(text: String) -> Result<Self, TimeError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(stamp: Timestamp) -> Self {
        stamp.to_string()
    }
}

/// A stretch of time, half-open: `[from, until)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first instant inside.
    pub from: Timestamp,
    /// The first instant after it: the deadline.
    pub until: Timestamp,
}

impl Window {
    /// Tells whether the instant lies inside.
    pub fn contains(self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }

    /// Tells whether the deadline has come.
    pub fn is_over(self, now: Timestamp) -> bool {
        now >= self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_one_spelling() {
        let text = "2026-06-21T08:00:00Z";
        assert_eq!(text.parse::<Timestamp>().map(|t| t.to_string()), Ok(text.to_owned()));
        for bad in ["2026-06-21T17:00:00+09:00", "2026-06-21", "2026-06-21T08:00:00.5Z", ""] {
            assert_eq!(bad.parse::<Timestamp>(), Err(TimeError(bad.to_owned())));
        }
    }

    #[test]
    fn a_window_ends_at_its_deadline() {
        let window = Window { from: Timestamp::from_seconds(10), until: Timestamp::from_seconds(20) };
        assert!(!window.contains(Timestamp::from_seconds(9)));
        assert!(window.contains(Timestamp::from_seconds(10)));
        assert!(window.contains(Timestamp::from_seconds(19)));
        assert!(!window.contains(Timestamp::from_seconds(20)));
        assert!(window.is_over(Timestamp::from_seconds(20)));
    }
}
