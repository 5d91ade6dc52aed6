//! Lines of the ledgers of organizations and of people.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_audit::chain::{Field, Kind, Line, Words, several};
use sekisho_core::id::{DepartmentId, MailDomain, PartyId, PersonId};
use sekisho_core::party::{Party, Person};
use sekisho_core::{Command, Digest, Reason, Rule};
use sekisho_gate::port::Disclosure;

use super::plan::{Change, Maker, Verdict};
use super::row::{Reader, UNREADABLE};
use crate::command::{org, registers};
use crate::person_text;
use crate::report::Failure;

/// What a line comes to: what changes, what it says about it, the command, and the texts that come with it.
type Entry = (Change, String, Command, Vec<Disclosure>);

impl Maker<'_> {
    /// Organizations, from the top down: one act each.
    pub(super) fn organizations(&mut self, lines: &[Line]) -> Result<(), Failure> {
        let above: BTreeMap<String, String> =
            lines.iter().map(|line| (line.code(Field::Organization), line.code(Field::Above))).collect();
        // However the lines stand; a ring never ends and is told by the rules.
        let depth = |line: &Line| {
            let up = |code: &String| above.get(code).filter(|code| !code.is_empty()).cloned();
            let all = std::iter::successors(Some(line.code(Field::Organization)), up);
            all.take(above.len().saturating_add(1)).count()
        };
        let base = self.level;
        let mut sorted: Vec<&Line> = lines.iter().collect();
        sorted.sort_by_cached_key(|line| depth(line));
        let mut seen = BTreeMap::new();
        for line in sorted {
            // What stands below another is signed with that one in the record.
            self.level = base.saturating_add(depth(line));
            if !self.is_twice(Kind::Organizations, line, Field::Organization, &mut seen) {
                self.organization(line)?;
            }
        }
        Ok(())
    }

    fn organization(&mut self, line: &Line) -> Result<(), Failure> {
        let mut reader = Reader::new(line);
        let number: Option<PartyId> = reader.code(Field::Organization);
        let above = reader.party(Field::Above, &self.parties);
        let domains: Option<BTreeSet<MailDomain>> =
            several(line.text(Field::Domains)).map(org::domain).collect();
        if domains.is_none() {
            reader.problems.push(line.error(Field::Domains, UNREADABLE));
        }
        for problem in &reader.problems {
            self.problem(Kind::Organizations, problem);
        }
        let name = line.text(Field::OrganizationName);
        let (Some(number), Some(domains), true) =
            (number, domains, reader.problems.is_empty() && !name.is_empty())
        else {
            return Ok(());
        };
        let cell = line.cell(Field::Organization);
        let owner = self.plan.after.office.as_ref().map(|office| office.owner.clone());
        let (change, about, command, texts) = match self.plan.after.parties.get(&number).cloned() {
            None => {
                let text = self.desk.gate.disclose(name)?;
                let Some(above) = above.or(owner) else { return Ok(()) };
                let command =
                    Command::RegisterParty { above, domains, name: text.digest, party: number.clone() };
                (Change::New, String::new(), command, vec![text])
            }
            Some(known) => {
                if above.is_some() && above != known.above {
                    let more = [("number", number.to_string())];
                    let cell = line.cell(Field::Above);
                    self.error(Kind::Organizations, &cell, "ledger-organization-differs", &more);
                    return Ok(());
                }
                let Some(entry) = self.amended_organization(&number, &known, name, domains)? else {
                    self.step(Kind::Organizations, cell, number.as_str(), Change::Unchanged, String::new());
                    return Ok(());
                };
                entry
            }
        };
        self.settle(Kind::Organizations, line, cell, number.as_str(), (change, about, command, texts));
        Ok(())
    }

    /// What is to be corrected; an empty cell says nothing.
    fn amended_organization(
        &self,
        number: &PartyId,
        known: &Party,
        name: &str,
        domains: BTreeSet<MailDomain>,
    ) -> Result<Option<Entry>, Failure> {
        let same_name = self.is_text(&known.name, name);
        let same_domains = domains.is_empty() || domains == known.domains;
        if same_name && same_domains {
            return Ok(None);
        }
        let text = if same_name { None } else { Some(self.desk.gate.disclose(name)?) };
        let about = self.differing(&[(Field::OrganizationName, same_name), (Field::Domains, same_domains)]);
        let command = Command::AmendParty {
            domains: (!same_domains).then_some(domains),
            name: text.as_ref().map(|text| text.digest),
            party: number.clone(),
        };
        Ok(Some((Change::Changed, about, command, text.into_iter().collect())))
    }

    /// People: one act each.
    pub(super) fn people(&mut self, lines: &[Line]) -> Result<(), Failure> {
        let mut seen = BTreeMap::new();
        for line in lines {
            if !self.is_twice(Kind::Persons, line, Field::Person, &mut seen) {
                self.one(line)?;
            }
        }
        Ok(())
    }

    fn one(&mut self, line: &Line) -> Result<(), Failure> {
        let mut reader = Reader::new(line);
        let number: Option<PersonId> = reader.code(Field::Person);
        let employer = reader.party(Field::Employer, &self.parties);
        let department: Option<DepartmentId> = reader.code(Field::Department);
        let title = reader.word(Field::Title, Words::Title).map(registers::title);
        let mail = line.text(Field::Mail);
        if !mail.is_empty() && mail.parse::<lettre::Address>().is_err() {
            reader.problems.push(line.error(Field::Mail, UNREADABLE));
        }
        for problem in &reader.problems {
            self.problem(Kind::Persons, problem);
        }
        let name = line.text(Field::PersonName);
        let (Some(number), Some(employer), true) =
            (number, employer, reader.problems.is_empty() && !name.is_empty())
        else {
            return Ok(());
        };
        let cell = line.cell(Field::Person);
        let entry = match self.plan.after.persons.get(&number).cloned() {
            None => {
                let name = self.desk.gate.disclose(name)?;
                let mail = if mail.is_empty() { None } else { Some(self.desk.gate.disclose(mail)?) };
                let command = Command::RegisterPerson {
                    department,
                    employer,
                    mail: mail.as_ref().map(|mail| mail.digest),
                    name: name.digest,
                    person: number.clone(),
                    title: title.unwrap_or_else(|| registers::title("employed")),
                };
                let texts = std::iter::once(name).chain(mail).collect();
                Some((Change::New, String::new(), command, texts))
            }
            Some(known) => {
                // The employer stays with the code for ever, and the title is for the person to say.
                let pairs = [
                    (Field::Employer, known.employer == employer),
                    (Field::Title, title.is_none_or(|title| title == known.title)),
                ];
                let fields = self.differing(&pairs);
                let gone = known.left_at.is_some();
                if gone || !fields.is_empty() {
                    let code = if gone { "ledger-person-over" } else { "ledger-person-differs" };
                    let more = [("number", number.to_string()), ("fields", fields)];
                    self.error(Kind::Persons, &cell, code, &more);
                    return Ok(());
                }
                self.amended_person(&number, &known, (name, mail), department)?
            }
        };
        match entry {
            Some(entry) => self.settle(Kind::Persons, line, cell, number.as_str(), entry),
            None => self.step(Kind::Persons, cell, number.as_str(), Change::Unchanged, String::new()),
        }
        Ok(())
    }

    /// What is to be corrected; an empty cell says nothing.
    fn amended_person(
        &self,
        number: &PersonId,
        known: &Person,
        (name, mail): (&str, &str),
        department: Option<DepartmentId>,
    ) -> Result<Option<Entry>, Failure> {
        let same_name = self.is_text(&known.name, name);
        let same_mail = mail.is_empty() || known.mail.is_some_and(|before| self.is_text(&before, mail));
        let same_department = department.is_none() || department == known.department;
        let pairs =
            [(Field::PersonName, same_name), (Field::Mail, same_mail), (Field::Department, same_department)];
        let about = self.differing(&pairs);
        if about.is_empty() {
            return Ok(None);
        }
        let disclosed = |same: bool, text: &str| {
            (!same).then(|| self.desk.gate.disclose(text)).transpose().map_err(Failure::from)
        };
        let (name, mail) = (disclosed(same_name, name)?, disclosed(same_mail, mail)?);
        let digest = |text: &Option<Disclosure>| text.as_ref().map(|text| text.digest);
        let command = Command::AmendPerson {
            department: department.filter(|_| !same_department),
            mail: digest(&mail),
            name: digest(&name),
            person: number.clone(),
        };
        Ok(Some((Change::Changed, about, command, name.into_iter().chain(mail).collect())))
    }

    /// Tells whether the text behind a digest is this one; what was erased is not entered again.
    fn is_text(&self, digest: &Digest, text: &str) -> bool {
        person_text::text(self.desk.gate, digest).is_none_or(|known| known == text)
    }

    /// Takes a line into the plan, or says why not at the cell that is meant.
    fn settle(&mut self, kind: Kind, line: &Line, cell: String, number: &str, entry: Entry) {
        let (change, about, command, texts) = entry;
        match self.judge(&command) {
            Verdict::Fits(events) => {
                self.enter(command, texts, events);
                self.step(kind, cell, number, change, about);
            }
            Verdict::Waits(about) => self.step(kind, cell, number, Change::Waits, about),
            Verdict::Unfit(reasons) => {
                let parent = if kind == Kind::Persons { Field::Employer } else { Field::Above };
                self.refuse(kind, &reasons, &|reason: &Reason| match reason.rule {
                    Rule::PartyUnknown => line.cell(parent),
                    _ => cell.clone(),
                });
            }
        }
    }
}
