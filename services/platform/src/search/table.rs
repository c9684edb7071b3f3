//! Tables of terms.

use sea_orm::DbErr;
use sea_orm_migration::{prelude::*, schema::*};

use crate::store::{
    guard::{Sharing, guard},
    key_table,
};

/// Creates a table of terms. Its key finds what a row is found by; the index finds the rows of a term, the heaviest first.
pub async fn create(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let columns = key_table(table, &["country", "document", "term"])
        .col(string("country"))
        .col(uuid("document"))
        .col(string("term"))
        .col(integer("weight"))
        .to_owned();
    manager.create_table(columns).await?;
    let heaviest = Index::create()
        .name(format!("{table}_heaviest"))
        .table(Alias::new(table))
        .col(Alias::new("country"))
        .col(Alias::new("term"))
        .col((Alias::new("weight"), IndexOrder::Desc))
        .col((Alias::new("document"), IndexOrder::Desc))
        .to_owned();
    manager.create_index(heaviest).await?;
    guard(manager, table, Sharing::None).await
}
