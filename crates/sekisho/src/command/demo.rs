//! `sekisho demo`.

use crate::cli::Demo;
use crate::command::Context;
use crate::report::{Failure, Report};

/// `sekisho demo`
pub fn demo(context: Context<'_>, arguments: &Demo) -> Result<Report, Failure> {
    let _ = (context, arguments);
    Err(Failure::usage("not-built", &[]))
}
