//! Part 1: what was really done in 2022, tried by the real commands.

use crate::demo::chain::spring;
use crate::demo::stage::{Outcome, Stage};

const R: fn(&'static [&'static str]) -> Outcome = Outcome::Refused;

const ALL_FIELDS: &str = "RESIDENTS:code,household,name,kana,postcode,address,building,birth,sex,relation,since,reason,nationality,protection";

const PURPOSE: &str = "給付の問合せに答える Answer questions about the benefit";

/// The flags of a request as in 2022: the whole data, on somebody's word that the stick is encrypted.
fn request(people: u64, who: &[&str]) -> Vec<String> {
    let (count, data) = (people.to_string(), format!("{ALL_FIELDS}:{people}"));
    let words = [
        "permit",
        "request",
        "--people",
        &count,
        "--data",
        &data,
        "--purpose",
        PURPOSE,
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
    ];
    words.iter().chain(who).map(|word| (*word).to_owned()).collect()
}

/// Plays the part: each step is refused that should have been.
pub(super) fn as_it_happened(stage: &mut Stage<'_>, people: u64) {
    spring(stage);
    let purpose = ["--for", "CALLS"];
    let whole = ["--carrier", "W-1", "--carrier", "C-1", "--eraser", "W-1", "--medium", "USB-01"];
    let asked = request(people, &[&whole[..], &purpose].concat());
    step(stage, "demo-all-fields", "15:00", "W-1", &asked, R(&["R-SCOPE"]));
    let alone =
        ["--carrier", "W-1", "--eraser", "W-1", "--medium", "S1", "--from", "CAB-1", "--for", "CALLS"];
    step(stage, "demo-own-stick", "15:10", "W-1", &request(people, &alone), R(&["R-MEDIA", "R-TWO"]));
    let beyond = [&whole[..], &purpose, &["--beyond", PURPOSE]].concat();
    step(stage, "demo-asks", "15:15", "W-1", &request(people, &beyond), Outcome::Done);
    let say = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let approve = say(&["permit", "approve", "P-0001"]);
    step(stage, "demo-approves-himself", "15:20", "W-1", &approve, R(&["R-SOD"]));
    let file = stage.path("desk/P-0001.permit");
    let export = say(&["permit", "export", "P-0001", "--out", &file]);
    step(stage, "demo-seal-early", "17:00", "", &export, Outcome::Failed("permit-not-approved-yet"));
    let hand = |rest: &[&str]| say(&[&["custody", "hand", "P-0001", "--medium"][..], rest].concat());
    step(stage, "demo-no-approval", "17:05", "O-3", &hand(&["USB-01"]), R(&["R-NOPERMIT"]));
    step(stage, "demo-backup", "17:10", "O-3", &hand(&["USB-02"]), R(&["R-MEDIA"]));
    step(stage, "demo-alone", "17:40", "O-3", &hand(&["USB-01", "--to", "W-1"]), R(&["R-TWO"]));
    let receive = say(&["custody", "receive", "P-0001", "--medium", "USB-01"]);
    step(stage, "demo-take", "17:41", "W-1", &receive, R(&["R-NOPERMIT"]));
    step(stage, "demo-withdraw", "17:45", "W-1", &say(&["permit", "withdraw", "P-0001"]), Outcome::Done);
}

fn step(stage: &mut Stage<'_>, key: &'static str, time: &str, person: &str, words: &[String], must: Outcome) {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    stage.step(key, &format!("2022-06-21T{time}"), person, &words, must);
}
