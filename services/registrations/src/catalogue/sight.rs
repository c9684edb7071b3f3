//! Who sees the entries of a country: what the country set, held against where the caller belongs.
//!
//! What always holds: a country whose entries a caller may not see is left out of the question, and not of the answer, so
//! that no count, token or order tells of it.

use platform::{Result, Scope, moment::now, names::NETWORK};
use proto::partners::v1::CatalogueVisibility;
use sea_orm::{ColumnTrait, QueryFilter, Select};

use super::rows::{Column, Entity, Model, is_shown};
use crate::country;

/// What a caller sees of the catalogue.
pub struct Sight {
    /// Countries whose entries are not there for them.
    hidden: Vec<String>,
}

impl Sight {
    /// That of the scope's caller.
    ///
    /// # Errors
    /// `GRANTS_STALE` where entries are hidden from them that they may see: a copy would lose them.
    pub async fn of(scope: &Scope) -> Result<Self> {
        let sight = Self::without(scope, |country| !sees(scope.belongs(), country)).await?;
        if !sight.hidden.is_empty() {
            scope.belongs_for_certain()?;
        }
        Ok(sight)
    }

    /// That of everybody, whoever calls.
    pub async fn of_everybody(scope: &Scope) -> Result<Self> {
        Self::without(scope, |country| !sees(&[], country)).await
    }

    /// What everybody sees who holds a role in one of the network's countries, and not only those of the country itself.
    pub async fn of_members(scope: &Scope) -> Result<Self> {
        let is_hidden = |country: &country::rows::Model| country.visibility() == CatalogueVisibility::Country;
        Self::without(scope, is_hidden).await
    }

    async fn without(scope: &Scope, is_hidden: impl Fn(&country::rows::Model) -> bool) -> Result<Self> {
        let known = country::rows::newest_of_all(scope).await?.into_iter();
        Ok(Self { hidden: known.filter(is_hidden).map(|country| country.id).collect() })
    }

    /// The entries that are shown, by the clock of this server.
    pub fn shown(&self, scope: &Scope) -> Select<Entity> {
        let shown = scope.find::<Entity>().filter(is_shown(now()));
        if self.hidden.is_empty() { shown } else { shown.filter(Column::Country.is_not_in(&self.hidden)) }
    }

    /// Whether an entry is shown at this moment.
    pub fn shows(&self, row: &Model) -> bool {
        self.has(&row.country) && row.is_shown(now())
    }

    /// Whether the entries of a country are there.
    pub fn has(&self, country: &str) -> bool {
        !self.hidden.iter().any(|hidden| hidden == country)
    }

    /// The countries whose entries are not.
    pub fn hidden(&self) -> &[String] {
        &self.hidden
    }
}

/// Whether somebody who belongs to these places sees the entries of a country.
fn sees(belongs: &[String], country: &country::rows::Model) -> bool {
    match country.visibility() {
        CatalogueVisibility::Unspecified | CatalogueVisibility::Public => true,
        CatalogueVisibility::Network => !belongs.is_empty(),
        CatalogueVisibility::Country => belongs.iter().any(|place| place == NETWORK || *place == country.id),
    }
}
