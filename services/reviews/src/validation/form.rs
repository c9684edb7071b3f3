//! GetValidationForm.

use platform::{
    error::{Error, Result},
    moment,
    store::Scope,
};
use proto::reviews::v1::{GetValidationFormRequest, GetValidationFormResponse};
use sea_orm::{QueryFilter, QueryOrder, entity::prelude::*};
use time::Duration;

use super::{
    checklist,
    rows::{self, Column, Entity},
    validator,
};
use crate::{
    case,
    clarification::{self, Stage},
    decision::{self, Outcome},
    edition::plans,
    screening,
};

/// What whoever checks the evidence of a case works through.
pub async fn form(scope: &mut Scope, request: GetValidationFormRequest) -> Result<GetValidationFormResponse> {
    let of = case::rows::case(scope, &request.name).await?;
    let open = validator::open_to_caller(scope, std::slice::from_ref(&of)).await?;
    let validations = scope.all(of_case(scope, of.id)).await?;
    let decision = decision::rows::of_case(scope, &of).await?;
    let released = decision.as_ref().and_then(decision::rows::Model::released_outcome);
    let accepted = released == Some(Outcome::Accepted) || !validations.is_empty();
    if of.blocked || !open.contains(&of.id) || !accepted {
        return Err(Error::not_found(&request.name));
    }
    let plan = plans::of_case(scope, &of).await?;
    let language = scope.language();
    let lines = checklist::of_plan(&plan)?.into_iter();
    let asked = clarification::rows::of_case(scope, of.id).await?.into_iter();
    let brief = of.brief(true);
    Ok(GetValidationFormResponse {
        etag: of.version.to_string(),
        brief: Some(proto::reviews::v1::CaseBrief { answers: of.answers(language), ..brief }),
        checklist: lines.map(|item| screening::checklist::to_message(item, language)).collect(),
        mending: asked.filter(|row| row.stage == Stage::Validation).map(clarification::rows::to_message).collect(),
        validations: validations.into_iter().map(rows::to_message).collect(),
        mend_time: Some(moment::timestamp(moment::now() + Duration::days(plan.mend_days.into()))),
    })
}

fn of_case(scope: &Scope, case_id: Uuid) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).order_by_desc(Column::Id)
}
