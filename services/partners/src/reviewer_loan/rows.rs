//! The table of loans of reviewers: a row in the country that lends, and one of the same id in the country that borrows.

use platform::{
    Result, Scope, moment, names,
    personal::{Person, Personal},
    store::Tenant,
};
use proto::partners::v1::{ReviewerLoan, reviewer_loan::State};
use sea_orm::{Condition, QueryFilter, QuerySelect, entity::prelude::*};
use serde::Serialize;
use time::OffsetDateTime;

use crate::country::rows as countries;

/// One country's record of a loan.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "reviewer_loans")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// In the country that borrows, the member of this id is the seat.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    /// The code of the country that lends.
    pub lender: String,
    /// The code of the country that borrows.
    pub borrower: String,
    /// Who is lent, as a member of this country; nothing where they have no seat in it.
    pub member: Option<Uuid>,
    pub reason: String,
    /// Who lent; empty in the country that borrows.
    pub subject: String,
    pub expires_at: OffsetDateTime,
    pub closed_at: Option<OffsetDateTime>,
    /// Whether the other country has heard of what changed here.
    pub settled: bool,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// Why somebody is lent may name people.
    const PERSONAL: &'static [&'static str] = &["reason"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        row.name()
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] =
        &["id", "created_at", "lender", "borrower", "reason", "expires_at", "closed_at"];

    /// Those of whoever lent, and of whoever is lent.
    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Member.is_in(person.ids("members")))
            .add(Column::Subject.is_in(person.subject.as_deref()))
    }
}

impl Model {
    /// The resource name.
    pub fn name(&self) -> String {
        format!("countries/{}/reviewerLoans/{}", self.country, self.id)
    }

    /// Whether this is the record of the country that lends.
    pub fn is_lenders(&self) -> bool {
        self.country == self.lender
    }

    /// The same once it is over, of which the other country has still to hear.
    pub fn closed(&self, now: OffsetDateTime) -> Self {
        let version = self.version + 1;
        Self { version, updated_at: now, closed_at: Some(now), settled: false, ..self.clone() }
    }
}

/// The loan with this name, read to be changed.
pub async fn lock(scope: &Scope, name: &str) -> Result<Model> {
    let [_, id] = names::segments("name", name, "countries/*/reviewerLoans/*")?;
    scope.expect(of(scope, names::uuid(name, id)?).lock_exclusive(), name).await
}

/// The loan of this id, as this country has it.
pub fn of(scope: &Scope, id: Uuid) -> Select<Entity> {
    scope.find::<Entity>().filter(Column::Id.eq(id))
}

/// The loans of one of this country's own members that last, read to be changed.
pub async fn lasting(scope: &Scope, member: Uuid) -> Result<Vec<Model>> {
    let lent = scope.find::<Entity>().filter(Column::Member.eq(member)).filter(Column::ClosedAt.is_null());
    scope.all(lent.filter(Column::Lender.eq(scope.country())).lock_exclusive()).await
}

/// The message.
pub fn message(row: Model) -> ReviewerLoan {
    let state = match (row.closed_at, row.member) {
        (Some(_), _) => State::Ended,
        (None, None) => State::NotSeated,
        (None, Some(_)) => State::Active,
    };
    ReviewerLoan {
        name: row.name(),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        lender: countries::name(&row.lender),
        borrower: countries::name(&row.borrower),
        member: row.member.map(|id| format!("countries/{}/members/{id}", row.country)).unwrap_or_default(),
        reason: row.reason,
        expire_time: Some(moment::timestamp(row.expires_at)),
        close_time: row.closed_at.map(moment::timestamp),
        subject: row.subject,
        state: state.into(),
    }
}
