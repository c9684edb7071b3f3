//! The table of heartbeats: the last one that came, what it said of the grants that there are, and, in the service that
//! grants, the wish of others to hear of them all again.

use sea_orm::{FromQueryResult, Statement, Value};

use super::rows::execute;
use crate::{
    error::Result,
    moment::now_milliseconds,
    store::{Scope, Store},
};

/// What a service has heard of grants.
#[derive(Debug, Default, FromQueryResult)]
pub(super) struct Heard {
    /// When the last heartbeat was sent, in milliseconds since 1970.
    pub beaten_at: i64,
    /// The sum of the versions of all grants, as it said. Those of an erased country do not count: they go at another
    /// moment in each service, which must not look like a change that is missing.
    pub total: i64,
    /// The same of those that are kept here.
    pub known: i64,
}

impl Heard {
    /// Whether every change that was told before the heartbeat is here. Versions only grow, so what is here adds up to
    /// more only by changes that were told after it.
    pub fn is_whole(&self) -> bool {
        self.known >= self.total
    }
}

/// Keeps a heartbeat: when it was sent, and not later than now, or a clock that runs ahead would keep revoked grants alive.
pub(super) async fn keep_beat(scope: &Scope, sent_at: i64, total: i64) -> Result<()> {
    const KEEP: &str = "INSERT INTO grant_beats (country, name, at, total) VALUES ($1, 'grants', $2, $3) \
         ON CONFLICT (country, name) DO UPDATE SET at = excluded.at, total = excluded.total \
         WHERE excluded.at > grant_beats.at";
    let at = sent_at.min(now_milliseconds());
    execute(scope.connection().await?, KEEP, [scope.country().into(), at.into(), total.into()]).await
}

/// What was heard up to now, at one moment.
pub(super) async fn heard(store: &Store) -> Result<Heard> {
    let query = "SELECT coalesce(max(at), 0) AS beaten_at, coalesce(max(total), 0) AS total, \
         (SELECT CAST(coalesce(sum(version), 0) AS bigint) FROM grants WHERE country NOT IN \
         (SELECT code FROM country_standings WHERE state = 'ERASED')) AS known \
         FROM grant_beats WHERE name = 'grants'";
    let transaction = store.begin_look().await?;
    let statement = Statement::from_string(sea_orm::ConnectionTrait::get_database_backend(&transaction), query);
    let heard = Heard::find_by_statement(statement).one(&transaction).await?;
    transaction.commit().await?;
    Ok(heard.unwrap_or_default())
}

/// Keeps that somebody wants to hear of all grants again.
pub(super) async fn keep_wish(scope: &Scope) -> Result<()> {
    const KEEP: &str = "INSERT INTO grant_beats (country, name, at) VALUES ($1, 'wish', $2) \
         ON CONFLICT (country, name) DO UPDATE SET at = excluded.at";
    execute(scope.connection().await?, KEEP, [scope.country().into(), now_milliseconds().into()]).await
}

/// The last wish that was not fulfilled.
pub(super) async fn wish(store: &Store) -> Result<Option<i64>> {
    let transaction = store.begin_look().await?;
    let query = "SELECT max(at) AS at FROM grant_beats WHERE name = 'wish'";
    let statement = Statement::from_string(sea_orm::ConnectionTrait::get_database_backend(&transaction), query);
    let row = sea_orm::ConnectionTrait::query_one_raw(&transaction, statement).await?;
    transaction.commit().await?;
    Ok(row.map(|row| row.try_get("", "at")).transpose()?.flatten())
}

/// Forgets a wish, unless there was another one meanwhile.
pub(super) async fn fulfilled(store: &Store, wish: i64) -> Result<()> {
    let transaction = store.begin_machinery().await?;
    let values: [Value; 1] = [wish.into()];
    execute(&transaction, "DELETE FROM grant_beats WHERE name = 'wish' AND at <= $1", values).await?;
    Ok(transaction.commit().await?)
}
