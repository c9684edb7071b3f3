//! What is hidden from whom: somebody with a conflict of interest in a registration learns nothing of it, wherever it is
//! asked for. Which rows belong to registrations, tables say themselves; the scope leaves them out of every query, so that
//! none can forget to.
//!
//! What always holds: the query is the same whether anything is hidden from the caller or not, so that neither its text nor
//! the number of queries tells. Applicants are no exception to be made here: what is asked by them is their own.

use std::collections::BTreeSet;

use proto::{platform::v1::Role, reviews::v1::ConflictChanged};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, Statement, Value,
    sea_query::{Alias, Condition, Expr, ExprTrait, Func, Query, SelectStatement},
};
use uuid::Uuid;

use super::Scope;
use crate::{country::tables, error::Result, names, personal};

/// The table, which every service has.
const TABLE: &str = "concealments";

/// The cases, of the country `$1` or, where that is empty, of any, of which a review is awaited of the subject `$2`. Before it is
/// in they learn nothing of what others found, whatever else they are in the country.
pub(crate) const AWAITED: &str = "SELECT case_id FROM assignments WHERE ($1 = '' OR country = $1) \
     AND (subject = $2 OR delegate_subject = $2) AND state IN ('ASSIGNED', 'DRAFT', 'LATE')";

/// By which of its columns the rows of a table belong to registrations.
#[derive(Clone, Copy, Debug)]
pub enum Bond<Column> {
    /// The id of a registration.
    Id(Column),
    /// The resource name of a registration.
    Name(Column),
    /// Resource names as JSON, among which there may be registrations.
    Names(Column),
    /// The id of a row of another table, which has the resource name of a registration in its column `registration`.
    Through(Column, &'static str),
}

impl<Column: ColumnTrait> Bond<Column> {
    /// That a row does not belong to anything that is hidden from this subject.
    fn is_not_hidden(self, country: Option<&str>, subject: &str) -> Expr {
        match self {
            Bond::Id(column) => column.not_in_subquery(hidden("registration_id", country, subject)),
            Bond::Name(column) => column.not_in_subquery(hidden("registration", country, subject)),
            Bond::Names(column) => {
                let mut named = hidden("registration", country, subject);
                let all = column.into_expr().cast_as("text");
                // Either database has this function, and no other by which one text is found in another.
                let without = Func::cust("replace").arg(all.clone()).arg(Expr::col(Alias::new("registration"))).arg("");
                named.and_where(Expr::expr(without).ne(all));
                Expr::exists(named).not()
            }
            Bond::Through(column, table) => {
                let names = hidden("registration", country, subject);
                let mut ids = Query::select();
                ids.column(Alias::new("id")).from(Alias::new(table));
                ids.and_where(Expr::col(Alias::new("registration")).in_subquery(names));
                column.not_in_subquery(ids)
            }
        }
    }
}

/// One column of what is hidden from a subject, in a country or anywhere.
fn hidden(column: &'static str, country: Option<&str>, subject: &str) -> SelectStatement {
    let mut query = Query::select();
    query.column(Alias::new(column)).from(Alias::new(TABLE));
    query.and_where(Expr::col(Alias::new("subject")).eq(subject)).and_where(Expr::col(Alias::new("hidden")).eq(true));
    if let Some(country) = country {
        query.and_where(Expr::col(Alias::new("country")).eq(country));
    }
    query
}

/// Whether one registration is hidden from one subject, as far as was told.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Concealment {
    /// `countries/do/registrations/{uuid}`
    pub registration: String,
    /// The subject of somebody's tokens.
    pub subject: String,
    /// False where it was hidden once.
    pub hidden: bool,
    version: i64,
}

impl Scope {
    /// That the rows of a table, by these bonds, belong to nothing that is hidden from the caller.
    pub(super) fn not_hidden<Column: ColumnTrait>(&self, bonds: &[Bond<Column>], mut guard: Condition) -> Condition {
        if !self.may_be_conflicted() {
            return guard;
        }
        let country = self.place().country();
        for bond in bonds {
            guard = guard.add(bond.is_not_hidden(country, self.subject()));
        }
        guard
    }

    /// Whether the caller is somebody from whom something may be hidden: what anybody may see is not, nor what applicants
    /// have, who see their own alone; and services and other systems have no interests.
    pub(crate) fn may_be_conflicted(&self) -> bool {
        !matches!(self.role(), Role::Unspecified | Role::Applicant | Role::System)
    }

    /// From whom these registrations were ever hidden in this country; all registrations, where none is named.
    pub async fn concealments(&self, registrations: &[String]) -> Result<Vec<Concealment>> {
        let mut query = Query::select();
        for column in ["registration", "subject", "hidden", "version"] {
            query.column(Alias::new(column));
        }
        query.from(Alias::new(TABLE)).and_where(Expr::col(Alias::new("country")).eq(self.country()));
        if !registrations.is_empty() {
            query.and_where(Expr::col(Alias::new("registration")).is_in(registrations));
        }
        let rows = self.connection().await?.query_all(&query).await?;
        Ok(rows.iter().map(|row| Concealment::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
    }

    /// Whether a registration is hidden from a member of this country, by what is known of both here.
    pub async fn is_hidden_from(&self, registration: &str, member: &str) -> Result<bool> {
        let Some(subject) = personal::subject_of(self, member).await? else { return Ok(false) };
        let known = self.concealments(&[registration.to_owned()]).await?;
        Ok(known.iter().any(|row| row.hidden && row.subject == subject))
    }

    /// Hides a registration from a subject, or shows it again, here and in every other service. `before` is what was read
    /// of the two in this scope.
    pub async fn conceal(
        &mut self,
        before: Option<&Concealment>,
        registration: &str,
        subject: &str,
        hidden: bool,
    ) -> Result<()> {
        if before.map_or(!hidden, |before| before.hidden == hidden) {
            return Ok(());
        }
        let version = before.map_or(0, |before| before.version) + 1;
        let told = ConflictChanged { name: registration.into(), version, subject: subject.into(), hidden };
        keep(self, &told).await?;
        self.publish(&told);
        Ok(())
    }

    /// The resource names of what the log does not tell the caller of: registrations that are hidden from them, and the rows of
    /// every table that names one; and where there are reviews, what belongs to those of which one is awaited of them.
    pub(crate) async fn hidden_names(&self) -> Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        if !self.may_be_conflicted() {
            return Ok(found);
        }
        let connection = self.connection().await?;
        let country = self.place().country();
        for row in connection.query_all(&hidden("registration", country, self.subject())).await? {
            found.insert(row.try_get::<String>("", "registration")?);
        }
        let awaits = tables::has_reviews(connection).await?;
        for (table, column) in tables::naming_registrations(connection).await? {
            let mut rows = Query::select();
            rows.column(Alias::new("country")).column(Alias::new("id")).from(Alias::new(table.as_str()));
            let of_registration = Expr::col(Alias::new("registration"));
            rows.and_where(of_registration.in_subquery(hidden(column, country, self.subject())));
            let mut rows = connection.query_all(&rows).await?;
            if awaits && column == "registration" {
                let awaited = format!(
                    "SELECT country, id FROM {table} WHERE ($1 = '' OR country = $1) \
                     AND registration IN (SELECT registration FROM cases WHERE id IN ({AWAITED}))"
                );
                let values = [Value::from(country.unwrap_or_default()), self.subject().into()];
                let backend = connection.get_database_backend();
                rows.extend(connection.query_all_raw(Statement::from_sql_and_values(backend, awaited, values)).await?);
            }
            for row in rows {
                let (country, id): (String, Uuid) = (row.try_get("", "country")?, row.try_get("", "id")?);
                found.insert(format!("countries/{country}/{table}/{id}"));
            }
        }
        Ok(found)
    }
}

/// Keeps what was told, unless something newer is kept.
pub(crate) async fn keep(scope: &Scope, told: &ConflictChanged) -> Result<()> {
    const KEEP: &str = "INSERT INTO concealments (country, subject, registration, registration_id, hidden, version) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (country, subject, registration) \
         DO UPDATE SET hidden = excluded.hidden, version = excluded.version \
         WHERE excluded.version > concealments.version";
    let [_, id] = names::segments("name", &told.name, "countries/*/registrations/*")?;
    // No row has the id of none: what is called otherwise is hidden by its name alone.
    let id = Uuid::try_parse(id).unwrap_or_default();
    let values: [Value; 6] = [
        scope.country().into(),
        told.subject.as_str().into(),
        told.name.as_str().into(),
        id.into(),
        told.hidden.into(),
        told.version.into(),
    ];
    let connection = scope.connection().await?;
    connection.execute_raw(Statement::from_sql_and_values(connection.get_database_backend(), KEEP, values)).await?;
    Ok(())
}

/// `conflict.changed`: somebody has a conflict of interest in a registration, or has none any more.
pub(crate) async fn react(scope: &mut Scope, event: ConflictChanged) -> Result<()> {
    keep(scope, &event).await
}
