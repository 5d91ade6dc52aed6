//! What the commands of the registers take: organizations, people and their keys, places, devices, media.

use std::path::PathBuf;

use clap::Args;

use super::Signing;

arguments! {
    OrgAdd {
        id: String,
        #[arg(long)] name: String,
        #[arg(long)] above: Option<String>,
        #[arg(long, value_name = "DOMAIN")] domain: Vec<String>,
        #[command(flatten)] signing: Signing,
    }
    OrgAmend {
        id: String,
        #[arg(long, required_unless_present_any = ["domain", "no_domain"])] name: Option<String>,
        #[arg(long, value_name = "DOMAIN")] domain: Vec<String>,
        #[arg(long, conflicts_with = "domain")] no_domain: bool,
        #[command(flatten)] signing: Signing,
    }
    PersonContradictions {
        #[arg(long, value_name = "FILE")] out: Option<PathBuf>,
        #[arg(long, requires = "out")] cp932: bool,
    }
    PersonAdd {
        id: String,
        #[arg(long)] name: String,
        #[arg(long)] employer: String,
        #[arg(long, default_value = "employed", value_parser = ["employed", "dispatched", "seconded", "subcontract", "self_employed"])]
        title: String,
        #[arg(long)] mail: Option<String>,
        #[arg(long, value_name = "DEPARTMENT")] department: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    PersonAmend {
        id: String,
        #[arg(long, required_unless_present_any = ["mail", "department"])] name: Option<String>,
        #[arg(long)] mail: Option<String>,
        #[arg(long, value_name = "DEPARTMENT")] department: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    PersonRole {
        id: String,
        #[arg(value_parser = ["administrator", "approver", "auditor", "chief_officer", "contract_manager", "employer_representative", "media_keeper", "organization_head", "security_manager", "security_office"])] role: String,
        #[arg(long, conflicts_with_all = ["acting_for", "delegated_by"])] remove: bool,
        #[arg(long, value_name = "PERSON")] acting_for: Option<String>,
        #[arg(long, value_name = "PERSON", conflicts_with = "acting_for")] delegated_by: Option<String>,
        #[arg(long, value_name = "TIME")] from: Option<String>,
        #[arg(long, value_name = "TIME")] until: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    PersonLeave {
        id: String,
        #[command(flatten)] signing: Signing,
    }
    KeyNew {
        file: PathBuf,
    }
    KeyProve {
        file: PathBuf,
        #[arg(long)] person: String,
    }
    KeyEnroll {
        person: String,
        #[arg(long, value_name = "FILE")] public: PathBuf,
        #[arg(long, value_name = "FILE")] proof: Option<PathBuf>,
        #[command(flatten)] signing: Signing,
    }
    KeyConfirm {
        person: String,
        fingerprint: String,
        #[command(flatten)] signing: Signing,
    }
    KeySecond {
        person: String,
        fingerprint: String,
        #[command(flatten)] signing: Signing,
    }
    KeyNotify {
        #[arg(long, value_name = "DIR")] mail: Option<PathBuf>,
        #[arg(long)] send: bool,
    }
    TurnNotify {
        #[arg(long, value_name = "DIR")] mail: Option<PathBuf>,
        #[arg(long)] send: bool,
        #[arg(long, value_name = "URL")] url: Option<String>,
    }
    KeyRevoke {
        person: String,
        fingerprint: String,
        #[command(flatten)] signing: Signing,
    }
    PlaceAdd {
        id: String,
        #[arg(long)] name: String,
        #[arg(long, default_value = "cabinet", value_parser = ["cabinet", "site"])] kind: String,
        #[arg(long)] party: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    PlaceAmend {
        id: String,
        #[arg(long)] name: String,
        #[command(flatten)] signing: Signing,
    }
    DeviceAdd {
        id: String,
        #[arg(long)] serial: String,
        #[arg(long)] place: String,
        #[arg(long)] party: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    MediumAdd {
        id: String,
        #[arg(long)] product: String,
        #[arg(long)] serial: String,
        #[arg(long, value_name = "SIZE")] capacity: Option<String>,
        #[arg(long)] home: String,
        #[command(flatten)] signing: Signing,
    }
    MediumAmend {
        id: String,
        #[arg(long, required_unless_present_any = ["serial", "capacity", "home"])] product: Option<String>,
        #[arg(long)] serial: Option<String>,
        #[arg(long, value_name = "SIZE")] capacity: Option<String>,
        #[arg(long)] home: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    MediumList {
        #[arg(long)] place: Option<String>,
        #[arg(long)] out: bool,
    }
    MediumShow {
        id: String,
    }
    MediumImport {
        file: PathBuf,
        #[arg(long)] home: String,
        #[arg(long, value_name = "COLUMN=FIELD,...")] map: Option<String>,
        #[arg(long)] sheet: Option<String>,
        #[arg(long, value_parser = ["auto", "utf-8", "cp932"], default_value = "auto")] encoding: String,
        #[arg(long)] dry_run: bool,
        #[arg(long)] register_absent: bool,
        #[command(flatten)] signing: Signing,
    }
    MediumExport {
        file: PathBuf,
        #[arg(long)] cp932: bool,
    }
    MediumStore {
        id: String,
        place: String,
        #[command(flatten)] signing: Signing,
    }
    MediumRetire {
        id: String,
        #[arg(long)] reason: String,
        #[command(flatten)] signing: Signing,
    }
    MediumStocktake {
        place: String,
        numbers: Vec<String>,
        #[arg(long, value_name = "FILE")] file: Option<PathBuf>,
        #[arg(long, value_name = "FILE", conflicts_with_all = ["numbers", "file"])] sheet: Option<PathBuf>,
        #[arg(long, conflicts_with_all = ["numbers", "file", "sheet"])] none: bool,
        #[command(flatten)] signing: Signing,
    }
    MediumFound {
        id: String,
        #[arg(long)] serial: String,
        #[command(flatten)] signing: Signing,
    }
}
