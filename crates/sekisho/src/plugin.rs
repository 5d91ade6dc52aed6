//! The program under its second name, `age-plugin-sekisho`: stock age calls it to seal to our recipients, and to open what
//! is sealed to this device once the owner has answered.
//!
//! Whatever age opens this way is outside of what a station promises: it is reported as an uncontrolled opening before
//! age gets the key.

mod opener;
mod settings;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::AsFd as _;
use std::path::Path;

use sekisho_seal::plugin::{self, ARGUMENT, Client, Machine, PluginError, UnknownMachine};

use crate::Spoken;
use crate::assemble::{Outside, entropy};
use crate::exit::Exit;
use crate::message::{self, Text};
use opener::Station;

/// The second name. age makes it from the beginning of a recipient or an identity.
pub const NAME: &str = "age-plugin-sekisho";

/// Tells whether the program was called as a plugin: by its second name, or with age's argument.
///
/// Shape: rage follows a link to the program first, and then calls it by its first name.
pub fn is_meant(program: Option<&OsStr>, arguments: &[OsString]) -> bool {
    let named = program.map(Path::new).and_then(Path::file_name) == Some(OsStr::new(NAME));
    let asked = |word: &OsString| word.to_str().is_some_and(|word| word.starts_with(ARGUMENT));
    named || arguments.first().is_some_and(asked)
}

/// Holds one conversation with the age that called, over standard input and output.
///
/// Shape: past the buffers of the standard library, which would keep a secret.
pub fn run_here(arguments: &[OsString], outside: &Outside) -> Spoken {
    let input = std::io::stdin().as_fd().try_clone_to_owned();
    match (input, std::io::stdout().as_fd().try_clone_to_owned()) {
        (Ok(input), Ok(output)) => run(arguments, outside, File::from(input), File::from(output)),
        (Err(error), _) | (_, Err(error)) => ended(Exit::Failed, &error),
    }
}

/// Holds one conversation with the age that called.
pub fn run(arguments: &[OsString], outside: &Outside, input: impl Read, output: impl Write) -> Spoken {
    let machine = match machine(arguments) {
        Ok(machine) => machine,
        Err(error) => return ended(Exit::Usage, &error),
    };
    let text = Text::new(message::language(&[], outside));
    let mut client = Client::new(input, output);
    let held = match machine {
        Machine::Recipient => plugin::wrap(&mut client, &mut entropy),
        Machine::Identity => plugin::unwrap(&mut client, &mut Station::new(outside, &text)),
    };
    match held {
        Ok(()) => said(Exit::Done, String::new()),
        // Once age has what it wants, or wants no more, it goes: no failure of ours.
        Err(PluginError::Write(_)) => said(Exit::Failed, String::new()),
        Err(error) => ended(Exit::Failed, &error),
    }
}

fn machine(arguments: &[OsString]) -> Result<Machine, UnknownMachine> {
    let mut named = arguments.iter().filter_map(|word| word.to_str()?.strip_prefix(ARGUMENT));
    named.next_back().ok_or(UnknownMachine)?.parse()
}

fn ended(exit: Exit, error: &dyn std::error::Error) -> Spoken {
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    said(exit, format!("{NAME}: {error}{cause}\n"))
}

fn said(exit: Exit, stderr: String) -> Spoken {
    Spoken { exit, json: serde_json::Value::Null, stderr, stdout: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_name_or_the_argument_of_age_makes_it_a_plugin() {
        for (program, argument, meant) in [
            ("age-plugin-sekisho", "", true),
            ("/opt/bin/age-plugin-sekisho", "--age-plugin=identity-v1", true),
            ("/opt/bin/sekisho", "--age-plugin=identity-v1", true),
            ("/opt/age-plugin-sekisho/sekisho", "verify", false),
            ("sekisho", "--age-plugin", false),
        ] {
            let given = is_meant(Some(OsStr::new(program)), &[argument.into()]);
            assert_eq!(given, meant, "{program} {argument}");
        }
        assert!(!is_meant(None, &[]));
    }

    #[test]
    fn an_unknown_machine_is_refused_and_garbage_ends_in_good_order() {
        let outside = Outside::with(&[]);
        for (argument, input, exit) in [
            ("--age-plugin=recipient-v2", "", Exit::Usage),
            ("--help", "", Exit::Usage),
            ("--age-plugin=recipient-v1", "", Exit::Failed),
            ("--age-plugin=identity-v1", "-> add-identity\n\n", Exit::Failed),
            ("--age-plugin=identity-v1", "-> done\n\n", Exit::Done),
        ] {
            let mut output = Vec::new();
            let spoken = run(&[argument.into()], &outside, input.as_bytes(), &mut output);
            assert_eq!((spoken.exit, spoken.stderr.is_empty()), (exit, exit == Exit::Done), "{argument}");
        }
    }
}
