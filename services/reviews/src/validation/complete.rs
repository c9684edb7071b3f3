//! CompleteValidation.

use platform::{
    error::{Error, Result, Text},
    etag, moment,
    store::Scope,
};
use proto::reviews::v1::{CompleteValidationRequest, CompleteValidationResponse, ValidationCompleted};
use uuid::Uuid;

use super::{Outcome, Validator, may_validate, rows};
use crate::{assignment, case, decision, member, partnership};

/// Records what a partner institution found when it checked the evidence of an accepted case.
pub async fn complete(scope: &mut Scope, request: CompleteValidationRequest) -> Result<CompleteValidationResponse> {
    let case_before = case::rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, case_before.version)?;
    let found = Outcome::of(request.outcome())
        .ok_or_else(|| Error::invalid("outcome", Text::new("say PASSED or FAILED", "indique PASSED o FAILED")))?;
    let subject = scope.subject().to_owned();
    let reviewers = assignment::rows::of_cases(scope, &[case_before.id]).await?;
    may_validate(Validator {
        represents: member::rows::represents(scope, &subject, &request.institution).await?,
        institution_validates: partnership::rows::validates(scope, &request.institution).await?,
        reviewed: reviewers.iter().any(|row| row.subject == subject),
    })?;
    let decision = decision::rows::of_case(scope, &case_before).await?;
    let released = decision.as_ref().and_then(decision::rows::Model::released_outcome);
    let mut case_after = case_before.next();
    case_after.state = case::validated(case_before.state, released, found == Outcome::Passed)?;

    let now = moment::now();
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
    });
    scope.update::<case::rows::Entity>(&case_before, case_after).await?;
    scope.insert::<rows::Entity>(row.clone()).await?;
    Ok(CompleteValidationResponse { validation: Some(rows::to_message(row)) })
}
