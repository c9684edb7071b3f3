//! SubmitReview.

use platform::{
    error::{Error, Result, Text},
    etag, moment,
    store::Scope,
};
use proto::{
    platform::v1::Reason,
    reviews::v1::{ReviewSubmitted, SubmitReviewRequest, SubmitReviewResponse},
};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{Score, drafts, share, versions};
use crate::{
    assignment::{State, rows, transitions},
    calibration::CALIBRATION,
    case::{self, stage},
    conflict::declarations,
    edition::{plan::Plan, plans},
    member,
};

/// Hands a review in, or in again; the last wanted one makes the case reviewed, or brings it into its next stage.
pub async fn submit(scope: &mut Scope, request: SubmitReviewRequest) -> Result<SubmitReviewResponse> {
    // What counts is when the call came, and not when it had waited for others.
    let came = moment::now();
    let (case_id, _) = rows::ids(&request.name)?;
    let case_before = case::rows::locked(scope, case_id, &request.name).await?;
    let before = rows::accountable(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = transitions::submitted(before.state, before.is_in_time(came))?;
    declarations::needed(scope, &case_before.registration).await?;
    calibrated_first(scope, &before, &case_before.edition).await?;
    let plan = plans::of_case(scope, &case_before).await?;
    let scores = Score::all_of(request.scores);
    let share = share(&stage::of_plan(&plan, &before.stage).criteria_of(case_before.track), &scores)?;
    let case_after = counted(&plan, &case_before, &before, share)?;

    let mut after = before.next();
    after.state = state;
    after.scores = Some(rows::Scores(scores));
    after.share = Some(share);
    after.confidence = Some(request.confidence);
    after.comment_to_applicant = request.comment_to_applicant;
    after.comment_to_panel = request.comment_to_panel;
    after.comment_to_office = request.comment_to_office;
    after.submitted_at = Some(came);
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    scope.insert::<versions::Entity>(versions::of(&after)).await?;
    scope.update::<case::rows::Entity>(&case_before, case_after.clone()).await?;
    drafts::remove(scope, after.id).await?;
    if before.state.is_awaited() {
        member::rows::add_awaited(scope, after.reviewer, -1).await?;
    }
    scope.publish(&ReviewSubmitted {
        name: request.name,
        version: after.version,
        case: case::rows::name(&case_after.country, case_after.id),
        registration: case_after.registration.clone(),
    });
    let assignment = rows::to_message_in_full(scope, after, &case_after).await?;
    Ok(SubmitReviewResponse { assignment: Some(assignment) })
}

/// The case with this review counted, for the first time or in the place of the version before. What is of the shared set
/// does not count.
fn counted(plan: &Plan, case: &case::rows::Model, of: &rows::Model, share: f64) -> Result<case::rows::Model> {
    case::takes_reviews(case.state)?;
    if of.is_calibration() {
        return Ok(case.clone());
    }
    if of.stage != case.stage {
        return Err(case::stage_over(case.state));
    }
    let mut after = case.next();
    match of.share.filter(|_| of.state == State::Submitted) {
        Some(earlier) => after.share_sum += share - earlier,
        None => {
            after.reviews_in += 1;
            after.share_sum += share;
        }
    }
    after.state = case::review_came(case.state, after.reviews_in, case.reviews_wanted)?;
    Ok(stage::advanced(plan, after))
}

/// Refuses a review while the shared set of its edition waits to be scored by the same reviewer.
async fn calibrated_first(scope: &Scope, of: &rows::Model, edition: &str) -> Result<()> {
    if of.is_calibration() {
        return Ok(());
    }
    let mut cases = case::rows::of_edition(scope, edition);
    cases.and_where(case::rows::Column::State.is_in(case::State::TAKES_REVIEWS));
    let waiting = scope
        .find::<rows::Entity>()
        .filter(rows::Column::Reviewer.eq(of.reviewer))
        .filter(rows::Column::Stage.eq(CALIBRATION))
        .filter(rows::Column::State.is_in(State::AWAITED))
        .filter(rows::Column::CaseId.in_subquery(cases));
    if scope.count(waiting).await? == 0 {
        return Ok(());
    }
    let text = Text::told(
        "score the shared cases first: those of the stage `calibration` among your assignments",
        "califique primero los casos comunes: los de la etapa `calibration` entre sus asignaciones",
        "avalie primeiro os casos comuns: os da etapa `calibration` entre as suas designações",
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}
