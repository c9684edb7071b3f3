//! The table of views, and the way between row and message.

use platform::{
    Error, Result, Scope,
    error::Text,
    moment::timestamp,
    names,
    personal::{Person, Personal},
    store::Tenant,
};
use proto::{platform::v1::Reason, registrations::v1::View};
use sea_orm::{Condition, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

use super::{MOST, MOST_LISTED, is_of_the_office, may_change};

/// One view.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "views")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub version: i64,
    /// The subject of whoever saved it first.
    pub owner: String,
    /// Whether the whole office sees it.
    pub shared: bool,
    pub display_name: String,
    pub filter: String,
    pub create_time: OffsetDateTime,
    pub update_time: OffsetDateTime,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// What is looked for may name people.
    const PERSONAL: &'static [&'static str] = &["display_name", "filter"];
    const SUBJECTS: &'static [&'static str] = &["owner"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        name(row)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] =
        &["id", "owner", "shared", "display_name", "filter", "create_time", "update_time"];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Owner.is_in(person.subject.as_deref()))
    }

    /// What is shared is the office's, which goes on asking it; its words say nothing of its owner.
    fn speaks_of(row: &Model, _: &Person) -> bool {
        !row.shared
    }

    fn goes(row: &Model) -> bool {
        !row.shared
    }
}

/// The views that the caller sees.
pub fn seen(scope: &Scope) -> Select<Entity> {
    let mut seen = Condition::any().add(Column::Owner.eq(scope.subject()));
    if is_of_the_office(scope.role()) {
        seen = seen.add(Column::Shared.eq(true));
    }
    scope.find::<Entity>().filter(seen)
}

/// The caller's own views, and some of those that others share with the office, in the order of their ids.
pub async fn listed(scope: &Scope) -> Result<Vec<Model>> {
    let own = Condition::all().add(Column::Owner.eq(scope.subject()));
    let mut rows = Vec::new();
    for (of_caller, most) in [(own.clone(), MOST), (own.not(), MOST_LISTED - MOST)] {
        rows.extend(scope.all(seen(scope).filter(of_caller).order_by_asc(Column::Id).limit(most)).await?);
    }
    rows.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    Ok(rows)
}

/// How many views the caller keeps. Whoever saves several at once waits here until the one before is kept.
pub async fn count_own(scope: &Scope) -> Result<u64> {
    scope.alone(&format!("views/{}", scope.subject())).await?;
    scope.count(scope.find::<Entity>().filter(Column::Owner.eq(scope.subject()))).await
}

/// The view of this name, if the caller sees it.
pub async fn expect(scope: &Scope, name: &str) -> Result<Model> {
    scope.expect(of_name(scope, name)?, name).await
}

/// The view of this name, read to be changed, if the caller sees it.
pub async fn locked(scope: &Scope, name: &str) -> Result<Option<Model>> {
    scope.one(of_name(scope, name)?.lock_exclusive()).await
}

/// The view of this name, read to be removed: by an office admin also if they do not see it.
pub async fn removable(scope: &Scope, name: &str) -> Result<Model> {
    let rows = if may_change(false, scope.role()) { scope.find::<Entity>() } else { seen(scope) };
    scope.expect(rows.filter(Column::Id.eq(id(scope, name)?)).lock_exclusive(), name).await
}

fn of_name(scope: &Scope, name: &str) -> Result<Select<Entity>> {
    Ok(seen(scope).filter(Column::Id.eq(id(scope, name)?)))
}

fn id(scope: &Scope, name: &str) -> Result<String> {
    let [country, id] = names::segments("name", name, "countries/*/views/*")?;
    if country == scope.country() { Ok(id.to_owned()) } else { Err(Error::not_found(name)) }
}

/// Refuses whoever may not change what they see.
pub fn changeable(scope: &Scope, row: &Model) -> Result<()> {
    if may_change(row.owner == scope.subject(), scope.role()) {
        return Ok(());
    }
    let text = Text::told(
        "somebody else shared this view; they or an office admin can change it, or save one of your own",
        "esta vista la compartió otra persona; ella o la administración de la oficina puede cambiarla, o guarde una propia",
        "esta visão foi compartilhada por outra pessoa; ela ou a administração do escritório pode alterá-la, ou guarde uma sua",
    );
    Err(Error::refused(Reason::RoleNotAllowed, text))
}

/// The resource name.
pub fn name(row: &Model) -> String {
    format!("countries/{}/views/{}", row.country, row.id)
}

/// The message, for somebody with this subject.
pub fn to_message(row: Model, subject: &str) -> View {
    View {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(timestamp(row.create_time)),
        update_time: Some(timestamp(row.update_time)),
        display_name: row.display_name,
        filter: row.filter,
        shared: row.shared,
        own: row.owner == subject,
    }
}
