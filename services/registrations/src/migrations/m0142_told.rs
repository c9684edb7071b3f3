//! What there is to tell of the catalogue, found by indexes that have those entries alone.

use sea_orm_migration::{prelude::*, sea_orm::ConnectionTrait};

/// Creates the indexes.
pub struct Told;

impl MigrationName for Told {
    fn name(&self) -> &str {
        "registrations_m0142_told"
    }
}

/// Each is asked for in the very same words (`catalogue/tell.rs`), by which both databases know that it has what is asked for.
const INDEXES: [(&str, &str); 4] = [
    ("publications_untold", "published AND NOT blocked AND NOT suspended AND told_version <> version"),
    ("publications_gone", "told_version <> 0 AND (NOT published OR blocked OR suspended OR embargoed)"),
    ("publications_embargoed", "embargoed"),
    ("publications_told", "told_version <> 0"),
];

#[async_trait::async_trait]
impl MigrationTrait for Told {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, those) in INDEXES {
            let index = format!("CREATE INDEX {name} ON publications (country, id) WHERE {those}");
            manager.get_connection().execute_unprepared(&index).await?;
        }
        Ok(())
    }
}
