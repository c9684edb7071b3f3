//! CompleteValidation.

use platform::{
    clocks,
    error::{Error, Result, Text},
    etag, moment,
    store::Scope,
};
use proto::reviews::v1::{CompleteValidationRequest, CompleteValidationResponse, ValidationCompleted};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Outcome, checklist, due, expires, mend, rows, validator};
use crate::{
    case,
    clarification::{self, Stage},
    country, decision,
    edition::{plan::Plan, plans},
};

/// Records what a partner institution found when it checked the evidence of an accepted case.
pub async fn complete(scope: &mut Scope, request: CompleteValidationRequest) -> Result<CompleteValidationResponse> {
    let case_before = case::rows::locked_by_name(scope, &request.name).await?;
    validator::check(scope, &case_before, &request.name, &request.institution).await?;
    etag::check(&request.etag, case_before.version)?;
    let found = Outcome::of(request.outcome()).ok_or_else(no_outcome)?;
    let plan = plans::of_case(scope, &case_before).await?;
    let now = moment::now();
    let mut case_after = case_before.next();
    let held = rows::latest_that_held(scope, case_before.id).await?;
    case_after.state = state_after(scope, &case_before, held.as_ref(), found, now).await?;
    mend::none_waits(clarification::rows::waiting(scope, case_before.id).await?.map(|row| row.due_at))?;
    checklist::check(&checklist::of_plan(&plan)?, found, &request.answers)?;
    mend::check(found, &request.fields, &case_before.questions.0, &request.question)?;

    let mut row = validation(scope, &case_after, found, &request, now);
    if found == Outcome::Mend {
        row.clarification = Some(ask(scope, &mut case_after, &plan, request, now).await?);
    } else {
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
    }
    scope.update::<case::rows::Entity>(&case_before, case_after).await?;
    scope.insert::<rows::Entity>(row.clone()).await?;
    Ok(CompleteValidationResponse { validation: Some(rows::to_message(row)) })
}

fn no_outcome() -> Error {
    let text =
        Text::told("say PASSED, MEND or FAILED", "indique PASSED, MEND o FAILED", "indique PASSED, MEND ou FAILED");
    Error::invalid("outcome", text)
}

/// The row of what was found now.
fn validation(
    scope: &Scope,
    of: &case::rows::Model,
    found: Outcome,
    request: &CompleteValidationRequest,
    now: OffsetDateTime,
) -> rows::Model {
    rows::Model {
        country: of.country.clone(),
        id: Uuid::now_v7(),
        case_id: of.id,
        registration: of.registration.clone(),
        institution: request.institution.clone(),
        subject: scope.subject().to_owned(),
        outcome: found,
        checklist_answers: rows::Words(request.checklist_answers.clone()),
        note: request.note.clone(),
        expires_at: expires(found, now),
        end_told_at: None,
        reminders: 0,
        created_at: now,
        updated_at: now,
        version: 1,
        answers: rows::Answers::of(&request.answers),
        clarification: None,
    }
}

/// Asks the applicant to mend what the request names, in a case that is written afterwards; the id of what is asked.
async fn ask(
    scope: &mut Scope,
    of: &mut case::rows::Model,
    plan: &Plan,
    request: CompleteValidationRequest,
    now: OffsetDateTime,
) -> Result<Uuid> {
    let usual = clocks::last_second(now, plan.mend_days, &country::rows::time_zone(scope).await?);
    let asked = clarification::rows::Asked {
        stage: Stage::Validation,
        institution: request.institution,
        subject: scope.subject().to_owned(),
        subject_role: scope.role_told(),
        due_at: clarification::end_of("mend_time", request.mend_time.as_ref(), usual, now)?,
        fields: request.fields,
        question: request.question,
    };
    of.clarification = Some(clarification::State::Asked);
    let row = clarification::rows::Model::new(of, asked, now);
    scope.publish(&row.requested(of));
    scope.insert::<clarification::rows::Entity>(row.clone()).await?;
    Ok(row.id)
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
