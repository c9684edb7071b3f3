//! Reading from several queries at once: each round trip costs more than the rows that it brings.

use std::time::Duration;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult,
    IdenStatic, IntoSimpleExpr, Iterable, JoinType, QueryTrait, RuntimeErr, Select, SelectA, SelectB,
    sea_query::{Asterisk, Expr, ExprTrait, Order, SelectStatement, UnionType, extension::postgres::PgFunc},
};
use uuid::Uuid;

use super::{Scope, Tenant};
use crate::error::Result;

/// Queries in one statement: SQLite takes 500.
const AT_ONCE: usize = 200;
/// What the columns of a third table begin with; those of the first two have the library's own.
const THIRD: &str = "C_";

impl Scope {
    /// The one row of a query, if there is one, and beside it the rows of two other tables that are found here on these
    /// conditions: of several of the first, that with the highest `newest`; of the second there is one at most. Three rows for
    /// one round trip to the database.
    pub async fn one_beside<E: Tenant, F: Tenant, G: Tenant>(
        &self,
        query: Select<E>,
        (first, newest): (Condition, F::Column),
        second: Condition,
    ) -> Result<Option<(E::Model, Option<F::Model>, Option<G::Model>)>>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
        F::ActiveModel: ActiveModelTrait<Entity = F> + Send,
        G::ActiveModel: ActiveModelTrait<Entity = G> + Send,
    {
        let mut query = QueryTrait::into_query(query.select_also(F::default()));
        query.join(JoinType::LeftJoin, F::default(), self.guard::<F>().add(first));
        query.join(JoinType::LeftJoin, G::default(), self.guard::<G>().add(second));
        for column in G::Column::iter() {
            let name = format!("{THIRD}{}", column.as_str());
            query.expr_as(column.select_as(column.into_expr()), name);
        }
        query.order_by_expr(newest.into_simple_expr(), Order::Desc).limit(1);
        let Some(row) = self.connection().await?.query_one(&query).await? else { return Ok(None) };
        Ok(Some((
            E::Model::from_query_result(&row, SelectA.as_str())?,
            F::Model::from_query_result_optional(&row, SelectB.as_str())?,
            G::Model::from_query_result_optional(&row, THIRD)?,
        )))
    }

    /// Some columns of the rows of several queries, which the caller has bounded.
    pub async fn gathered<E, Part>(&self, queries: Vec<Select<E>>) -> Result<Vec<Part>>
    where
        E: EntityTrait,
        Part: FromQueryResult + Send + Sync,
    {
        Ok(all(self.connection().await?, queries).await?)
    }

    /// The same, where no statement of it takes longer than this; nothing where one does. For what a caller may ask and nobody can
    /// bound. In SQLite it takes as long as it takes: a trial has few rows.
    pub async fn gathered_within<E, Part>(&self, queries: Vec<Select<E>>, most: Duration) -> Result<Option<Vec<Part>>>
    where
        E: EntityTrait,
        Part: FromQueryResult + Send + Sync,
    {
        let connection = self.connection().await?;
        if connection.get_database_backend() != DbBackend::Postgres {
            return Ok(Some(all(connection, queries).await?));
        }
        let begin = format!("SAVEPOINT within; SET LOCAL statement_timeout = {}", most.as_millis());
        connection.execute_unprepared(&begin).await?;
        let answer = all(connection, queries).await;
        // The setting goes with it, and nothing was written.
        connection.execute_unprepared("ROLLBACK TO SAVEPOINT within; RELEASE SAVEPOINT within").await?;
        match answer {
            Ok(parts) => Ok(Some(parts)),
            Err(problem) if took_too_long(&problem) => Ok(None),
            Err(problem) => Err(problem.into()),
        }
    }

    /// Some columns of the first rows of each lot of queries, in the order of some of these columns, the highest first. Each
    /// query is read no further than its rows are among the first of its lot, where an index has them in that order.
    pub async fn gathered_highest<E, Part>(
        &self,
        lots: Vec<Vec<Select<E>>>,
        order: &[E::Column],
        limit: u64,
    ) -> Result<Vec<Part>>
    where
        E: EntityTrait,
        Part: FromQueryResult + Send + Sync,
    {
        let connection = self.connection().await?;
        let mut parts = Vec::new();
        let mut lots = lots.into_iter().peekable();
        while lots.peek().is_some() {
            let mut queries = 0;
            let mut together: Option<SelectStatement> = None;
            while let Some(lot) = lots.next_if(|lot| queries == 0 || queries + lot.len() <= AT_ONCE) {
                queries += lot.len();
                let Some(highest) = highest(lot, order, limit) else { continue };
                together = Some(match together {
                    Some(mut together) => together.union(UnionType::All, highest).take(),
                    None => highest,
                });
            }
            let Some(together) = together else { continue };
            for row in connection.query_all(&together).await? {
                parts.push(Part::from_query_result(&row, "")?);
            }
        }
        Ok(parts)
    }

    /// Those rows of a query that satisfy a condition on what it makes of them, such as a place in an order.
    pub async fn picked<E, Part>(&self, query: Select<E>, which: Condition) -> Result<Vec<Part>>
    where
        E: EntityTrait,
        Part: FromQueryResult + Send + Sync,
    {
        let rows = self.connection().await?.query_all(whole(QueryTrait::into_query(query)).cond_where(which)).await?;
        Ok(rows.iter().map(|row| Part::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
    }

    /// The number of the quarter of an hour, since 1970, that a moment lies in: all clocks differ by whole ones.
    pub async fn quarter_hour(&self, column: impl ColumnTrait) -> Result<Expr> {
        let number = match self.connection().await?.get_database_backend() {
            DbBackend::Postgres => "CAST(floor(extract(epoch FROM $1) / 900) AS bigint)",
            _ => "CAST(strftime('%s', ?) AS integer) / 900",
        };
        Ok(Expr::cust_with_expr(number, column.into_expr()))
    }

    /// The condition that a column is one of these ids. In PostgreSQL the text of a statement with it is the same for any
    /// number of them: it reads and plans each statement that is new to it.
    pub async fn among(&self, column: impl ColumnTrait, ids: Vec<Uuid>) -> Result<Expr> {
        Ok(match self.connection().await?.get_database_backend() {
            DbBackend::Postgres => column.into_expr().eq(PgFunc::any(ids)),
            _ => column.is_in(ids),
        })
    }
}

async fn all<E, Part>(
    connection: &impl ConnectionTrait,
    queries: Vec<Select<E>>,
) -> std::result::Result<Vec<Part>, DbErr>
where
    E: EntityTrait,
    Part: FromQueryResult + Send + Sync,
{
    let mut parts = Vec::new();
    let mut queries = queries.into_iter().map(QueryTrait::into_query).map(whole).peekable();
    while let Some(mut together) = queries.next() {
        for query in queries.by_ref().take(AT_ONCE - 1) {
            together.union(UnionType::All, query);
        }
        for row in connection.query_all(&together).await? {
            parts.push(Part::from_query_result(&row, "")?);
        }
    }
    Ok(parts)
}

/// Whether PostgreSQL ended a statement at its timeout (`query_canceled`).
fn took_too_long(problem: &DbErr) -> bool {
    match problem {
        DbErr::Query(RuntimeErr::SqlxError(driver)) => {
            driver.as_database_error().is_some_and(|answer| answer.code().as_deref() == Some("57014"))
        }
        _ => false,
    }
}

/// The first rows of some queries, in the order of these columns, the highest first; nothing of no query.
fn highest<E: EntityTrait>(queries: Vec<Select<E>>, order: &[E::Column], limit: u64) -> Option<SelectStatement> {
    let first = |mut of: SelectStatement| {
        for column in order {
            of.order_by(column.as_str(), Order::Desc);
        }
        whole(of.limit(limit).take())
    };
    // Each query has the order and the limit, too, or PostgreSQL may read and sort all rows of all of them.
    let mut queries = queries.into_iter().map(QueryTrait::into_query).map(first);
    let mut all = queries.next()?;
    for query in queries {
        all.union(UnionType::All, query);
    }
    let mut lot = SelectStatement::new();
    lot.column(Asterisk).from_subquery(all, "lot");
    Some(first(lot))
}

/// A query as a table of its own, since it may have an order and a limit.
fn whole(query: SelectStatement) -> SelectStatement {
    let mut part = SelectStatement::new();
    part.column(Asterisk).from_subquery(query, "part");
    part
}
