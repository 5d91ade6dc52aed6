//! `sekisho init`: seven questions, and the office can start.

use std::io::{BufRead, Write};
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

/// So many questions are asked.
const QUESTIONS: u32 = 7;

/// Asks what is not given on the command line, one numbered question after the other.
struct Questions<'a> {
    asked: u32,
    context: Context<'a>,
    input: &'a mut dyn BufRead,
    output: &'a mut dyn Write,
}

impl Questions<'_> {
    /// Gives the answer, read: what is on the command line, else what is typed, else the default.
    ///
    /// Shape: in a terminal an answer that cannot be read is asked for again, and what is wrong with it is said; a default
    /// that is empty means that the question may stay open.
    /// Errors: what is wrong with an answer of the command line; a question without answer where nobody types.
    fn ask<T>(
        &mut self,
        given: Option<&String>,
        question: &str,
        default: Option<&str>,
        read: impl Fn(&str) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.asked = self.asked.saturating_add(1);
        let text = self.context.text;
        if let Some(given) = given {
            return read(given);
        }
        let open = || {
            let flag = text.say(&format!("{question}-flag"), &[]);
            Failure::usage("question-open", &[("flag", &flag)])
        };
        if !self.context.outside.interactive {
            return read(default.ok_or_else(open)?);
        }
        let sentence = text.say(question, &[]);
        let shown = default.filter(|word| !word.is_empty()).map(|word| format!(" [{word}]"));
        let (asked, shown) = (self.asked, shown.unwrap_or_default());
        loop {
            let _ = write!(self.output, "({asked}/{QUESTIONS}) {sentence}{shown}: ");
            let _ = self.output.flush();
            let mut line = String::new();
            let end = self.input.read_line(&mut line).map_err(|error| Failure::broken(error.into()))? == 0;
            let word = line.trim();
            let answer = match default {
                _ if !word.is_empty() => read(word),
                Some(default) => read(default),
                None if end => return Err(open()),
                None => continue,
            };
            match answer {
                Err(failure) if !end => {
                    let _ = writeln!(self.output, "{}", failure.into_report(text).human);
                }
                answer => return answer,
            }
        }
    }
}

/// What the seven questions are about.
struct Answers {
    cabinet: String,
    closing_minute: u16,
    key: PathBuf,
    mail: Option<String>,
    name: String,
    office: String,
    owner: PartyId,
}

fn answers(
    context: Context<'_>,
    arguments: &Init,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<Answers, Failure> {
    let mut questions = Questions { asked: 0, context, input, output };
    let plain = |word: &str| {
        sekisho_gate::gate::check_text(word)?;
        Ok(word.to_owned())
    };
    let key_given = arguments.key.as_ref().map(|path| path.display().to_string());
    let default_key = context.dir().join("keys").join("administrator").display().to_string();
    let cabinet = context.text.say("init-cabinet-name", &[]);
    Ok(Answers {
        office: questions.ask(arguments.office.as_ref(), "init-office", None, plain)?,
        owner: questions.ask(arguments.code.as_ref(), "init-code", Some("CITY"), id)?,
        name: questions.ask(arguments.name.as_ref(), "init-name", None, plain)?,
        mail: questions.ask(arguments.mail.as_ref(), "init-mail", Some(""), |word| {
            (!word.is_empty()).then(|| plain(word)).transpose()
        })?,
        key: questions.ask(key_given.as_ref(), "init-key", Some(&default_key), |word| Ok(word.into()))?,
        cabinet: questions.ask(arguments.cabinet.as_ref(), "init-cabinet", Some(&cabinet), plain)?,
        closing_minute: questions.ask(arguments.closing.as_ref(), "init-closing", Some("18:00"), minute)?,
    })
}

/// `sekisho init`
pub fn init(context: Context<'_>, arguments: &Init) -> Result<Report, Failure> {
    let dir = context.dir();
    if dir.join("record.sqlite").exists() {
        return Err(Failure::store(sekisho_store::StoreError::Present(dir)));
    }
    let mut typed = context.outside.stdin.as_deref().map(str::as_bytes);
    let mut terminal = std::io::stdin().lock();
    let input: &mut dyn BufRead = match &mut typed {
        Some(typed) => typed,
        None => &mut terminal,
    };
    let Answers { cabinet, closing_minute, key: key_path, mail, name, office: office_name, owner } =
        answers(context, arguments, input, &mut std::io::stderr())?;
    let administrator: PersonId = id(arguments.person.as_deref().unwrap_or("O-1"))?;
    let office = Office { closing_minute, offset_minutes: JAPAN, owner: owner.clone() };
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
    let mail_text = mail.map(|mail| gate.disclose(&mail)).transpose()?;
    let establish = Command::Establish {
        administrator,
        key: KeyId(key.public().fingerprint()),
        mail: mail_text.as_ref().map(|mail| mail.digest),
        name: name_text.digest,
        office,
        owner_name: owner_text.digest,
        public: key.public().to_openssh(),
    };
    let texts = [owner_text, name_text].into_iter().chain(mail_text).collect();
    let done = carry(&mut gate, &establish, texts, &signing, context.outside, context.text)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assemble::Outside;
    use crate::cli::{Noun, parse};
    use crate::message::{Language, Text};

    #[test]
    fn a_bad_answer_is_asked_for_again_at_once_and_every_question_has_its_number() {
        let text = Text::new(Language::En);
        let cli = parse(&["init".into()], &text).unwrap();
        let mut outside = Outside::with(&[]);
        outside.interactive = true;
        let context = Context { cli: &cli, outside: &outside, text: &text };
        let Noun::Init(arguments) = &cli.noun else { panic!("another noun") };
        let typed = "Sekimori\nno code\nCITY\nSato\n\n\n\n25:00\n17:15\n";
        let mut said = Vec::new();
        let given = answers(context, arguments, &mut typed.as_bytes(), &mut said).unwrap();
        assert_eq!((given.owner.as_str(), given.closing_minute, given.mail), ("CITY", 17 * 60 + 15, None));
        let said = String::from_utf8(said).unwrap();
        for number in 1..=7 {
            let times = if [2, 7].contains(&number) { 2 } else { 1 };
            assert_eq!(said.matches(&format!("({number}/7) ")).count(), times, "{said}");
        }
        assert!(said.contains("no code") && said.contains("25:00"), "{said}");
        // Who stops typing is not asked for ever.
        assert!(answers(context, arguments, &mut "Sekimori\n".as_bytes(), &mut Vec::new()).is_err());
    }
}
