//! `sekisho dataset …`, `sekisho purpose …`: what the owner holds, and how much of it a purpose needs.

use std::collections::BTreeMap;

use sekisho_core::Command;
use sekisho_core::id::DatasetId;
use sekisho_core::purpose::{Field, FieldClass, Template};
use serde_json::{Value, json};

use crate::act::carry;
use crate::cli::{DatasetVerb, PurposeVerb};
use crate::command::less;
use crate::command::permit::content::extract;
use crate::command::registers::listing;
use crate::command::{Context, id};
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho dataset …`
pub fn dataset(context: Context<'_>, verb: &DatasetVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        DatasetVerb::Add(arguments) => {
            let name = gate.disclose(&arguments.name)?;
            let fields = arguments.field.iter().map(|word| field(word)).collect::<Result<_, _>>()?;
            let command = Command::RegisterDataset {
                dataset: id(&arguments.id)?,
                fields,
                name: name.digest,
                rows: arguments.rows,
            };
            carry(&mut gate, &command, vec![name], &arguments.signing, context.outside, context.text)
        }
        DatasetVerb::List => {
            let datasets = &gate.state().holdings.datasets;
            let (mut rows, mut json) = (Vec::new(), Vec::<Value>::new());
            for (dataset, held) in datasets {
                let name = person_text::text(&gate, &held.name).unwrap_or_default();
                for field in &held.fields {
                    let class = field.class.name().replace('_', "-");
                    let class = context.text.say(&format!("class-{class}"), &[]);
                    rows.push(vec![
                        dataset.to_string(),
                        name.clone(),
                        held.rows.to_string(),
                        field.name.clone(),
                        class,
                    ]);
                }
                json.push(json!({ "id": dataset, "name": name, "rows": held.rows, "fields": held.fields }));
            }
            let columns = ["column-dataset", "column-name", "column-rows", "column-field", "column-class"];
            Ok(listing(context, &columns, &rows, json!(json)))
        }
    }
}

fn field(word: &str) -> Result<Field, Failure> {
    let unfit = || Failure::usage("field-class-unfit", &[("word", word)]);
    let (name, class) = word.split_once(':').ok_or_else(unfit)?;
    let class = FieldClass::ALL.into_iter().find(|known| known.name() == class).ok_or_else(unfit)?;
    Ok(Field { class, name: name.to_owned() })
}

/// `sekisho purpose …`
pub fn purpose(context: Context<'_>, verb: &PurposeVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        PurposeVerb::Add(arguments) => {
            let name = gate.disclose(&arguments.name)?;
            let mut templates = BTreeMap::<DatasetId, Template>::new();
            for word in &arguments.needs {
                let needed = extract(word)?;
                let fields = needed.fields.into_iter().collect();
                templates.insert(needed.dataset, Template::table(fields, needed.rows));
            }
            less::templates(&mut templates, &arguments.less)?;
            let purpose = id(&arguments.id)?;
            let command = Command::RegisterPurpose { name: name.digest, purpose, templates };
            carry(&mut gate, &command, vec![name], &arguments.signing, context.outside, context.text)
        }
        PurposeVerb::List => {
            let (mut rows, mut json) = (Vec::new(), Vec::<Value>::new());
            for (purpose, known) in &gate.state().holdings.purposes {
                let name = person_text::text(&gate, &known.name).unwrap_or_default();
                for (dataset, template) in &known.templates {
                    rows.push(vec![
                        purpose.to_string(),
                        name.clone(),
                        dataset.to_string(),
                        less::template_words(context, template),
                        template.rows.to_string(),
                    ]);
                }
                json.push(json!({ "id": purpose, "name": name, "needs": known.templates }));
            }
            let columns = ["column-purpose", "column-name", "column-dataset", "column-field", "column-rows"];
            Ok(listing(context, &columns, &rows, json!(json)))
        }
    }
}
