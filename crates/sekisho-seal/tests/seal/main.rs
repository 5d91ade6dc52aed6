//! What only shows from outside: other people's vectors, the worked examples of the specification, and properties of
//! every reader.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "the helpers of these tests are tests, too"
)]

mod answer;
mod container;
mod examples;
mod key_pair;
mod properties;
mod reference;
mod testkit;
mod text;
