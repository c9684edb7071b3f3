//! The scores that need no model: mean, median, and the mean weighted by confidence.

/// The mean of some shares; nothing of none.
pub fn mean(shares: &[f64]) -> Option<f64> {
    (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / count(shares.len()))
}

/// The median; the mean of the two in the middle where there are as many above as below.
pub fn median(shares: &[f64]) -> Option<f64> {
    let mut ordered = shares.to_vec();
    ordered.sort_by(f64::total_cmp);
    let middle = ordered.len() / 2;
    let upper = *ordered.get(middle)?;
    if ordered.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(ordered[middle - 1], upper))
}

/// The mean in which each share, the first of a pair, counts as often as its reviewer was sure, the second: a review of
/// somebody certain (5) weighs five times that of somebody who guessed (1).
pub fn weighted_mean(shares: &[(f64, i32)]) -> Option<f64> {
    let weight = |confidence: i32| f64::from(confidence.max(1));
    let all: f64 = shares.iter().map(|(_, confidence)| weight(*confidence)).sum();
    (all > 0.0).then(|| shares.iter().map(|(share, confidence)| share * weight(*confidence)).sum::<f64>() / all)
}

/// How many, for arithmetic: no edition has as many reviews as a float has no room for.
#[expect(clippy::cast_precision_loss, reason = "counts of reviews are far below 2^52")]
pub(super) fn count(many: usize) -> f64 {
    many as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_no_reviews_there_is_no_score() {
        assert_eq!((mean(&[]), median(&[]), weighted_mean(&[])), (None, None, None));
    }

    #[test]
    fn one_outlier_moves_the_mean_and_not_the_median() {
        let shares = [0.8, 0.7, 0.0];
        assert!((mean(&shares).expect("a mean") - 0.5).abs() < 1e-12);
        assert_eq!(median(&shares), Some(0.7));
        assert_eq!(median(&[0.25, 0.75]), Some(0.5));
    }

    #[test]
    fn who_is_certain_counts_five_times_who_guesses() {
        assert_eq!(weighted_mean(&[(1.0, 5), (0.4, 1)]), Some(0.9));
        assert_eq!(weighted_mean(&[(1.0, 3), (0.5, 3)]), Some(0.75));
    }
}
