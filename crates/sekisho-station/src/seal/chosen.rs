//! Which rows of a table are sealed: those concerned, those that answer yes, and none of persons under protection.

use std::fmt;
use std::io::{self, Read};

use sekisho_core::document::Extract;
use sekisho_core::id::DatasetId;
use sekisho_core::less::Reading;
use zeroize::Zeroizing;

use super::{SealError, Sealing};
use crate::desk::{DeskError, Entropy};
use crate::fingerprint::{FINGERPRINT_BYTES, FingerprintKey};
use crate::list::append;
use crate::table::{InputForm, Plan, Row, TableError, project};

/// Which table rows are chosen by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Which {
    /// Those concerned: only their rows are sealed.
    Concerned,
    /// Persons under protection (支援措置): their rows are left out.
    Protected,
}

impl Which {
    fn field(self, extract: &Extract) -> Option<&str> {
        match self {
            Self::Concerned => extract.only.as_ref().map(|only| only.by.as_str()),
            Self::Protected => extract.left_out_by(),
        }
    }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Concerned => "persons concerned",
            Self::Protected => "persons under protection",
        })
    }
}

/// Those whom a table names by a field, as keyed values under a key that is thrown away.
pub(super) struct KeySet {
    by: String,
    dataset: DatasetId,
    key: FingerprintKey,
    values: Vec<[u8; FINGERPRINT_BYTES]>,
    which: Which,
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySet")
            .field("dataset", &self.dataset)
            .field("which", &self.which)
            .finish_non_exhaustive()
    }
}

impl KeySet {
    /// Tells whether the table names the value; nothing, if the value says nothing.
    fn names(&self, value: &str, text: &mut Vec<u8>) -> Option<bool> {
        let value = self.keyed(value, text)?;
        Some(self.values.binary_search(&value).is_ok())
    }

    fn keyed(&self, value: &str, text: &mut Vec<u8>) -> Option<[u8; FINGERPRINT_BYTES]> {
        text.clear();
        append(Reading::Code, value, text);
        (!text.is_empty()).then(|| self.key.of_message(text).0)
    }
}

impl Sealing<'_> {
    /// Takes the table by which rows of a dataset are chosen, before the dataset itself. Gives how many rows it has.
    ///
    /// Shape: its other columns are not looked at, and a row that says nothing names nobody. A second table of the same kind is
    /// added to the first; if it cannot be read, neither counts.
    /// Errors: [`SealError::KeysNotApproved`], [`SealError::Table`], [`SealError::Desk`].
    pub fn choose_by(
        &mut self,
        dataset: &DatasetId,
        which: Which,
        input: impl Read,
        form: &InputForm,
        entropy: &mut Entropy<'_>,
    ) -> Result<u64, SealError> {
        let own = |line: &&super::Line| line.extract.dataset == *dataset;
        let by = self.lines.iter().filter(own).find_map(|line| which.field(&line.extract));
        let by = by.ok_or_else(|| SealError::KeysNotApproved { dataset: dataset.clone(), which })?.to_owned();
        // Two tables of one kind are one: whoever stands in either is named.
        let same = |set: &KeySet| set.which == which && set.dataset == *dataset && set.by == by;
        let mut set = if let Some(before) = self.keys.iter().position(same) {
            self.keys.swap_remove(before)
        } else {
            let mut key = Zeroizing::new([0; 32]);
            entropy(&mut *key).map_err(DeskError::Entropy)?;
            KeySet { by, dataset: dataset.clone(), key: FingerprintKey::new(&key), values: Vec::new(), which }
        };
        let failed = |source| SealError::Table { dataset: dataset.clone(), source };
        let plan = Plan::new(vec![set.by.clone()], u64::MAX).map_err(failed)?;
        let (mut text, mut values) = (Vec::new(), std::mem::take(&mut set.values));
        let see = |row: &Row<'_>| values.extend(set.keyed(&row.field(0).unwrap_or_default(), &mut text));
        let rows = project(input, form, &plan, io::sink(), see).map_err(failed)?.rows;
        values.sort_unstable();
        values.dedup();
        set.values = values;
        self.keys.push(set);
        Ok(rows)
    }
}

/// Chooses among the rows of one table.
pub(super) struct Chosen<'a> {
    concerned: Option<(usize, &'a KeySet)>,
    condition: Option<(usize, Vec<u8>)>,
    /// How many persons under protection were left out.
    pub(super) left_out: u64,
    protected: Option<(usize, &'a KeySet)>,
    text: Vec<u8>,
}

impl<'a> Chosen<'a> {
    /// Finds what the extract chooses by.
    ///
    /// Errors: [`SealError::KeysMissing`].
    pub(super) fn of(extract: &Extract, plan: &Plan, sets: &'a [KeySet]) -> Result<Self, SealError> {
        let place = |field: &str| plan.wanted().position(|wanted| wanted == field);
        let set = |which: Which| {
            let Some(by) = which.field(extract) else { return Ok(None) };
            let fits = |set: &&KeySet| set.which == which && set.dataset == extract.dataset && set.by == by;
            let missing =
                || SealError::KeysMissing { by: by.to_owned(), dataset: extract.dataset.clone(), which };
            let set = sets.iter().find(fits).ok_or_else(missing)?;
            Ok::<_, SealError>(Some((place(by).ok_or_else(missing)?, set)))
        };
        let condition = extract.condition().and_then(|condition| {
            let mut text = Vec::new();
            append(Reading::Text, &condition.is, &mut text);
            Some((place(&condition.field)?, text))
        });
        let (concerned, protected) = (set(Which::Concerned)?, set(Which::Protected)?);
        Ok(Self { concerned, condition, left_out: 0, protected, text: Vec::new() })
    }

    /// Tells whether a row is sealed.
    ///
    /// Errors: [`TableError::KeyMissing`] where nobody can tell whether the row is of a person under protection.
    pub(super) fn keeps(&mut self, row: &Row<'_>) -> Result<bool, TableError> {
        let value = |place: usize| row.field(place).unwrap_or_default();
        if let Some((place, wanted)) = &self.condition {
            self.text.clear();
            append(Reading::Text, &value(*place), &mut self.text);
            if self.text != *wanted {
                return Ok(false);
            }
        }
        if let Some((place, set)) = &self.concerned
            && set.names(&value(*place), &mut self.text) != Some(true)
        {
            return Ok(false);
        }
        let Some((place, set)) = &self.protected else { return Ok(true) };
        let named = set.names(&value(*place), &mut self.text);
        let named =
            named.ok_or_else(|| TableError::KeyMissing { field: set.by.clone(), line: row.line() })?;
        if named {
            self.left_out = self.left_out.saturating_add(1);
        }
        Ok(!named)
    }
}
