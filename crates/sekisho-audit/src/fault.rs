//! What can break while a table is read, or a table or a mail written.

use std::collections::BTreeMap;

/// Something in the bytes or in the request broke, and nothing could be read or written.
///
/// A *no* of the ledger's rules is not a fault: see [`Problem`](crate::ledger::Problem).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The office's side: the text holds the mark of letters that were lost in an earlier conversion.
    #[error("cell `{cell}` holds U+FFFD: letters were lost before this file was saved")]
    AlreadyDamaged {
        /// The cell, such as `B12`.
        cell: String,
    },
    /// The office's side: an address in a mail has no valid form.
    #[error("mail address `{address}` is not valid")]
    Address {
        /// The address as given.
        address: String,
        /// What the mail library says.
        #[source]
        source: lettre::address::AddressError,
    },
    /// The office's side: the workbook asks for a password.
    #[error("workbook is protected by a password")]
    Encrypted,
    /// Our side: a message could not be put together.
    #[error("mail could not be composed")]
    Mail {
        /// What the mail library says.
        #[source]
        source: lettre::error::Error,
    },
    /// The caller's side: an explicit column mapping cannot be read.
    #[error("column mapping `{part}` is not `heading=field`")]
    Mapping {
        /// The part that cannot be read.
        part: String,
    },
    /// The office's side: the table has no row that could be its header.
    #[error("no header row found")]
    NoHeader,
    /// The caller's side: the workbook has no sheet of this name.
    #[error("workbook has no sheet `{name}`")]
    NoSheet {
        /// The name asked for; empty if any sheet would have done.
        name: String,
    },
    /// The office's side: the bytes are not text in CP932.
    #[error("byte {byte_offset} in line {line} is not CP932")]
    NotCp932 {
        /// Where the bad bytes begin, from 0.
        byte_offset: u64,
        /// The line, from 1.
        line: u64,
    },
    /// The office's side: the bytes are no table in a form that is read here.
    #[error("file is of the form `{found}`, not a table in CSV")]
    NotCsv {
        /// What the bytes look like: `binary`, `pdf`, `utf-16`, `xls` (or a protected file) or `xlsx`.
        found: &'static str,
    },
    /// The office's side: the bytes are not text in UTF-8.
    #[error("byte {byte_offset} in line {line} is not UTF-8")]
    NotUtf8 {
        /// Where the bad bytes begin, from 0.
        byte_offset: u64,
        /// The line, from 1.
        line: u64,
    },
    /// The office's side: more cells than a ledger of an office ever has.
    #[error("table is larger than {rows} rows, {columns} columns or {cells} cells")]
    TooLarge {
        /// The most cells that are read.
        cells: u64,
        /// The most columns that are read.
        columns: u32,
        /// The most rows that are read.
        rows: u32,
    },
    /// The office's side: the text ends inside a character.
    #[error("text ends inside a character at byte {byte_offset} in line {line}: the file is cut off")]
    Truncated {
        /// Where the cut character begins, from 0.
        byte_offset: u64,
        /// The line, from 1.
        line: u64,
    },
    /// The office's side: a quoted cell never ends.
    #[error("quoted cell `{cell}` that begins in line {line} never ends: the file is cut off")]
    UnclosedQuote {
        /// The cell, such as `B12`.
        cell: String,
        /// The line where its quote opens, from 1.
        line: u64,
    },
    /// The caller's side: CP932 has no code for a character of the table.
    #[error("cell `{cell}` holds `{character}`, which CP932 cannot write")]
    Unencodable {
        /// The cell in the table being written, such as `B12`.
        cell: String,
        /// The first character without a code.
        character: char,
    },
    /// The office's side: the workbook is broken or cut off.
    #[error("workbook is broken or cut off")]
    Workbook {
        /// What the workbook library says.
        #[source]
        source: calamine::Error,
    },
    /// The caller's side: a workbook cannot hold this table.
    #[error("table cannot be written as a workbook")]
    WorkbookWrite {
        /// What the workbook library says.
        #[source]
        source: rust_xlsxwriter::XlsxError,
    },
}

impl Fault {
    /// Gives the stable code under which the sentence for people is kept.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "mail-address",
            Self::AlreadyDamaged { .. } => "table-already-damaged",
            Self::Encrypted => "table-encrypted",
            Self::Mail { .. } => "mail-not-composed",
            Self::Mapping { .. } => "ledger-mapping",
            Self::NoHeader => "table-no-header",
            Self::NoSheet { .. } => "table-no-sheet",
            Self::NotCp932 { .. } => "table-not-cp932",
            Self::NotCsv { .. } => "table-not-csv",
            Self::NotUtf8 { .. } => "table-not-utf8",
            Self::TooLarge { .. } => "table-too-large",
            Self::Truncated { .. } => "table-truncated",
            Self::UnclosedQuote { .. } => "table-unclosed-quote",
            Self::Unencodable { .. } => "table-unencodable",
            Self::Workbook { .. } => "table-broken-workbook",
            Self::WorkbookWrite { .. } => "table-workbook-not-written",
        }
    }

    /// Gives the arguments of that sentence.
    pub fn arguments(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Address { address, .. } => BTreeMap::from([("address", address.clone())]),
            Self::AlreadyDamaged { cell } => BTreeMap::from([("cell", cell.clone())]),
            Self::Mapping { part } => BTreeMap::from([("part", part.clone())]),
            Self::NoSheet { name } => BTreeMap::from([("name", name.clone())]),
            Self::NotCsv { found } => BTreeMap::from([("found", (*found).to_owned())]),
            Self::NotCp932 { byte_offset, line }
            | Self::NotUtf8 { byte_offset, line }
            | Self::Truncated { byte_offset, line } => {
                BTreeMap::from([("byte", byte_offset.to_string()), ("line", line.to_string())])
            }
            Self::TooLarge { cells, columns, rows } => BTreeMap::from([
                ("cells", cells.to_string()),
                ("columns", columns.to_string()),
                ("rows", rows.to_string()),
            ]),
            Self::UnclosedQuote { cell, line } => {
                BTreeMap::from([("cell", cell.clone()), ("line", line.to_string())])
            }
            Self::Unencodable { cell, character } => {
                BTreeMap::from([("cell", cell.clone()), ("character", character.to_string())])
            }
            Self::Encrypted
            | Self::Mail { .. }
            | Self::NoHeader
            | Self::Workbook { .. }
            | Self::WorkbookWrite { .. } => BTreeMap::new(),
        }
    }
}
