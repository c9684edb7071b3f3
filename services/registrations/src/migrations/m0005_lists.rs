//! What the lists of registrations are read by, so that a filter costs as much among a million rows as among a few.

use sea_orm_migration::prelude::*;

/// An index for each field that lists filter by and that can be rare; two tracks are not.
pub struct Lists;

impl MigrationName for Lists {
    fn name(&self) -> &str {
        "registrations_m0005_lists"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Lists {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["state", "edition", "category"] {
            let index = Index::create()
                .name(format!("registrations_by_{column}"))
                .table(Alias::new("registrations"))
                .col(Alias::new("country"))
                .col(Alias::new(column))
                .col(Alias::new("id"))
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
