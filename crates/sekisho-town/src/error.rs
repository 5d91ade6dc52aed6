//! What can break while a town is written.

use std::io;

use crate::table::Table;

/// A fault of the caller's numbers or of the place written to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TownError {
    /// The caller's side: the place for a table could not be opened.
    #[error("cannot open a place for table `{}`", table.name())]
    Open {
        /// The cause.
        #[source]
        source: io::Error,
        /// The table that was to be written.
        table: Table,
    },
    /// The caller's side: the scale is not above zero and at most one.
    #[error("scale `{numerator}/{denominator}` is not above 0 and at most 1")]
    Scale {
        /// The lower number.
        denominator: u32,
        /// The upper number.
        numerator: u32,
    },
    /// The side of the place written to: it took no more bytes.
    #[error("cannot write table `{}`", table.name())]
    Write {
        /// The cause.
        #[source]
        source: io::Error,
        /// The table that was being written.
        table: Table,
    },
}
