//! Part 4: the record checked from its files, and everything laid out for other people's tools.

use std::fs;
use std::path::Path;

use sekisho_gate::wire::v1::{By, Predicate};
use sekisho_proof::act::{ActStatement, namespace};
use sekisho_station::seal::BOX_NAME;
use serde_json::{Value, json};

use crate::demo::evening::Evening;
use crate::demo::stage::Stage;
use crate::exit::Exit;
use crate::report::Failure;

/// What was laid out and what our own check said.
#[derive(Debug)]
pub(super) struct Checked {
    /// Signed acts laid out for `ssh-keygen`.
    pub(super) acts: u64,
    /// Entries in the record.
    pub(super) entries: u64,
    /// The file with the commands to paste.
    pub(super) path: String,
    /// Whether our own check passed.
    pub(super) verified: bool,
}

impl Checked {
    /// Gives it as data.
    pub(super) fn json(&self) -> Value {
        json!({ "acts": self.acts, "entries": self.entries, "path": self.path, "verified": self.verified })
    }
}

/// Verifies the record from its files and writes `CHECK.txt` with commands of other people's tools.
pub(super) fn check(stage: &Stage<'_>, evening: &Evening<'_>) -> Result<Checked, Failure> {
    const MORNING: &str = "2022-06-29T08:00";
    let (exit, report) = stage.run(MORNING, None, &["verify"]);
    let folder = stage.dir().join("check");
    fs::create_dir_all(&folder).map_err(|error| Failure::broken(error.into()))?;
    let export = folder.join("events.jsonl").display().to_string();
    stage.set(MORNING, None, &["log", "export", &export])?;
    copy_log(&stage.record().join("log"), &folder.join("log"))?;
    let keys = stage.set(MORNING, None, &["log", "key"])?;
    let people = stage.set(MORNING, None, &["key", "list"])?;
    write(&folder.join("allowed_signers"), &allowed_signers(&people))?;
    let acts = lay_out_acts(&folder, &export)?;
    let path = stage.dir().join("CHECK.txt");
    let word = |name: &str| keys.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let lines = commands(stage.dir(), &acts, &word("vkey"), &word("envelope_key"), evening.medium);
    write(&path, &lines)?;
    Ok(Checked {
        acts: acts.len() as u64,
        entries: report.get("entries").and_then(Value::as_u64).unwrap_or_default(),
        path: path.display().to_string(),
        verified: exit == Exit::Done,
    })
}

fn write(path: &Path, content: &str) -> Result<(), Failure> {
    fs::write(path, content)
        .map_err(|error| Failure::broken(anyhow::anyhow!("cannot write `{}`: {error}", path.display())))
}

/// The file in which OpenSSH looks up who may sign.
fn allowed_signers(people: &Value) -> String {
    people
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|key| {
            let (person, public) = (key.get("person")?.as_str()?, key.get("public")?.as_str()?);
            Some(format!("{person} {public}\n"))
        })
        .collect()
}

/// One signed act in files of its own.
#[derive(Debug)]
struct SignedAct {
    file: String,
    namespace: String,
    person: String,
}

fn lay_out_acts(folder: &Path, export: &str) -> Result<Vec<SignedAct>, Failure> {
    let lines = fs::read_to_string(export).map_err(|error| Failure::broken(error.into()))?;
    let mut acts = Vec::new();
    for (index, line) in lines.lines().enumerate() {
        let predicate = Predicate::open_own(line.as_bytes())?;
        let By::Person { person, statement, signature, .. } = predicate.by else { continue };
        let Ok(parsed) = ActStatement::parse(&statement) else { continue };
        let file = format!("act-{index:03}.txt");
        write(&folder.join(&file), &statement)?;
        write(&folder.join(format!("{file}.sig")), &signature)?;
        acts.push(SignedAct { file, namespace: namespace(&parsed.act), person: person.to_string() });
    }
    Ok(acts)
}

/// Copies the published log as it is now: a later start of any command may add what has become due since.
fn copy_log(from: &Path, to: &Path) -> Result<(), Failure> {
    let broken = |error: std::io::Error| Failure::broken(anyhow::anyhow!("cannot copy the log: {error}"));
    fs::create_dir_all(to).map_err(broken)?;
    for entry in fs::read_dir(from).map_err(broken)? {
        let entry = entry.map_err(broken)?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(broken)?.is_dir() {
            copy_log(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target).map_err(broken)?;
        }
    }
    Ok(())
}

/// Checks the log's signature and root with somebody else's reader of C2SP logs.
const ROOT: &str = "import sys; from tlog_scales import backend, reader, signing; \
    log = reader.TilesReader(backend.make_backend(\"./check/log\")); head = log.get_checkpoint(); \
    head.verify(signing.Vkey.from_string(sys.argv[1])); assert log.calculate_root_hash() == head.root_hash; \
    print(\"good signature, good root:\", head.size, \"entries\")";

/// The commands to paste: no tool of ours, but for the last line.
fn commands(dir: &Path, acts: &[SignedAct], vkey: &str, envelope_key: &str, medium: &str) -> String {
    let mut out = format!(
        "# Paste any of these; only the last line is a tool of ours.\n# どの行も、そのまま貼り付けて試せます。\n\ncd '{}'\n\n",
        dir.display()
    );
    out.push_str("# 1. Who signed what (OpenSSH): apt-get install openssh-client\n");
    for act in acts {
        out.push_str(&format!(
            "ssh-keygen -Y verify -f check/allowed_signers -I {} -n {} -s check/{}.sig < check/{}\n",
            act.person, act.namespace, act.file, act.file
        ));
    }
    out.push_str("\n# 2. The log (C2SP): its signature, its root; one entry and its proof\n");
    out.push_str("python3 -m venv check/venv && check/venv/bin/pip install --quiet tlog-scales==0.0.3\n");
    out.push_str(&format!("check/venv/bin/python -c '{ROOT}' '{vkey}'\n"));
    out.push_str("check/venv/bin/tlog-tiles get-leaf -c ./check/log 35 | od -An -v -tx1 -j1 -N32 | tr -d ' \\n'; echo\n");
    out.push_str("# … which is the hash of the event in line 36:\n");
    out.push_str("sed -n 36p check/events.jsonl | tr -d '\\n' | sha256sum\n");
    out.push_str("check/venv/bin/tlog-tiles gen-proof ./check/log 35\n");
    out.push_str(&the_box(medium));
    out.push_str("\n# 4. Ours, from the files alone, with the keys named:\n");
    out.push_str(&format!(
        "sekisho verify check/log --vkey '{vkey} {envelope_key}' --events check/events.jsonl\n"
    ));
    out
}

/// The box by others: it is a plain age file, and nobody opens it.
fn the_box(medium: &str) -> String {
    format!(
        "\n# 3. The lost stick (Debian's age): apt-get install age\n# plain age v1, readable head …\n\
         head -c 200 {medium}/{BOX_NAME} | head -n 2\n\
         # … and no way in: this ends with an error\n\
         age -d {medium}/{BOX_NAME}\n"
    )
}
