//! The seal receipt in the forms in which it leaves a room without network: few bytes, text, picture, sheet.

use std::path::Path;

use sekisho_audit::paper::SealReceipt;
use sekisho_core::id::PermitId;
use sekisho_station::seal::ReceiptFile;
use serde_json::json;

use super::LIMIT;
use crate::cli::SealPrint;
use crate::command::certificate::language;
use crate::command::{Context, ZONE, local_civil};
use crate::exit::Exit;
use crate::file;
use crate::qr;
use crate::report::{Failure, Report};

/// `sekisho seal print`
pub(super) fn print(context: Context<'_>, arguments: &SealPrint) -> Result<Report, Failure> {
    let receipt = read(&arguments.file)?;
    let mut report = Report::done(json!({ "ok": true, "paths": arguments.out }), "");
    for path in &arguments.out {
        write(context, &receipt, None, path)?;
        let line = context.text.say("seal-sheet", &[("path", &path.display().to_string())]);
        report.human.push_str(&format!("{line}\n"));
    }
    Ok(report)
}

/// Reads a receipt in whichever form it comes.
pub(super) fn read(path: &Path) -> Result<ReceiptFile, Failure> {
    let shown = path.display().to_string();
    ReceiptFile::read(&file::read(path, LIMIT)?).map_err(|error| {
        Failure::new(Exit::Unverified, "receipt-unfit", &[("path", &shown)]).caused_by(error)
    })
}

/// Writes one form; the extension says which.
///
/// Errors: `form-unknown`, `qr-too-long`, `file-not-written`.
pub(super) fn write(
    context: Context<'_>,
    receipt: &ReceiptFile,
    permit: Option<PermitId>,
    path: &Path,
) -> Result<(), Failure> {
    let unfit = |error: sekisho_station::seal::SealError| {
        let shown = path.display().to_string();
        Failure::new(Exit::Unverified, "receipt-unfit", &[("path", &shown)]).caused_by(error)
    };
    let text = || receipt.to_code_text().map_err(unfit);
    match path.extension().and_then(|end| end.to_str()).unwrap_or_default() {
        "htm" | "html" => {
            let code = qr::fields(&text()?).ok();
            file::write(path, paper(receipt, permit, code).html(language(context)).as_bytes())
        }
        "skr" => file::write(path, &receipt.to_compact().map_err(unfit)?),
        "svg" => qr::svg(path, &text()?),
        "txt" => file::write(path, format!("{}\n", text()?).as_bytes()),
        _ => {
            let values =
                [("path", path.display().to_string()), ("forms", ".html, .svg, .skr, .txt".to_owned())];
            let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            Err(Failure::usage("form-unknown", &values))
        }
    }
}

fn paper(
    file: &ReceiptFile,
    permit: Option<PermitId>,
    code: Option<sekisho_audit::paper::Code>,
) -> SealReceipt {
    let receipt = &file.receipt;
    SealReceipt {
        box_bytes: receipt.box_bytes,
        box_hash: receipt.box_hash.to_string(),
        code,
        copy: receipt.copy.to_string(),
        document_hash: receipt.permit_hash.to_string(),
        medium: receipt.medium.to_string(),
        permit: permit.map(|permit| permit.to_string()),
        rows: receipt.counted.iter().map(|one| (one.dataset.to_string(), one.rows)).collect(),
        sealed_at: local_civil(receipt.sealed_at),
        station: receipt.station.to_string(),
        witness: file.witness.person.to_string(),
        zone: ZONE.to_owned(),
    }
}
