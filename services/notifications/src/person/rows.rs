//! The table of people. Offices are rows of the network, since a country is admitted there.

use platform::{
    Error, Result, Scope,
    personal::{Person, Personal},
    store::Tenant,
};
use sea_orm::{Condition, QueryOrder, QuerySelect, entity::prelude::*};
use serde::Serialize;

/// One person or office.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "people")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// The resource that this person answers for: a registration, a member, or a country for its office.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub version: i64,
    pub email: String,
    pub language: String,
    pub display_name: String,
    /// Somebody asked for their data to be erased: nothing is sent until the office has decided.
    pub blocked: bool,
    /// Nothing is written to them any more.
    pub erased: bool,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const SHARED: bool = true;
    const PERSONAL: &'static [&'static str] = &["email", "display_name"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        row.name.clone()
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["name", "email", "language", "display_name"];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Name.is_in(&person.names))
    }

    fn left(row: Model) -> Model {
        Model { erased: true, blocked: false, ..row }
    }

    fn blocked(row: Model, blocked: bool) -> Model {
        Model { blocked, ..row }
    }
}

/// Keeps what is newer. `row.country` is that of the scope.
pub async fn keep(scope: &mut Scope, row: Model) -> Result<()> {
    let same = scope.find::<Entity>().filter(Column::Country.eq(scope.country())).filter(Column::Name.eq(&row.name));
    // Of two who tell at the same moment, the second sees what the first told.
    match scope.one(same.lock_exclusive()).await? {
        None => scope.insert::<Entity>(row).await,
        Some(before) if before.version < row.version && !before.erased => {
            let row = Model { blocked: before.blocked, ..row };
            scope.update::<Entity>(&before, row).await
        }
        Some(_) => Ok(()),
    }
}

/// The people of the scope's own country who answer for these names, locked against a change but not against others who
/// write letters; what the network owns is not asked.
pub async fn locked(scope: &Scope, names: &[&str]) -> Result<Vec<Model>> {
    let own = scope.find::<Entity>().filter(Column::Country.eq(scope.country()));
    scope.all(own.filter(Column::Name.is_in(names.iter().copied())).lock_shared()).await
}

/// How to reach whoever answers for `name`; late while `awaited` has not told.
pub async fn of(scope: &Scope, name: &str, awaited: &str) -> Result<Model> {
    let query = scope.find::<Entity>().filter(Column::Name.eq(name)).order_by_desc(Column::Version).limit(1);
    scope.one(query).await?.ok_or_else(|| Error::late(awaited))
}
