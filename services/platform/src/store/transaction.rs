//! One transaction, on either database.
//!
//! In PostgreSQL it is begun together with its settings: sea-orm would begin it first and set them afterwards, and the
//! shortest calls would spend a fifth of their round trips on that.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr,
    Statement,
    sea_query::Values,
    sqlx::{self, AssertSqlSafe, Database, Executor, Postgres, SqlSafeStr, pool::PoolConnection, query::Query},
};
use sea_query_sqlx::SqlxValues;
use sqlx_core::transaction::TransactionManager;
use tokio::sync::Mutex;

/// One transaction. Dropped without a commit, it leaves nothing.
pub(crate) struct Transaction(Kind);

enum Kind {
    /// Locked for as long as a statement runs, since a connection takes one at a time.
    Postgres(Mutex<Session>),
    Sqlite(DatabaseTransaction),
}

/// A session of PostgreSQL in a transaction.
struct Session {
    connection: PoolConnection<Postgres>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Beginning,
    Begun,
    Ended,
}

type Manager = <Postgres as Database>::TransactionManager;

impl Drop for Session {
    fn drop(&mut self) {
        match self.stage {
            // Nobody knows whether it is in a transaction: it must not serve another one.
            Stage::Beginning => self.connection.close_on_drop(),
            Stage::Begun => Manager::start_rollback(&mut self.connection),
            Stage::Ended => {}
        }
    }
}

impl Transaction {
    /// Begins one in PostgreSQL, by statements whose first is `BEGIN`.
    pub(super) async fn begin_with(pool: &DatabaseConnection, statements: String) -> Result<Self, DbErr> {
        let connection = pool.get_postgres_connection_pool().acquire().await;
        let connection = connection.map_err(|problem| DbErr::Conn(RuntimeErr::SqlxError(problem.into())))?;
        let mut session = Session { connection, stage: Stage::Beginning };
        let statements = AssertSqlSafe(statements).into_sql_str();
        Manager::begin(&mut session.connection, Some(statements)).await.map_err(query_problem)?;
        session.stage = Stage::Begun;
        Ok(Self(Kind::Postgres(Mutex::new(session))))
    }

    /// Keeps what was written.
    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        match self.0 {
            Kind::Postgres(session) => {
                let mut session = session.into_inner();
                Manager::commit(&mut session.connection).await.map_err(query_problem)?;
                session.stage = Stage::Ended;
                Ok(())
            }
            Kind::Sqlite(transaction) => transaction.commit().await,
        }
    }

    /// Takes back what was written.
    pub(crate) async fn rollback(self) -> Result<(), DbErr> {
        match self.0 {
            Kind::Postgres(session) => {
                let mut session = session.into_inner();
                Manager::rollback(&mut session.connection).await.map_err(query_problem)?;
                session.stage = Stage::Ended;
                Ok(())
            }
            Kind::Sqlite(transaction) => transaction.rollback().await,
        }
    }
}

impl From<DatabaseTransaction> for Transaction {
    fn from(transaction: DatabaseTransaction) -> Self {
        Self(Kind::Sqlite(transaction))
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        match &self.0 {
            Kind::Postgres(_) => DbBackend::Postgres,
            Kind::Sqlite(transaction) => transaction.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Kind::Postgres(session) => {
                let done = query(statement).execute(&mut *session.lock().await.connection).await;
                done.map(Into::into).map_err(exec_problem)
            }
            Kind::Sqlite(transaction) => transaction.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Kind::Postgres(session) => {
                let done = session.lock().await.connection.execute(AssertSqlSafe(sql.to_owned())).await;
                done.map(Into::into).map_err(exec_problem)
            }
            Kind::Sqlite(transaction) => transaction.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match &self.0 {
            Kind::Postgres(session) => {
                let row = query(statement).fetch_optional(&mut *session.lock().await.connection).await;
                row.map(|row| row.map(Into::into)).map_err(query_problem)
            }
            Kind::Sqlite(transaction) => transaction.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.0 {
            Kind::Postgres(session) => {
                let rows = query(statement).fetch_all(&mut *session.lock().await.connection).await;
                rows.map(|rows| rows.into_iter().map(Into::into).collect()).map_err(query_problem)
            }
            Kind::Sqlite(transaction) => transaction.query_all_raw(statement).await,
        }
    }
}

fn query(statement: Statement) -> Query<'static, Postgres, SqlxValues> {
    let values = statement.values.unwrap_or(Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql), SqlxValues(values))
}

fn exec_problem(problem: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(problem.into()))
}

fn query_problem(problem: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(problem.into()))
}
