//! What one country decides of a loan is carried to the other: somebody takes a seat there, or leaves it. Each side takes a
//! transaction of its own; whoever dies between them carries again, and nothing is done twice.

use std::{future::Future, pin::Pin, time::Duration};

use platform::{Result, Scope, moment, names::Place, rounds, service::Ground};
use proto::partners::v1::country;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, sea_query::Query};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use super::{
    facts,
    rows::{self, Column, Entity, Model},
};
use crate::{
    country::rows as countries,
    member::{rows as members, seat},
};

const WORK: &str = "loans of reviewers";
const LOOK: Duration = Duration::from_secs(1);
const BATCH: u64 = 50;

/// Carries until told to stop.
pub fn work(ground: Ground, stop: CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        let more = || async { Ok(round(&ground).await? == BATCH) };
        rounds(LOOK, &stop, "loans of reviewers are carried later", more).await;
    })
}

/// One look at all countries; how many were carried.
async fn round(ground: &Ground) -> Result<u64> {
    let scope = ground.store.work(WORK, Place::AcrossCountries).await?;
    let due = scope.find::<Entity>().filter(due(moment::now())).order_by_asc(Column::UpdatedAt).limit(BATCH);
    let due = scope.all(due).await?;
    scope.commit().await?;
    let mut carried = 0;
    for row in due {
        // One that cannot be carried keeps no other one waiting.
        match one(ground, &row).await {
            Ok(()) => carried += 1,
            Err(problem) => tracing::warn!(%problem, loan = row.name(), "a loan of a reviewer is carried later"),
        }
    }
    Ok(carried)
}

/// Of which the other country has still to hear, whose time is over, or whose lender is erased.
fn due(now: OffsetDateTime) -> Condition {
    let erased = Query::select()
        .column(countries::Column::Code)
        .from(countries::Entity)
        .and_where(countries::Column::State.eq(countries::state_text(country::State::Erased)))
        .to_owned();
    let over = Condition::any().add(Column::ExpiresAt.lte(now)).add(Column::Lender.in_subquery(erased));
    Condition::any().add(Column::Settled.eq(false)).add(Condition::all().add(Column::ClosedAt.is_null()).add(over))
}

async fn one(ground: &Ground, found: &Model) -> Result<()> {
    let mut scope = ground.store.work(WORK, Place::Country(found.country.clone())).await?;
    let Some(mut row) = scope.one(rows::of(&scope, found.id).lock_exclusive()).await? else { return Ok(()) };
    let lender_is_gone = is_erased(&scope, &row.lender).await?;
    if row.closed_at.is_none() && (row.expires_at <= moment::now() || lender_is_gone) {
        let after = row.closed(moment::now());
        scope.update::<Entity>(&row, after.clone()).await?;
        if !after.is_lenders() {
            seat::leave(&mut scope, after.id).await?;
        }
        row = after;
    }
    let person = match row.member.filter(|_| row.is_lenders()) {
        Some(id) => scope.one(scope.find::<members::Entity>().filter(members::Column::Id.eq(id))).await?,
        None => None,
    };
    scope.commit().await?;
    match row.is_lenders() {
        true => to_borrower(ground, &row, person).await?,
        false if !lender_is_gone => to_lender(ground, &row).await?,
        false => {}
    }
    let mut scope = ground.store.work(WORK, Place::Country(row.country.clone())).await?;
    let now = scope.one(rows::of(&scope, row.id).lock_exclusive()).await?;
    // What changed meanwhile is carried in the next round. That it was carried is no change of the loan.
    if let Some(same) = now.filter(|now| now.updated_at == row.updated_at) {
        scope.follow::<Entity>(&same, Model { settled: true, ..same.clone() }).await?;
    }
    scope.commit().await
}

/// The borrowing country comes to have the loan as it stands, and the person a seat there, or none any more.
async fn to_borrower(ground: &Ground, loan: &Model, person: Option<members::Model>) -> Result<()> {
    let mut scope = ground.store.work(WORK, Place::Country(loan.borrower.clone())).await?;
    if is_erased(&scope, &loan.borrower).await? {
        return Ok(());
    }
    let known = scope.one(rows::of(&scope, loan.id).lock_exclusive()).await?;
    match (known, person.filter(|_| loan.closed_at.is_none())) {
        (None, Some(person)) => lent(&mut scope, loan, &person).await?,
        (Some(theirs), Some(person)) if theirs.closed_at.is_none() => seat::renew(&mut scope, loan.id, &person).await?,
        (Some(theirs), None) if theirs.closed_at.is_none() => {
            let closed = Model { settled: true, ..theirs.closed(moment::now()) };
            scope.update::<Entity>(&theirs, closed).await?;
            seat::leave(&mut scope, loan.id).await?;
        }
        _ => {}
    }
    scope.commit().await
}

/// Somebody comes: they get a seat, unless they are a member there already.
async fn lent(scope: &mut Scope, loan: &Model, person: &members::Model) -> Result<()> {
    let now = moment::now();
    let member = seat::take(scope, loan, person).await?.map(|seat| seat.id);
    let row = Model {
        country: loan.borrower.clone(),
        version: 1,
        created_at: now,
        updated_at: now,
        member,
        subject: String::new(),
        settled: true,
        ..loan.clone()
    };
    scope.insert::<Entity>(row.clone()).await?;
    facts::publish_lent(scope, &row);
    Ok(())
}

/// The lending country hears that the other one ended it.
async fn to_lender(ground: &Ground, loan: &Model) -> Result<()> {
    let mut scope = ground.store.work(WORK, Place::Country(loan.lender.clone())).await?;
    let known = scope.one(rows::of(&scope, loan.id).lock_exclusive()).await?;
    if let Some(ours) = known.filter(|ours| ours.closed_at.is_none() && loan.closed_at.is_some()) {
        scope.update::<Entity>(&ours, Model { settled: true, ..ours.closed(moment::now()) }).await?;
    }
    scope.commit().await
}

async fn is_erased(scope: &Scope, code: &str) -> Result<bool> {
    let country = scope.one(countries::by_code(scope, code)).await?;
    Ok(country.is_none_or(|row| row.state() == country::State::Erased))
}
