//! `sekisho permit export`: the approved permit as a file, for stations without network.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::id::{PermitId, PersonId};
use sekisho_core::permit::Permit;
use sekisho_gate::Gate;
use sekisho_gate::wire::permit_file::PermitFile;
use sekisho_gate::wire::v1::NotBefore;
use serde_json::json;

use crate::command::Context;
use crate::exit::Exit;
use crate::file;
use crate::public_key;
use crate::report::{Failure, Report};

/// `sekisho permit export`
pub(super) fn export(
    context: Context<'_>,
    gate: &Gate,
    permit: PermitId,
    out: &Path,
) -> Result<Report, Failure> {
    let bytes = permit_file(&context.dir(), gate, permit)?.sign(&gate.keys().envelope)?;
    file::write(out, &bytes)?;
    let shown = out.display().to_string();
    let json = json!({ "ok": true, "permit": permit, "path": shown, "bytes": bytes.len() });
    Ok(Report::done(json, context.text.say("permit-exported", &[("path", &shown)])))
}

/// Puts together what a station needs to know.
///
/// Errors: `not-found`; `permit-not-approved-yet` before two have approved; `permit-not-sealed` if there is nothing to seal.
pub(crate) fn permit_file(record: &Path, gate: &Gate, permit: PermitId) -> Result<PermitFile, Failure> {
    let state = gate.state();
    let id = permit.to_string();
    let live = state.permits.get(&permit).ok_or_else(|| Failure::not_found("permit", &id))?;
    let no = |code: &str| Failure::new(Exit::Waiting, code, &[("permit", &id)]);
    if !matches!(live, Permit::Approved(_) | Permit::Out(_)) {
        return Err(no("permit-not-approved-yet"));
    }
    let document = live.document();
    let (Some(sealing), Some(device), Some(vault)) = (&document.sealing, &document.device, &state.vault)
    else {
        return Err(no("permit-not-sealed"));
    };
    let signing = state.devices.get(device).and_then(|known| known.keys.as_ref());
    let signing = signing.ok_or_else(|| no("permit-not-sealed"))?.signing.clone();
    let key = |hash| Ok::<_, Failure>(STANDARD.encode(public_key::find(record, hash)?));
    let lines = |person: &PersonId| -> Vec<String> {
        let keys = state.persons.get(person).map(|known| known.keys.values()).into_iter().flatten();
        keys.filter(|key| key.acts()).map(|key| key.public.clone()).collect()
    };
    let persons: BTreeMap<_, _> =
        document.people_named().into_iter().map(|person| (person.clone(), lines(person))).collect();
    let media = document.copies.iter();
    let media = media.filter_map(|medium| Some((medium.clone(), state.media.get(medium)?.card.clone())));
    let head = gate.record().head()?;
    Ok(PermitFile {
        answer_key: vault.answer.clone(),
        checkpoint: NotBefore { root: STANDARD.encode(head.root), size: head.size },
        device_key: key(sealing.device_key)?,
        device_signing: signing,
        document: document.clone(),
        lookup_key: sealing.lookup.as_ref().map(|lookup| key(lookup.key)).transpose()?,
        media: media.collect(),
        origin: gate.origin().to_owned(),
        persons,
        release_key: key(sealing.release_key)?,
        rewrap_key: sealing.rewrap_key.map(key).transpose()?,
        sync_key: STANDARD.encode(gate.keys().sync_seed().public_key().as_bytes()),
    })
}
