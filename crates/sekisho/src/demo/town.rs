//! The fictional town's files, written at full size, and counted as they are written.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use sekisho_town::{Form, NOTICE_FILE_NAME, Scale, Table, Town, Written};

use crate::report::Failure;

/// Writes every table of the town into a folder.
///
/// Shape: what was written, by table.
pub(super) fn write(
    dir: &Path,
    seed: u64,
    scale: Scale,
    quiet: bool,
) -> Result<BTreeMap<Table, Written>, Failure> {
    let town = Town { seed, scale };
    let folder = dir.join("town");
    let broken = |error: std::io::Error| Failure::broken(anyhow::anyhow!("cannot write the town: {error}"));
    fs::create_dir_all(&folder).map_err(broken)?;
    fs::write(folder.join(NOTICE_FILE_NAME), town.notice()).map_err(broken)?;
    fs::write(dir.join(NOTICE_FILE_NAME), town.notice()).map_err(broken)?;
    let total = Table::ALL.iter().map(|table| town.rows(*table)).sum();
    let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(total) };
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} {eta}") {
        bar.set_style(style);
    }
    let mut rows = BTreeMap::new();
    let written = town
        .write_all(
            &Form::default(),
            |table| {
                let file = File::create(folder.join(table.file_name()))?;
                Ok(Box::new(BufWriter::with_capacity(1 << 20, file)))
            },
            |table, count| {
                rows.insert(table, count);
                bar.set_position(rows.values().sum());
            },
        )
        .map_err(|error| Failure::broken(error.into()))?;
    bar.finish_and_clear();
    Ok(written)
}
