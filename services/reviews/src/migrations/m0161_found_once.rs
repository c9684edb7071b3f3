//! What is found is kept once: of two transactions that found the same at the same moment, neither saw the other.

use platform::store::guard::forced;
use sea_orm_migration::prelude::*;

/// Removes what was kept twice, and makes the index that lets the second of two wait for the first.
pub struct FoundOnce;

impl MigrationName for FoundOnce {
    fn name(&self) -> &str {
        "reviews_m0161_found_once"
    }
}

/// First what the office ruled on stays, then what was found first.
const TWICE: &str = "DELETE FROM conflicts WHERE origin = 'FOUND' AND EXISTS (SELECT 1 FROM conflicts AS other \
                     WHERE other.country = conflicts.country AND other.registration = conflicts.registration \
                     AND other.origin = 'FOUND' AND other.holder = conflicts.holder AND other.kind = conflicts.kind \
                     AND other.basis = conflicts.basis AND ((other.pinned AND NOT conflicts.pinned) \
                     OR (other.pinned = conflicts.pinned AND other.id < conflicts.id)))";
const ONCE: &str = "CREATE UNIQUE INDEX conflicts_found_once ON conflicts (country, registration, holder, kind, basis) \
                    WHERE origin = 'FOUND'";

#[async_trait::async_trait]
impl MigrationTrait for FoundOnce {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        forced(manager, &["conflicts"], false).await?;
        manager.get_connection().execute_unprepared(TWICE).await?;
        forced(manager, &["conflicts"], true).await?;
        manager.get_connection().execute_unprepared(ONCE).await.map(drop)
    }
}
