//! The shared set of cases that everyone scores first, where the plan of the edition wants it. What is found there counts in
//! no decision: it tells how strict reviewers are.

pub mod start;

/// The stage of assignments to the shared set.
pub const CALIBRATION: &str = "calibration";
