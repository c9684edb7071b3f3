//! The audit log: who changed what, when, before and after; written in the transaction of the change.

use sea_orm::{ConnectionTrait, IntoActiveModel, entity::prelude::*};
use serde::Serialize;

use crate::error::{Error, Result};

/// One entry.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: time::OffsetDateTime,
    pub actor: String,
    pub role: String,
    pub method: String,
    pub resource: String,
    pub request_id: String,
    pub before: Option<Json>,
    pub after: Option<Json>,
}

/// No relations: an entry outlives what it tells of.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Rows before and after as the log keeps them: without their personal data, and of a row that was changed only what
/// differs, since the rest stands in the entries before.
pub(super) fn pictures<Row: Serialize>(
    before: Option<&Row>,
    after: Option<&Row>,
    personal: &[&str],
) -> Result<(Option<Json>, Option<Json>)> {
    let (mut before, mut after) = (picture(before, personal)?, picture(after, personal)?);
    if let (Some(Json::Object(before)), Some(Json::Object(after))) = (&mut before, &mut after) {
        let same: Vec<String> = before
            .iter()
            .filter(|(column, value)| after.get(*column) == Some(value))
            .map(|(column, _)| column.clone())
            .collect();
        for column in same {
            before.remove(&column);
            after.remove(&column);
        }
    }
    Ok((before, after))
}

fn picture<Row: Serialize>(row: Option<&Row>, personal: &[&str]) -> Result<Option<Json>> {
    let Some(row) = row else { return Ok(None) };
    let mut picture = serde_json::to_value(row).map_err(Error::internal)?;
    if let Some(columns) = picture.as_object_mut() {
        columns.retain(|column, _| !personal.contains(&column.as_str()));
    }
    Ok(Some(picture))
}

pub(super) async fn write(connection: &impl ConnectionTrait, entries: Vec<Model>) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let entries = entries.into_iter().map(|entry| entry.into_active_model().reset_all());
    Entity::insert_many(entries).exec_without_returning(connection).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Row {
        id: i32,
        state: &'static str,
        email: &'static str,
    }

    #[test]
    fn a_change_is_kept_as_what_differs_and_a_new_row_whole_both_without_personal_data() {
        let draft = Row { id: 1, state: "DRAFT", email: "a@example.org" };
        let submitted = Row { id: 1, state: "SUBMITTED", email: "b@example.org" };
        let (before, after) = pictures(None, Some(&draft), &["email"]).expect("pictures");
        assert_eq!((before, after), (None, Some(serde_json::json!({ "id": 1, "state": "DRAFT" }))));
        let (before, after) = pictures(Some(&draft), Some(&submitted), &["email"]).expect("pictures");
        assert_eq!(before, Some(serde_json::json!({ "state": "DRAFT" })));
        assert_eq!(after, Some(serde_json::json!({ "state": "SUBMITTED" })));
    }
}
