//! The other two programs that speak with plugins: rage, and pyrage for Python. A whole opening each, and a sealing.
//!
//! Debian 12 has neither. Where one is missing its test says so, passes, and shows nothing; `./check foreign` brings
//! pyrage and names it with `SEKISHO_TEST_PYTHON`, and then it must be there.

#![allow(clippy::disallowed_methods, reason = "a test asks where the tools of others are")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use super::desk::{PLAIN, Site, Tool};

/// Names the Python that has pyrage.
const PYTHON: &str = "SEKISHO_TEST_PYTHON";
/// Names rage, if it is not on the path.
const RAGE: &str = "SEKISHO_TEST_RAGE";

/// Finds a program: as a variable names it, or at the first place where there is one.
fn find(variable: &str, places: impl Iterator<Item = PathBuf>, probe: &[&str]) -> Option<PathBuf> {
    let runs = |program: &Path| {
        let mut command = Command::new(program);
        let ended = command.args(probe).stdout(Stdio::null()).stderr(Stdio::null()).status();
        ended.is_ok_and(|status| status.success())
    };
    if let Some(named) = env::var_os(variable).map(PathBuf::from) {
        assert!(runs(&named), "{variable} names `{}`, which does not run with {probe:?}", named.display());
        return Some(named);
    }
    let found = places.into_iter().find(|place| runs(place));
    if found.is_none() {
        // Past the harness, which would keep it to itself.
        let missing = format!("LEFT OUT: there is no program for {probe:?}; {variable} may name it\n");
        fs::write("/dev/stderr", missing).ok();
    }
    found
}

fn rage() -> Option<Tool> {
    let path = env::var_os("PATH").unwrap_or_default();
    let places: Vec<_> = env::split_paths(&path).map(|directory| directory.join("rage")).collect();
    find(RAGE, places.into_iter(), &["--version"]).map(Tool::Rage)
}

fn pyrage() -> Option<Tool> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.venv/bin/python");
    let places = [own, PathBuf::from("/usr/bin/python3")].into_iter();
    find(PYTHON, places, &["-c", "from pyrage import plugin"]).map(Tool::Pyrage)
}

/// Our box opens after a wrong answer and a right one, one fact is filed; what the tool sealed opens with it and with age.
fn seals_and_opens(tool: &Tool) {
    let site = Site::new().with_tool(tool);
    let mut answers = 0;
    let said = site.seal().age_opens(|challenge| {
        assert!(challenge.presence.iter().all(Option::is_some));
        answers += 1;
        Some(match answers {
            1 => "611898 299169 695610 388403 654208 016077 056668 708485".to_owned(),
            _ => site.answer(challenge),
        })
    });
    assert_eq!((said.code, said.stdout.as_slice(), answers), (Some(0), PLAIN, 2), "{}", said.stderr);
    let [fact] = &*site.facts("desk") else { panic!("one opening is one fact") };
    assert!(fact.statement.contains(r#""outcome":"uncontrolled""#), "{}", fact.statement);

    let site = Site::new().with_tool(tool);
    let sealed = site.age_seals(&site.recipient().to_string());
    assert_eq!(sealed.code, Some(0), "{}", sealed.stderr);
    let said = site.age_opens(|challenge| Some(site.answer(challenge)));
    assert_eq!((said.code, said.stdout.as_slice()), (Some(0), PLAIN), "{}", said.stderr);
    let site = site.with_tool(&Tool::Age);
    fs::remove_file(site.file("answer")).unwrap();
    let said = site.age_opens(|challenge| Some(site.answer(challenge)));
    assert_eq!((said.code, said.stdout.as_slice()), (Some(0), PLAIN), "{}", said.stderr);

    // The other direction: what age sealed opens with the tool.
    let site = Site::new();
    assert_eq!(site.age_seals(&site.recipient().to_string()).code, Some(0));
    let site = site.with_tool(tool);
    let said = site.age_opens(|challenge| Some(site.answer(challenge)));
    assert_eq!((said.code, said.stdout.as_slice()), (Some(0), PLAIN), "{}", said.stderr);
}

/// A box for another device stays closed, and so does one that nobody answers for.
fn says_why_not(tool: &Tool) {
    let site = Site::new().with_tool(tool);
    site.seal_to(&site.other_device());
    let said = site.age_opens(|_| panic!("nothing is asked for"));
    assert_eq!((said.code, said.stdout.as_slice()), (Some(1), &b""[..]), "{}", said.stderr);
    let site = site.with("SEKISHO_SECOND", None);
    let said = site.seal().age_opens(|_| panic!("nothing is asked for"));
    assert_eq!((said.code, said.stdout.as_slice()), (Some(1), &b""[..]), "{}", said.stderr);
    assert!(said.stderr.contains("SEKISHO_SECOND"), "{}", said.stderr);
    assert!(site.facts("desk").is_empty());
}

#[test]
fn rage_seals_and_opens_through_the_plugin() {
    if let Some(tool) = rage() {
        seals_and_opens(&tool);
        says_why_not(&tool);
    }
}

#[test]
fn pyrage_seals_and_opens_through_the_plugin() {
    if let Some(tool) = pyrage() {
        seals_and_opens(&tool);
        says_why_not(&tool);
    }
}
