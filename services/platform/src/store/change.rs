//! One change of a row, made as late as possible: in PostgreSQL the last one of a scope is written together with its audit
//! entry and its events, in one round trip.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, DbErr, IntoActiveModel, Iterable, ModelTrait,
    PrimaryKeyToColumn, QueryFilter, QueryTrait, SqlErr, Statement, sea_query::Expr,
};

use super::{
    Tenant, Transaction,
    inserts::{self, Insert},
};
use crate::error::{Error, Result};

/// A change of one row that is still to be written.
pub(super) struct Change {
    /// What writes it.
    statement: Statement,
    /// What its result is checked by.
    row: Changed,
}

impl Change {
    /// A new row.
    pub fn insert<E: Tenant>(backend: DbBackend, row: E::Model) -> Self
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let changed = Changed::of::<E>(&row);
        Self { statement: E::insert(row.into_active_model().reset_all()).build(backend), row: changed }
    }

    /// New rows of one table, in one statement; nothing of none.
    pub fn insert_all<E: Tenant>(backend: DbBackend, rows: Vec<E::Model>) -> Option<Self>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let row = Changed { rows: rows.len() as u64, ..Changed::of::<E>(rows.first()?) };
        let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
        Some(Self { statement: E::insert_many(rows).build(backend), row })
    }

    /// `after` instead of `before`, if anything differs.
    pub fn update<E: Tenant>(backend: DbBackend, before: &E::Model, after: &E::Model) -> Option<Self>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let mut changed = E::Column::iter().filter(|column| before.get(*column) != after.get(*column)).peekable();
        changed.peek()?;
        let mut update = E::update_many();
        for column in changed {
            update = update.col_expr(column, column.save_as(Expr::value(after.get(column))));
        }
        let statement = of_row::<E, _>(update, before).build(backend);
        Some(Self { statement, row: Changed::of::<E>(after) })
    }

    /// A row less.
    pub fn remove<E: Tenant>(backend: DbBackend, row: &E::Model) -> Self
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let statement = of_row::<E, _>(E::delete_many(), row).build(backend);
        Self { statement, row: Changed::of::<E>(row) }
    }

    /// Writes it alone.
    async fn write(self, transaction: &Transaction) -> Result<()> {
        let rows = transaction.execute_raw(self.statement).await.map(|done| done.rows_affected());
        self.row.check(rows)
    }
}

/// The row that a change is of, or the first of several.
struct Changed {
    /// Its name, for the log.
    resource: String,
    /// How many there are.
    rows: u64,
    /// Why it is refused where another row has what has to be its own.
    taken: fn() -> Error,
}

impl Changed {
    fn of<E: Tenant>(row: &E::Model) -> Self
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        Self { resource: E::resource(row), rows: 1, taken: E::taken }
    }

    /// Whether it met as many.
    fn check(&self, rows: Result<u64, DbErr>) -> Result<()> {
        match rows {
            Ok(rows) if rows == self.rows => Ok(()),
            Ok(rows) => Err(Error::internal(format!("a change of {} met {rows} rows", self.resource))),
            Err(problem) => match problem.sql_err() {
                Some(SqlErr::UniqueConstraintViolation(_)) => Err((self.taken)()),
                _ => Err(problem.into()),
            },
        }
    }
}

/// A transaction whose last change may still be to be written.
pub(super) struct Late {
    transaction: Transaction,
    last: Mutex<Option<Change>>,
    /// A change was not written, by an error that somebody may have passed over.
    lost: AtomicBool,
}

impl Late {
    /// A transaction with nothing to be written.
    pub fn of(transaction: Transaction) -> Self {
        Self { transaction, last: Mutex::default(), lost: AtomicBool::new(false) }
    }

    /// Puts a change off until something else is to be done, or until the end.
    pub async fn later(&self, change: Change) -> Result<()> {
        self.settled().await?;
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(change);
        Ok(())
    }

    /// The transaction, with every change in it.
    pub async fn settled(&self) -> Result<&Transaction> {
        if let Some(change) = self.take() {
            // Until it is written, nothing may be committed that tells of it.
            self.lost.store(true, Ordering::Relaxed);
            change.write(&self.transaction).await?;
            self.lost.store(false, Ordering::Relaxed);
        }
        Ok(&self.transaction)
    }

    /// The transaction, for what has nothing to do with the change that is put off.
    pub fn beside(&self) -> &Transaction {
        &self.transaction
    }

    /// Writes what is put off together with these rows.
    pub async fn together(&self, inserts: Vec<Insert>) -> Result<()> {
        if self.lost.load(Ordering::Relaxed) {
            return Err(Error::internal("a change was not written, and its transaction was to be committed"));
        }
        let (statement, row) = self.take().map(|change| (change.statement, change.row)).unzip();
        let met = inserts::together(&self.transaction, statement, inserts).await;
        match row {
            Some(row) => row.check(met),
            None => Ok(met.map(drop)?),
        }
    }

    /// Keeps it all.
    pub async fn commit(self) -> Result<()> {
        Ok(self.transaction.commit().await?)
    }

    fn take(&self) -> Option<Change> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Narrows a statement to one row.
fn of_row<E: Tenant, S: QueryFilter>(mut statement: S, row: &E::Model) -> S
where
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    for key in E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column) {
        statement = statement.filter(key.eq(row.get(key)));
    }
    statement
}
