//! `OpenIntervention`

use platform::{Result, Scope, moment};
use proto::partners::v1::{OpenInterventionRequest, OpenInterventionResponse};
use uuid::Uuid;

use super::{
    end_of, facts,
    rows::{self, Model},
};
use crate::{api_key::for_people_only, country::rows as countries};

/// Lets the caller act in the country for a while.
pub async fn open(scope: &mut Scope, request: OpenInterventionRequest) -> Result<OpenInterventionResponse> {
    for_people_only(scope.is_api_key())?;
    let wanted = request.intervention.unwrap_or_default();
    let now = moment::now();
    let expires_at = end_of(wanted.expire_time.as_ref(), now)?;
    scope.expect(countries::by_code(scope, scope.country()), &request.parent).await?;
    let row = Model {
        country: scope.country().to_owned(),
        id: Uuid::now_v7(),
        version: 1,
        created_at: now,
        updated_at: now,
        subject: scope.subject().to_owned(),
        reason: wanted.reason,
        expires_at,
        closed_at: None,
    };
    scope.insert::<rows::Entity>(row.clone()).await?;
    facts::publish_grant(scope, &row).await?;
    facts::publish_opening(scope, &row);
    Ok(OpenInterventionResponse { intervention: Some(rows::message(row)) })
}
