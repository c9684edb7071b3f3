//! What the database counts. Every query is the same in either one, but for the quarter of an hour of a moment.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use platform::{Result, Scope, filter::Expression};
use sea_orm::{
    ColumnTrait, Condition, FromQueryResult, JoinType, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, Func, Query},
};
use time::OffsetDateTime;

use super::{Standing, weeks::Quarter};
use crate::{
    catalogue, country, country_edition,
    registration::{
        chosen::chosen,
        rows::{Column, Entity},
        transitions,
    },
};

/// Which registrations are counted, and by which clock something is overdue.
pub struct Counted<'a> {
    /// What is asked of them.
    pub asked: Option<&'a Expression>,
    /// The id of the edition. Empty: any.
    pub edition: &'a str,
    /// This moment.
    pub now: OffsetDateTime,
}

/// Registrations that have all of this in common.
#[derive(Debug, FromQueryResult)]
pub struct Group {
    pub country: String,
    pub category: String,
    pub track: String,
    /// By the name of a [`Standing`].
    pub standing: String,
    pub found: i64,
}

/// Registrations that stand at the same place and came to the same state.
#[derive(Debug, FromQueryResult)]
pub struct Reached {
    /// By the name of a [`Standing`].
    pub standing: String,
    /// The state that they came to.
    pub reached: String,
    pub found: i64,
    /// How many of these it is not known of whence they came.
    pub unknown: i64,
}

/// One of those that left a state, in the order of the time that they were in it.
#[derive(Debug, FromQueryResult)]
pub struct Left {
    /// The state that they left.
    pub previous: String,
    /// How long this one was in it.
    pub milliseconds: i64,
    /// Its place among them, from 1.
    pub place: i64,
    /// How many they are.
    pub found: i64,
}

#[derive(FromQueryResult)]
struct Submitted {
    country: String,
    quarter: i64,
    found: i64,
}

impl Counted<'_> {
    fn rows(&self, scope: &Scope) -> Result<Select<Entity>> {
        let rows = chosen(scope, self.asked)?.select_only();
        Ok(if self.edition.is_empty() { rows } else { rows.filter(Column::Edition.eq(self.edition)) })
    }

    /// The same, once for each of their transitions.
    fn transitions(&self, scope: &Scope) -> Result<Select<Entity>> {
        let mut rows = self.rows(scope)?;
        let of_row = Condition::all()
            .add(transition(transitions::Column::Country).eq(Column::Country.into_expr()))
            .add(transition(transitions::Column::RowId).eq(Column::Id.into_expr()));
        QueryTrait::query(&mut rows).join(JoinType::InnerJoin, transitions::Entity, of_row);
        Ok(rows)
    }

    fn standing(&self) -> Expr {
        let overdue =
            Condition::all().add(Column::State.eq("CLARIFICATION")).add(Column::ClarificationDue.lte(self.now));
        let unsubmitted = Condition::all().add(Column::State.eq("WITHDRAWN")).add(Column::SubmitTime.is_null());
        let out_of_sight = Condition::all().add(Column::State.eq("PUBLISHED")).add(is_suspended());
        Expr::case(overdue, Standing::Overdue.name())
            .case(unsubmitted, Standing::Unsubmitted.name())
            .case(out_of_sight, Standing::OutOfSight.name())
            .finally(Column::State.into_expr())
            .into()
    }

    /// How many stand where, by all that they are grouped by.
    pub async fn groups(&self, scope: &Scope) -> Result<Vec<Group>> {
        let by = [Column::Country, Column::Category, Column::Track];
        let query = by.into_iter().fold(self.rows(scope)?, |query, column| query.column(column).group_by(column));
        let query = query.column_as(self.standing(), "standing").group_by(named("standing"));
        scope.gathered(vec![query.column_as(Column::Id.count(), "found")]).await
    }

    /// How many came to which state.
    pub async fn reached(&self, scope: &Scope) -> Result<Vec<Reached>> {
        let state = transition(transitions::Column::State);
        let origin = Expr::case(transition(transitions::Column::Previous).is_null(), 1).finally(0);
        let query = self
            .transitions(scope)?
            .column_as(self.standing(), "standing")
            .column_as(state.clone(), "reached")
            .column_as(Expr::from(Func::count_distinct(Column::Id.into_expr())), "found")
            .column_as(Expr::from(Func::sum(origin)), "unknown")
            .group_by(named("standing"))
            .group_by(state);
        scope.gathered(vec![query]).await
    }

    /// Of each state that was left, the one that half had left it before, and the one that nine of ten had.
    pub async fn left(&self, scope: &Scope) -> Result<Vec<Left>> {
        let previous = transition(transitions::Column::Previous);
        let known = previous.clone().ne("").and(transition(transitions::Column::Milliseconds).is_not_null());
        let query = self
            .transitions(scope)?
            .filter(known)
            .column_as(previous.clone(), "previous")
            .column_as(Expr::cust(TOGETHER), "milliseconds")
            .column_as(Expr::cust(PLACE), "place")
            .column_as(Expr::cust(FOUND), "found")
            .group_by(transition(transitions::Column::Country))
            .group_by(transition(transitions::Column::RowId))
            .group_by(previous);
        let half = named("place").eq(Expr::cust("(found + 1) / 2"));
        let nine_of_ten = named("place").eq(Expr::cust("(found * 9 + 9) / 10"));
        scope.picked(query, Condition::any().add(half).add(nine_of_ten)).await
    }

    /// When they were submitted.
    pub async fn submitted(&self, scope: &Scope) -> Result<Vec<Quarter>> {
        let query = self
            .rows(scope)?
            .filter(Column::SubmitTime.is_not_null())
            .column(Column::Country)
            .column_as(scope.quarter_hour(Column::SubmitTime).await?, "quarter")
            .column_as(Column::Id.count(), "found")
            .group_by(Column::Country)
            .group_by(named("quarter"));
        let quarter =
            |row: Submitted| Quarter { country: row.country, number: row.quarter, found: unsigned(row.found) };
        Ok(scope.gathered(vec![query]).await?.into_iter().map(quarter).collect())
    }
}

const TOGETHER: &str = r#"CAST(sum("transitions"."milliseconds") AS bigint)"#;
const PLACE: &str =
    r#"row_number() OVER (PARTITION BY "transitions"."previous" ORDER BY sum("transitions"."milliseconds"))"#;
const FOUND: &str = r#"count(*) OVER (PARTITION BY "transitions"."previous")"#;

/// That the entry of a registration was flagged or suspended.
fn is_suspended() -> Expr {
    use catalogue::rows::{Column as Entry, Entity as Entries};
    let entry = Query::select()
        .expr(Expr::val(1))
        .from(Entries)
        .and_where(Entry::Country.into_expr().eq(Column::Country.into_expr()))
        .and_where(Entry::Registration.into_expr().eq(Column::Id.into_expr()))
        .and_where(Entry::Suspended.eq(true))
        .to_owned();
    Expr::exists(entry)
}

/// A column that the query makes. Grouped by name, since its values are bound, and each binding is another to the database.
fn named(column: &'static str) -> Expr {
    Expr::col(Alias::new(column))
}

fn transition(column: transitions::Column) -> Expr {
    column.into_expr()
}

/// A count of the database.
pub fn unsigned(found: i64) -> u64 {
    u64::try_from(found).unwrap_or_default()
}

/// The clocks of each country that is known here.
pub async fn zones(scope: &Scope) -> Result<HashMap<String, TimeZone>> {
    let countries = country::rows::newest_of_all(scope).await?.into_iter();
    Ok(countries.filter_map(|row| Some((row.id, country_edition::calendar::zone(&row.time_zone)?))).collect())
}
