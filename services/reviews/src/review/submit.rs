//! SubmitReview.

use platform::{error::Result, etag, moment, store::Scope};
use proto::reviews::v1::{ReviewSubmitted, SubmitReviewRequest, SubmitReviewResponse};

use super::{Score, share};
use crate::{assignment, assignment::rows, case, edition, member};

/// Hands a review in; the last wanted one makes the case reviewed.
pub async fn submit(scope: &mut Scope, request: SubmitReviewRequest) -> Result<SubmitReviewResponse> {
    let (case_id, _) = rows::ids(&request.name)?;
    let case_before = case::rows::locked(scope, case_id, &request.name).await?;
    let before = rows::assignment(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = assignment::submitted(before.state)?;
    let reviews_in = case_before.reviews_in + 1;
    let case_state = case::review_came(case_before.state, reviews_in, case_before.reviews_wanted)?;
    let edition = edition::rows::edition(scope, &case_before.edition).await?;
    let scores: Vec<Score> =
        request.scores.into_iter().map(|score| Score { criterion: score.criterion, score: score.score }).collect();
    let share = share(&edition.plain_criteria(), &scores)?;

    let now = moment::now();
    let mut after = before.clone();
    after.state = state;
    after.scores = Some(rows::Scores(scores));
    after.share = Some(share);
    after.confidence = Some(request.confidence);
    after.comment_to_applicant = request.comment_to_applicant;
    after.comment_to_panel = request.comment_to_panel;
    after.submitted_at = Some(now);
    after.updated_at = now;
    after.version += 1;
    scope.update::<rows::Entity>(&before, after.clone()).await?;

    let mut case_after = case_before.next();
    case_after.state = case_state;
    case_after.reviews_in = reviews_in;
    case_after.share_sum += share;
    scope.update::<case::rows::Entity>(&case_before, case_after.clone()).await?;
    member::rows::add_awaited(scope, after.reviewer, -1).await?;

    scope.publish(&ReviewSubmitted {
        name: request.name,
        version: after.version,
        case: case::rows::name(&case_after.country, case_after.id),
        registration: case_after.registration.clone(),
    });
    let assignment = rows::to_message_in_full(scope, after, &case_after).await?;
    Ok(SubmitReviewResponse { assignment: Some(assignment) })
}
