//! The clock of reviews: a reviewer is reminded before the end, and the office is told of what is late.

use std::{future::Future, pin::Pin};

use platform::{Result, Scope, due, moment, service::Ground};
use proto::reviews::v1::{AssignmentExpired, AssignmentReminded};
use sea_orm::{Condition, QueryFilter, QueryOrder, entity::prelude::*, sea_query::Query};
use tokio_util::sync::CancellationToken;

use super::{
    State, brief,
    rows::{Column, Entity, Model},
    transitions,
};
use crate::{
    case::{self, stage},
    edition::plans,
    member,
};

const WORK: &str = "terms of reviews";

/// Reminds and escalates until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        due::looks(&stop, "the terms of reviews are told later", || round(&ground)).await;
    })
}

/// One look at all countries; how many were due.
pub(crate) async fn round(ground: &Ground) -> Result<u64> {
    due::look(&ground.store, WORK, |scope| waiting(scope.find::<Entity>(), moment::now()), tend).await
}

/// Those whose time is over, or of which the reviewer is to be reminded; the earliest end first. What is blocked, closed or
/// decided on is left out, so that it does not stand before the others.
fn waiting(rows: Select<Entity>, now: time::OffsetDateTime) -> Select<Entity> {
    let to_remind = Condition::all().add(Column::RemindedAt.is_null()).add(Column::RemindAt.lte(now));
    let due = Condition::any().add(Column::DueAt.lt(now)).add(to_remind);
    let takes_reviews = Query::select()
        .column(case::rows::Column::Id)
        .from(case::rows::Entity)
        .and_where(case::rows::Column::State.is_in([case::State::Open, case::State::InReview, case::State::Reviewed]))
        .and_where(case::rows::Column::Blocked.eq(false))
        .to_owned();
    let awaited = rows.filter(Column::State.is_in([State::Assigned, State::Draft]));
    awaited.filter(due).filter(Column::CaseId.in_subquery(takes_reviews)).order_by_asc(Column::DueAt)
}

/// Reminds of one, or notes that its time is over, unless somebody else did meanwhile, or the review came.
async fn tend(scope: &mut Scope, found: &Model) -> Result<()> {
    // Whoever submits locks the case as well: of the two, the second sees what the first did.
    let case = case::rows::locked(scope, found.case_id, &found.name()).await?;
    let row = scope.expect(scope.find::<Entity>().filter(Column::Id.eq(found.id)), &found.name()).await?;
    let Some(late) = transitions::expired(row.state) else { return Ok(()) };
    let now = moment::now();
    if !row.is_in_time(now) {
        return expire(scope, case, &row, late).await;
    }
    let (None, Some(due)) = (row.reminded_at, row.due_at.filter(|_| row.remind_at.is_some_and(|at| at <= now))) else {
        return Ok(());
    };
    let after = Model { reminded_at: Some(now), ..row.next() };
    scope.update::<Entity>(&row, after.clone()).await?;
    let title = brief::title(scope, &after, &case).await?;
    scope.publish(&AssignmentReminded {
        name: after.name(),
        version: after.version,
        case: case::rows::name(&case.country, case.id),
        registration: case.registration.clone(),
        // Whoever writes it, the accountable reviewer is reminded.
        reviewer: member::rows::name(&after.country, after.reviewer),
        title,
        due_time: Some(moment::timestamp(due)),
    });
    Ok(())
}

/// The review still counts when it comes. Where no other one of the stage is awaited in time, the case goes on with those that
/// are in, if they are enough.
async fn expire(scope: &mut Scope, case: case::rows::Model, row: &Model, late: State) -> Result<()> {
    let after = Model { state: late, ..row.next() };
    scope.update::<Entity>(row, after.clone()).await?;
    scope.publish(&AssignmentExpired {
        name: after.name(),
        version: after.version,
        case: case::rows::name(&case.country, case.id),
        registration: case.registration.clone(),
        title: case.title.clone(),
    });
    let awaited = scope
        .find::<Entity>()
        .filter(Column::CaseId.eq(case.id))
        .filter(Column::Stage.eq(case.stage.as_str()))
        .filter(Column::State.is_in([State::Assigned, State::Draft]));
    if row.stage != case.stage || scope.count(awaited).await? > 0 {
        return Ok(());
    }
    let plan = plans::of_case(scope, &case).await?;
    let gone_on = stage::over(&plan, case.clone());
    if gone_on.state != case.state || gone_on.stage != case.stage {
        let version = case.version + 1;
        let gone_on = case::rows::Model { version, updated_at: moment::now(), ..gone_on };
        scope.update::<case::rows::Entity>(&case, gone_on).await?;
    }
    Ok(())
}
