//! Reads the office's ledger in and fills its papers out.
//!
//! It turns the bytes of a CSV file or a workbook into a [`table`], a table into the lines of a USB [`ledger`] with
//! every problem found in it, and typed data into the [`paper`]s that an office prints and files; it writes Japanese
//! [`era`] dates and the [`mail`]s: one asks for an overdue medium, one tells of a new key.
//!
//! It does *not* open a file, read a clock, send a mail or decide anything: bytes and times are arguments, and what
//! it finds comes back as codes with arguments. The one exception is the fixed wording of papers and mails, because
//! the wording of a form is its format.
//!
//! Start from [`table::Sheet`], [`ledger::Import`], [`chain::read`] and [`paper::Application`].

#![forbid(unsafe_code)]

pub mod chain;
pub mod era;
mod fault;
mod fold;
pub mod ledger;
pub mod mail;
pub mod paper;
pub mod reporting;
pub mod table;

pub use fault::Fault;
