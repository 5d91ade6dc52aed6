//! The table: what is said, when, and on which events it stands.

use super::Said;

pub(super) const TABLE: [Said; 0] = [];

/// Moment, sentence, event, pointer into it, and what stands there instead.
pub(super) const ALTERED: [(usize, &str, &str, &str, &str); 0] = [];
