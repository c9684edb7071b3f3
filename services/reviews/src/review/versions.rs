//! The table of reviews: every version that was handed in, none of which is changed. A reviewer reads those of a case once
//! their own is in.

use platform::{
    error::Result,
    moment,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{Condition, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::Serialize;

use super::Score;
use crate::{
    assignment::rows::{self as assignments, Scores},
    case,
};

/// More than are handed in of any case.
const MOST: u64 = 2_000;

/// One version of a review.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "reviews")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub assignment_id: Uuid,
    pub case_id: Uuid,
    pub stage: String,
    /// The member.
    pub reviewer: Uuid,
    /// Their subject.
    pub subject: String,
    pub scores: Scores,
    pub share: f64,
    pub confidence: i32,
    pub comment_to_applicant: String,
    pub comment_to_panel: String,
    pub comment_to_office: String,
    #[serde(with = "time::serde::rfc3339")]
    pub submitted_at: time::OffsetDateTime,
    /// That of the assignment once this was handed in.
    pub version: i64,
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

    /// Those of the cases that somebody has reviewed.
    fn own(country: &str, subject: &str) -> Option<Condition> {
        Some(assignments::reviewed_by(country, subject, Column::CaseId))
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Through(Column::CaseId, "cases")]
    }

    fn resource(row: &Model) -> String {
        format!("{}/reviews/{}", assignments::name(&row.country, row.case_id, row.assignment_id), row.version)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &[
        "id",
        "case_id",
        "scores",
        "confidence",
        "comment_to_applicant",
        "comment_to_panel",
        "comment_to_office",
        "submitted_at",
    ];

    /// Those of the reviewer, and those of the applicant's cases.
    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Reviewer.is_in(person.ids("members")))
            .add(Column::Subject.is_in(person.subject.as_deref()))
            .add(Column::CaseId.in_subquery(case::rows::of_applicant(person)))
    }

    /// Who reviewed an applicant is not the applicant's to know.
    fn theirs(row: &Model, person: &Person) -> bool {
        person.is(&row.subject) || person.ids("members").contains(&row.reviewer)
    }

    /// What a reviewer wrote is of the applicant, and stays when the reviewer goes.
    fn speaks_of(row: &Model, person: &Person) -> bool {
        !Self::theirs(row, person)
    }
}

/// The version of a review that an assignment has now.
pub fn of(row: &assignments::Model) -> Model {
    Model {
        country: row.country.clone(),
        id: Uuid::new_v4(),
        assignment_id: row.id,
        case_id: row.case_id,
        stage: row.stage.clone(),
        reviewer: row.reviewer,
        subject: row.subject.clone(),
        scores: row.scores.clone().unwrap_or_default(),
        share: row.share.unwrap_or_default(),
        confidence: row.confidence.unwrap_or_default(),
        comment_to_applicant: row.comment_to_applicant.clone(),
        comment_to_panel: row.comment_to_panel.clone(),
        comment_to_office: row.comment_to_office.clone(),
        submitted_at: row.submitted_at.unwrap_or(row.updated_at),
        version: row.version,
    }
}

/// Those of a case that the caller may read, by the random ids of the assignments, which tell nothing, and of each the latest
/// first.
pub async fn of_case(scope: &Scope, case_id: Uuid) -> Result<Vec<Model>> {
    let query = scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).order_by_asc(Column::AssignmentId);
    scope.all(query.order_by_desc(Column::Version).limit(MOST)).await
}

/// The row as a message.
pub fn to_message(row: &Model) -> message::Review {
    message::Review {
        scores: row.scores.0.iter().map(Score::message).collect(),
        share: row.share,
        confidence: row.confidence,
        comment_to_applicant: row.comment_to_applicant.clone(),
        comment_to_panel: row.comment_to_panel.clone(),
        submit_time: Some(moment::timestamp(row.submitted_at)),
        comment_to_office: row.comment_to_office.clone(),
    }
}
