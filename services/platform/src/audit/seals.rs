//! The table of seals: the chain of each country, place by place.

use sea_orm::entity::prelude::*;
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
