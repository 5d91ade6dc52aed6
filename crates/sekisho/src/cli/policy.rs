//! What the commands of local rules take.

use std::path::PathBuf;

use clap::Args;

use super::Signing;

arguments! {
    PolicyUse {
        #[arg(value_name = "PROFILE|DIR|SET")] rules: String,
        #[command(flatten)] signing: Signing,
    }
    PolicyShow {
        #[arg(value_name = "PROFILE|DIR|SET")] rules: Option<String>,
        #[arg(long, value_name = "DIR")] out: Option<PathBuf>,
    }
    PolicyCheck {
        #[arg(value_name = "PROFILE|DIR|SET")] rules: Option<String>,
    }
    PolicyTest {
        folder: Option<PathBuf>,
        #[arg(long, value_name = "PROFILE|DIR|SET")] rules: Option<String>,
    }
    PolicyDiff {
        #[arg(value_name = "PROFILE|DIR|SET")] new: String,
        #[arg(long, value_name = "PROFILE|DIR|SET")] against: Option<String>,
    }
}
