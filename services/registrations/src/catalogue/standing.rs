//! Where an entry stands for its office: one answer for each, told and asked for alike.

use platform::{Result, Scope, choice, filter::Comparison, moment};
use proto::registrations::v1::{catalogue_entry::State, registration};
use sea_orm::{
    ColumnTrait, Condition, FromQueryResult, QueryFilter, QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, ExprTrait, Query},
};
use std::collections::HashSet;
use time::OffsetDateTime;

use super::rows::{Column, Model};
use crate::registration::rows as registrations;

/// Where it stands at this moment; `expired` says that the validation of its registration ended.
pub fn state(row: &Model, expired: bool, now: OffsetDateTime) -> State {
    match row {
        _ if row.blocked => State::Blocked,
        _ if !row.published && expired => State::Expired,
        _ if !row.published => State::TakenOut,
        _ if row.suspended => State::Suspended,
        _ if row.is_shown(now) => State::Shown,
        _ => State::Embargoed,
    }
}

/// The same, asked of the table.
pub fn stands(asked: &Comparison) -> Result<Expr> {
    let name = asked.choice("STATE_", State::as_str_name)?;
    let state = choice::of(&name, "STATE_", State::from_str_name);
    let is_over = Condition::any().add(Column::ShownFrom.is_null()).add(Column::ShownFrom.lte(moment::now()));
    let free = || Condition::all().add(Column::Blocked.eq(false));
    let gone = || free().add(Column::Published.eq(false));
    let published = |suspended: bool| free().add(Column::Published.eq(true)).add(Column::Suspended.eq(suspended));
    let stands = match state {
        State::Unspecified => Condition::all().add(Expr::Constant(false.into())),
        State::Blocked => Condition::all().add(Column::Blocked.eq(true)),
        State::Expired => gone().add(is_expired()),
        State::TakenOut => gone().add(is_expired().not()),
        State::Suspended => published(true),
        State::Shown => published(false).add(is_over),
        State::Embargoed => published(false).add(is_over.not()),
    };
    Ok(stands.into())
}

/// That the validation of an entry's registration ended.
fn is_expired() -> Expr {
    let registration = Query::select()
        .expr(Expr::val(1))
        .from(registrations::Entity)
        .and_where(registrations::Column::Country.into_expr().eq(Column::Country.into_expr()))
        .and_where(registrations::Column::Id.into_expr().eq(Column::Registration.into_expr()))
        .and_where(registrations::Column::State.eq(expired()))
        .to_owned();
    Expr::exists(registration)
}

/// A registration whose validation ended.
#[derive(FromQueryResult)]
struct Expired {
    id: Uuid,
}

/// Which of these registrations' validations ended.
pub async fn expired_among(scope: &Scope, ids: Vec<Uuid>) -> Result<HashSet<Uuid>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let these = scope.among(registrations::Column::Id, ids).await?;
    let query = scope.find::<registrations::Entity>().filter(these);
    let query = query.filter(registrations::Column::State.eq(expired()));
    // Their ids alone: a registration is long.
    let found: Vec<Expired> = scope.gathered(vec![query.select_only().column(registrations::Column::Id)]).await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// The state as the table of registrations has it.
fn expired() -> String {
    choice::name(registration::State::Expired.as_str_name(), "STATE_")
}
