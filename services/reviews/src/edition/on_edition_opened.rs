//! An edition was created, or told of anew.

use platform::{
    error::{Error, Result},
    store::Scope,
};
use proto::registrations::v1::EditionOpened;
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};

use super::{
    plan::Plan,
    plans,
    rows::{Column, Entity, Model, items, rubric},
};

/// Keeps the edition's rubric, bar and checklist, unless something newer is kept; and the plan of this version.
pub async fn react(scope: &mut Scope, event: EditionOpened) -> Result<()> {
    let Some(edition) = event.edition else {
        return Err(Error::internal("edition.opened came without its edition"));
    };
    plans::keep(scope, &event.name, event.version, Plan::of(event.plan, &edition)).await?;
    let kept = scope.find::<Entity>().filter(Column::Id.eq(event.name.as_str())).lock_exclusive();
    let kept = scope.one(kept).await?;
    let row = Model {
        country: scope.country().to_owned(),
        id: event.name,
        criteria: rubric(edition.criteria),
        reviews_per_case: edition.reviews_per_case,
        accept_bar: edition.accept_bar,
        screening_items: items(edition.screening_items),
        version: event.version,
    };
    match kept {
        Some(before) if before.version >= row.version => Ok(()),
        Some(before) => scope.update::<Entity>(&before, row).await,
        None => scope.insert::<Entity>(row).await,
    }
}
