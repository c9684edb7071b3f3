//! A registration was taken back: its case is closed, and its reviews are no longer awaited.

use platform::{
    error::{Error, Result},
    store::Scope,
};
use proto::registrations::v1::RegistrationWithdrawn;
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};

use super::{
    State,
    rows::{Column, Entity},
    withdrawn,
};
use crate::{assignment, member};

/// Closes the case; where the submission has not arrived yet, waits for it.
pub async fn react(scope: &mut Scope, event: RegistrationWithdrawn) -> Result<()> {
    let of_registration = scope.find::<Entity>().filter(Column::Registration.eq(event.name.as_str()));
    let Some(before) = scope.one(of_registration.lock_exclusive()).await? else {
        return Err(Error::late("the submission of the registration that was withdrawn"));
    };
    if before.state == State::Closed {
        return Ok(());
    }
    for awaited in assignment::rows::awaited_of_case(scope, before.id).await? {
        member::rows::add_awaited(scope, awaited.reviewer, -1).await?;
    }
    let mut after = before.next();
    after.state = withdrawn(before.state);
    scope.update::<Entity>(&before, after).await
}
