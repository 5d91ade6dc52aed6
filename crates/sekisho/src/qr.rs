//! Codes that a camera reads, as pictures.

use std::path::Path;

use fast_qr::ECL;
use fast_qr::convert::Builder as _;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::{QRBuilder, QRCode};
use sekisho_audit::paper::Code;

use crate::file;
use crate::report::Failure;

/// Draws a text as an SVG picture with a quiet margin.
///
/// Errors: `qr-too-long`, `file-not-written`.
pub fn svg(path: &Path, text: &str) -> Result<(), Failure> {
    file::write(path, SvgBuilder::default().margin(4).to_str(&code(text)?).as_bytes())
}

/// Gives the fields of a code, for a page.
///
/// Errors: `qr-too-long`.
pub fn fields(text: &str) -> Result<Code, Failure> {
    let code = code(text)?;
    let side = code.size;
    let dark = code.data.iter().take(side.saturating_mul(side)).map(|field| field.value()).collect();
    Ok(Code { dark, side })
}

/// At the level that bears the most damage of the two that most texts fit into.
fn code(text: &str) -> Result<QRCode, Failure> {
    let build = |level| QRBuilder::new(text).ecl(level).build();
    build(ECL::M)
        .or_else(|_| build(ECL::L))
        .map_err(|error| Failure::usage("qr-too-long", &[]).caused_by(anyhow::anyhow!("{error:?}")))
}
