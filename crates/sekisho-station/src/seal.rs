//! Seals: approved fields of tables, or approved whole files, into a box on a registered medium.
//!
//! ```text
//!  begin ── table, opaque, … ──> finish ──> write_medium ──> witness signs ──> attest: the receipt file
//!  permit,    counted against    everything   written, read
//!  persons,   what was           is known     back, named
//!  witness    approved
//! ```
//! Before any plaintext is read, the permit's window, the persons, the medium and the witness's signature are checked.
//! Before anything is on the medium, everything that was approved is there and counted. Sealing takes public keys only:
//! when it is over the station holds no secret of the box.
//!
//! `box.age` gets its name after it was flushed, read back and compared. A kill between that and the receipt leaves a
//! whole box without a receipt: the record does not know it, so nothing ever opens it, and it is sealed again.
//!
//! Source: `docs/spec/container.md`.

mod chosen;
mod closed;
mod compact;
mod dates;
mod error;
mod fingerprints;
#[cfg(test)]
mod kill;
mod manifest;
mod medium;
mod pass;
mod receipt;
mod spool;
#[cfg(test)]
pub(crate) mod testkit;
#[cfg(test)]
mod tests;

use std::io::{self, Read};
use std::num::NonZeroUsize;

use sekisho_core::document::Extract;
use sekisho_core::id::{DatasetId, MediumId, PersonId};
pub use sekisho_core::less::WHOLE_FILES;
use sekisho_core::sealing::{CopyId, Counted};
use sekisho_core::{Digest, Timestamp};
use sekisho_gate::attached::{WITNESS_BEFORE, witness_before_text};
use sekisho_seal::archive::{Level, MemberName, Packer};

use chosen::KeySet;
use fingerprints::Marks;
use manifest::Kind;

use crate::desk::{Desk, Entropy, Permit};
use crate::table::{InputForm, OutputEncoding};

pub use chosen::Which;
pub use closed::{BoxWritten, Closed};
pub use dates::{DateSpan, Dates};
pub use error::SealError;
pub use fingerprints::NewSpill;
pub use manifest::{Listed, MANIFEST_NAME, MANIFEST_TYPE, Manifest};
pub use medium::{BOX_NAME, Existing, NOTE_NAME, PERMIT_NAME, Target};
pub use pass::Added;
pub(crate) use receipt::wrap as wrap_of;
pub use receipt::{ReceiptFile, RewrapFile, Sealed};
pub use spool::Spool;

/// Who seals, who watches, and the signature that the one who watches gave before.
#[derive(Clone, Copy, Debug)]
pub struct Attended<'a> {
    /// The witness's SSHSIG over [`witness_before_text`], armored.
    pub before: &'a str,
    /// Who seals.
    pub sealer: &'a PersonId,
    /// Who watches.
    pub witness: &'a PersonId,
}

/// With what it is done.
#[derive(Debug)]
pub struct Means {
    /// How hard is compressed.
    pub level: Level,
    /// Where compressed content waits.
    pub spool: Spool,
    /// On how many cores.
    pub workers: NonZeroUsize,
}

/// How a table is read and written.
#[derive(Clone, Debug)]
pub struct TableForm {
    /// What comes in.
    pub input: InputForm,
    /// Fields that are shown to the observer and not written.
    pub observed: Vec<String>,
    /// How the copy is written.
    pub output: OutputEncoding,
}

/// A box that is being filled. After an error, begin again.
#[derive(Debug)]
pub struct Sealing<'a> {
    before: String,
    copy: CopyId,
    desk: &'a Desk,
    keys: Vec<KeySet>,
    lines: Vec<Line>,
    marks: Option<Marks>,
    medium: MediumId,
    packer: Packer<Spool>,
    packed: Vec<Kind>,
    permit: &'a Permit,
    sealed_at: Timestamp,
    workers: NonZeroUsize,
}

/// One extract of the document, and what came of it.
#[derive(Debug)]
struct Line {
    extract: Extract,
    left_out: Option<u64>,
    rows: Option<u64>,
}

/// Writes the text that the witness signs before the sealing of one medium's copy.
///
/// Errors: [`SealError::MediumNotOnPermit`].
pub fn before_text(permit: &Permit, medium: &MediumId) -> Result<String, SealError> {
    let copy = copy_on(permit, medium)?;
    let (origin, witness) = (&permit.file().origin, &permit.sealing().witness);
    Ok(witness_before_text(origin, permit.permit_hash(), &copy, witness))
}

/// Begins to seal one copy. No plaintext is touched before this succeeded.
///
/// Units: `now` is what [`Desk::now`] gave.
/// Errors: [`SealError::WindowOver`], [`SealError::SealerNotNamed`], [`SealError::WitnessNotNamed`],
/// [`SealError::WitnessSignature`], [`SealError::MediumNotOnPermit`], [`SealError::Archive`].
pub fn begin<'a>(
    desk: &'a Desk,
    permit: &'a Permit,
    medium: &MediumId,
    attended: &Attended<'_>,
    means: Means,
    now: Timestamp,
) -> Result<Sealing<'a>, SealError> {
    let (document, sealing) = (permit.document(), permit.sealing());
    if document.window.is_over(now) {
        return Err(SealError::WindowOver { until: document.window.until });
    }
    if *attended.sealer != sealing.sealer {
        return Err(SealError::SealerNotNamed { person: attended.sealer.clone() });
    }
    if *attended.witness != sealing.witness || attended.witness == attended.sealer {
        return Err(SealError::WitnessNotNamed { person: attended.witness.clone() });
    }
    let copy = copy_on(permit, medium)?;
    let text = before_text(permit, medium)?;
    permit
        .signed_by(attended.witness, WITNESS_BEFORE, &text, attended.before)
        .map_err(SealError::WitnessSignature)?;
    let lines =
        document.extracts.iter().map(|extract| Line { extract: extract.clone(), left_out: None, rows: None });
    Ok(Sealing {
        before: attended.before.to_owned(),
        copy,
        desk,
        keys: Vec::new(),
        lines: lines.collect(),
        marks: None,
        medium: medium.clone(),
        packer: Packer::new(means.spool, means.level, means.workers)?,
        packed: Vec::new(),
        permit,
        sealed_at: now,
        workers: means.workers,
    })
}

fn copy_on(permit: &Permit, medium: &MediumId) -> Result<CopyId, SealError> {
    let copy = permit.document().copy_on(medium).cloned();
    copy.ok_or_else(|| SealError::MediumNotOnPermit { medium: medium.clone() })
}

impl<'a> Sealing<'a> {
    /// Says where the fingerprints go that the permit demands: to the owner, never onto the medium.
    ///
    /// Errors: [`SealError::Desk`].
    pub fn fingerprint_into(
        &mut self,
        output: Box<dyn io::Write>,
        spill: NewSpill,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), SealError> {
        self.marks = Some(Marks::new(output, spill, entropy)?);
        Ok(())
    }

    /// Adds a whole file, as `<dataset>/<name>`; only where the approved fields are `*`.
    ///
    /// Shape: each file counts as one row of what was approved. Gives the number of bytes.
    /// Errors: [`SealError::NotWholeFiles`], [`SealError::TooManyFiles`], [`SealError::DatasetUnknown`],
    /// [`SealError::Archive`] for a name that is not safe or is there already; [`SealError::Input`],
    /// [`SealError::Packing`].
    pub fn opaque(
        &mut self,
        dataset: &DatasetId,
        name: &str,
        mut input: impl Read,
    ) -> Result<u64, SealError> {
        let modified = self.modified();
        let line = self.lines.iter_mut().find(|line| line.extract.dataset == *dataset);
        let line = line.ok_or_else(|| SealError::DatasetUnknown { dataset: dataset.clone() })?;
        if !line.extract.is_whole_files() {
            return Err(SealError::NotWholeFiles { dataset: dataset.clone() });
        }
        let files = line.rows.unwrap_or(0).saturating_add(1);
        if files > line.extract.rows {
            return Err(SealError::TooManyFiles { approved: line.extract.rows, dataset: dataset.clone() });
        }
        let name = MemberName::parse(&format!("{dataset}/{name}"))?;
        let mut member = self.packer.member(name, modified)?;
        let bytes = copy(&mut input, &mut member)?;
        member.finish().map_err(SealError::Packing)?;
        line.rows = Some(files);
        self.packed.push(Kind::whole_file(dataset));
        Ok(bytes)
    }

    /// Ends the filling: makes manifest, file key and header. Nothing is on the medium yet.
    ///
    /// Errors: [`SealError::DatasetMissing`], [`SealError::FingerprintsMissing`], [`SealError::Archive`], [`SealError::Desk`], [`SealError::Header`].
    pub fn finish(mut self, entropy: &mut Entropy<'_>) -> Result<Closed<'a>, SealError> {
        if let Some(line) = self.lines.iter().find(|line| line.rows.is_none()) {
            return Err(SealError::DatasetMissing { dataset: line.extract.dataset.clone() });
        }
        let fingerprints = match (self.marks.take(), &self.permit.sealing().lookup) {
            (Some(marks), Some(_)) => Some(marks.finish(&self, entropy)?),
            (_, None) => None,
            (None, Some(_)) => return Err(SealError::FingerprintsMissing),
        };
        Closed::new(self, fingerprints, entropy)
    }

    fn modified(&self) -> u64 {
        u64::try_from(self.sealed_at.seconds()).unwrap_or(0)
    }

    fn counted(&self) -> Vec<Counted> {
        let counted = |line: &Line| {
            let (dataset, rows) = (line.extract.dataset.clone(), line.rows.unwrap_or(0));
            Counted { dataset, left_out: line.left_out, rows }
        };
        self.lines.iter().map(counted).collect()
    }

    fn permit_hash(&self) -> Digest {
        self.permit.permit_hash()
    }
}

/// Tells apart which side failed: `io::copy` does not.
fn copy(input: &mut impl Read, output: &mut impl io::Write) -> Result<u64, SealError> {
    let mut buffer = zeroize::Zeroizing::new(vec![0; 128 * 1024]);
    let mut bytes = 0_u64;
    loop {
        let count = match input.read(&mut buffer) {
            Ok(0) => return Ok(bytes),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(SealError::Input(error)),
        };
        output.write_all(buffer.get(..count).unwrap_or_default()).map_err(SealError::Packing)?;
        bytes = bytes.saturating_add(count as u64);
    }
}
