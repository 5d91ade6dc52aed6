//! Less data: a list that answers yes or no instead of a table, masked fields, only the rows concerned, and persons under
//! protection left out.
//!
//! What is said here is what the sealing desk does; the document says it, so that two persons approve it.

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::decide::Ask;
use crate::document::{Document, Extract};
use crate::id::{DatasetId, PurposeId};
use crate::permit::is_field_code;
use crate::purpose::{FieldClass, Template};
use crate::reason::{Reasons, Rule};

/// What stands for the fields of a dataset of which whole files are approved.
pub const WHOLE_FILES: &str = "*";

/// The most characters of a value that a mask leaves. Units: characters.
pub const MOST_KEPT: u8 = 8;

/// The most fields that a list is made of.
const MOST_READINGS: usize = 16;

/// In what form an extract leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Form {
    /// The rows, with the approved fields.
    #[default]
    Table,
    /// A keyed list of the fields, which answers whether somebody is in it, and nothing else.
    YesNo {
        /// How each of the fields is read, in their order.
        readings: Vec<Reading>,
        /// Which rows are in the list; all of them, if nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        yes_if: Option<Condition>,
    },
}

impl Form {
    /// Tells whether it is the form that is not written.
    pub fn is_table(&self) -> bool {
        *self == Self::Table
    }
}

/// How the spellings of a value are made one. Source: docs/spec/list.md section 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// A number that names a person: zeros in front do not count.
    Code,
    /// A day, in any of the ways to write it.
    Date,
    /// Digits alone: postcodes, telephone numbers.
    Digits,
    /// A name or an address.
    Text,
}

impl Reading {
    /// Every reading, for lists.
    pub const ALL: [Self; 4] = [Self::Code, Self::Date, Self::Digits, Self::Text];

    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Date => "date",
            Self::Digits => "digits",
            Self::Text => "text",
        }
    }
}

/// Which rows answer "yes": those whose field holds the value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Which field.
    pub field: String,
    /// What it holds, read as text.
    pub is: String,
}

/// What is left of a value.
///
/// Shape: as a word, `all`, `keep-first-N` or `keep-last-N`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mask {
    /// Nothing.
    All,
    /// So many characters at the beginning.
    KeepFirst(u8),
    /// So many characters at the end.
    KeepLast(u8),
}

impl Mask {
    /// Tells whether it leaves no more than another mask.
    pub fn covers(self, other: Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::KeepFirst(own), Self::KeepFirst(most)) | (Self::KeepLast(own), Self::KeepLast(most)) => {
                own <= most
            }
            _ => false,
        }
    }

    fn is_fit(self) -> bool {
        match self {
            Self::All => true,
            Self::KeepFirst(kept) | Self::KeepLast(kept) => (1..=MOST_KEPT).contains(&kept),
        }
    }
}

/// What is left of one field. A list of them stands in documents, since names of fields are words of the office's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Masked {
    /// Which field.
    pub field: String,
    /// What is left.
    pub mask: Mask,
}

/// Finds the mask of a field.
pub fn mask_of(masks: &[Masked], field: &str) -> Option<Mask> {
    masks.iter().find(|one| one.field == field).map(|one| one.mask)
}

/// Each mask leaves little, and each field has one.
fn are_fit(masks: &[Masked], has: impl Fn(&str) -> bool) -> bool {
    masks.iter().enumerate().all(|(line, one)| {
        let twice = masks.iter().take(line).any(|earlier| earlier.field == one.field);
        one.mask.is_fit() && !twice && has(&one.field)
    })
}

impl fmt::Display for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::KeepFirst(kept) => write!(f, "keep-first-{kept}"),
            Self::KeepLast(kept) => write!(f, "keep-last-{kept}"),
        }
    }
}

/// The word is no mask.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no mask")]
pub struct MaskError(pub String);

impl FromStr for Mask {
    type Err = MaskError;

    fn from_str(word: &str) -> Result<Self, MaskError> {
        let count = |digits: &str| digits.parse().ok();
        let mask = match word {
            "all" => Some(Self::All),
            _ => (word.strip_prefix("keep-first-").and_then(count).map(Self::KeepFirst))
                .or_else(|| word.strip_prefix("keep-last-").and_then(count).map(Self::KeepLast)),
        };
        // A count has one spelling.
        let mask = mask.filter(|mask| mask.is_fit() && mask.to_string() == word);
        mask.ok_or_else(|| MaskError(word.to_owned()))
    }
}

/// Only the rows concerned: those whose field stands in another table, which the sealing desk is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concerned {
    /// The field that both tables have.
    pub by: String,
    /// Which dataset says who is concerned.
    pub dataset: DatasetId,
}

/// What becomes of persons under protection (支援措置).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Protected {
    /// They are left out, by the list that the sealing desk is given.
    LeftOut {
        /// The field by which the list names them.
        by: String,
    },
    /// They go along; the chief officer then approves as well.
    TakenAlong,
}

/// In what form a purpose has enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enough {
    /// The rows.
    #[default]
    Table,
    /// A list that answers yes or no.
    YesNo,
}

impl Enough {
    /// Tells whether it is the form that is not written.
    pub fn is_table(&self) -> bool {
        *self == Self::Table
    }
}

impl Extract {
    /// Takes fields of rows as they are.
    pub fn table(dataset: DatasetId, fields: Vec<String>, rows: u64) -> Self {
        Self { dataset, fields, form: Form::Table, masks: Vec::new(), only: None, protected: None, rows }
    }

    /// Tells whether whole files are taken.
    pub fn is_whole_files(&self) -> bool {
        self.fields == [WHOLE_FILES]
    }

    /// Lists the fields about which it tells something: those that it has, and the one that decides who is in a list.
    pub fn told(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().chain(self.condition().map(|condition| &condition.field)).map(String::as_str)
    }

    /// Lists the fields that the sealing desk looks at and that do not leave.
    pub fn looked_at(&self) -> impl Iterator<Item = &str> {
        let only = self.only.as_ref().map(|only| only.by.as_str());
        let condition = self.condition().map(|condition| condition.field.as_str());
        only.into_iter().chain(self.left_out_by()).chain(condition)
    }

    /// Lists the words that the forms bring with them.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        let value = self.condition().map(|condition| condition.is.as_str());
        self.fields.iter().map(String::as_str).chain(self.looked_at()).chain(value)
    }

    /// Gives what decides who is in a list.
    pub fn condition(&self) -> Option<&Condition> {
        match &self.form {
            Form::YesNo { yes_if, .. } => yes_if.as_ref(),
            Form::Table => None,
        }
    }

    /// Gives the field by which persons under protection are left out, if they are.
    pub fn left_out_by(&self) -> Option<&str> {
        match &self.protected {
            Some(Protected::LeftOut { by }) => Some(by),
            Some(Protected::TakenAlong) | None => None,
        }
    }

    /// Writes what an act statement says of its form; nothing of a table as it is.
    pub(crate) fn form_facts(&self, lines: &mut Vec<String>) {
        let dataset = &self.dataset;
        if let Form::YesNo { readings, yes_if } = &self.form {
            let names: Vec<&str> = readings.iter().map(|reading| reading.name()).collect();
            lines.push(format!("yes/no list of {dataset} read as {}", names.join(",")));
            if let Some(condition) = yes_if {
                lines.push(format!("yes if {} is {}", condition.field, condition.is));
            }
        }
        lines.extend(self.masks.iter().map(|one| format!("mask {} of {dataset} {}", one.field, one.mask)));
        if let Some(only) = &self.only {
            lines.push(format!("only {dataset} whose {} is in {}", only.by, only.dataset));
        }
        match &self.protected {
            Some(Protected::LeftOut { by }) => {
                lines.push(format!("protected persons of {dataset} left out by {by}"));
            }
            Some(Protected::TakenAlong) => lines.push(format!("protected persons of {dataset} taken along")),
            None => {}
        }
    }

    fn is_fit(&self, document: &Document) -> bool {
        let form = match &self.form {
            Form::Table => true,
            // A list is made by sealing; nothing else makes one.
            Form::YesNo { readings, .. } => {
                document.is_sealed()
                    && readings.len() == self.fields.len()
                    && readings.len() <= MOST_READINGS
                    && self.masks.is_empty()
            }
        };
        let own = |field: &str| self.fields.iter().any(|own| own == field);
        let valued = self.condition().is_none_or(|condition| !condition.is.trim().is_empty());
        let plain = self.form.is_table() && self.masks.is_empty() && self.looked_at().next().is_none();
        form && valued
            && are_fit(&self.masks, own)
            && self.looked_at().all(is_field_code)
            && (plain || !own(WHOLE_FILES))
    }
}

impl Document {
    /// Tells whether the chief officer must approve as well: for more than the purpose needs, and for persons under protection.
    pub fn needs_chief_officer(&self) -> bool {
        // Only sealing leaves anybody out; elsewhere it is a promise, for which somebody answers.
        let may_be_along = |extract: &Extract| match extract.protected {
            Some(Protected::TakenAlong) => true,
            Some(Protected::LeftOut { .. }) => !self.is_sealed(),
            None => false,
        };
        self.beyond.is_some() || self.extracts.iter().any(may_be_along)
    }
}

/// Demands that the forms of a document are such as sealing can make, and that it says what becomes of persons under
/// protection.
///
/// Errors: [`Rule::ExtractUnfit`], [`Rule::ProtectedUnstated`].
/// Source: control C03.
pub(crate) fn check_forms(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    for extract in &document.extracts {
        reasons.require(extract.is_fit(document), || {
            Rule::ExtractUnfit.about("permit", document.permit).about("dataset", &extract.dataset)
        });
        let held = ask.state.holdings.datasets.get(&extract.dataset);
        let protects =
            held.is_some_and(|held| held.fields.iter().any(|one| one.class == FieldClass::AddressProtected));
        reasons.require(!protects || extract.protected.is_some(), || {
            Rule::ProtectedUnstated.about("permit", document.permit).about("dataset", &extract.dataset)
        });
    }
}

/// Says what of an extract could be less by its form: a list instead of rows, a mask instead of a value.
///
/// Errors: [`Rule::ListIsEnough`], [`Rule::MaskMissing`].
/// Source: control C03.
pub(crate) fn check_enough(
    document: &Document,
    code: &PurposeId,
    template: &Template,
    extract: &Extract,
    reasons: &mut Reasons,
) {
    if !extract.form.is_table() {
        return;
    }
    reasons.require(template.enough.is_table(), || {
        let fields: Vec<&str> = template.fields.iter().map(String::as_str).collect();
        Rule::ListIsEnough
            .about("permit", document.permit)
            .about("purpose", code)
            .about("dataset", &extract.dataset)
            .about("enough", fields.join(","))
            .about("rows", template.rows)
    });
    for Masked { field, mask } in template.masks.iter().filter(|one| extract.fields.contains(&one.field)) {
        let masked = mask_of(&extract.masks, field).is_some_and(|own| own.covers(*mask));
        reasons.require(masked, || {
            Rule::MaskMissing
                .about("permit", document.permit)
                .about("purpose", code)
                .about("dataset", &extract.dataset)
                .about("field", field)
                .about("mask", mask)
        });
    }
}

/// Tells whether a template can be met.
pub(crate) fn is_template_fit(template: &Template) -> bool {
    are_fit(&template.masks, |field| template.fields.contains(field))
        && (template.enough.is_table() || template.masks.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_has_one_spelling() {
        for word in ["all", "keep-first-1", "keep-last-8"] {
            assert_eq!(word.parse::<Mask>().unwrap().to_string(), word);
        }
        for bad in ["", "ALL", "keep-last-0", "keep-last-9", "keep-last-04", "keep-first-", "keep-first-+1"] {
            assert_eq!(bad.parse::<Mask>(), Err(MaskError(bad.to_owned())));
        }
    }

    #[test]
    fn a_mask_covers_those_that_leave_as_much_or_more_at_the_same_end() {
        let (one, four, last) = (Mask::KeepFirst(1), Mask::KeepFirst(4), Mask::KeepLast(1));
        assert!(Mask::All.covers(one) && one.covers(four) && one.covers(one));
        assert!(!four.covers(one) && !one.covers(last) && !one.covers(Mask::All));
    }
}
