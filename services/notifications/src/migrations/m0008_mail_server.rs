//! What the mail server is at fault for is counted apart from what a letter is: it uses up none of its attempts.

use sea_orm_migration::{prelude::*, schema::*};

/// Adds the columns.
pub struct MailServer;

impl MigrationName for MailServer {
    fn name(&self) -> &str {
        "notifications_m0008_mail_server"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for MailServer {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        let misses = Table::alter().table("notifications").add_column(integer("misses").default(0)).to_owned();
        manager.alter_table(misses).await?;
        let away = big_integer_null("server_away_since");
        manager.alter_table(Table::alter().table("notifications").add_column(away).to_owned()).await?;
        // Until now every attempt of a letter that waits was its own fault or nobody's.
        let kept = "UPDATE notifications SET misses = attempts WHERE state = 'pending'";
        manager.get_connection().execute_unprepared(kept).await.map(drop)
    }
}
