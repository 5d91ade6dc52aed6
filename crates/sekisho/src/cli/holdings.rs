//! What the commands of datasets, purposes, training, employment and access take.

use clap::Args;

use super::{NeedsLess, Signing};

arguments! {
    AccessApply {
        #[arg(long, value_name = "ROOM", required_unless_present = "account", conflicts_with = "account")] card: Option<String>,
        #[arg(long, value_name = "SYSTEM")] account: Option<String>,
        #[arg(long, value_name = "ORG")] employer: String,
        #[arg(required = true)] persons: Vec<String>,
        #[command(flatten)] signing: Signing,
    }
    AccessEnd {
        #[arg(long, value_name = "ROOM", required_unless_present = "account", conflicts_with = "account")] card: Option<String>,
        #[arg(long, value_name = "SYSTEM")] account: Option<String>,
        person: String,
        #[command(flatten)] signing: Signing,
    }
    AccessSuspend {
        person: String,
        #[arg(long)] reason: String,
        #[command(flatten)] signing: Signing,
    }
    AccessResume {
        person: String,
        #[command(flatten)] signing: Signing,
    }
    AccessList {
        #[arg(long)] due: bool,
    }
    FindingRaise {
        person: String,
        #[arg(long, value_parser = ["export", "volume"])] kind: String,
        #[arg(long)] note: String,
        #[arg(long)] permit: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    FindingResolve {
        finding: String,
        #[arg(long)] conclusion: String,
        #[command(flatten)] signing: Signing,
    }
    PersonState {
        #[arg(long)] employer: String,
        #[arg(long, default_value = "employed", value_parser = ["employed", "dispatched", "seconded", "subcontract", "self_employed"])]
        title: String,
        #[arg(long, value_name = "TIME")] until: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    PersonConfirm {
        id: String,
        #[command(flatten)] signing: Signing,
    }
    DatasetAdd {
        id: String,
        #[arg(long)] name: String,
        #[arg(long)] rows: u64,
        #[arg(long, value_name = "FIELD:CLASS", required = true)] field: Vec<String>,
        #[command(flatten)] signing: Signing,
    }
    PurposeAdd {
        id: String,
        #[arg(long)] name: String,
        #[arg(long, value_name = "DATASET:FIELD,FIELD:ROWS", required_unless_present = "needs_yes_no")] needs: Vec<String>,
        #[command(flatten)] less: NeedsLess,
        #[command(flatten)] signing: Signing,
    }
    TrainingCourse {
        id: String,
        #[arg(long)] name: String,
        #[arg(long, value_name = "DAYS", default_value_t = 365)] valid: u16,
        #[arg(long, value_name = "COURSE")] replaces: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    TrainingRecord {
        person: String,
        course: String,
        #[command(flatten)] signing: Signing,
    }
    TrainingList {
        #[arg(long)] missing: bool,
    }
}
