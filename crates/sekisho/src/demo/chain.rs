//! The office's own spring: contracts and what is below them, who works for whom, and what the data may be used for.

use crate::demo::stage::{Outcome, Stage};
use crate::report::Failure;

const SPRING: &str = "2022-04-01T09:10";

/// Fields of the residents' table.
const FIELDS: [&str; 14] = [
    "code",
    "household",
    "name",
    "kana",
    "postcode",
    "address",
    "building",
    "birth",
    "sex",
    "relation",
    "since",
    "reason",
    "nationality",
    "protection",
];

/// The people of the prime contractor for whom cards are asked, and those whom it only presents as its own.
const OWN: [&str; 9] = ["C-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7", "P-8", "P-9"];
const PRESENTED: [&str; 10] = ["T-1", "T-2", "T-3", "T-4", "T-5", "T-6", "T-7", "T-8", "T-9", "T-10"];

impl Stage<'_> {
    /// Puts the contracts in force, with everybody on the rosters who may handle data.
    ///
    /// Errors: a command of the scene was not done.
    pub(super) fn open_chain(&self) -> Result<(), Failure> {
        self.add_person(SPRING, "O-5", "CITY")?;
        self.set(SPRING, Some("O-1"), &["person", "role", "O-5", "contract_manager"])?;
        for (party, above) in [("SUB", "PRIME"), ("DEEP", "SUB")] {
            let name = self.text().say(&format!("demo-name-{party}"), &[]);
            self.set(SPRING, Some("O-1"), &["org", "add", party, "--above", above, "--name", &name])?;
        }
        for person in OWN.into_iter().skip(1) {
            self.add_person(SPRING, person, "PRIME")?;
        }
        for (number, person) in PRESENTED.into_iter().enumerate() {
            let name = self.text().say("demo-name-worker", &[("number", &(number + 1).to_string())]);
            let words =
                ["person", "add", person, "--name", &name, "--employer", "SUB", "--title", "subcontract"];
            self.set(SPRING, Some("O-1"), &words)?;
        }
        for (contract, with) in [("K-1", "PRIME"), ("K-2", "CALL")] {
            self.contract(contract, with)?;
        }
        for (person, other) in [("C-1", "P-2"), ("W-1", "P-2"), ("S-1", "S-2"), ("S-2", "S-1")] {
            self.attest(person, other)?;
        }
        for person in OWN.into_iter().skip(1) {
            self.attest(person, "C-1")?;
        }
        let prime: Vec<&str> = OWN.into_iter().chain(["W-1"]).collect();
        self.set(SPRING, Some("C-1"), &[&["roster", "add", "K-1"][..], &prime].concat())?;
        self.set(SPRING, Some("S-1"), &["roster", "add", "K-2", "S-1", "S-2"])?;
        let order = ["order", "place", "O-1", "--contract", "K-1", "--of", "SUB", "--work", "benefit"];
        self.set(SPRING, Some("C-1"), &order)?;
        Ok(())
    }

    fn contract(&self, contract: &str, with: &str) -> Result<(), Failure> {
        let name = self.text().say("demo-name-contract", &[]);
        let words = ["contract", "add", contract, "--with", with, "--name", &name, "--work", "benefit"];
        let term =
            ["--from", "2022-04-01T00:00", "--until", "2023-04-01T00:00", "--model", "--deepest-tier", "3"];
        self.set(SPRING, Some("O-5"), &[&words[..], &term].concat())?;
        let sheet = ["contract", "evaluate", with, "--score", "80", "--sheet", &name];
        self.set(SPRING, Some("O-5"), &sheet)?;
        self.set(SPRING, Some("O-2"), &["contract", "activate", contract])?;
        Ok(())
    }

    /// Lets a person say for whom they work, and another one of the same company countersign.
    fn attest(&self, person: &str, other: &str) -> Result<(), Failure> {
        let employer = if person.starts_with('S') { "CALL" } else { "PRIME" };
        self.set(SPRING, Some("O-1"), &["person", "role", other, "employer_representative"])?;
        self.set(SPRING, Some(person), &["person", "state", "--employer", employer])?;
        self.set(SPRING, Some(other), &["person", "confirm", person])?;
        Ok(())
    }

    /// Writes down what the data may be used for, and how much of them that needs.
    ///
    /// Errors: a command of the scene was not done.
    pub(super) fn open_purposes(&self, needs: &str, people: u64) -> Result<(), Failure> {
        let (rows, name) = (people.to_string(), self.text().say("demo-name-residents", &[]));
        let held = FIELDS.into_iter().chain(needs.split(','));
        let fields: Vec<String> = held.map(|field| format!("{field}:class3b")).collect();
        let mut words = vec!["dataset", "add", "RESIDENTS", "--name", &name, "--rows", &rows];
        words.extend(fields.iter().flat_map(|field| ["--field", field.as_str()]));
        self.set(SPRING, Some("O-3"), &words)?;
        let needs = format!("RESIDENTS:{needs}:{people}");
        let purpose = self.text().say("demo-name-purpose", &[]);
        self.set(SPRING, Some("O-3"), &["purpose", "add", "CALLS", "--name", &purpose, "--needs", &needs])?;
        Ok(())
    }
}

/// Plays what the chain says no to: the hidden tier's order, and cards for other companies' people.
pub(super) fn spring(stage: &mut Stage<'_>) {
    let order = "order place O-2 --contract K-1 --under O-1 --client SUB --of DEEP --work benefit";
    let words: Vec<&str> = order.split(' ').collect();
    stage.step("demo-order-tier-2", "2022-04-01T10:00", "O-5", &words, Outcome::Refused(&["R-CHAIN"]));
    let words: Vec<&str> = ["access", "apply", "--card", "SERVER-ROOM", "--employer", "PRIME"]
        .into_iter()
        .chain(OWN)
        .chain(PRESENTED)
        .collect();
    let taken =
        stage.step("demo-cards", "2022-04-05T10:00", "C-1", &words, Outcome::Refused(&["R-EMPLOYER"]));
    let count = |name: &str| taken.json.get(name).map(ToString::to_string).unwrap_or_default();
    let (granted, refused) = (count("granted"), count("refused"));
    let line = stage.text().say("access-counted", &[("granted", &granted), ("refused", &refused)]);
    stage.tell(line);
}
