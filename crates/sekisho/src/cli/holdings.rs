//! What the commands of datasets, purposes and training take.

use clap::Args;

use super::Signing;

arguments! {
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
        #[arg(long, value_name = "DATASET:FIELD,FIELD:ROWS", required = true)] needs: Vec<String>,
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
