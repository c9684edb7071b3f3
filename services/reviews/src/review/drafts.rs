//! The table of drafts: what is kept of a review that is being written, one for each assignment. Nobody but its reviewer, and
//! who writes in their stead, is ever shown one.

use platform::{
    error::Result,
    moment,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{Condition, QueryFilter, entity::prelude::*};
use serde::Serialize;

use super::Score;
use crate::{
    assignment::rows::{self as assignments, Scores},
    case,
};

/// One draft.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "review_drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// That of the assignment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    /// The reviewer who is accountable.
    pub subject: String,
    pub scores: Scores,
    /// 0: not said yet.
    pub confidence: i32,
    pub comment_to_applicant: String,
    pub comment_to_panel: String,
    pub comment_to_office: String,
    /// Whether whoever writes in the reviewer's stead says that it is whole.
    pub ready: bool,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// Free text may name people.
    const PERSONAL: &'static [&'static str] = &["comment_to_applicant", "comment_to_panel", "comment_to_office"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Through(Column::CaseId, "cases")]
    }

    fn resource(row: &Model) -> String {
        format!("{}/draft", assignments::name(&row.country, row.case_id, row.id))
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] =
        &["id", "case_id", "scores", "confidence", "comment_to_applicant", "comment_to_panel", "comment_to_office"];

    /// Those of the reviewer, and those about the applicant's cases.
    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Subject.is_in(person.subject.as_deref()))
            .add(Column::CaseId.in_subquery(case::rows::of_applicant(person)))
    }

    /// What nobody handed in is not the applicant's to know.
    fn theirs(row: &Model, person: &Person) -> bool {
        person.is(&row.subject)
    }

    /// Nobody needs what was not handed in.
    fn goes(_row: &Model) -> bool {
        true
    }
}

/// The draft of an assignment, if there is one. The assignment is within the caller's reach.
pub async fn of(scope: &Scope, assignment: Uuid) -> Result<Option<Model>> {
    scope.one(scope.find::<Entity>().filter(Column::Id.eq(assignment))).await
}

/// Keeps a draft in the place of the one that may be there.
pub async fn keep(scope: &mut Scope, draft: Model) -> Result<()> {
    match of(scope, draft.id).await? {
        Some(before) => scope.update::<Entity>(&before, draft).await,
        None => scope.insert::<Entity>(draft).await,
    }
}

/// Removes the draft of an assignment, if there is one.
pub async fn remove(scope: &mut Scope, assignment: Uuid) -> Result<()> {
    match of(scope, assignment).await? {
        Some(draft) => scope.remove::<Entity>(&draft).await,
        None => Ok(()),
    }
}

/// The row as a message.
pub fn to_message(row: Model) -> message::ReviewDraft {
    message::ReviewDraft {
        scores: row.scores.0.iter().map(Score::message).collect(),
        confidence: row.confidence,
        comment_to_applicant: row.comment_to_applicant,
        comment_to_panel: row.comment_to_panel,
        comment_to_office: row.comment_to_office,
        update_time: Some(moment::timestamp(row.updated_at)),
        ready: row.ready,
    }
}
