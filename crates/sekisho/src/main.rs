//! The program: prints what [`sekisho::run`] says, and ends with its code.

#![forbid(unsafe_code)]

use std::io::Write as _;
use std::process::ExitCode;

use sekisho::assemble::Outside;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let spoken = sekisho::run(&arguments, &Outside::system());
    // A reader that went away (`| head`) is no failure of ours.
    let _ = std::io::stdout().write_all(spoken.stdout.as_bytes());
    let _ = std::io::stderr().write_all(spoken.stderr.as_bytes());
    ExitCode::from(spoken.exit.code())
}
