//! Which acts need a key that cannot be copied.

use crate::command::Command;

impl Command {
    /// Tells whether whoever gives this command must sign with a key that stays on one device: not with a passkey that
    /// is copied to other devices ("synced").
    ///
    /// Shape: acts that let data out, let a key, a role or a rule count, or answer for the organization.
    /// Source: docs/adr/0032-passkeys-sign-acts.md.
    pub fn needs_bound_key(&self) -> bool {
        // Every command is named, so that a new one is judged when it is added.
        match self {
            Self::AcceptRisk { .. }
            | Self::ActivateContract { .. }
            | Self::AdoptRules { .. }
            | Self::Approve { .. }
            | Self::ApproveOrder { .. }
            | Self::ApprovePlan { .. }
            | Self::AssignRole { .. }
            | Self::ConfirmEmployment { .. }
            | Self::ConfirmKey { .. }
            | Self::EnrollDevice { .. }
            | Self::EnrollKey { .. }
            | Self::Establish { .. }
            | Self::EstablishRewrapKey { .. }
            | Self::EstablishVault { .. }
            | Self::LiftHold { .. }
            | Self::Release { .. }
            | Self::ResolveFinding { .. }
            | Self::ResumePerson { .. }
            | Self::ReviewUrgent { .. }
            | Self::Rewrap { .. }
            | Self::SignWeekly { .. }
            | Self::SecondKey { .. }
            | Self::Unfreeze { .. } => true,
            Self::Amend { .. }
            | Self::AmendContract { .. }
            | Self::AmendMedium { .. }
            | Self::AmendParty { .. }
            | Self::AmendPerson { .. }
            | Self::AmendPlace { .. }
            | Self::AmendPlan { .. }
            | Self::ApplyAccess { .. }
            | Self::BeginWeekly { .. }
            | Self::Close { .. }
            | Self::CloseIncident { .. }
            | Self::ConfirmAccess { .. }
            | Self::DeclareCopy { .. }
            | Self::DepositKeys { .. }
            | Self::DraftPlan { .. }
            | Self::EndAccess { .. }
            | Self::EndContract { .. }
            | Self::EndWeekly { .. }
            | Self::EvaluateContractor { .. }
            | Self::Freeze { .. }
            | Self::Hand { .. }
            | Self::Leave { .. }
            | Self::NameHandlers { .. }
            | Self::PlaceOrder { .. }
            | Self::ProposeRules { .. }
            | Self::RaiseFinding { .. }
            | Self::Receive { .. }
            | Self::RecordTraining { .. }
            | Self::RegisterContract { .. }
            | Self::RegisterCourse { .. }
            | Self::RegisterDataset { .. }
            | Self::RegisterDevice { .. }
            | Self::RegisterMedium { .. }
            | Self::RegisterParty { .. }
            | Self::RegisterPerson { .. }
            | Self::RegisterPlace { .. }
            | Self::RegisterPurpose { .. }
            | Self::RejectOrder { .. }
            | Self::RemoveHandler { .. }
            | Self::RemoveRole { .. }
            | Self::ReportCopyErased { .. }
            | Self::ReportErasure { .. }
            | Self::ReportFound { .. }
            | Self::ReportLoss { .. }
            | Self::ReportOpening { .. }
            | Self::RequestPermit { .. }
            | Self::RequestRewrap { .. }
            | Self::RetireMedium { .. }
            | Self::Revoke { .. }
            | Self::RevokeKey { .. }
            | Self::Seal { .. }
            | Self::SendBack { .. }
            | Self::SettleStep { .. }
            | Self::StateEmployment { .. }
            | Self::StopOrder { .. }
            | Self::Store { .. }
            | Self::SuspendPerson { .. }
            | Self::TakeStock { .. }
            | Self::Withdraw { .. }
            | Self::WithdrawPlan { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testkit as kit;

    #[test]
    fn approving_needs_a_key_that_stays_where_it_is_and_carrying_does_not() {
        for command in [
            kit::establish(),
            kit::approve(&kit::document()),
            kit::assign_role("R-1", crate::party::Role::Approver),
            kit::unfreeze(),
        ] {
            assert!(command.needs_bound_key(), "{}", command.act());
        }
        for command in [
            kit::request(&kit::document()),
            kit::receive("M-1"),
            kit::freeze(),
            kit::take_stock("CAB", "M-1"),
            kit::leave("R-1"),
        ] {
            assert!(!command.needs_bound_key(), "{}", command.act());
        }
    }
}
