//! 安全管理措置計画: the safety plan of a work. Who may carry out what, when, where and how; which risks are left and who
//! answers for them; and the steps that every permit under it goes through.
//!
//! ```text
//!              amend (acceptances and approval void)
//!             ┌──────────────────────────────┐
//!  draft ─▶ drafted ── heads accept, security office approves ─▶ approved ─▶ withdrawn
//! ```
//!
//! From the first plan that is approved, every permit names one, by the hash of what was approved; there is no way back
//! behind that.

mod acts;
mod check;
mod checklist;
mod fold;
#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

pub(crate) use acts::order;
pub(crate) use check::check_plan;
pub(crate) use checklist::{check_steps, settle};
pub(crate) use fold::{evolve, settled};

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::hash::Digest;
use crate::id::{PersonId, PlaceId, PlanId, RiskId, StepId, WorkId};
use crate::party::Deputy;
use crate::permit::is_plain;
use crate::time::{DAY, MINUTE, Timestamp, Window};

/// How a permit under the plan may travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By people, by so many at least.
    Carried {
        /// How many.
        at_least: u8,
    },
    /// By a security courier.
    Courier,
    /// Over a network, without a medium.
    Network,
}

/// Between which minutes of one day the window of a permit lies.
///
/// Units: minutes after local midnight; a whole day, 0 to 1440, holds every window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The first minute.
    pub from: u16,
    /// The minute at which it ends.
    pub until: u16,
}

/// The last minute that hours may end with.
const MINUTES_OF_A_DAY: u16 = 24 * 60;

impl Hours {
    /// Tells whether they are hours of a day at all.
    fn is_sound(self) -> bool {
        self.from < self.until && self.until <= MINUTES_OF_A_DAY
    }

    /// Tells whether the window lies within these hours of one local day.
    ///
    /// Units: `offset` is the local clock's distance from UTC in minutes.
    fn enclose(self, window: Window, offset: i16) -> bool {
        if (self.from, self.until) == (0, MINUTES_OF_A_DAY) {
            return true;
        }
        let local = |at: Timestamp| at.seconds().saturating_add(i64::from(offset).saturating_mul(MINUTE));
        let (from, until) = (local(window.from), local(window.until));
        let midnight = from.div_euclid(DAY).saturating_mul(DAY);
        let minute = |of: u16| midnight.saturating_add(i64::from(of).saturating_mul(MINUTE));
        minute(self.from) <= from && until <= minute(self.until)
    }
}

/// Which media may be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaAllowed {
    /// How many one permit may name.
    pub at_most: u16,
    /// Which products of the ledger; any of them if none is named.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub products: BTreeSet<String>,
}

/// リスク対応: what is done about a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskTreatment {
    /// 回避: what brings the risk is not done.
    Avoid,
    /// 低減: measures make it smaller.
    Reduce,
    /// 受容: it is taken as it is.
    Retain,
    /// 移転: somebody else bears it, too.
    Share,
}

impl RiskTreatment {
    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Avoid => "avoid",
            Self::Reduce => "reduce",
            Self::Retain => "retain",
            Self::Share => "share",
        }
    }
}

/// What a risk is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskKind {
    /// 隔離網のため媒体が要る: data leave on a medium because there is no other way.
    MediumNeeded,
    /// Anything else.
    #[default]
    Other,
}

/// One risk of the work, and what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// Who is to accept what is left: a head, who signs for it.
    pub accepted_by: PersonId,
    /// Until when that counts.
    pub accepted_until: Timestamp,
    /// Its code.
    pub code: RiskId,
    /// How bad it is without measures. Units: 1 low, 2 medium, 3 high.
    pub impact: u8,
    /// What it is about.
    #[serde(default, skip_serializing_if = "crate::command::is_default")]
    pub kind: RiskKind,
    /// Digest of the measures.
    pub measure: Digest,
    /// Digest of what may happen.
    pub name: Digest,
    /// How bad it is with the measures. Units: as the impact.
    pub residual: u8,
    /// What is done about it.
    pub treatment: RiskTreatment,
}

/// Who does a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepBy {
    /// Who carries, or may step in.
    Carrier,
    /// Who erases.
    Eraser,
    /// Anybody of the owner's.
    Officer,
    /// Who opens.
    Opener,
    /// Who receives at the site.
    Receiver,
    /// Who seals.
    Sealer,
    /// Who watches the sealing.
    Witness,
}

impl StepBy {
    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Carrier => "carrier",
            Self::Eraser => "eraser",
            Self::Officer => "officer",
            Self::Opener => "opener",
            Self::Receiver => "receiver",
            Self::Sealer => "sealer",
            Self::Witness => "witness",
        }
    }
}

/// One step of the procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Who does it.
    pub by: StepBy,
    /// Its code.
    pub code: StepId,
    /// Digest of its words.
    pub words: Digest,
}

/// The plan document: what the security office approves.
///
/// Shape: canonical JSON; its SHA-256 is what heads, the security office and permits name. What is left out is missing, and
/// a plan with something missing is not approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanDocument {
    /// Cabinets from which media leave.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub from: BTreeSet<PlaceId>,
    /// Between which hours of a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// Which media.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<MediaAllowed>,
    /// Digest of its title.
    pub name: Digest,
    /// Which plan.
    pub plan: PlanId,
    /// Who works in the project: none of them approves the plan.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub project: BTreeSet<PersonId>,
    /// Which version of it, from 1.
    pub revision: u32,
    /// The risks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risks: Vec<Risk>,
    /// Where the data are used.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub sites: BTreeSet<PlaceId>,
    /// The procedure, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Cabinets to which media go back.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub storage: BTreeSet<PlaceId>,
    /// When it holds.
    pub term: Window,
    /// How data may travel.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub transport: BTreeSet<Way>,
    /// For which work.
    pub work: WorkId,
}

/// The levels of impact.
const LEVELS: std::ops::RangeInclusive<u8> = 1..=3;

/// The most media that a plan may let one permit name.
const MOST_MEDIA: u16 = 1000;

impl PlanDocument {
    /// Computes the hash that acceptances, the approval and permits name.
    pub fn digest(&self) -> Digest {
        Digest::of_form(self)
    }

    /// Lists the digests that stand for its texts.
    pub fn texts(&self) -> Vec<Digest> {
        let risks = self.risks.iter().flat_map(|risk| [risk.name, risk.measure]);
        let steps = self.steps.iter().map(|step| step.words);
        std::iter::once(self.name).chain(risks).chain(steps).collect()
    }

    /// Finds a risk by its code.
    pub fn risk(&self, code: &RiskId) -> Option<&Risk> {
        self.risks.iter().find(|risk| risk.code == *code)
    }

    /// Lists the parts that every plan must have and this one has not, or not in a form that can hold, by their stable names.
    ///
    /// Source: control C04.
    pub fn missing(&self) -> Vec<&'static str> {
        let once = |codes: Vec<&str>| {
            let distinct: BTreeSet<&&str> = codes.iter().collect();
            !codes.is_empty() && distinct.len() == codes.len()
        };
        let on_media = self.transport.iter().any(|way| *way != Way::Network);
        let needed = self.risks.iter().any(|risk| risk.kind == RiskKind::MediumNeeded);
        let levels = self.risks.iter().all(|risk| {
            LEVELS.contains(&risk.impact) && LEVELS.contains(&risk.residual) && risk.residual <= risk.impact
        });
        let carried = |way: &Way| matches!(way, Way::Carried { at_least } if *at_least < 2);
        let parts = [
            (self.term.from < self.term.until, "term"),
            (self.hours.is_some_and(Hours::is_sound), "hours"),
            (!self.project.is_empty(), "project"),
            (!self.from.is_empty(), "from"),
            (!self.sites.is_empty(), "site"),
            (!self.storage.is_empty(), "storage"),
            (!self.transport.is_empty() && !self.transport.iter().any(carried), "transport"),
            (self.media.as_ref().is_some_and(|media| is_whole(media, on_media)), "media"),
            (once(self.risks.iter().map(|risk| risk.code.as_str()).collect()), "risks"),
            (levels, "levels"),
            (needed || !on_media, "medium_needed"),
            (once(self.steps.iter().map(|step| step.code.as_str()).collect()), "steps"),
        ];
        parts.into_iter().filter(|(there, _)| !there).map(|(_, name)| name).collect()
    }
}

/// A plan by which media travel lets some travel, and names products that can be read.
fn is_whole(media: &MediaAllowed, on_media: bool) -> bool {
    let some = media.at_most > 0 || !on_media;
    some && media.at_most <= MOST_MEDIA && media.products.iter().all(|product| is_plain(product))
}

/// A plan as a permit names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanRef {
    /// The hash of what was approved.
    pub digest: Digest,
    /// Which plan.
    pub id: PlanId,
}

/// A signature under a plan: who, and when the record took it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// For whom, if the role is another's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<Deputy>,
}

/// A plan, and what was said to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The risks whose rest was accepted, each by its head.
    pub accepted: BTreeMap<RiskId, Signed>,
    /// The security office's approval of this very document.
    pub approved: Option<Signed>,
    /// The hash of the document.
    pub digest: Digest,
    /// What it says.
    pub document: PlanDocument,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<Timestamp>,
    /// Everybody who wrote in it.
    pub written_by: BTreeSet<PersonId>,
}

impl Plan {
    /// Gives the stable name of its state.
    pub fn status(&self) -> &'static str {
        match (&self.withdrawn_at, &self.approved) {
            (Some(_), _) => "withdrawn",
            (None, Some(_)) => "approved",
            (None, None) => "drafted",
        }
    }

    /// Tells whether the document, as it is now, is approved and not withdrawn.
    pub fn is_approved(&self) -> bool {
        self.withdrawn_at.is_none() && self.approved.is_some()
    }
}

/// All plans.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plans {
    /// Whether a plan has ever been approved: from then on every permit names one.
    pub begun: bool,
    /// Plans, withdrawn ones included.
    pub plans: BTreeMap<PlanId, Plan>,
}

/// One line of a permit's checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckItem {
    /// What was said to it, if anything was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
    /// The step, as the plan had it when it was approved.
    pub step: Step,
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// When, by the clock of whoever says so.
    pub at: Timestamp,
    /// Who says so.
    pub by: PersonId,
    /// Digest of why it was not done; done if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Digest>,
}

#[cfg(test)]
mod tests;
