//! An applicant took an appeal back: nobody hears it any more.

use platform::{
    error::{Error, Result},
    names,
    store::Scope,
};
use proto::registrations::v1::AppealWithdrawn;
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    hearing,
    rows::{Column, Entity, Model},
    withdrawn,
};
use crate::case;

/// Ends the appeal, unless it ended before.
pub async fn react(scope: &mut Scope, event: AppealWithdrawn) -> Result<()> {
    let [_, id] = names::segments::<2>("name", &event.name, "countries/*/appeals/*")?;
    let query = || scope.find::<Entity>().filter(Column::Registration.eq(&event.registration));
    let id = names::uuid(&event.name, id)?;
    let Some(found) = scope.one(query().filter(Column::Id.eq(id))).await? else {
        return Err(Error::late("the appeal that was taken back"));
    };
    let of = scope.find::<case::rows::Entity>().filter(case::rows::Column::Id.eq(found.case_id));
    let case = scope.expect(sea_orm::QuerySelect::lock_exclusive(of), &event.name).await?;
    end(scope, case.id).await
}

/// Ends the appeal in a case that is locked, if there is one that goes on.
pub async fn end(scope: &mut Scope, case_id: Uuid) -> Result<()> {
    let Some(before) = super::rows::of_case(scope, case_id).await? else { return Ok(()) };
    let Some(state) = withdrawn(before.state) else { return Ok(()) };
    let after: Model = before.ended(state);
    scope.update::<Entity>(&before, after).await?;
    hearing::end(scope, before.id).await
}
