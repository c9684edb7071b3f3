//! ScreenCase.

use platform::{
    error::{Error, Result, Text},
    etag,
    store::Scope,
};
use proto::reviews::v1::{CaseScreened, ScreenCaseRequest, ScreenCaseResponse};

use super::{Screening, rows, screened};

/// Records whether an open case may take part.
pub async fn screen(scope: &mut Scope, request: ScreenCaseRequest) -> Result<ScreenCaseResponse> {
    let before = rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let found = Screening::of(request.outcome()).ok_or_else(|| {
        Error::invalid("outcome", Text::new("say PASSED or INELIGIBLE", "indique PASSED o INELIGIBLE"))
    })?;
    let mut after = before.next();
    after.state = screened(before.state, before.screening, found, &request.reason)?;
    after.screening = Some(found);
    after.screening_reason = request.reason;
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    scope.publish(&CaseScreened {
        name: request.name,
        version: after.version,
        registration: after.registration.clone(),
        outcome: found.message() as i32,
        reason: after.screening_reason.clone(),
        submission: after.submission,
    });
    Ok(ScreenCaseResponse { case: Some(rows::to_message(after)) })
}
