//! The table of assignments, each with its review, and the way between row and message.

use platform::{
    error::Result,
    moment, names,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{
    Condition, FromJsonQueryResult, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Query,
};
use serde::{Deserialize, Serialize};

use super::State;
use crate::{case, member, review::Score};

/// No case has more reviewers than this.
const MOST_OF_A_CASE: u64 = 1_000;

/// One assignment.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "assignments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    /// Random: it is in the name, and must not tell who was chosen first.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    /// The order in which assignments were made, for lists.
    pub made: Uuid,
    /// The member.
    pub reviewer: Uuid,
    /// The subject of the reviewer: whose row this is.
    pub subject: String,
    /// The reviewer's institution when chosen; empty: none.
    pub institution: String,
    pub state: State,
    pub scores: Option<Scores>,
    pub share: Option<f64>,
    pub confidence: Option<i32>,
    pub comment_to_applicant: String,
    pub comment_to_panel: String,
    #[serde(with = "time::serde::rfc3339::option")]
    pub submitted_at: Option<time::OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
    pub version: i64,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The scores of a review, as one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Scores(pub Vec<Score>);

impl Tenant for Entity {
    /// Free text may name people.
    const PERSONAL: &'static [&'static str] = &["comment_to_applicant", "comment_to_panel"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn owner() -> Option<Column> {
        Some(Column::Subject)
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Through(Column::CaseId, "cases")]
    }

    fn resource(row: &Model) -> String {
        name(&row.country, row.case_id, row.id)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &[
        "id",
        "case_id",
        "subject",
        "institution",
        "state",
        "scores",
        "confidence",
        "comment_to_applicant",
        "comment_to_panel",
        "submitted_at",
        "created_at",
    ];

    /// Those of the reviewer, and those of the applicant's cases.
    fn about(person: &Person) -> Condition {
        let cases = Query::select()
            .column(case::rows::Column::Id)
            .from(case::rows::Entity)
            .and_where(case::rows::Column::Registration.is_in(&person.names))
            .to_owned();
        Condition::any()
            .add(Column::Reviewer.is_in(person.ids("members")))
            .add(Column::Subject.is_in(person.subject.as_deref()))
            .add(Column::CaseId.in_subquery(cases))
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

/// The resource name of an assignment.
pub fn name(country: &str, case_id: Uuid, id: Uuid) -> String {
    format!("countries/{country}/cases/{case_id}/assignments/{id}")
}

/// The ids in an assignment's name: of the case, and its own.
pub fn ids(assignment_name: &str) -> Result<(Uuid, Uuid)> {
    let [_, case_id, id] = names::segments::<3>("name", assignment_name, "countries/*/cases/*/assignments/*")?;
    Ok((names::uuid(assignment_name, case_id)?, names::uuid(assignment_name, id)?))
}

/// The assignment of this name, within the caller's reach.
pub async fn assignment(scope: &Scope, assignment_name: &str) -> Result<Model> {
    let (case_id, id) = ids(assignment_name)?;
    let query = scope.find::<Entity>().filter(Column::Id.eq(id)).filter(Column::CaseId.eq(case_id));
    scope.expect(query, assignment_name).await
}

/// The assignments of some cases, in the order of their random ids, which tells nothing.
pub async fn of_cases(scope: &Scope, cases: &[Uuid]) -> Result<Vec<Model>> {
    let most = MOST_OF_A_CASE.saturating_mul(cases.len() as u64);
    let query = scope.find::<Entity>().filter(Column::CaseId.is_in(cases.iter().copied()));
    scope.all(query.order_by_asc(Column::Id).limit(most)).await
}

/// The assignments of a case whose review is awaited, by reviewer: the order in which members are locked.
pub async fn awaited_of_case(scope: &Scope, case_id: Uuid) -> Result<Vec<Model>> {
    let query = scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).filter(Column::State.eq(State::Assigned));
    scope.all(query.order_by_asc(Column::Reviewer).limit(MOST_OF_A_CASE)).await
}

/// Ends what is awaited of a subject in the cases of a registration, since they have a conflict of interest.
pub async fn end_conflicted(scope: &mut Scope, registration: &str, subject: &str) -> Result<()> {
    let cases = scope.find::<case::rows::Entity>().filter(case::rows::Column::Registration.eq(registration));
    for of in scope.all(cases).await? {
        let awaited = scope.find::<Entity>().filter(Column::CaseId.eq(of.id)).filter(Column::Subject.eq(subject));
        for before in scope.all(awaited.filter(Column::State.eq(State::Assigned))).await? {
            let (version, updated_at) = (before.version + 1, moment::now());
            let after = Model { state: State::Conflicted, version, updated_at, ..before.clone() };
            scope.update::<Entity>(&before, after).await?;
            // Of a case that is closed, or waits while it is merged, nothing is counted.
            if of.withdrawn_at.is_none() && !of.is_merged() {
                member::rows::add_awaited(scope, before.reviewer, -1).await?;
            }
        }
    }
    Ok(())
}

/// The row as a message, with what its case is about.
pub fn to_message(row: Model, brief: message::CaseBrief) -> message::Assignment {
    let review = row.submitted_at.map(|submitted_at| message::Review {
        scores: row.scores.iter().flat_map(|scores| &scores.0).map(Score::message).collect(),
        share: row.share.unwrap_or_default(),
        confidence: row.confidence.unwrap_or_default(),
        comment_to_applicant: row.comment_to_applicant.clone(),
        comment_to_panel: row.comment_to_panel.clone(),
        submit_time: Some(moment::timestamp(submitted_at)),
    });
    message::Assignment {
        name: name(&row.country, row.case_id, row.id),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        reviewer: member::rows::name(&row.country, row.reviewer),
        state: row.state.message() as i32,
        review,
        brief: Some(brief),
    }
}

/// The row as a message, with all that its reviewer needs: the long text, the answers to the edition's own questions, and the
/// rubric as far as it is known.
pub async fn to_message_in_full(scope: &Scope, row: Model, of: &case::rows::Model) -> Result<message::Assignment> {
    let edition = crate::edition::rows::edition(scope, &of.edition).await?;
    let (criteria, answers) = (edition.criteria_message(), of.answers(scope.language()));
    let brief = message::CaseBrief { criteria, answers, ..of.brief(true) };
    Ok(to_message(row, brief))
}
