//! Figures of reviews: how much reviewers have to do, how late and how strict they are, how well they agree, how long each part
//! takes. Pure, but for `rows.rs`, which reads, and `summarize.rs`, which answers.
//!
//! What always holds: to others than a country's own office no reviewer is told, and nothing that a small count could be
//! computed from.

mod counts;
mod rows;
pub mod summarize;

use sea_orm::prelude::Uuid;
use time::OffsetDateTime;

/// Fewer than these may be recognised.
const SHOWN_FROM: usize = 5;

/// One assignment, as far as figures go.
#[derive(Clone, Debug)]
pub struct Work {
    /// Its country.
    pub country: String,
    /// The case.
    pub case: Uuid,
    /// The stage that it belongs to.
    pub stage: String,
    /// The category of the case.
    pub category: String,
    /// The institution of the reviewer; empty: none.
    pub institution: String,
    /// The member, `countries/do/members/{uuid}`.
    pub reviewer: String,
    /// The subject of the reviewer.
    pub subject: String,
    /// The review, as a share of the highest score; nothing while it is awaited.
    pub share: Option<f64>,
    /// When it was made.
    pub made_at: OffsetDateTime,
    /// Until when its review was to come; nothing where it had no time.
    pub due_at: Option<OffsetDateTime>,
    /// When its review came.
    pub submitted_at: Option<OffsetDateTime>,
}

impl Work {
    /// By how many whole days its review was late, or is by now; nothing where it is in time.
    pub fn days_late(&self, now: OffsetDateTime) -> Option<i64> {
        let late = self.submitted_at.unwrap_or(now) - self.due_at?;
        late.is_positive().then(|| late.whole_days())
    }
}

/// The one of sorted values that `tenths` of ten are not above; nothing of none.
pub fn percentile<T: Copy>(sorted: &[T], tenths: usize) -> Option<T> {
    let place = (sorted.len() * tenths).div_ceil(10);
    sorted.get(place.checked_sub(1)?).copied()
}

/// The mean; nothing of none.
pub fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values {
        sum += value;
        count += 1.0;
    }
    (count > 0.0).then(|| sum / count)
}

/// By how much two reviews of one case differ, on average over all pairs, and how many pairs there are.
pub fn difference(cases: &[Vec<f64>]) -> (Option<f64>, usize) {
    let mut differences = Vec::new();
    for shares in cases {
        for (place, share) in shares.iter().enumerate() {
            differences.extend(shares[..place].iter().map(|other| (share - other).abs()));
        }
    }
    let pairs = differences.len();
    (mean(differences), pairs)
}

/// The tenth that a score lies in, 1 to 10; what is just at the border of two lies in the upper one.
pub fn tenth(score: f64) -> usize {
    let place = (score * 10.0 + 1e-9).floor().clamp(0.0, 9.0);
    // Between 0 and 9 by now.
    place as usize + 1
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;

    #[test]
    fn a_review_is_late_by_the_whole_days_after_its_time() {
        let due_at = OffsetDateTime::UNIX_EPOCH;
        let work = |submitted_at| Work {
            country: "do".into(),
            case: Uuid::nil(),
            stage: String::new(),
            category: String::new(),
            institution: String::new(),
            reviewer: String::new(),
            subject: String::new(),
            share: None,
            made_at: due_at - Duration::days(14),
            due_at: Some(due_at),
            submitted_at,
        };
        assert_eq!(work(Some(due_at)).days_late(due_at + Duration::days(9)), None, "in time");
        assert_eq!(work(Some(due_at + Duration::hours(1))).days_late(due_at), Some(0), "late by less than a day");
        assert_eq!(work(None).days_late(due_at + Duration::hours(50)), Some(2), "awaited still");
        assert_eq!(work(None).days_late(due_at - Duration::hours(50)), None);
    }

    #[test]
    fn the_half_and_nine_of_ten_are_values_that_there_are() {
        assert_eq!((percentile::<i32>(&[], 5), percentile(&[7], 5), percentile(&[7], 9)), (None, Some(7), Some(7)));
        let ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        assert_eq!((percentile(&ten, 5), percentile(&ten, 9)), (Some(5), Some(9)));
        assert_eq!((percentile(&[1, 2, 3], 5), percentile(&[1, 2, 3], 9)), (Some(2), Some(3)));
    }

    #[test]
    fn reviewers_who_agree_differ_by_nothing() {
        assert_eq!(difference(&[vec![0.5, 0.5, 0.5], vec![0.1]]), (Some(0.0), 3));
        assert_eq!(difference(&[vec![0.0, 1.0], vec![0.5, 0.5]]), (Some(0.5), 2));
        assert_eq!(difference(&[vec![0.3]]), (None, 0));
    }

    #[test]
    fn a_score_lies_in_one_of_ten_tenths() {
        let tenths = [0.0, 0.05, 0.1, 0.3, 0.95, 1.0].map(tenth);
        assert_eq!(tenths, [1, 1, 2, 4, 10, 10]);
    }
}
