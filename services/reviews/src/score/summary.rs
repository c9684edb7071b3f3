//! All scores of the cases of an edition, beside each other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Rating,
    model::{self, Fit},
    plain, rank,
};

/// What the reviews of one case say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseScores {
    /// How many reviews are in.
    pub reviews: i32,
    /// Their mean.
    pub raw_mean: f64,
    /// Their median.
    pub median: f64,
    /// Their mean weighted by confidence.
    pub weighted_mean: f64,
    /// The score corrected for severity.
    pub corrected: f64,
    /// The standard error of that.
    pub error: f64,
    /// Which part of the edition the case is of.
    pub part: usize,
}

/// The scores of an edition.
#[derive(Clone, Debug)]
pub struct Summary {
    /// What the model found.
    pub fit: Fit,
    /// By case; only those with a review.
    pub cases: BTreeMap<Uuid, CaseScores>,
}

/// Sums the ratings of an edition up.
pub fn summed_up(ratings: &[Rating]) -> Summary {
    let fit = model::fit(ratings);
    let mut by_case: BTreeMap<Uuid, Vec<(f64, i32)>> = BTreeMap::new();
    for rating in ratings {
        by_case.entry(rating.case).or_default().push((rating.share, rating.confidence));
    }
    let scores = |(case, shares): (Uuid, Vec<(f64, i32)>)| {
        let plain_shares: Vec<f64> = shares.iter().map(|(share, _)| *share).collect();
        let corrected = fit.cases.get(&case)?;
        let scores = CaseScores {
            reviews: i32::try_from(shares.len()).unwrap_or(i32::MAX),
            raw_mean: plain::mean(&plain_shares)?,
            median: plain::median(&plain_shares)?,
            weighted_mean: plain::weighted_mean(&shares)?,
            corrected: corrected.score,
            error: corrected.error,
            part: corrected.part,
        };
        Some((case, scores))
    };
    let cases = by_case.into_iter().filter_map(scores).collect();
    Summary { fit, cases }
}

impl CaseScores {
    /// The score that meets the bar.
    pub fn decisive(&self, by_corrected: bool) -> f64 {
        if by_corrected { self.corrected } else { self.raw_mean }
    }

    /// The interval of the corrected score.
    pub fn interval(&self) -> (f64, f64) {
        rank::interval(self.corrected, self.error)
    }
}
