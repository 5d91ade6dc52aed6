//! The tables by which rows are chosen, and what is said of what was left out.

use std::fs::File;
use std::path::Path;

use sekisho_core::id::DatasetId;
use sekisho_station::seal::{Added, Sealing, Which};
use serde_json::json;

use super::{failed, input_form};
use crate::assemble::entropy;
use crate::cli::SealBox;
use crate::command::{Context, id};
use crate::report::{Failure, Report};

/// Takes the tables behind `--only-in` and `--protected`, before any dataset.
pub(super) fn take(filling: &mut Sealing<'_>, arguments: &SealBox) -> Result<(), Failure> {
    let both =
        [(&arguments.chosen.only_in, Which::Concerned), (&arguments.chosen.protected, Which::Protected)];
    for (words, which) in both {
        for word in words {
            let unfit = || Failure::usage("seal-data-unfit", &[("data", word)]);
            let (dataset, path) = word.split_once('=').ok_or_else(unfit)?;
            let (dataset, path): (DatasetId, _) = (id(dataset)?, Path::new(path));
            let shown = path.display().to_string();
            let file = File::open(path).map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => Failure::not_found("file", &shown),
                _ => Failure::of_file("file-unreadable", path, error),
            })?;
            let form = input_form(path, arguments);
            filling.choose_by(&dataset, which, file, &form, &mut entropy).map_err(failed)?;
        }
    }
    Ok(())
}

/// Says of each dataset how many rows were left out, and how many of a list are alike.
pub(super) fn told(context: Context<'_>, mut report: Report, added: &[(DatasetId, Added)]) -> Report {
    let mut remarks = Vec::new();
    for (dataset, one) in added {
        let mut remark = serde_json::Map::from_iter([("dataset".to_owned(), json!(dataset))]);
        for (name, key, count) in
            [("left_out", "seal-left-out", one.left_out), ("repeated", "seal-repeated", one.repeated)]
        {
            let Some(count) = count else { continue };
            let values = [("dataset", dataset.to_string()), ("count", count.to_string())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            report.human.push_str(&format!("\n  {}", context.text.say(key, &values)));
            remark.insert(name.to_owned(), json!(count));
        }
        if remark.len() > 1 {
            remarks.push(remark);
        }
    }
    if !remarks.is_empty()
        && let Some(object) = report.json.as_object_mut()
    {
        object.insert("less".to_owned(), json!(remarks));
    }
    report
}
