//! The question that is put to local rules: who wants to do what, to which permit, and when.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_core::document::{Document, Extract, Protection, Transport};
use sekisho_core::id::PersonId;
use sekisho_core::less::{Form, Protected};
use sekisho_core::party::{Person, Role, Title};
use sekisho_core::permit::{Approval, Holder, Permit};
use sekisho_core::{Command, State, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A question to local rules.
///
/// Shape: codes, counts and times only; the fields are those of `policies/sekisho.cedarschema`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The act's name.
    pub action: String,
    /// The office's clock.
    pub now: Now,
    /// The permit, if the act is about one.
    pub permit: Option<(String, PermitFacts)>,
    /// Everybody whom the question names, with who asks.
    pub persons: BTreeMap<String, PersonFacts>,
    /// Who wants to do it.
    pub principal: String,
}

/// The office's clock and calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Now {
    /// The day, `2026-06-22`.
    pub day: String,
    /// The hour, 0 to 23.
    pub hour: i64,
    /// Whether the medium leaves its cabinet with this hand-over.
    pub leaving: bool,
    /// The weekday, 1 for Monday to 7 for Sunday.
    pub weekday: i64,
    /// Who watches the sealing; only there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
}

/// What a rule may know about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonFacts {
    /// Courses that count now.
    #[serde(default)]
    pub courses: BTreeSet<String>,
    /// Where in the office; empty if that is not known.
    #[serde(default)]
    pub department: String,
    /// The employer.
    pub employer: String,
    /// Whether the person works for the owner.
    pub officer: bool,
    /// The roles held now.
    #[serde(default)]
    pub roles: BTreeSet<String>,
    /// The title under which the person works here.
    pub title: String,
}

/// What a rule may know about a permit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is explained where rules are written: policies/sekisho.cedarschema"
)]
pub struct PermitFacts {
    #[serde(default)]
    pub approver_departments: BTreeSet<String>,
    pub approver_employers: BTreeSet<String>,
    pub approver_roles: BTreeSet<String>,
    pub approvers: BTreeSet<String>,
    pub beyond: bool,
    pub carrier_employers: u64,
    pub classes: BTreeSet<String>,
    pub copies: u64,
    pub courier: String,
    pub datasets: BTreeSet<String>,
    #[serde(default)]
    pub forms: BTreeSet<String>,
    pub from: String,
    pub people: u64,
    pub product: String,
    #[serde(default)]
    pub protected_taken: bool,
    pub protection: String,
    pub purpose: String,
    pub requester: String,
    #[serde(default)]
    pub requester_department: String,
    pub requester_employer: String,
    pub rows: u64,
    pub site: String,
    pub state: String,
    pub transport: String,
    pub unclassified: bool,
    pub window_from_hour: i64,
    pub window_from_weekday: i64,
    pub window_hours: i64,
    pub window_until_hour: i64,
}

impl Now {
    /// Reads the office's clock. `offset_minutes` is its distance from UTC.
    pub fn at(now: Timestamp, offset_minutes: i16, leaving: Leaving) -> Self {
        let local = now.plus(i64::from(offset_minutes).saturating_mul(60));
        let civil = jiff::Timestamp::from_second(local.seconds())
            .map(|instant| jiff::tz::Offset::UTC.to_datetime(instant))
            .unwrap_or_default();
        Self {
            day: civil.date().to_string(),
            hour: i64::from(civil.hour()),
            leaving: leaving == Leaving::Cabinet,
            weekday: i64::from(civil.date().weekday().to_monday_one_offset()),
            witness: None,
        }
    }
}

/// Whether a medium leaves its cabinet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// It does.
    Cabinet,
    /// It does not, or there is none.
    Nothing,
}

impl Question {
    /// Asks what a command asks, on this state.
    ///
    /// Shape: `None` if the command is about a permit that is not there: the built-in rules say so.
    pub fn of(state: &State, person: &PersonId, command: &Command, now: Timestamp) -> Option<Self> {
        let asking =
            Asking { now, offset: state.office.as_ref().map_or(0, |office| office.offset_minutes), state };
        let permit = match command.permit() {
            None => None,
            Some(number) => Some((number.to_string(), asking.permit(person, command)?)),
        };
        let mut now = Now::at(now, asking.offset, asking.leaving(command));
        if let Command::Seal { witness, .. } = command {
            now.witness = Some(witness.person.to_string());
        }
        let mut named = BTreeSet::from([person.to_string()]);
        named.extend(now.witness.clone());
        if let Some((_, facts)) = &permit {
            named.extend(facts.approvers.iter().cloned());
            named.insert(facts.requester.clone());
        }
        let persons = named.into_iter().map(|one| (one.clone(), asking.person(&one))).collect();
        Some(Self { action: command.act().to_owned(), now, permit, persons, principal: person.to_string() })
    }

    /// Gives the entities in Cedar's own JSON form, as the `cedar` command line reads them.
    pub fn entities(&self) -> Value {
        let persons = self.persons.iter().map(|(id, known)| {
            let parents: Vec<Value> =
                known.roles.iter().map(|role| json!({ "type": "Role", "id": role })).collect();
            let attributes = json!({
                "courses": known.courses,
                "department": known.department,
                "employer": known.employer,
                "officer": known.officer,
                "title": entity("Title", &known.title),
            });
            json!({ "uid": { "type": "Person", "id": id }, "attrs": attributes, "parents": parents })
        });
        let resource = match &self.permit {
            None => json!({ "uid": { "type": "Register", "id": "register" }, "attrs": {}, "parents": [] }),
            Some((id, facts)) => {
                json!({ "uid": { "type": "Permit", "id": id }, "attrs": facts.attributes(), "parents": [] })
            }
        };
        persons.chain([resource]).collect()
    }

    /// Gives the context in Cedar's own JSON form.
    pub fn context(&self) -> Value {
        let mut value = serde_json::to_value(&self.now).unwrap_or_default();
        if let (Value::Object(map), Some(witness)) = (&mut value, &self.now.witness) {
            map.insert("witness".to_owned(), entity("Person", witness));
        }
        value
    }

    /// Gives the request's parts: principal, action, resource, each with type and id.
    pub(crate) fn parts(&self) -> [(&'static str, &str); 3] {
        let resource =
            self.permit.as_ref().map_or(("Register", "register"), |(id, _)| ("Permit", id.as_str()));
        [("Person", &self.principal), ("Action", &self.action), resource]
    }
}

fn entity(kind: &str, id: &str) -> Value {
    json!({ "__entity": { "type": kind, "id": id } })
}

fn entities(kind: &str, ids: &BTreeSet<String>) -> Value {
    ids.iter().map(|id| entity(kind, id)).collect()
}

impl PermitFacts {
    fn attributes(&self) -> Value {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        if let Value::Object(map) = &mut value {
            let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
            put("approvals", json!(self.approvers.len()));
            put("approverRoles", entities("Role", &self.approver_roles));
            put("approvers", entities("Person", &self.approvers));
            put("classes", entities("FieldClass", &self.classes));
            put("forms", entities("Form", &self.forms));
            put("protection", entity("Protection", &self.protection));
            put("requester", entity("Person", &self.requester));
            put("state", entity("PermitState", &self.state));
            put("transport", entity("Transport", &self.transport));
        }
        value
    }
}

/// What is asked, where and when.
struct Asking<'a> {
    now: Timestamp,
    offset: i16,
    state: &'a State,
}

impl Asking<'_> {
    fn permit(&self, person: &PersonId, command: &Command) -> Option<PermitFacts> {
        let live = command.permit().and_then(|permit| self.state.permits.get(&permit));
        let nobody = BTreeMap::new();
        let (document, approvals, requester) = match command {
            Command::RequestPermit { document } | Command::RequestRewrap { document } => {
                (document, &nobody, person)
            }
            Command::Amend { document } => {
                (document, &nobody, live.map_or(person, |live| &live.request().requester))
            }
            Command::Approve { .. } => match live?.rewrapping() {
                Some(again) => (&again.document, &again.approvals, &again.requester),
                None => of_request(live?),
            },
            _ => of_request(live?),
        };
        let state = live.map_or("new", Permit::status);
        Some(self.facts(document, approvals, requester, state))
    }

    fn facts(
        &self,
        document: &Document,
        approvals: &BTreeMap<PersonId, Approval>,
        requester: &PersonId,
        state: &str,
    ) -> PermitFacts {
        let employer = |person: &PersonId| self.known(person).map(|known| known.employer.to_string());
        let department = |person: &PersonId| self.known(person).map(department_of).unwrap_or_default();
        let here = |person: &PersonId| self.known(person).is_some_and(|known| known.left_at.is_none());
        let approvals: Vec<(&PersonId, &Approval)> =
            approvals.iter().filter(|(person, _)| here(person)).collect();
        let held = approvals.iter().flat_map(|(person, _)| self.roles(person));
        let roles =
            held.chain(approvals.iter().map(|(_, approval)| approval.role.name().to_owned())).collect();
        // Who stands in for another counts as that other, as for the built-in rules.
        let approvers: BTreeSet<&PersonId> = approvals
            .iter()
            .map(|(person, approval)| approval.deputy.as_ref().map_or(*person, |deputy| &deputy.of))
            .collect();
        let (classes, unclassified) = self.classes(document);
        let [from, until] = [document.window.from, document.window.until]
            .map(|at| Now::at(at, self.offset, Leaving::Nothing));
        let length = document.window.until.seconds().saturating_sub(document.window.from.seconds());
        let (transport, courier, carriers) = match &document.transport {
            Transport::Carried { carriers, .. } => {
                let employers: BTreeSet<_> = carriers.iter().filter_map(employer).collect();
                ("carried", String::new(), employers.len())
            }
            Transport::Courier { company } => ("courier", company.clone(), 0),
            Transport::Network => ("network", String::new(), 0),
        };
        let (protection, product) = match &document.protection {
            Protection::Declared { product } => ("declared", product.clone()),
            Protection::Sealed => ("sealed", String::new()),
        };
        PermitFacts {
            approver_departments: approvers.iter().copied().map(department).collect(),
            approver_employers: approvers.iter().copied().filter_map(employer).collect(),
            approver_roles: roles,
            approvers: approvers.iter().map(ToString::to_string).collect(),
            beyond: document.beyond.is_some(),
            carrier_employers: carriers as u64,
            classes,
            copies: document.copies.len() as u64,
            courier,
            datasets: document.extracts.iter().map(|extract| extract.dataset.to_string()).collect(),
            forms: document.extracts.iter().map(|extract| form_of(extract).to_owned()).collect(),
            from: document.from.to_string(),
            people: document.people,
            product,
            protected_taken: document.extracts.iter().any(takes_protected),
            protection: protection.to_owned(),
            purpose: document.purpose_code.as_ref().map(ToString::to_string).unwrap_or_default(),
            requester: requester.to_string(),
            requester_department: department(requester),
            requester_employer: employer(requester).unwrap_or_default(),
            rows: document.extracts.iter().fold(0, |sum, extract| sum.saturating_add(extract.rows)),
            site: document.site.to_string(),
            state: state.to_owned(),
            transport: transport.to_owned(),
            unclassified,
            window_from_hour: from.hour,
            window_from_weekday: from.weekday,
            // A window of an hour and a second is longer than an hour.
            window_hours: length.saturating_add(3599).div_euclid(3600),
            window_until_hour: until.hour,
        }
    }

    /// Gives the classes of the fields that leave, and whether one of them has no class that is known.
    fn classes(&self, document: &Document) -> (BTreeSet<String>, bool) {
        let (mut classes, mut unclassified) = (BTreeSet::new(), document.extracts.is_empty());
        for extract in &document.extracts {
            let known = self.state.holdings.datasets.get(&extract.dataset);
            for name in extract.told() {
                let same =
                    known.into_iter().flat_map(|known| &known.fields).filter(|field| field.name == name);
                let found: Vec<String> = same.map(|field| field.class.name().to_owned()).collect();
                unclassified |= found.is_empty();
                classes.extend(found);
            }
        }
        (classes, unclassified)
    }

    fn known(&self, person: &PersonId) -> Option<&Person> {
        self.state.persons.get(person)
    }

    fn roles(&self, person: &PersonId) -> Vec<String> {
        let held = Role::ALL.into_iter().filter(|role| self.state.holds(person, *role, self.now));
        held.map(|role| role.name().to_owned()).collect()
    }

    fn person(&self, id: &str) -> PersonFacts {
        let parsed: Option<PersonId> = id.parse().ok();
        let known = parsed.as_ref().and_then(|person| Some((person, self.known(person)?)));
        // Of somebody whom the register does not know, nothing speaks for a yes; the built-in rules refuse them anyway.
        let Some((person, known)) = known else {
            let nothing = (BTreeSet::new(), BTreeSet::new());
            let (courses, roles) = nothing;
            let title = Title::Subcontract.name().to_owned();
            let (department, employer) = (String::new(), String::new());
            return PersonFacts { courses, department, employer, officer: false, roles, title };
        };
        let training = &self.state.training;
        let valid = training
            .courses
            .keys()
            .filter(|course| training.valid_until(person, course).is_some_and(|until| self.now < until));
        PersonFacts {
            courses: valid.map(ToString::to_string).collect(),
            department: department_of(known),
            employer: known.employer.to_string(),
            officer: self.state.is_officer(person),
            roles: self.roles(person).into_iter().collect(),
            title: known.title.name().to_owned(),
        }
    }

    fn leaving(&self, command: &Command) -> Leaving {
        let Command::Hand { medium, permit, to, .. } = command else { return Leaving::Nothing };
        match self.state.permits.get(permit) {
            Some(Permit::Out(outing))
                if !outing.copies.get(medium).is_some_and(|copy| outing.is_waiting(copy)) =>
            {
                Leaving::Nothing
            }
            Some(found) if *to == Holder::Place(found.document().from.clone()) => Leaving::Nothing,
            _ => Leaving::Cabinet,
        }
    }
}

fn of_request(live: &Permit) -> (&Document, &BTreeMap<PersonId, Approval>, &PersonId) {
    let request = live.request();
    (&request.document, &request.approvals, &request.requester)
}

/// In which form data leave: a list that answers, rows of which some values are masked, or rows as they are. A whole file is rows.
fn form_of(extract: &Extract) -> &'static str {
    match extract.form {
        Form::YesNo { .. } => "yes_no",
        Form::Table if extract.masks.is_empty() => "rows",
        Form::Table => "masked",
    }
}

fn takes_protected(extract: &Extract) -> bool {
    extract.protected == Some(Protected::TakenAlong)
}

fn department_of(person: &Person) -> String {
    person.department.as_ref().map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests;
