//! The table of rows that files brought. A file that is sent again registers none of them anew, whatever became of them since:
//! somebody may have taken back what they handed in, or their consent, and the file still says yes. Of a row stays what only this
//! installation can make of its words, and nobody can read.

use std::collections::HashSet;

use platform::{Result, Scope, moment, store::Tenant};
use sea_orm::{QueryFilter, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

use crate::registration::rows::Model as Registration;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "imported_rows")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition: String,
    /// What tells the row from others, and to nobody what stood in it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: String,
    pub create_time: OffsetDateTime,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        format!("countries/{}/importedRows/{}", row.country, row.digest)
    }
}

/// Which rows of an edition files brought before.
pub struct Brought(HashSet<String>);

impl Brought {
    /// Those of these rows.
    pub async fn of(scope: &Scope, edition: &str, rows: &[Registration]) -> Result<Self> {
        let digests = rows.iter().filter_map(|row| digest(scope, row));
        let of_edition = scope.find::<Entity>().filter(Column::Edition.eq(edition));
        let known = scope.all(of_edition.filter(Column::Digest.is_in(digests))).await?;
        Ok(Self(known.into_iter().map(|row| row.digest).collect()))
    }

    /// Whether a file brought this row before.
    pub fn has(&self, scope: &Scope, row: &Registration) -> bool {
        digest(scope, row).is_some_and(|digest| self.0.contains(&digest))
    }
}

/// Keeps that a file brought this row, or may have before that was kept: an office entered it. The registration tells of it.
pub fn keep(scope: &mut Scope, row: &Registration) -> Result<()> {
    let Some(digest) = digest(scope, row).filter(|_| row.is_of_office()) else { return Ok(()) };
    let (country, edition) = (row.country.clone(), row.edition.clone());
    scope.derive::<Entity>(&Model { country, edition, digest, create_time: moment::now() })
}

fn digest(scope: &Scope, row: &Registration) -> Option<String> {
    let words = row.fingerprint.as_ref()?;
    Some(hex::encode(scope.person_key(&format!("imported:{}/{}/{words}", row.country, row.edition))))
}
