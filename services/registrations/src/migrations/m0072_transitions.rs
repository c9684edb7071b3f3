//! From which state registrations came to which, and how long they had been there.

use platform::store::guard::forced;
use platform::store::transitions::create;
use sea_orm_migration::prelude::*;

/// Creates the table, with as much of what was before as anybody knows.
pub struct Transitions;

impl MigrationName for Transitions {
    fn name(&self) -> &str {
        "registrations_m0072_transitions"
    }
}

/// Where each stands, and that it was submitted: nobody wrote down by which way it came there, and how long that took.
/// A draft that was never submitted came by no way.
const KNOWN: [&str; 2] = [
    "INSERT INTO transitions (country, row_id, version, previous, state, at, milliseconds) SELECT country, id, version, \
     CASE WHEN state = 'DRAFT' AND submissions = 0 THEN '' END, state, state_time, NULL FROM registrations",
    "INSERT INTO transitions (country, row_id, version, previous, state, at, milliseconds) SELECT country, id, 0, NULL, \
     'SUBMITTED', submit_time, NULL FROM registrations WHERE submit_time IS NOT NULL AND state <> 'SUBMITTED'",
];

#[async_trait::async_trait]
impl MigrationTrait for Transitions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, "transitions").await?;
        forced(manager, &["registrations", "transitions"], false).await?;
        for statement in KNOWN {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        forced(manager, &["registrations", "transitions"], true).await?;
        Ok(())
    }
}
