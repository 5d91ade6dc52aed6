//! The codes of all problems that a ledger can have. Their sentences are kept outside, by code and language.

/// A number appears twice. Arguments: `number`, `first` (cell).
pub const DUPLICATE_NUMBER: &str = "ledger-duplicate-number";
/// A serial number appears twice. Arguments: `serial`, `first` (cell).
pub const DUPLICATE_SERIAL: &str = "ledger-duplicate-serial";
/// Two columns claim one field, and the better heading wins (warning). Arguments: `heading`, `field`, `used` (cell).
pub const DUPLICATE_COLUMN: &str = "ledger-duplicate-column";
/// A date lies after today. Arguments: `field`, `heading`, `date`, `today`.
pub const FUTURE_DATE: &str = "ledger-future-date";
/// A date has a month or a year, and no day: it stays empty (warning). Arguments: `field`, `heading`, `typed`.
pub const DATE_WITHOUT_DAY: &str = "ledger-date-without-day";
/// A heading of the explicit mapping is not in the header. Arguments: `heading`, `field`.
pub const MAPPED_HEADING_MISSING: &str = "ledger-mapped-heading-missing";
/// A ledger of contracts, orders or rosters has no such column. Arguments: `field`.
pub const MISSING_COLUMN: &str = "ledger-missing-column";
/// A cell that every line needs is empty. Arguments: `field`, `typed`.
pub const MISSING_VALUE: &str = "ledger-missing-value";
/// A line has no number. No arguments.
pub const MISSING_NUMBER: &str = "ledger-missing-number";
/// A line has no serial number; a warning if the medium is not there to read it from. Arguments: `number`.
pub const MISSING_SERIAL: &str = "ledger-missing-serial";
/// No row has two known headings. No arguments.
pub const NO_HEADER: &str = "ledger-no-header";
/// No column holds the number. Arguments: `headings`.
pub const NO_NUMBER_COLUMN: &str = "ledger-no-number-column";
/// A number holds a character that ids cannot have. Arguments: `number`, `character`.
pub const NUMBER_CHARACTER: &str = "ledger-number-character";
/// A number was folded into ASCII (notice). Arguments: `typed`, `number`.
pub const NUMBER_FOLDED: &str = "ledger-number-folded";
/// A number is longer than an id can be. Arguments: `number`, `limit`.
pub const NUMBER_TOO_LONG: &str = "ledger-number-too-long";
/// A date counts on in an era that had ended or not begun (warning). Arguments: `typed`, `date`, `japanese`.
pub const OUTSIDE_ERA: &str = "ledger-outside-era";
/// A cell holds a character that only one computer can show, a gaiji (warning). Arguments: `codepoint`.
pub const PRIVATE_CHARACTER: &str = "ledger-private-character";
/// A spreadsheet has turned a long serial number into `1.23E+14`. Arguments: `typed`.
pub const SERIAL_ROUNDED: &str = "ledger-serial-rounded";
/// The status says "in store", the dates say "on loan" (warning). Arguments: `number`, `lent`.
pub const STATUS_AGAINST_DATES: &str = "ledger-status-against-dates";
/// A heading is not known, and its column is left out (warning). Arguments: `heading`.
pub const UNKNOWN_COLUMN: &str = "ledger-unknown-column";
/// A capacity cannot be read. Arguments: `typed`.
pub const UNREADABLE_CAPACITY: &str = "ledger-unreadable-capacity";
/// A date cannot be read. Arguments: `field`, `heading`, `typed`.
pub const UNREADABLE_DATE: &str = "ledger-unreadable-date";
/// A status word is not known. Arguments: `typed`.
pub const UNREADABLE_STATUS: &str = "ledger-unreadable-status";

/// Lists every code, so that a test can see that each has its sentence.
pub const ALL: [&str; 23] = [
    DATE_WITHOUT_DAY,
    DUPLICATE_COLUMN,
    DUPLICATE_NUMBER,
    DUPLICATE_SERIAL,
    FUTURE_DATE,
    MAPPED_HEADING_MISSING,
    MISSING_COLUMN,
    MISSING_NUMBER,
    MISSING_SERIAL,
    MISSING_VALUE,
    NO_HEADER,
    NO_NUMBER_COLUMN,
    NUMBER_CHARACTER,
    NUMBER_FOLDED,
    NUMBER_TOO_LONG,
    OUTSIDE_ERA,
    PRIVATE_CHARACTER,
    SERIAL_ROUNDED,
    STATUS_AGAINST_DATES,
    UNKNOWN_COLUMN,
    UNREADABLE_CAPACITY,
    UNREADABLE_DATE,
    UNREADABLE_STATUS,
];
