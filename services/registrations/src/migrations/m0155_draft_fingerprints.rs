//! What makes a registration the same as another, which a draft does not say: it would keep others from handing in.

use platform::store::guard::forced;
use sea_orm_migration::prelude::*;

/// Clears it in the drafts that there are.
pub struct DraftFingerprints;

impl MigrationName for DraftFingerprints {
    fn name(&self) -> &str {
        "registrations_m0155_draft_fingerprints"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for DraftFingerprints {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        forced(manager, &["registrations"], false).await?;
        let cleared = "UPDATE registrations SET fingerprint = NULL WHERE state = 'DRAFT'";
        manager.get_connection().execute_unprepared(cleared).await?;
        forced(manager, &["registrations"], true).await
    }
}
