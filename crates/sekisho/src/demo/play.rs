//! The play in four parts: as it happened, done right, the bag is lost, do not trust us.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sekisho_town::{Scale, Table, Written};
use serde_json::{Value, json};

use crate::cli::Demo;
use crate::command::Context;
use crate::command::permit::show::pad;
use crate::demo::stage::{Outcome, Stage, Taken};
use crate::demo::town;
use crate::exit::Exit;
use crate::message::Text;
use crate::report::{Failure, Report};
use crate::table::wrap;

/// How wide the demo is told. Units: columns.
const WIDTH: usize = 100;

const R: fn(&'static [&'static str]) -> Outcome = Outcome::Refused;

/// Plays the demo and tells it.
pub fn play(context: Context<'_>, arguments: &Demo) -> Result<Report, Failure> {
    let started = stopwatch();
    let scale = scale(&arguments.scale)?;
    let text = context.text;
    let mut stage = Stage::new(&arguments.out, text)?;
    let folder = stage.dir().display().to_string();
    let quiet = context.cli.global.quiet || context.cli.global.json || !context.outside.interactive;
    let town = town::write(stage.dir(), arguments.seed, scale, quiet)?;
    let mut told = head(text, arguments.seed, &folder, &town, started.elapsed().as_secs_f64());
    stage.open_office()?;
    let people = rows(&town, Table::Residents);

    told.push_str(&part(text, "demo-part-1", as_it_happened(&mut stage, people), stage.taken()));
    told.push_str(&next_steps(text, stage.taken()));
    let from = stage.taken().len();
    done_right(&mut stage, people);
    told.push_str(&part(text, "demo-part-2", from, stage.taken()));
    told.push_str(&hands(text, stage.taken(), from));
    let from = stage.taken().len();
    let alarms = the_bag_is_lost(&mut stage, people);
    told.push_str(&part(text, "demo-part-3", from, stage.taken()));
    told.push_str(&mayor(&stage, text, &alarms));
    let checked = crate::demo::check::check(&stage)?;
    told.push_str(&do_not_trust_us(text, &checked));

    let all_as_expected = stage.taken().iter().all(|taken| taken.expected) && checked.verified;
    told.push_str(&closing(text, stage.taken(), started.elapsed().as_secs_f64(), &folder));
    let json = json!({
        "ok": all_as_expected,
        "people": people,
        "rows": town.iter().map(|(table, written)| (table.name(), written.rows)).collect::<BTreeMap<_, _>>(),
        "steps": stage.taken().iter().map(Taken::json).collect::<Vec<_>>(),
        "alarms": alarms,
        "check": checked.json(),
    });
    let exit = if all_as_expected { Exit::Done } else { Exit::Unverified };
    Ok(Report::done(json, told).with_exit(exit))
}

#[expect(clippy::disallowed_methods, reason = "the demo tells how long it took; nothing depends on it")]
fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}

fn scale(given: &str) -> Result<Scale, Failure> {
    let unfit = || Failure::usage("scale-unfit", &[("scale", given)]);
    let (numerator, denominator) = given.split_once('/').unwrap_or((given, "1"));
    let number = |word: &str| word.trim().parse::<u32>().map_err(|_| unfit());
    Scale::of(number(numerator)?, number(denominator)?).map_err(|_| unfit())
}

fn rows(town: &BTreeMap<Table, Written>, table: Table) -> u64 {
    town.get(&table).map_or(0, |written| written.rows)
}

fn head(text: &Text, seed: u64, folder: &str, town: &BTreeMap<Table, Written>, seconds: f64) -> String {
    let counts = [
        ("residents", rows(town, Table::Residents)),
        ("tax", rows(town, Table::ResidentTax)),
        ("benefits", rows(town, Table::Benefits2021) + rows(town, Table::Benefits2022)),
        ("accounts", rows(town, Table::AccountsWelfare) + rows(town, Table::AccountsChildAllowance)),
    ];
    let counts: Vec<(&str, String)> = counts.iter().map(|(name, count)| (*name, grouped(*count))).collect();
    let mut values: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    let (seed, seconds) = (seed.to_string(), format!("{seconds:.1}"));
    values.extend([("seed", seed.as_str()), ("folder", folder), ("seconds", seconds.as_str())]);
    format!("{}\n", text.say("demo-head", &values))
}

/// Writes a number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The flags of a request: the same afternoon, once for the whole data as in 2022, once for yes or no.
fn request(people: u64, data: &str, extra: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = [
        "permit",
        "request",
        "--people",
        &people.to_string(),
        "--declared",
        "Sample USB3",
        "--site",
        "SUITA",
        "--receiver",
        "S-1",
        "--start",
        "2022-06-21T17:00",
        "--arrive-by",
        "2022-06-21T18:30",
        "--erase-by",
        "2022-06-21T19:30",
        "--return-by",
        "2022-06-21T20:00",
        "--until",
        "2022-06-22T00:00",
    ]
    .iter()
    .map(|word| (*word).to_owned())
    .collect();
    for set in data.split(' ') {
        words.extend(["--data".to_owned(), format!("{set}:{people}")]);
    }
    words.extend(extra.iter().map(|word| (*word).to_owned()));
    words
}

fn words(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

const ALL_FIELDS: &str = "RESIDENTS:code,household,name,kana,postcode,address,building,birth,sex,relation,since,reason,nationality,protection";

/// Part 1: what was really done in 2022, tried by the real commands.
fn as_it_happened(stage: &mut Stage<'_>, people: u64) -> usize {
    let from = stage.taken().len();
    stage.open_step("demo-order-tier-2", "2022-04-01T10:00");
    stage.open_step("demo-cards", "2022-04-05T10:00");
    stage.open_step("demo-all-fields", "2022-06-21T15:00");
    let purpose = "給付の問合せに答える Answer questions about the benefit";
    let own_stick = request(
        people,
        ALL_FIELDS,
        &["--purpose", purpose, "--carrier", "W-1", "--eraser", "W-1", "--medium", "S1", "--from", "CAB-1"],
    );
    stage.step("demo-own-stick", "2022-06-21T15:10", "W-1", &words(&own_stick), R(&["R-MEDIA", "R-TWO"]));
    let asked = request(
        people,
        ALL_FIELDS,
        &[
            "--purpose",
            purpose,
            "--carrier",
            "W-1",
            "--carrier",
            "C-1",
            "--eraser",
            "W-1",
            "--medium",
            "USB-01",
        ],
    );
    stage.step("demo-asks", "2022-06-21T15:15", "W-1", &words(&asked), Outcome::Done);
    stage.step(
        "demo-approves-himself",
        "2022-06-21T15:20",
        "W-1",
        &["permit", "approve", "P-0001"],
        R(&["R-SOD", "R-ROLE"]),
    );
    let hand = ["custody", "hand", "P-0001", "--medium"];
    let with = |rest: &[&'static str]| [&hand[..], rest].concat();
    stage.step("demo-no-approval", "2022-06-21T17:05", "O-3", &with(&["USB-01"]), R(&["R-NOPERMIT"]));
    stage.step("demo-backup", "2022-06-21T17:10", "O-3", &with(&["USB-02"]), R(&["R-MEDIA"]));
    stage.step("demo-alone", "2022-06-21T17:40", "O-3", &with(&["USB-01", "--to", "W-1"]), R(&["R-TWO"]));
    stage.step(
        "demo-take",
        "2022-06-21T17:41",
        "W-1",
        &["custody", "receive", "P-0001", "--medium", "USB-01"],
        R(&["R-NOPERMIT"]),
    );
    stage.step("demo-withdraw", "2022-06-21T17:45", "W-1", &["permit", "withdraw", "P-0001"], Outcome::Done);
    from
}

/// Part 2: the same afternoon, the same work, the same persons; nothing is refused.
fn done_right(stage: &mut Stage<'_>, people: u64) {
    let purpose = "給付の問合せに、対象か否かだけを答える Answer yes or no";
    let asked = request(
        people,
        "ELIGIBLE:code,eligible",
        &[
            "--purpose",
            purpose,
            "--carrier",
            "O-4",
            "--carrier",
            "C-1",
            "--eraser",
            "S-1",
            "--medium",
            "USB-01",
        ],
    );
    stage.step("demo-request", "2022-06-21T15:20", "O-4", &words(&asked), Outcome::Done);
    approve_and_carry(stage, "P-0002");
    stage.step(
        "demo-erased",
        "2022-06-21T19:10",
        "S-1",
        &["erase", "report", "P-0002", "--method", "overwritten", "--witness", "C-1"],
        Outcome::Done,
    );
    stage.step(
        "demo-back-hand",
        "2022-06-21T19:15",
        "S-1",
        &["custody", "hand", "P-0002", "--to", "O-4", "--to", "C-1"],
        Outcome::Done,
    );
    stage.step(
        "demo-back-first",
        "2022-06-21T19:16",
        "O-4",
        &["custody", "receive", "P-0002"],
        Outcome::Done,
    );
    stage.step(
        "demo-back-second",
        "2022-06-21T19:16",
        "C-1",
        &["custody", "receive", "P-0002"],
        Outcome::Done,
    );
    stage.step(
        "demo-home",
        "2022-06-21T19:50",
        "O-4",
        &["custody", "hand", "P-0002", "--home"],
        Outcome::Done,
    );
    stage.step("demo-stored", "2022-06-21T19:51", "O-3", &["custody", "receive", "P-0002"], Outcome::Done);
    stage.step("demo-closed", "2022-06-21T20:00", "O-3", &["permit", "close", "P-0002"], Outcome::Done);
}

fn approve_and_carry(stage: &mut Stage<'_>, permit: &'static str) {
    let approve = ["permit", "approve", permit];
    stage.step("demo-approve-chief", "2022-06-21T15:41", "O-2", &approve, Outcome::Done);
    stage.step("demo-approve-security", "2022-06-21T15:43", "O-3", &approve, Outcome::Done);
    stage.open_step("demo-seal", "2022-06-21T17:00");
    stage.step("demo-hand", "2022-06-21T17:40", "O-3", &["custody", "hand", permit], Outcome::Done);
    stage.step(
        "demo-receive-first",
        "2022-06-21T17:41",
        "O-4",
        &["custody", "receive", permit],
        Outcome::Done,
    );
    stage.step(
        "demo-receive-second",
        "2022-06-21T17:41",
        "C-1",
        &["custody", "receive", permit],
        Outcome::Done,
    );
    stage.step(
        "demo-site-hand",
        "2022-06-21T18:20",
        "C-1",
        &["custody", "hand", permit, "--to", "S-1"],
        Outcome::Done,
    );
    stage.step(
        "demo-site-receive",
        "2022-06-21T18:21",
        "S-1",
        &["custody", "receive", permit],
        Outcome::Done,
    );
}

/// Part 3: the evening again, with another ending. Returns the alarms that rang by themselves.
fn the_bag_is_lost(stage: &mut Stage<'_>, people: u64) -> Vec<Value> {
    let purpose = "同じ作業（別の結末） The same work, another ending";
    let asked = request(
        people,
        "ELIGIBLE:code,eligible",
        &[
            "--purpose",
            purpose,
            "--carrier",
            "O-4",
            "--carrier",
            "C-1",
            "--eraser",
            "S-1",
            "--medium",
            "USB-02",
        ],
    );
    // The record's time never runs backwards: the evening is played again one week later.
    let asked: Vec<String> = asked.iter().map(|word| week_later(word)).collect();
    stage.step("demo-request", "2022-06-28T15:20", "O-4", &words(&asked), Outcome::Done);
    let approve = ["permit", "approve", "P-0003"];
    stage.step("demo-approve-chief", "2022-06-28T15:41", "O-2", &approve, Outcome::Done);
    stage.step("demo-approve-security", "2022-06-28T15:43", "O-3", &approve, Outcome::Done);
    stage.step("demo-hand", "2022-06-28T17:40", "O-3", &["custody", "hand", "P-0003"], Outcome::Done);
    stage.step(
        "demo-receive-first",
        "2022-06-28T17:41",
        "O-4",
        &["custody", "receive", "P-0003"],
        Outcome::Done,
    );
    stage.step(
        "demo-receive-second",
        "2022-06-28T17:41",
        "C-1",
        &["custody", "receive", "P-0003"],
        Outcome::Done,
    );
    let mut alarms = Vec::new();
    for time in ["2022-06-28T18:31", "2022-06-28T19:31", "2022-06-28T20:01", "2022-06-28T22:30"] {
        alarms.extend(rang(stage, time));
    }
    stage.step(
        "demo-frozen",
        "2022-06-28T23:00",
        "C-1",
        &["custody", "hand", "P-0003", "--to", "S-1"],
        R(&["R-FROZEN"]),
    );
    stage.step("demo-lost", "2022-06-29T02:30", "C-1", &["lost", "P-0003"], Outcome::Done);
    stage.step(
        "demo-close-lost",
        "2022-06-29T02:31",
        "O-3",
        &["custody", "hand", "P-0003", "--home"],
        R(&["R-CUSTODY"]),
    );
    alarms
}

fn week_later(word: &str) -> String {
    word.replace("2022-06-22T", "2022-06-29T").replace("2022-06-21T", "2022-06-28T")
}

/// Opens the record at a time, as any start does, and collects what rang by itself.
fn rang(stage: &Stage<'_>, time: &str) -> Vec<Value> {
    let size = |json: &Value| json.as_array().and_then(|list| list.last()?.get("record")?.as_u64());
    let (_, before) = stage.run("2022-06-28T17:42", None, &["log", "list", "--limit", "1"]);
    let (_, after) = stage.run(time, None, &["log", "list", "--limit", "20"]);
    let known = size(&before).unwrap_or_default();
    let new = |entry: &&Value| entry.get("record").and_then(Value::as_u64).is_some_and(|index| index > known);
    let fired = after.as_array().into_iter().flatten().filter(new);
    fired
        .map(|entry| json!({ "time": time, "record": entry.get("record"), "event": entry.get("event") }))
        .collect()
}

fn part(text: &Text, title: &str, from: usize, taken: &[Taken]) -> String {
    let mut out = format!("\n{}\n", text.say(title, &[]));
    for step in taken.iter().skip(from) {
        out.push_str(&line(text, step));
    }
    out
}

fn line(text: &Text, step: &Taken) -> String {
    let what = text.say(step.key, &[]);
    let (mark, verdict) = match step.outcome {
        Outcome::NotBuilt => ("·", text.say("demo-not-built", &[])),
        _ if !step.expected => ("!", text.say("demo-unexpected", &[])),
        Outcome::Done => (" ", text.say("demo-done", &[])),
        Outcome::Refused(_) => (" ", text.say("word-refused", &[])),
    };
    let codes: std::collections::BTreeSet<&str> = step.codes.iter().map(String::as_str).collect();
    let codes = codes.into_iter().collect::<Vec<_>>().join(" ");
    let number = step.record.map(|record| format!("#{record}")).unwrap_or_default();
    let line = format!(
        " {mark} {}  {}  {}  {} {number}",
        pad(&step.time, 11),
        pad(&what, 44),
        pad(&verdict, 8),
        pad(&codes, 22)
    );
    format!("{}\n", line.trim_end())
}

/// Every no says what to do next: the last refusal of the part, with all its reasons.
fn next_steps(text: &Text, taken: &[Taken]) -> String {
    let mut out = format!("   {}\n", text.say("demo-next-steps", &[]));
    let wanted = ["R-TWO", "R-SOD"];
    for code in wanted {
        let reason = taken
            .iter()
            .flat_map(reasons)
            .find(|reason| reason.get("code").is_some_and(|given| given == code));
        let Some(reason) = reason else { continue };
        let word = |name: &str| reason.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let _ = writeln!(out, "     {}  {}", pad(code, 7), wrap(&word("sentence"), WIDTH, 14));
        let next = format!("{}: {}", text.say("word-next", &[]), word("advice"));
        let _ = writeln!(out, "              {}", wrap(&next, WIDTH, 14));
    }
    out
}

fn reasons(taken: &Taken) -> impl Iterator<Item = &Value> {
    taken.json.get("reasons").and_then(Value::as_array).into_iter().flatten()
}

fn hands(text: &Text, taken: &[Taken], from: usize) -> String {
    let done = taken.iter().skip(from).filter(|step| step.outcome == Outcome::Done);
    let people: std::collections::BTreeSet<&str> =
        done.clone().filter_map(|step| step.command.rsplit(' ').next()).collect();
    let (actions, people) = (done.count().to_string(), people.len().to_string());
    format!("   {}\n", text.say("demo-hands", &[("actions", &actions), ("people", &people)]))
}

/// What the mayor asks at night, answered from the record alone.
fn mayor(stage: &Stage<'_>, text: &Text, alarms: &[Value]) -> String {
    let mut out = format!("   {}\n", text.say("demo-alarms", &[]));
    for alarm in alarms {
        let (time, number) =
            (alarm.get("time"), alarm.get("record").and_then(Value::as_u64).unwrap_or_default());
        let time =
            time.and_then(Value::as_str).and_then(|time| time.get(5..)).unwrap_or_default().replace('T', " ");
        let event = alarm.get("event").and_then(Value::as_object);
        let Some((name, content)) = event.and_then(|event| event.iter().next()) else { continue };
        let key = match content.get("alarm").and_then(Value::as_str) {
            Some(alarm) => format!("alarm-{}", alarm.replace('_', "-")),
            None => format!("event-{}", name.replace('_', "-")),
        };
        let _ = writeln!(out, "     {time}  {}  #{number}", pad(&text.say(&key, &[]), 44));
    }
    let (_, json) = stage.run("2022-06-29T02:31", None, &["incident", "show", "I-0001"]);
    let _ = writeln!(out, "   {}", text.say("demo-mayor", &[]));
    let word = |name: &str| json.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let people = grouped(json.get("people").and_then(Value::as_u64).unwrap_or_default());
    let fields: Vec<String> = json
        .get("data")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|extract| {
            let fields =
                extract.get("fields")?.as_array()?.iter().filter_map(Value::as_str).collect::<Vec<_>>();
            Some(format!("{} ({})", extract.get("dataset")?.as_str()?, fields.join(", ")))
        })
        .collect();
    let due = |name: &str| {
        json.pointer(&format!("/due/{name}")).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let answers = [
        (
            "demo-mayor-what",
            text.say("demo-mayor-what-answer", &[("people", &people), ("data", &fields.join("; "))]),
        ),
        ("demo-mayor-readable", word("readable")),
        (
            "demo-mayor-report",
            text.say(
                "demo-mayor-report-answer",
                &[("first", &due("first_report")), ("final", &due("final_report"))],
            ),
        ),
        ("demo-mayor-original", text.say("incident-original", &[])),
    ];
    for (question, answer) in answers {
        let _ = writeln!(out, "     {}  {}", pad(&text.say(question, &[]), 22), wrap(&answer, WIDTH, 29));
    }
    out
}

fn do_not_trust_us(text: &Text, checked: &crate::demo::check::Checked) -> String {
    let (entries, approvals) = (checked.entries.to_string(), checked.acts.to_string());
    let verdict = if checked.verified { "demo-verified" } else { "demo-not-verified" };
    let values =
        [("entries", entries.as_str()), ("acts", approvals.as_str()), ("path", checked.path.as_str())];
    format!(
        "\n{}\n   {}\n   {}\n   {}\n",
        text.say("demo-part-4", &[]),
        text.say(verdict, &values),
        text.say("demo-by-others", &values),
        text.say("demo-cannot-stop", &[])
    )
}

fn closing(text: &Text, taken: &[Taken], seconds: f64, folder: &str) -> String {
    let count = |test: fn(&Taken) -> bool| taken.iter().filter(|step| test(step)).count().to_string();
    let done = count(|step| step.expected && step.outcome == Outcome::Done);
    let refused = count(|step| step.expected && matches!(step.outcome, Outcome::Refused(_)));
    let open = count(|step| step.outcome == Outcome::NotBuilt);
    let wrong = count(|step| !step.expected);
    let (steps, seconds) = (taken.len().to_string(), format!("{seconds:.1}"));
    let values = [
        ("steps", steps.as_str()),
        ("done", done.as_str()),
        ("refused", refused.as_str()),
        ("open", open.as_str()),
        ("wrong", wrong.as_str()),
        ("seconds", seconds.as_str()),
        ("folder", folder),
    ];
    let mut out = format!("{}\n", text.say("demo-closing", &values));
    if wrong != "0" {
        let _ = writeln!(out, "{}", text.say("demo-wrong", &values));
    }
    out
}
