//! The same verbs against a server (`--remote`). The server is not believed: what it would have signed is compared with what was
//! asked for, and shown; the key stays here.

mod asked;
mod checked;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;

use sekisho_core::{Command, Reason, Rule};
use sekisho_gate::port::Disclosure;
use sekisho_gate::submit::Answer;
use sekisho_proof::act::namespace;
use sekisho_web::form::{self, ActForm, Acted, LOOKED, Looked, PreparedAct, ProblemForm};

use crate::act::{self, parse_texts, private_key, say_alone, signer};
use crate::assemble::Outside;
use crate::cli::Global;
use crate::exit::Exit;
use crate::file;
use crate::message::Text;
use crate::online::{Refusal, ServerLink};
use crate::report::{Failure, Report};
use asked::{Asked, Kind};
use checked::Checked;

/// The longest file of a token. Units: bytes.
const TOKEN_LIMIT: u64 = 4096;

/// Does what the command line says where the server is.
///
/// Errors: those of the same command here; `server-statement` if the server would have us sign something else.
pub fn run(
    arguments: &[OsString],
    global: &Global,
    outside: &Outside,
    text: &Text,
) -> Result<Report, Failure> {
    let asked = Asked::read(arguments, text)?;
    let url = global.remote.as_deref().unwrap_or_default();
    let token = token(global.token_file.as_deref())?;
    let link = ServerLink::new(url, global.remote_ca.as_deref(), text)?.with_token(&token);
    match asked.kind {
        Kind::Act => Remote { global, link: &link, outside, text }.act(&asked),
        Kind::Look => look(&link, &asked),
    }
}

fn token(path: Option<&Path>) -> Result<zeroize::Zeroizing<String>, Failure> {
    let path = path.ok_or_else(|| Failure::usage("remote-token-missing", &[]))?;
    let bytes = zeroize::Zeroizing::new(file::read(path, TOKEN_LIMIT)?);
    let token = String::from_utf8_lossy(&bytes).trim().to_owned();
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Failure::usage("remote-token-unfit", &[("path", &path.display().to_string())]));
    }
    Ok(zeroize::Zeroizing::new(token))
}

fn look(link: &ServerLink, asked: &Asked) -> Result<Report, Failure> {
    let path = format!("{}/{}", form::LOOKS, asked.name.replace(' ', "/"));
    let looked: Looked = link.look(&path, &asked.query(), LOOKED).map_err(failure)?;
    let exit = Exit::from_code(looked.exit).unwrap_or(Exit::Failed);
    let report = Report::done(looked.json, looked.words).with_exit(exit);
    Ok(if looked.notes.is_empty() { report } else { report.note(looked.notes.trim_end()) })
}

/// Says what the server said, with the exit code that the same command has here.
fn failure(refusal: Refusal) -> Failure {
    let problem = match refusal {
        Refusal::Failure(failure) => return failure,
        Refusal::Problem(problem) => problem,
    };
    let by_status = if problem.status == 503 { Exit::Waiting } else { Exit::Unverified };
    let exit = problem.exit.and_then(Exit::from_code).unwrap_or(by_status);
    Failure::told(exit, &problem.code, &problem.title, problem.advice.as_deref())
        .caused_by(anyhow::anyhow!("operation {}", problem.operation))
}

/// One act at a server.
#[derive(Clone, Copy)]
struct Remote<'a> {
    global: &'a Global,
    link: &'a ServerLink,
    outside: &'a Outside,
    text: &'a Text,
}

impl Remote<'_> {
    /// Asks for the statement, compares it, signs it here, and sends it.
    fn act(self, asked: &Asked) -> Result<Report, Failure> {
        let (person, key) = signer(&asked.signing, self.outside)?;
        let path = format!("{}/{}", form::VERBS, asked.name.replace(' ', "/"));
        let prepared: PreparedAct = self.link.ask(&path, &asked.fields).map_err(failure)?;
        let unfit =
            |what: &'static str| self.link.failed("server-statement").caused_by(anyhow::anyhow!(what));
        let texts = serde_json::to_string(&prepared.texts).map_err(|error| Failure::broken(error.into()))?;
        let texts = parse_texts(&texts).map_err(|_| unfit("a text does not fit its digest"))?;
        let checked = Checked::of(&prepared.statement, asked, &person, &texts).map_err(unfit)?;
        let at = self.global.at.as_deref().and_then(crate::cli::parse_time);
        checked.is_of_now(crate::assemble::now(&checked.statement.origin, at)?).map_err(unfit)?;
        if let Some(path) = &asked.signing.prepare {
            return act::prepare(path, &prepared.statement, &texts, &checked.command, self.text);
        }
        let key = key.ok_or_else(|| Failure::usage("which-key", &[("act", checked.command.act())]))?;
        let shown = self.shown(&checked);
        self.agreed(&shown)?;
        let key = private_key(&key, self.outside, self.text)?;
        let signature = key
            .sign(&namespace(checked.command.act()), prepared.statement.as_bytes())
            .map_err(|error| Failure::broken(error.into()))?;
        let form = ActForm { disclosures: prepared.texts, signature, statement: prepared.statement };
        let report = match self.link.ask::<Acted>(form::ACTS, &form) {
            Ok(acted) => self.done(&checked.command, acted)?,
            Err(Refusal::Problem(problem)) if !problem.reasons.is_empty() => {
                self.refused(&checked.command, &person.to_string(), &problem)
            }
            Err(refusal) => return Err(failure(refusal)),
        };
        let quiet = self.global.quiet || self.outside.interactive;
        Ok(if quiet { report } else { Report { notes: format!("{shown}{}", report.notes), ..report } })
    }

    /// What is signed: the facts of the statement, and whatever nobody typed here.
    fn shown(self, checked: &Checked) -> String {
        let mut lines = format!("{}\n", self.text.say("remote-signs", &[("act", checked.command.act())]));
        lines.extend(checked.statement.facts.iter().map(|fact| format!("  {fact}\n")));
        if !checked.added.is_empty() {
            lines.push_str(&format!("{}\n", self.text.say("remote-added", &[])));
            lines.extend(checked.added.iter().map(|(name, value)| format!("  {name}: {value}\n")));
        }
        // A server's words do not steer the terminal.
        lines.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
    }

    /// Asks whoever sits there whether that is meant; a script has said so by calling.
    fn agreed(self, shown: &str) -> Result<(), Failure> {
        if !self.outside.interactive {
            return Ok(());
        }
        let broken = |error: std::io::Error| Failure::broken(error.into());
        let mut out = std::io::stderr();
        write!(out, "{shown}{} ", self.text.say("remote-ask", &[])).map_err(broken)?;
        out.flush().map_err(broken)?;
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map_err(broken)?;
        if matches!(line.trim(), "y" | "Y" | "yes") {
            Ok(())
        } else {
            Err(Failure::usage("remote-not-signed", &[]))
        }
    }

    fn done(self, command: &Command, acted: Acted) -> Result<Report, Failure> {
        let unread = || self.link.failed("server-unread");
        let person = acted.person.parse().map_err(|_| unread())?;
        let Acted { events, record, repeated, .. } = acted;
        let answer = Answer { events, indexes: numbers(&record), person, reasons: Vec::new(), repeated };
        Ok(say_alone(command, &answer, self.text))
    }

    /// Says every reason as the same command says it here; of a rule that is not known here, in the server's words.
    fn refused(self, command: &Command, person: &str, problem: &ProblemForm) -> Report {
        let known = |name: &str| Rule::ALL.iter().copied().find(|rule| rule.name() == name);
        let reasons: Option<Vec<Reason>> = problem
            .reasons
            .iter()
            .map(|one| Some(Reason { about: one.about.clone(), rule: known(&one.rule)? }))
            .collect();
        if let (Some(reasons), Ok(person)) = (reasons, person.parse()) {
            let indexes = numbers(&problem.record);
            let answer = Answer { events: Vec::new(), indexes, person, reasons, repeated: false };
            return say_alone(command, &answer, self.text);
        }
        let next = self.text.say("word-next", &[]);
        let line = |one: &form::ReasonForm| {
            format!("  {:<11} {}\n              {next}: {}\n", one.code, one.sentence, one.advice)
        };
        let lines: String = problem.reasons.iter().map(line).collect();
        let json = serde_json::json!({ "ok": false, "act": command.act(), "reasons": problem.reasons });
        Report::done(json, "").with_exit(Exit::Refused).note(format!(
            "{}\n{}",
            problem.title,
            lines.trim_end()
        ))
    }
}

fn numbers(record: &[u64]) -> std::ops::Range<u64> {
    let first = record.first().copied().unwrap_or_default();
    first..record.last().map_or(first, |last| last.saturating_add(1))
}

/// Texts that came with a statement.
type Texts<'a> = &'a [Disclosure];
