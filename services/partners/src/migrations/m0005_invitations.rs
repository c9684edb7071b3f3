//! Members come by invitation, and go: how far each has come, and the digest of the code they were sent.

use sea_orm::ConnectionTrait;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns; who was a member before is an active one.
pub struct Invitations;

impl MigrationName for Invitations {
    fn name(&self) -> &str {
        "partners_m0005_invitations"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Invitations {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One by one: SQLite adds one column a statement.
        for column in [
            string("state").default("active").take(),
            boolean("admin").default(false).take(),
            blob_null("code_digest"),
            timestamp_with_time_zone_null("invited_until"),
        ] {
            let table = Table::alter().table("members").add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        let connection = manager.get_connection();
        connection.execute_unprepared("DROP INDEX members_subject").await?;
        // Who is invited has no subject yet, and who was revoked may come again.
        let one_each = "CREATE UNIQUE INDEX members_subject ON members (country, subject) \
                        WHERE subject <> '' AND state <> 'revoked'";
        connection.execute_unprepared(one_each).await?;
        let admins = "UPDATE members SET admin = true WHERE CAST(roles AS text) LIKE '%office_admin%'";
        connection.execute_unprepared(admins).await?;
        Ok(())
    }
}
