//! A registration was taken back: its case is closed, its reviews and answers are no longer awaited, and a decision
//! that was only prepared is void.

use platform::{
    error::{Error, Result},
    store::Scope,
};
use proto::registrations::v1::RegistrationWithdrawn;
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};

use super::{
    rows::{self, Column, Entity},
    withdrawn,
};
use crate::{assignment, clarification, decision, member};

/// Closes the case; where the submission has not arrived yet, waits for it.
pub async fn react(scope: &mut Scope, event: RegistrationWithdrawn) -> Result<()> {
    let of_submission = scope
        .find::<Entity>()
        .filter(Column::Registration.eq(event.name.as_str()))
        .filter(Column::Submission.eq(rows::submission(event.submission)));
    let Some(before) = scope.one(of_submission.lock_exclusive()).await? else {
        return Err(Error::late("the submission of the registration that was withdrawn"));
    };
    if before.withdrawn_at.is_some() {
        return Ok(());
    }
    for awaited in assignment::rows::awaited_of_case(scope, before.id).await? {
        member::rows::add_awaited(scope, awaited.reviewer, -1).await?;
    }
    let mut after = before.next();
    after.state = withdrawn(before.state);
    after.withdrawn_at = Some(after.updated_at);
    if let Some(waiting) = clarification::rows::waiting(scope, before.id).await? {
        let ended = clarification::State::Ended;
        scope.update::<clarification::rows::Entity>(&waiting, waiting.ended(ended)).await?;
        after.clarification = Some(ended);
    }
    if let Some(decision) = decision::rows::of_case(scope, &before).await?
        && let Some(void) = decision::voided(decision.state)
    {
        let row = decision::rows::Model { state: void, ..decision.next() };
        scope.update::<decision::rows::Entity>(&decision, row).await?;
        (after.decision, after.outcome) = (None, None);
    }
    scope.update::<Entity>(&before, after).await
}
