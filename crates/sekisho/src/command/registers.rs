//! People, keys, places.

use std::fs;

use sekisho_audit::chain::Kind;
use sekisho_core::id::{KeyId, PersonId};
use sekisho_core::medium::PlaceKind;
use sekisho_core::party::{Deputy, Key, Role, Standing, Title};
use sekisho_core::{Command, Timestamp, Window};
use sekisho_gate::Gate;
use sekisho_gate::evidence::{POSSESSION, possession_text};
use sekisho_gate::port::Disclosure;
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::{PrivateKey, PublicKey};
use serde_json::json;

use crate::act::carry;
use crate::assemble::random_seed;
use crate::cli::{KeyVerb, PersonVerb, PlaceVerb, Signing};
use crate::command::paper::Desk;
use crate::command::{Context, id, local, time};
use crate::exit::Exit;
use crate::file;
use crate::mail;
use crate::person_text;
use crate::report::{Failure, Report};
use crate::table::Listing;

/// Carries a command that brings names or texts along.
pub(super) fn with_texts(
    context: Context<'_>,
    gate: &mut Gate,
    command: &Command,
    texts: Vec<Disclosure>,
    signing: &Signing,
) -> Result<Report, Failure> {
    carry(gate, command, texts, signing, context.outside, context.text)
}

/// Gives the owner's code.
pub(super) fn owner(gate: &Gate) -> Result<sekisho_core::id::PartyId, Failure> {
    let office = gate.state().office.as_ref();
    office.map(|office| office.owner.clone()).ok_or_else(|| Failure::new(Exit::NotFound, "no-office", &[]))
}

/// `sekisho person …`
pub fn person(context: Context<'_>, verb: &PersonVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        PersonVerb::Add(arguments) => {
            let name = gate.disclose(&arguments.name)?;
            let mail = arguments.mail.as_ref().map(|mail| gate.disclose(mail)).transpose()?;
            let command = Command::RegisterPerson {
                department: arguments.department.as_deref().map(id).transpose()?,
                employer: id(&arguments.employer)?,
                mail: mail.as_ref().map(|mail| mail.digest),
                name: name.digest,
                person: id(&arguments.id)?,
                title: title(&arguments.title),
            };
            let texts = std::iter::once(name).chain(mail).collect();
            with_texts(context, &mut gate, &command, texts, &arguments.signing)
        }
        PersonVerb::Amend(arguments) => {
            let name = arguments.name.as_ref().map(|name| gate.disclose(name)).transpose()?;
            let mail = arguments.mail.as_ref().map(|mail| gate.disclose(mail)).transpose()?;
            let digest = |text: &Option<Disclosure>| text.as_ref().map(|text| text.digest);
            let command = Command::AmendPerson {
                department: arguments.department.as_deref().map(id).transpose()?,
                mail: digest(&mail),
                name: digest(&name),
                person: id(&arguments.id)?,
            };
            let texts = name.into_iter().chain(mail).collect();
            with_texts(context, &mut gate, &command, texts, &arguments.signing)
        }
        PersonVerb::Role(arguments) => {
            let person = id(&arguments.id)?;
            let role = role(&arguments.role)?;
            let command = if arguments.remove {
                Command::RemoveRole { person, role }
            } else {
                let from = arguments.from.as_deref().map(time).transpose()?.unwrap_or_else(|| gate.now());
                let until = arguments.until.as_deref().map(time).transpose()?.unwrap_or(Timestamp::LATEST);
                let deputy = |of: &Option<String>, standing| {
                    of.as_deref().map(|of| Ok::<_, Failure>(Deputy { of: id(of)?, standing })).transpose()
                };
                let acting = deputy(&arguments.acting_for, Standing::Acting)?;
                let deputy = acting.or(deputy(&arguments.delegated_by, Standing::Delegated)?);
                Command::AssignRole { deputy, person, role, term: Window { from, until } }
            };
            with_texts(context, &mut gate, &command, Vec::new(), &arguments.signing)
        }
        PersonVerb::State(arguments) => {
            let year = gate.now().plus(365 * 24 * 60 * 60);
            let until = arguments.until.as_deref().map(time).transpose()?.unwrap_or(year);
            let employer = id(&arguments.employer)?;
            let command = Command::StateEmployment { employer, title: title(&arguments.title), until };
            with_texts(context, &mut gate, &command, Vec::new(), &arguments.signing)
        }
        PersonVerb::Confirm(arguments) => {
            let command = Command::ConfirmEmployment { person: id(&arguments.id)? };
            with_texts(context, &mut gate, &command, Vec::new(), &arguments.signing)
        }
        PersonVerb::Leave(arguments) => {
            super::leave::leave(context, &mut gate, &id(&arguments.id)?, &arguments.signing)
        }
        PersonVerb::Contradictions(arguments) => {
            super::contradiction::contradictions(Desk { context, gate: &gate }, arguments)
        }
        PersonVerb::Export(arguments) => {
            super::ledgers::export::export(Desk { context, gate: &gate }, Kind::Persons, arguments)
        }
        PersonVerb::Import(arguments) => super::ledgers::import(context, &mut gate, Kind::Persons, arguments),
        PersonVerb::List => Ok(person_list(context, &gate)),
    }
}

fn person_list(context: Context<'_>, gate: &Gate) -> Report {
    let mut rows = Vec::new();
    let mut json = Vec::new();
    for (person, known) in &gate.state().persons {
        let roles: Vec<&str> = known.roles.keys().map(|role| role.name()).collect();
        let shown: Vec<String> = roles
            .iter()
            .map(|role| context.text.say(&format!("role-{}", role.replace('_', "-")), &[]))
            .collect();
        let keys = known.keys.values().filter(|key| key.revoked_at.is_none()).count();
        let left = known.left_at.map(local).unwrap_or_default();
        rows.push(vec![
            person_text::person(gate, person),
            known.employer.to_string(),
            shown.join(", "),
            keys.to_string(),
            left,
        ]);
        json.push(json!({
            "id": person,
            "name": person_text::text(gate, &known.name),
            "employer": known.employer,
            "title": known.title,
            "roles": roles,
            "keys": keys,
            "left_at": known.left_at,
        }));
    }
    let columns = ["column-person", "column-employer", "column-roles", "column-keys", "column-left"];
    listing(context, &columns, &rows, json!(json))
}

/// Reads a title by its stable name; the usual one is employment.
pub(super) fn title(name: &str) -> Title {
    match name {
        "dispatched" => Title::Dispatched,
        "seconded" => Title::Seconded,
        "subcontract" => Title::Subcontract,
        "self_employed" => Title::SelfEmployed,
        _ => Title::Employed,
    }
}

fn role(name: &str) -> Result<Role, Failure> {
    let found = Role::ALL.into_iter().find(|role| role.name() == name);
    found.ok_or_else(|| Failure::usage("id-unfit", &[("id", name)]))
}

/// `sekisho key …`
pub fn key(context: Context<'_>, verb: &KeyVerb) -> Result<Report, Failure> {
    match verb {
        KeyVerb::New(arguments) => new_key(context, &arguments.file),
        KeyVerb::Prove(arguments) => {
            let gate = context.gate()?;
            // A proof for nobody would be found out only when it is enrolled.
            let person = id(&arguments.person)?;
            if !gate.state().persons.contains_key(&person) {
                return Err(Failure::not_found("person", &arguments.person));
            }
            let key = crate::act::private_key(&arguments.file, context.outside, context.text)?;
            let proof = possession(&gate, &key, &person)?;
            let path = file::with_suffix(&arguments.file, ".proof");
            file::write(&path, proof.as_bytes())?;
            let shown = path.display().to_string();
            let said = context.text.say("key-proved", &[("path", &shown)]);
            Ok(Report::done(json!({ "ok": true, "proof": shown }), said))
        }
        KeyVerb::Enroll(arguments) => {
            let mut gate = context.gate()?;
            let command = enroll(&arguments.person, &arguments.public, arguments.proof.as_deref())?;
            let report = with_texts(context, &mut gate, &command, Vec::new(), &arguments.signing)?;
            Ok(mail::key::after(Desk { context, gate: &gate }, report))
        }
        KeyVerb::Notify(arguments) => {
            let gate = context.gate()?;
            mail::key::notify(Desk { context, gate: &gate }, arguments)
        }
        KeyVerb::Confirm(arguments) => {
            let mut gate = context.gate()?;
            let key = KeyId(arguments.fingerprint.clone());
            let command = Command::ConfirmKey { key, person: id(&arguments.person)? };
            with_texts(context, &mut gate, &command, Vec::new(), &arguments.signing)
        }
        KeyVerb::Second(arguments) => {
            let mut gate = context.gate()?;
            let key = KeyId(arguments.fingerprint.clone());
            let command = Command::SecondKey { key, person: id(&arguments.person)? };
            with_texts(context, &mut gate, &command, Vec::new(), &arguments.signing)
        }
        KeyVerb::Revoke(arguments) => {
            let mut gate = context.gate()?;
            let key = KeyId(arguments.fingerprint.clone());
            let command = Command::RevokeKey { key, person: id(&arguments.person)? };
            with_texts(context, &mut gate, &command, Vec::new(), &arguments.signing)
        }
        KeyVerb::List => {
            let gate = context.gate()?;
            let mut rows = Vec::new();
            let mut json = Vec::new();
            for (person, known) in &gate.state().persons {
                for (key, detail) in &known.keys {
                    let revoked = detail.revoked_at.map(local).unwrap_or_default();
                    let status = key_status(detail, gate.now());
                    rows.push(vec![
                        person_text::person(&gate, person),
                        key.to_string(),
                        context.text.say(&format!("key-status-{status}"), &[]),
                        local(detail.enrolled_at),
                        revoked,
                    ]);
                    json.push(json!({
                        "person": person, "key": key, "public": detail.public,
                        "enrolled_at": detail.enrolled_at, "revoked_at": detail.revoked_at,
                        "status": status, "confirmed_by": detail.confirmed_by, "rests_until": detail.rests_until(),
                        "seconded_by": detail.seconded.as_ref().map(|second| &second.by),
                    }));
                }
            }
            let columns =
                ["column-person", "column-key", "column-status", "column-enrolled", "column-revoked"];
            Ok(listing(context, &columns, &rows, json!(json)))
        }
    }
}

/// Tells what a key may be used for: nothing any more, no approvals yet, or everything.
fn key_status(key: &Key, now: Timestamp) -> &'static str {
    match (key.revoked_at, key.rests_until()) {
        (Some(_), _) => "revoked",
        (None, _) if key.is_pending() => "unseconded",
        (None, None) => "unconfirmed",
        (None, Some(until)) if now < until => "resting",
        (None, Some(_)) => "in-use",
    }
}

fn new_key(context: Context<'_>, file: &std::path::Path) -> Result<Report, Failure> {
    let key = PrivateKey::generate_from_seed(&*random_seed()?);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::broken(error.into()))?;
    }
    crate::file::create_new(file, key.to_openssh().as_bytes())?;
    let public = crate::file::with_suffix(file, ".pub");
    crate::file::create_new(&public, format!("{}\n", key.public().to_openssh()).as_bytes())?;
    let shown = file.display().to_string();
    let fingerprint = key.public().fingerprint();
    let said = context.text.say("key-made", &[("path", &shown), ("fingerprint", &fingerprint)]);
    let json = json!({ "ok": true, "key": shown, "public": public.display().to_string(), "fingerprint": fingerprint });
    Ok(Report::done(json, said))
}

/// Signs that a new key is at hand, for this person and record only.
pub fn possession(gate: &Gate, key: &PrivateKey, person: &PersonId) -> Result<String, Failure> {
    let text = possession_text(gate.origin(), person, &key.public().to_openssh());
    key.sign(&namespace(POSSESSION), text.as_bytes()).map_err(|error| Failure::broken(error.into()))
}

fn enroll(
    person: &str,
    public: &std::path::Path,
    proof: Option<&std::path::Path>,
) -> Result<Command, Failure> {
    let proof = proof.map_or_else(|| public.with_extension("proof"), std::path::Path::to_path_buf);
    let read = |path: &std::path::Path| {
        fs::read_to_string(path).map_err(|_| Failure::not_found("file", &path.display().to_string()))
    };
    let line = read(public)?;
    let key = PublicKey::from_openssh(line.trim()).map_err(|error| {
        let shown = public.display().to_string();
        Failure::new(Exit::Failed, "key-refused", &[("path", &shown)]).caused_by(error)
    })?;
    Ok(Command::EnrollKey {
        key: KeyId(key.fingerprint()),
        person: id(person)?,
        possession: read(&proof)?,
        public: key.to_openssh(),
    })
}

/// `sekisho place …`
pub fn place(context: Context<'_>, verb: &PlaceVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        PlaceVerb::Add(arguments) => {
            let name = gate.disclose(&arguments.name)?;
            let party = match &arguments.party {
                Some(party) => id(party)?,
                None => owner(&gate)?,
            };
            let kind = if arguments.kind == "site" { PlaceKind::Site } else { PlaceKind::Cabinet };
            let command =
                Command::RegisterPlace { kind, name: name.digest, party, place: id(&arguments.id)? };
            with_texts(context, &mut gate, &command, vec![name], &arguments.signing)
        }
        PlaceVerb::Amend(arguments) => {
            let name = gate.disclose(&arguments.name)?;
            let command = Command::AmendPlace { name: name.digest, place: id(&arguments.id)? };
            with_texts(context, &mut gate, &command, vec![name], &arguments.signing)
        }
        PlaceVerb::List => {
            let mut rows = Vec::new();
            let mut json = Vec::new();
            for (place, known) in &gate.state().places {
                let here = sekisho_core::medium::Whereabouts::At(place.clone());
                let media = gate.state().media.values().filter(|medium| medium.whereabouts == here).count();
                let kind = match known.kind {
                    PlaceKind::Cabinet => "cabinet",
                    PlaceKind::Site => "site",
                };
                rows.push(vec![
                    person_text::place(&gate, place),
                    context.text.say(&format!("place-{kind}"), &[]),
                    known.party.to_string(),
                    media.to_string(),
                ]);
                json.push(json!({
                    "id": place, "kind": kind, "party": known.party, "media": media,
                    "name": person_text::text(&gate, &known.name),
                }));
            }
            let columns = ["column-place", "column-kind", "column-org", "column-media"];
            Ok(listing(context, &columns, &rows, json!(json)))
        }
    }
}

/// Makes a list: a table for a person, an array for a script; an empty one says so.
pub(super) fn listing(
    context: Context<'_>,
    columns: &[&str],
    rows: &[Vec<String>],
    json: serde_json::Value,
) -> Report {
    let empty = rows.is_empty();
    let columns = columns.iter().map(|key| context.text.say(key, &[])).collect();
    let report = Report::listed(json, Listing { columns, rows: rows.to_vec() });
    if !empty {
        return report;
    }
    Report { human: String::new(), ..report }.note(context.text.say("list-empty", &[]))
}
