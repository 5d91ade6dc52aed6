//! `sekisho demo`.

use crate::cli::Demo;
use crate::command::Context;
use crate::demo::play;
use crate::report::{Failure, Report};

/// `sekisho demo`
pub fn demo(context: Context<'_>, arguments: &Demo) -> Result<Report, Failure> {
    play(context, arguments)
}
