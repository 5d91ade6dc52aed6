//! Asking for a carry-out, changing the request, taking it back.

use crate::chain::{check_asker, check_chain};
use crate::decide::Ask;
use crate::document::{Document, Protection, Transport};
use crate::event::Event;
use crate::id::{MediumId, PermitId, PersonId};
use crate::less::check_forms;
use crate::medium::{Condition, Whereabouts};
use crate::office_acts::cabinet;
use crate::permit::earlier::check_earlier;
use crate::permit::seal::check_sealing;
use crate::permit::{Permit, Request};
use crate::plan::check_plan;
use crate::purpose::check_scope;
use crate::reason::{Reasons, Rule};
use crate::rights::check_not_suspended;
use crate::training::check_training;

#[cfg(any(test, feature = "testkit"))]
pub(crate) mod table;

/// Decides whether a carry-out may be asked for.
///
/// Shape: yields one `PermitRequested`; the number must be the next one.
/// Errors: everything wrong with the document at once.
/// Source: control C05.
pub(crate) fn request(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) -> Vec<Event> {
    // INVARIANT: a number is given once, also the very last one.
    let fresh = document.permit == ask.state.next_permit() && document.permit.0 > ask.state.permit_count;
    reasons.require(fresh && document.revision == 1, || {
        Rule::NumberStale.about("permit", document.permit).about("next", ask.state.next_permit())
    });
    check_asker(ask, reasons);
    check_document(ask, document, reasons);
    vec![Event::PermitRequested {
        digest: document.digest(),
        document: document.clone(),
        person: ask.person.clone(),
    }]
}

/// Decides whether the requester may change the request. Approvals given so far are void.
pub(crate) fn amend(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) -> Vec<Event> {
    let permit = document.permit;
    check_asker(ask, reasons);
    if let Some(request) = own_request(ask, permit, reasons) {
        let (now, next) = (request.document.revision, request.document.revision.saturating_add(1));
        reasons.require(document.revision == next && next > now, || {
            Rule::NumberStale.about("permit", permit).about("next", next)
        });
        check_document(ask, document, reasons);
    }
    vec![Event::PermitAmended { digest: document.digest(), document: document.clone() }]
}

/// Decides whether the requester may take the request back.
pub(crate) fn withdraw(ask: Ask<'_>, permit: PermitId, reasons: &mut Reasons) -> Vec<Event> {
    if let Some(waits) = ask.state.permits.get(&permit).and_then(Permit::rewrapping) {
        reasons.require(waits.requester == *ask.person, || {
            Rule::NotRequester.about("permit", permit).about("person", &waits.requester)
        });
        return vec![Event::RewrapWithdrawn { permit }];
    }
    own_request(ask, permit, reasons);
    vec![Event::PermitWithdrawn { permit }]
}

/// Finds a request of the actor's own of which nothing has left.
fn own_request<'a>(ask: Ask<'a>, permit: PermitId, reasons: &mut Reasons) -> Option<&'a Request> {
    let request = match find(ask, permit, reasons)? {
        Permit::Out(_) => {
            reasons.add(Rule::PermitIsOut.about("permit", permit));
            return None;
        }
        Permit::Approved(request) | Permit::Requested(request) | Permit::SentBack(request) => request,
    };
    reasons.require(request.requester == *ask.person, || {
        Rule::NotRequester.about("permit", permit).about("person", &request.requester)
    });
    Some(request)
}

/// Finds a live permit, or says why there is none.
pub(crate) fn find<'a>(ask: Ask<'a>, permit: PermitId, reasons: &mut Reasons) -> Option<&'a Permit> {
    let found = ask.state.permits.get(&permit);
    if found.is_none() {
        let finished = ask.state.is_finished(permit);
        let rule = if finished { Rule::AlreadyFinished } else { Rule::PermitUnknown };
        reasons.add(rule.about("permit", permit));
    }
    found
}

/// Checks everything about a document that can be checked when it is written, and again when it is approved.
pub(crate) fn check_document(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    check_content(document, reasons);
    check_times(ask, document, reasons);
    check_transport(ask, document, reasons);
    check_sealing(ask, document, reasons);
    check_media(ask, document, reasons);
    check_earlier(ask, document, reasons);
    check_places(ask, document, reasons);
    for person in document.people_named() {
        known_person(ask, person, reasons);
    }
    check_chain(ask, document, reasons);
    check_plan(ask, document, reasons);
    check_scope(ask, document, reasons);
    check_forms(ask, document, reasons);
    check_training(ask, document, reasons);
}

fn check_content(document: &Document, reasons: &mut Reasons) {
    let something = !document.extracts.is_empty()
        && document.extracts.iter().all(|extract| !extract.fields.is_empty() && extract.rows > 0)
        && document.people > 0;
    reasons.require(something, || Rule::NothingAsked.about("permit", document.permit));
    let named =
        document.extracts.iter().flat_map(|extract| &extract.fields).all(|field| is_field_code(field));
    reasons.require(named && document.words().all(is_plain), || {
        Rule::TextUnfit.about("permit", document.permit)
    });
}

/// Tells whether the field code is one word: codes are listed with commas, and a list must not look longer than it is.
pub(crate) fn is_field_code(code: &str) -> bool {
    !code.is_empty() && !code.contains(|c: char| c == ',' || c.is_whitespace())
}

/// Tells whether the word can stand on a line of an act statement: one line, short, and all of it visible.
pub(crate) fn is_plain(word: &str) -> bool {
    word.chars().count() <= LONGEST_WORD && !word.chars().any(is_unseen)
}

/// Long enough for a product with its version; short enough to be read before signing. Units: characters.
const LONGEST_WORD: usize = 200;

/// Tells whether the character breaks a line, turns the direction of reading, or shows nothing: a signer would read
/// something other than what stands there.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

fn check_times(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    let window = document.window;
    let ordered = window.from < window.until
        && window.from <= document.erase_by
        && document.erase_by <= document.return_by
        && document.return_by <= window.until
        && document.arrive_by.is_none_or(|arrive| window.from <= arrive && arrive <= document.erase_by);
    reasons.require(ordered, || Rule::DeadlinesDisordered.about("permit", document.permit));
    reasons.require(!window.is_over(ask.now), || {
        Rule::WindowOver.about("permit", document.permit).about("until", window.until)
    });
}

fn check_transport(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    match &document.transport {
        Transport::Carried { carriers, .. } if carriers.is_empty() => {
            reasons.add(Rule::MethodMissing.about("permit", document.permit));
        }
        Transport::Carried { carriers, .. } => {
            reasons.require(carriers.len() >= 2, || Rule::OneCarrier.about("permit", document.permit));
        }
        Transport::Courier { company } => {
            reasons
                .require(!company.trim().is_empty(), || Rule::MethodMissing.about("permit", document.permit));
        }
        Transport::Network => {}
    }
    if let Protection::Declared { product } = &document.protection {
        reasons.require(!product.trim().is_empty(), || Rule::MethodMissing.about("permit", document.permit));
    }
    check_device(ask, document, reasons);
}

/// The receiving device stands at the site.
pub(crate) fn check_device(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    if let Some(device) = &document.device {
        match ask.state.devices.get(device) {
            None => reasons.add(Rule::DeviceUnknown.about("device", device)),
            Some(known) => {
                reasons.require(known.place == document.site, || {
                    Rule::DeviceElsewhere.about("device", device).about("place", &document.site)
                });
            }
        }
    }
}

fn check_media(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    let needs_medium = !matches!(document.transport, Transport::Network);
    reasons.require(!needs_medium || !document.copies.is_empty(), || {
        Rule::NoMedium.about("permit", document.permit)
    });
    for (line, medium) in document.copies.iter().enumerate() {
        let twice = document.copies.iter().take(line).any(|earlier| earlier == medium);
        reasons.require(!twice, || Rule::MediumTwice.about("medium", medium));
        check_medium(ask, document, medium, reasons);
    }
}

fn check_medium(ask: Ask<'_>, document: &Document, medium: &MediumId, reasons: &mut Reasons) {
    let Some(known) = ask.state.media.get(medium) else {
        reasons.add(Rule::MediumUnknown.about("medium", medium));
        return;
    };
    reasons.require(known.condition == Condition::Usable, || Rule::MediumUnusable.about("medium", medium));
    if let Some(other) = known.booked.filter(|other| *other != document.permit) {
        reasons.add(Rule::MediumBooked.about("medium", medium).about("permit", other));
    }
    reasons.require(matches!(known.whereabouts, Whereabouts::At(_)), || {
        Rule::MediumElsewhere.about("medium", medium).about("place", &document.from)
    });
}

/// Checks what may have become wrong between the approvals and the hand-out, about this one medium.
pub(crate) fn check_before_leaving(
    ask: Ask<'_>,
    document: &Document,
    medium: &MediumId,
    reasons: &mut Reasons,
) {
    match ask.state.media.get(medium) {
        None => reasons.add(Rule::MediumUnknown.about("medium", medium)),
        Some(known) if known.condition != Condition::Usable => {
            reasons.add(Rule::MediumUnusable.about("medium", medium));
        }
        Some(known) => {
            reasons.require(known.whereabouts == Whereabouts::At(document.from.clone()), || {
                Rule::MediumElsewhere.about("medium", medium).about("place", &document.from)
            });
        }
    }
    known_person(ask, &document.eraser, reasons);
    check_chain(ask, document, reasons);
    check_plan(ask, document, reasons);
    check_training(ask, document, reasons);
}

fn check_places(ask: Ask<'_>, document: &Document, reasons: &mut Reasons) {
    cabinet(ask, &document.from, reasons);
    cabinet(ask, &document.return_to, reasons);
    reasons.require(ask.state.places.contains_key(&document.site), || {
        Rule::PlaceUnknown.about("place", &document.site)
    });
}

/// Demands a registered person who has not left.
pub(crate) fn known_person(ask: Ask<'_>, person: &PersonId, reasons: &mut Reasons) {
    match ask.state.persons.get(person) {
        None => reasons.add(Rule::PersonUnknown.about("person", person)),
        Some(known) => {
            reasons.require(known.left_at.is_none(), || Rule::PersonLeft.about("person", person));
            check_not_suspended(ask, person, reasons);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_a_character_that_shows_nothing_is_not_plain() {
        let unseen = "\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}\u{180d}\u{180e}\u{180f}\u{200b}\
            \u{202e}\u{2060}\u{2800}\u{3164}\u{fe00}\u{fe0f}\u{feff}\u{ffa0}\u{e0001}\u{e0100}\u{e01ef}\n";
        for c in unseen.chars() {
            assert!(!is_plain(&format!("a{c}b")), "{c:?}");
        }
        assert!(is_plain("暗号化USBメモリ RUF3-HSL 16GB") && is_plain("住民番号"));
        assert!(is_field_code("住民番号") && !is_field_code("住民　番号"));
    }
}
