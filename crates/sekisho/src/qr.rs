//! Codes that a camera reads, as pictures.

use std::path::Path;

use fast_qr::ECL;
use fast_qr::convert::Builder as _;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;

use crate::file;
use crate::report::Failure;

/// Draws a text as an SVG picture with a quiet margin.
///
/// Errors: `qr-too-long`, `file-not-written`.
pub fn svg(path: &Path, text: &str) -> Result<(), Failure> {
    let code = QRBuilder::new(text)
        .ecl(ECL::M)
        .build()
        .map_err(|error| Failure::usage("qr-too-long", &[]).caused_by(anyhow::anyhow!("{error:?}")))?;
    file::write(path, SvgBuilder::default().margin(4).to_str(&code).as_bytes())
}
