//! Local rules (庁内規程): what the office itself forbids, beyond the built-in rules, written in Cedar.
//!
//! A local rule can only say no. It sees ids, codes, counts, classes, roles and times; never a name, a free text or a row. The
//! crate reads texts and answers questions; it opens no file, and knows neither the record nor a human language: a rule
//! brings its own words in both.
//!
//! Start from [`RuleSet`], [`Question`] and [`profile`].

#![forbid(unsafe_code)]

mod fault;
pub mod profile;
mod question;
mod rule_set;
pub mod sandbox;

pub use fault::{Finding, RulesFault};
pub use question::{Now, PermitFacts, PersonFacts, Question};
pub use rule_set::{RuleSet, Source, digest};

/// The words that a rule may use: `policies/sekisho.cedarschema`.
pub const SCHEMA: &str = include_str!("../../../policies/sekisho.cedarschema");
