//! What the reviews of an edition say of its cases, as numbers: pure functions from ratings to scores.
//!
//! The raw scores are the mean and the median of the shares that a case's reviews gave, and their mean weighted by how sure
//! the reviewers were. The corrected score takes out how strict or generous its reviewers are elsewhere: `model.rs` says by
//! which model, `rank.rs` when a difference between two cases means something.

pub mod agreement;
mod components;
pub mod model;
pub mod plain;
pub mod rank;
pub mod simulated;
pub mod summary;
mod variances;

use uuid::Uuid;

/// One review, as far as scores go.
#[derive(Clone, Debug, PartialEq)]
pub struct Rating {
    /// What was reviewed.
    pub case: Uuid,
    /// Who reviewed: one person is one reviewer in every country, so by subject and not by membership.
    pub reviewer: String,
    /// What the review gave, as a share of the highest weighted score.
    pub share: f64,
    /// How sure the reviewer was, 1 to 5.
    pub confidence: i32,
}

/// What reviews are of that do not count for their case, those of an earlier stage or of the shared set: the same for all of
/// one case and stage.
pub fn apart(case: Uuid, stage: &str) -> Uuid {
    Uuid::from_u128(stage.bytes().fold(!case.as_u128(), |id, byte| {
        // FNV-1a, of 128 bits.
        (id ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    }))
}

#[cfg(test)]
mod tests;
