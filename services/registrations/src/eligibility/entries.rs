//! How many entries somebody has handed in before, where a rule of the edition asks for that.

use platform::{Result, Scope};
use proto::registrations::v1::{Definition, rule::Test};
use sea_orm::{ColumnTrait, QueryFilter};

use crate::registration::rows::{Column, Entity};

/// Whether a rule asks for it.
pub fn are_asked_for(definition: &Definition) -> bool {
    definition.rules.iter().any(|rule| matches!(rule.test, Some(Test::Entries(_))))
}

/// Those of an owner to the edition of this id, but for what was withdrawn or merged.
pub async fn of(scope: &Scope, owner: &str, edition: &str) -> Result<u64> {
    let before = scope
        .find::<Entity>()
        .filter(Column::Owner.eq(owner))
        .filter(Column::Edition.eq(edition))
        .filter(Column::SubmitTime.is_not_null())
        .filter(Column::State.is_not_in(["WITHDRAWN", "MERGED"]));
    scope.count(before).await
}
