//! One field of a form: what may be given, how it is chosen, and what stands in it.

use maud::{Markup, html};

use super::Form;
use crate::port::{Choice, Field, FieldKind, Many, Need, Register, Tongue};

/// Registers with what they hold, for the fields of one form.
pub(super) type Choices = Vec<(Register, Vec<Choice>)>;

/// Draws a field with its label.
pub(super) fn drawn_field(tongue: &Tongue, field: &Field, choices: &Choices, given: &Form) -> Markup {
    let id = format!("field-{}", field.name);
    let values: Vec<&str> =
        given.0.iter().filter(|(name, _)| *name == field.name).map(|(_, value)| value.as_str()).collect();
    let first = values.first().copied().or(field.default.as_deref()).unwrap_or_default();
    let required = field.need == Need::Required;
    let picked = match field.kind {
        FieldKind::Pick(register) => choices.iter().find(|(one, _)| *one == register).map(|(_, all)| all),
        _ => None,
    };
    let boxes = field.many == Many::Several
        && (matches!(field.kind, FieldKind::Choice(_)) || picked.is_some_and(|all| !all.is_empty()));
    html! {
        div.field {
            @if boxes {
                p.label id=(format!("{id}-label")) {
                    (field.label)
                    @if required { " " span.need { (tongue.say("page-form-needed")) } }
                }
            } @else if field.kind != FieldKind::Flag {
                label for=(id) {
                    (field.label)
                    @if required { " " span.need { (tongue.say("page-form-needed")) } }
                }
            }
            @match (&field.kind, picked) {
                (FieldKind::Flag, _) => {
                    label.check for=(id) {
                        input type="checkbox" id=(id) name=(field.name) value="on" checked[!values.is_empty()];
                        " " (field.label)
                    }
                }
                (FieldKind::Choice(all), _) => {
                    (select(tongue, &id, field, all, if values.is_empty() { std::slice::from_ref(&first) } else { &values }, required))
                }
                (FieldKind::Pick(_), Some(all)) if !all.is_empty() => {
                    (select(tongue, &id, field, all, if values.is_empty() { std::slice::from_ref(&first) } else { &values }, required))
                }
                (FieldKind::LongText, _) => {
                    textarea id=(id) name=(field.name) rows="3" required[required] { (first) }
                }
                (FieldKind::Number, _) => {
                    input type="number" min="0" step="1" inputmode="numeric" id=(id) name=(field.name) value=(first) required[required];
                }
                (FieldKind::Time, _) => {
                    input type="datetime-local" id=(id) name=(field.name) value=(first) required[required];
                }
                _ if field.many == Many::Several => {
                    textarea id=(id) name=(field.name) rows="2" required[required] { (values.join("\n")) }
                    p.fine { (tongue.say("page-form-lines")) @if !field.hint.is_empty() { " " code { (field.hint) } } }
                }
                _ => {
                    @let words = matches!(field.name.as_str(), "declared").then(|| format!("words-{}", field.name));
                    input type="text" id=(id) name=(field.name) value=(first) required[required] autocomplete="off" list=[words];
                    @if !field.hint.is_empty() { p.fine { code { (field.hint) } } }
                }
            }
        }
    }
}

fn select(
    tongue: &Tongue,
    id: &str,
    field: &Field,
    all: &[Choice],
    chosen: &[&str],
    required: bool,
) -> Markup {
    let several = field.many == Many::Several;
    let unknown = chosen.iter().filter(|code| !code.is_empty() && !all.iter().any(|one| one.code == **code));
    html! {
        @if several {
            // A list of boxes: choosing several in a list box needs a key that many do not know.
            div.boxes id=(id) role="group" aria-labelledby=(format!("{id}-label")) {
                @for choice in all {
                    label.check {
                        input type="checkbox" name=(field.name) value=(choice.code) checked[chosen.contains(&choice.code.as_str())];
                        " " (choice.label)
                    }
                }
            }
        } @else {
            select id=(id) name=(field.name) required[required] {
                option value="" { (tongue.say("page-form-choose")) }
                @for code in unknown { option value=(code) selected { (code) } }
                @for choice in all {
                    option value=(choice.code) selected[chosen.contains(&choice.code.as_str())] { (choice.label) }
                }
            }
        }
    }
}
