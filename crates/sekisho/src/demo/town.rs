//! The fictional town's files, written at full size, and counted as they are written.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

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

/// The file of the residents with one column more: whether they get the benefit.
const JOINED: &str = "架空データ_住民_給付対象付き.csv";

/// Joins two tables of the town, as the office's own system hands them to the desk: all fields of the residents, and the
/// benefit's yes or no.
///
/// Shape: the file; the same rows in the same order.
pub(super) fn joined(dir: &Path) -> Result<PathBuf, Failure> {
    let folder = dir.join("town");
    let path = folder.join(JOINED);
    let done = File::create(&path).and_then(|file| join(&folder, BufWriter::with_capacity(1 << 20, file)));
    done.map_err(|error| Failure::broken(anyhow::anyhow!("cannot join the town's tables: {error}")))?;
    Ok(path)
}

fn join(folder: &Path, mut out: BufWriter<File>) -> io::Result<()> {
    let table = |table: Table| {
        File::open(folder.join(table.file_name())).map(|file| BufReader::with_capacity(1 << 20, file))
    };
    let (mut left, mut right) = (table(Table::Residents)?, table(Table::Eligible)?);
    let (mut row, mut other) = (String::new(), String::new());
    loop {
        row.clear();
        other.clear();
        if left.read_line(&mut row)? == 0 {
            return out.flush();
        }
        right.read_line(&mut other)?;
        let parts = other.split_once(',').filter(|(code, _)| row.split(',').next() == Some(code));
        let Some((_, answer)) = parts else {
            return Err(io::Error::other("two tables of the same people differ"));
        };
        writeln!(out, "{},{}", row.trim_end(), answer.trim_end())?;
    }
}
