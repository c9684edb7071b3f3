//! ListReviews.

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{CaseReview, ListReviewsRequest, ListReviewsResponse, Review};

use super::versions::{self, Model};
use crate::{assignment::rows as assignments, discussion, member};

/// Lists the reviews of a case that are in: nothing while one of the caller's own is awaited.
pub async fn list(scope: &mut Scope, request: ListReviewsRequest) -> Result<ListReviewsResponse> {
    let Some(case) = discussion::open_to_caller(scope, &request.parent).await? else {
        return Ok(ListReviewsResponse::default());
    };
    let versions = versions::of_case(scope, case.id).await?;
    let of_one = versions.chunk_by(|one, next| one.assignment_id == next.assignment_id);
    let reviews = of_one.filter_map(|versions| told(scope, versions));
    Ok(ListReviewsResponse { reviews: if case.blocked { Vec::new() } else { reviews.collect() } })
}

/// All versions of one review, latest first, as the caller may read them.
fn told(scope: &Scope, versions: &[Model]) -> Option<CaseReview> {
    let (latest, earlier) = versions.split_first()?;
    let own = latest.subject == scope.subject();
    let for_reviewer = scope.is_own();
    let review = versions::to_message(latest);
    let review = if for_reviewer && !own { among_reviewers(review) } else { review };
    Some(CaseReview {
        alias: assignments::alias(latest.assignment_id),
        own,
        stage: latest.stage.clone(),
        review: Some(review),
        reviewer: match for_reviewer {
            true => String::new(),
            false => member::rows::name(&latest.country, latest.reviewer),
        },
        earlier: if for_reviewer { Vec::new() } else { earlier.iter().map(versions::to_message).collect() },
    })
}

/// Without what is for the office alone, nor the time, which may tell whose it is.
fn among_reviewers(review: Review) -> Review {
    Review { comment_to_office: String::new(), submit_time: None, ..review }
}
