//! Tests of re-wrapping.
