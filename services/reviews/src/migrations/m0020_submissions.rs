//! A case for each submission of a registration, which may be withdrawn, revived, and submitted again.

use sea_orm_migration::{prelude::*, schema::integer};

use super::index;

/// Adds the column, and lets a registration have more than one case.
pub struct Submissions;

impl MigrationName for Submissions {
    fn name(&self) -> &str {
        "reviews_m0020_submissions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Submissions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("cases").add_column(integer("submission").default(1).take()).to_owned();
        manager.alter_table(column).await?;
        let one_each = Index::drop().name("cases_of_registration").table("cases").to_owned();
        manager.drop_index(one_each).await?;
        let columns = ["country", "registration", "submission"];
        manager.create_index(index("cases", "cases_of_submission", &columns, true)).await
    }
}
