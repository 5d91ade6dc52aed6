//! The description of the API, `OpenAPI` 3.1: what every verb takes is read off the grammar, so that it never says anything else
//! than the command line. Source: <https://spec.openapis.org/oas/v3.1.1.html>.

mod forms;

use serde_json::{Map, Value, json};

use crate::form::{
    ACTS, EXIT, HEALTH, IDEMPOTENCY, LETTERS, LOOKED, LOOKS, OPENAPI, PREPARE, RELEASES, VERBS,
};
use crate::idempotency::KEY_LIMIT;
use crate::port::{Field, FieldKind, Grammar, Many, Need, Verb};

/// What has no control character and is not empty.
const SHORT: &str = r"^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x1f\x7f-\x9f\s][^\x00-\x1f\x7f-\x9f]*$";
/// The same with lines.
const LONG: &str = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*[^\x00-\x1f\x7f-\x9f\s][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$";

/// What goes wrong, by its status.
const PROBLEMS: [(u16, &str); 10] = [
    (400, "The request is malformed."),
    (401, "There is no token, or it has ended."),
    (403, "The token does not reach so far, or who signs may not speak."),
    (404, "There is no such thing, or not for this person."),
    (409, "The rules say no, or the record has moved on."),
    (413, "The body is too large."),
    (415, "The body is not JSON."),
    (422, "A field or the act does not fit."),
    (500, "The record needs its keeper."),
    (503, "It was not done in time: send the same again."),
];

/// Writes the description for a grammar.
pub fn document(grammar: &Grammar) -> Value {
    let mut paths = Map::new();
    paths.insert(HEALTH.to_owned(), json!({ "get": health() }));
    paths.insert(OPENAPI.to_owned(), json!({ "get": own() }));
    for (path, form, answer, summary) in [
        (PREPARE, "PrepareForm", "Prepared", "Gives the statement of a command, to be signed"),
        (ACTS, "ActForm", "Acted", "Takes a signed act into the record"),
        (
            RELEASES,
            "ActForm",
            "Acted",
            "Takes a signed release into the record, and gives the vault's answer",
        ),
        (LETTERS, "LettersForm", "Taken", "Takes sealed letters of stations"),
    ] {
        paths.insert(path.to_owned(), json!({ "post": signed(path, form, answer, summary) }));
    }
    for verb in &grammar.acts {
        paths.insert(address(VERBS, verb), json!({ "post": act(verb) }));
    }
    for verb in &grammar.looks {
        paths.insert(address(LOOKS, verb), json!({ "get": look(verb) }));
    }
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": {
            "title": "Sekisho",
            "version": "1",
            "summary": "The command line's verbs over HTTP",
            "description": "An act is prepared here, signed where the person's key is, and sent to `/api/v1/acts`. A token looks \
                and prepares; it never signs. See `docs/spec/http.md`.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": [
            { "name": "acts", "description": "Each makes one statement that one person signs" },
            { "name": "looks", "description": "What the record says" },
            { "name": "signed", "description": "What is signed already: the signature says who may" },
            { "name": "server", "description": "The server itself" },
        ],
        "paths": paths,
        "components": {
            "schemas": forms::schemas(),
            "responses": problems(),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token that somebody who is signed in made for a program, on the page `/tokens`",
                },
            },
        },
    })
}

fn address(base: &str, verb: &Verb) -> String {
    format!("{base}/{}", verb.name.replace(' ', "/"))
}

fn reference(form: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{form}") })
}

fn problems() -> Value {
    let responses = PROBLEMS.iter().map(|(status, description)| {
        let content = json!({ "application/problem+json": { "schema": reference("Problem") } });
        (format!("Problem{status}"), json!({ "description": description, "content": content }))
    });
    Value::Object(responses.collect())
}

/// The answer that is hoped for, beside every problem that may come.
fn responses(done: Value, problems: &[u16]) -> Value {
    let mut all = Map::from_iter([("200".to_owned(), done)]);
    all.extend(problems.iter().map(|status| {
        (status.to_string(), json!({ "$ref": format!("#/components/responses/Problem{status}") }))
    }));
    Value::Object(all)
}

fn health() -> Value {
    let done = json!({
        "description": "It answers.",
        "content": { "text/plain": { "schema": { "type": "string" } } },
    });
    json!({
        "operationId": "health",
        "responses": responses(done, &[503]),
        "security": [],
        "summary": "Tells a supervisor that the server answers",
        "tags": ["server"],
    })
}

fn own() -> Value {
    let done = json!({
        "description": "This document.",
        "content": { "application/json": { "schema": { "type": "object" } } },
    });
    json!({
        "operationId": "openapi",
        "responses": responses(done, &[503]),
        "security": [],
        "summary": "Gives this description",
        "tags": ["server"],
    })
}

fn signed(path: &str, form: &str, answer: &str, summary: &str) -> Value {
    let name = path.rsplit('/').next().unwrap_or_default();
    let done = json!({
        "description": "Done.",
        "content": { "application/json": { "schema": reference(answer) } },
    });
    json!({
        "operationId": format!("signed_{name}"),
        "requestBody": { "required": true, "content": { "application/json": { "schema": reference(form) } } },
        "responses": responses(done, &[400, 403, 409, 413, 415, 422, 500, 503]),
        "security": [],
        "summary": summary,
        "tags": ["signed"],
    })
}

fn act(verb: &Verb) -> Value {
    let done = json!({
        "description": "The statement to be signed, with the reasons why it would be refused now.",
        "content": { "application/json": { "schema": reference("PreparedAct") } },
    });
    json!({
        "operationId": operation("act", verb),
        "parameters": [{
            "name": IDEMPOTENCY,
            "in": "header",
            "description": "The same key with the same body gives the same statement again within an hour; with another body it is \
                refused. An act counts once by its own nonce in any case.",
            "schema": { "type": "string", "minLength": 1, "maxLength": KEY_LIMIT, "pattern": "^[\\x21-\\x7e]+$" },
        }],
        "requestBody": { "required": true, "content": { "application/json": { "schema": object(verb) } } },
        "responses": responses(done, &[400, 401, 403, 404, 413, 415, 422, 500, 503]),
        "security": [{ "token": [] }],
        "summary": verb.title,
        "description": format!("`sekisho {}`", verb.name),
        "tags": ["acts"],
    })
}

fn look(verb: &Verb) -> Value {
    let done = json!({
        "description": "What `--json` prints.",
        "headers": {
            EXIT: {
                "description": "The command line's exit code",
                "schema": { "type": "integer", "minimum": 0, "maximum": 9 },
            },
        },
        "content": {
            "application/json": { "schema": { "type": ["array", "object"] } },
            LOOKED: { "schema": reference("Looked") },
        },
    });
    let parameters: Vec<Value> = verb
        .fields
        .iter()
        .map(|field| {
            json!({
                "name": field.name,
                "in": "query",
                "description": field.label,
                "required": field.need == Need::Required,
                "schema": schema(field),
            })
        })
        .collect();
    json!({
        "operationId": operation("look", verb),
        "parameters": parameters,
        "responses": responses(done, &[400, 401, 403, 404, 422, 500, 503]),
        "security": [{ "token": [] }],
        "summary": verb.title,
        "description": format!("`sekisho {} --json`", verb.name),
        "tags": ["looks"],
    })
}

fn operation(kind: &str, verb: &Verb) -> String {
    format!("{kind}_{}", verb.name.replace([' ', '-'], "_"))
}

fn object(verb: &Verb) -> Value {
    let properties: Map<String, Value> = verb
        .fields
        .iter()
        .map(|field| {
            let mut described = schema(field);
            if let Some(object) = described.as_object_mut() {
                object.insert("description".to_owned(), field.label.clone().into());
            }
            (field.name.clone(), described)
        })
        .collect();
    let required: Vec<&str> = verb
        .fields
        .iter()
        .filter(|field| field.need == Need::Required)
        .map(|field| field.name.as_str())
        .collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required })
}

/// What may be given in a field: as strictly as [`Verb::pairs_of_object`] reads it.
fn schema(field: &Field) -> Value {
    let mut one = match &field.kind {
        FieldKind::Choice(all) => {
            let codes: Vec<&str> = all.iter().map(|choice| choice.code.as_str()).collect();
            json!({ "type": "string", "enum": codes })
        }
        FieldKind::Flag => json!({ "type": "boolean" }),
        FieldKind::LongText if field.many == Many::One => json!({ "type": "string", "pattern": LONG }),
        FieldKind::Number => json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX }),
        FieldKind::LongText | FieldKind::Pick(_) | FieldKind::Text | FieldKind::Time => {
            json!({ "type": "string", "pattern": SHORT })
        }
    };
    if let (Some(given), Some(object)) = (&field.default, one.as_object_mut()) {
        let given = match field.kind {
            FieldKind::Flag => None,
            FieldKind::Number => given.parse::<u64>().ok().map(Value::from),
            _ => Some(given.clone().into()),
        };
        given.map(|given| object.insert("default".to_owned(), given));
    }
    if let (false, Some(object)) = (field.hint.is_empty(), one.as_object_mut()) {
        object.insert("title".to_owned(), field.hint.clone().into());
    }
    if field.many == Many::Several {
        let least = u8::from(field.need == Need::Required);
        return json!({ "type": "array", "items": one, "minItems": least });
    }
    one
}
