//! The command line: nouns, then verbs. Every sentence of the help stands in `text/{ja,en}.ftl`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use sekisho_core::Timestamp;

use crate::message::Text;

/// A whole command line.
#[derive(Clone, Debug, Parser)]
#[command(name = "sekisho", version, disable_help_subcommand = true, arg_required_else_help = true)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// The noun.
    #[command(subcommand)]
    pub noun: Noun,
}

/// What holds for every command.
#[derive(Args, Clone, Debug)]
#[expect(missing_docs, reason = "the sentences stand in text/*.ftl")]
pub struct Global {
    #[arg(long, global = true, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    #[arg(long, global = true, value_name = "LANG", value_parser = ["ja", "en"])]
    pub lang: Option<String>,
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, short, global = true)]
    pub quiet: bool,
    #[arg(long, global = true, hide = true, value_name = "TIME")]
    pub at: Option<String>,
    #[arg(long, global = true, value_name = "URL")]
    pub remote: Option<String>,
    #[arg(long, global = true, value_name = "FILE")]
    pub remote_ca: Option<PathBuf>,
    #[arg(long, global = true, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
}

/// Who acts, and how it is signed.
#[derive(Args, Clone, Debug, Default)]
#[expect(missing_docs, reason = "the sentences stand in text/*.ftl")]
pub struct Signing {
    #[arg(long = "as", value_name = "PERSON")]
    pub actor: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with = "receipt")]
    pub prepare: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
    #[arg(long, value_name = "TIME")]
    pub occurred: Option<String>,
}

/// Who acts where nothing is put into the record yet.
#[derive(Args, Clone, Debug, Default)]
#[expect(missing_docs, reason = "the sentences stand in text/*.ftl")]
pub struct Actor {
    #[arg(long = "as", value_name = "PERSON")]
    pub actor: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

impl Actor {
    /// Gives the same as who signs an act.
    pub fn signing(&self) -> Signing {
        Signing { actor: self.actor.clone(), key: self.key.clone(), ..Signing::default() }
    }
}

macro_rules! verbs {
    ($($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $verb:ident $(($args:ty))?),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Subcommand)]
        #[expect(missing_docs, reason = "the sentences stand in text/*.ftl")]
        #[allow(clippy::large_enum_variant, reason = "one command line is parsed once")]
        pub enum $name { $($(#[$vmeta])* $verb $(($args))?,)* }
    )*};
}

verbs! {
    /// The nouns.
    Noun {
        Init(Init),
        Demo(Demo),
        Replay(Replay),
        Org(OrgNoun),
        Contract(ContractNoun),
        Order(OrderNoun),
        Roster(RosterNoun),
        Person(PersonNoun),
        Access(AccessNoun),
        Finding(FindingNoun),
        Training(TrainingNoun),
        Weekly(WeeklyNoun),
        Dataset(DatasetNoun),
        Purpose(PurposeNoun),
        Plan(PlanNoun),
        Key(KeyNoun),
        Turn(TurnNoun),
        Place(PlaceNoun),
        Device(DeviceNoun),
        Medium(MediumNoun),
        Permit(PermitNoun),
        Custody(CustodyNoun),
        Seal(SealNoun),
        Rewrap(RewrapNoun),
        Open(Open),
        Sync(Sync),
        Station(StationNoun),
        Erase(EraseNoun),
        Release(Release),
        Serve(Serve),
        Lost(Lost),
        Incident(IncidentNoun),
        Fingerprint(FingerprintNoun),
        List(ListNoun),
        Policy(PolicyNoun),
        Act(ActNoun),
        Log(LogNoun),
        Vault(VaultNoun),
        Verify(Verify),
        Rebuild,
        Doctor,
        Completions(Completions),
    }
    /// Organizations.
    OrgVerb { Add(OrgAdd), Amend(OrgAmend), List, Import(LedgerImport), Export(LedgerOut) }
    /// Contracts.
    ContractVerb {
        Add(ContractAdd), Amend(ContractAmend), Evaluate(ContractEvaluate), Activate(ContractOne), End(ContractWhy), List,
        Show(ContractShow), Print(ContractShow), Import(ContractImport), Export(LedgerOut), Rollover(Rollover),
    }
    /// Orders to lower tiers.
    OrderVerb {
        Check(OrderTermsGiven), Place(OrderTermsGiven), Approve(ContractOne), Reject(ContractWhy), Stop(ContractWhy), Held,
        Lift(OrderLift), List, Show(ContractShow), Import(LedgerImport), Export(LedgerOut),
    }
    /// Who handles data.
    RosterVerb { Add(RosterAdd), Remove(RosterRemove), List(RosterList), Import(LedgerImport), Export(LedgerOut) }
    /// People.
    PersonVerb {
        Add(PersonAdd), Amend(PersonAmend), List, Role(PersonRole), State(PersonState), Confirm(PersonConfirm), Leave(PersonLeave),
        Contradictions(PersonContradictions), Import(LedgerImport), Export(LedgerOut),
    }
    /// Cards and accounts.
    AccessVerb {
        Apply(AccessApply), Confirm(AccessEnd), End(AccessEnd), Suspend(AccessSuspend), Resume(AccessResume), List(AccessList),
        Matrix(LedgerOut),
    }
    /// Findings about persons.
    FindingVerb { Raise(FindingRaise), Resolve(FindingResolve), List }
    /// Training.
    TrainingVerb { Course(TrainingCourse), Record(TrainingRecord), List(TrainingList) }
    /// Weekly checks.
    WeeklyVerb { Begin(WeeklyOne), Sign(WeeklySign), End(WeeklyEnd), Show(WeeklyShow), List }
    /// Datasets.
    DatasetVerb { Add(DatasetAdd), List }
    /// Purposes.
    PurposeVerb { Add(PurposeAdd), List }
    /// Safety plans.
    PlanVerb {
        Template, Draft(PlanWritten), Amend(PlanWritten), AcceptRisk(PlanAcceptRisk), Approve(ContractOne), Withdraw(ContractWhy),
        List, Show(PlanShow),
    }
    /// Keys.
    KeyVerb { New(KeyNew), Prove(KeyProve), Enroll(KeyEnroll), Confirm(KeyConfirm), Second(KeySecond), Revoke(KeyRevoke), Notify(KeyNotify), List }
    /// Whose turn it is.
    TurnVerb { Notify(TurnNotify) }
    /// Places.
    PlaceVerb { Add(PlaceAdd), Amend(PlaceAmend), List }
    /// Devices.
    DeviceVerb { Add(DeviceAdd), Enroll(DeviceEnroll), List }
    /// Media.
    MediumVerb {
        Add(MediumAdd), Amend(MediumAmend), List(MediumList), Show(MediumShow), Import(MediumImport), Export(MediumExport),
        Store(MediumStore), Retire(MediumRetire), Stocktake(MediumStocktake), Absent, Found(MediumFound),
    }
    /// Permits.
    PermitVerb {
        Request(Box<PermitRequest>), Amend(Box<PermitAmend>), Approve(PermitOne), SendBack(PermitWhy), Withdraw(PermitOne),
        Rewrap(PermitRewrap), Step(PermitStep),
        Revoke(PermitWhy), Freeze(PermitOne), Unfreeze(PermitOne), Close(PermitOne), Review(PermitReview), Reviews,
        Export(PermitPrint), List(PermitList), Show(PermitShow), Check(PermitShow), Print(PermitPrint),
    }
    /// Custody.
    CustodyVerb { Hand(CustodyHand), Receive(CustodyReceive), Overdue(CustodyOverdue), Ledger(LedgerOut) }
    /// Erasure.
    EraseVerb { Box(EraseBox), Copy(EraseCopy), Medium(EraseMedium), Report(EraseReport) }
    /// Fingerprints of persons.
    FingerprintVerb { Find(FingerprintFind) }
    /// Lists that answer yes or no.
    ListVerb { Ask(ListAsk), Show(ListShow) }
    /// Incidents.
    IncidentVerb { List(IncidentList), Show(IncidentShow), Close(IncidentClose) }
    /// Sealing.
    SealVerb { Box(SealBox), Print(SealPrint), Record(SealRecord) }
    /// Wrapping again.
    RewrapVerb { Init(RewrapInit), Box(RewrapBox), Record(RewrapRecord), Apply(RewrapApply) }
    /// This machine as a desk.
    StationVerb { Init(StationInit), Keys(StationKeys), Show(StationShow) }
    /// The vault.
    VaultVerb { Init(VaultInit), Status, Serve(VaultServe), #[command(hide = true)] Work }
    /// Local rules.
    PolicyVerb { Propose(PolicyUse), Use(PolicyUse), Show(PolicyShow), Check(PolicyCheck), Test(PolicyTest), Diff(PolicyDiff) }
    /// Acts signed elsewhere.
    ActVerb { Submit(ActSubmit) }
    /// The log.
    LogVerb { List(LogList), Show(LogShow), Proof(LogProof), Export(LogExport), Key }
}

macro_rules! nouns {
    ($($name:ident($verb:ty))*) => {$(
        /// A noun with its verbs.
        #[derive(Args, Clone, Debug)]
        #[command(arg_required_else_help = true, disable_help_subcommand = true)]
        pub struct $name {
            /// The verb.
            #[command(subcommand)]
            pub verb: $verb,
        }
    )*};
}

nouns! {
    OrgNoun(OrgVerb) ContractNoun(ContractVerb) OrderNoun(OrderVerb) RosterNoun(RosterVerb) TrainingNoun(TrainingVerb) AccessNoun(AccessVerb) FindingNoun(FindingVerb)
    DatasetNoun(DatasetVerb) PurposeNoun(PurposeVerb) PlanNoun(PlanVerb) PersonNoun(PersonVerb) KeyNoun(KeyVerb) TurnNoun(TurnVerb) PlaceNoun(PlaceVerb) DeviceNoun(DeviceVerb)
    MediumNoun(MediumVerb) PermitNoun(PermitVerb) CustodyNoun(CustodyVerb) EraseNoun(EraseVerb)
    IncidentNoun(IncidentVerb) FingerprintNoun(FingerprintVerb) ListNoun(ListVerb) SealNoun(SealVerb) RewrapNoun(RewrapVerb)
    StationNoun(StationVerb) VaultNoun(VaultVerb) PolicyNoun(PolicyVerb) ActNoun(ActVerb) LogNoun(LogVerb) WeeklyNoun(WeeklyVerb)
}

macro_rules! arguments {
    ($($name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        #[derive(Args, Clone, Debug)]
        #[expect(missing_docs, reason = "the sentences stand in text/*.ftl")]
        pub struct $name { $($(#[$meta])* pub $field: $type,)* }
    )*};
}

mod chain;
mod holdings;
mod ledgers;
mod less;
mod plan;
mod policy;
mod registers;
mod replay;
mod sealed;
mod weekly;
pub use chain::*;
pub use holdings::*;
pub use ledgers::*;
pub use less::*;
pub use plan::*;
pub use policy::*;
pub use registers::*;
pub use replay::*;
pub use sealed::*;
pub use weekly::*;

arguments! {
    Init {
        #[arg(long)] office: Option<String>,
        #[arg(long)] code: Option<String>,
        #[arg(long)] name: Option<String>,
        #[arg(long)] person: Option<String>,
        #[arg(long)] mail: Option<String>,
        #[arg(long, value_name = "FILE")] key: Option<PathBuf>,
        #[arg(long)] cabinet: Option<String>,
        #[arg(long, value_name = "HH:MM")] closing: Option<String>,
        #[arg(long)] origin: Option<String>,
    }
    Demo {
        #[arg(long, default_value_t = 2022)] seed: u64,
        #[arg(long, default_value = "1", value_name = "N/M")] scale: String,
        #[arg(long, value_name = "DIR", default_value = "sekisho-demo")] out: PathBuf,
    }
    Content {
        #[arg(long)] purpose: Option<String>,
        #[arg(long = "for", value_name = "CODE")] code: Option<String>,
        #[arg(long, value_name = "REASON")] beyond: Option<String>,
        #[arg(long, value_name = "PLAN")] plan: Option<String>,
        #[arg(long, value_name = "REASON")] urgent: Option<String>,
        #[arg(long, value_name = "DATASET:FIELD,FIELD:ROWS")] data: Vec<String>,
        #[command(flatten)] less: Less,
        #[arg(long)] people: Option<u64>,
        #[arg(long, value_name = "PRODUCT")] declared: Option<String>,
        #[arg(long, conflicts_with = "declared")] sealed: bool,
        #[arg(long, value_name = "PERSON")] sealer: Option<String>,
        #[arg(long, value_name = "PERSON")] witness: Option<String>,
        #[arg(long, value_name = "PERSON")] opener: Vec<String>,
        #[arg(long, value_name = "COUNT")] openings: Option<u16>,
        #[arg(long, value_name = "DATASET:KIND=FIELD,FIELD")] fingerprint: Vec<String>,
        #[arg(long, value_name = "TIME")] lookup_until: Option<String>,
        #[arg(long, value_name = "PERSON")] carrier: Vec<String>,
        #[arg(long, value_name = "PERSON")] substitute: Vec<String>,
        #[arg(long, value_name = "COMPANY", conflicts_with = "carrier")] courier: Option<String>,
        #[arg(long, value_name = "MEDIUM")] medium: Vec<String>,
        #[arg(long, value_name = "PLACE")] from: Option<String>,
        #[arg(long, value_name = "PLACE")] site: Option<String>,
        #[arg(long, value_name = "DEVICE")] device: Option<String>,
        #[arg(long, value_name = "PERSON")] receiver: Vec<String>,
        #[arg(long, value_name = "PERSON")] eraser: Option<String>,
        #[arg(long)] route: Option<String>,
        #[arg(long, value_name = "TIME")] start: Option<String>,
        #[arg(long, value_name = "TIME")] until: Option<String>,
        #[arg(long, value_name = "TIME")] arrive_by: Option<String>,
        #[arg(long, value_name = "TIME")] erase_by: Option<String>,
        #[arg(long, value_name = "TIME")] return_by: Option<String>,
        #[arg(long, value_name = "PLACE")] return_to: Option<String>,
    }
    PermitRequest {
        #[command(flatten)] content: Content,
        #[arg(long, value_name = "PERMIT")] like: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    PermitAmend {
        permit: String,
        #[command(flatten)] content: Content,
        #[command(flatten)] signing: Signing,
    }
    PermitOne {
        permit: String,
        #[command(flatten)] signing: Signing,
    }
    PermitWhy {
        permit: String,
        #[arg(long)] reason: String,
        #[command(flatten)] signing: Signing,
    }
    PermitList {
        #[arg(long)] status: Option<String>,
        #[arg(long, default_value_t = 50)] limit: u32,
    }
    PermitShow {
        permit: String,
    }
    PermitPrint {
        permit: String,
        #[arg(long, value_name = "FILE")] out: PathBuf,
    }
    CustodyHand {
        permit: String,
        #[arg(long)] medium: Option<String>,
        #[arg(long, value_name = "PERSON")] to: Vec<String>,
        #[arg(long, value_name = "NUMBER", conflicts_with_all = ["to", "home"])] courier: Option<String>,
        #[arg(long, conflicts_with = "to")] home: bool,
        #[arg(long, value_name = "TIME")] due: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    CustodyReceive {
        permit: String,
        #[arg(long)] medium: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    CustodyOverdue {
        #[arg(long, value_name = "DIR")] mail: Option<PathBuf>,
        #[arg(long)] send: bool,
    }
    LedgerOut {
        file: PathBuf,
        #[arg(long)] cp932: bool,
    }
    EraseReport {
        permit: String,
        #[arg(long)] medium: Option<String>,
        #[arg(long, value_parser = ["files_deleted", "formatted", "overwritten", "overwritten_read_back", "destroyed"])] method: String,
        #[arg(long, value_name = "PERSON")] witness: Option<String>,
        #[command(flatten)] signing: Signing,
    }
    Lost {
        permit: Option<String>,
        #[arg(long)] medium: Vec<String>,
        #[arg(long, conflicts_with = "stolen")] cannot_find: bool,
        #[arg(long)] stolen: bool,
        #[command(flatten)] signing: Signing,
    }
    IncidentList {
        #[arg(long)] all: bool,
    }
    IncidentShow {
        incident: String,
        #[arg(long, value_name = "FILE")] out: Option<PathBuf>,
    }
    IncidentClose {
        incident: String,
        #[arg(long)] conclusion: String,
        #[command(flatten)] signing: Signing,
    }
    ActSubmit {
        file: PathBuf,
    }
    LogList {
        #[arg(long)] permit: Option<String>,
        #[arg(long)] from: Option<u64>,
        #[arg(long, default_value_t = 50)] limit: u64,
    }
    LogShow {
        index: u64,
    }
    LogProof {
        index: u64,
        #[arg(long, value_name = "FILE")] out: Option<PathBuf>,
    }
    LogExport {
        file: PathBuf,
    }
    Verify {
        log: Option<PathBuf>,
        #[arg(long, value_name = "VKEY")] vkey: Option<String>,
        #[arg(long, value_name = "FILE")] events: Option<PathBuf>,
        #[arg(long, value_name = "DIR", conflicts_with = "proof")] rules: Option<PathBuf>,
        #[arg(long, value_name = "FILE", conflicts_with = "events")] proof: Option<PathBuf>,
        #[arg(long, value_name = "HEX", requires = "proof")] entry: Option<String>,
    }
    Completions {
        #[arg(value_parser = ["bash", "elvish", "fish", "powershell", "zsh"])] shell: String,
    }
}

/// Parses a command line; help and usage errors speak the given language.
pub fn parse(arguments: &[OsString], text: &Text) -> Result<Cli, clap::Error> {
    let words = std::iter::once(OsString::from("sekisho")).chain(arguments.iter().cloned());
    let matches = command(text).try_get_matches_from(words)?;
    Cli::from_arg_matches(&matches)
}

/// Gives the command line's grammar with its help in the given language.
pub fn command(text: &Text) -> clap::Command {
    localize(Cli::command(), "cmd", text)
}

/// Puts the sentences of `text/*.ftl` onto a command: `cmd-permit-approve`, its `.examples`, and `arg-<name>`.
fn localize(mut command: clap::Command, key: &str, text: &Text) -> clap::Command {
    if let Some(about) = text.maybe(key, None, &[]) {
        command = command.about(about);
    }
    if let Some(examples) = text.maybe(key, Some("examples"), &[]) {
        let examples: String = examples.lines().map(|line| format!("  {line}\n")).collect();
        command = command.after_help(format!("{}:\n{examples}", text.say("word-examples", &[])));
    }
    let names: Vec<String> = command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    for name in names {
        let own = format!("arg-{}-{}", key.trim_start_matches("cmd-"), name.replace('_', "-"));
        let shared = format!("arg-{}", name.replace('_', "-"));
        let help = text.maybe(&own, None, &[]).or_else(|| text.maybe(&shared, None, &[]));
        if let Some(help) = help {
            command = command.mut_arg(name, |argument| argument.help(help));
        }
    }
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    for verb in verbs {
        let key = format!("{key}-{verb}");
        command = command.mut_subcommand(verb, |verb| localize(verb, &key, text));
    }
    command
}

/// Reads an instant: RFC 3339, or a local date and time (`2026-06-21T17:00`, `2026-06-21 17:00`) of Japan.
pub fn parse_time(given: &str) -> Option<Timestamp> {
    if let Ok(instant) = given.parse::<jiff::Timestamp>() {
        return Some(Timestamp::from_seconds(instant.as_second()));
    }
    let civil: jiff::civil::DateTime = given.replace(' ', "T").parse().ok()?;
    let offset = jiff::tz::Offset::from_hours(9).ok()?;
    Some(Timestamp::from_seconds(offset.to_timestamp(civil).ok()?.as_second()))
}
