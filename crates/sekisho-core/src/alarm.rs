//! Alarms: what rings by itself when time passes, and findings: what contradicts.

use serde::{Deserialize, Serialize};

/// An alarm about one copy of a permit that is out; each rings once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// Not at the site in time.
    ArrivalOverdue,
    /// Not erased in time.
    ErasureOverdue,
    /// Given, but not signed for in time.
    HandOverOverdue,
    /// Not back in time.
    ReturnOverdue,
    /// Still not back, two and a half hours later: the security office telephones.
    ReturnOverdueLong,
    /// A working copy at the site was not erased in time.
    WorkingCopyOverdue,
}

impl Alarm {
    /// Every alarm, for tables.
    pub const ALL: [Self; 6] = [
        Self::ArrivalOverdue,
        Self::ErasureOverdue,
        Self::HandOverOverdue,
        Self::ReturnOverdue,
        Self::ReturnOverdueLong,
        Self::WorkingCopyOverdue,
    ];

    /// Gives the code that a replay file expects.
    pub fn code(self) -> &'static str {
        match self {
            Self::ErasureOverdue | Self::WorkingCopyOverdue => "A-ERASE",
            Self::ArrivalOverdue | Self::HandOverOverdue | Self::ReturnOverdue | Self::ReturnOverdueLong => {
                "A-OVERDUE"
            }
        }
    }

    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ArrivalOverdue => "arrival_overdue",
            Self::ErasureOverdue => "erasure_overdue",
            Self::HandOverOverdue => "hand_over_overdue",
            Self::ReturnOverdue => "return_overdue",
            Self::ReturnOverdueLong => "return_overdue_long",
            Self::WorkingCopyOverdue => "working_copy_overdue",
        }
    }
}

/// What a fact contradicts. The fact stays in the record; the finding says where it does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// In the weekly check the head of an organization found something otherwise than the record has it.
    CheckDiffers,
    /// Somebody was presented as another company's own.
    EmployerMisstated,
    /// Somebody other than the named eraser says to have erased.
    ErasedByAnother,
    /// Erased after its deadline.
    ErasedLate,
    /// A lost copy is said to have been erased.
    ErasedWhileLost,
    /// Opened after its key was to be destroyed.
    OpenedTooLate,
    /// Opened by other means than a station: outside of its promises.
    OpenedUncontrolled,
    /// Said to be opened, and no release was ever given for it.
    OpenedUnreleased,
    /// Data were taken out of a system, and no permit covers it.
    ExportUnpermitted,
    /// The report tells of something that happened long before or in the future.
    ReportedLate,
    /// A medium that the ledger has elsewhere was seen here.
    SeenElsewhere,
    /// What was found has another serial number than what was lost.
    SerialDiffers,
    /// A medium that the register does not know was seen.
    UnknownMedium,
    /// The report names a medium or permit that does not fit the record.
    UnknownObject,
    /// Far more was taken at once than the work explains.
    VolumeUnusual,
}

impl Finding {
    /// Every finding, for tables.
    pub const ALL: [Self; 15] = [
        Self::CheckDiffers,
        Self::EmployerMisstated,
        Self::ErasedByAnother,
        Self::ErasedLate,
        Self::ErasedWhileLost,
        Self::ExportUnpermitted,
        Self::OpenedTooLate,
        Self::OpenedUncontrolled,
        Self::OpenedUnreleased,
        Self::ReportedLate,
        Self::SeenElsewhere,
        Self::SerialDiffers,
        Self::UnknownMedium,
        Self::UnknownObject,
        Self::VolumeUnusual,
    ];

    /// Tells whether an officer writes it down by hand, about a person.
    pub fn is_about_a_person(self) -> bool {
        matches!(self, Self::ExportUnpermitted | Self::VolumeUnusual)
    }

    /// Gives the code that a replay file expects.
    pub fn code(self) -> &'static str {
        match self {
            Self::SeenElsewhere | Self::UnknownMedium => "A-STOCK",
            Self::EmployerMisstated => "A-IDENT",
            Self::ExportUnpermitted => "A-EXPORT",
            Self::VolumeUnusual => "A-VOLUME",
            _ => "A-CONTRA",
        }
    }

    /// Gives the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::CheckDiffers => "check_differs",
            Self::EmployerMisstated => "employer_misstated",
            Self::ErasedByAnother => "erased_by_another",
            Self::ErasedLate => "erased_late",
            Self::ErasedWhileLost => "erased_while_lost",
            Self::ExportUnpermitted => "export_unpermitted",
            Self::OpenedTooLate => "opened_too_late",
            Self::OpenedUncontrolled => "opened_uncontrolled",
            Self::OpenedUnreleased => "opened_unreleased",
            Self::ReportedLate => "reported_late",
            Self::SeenElsewhere => "seen_elsewhere",
            Self::SerialDiffers => "serial_differs",
            Self::UnknownMedium => "unknown_medium",
            Self::UnknownObject => "unknown_object",
            Self::VolumeUnusual => "volume_unusual",
        }
    }
}
