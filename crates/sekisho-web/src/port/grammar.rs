//! What can be done and looked at, as data: the command line's own grammar, so that pages and command line never differ.

/// Everything that pages offer, in one language.
#[derive(Clone, Debug, Default)]
pub struct Grammar {
    /// Acts, each signed by a person.
    pub acts: Vec<Verb>,
    /// What only looks.
    pub looks: Vec<Verb>,
}

/// One verb with its noun.
#[derive(Clone, Debug, Default)]
pub struct Verb {
    /// What it takes, in order.
    pub fields: Vec<Field>,
    /// Noun and verb, such as `permit approve`.
    pub name: String,
    /// What its button says.
    pub short: String,
    /// What it does, in a sentence.
    pub title: String,
}

/// One thing that a verb takes.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// What holds if nothing is given.
    pub default: Option<String>,
    /// The flag without dashes; none if it is given by its place.
    pub flag: Option<String>,
    /// What the form calls it.
    pub hint: String,
    /// What may be given.
    pub kind: FieldKind,
    /// What it is for, in a sentence.
    pub label: String,
    /// How many may be given.
    pub many: Many,
    /// Its name in a form.
    pub name: String,
    /// Whether it must be given.
    pub need: Need,
}

/// How many values a field takes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Many {
    /// One.
    #[default]
    One,
    /// Any number.
    Several,
}

/// Whether a field may stay empty.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Need {
    /// It may.
    #[default]
    Optional,
    /// It may not.
    Required,
}

/// What may be given in a field.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum FieldKind {
    /// One of these.
    Choice(Vec<Choice>),
    /// Yes or nothing.
    Flag,
    /// A text of some length.
    LongText,
    /// A number.
    Number,
    /// An entry of a register.
    Pick(Register),
    /// A short text.
    #[default]
    Text,
    /// A local date and time.
    Time,
}

/// One value that may be chosen.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Choice {
    /// What is sent.
    pub code: String,
    /// What is shown.
    pub label: String,
}

/// The registers out of which forms let people choose.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(missing_docs, reason = "the words of the glossary")]
pub enum Register {
    Contract,
    Dataset,
    Device,
    Incident,
    Medium,
    Order,
    Organization,
    Permit,
    Person,
    Place,
    Plan,
    Purpose,
}

impl Grammar {
    /// Finds an act.
    pub fn act(&self, name: &str) -> Option<&Verb> {
        self.acts.iter().find(|verb| verb.name == name)
    }

    /// Finds what looks.
    pub fn look(&self, name: &str) -> Option<&Verb> {
        self.looks.iter().find(|verb| verb.name == name)
    }
}

impl Verb {
    /// Gives where it is done.
    pub fn place(&self) -> String {
        format!("/acts/{}", self.name.replace(' ', "/"))
    }

    /// Writes a form's pairs as words of the command line.
    ///
    /// Shape: no value can become a flag: flags stand in one word with their value, the rest behind `--`. What is no field of
    /// the verb is left out.
    pub fn words(&self, pairs: &[(String, String)]) -> Vec<String> {
        let mut words: Vec<String> = self.name.split(' ').map(str::to_owned).collect();
        let mut placed = Vec::new();
        for field in &self.fields {
            let given = pairs.iter().filter(|(name, _)| *name == field.name).map(|(_, value)| value.as_str());
            let lines = given.flat_map(|value| {
                if field.many == Many::Several { value.lines().collect() } else { vec![value] }
            });
            let mut values: Vec<String> = lines
                .map(|value| value.replace("\r\n", " ").trim().to_owned())
                .filter(|value| !value.is_empty())
                .collect();
            if field.many == Many::One {
                values.truncate(1);
            }
            match (&field.flag, &field.kind) {
                (Some(flag), FieldKind::Flag) if !values.is_empty() => words.push(format!("--{flag}")),
                (Some(_), FieldKind::Flag) => {}
                (Some(flag), _) => words.extend(values.iter().map(|value| format!("--{flag}={value}"))),
                (None, _) => placed.append(&mut values),
            }
        }
        if !placed.is_empty() {
            words.push("--".to_owned());
            words.append(&mut placed);
        }
        words
    }

    /// Reads words of a printed next step as pairs of a form, for filling it out beforehand.
    ///
    /// Shape: what is not understood is left out: a form is still a form.
    pub fn pairs(&self, words: &[&str]) -> Vec<(String, String)> {
        let mut places = self.fields.iter().filter(|field| field.flag.is_none());
        let mut pairs = Vec::new();
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            let Some(flag) = word.strip_prefix("--") else {
                if let Some(field) = places.next() {
                    pairs.push((field.name.clone(), (*word).to_owned()));
                }
                continue;
            };
            let (flag, own) = flag.split_once('=').map_or((flag, None), |(flag, value)| (flag, Some(value)));
            let field = self.fields.iter().find(|field| field.flag.as_deref() == Some(flag));
            let value = match field {
                Some(field) if field.kind == FieldKind::Flag => Some("on"),
                // An unknown flag, such as who signs, takes its value with it.
                _ => own.or_else(|| rest.next().copied()),
            };
            if let (Some(field), Some(value)) = (field, value) {
                pairs.push((field.name.clone(), value.to_owned()));
            }
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verb() -> Verb {
        let placed = Field { name: "permit".to_owned(), ..Field::default() };
        let flag = |name: &str, kind, many| Field {
            flag: Some(name.to_owned()),
            kind,
            many,
            name: name.to_owned(),
            ..Field::default()
        };
        let fields = vec![
            placed,
            flag("reason", FieldKind::LongText, Many::One),
            flag("to", FieldKind::Pick(Register::Person), Many::Several),
            flag("home", FieldKind::Flag, Many::One),
        ];
        Verb { fields, name: "custody hand".to_owned(), ..Verb::default() }
    }

    fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn no_value_becomes_a_flag_and_nothing_else_is_passed_on() {
        let given = [
            ("key", "/etc/shadow"),
            ("permit", "--as=O-1"),
            ("reason", "--key=x\r\ny"),
            ("to", "O-3"),
            ("to", "O-4\r\nO-5"),
            ("home", "on"),
        ];
        let words = verb().words(&pairs(&given));
        let wanted = [
            "custody",
            "hand",
            "--reason=--key=x y",
            "--to=O-3",
            "--to=O-4",
            "--to=O-5",
            "--home",
            "--",
            "--as=O-1",
        ];
        assert_eq!(words, wanted);
    }

    #[test]
    fn a_printed_next_step_fills_a_form() {
        let words = ["P-0001", "--to", "O-3", "--to=O-4", "--as", "O-2", "--home"];
        let filled = pairs(&[("permit", "P-0001"), ("to", "O-3"), ("to", "O-4"), ("home", "on")]);
        assert_eq!(verb().pairs(&words), filled);
    }
}
