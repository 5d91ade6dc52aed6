//! What the commands of safety plans and checklists take.

use std::path::PathBuf;

use clap::Args;

use super::Signing;

arguments! {
    PlanWritten {
        file: PathBuf,
        #[command(flatten)] signing: Signing,
    }
    PlanAcceptRisk {
        id: String,
        risks: Vec<String>,
        #[command(flatten)] signing: Signing,
    }
    PlanShow {
        id: String,
        #[arg(long, value_name = "FILE")] out: Option<PathBuf>,
    }
    PermitReview {
        permit: String,
        #[arg(long)] conclusion: String,
        #[command(flatten)] signing: Signing,
    }
    PermitStep {
        permit: String,
        step: String,
        #[arg(long, value_name = "REASON")] explain: Option<String>,
        #[command(flatten)] signing: Signing,
    }
}
