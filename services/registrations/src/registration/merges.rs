//! What registrations were merged into, one after the other; see [`super::survivor`].
//!
//! What always holds: nothing is merged into what is merged, both being locked, so that no merges lead back to where they
//! began; and no more than [`MOST`] follow on one another.

use std::collections::HashMap;

use platform::{Error, Result, Scope, error::Text, store::Tenant as _};
use proto::platform::v1::Reason;
use sea_orm::{ColumnTrait, QueryFilter, prelude::Uuid};

use super::{
    rows,
    whoever::{Column, Entity},
};

/// Merges that follow on one another. Each is one more look when it is told which registration goes on.
const MOST: usize = 10;

/// Of each of these registrations the one that goes on in its place: itself, where it was not merged.
pub async fn ends(scope: &Scope, names: impl Iterator<Item = String>) -> Result<HashMap<String, String>> {
    let mut ends: HashMap<String, String> = names.map(|name| (name.clone(), name)).collect();
    for _ in 0..MOST {
        let these = scope.among(Column::Id, ids(ends.values())).await?;
        let merged = scope.all(scope.find::<Entity>().filter(these).filter(Column::MergedInto.ne(""))).await?;
        if merged.is_empty() {
            return Ok(ends);
        }
        let further: HashMap<String, String> =
            merged.into_iter().map(|row| (Entity::resource(&row), row.merged_into)).collect();
        for end in ends.values_mut() {
            if let Some(next) = further.get(end) {
                end.clone_from(next);
            }
        }
    }
    // Where more follow on one another, from before there was a bound, whoever asks goes on from here.
    Ok(ends)
}

/// The ids in names of registrations.
pub fn ids<'a>(names: impl Iterator<Item = &'a String>) -> Vec<Uuid> {
    names.filter_map(|name| Uuid::try_parse(name.rsplit('/').next()?).ok()).collect()
}

/// Refuses one more merge behind those that lead to a registration, which is locked.
pub async fn has_room(scope: &Scope, registration: &rows::Model) -> Result<()> {
    let mut last = vec![registration.name()];
    for _ in 0..MOST {
        let into = scope.find::<Entity>().filter(Column::MergedInto.ne("")).filter(Column::MergedInto.is_in(last));
        last = scope.all(into).await?.iter().map(Entity::resource).collect();
        if last.is_empty() {
            return Ok(());
        }
    }
    let text = Text::told(
        format!(
            "{MOST} merges lead to this registration already; undo one, and merge what comes back into the survivor"
        ),
        format!("ya hay {MOST} uniones que llevan a este registro; deshaga una y una lo que vuelve con el que sigue"),
        format!("já há {MOST} uniões que levam a este registro; desfaça uma e una o que voltar ao que segue"),
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}
