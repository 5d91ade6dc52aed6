//! One evening with a sealed box: requested, sealed at the desk, carried, opened at the call centre without network. It is
//! played twice, with two endings.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sekisho_core::Digest;
use sekisho_station::seal::BOX_NAME;
use serde_json::Value;

use crate::command::local;
use crate::demo::play::grouped;
use crate::demo::stage::{Line, Outcome, Stage, Taken, stopwatch};
use crate::exit::Exit;
use crate::message::Text;

/// The two fields that are asked for, as the residents' file heads them.
pub(super) const FIELDS: &str = "宛名番号,給付対象";

/// How often the desk at the office looks whether the call centre has asked.
const GLANCE: Duration = Duration::from_millis(10);

/// One evening.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evening<'a> {
    /// Its day: `2022-06-21`.
    pub(super) day: &'static str,
    /// The day after it.
    pub(super) next: &'static str,
    /// Which medium is carried.
    pub(super) medium: &'static str,
    /// How many people's data.
    pub(super) people: u64,
    /// The permit's number.
    pub(super) permit: &'static str,
    /// Why it is carried.
    pub(super) purpose: &'static str,
    /// The file that the desk seals from.
    pub(super) source: &'a Path,
}

impl Evening<'_> {
    /// Gives a time of the evening.
    pub(super) fn at(&self, time: &str) -> String {
        format!("{}T{time}", self.day)
    }

    /// Gives a time of the night after it.
    pub(super) fn after(&self, time: &str) -> String {
        format!("{}T{time}", self.next)
    }

    /// Takes a step that must be done.
    pub(super) fn done(
        &self,
        stage: &mut Stage<'_>,
        key: &'static str,
        time: &str,
        person: &str,
        words: &[&str],
    ) {
        stage.step(key, &self.at(time), person, words, Outcome::Done);
    }

    fn request(&self) -> Vec<String> {
        let people = self.people.to_string();
        let data = format!("RESIDENTS:{FIELDS}:{people}");
        let words = [
            "permit",
            "request",
            "--sealed",
            "--purpose",
            self.purpose,
            "--for",
            "CALLS",
            "--data",
            &data,
            "--people",
            &people,
        ];
        let named = "--site SUITA --device D-1 --receiver S-1 --eraser S-1 --carrier O-4 --carrier C-1 --sealer O-4 \
                     --witness O-3 --opener S-1 --opener S-2 --openings 2";
        let times = [
            ("--start", self.at("17:00")),
            ("--arrive-by", self.at("18:30")),
            // Without a network the word of an erasure comes back with the medium, not before.
            ("--erase-by", self.at("20:00")),
            ("--return-by", self.at("20:00")),
            ("--until", self.after("00:00")),
        ];
        let mut request: Vec<String> =
            words.into_iter().chain(named.split_whitespace()).map(str::to_owned).collect();
        request.extend(["--medium".to_owned(), self.medium.to_owned()]);
        request.extend(times.into_iter().flat_map(|(flag, time)| [flag.to_owned(), time]));
        request
    }

    /// From the request to the handover at the call centre.
    pub(super) fn until_handed_over(&self, stage: &mut Stage<'_>, text: &Text) {
        let request = self.request();
        let request: Vec<&str> = request.iter().map(String::as_str).collect();
        self.done(stage, "demo-request", "15:20", "O-4", &request);
        let approve = ["permit", "approve", self.permit];
        self.done(stage, "demo-approve-chief", "15:41", "O-2", &approve);
        self.done(stage, "demo-approve-security", "15:43", "O-3", &approve);
        let (_, shown) = stage.run(&self.at("15:44"), None, &["permit", "show", self.permit]);
        let document: String = word(&shown, "/document").chars().take(23).collect();
        stage.tell(text.say("demo-document", &[("document", &document)]));
        self.seal(stage, text);
        self.done(stage, "demo-hand", "17:40", "O-3", &["custody", "hand", self.permit]);
        let receive = ["custody", "receive", self.permit];
        self.done(stage, "demo-receive-first", "17:41", "O-4", &receive);
        self.done(stage, "demo-receive-second", "17:41", "C-1", &receive);
        self.done(stage, "demo-site-hand", "18:20", "C-1", &["custody", "hand", self.permit, "--to", "S-1"]);
        self.done(stage, "demo-site-receive", "18:21", "S-1", &receive);
    }

    fn seal(&self, stage: &mut Stage<'_>, text: &Text) {
        let (permit, receipt) = (
            stage.path(&format!("desk/{}.permit", self.permit)),
            stage.path(&format!("desk/{}.receipt", self.permit)),
        );
        self.done(stage, "demo-export", "16:50", "", &["permit", "export", self.permit, "--out", &permit]);
        let (station, stick) = (stage.path("station-D-0"), stage.path(self.medium));
        let data = format!("RESIDENTS={}", self.source.display());
        let key = stage.key("O-3").display().to_string();
        let words = ["seal", "box", &permit, "--station", &station, "--medium", self.medium, "--to", &stick];
        let rest = ["--data", &data, "--witness-key", &key, "--out", &receipt, "--allow-swap"];
        self.done(stage, "demo-seal", "17:00", "O-4", &[&words[..], &rest].concat());
        for line in self.sealed(stage, text) {
            stage.tell(line);
        }
        self.done(stage, "demo-receipt", "17:05", "O-4", &["seal", "record", &receipt]);
    }

    /// Measures what was sealed: nothing here is known beforehand.
    fn sealed(&self, stage: &Stage<'_>, text: &Text) -> Vec<String> {
        let Some(step) = stage.taken().last().filter(|step| step.expected) else { return Vec::new() };
        let rows = step.json.pointer("/counted/0/rows").and_then(Value::as_u64).unwrap_or_default();
        let bytes = fs::metadata(self.source).map_or(0, |file| file.len());
        let columns = first_line(self.source).split(',').count().to_string();
        let kept = FIELDS.split(',').count().to_string();
        let boxed = fs::read(Path::new(&stage.path(self.medium)).join(BOX_NAME)).unwrap_or_default();
        let same = Digest::of(&boxed).to_string() == word(&step.json, "/box_hash");
        let (read, seconds) = (megabytes(bytes), format!("{:.1}", step.seconds));
        let values = [("read", read.as_str()), ("kept", &kept), ("columns", &columns), ("seconds", &seconds)];
        let (rows, people, size) = (grouped(rows), grouped(self.people), megabytes(boxed.len() as u64));
        let counts = [("rows", rows.as_str()), ("people", &people), ("size", &size)];
        let equal = if same { "demo-read-back" } else { "demo-read-back-differs" };
        vec![
            text.say("demo-sealed", &values),
            format!("{} {}", text.say("demo-counted", &counts), text.say(equal, &counts)),
            text.say("demo-password", &[]),
        ]
    }

    /// Opens at the call centre: the challenge goes out as text, the answer comes back by telephone.
    pub(super) fn open(&self, stage: &mut Stage<'_>, text: &Text, time: &str) {
        let (challenge, answer) = (self.phone(stage, "challenge"), self.phone(stage, "answer"));
        let words = self.open_words(stage, 1, &challenge, &answer);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let release = ["release", "--file", &challenge, "--out", &answer];
        let time = self.at(time);
        let opening = stage.line(&time, Some("S-1"), &words);
        let answering = stage.line(&time, Some("O-3"), &release);
        let started = stopwatch();
        let (opened, answered) = by_telephone(&opening, &answering, Path::new(&challenge));
        let seconds = started.elapsed().as_secs_f64();
        let answered = Taken::of("demo-answered", &time, "O-3", &release, Outcome::Done, answered);
        let characters =
            fs::read_to_string(&challenge).unwrap_or_default().trim().chars().count().to_string();
        let digits = word(&answered.json, "/answer").to_owned();
        let groups = digits.split_whitespace().count().to_string();
        stage.took(answered);
        stage.tell(text.say("demo-challenge", &[("characters", &characters)]));
        stage.tell(text.say("demo-answer", &[("answer", &digits), ("groups", &groups)]));
        let opened = Taken::of("demo-opened", &time, "S-1", &words, Outcome::Done, opened);
        let members = opened.json.get("members").and_then(Value::as_array).into_iter().flatten();
        let mut names = members.filter_map(|member| member.get("name")?.as_str());
        // Beside the table lies the manifest, signed by the desk that sealed.
        let member = names.find(|name| name.starts_with("RESIDENTS")).unwrap_or_default().to_owned();
        let out = Path::new(&self.work(stage)).join(&member);
        stage.took(Taken { seconds, ..opened });
        let rows = grouped(rows(&out));
        stage.tell(
            text.say("demo-content", &[("name", &member), ("rows", &rows), ("fields", &first_line(&out))]),
        );
    }

    /// Gives the command line that opens, for the opening with this number.
    pub(super) fn open_words(
        &self,
        stage: &Stage<'_>,
        number: u16,
        challenge: &str,
        answer: &str,
    ) -> Vec<String> {
        let number = number.to_string();
        let (stick, station, out) = (stage.path(self.medium), stage.path("station-D-1"), self.work(stage));
        let second = stage.key("S-2").display().to_string();
        let words = ["open", &stick, "--station", &station, "--out", &out, "--second", "S-2"];
        let rest = [
            "--second-key",
            &second,
            "--opening",
            &number,
            "--challenge-out",
            challenge,
            "--answer-file",
            answer,
        ];
        words.iter().chain(&rest).map(|word| (*word).to_owned()).collect()
    }

    /// Gives the file by which a challenge or an answer travels.
    pub(super) fn phone(&self, stage: &Stage<'_>, what: &str) -> String {
        stage.path(&format!("phone/{}.{what}", self.permit))
    }

    /// Gives the directory of the working copy at the call centre.
    pub(super) fn work(&self, stage: &Stage<'_>) -> String {
        stage.path(&format!("work-{}", self.permit))
    }

    /// The bag goes back with its two carriers.
    pub(super) fn back(&self, stage: &mut Stage<'_>, hand: &str, receive: &str) {
        let words = ["custody", "hand", self.permit, "--to", "O-4", "--to", "C-1"];
        self.done(stage, "demo-back-hand", hand, "S-1", &words);
        self.done(stage, "demo-back-first", receive, "O-4", &["custody", "receive", self.permit]);
        self.done(stage, "demo-back-second", receive, "C-1", &["custody", "receive", self.permit]);
    }
}

/// Part 2: the same afternoon, the same work, the same persons; nothing is refused.
///
/// Shape: how many alarms rang for its permit.
pub(super) fn done_right(stage: &mut Stage<'_>, text: &Text, evening: &Evening<'_>) -> usize {
    evening.until_handed_over(stage, text);
    evening.open(stage, text, "18:30");
    let permit = evening.permit;
    let (stick, station) = (stage.path(evening.medium), stage.path("station-D-1"));
    let copy = format!("W-1={}", evening.work(stage));
    let words = ["erase", "box", &stick, "--station", &station, "--copy", &copy, "--witness", "C-1"];
    evening.done(stage, "demo-erased", "19:10", "S-1", &words);
    let files = stage.taken().last().and_then(|step| step.json.get("files")?.as_u64()).unwrap_or_default();
    stage.tell(text.say("demo-erased-how", &[("files", &files.to_string())]));
    evening.back(stage, "19:15", "19:16");
    evening.done(stage, "demo-home", "19:50", "O-4", &["custody", "hand", permit, "--home"]);
    evening.done(stage, "demo-stored", "19:51", "O-3", &["custody", "receive", permit]);
    evening.done(stage, "demo-sync", "19:55", "", &["sync", &stick]);
    let facts = stage.taken().last().and_then(|step| Some(step.json.get("facts")?.as_array()?.len()));
    stage.tell(text.say("demo-facts", &[("facts", &facts.unwrap_or_default().to_string())]));
    let (_, shown) = stage.run(&evening.at("19:56"), None, &["permit", "show", permit]);
    stage.tell(key_words(text, &shown));
    evening.done(stage, "demo-closed", "20:00", "O-3", &["permit", "close", permit]);
    let (_, log) =
        stage.run(&evening.at("20:00"), None, &["log", "list", "--limit", "200", "--permit", permit]);
    let events = log.as_array().into_iter().flatten();
    events.filter(|entry| entry.pointer("/event/alarm_rang").is_some()).count()
}

/// Says what has become of a permit's release key, at its honest level.
pub(super) fn key_words(text: &Text, shown: &Value) -> String {
    let destroyed = shown.pointer("/key/destroyed").filter(|destroyed| destroyed.is_object());
    let Some(destroyed) = destroyed else { return text.say("demo-key-there", &[]) };
    let level = word(destroyed, "/level");
    let sentence = text.say(&format!("level-{level}"), &[]);
    let values = [("time", time_of(destroyed)), ("level", level.to_uppercase()), ("sentence", sentence)];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    text.say("demo-key-gone", &values)
}

/// Gives the local time of something that has an `at`.
pub(super) fn time_of(value: &Value) -> String {
    let at = value.get("at").and_then(|at| serde_json::from_value(at.clone()).ok());
    at.map(local).and_then(|time| time.get(5..).map(str::to_owned)).unwrap_or_default()
}

/// Gives a text from what a command answered; empty if it is not there.
pub(super) fn word<'a>(json: &'a Value, pointer: &str) -> &'a str {
    json.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// Runs both ends of the telephone: the device waits for the answer while the office looks for the question.
fn by_telephone(opening: &Line, answering: &Line, challenge: &Path) -> ((Exit, Value), (Exit, Value)) {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let office = scope.spawn(|| {
            loop {
                // Looked at before the file: a question that came before the end is still answered.
                let last = over.load(Ordering::SeqCst);
                if fs::read_to_string(challenge).is_ok_and(|text| text.ends_with('\n')) {
                    return answering.run();
                }
                if last {
                    return (Exit::Failed, Value::Null);
                }
                std::thread::park_timeout(GLANCE);
            }
        });
        let opened = opening.run();
        over.store(true, Ordering::SeqCst);
        (opened, office.join().unwrap_or((Exit::Failed, Value::Null)))
    })
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_add(50_000) / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

fn first_line(path: &Path) -> String {
    let mut line = String::new();
    if let Ok(file) = fs::File::open(path) {
        let _ = BufReader::new(file).read_line(&mut line);
    }
    line.trim_end().to_owned()
}

/// Counts the rows of a table, its head not counted.
fn rows(path: &Path) -> u64 {
    let filled =
        |bytes: Vec<u8>| bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() as u64;
    fs::read(path).map_or(0, filled).saturating_sub(1)
}
