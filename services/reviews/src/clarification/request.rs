//! RequestClarification.

use platform::{clocks, error::Result, etag, moment, store::Scope};
use proto::reviews::v1::{RequestClarificationRequest, RequestClarificationResponse};

use super::{
    Stage, State, USUAL_DAYS, end_of, openable,
    rows::{self, Asked, Model},
};
use crate::{case, country};

/// Asks the applicant of a case to mend some fields.
pub async fn request(scope: &mut Scope, request: RequestClarificationRequest) -> Result<RequestClarificationResponse> {
    let before = case::rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = case::clarification_requested(before.state, before.screening)?;
    openable(&request.fields, &before.questions.0)?;
    let now = moment::now();
    let usual = clocks::last_second(now, USUAL_DAYS, &country::rows::time_zone(scope).await?);
    let due_at = end_of("due_time", request.due_time.as_ref(), usual, now)?;
    let mut after = before.next();
    after.state = state;
    after.clarification = Some(State::Asked);
    scope.update::<case::rows::Entity>(&before, after.clone()).await?;

    let asked = Asked {
        stage: Stage::Screening,
        institution: String::new(),
        subject: scope.subject().to_owned(),
        subject_role: scope.role_told(),
        fields: request.fields,
        question: request.question,
        due_at,
    };
    let row = Model::new(&after, asked, now);
    scope.publish(&row.requested(&after));
    scope.insert::<rows::Entity>(row).await?;
    Ok(RequestClarificationResponse { case: Some(case::whole::whole(scope, after).await?) })
}
