//! `sekisho rewrap …`: the receiving device died. The owner's key for such days, the new header, its receipt, and putting it
//! onto the medium.

use std::path::{Path, PathBuf};

use sekisho_core::Command;
use sekisho_core::id::{MediumId, PersonId};
use sekisho_core::permit::Permit as Live;
use sekisho_gate::attached::{PRESENCE, REWRAP_WITNESS};
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::PrivateKey;
use sekisho_seal::answer::Answer;
use sekisho_seal::challenge::Mode;
use sekisho_station::confine::Check;
use sekisho_station::desk::{Desk, Permit};
use sekisho_station::rewrap::{
    self, Applied, Asking, HeaderFile, RewrapError, RewrapReceiptFile, Share, Wanted, combine, new_key,
};
use sekisho_station::seal::RewrapFile;
use serde_json::json;
use zeroize::Zeroizing;

use crate::act::{carry, private_key, signer};
use crate::assemble::{self, entropy};
use crate::cli::{RewrapApply, RewrapBox, RewrapInit, RewrapRecord, RewrapVerb};
use crate::command::open::{PATIENCE, from_record, wait_for};
use crate::command::seal::confined;
use crate::command::{Context, id, station};
use crate::exit::Exit;
use crate::file;
use crate::public_key;
use crate::report::{Failure, Report};

/// The longest file of these commands. Units: bytes.
const LIMIT: u64 = 1 << 20;

/// `sekisho rewrap …`
pub fn rewrap(context: Context<'_>, verb: &RewrapVerb) -> Result<Report, Failure> {
    match verb {
        RewrapVerb::Init(arguments) => init(context, arguments),
        RewrapVerb::Box(arguments) => wrap(context, arguments),
        RewrapVerb::Record(arguments) => record(context, arguments),
        RewrapVerb::Apply(arguments) => apply(context, arguments),
    }
}

/// Makes the owner's key in two shares, and enters its public half.
fn init(context: Context<'_>, arguments: &RewrapInit) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let [one, other] = two(&arguments.share)?;
    let made = new_key(&mut entropy).map_err(failed)?;
    let mut written = Written(Vec::new());
    for (path, share) in [one, other].into_iter().zip(&made.shares) {
        file::create_new(path, share.to_text().as_bytes())?;
        written.0.push(path);
    }
    let key = public_key::put(&context.dir(), made.public.as_bytes())?;
    let command = Command::EstablishRewrapKey { key };
    let report = carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)?;
    if report.exit == Exit::Done {
        written.0.clear();
        let (one, other) = (one.display().to_string(), other.display().to_string());
        return Ok(report.note(context.text.say("rewrap-shares", &[("one", &one), ("other", &other)])));
    }
    Ok(report)
}

/// Shares of a key that the record did not take are of no use to anybody.
struct Written<'a>(Vec<&'a Path>);

impl Drop for Written<'_> {
    fn drop(&mut self) {
        for path in &self.0 {
            // The error that is on its way says more than this one would.
            let _ = std::fs::remove_file(path);
        }
    }
}

fn two(paths: &[PathBuf]) -> Result<[&Path; 2], Failure> {
    match paths {
        [one, other] => Ok([one.as_path(), other.as_path()]),
        _ => Err(Failure::usage("rewrap-two-shares", &[])),
    }
}

/// The two officers who are present, with their keys.
type Officers = [(PersonId, PrivateKey); 2];

/// Wraps one copy again at the owner's station.
fn wrap(context: Context<'_>, arguments: &RewrapBox) -> Result<Report, Failure> {
    let officers = officers(context, arguments)?;
    let notes = confined(context, arguments.allow_swap.then_some(Check::Swap))?;
    let shares = two(&arguments.share)?.map(share);
    let [one, other] = shares;
    let key = combine(&one?, &other?).map_err(failed)?;
    let wrap = RewrapFile::from_bytes(&file::read(&arguments.wrap, LIMIT)?).map_err(|error| {
        let shown = arguments.wrap.display().to_string();
        Failure::new(Exit::Unverified, "receipt-unfit", &[("path", &shown)]).caused_by(error)
    })?;
    let mut desk = station::open(&station::directory(context, arguments.station.as_deref()))?;
    let permit = Permit::read(&desk, &file::read(&arguments.permit, LIMIT)?).map_err(station::failed)?;
    let medium = medium_of(&permit, &wrap)?;
    let now = station::now(context, &mut desk)?;
    let number = number(context, arguments, &permit)?;
    let mode = if arguments.record.is_some() { Mode::Sent } else { Mode::Shown };
    let wanted = Wanted { key: &key, medium: &medium, mode, number, wrap: &wrap };
    let prepared = rewrap::prepare(&mut desk, &permit, &wanted, now, &mut entropy).map_err(failed)?;
    drop(key);
    let signed = sign(&officers, PRESENCE, |_| Ok(prepared.presence_text()))?;
    let mut asking = prepared.ask(&desk, pair(&officers, &signed)).map_err(failed)?;
    let answer = answer(context, arguments, &officers, &asking)?;
    let wrapped = unwrapped(context, &mut desk, &mut asking, &answer)?;
    let signed = sign(&officers, REWRAP_WITNESS, |person| wrapped.officer_text(person).map_err(failed))?;
    let receipt = wrapped.attest(pair(&officers, &signed)).map_err(failed)?;
    file::write(&arguments.receipt_out, &receipt.to_bytes().map_err(failed)?)?;
    file::write(&arguments.out, &wrapped.header().to_bytes().map_err(failed)?)?;
    let (header, path) = (arguments.out.display().to_string(), arguments.receipt_out.display().to_string());
    let (permit, medium) = (permit.document().permit.to_string(), medium.to_string());
    let values =
        [("permit", permit.as_str()), ("medium", medium.as_str()), ("header", &header), ("path", &path)];
    let json = json!({ "ok": true, "permit": permit, "medium": medium, "header": header, "receipt": path });
    let report = Report::done(json, context.text.say("rewrap-done", &values));
    Ok(Report { notes, ..report })
}

/// The file key is in memory inside of this function, and nowhere else.
fn unwrapped(
    context: Context<'_>,
    desk: &mut Desk,
    asking: &mut Asking,
    answer: &Answer,
) -> Result<rewrap::Rewrapped, Failure> {
    let now = station::now(context, desk)?;
    let unwrapped = asking.answer(desk, answer, now).map_err(failed)?;
    unwrapped.wrap(desk, &mut entropy).map_err(failed)
}

fn officers(context: Context<'_>, arguments: &RewrapBox) -> Result<Officers, Failure> {
    let (person, key) = signer(&arguments.actor.signing(), context.outside)?;
    let key = key.ok_or_else(|| Failure::usage("which-key", &[("act", "rewrap.copy")]))?;
    let read = |path: &Path| private_key(path, context.outside, context.text);
    Ok([(person, read(&key)?), (id(&arguments.second)?, read(&arguments.second_key)?)])
}

fn sign(
    officers: &Officers,
    act: &str,
    text: impl Fn(&PersonId) -> Result<String, Failure>,
) -> Result<[String; 2], Failure> {
    let one = |(person, key): &(PersonId, PrivateKey)| {
        let signed = key.sign(&namespace(act), text(person)?.as_bytes());
        signed.map_err(|error| Failure::broken(error.into()))
    };
    let [first, second] = officers;
    Ok([one(first)?, one(second)?])
}

fn pair<'a>(officers: &'a Officers, signed: &'a [String; 2]) -> [(&'a PersonId, &'a str); 2] {
    let ([(first, _), (second, _)], [one, other]) = (officers, signed);
    [(first, one.as_str()), (second, other.as_str())]
}

fn share(path: &Path) -> Result<Share, Failure> {
    let shown = path.display().to_string();
    let bytes = Zeroizing::new(file::read(path, LIMIT)?);
    let unfit = || Failure::new(Exit::Unverified, "rewrap-share-unfit", &[("path", &shown)]);
    let text = std::str::from_utf8(&bytes).map_err(|error| unfit().caused_by(error))?;
    Share::parse(text).map_err(|error| unfit().caused_by(error))
}

/// The second wrap says which copy it is of; the permit knows on which medium that lies.
fn medium_of(permit: &Permit, wrap: &RewrapFile) -> Result<MediumId, Failure> {
    let (document, sealing) = (permit.document(), permit.sealing());
    let line = sealing.copies.iter().position(|copy| *copy == wrap.copy);
    let medium = line.and_then(|line| document.copies.get(line)).cloned();
    medium.ok_or_else(|| Failure::new(Exit::Unverified, "rewrap-other-permit", &[]))
}

/// Where the record is reached, nobody types what it knows.
fn number(context: Context<'_>, arguments: &RewrapBox, permit: &Permit) -> Result<u16, Failure> {
    if let Some(number) = arguments.opening {
        return Ok(number);
    }
    let Some(record) = &arguments.record else { return Ok(1) };
    let gate = assemble::open(record, context.at()?)?;
    let given = match gate.state().permits.get(&permit.document().permit) {
        Some(Live::Out(outing)) => outing.releases.len(),
        _ => 0,
    };
    Ok(u16::try_from(given).unwrap_or(u16::MAX).saturating_add(1))
}

fn answer(
    context: Context<'_>,
    arguments: &RewrapBox,
    [first, _]: &Officers,
    asking: &Asking,
) -> Result<Answer, Failure> {
    if let Some(record) = &arguments.record {
        return from_record(context, record, first, asking.challenge());
    }
    let missing = || Failure::usage("field-missing", &[("flag", "--answer-file")]);
    let (out, path) = (arguments.challenge_out.as_ref(), arguments.answer_file.as_ref());
    let (out, path) = (out.ok_or_else(missing)?, path.ok_or_else(missing)?);
    file::write(out, format!("{}\n", asking.challenge().to_text()).as_bytes())?;
    let text = wait_for(context, path, PATIENCE)?;
    text.parse().map_err(|error| Failure::usage("answer-mistyped", &[]).caused_by(error))
}

/// Puts the receipt of a new wrap into the record.
fn record(context: Context<'_>, arguments: &RewrapRecord) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    let shown = arguments.file.display().to_string();
    let read = RewrapReceiptFile::from_bytes(&file::read(&arguments.file, LIMIT)?).map_err(|error| {
        Failure::new(Exit::Unverified, "receipt-unfit", &[("path", &shown)]).caused_by(error)
    })?;
    // A receipt of a document that is not the permit's any more is refused under the permit that has the medium.
    let booked = gate.state().media.get(&read.receipt.medium).and_then(|known| known.booked);
    let permit =
        booked.ok_or_else(|| Failure::new(Exit::NotFound, "receipt-unknown", &[("path", &shown)]))?;
    let RewrapReceiptFile { officers, receipt, signature, .. } = read;
    let command = Command::Rewrap { officers, permit, receipt, signature };
    carry(&mut gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)
}

/// Puts the new header in front of the box, at the site.
fn apply(context: Context<'_>, arguments: &RewrapApply) -> Result<Report, Failure> {
    let header = HeaderFile::from_bytes(&file::read(&arguments.header, LIMIT)?).map_err(failed)?;
    let applied = rewrap::apply(&arguments.medium, &header).map_err(failed)?;
    let key = match applied {
        Applied::Already => "rewrap-applied-already",
        Applied::Written => "rewrap-applied",
    };
    let medium = header.medium.to_string();
    let json = json!({ "ok": true, "medium": medium, "written": applied == Applied::Written });
    Ok(Report::done(json, context.text.say(key, &[("medium", &medium)])))
}

/// Says why a box was not wrapped again.
fn failed(error: RewrapError) -> Failure {
    let shown = |path: &Path| path.display().to_string();
    let (exit, code, values): (Exit, &str, Vec<(&str, String)>) = match &error {
        RewrapError::Forgotten => (Exit::Expired, "open-forgotten", Vec::new()),
        RewrapError::Medium { path, .. } | RewrapError::ReadBackDiffers { path } => {
            (Exit::Medium, "rewrap-medium", vec![("path", shown(path))])
        }
        RewrapError::MediumNotOnPermit { .. } | RewrapError::NotApproved => {
            (Exit::Unverified, "rewrap-other-permit", Vec::new())
        }
        RewrapError::OtherBox => (Exit::Medium, "rewrap-other-box", Vec::new()),
        RewrapError::OtherKey | RewrapError::Share => (Exit::Unverified, "rewrap-other-key", Vec::new()),
        RewrapError::Presence => (Exit::Refused, "rewrap-presence", Vec::new()),
        RewrapError::Header(_) | RewrapError::Text(_) => (Exit::Unverified, "rewrap-file-unfit", Vec::new()),
        RewrapError::WindowOver { until } => {
            (Exit::Expired, "open-late", vec![("until", crate::command::local(*until))])
        }
        RewrapError::WrongCode => (Exit::Unverified, "open-wrong-code", Vec::new()),
        _ => (Exit::Failed, "rewrap-broken", Vec::new()),
    };
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let failure = Failure::new(exit, code, &values);
    match error {
        RewrapError::Desk(error) => station::failed(error),
        other => failure.caused_by(other),
    }
}
