//! `CloseIntervention`

use platform::{Result, Scope, moment};
use proto::partners::v1::{CloseInterventionRequest, CloseInterventionResponse};

use super::{
    facts,
    rows::{self, Model},
    still_open,
};

/// Ends an intervention before its time.
pub async fn close(scope: &mut Scope, request: CloseInterventionRequest) -> Result<CloseInterventionResponse> {
    let before = rows::lock(scope, &request.name).await?;
    let now = moment::now();
    still_open(before.closed_at, before.expires_at, now)?;
    let after = Model { version: before.version + 1, updated_at: now, closed_at: Some(now), ..before.clone() };
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    facts::publish_grant(scope, &after).await?;
    Ok(CloseInterventionResponse { intervention: Some(rows::message(after)) })
}
