//! Exit codes. They are part of the interface: see `docs/guide`.

use sekisho_core::{Reason, Rule};

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: something broke.
    Failed,
    /// 2: the call is malformed.
    Usage,
    /// 3: the rules say no.
    Refused,
    /// 4: somebody else must act first.
    Waiting,
    /// 5: there is no such thing.
    NotFound,
    /// 6: a check failed.
    Unverified,
    /// 7: a medium is unknown, unfit or elsewhere.
    Medium,
    /// 8: too late.
    Expired,
    /// 9: a step of a replay came to something else than its file says.
    Differs,
    /// 10: a replay has open verdicts: nothing is built that could give them, and nothing else differs.
    Open,
}

impl Exit {
    /// Gives the number.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::Waiting => 4,
            Self::NotFound => 5,
            Self::Unverified => 6,
            Self::Medium => 7,
            Self::Expired => 8,
            Self::Differs => 9,
            Self::Open => 10,
        }
    }

    /// Reads the number.
    pub fn from_code(code: u8) -> Option<Self> {
        let all = [
            Self::Done,
            Self::Failed,
            Self::Usage,
            Self::Refused,
            Self::Waiting,
            Self::NotFound,
            Self::Unverified,
            Self::Medium,
            Self::Expired,
            Self::Differs,
            Self::Open,
        ];
        all.into_iter().find(|exit| exit.code() == code)
    }

    /// Chooses the code for a refusal: a special one only if every reason is of that kind.
    pub fn of_reasons(reasons: &[Reason]) -> Self {
        let all =
            |test: fn(&Rule) -> bool| !reasons.is_empty() && reasons.iter().all(|reason| test(&reason.rule));
        if reasons.is_empty() {
            Self::Done
        } else if all(|rule| {
            matches!(rule, Rule::PermitNotApproved | Rule::WindowNotOpen | Rule::HandOverPending)
        }) {
            Self::Waiting
        } else if all(|rule| matches!(rule, Rule::PermitUnknown | Rule::IncidentUnknown)) {
            Self::NotFound
        } else if all(|rule| rule.code() == "R-MEDIA") {
            Self::Medium
        } else if all(|rule| matches!(rule, Rule::WindowOver | Rule::AlreadyFinished)) {
            Self::Expired
        } else {
            Self::Refused
        }
    }
}
