//! The forms of [`crate::form`] as schemas. The worked examples of `docs/spec/http.md` are held against them.

use serde_json::{Value, json};

use super::reference;

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn named<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn list(of: Value, description: &str) -> Value {
    named([("type", "array".into()), ("items", of), ("description", description.into())])
}

fn flag(description: &str) -> Value {
    json!({ "type": "boolean", "description": description })
}

/// What goes in: nothing else may stand there.
fn taken(required: &[&str], properties: Value) -> Value {
    named([
        ("type", "object".into()),
        ("additionalProperties", false.into()),
        ("properties", properties),
        ("required", json!(required)),
    ])
}

/// What comes out: more may come later.
fn given(required: &[&str], properties: Value) -> Value {
    named([("type", "object".into()), ("properties", properties), ("required", json!(required))])
}

/// Gives every schema by its name.
pub(super) fn schemas() -> Value {
    let record = json!({ "type": "integer", "minimum": 0 });
    let command = json!({
        "type": ["object", "string"],
        "description": "A command of docs/spec/event.md: its name, with what it holds",
        "maxProperties": 1,
        "minProperties": 1,
    });
    let event = json!({ "type": ["object", "string"], "description": "An event of docs/spec/event.md" });
    json!({
        "Acted": given(&["act", "events", "person", "record", "repeated"], json!({
            "act": text("The act"),
            "answer": text("The masked answer of a release: eight groups of six digits"),
            "events": list(event, "What was recorded"),
            "person": text("Who acted"),
            "record": list(record.clone(), "Numbers in the record"),
            "repeated": flag("Whether this very statement was answered before"),
        })),
        "ActForm": taken(&["signature", "statement"], json!({
            "disclosures": list(reference("Disclosure"), "Texts behind the digests in the command"),
            "signature": text("The armored SSHSIG"),
            "statement": text("The statement, exactly as signed"),
        })),
        "Asking": taken(&["signature", "time"], json!({
            "signature": text("The armored SSHSIG over the asking text"),
            "time": text("When it was signed, RFC 3339 in UTC"),
        })),
        "Disclosure": taken(&["digest", "salt", "text"], json!({
            "digest": { "type": "string", "description": "The digest in the command", "pattern": "^sha256:[0-9a-f]{64}$" },
            "salt": text("16 random bytes, base64"),
            "text": text("The text"),
        })),
        "LettersForm": taken(&["letters"], json!({
            "letters": {
                "type": "array",
                "items": { "type": "string", "description": "A file of an outbox, base64" },
                "maxItems": crate::form::LETTERS_LIMIT,
            },
        })),
        "Looked": given(&["exit", "json", "notes", "words"], json!({
            "exit": { "type": "integer", "minimum": 0, "maximum": 9, "description": "The exit code" },
            "json": { "type": ["array", "object"], "description": "What --json prints" },
            "notes": text("What is to be known beside it"),
            "words": text("What is printed for a person"),
        })),
        "Prepared": given(&["namespace", "statement"], json!({
            "namespace": text("The namespace of the SSHSIG"),
            "statement": text("The statement: these bytes are signed"),
        })),
        "PreparedAct": given(&["act", "namespace", "person", "reasons", "statement", "texts"], json!({
            "act": text("The act"),
            "namespace": text("The namespace of the SSHSIG"),
            "person": text("Who is to sign: the person of the token"),
            "reasons": list(reference("Reason"), "Why it would be refused now; empty if it would be done"),
            "statement": text("The statement: these bytes are signed"),
            "texts": list(reference("Disclosure"), "Texts behind the digests in the command: the `disclosures` of the signed act"),
        })),
        "PrepareForm": taken(&["command", "person"], json!({
            "asking": reference("Asking"),
            "command": command,
            "occurred_at": text("When it happened, RFC 3339 in UTC; now if left out"),
            "person": text("Who will sign"),
        })),
        "Problem": given(&["code", "operation", "status", "title", "type"], json!({
            "advice": text("The next step"),
            "code": text("The code, the same as the command line's"),
            "exit": { "type": "integer", "minimum": 0, "maximum": 9, "description": "With which code the command line would end" },
            "operation": text("What the server's log calls this request"),
            "reasons": list(reference("Reason"), "Every reason, if the rules said no"),
            "record": list(record.clone(), "Numbers in the record, if anything was recorded"),
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "title": text("What happened, in the language that was asked for"),
            "type": { "type": "string", "format": "uri" },
        })),
        "Reason": given(&["about", "advice", "code", "control", "rule", "sentence"], json!({
            "about": { "type": "object", "additionalProperties": { "type": "string" } },
            "advice": text("The next step"),
            "code": text("The family of the rule"),
            "control": text("The control that it comes from"),
            "rule": text("The rule's own name"),
            "sentence": text("The sentence"),
        })),
        "Taken": given(&["letters"], json!({
            "letters": list(reference("TakenLetter"), "One for each letter, in the order in which they came"),
        })),
        "TakenLetter": given(&["state"], json!({
            "code": text("The code of the fault, if it is `unfit`"),
            "record": list(record, "Numbers in the record"),
            "state": { "type": "string", "enum": ["recorded", "refused", "repeated", "unfit", "unreadable"] },
        })),
    })
}
