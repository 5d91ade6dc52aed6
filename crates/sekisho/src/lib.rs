//! The front door of Sekisho: parses arguments, connects the rooms, prints results, chooses exit codes. It contains no
//! rule.
//!
//! Start from [`run`], [`cli::Cli`] and [`report::Report`].

#![forbid(unsafe_code)]

pub mod act;
pub mod assemble;
pub mod cli;
pub mod command;
pub mod config;
pub mod demo;
pub mod exit;
pub mod file;
pub mod house;
pub mod local_rules;
pub mod mail;
pub mod message;
pub mod offered;
pub mod online;
pub mod pages;
pub mod person_text;
pub mod plugin;
pub mod public_key;
pub mod qr;
pub mod remote;
pub mod replay;
pub mod report;
pub mod table;
pub mod vault;

use std::ffi::OsString;

pub use report::{Failure, Report};

use crate::exit::Exit;
use crate::message::Text;

/// What a call of the program said and with which code it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The exit code.
    pub exit: Exit,
    /// The data as JSON, as `--json` prints it.
    pub json: serde_json::Value,
    /// What went to standard error.
    pub stderr: String,
    /// What went to standard output.
    pub stdout: String,
}

/// Runs one command line, without the program's name, and says what it would print.
///
/// Shape: never ends the process and writes nothing to the terminal but progress; `main` prints and exits.
pub fn run(arguments: &[OsString], outside: &assemble::Outside) -> Spoken {
    let language = message::language(arguments, outside);
    let text = Text::new(language);
    let cli = match cli::parse(arguments, &text) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let json = cli.global.json;
    let result = if cli.global.remote.is_some() {
        remote::run(arguments, &cli.global, outside, &text)
    } else {
        command::execute(&cli, outside, &text)
    };
    let (report, failed) = match result {
        Ok(report) => (report, false),
        Err(failure) => (failure.into_report(&text), true),
    };
    report.speak(json, failed)
}

fn usage(error: &clap::Error) -> Spoken {
    let shown = error.render().to_string();
    let asked = !error.use_stderr();
    let (stdout, stderr) = if asked { (shown, String::new()) } else { (String::new(), shown) };
    let exit = if asked { Exit::Done } else { Exit::Usage };
    Spoken { exit, json: serde_json::Value::Null, stderr, stdout }
}
