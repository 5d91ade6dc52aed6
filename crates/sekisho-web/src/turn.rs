//! Where whose turn it is leads to, and in which words it is said: the same on the first page and in a mail.

use sekisho_gate::turn::{Matter, Turn};

use crate::page::encoded;

/// Names the sentence that says what is to be done, with `about` in it.
pub fn sentence(matter: Matter) -> String {
    format!("page-turn-{}", matter.name())
}

/// Names the page that shows what it is about. Opening it changes nothing.
pub fn shown(turn: &Turn) -> String {
    let about = &turn.about;
    match turn.matter {
        Matter::Amend | Matter::Approve | Matter::Close | Matter::Receive | Matter::Unfreeze => {
            format!("/permits/{about}")
        }
        Matter::Incident => format!("/incidents/{about}"),
        Matter::Order => format!("/looks/order/show?id={about}"),
        Matter::Plan => format!("/looks/plan/show?id={about}"),
        Matter::Review => format!("/permits/{about}"),
        Matter::WeeklyMissed => "/looks/weekly/list".to_owned(),
        Matter::Employment
        | Matter::Finding
        | Matter::Key
        | Matter::Resume
        | Matter::Second
        | Matter::Weekly => "/".to_owned(),
    }
}

/// Names the page on which it is done.
pub(crate) fn done(turn: &Turn) -> String {
    let about = &turn.about;
    match (turn.matter, &turn.key) {
        (Matter::Employment, _) => format!("/acts/person/confirm?id={about}"),
        (Matter::Finding, _) => format!("/acts/finding/resolve?finding={about}"),
        (Matter::Key, Some(key)) => {
            format!("/acts/key/confirm?person={about}&fingerprint={}", encoded(&key.to_string()))
        }
        (Matter::Second, Some(key)) => {
            format!("/acts/key/second?person={about}&fingerprint={}", encoded(&key.to_string()))
        }
        (Matter::Review, _) => format!("/acts/permit/review?permit={about}"),
        (Matter::Weekly, _) => format!("/acts/weekly/sign?org={about}"),
        (Matter::Resume, _) => format!("/acts/access/resume?person={about}"),
        _ => shown(turn),
    }
}

/// Tells whether others wait for it: it stands out.
pub(crate) fn is_main(matter: Matter) -> bool {
    matches!(matter, Matter::Amend | Matter::Approve | Matter::Receive | Matter::Weekly)
}
