//! What was handed in already, past whose it is: one title of one organisation is handed in once, whoever does so.

use platform::{Result, Scope};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    rows,
    whoever::{Column, Entity},
};

/// Whether another registration that was handed in is the same.
pub async fn is_taken(scope: &Scope, row: &rows::Model) -> Result<bool> {
    let Some(fingerprint) = &row.fingerprint else { return Ok(false) };
    let others = scope.find::<Entity>().filter(Column::Edition.eq(&row.edition)).filter(Column::Id.ne(row.id));
    Ok(scope.count(others.filter(Column::Fingerprint.eq(fingerprint.clone()))).await? > 0)
}
