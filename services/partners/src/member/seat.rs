//! The seat of a reviewer whom another country lends: a member who holds that one role until the loan ends, and whom nobody here
//! changes.

use platform::{Error, Result, Scope, error::Text};
use proto::platform::v1::{Reason, Role};
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};

use super::{
    State, facts,
    rows::{self, Column, Entity, Model},
};
use crate::reviewer_loan::rows as loans;

/// Gives somebody a seat in this country, which has the id of the loan. Nothing where they are a member here already.
pub async fn take(scope: &mut Scope, loan: &loans::Model, person: &Model) -> Result<Option<Model>> {
    let here = scope.find::<Entity>().filter(Column::Subject.eq(&person.subject));
    if scope.one(here.filter(Column::State.ne(State::Revoked)).limit(1)).await?.is_some() {
        return Ok(None);
    }
    let institution = person.institution.clone();
    let new =
        rows::new(scope.country(), institution, rows::message(person.clone()), vec![Role::Reviewer], State::Active);
    let seat = Model { id: loan.id, lent_by: loan.lender.clone(), loan_until: Some(loan.expires_at), ..new };
    scope.insert::<Entity>(seat.clone()).await?;
    facts::publish_grant(scope, &seat).await?;
    facts::publish_contact(scope, &seat);
    Ok(Some(seat))
}

/// Takes over what changed of the person at home; nothing where they have no seat.
pub async fn renew(scope: &mut Scope, id: Uuid, person: &Model) -> Result<()> {
    let Some(before) = seated(scope, id).await? else { return Ok(()) };
    let after = Model {
        display_name: person.display_name.clone(),
        email: person.email.clone(),
        language: person.language.clone(),
        institution: person.institution.clone(),
        ..before.clone()
    };
    if after == before {
        return Ok(());
    }
    let after = after.changed();
    scope.update::<Entity>(&before, after.clone()).await?;
    facts::publish_grant(scope, &after).await?;
    facts::publish_contact(scope, &after);
    Ok(())
}

/// Ends a seat, if there is one.
pub async fn leave(scope: &mut Scope, id: Uuid) -> Result<()> {
    let Some(before) = seated(scope, id).await? else { return Ok(()) };
    let after = Model { state: State::Revoked, ..before.changed() };
    scope.update::<Entity>(&before, after.clone()).await?;
    facts::publish_grant(scope, &after).await
}

/// Refuses to change or revoke whom another country lends.
pub fn expect_own(row: &Model) -> Result<()> {
    if row.lent_by.is_empty() {
        return Ok(());
    }
    let text = Text::told(
        "another country lends this person; end the loan, which has the same id",
        "otro país presta a esta persona; termine el préstamo, que tiene el mismo identificador",
        "outro país empresta esta pessoa; encerre o empréstimo, que tem o mesmo identificador",
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}

async fn seated(scope: &Scope, id: Uuid) -> Result<Option<Model>> {
    let seat = scope.find::<Entity>().filter(Column::Id.eq(id)).filter(Column::LentBy.ne(""));
    scope.one(seat.filter(Column::State.eq(State::Active)).lock_exclusive()).await
}
