//! What the commands take that say how much less is enough, and those that ask a list.

use std::path::PathBuf;

use clap::Args;

arguments! {
    Less {
        #[arg(long, value_name = "DATASET:FIELD=READING,FIELD=READING:ROWS")] yes_no: Vec<String>,
        #[arg(long, value_name = "DATASET:FIELD=VALUE")] yes_if: Vec<String>,
        #[arg(long, value_name = "DATASET:FIELD=MASK")] mask: Vec<String>,
        #[arg(long, value_name = "DATASET:FIELD=DATASET")] only_in: Vec<String>,
        #[arg(long, value_name = "DATASET:FIELD")] without_protected: Vec<String>,
        #[arg(long, value_name = "DATASET")] with_protected: Vec<String>,
    }
    NeedsLess {
        #[arg(long, value_name = "DATASET:FIELD,FIELD:ROWS")] needs_yes_no: Vec<String>,
        #[arg(long, value_name = "DATASET:FIELD=MASK")] needs_mask: Vec<String>,
    }
    ChosenBy {
        #[arg(long, value_name = "DATASET=FILE")] only_in: Vec<String>,
        #[arg(long, value_name = "DATASET=FILE")] protected: Vec<String>,
    }
    ListAsk {
        file: PathBuf,
        #[arg(long, value_name = "FILE")] list_key: Option<PathBuf>,
        #[arg(long = "is", value_name = "FIELD=VALUE")] values: Vec<String>,
    }
    ListShow {
        file: PathBuf,
        #[arg(long, value_name = "FILE")] list_key: Option<PathBuf>,
    }
}
