//! Less data in requests and purposes: from flags, and in words for whoever approves.

use sekisho_core::document::Extract;
use sekisho_core::id::DatasetId;
use sekisho_core::less::{Concerned, Condition, Enough, Form, Mask, Masked, Protected, Reading};
use sekisho_core::purpose::Template;

use crate::cli::{Less, NeedsLess};
use crate::command::permit::content::extract;
use crate::command::{Context, id};
use crate::report::Failure;

fn unfit(word: &str) -> Failure {
    Failure::usage("less-unfit", &[("word", word)])
}

/// Splits `DATASET:REST`.
fn of_dataset(word: &str) -> Result<(DatasetId, &str), Failure> {
    let (dataset, rest) = word.split_once(':').ok_or_else(|| unfit(word))?;
    Ok((id(dataset.trim())?, rest))
}

/// Splits `DATASET:FIELD=VALUE`.
fn of_field(word: &str) -> Result<(DatasetId, String, &str), Failure> {
    let (dataset, rest) = of_dataset(word)?;
    let (field, value) = rest.split_once('=').ok_or_else(|| unfit(word))?;
    Ok((dataset, field.trim().to_owned(), value.trim()))
}

fn masked(word: &str) -> Result<(DatasetId, Masked), Failure> {
    let (dataset, field, mask) = of_field(word)?;
    let mask: Mask = mask.parse().map_err(|error| unfit(word).caused_by(error))?;
    Ok((dataset, Masked { field, mask }))
}

fn put(masks: &mut Vec<Masked>, one: Masked) {
    masks.retain(|known| known.field != one.field);
    masks.push(one);
}

/// Reads `DATASET:FIELD=READING,FIELD=READING:ROWS`.
pub(crate) fn yes_no(word: &str) -> Result<Extract, Failure> {
    let mut asked = extract(word).map_err(|_| unfit(word))?;
    let mut readings = Vec::new();
    for field in &mut asked.fields {
        let (name, reading) = field.split_once('=').ok_or_else(|| unfit(word))?;
        let known = Reading::ALL.into_iter().find(|known| known.name() == reading.trim());
        readings.push(known.ok_or_else(|| unfit(word))?);
        *field = name.trim().to_owned();
    }
    asked.form = Form::YesNo { readings, yes_if: None };
    Ok(asked)
}

/// Says of the extracts what the flags say.
///
/// Errors: `less-unfit`, also for a dataset of which nothing is asked for.
pub(crate) fn apply(extracts: &mut [Extract], less: &Less) -> Result<(), Failure> {
    let mut change = |word: &str, dataset: &DatasetId, change: &dyn Fn(&mut Extract) -> bool| {
        let own = extracts.iter_mut().filter(|extract| extract.dataset == *dataset);
        // Every line of the dataset is changed, and at least one of them can be.
        let changed = own.filter_map(|extract| change(extract).then_some(())).count();
        if changed > 0 { Ok(()) } else { Err(unfit(word)) }
    };
    for word in &less.yes_if {
        let (dataset, field, is) = of_field(word)?;
        change(word, &dataset, &|extract| match &mut extract.form {
            Form::YesNo { yes_if, .. } => {
                *yes_if = Some(Condition { field: field.clone(), is: is.to_owned() });
                true
            }
            Form::Table => false,
        })?;
    }
    for word in &less.mask {
        let (dataset, one) = masked(word)?;
        change(word, &dataset, &|extract| {
            put(&mut extract.masks, one.clone());
            true
        })?;
    }
    for word in &less.only_in {
        let (dataset, by, other) = of_field(word)?;
        let only = Concerned { by, dataset: id(other)? };
        change(word, &dataset, &|extract| extract.only.insert(only.clone()) == &only)?;
    }
    for word in &less.without_protected {
        let (dataset, by) = of_dataset(word)?;
        let left_out = Protected::LeftOut { by: by.trim().to_owned() };
        change(word, &dataset, &|extract| extract.protected.insert(left_out.clone()) == &left_out)?;
    }
    for word in &less.with_protected {
        let dataset: DatasetId = id(word)?;
        change(word, &dataset, &|extract| {
            extract.protected.insert(Protected::TakenAlong) == &Protected::TakenAlong
        })?;
    }
    Ok(())
}

/// Reads what a purpose has enough with.
///
/// Errors: `less-unfit`, also for a mask of a dataset that the purpose does not need.
pub(crate) fn templates(
    templates: &mut std::collections::BTreeMap<DatasetId, Template>,
    less: &NeedsLess,
) -> Result<(), Failure> {
    for word in &less.needs_yes_no {
        let needed = extract(word)?;
        let (enough, fields) = (Enough::YesNo, needed.fields.into_iter().collect());
        templates.insert(needed.dataset, Template { enough, ..Template::table(fields, needed.rows) });
    }
    for word in &less.needs_mask {
        let (dataset, one) = masked(word)?;
        put(&mut templates.get_mut(&dataset).ok_or_else(|| unfit(word))?.masks, one);
    }
    Ok(())
}

/// Says what a mask leaves of a field.
fn field_words(context: Context<'_>, masks: &[Masked], field: &str) -> String {
    let count = |kept: u8| kept.to_string();
    let left = match masks.iter().find(|one| one.field == field).map(|one| one.mask) {
        None => return field.to_owned(),
        Some(Mask::All) => context.text.say("mask-all", &[]),
        Some(Mask::KeepFirst(kept)) => context.text.say("mask-keep-first", &[("count", &count(kept))]),
        Some(Mask::KeepLast(kept)) => context.text.say("mask-keep-last", &[("count", &count(kept))]),
    };
    context.text.say("data-masked", &[("field", field), ("left", &left)])
}

/// Says each field of an extract, with what is left of it.
pub(crate) fn fields_words(context: Context<'_>, extract: &Extract) -> Vec<String> {
    extract.fields.iter().map(|field| field_words(context, &extract.masks, field)).collect()
}

/// Says what a template has, field by field.
pub(crate) fn template_words(context: Context<'_>, template: &Template) -> String {
    let fields: Vec<String> =
        template.fields.iter().map(|field| field_words(context, &template.masks, field)).collect();
    let fields = fields.join(",");
    match template.enough {
        Enough::Table => fields,
        Enough::YesNo => context.text.say("purpose-yes-no", &[("fields", &fields)]),
    }
}

/// Says what is taken of a dataset, and what is not, beyond rows and fields.
pub(crate) fn remarks(context: Context<'_>, extract: &Extract) -> Vec<String> {
    let text = context.text;
    let mut remarks = Vec::new();
    if !extract.form.is_table() {
        remarks.push(text.say("data-yes-no", &[]));
    }
    if let Some(condition) = extract.condition() {
        let values = [("field", condition.field.as_str()), ("value", condition.is.as_str())];
        remarks.push(text.say("data-yes-if", &values));
    }
    if let Some(only) = &extract.only {
        let values = [("dataset", only.dataset.as_str()), ("field", only.by.as_str())];
        remarks.push(text.say("data-only", &values));
    }
    match &extract.protected {
        Some(Protected::LeftOut { by }) => remarks.push(text.say("data-left-out", &[("field", by)])),
        Some(Protected::TakenAlong) => remarks.push(text.say("data-taken-along", &[])),
        None => {}
    }
    remarks
}

/// Says in one line what is taken of a dataset.
pub(crate) fn data_words(context: Context<'_>, extract: &Extract) -> String {
    let (rows, fields) = (extract.rows.to_string(), fields_words(context, extract).join(", "));
    let values =
        [("dataset", extract.dataset.as_str()), ("rows", rows.as_str()), ("fields", fields.as_str())];
    let mut words = vec![context.text.say("data-line", &values)];
    words.extend(remarks(context, extract));
    words.join(" / ")
}
