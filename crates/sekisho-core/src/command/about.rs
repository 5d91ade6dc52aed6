//! What a command is about: the texts that come with it, and its permit.

use crate::command::Command;
use crate::hash::Digest;
use crate::id::PermitId;

impl Command {
    /// Lists the digests that stand for names and free texts. Whoever gives the command brings the texts along.
    ///
    /// Source: docs/spec/event.md section 4.
    pub fn texts(&self) -> Vec<Digest> {
        match self {
            Self::Amend { document } | Self::RequestPermit { document } => std::iter::once(document.purpose)
                .chain(document.route)
                .chain(document.beyond)
                .chain(document.urgent)
                .collect(),
            Self::AmendPlan { document } | Self::DraftPlan { document } => document.texts(),
            Self::AmendParty { name, .. } => name.iter().copied().collect(),
            Self::AmendPerson { mail, name, .. } => name.iter().chain(mail).copied().collect(),
            Self::AmendContract { name, .. }
            | Self::AmendPlace { name, .. }
            | Self::RegisterContract { name, .. }
            | Self::RegisterCourse { name, .. }
            | Self::RegisterDataset { name, .. }
            | Self::RegisterPurpose { name, .. }
            | Self::RegisterParty { name, .. }
            | Self::RegisterPlace { name, .. } => vec![*name],
            Self::CloseIncident { conclusion, .. }
            | Self::ResolveFinding { conclusion, .. }
            | Self::ReviewUrgent { conclusion, .. } => vec![*conclusion],
            Self::EvaluateContractor { sheet, .. } => vec![*sheet],
            Self::RaiseFinding { note, .. } => vec![*note],
            Self::Establish { mail, name, owner_name, .. } => {
                [*owner_name, *name].into_iter().chain(*mail).collect()
            }
            Self::SettleStep { explanation, .. } => explanation.iter().copied().collect(),
            Self::RegisterPerson { mail, name, .. } => std::iter::once(*name).chain(*mail).collect(),
            Self::EndContract { reason, .. }
            | Self::EndWeekly { reason, .. }
            | Self::LiftHold { reason, .. }
            | Self::RejectOrder { reason, .. }
            | Self::RemoveHandler { reason, .. }
            | Self::RetireMedium { reason, .. }
            | Self::Revoke { reason, .. }
            | Self::SendBack { reason, .. }
            | Self::StopOrder { reason, .. }
            | Self::SuspendPerson { reason, .. }
            | Self::WithdrawPlan { reason, .. } => vec![*reason],
            _ => Vec::new(),
        }
    }

    /// Gives the permit that it is about, if any.
    pub fn permit(&self) -> Option<PermitId> {
        match self {
            Self::Amend { document }
            | Self::RequestPermit { document }
            | Self::RequestRewrap { document } => Some(document.permit),
            Self::Approve { permit, .. }
            | Self::Close { permit }
            | Self::DeclareCopy { permit, .. }
            | Self::Freeze { permit }
            | Self::ReviewUrgent { permit, .. }
            | Self::Hand { permit, .. }
            | Self::Receive { permit, .. }
            | Self::Release { permit, .. }
            | Self::ReportCopyErased { permit, .. }
            | Self::ReportErasure { permit, .. }
            | Self::ReportLoss { permit, .. }
            | Self::ReportOpening { permit, .. }
            | Self::Revoke { permit, .. }
            | Self::Rewrap { permit, .. }
            | Self::Seal { permit, .. }
            | Self::SendBack { permit, .. }
            | Self::SettleStep { permit, .. }
            | Self::Unfreeze { permit }
            | Self::Withdraw { permit } => Some(*permit),
            _ => None,
        }
    }
}
