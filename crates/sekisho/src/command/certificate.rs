//! Certificates of erasure: the data that the record names, and beside it the sheet to print.

use std::path::{Path, PathBuf};

use sekisho_audit::paper::{
    ErasureCertificate, KeyGone, KeyLevel, Language, MediumOverwritten, ReadBackFrom, WorkingCopiesSaid,
};
use sekisho_core::Digest;
use sekisho_core::id::{MediumId, PermitId};
use sekisho_station::certificate::{Certificate, Draft, KeyDestroyed, WorkingCopies};
use sekisho_station::medium::ReadFrom;

use crate::command::{Context, ZONE, local_civil};
use crate::file;
use crate::message;
use crate::report::Failure;

/// A certificate that was written.
pub(super) struct Written {
    /// The hash by which the record names it.
    pub(super) digest: Digest,
    /// Where it is, and the sheet.
    pub(super) shown: String,
}

/// Writes the certificate, and the sheet under the same name with `.html`.
pub(super) fn write(context: Context<'_>, draft: Draft, out: Option<&Path>) -> Result<Written, Failure> {
    let path = out.map_or_else(|| default_name(draft.permit, &draft.medium), Path::to_owned);
    let certificate = Certificate::new(draft).map_err(|error| Failure::broken(error.into()))?;
    let bytes = certificate.to_bytes().map_err(|error| Failure::broken(error.into()))?;
    let digest = Digest::of(&bytes);
    let sheet = path.with_extension("html");
    file::write(&path, &bytes)?;
    let page = paper(certificate.says(), digest).html(language(context));
    let shown = if sheet == path {
        path.display().to_string()
    } else {
        file::write(&sheet, page.as_bytes())?;
        format!("{}, {}", path.display(), sheet.display())
    };
    Ok(Written { digest, shown })
}

/// Gives the hash that a certificate will have.
pub(super) fn digest(draft: &Draft) -> Result<Digest, Failure> {
    let certificate = Certificate::new(draft.clone()).map_err(|error| Failure::broken(error.into()))?;
    certificate.to_bytes().map(|bytes| Digest::of(&bytes)).map_err(|error| Failure::broken(error.into()))
}

/// Names the certificate of a medium.
pub(super) fn default_name(permit: PermitId, medium: &MediumId) -> PathBuf {
    PathBuf::from(format!("{permit}.{medium}.certificate.json"))
}

/// Gives the language of a sheet that is made here.
pub(super) fn language(context: Context<'_>) -> Language {
    match context.text.language() {
        message::Language::En => Language::En,
        message::Language::Ja => Language::Ja,
    }
}

fn paper(says: &Draft, digest: Digest) -> ErasureCertificate {
    ErasureCertificate {
        digest: digest.to_string(),
        files: says.files_overwritten.map(|done| done.files),
        key: says.key_destroyed.as_ref().map(key),
        medium: says.medium.to_string(),
        number: says.number.clone(),
        overwritten: says.overwritten.as_ref().map(|seen| MediumOverwritten {
            began: local_civil(seen.began()),
            bytes: seen.bytes(),
            ended: local_civil(seen.ended()),
            read_from: match seen.read_from() {
                ReadFrom::CacheDropped => ReadBackFrom::CacheDropped,
                ReadFrom::MayBeCached => ReadBackFrom::MayBeCached,
                ReadFrom::PastCache => ReadBackFrom::PastCache,
            },
        }),
        permit: says.permit.to_string(),
        person: says.person.to_string(),
        serial: says.serial.clone(),
        time: local_civil(says.time),
        witness: says.witness.as_ref().map(ToString::to_string),
        working_copies: says.working_copies.map(|said| match said {
            WorkingCopies::DeclaredNone => WorkingCopiesSaid::None,
            WorkingCopies::OverwrittenNotProvable { files } => WorkingCopiesSaid::Overwritten(files),
        }),
        zone: ZONE.to_owned(),
    }
}

fn key(gone: &KeyDestroyed) -> KeyGone {
    let level = match gone {
        KeyDestroyed::E0 { .. } => KeyLevel::E0,
        KeyDestroyed::E1 { .. } => KeyLevel::E1,
        KeyDestroyed::E2 { .. } => KeyLevel::E2,
    };
    let receipts = gone.receipts();
    KeyGone {
        at: local_civil(gone.at()),
        cells: receipts.iter().map(|one| one.cell.clone()).collect(),
        level,
        receipts: receipts.iter().map(|one| one.receipt.clone()).collect(),
    }
}
