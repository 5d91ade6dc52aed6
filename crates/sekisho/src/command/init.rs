//! `sekisho init`: six questions, and the office can start.

use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;

use sekisho_core::Command;
use sekisho_core::id::{KeyId, PartyId, PersonId};
use sekisho_core::medium::PlaceKind;
use sekisho_core::office::Office;
use serde_json::json;

use crate::act::{carry, private_key};
use crate::assemble::{self, random_seed};
use crate::cli::{Init, Signing};
use crate::command::{Context, id};
use crate::config::{Config, RecordSettings};
use crate::exit::Exit;
use crate::report::{Failure, Report};

/// Japan's distance from UTC. Units: minutes.
const JAPAN: i16 = 9 * 60;

/// Asks what is not given on the command line.
fn ask(
    context: Context<'_>,
    given: Option<&String>,
    question: &str,
    default: &str,
) -> Result<String, Failure> {
    if let Some(given) = given {
        return Ok(given.clone());
    }
    if !context.outside.interactive {
        if default.is_empty() {
            let flag = context.text.say(&format!("{question}-flag"), &[]);
            return Err(Failure::usage("question-open", &[("flag", &flag)]));
        }
        return Ok(default.to_owned());
    }
    let sentence = context.text.say(question, &[]);
    let shown = if default.is_empty() { String::new() } else { format!(" [{default}]") };
    let mut err = std::io::stderr();
    let mut line = String::new();
    while line.trim().is_empty() {
        let _ = write!(err, "{sentence}{shown}: ");
        let _ = err.flush();
        line.clear();
        let read =
            std::io::stdin().lock().read_line(&mut line).map_err(|error| Failure::broken(error.into()))?;
        if line.trim().is_empty() && !default.is_empty() {
            return Ok(default.to_owned());
        }
        if read == 0 {
            return Err(Failure::new(Exit::Usage, "question-open", &[("flag", &sentence)]));
        }
    }
    Ok(line.trim().to_owned())
}

/// `sekisho init`
pub fn init(context: Context<'_>, arguments: &Init) -> Result<Report, Failure> {
    let dir = context.dir();
    if dir.join("record.sqlite").exists() {
        return Err(Failure::store(sekisho_store::StoreError::Present(dir)));
    }
    let office_name = ask(context, arguments.office.as_ref(), "init-office", "")?;
    let code = ask(context, arguments.code.as_ref(), "init-code", "CITY")?;
    let name = ask(context, arguments.name.as_ref(), "init-name", "")?;
    let key_given = arguments.key.as_ref().map(|path| path.display().to_string());
    let default_key = dir.join("keys").join("administrator").display().to_string();
    let key_path = PathBuf::from(ask(context, key_given.as_ref(), "init-key", &default_key)?);
    let cabinet = ask(
        context,
        arguments.cabinet.as_ref(),
        "init-cabinet",
        &context.text.say("init-cabinet-name", &[]),
    )?;
    let closing = ask(context, arguments.closing.as_ref(), "init-closing", "18:00")?;

    let owner: PartyId = id(&code)?;
    let administrator: PersonId = id(arguments.person.as_deref().unwrap_or("O-1"))?;
    let office = Office { closing_minute: minute(&closing)?, offset_minutes: JAPAN, owner: owner.clone() };
    let origin = match &arguments.origin {
        Some(origin) => origin.clone(),
        None => default_origin(&owner)?,
    };
    if !key_path.exists() {
        make_key(context, &key_path)?;
    }
    let key = private_key(&key_path, context.outside, context.text)?;

    let config = Config { mail: None, record: RecordSettings { origin: origin.clone() }, vault: None };
    let mut gate = assemble::create(&dir, &config, context.at()?)?;
    let signing =
        Signing { actor: Some(administrator.to_string()), key: Some(key_path.clone()), ..Signing::default() };
    let (owner_text, name_text) = (gate.disclose(&office_name)?, gate.disclose(&name)?);
    let establish = Command::Establish {
        administrator,
        key: KeyId(key.public().fingerprint()),
        name: name_text.digest,
        office,
        owner_name: owner_text.digest,
        public: key.public().to_openssh(),
    };
    let done =
        carry(&mut gate, &establish, vec![owner_text, name_text], &signing, context.outside, context.text)?;
    if done.exit != Exit::Done {
        return Ok(done);
    }
    let place_text = gate.disclose(&cabinet)?;
    let place = Command::RegisterPlace {
        kind: PlaceKind::Cabinet,
        name: place_text.digest,
        party: owner,
        place: id("CAB-1")?,
    };
    carry(&mut gate, &place, vec![place_text], &signing, context.outside, context.text)?;
    Ok(finished(context, &dir, &key_path, &origin, &gate))
}

fn finished(
    context: Context<'_>,
    dir: &std::path::Path,
    key: &std::path::Path,
    origin: &str,
    gate: &sekisho_gate::Gate,
) -> Report {
    let (dir, key) = (dir.display().to_string(), key.display().to_string());
    let envelope = sekisho_gate::wire::v1::base64(gate.keys().envelope.public().as_bytes());
    let vkey = format!("{} {envelope}", gate.keys().note.verifier().vkey());
    let values = [("dir", dir.as_str()), ("key", key.as_str()), ("vkey", vkey.as_str())];
    let human = format!(
        "{}\n\n{}\n\n{}",
        context.text.say("init-done", &values),
        context.text.say("init-cast", &[]),
        context.text.say("init-next", &values)
    );
    let json = json!({ "ok": true, "dir": dir, "key": key, "origin": origin, "vkey": vkey });
    Report::done(json, human)
}

fn make_key(context: Context<'_>, path: &std::path::Path) -> Result<(), Failure> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|error| Failure::broken(error.into()))?;
    }
    let verb = crate::cli::KeyVerb::New(crate::cli::KeyNew { file: path.to_owned() });
    crate::command::registers::key(context, &verb).map(|_| ())
}

fn minute(closing: &str) -> Result<u16, Failure> {
    let unfit = || Failure::usage("time-unfit", &[("time", closing)]);
    let time: jiff::civil::Time = closing.parse().map_err(|_| unfit())?;
    u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).map_err(|_| unfit())
}

/// Names the log once and for ever: the owner's code and eight random digits, so that no two records share a name.
fn default_origin(owner: &PartyId) -> Result<String, Failure> {
    let seed = random_seed()?;
    let digits: String = seed.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("sekisho.local/{}/{digits}", owner.as_str().to_lowercase()))
}
