//! The table of plans: one row for each version of an edition, which the network owns. A row is never changed, so that a case
//! stays under the plan that its entry was submitted under.

use std::{collections::HashMap, sync::Arc};

use platform::{
    error::Result,
    store::{Scope, Tenant},
};
use proto::registrations::v1::Edition;
use sea_orm::{FromJsonQueryResult, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::{plan::Plan, rows};
use crate::{case, screening::checklist::Item};

/// The plan of one version.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "plans")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// `editions/2020`
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition: String,
    /// That of the edition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub plan: Kept,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A plan as one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Kept(pub Plan);

impl Tenant for Entity {
    const SHARED: bool = true;

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        format!("{}/versions/{}", row.edition, row.version)
    }
}

/// Keeps the plan of a version, unless it is kept.
pub async fn keep(scope: &mut Scope, edition: &str, version: i64, plan: Plan) -> Result<()> {
    let same = scope.find::<Entity>().filter(Column::Edition.eq(edition)).filter(Column::Version.eq(version));
    if scope.one(same).await?.is_some() {
        return Ok(());
    }
    let row = Model { country: scope.country().to_owned(), edition: edition.to_owned(), version, plan: Kept(plan) };
    scope.insert::<Entity>(row).await
}

/// The plan of a version of an edition: that version's, or the last one before that was told of; else the first. An edition
/// that was told of before plans were kept has one by its criteria.
pub async fn of_version(scope: &Scope, edition: &str, version: i64) -> Result<Plan> {
    if let Some(plan) = kept(scope, edition, version).await? {
        return Ok(plan);
    }
    let edition = rows::edition(scope, edition).await?;
    let told = Edition {
        criteria: edition.criteria_message(),
        reviews_per_case: edition.reviews_per_case,
        accept_bar: edition.accept_bar,
        ..Default::default()
    };
    Ok(Plan::of(None, &told))
}

/// The same, where any was told of.
async fn kept(scope: &Scope, edition: &str, version: i64) -> Result<Option<Plan>> {
    let of_edition = || scope.find::<Entity>().filter(Column::Edition.eq(edition)).limit(1);
    let upto = of_edition().filter(Column::Version.lte(version)).order_by_desc(Column::Version);
    let found = match scope.one(upto).await? {
        Some(found) => Some(found),
        None => scope.one(of_edition().order_by_asc(Column::Version)).await?,
    };
    Ok(found.map(|row| row.plan.0))
}

/// What offices check when they screen a case: as its plan has it, or else, where it was kept without, as the edition has it
/// now. Empty: the list that every office begins with.
pub async fn screening_items(scope: &Scope, case: &case::rows::Model) -> Result<Vec<Item>> {
    let kept = kept(scope, &case.edition, case.plan_version).await?;
    if let Some(items) = kept.and_then(|plan| plan.screening_items) {
        return Ok(items);
    }
    Ok(rows::known(scope, &case.edition).await?.map(|row| row.screening_items.0).unwrap_or_default())
}

/// The plan that a case is under.
pub async fn of_case(scope: &Scope, case: &case::rows::Model) -> Result<Plan> {
    of_version(scope, &case.edition, case.plan_version).await
}

/// The plans of cases, each version of an edition read once.
#[derive(Default)]
pub struct Plans(HashMap<(String, i64), Arc<Plan>>);

impl Plans {
    /// The plan that a case is under.
    pub async fn of(&mut self, scope: &Scope, case: &case::rows::Model) -> Result<Arc<Plan>> {
        let version = (case.edition.clone(), case.plan_version);
        if let Some(plan) = self.0.get(&version) {
            return Ok(Arc::clone(plan));
        }
        let plan = Arc::new(of_case(scope, case).await?);
        self.0.insert(version, Arc::clone(&plan));
        Ok(plan)
    }
}
