//! The table of import mappings, and the way between row and message.

use platform::{Error, Result, Scope, moment, names, store::Tenant};
use proto::registrations::v1::{ImportColumn, ImportMapping, import_column::Source};
use sea_orm::{FromJsonQueryResult, QueryFilter, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// One mapping.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "import_mappings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub version: i64,
    pub columns: Columns,
    pub create_time: OffsetDateTime,
    pub update_time: OffsetDateTime,
}

/// What is said of the columns, in the order in which it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Columns(pub Vec<Said>);

/// What is said of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Empty: it is passed over.
    pub field: String,
    /// The heading above it.
    pub heading: Option<String>,
    /// What stands in every row without an answer.
    pub constant: Option<String>,
}

/// No relations: rows of a tenant are reached through its scope alone.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        name(row)
    }
}

/// The resource name.
pub fn name(row: &Model) -> String {
    format!("countries/{}/importMappings/{}", row.country, row.id)
}

/// The mapping of this name, read to be changed, if there is one.
pub async fn locked(scope: &Scope, name: &str) -> Result<Option<Model>> {
    scope.one(of_name(scope, name)?.lock_exclusive()).await
}

/// The mapping of this name.
pub async fn expect(scope: &Scope, name: &str) -> Result<Model> {
    scope.expect(of_name(scope, name)?, name).await
}

fn of_name(scope: &Scope, name: &str) -> Result<Select<Entity>> {
    let [country, id] = names::segments("name", name, "countries/*/importMappings/*")?;
    if country != scope.country() {
        return Err(Error::not_found(name));
    }
    Ok(scope.find::<Entity>().filter(Column::Id.eq(id)))
}

/// The columns as they are kept.
pub fn kept(columns: &[ImportColumn]) -> Columns {
    let column = |column: &ImportColumn| match &column.source {
        Some(Source::Heading(heading)) => {
            Said { field: column.field.clone(), heading: Some(heading.clone()), constant: None }
        }
        Some(Source::Constant(text)) => {
            Said { field: column.field.clone(), heading: None, constant: Some(text.clone()) }
        }
        None => Said { field: column.field.clone(), ..Said::default() },
    };
    Columns(columns.iter().map(column).collect())
}

/// The columns as they were given.
pub fn columns(kept: Columns) -> Vec<ImportColumn> {
    let column = |column: Said| {
        let heading = column.heading.map(Source::Heading);
        ImportColumn { field: column.field, source: heading.or(column.constant.map(Source::Constant)) }
    };
    kept.0.into_iter().map(column).collect()
}

/// The message.
pub fn message(row: Model) -> ImportMapping {
    ImportMapping {
        name: name(&row),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.create_time)),
        update_time: Some(moment::timestamp(row.update_time)),
        columns: columns(row.columns),
    }
}
