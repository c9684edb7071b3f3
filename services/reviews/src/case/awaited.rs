//! What is awaited of people in a case, which ends with it and begins again with it: reviews, and the applicant's answer.

use platform::{error::Result, store::Scope};

use super::rows::Model;
use crate::{assignment, clarification, member};

/// The case is closed before all was done: nobody's review is awaited any more, nor the answer to what was asked. The case
/// with where its clarification stands then, for the caller to write.
pub async fn end(scope: &mut Scope, case: Model) -> Result<Model> {
    count_reviews(scope, &case, -1).await?;
    let Some(waiting) = clarification::rows::waiting(scope, case.id).await? else { return Ok(case) };
    let ended = clarification::State::Ended;
    scope.update::<clarification::rows::Entity>(&waiting, waiting.ended(ended)).await?;
    Ok(Model { clarification: Some(ended), ..case })
}

/// The case goes on: the reviews that were awaited are so again. What was asked is not.
pub async fn begin_again(scope: &mut Scope, case: &Model) -> Result<()> {
    count_reviews(scope, case, 1).await
}

async fn count_reviews(scope: &mut Scope, case: &Model, more: i32) -> Result<()> {
    for awaited in assignment::rows::awaited_of_case(scope, case.id).await? {
        member::rows::add_awaited(scope, awaited.reviewer, more).await?;
    }
    Ok(())
}
