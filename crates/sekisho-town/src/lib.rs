//! Makes the data of a town that does not exist: Sekimori City (関守市), for the demo, tests and benches.
//!
//! Seven tables with the row counts of the 2022 case, written as CSV in UTF-8 or CP932. The same seed and
//! scale give the same bytes on every machine. Subsets are drawn with the key of the residents' table, so
//! joins can be asserted exactly. Surnames are real; people, quarters, postcodes (`000-xxxx`) and the bank
//! code (`9999`) are not. A known share of households carries a [`HardCase`]: characters that CP932 lacks,
//! births on 29 February, people of a hundred years and more, protected addresses.
//!
//! All chance comes from streams of `SplitMix64`, each started from the seed, what it is for, and the household
//! or resident it is for. The bytes of a seed are part of what this crate promises: golden files notice a change.
//!
//! It does *not* open files, read a clock or the environment, or draw randomness: it takes `Write` and a seed.
//! It does not quote CSV fields, since no value holds a comma, a quote or a line break.
//!
//! Start from [`Town`], [`Table`] and [`Form`]:
//!
//! ```
//! use sekisho_town::{Form, Scale, Table, Town};
//!
//! let town = Town { seed: 2022, scale: Scale::of(1, 1000)? };
//! let mut file = Vec::new();
//! let written = town.write(Table::Residents, &Form::default(), &mut file)?;
//! assert_eq!(written.rows, 461);
//! # Ok::<(), sekisho_town::TownError>(())
//! ```

#![forbid(unsafe_code)]

mod date;
mod dice;
mod draw;
mod encode;
mod error;
mod form;
mod hard_case;
mod household;
mod kana;
mod name;
mod number;
mod place;
mod resident;
mod row;
mod sheet;
mod table;
mod town;

pub use date::Date;
pub use error::TownError;
pub use form::{Encoding, Escaped, Form, LineEnding, Written};
pub use hard_case::HardCase;
pub use household::{Relation, Sex};
pub use name::{KanaWidth, Name, Script, Word};
pub use number::{HouseholdNumber, UnifiedCode};
pub use place::{Address, Building, NumberStyle, Quarter};
pub use resident::{Arrival, Protection, Resident};
pub use table::Table;
pub use town::{AS_OF, NOTICE_FILE_NAME, Scale, Town};
