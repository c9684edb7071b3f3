//! Notifications: what was written to whom, and whether it went out.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Notifications;

impl MigrationName for Notifications {
    fn name(&self) -> &str {
        "notifications_m0004_notifications"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Notifications {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("notifications", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(timestamp_with_time_zone_null("sent_at"))
            .col(big_integer("next_attempt_at"))
            .col(string("fact"))
            .col(string("template"))
            .col(string("about"))
            .col(string("registration"))
            .col(string("audience"))
            .col(string("channel"))
            .col(string("language"))
            .col(string("recipient"))
            .col(text("subject"))
            .col(text("body"))
            .col(string("state"))
            .col(integer("attempts"))
            .to_owned();
        manager.create_table(table).await?;
        guard(manager, "notifications", Sharing::None).await?;
        // A repeated event cannot write a second notification.
        let facts = Index::create()
            .name("notifications_facts")
            .table("notifications")
            .col("country")
            .col("fact")
            .unique()
            .to_owned();
        manager.create_index(facts).await?;
        // What the delivery looks for, many times a second; sent rows, which are nearly all, are not in it.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE INDEX notifications_due ON notifications (country, next_attempt_at) WHERE state = 'pending'",
            )
            .await?;
        let registrations = Index::create()
            .name("notifications_registrations")
            .table("notifications")
            .col("country")
            .col("registration")
            .to_owned();
        manager.create_index(registrations).await
    }
}
