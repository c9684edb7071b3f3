//! Who of the reviewers is lent by another country, and where one of them was wished.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, string, string_null},
};

/// Adds the columns.
pub struct Lent;

impl MigrationName for Lent {
    fn name(&self) -> &str {
        "reviews_m0085_lent"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Lent {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            ("members", string("lent_by").default("").take()),
            ("proposals", boolean("lent_wished").default(false).take()),
            ("proposed_assignments", boolean("lent").default(false).take()),
            ("proposed_assignments", string_null("loan_gap")),
        ];
        for (table, column) in columns {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
