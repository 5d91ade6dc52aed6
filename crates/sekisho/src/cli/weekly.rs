//! What the commands of the weekly check take.

use clap::Args;

use super::Signing;

arguments! {
    WeeklyOne {
        org: String,
        #[command(flatten)] signing: Signing,
    }
    WeeklyEnd {
        org: String,
        #[arg(long)] reason: String,
        #[command(flatten)] signing: Signing,
    }
    WeeklyShow {
        org: String,
    }
    WeeklySign {
        org: String,
        #[arg(long, value_name = "QUESTION")] yes: Vec<String>,
        #[arg(long, value_name = "QUESTION")] no: Vec<String>,
        #[command(flatten)] signing: Signing,
    }
}
