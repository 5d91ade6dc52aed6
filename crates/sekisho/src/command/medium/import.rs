//! `sekisho medium import`: the ledger that the office already has. First every problem by its cell, then everything or
//! nothing; and the same file twice does no harm.

mod plan;
pub(in crate::command) mod remark;

use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sekisho_audit::ledger::{Import, Mapping, Severity};
use sekisho_audit::table::{Encoding, Sheet};
use sekisho_core::id::PersonId;
use sekisho_core::{Command, Timestamp};
use sekisho_gate::Gate;
use sekisho_gate::submit::Submission;
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::PrivateKey;
use serde_json::{Value, json};

use self::plan::{Absent, Line, Plan};
use self::remark::Remark;
use crate::act::{private_key, signer};
use crate::cli::MediumImport;
use crate::command::paper::Desk;
use crate::command::{Context, id};
use crate::exit::Exit;
use crate::file;
use crate::report::{Failure, Report};
use crate::table::table;

/// No ledger of an office is larger. Units: bytes.
const FILE_LIMIT: u64 = 64 << 20;

/// So many lines are recorded with one append: a kill loses no more than these, and they are read again next time.
const BATCH: usize = 200;

/// A shorter wait needs no bar. Units: seconds.
const BAR_AFTER: u64 = 1;

/// `sekisho medium import`
///
/// Errors: those of reading the file; problems in it are an answer, with exit code 1.
pub(super) fn import(
    context: Context<'_>,
    gate: &mut Gate,
    arguments: &MediumImport,
) -> Result<Report, Failure> {
    if arguments.signing.prepare.is_some() {
        return Err(Failure::usage("import-not-prepared", &[]));
    }
    let home = id(&arguments.home)?;
    let import = read(context, gate, arguments)?;
    let asked = signer(&arguments.signing, context.outside);
    let person = if arguments.dry_run { asked.ok().map(|(person, _)| person) } else { Some(asked?.0) };
    let absent = if arguments.register_absent { Absent::Register } else { Absent::LeaveOut };
    let plan = Plan::make(Desk { context, gate }, &import, &home, person.as_ref(), absent);
    let checked = said(context, &plan);
    if arguments.dry_run || plan.has_errors() {
        let exit = if plan.has_errors() { Exit::Failed } else { Exit::Done };
        return Ok(checked.with_exit(exit));
    }
    let recorded = record(context, gate, arguments, &plan)?;
    Ok(finished(context, &plan, recorded, checked))
}

fn read(context: Context<'_>, gate: &Gate, arguments: &MediumImport) -> Result<Import, Failure> {
    let mapping = Mapping::parse(arguments.map.as_deref().unwrap_or_default())?;
    let bytes = file::read(&arguments.file, FILE_LIMIT)?;
    let is_workbook = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0");
    let sheet = match (&arguments.sheet, is_workbook) {
        (name, true) => Sheet::from_workbook(&bytes, name.as_deref())?,
        (Some(_), false) => return Err(Failure::usage("sheet-without-workbook", &[])),
        (None, false) => Sheet::from_csv(&bytes, encoding(&arguments.encoding))?,
    };
    Ok(Import::read(sheet, &mapping, Desk { context, gate }.today()))
}

fn encoding(name: &str) -> Encoding {
    match name {
        "cp932" => Encoding::Cp932,
        "utf-8" => Encoding::Utf8,
        _ => Encoding::Detect,
    }
}

/// Who signs the statements, and with what.
struct Pen<'a> {
    context: Context<'a>,
    key: PrivateKey,
    person: PersonId,
    time: Timestamp,
}

impl Pen<'_> {
    fn sign(&self, gate: &Gate, command: &Command) -> Result<Submission, Failure> {
        let statement = gate.prepare(&self.person, command, self.time)?;
        let signature = self
            .key
            .sign(&namespace(command.act()), statement.as_bytes())
            .map_err(|error| Failure::broken(error.into()))?;
        Ok(Submission { disclosures: Vec::new(), signature, statement })
    }
}

/// Records every line, one statement and signature each. Returns the indexes of the entries.
///
/// Errors: `import-stopped` with what is already in the record; the same call again goes on there.
fn record(
    context: Context<'_>,
    gate: &mut Gate,
    arguments: &MediumImport,
    plan: &Plan,
) -> Result<std::ops::Range<u64>, Failure> {
    let (person, key) = signer(&arguments.signing, context.outside)?;
    let key = key.ok_or_else(|| Failure::usage("which-key", &[("act", "register.medium")]))?;
    let key = private_key(&key, context.outside, context.text)?;
    let pen = Pen { context, key, person, time: arguments.signing.occurred_at(gate.now())? };
    let bar = Bar::new(context, plan.lines.len());
    let first = gate.size();
    absent_first(gate, &pen, plan)?;
    for (done, batch) in (0_usize..).step_by(BATCH).zip(plan.lines.chunks(BATCH)) {
        let commands: Vec<Command> = batch.iter().map(Line::register).collect();
        let absent = plan.absent.len();
        append(gate, &pen, &commands).map_err(|failure| {
            stopped(failure, done.saturating_add(absent), plan.lines.len().saturating_add(absent))
        })?;
        bar.at(done.saturating_add(batch.len()));
    }
    bar.end();
    if let Some(path) = arguments.signing.receipt.as_deref().filter(|_| gate.size() > first) {
        write_receipt(gate, path)?;
    }
    Ok(first..gate.size())
}

/// Enters what is not there, and says with the same append that it is not: a kill leaves both or none.
fn absent_first(gate: &mut Gate, pen: &Pen<'_>, plan: &Plan) -> Result<(), Failure> {
    if plan.absent.is_empty() {
        return Ok(());
    }
    // Since the plan was made somebody may have typed a passphrase for minutes: what others put there is not missed.
    gate.fire_due()?;
    if let Some((line, count)) = plan.place_in_use(gate.state()) {
        let values = [("place", line.card.home.to_string()), ("count", count.to_string())];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let why = pen.context.text.say("ledger-absent-place-in-use", &values);
        return Err(Failure::new(Exit::Refused, "import-overtaken", &[("why", &why)]));
    }
    let mut commands: Vec<Command> = plan.absent.iter().map(Line::register).collect();
    commands.extend(plan.stock_takes());
    append(gate, pen, &commands)
}

fn append(gate: &mut Gate, pen: &Pen<'_>, commands: &[Command]) -> Result<(), Failure> {
    let signed: Result<Vec<_>, Failure> = commands.iter().map(|command| pen.sign(gate, command)).collect();
    for answer in gate.submit_all(&signed?)? {
        let answer = answer?;
        // The plan was judged by the same rules: only somebody who wrote in between can make a difference.
        if let Some(reason) = answer.reasons.first() {
            let (sentence, _) = crate::act::reason_words(reason, pen.context.text);
            return Err(Failure::new(Exit::Refused, "import-overtaken", &[("why", &sentence)]));
        }
    }
    Ok(())
}

fn stopped(failure: Failure, done: usize, all: usize) -> Failure {
    if done == 0 {
        return failure;
    }
    failure.during("import-stopped", &[("done", &done.to_string()), ("all", &all.to_string())])
}

fn write_receipt(gate: &Gate, path: &Path) -> Result<(), Failure> {
    let receipt = sekisho_gate::receipt::receipt(gate.record(), gate.size().saturating_sub(1))?;
    file::write(path, receipt.proof.as_bytes())
}

/// A bar on the terminal, if there is one and the work takes long enough to look at it.
struct Bar {
    bar: ProgressBar,
    shown: bool,
}

impl Bar {
    fn new(context: Context<'_>, length: usize) -> Self {
        let global = &context.cli.global;
        let shown = context.outside.interactive && !global.quiet && !global.json;
        let bar = ProgressBar::with_draw_target(u64::try_from(length).ok(), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len}  {per_sec}  {eta}") {
            bar.set_style(style);
        }
        Self { bar, shown }
    }

    fn at(&self, done: usize) {
        if self.shown && self.bar.is_hidden() && self.bar.elapsed().as_secs() >= BAR_AFTER {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// Says what the ledger holds: every problem by its cell, then what would be entered.
fn said(context: Context<'_>, plan: &Plan) -> Report {
    let text = context.text;
    let mut human = remarks(context, &plan.remarks);
    if !plan.left_out.is_empty() {
        let columns = plan.left_out.join(", ");
        human.push_str(&text.say("import-left-out", &[("columns", &columns)]));
        human.push('\n');
    }
    let counts = counts(plan);
    let values: Vec<(&str, &str)> = counts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    human.push_str(&text.say(if plan.has_errors() { "import-unfit" } else { "import-fit" }, &values));
    Report::done(plan_json(context, plan), human)
}

fn counts(plan: &Plan) -> [(&'static str, String); 7] {
    let of = |severity| plan.remarks.iter().filter(|remark| remark.severity == severity).count().to_string();
    [
        ("rows", plan.lines.len().saturating_add(plan.absent.len()).to_string()),
        ("absent", plan.absent.len().to_string()),
        ("left", plan.left_out_lines.len().to_string()),
        ("known", plan.known.len().to_string()),
        ("errors", of(Severity::Error)),
        ("warnings", of(Severity::Warning)),
        ("notices", of(Severity::Notice)),
    ]
}

fn remarks(context: Context<'_>, remarks: &[Remark]) -> String {
    if remarks.is_empty() {
        return String::new();
    }
    let text = context.text;
    let header = ["column-cell", "column-severity", "column-problem"].map(|key| text.say(key, &[]));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut rows = Vec::new();
    for remark in remarks {
        let severity = text.say(remark.severity_key(), &[]);
        rows.push(vec![remark.cell.clone(), severity, remark.sentence.clone()]);
        // A notice says what was read differently; there is nothing to do about it.
        if remark.severity > Severity::Notice && !remark.advice.is_empty() {
            let next = format!("{}: {}", text.say("word-next", &[]), remark.advice);
            rows.push(vec![String::new(), String::new(), next]);
        }
    }
    format!("{}\n", table(&header, &rows))
}

fn plan_json(context: Context<'_>, plan: &Plan) -> Value {
    let problems: Vec<Value> = plan.remarks.iter().map(Remark::json).collect();
    let rows: Vec<Value> = plan.absent.iter().chain(&plan.lines).map(Line::json).collect();
    json!({
        "ok": !plan.has_errors(),
        "dry_run": true,
        "language": context.text.language().code(),
        "columns": plan.columns,
        "problems": problems,
        "rows": rows,
        "already_registered": plan.known,
        "left_out_lines": plan.left_out_lines,
    })
}

/// Says what was entered; warnings tell what to do next, so they are said again.
fn finished(context: Context<'_>, plan: &Plan, recorded: std::ops::Range<u64>, checked: Report) -> Report {
    let mut json = checked.json;
    if let Value::Object(map) = &mut json {
        map.insert("dry_run".to_owned(), json!(false));
        map.insert("record".to_owned(), json!(recorded.clone().collect::<Vec<_>>()));
    }
    let counts = counts(plan);
    let mut values: Vec<(&str, &str)> = counts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let numbers = match recorded.end.saturating_sub(1) {
        _ if recorded.is_empty() => String::new(),
        last => format!("#{}-{last}", recorded.start),
    };
    values.push(("numbers", &numbers));
    let warnings: Vec<Remark> =
        plan.remarks.iter().filter(|remark| remark.severity == Severity::Warning).cloned().collect();
    let key =
        if plan.lines.is_empty() && plan.absent.is_empty() { "import-nothing-new" } else { "import-done" };
    Report::done(json, format!("{}{}", remarks(context, &warnings), context.text.say(key, &values)))
}
