//! GetReviewForm.

use platform::{error::Result, store::Scope};
use proto::reviews::v1::{GetReviewFormRequest, GetReviewFormResponse};

use super::{
    drafts,
    form::{self, Of},
    written::Written,
};
use crate::{
    assignment::{brief, rows},
    case::{self, stage},
    edition::plans,
};

/// Writes the form of a review, with what is kept of it, or else with what is in.
pub async fn get(scope: &mut Scope, request: GetReviewFormRequest) -> Result<GetReviewFormResponse> {
    let row = rows::assignment(scope, &request.name).await?;
    let case = case::rows::of_assignment(scope, &row).await?;
    let plan = plans::of_case(scope, &case).await?;
    let written = match drafts::of(scope, row.id).await? {
        Some(draft) => Written::of_draft(draft),
        None => Written::of_review(&row),
    };
    let title = brief::short_by(&plan, scope, &row, &case).title;
    let rubric = stage::of_plan(&plan, &row.stage).rubric_of(case.track);
    let of = Of { name: &request.name, title: &title, rubric };
    Ok(GetReviewFormResponse { form: form::write(&of, &written, scope.language()) })
}
