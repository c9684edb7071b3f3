//! CompleteValidation.

use platform::{
    error::{Error, Result, Text},
    etag, moment,
    store::Scope,
};
use proto::reviews::v1::{CompleteValidationRequest, CompleteValidationResponse, ValidationCompleted};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Outcome, Validator, due, expires, may_validate, rows};
use crate::{assignment, case, decision, member, partnership};

/// Records what a partner institution found when it checked the evidence of an accepted case.
pub async fn complete(scope: &mut Scope, request: CompleteValidationRequest) -> Result<CompleteValidationResponse> {
    let case_before = case::rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, case_before.version)?;
    let found = Outcome::of(request.outcome()).ok_or_else(|| {
        Error::invalid(
            "outcome",
            Text::told("say PASSED or FAILED", "indique PASSED o FAILED", "indique PASSED ou FAILED"),
        )
    })?;
    let subject = scope.subject().to_owned();
    let reviewers = assignment::rows::of_cases(scope, &[case_before.id]).await?;
    may_validate(Validator {
        represents: member::rows::represents(scope, &subject, &request.institution).await?,
        institution_validates: partnership::rows::validates(scope, &request.institution).await?,
        reviewed: reviewers.iter().any(|row| row.subject == subject),
    })?;
    let now = moment::now();
    let mut case_after = case_before.next();
    let held = rows::latest_that_held(scope, case_before.id).await?;
    case_after.state = state_after(scope, &case_before, held.as_ref(), found, now).await?;

    let row = rows::Model {
        country: case_after.country.clone(),
        id: Uuid::now_v7(),
        case_id: case_after.id,
        registration: case_after.registration.clone(),
        institution: request.institution,
        subject,
        outcome: found,
        checklist_answers: rows::Answers(request.checklist_answers),
        note: request.note,
        expires_at: expires(found, now),
        end_told_at: None,
        reminders: 0,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    scope.publish(&ValidationCompleted {
        name: rows::name(&row.country, row.id),
        version: row.version,
        case: request.name,
        registration: row.registration.clone(),
        institution: row.institution.clone(),
        outcome: found.message() as i32,
        expire_time: row.expires_at.map(moment::timestamp),
        renewal: held.is_some(),
        submission: case_after.submission,
    });
    scope.update::<case::rows::Entity>(&case_before, case_after).await?;
    scope.insert::<rows::Entity>(row.clone()).await?;
    Ok(CompleteValidationResponse { validation: Some(rows::to_message(row)) })
}

/// Where the case stands after a first check, or after another one of a case whose evidence held before.
async fn state_after(
    scope: &Scope,
    of: &case::rows::Model,
    held: Option<&rows::Model>,
    found: Outcome,
    now: OffsetDateTime,
) -> Result<case::State> {
    if let Some(held) = held {
        let ended = of.withdrawn_at.is_some() || of.is_merged();
        return case::renewed(of.state, ended, held.end().is_none_or(|end| due(end, now)));
    }
    let decision = decision::rows::of_case(scope, of).await?;
    let released = decision.as_ref().and_then(decision::rows::Model::released_outcome);
    case::validated(of.state, released, found == Outcome::Passed)
}
