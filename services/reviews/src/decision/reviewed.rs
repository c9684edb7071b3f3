//! The reviews of an edition as they are read for decisions: all that are within the caller's reach, and no more.

use std::collections::{HashMap, HashSet};

use platform::{error::Result, store::Scope};
use proto::reviews::v1 as message;
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{
    assignment::{self, State},
    case,
    score::{
        self, Rating,
        summary::{CaseScores, Summary, summed_up},
    },
};

/// No edition has more cases than this, in all countries.
const MOST_CASES: u64 = 10_000;
/// Nor more reviews.
const MOST_REVIEWS: u64 = 100_000;

/// What is read of an edition.
pub struct Reviewed {
    /// Its cases.
    pub cases: Vec<case::rows::Model>,
    /// The reviews of these cases that are in.
    pub reviews: Vec<assignment::rows::Model>,
}

/// Reads the cases and reviews of an edition. A review of a case that the caller does not see is left out with it, so that it
/// does not show in what others are corrected by either.
pub async fn of_edition(scope: &Scope, edition: &str) -> Result<Reviewed> {
    use case::rows::{Column, Entity};
    let cases = scope.find::<Entity>().filter(Column::Edition.eq(edition)).order_by_asc(Column::Id).limit(MOST_CASES);
    let shown = assignment::rows::not_awaited_of_caller(scope, Column::Id);
    let cases = scope.all(cases.filter(shown)).await?;
    let reviews = scope
        .find::<assignment::rows::Entity>()
        .filter(assignment::rows::Column::CaseId.in_subquery(case::rows::of_edition(scope, edition)))
        .filter(assignment::rows::Column::State.eq(State::Submitted))
        .order_by_asc(assignment::rows::Column::Id)
        .limit(MOST_REVIEWS);
    let seen: HashSet<Uuid> = cases.iter().map(|case| case.id).collect();
    let reviews = scope.all(reviews).await?.into_iter().filter(|review| seen.contains(&review.case_id)).collect();
    Ok(Reviewed { cases, reviews })
}

impl Reviewed {
    /// The reviews as ratings, each with its own share. What counts for a case are the reviews of the stage that it is in. Those
    /// of other stages and of the shared set show how strict reviewers are, and count as of a case of its own.
    pub fn ratings(&self) -> Vec<Rating> {
        self.ratings_by(|review| review.share)
    }

    /// The same with shares that somebody reckons otherwise.
    pub fn ratings_by(&self, share: impl Fn(&assignment::rows::Model) -> Option<f64>) -> Vec<Rating> {
        let stages: HashMap<Uuid, &str> = self.cases.iter().map(|case| (case.id, case.stage.as_str())).collect();
        let rating = |review: &assignment::rows::Model| {
            let counts = stages.get(&review.case_id).is_some_and(|stage| *stage == review.stage);
            Some(Rating {
                case: if counts { review.case_id } else { score::apart(review.case_id, &review.stage) },
                reviewer: review.subject.clone(),
                share: share(review)?,
                confidence: review.confidence.unwrap_or(1),
            })
        };
        self.reviews.iter().filter_map(rating).collect()
    }

    /// All scores.
    pub fn summary(&self) -> Summary {
        summed_up(&self.ratings())
    }
}

/// The scores as a message.
pub fn scores_message(scores: &CaseScores) -> message::CaseScores {
    let (low, high) = scores.interval();
    message::CaseScores {
        reviews: scores.reviews,
        raw_mean: scores.raw_mean,
        median: scores.median,
        weighted_mean: scores.weighted_mean,
        corrected: scores.corrected,
        standard_error: scores.error,
        low,
        high,
        part: number(scores.part),
    }
}

/// A count as messages have it.
pub fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
