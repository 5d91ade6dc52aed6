//! `sekisho open`: two persons at the device, a challenge out, an answer in, and the content in a private directory.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::Duration;

use sekisho_core::Command;
use sekisho_core::id::{MediumId, PersonId};
use sekisho_core::sealing::OpeningOutcome;
use sekisho_gate::attached::PRESENCE;
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::PrivateKey;
use sekisho_seal::answer::Answer;
use sekisho_seal::archive::Limits;
use sekisho_seal::challenge::{Challenge, Mode};
use sekisho_seal::spoken::Level;
use sekisho_station::desk::{Desk, Permit};
use sekisho_station::open::{self, Asking, Attendance, OpenError, Opening, Question, Room, Wanted};
use sekisho_station::seal::{BOX_NAME, PERMIT_NAME};
use serde_json::json;

use crate::act::{private_key, signer};
use crate::assemble::{self, entropy};
use crate::cli::Open;
use crate::command::fact::file_fact;
use crate::command::seal::workers;
use crate::command::{Context, id, station};
use crate::exit::Exit;
use crate::file;
use crate::online::{Asker, ServerLink};
use crate::report::{Failure, Report};

/// The longest permit file. Units: bytes.
const LIMIT: u64 = 1 << 20;

/// How long an answer is waited for; the question itself is forgotten after ten minutes.
pub(crate) const PATIENCE: Duration = Duration::from_mins(10);

/// How often it is looked for.
pub(crate) const GLANCE: Duration = Duration::from_millis(200);

/// `sekisho open`
pub fn open(context: Context<'_>, arguments: &Open) -> Result<Report, Failure> {
    let people = People::of(context, arguments)?;
    let mut desk = station::open(&station::directory(context, arguments.station.as_deref()))?;
    let now = station::now(context, &mut desk)?;
    let permit = file::read(&arguments.medium.join(PERMIT_NAME), LIMIT)?;
    let permit = Permit::unseal(&desk, &permit).map_err(station::failed)?;
    let box_path = arguments.medium.join(BOX_NAME);
    let link = arguments.server.as_deref();
    let link =
        link.map(|url| ServerLink::new(url, arguments.server_ca.as_deref(), context.text)).transpose()?;
    let mode = if arguments.record.is_some() || link.is_some() { Mode::Sent } else { Mode::Shown };
    let mut sealed = reader(&box_path)?;
    let prepared = if arguments.by_voice {
        open::prepare_spoken(&mut desk, &permit, &mut sealed, Level::VerifiedByDevice, now)
    } else {
        let wanted = Wanted { mode, number: arguments.opening };
        open::prepare(&mut desk, &permit, &mut sealed, wanted, now, &mut entropy)
    };
    let prepared = prepared.map_err(failed)?;
    let text = prepared.presence_text();
    let signed = people.sign(PRESENCE, &text)?;
    let present: Vec<Attendance<'_>> = people
        .both()
        .iter()
        .zip(&signed)
        .map(|((person, _), signature)| Attendance { person, signature })
        .collect();
    let mut asking = prepared.ask(&desk, &present).map_err(failed)?;
    let opened = loop {
        let answer = match &link {
            Some(link) => from_server(context, link, (arguments, &people), (&mut desk, &permit), &asking)?,
            None => answer(context, arguments, &people, &asking)?,
        };
        let now = station::now(context, &mut desk)?;
        match asking.answer(&mut desk, &answer, now) {
            Ok(opened) => break opened,
            // Mistyped: the same question may be answered again where somebody types.
            Err(OpenError::WrongCode { left }) if left > 0 && context.outside.interactive => {}
            Err(error) => return Err(failed(error)),
        }
    };
    let room = Room { directory: &arguments.out, limits: Limits::default(), workers: workers() };
    let now = station::now(context, &mut desk)?;
    let opening = opened.unpack(&mut desk, reader(&box_path)?, &room, now);
    told(context, arguments, &people, (&desk, &permit, opened.medium()), opening)
}

/// Those who are present, with their keys.
struct People {
    first: (PersonId, PrivateKey),
    second: (PersonId, PrivateKey),
}

impl People {
    fn of(context: Context<'_>, arguments: &Open) -> Result<Self, Failure> {
        let (person, key) = signer(&arguments.actor.signing(), context.outside)?;
        let key = key.ok_or_else(|| Failure::usage("which-key", &[("act", "open.permit")]))?;
        let read = |path: &Path| private_key(path, context.outside, context.text);
        let second = (id(&arguments.second)?, read(&arguments.second_key)?);
        Ok(Self { first: (person, read(&key)?), second })
    }

    fn both(&self) -> [&(PersonId, PrivateKey); 2] {
        [&self.first, &self.second]
    }

    fn sign(&self, act: &str, text: &str) -> Result<Vec<String>, Failure> {
        let signed = self.both().into_iter().map(|(_, key)| key.sign(&namespace(act), text.as_bytes()));
        signed.collect::<Result<_, _>>().map_err(|error| Failure::broken(error.into()))
    }
}

fn reader(path: &Path) -> Result<BufReader<File>, Failure> {
    let shown = path.display().to_string();
    File::open(path).map(BufReader::new).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::not_found("file", &shown),
        _ => Failure::of_file("file-unreadable", path, error),
    })
}

/// Asks the owner: their record where it can be reached, else somebody who reads the challenge there.
fn answer(
    context: Context<'_>,
    arguments: &Open,
    people: &People,
    asking: &Asking,
) -> Result<Answer, Failure> {
    let text = match asking.question() {
        Question::Shown(challenge) => match &arguments.record {
            Some(record) => return from_record(context, record, &people.first, challenge),
            None => challenge.to_text(),
        },
        Question::Spoken(challenge) => challenge.to_string(),
    };
    show(context, arguments, &text)?;
    let text = match &arguments.answer_file {
        Some(path) => wait_for(context, path, Duration::from_mins(arguments.wait))?,
        None => ask_person(context)?,
    };
    match text.parse::<Answer>() {
        Ok(answer) => Ok(answer),
        // Each group checks itself: whoever types hears at once, and the same question goes on.
        Err(error) if context.outside.interactive && arguments.answer_file.is_none() => {
            let mistyped = Failure::usage("answer-mistyped", &[]).caused_by(error);
            let said = format!("{}\n", mistyped.into_report(context.text).human);
            let _ = std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes());
            answer(context, arguments, people, asking)
        }
        Err(error) => Err(Failure::usage("answer-mistyped", &[]).caused_by(error)),
    }
}

/// The owner's record is on this machine or in its network: the first of those present asks it themselves.
pub(crate) fn from_record(
    context: Context<'_>,
    record: &Path,
    (person, key): &(PersonId, PrivateKey),
    challenge: &Challenge,
) -> Result<Answer, Failure> {
    let at = context.at()?;
    let mut gate = assemble::open(record, at)?;
    gate.fire_due()?;
    let command = crate::command::release::order(gate.state(), challenge)?;
    let Command::Release { challenge, medium, permit, .. } = &command else {
        return Err(Failure::usage("challenge-unfit", &[]));
    };
    let now = gate.now();
    let statement = gate.prepare(person, &command, now)?;
    let signature = key
        .sign(&namespace(command.act()), statement.as_bytes())
        .map_err(|error| Failure::broken(error.into()))?;
    let submission = sekisho_gate::submit::Submission { disclosures: Vec::new(), signature, statement };
    let answer = gate.submit(&submission)?;
    if !answer.reasons.is_empty() {
        return Err(Failure::refused(&answer.reasons, context.text));
    }
    let mut link = crate::vault::VaultLink::reach(&crate::vault::settings(record)?, context.outside, at)?;
    link.release(&gate, *permit, medium, challenge)
}

/// The owner's server is reached: the first of those present asks it.
fn from_server(
    context: Context<'_>,
    link: &ServerLink,
    (arguments, people): (&Open, &People),
    (desk, permit): (&mut Desk, &Permit),
    asking: &Asking,
) -> Result<Answer, Failure> {
    let Question::Shown(challenge) = asking.question() else {
        return Err(Failure::usage("challenge-unfit", &[]));
    };
    let now = station::now(context, desk)?;
    let (person, key) = &people.first;
    let patience = Duration::from_secs(arguments.server_patience);
    let asker = Asker { desk, key, now, patience, person };
    let present = people.both().map(|(person, _)| person);
    link.release(asker, permit, asking.medium(), challenge, &present)
}

fn show(context: Context<'_>, arguments: &Open, text: &str) -> Result<(), Failure> {
    if let Some(path) = &arguments.challenge_out {
        file::write(path, format!("{text}\n").as_bytes())?;
    }
    if let Some(path) = &arguments.qr {
        crate::qr::svg(path, text)?;
    }
    if context.outside.interactive {
        let lines: Vec<String> =
            text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        let shown = format!("{}\n\n{}\n", context.text.say("open-challenge", &[]), lines.join("\n"));
        let _ = std::io::Write::write_all(&mut std::io::stderr(), shown.as_bytes());
    }
    Ok(())
}

/// Waits until somebody has put the answer there.
///
/// Shape: at a terminal it says what it waits for, and each minute how long it still does.
pub(crate) fn wait_for(context: Context<'_>, path: &Path, patience: Duration) -> Result<String, Failure> {
    let shown = path.display().to_string();
    let minutes = patience.as_secs().div_ceil(60).to_string();
    let told = context.outside.interactive && !context.cli.global.quiet;
    let mut waited = Duration::ZERO;
    while waited < patience {
        if told && waited.as_millis().is_multiple_of(60_000) {
            let left = patience.saturating_sub(waited).as_secs().div_ceil(60).to_string();
            let said = context.text.say("open-waiting", &[("path", &shown), ("minutes", &left)]);
            let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{said}\n").as_bytes());
        }
        if let Ok(text) = std::fs::read_to_string(path)
            && text.ends_with('\n')
        {
            return Ok(text);
        }
        std::thread::park_timeout(GLANCE);
        waited += GLANCE;
    }
    Err(Failure::new(Exit::Waiting, "answer-late", &[("path", &shown), ("minutes", &minutes)]))
}

fn ask_person(context: Context<'_>) -> Result<String, Failure> {
    if !context.outside.interactive {
        return Err(Failure::usage("field-missing", &[("flag", "--answer-file")]));
    }
    let prompt = format!("{}: ", context.text.say("open-ask-answer", &[]));
    let _ = std::io::Write::write_all(&mut std::io::stderr(), prompt.as_bytes());
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| Failure::broken(error.into()))?;
    Ok(line)
}

/// Files what happened, whatever came of it, and says it.
fn told(
    context: Context<'_>,
    arguments: &Open,
    people: &People,
    (desk, permit, medium): (&Desk, &Permit, &MediumId),
    opening: Opening,
) -> Result<Report, Failure> {
    let document = permit.document();
    let (person, key) = &people.first;
    let report = Command::ReportOpening {
        device: desk.device().clone(),
        medium: medium.clone(),
        outcome: opening.outcome,
        permit: document.permit,
    };
    let signed = (person, key);
    file_fact(desk, permit, &arguments.medium, signed, &report, opening.at)?;
    if opening.outcome != OpeningOutcome::Opened {
        let fault = opening.fault.map_or_else(|| Failure::new(Exit::Failed, "open-broken", &[]), failed);
        return Err(fault);
    }
    // What lies there now is a copy of its own, with a deadline of its own.
    let copy = arguments.copy.as_deref().map_or_else(|| id(&format!("W-{}", arguments.opening)), id)?;
    let declared = Command::DeclareCopy {
        copy,
        erase_by: document.erase_by,
        medium: medium.clone(),
        permit: document.permit,
    };
    file_fact(desk, permit, &arguments.medium, signed, &declared, opening.at)?;
    let members: Vec<_> =
        opening.members.iter().map(|one| json!({ "name": one.name, "bytes": one.bytes })).collect();
    let (path, count) = (arguments.out.display().to_string(), opening.members.len().to_string());
    let until = crate::command::local(document.erase_by);
    let values = [("path", path.as_str()), ("members", count.as_str()), ("until", until.as_str())];
    let json = json!({
        "ok": true, "permit": document.permit, "medium": medium, "out": path, "members": members,
        "erase_by": document.erase_by,
    });
    Ok(Report::done(json, context.text.say("open-done", &values)))
}

/// Says why nothing was opened.
pub(crate) fn failed(error: OpenError) -> Failure {
    let (exit, code, values): (Exit, &str, Vec<(&str, String)>) = match &error {
        OpenError::Desk(_) => (Exit::Failed, "station-broken", Vec::new()),
        OpenError::Forgotten => (Exit::Expired, "open-forgotten", Vec::new()),
        OpenError::NoKey => (Exit::Unverified, "open-no-key", Vec::new()),
        OpenError::NotYet { from } => {
            (Exit::Waiting, "open-not-yet", vec![("from", crate::command::local(*from))])
        }
        OpenError::OpenerNotNamed { person } => {
            (Exit::Refused, "open-not-named", vec![("person", person.to_string())])
        }
        OpenError::Presence { .. } => (Exit::Refused, "open-presence", Vec::new()),
        OpenError::WindowOver { until } => {
            (Exit::Expired, "open-late", vec![("until", crate::command::local(*until))])
        }
        OpenError::WrongCode { .. } => (Exit::Unverified, "open-wrong-code", Vec::new()),
        OpenError::WrongDevice => (Exit::Unverified, "open-wrong-device", Vec::new()),
        OpenError::WrongPermit => (Exit::Unverified, "open-wrong-permit", Vec::new()),
        other if other.outcome() == OpeningOutcome::Damaged => (Exit::Unverified, "open-damaged", Vec::new()),
        _ => (Exit::Failed, "open-broken", Vec::new()),
    };
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let failure = Failure::new(exit, code, &values);
    match error {
        OpenError::Desk(error) => station::failed(error),
        other => failure.caused_by(other),
    }
}
