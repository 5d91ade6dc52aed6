//! What the ledgers of contracts, orders and rosters take.

use std::path::PathBuf;

use clap::Args;

use super::Signing;

arguments! {
    LedgerImport {
        file: PathBuf,
        #[arg(long, value_name = "COLUMN=FIELD,...")] map: Option<String>,
        #[arg(long)] sheet: Option<String>,
        #[arg(long, value_parser = ["auto", "utf-8", "cp932"], default_value = "auto")] encoding: String,
        #[arg(long)] dry_run: bool,
        #[command(flatten)] signing: Signing,
    }
    ContractImport {
        #[command(flatten)] ledger: LedgerImport,
        #[arg(long)] model: bool,
    }
    Rollover {
        #[arg(long, value_name = "FILE", required_unless_present_any = ["orders", "rosters"])] contracts: Option<PathBuf>,
        #[arg(long, value_name = "FILE")] orders: Option<PathBuf>,
        #[arg(long, value_name = "FILE")] rosters: Option<PathBuf>,
        #[arg(long, value_parser = ["auto", "utf-8", "cp932"], default_value = "auto")] encoding: String,
        #[arg(long)] model: bool,
        #[arg(long)] dry_run: bool,
        #[arg(long, requires = "reason")] end_missing: bool,
        #[arg(long)] reason: Option<String>,
        #[command(flatten)] signing: Signing,
    }
}
