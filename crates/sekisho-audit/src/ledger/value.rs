//! Reads what offices write into the cells of a ledger.

use jiff::civil::Date;

use crate::{era, fold};

/// Whether a medium may be used, as the ledger says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// 故障.
    Broken,
    /// 廃棄.
    Destroyed,
    /// 使用可, 在庫, 保管中.
    InStore,
    /// 貸出中.
    Lent,
    /// 紛失.
    Lost,
}

/// Words by status, as [`fold::word`] leaves them.
const STATUS_WORDS: [(Status, &[&str]); 5] = [
    (
        Status::InStore,
        &[
            "使用可",
            "使用可能",
            "可",
            "在庫",
            "在庫中",
            "保管",
            "保管中",
            "未使用",
            "返却",
            "返却済",
            "返却済み",
            "正常",
            "良",
            "良好",
            "登録",
            "登録中",
            "登録済",
            "登録済み",
            "有",
            "○",
            "〇",
            "instore",
            "stored",
            "available",
        ],
    ),
    // 使用中 is out of its place as far as a ledger can tell: taking it for stored would hide a medium.
    (
        Status::Lent,
        &[
            "貸出中",
            "貸出",
            "貸与中",
            "貸与",
            "持出中",
            "持出し中",
            "持ち出し中",
            "使用中",
            "利用中",
            "lent",
            "onloan",
            "out",
        ],
    ),
    (
        Status::Destroyed,
        &[
            "廃棄",
            "廃棄済",
            "廃棄済み",
            "破棄",
            "破棄済",
            "破棄済み",
            "処分",
            "処分済",
            "処分済み",
            "廃止",
            "抹消",
            "除却",
            "destroyed",
            "disposed",
            "retired",
        ],
    ),
    (
        Status::Lost,
        &["紛失", "紛失中", "亡失", "所在不明", "不明", "盗難", "遺失", "lost", "stolen", "missing"],
    ),
    (
        Status::Broken,
        &["故障", "故障中", "破損", "不良", "使用不可", "修理中", "修理", "broken", "defective"],
    ),
];

/// What a cell of a date column says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum DateRead {
    Day(Date),
    OutsideEra(Date),
    /// A month or a year, from which no day can be taken.
    WithoutDay,
    Unreadable,
}

/// Reads a date of either calendar, or the serial date of a spreadsheet; a time behind it is left out.
///
/// A year of two digits without an era is not read: 6.4.1 and 24/4/1 are days of several eras.
pub(crate) fn date(text: &str) -> DateRead {
    match era::parse(text) {
        Ok(date) => DateRead::Day(date),
        Err(era::Unread::OutsideEra { date }) => DateRead::OutsideEra(date),
        Err(era::Unread::NotAnEraDate) => match western(text) {
            Some(date) => DateRead::Day(date),
            None if is_without_day(text) => DateRead::WithoutDay,
            None => DateRead::Unreadable,
        },
        Err(_) => DateRead::Unreadable,
    }
}

/// Tells whether a text is a month or a year: `2024年4月`, `令和6年度`, `R6.4`, `2024`.
///
/// Without an era a year has four digits; 6.4 may be a month of several eras, or a day.
fn is_without_day(text: &str) -> bool {
    let folded = fold::word(text);
    let vague = folded.trim_end_matches("頃").trim_end_matches("ごろ");
    let third = ["上旬", "中旬", "下旬"].iter().find_map(|third| vague.strip_suffix(third));
    let plain = third.unwrap_or(vague);
    let (year_text, is_year): (&str, fn(&str) -> bool) = match era::split_era(plain) {
        Some((_, rest)) => (rest, |year| year == "元" || (1..=2).contains(&year.len()) && is_count(year, 99)),
        None => (plain, |year| year.len() == 4 && is_count(year, 2_199) && !is_count(year, 1_867)),
    };
    let is_month = |month: &str| month.len() <= 2 && is_count(month, 12);
    if let Some((year, behind)) = year_text.split_once('年') {
        let month = behind.strip_suffix('月');
        return is_year(year) && (matches!(behind, "" | "度") || month.is_some_and(is_month));
    }
    match year_text.split_once(['.', '/', '-']) {
        Some((year, month)) => is_year(year) && is_month(month),
        None => is_year(year_text) && third.is_none(),
    }
}

/// Tells whether a text is a number from 1 to the limit.
fn is_count(text: &str, limit: u16) -> bool {
    number::<u16>(text).is_some_and(|count| (1..=limit).contains(&count))
}

fn western(text: &str) -> Option<Date> {
    let narrowed = fold::narrow(text);
    let narrowed = narrowed.trim();
    // A weekday or a time may stand behind the date.
    let end = narrowed.find(['T', '(']).unwrap_or(narrowed.len());
    let (date, behind) = narrowed.split_at_checked(end)?;
    let without_time =
        date.split_once(' ').filter(|(_, time)| time.contains(':')).map_or(date, |(date, _)| date);
    let date = fold::word(without_time);
    let is_digits = behind.is_empty() && date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if let Some(found) = is_digits.then(|| digits_alone(&date)).flatten() {
        return Some(found);
    }
    let separator = date.chars().find(|character| !character.is_ascii_digit())?;
    let (year, rest) = date.split_once(separator)?;
    let (month, day) = match separator {
        '年' => rest.strip_suffix('日')?.split_once('月')?,
        '-' | '/' | '.' => rest.split_once(separator)?,
        _ => return None,
    };
    let is_full_year = year.len() == 4;
    is_full_year.then(|| Date::new(number(year)?, number(month)?, number(day)?).ok()).flatten()
}

/// Reads `20240401` and the serial `45383`, also with the fraction of a day behind it.
fn digits_alone(text: &str) -> Option<Date> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    match whole.len() {
        5 if !fraction.contains('.') => era::from_serial(whole.parse().ok()?),
        8 if fraction.is_empty() => {
            let (year, rest) = whole.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            Date::new(number(year)?, number(month)?, number(day)?).ok()
        }
        _ => None,
    }
}

fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Reads `16GB`, `１６ＧＢ`, `512 MB`, `1TB`, `16ギガバイト`, or a bare number under a heading with a unit.
///
/// Units: powers of ten, as makers count; GiB and its like are powers of two.
pub(super) fn capacity(text: &str, unit_of_heading: &str) -> Option<u64> {
    let folded = fold::word(text).replace(',', "");
    let bare = folded.split('(').next().unwrap_or_default();
    let end =
        bare.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(bare.len());
    let (amount, unit) = bare.split_at_checked(end)?;
    let unit = if unit.is_empty() { unit_of_heading } else { unit };
    scaled(amount, unit_bytes(unit)?)
}

fn unit_bytes(unit: &str) -> Option<u64> {
    Some(match unit {
        "b" | "byte" | "bytes" | "バイト" => 1,
        "k" | "kb" | "キロバイト" => 1_000,
        "m" | "mb" | "メガ" | "メガバイト" => 1_000_000,
        "g" | "gb" | "ギガ" | "ギガバイト" => 1_000_000_000,
        "t" | "tb" | "テラ" | "テラバイト" => 1_000_000_000_000,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => return None,
    })
}

/// Multiplies a decimal number exactly; none if bytes are split, or nothing is left.
fn scaled(amount: &str, unit_bytes: u64) -> Option<u64> {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, "0"));
    let digits = u32::try_from(fraction.len()).ok()?;
    let parts = 10_u64.checked_pow(digits)?;
    let whole: u64 = whole.parse().ok()?;
    let fraction: u64 = fraction.parse().ok()?;
    let of_fraction = fraction.checked_mul(unit_bytes)?;
    let split = of_fraction.checked_rem(parts)?;
    let bytes = whole.checked_mul(unit_bytes)?.checked_add(of_fraction.checked_div(parts)?)?;
    (split == 0 && bytes > 0).then_some(bytes)
}

/// Reads a word such as 保管中.
pub(super) fn status(text: &str) -> Option<Status> {
    let folded = fold::word(text);
    STATUS_WORDS.iter().find(|(_, words)| words.contains(&folded.as_str())).map(|(status, _)| *status)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn dates_of_both_calendars_and_of_spreadsheets_are_read() {
        let first = day(2024, 4, 1);
        for text in [
            "2024-04-01",
            "2024/4/1",
            "2024.4.1",
            "２０２４／４／１",
            "2024年4月1日",
            "2024年 4月 1日",
            "20240401",
            "45383",
            "45383.5",
            "2024-04-01 17:40",
            "2024/4/1 0:00:00",
            "2024-04-01T00:00:00",
            "2024/4/1(月)",
            "令和6年4月1日",
            "R6.4.1",
            " 令和６年４月１日 ",
        ] {
            assert_eq!(date(text), DateRead::Day(first), "{text}");
        }
        assert_eq!(date("平成31年5月1日"), DateRead::OutsideEra(day(2019, 5, 1)));
    }

    #[test]
    fn dates_that_could_be_several_days_or_none_are_not_read() {
        for text in [
            "6.4.1",
            "24/4/1",
            "2024/2/30",
            "令和6年2月30日",
            "未定",
            "24/4",
            "6.4",
            "R6.13",
            "2024年13月",
            "1024",
            "2024/4-1",
            "12345678",
            "123",
            "+2024-4-1",
            "2024年4月1",
            "令和6年4月1日（日）",
        ] {
            assert_eq!(date(text), DateRead::Unreadable, "{text}");
        }
    }

    #[test]
    fn months_and_years_are_told_from_what_cannot_be_read() {
        for text in [
            "2024-04",
            "2024/4",
            "２０２４．４",
            "2024年4月",
            "2024年4月頃",
            "2024年4月上旬",
            "2024年",
            "2024年度",
            "2024",
            "R6.4",
            "令和6年4月",
            "令和元年度",
            "平成３０年",
            "H28",
        ] {
            assert_eq!(date(text), DateRead::WithoutDay, "{text}");
        }
    }

    #[test]
    fn capacities_are_read_in_every_spelling() {
        let table = [
            ("16GB", "", Some(16_000_000_000)),
            ("１６ＧＢ", "", Some(16_000_000_000)),
            ("16 G", "", Some(16_000_000_000)),
            ("512MB", "", Some(512_000_000)),
            ("1.5TB", "", Some(1_500_000_000_000)),
            ("16GB（USB3.0）", "", Some(16_000_000_000)),
            ("16ギガバイト", "", Some(16_000_000_000)),
            ("15,728,640バイト", "", Some(15_728_640)),
            ("16GiB", "", Some(17_179_869_184)),
            ("16", "gb", Some(16_000_000_000)),
            ("16", "", None),
            ("大", "", None),
            ("0GB", "", None),
            ("16GBくらい", "", None),
            ("99999999999TB", "", None),
            ("1.2.3GB", "", None),
        ];
        for (text, unit, bytes) in table {
            assert_eq!(capacity(text, unit), bytes, "{text}");
        }
    }

    #[test]
    fn status_words_are_known_and_others_are_not_guessed() {
        let table = [
            ("使用可", Some(Status::InStore)),
            ("保管中", Some(Status::InStore)),
            ("貸 出 中", Some(Status::Lent)),
            ("廃棄済み", Some(Status::Destroyed)),
            ("紛失", Some(Status::Lost)),
            ("故障", Some(Status::Broken)),
            ("要確認", None),
        ];
        for (text, known) in table {
            assert_eq!(status(text), known, "{text}");
        }
    }
}
