//! What follows from an appeal against a screening that is upheld: the case takes part.

use platform::{error::Result, moment, store::Scope};
use proto::reviews::v1::{CaseScreened, ScreeningReason};

use super::rows;
use crate::{
    case::{self, Screening},
    screening,
};

/// The screening is overturned, and the case is as one that passed it: it waits for reviewers.
pub async fn readmit(scope: &mut Scope, case_before: &case::rows::Model, appeal: &rows::Model) -> Result<()> {
    let before = rows::screening_of(scope, appeal).await?;
    let mut case_after = case_before.next();
    case_after.state = case::readmitted(case_before.state, !case_before.is_going_on())?;
    case_after.screening = Some(Screening::Passed);
    case_after.screening_reason.clone_from(&appeal.reason);
    let overturned = before.moved(screening::State::Overturned);
    scope.publish(&CaseScreened {
        name: case::rows::name(&case_after.country, case_after.id),
        version: case_after.version,
        registration: case_after.registration.clone(),
        outcome: Screening::Passed.message().into(),
        reason: appeal.reason.clone(),
        reason_code: ScreeningReason::Unspecified.into(),
        submission: case_after.submission,
        screen_time: Some(moment::timestamp(case_after.updated_at)),
        appeal_days: 0,
        appeal: rows::name(&appeal.country, appeal.id),
    });
    scope.update::<screening::rows::Entity>(&before, overturned).await?;
    scope.update::<case::rows::Entity>(case_before, case_after).await
}
