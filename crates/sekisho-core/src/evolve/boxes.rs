//! Sealed boxes: receipts, releases, what the site keeps, and keys that must be forgotten.

use std::collections::BTreeMap;

use super::with_outing;
use crate::event::{Event, Recorded};
use crate::hash::Digest;
use crate::id::PermitId;
use crate::permit::{Erasure, Outing, Permit};
use crate::rewrap::Rewrapping;
use crate::sealing::WorkingCopy;
use crate::state::State;

/// Sealed boxes: receipts, releases, what the site keeps, and the vault's word.
pub(super) fn boxes(state: &mut State, recorded: &Recorded) {
    match &recorded.event {
        Event::CopySealed { permit, receipt, .. } => {
            let request = match state.permits.get_mut(permit) {
                Some(Permit::Approved(request)) => request,
                Some(Permit::Out(outing)) => &mut outing.request,
                Some(Permit::Requested(_) | Permit::SentBack(_)) | None => return,
            };
            request.seals.insert(receipt.medium.clone(), receipt.clone());
        }
        // INVARIANT: one challenge is one opening, however often its answer is given.
        Event::ReleaseGranted { permit, release, .. } => with_outing(state, *permit, |outing| {
            if !outing.releases.iter().any(|before| before.challenge == release.challenge) {
                outing.releases.push(release.clone());
            }
        }),
        Event::RewrapRequested { digest, document, person } => {
            if matches!(state.permits.get(&document.permit), Some(Permit::Out(_))) {
                use_keys(state, document);
            }
            with_outing(state, document.permit, |outing| {
                let again = Rewrapping {
                    approvals: BTreeMap::new(),
                    digest: *digest,
                    document: document.clone(),
                    requested_at: recorded.recorded_at,
                    requester: person.clone(),
                };
                outing.rewrap = Some(Box::new(again));
            });
        }
        Event::RewrapWithdrawn { permit } => with_outing(state, *permit, |outing| outing.rewrap = None),
        Event::CopyRewrapped { permit, receipt, .. } => with_outing(state, *permit, |outing| {
            outing.rewrapped.insert(receipt.medium.clone(), receipt.clone());
        }),
        Event::WorkingCopyDeclared { copy, erase_by, medium, permit, .. } => {
            with_outing(state, *permit, |outing| {
                if outing.copies.contains_key(medium) {
                    let fresh = || WorkingCopy {
                        erase_by: *erase_by,
                        erased: None,
                        medium: medium.clone(),
                        rung: false,
                    };
                    outing.working.entry(copy.clone()).or_insert_with(fresh);
                }
            });
        }
        Event::WorkingCopyErased { copy, method, permit, person } => with_outing(state, *permit, |outing| {
            if let Some(working) = outing.working.get_mut(copy) {
                working.erased = Some(Erasure {
                    at: recorded.occurred_at,
                    by: person.clone(),
                    method: *method,
                    witness: None,
                });
            }
        }),
        Event::KeyDestroyed { destroyed, permit, release_key } => {
            state.doomed.remove(release_key);
            with_outing(state, *permit, |outing| {
                let own = outing.request.document.sealing.as_ref();
                if own.is_some_and(|sealing| sealing.release_key == *release_key) {
                    outing.destroyed = Some(destroyed.clone());
                }
            });
        }
        _ => {}
    }
}

/// From here on the new document counts: the boxes are known under the one before, and the first device gets nothing more.
pub(super) fn rewrap_approved(mut outing: Outing, digest: Digest) -> Outing {
    if let Some(again) = outing.rewrap.take_if(|again| again.digest == digest) {
        outing.request.approvals = again.approvals;
        outing.request.digest = again.digest;
        outing.request.document = again.document;
    }
    outing
}

/// Keeps in mind that the permit's release key must be destroyed, unless it was or stays in use.
pub(super) fn doom(state: &mut State, permit: PermitId, stays: impl FnOnce(Digest) -> bool) {
    let Some(live) = state.permits.get(&permit) else { return };
    let gone = matches!(live, Permit::Out(outing) if outing.destroyed.is_some());
    let key = live.document().sealing.as_ref().map(|sealing| sealing.release_key);
    if let Some(key) = key.filter(|_| !gone)
        && !stays(key)
    {
        state.doomed.insert(key, permit);
    }
}

/// A one-time key is used with the first request that names it, for ever.
pub(super) fn use_keys(state: &mut State, document: &crate::document::Document) {
    let Some(sealing) = &document.sealing else { return };
    state.used_keys.extend([sealing.device_key, sealing.release_key]);
    let Some(device) = &document.device else { return };
    if let Some(known) = state.devices.get_mut(device).and_then(|known| known.keys.as_mut()) {
        known.deposited.remove(&sealing.device_key);
    }
}
