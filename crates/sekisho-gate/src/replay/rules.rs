//! What can be told of an event without knowing the whole state: for records of which a part was erased.

use sekisho_core::id::PersonId;
use sekisho_core::{Command, Event};

/// Tells whether the first event of an act is what that command says.
pub(super) fn carries(event: &Event, by: &PersonId, command: &Command) -> bool {
    match (event, command) {
        (Event::AttemptRefused { act, person, .. }, command) => {
            act == command.act() && person.as_ref() == Some(by)
        }
        (
            Event::PermitApproved { digest, permit, person, .. },
            Command::Approve { document, permit: named },
        ) => digest == document && permit == named && person == by,
        (Event::PermitRequested { document, person, .. }, Command::RequestPermit { document: asked }) => {
            document == asked && person == by
        }
        (Event::PermitAmended { document, .. }, Command::Amend { document: asked }) => document == asked,
        (Event::CustodySigned { medium, permit, person }, Command::Receive { medium: m, permit: p }) => {
            medium == m && permit == p && person == by
        }
        (event, command) => expected_event(command).contains(&event.name().as_str()),
    }
}

/// Gives the names that the first event of a command may have.
fn expected_event(command: &Command) -> &'static [&'static str] {
    match command {
        Command::Amend { .. } => &["permit_amended"],
        Command::Approve { .. } => &["permit_approved"],
        Command::AssignRole { .. } => &["role_assigned"],
        Command::Close { .. } => &["permit_closed"],
        Command::CloseIncident { .. } => &["incident_closed"],
        Command::EnrollKey { .. } => &["key_enrolled"],
        Command::Establish { .. } => &["office_established"],
        Command::Freeze { .. } => &["permit_frozen"],
        Command::Hand { .. } => &["custody_offered", "custody_changed"],
        Command::Leave { .. } => &["person_left"],
        Command::Receive { .. } => &["custody_signed"],
        Command::RegisterDevice { .. } => &["device_registered"],
        Command::RegisterMedium { .. } => &["medium_registered"],
        Command::RegisterParty { .. } => &["party_registered"],
        Command::RegisterPerson { .. } => &["person_registered"],
        Command::RegisterPlace { .. } => &["place_registered"],
        Command::RemoveRole { .. } => &["role_removed"],
        Command::ReportErasure { .. } => &["erasure_reported"],
        Command::ReportFound { .. } => &["medium_found"],
        Command::ReportLoss { .. } => &["loss_reported"],
        Command::RequestPermit { .. } => &["permit_requested"],
        Command::RetireMedium { .. } => &["medium_retired"],
        Command::Revoke { .. } => &["permit_revoked"],
        Command::RevokeKey { .. } => &["key_revoked"],
        Command::SendBack { .. } => &["permit_sent_back"],
        Command::Store { .. } => &["medium_stored"],
        Command::TakeStock { .. } => &["stock_taken"],
        Command::Unfreeze { .. } => &["unfreeze_agreed"],
        Command::Withdraw { .. } => &["permit_withdrawn"],
    }
}

/// Events that happen only because a person acted: without a signature they are invented.
pub(super) fn needs_signature(event: &Event) -> bool {
    matches!(
        event,
        Event::CustodySigned { .. }
            | Event::ErasureReported { .. }
            | Event::IncidentClosed { .. }
            | Event::LossReported { .. }
            | Event::MediumFound { .. }
            | Event::MediumRegistered { .. }
            | Event::MediumRetired { .. }
            | Event::OfficeEstablished { .. }
            | Event::PermitAmended { .. }
            | Event::PermitApproved { .. }
            | Event::PermitClosed { .. }
            | Event::PermitRequested { .. }
            | Event::PermitRevoked { .. }
            | Event::PermitSentBack { .. }
            | Event::PermitWithdrawn { .. }
            | Event::RoleRemoved { .. }
            | Event::StockTaken { .. }
            | Event::UnfreezeAgreed { .. }
    )
}
