//! How a table is written, and what was written.

/// The bytes behind the characters.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Encoding {
    /// CP932, which is Windows-31J. Characters without a code there are written as `{U+20BB7}` and reported.
    Cp932,
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-8 with the byte order mark that spreadsheets ask for.
    Utf8Bom,
}

/// The end of a line. Every line has one, the last too.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum LineEnding {
    /// CR LF.
    CrLf,
    /// LF.
    #[default]
    Lf,
}

/// The form of a file; by default UTF-8 with LF and nothing after the last line.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Form {
    /// The bytes behind the characters.
    pub encoding: Encoding,
    /// The end of a line.
    pub line_ending: LineEnding,
    /// Whether the byte 0x1A follows the last line, as old systems end a file.
    pub trailing_eof: bool,
}

/// What was written of one table.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Written {
    /// Size of the file.
    pub bytes: u64,
    /// Characters that the encoding lacks, in the order of the file.
    pub escaped: Vec<Escaped>,
    /// Rows without the head.
    pub rows: u64,
}

/// A character that was written as an escape.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Escaped {
    /// The character.
    pub character: char,
    /// The head of its column.
    pub column: &'static str,
    /// Its row; 1 is the first after the head.
    pub row: u64,
}

impl LineEnding {
    /// Gives the characters.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::CrLf => "\r\n",
            Self::Lf => "\n",
        }
    }
}
