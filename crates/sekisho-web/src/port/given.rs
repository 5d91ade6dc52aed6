//! What programs give a verb: JSON objects and addresses, read by the fields of its grammar as strictly as they are described.

use serde_json::{Map, Value};

use super::{Field, FieldKind, Many, Need, Verb};

impl Verb {
    /// Reads a JSON object as pairs of a form.
    ///
    /// Errors: the name of the field that is unknown, missing or of another kind.
    pub fn pairs_of_object(&self, object: &Map<String, Value>) -> Result<Vec<(String, String)>, String> {
        let mut pairs = Vec::new();
        for (name, value) in object {
            let field = self.field(name)?;
            let values = match (field.many, value) {
                (Many::Several, Value::Array(all)) => all.iter().collect(),
                (Many::One, one) => vec![one],
                (Many::Several, _) => return Err(name.clone()),
            };
            for value in values {
                let text = field.text(value)?;
                pairs.extend(text.map(|text| (name.clone(), text)));
            }
        }
        self.complete(pairs)
    }

    /// Reads the pairs of an address as pairs of a form.
    ///
    /// Errors: the name of the field that is unknown, missing, given twice or of another kind.
    pub fn pairs_of_query(&self, given: &[(String, String)]) -> Result<Vec<(String, String)>, String> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        let own = given.iter().filter(|(name, _)| name != "lang");
        for (number, (name, text)) in own.clone().enumerate() {
            let field = self.field(name)?;
            let before = own.clone().take(number).any(|(other, _)| other == name);
            if before && field.many == Many::One {
                return Err(name.clone());
            }
            let value = match (&field.kind, text.as_str()) {
                (FieldKind::Flag, "true") => Value::Bool(true),
                (FieldKind::Flag, "false") => Value::Bool(false),
                (FieldKind::Number, digits) => {
                    let digits = Some(digits).filter(|digits| digits.bytes().all(|one| one.is_ascii_digit()));
                    digits.and_then(|digits| digits.parse::<u64>().ok()).ok_or_else(|| name.clone())?.into()
                }
                _ => Value::String(text.clone()),
            };
            let text = field.text(&value)?;
            pairs.extend(text.map(|text| (name.clone(), text)));
        }
        self.complete(pairs)
    }

    fn field(&self, name: &str) -> Result<&Field, String> {
        self.fields.iter().find(|field| field.name == name).ok_or_else(|| name.to_owned())
    }

    fn complete(&self, pairs: Vec<(String, String)>) -> Result<Vec<(String, String)>, String> {
        let lacks = |field: &&Field| {
            field.need == Need::Required && !pairs.iter().any(|(name, _)| *name == field.name)
        };
        match self.fields.iter().find(lacks) {
            Some(field) => Err(field.name.clone()),
            None => Ok(pairs),
        }
    }
}

impl Field {
    /// Reads one value; a flag that is not set is none.
    ///
    /// Errors: the field's name.
    fn text(&self, value: &Value) -> Result<Option<String>, String> {
        let unfit = || self.name.clone();
        match (&self.kind, value) {
            (FieldKind::Flag, Value::Bool(set)) => Ok(set.then(|| "on".to_owned())),
            (FieldKind::Number, Value::Number(number)) => {
                number.as_u64().map(|number| Some(number.to_string())).ok_or_else(unfit)
            }
            (FieldKind::Flag | FieldKind::Number, _) => Err(unfit()),
            (FieldKind::Choice(all), Value::String(code)) => {
                let known = all.iter().any(|choice| choice.code == *code);
                if known { Ok(Some(code.clone())) } else { Err(unfit()) }
            }
            (kind, Value::String(text)) => {
                // Only a text of some length has lines, and where several are given each is a value of its own.
                let lines = *kind == FieldKind::LongText && self.many == Many::One;
                let control = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'));
                let fit = !text.trim().is_empty() && !text.chars().any(control);
                if fit { Ok(Some(text.clone())) } else { Err(unfit()) }
            }
            _ => Err(unfit()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::port::Choice;

    fn verb() -> Verb {
        let field = |name: &str, kind, many, need| Field {
            flag: Some(name.to_owned()),
            kind,
            many,
            name: name.to_owned(),
            need,
            ..Field::default()
        };
        let choice = Choice { code: "site".to_owned(), label: String::new() };
        let fields = vec![
            field("id", FieldKind::Text, Many::One, Need::Required),
            field("kind", FieldKind::Choice(vec![choice]), Many::One, Need::Optional),
            field("home", FieldKind::Flag, Many::One, Need::Optional),
            field("rows", FieldKind::Number, Many::One, Need::Optional),
            field("to", FieldKind::Text, Many::Several, Need::Optional),
            field("why", FieldKind::LongText, Many::One, Need::Optional),
        ];
        Verb { fields, name: "place add".to_owned(), ..Verb::default() }
    }

    fn object(value: &Value) -> Result<Vec<(String, String)>, String> {
        verb().pairs_of_object(value.as_object().unwrap())
    }

    #[test]
    fn an_object_of_the_right_kinds_becomes_pairs() {
        let given = json!({
            "home": true, "id": "P", "kind": "site", "rows": 3, "to": ["O-1", "O-2"], "why": "one\ntwo",
        });
        let pairs = [
            ("home", "on"),
            ("id", "P"),
            ("kind", "site"),
            ("rows", "3"),
            ("to", "O-1"),
            ("to", "O-2"),
            ("why", "one\ntwo"),
        ];
        let wanted: Vec<_> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        assert_eq!(object(&given), Ok(wanted));
        assert_eq!(object(&json!({ "home": false, "id": "P" })).unwrap().len(), 1);
    }

    #[test]
    fn what_is_unknown_missing_or_of_another_kind_is_named() {
        for (given, field) in [
            (json!({}), "id"),
            (json!({ "id": "P", "key": "x" }), "key"),
            (json!({ "id": ["P"] }), "id"),
            (json!({ "id": "" }), "id"),
            (json!({ "id": " " }), "id"),
            (json!({ "id": "P\nQ" }), "id"),
            (json!({ "id": "P\u{0}" }), "id"),
            (json!({ "id": "P", "home": "on" }), "home"),
            (json!({ "id": "P", "kind": "elsewhere" }), "kind"),
            (json!({ "id": "P", "rows": -1 }), "rows"),
            (json!({ "id": "P", "rows": "1" }), "rows"),
            (json!({ "id": "P", "to": "O-1" }), "to"),
            (json!({ "id": "P", "to": ["O-1\nO-2"] }), "to"),
        ] {
            assert_eq!(object(&given), Err(field.to_owned()), "{given}");
        }
    }

    #[test]
    fn an_address_is_read_as_strictly() {
        let of = |query: &str| {
            let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            verb().pairs_of_query(&pairs).map(|pairs| pairs.len())
        };
        assert_eq!(of("id=P&to=O-1&to=O-2&home=true&rows=7&lang=ja"), Ok(5));
        for (query, field) in [
            ("id=P&id=Q", "id"),
            ("id=P&home=on", "home"),
            ("id=P&rows=%2B7", "rows"),
            ("id=P&rows=", "rows"),
            ("id=", "id"),
            ("id=P&q=1", "q"),
        ] {
            assert_eq!(of(query), Err(field.to_owned()), "{query}");
        }
    }
}
