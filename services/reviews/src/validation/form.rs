//! GetValidationForm.

use platform::{
    clocks,
    error::{Error, Result},
    moment,
    store::Scope,
};
use proto::reviews::v1::{CaseBrief, GetValidationFormRequest, GetValidationFormResponse};
use sea_orm::{QueryFilter, QueryOrder, entity::prelude::*};

use super::{
    checklist,
    rows::{self, Column, Entity},
    validator,
};
use crate::{
    case,
    clarification::{self, Stage},
    country,
    decision::{self, Outcome},
    edition::plans,
    screening,
};

/// What whoever checks the evidence of a case works through: the checklist, and of an accepted case what is known of it, unless
/// the caller may not validate it. To whoever has a tie to the applicant there is no such case.
pub async fn form(scope: &mut Scope, request: GetValidationFormRequest) -> Result<GetValidationFormResponse> {
    let of = case::rows::case(scope, &request.name).await?;
    if validator::is_tied(scope, &of).await? {
        return Err(Error::not_found(&request.name));
    }
    let plan = plans::of_case(scope, &of).await?;
    let language = scope.language();
    let lines = checklist::of_plan(&plan)?.into_iter();
    let form = GetValidationFormResponse {
        checklist: lines.map(|item| screening::checklist::to_message(item, language)).collect(),
        ..Default::default()
    };
    let open = validator::open_to_caller(scope, std::slice::from_ref(&of)).await?;
    let validations = scope.all(of_case(scope, of.id)).await?;
    let decision = decision::rows::of_case(scope, &of).await?;
    let released = decision.as_ref().and_then(decision::rows::Model::released_outcome);
    let accepted = released == Some(Outcome::Accepted) || !validations.is_empty();
    if of.blocked || !accepted || !open.contains(&of.id) {
        return Ok(form);
    }
    let asked = clarification::rows::of_case(scope, of.id).await?.into_iter();
    let mend_until = clocks::last_second(moment::now(), plan.mend_days, &country::rows::time_zone(scope).await?);
    Ok(GetValidationFormResponse {
        etag: of.version.to_string(),
        brief: Some(CaseBrief { answers: of.answers(language), ..of.brief(true) }),
        mending: asked.filter(|row| row.stage == Stage::Validation).map(clarification::rows::to_message).collect(),
        validations: validations.into_iter().map(rows::to_message).collect(),
        mend_time: Some(moment::timestamp(mend_until)),
        ..form
    })
}

fn of_case(scope: &Scope, case_id: Uuid) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).order_by_desc(Column::Id)
}
