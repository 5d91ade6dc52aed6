//! The rules that come along: a common part, and three profiles to start from.

use crate::rule_set::Source;

/// The common part.
pub const BASE: &str = include_str!("../../../policies/base.cedar");

/// The profiles by their names, each without the common part.
pub const PROFILES: [(&str, &str); 3] = [
    ("small-town", include_str!("../../../policies/small-town.cedar")),
    ("city", include_str!("../../../policies/city.cedar")),
    ("hosting-body", include_str!("../../../policies/hosting-body.cedar")),
];

/// Gives the files of a profile: the common part and its own; `None` if there is no such profile.
pub fn files(name: &str) -> Option<Vec<Source>> {
    let (name, text) = PROFILES.into_iter().find(|(known, _)| *known == name)?;
    Some(vec![Source::new("base.cedar", BASE), Source::new(&format!("{name}.cedar"), text)])
}

/// The sandboxes that come along, by the names of their folders.
pub const SANDBOXES: [(&str, &str); 3] = [
    ("four-people", include_str!("../../../policies/sandboxes/four-people/cases.json")),
    ("two-towns", include_str!("../../../policies/sandboxes/two-towns/cases.json")),
    ("whole-city", include_str!("../../../policies/sandboxes/whole-city/cases.json")),
];
