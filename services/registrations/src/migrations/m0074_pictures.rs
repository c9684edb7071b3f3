//! Pictures that offices chose for entries of the catalogue.

use platform::store::{
    guard::{Sharing, guard},
    key_table,
};
use sea_orm_migration::{prelude::*, schema::*};

/// Creates the table.
pub struct Pictures;

impl MigrationName for Pictures {
    fn name(&self) -> &str {
        "registrations_m0074_pictures"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Pictures {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = key_table("publication_pictures", &["country", "id"])
            .col(string("country"))
            .col(uuid("id"))
            .col(uuid("publication"))
            .col(uuid("registration"))
            .col(uuid("file"))
            .col(integer("place"))
            .col(json("alternative_texts"))
            .to_owned();
        manager.create_table(table).await?;
        let once = Index::create()
            .name("publication_pictures_once")
            .table("publication_pictures")
            .col("country")
            .col("publication")
            .col("file")
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        let of_file = Index::create()
            .name("publication_pictures_of_file")
            .table("publication_pictures")
            .col("country")
            .col("file")
            .to_owned();
        manager.create_index(of_file).await?;
        guard(manager, "publication_pictures", Sharing::None).await
    }
}
