//! The table of bids.

use std::collections::HashMap;

use platform::{
    choice,
    error::Result,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1::Bid;
use sea_orm::{Condition, QueryFilter, QuerySelect, entity::prelude::*, sea_query::SelectStatement};
use serde::Serialize;

use crate::case;

/// Of one edition.
const MOST: u64 = 500_000;

/// What one reviewer bids on one case.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "bids")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub member: Uuid,
    /// The case's, `countries/do/registrations/{uuid}`.
    pub registration: String,
    /// The subject of the reviewer: whose row this is.
    pub subject: String,
    /// The contract's name without its prefix.
    pub bid: String,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn owner() -> Option<Column> {
        Some(Column::Subject)
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        format!("{}/bids/{}", case::rows::name(&row.country, row.case_id), row.member)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["case_id", "subject", "bid"];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Member.is_in(person.ids("members")))
            .add(Column::Subject.is_in(person.subject.as_deref()))
    }

    /// It says something of the reviewer alone.
    fn goes(_row: &Model) -> bool {
        true
    }
}

impl Model {
    /// As the contract has it.
    pub fn bid(&self) -> Bid {
        choice::of(&self.bid, "BID_", Bid::from_str_name)
    }
}

/// How a bid is kept.
pub fn kept(bid: Bid) -> String {
    choice::name(bid.as_str_name(), "BID_")
}

/// All on cases that a query finds, by case and reviewer.
pub async fn of_cases(scope: &Scope, cases: SelectStatement) -> Result<HashMap<(Uuid, Uuid), Bid>> {
    let found = scope.all(scope.find::<Entity>().filter(Column::CaseId.in_subquery(cases)).limit(MOST)).await?;
    Ok(found.into_iter().map(|row| ((row.case_id, row.member), row.bid())).collect())
}

/// Those of one reviewer on some cases, by case.
pub async fn of_member(scope: &Scope, member: Uuid, cases: &[Uuid]) -> Result<HashMap<Uuid, Model>> {
    let theirs = scope.find::<Entity>().filter(Column::Member.eq(member));
    let found = scope.all(theirs.filter(Column::CaseId.is_in(cases.iter().copied()))).await?;
    Ok(found.into_iter().map(|row| (row.case_id, row)).collect())
}
