//! The program: prints what [`sekisho::run`] says, and ends with its code. Where age calls, it is a plugin.

#![forbid(unsafe_code)]

use std::io::Write as _;
use std::process::ExitCode;

use sekisho::assemble::Outside;
use sekisho::plugin;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os();
    let program = arguments.next();
    let arguments: Vec<_> = arguments.collect();
    let outside = Outside::system();
    let spoken = if plugin::is_meant(program.as_deref(), &arguments) {
        plugin::run_here(&arguments, &outside)
    } else {
        sekisho::run(&arguments, &outside)
    };
    // A reader that went away (`| head`) is no failure of ours.
    let _ = std::io::stdout().write_all(spoken.stdout.as_bytes());
    let _ = std::io::stderr().write_all(spoken.stderr.as_bytes());
    ExitCode::from(spoken.exit.code())
}
