//! What the commands of sealing, opening, erasing and the vault take.

use std::path::PathBuf;

use clap::Args;

use super::{Actor, ChosenBy, Signing};

arguments! {
    DeviceEnroll {
        file: PathBuf,
        #[command(flatten)] signing: Signing,
    }
    Release {
        challenge: Option<String>,
        #[arg(long, value_name = "FILE", conflicts_with = "challenge")] file: Option<PathBuf>,
        #[arg(long, value_name = "DIGITS", conflicts_with_all = ["challenge", "file"], requires_all = ["permit", "present"])]
        spoken: Option<String>,
        #[arg(long, value_name = "PERSON")] present: Vec<String>,
        #[arg(long, value_name = "PERMIT")] permit: Option<String>,
        #[arg(long, value_name = "MEDIUM")] medium: Option<String>,
        #[arg(long, value_name = "FILE")] out: Option<PathBuf>,
        #[arg(long, value_name = "FILE")] qr: Option<PathBuf>,
        #[command(flatten)] signing: Signing,
    }
    EraseBox {
        medium: PathBuf,
        #[arg(long, value_name = "MEDIUM")] which: Option<String>,
        #[arg(long, value_name = "DIR")] station: Option<PathBuf>,
        #[arg(long, value_name = "CODE=DIR")] copy: Vec<String>,
        #[arg(long, value_name = "FILE")] out: Option<PathBuf>,
        #[arg(long, value_name = "PERSON")] witness: Option<String>,
        #[command(flatten)] actor: Actor,
    }
    EraseCopy {
        permit: String,
        copy: String,
        #[arg(long, value_parser = ["files_deleted", "overwritten"], default_value = "files_deleted")] method: String,
        #[command(flatten)] signing: Signing,
    }
    EraseMedium {
        path: PathBuf,
        permit: String,
        #[arg(long, value_name = "MEDIUM")] medium: Option<String>,
        #[arg(long, value_name = "FILE")] out: Option<PathBuf>,
        #[arg(long, value_name = "PERSON")] witness: Option<String>,
        #[arg(long)] yes: bool,
        #[command(flatten)] signing: Signing,
    }
    SealBox {
        permit: PathBuf,
        #[arg(long, value_name = "DIR")] station: Option<PathBuf>,
        #[arg(long, value_name = "MEDIUM")] medium: Option<String>,
        #[arg(long, value_name = "DIR")] to: PathBuf,
        #[arg(long, value_name = "DATASET=FILE")] data: Vec<String>,
        #[command(flatten)] chosen: ChosenBy,
        #[arg(long, value_name = "FILE")] witness_key: PathBuf,
        #[arg(long, value_name = "FILE")] out: Option<PathBuf>,
        #[arg(long, value_name = "FILE")] fingerprints: Option<PathBuf>,
        #[arg(long, value_name = "FILE")] paper: Vec<PathBuf>,
        #[arg(long, value_parser = ["auto", "utf-8", "cp932"], default_value = "auto")] encoding: String,
        #[arg(long)] cp932: bool,
        #[arg(long)] sheet: Option<String>,
        #[arg(long, default_value_t = 0, value_name = "COUNT")] skip_lines: u32,
        #[arg(long)] replace: bool,
        #[arg(long)] allow_swap: bool,
        #[command(flatten)] actor: Actor,
    }
    FingerprintFind {
        #[arg(long, value_name = "PERMIT")] permit: Option<String>,
        #[arg(long, value_name = "MEDIUM")] medium: Option<String>,
        #[arg(long, value_name = "NUMBER")] code: Option<String>,
        #[arg(long, requires = "birth")] name: Option<String>,
        #[arg(long, requires = "birth")] kana: Option<String>,
        #[arg(long, requires = "birth")] address: Option<String>,
        #[arg(long, value_name = "DATE")] birth: Option<String>,
        #[arg(long, value_name = "NUMBER")] reference: String,
        #[command(flatten)] actor: Actor,
    }
    SealPrint {
        file: PathBuf,
        #[arg(long, required = true, value_name = "FILE")] out: Vec<PathBuf>,
    }
    SealRecord {
        file: PathBuf,
        #[arg(long, value_name = "FILE")] fingerprints: Option<PathBuf>,
        #[command(flatten)] signing: Signing,
    }
    PermitRewrap {
        permit: String,
        #[arg(long)] device: String,
        #[command(flatten)] signing: Signing,
    }
    RewrapInit {
        #[arg(long, value_name = "FILE", required = true)] share: Vec<PathBuf>,
        #[command(flatten)] signing: Signing,
    }
    RewrapBox {
        permit: PathBuf,
        wrap: PathBuf,
        #[arg(long, value_name = "FILE", required = true)] share: Vec<PathBuf>,
        #[arg(long, value_name = "DIR")] station: Option<PathBuf>,
        #[arg(long, value_name = "PERSON")] second: String,
        #[arg(long, value_name = "FILE")] second_key: PathBuf,
        #[arg(long, value_name = "NUMBER", required_unless_present = "record")] opening: Option<u16>,
        #[arg(long, value_name = "DIR", conflicts_with = "answer_file")] record: Option<PathBuf>,
        #[arg(long, value_name = "FILE", required_unless_present = "record")] challenge_out: Option<PathBuf>,
        #[arg(long, value_name = "FILE", required_unless_present = "record")] answer_file: Option<PathBuf>,
        #[arg(long, value_name = "FILE")] out: PathBuf,
        #[arg(long, value_name = "FILE")] receipt_out: PathBuf,
        #[arg(long)] allow_swap: bool,
        #[command(flatten)] actor: Actor,
    }
    RewrapRecord {
        file: PathBuf,
        #[command(flatten)] signing: Signing,
    }
    RewrapApply {
        medium: PathBuf,
        #[arg(long, value_name = "FILE")] header: PathBuf,
    }
    Open {
        medium: PathBuf,
        #[arg(long, value_name = "DIR")] out: PathBuf,
        #[arg(long, value_name = "DIR")] station: Option<PathBuf>,
        #[arg(long, value_name = "PERSON")] second: String,
        #[arg(long, value_name = "FILE")] second_key: PathBuf,
        #[arg(long, default_value_t = 1, value_name = "NUMBER")] opening: u16,
        #[arg(long, value_name = "CODE")] copy: Option<String>,
        #[arg(long, value_name = "DIR", conflicts_with = "answer_file")] record: Option<PathBuf>,
        #[arg(long, value_name = "URL", conflicts_with_all = ["answer_file", "record"])] server: Option<String>,
        #[arg(long, value_name = "FILE", requires = "server")] server_ca: Option<PathBuf>,
        #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=540))]
        server_patience: u64,
        #[arg(long, conflicts_with_all = ["record", "server", "qr"])] by_voice: bool,
        #[arg(long, value_name = "FILE")] challenge_out: Option<PathBuf>,
        #[arg(long, value_name = "FILE")] qr: Option<PathBuf>,
        #[arg(long, value_name = "FILE")] answer_file: Option<PathBuf>,
        #[arg(long, default_value_t = 10, value_name = "MINUTES", requires = "answer_file", value_parser = clap::value_parser!(u64).range(1..=10))]
        wait: u64,
        #[command(flatten)] actor: Actor,
    }
    Serve {
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")] listen: std::net::SocketAddr,
        #[arg(long, value_name = "FILE", requires = "tls_key")] tls_cert: Option<PathBuf>,
        #[arg(long, value_name = "FILE", requires = "tls_cert")] tls_key: Option<PathBuf>,
        #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=300))]
        patience: u64,
        #[arg(long, value_name = "URL")] url: Option<String>,
        #[arg(long)] behind_proxy: bool,
        #[arg(long)] open_metrics: bool,
    }
    Sync {
        medium: PathBuf,
        #[arg(long, value_name = "URL")] server: Option<String>,
        #[arg(long, value_name = "FILE", requires = "server")] server_ca: Option<PathBuf>,
    }
    StationInit {
        station: PathBuf,
        #[arg(long, value_name = "DEVICE")] device: String,
        #[arg(long, value_name = "KEYS")] owner_key: String,
        #[arg(long, value_name = "FILE")] out: PathBuf,
        #[arg(long, default_value_t = 100, value_name = "COUNT")] keys: u16,
    }
    StationKeys {
        station: PathBuf,
        #[arg(long, value_name = "FILE")] out: PathBuf,
        #[arg(long, default_value_t = 100, value_name = "COUNT")] keys: u16,
    }
    StationShow {
        station: PathBuf,
        #[arg(long, value_name = "FILE")] permit: Option<PathBuf>,
    }
    VaultInit {
        #[arg(long, value_name = "DIR")] vault: Option<PathBuf>,
        #[arg(long, value_parser = ["disk", "tpm"], default_value = "disk")] cell: String,
        #[arg(long, value_name = "DIR")] cell_dir: Option<PathBuf>,
        #[arg(long, value_name = "TCTI")] tcti: Option<String>,
        #[arg(long)] physical: bool,
        #[command(flatten)] signing: Signing,
    }
    VaultServe {
        #[arg(long, value_name = "DIR")] vault: Option<PathBuf>,
        #[arg(long, value_name = "FILE")] socket: PathBuf,
    }
}
