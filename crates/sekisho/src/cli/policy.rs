//! What the commands of local rules take.

use std::path::PathBuf;

use clap::Args;

use super::Signing;

arguments! {
    PolicyUse {
        rules: String,
        #[command(flatten)] signing: Signing,
    }
    PolicyCheck {
        rules: Option<String>,
    }
    PolicyTest {
        folder: Option<PathBuf>,
        #[arg(long, value_name = "PROFILE|DIR")] rules: Option<String>,
    }
    PolicyDiff {
        new: String,
        #[arg(long, value_name = "PROFILE|DIR")] against: Option<String>,
    }
}
