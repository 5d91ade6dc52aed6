//! The ledgers of organizations, people, contracts, orders and rosters: in, out, and over into the new year. First every problem by its cell and what
//! becomes of every line, then everything or nothing; and the same file twice does no harm.

pub(super) mod export;
mod missing;
mod order;
mod people;
mod plan;
mod roster;
mod row;
mod say;

use std::ops::Range;
use std::path::Path;

use sekisho_audit::chain::{Kind, Lines, Mapping, read};
use sekisho_audit::paper::Language;
use sekisho_audit::table::{Encoding, Sheet};
use sekisho_core::Timestamp;
use sekisho_core::id::PersonId;
use sekisho_core::party::Role;
use sekisho_gate::Gate;
use sekisho_gate::submit::Submission;
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::PrivateKey;

use self::plan::{Act, Maker, Plan};
use crate::act::{private_key, signer};
use crate::cli::{ContractImport, LedgerImport, Rollover, Signing};
use crate::command::Context;
use crate::command::paper::Desk;
use crate::exit::Exit;
use crate::file;
use crate::report::{Failure, Report};

/// No ledger of an office is larger. Units: bytes.
const FILE_LIMIT: u64 = 64 << 20;

/// So many acts are recorded with one append: a kill loses no more than these, and they are read again next time.
const BATCH: usize = 200;

/// How an import is carried out.
struct Manner<'a> {
    dry_run: bool,
    /// Why what is missing is ended; without a reason it is only listed.
    end_missing: Option<&'a str>,
    /// Whether new contracts take the model clauses where the ledger says nothing.
    model: Model,
    /// Whether what the register has and the ledger has not is looked for.
    missing: Missing,
    signing: &'a Signing,
}

/// What a new contract says where the ledger says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Model {
    Fills,
    LeftOut,
}

/// What becomes of lines that the register has and the ledger has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missing {
    Listed,
    PassedOver,
}

/// `sekisho contract import`
pub(super) fn contracts(
    context: Context<'_>,
    gate: &mut Gate,
    given: &ContractImport,
) -> Result<Report, Failure> {
    one(context, gate, Kind::Contracts, &given.ledger, model(given.model))
}

/// `sekisho order import`, `roster import`, `org import`, `person import`
pub(super) fn import(
    context: Context<'_>,
    gate: &mut Gate,
    kind: Kind,
    given: &LedgerImport,
) -> Result<Report, Failure> {
    one(context, gate, kind, given, Model::LeftOut)
}

fn one(
    context: Context<'_>,
    gate: &mut Gate,
    kind: Kind,
    given: &LedgerImport,
    model: Model,
) -> Result<Report, Failure> {
    let mapping = Mapping::parse(given.map.as_deref().unwrap_or_default(), kind)?;
    let sheet = sheet(&given.file, given.sheet.as_deref(), &given.encoding, &[])?;
    let manner = Manner {
        dry_run: given.dry_run,
        end_missing: None,
        model,
        missing: Missing::PassedOver,
        signing: &given.signing,
    };
    carry_out(context, gate, &[(kind, read(sheet, kind, &mapping))], &manner)
}

/// `sekisho contract rollover`
pub(super) fn rollover(context: Context<'_>, gate: &mut Gate, given: &Rollover) -> Result<Report, Failure> {
    let files =
        [(Kind::Contracts, &given.contracts), (Kind::Orders, &given.orders), (Kind::Rosters, &given.rosters)];
    let mut ledgers = Vec::new();
    for (kind, file) in files {
        let Some(file) = file else { continue };
        let usual = [Language::Ja, Language::En].map(|language| kind.sheet(language));
        let sheet = sheet(file, None, &given.encoding, &usual)?;
        ledgers.push((kind, read(sheet, kind, &Mapping::default())));
    }
    let manner = Manner {
        dry_run: given.dry_run,
        end_missing: given.reason.as_deref().filter(|_| given.end_missing),
        model: model(given.model),
        missing: Missing::Listed,
        signing: &given.signing,
    };
    carry_out(context, gate, &ledgers, &manner)
}

fn model(given: bool) -> Model {
    if given { Model::Fills } else { Model::LeftOut }
}

/// Reads the sheet: the named one, else the first of the usual names, else the first that is visible.
fn sheet(path: &Path, name: Option<&str>, encoding: &str, usual: &[&str]) -> Result<Sheet, Failure> {
    let bytes = file::read(path, FILE_LIMIT)?;
    let is_workbook = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0");
    match (name, is_workbook) {
        (Some(name), true) => Ok(Sheet::from_workbook(&bytes, Some(name))?),
        (Some(_), false) => Err(Failure::usage("sheet-without-workbook", &[])),
        (None, true) => {
            let found = usual.iter().find_map(|name| Sheet::from_workbook(&bytes, Some(name)).ok());
            found.map_or_else(|| Ok(Sheet::from_workbook(&bytes, None)?), Ok)
        }
        (None, false) => {
            let encoding = match encoding {
                "cp932" => Encoding::Cp932,
                "utf-8" => Encoding::Utf8,
                _ => Encoding::Detect,
            };
            Ok(Sheet::from_csv(&bytes, encoding)?)
        }
    }
}

/// Makes the plan, says it, and records it if that is wanted and nothing stands against it.
fn carry_out(
    context: Context<'_>,
    gate: &mut Gate,
    ledgers: &[(Kind, Lines)],
    manner: &Manner<'_>,
) -> Result<Report, Failure> {
    if manner.signing.prepare.is_some() {
        return Err(Failure::usage("import-not-prepared", &[]));
    }
    let asked = signer(manner.signing, context.outside);
    let person = if manner.dry_run { asked.ok().map(|(person, _)| person) } else { Some(asked?.0) };
    let registers = ledgers.iter().any(|(kind, _)| matches!(kind, Kind::Organizations | Kind::Persons));
    let role = if registers { Role::Administrator } else { Role::ContractManager };
    let plan = Maker::new(Desk { context, gate }, person.as_ref(), role, manner).make(ledgers)?;
    let preview = say::preview(Desk { context, gate }, &plan);
    if manner.dry_run || plan.has_errors() {
        let exit = if plan.has_errors() { Exit::Failed } else { Exit::Done };
        return Ok(preview.with_exit(exit));
    }
    let recorded = record(context, gate, manner.signing, &plan.acts)?;
    Ok(say::done(Desk { context, gate }, &plan, recorded, preview))
}

/// Records every act, one statement and signature each. Returns the indexes of the entries.
///
/// Errors: `import-stopped` with what is already in the record; the same call again goes on there.
fn record(
    context: Context<'_>,
    gate: &mut Gate,
    signing: &Signing,
    acts: &[Act],
) -> Result<Range<u64>, Failure> {
    let first = gate.size();
    if acts.is_empty() {
        return Ok(first..first);
    }
    let (person, key) = signer(signing, context.outside)?;
    let key = key.ok_or_else(|| Failure::usage("which-key", &[("act", "register.contract")]))?;
    let key = private_key(&key, context.outside, context.text)?;
    let time = signing.occurred_at(gate.now())?;
    let mut done = 0_usize;
    let levels = acts.chunk_by(|one, next| one.level == next.level);
    for batch in levels.flat_map(|level| level.chunks(BATCH)) {
        append(context, gate, &(&person, &key, time), batch).map_err(|failure| {
            if done == 0 {
                return failure;
            }
            let (done, all) = (done.to_string(), acts.len().to_string());
            failure.during("import-stopped", &[("done", &done), ("all", &all)])
        })?;
        done = done.saturating_add(batch.len());
    }
    if let Some(path) = signing.receipt.as_deref().filter(|_| gate.size() > first) {
        let receipt = sekisho_gate::receipt::receipt(gate.record(), gate.size().saturating_sub(1))?;
        file::write(path, receipt.proof.as_bytes())?;
    }
    Ok(first..gate.size())
}

fn append(
    context: Context<'_>,
    gate: &mut Gate,
    pen: &(&PersonId, &PrivateKey, Timestamp),
    acts: &[Act],
) -> Result<(), Failure> {
    let (person, key, time) = *pen;
    let mut signed = Vec::new();
    for act in acts {
        let statement = gate.prepare(person, &act.command, time)?;
        let signature = key
            .sign(&namespace(act.command.act()), statement.as_bytes())
            .map_err(|error| Failure::broken(error.into()))?;
        signed.push(Submission { disclosures: act.texts.clone(), signature, statement });
    }
    for answer in gate.submit_all(&signed)? {
        // The plan was judged by the same rules: only somebody who wrote in between can make a difference.
        if let Some(reason) = answer?.reasons.first() {
            let (sentence, _) = crate::act::reason_words(reason, context.text);
            return Err(Failure::new(Exit::Refused, "import-overtaken", &[("why", &sentence)]));
        }
    }
    Ok(())
}

impl Plan {
    fn has_errors(&self) -> bool {
        self.remarks.iter().any(|(_, remark)| remark.severity == sekisho_audit::ledger::Severity::Error)
    }
}
