//! ScreenCase.

use platform::{
    error::{Error, Result, Text},
    etag, moment,
    store::Scope,
};
use proto::reviews::v1::{CaseScreened, ScreenCaseRequest, ScreenCaseResponse};

use super::{Screening, rows, screened, whole};
use crate::{screening, second_person};

/// Records that an open case may take part, or proposes that it may not.
pub async fn screen(scope: &mut Scope, request: ScreenCaseRequest) -> Result<ScreenCaseResponse> {
    let before = rows::locked_by_name(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let found = Screening::of(request.outcome()).ok_or_else(|| {
        Error::invalid(
            "outcome",
            Text::told("say PASSED or INELIGIBLE", "indique PASSED o INELIGIBLE", "indique PASSED ou INELIGIBLE"),
        )
    })?;
    let mut after = before.next();
    after.state = screened(before.state, before.screening, found, &request.reason)?;
    let code = screening::code(found, request.reason_code())?;
    second_person::for_people_only(found == Screening::Ineligible && scope.is_api_key())?;
    let checklist = screening::checklist::of_case(scope, &before).await?;
    screening::checklist::check(&checklist, found, &request.answers)?;
    let record = screening::rows::Model::new(scope, &before, found, &request, code);
    if found == Screening::Passed {
        after.screening = Some(found);
        after.screening_reason.clone_from(&request.reason);
        scope.publish(&CaseScreened {
            name: request.name,
            version: after.version,
            registration: after.registration.clone(),
            outcome: found.message().into(),
            reason: request.reason,
            reason_code: record.code().into(),
            submission: after.submission,
            screen_time: Some(moment::timestamp(after.updated_at)),
            ..CaseScreened::default()
        });
    }
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    scope.insert::<screening::rows::Entity>(record).await?;
    Ok(ScreenCaseResponse { case: Some(whole::whole(scope, after).await?) })
}
