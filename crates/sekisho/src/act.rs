//! Acts: make the statement, sign it here or elsewhere, carry it through the gate, and say what became of it.

use std::fs;
use std::path::{Path, PathBuf};

use sekisho_core::id::PersonId;
use sekisho_core::{Command, Reason, Rule, Timestamp};
use sekisho_gate::Gate;
use sekisho_gate::port::Disclosure;
use sekisho_gate::submit::{Answer, Submission};
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::PrivateKey;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::assemble::Outside;
use crate::cli::Signing;
use crate::exit::Exit;
use crate::file;
use crate::message::{Language, Text};
use crate::report::{Failure, Report};

/// Reads a private key, asking for its passphrase where it has one.
///
/// Errors: the file, its form, the passphrase.
pub fn private_key(path: &Path, outside: &Outside, text: &Text) -> Result<PrivateKey, Failure> {
    let shown = path.display().to_string();
    let unreadable = |_| Failure::new(Exit::NotFound, "key-unreadable", &[("path", &shown)]);
    let pem = Zeroizing::new(fs::read_to_string(path).map_err(unreadable)?);
    let encrypted = PrivateKey::is_encrypted(&pem)
        .map_err(|_| Failure::new(Exit::Failed, "key-malformed", &[("path", &shown)]))?;
    let passphrase = if encrypted { Some(ask_passphrase(&shown, outside, text)?) } else { None };
    PrivateKey::from_openssh(&pem, passphrase.as_ref().map(|word| word.as_str())).map_err(|error| {
        if matches!(error, sekisho_proof::sshsig::SshsigError::WrongPassphrase) {
            return Failure::new(Exit::Failed, "passphrase-wrong", &[("path", &shown)]);
        }
        Failure::new(Exit::Failed, "key-refused", &[("path", &shown)]).caused_by(error)
    })
}

fn ask_passphrase(path: &str, outside: &Outside, text: &Text) -> Result<Zeroizing<String>, Failure> {
    if let Some(word) = outside.variable("SEKISHO_PASSPHRASE") {
        return Ok(Zeroizing::new(word));
    }
    if !outside.interactive {
        return Err(Failure::usage("passphrase-needed", &[("path", path)]));
    }
    let prompt = text.say("ask-passphrase", &[("path", path)]);
    rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|error| Failure::broken(error.into()))
}

/// Who signs, and with what: from the flags or the environment.
pub(crate) fn signer(signing: &Signing, outside: &Outside) -> Result<(PersonId, Option<PathBuf>), Failure> {
    let named = signing.actor.clone().or_else(|| outside.variable("SEKISHO_AS"));
    let person = named.ok_or_else(|| Failure::usage("who-acts", &[]))?;
    let person = person.parse().map_err(|_| Failure::usage("id-unfit", &[("id", &person)]))?;
    let key = signing.key.clone().or_else(|| outside.variable("SEKISHO_KEY").map(PathBuf::from));
    Ok((person, key))
}

/// Carries one command: signs and submits it, or writes its statement for signing elsewhere.
///
/// Shape: `--prepare FILE` writes the statement and stops, `--prepare -` prints it with its texts; otherwise the key of `--key` signs.
pub fn carry(
    gate: &mut Gate,
    command: &Command,
    disclosures: Vec<Disclosure>,
    signing: &Signing,
    outside: &Outside,
    text: &Text,
) -> Result<Report, Failure> {
    let (person, key) = signer(signing, outside)?;
    let time = signing.occurred_at(gate.now())?;
    let statement = gate.prepare(&person, command, time)?;
    if let Some(path) = &signing.prepare {
        return prepare(path, &statement, &disclosures, command, text);
    }
    let key = key.ok_or_else(|| Failure::usage("which-key", &[("act", command.act())]))?;
    let key = private_key(&key, outside, text)?;
    let signature = key
        .sign(&namespace(command.act()), statement.as_bytes())
        .map_err(|error| Failure::broken(error.into()))?;
    let answer = gate.submit(&Submission { disclosures, signature, statement })?;
    let report = say(gate, command, &answer, text);
    Ok(receipt(gate, &answer, signing, text, report))
}

/// Writes a statement, and beside it the texts that its digests stand for; with `-` both go to standard output as one JSON.
pub(crate) fn prepare(
    path: &Path,
    statement: &str,
    disclosures: &[Disclosure],
    command: &Command,
    text: &Text,
) -> Result<Report, Failure> {
    if path == Path::new("-") {
        let texts = texts_rows(disclosures);
        let namespace = namespace(command.act());
        let json = json!({ "ok": true, "namespace": namespace, "statement": statement, "texts": texts });
        return Ok(Report::done(json.clone(), serde_json::to_string_pretty(&json).unwrap_or_default()));
    }
    let write = |path: &Path, content: &str| file::create_new(path, content.as_bytes());
    write(path, statement)?;
    if !disclosures.is_empty() {
        let rows = serde_json::to_string_pretty(&texts_rows(disclosures)).unwrap_or_default();
        write(&texts_path(path), &rows)?;
    }
    let shown = path.display().to_string();
    let namespace = namespace(command.act());
    let values = [("path", shown.as_str()), ("namespace", namespace.as_str())];
    let json = json!({ "ok": true, "statement": shown, "namespace": namespace });
    Ok(Report::done(json, text.say("act-prepared", &values)))
}

fn texts_path(statement: &Path) -> PathBuf {
    file::with_suffix(statement, ".texts")
}

fn texts_rows(disclosures: &[Disclosure]) -> Vec<Value> {
    let row = |one: &Disclosure| {
        let salt = sekisho_gate::wire::v1::base64(&one.salt);
        json!({ "digest": one.digest, "salt": salt, "text": one.text.expose() })
    };
    disclosures.iter().map(row).collect()
}

/// Says what became of an act, and whose turn it is now.
pub fn say(gate: &Gate, command: &Command, answer: &Answer, text: &Text) -> Report {
    let mut report = say_alone(command, answer, text);
    if let (true, Some(next)) = (answer.reasons.is_empty(), next_step(gate, command, text)) {
        report.human.push_str(&format!("\n  {}: {next}", text.say("word-next", &[])));
    }
    report
}

/// Says what became of an act, without the record: done with its numbers, or every reason with its next step.
pub fn say_alone(command: &Command, answer: &Answer, text: &Text) -> Report {
    let permit = command.permit().map(|permit| permit.to_string());
    let numbers = record_numbers(answer);
    let reasons: Vec<Value> = answer.reasons.iter().map(|reason| reason_json(reason, text)).collect();
    let json = json!({
        "ok": answer.reasons.is_empty(),
        "act": command.act(),
        "permit": permit,
        "person": answer.person,
        "record": answer.indexes.clone().collect::<Vec<_>>(),
        "repeated": answer.repeated,
        "reasons": reasons,
        "events": answer.events,
    });
    let mut human = String::new();
    if answer.reasons.is_empty() {
        let lifted =
            answer.events.iter().any(|event| matches!(event, sekisho_core::Event::PermitUnfrozen { .. }));
        let act = if lifted { "lift.freeze" } else { command.act() };
        let key = format!("done-{}", act.replace('.', "-"));
        let permit = permit.unwrap_or_default();
        human.push_str(&text.say(&key, &[("permit", &permit)]));
        human.push_str(&format!("  {numbers}"));
        human.push_str(&findings(&answer.events, text));
        human.push_str(&consequences(command, &answer.events, text));
        return Report::done(json, human);
    }
    human.push_str(&format!("{}  {numbers}\n", text.say("word-refused", &[])));
    for reason in &answer.reasons {
        human.push_str(&reason_lines(reason, text));
    }
    let exit = Exit::of_reasons(&answer.reasons);
    Report { exit, human: String::new(), json, listing: None, notes: human }
}

/// Says what ended because of an act, right by right, and whom it suspended.
fn consequences(command: &Command, events: &[sekisho_core::Event], text: &Text) -> String {
    use sekisho_core::Event;
    let mut lines = String::new();
    for event in events {
        let line = match event {
            Event::AccessEnded { access, person, .. } if !matches!(command, Command::EndAccess { .. }) => {
                let what = crate::command::access::access_words(text, access);
                text.say("ended-with-it", &[("person", person.as_str()), ("what", &what)])
            }
            Event::RoleRemoved { person, role } if !matches!(command, Command::RemoveRole { .. }) => {
                let what = role_words(role.name(), text);
                text.say("ended-with-it", &[("person", person.as_str()), ("what", &what)])
            }
            Event::PersonSuspended { by: None, person, .. } => {
                text.say("suspended-by-itself", &[("person", person.as_str())])
            }
            Event::PersonResumed { person } => text.say("resumed", &[("person", person.as_str())]),
            _ => continue,
        };
        lines.push_str(&format!("\n  {line}"));
    }
    lines
}

/// Says at once where a report does not fit the record.
fn findings(events: &[sekisho_core::Event], text: &Text) -> String {
    let mut lines = String::new();
    for event in events {
        // What an officer writes down about a person is the act itself.
        let sekisho_core::Event::FindingRaised { about: None, finding, medium, .. } = event else { continue };
        let what = text.say(&format!("finding-{}", finding.name().replace('_', "-")), &[]);
        let medium = medium.as_ref().map(ToString::to_string).unwrap_or_default();
        lines.push_str("\n  ");
        lines.push_str(
            &text.say("finding-raised", &[("code", finding.code()), ("what", &what), ("medium", &medium)]),
        );
    }
    lines
}

fn record_numbers(answer: &Answer) -> String {
    let last = answer.indexes.end.saturating_sub(1);
    if answer.indexes.start == last {
        format!("#{last}")
    } else {
        format!("#{}-{last}", answer.indexes.start)
    }
}

/// Gives one reason as two lines: code, sentence; next step.
pub fn reason_lines(reason: &Reason, text: &Text) -> String {
    let (sentence, advice) = reason_words(reason, text);
    let code = reason.rule.code();
    let next = text.say("word-next", &[]);
    format!("  {code:<11} {sentence}\n              {next}: {advice}\n")
}

/// Gives the sentence of a reason and its next step.
pub fn reason_words(reason: &Reason, text: &Text) -> (String, String) {
    // People read the office's wall clock; the record keeps UTC.
    let shown = |name: &str, value: &String| match name {
        "roles" => role_words(value, text),
        "clause" if reason.rule != Rule::LocalRule => crate::command::contract::clause_name(value, text),
        "part" => crate::command::plan::part_name(value, text),
        "by" => crate::command::plan::step_by(value, text),
        "status" => status_words(value, text),
        _ => value.parse::<Timestamp>().map_or_else(|_| value.clone(), crate::command::local),
    };
    let about: Vec<(&str, String)> =
        reason.about.iter().map(|(name, value)| (name.as_str(), shown(name, value))).collect();
    let mut broken = (String::new(), String::new());
    let mut values: Vec<(&str, &str)> = about.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if reason.rule == Rule::LocalRule {
        // The office's own words, as they stand in the record.
        let (why, next) = match text.language() {
            Language::En => ("reason_en", "advice_en"),
            Language::Ja => ("reason_ja", "advice_ja"),
        };
        let word = |name: &str| reason.about.get(name).map_or("", String::as_str);
        let failed = reason.about.contains_key(sekisho_core::local::FAULT);
        if failed {
            let id = [("id", word("id"))];
            (broken.0, broken.1) = (text.say("policy-broken", &id), text.say("policy-broken-next", &id));
        }
        let (why, next) = if failed { (&*broken.0, &*broken.1) } else { (word(why), word(next)) };
        values.extend([("clause", word("clause")), ("why", why), ("next", next)]);
    }
    let name = reason.rule.name();
    let advice = text.maybe(name, Some("advice"), &values).unwrap_or_default();
    (text.say(name, &values), advice)
}

/// Names the state of a permit, a contract or an order in words.
fn status_words(name: &str, text: &Text) -> String {
    let name = name.replace('_', "-");
    let word = |family: &str| text.maybe(&format!("{family}-{name}"), None, &[]);
    word("status").or_else(|| word("contract")).or_else(|| word("order")).unwrap_or(name.clone())
}

/// Names roles in words: any one of them would do.
fn role_words(names: &str, text: &Text) -> String {
    let say = |name: &str| text.say(&format!("role-{}", name.replace('_', "-")), &[]);
    names.split(',').map(say).collect::<Vec<_>>().join(&text.say("word-or", &[]))
}

/// Gives one reason as data.
pub fn reason_json(reason: &Reason, text: &Text) -> Value {
    let (sentence, advice) = reason_words(reason, text);
    let mut json = json!({
        "code": reason.rule.code(),
        "rule": reason.rule.name(),
        "control": reason.rule.control(),
        "about": reason.about,
        "sentence": sentence,
        "advice": advice,
    });
    if let (Some(role), Some(fields)) = (reason.rule.lifted_by(), json.as_object_mut()) {
        fields.insert("lifted_by".to_owned(), json!(role));
    }
    json
}

/// Tells whose turn it is after a permit's step.
fn next_step(gate: &Gate, command: &Command, text: &Text) -> Option<String> {
    use sekisho_core::permit::{Custody, Permit};
    let permit = command.permit()?;
    let id = permit.to_string();
    let values = [("permit", id.as_str())];
    let key = match gate.state().permits.get(&permit)? {
        Permit::Approved(_) => "turn-hand-out",
        Permit::Requested(_) => "turn-approve",
        Permit::Out(outing) if outing.rewrap.is_some() => "turn-approve",
        // From the approval to the new wrap nothing opens: that comes first.
        Permit::Out(outing)
            if matches!(command, Command::Approve { .. } | Command::Release { .. })
                && outing.copies.keys().any(|medium| {
                    outing.second_wrap_on(medium).is_some() && !outing.is_rewrapped(medium)
                }) =>
        {
            "turn-rewrap"
        }
        Permit::Out(_) if matches!(command, Command::Rewrap { .. }) => "turn-apply",
        Permit::SentBack(_) => "turn-amend",
        Permit::Out(outing)
            if outing.copies.values().any(|copy| matches!(copy.custody, Custody::Offered { .. })) =>
        {
            "turn-receive"
        }
        Permit::Out(outing)
            if outing.all_back() && outing.copies.values().all(|copy| copy.erasure.is_some()) =>
        {
            turn_at_the_end(outing)
        }
        Permit::Out(outing) if outing.hold.is_some() && !outing.all_back() => "turn-held",
        Permit::Out(outing)
            if !outing.request.document.receivers.is_empty()
                && outing.copies_outside().any(|(_, copy)| copy.arrived_at.is_none()) =>
        {
            "turn-site"
        }
        Permit::Out(outing) if outing.copies.values().any(|copy| copy.erasure.is_none()) => {
            if outing.request.document.is_sealed() { "turn-erase-box" } else { "turn-erase" }
        }
        Permit::Out(outing) if outing.all_back() => turn_at_the_end(outing),
        Permit::Out(_) => "turn-return",
    };
    Some(text.say(key, &values))
}

/// What is back is closed, once every step of the plan is done or explained.
fn turn_at_the_end(outing: &sekisho_core::permit::Outing) -> &'static str {
    let open = outing.request.checklist.iter().any(|item| item.settled.is_none());
    if open { "turn-steps" } else { "turn-close" }
}

/// Writes the receipt of what the person signed where it is wanted, and its entry beside it.
///
/// Shape: what cannot be written is noted; the act itself is in the record all the same.
fn receipt(gate: &Gate, answer: &Answer, signing: &Signing, text: &Text, report: Report) -> Report {
    let Some(path) = &signing.receipt else { return report };
    let written = sekisho_gate::receipt::receipt(gate.record(), answer.indexes.start)
        .map_err(Failure::fault)
        .and_then(|receipt| {
            file::create_new(path, receipt.proof.as_bytes())?;
            let entry: String = receipt.leaf.iter().map(|byte| format!("{byte:02x}")).collect();
            file::create_new(&file::with_suffix(path, ".entry"), entry.as_bytes())
        });
    match written {
        Ok(()) => report,
        Err(failure) => report.note(failure.into_report(text).human),
    }
}

/// The longest file of an act signed elsewhere. Units: bytes.
const ACT_LIMIT: u64 = 1 << 20;

/// Submits a statement that was signed elsewhere.
///
/// Shape: `FILE` is the statement, `FILE.sig` the signature, `FILE.texts` the texts, if there are any.
pub fn submit_file(gate: &mut Gate, path: &Path, text: &Text) -> Result<Report, Failure> {
    let read = |path: &Path| {
        let bytes = file::read(path, ACT_LIMIT)?;
        String::from_utf8(bytes).map_err(|_| Failure::not_found("file", &path.display().to_string()))
    };
    let statement = read(path)?;
    let signature = read(&file::with_suffix(path, ".sig"))?;
    let texts = texts_path(path);
    let disclosures = if texts.exists() { parse_texts(&read(&texts)?)? } else { Vec::new() };
    let parsed = sekisho_proof::act::ActStatement::parse(&statement)
        .map_err(|error| Failure::fault(sekisho_gate::Fault::Statement(error)))?;
    let command: Command = serde_json::from_str(&parsed.command)
        .map_err(|error| Failure::fault(sekisho_gate::Fault::Command(error.to_string())))?;
    let answer = gate.submit(&Submission { disclosures, signature, statement })?;
    Ok(say(gate, &command, &answer, text))
}

/// Reads texts behind digests out of JSON.
pub(crate) fn parse_texts(rows: &str) -> Result<Vec<Disclosure>, Failure> {
    use base64::Engine as _;
    #[derive(serde::Deserialize)]
    struct Row {
        digest: sekisho_core::Digest,
        salt: String,
        text: String,
    }
    let unfit = || Failure::usage("texts-unfit", &[]);
    let rows: Vec<Row> = serde_json::from_str(rows).map_err(|_| unfit())?;
    rows.into_iter()
        .map(|row| {
            let salt = base64::engine::general_purpose::STANDARD.decode(row.salt).map_err(|_| unfit())?;
            let salt: [u8; 16] = salt.try_into().map_err(|_| unfit())?;
            if sekisho_core::Digest::of_text(&salt, &row.text) != row.digest {
                return Err(unfit());
            }
            Ok(Disclosure { digest: row.digest, salt, text: sekisho_core::Private::new(row.text) })
        })
        .collect()
}

impl Signing {
    /// Gives when it happened, if that was said, else now.
    pub(crate) fn occurred_at(&self, now: Timestamp) -> Result<Timestamp, Failure> {
        match &self.occurred {
            None => Ok(now),
            Some(given) => {
                crate::cli::parse_time(given).ok_or_else(|| Failure::usage("time-unfit", &[("time", given)]))
            }
        }
    }
}
