//! One table on its way into the box: as rows, or as a list that answers yes or no.

use std::io::{self, Read, Write as _};

use sekisho_core::document::Extract;
use sekisho_core::id::DatasetId;
use sekisho_core::less::{Form, Reading};
use sekisho_seal::archive::MemberName;

use super::chosen::Chosen;
use super::dates::Dates;
use super::manifest::Kind;
use super::{Line, SealError, Sealing, TableForm, fingerprints};
use crate::desk::Entropy;
use crate::fingerprint::Recipe;
use crate::list::{Lines, ListField, ListHead, ListKey};
use crate::table::{OutputEncoding, Plan, Projected, Row, TableError, project_chosen};

/// What was added of one table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Added {
    /// How many rows of persons under protection were left out; none where they are not.
    pub left_out: Option<u64>,
    /// What was read and written.
    pub projected: Projected,
    /// How many rows of a list are like an earlier one; none for rows.
    pub repeated: Option<u64>,
}

/// A list that grows while its table passes.
struct Growing {
    fields: Vec<String>,
    lines: Lines,
    readings: Vec<Reading>,
}

impl Growing {
    fn add(&mut self, row: &Row<'_>) -> Result<(), TableError> {
        let read = self.readings.iter().enumerate();
        let read = read.map(|(place, reading)| (*reading, row.field(place).unwrap_or_default()));
        self.lines.add(read).map_err(|place| TableError::KeyMissing {
            field: self.fields.get(place).cloned().unwrap_or_default(),
            line: row.line(),
        })
    }
}

impl Sealing<'_> {
    /// Adds a table: its approved fields in their order, as `<dataset>.csv`, and shows each row to an observer.
    ///
    /// Shape: a second extract of one dataset is `<dataset>-2.csv`.
    /// Errors: [`SealError::Table`] also for more rows than approved; [`SealError::DatasetUnknown`],
    /// [`SealError::DatasetTwice`], [`SealError::NotATable`], [`SealError::KeysMissing`], [`SealError::Packing`].
    pub fn table(
        &mut self,
        dataset: &DatasetId,
        input: impl Read,
        form: &TableForm,
        on_row: impl FnMut(&Row<'_>),
    ) -> Result<Added, SealError> {
        if !next(&mut self.lines, dataset)?.extract.form.is_table() {
            return Err(SealError::NotATable { dataset: dataset.clone() });
        }
        self.pass(dataset, input, form, None, on_row).map(|(added, _)| added)
    }

    /// Tells whether what is added next of a dataset becomes a list.
    pub fn is_list_next(&self, dataset: &DatasetId) -> bool {
        let mut free =
            self.lines.iter().filter(|line| line.extract.dataset == *dataset && line.rows.is_none());
        free.next().is_some_and(|line| !line.extract.form.is_table())
    }

    /// Adds a list that answers yes or no, as `<dataset>.list`, and its key, drawn for it alone, as `<dataset>.list-key`.
    ///
    /// Shape: a second extract of one dataset is `<dataset>-2.list`. Of the rows nothing else goes into the box.
    /// Errors: those of [`Sealing::table`], [`SealError::NotAList`] in the place of [`SealError::NotATable`];
    /// [`SealError::Desk`].
    pub fn list(
        &mut self,
        dataset: &DatasetId,
        input: impl Read,
        form: &TableForm,
        entropy: &mut Entropy<'_>,
    ) -> Result<Added, SealError> {
        let number = self.number_of(dataset);
        let extract = next(&mut self.lines, dataset)?.extract.clone();
        let Form::YesNo { readings, yes_if } = &extract.form else {
            return Err(SealError::NotAList { dataset: dataset.clone() });
        };
        let growing = Growing {
            fields: extract.fields.clone(),
            lines: Lines::new(ListKey::draw(entropy)?),
            readings: readings.clone(),
        };
        let (mut added, growing) = self.pass(dataset, input, form, Some(growing), |_| {})?;
        let Some(Growing { fields, lines, readings }) = growing else {
            return Err(SealError::NotAList { dataset: dataset.clone() });
        };
        let name = named(dataset, number, "list");
        let field = |(name, reading)| ListField { name, reading };
        let head = ListHead {
            copy: self.copy.clone(),
            dataset: dataset.clone(),
            fields: fields.into_iter().zip(readings).map(field).collect(),
            list: name.clone(),
            permit: self.permit.document().permit,
            rows: 0,
            version: 1,
            yes_if: yes_if.clone(),
        };
        let written = lines.finish(head, entropy)?;
        added.repeated = Some(written.repeated);
        self.member(&name, &written.bytes)?;
        self.member(&named(dataset, number, "list-key"), written.key.to_line(&self.copy, &name).as_bytes())?;
        self.packed.push(Kind::rows(&extract, Vec::new(), added.projected.rows));
        self.packed.push(Kind::key(dataset, name));
        Ok(added)
    }

    /// Lets a table pass once: chosen, counted, fingerprinted, and written or keyed.
    fn pass(
        &mut self,
        dataset: &DatasetId,
        input: impl Read,
        form: &TableForm,
        mut list: Option<Growing>,
        mut on_row: impl FnMut(&Row<'_>),
    ) -> Result<(Added, Option<Growing>), SealError> {
        let (modified, number) = (self.modified(), self.number_of(dataset));
        let recipes = fingerprints::recipes(self.permit.sealing().lookup.as_ref(), dataset);
        let line = next(&mut self.lines, dataset)?;
        let extract = &line.extract;
        if extract.is_whole_files() {
            return Err(SealError::NotATable { dataset: dataset.clone() });
        }
        let failed = |source| SealError::Table { dataset: dataset.clone(), source };
        // What is keyed is never written in an encoding that could lack a character of it.
        let output = if list.is_some() { OutputEncoding::Utf8 } else { form.output };
        let plan = Plan::new(extract.fields.clone(), extract.rows)
            .and_then(|plan| plan.written_as(output).masking(&extract.masks))
            .and_then(|plan| plan.observing(observed(extract, form, &recipes)))
            .map_err(failed)?;
        let mut table = match &mut self.marks {
            _ if recipes.is_empty() => None,
            Some(marks) => Some(marks.table(&plan, &recipes, self.workers)?),
            None => return Err(SealError::FingerprintsMissing),
        };
        let mut chosen = Chosen::of(extract, &plan, &self.keys)?;
        let mut dates = Dates::of(extract);
        let see = |row: &Row<'_>| {
            dates.see(row);
            if let Some(table) = &mut table {
                table.add(row);
            }
            on_row(row);
        };
        let projected = match &mut list {
            None => {
                let name = MemberName::parse(&named(dataset, number, "csv"))?;
                let mut member = self.packer.member(name, modified)?;
                let choose = |row: &Row<'_>| chosen.keeps(row);
                let projected =
                    project_chosen(input, &form.input, &plan, &mut member, choose, see).map_err(failed)?;
                member.finish().map_err(SealError::Packing)?;
                projected
            }
            Some(list) => {
                let choose = |row: &Row<'_>| {
                    let keeps = chosen.keeps(row)?;
                    if keeps {
                        list.add(row)?;
                    }
                    Ok(keeps)
                };
                project_chosen(input, &form.input, &plan, io::sink(), choose, see).map_err(failed)?
            }
        };
        let left_out = extract.left_out_by().map(|_| chosen.left_out);
        if let (Some(marks), Some(table)) = (&mut self.marks, table) {
            marks.take(dataset, table)?;
        }
        if list.is_none() {
            self.packed.push(Kind::rows(extract, dates.spans(), projected.rows));
        }
        (line.left_out, line.rows) = (left_out, Some(projected.rows));
        Ok((Added { left_out, projected, repeated: None }, list))
    }

    fn member(&mut self, name: &str, bytes: &[u8]) -> Result<(), SealError> {
        let mut member = self.packer.member(MemberName::parse(name)?, self.modified())?;
        member.write_all(bytes).map_err(SealError::Packing)?;
        member.finish().map_err(SealError::Packing)
    }

    /// Tells how many extracts of the dataset are there already.
    fn number_of(&self, dataset: &DatasetId) -> usize {
        self.lines.iter().filter(|line| line.extract.dataset == *dataset && line.rows.is_some()).count()
    }
}

fn named(dataset: &DatasetId, number: usize, ending: &str) -> String {
    match number {
        0 => format!("{dataset}.{ending}"),
        earlier => format!("{dataset}-{}.{ending}", earlier.saturating_add(1)),
    }
}

/// Lists the fields that a row shows beside the approved ones: those that the caller wants, those that choose, and those that
/// name a person.
fn observed(extract: &Extract, form: &TableForm, recipes: &[Recipe]) -> Vec<String> {
    let mut observed = form.observed.clone();
    let marked = recipes.iter().flat_map(|recipe| &recipe.fields).map(String::as_str);
    for field in extract.looked_at().chain(marked) {
        if !extract.fields.iter().chain(&observed).any(|known| known == field) {
            observed.push(field.to_owned());
        }
    }
    observed
}

fn next<'a>(lines: &'a mut [Line], dataset: &DatasetId) -> Result<&'a mut Line, SealError> {
    if !lines.iter().any(|line| line.extract.dataset == *dataset) {
        return Err(SealError::DatasetUnknown { dataset: dataset.clone() });
    }
    let free = lines.iter_mut().find(|line| line.extract.dataset == *dataset && line.rows.is_none());
    free.ok_or_else(|| SealError::DatasetTwice { dataset: dataset.clone() })
}
