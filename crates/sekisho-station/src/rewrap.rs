//! 宛先の付替え: the receiving device died, and the owner wraps the file key of a box again for another one.
//!
//! ```text
//!  at the owner's:  prepare ──> two officers sign ──> ask ──> challenge … answer ──> Unwrapped ──> wrap
//!                   ──> two officers sign ──> attest: the receipt for the record, and the header file
//!  at the site:     apply: the first bytes of the box and permit.age are replaced; the payload is not touched
//! ```
//! The owner's key lies in two shares; each alone is noise. The file key is in memory between the answer and the new header,
//! and nowhere else.
//!
//! Source: `docs/spec/container.md` section 11.

mod apply;
mod error;
mod header_file;
mod question;
mod receipt;
mod share;
#[cfg(test)]
mod tests;
mod wrap;

pub use apply::{Applied, apply};
pub use error::RewrapError;
pub use header_file::HeaderFile;
pub use question::{Asking, Prepared, Wanted, prepare};
pub use receipt::RewrapReceiptFile;
pub use share::{NewKey, Share, combine, new_key};
pub use wrap::{Rewrapped, Unwrapped};
