//! ConfirmScreening.

use platform::{error::Result, etag, moment, store::Scope};
use proto::reviews::v1::{
    CaseScreened, ConfirmScreeningRequest, ConfirmScreeningResponse, confirm_screening_request::Verdict,
};

use super::{State, rows};
use crate::{case, edition::plans, second_person};

/// Confirms that a case may not take part, or sets that back.
pub async fn confirm(scope: &mut Scope, request: ConfirmScreeningRequest) -> Result<ConfirmScreeningResponse> {
    second_person::for_people_only(scope.is_api_key())?;
    let before = case::rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let confirms = request.verdict() == Verdict::Confirmed;
    let mut after = before.next();
    after.state = case::judged(before.state, confirms)?;
    let proposed = rows::proposed(scope, before.id, &request.name).await?;
    if confirms {
        second_person::other_than(&proposed.proposer, scope.subject())?;
        after.screening = Some(proposed.outcome);
        after.screening_reason.clone_from(&proposed.reason);
        scope.publish(&CaseScreened {
            name: request.name,
            version: after.version,
            registration: after.registration.clone(),
            outcome: proposed.outcome.message().into(),
            reason: proposed.reason.clone(),
            reason_code: proposed.code().into(),
            submission: after.submission,
            screen_time: Some(moment::timestamp(after.updated_at)),
            appeal_days: plans::of_case(scope, &before).await?.appeal_days,
            appeal: String::new(),
        });
    }
    let state = if confirms { State::Stands } else { State::SetBack };
    scope.update::<case::rows::Entity>(&before, after.clone()).await?;
    let judged = proposed.judged(scope, state);
    scope.update::<rows::Entity>(&proposed, judged).await?;
    Ok(ConfirmScreeningResponse { case: Some(case::whole::whole(scope, after).await?) })
}
