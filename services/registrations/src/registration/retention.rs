//! What is removed by age: drafts that nobody handed in, and the people in what came to nothing.

use platform::{
    Result, Scope, choice,
    personal::{Person, erase_row, pseudonym, retention::Retention},
    store::Tenant,
};
use proto::{platform::v1::PersonErased, registrations::v1::registration::State};
use sea_orm::{ActiveModelTrait, ColumnTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::ExprTrait};
use time::OffsetDateTime;

use super::{
    editor,
    rows::{Column, Entity, Model},
    version,
};
use crate::{consent, country, duplicate, translation};

/// Drafts are removed.
pub const DRAFTS: Retention = Retention {
    kind: "drafts",
    days: |scope| Box::pin(days(scope, |country| country.draft_days)),
    count: |scope, before| Box::pin(async move { scope.count(drafts(scope, before)).await }),
    due: |scope, before, most| Box::pin(names(scope, drafts(scope, before), most)),
    remove: |scope, before, most| Box::pin(remove_drafts(scope, before, most)),
};

/// Names, words and contact data are removed; figures stay.
pub const CLOSED: Retention = Retention {
    kind: "people in closed registrations",
    days: |scope| Box::pin(days(scope, |country| country.closed_days)),
    count: |scope, before| Box::pin(async move { scope.count(closed(scope, before)).await }),
    due: |scope, before, most| Box::pin(names(scope, closed(scope, before), most)),
    remove: |scope, before, most| Box::pin(empty_closed(scope, before, most)),
};

async fn days(scope: &Scope, of: fn(&country::rows::Model) -> i32) -> Result<Vec<(String, i32)>> {
    Ok(country::rows::newest_of_all(scope).await?.iter().map(|row| (row.id.clone(), of(row))).collect())
}

fn drafts(scope: &Scope, before: OffsetDateTime) -> Select<Entity> {
    in_states(scope, &[State::Draft]).filter(Column::UpdateTime.lt(before))
}

/// What came to nothing, and still says something of people. What is blocked waits for the office.
fn closed(scope: &Scope, before: OffsetDateTime) -> Select<Entity> {
    in_states(scope, &[State::Ineligible, State::Declined, State::Withdrawn, State::Merged])
        .filter(Column::StateTime.lt(before))
        .filter(ExprTrait::or(Column::Title.ne(""), Column::ContactEmail.ne("")).or(Column::Organisation.ne("")))
}

fn in_states(scope: &Scope, states: &[State]) -> Select<Entity> {
    let states = states.iter().map(|state| choice::name(state.as_str_name(), "STATE_"));
    scope.find::<Entity>().filter(Column::State.is_in(states)).filter(Column::Blocked.eq(false))
}

async fn names(scope: &Scope, rows: Select<Entity>, most: u64) -> Result<Vec<String>> {
    let rows = scope.all(rows.order_by_asc(Column::UpdateTime).limit(most)).await?;
    Ok(rows.iter().map(super::rows::Model::name).collect())
}

async fn remove_drafts(scope: &mut Scope, before: OffsetDateTime, most: u64) -> Result<u64> {
    let rows = drafts(scope, before).order_by_asc(Column::UpdateTime).limit(most).lock_exclusive();
    let rows = scope.all(rows).await?;
    for row in &rows {
        let consents = scope.find::<consent::rows::Entity>();
        remove_all(scope, consents.filter(consent::rows::Column::Registration.eq(row.id))).await?;
        let translations = scope.find::<translation::rows::Entity>();
        remove_all(scope, translations.filter(translation::rows::Column::Registration.eq(row.id))).await?;
        remove_all(scope, version::rows::of(scope, row.id)).await?;
        remove_all(scope, duplicate::rows::of(scope, row.id)).await?;
        for entry in editor::rows::of(scope, row.id).await? {
            scope.forget(&editor::rows::name(&entry)).await?;
            scope.remove::<editor::rows::Entity>(&entry).await?;
        }
        scope.forget(&row.name()).await?;
        scope.remove::<Entity>(row).await?;
        // The others know who applied by it, what was submitted before it was revived, and the applicant of what may be late.
        tell(scope, row)?;
    }
    Ok(rows.len() as u64)
}

async fn remove_all<E: Tenant>(scope: &mut Scope, rows: Select<E>) -> Result<()>
where
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    for row in scope.all(rows).await? {
        scope.remove::<E>(&row).await?;
    }
    Ok(())
}

/// Here at once, so that the next look does not find them again; everywhere else with the news.
async fn empty_closed(scope: &mut Scope, before: OffsetDateTime, most: u64) -> Result<u64> {
    let rows = closed(scope, before).order_by_asc(Column::UpdateTime).limit(most).lock_exclusive();
    let rows = scope.all(rows).await?;
    for row in &rows {
        let person = Person { names: vec![row.name()], ..Person::default() };
        erase_row::<Entity>(scope, row, &person).await?;
        tell(scope, row)?;
    }
    Ok(rows.len() as u64)
}

/// That all services empty what they hold of a registration.
fn tell(scope: &mut Scope, row: &Model) -> Result<()> {
    scope.publish(&PersonErased {
        name: row.name(),
        version: row.version,
        names: vec![row.name()],
        person_key: Vec::new(),
        pseudonym: pseudonym()?,
    });
    Ok(())
}
