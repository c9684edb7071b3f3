//! The clock of clarifications: an applicant is reminded before the end of one, and a case whose applicant did not answer
//! in time returns to whoever asked.

use std::{future::Future, pin::Pin};

use platform::{Result, Scope, due, moment, service::Ground};
use proto::reviews::v1::{ClarificationExpired, ClarificationReminded};
use sea_orm::{ColumnTrait, QueryFilter};
use tokio_util::sync::CancellationToken;

use super::{
    State,
    rows::{self, Column, Entity, Model},
};
use crate::{case, member};

const WORK: &str = "ends of clarifications";

/// Reminds and ends until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        due::looks(&stop, "ends of clarifications are told later", || round(&ground)).await;
    })
}

/// One look at all countries; how many were due.
pub(crate) async fn round(ground: &Ground) -> Result<u64> {
    due::look(&ground.store, WORK, |scope| rows::due(scope.find::<Entity>(), moment::now()), tend).await
}

/// Reminds of one, or ends it, unless somebody else did meanwhile, or it was answered.
async fn tend(scope: &mut Scope, found: &Model) -> Result<()> {
    // Whoever takes an answer locks the case as well: of the two, the second sees what the first did.
    let case = case::rows::locked(scope, found.case_id, &found.name()).await?;
    let row = scope.expect(scope.find::<Entity>().filter(Column::Id.eq(found.id)), &found.name()).await?;
    if row.state != State::Asked {
        return Ok(());
    }
    let now = moment::now();
    if row.due_at <= now {
        return end(scope, &case, &row).await;
    }
    if row.reminded_at.is_some() || row.remind_at > now {
        return Ok(());
    }
    scope.update::<Entity>(&row, Model { reminded_at: Some(now), ..row.next() }).await?;
    scope.publish(&ClarificationReminded {
        name: row.name(),
        version: case.version,
        case: case::rows::name(&case.country, case.id),
        registration: row.registration.clone(),
        question: row.question.clone(),
        due_time: Some(moment::timestamp(row.due_at)),
        stage: row.stage.message().into(),
    });
    Ok(())
}

/// The case is again with whoever asked.
async fn end(scope: &mut Scope, case: &case::rows::Model, row: &Model) -> Result<()> {
    scope.update::<Entity>(row, row.ended(State::Unanswered)).await?;
    let mut after = case.next();
    after.state = case::clarification_ended(case.state);
    after.clarification = Some(State::Unanswered);
    scope.update::<case::rows::Entity>(case, after.clone()).await?;
    let representatives = member::rows::representatives(scope, &row.institution).await?;
    scope.publish(&ClarificationExpired {
        name: row.name(),
        version: after.version,
        case: case::rows::name(&after.country, after.id),
        registration: row.registration.clone(),
        stage: row.stage.message().into(),
        representatives,
        submission: after.submission,
    });
    Ok(())
}
