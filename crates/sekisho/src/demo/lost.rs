//! Part 3: the evening again, with another ending: nobody erases, the bag is lost, and strangers try the stick.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use sekisho_station::seal::BOX_NAME;
use serde_json::{Value, json};

use crate::command::permit::show::pad;
use crate::demo::evening::{Evening, key_words, time_of, word};
use crate::demo::play::{WIDTH, grouped};
use crate::demo::stage::{Outcome, Stage, Taken, stopwatch};
use crate::exit::Exit;
use crate::message::Text;
use crate::table::wrap;

const R: fn(&'static [&'static str]) -> Outcome = Outcome::Refused;

/// Events that come by themselves, in the order in which they are told.
const BY_ITSELF: [&str; 5] =
    ["alarm_rang", "permit_frozen", "destruction_ordered", "key_destroyed", "incident_opened"];

/// What the record knew when it was asked, and how long the answer took.
#[derive(Clone, Debug)]
pub(super) struct Night {
    /// What happened by itself.
    pub(super) alarms: Vec<Value>,
    incident: Value,
    permit: Value,
    seconds: f64,
}

/// Plays the part.
pub(super) fn the_bag_is_lost(stage: &mut Stage<'_>, text: &Text, evening: &Evening<'_>) -> Night {
    evening.until_handed_over(stage, text);
    evening.open(stage, text, "18:31");
    let permit = evening.permit;
    evening.back(stage, "19:35", "19:36");
    // Any start of any command does what is due by then.
    for time in ["20:01", "21:01", "22:30"] {
        stage.run(&evening.at(time), None, &["permit", "list"]);
    }
    let on = ["custody", "hand", permit, "--to", "S-1"];
    stage.step("demo-frozen", &evening.at("23:00"), "C-1", &on, R(&["R-FROZEN"]));
    thief_before_midnight(stage, evening);
    stage.run(&evening.after("00:01"), None, &["permit", "list"]);
    stage.step("demo-lost", &evening.after("02:30"), "C-1", &["lost", permit], Outcome::Done);
    let home = ["custody", "hand", permit, "--home"];
    stage.step("demo-close-lost", &evening.after("02:31"), "O-3", &home, R(&["R-CUSTODY"]));
    let now = evening.after("02:31");
    let started = stopwatch();
    let (_, incident) = stage.run(&now, None, &["incident", "show", "I-0001"]);
    let (_, shown) = stage.run(&now, None, &["permit", "show", permit]);
    let seconds = started.elapsed().as_secs_f64();
    let (_, log) = stage.run(&now, None, &["log", "list", "--limit", "200", "--permit", permit]);
    let alarms = by_itself(&log);
    finder(stage, evening);
    thief_after_midnight(stage, evening);
    Night { alarms, incident, permit: shown, seconds }
}

/// Finds what nobody signed: it came when it was due.
fn by_itself(log: &Value) -> Vec<Value> {
    let known = |entry: &&Value| {
        let name = entry.get("event").and_then(Value::as_object).and_then(|event| event.keys().next());
        name.is_some_and(|name| BY_ITSELF.contains(&name.as_str()))
    };
    log.as_array().into_iter().flatten().filter(known).cloned().collect()
}

/// Whoever stole the bag has the call centre's device and both its people's keys, and the answer of the evening.
fn thief_before_midnight(stage: &mut Stage<'_>, evening: &Evening<'_>) {
    let words = second_opening(stage, evening);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let time = evening.at("23:30");
    stage.step("demo-thief-replays", &time, "S-1", &words, Outcome::Failed("open-wrong-code"));
    let challenge = evening.phone(stage, "thief");
    let release = ["release", "--file", &challenge];
    stage.step("demo-thief-calls", &time, "O-3", &release, R(&["R-DEAD", "R-FROZEN"]));
}

fn thief_after_midnight(stage: &mut Stage<'_>, evening: &Evening<'_>) {
    let words = second_opening(stage, evening);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (late, before) = (evening.after("03:05"), evening.at("23:30"));
    stage.step("demo-thief-late", &late, "S-1", &words, Outcome::Failed("open-late"));
    stage.step("demo-thief-clock", &before, "S-1", &words, Outcome::Failed("station-clock-back"));
}

fn second_opening(stage: &Stage<'_>, evening: &Evening<'_>) -> Vec<String> {
    evening.open_words(stage, 2, &evening.phone(stage, "thief"), &evening.phone(stage, "answer"))
}

/// The finder has Debian's `age` and the stick.
fn finder(stage: &mut Stage<'_>, evening: &Evening<'_>) {
    let (key, time) = ("demo-finder", evening.after("03:00"));
    let path = format!("{}/{BOX_NAME}", stage.path(evening.medium));
    let tried = Command::new("age").args(["-d", &path]).stdin(Stdio::null()).output();
    let Ok(output) = tried else {
        stage.untried_step(key, &time);
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_owned();
    let kept = Path::new(&path).exists() && !output.status.success() && output.stdout.is_empty();
    let json = json!({ "said": said, "opened": !kept });
    let taken = Taken::of(key, &time, "", &[], Outcome::Failed("age"), (Exit::Failed, json));
    stage.took(Taken { command: format!("age -d {path}"), expected: kept, ..taken });
    stage.tell(said);
}

/// Tells what happened by itself, and what the mayor is told.
pub(super) fn told(text: &Text, night: &Night, evening: &Evening<'_>) -> String {
    let mut out = format!("   {}\n   {}\n", text.say("demo-press", &[]), text.say("demo-alarms", &[]));
    for alarm in &night.alarms {
        let number = alarm.get("record").and_then(Value::as_u64).unwrap_or_default();
        let event = alarm.get("event").and_then(Value::as_object);
        let Some((name, content)) = event.and_then(|event| event.iter().next()) else { continue };
        let key = match content.get("alarm").and_then(Value::as_str) {
            Some(alarm) => format!("alarm-{}", alarm.replace('_', "-")),
            None => format!("event-{}", name.replace('_', "-")),
        };
        let _ = writeln!(out, "     {}  {}  #{number}", recorded(alarm), pad(&text.say(&key, &[]), 44));
    }
    let seconds = format!("{:.2}", night.seconds);
    let _ = writeln!(out, "   {}", text.say("demo-mayor", &[("seconds", &seconds)]));
    for (question, answer) in answers(text, night, evening) {
        let question = if question.is_empty() { String::new() } else { text.say(question, &[]) };
        let _ = writeln!(out, "     {}  {}", pad(&question, 22), wrap(&answer, WIDTH, 29));
    }
    out
}

fn recorded(entry: &Value) -> String {
    let at = entry.get("recorded_at").or_else(|| entry.get("time"));
    time_of(&json!({ "at": at }))
}

fn answers(text: &Text, night: &Night, evening: &Evening<'_>) -> Vec<(&'static str, String)> {
    let incident = &night.incident;
    let people = grouped(incident.get("people").and_then(Value::as_u64).unwrap_or_default());
    let extracts = incident.get("data").and_then(Value::as_array).into_iter().flatten();
    let fields: Vec<String> = extracts
        .filter_map(|extract| {
            let fields: Vec<&str> =
                extract.get("fields")?.as_array()?.iter().filter_map(Value::as_str).collect();
            Some(format!("{} ({})", extract.get("dataset")?.as_str()?, fields.join(", ")))
        })
        .collect();
    let what = [("people", people.as_str()), ("data", &fields.join("; "))];
    let gone = night.permit.pointer("/key/destroyed").is_some_and(Value::is_object);
    let stick = if gone { "demo-mayor-stick" } else { "demo-mayor-stick-open" };
    let mut answers = vec![
        ("demo-mayor-what", text.say("demo-mayor-what-answer", &what)),
        ("demo-mayor-readable", format!("{} {}", text.say(stick, &[]), key_words(text, &night.permit))),
    ];
    answers.extend(openings(text, &night.permit, evening).into_iter().map(|line| ("", line)));
    let report =
        [("first", word(incident, "/due/first_report")), ("final", word(incident, "/due/final_report"))];
    answers.push(("demo-mayor-report", text.say("demo-mayor-report-answer", &report)));
    answers.push(("demo-mayor-original", text.say("incident-original", &[])));
    answers
}

/// Each opening that was let happen, and whether the record knows that its copy is gone.
fn openings(text: &Text, permit: &Value, evening: &Evening<'_>) -> Vec<String> {
    let releases = permit.get("releases").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if releases.is_empty() {
        return vec![text.say("demo-mayor-unopened", &[])];
    }
    let erasure = format!("/state/out/copies/{}/erasure", evening.medium);
    let erased = permit.pointer(&erasure).is_some_and(Value::is_object);
    let key = if erased { "demo-mayor-opening-erased" } else { "demo-mayor-opening" };
    let tell = |release: &Value| {
        let (time, opening) = (time_of(release), release.get("opening").map(ToString::to_string));
        let persons = release.pointer("/presence/persons").and_then(Value::as_array).into_iter().flatten();
        let persons = persons.filter_map(Value::as_str).collect::<Vec<_>>().join(" + ");
        let (device, opening) = (word(release, "/device"), opening.unwrap_or_default());
        let values =
            [("time", time.as_str()), ("device", device), ("persons", &persons), ("opening", &opening)];
        text.say(key, &values)
    };
    releases.iter().map(tell).collect()
}
