//! Datasets and purposes: what the owner holds, and how much of it a purpose needs.

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::command::Command;
use crate::decide::Ask;
use crate::document::{Document, Extract};
use crate::event::Event;
use crate::hash::Digest;
use crate::id::{DatasetId, PurposeId};
use crate::less::{Enough, Masked, check_enough, is_template_fit, mask_of};
use crate::office_acts::taken;
use crate::party::Role;
use crate::permit::is_plain;
use crate::reason::{Reason, Reasons, Rule};

/// How much harm a field can do. Source: 自治体機密性, the classes of the national guideline, and what the law calls sensitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldClass {
    /// 口座: numbers of bank accounts.
    Account,
    /// 支援措置: tells where a protected person lives.
    AddressProtected,
    /// 機密性1.
    Class1,
    /// 機密性2.
    Class2,
    /// 機密性3A.
    Class3a,
    /// 機密性3B.
    Class3b,
    /// 機密性3C.
    Class3c,
    /// 要配慮個人情報.
    Sensitive,
}

impl FieldClass {
    /// Every class, for lists.
    pub const ALL: [Self; 8] = [
        Self::Class1,
        Self::Class2,
        Self::Class3a,
        Self::Class3b,
        Self::Class3c,
        Self::Sensitive,
        Self::Account,
        Self::AddressProtected,
    ];

    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::AddressProtected => "address_protected",
            Self::Class1 => "class1",
            Self::Class2 => "class2",
            Self::Class3a => "class3a",
            Self::Class3b => "class3b",
            Self::Class3c => "class3c",
            Self::Sensitive => "sensitive",
        }
    }
}

/// One field of a dataset. A list of them stands in events, since names of fields are words of the office's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// How much harm it can do.
    pub class: FieldClass,
    /// Its name, as in the table's heading.
    pub name: String,
}

/// A dataset of the owner's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataset {
    /// Its fields with their classes.
    pub fields: Vec<Field>,
    /// Digest of its name.
    pub name: Digest,
    /// How many rows it had when it was entered.
    pub rows: u64,
}

/// The most that a purpose needs of one dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// In what form.
    #[serde(default, skip_serializing_if = "Enough::is_table")]
    pub enough: Enough,
    /// Which fields.
    pub fields: BTreeSet<String>,
    /// What is left of values at most; the whole value of every other field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub masks: Vec<Masked>,
    /// How many rows at most.
    pub rows: u64,
}

/// What data may be used for, and how much of them that needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purpose {
    /// Digest of its name.
    pub name: Digest,
    /// The most that it needs.
    pub templates: BTreeMap<DatasetId, Template>,
}

impl Template {
    /// Needs fields of rows as they are.
    pub fn table(fields: BTreeSet<String>, rows: u64) -> Self {
        Self { enough: Enough::Table, fields, masks: Vec::new(), rows }
    }
}

impl Dataset {
    /// Tells whether the dataset has the field.
    pub fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|known| known.name == field)
    }
}

/// Datasets and purposes.
///
/// Shape: from the first purpose on, every permit names one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holdings {
    /// What the owner holds.
    pub datasets: BTreeMap<DatasetId, Dataset>,
    /// What it may be used for.
    pub purposes: BTreeMap<PurposeId, Purpose>,
}

/// Demands that a request stays within its purpose, or says why not and waits for the chief officer.
///
/// Errors: [`Rule::PurposeMissing`], [`Rule::PurposeUnknown`], [`Rule::FieldUnknown`]; [`Rule::BeyondPurpose`] with the offer of
/// less: which fields to drop, and how many rows would do; [`Rule::ListIsEnough`], [`Rule::MaskMissing`].
/// Source: control C03.
pub(crate) fn check_scope(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    let holdings = &ask.state.holdings;
    if holdings.purposes.is_empty() {
        return;
    }
    for extract in &document.extracts {
        check_fields(holdings, extract, reasons);
    }
    let Some(code) = &document.purpose_code else {
        reasons.add(Rule::PurposeMissing.about("permit", document.permit));
        return;
    };
    let Some(purpose) = holdings.purposes.get(code) else {
        reasons.add(Rule::PurposeUnknown.about("purpose", code));
        return;
    };
    for extract in document.extracts.iter().filter(|_| document.beyond.is_none()) {
        if let Some(reason) = beyond(document, code, purpose, extract) {
            reasons.add(reason);
        }
        if let Some(template) = purpose.templates.get(&extract.dataset) {
            check_enough(document, code, template, extract, reasons);
        }
    }
}

fn check_fields(holdings: &Holdings, extract: &Extract, reasons: &mut Reasons) {
    let dataset = holdings.datasets.get(&extract.dataset);
    let unknown: Vec<&str> = extract
        .fields
        .iter()
        .map(String::as_str)
        .chain(extract.looked_at())
        .filter(|field| !dataset.is_some_and(|dataset| dataset.has(field)))
        .collect();
    reasons.require(unknown.is_empty(), || {
        Rule::FieldUnknown.about("dataset", &extract.dataset).about("fields", unknown.join(","))
    });
    if let Some(only) = &extract.only {
        let known = holdings.datasets.get(&only.dataset).is_some_and(|dataset| dataset.has(&only.by));
        reasons
            .require(known, || Rule::FieldUnknown.about("dataset", &only.dataset).about("fields", &only.by));
    }
}

/// Says by how much an extract goes beyond its purpose.
fn beyond(document: &Document, code: &PurposeId, purpose: &Purpose, extract: &Extract) -> Option<Reason> {
    let none = Template::table(BTreeSet::new(), 0);
    let template = purpose.templates.get(&extract.dataset).unwrap_or(&none);
    // Whoever has list and key can try values: of what the purpose has masked there is no list.
    let is_list = !extract.form.is_table();
    let more = |field: &&str| {
        !template.fields.contains(*field) || is_list && mask_of(&template.masks, field).is_some()
    };
    let dropped: Vec<&str> = extract.told().filter(more).collect();
    // Two lines of one dataset are one demand.
    let same = document.extracts.iter().filter(|other| other.dataset == extract.dataset);
    let rows = same.fold(0_u64, |sum, one| sum.saturating_add(one.rows));
    let fits = dropped.is_empty() && rows <= template.rows;
    let enough: Vec<&str> = template.fields.iter().map(String::as_str).collect();
    (!fits).then(|| {
        Rule::BeyondPurpose
            .about("permit", document.permit)
            .about("purpose", code)
            .about("dataset", &extract.dataset)
            .about("dropped", if dropped.is_empty() { "-".to_owned() } else { dropped.join(",") })
            .about("enough", if enough.is_empty() { "-".to_owned() } else { enough.join(",") })
            .about("rows", template.rows)
    })
}

/// Decides the commands about datasets and purposes.
///
/// Errors: [`Rule::AlreadyRegistered`]; [`Rule::FieldUnknown`] for a dataset without fields or with one twice, and for a purpose
/// that needs a field which the dataset has not.
pub(crate) fn order(ask: Ask<'_>, command: &Command, reasons: &mut Reasons) -> Vec<Event> {
    reasons.require(ask.state.office.is_some(), || Rule::OfficeMissing.into());
    ask.require_role(reasons, &[Role::SecurityManager, Role::Administrator]);
    let holdings = &ask.state.holdings;
    match command {
        Command::RegisterDataset { dataset, fields, name, rows } => {
            reasons.require(!holdings.datasets.contains_key(dataset), || taken(dataset));
            let twice = |(line, field): (usize, &Field)| {
                fields.iter().take(line).any(|earlier| earlier.name == field.name)
            };
            let plain = |field: &Field| is_plain(&field.name) && !field.name.is_empty();
            let fits =
                !fields.is_empty() && fields.iter().all(plain) && !fields.iter().enumerate().any(twice);
            reasons.require(fits, || Rule::FieldUnknown.about("dataset", dataset).about("fields", "-"));
            let (fields, rows) = (fields.clone(), *rows);
            vec![Event::DatasetRegistered { dataset: dataset.clone(), fields, name: *name, rows }]
        }
        Command::RegisterPurpose { name, purpose, templates } => {
            reasons.require(!holdings.purposes.contains_key(purpose), || taken(purpose));
            for (dataset, template) in templates {
                let fields = template.fields.iter().cloned().collect();
                check_fields(holdings, &Extract::table(dataset.clone(), fields, template.rows), reasons);
                reasons.require(is_template_fit(template), || {
                    let masked: Vec<&str> = template.masks.iter().map(|one| one.field.as_str()).collect();
                    Rule::FieldUnknown.about("dataset", dataset).about("fields", masked.join(","))
                });
            }
            let (name, templates) = (*name, templates.clone());
            vec![Event::PurposeRegistered { name, purpose: purpose.clone(), templates }]
        }
        _ => Vec::new(),
    }
}

/// Brings the state forward.
pub(crate) fn evolve(holdings: &mut Holdings, event: &Event) {
    match event {
        Event::DatasetRegistered { dataset, fields, name, rows } => {
            let held = Dataset { fields: fields.clone(), name: *name, rows: *rows };
            holdings.datasets.insert(dataset.clone(), held);
        }
        Event::PurposeRegistered { name, purpose, templates } => {
            let known = Purpose { name: *name, templates: templates.clone() };
            holdings.purposes.insert(purpose.clone(), known);
        }
        _ => {}
    }
}
