//! The commands: one file for each noun. A command connects; it decides nothing.

pub mod access;
pub mod act;
mod certificate;
pub mod contract;
mod contradiction;
pub mod custody;
pub mod demo;
pub mod device;
pub mod doctor;
pub mod erase;
pub mod fact;
pub mod finding;
pub mod fingerprint;
pub mod holdings;
pub mod incident;
pub mod init;
pub mod leave;
pub mod ledgers;
pub mod less;
pub mod list;
pub mod log;
pub mod medium;
pub mod open;
pub mod order;
pub mod org;
pub mod paper;
pub mod permit;
pub mod plan;
pub mod policy;
pub mod registers;
pub mod release;
pub mod replay;
pub mod rewrap;
pub mod roster;
pub mod seal;
pub mod serve;
pub mod station;
pub mod training;
pub mod vault;
pub mod verify;
pub mod weekly;

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sekisho_core::Timestamp;
use sekisho_gate::Gate;
use sekisho_store::sqlite::{Patience, Tell};

use crate::assemble::{self, Outside};
use crate::cli::{Cli, Noun};
use crate::message::Text;
use crate::report::{Failure, Report};

/// What every command gets.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What was asked.
    pub cli: &'a Cli,
    /// The process around it.
    pub outside: &'a Outside,
    /// The sentences.
    pub text: &'a Text,
}

impl Context<'_> {
    /// Gives the record's directory.
    pub fn dir(&self) -> PathBuf {
        assemble::record_dir(self.cli.global.dir.as_deref(), self.outside)
    }

    /// Gives the time set by hand, if one is.
    pub fn at(&self) -> Result<Option<Timestamp>, Failure> {
        let Some(given) = &self.cli.global.at else { return Ok(None) };
        let unfit = || Failure::usage("time-unfit", &[("time", given)]);
        crate::cli::parse_time(given).map(Some).ok_or_else(unfit)
    }

    /// Waits half a minute for another command, and says after two seconds what it waits for.
    fn patience(&self) -> Patience {
        let lock = self.dir().join("lock").display().to_string();
        let sentence = self.text.say("waiting-for-record", &[("path", &lock)]);
        let tell = move |_: &std::path::Path| {
            let _ = writeln!(std::io::stderr(), "{sentence}");
        };
        let notice = (!self.cli.global.quiet).then(|| (Duration::from_secs(2), Arc::new(tell) as Tell));
        Patience { notice, ..Patience::default() }
    }

    /// Opens the gate; whatever is due happens first.
    pub fn gate(&self) -> Result<Gate, Failure> {
        let mut gate = assemble::open_waiting(&self.dir(), self.at()?, self.patience())?;
        gate.fire_due()?;
        Ok(gate)
    }
}

/// Does what the command line says.
pub fn execute(cli: &Cli, outside: &Outside, text: &Text) -> Result<Report, Failure> {
    let context = Context { cli, outside, text };
    let report = one(context)?;
    Ok(settle(context, report))
}

/// After a command that may have ordered a destruction, the vault carries it out, and the record says so.
fn settle(context: Context<'_>, report: Report) -> Report {
    let acts = matches!(
        context.cli.noun,
        Noun::Act(_)
            | Noun::Contract(_)
            | Noun::Custody(_)
            | Noun::Erase(_)
            | Noun::Lost(_)
            | Noun::Order(_)
            | Noun::Permit(_)
            | Noun::Release(_)
            | Noun::Rewrap(_)
            | Noun::Roster(_)
            | Noun::Seal(_)
            | Noun::Sync(_)
    );
    let dir = context.dir();
    let elsewhere = matches!(&context.cli.noun, Noun::Sync(arguments) if arguments.server.is_some());
    if !acts || elsewhere || crate::vault::settings(&dir).is_err() {
        return report;
    }
    let settled = context.at().and_then(|at| {
        let mut gate = assemble::open(&dir, at)?;
        let confirmed = crate::vault::settle(&mut gate, &dir, context.outside, at)?;
        let level = gate.state().vault.as_ref().map(|vault| vault.level.name()).unwrap_or_default();
        Ok((confirmed, level))
    });
    match settled {
        Ok((0, _)) => report,
        Ok((keys, level)) => {
            let values = [("keys", keys.to_string()), ("level", level.to_owned())];
            let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            report.note(context.text.say("keys-destroyed", &values))
        }
        // The order stands in the record, and the next command tries again: what was asked is done all the same.
        Err(failure) => report.note(failure.into_report(context.text).human),
    }
}

/// Does one thing, and leaves the vault alone.
pub(crate) fn one(context: Context<'_>) -> Result<Report, Failure> {
    match &context.cli.noun {
        Noun::Init(arguments) => init::init(context, arguments),
        Noun::Demo(arguments) => demo::demo(context, arguments),
        Noun::Replay(arguments) => replay::replay(context, arguments),
        Noun::Org(noun) => org::org(context, &noun.verb),
        Noun::Contract(noun) => contract::contract(context, &noun.verb),
        Noun::Order(noun) => order::order(context, &noun.verb),
        Noun::Roster(noun) => roster::roster(context, &noun.verb),
        Noun::Access(noun) => access::access(context, &noun.verb),
        Noun::Finding(noun) => finding::finding(context, &noun.verb),
        Noun::Training(noun) => training::training(context, &noun.verb),
        Noun::Weekly(noun) => weekly::weekly(context, &noun.verb),
        Noun::Dataset(noun) => holdings::dataset(context, &noun.verb),
        Noun::Purpose(noun) => holdings::purpose(context, &noun.verb),
        Noun::Plan(noun) => plan::plan(context, &noun.verb),
        Noun::Person(noun) => registers::person(context, &noun.verb),
        Noun::Key(noun) => registers::key(context, &noun.verb),
        Noun::Turn(noun) => crate::mail::turn::turn(context, &noun.verb),
        Noun::Place(noun) => registers::place(context, &noun.verb),
        Noun::Device(noun) => device::device(context, &noun.verb),
        Noun::Medium(noun) => medium::medium(context, &noun.verb),
        Noun::Permit(noun) => permit::permit(context, &noun.verb),
        Noun::Custody(noun) => custody::custody(context, &noun.verb),
        Noun::Erase(noun) => erase::erase(context, &noun.verb),
        Noun::Open(arguments) => open::open(context, arguments),
        Noun::Sync(arguments) => fact::sync(context, arguments),
        Noun::Seal(noun) => seal::seal(context, &noun.verb),
        Noun::Rewrap(noun) => rewrap::rewrap(context, &noun.verb),
        Noun::Station(noun) => station::station(context, &noun.verb),
        Noun::Release(arguments) => release::release(context, arguments),
        Noun::Serve(arguments) => serve::serve(context, arguments),
        Noun::Lost(arguments) => custody::lost(context, arguments),
        Noun::List(noun) => list::list(context, &noun.verb),
        Noun::Fingerprint(noun) => fingerprint::fingerprint(context, &noun.verb),
        Noun::Incident(noun) => incident::incident(context, &noun.verb),
        Noun::Policy(noun) => policy::policy(context, &noun.verb),
        Noun::Act(noun) => act::act(context, &noun.verb),
        Noun::Log(noun) => log::log(context, &noun.verb),
        Noun::Vault(noun) => vault::vault(context, &noun.verb),
        Noun::Verify(arguments) => verify::verify(context, arguments),
        Noun::Rebuild => doctor::rebuild(context),
        Noun::Doctor => doctor::doctor(context),
        Noun::Completions(arguments) => doctor::completions(context, arguments),
    }
}

/// Reads an id, or says which word is none.
pub fn id<T: std::str::FromStr>(given: &str) -> Result<T, Failure> {
    given.parse().map_err(|_| Failure::usage("id-unfit", &[("id", given)]))
}

/// Reads an instant, or says which word is none.
pub fn time(given: &str) -> Result<Timestamp, Failure> {
    crate::cli::parse_time(given).ok_or_else(|| Failure::usage("time-unfit", &[("time", given)]))
}

/// Gives the local day of an instant.
pub fn local_day(at: Timestamp) -> jiff::civil::Date {
    let offset = jiff::tz::Offset::from_hours(9).unwrap_or(jiff::tz::Offset::UTC);
    jiff::Timestamp::from_second(at.seconds())
        .map(|instant| offset.to_datetime(instant).date())
        .unwrap_or_default()
}

/// The name of the local time on sheets that are made where the record is not.
pub(crate) const ZONE: &str = "JST";

/// Gives the local day and time of an instant.
pub(crate) fn local_civil(at: Timestamp) -> jiff::civil::DateTime {
    let offset = jiff::tz::Offset::from_hours(9).unwrap_or(jiff::tz::Offset::UTC);
    jiff::Timestamp::from_second(at.seconds()).map(|instant| offset.to_datetime(instant)).unwrap_or_default()
}

/// Shows an instant as the office's wall clock does.
pub fn local(at: Timestamp) -> String {
    let offset = jiff::tz::Offset::from_hours(9).unwrap_or(jiff::tz::Offset::UTC);
    jiff::Timestamp::from_second(at.seconds())
        .map(|instant| offset.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}
