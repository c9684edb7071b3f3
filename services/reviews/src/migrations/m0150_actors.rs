//! By which role somebody screened, confirmed or asked.

use sea_orm_migration::{prelude::*, schema::string};

/// Adds the columns; empty in what was done before.
pub struct Actors;

impl MigrationName for Actors {
    fn name(&self) -> &str {
        "reviews_m0150_actors"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Actors {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns =
            [("screenings", "proposer_role"), ("screenings", "confirmer_role"), ("clarifications", "subject_role")];
        for (table, name) in columns {
            let column = string(name).default("").take();
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
