//! The table of comments, and the way from row to message.

use platform::{
    moment,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1::{Comment, comment::Author};
use sea_orm::{Condition, entity::prelude::*};
use serde::Serialize;

use crate::{assignment::rows as assignments, case, member};

/// Something that was said of a case.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "comments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    /// By which a reviewer speaks; nothing: the office.
    pub assignment_id: Option<Uuid>,
    /// The member, where a reviewer speaks.
    pub reviewer: Option<Uuid>,
    /// Who said it.
    pub subject: String,
    pub text: String,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    /// Free text may name people.
    const PERSONAL: &'static [&'static str] = &["text"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    /// What is said of the cases that somebody has reviewed.
    fn own(country: &str, subject: &str) -> Option<Condition> {
        Some(assignments::reviewed_by(country, subject, Column::CaseId))
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Through(Column::CaseId, "cases")]
    }

    fn resource(row: &Model) -> String {
        format!("{}/comments/{}", case::rows::name(&row.country, row.case_id), row.id)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["id", "case_id", "text", "created_at"];

    /// Those of whoever said them, and those about the applicant's cases.
    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Subject.is_in(person.subject.as_deref()))
            .add(Column::CaseId.in_subquery(case::rows::of_applicant(person)))
    }

    /// What is said among those who decide is not the applicant's to know.
    fn theirs(row: &Model, person: &Person) -> bool {
        person.is(&row.subject)
    }

    /// What was said is of the applicant, and stays when whoever said it goes.
    fn speaks_of(row: &Model, person: &Person) -> bool {
        !Self::theirs(row, person)
    }
}

/// The row as the caller may read it.
pub fn to_message(scope: &Scope, row: Model) -> Comment {
    let author = if row.assignment_id.is_some() { Author::Reviewer } else { Author::Office };
    let member = row.reviewer.filter(|_| !scope.is_own());
    Comment {
        name: Entity::resource(&row),
        create_time: Some(moment::timestamp(row.created_at)),
        author: author.into(),
        alias: row.assignment_id.map(assignments::alias).unwrap_or_default(),
        own: row.subject == scope.subject(),
        reviewer: member.map(|id| member::rows::name(&row.country, id)).unwrap_or_default(),
        text: row.text,
    }
}
