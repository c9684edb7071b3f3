//! Places that stay empty in a proposal.

pub mod rows;
