//! What the command that plays a replay file takes.

use std::path::PathBuf;

use clap::Args;

arguments! {
    Replay {
        #[arg(required = true, value_name = "FILE")] files: Vec<PathBuf>,
        #[arg(long, value_name = "DIR")] keep: Option<PathBuf>,
    }
}
