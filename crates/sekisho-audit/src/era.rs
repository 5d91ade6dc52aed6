//! Dates as Japanese offices write them: 令和8年6月21日（日）17時40分.
//!
//! Covers 1873-01-01, when Japan took over the Gregorian calendar, and everything after.

use jiff::ToSpan;
use jiff::civil::{Date, Time, Weekday, date as day};

use crate::fold;

/// A Japanese era of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Era {
    /// 明治, counted here from 1873-01-01, in its year 6.
    Meiji,
    /// 大正, from 1912-07-30.
    Taisho,
    /// 昭和, from 1926-12-25.
    Showa,
    /// 平成, from 1989-01-08.
    Heisei,
    /// 令和, from 2019-05-01.
    Reiwa,
}

impl Era {
    /// Lists the eras, newest first.
    pub const ALL: [Self; 5] = [Self::Reiwa, Self::Heisei, Self::Showa, Self::Taisho, Self::Meiji];

    /// Gives the first day that belongs to the era.
    ///
    /// Source: 太政官布告第337号 (1872) for the calendar; 元号を改める政令 and its forerunners for each change.
    pub fn first_day(self) -> Date {
        match self {
            Self::Heisei => day(1989, 1, 8),
            Self::Meiji => day(1873, 1, 1),
            Self::Reiwa => day(2019, 5, 1),
            Self::Showa => day(1926, 12, 25),
            Self::Taisho => day(1912, 7, 30),
        }
    }

    /// Gives the era of a day; none before 1873.
    pub fn of(date: Date) -> Option<Self> {
        Self::ALL.into_iter().find(|era| era.first_day() <= date)
    }

    /// Gives its name in kanji.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heisei => "平成",
            Self::Meiji => "明治",
            Self::Reiwa => "令和",
            Self::Showa => "昭和",
            Self::Taisho => "大正",
        }
    }

    /// Gives the year of the Gregorian calendar that is its year 1.
    fn first_year(self) -> i16 {
        match self {
            Self::Meiji => 1868,
            other => other.first_day().year(),
        }
    }

    /// Gives the ways it is written at the beginning of a date, longest first, after folding widths and case.
    fn spellings(self) -> [&'static str; 3] {
        match self {
            Self::Heisei => ["平成", "平", "h"],
            Self::Meiji => ["明治", "明", "m"],
            Self::Reiwa => ["令和", "令", "r"],
            Self::Showa => ["昭和", "昭", "s"],
            Self::Taisho => ["大正", "大", "t"],
        }
    }
}

/// Why a text is not a date of an era.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// The calendar has no such day.
    #[error("no such day")]
    NoSuchDay,
    /// It does not begin with an era, or is not written as a date.
    #[error("not a date of an era")]
    NotAnEraDate,
    /// The day exists, but the era had ended or not begun: 平成31年5月1日.
    #[error("day {date} is outside its era")]
    OutsideEra {
        /// The day that is meant if the years are simply counted on.
        date: Date,
    },
    /// The weekday behind the date is another one.
    #[error("day {date} is not the weekday that stands behind it")]
    WrongWeekday {
        /// The day without its weekday.
        date: Date,
    },
}

/// Reads a date such as `令和6年4月1日`, `令和元年5月1日（水）`, `R6.4.1` or `Ｒ６／４／１`.
///
/// Errors: every variant of [`Unread`]; the boundaries between eras are exact to the day.
pub fn parse(text: &str) -> Result<Date, Unread> {
    let folded = fold::word(text);
    let (date_text, weekday) = split_weekday(&folded);
    let (era, rest) = split_era(date_text).ok_or(Unread::NotAnEraDate)?;
    let (year, month, day) = numbers(rest).ok_or(Unread::NotAnEraDate)?;
    let year =
        era.first_year().checked_add(year).and_then(|year| year.checked_sub(1)).ok_or(Unread::NoSuchDay)?;
    let date = Date::new(year, month, day).map_err(|_| Unread::NoSuchDay)?;
    if Era::of(date) != Some(era) {
        return Err(Unread::OutsideEra { date });
    }
    match weekday {
        Some(weekday) if weekday != date.weekday() => Err(Unread::WrongWeekday { date }),
        _ => Ok(date),
    }
}

/// Writes `令和8年6月21日`; a day before 1873 is written with its western year.
pub fn date(date: Date) -> String {
    format!("{}{}月{}日", year(date), date.month(), date.day())
}

/// Writes `令和8年6月21日（日）`.
pub fn date_with_weekday(date: Date) -> String {
    format!("{}（{}）", self::date(date), weekday(date.weekday()))
}

/// Writes `R8.6.21`, for the narrow cells of a ledger; a day before 1873 as `1872-12-31`.
pub fn short(date: Date) -> String {
    match Era::of(date) {
        Some(era) => {
            let letter = era.spellings().last().map(|letter| letter.to_uppercase()).unwrap_or_default();
            let year = date.year().saturating_sub(era.first_year()).saturating_add(1);
            format!("{letter}{year}.{}.{}", date.month(), date.day())
        }
        None => date.to_string(),
    }
}

/// Writes `17時40分`.
pub fn time(time: Time) -> String {
    format!("{}時{:02}分", time.hour(), time.minute())
}

/// Writes `令和8年度`, the fiscal year of a day, which begins on 1 April.
pub fn fiscal_year(date: Date) -> String {
    // 令和元年度 began under 平成31年, so that the year is named by its last day of that calendar year.
    let start = if date.month() < 4 { date.year().saturating_sub(1) } else { date.year() };
    let named_by = Date::new(start, 12, 31).unwrap_or(date);
    format!("{}度", year(named_by))
}

/// Writes a weekday as one kanji.
pub fn weekday(weekday: Weekday) -> char {
    match weekday {
        Weekday::Monday => '月',
        Weekday::Tuesday => '火',
        Weekday::Wednesday => '水',
        Weekday::Thursday => '木',
        Weekday::Friday => '金',
        Weekday::Saturday => '土',
        Weekday::Sunday => '日',
    }
}

/// Turns the serial date of a spreadsheet (1900 system) into a day; none outside 1954 to 2119.
///
/// Source: ECMA-376 part 1, 18.17.4.1. Serials below 61 count a 29 February 1900 that never was; none is in range.
pub(crate) fn from_serial(serial: i32) -> Option<Date> {
    (20_000..80_000).contains(&serial).then(|| day(1899, 12, 30).checked_add(serial.days()).ok()).flatten()
}

fn year(date: Date) -> String {
    let Some(era) = Era::of(date) else { return format!("{}年", date.year()) };
    match date.year().saturating_sub(era.first_year()).saturating_add(1) {
        1 => format!("{}元年", era.name()),
        year => format!("{}{year}年", era.name()),
    }
}

/// Takes `(日)`, `(日曜)` or `(日曜日)` off the end.
fn split_weekday(text: &str) -> (&str, Option<Weekday>) {
    let Some((date, behind)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) else {
        return (text, None);
    };
    let name = behind.trim_end_matches("曜日").trim_end_matches('曜');
    let found = Weekday::Monday.cycle_forward().take(7).find(|day| name.chars().eq([weekday(*day)]));
    if found.is_some() { (date, found) } else { (text, None) }
}

/// Takes the era off the beginning of a folded text.
pub(crate) fn split_era(text: &str) -> Option<(Era, &str)> {
    let spelled = |era: Era| era.spellings().into_iter().find_map(|spelling| text.strip_prefix(spelling));
    Era::ALL.into_iter().find_map(|era| spelled(era).map(|rest| (era, rest)))
}

/// Reads year, month and day with 年月日 or one kind of separator between them.
fn numbers(text: &str) -> Option<(i16, i8, i8)> {
    let kanji = text.strip_suffix('日').and_then(|text| {
        let (year, rest) = text.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        Some((year, month, day))
    });
    let separated = || {
        let separator = text.chars().find(|character| matches!(character, '.' | '/' | '-'))?;
        let (year, rest) = text.split_once(separator)?;
        let (month, day) = rest.split_once(separator)?;
        Some((year, month, day))
    };
    let (year, month, day) = kanji.or_else(separated)?;
    let digits = |text: &str| -> Option<i8> {
        let is_plain = !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| text.parse().ok()).flatten()
    };
    let year = if year == "元" { 1 } else { digits(year).filter(|year| *year > 0)? };
    Some((i16::from(year), digits(month)?, digits(day)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_from_1873_to_2100_comes_back_from_its_era() {
        let mut date = day(1873, 1, 1);
        while date <= day(2100, 12, 31) {
            assert_eq!(parse(&super::date(date)), Ok(date));
            assert_eq!(parse(&date_with_weekday(date)), Ok(date));
            assert_eq!(parse(&short(date)), Ok(date));
            date = date.tomorrow().unwrap();
        }
    }

    #[test]
    fn eras_change_on_the_exact_day() {
        let table = [
            (day(1872, 12, 31), "1872年12月31日"),
            (day(1873, 1, 1), "明治6年1月1日"),
            (day(1912, 7, 29), "明治45年7月29日"),
            (day(1912, 7, 30), "大正元年7月30日"),
            (day(1926, 12, 24), "大正15年12月24日"),
            (day(1926, 12, 25), "昭和元年12月25日"),
            (day(1989, 1, 7), "昭和64年1月7日"),
            (day(1989, 1, 8), "平成元年1月8日"),
            (day(2019, 4, 30), "平成31年4月30日"),
            (day(2019, 5, 1), "令和元年5月1日"),
            (day(2026, 6, 21), "令和8年6月21日"),
        ];
        for (date, text) in table {
            assert_eq!(super::date(date), text);
        }
    }

    #[test]
    fn date_time_and_fiscal_year_read_as_on_a_paper() {
        assert_eq!(date_with_weekday(day(2026, 6, 21)), "令和8年6月21日（日）");
        assert_eq!(time(jiff::civil::time(17, 40, 59, 0)), "17時40分");
        assert_eq!(time(jiff::civil::time(9, 5, 0, 0)), "9時05分");
        let years = [
            (day(2019, 4, 1), "令和元年度"),
            (day(2020, 3, 31), "令和元年度"),
            (day(2026, 4, 1), "令和8年度"),
            (day(2026, 3, 31), "令和7年度"),
        ];
        for (date, text) in years {
            assert_eq!(fiscal_year(date), text);
        }
    }

    #[test]
    fn dates_are_read_however_an_office_types_them() {
        let first = day(2024, 4, 1);
        for text in [
            "令和6年4月1日",
            "令和６年４月１日",
            "令和 6年 4月 1日",
            "㋿6年4月1日",
            "令6.4.1",
            "R6.4.1",
            "r06.04.01",
            "Ｒ６．４．１",
            "R6/4/1",
            "R6-4-1",
            "令和6年4月1日（月）",
            "令和6年4月1日(月曜日)",
        ] {
            assert_eq!(parse(text), Ok(first), "{text}");
        }
        assert_eq!(parse("令和元年5月1日"), Ok(day(2019, 5, 1)));
        assert_eq!(parse("H31.4.30"), Ok(day(2019, 4, 30)));
    }

    #[test]
    fn text_that_is_no_day_of_its_era_is_refused_with_the_reason() {
        let table = [
            ("2024-04-01", Unread::NotAnEraDate),
            ("令和6年4月", Unread::NotAnEraDate),
            ("R6.4/1", Unread::NotAnEraDate),
            ("令和0年4月1日", Unread::NotAnEraDate),
            ("令和6年2月30日", Unread::NoSuchDay),
            ("令和6年13月1日", Unread::NoSuchDay),
            ("平成31年5月1日", Unread::OutsideEra { date: day(2019, 5, 1) }),
            ("令和元年4月30日", Unread::OutsideEra { date: day(2019, 4, 30) }),
            ("明治5年1月1日", Unread::OutsideEra { date: day(1872, 1, 1) }),
            ("令和6年4月1日（火）", Unread::WrongWeekday { date: day(2024, 4, 1) }),
        ];
        for (text, reason) in table {
            assert_eq!(parse(text), Err(reason), "{text}");
        }
    }

    #[test]
    fn serial_dates_of_spreadsheets_are_days() {
        assert_eq!(from_serial(45_383), Some(day(2024, 4, 1)));
        assert_eq!(from_serial(12), None);
    }
}
