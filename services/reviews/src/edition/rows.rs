//! The table of editions, a projection that the network owns.

use platform::{
    error::{Error, Result, Text},
    store::{Scope, Tenant},
};
use proto::{platform::v1::Reason, registrations::v1 as registrations};
use sea_orm::{FromJsonQueryResult, QueryFilter, entity::prelude::*};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

use crate::{review::Criterion, screening::checklist::Item};

/// One edition, by its resource name.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "editions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// `editions/2020`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub criteria: Rubric,
    pub reviews_per_case: i32,
    pub accept_bar: f64,
    /// What offices check when they screen; empty where they use the first list.
    pub screening_items: Items,
    /// That of the last event taken.
    pub version: i64,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The criteria, in their order, as one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Rubric(pub Vec<RubricLine>);

/// The lines of a checklist, in their order, as one column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Items(pub Vec<Item>);

/// One criterion with its titles by language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RubricLine {
    #[serde(flatten)]
    pub criterion: Criterion,
    pub titles: HashMap<String, String>,
}

impl Tenant for Entity {
    const SHARED: bool = true;

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        row.id.clone()
    }
}

/// The rubric of the event.
pub fn rubric(criteria: Vec<registrations::Criterion>) -> Rubric {
    let line = |criterion: registrations::Criterion| RubricLine {
        criterion: Criterion { id: criterion.id, weight: criterion.weight, max_score: criterion.max_score },
        titles: criterion.titles,
    };
    Rubric(criteria.into_iter().map(line).collect())
}

/// The checklist of the event.
pub fn items(items: Vec<registrations::ScreeningItem>) -> Items {
    Items(items.into_iter().map(|item| Item { id: item.id, texts: item.texts }).collect())
}

impl Model {
    /// The rubric as a message.
    pub fn criteria_message(&self) -> Vec<registrations::Criterion> {
        let message = |line: &RubricLine| registrations::Criterion {
            id: line.criterion.id.clone(),
            titles: line.titles.clone(),
            weight: line.criterion.weight,
            max_score: line.criterion.max_score,
        };
        self.criteria.0.iter().map(message).collect()
    }
}

/// The edition of this name, if it was told of.
pub async fn known(scope: &Scope, name: &str) -> Result<Option<Model>> {
    scope.one(scope.find::<Entity>().filter(Column::Id.eq(name))).await
}

/// The edition of this name. One that was not told of yet will be soon: the caller may try again.
pub async fn edition(scope: &Scope, name: &str) -> Result<Model> {
    known(scope, name).await?.ok_or_else(|| {
        let text = Text::told(
            format!("{name} is not known here yet; try again shortly"),
            format!("{name} todavía no se conoce aquí; inténtelo de nuevo en breve"),
            format!("{name} ainda não é conhecido aqui; tente de novo em breve"),
        );
        Error::refused(Reason::Unavailable, text)
    })
}
