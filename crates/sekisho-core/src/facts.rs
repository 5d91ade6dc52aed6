//! The facts that a person is shown with an act statement: computed from the record, never typed.

use crate::command::Command;
use crate::document::{Document, Protection, Transport};
use crate::permit::Permit;
use crate::state::State;

/// Lists what the person must see before signing, in a fixed order.
///
/// Shape: short lines of ASCII codes and numbers, language-neutral; the same for the same state and command.
/// Source: docs/spec/event.md section 2.
pub fn facts(state: &State, command: &Command) -> Vec<String> {
    let mut lines = Vec::new();
    if let Command::Amend { document } | Command::RequestPermit { document } = command {
        of_document(document, &mut lines);
        return lines;
    }
    let Some(permit) = command.permit() else { return lines };
    match state.permits.get(&permit) {
        Some(live) if matches!(command, Command::Approve { .. }) => of_document(live.document(), &mut lines),
        Some(live) => {
            let document = live.document();
            lines.push(format!("permit {permit} revision {}", document.revision));
            lines.push(format!("people {}", document.people));
            lines.push(format!("return-by {}", document.return_by));
            if let Permit::Out(outing) = live {
                lines.push(format!(
                    "copies {} outside {}",
                    outing.copies.len(),
                    outing.copies_outside().count()
                ));
            }
        }
        None => lines.push(format!("permit {permit}")),
    }
    lines
}

fn of_document(document: &Document, lines: &mut Vec<String>) {
    lines.push(format!("permit {} revision {}", document.permit, document.revision));
    lines.push(format!("document {}", document.digest()));
    lines.push(format!("people {}", document.people));
    for extract in &document.extracts {
        lines.push(format!(
            "rows {} of {} fields {}",
            extract.rows,
            extract.dataset,
            extract.fields.join(",")
        ));
    }
    let protection = match &document.protection {
        Protection::Declared { .. } => "declared (not enforced by encryption)",
        Protection::Sealed => "sealed",
    };
    lines.push(format!("protection {protection}"));
    let media: Vec<_> = document.copies.iter().map(ToString::to_string).collect();
    lines.push(format!("media {}", media.join(",")));
    lines.push(match &document.transport {
        Transport::Carried { carriers, .. } => {
            let carriers: Vec<_> = carriers.iter().map(ToString::to_string).collect();
            format!("carried by {}", carriers.join(","))
        }
        Transport::Courier { .. } => "by courier".to_owned(),
        Transport::Network => "by network".to_owned(),
    });
    lines.push(format!("from {} to {} back to {}", document.from, document.site, document.return_to));
    lines.push(format!("window {} until {}", document.window.from, document.window.until));
    lines.push(format!("return-by {}", document.return_by));
}
