//! The file in which people write a plan: TOML, with the words in it; the record gets their digests.

use std::path::Path;

use sekisho_core::Window;
use sekisho_core::id::PlanId;
use sekisho_core::plan::{
    Hours, MediaAllowed, PlanDocument, Risk, RiskKind, RiskTreatment, Step, StepBy, Way,
};
use sekisho_core::time::DAY;
use sekisho_gate::Gate;
use sekisho_gate::port::Disclosure;
use serde::Deserialize;
use serde_json::json;

use crate::command::{Context, id, local_day, time};
use crate::file;
use crate::message::Language;
use crate::report::{Failure, Report};

/// The longest plan. Units: bytes.
const PLAN_LIMIT: u64 = 1 << 20;

const JA: &str = include_str!("../../../../../text/plan.ja.toml");
const EN: &str = include_str!("../../../../../text/plan.en.toml");

/// So long a plan from the template holds. Units: days.
const TEMPLATE_DAYS: i64 = 180;

/// Writes the commented template, with dates that fit today.
pub(super) fn template(context: Context<'_>, gate: &Gate) -> Report {
    let page = match context.text.language() {
        Language::En => EN,
        Language::Ja => JA,
    };
    let until = gate.now().plus(TEMPLATE_DAYS.saturating_mul(DAY));
    let page = page
        .replace("{from}", &local_day(gate.now()).to_string())
        .replace("{until}", &local_day(until).to_string());
    Report::done(json!({ "template": page }), page)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    code: String,
    #[serde(default)]
    hours: Option<(String, String)>,
    #[serde(default)]
    media: Option<WrittenMedia>,
    name: String,
    #[serde(default)]
    places: WrittenPlaces,
    #[serde(default)]
    project: Vec<String>,
    #[serde(default)]
    risks: Vec<WrittenRisk>,
    #[serde(default)]
    steps: Vec<WrittenStep>,
    term: (String, String),
    #[serde(default)]
    transport: WrittenTransport,
    work: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenPlaces {
    from: Vec<String>,
    sites: Vec<String>,
    storage: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenMedia {
    at_most: u16,
    #[serde(default)]
    products: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenTransport {
    carried_by_at_least: Option<u8>,
    courier: bool,
    network: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRisk {
    accepted_by: String,
    accepted_until: String,
    code: String,
    impact: u8,
    #[serde(default)]
    kind: RiskKind,
    measure: String,
    name: String,
    residual: u8,
    treatment: RiskTreatment,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStep {
    by: StepBy,
    code: String,
    words: String,
}

fn parse(path: &Path) -> Result<Written, Failure> {
    let shown = path.display().to_string();
    let unfit = || Failure::usage("plan-file-unfit", &[("path", &shown)]);
    let text = String::from_utf8(file::read(path, PLAN_LIMIT)?).map_err(|error| unfit().caused_by(error))?;
    toml::from_str(&text).map_err(|error| unfit().caused_by(error))
}

/// Reads only which plan the file is about.
pub(super) fn code(path: &Path) -> Result<PlanId, Failure> {
    id(&parse(path)?.code)
}

/// Reads a plan: its words become digests, which the texts that come along stand behind.
///
/// Errors: `plan-file-unfit` for what is no plan; what is left out is left to the rules.
pub(super) fn read(
    gate: &Gate,
    path: &Path,
    revision: u32,
) -> Result<(PlanDocument, Vec<Disclosure>), Failure> {
    let written = parse(path)?;
    let mut texts = Vec::new();
    let mut words = |text: &str| -> Result<sekisho_core::Digest, Failure> {
        let disclosure = gate.disclose(text.trim())?;
        let digest = disclosure.digest;
        texts.push(disclosure);
        Ok(digest)
    };
    let name = words(&written.name)?;
    let mut risks = Vec::new();
    for risk in &written.risks {
        risks.push(Risk {
            accepted_by: id(&risk.accepted_by)?,
            accepted_until: moment(&risk.accepted_until)?,
            code: id(&risk.code)?,
            impact: risk.impact,
            kind: risk.kind,
            measure: words(&risk.measure)?,
            name: words(&risk.name)?,
            residual: risk.residual,
            treatment: risk.treatment,
        });
    }
    let mut steps = Vec::new();
    for step in &written.steps {
        steps.push(Step { by: step.by, code: id(&step.code)?, words: words(&step.words)? });
    }
    let carried = written.transport.carried_by_at_least.map(|at_least| Way::Carried { at_least });
    let courier = written.transport.courier.then_some(Way::Courier);
    let network = written.transport.network.then_some(Way::Network);
    let document = PlanDocument {
        from: ids(&written.places.from)?,
        hours: written.hours.as_ref().map(hours).transpose()?,
        media: written.media.map(|media| MediaAllowed {
            at_most: media.at_most,
            products: media.products.into_iter().collect(),
        }),
        name,
        plan: id(&written.code)?,
        project: ids(&written.project)?,
        revision,
        risks,
        sites: ids(&written.places.sites)?,
        steps,
        storage: ids(&written.places.storage)?,
        term: Window { from: moment(&written.term.0)?, until: moment(&written.term.1)? },
        transport: carried.into_iter().chain(courier).chain(network).collect(),
        work: id(&written.work)?,
    };
    Ok((document, texts))
}

fn ids<T: Ord + std::str::FromStr>(words: &[String]) -> Result<std::collections::BTreeSet<T>, Failure> {
    words.iter().map(|word| id(word)).collect()
}

/// Reads an instant, or a day, which begins at midnight.
fn moment(word: &str) -> Result<sekisho_core::Timestamp, Failure> {
    if word.len() == "2026-06-21".len() { time(&format!("{word}T00:00")) } else { time(word) }
}

fn hours((from, until): &(String, String)) -> Result<Hours, Failure> {
    Ok(Hours { from: minute(from)?, until: minute(until)? })
}

/// Reads `HH:MM`; 24:00 is the end of the day.
fn minute(word: &str) -> Result<u16, Failure> {
    let unfit = || Failure::usage("time-unfit", &[("time", word)]);
    let (hour, minute) = word.split_once(':').ok_or_else(unfit)?;
    let (hour, minute): (u16, u16) =
        (hour.parse().map_err(|_| unfit())?, minute.parse().map_err(|_| unfit())?);
    if hour > 24 || minute > 59 {
        return Err(unfit());
    }
    Ok(hour.saturating_mul(60).saturating_add(minute))
}
