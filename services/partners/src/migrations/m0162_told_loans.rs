//! The country that a queue is lent to hears of the loan.

use platform::store::guard::forced;
use sea_orm_migration::{prelude::*, schema::*};

/// Adds the column.
pub struct ToldLoans;

impl MigrationName for ToldLoans {
    fn name(&self) -> &str {
        "partners_m0162_told_loans"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ToldLoans {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = big_integer("told_version").default(0).take();
        manager.alter_table(Table::alter().table("loans").add_column(column).to_owned()).await?;
        // Nobody is told of what is over for long, or of what they use already.
        forced(manager, &["loans"], false).await?;
        manager.get_connection().execute_unprepared("UPDATE loans SET told_version = version").await?;
        forced(manager, &["loans"], true).await?;
        let untold = "CREATE INDEX loans_untold ON loans (updated_at) WHERE told_version < version";
        manager.get_connection().execute_unprepared(untold).await.map(drop)
    }
}
