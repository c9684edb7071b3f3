//! The table of members: a projection, and beside it our own count of awaited reviews.

use platform::{
    error::{Error, Result},
    personal::{Person, Personal},
    store::{Scope, Tenant},
};
use sea_orm::{Condition, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::Serialize;

/// No country has more reviewers than this.
const MOST_REVIEWERS: u64 = 5_000;
/// Representatives of one institution in one country whom an event names.
const MOST_REPRESENTATIVES: u64 = 20;

/// One person with roles in one country.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "members")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The subject of their tokens.
    pub subject: String,
    pub reviewer: bool,
    pub representative: bool,
    /// `institutions/micm`; empty: none.
    pub institution: String,
    /// The internet domain of their e-mail address; empty where it is not known.
    pub mail_domain: String,
    /// Reviews awaited of this person; ours, no event tells it.
    pub awaited: i32,
    /// That of the last event taken.
    pub version: i64,
    /// The country that lends the person, `countries/cr`; empty: none does.
    pub lent_by: String,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// Somebody may have a domain of their own.
    const PERSONAL: &'static [&'static str] = &["mail_domain"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn resource(row: &Model) -> String {
        name(&row.country, row.id)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] =
        &["id", "subject", "reviewer", "representative", "institution", "lent_by"];

    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Id.is_in(person.ids("members")))
            .add(Column::Subject.is_in(person.subject.as_deref()))
    }
}

impl Model {
    /// Whether another country lends the person: they see one case here, and nothing else.
    pub fn is_lent(&self) -> bool {
        !self.lent_by.is_empty()
    }
}

/// The resource name of a member.
pub fn name(country: &str, id: Uuid) -> String {
    format!("countries/{country}/members/{id}")
}

/// The reviewers of this country, locked: whoever chooses next sees the loads that this choice leaves. Ordered by id,
/// so that two who lock them never wait for each other in a circle.
pub async fn reviewers(scope: &Scope) -> Result<Vec<Model>> {
    let reviewers = scope.find::<Entity>().filter(Column::Reviewer.eq(true)).order_by_asc(Column::Id);
    scope.all(reviewers.limit(MOST_REVIEWERS).lock_exclusive()).await
}

/// The reviewer of this id.
pub async fn reviewer(scope: &Scope, id: Uuid, asked_for: &str) -> Result<Model> {
    let reviewer = scope.find::<Entity>().filter(Column::Id.eq(id)).filter(Column::Reviewer.eq(true));
    scope.expect(reviewer, asked_for).await
}

/// The same as they stand, for whoever chooses nobody yet.
pub async fn reviewers_unlocked(scope: &Scope) -> Result<Vec<Model>> {
    let reviewers = scope.find::<Entity>().filter(Column::Reviewer.eq(true)).order_by_asc(Column::Id);
    scope.all(reviewers.limit(MOST_REVIEWERS)).await
}

/// Those of these members who review in the country still.
pub async fn still_reviewing(scope: &Scope, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<Model>> {
    let them = scope.find::<Entity>().filter(Column::Id.is_in(ids)).filter(Column::Reviewer.eq(true));
    scope.all(them.order_by_asc(Column::Id)).await
}

/// The reviewer whom the caller is in this country.
pub async fn caller(scope: &Scope, asked_for: &str) -> Result<Model> {
    reviewer_of_caller(scope).await?.ok_or_else(|| Error::not_found(asked_for))
}

/// The reviewer of the country that the caller is, if they are one.
pub async fn reviewer_of_caller(scope: &Scope) -> Result<Option<Model>> {
    let caller = scope.find::<Entity>().filter(Column::Subject.eq(scope.subject())).filter(Column::Reviewer.eq(true));
    scope.one(caller.order_by_asc(Column::Id).limit(1)).await
}

/// Adds to the reviews awaited of a member; never below none.
pub async fn add_awaited(scope: &mut Scope, id: Uuid, more: i32) -> Result<()> {
    let Some(before) = scope.one(scope.find::<Entity>().filter(Column::Id.eq(id)).lock_exclusive()).await? else {
        return Ok(());
    };
    let after = Model { awaited: before.awaited.saturating_add(more).max(0), ..before.clone() };
    // It follows from the assignments; an entry of its own would tell of one to somebody from whom its case is hidden.
    scope.follow::<Entity>(&before, after).await
}

/// The member of this country that the bearer of a subject is; of what they were once only where they are nothing now.
pub async fn of_subject(scope: &Scope, subject: &str) -> Result<Option<Model>> {
    let theirs = scope.find::<Entity>().filter(Column::Subject.eq(subject));
    let present = theirs.order_by_desc(Column::Reviewer).order_by_desc(Column::Representative);
    scope.one(present.order_by_desc(Column::Id).limit(1)).await
}

/// The names of those who represent an institution in this country, the longest known first.
/// Nobody represents the institution that has no name.
pub async fn representatives(scope: &Scope, institution: &str) -> Result<Vec<String>> {
    if institution.is_empty() {
        return Ok(Vec::new());
    }
    let theirs = scope
        .find::<Entity>()
        .filter(Column::Institution.eq(institution))
        .filter(Column::Representative.eq(true))
        .order_by_asc(Column::Id)
        .limit(MOST_REPRESENTATIVES);
    let rows = scope.all(theirs).await?;
    Ok(rows.into_iter().map(|row| name(&row.country, row.id)).collect())
}
