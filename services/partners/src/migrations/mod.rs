//! The tables of this service, oldest first.

mod m0001_countries;
mod m0002_institutions;
mod m0003_partnerships;
mod m0004_members;
mod m0005_invitations;
mod m0006_api_keys;
mod m0007_interventions;
mod m0008_first_admins;
mod m0009_settings;
mod m0010_key_countries;
mod m0011_loans;
mod m0085_reviewer_loans;
mod m0162_told_loans;

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{prelude::*, schema::string};

/// Every migration of this service.
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0001_countries::Countries),
        Box::new(m0002_institutions::Institutions),
        Box::new(m0003_partnerships::Partnerships),
        Box::new(m0004_members::Members),
        Box::new(m0005_invitations::Invitations),
        Box::new(m0006_api_keys::ApiKeys),
        Box::new(m0007_interventions::Interventions),
        Box::new(m0008_first_admins::FirstAdmins),
        Box::new(m0009_settings::Settings),
        Box::new(m0010_key_countries::KeyCountries),
        Box::new(m0011_loans::Loans),
        Box::new(m0085_reviewer_loans::ReviewerLoans),
        Box::new(m0162_told_loans::ToldLoans),
    ]
}

/// A text column that lists are ordered by: byte by byte, so that the order is the same in both databases.
fn ordered(manager: &SchemaManager<'_>, column: &'static str) -> ColumnDef {
    let mut column = string(column);
    if manager.get_connection().get_database_backend() == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}
