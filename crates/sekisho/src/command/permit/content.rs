//! The content of a request: from flags, and from an earlier permit where it is like one.

use sekisho_core::document::{Document, Extract, Protection, Transport};
use sekisho_core::id::{MediumId, PersonId, PlaceId};
use sekisho_core::medium::Whereabouts;
use sekisho_core::plan::PlanRef;
use sekisho_core::sealing::{CopyId, FingerprintKind, Fingerprinted, Lookup, Sealing};
use sekisho_core::time::DAY;
use sekisho_core::{Command, Digest, Timestamp, Window};
use sekisho_gate::Gate;
use sekisho_gate::port::Disclosure;

use crate::act::carry;
use crate::cli::{Content, PermitAmend, PermitRequest, PermitRewrap};
use crate::command::{Context, id, less, time};
use crate::exit::Exit;
use crate::public_key;
use crate::report::{Failure, Report};
use crate::vault::VaultLink;

/// `sekisho permit request`
pub(super) fn request(
    context: Context<'_>,
    gate: &mut Gate,
    arguments: &PermitRequest,
) -> Result<Report, Failure> {
    let model = arguments.like.as_deref().map(|like| earlier(gate, like)).transpose()?;
    let (mut document, texts) = fill(gate, &arguments.content, model.as_ref(), false)?;
    document.permit = gate.state().next_permit();
    document.revision = 1;
    document.sealing = sealing(context, gate, &arguments.content, &document, model.as_ref())?;
    let command = Command::RequestPermit { document };
    carry(gate, &command, texts, &arguments.signing, context.outside, context.text)
}

/// `sekisho permit amend`
pub(super) fn amend(
    context: Context<'_>,
    gate: &mut Gate,
    arguments: &PermitAmend,
) -> Result<Report, Failure> {
    let model = earlier(gate, &arguments.permit)?;
    let (mut document, texts) = fill(gate, &arguments.content, Some(&model), true)?;
    document.permit = model.permit;
    document.revision = model.revision.saturating_add(1);
    document.sealing = sealing(context, gate, &arguments.content, &document, Some(&model))?;
    let command = Command::Amend { document };
    carry(gate, &command, texts, &arguments.signing, context.outside, context.text)
}

/// `sekisho permit rewrap`: another device, and everything else as it was.
pub(super) fn rewrap(
    context: Context<'_>,
    gate: &mut Gate,
    arguments: &PermitRewrap,
) -> Result<Report, Failure> {
    let permit = id(&arguments.permit)?;
    let live = gate.state().permits.get(&permit);
    let live = live.ok_or_else(|| Failure::not_found("permit", &arguments.permit))?;
    let request = live.request();
    let now = &request.document;
    let Some(sealing) = &now.sealing else {
        return Err(Failure::new(Exit::Refused, "permit-not-sealed", &[("permit", &arguments.permit)]));
    };
    let nonce: [u8; 32] = gate.random()?;
    let mut document = Document {
        device: Some(id(&arguments.device)?),
        nonce: nonce.iter().map(|byte| format!("{byte:02x}")).collect(),
        revision: now.revision.saturating_add(1),
        ..now.clone()
    };
    // A request that is made anew keeps the key that it took.
    let waits = live.rewrapping().map(|again| &again.document);
    let device_key = device_key(gate, &document, waits)?;
    let sealed_under = Some(sealing.sealed_under.unwrap_or(request.digest));
    document.sealing = Some(Sealing { device_key, sealed_under, ..sealing.clone() });
    let command = Command::RequestRewrap { document };
    carry(gate, &command, Vec::new(), &arguments.signing, context.outside, context.text)
}

fn earlier(gate: &Gate, permit: &str) -> Result<Document, Failure> {
    let id = id(permit)?;
    if let Some(live) = gate.state().permits.get(&id) {
        return Ok(live.document().clone());
    }
    let view = gate.record().view(id)?.ok_or_else(|| Failure::not_found("permit", permit))?;
    Ok(view.last.document().clone())
}

/// Takes each field from the flags, else from the model, else from what the record makes obvious.
fn fill(
    gate: &Gate,
    given: &Content,
    model: Option<&Document>,
    keep_times: bool,
) -> Result<(Document, Vec<Disclosure>), Failure> {
    let mut texts = Vec::new();
    let purpose = text_field(gate, given.purpose.as_deref(), model.map(|model| model.purpose), &mut texts)?
        .ok_or_else(|| missing("--purpose"))?;
    let beyond = text_field(gate, given.beyond.as_deref(), model.and_then(|model| model.beyond), &mut texts)?;
    // Like an earlier one is not urgent like it: why it cannot wait is said each time.
    let model_urgent = model.filter(|_| keep_times).and_then(|model| model.urgent);
    let urgent = text_field(gate, given.urgent.as_deref(), model_urgent, &mut texts)?;
    let purpose_code = match (&given.code, model) {
        (Some(code), _) => Some(id(code)?),
        (None, model) => model.and_then(|model| model.purpose_code.clone()),
    };
    let route = text_field(gate, given.route.as_deref(), model.and_then(|model| model.route), &mut texts)?;
    let mut extracts: Vec<Extract> = if given.data.is_empty() && given.less.yes_no.is_empty() {
        model.map(|model| model.extracts.clone()).ok_or_else(|| missing("--data"))?
    } else {
        let tables = given.data.iter().map(|word| extract(word));
        tables.chain(given.less.yes_no.iter().map(|word| less::yes_no(word))).collect::<Result<_, _>>()?
    };
    less::apply(&mut extracts, &given.less)?;
    let copies: Vec<MediumId> = if given.medium.is_empty() {
        model.map(|model| model.copies.clone()).unwrap_or_default()
    } else {
        given.medium.iter().map(|medium| id(medium)).collect::<Result<_, _>>()?
    };
    let from = place(given.from.as_deref(), model.map(|model| &model.from))?
        .or_else(|| home_of(gate, &copies))
        .ok_or_else(|| no_start(gate, &copies))?;
    let site =
        place(given.site.as_deref(), model.map(|model| &model.site))?.ok_or_else(|| missing("--site"))?;
    let return_to = place(given.return_to.as_deref(), model.map(|model| &model.return_to))?
        .unwrap_or_else(|| from.clone());
    let transport = transport(given, model)?;
    // Unless somebody else is named, whoever is named first as a carrier erases.
    let eraser = match (&given.eraser, model, given.carrier.first()) {
        (Some(eraser), _, _) => id(eraser)?,
        (None, Some(model), _) => model.eraser.clone(),
        (None, None, Some(first)) => id(first)?,
        (None, None, None) => return Err(missing("--eraser")),
    };
    let times = Times::of(gate, given, model.filter(|_| keep_times))?;
    let nonce: [u8; 32] = gate.random()?;
    let receivers = match (given.receiver.is_empty(), model) {
        (true, Some(model)) => model.receivers.clone(),
        _ => given.receiver.iter().map(|person| id::<PersonId>(person)).collect::<Result<_, _>>()?,
    };
    let plan = plan(gate, given, model)?;
    let device = match (&given.device, model) {
        (Some(device), _) => Some(id(device)?),
        (None, model) => model.and_then(|model| model.device.clone()),
    };
    let protection = match (&given.declared, model) {
        _ if given.sealed => Protection::Sealed,
        (Some(product), _) => Protection::Declared { product: product.clone() },
        (None, Some(model)) => model.protection.clone(),
        (None, None) => return Err(missing("--sealed")),
    };
    let people = given.people.or(model.map(|model| model.people)).ok_or_else(|| missing("--people"))?;
    let document = Document {
        arrive_by: times.arrive_by,
        beyond,
        copies,
        device,
        erase_by: times.erase_by,
        eraser,
        extracts,
        from,
        nonce: nonce.iter().map(|byte| format!("{byte:02x}")).collect(),
        people,
        permit: gate.state().next_permit(),
        plan,
        protection,
        purpose,
        purpose_code,
        receivers,
        return_by: times.return_by,
        return_to,
        revision: 1,
        route,
        sealing: None,
        site,
        transport,
        urgent,
        window: Window { from: times.start, until: times.until },
    };
    Ok((document, texts))
}

/// Names the plan by what it says now; the rules say no where that is not approved.
fn plan(gate: &Gate, given: &Content, model: Option<&Document>) -> Result<Option<PlanRef>, Failure> {
    let before = model.and_then(|model| model.plan.as_ref()).map(|named| named.id.clone());
    let named = given.plan.as_deref().map(id).transpose()?.or(before);
    Ok(named.map(|id| {
        let known = gate.state().plans.plans.get(&id);
        PlanRef { digest: known.map_or_else(|| Digest::of(b""), |known| known.digest), id }
    }))
}

/// Gives the keys and people of a sealed carry-out: the vault makes its half, and the device has left its own.
fn sealing(
    context: Context<'_>,
    gate: &Gate,
    given: &Content,
    document: &Document,
    model: Option<&Document>,
) -> Result<Option<Sealing>, Failure> {
    if !document.is_sealed() {
        return Ok(None);
    }
    let before = model.and_then(|model| model.sealing.as_ref());
    let one = |word: &Option<String>, before: Option<&PersonId>, flag| match word {
        Some(word) => id::<PersonId>(word),
        None => before.cloned().ok_or_else(|| missing(flag)),
    };
    let openers = match (given.opener.is_empty(), before) {
        (true, Some(before)) => before.openers.clone(),
        (true, None) => return Err(missing("--opener")),
        (false, _) => given.opener.iter().map(|person| id(person)).collect::<Result<_, _>>()?,
    };
    let copies = document.copies.iter().map(|_| gate.random().map(CopyId::from_bytes));
    let copies = copies.collect::<Result<_, _>>()?;
    let settings = crate::vault::settings(&context.dir())?;
    let mut link = VaultLink::reach(&settings, context.outside, context.at()?)?;
    let public = link.create(document.window.until)?;
    Ok(Some(Sealing {
        copies,
        device_key: device_key(gate, document, model)?,
        lookup: lookup(context, given, document, before, &mut link)?,
        openers,
        openings: given.openings.or(before.map(|before| before.openings)).unwrap_or(1),
        release_key: public_key::put(&context.dir(), &public)?,
        rewrap_key: gate.state().rewrap_key,
        sealed_under: None,
        sealer: one(&given.sealer, before.map(|before| &before.sealer), "--sealer")?,
        witness: one(&given.witness, before.map(|before| &before.witness), "--witness")?,
    }))
}

/// So long one may ask who was in a copy, unless another end is named: as long as people call after a loss.
const LOOKUP_DAYS: i64 = 90;

/// Gives what is kept about who is in the copies; each document has a lookup key of its own, with an end of its own.
fn lookup(
    context: Context<'_>,
    given: &Content,
    document: &Document,
    before: Option<&Sealing>,
    link: &mut VaultLink,
) -> Result<Option<Lookup>, Failure> {
    let earlier = before.and_then(|before| before.lookup.as_ref());
    let fingerprints = if given.fingerprint.is_empty() {
        earlier.map(|lookup| lookup.fingerprints.clone()).unwrap_or_default()
    } else {
        given.fingerprint.iter().map(|word| fingerprinted(word)).collect::<Result<_, _>>()?
    };
    if fingerprints.is_empty() {
        return Ok(None);
    }
    let until = given.lookup_until.as_deref().map(time).transpose()?;
    let not_after = until.unwrap_or_else(|| document.window.until.plus(LOOKUP_DAYS.saturating_mul(DAY)));
    let key = public_key::put(&context.dir(), &link.create_lookup(not_after)?)?;
    Ok(Some(Lookup { fingerprints, key, not_after }))
}

/// Reads `DATASET:KIND=FIELD,FIELD`.
fn fingerprinted(word: &str) -> Result<Fingerprinted, Failure> {
    let unfit = || Failure::usage("fingerprint-unfit", &[("word", word)]);
    let (dataset, rest) = word.split_once(':').ok_or_else(unfit)?;
    let (kind, fields) = rest.split_once('=').ok_or_else(unfit)?;
    let named = |one: &FingerprintKind| one.name().replace('_', "-") == kind.trim();
    let kind = FingerprintKind::ALL.into_iter().find(named).ok_or_else(unfit)?;
    let fields: Vec<String> = fields.split(',').map(|field| field.trim().to_owned()).collect();
    if fields.len() != kind.fields() || fields.iter().any(String::is_empty) {
        return Err(unfit());
    }
    Ok(Fingerprinted { dataset: id(dataset.trim())?, fields, kind })
}

/// Takes a one-time key of the receiving device; a request that is amended keeps its own.
fn device_key(gate: &Gate, document: &Document, model: Option<&Document>) -> Result<Digest, Failure> {
    let device = document.device.as_ref().ok_or_else(|| missing("--device"))?;
    let own = model
        .filter(|model| model.permit == document.permit && model.device.as_ref() == Some(device))
        .and_then(|model| Some(model.sealing.as_ref()?.device_key));
    let keys = gate.state().devices.get(device).and_then(|known| known.keys.as_ref());
    let first = keys.and_then(|keys| keys.deposited.first().copied());
    // Without a key the rules say no, with what to do next.
    Ok(own.or(first).unwrap_or_else(|| Digest::of(b"")))
}

fn missing(flag: &str) -> Failure {
    Failure::usage("field-missing", &[("flag", flag)])
}

/// Says why nobody knows where it starts: the ledger does not know the medium, or does not know where it is.
fn no_start(gate: &Gate, copies: &[MediumId]) -> Failure {
    match copies.iter().find(|medium| !gate.state().media.contains_key(*medium)) {
        Some(medium) => Failure::new(Exit::Medium, "medium-unknown", &[("medium", medium.as_str())]),
        None => missing("--from"),
    }
}

fn text_field(
    gate: &Gate,
    given: Option<&str>,
    model: Option<Digest>,
    texts: &mut Vec<Disclosure>,
) -> Result<Option<Digest>, Failure> {
    let Some(given) = given else { return Ok(model) };
    let disclosure = gate.disclose(given)?;
    let digest = disclosure.digest;
    texts.push(disclosure);
    Ok(Some(digest))
}

/// Reads `DATASET:FIELD,FIELD:ROWS`.
pub(crate) fn extract(word: &str) -> Result<Extract, Failure> {
    let unfit = || Failure::usage("data-unfit", &[("data", word)]);
    let mut parts = word.splitn(3, ':');
    let (Some(dataset), Some(fields), Some(rows)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(unfit());
    };
    let fields: Vec<String> =
        fields.split(',').map(str::trim).filter(|f| !f.is_empty()).map(str::to_owned).collect();
    let rows = rows.replace([',', '_'], "").parse().map_err(|_| unfit())?;
    // The name that people use is not the code: it may stand in the purpose, and fields may be in Japanese.
    let dataset = dataset.trim();
    let code = dataset.parse().map_err(|_| Failure::usage("dataset-unfit", &[("dataset", dataset)]))?;
    Ok(Extract::table(code, fields, rows))
}

fn place(given: Option<&str>, model: Option<&PlaceId>) -> Result<Option<PlaceId>, Failure> {
    match given {
        Some(given) => id(given).map(Some),
        None => Ok(model.cloned()),
    }
}

/// Nobody types what the record knows: a medium leaves from where it is.
fn home_of(gate: &Gate, copies: &[MediumId]) -> Option<PlaceId> {
    match &gate.state().media.get(copies.first()?)?.whereabouts {
        Whereabouts::At(place) => Some(place.clone()),
        Whereabouts::Out(_) | Whereabouts::Unknown => None,
    }
}

fn transport(given: &Content, model: Option<&Document>) -> Result<Transport, Failure> {
    if let Some(company) = &given.courier {
        return Ok(Transport::Courier { company: company.clone() });
    }
    if given.carrier.is_empty()
        && let Some(model) = model
    {
        return Ok(model.transport.clone());
    }
    let persons =
        |list: &[String]| list.iter().map(|person| id::<PersonId>(person)).collect::<Result<_, _>>();
    Ok(Transport::Carried { carriers: persons(&given.carrier)?, substitutes: persons(&given.substitute)? })
}

struct Times {
    arrive_by: Option<Timestamp>,
    erase_by: Timestamp,
    return_by: Timestamp,
    start: Timestamp,
    until: Timestamp,
}

impl Times {
    /// The return is what people know; the rest follows from it unless they say otherwise.
    fn of(gate: &Gate, given: &Content, model: Option<&Document>) -> Result<Self, Failure> {
        let read = |word: &Option<String>| word.as_deref().map(time).transpose();
        let return_by = read(&given.return_by)?
            .or(model.map(|model| model.return_by))
            .ok_or_else(|| missing("--return-by"))?;
        let start =
            read(&given.start)?.or(model.map(|model| model.window.from)).unwrap_or_else(|| gate.now());
        let until = read(&given.until)?.or(model.map(|model| model.window.until)).unwrap_or(return_by);
        let erase_by = read(&given.erase_by)?.or(model.map(|model| model.erase_by)).unwrap_or(return_by);
        let arrive_by = read(&given.arrive_by)?.or(model.and_then(|model| model.arrive_by));
        Ok(Self { arrive_by, erase_by, return_by, start, until: until.max(return_by) })
    }
}
