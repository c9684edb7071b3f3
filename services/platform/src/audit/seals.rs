//! The table of seals: the chain of each country, place by place.

use sea_orm::{ActiveModelTrait, DbBackend, IntoActiveModel, Statement, Value, entity::prelude::*};
use serde::Serialize;

use super::chain::{START, Seal};
use crate::{
    error::{Error, Result},
    store::Tenant,
};

/// One seal.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "audit_seals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// The place in the chain of the country: 1, 2, 3 and on without a gap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
    pub entry: Uuid,
    pub hash: Vec<u8>,
}

/// No relations: what is missing on one side has to show.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        row.entry.to_string()
    }
}

/// Adds seals of one country. In PostgreSQL by one statement that is the same for any number of them, since the database
/// has to read and plan each new one.
pub(crate) async fn insert(connection: &impl ConnectionTrait, country: &str, seals: Vec<Model>) -> Result<()> {
    let backend = connection.get_database_backend();
    if backend != DbBackend::Postgres {
        let rows = seals.into_iter().map(|seal| seal.into_active_model().reset_all());
        Entity::insert_many(rows).exec_without_returning(connection).await?;
        return Ok(());
    }
    let places: Vec<i64> = seals.iter().map(|seal| seal.place).collect();
    let entries: Vec<Uuid> = seals.iter().map(|seal| seal.entry).collect();
    let hashes: Vec<Vec<u8>> = seals.into_iter().map(|seal| seal.hash).collect();
    let query = "INSERT INTO audit_seals (country, place, entry, hash) \
                 SELECT $1, * FROM unnest($2::bigint[], $3::uuid[], $4::bytea[])";
    let values: [Value; 4] = [country.into(), places.into(), entries.into(), hashes.into()];
    connection.execute_raw(Statement::from_sql_and_values(backend, query, values)).await?;
    Ok(())
}

/// The end of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub place: i64,
    pub seal: Seal,
}

impl End {
    /// That of a chain without entries.
    pub(crate) const NONE: End = End { place: 0, seal: START };

    pub(crate) fn of(row: &Model) -> Result<Self> {
        let seal = Seal::try_from(row.hash.as_slice()).map_err(Error::internal)?;
        Ok(Self { place: row.place, seal })
    }
}
