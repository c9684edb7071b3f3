//! RequestClarification.

use platform::{error::Result, etag, moment, store::Scope};
use proto::reviews::v1::{ClarificationRequested, RequestClarificationRequest, RequestClarificationResponse};
use uuid::Uuid;

use super::{
    State, end_of, openable, reminder,
    rows::{self, Model, Paths},
};
use crate::case;

/// Asks the applicant of a case to mend some fields.
pub async fn request(scope: &mut Scope, request: RequestClarificationRequest) -> Result<RequestClarificationResponse> {
    let before = case::rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let state = case::clarification_requested(before.state, before.screening)?;
    openable(&request.fields)?;
    let now = moment::now();
    let due_at = end_of(request.due_time.as_ref(), now)?;
    let mut after = before.next();
    after.state = state;
    after.clarification = Some(State::Asked);
    scope.update::<case::rows::Entity>(&before, after.clone()).await?;

    let row = Model {
        country: after.country.clone(),
        id: Uuid::now_v7(),
        case_id: after.id,
        registration: after.registration.clone(),
        state: State::Asked,
        fields: Paths(request.fields),
        question: request.question,
        answer: String::new(),
        subject: scope.subject().to_owned(),
        due_at,
        remind_at: reminder(now, due_at),
        reminded_at: None,
        ended_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
        blocked: false,
    };
    scope.publish(&ClarificationRequested {
        name: row.name(),
        version: after.version,
        case: request.name,
        registration: row.registration.clone(),
        fields: row.fields.0.clone(),
        question: row.question.clone(),
        due_time: Some(moment::timestamp(due_at)),
    });
    scope.insert::<rows::Entity>(row).await?;
    Ok(RequestClarificationResponse { case: Some(case::whole::whole(scope, after).await?) })
}
