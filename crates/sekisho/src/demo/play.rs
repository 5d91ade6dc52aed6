//! The play in four parts: as it happened, done right, the bag is lost, do not trust us.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sekisho_town::{Scale, Table, Written};
use serde_json::{Value, json};

use crate::cli::Demo;
use crate::command::Context;
use crate::command::permit::show::pad;
use crate::demo::evening::{Evening, FIELDS, done_right};
use crate::demo::lost::{the_bag_is_lost, told as told_of_the_night};
use crate::demo::past::as_it_happened;
use crate::demo::stage::{Outcome, Stage, Taken, stopwatch};
use crate::demo::town;
use crate::exit::Exit;
use crate::message::Text;
use crate::report::{Failure, Report};
use crate::table::wrap;

/// How wide the demo is told. Units: columns.
pub(super) const WIDTH: usize = 100;

/// Plays the demo and tells it.
pub fn play(context: Context<'_>, arguments: &Demo) -> Result<Report, Failure> {
    let started = stopwatch();
    let scale = scale(&arguments.scale)?;
    let text = context.text;
    let mut stage = Stage::new(&arguments.out, text, context.outside.program.clone())?;
    let folder = arguments.out.display().to_string();
    let quiet = context.cli.global.quiet || context.cli.global.json || !context.outside.interactive;
    let town = town::write(stage.dir(), arguments.seed, scale, quiet)?;
    let mut told = head(text, arguments.seed, &folder, &town, started.elapsed().as_secs_f64());
    stage.open_office()?;
    let people = rows(&town, Table::Residents);
    stage.open_chain()?;
    stage.open_purposes(FIELDS, people)?;

    let source = town::joined(stage.dir())?;

    as_it_happened(&mut stage, people);
    told.push_str(&part(text, "demo-part-1", 0, stage.taken()));
    told.push_str(&next_steps(text, stage.taken()));
    let from = stage.taken().len();
    let evening = Evening {
        day: "2022-06-21",
        next: "2022-06-22",
        medium: "USB-01",
        people,
        permit: "P-0002",
        purpose: "給付の問合せに、対象か否かだけを答える Answer yes or no",
        source: &source,
    };
    let rang = done_right(&mut stage, text, &evening);
    told.push_str(&part(text, "demo-part-2", from, stage.taken()));
    told.push_str(&hands(text, stage.taken(), from, rang));
    let from = stage.taken().len();
    // The record's time never runs backwards: the evening is played again one week later.
    let again = Evening {
        day: "2022-06-28",
        next: "2022-06-29",
        medium: "USB-02",
        permit: "P-0003",
        purpose: "同じ作業（別の結末） The same work, another ending",
        ..evening
    };
    let night = the_bag_is_lost(&mut stage, text, &again);
    told.push_str(&part(text, "demo-part-3", from, stage.taken()));
    told.push_str(&told_of_the_night(text, &night, &again));
    let checked = crate::demo::check::check(&stage, &again)?;
    told.push_str(&do_not_trust_us(text, &checked, &folder));

    let all_as_expected = stage.taken().iter().all(|taken| taken.expected) && checked.verified;
    told.push_str(&closing(text, stage.taken(), started.elapsed().as_secs_f64(), &folder));
    let json = json!({
        "ok": all_as_expected,
        "people": people,
        "rows": town.iter().map(|(table, written)| (table.name(), written.rows)).collect::<BTreeMap<_, _>>(),
        "steps": stage.taken().iter().map(Taken::json).collect::<Vec<_>>(),
        "alarms": night.alarms,
        "check": checked.json(),
    });
    let exit = if all_as_expected { Exit::Done } else { Exit::Unverified };
    Ok(Report::done(json, told).with_exit(exit))
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
pub(super) fn grouped(number: u64) -> String {
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

fn part(text: &Text, title: &str, from: usize, taken: &[Taken]) -> String {
    let mut out = format!("\n{}\n", text.say(title, &[]));
    for step in taken.iter().skip(from) {
        out.push_str(&line(text, step));
        for detail in &step.details {
            let _ = writeln!(out, "                {}", wrap(detail, WIDTH, 16));
        }
    }
    out
}

fn line(text: &Text, step: &Taken) -> String {
    let what = text.say(step.key, &[]);
    let (mark, verdict) = match step.outcome {
        Outcome::NotBuilt => ("·", text.say("demo-not-built", &[])),
        Outcome::Untried => ("·", text.say("demo-untried", &[])),
        _ if !step.expected => ("!", text.say("demo-unexpected", &[])),
        Outcome::Done => (" ", text.say("demo-done", &[])),
        Outcome::Failed(_) => (" ", text.say("demo-failed", &[])),
        Outcome::Refused(_) => (" ", text.say("word-refused", &[])),
    };
    let codes: std::collections::BTreeSet<&str> = step.codes.iter().map(String::as_str).collect();
    let codes = codes.into_iter().collect::<Vec<_>>().join(" ");
    let number = step.record.map(|record| format!("#{record}")).unwrap_or_default();
    let line = format!(
        " {mark} {}  {}  {}  {} {number}",
        pad(&step.time, 11),
        pad(&what, 42),
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

fn hands(text: &Text, taken: &[Taken], from: usize, rang: usize) -> String {
    let done = taken.iter().skip(from).filter(|step| step.outcome == Outcome::Done);
    let people: std::collections::BTreeSet<&str> =
        done.clone().map(|step| step.person.as_str()).filter(|person| !person.is_empty()).collect();
    let refused = taken.iter().skip(from).filter(|step| !step.codes.is_empty()).count().to_string();
    let (actions, people, alarms) = (done.count().to_string(), people.len().to_string(), rang.to_string());
    let values = [
        ("actions", actions.as_str()),
        ("people", people.as_str()),
        ("refused", refused.as_str()),
        ("alarms", alarms.as_str()),
    ];
    format!("   {}\n", text.say("demo-hands", &values))
}

fn do_not_trust_us(text: &Text, checked: &crate::demo::check::Checked, folder: &str) -> String {
    let (entries, approvals) = (checked.entries.to_string(), checked.acts.to_string());
    let verdict = if checked.verified { "demo-verified" } else { "demo-not-verified" };
    let path = format!("{folder}/CHECK.txt");
    let values = [("entries", entries.as_str()), ("acts", approvals.as_str()), ("path", path.as_str())];
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
    let failed = count(|step| step.expected && matches!(step.outcome, Outcome::Failed(_)));
    let open = count(|step| step.outcome == Outcome::NotBuilt);
    let untried = count(|step| step.outcome == Outcome::Untried);
    let wrong = count(|step| !step.expected);
    let (steps, seconds) = (taken.len().to_string(), format!("{seconds:.1}"));
    let values = [
        ("steps", steps.as_str()),
        ("done", done.as_str()),
        ("refused", refused.as_str()),
        ("failed", failed.as_str()),
        ("open", open.as_str()),
        ("untried", untried.as_str()),
        ("wrong", wrong.as_str()),
        ("seconds", seconds.as_str()),
        ("folder", folder),
    ];
    let mut out = format!("{}\n", wrap(&text.say("demo-closing", &values), WIDTH, 0));
    if wrong != "0" {
        let _ = writeln!(out, "{}", text.say("demo-wrong", &values));
    }
    out
}
