//! What the commands of contracts, orders and rosters take.

use clap::Args;

use super::Signing;

arguments! {
    Clauses {
        #[arg(long)] model: bool,
        #[arg(long, value_parser = ["allowed", "prior_approval", "forbidden"])] subcontracting: Option<String>,
        #[arg(long, value_name = "TIER")] deepest_tier: Option<u8>,
        #[arg(long, value_parser = ["allowed", "prior_approval", "forbidden"])] offshore: Option<String>,
        #[arg(long, value_parser = ["allowed", "prior_approval", "forbidden"])] carry_out: Option<String>,
        #[arg(long, value_name = "DAYS")] erase_within: Option<u16>,
        #[arg(long, value_name = "MINUTES")] breach_notice: Option<u32>,
        #[arg(long, value_name = "DUTY", value_parser = [
            "audit_right", "confidentiality", "named_handlers", "penalty", "related_companies", "same_below", "stop_right",
            "training",
        ])]
        duty: Vec<String>,
    }
    ContractAdd {
        id: String,
        #[arg(long, value_name = "ORG")] with: String,
        #[arg(long)] name: String,
        #[arg(long, value_name = "WORK", required = true)] work: Vec<String>,
        #[arg(long, value_name = "TIME")] from: String,
        #[arg(long, value_name = "TIME")] until: String,
        #[command(flatten)] clauses: Clauses,
        #[command(flatten)] signing: Signing,
    }
    ContractAmend {
        id: String,
        #[arg(long)] name: Option<String>,
        #[arg(long, value_name = "WORK")] work: Vec<String>,
        #[arg(long, value_name = "TIME")] from: Option<String>,
        #[arg(long, value_name = "TIME")] until: Option<String>,
        #[command(flatten)] clauses: Clauses,
        #[command(flatten)] signing: Signing,
    }
    ContractEvaluate {
        org: String,
        #[arg(long)] score: u8,
        #[arg(long, default_value_t = 60)] minimum: u8,
        #[arg(long, default_value_t = 0)] incidents: u32,
        #[arg(long)] sheet: String,
        #[command(flatten)] signing: Signing,
    }
    ContractOne {
        id: String,
        #[command(flatten)] signing: Signing,
    }
    ContractWhy {
        id: String,
        #[arg(long)] reason: String,
        #[command(flatten)] signing: Signing,
    }
    ContractShow {
        id: String,
    }
    OrderTermsGiven {
        id: String,
        #[arg(long, value_name = "CONTRACT")] contract: String,
        #[arg(long, value_name = "ORDER")] under: Option<String>,
        #[arg(long, value_name = "ORG")] client: Option<String>,
        #[arg(long, value_name = "ORG")] of: String,
        #[arg(long)] work: String,
        #[arg(long, value_name = "TIME")] from: Option<String>,
        #[arg(long, value_name = "TIME")] until: Option<String>,
        #[arg(long)] offshore: bool,
        #[command(flatten)] signing: Signing,
    }
    OrderLift {
        org: String,
        #[arg(long)] reason: String,
        #[command(flatten)] signing: Signing,
    }
    RosterAdd {
        under: String,
        #[arg(required = true)] persons: Vec<String>,
        #[command(flatten)] signing: Signing,
    }
    RosterRemove {
        under: String,
        person: String,
        #[arg(long)] reason: String,
        #[command(flatten)] signing: Signing,
    }
    RosterList {
        under: Option<String>,
    }
}
