//! UploadReviewForm.

use platform::{
    error::{Error, Result},
    store::Scope,
};
use proto::{
    platform::v1::Reason,
    reviews::v1::{UploadReviewFormRequest, UploadReviewFormResponse},
};

use super::{
    form::{self, Of},
    written,
};
use crate::{
    assignment::rows,
    case::{self, stage},
    edition::plans,
};

/// Keeps what a form says as the draft of its review.
pub async fn upload(scope: &mut Scope, request: UploadReviewFormRequest) -> Result<UploadReviewFormResponse> {
    let (case_id, _) = rows::ids(&request.name)?;
    let case = case::rows::locked(scope, case_id, &request.name).await?;
    let before = rows::assignment(scope, &request.name).await?;
    let plan = plans::of_case(scope, &case).await?;
    let rubric = stage::of_plan(&plan, &before.stage).rubric_of(case.track);
    let of = Of { name: &request.name, title: "", rubric };
    let written = form::read(&of, &request.form).map_err(|faults| Error::fields(Reason::InvalidField, faults))?;
    let after = written::keep(scope, &case, &before, written, false).await?;
    Ok(UploadReviewFormResponse { assignment: Some(rows::to_message_in_full(scope, after, &case).await?) })
}
