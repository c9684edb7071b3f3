//! What a proposal makes of pairs of case and reviewer.

pub mod rows;
