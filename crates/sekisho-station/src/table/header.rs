//! Finds the wanted columns in a header.

use unicode_normalization::UnicodeNormalization as _;

use super::{MAX_COLUMNS, Plan, TableError};

/// Where the wanted fields stand in each row.
#[derive(Debug)]
pub(super) struct Selection {
    columns: usize,
    names: Vec<String>,
    places: Vec<usize>,
    runs: Vec<(usize, usize)>,
    written: usize,
}

impl Selection {
    /// Compares the header with the plan.
    pub(super) fn new(present: Vec<String>, plan: &Plan, line: u64) -> Result<Self, TableError> {
        if present.len() > MAX_COLUMNS {
            return Err(TableError::TooManyColumns);
        }
        let place = |wanted: &str| present.iter().position(|name| name == wanted);
        let found: Vec<Option<usize>> = plan.wanted().map(place).collect();
        let missing = || plan.wanted().zip(&found).filter(|(_, place)| place.is_none()).map(|(name, _)| name);
        let suggested: Vec<_> = missing()
            .filter_map(|wanted| nearest(wanted, &present).map(|near| (wanted.to_owned(), near)))
            .collect();
        if found.iter().all(Option::is_none) && suggested.is_empty() {
            return Err(TableError::NoHeader { line });
        }
        let repeated = repeated(&present);
        if !repeated.is_empty() {
            return Err(TableError::HeadingsRepeated { present, repeated });
        }
        let missing: Vec<String> = missing().map(str::to_owned).collect();
        if !missing.is_empty() {
            return Err(TableError::FieldsMissing { missing, present, suggested });
        }
        let places: Vec<usize> = found.into_iter().flatten().collect();
        let written = plan.fields().len();
        let runs = runs(places.get(..written).unwrap_or_default());
        let names = plan.wanted().map(str::to_owned).collect();
        Ok(Self { columns: present.len(), names, places, runs, written })
    }

    /// Tells how many columns the source has.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Gives the names of the fields that are written.
    pub(super) fn written(&self) -> impl Iterator<Item = &str> {
        self.names.iter().take(self.written).map(String::as_str)
    }

    /// Gives the columns of all wanted fields, those that are written first.
    pub(super) fn places(&self) -> &[usize] {
        &self.places
    }

    /// Gives first and last column of each stretch of neighbors that are written in the order of the source.
    pub(super) fn runs(&self) -> &[(usize, usize)] {
        &self.runs
    }

    /// Refuses a row that has more or fewer cells than the header.
    pub(super) fn check(&self, found: usize, line: u64, row: u64) -> Result<(), TableError> {
        if found == self.columns {
            return Ok(());
        }
        Err(TableError::RowCells { expected: self.columns, found, line, row })
    }
}

fn runs(places: &[usize]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for place in places {
        match runs.last_mut() {
            Some((_, last)) if last.saturating_add(1) == *place => *last = *place,
            _ => runs.push((*place, *place)),
        }
    }
    runs
}

fn repeated(present: &[String]) -> Vec<String> {
    let mut sorted: Vec<&String> = present.iter().filter(|name| !name.is_empty()).collect();
    sorted.sort_unstable();
    let mut repeated: Vec<String> = sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .filter(|(one, next)| one == next)
        .map(|(one, _)| (*one).clone())
        .collect();
    repeated.dedup();
    repeated
}

/// Gives the heading that is nearly the wanted one, if there is any.
fn nearest(wanted: &str, present: &[String]) -> Option<String> {
    let folded = folded(wanted);
    let allowed = if folded.len() <= 3 { 1 } else { 2 };
    present
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| (distance(&folded, &self::folded(name)), name))
        // A heading of one character is near to every other of one character.
        .filter(|(distance, _)| *distance == 0 || (*distance <= allowed && folded.len() > 1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.clone())
}

/// Folds what people do not see: width, case, white space.
fn folded(name: &str) -> Vec<char> {
    name.nfkc().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Counts the characters that must be added, dropped or replaced (Levenshtein).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut line: Vec<usize> = (0..=other.len()).collect();
    for (row, left) in one.iter().enumerate() {
        let mut diagonal = row;
        let mut before = row.saturating_add(1);
        if let Some(first) = line.first_mut() {
            *first = before;
        }
        for (above, right) in line.iter_mut().skip(1).zip(other) {
            let replaced = diagonal.saturating_add(usize::from(left != right));
            diagonal = *above;
            *above = replaced.min(diagonal.saturating_add(1)).min(before.saturating_add(1));
            before = *above;
        }
    }
    line.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_changes() {
        let table =
            [("", "", 0), ("氏名", "氏名", 0), ("氏名", "姓名", 1), ("氏名", "氏名カナ", 2), ("abc", "", 3)];
        for (one, other, expected) in table {
            let [one, other] = [one, other].map(|text| text.chars().collect::<Vec<_>>());
            assert_eq!((distance(&one, &other), distance(&other, &one)), (expected, expected));
        }
    }

    #[test]
    fn neighbors_are_written_in_one_stretch() {
        assert_eq!(runs(&[0, 1, 2, 5, 6, 4, 3, 4]), [(0, 2), (5, 6), (4, 4), (3, 4)]);
    }
}
