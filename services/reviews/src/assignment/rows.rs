//! The table of assignments, each with its review, and the way between row and message.

use platform::{
    error::{Error, Result, Text},
    moment, names,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::{
    platform::v1::{Reason, Role},
    reviews::v1 as message,
};
use sea_orm::{
    Condition, FromJsonQueryResult, QueryFilter, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Query, SelectStatement, SimpleExpr},
};
use serde::{Deserialize, Serialize};

use super::{State, transitions};
use crate::{
    calibration::CALIBRATION,
    case, member,
    review::{Score, drafts},
};

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
    /// The id of the stage; empty: the first.
    pub stage: String,
    pub comment_to_office: String,
    /// Until when the review is awaited.
    #[serde(with = "time::serde::rfc3339::option")]
    pub due_at: Option<time::OffsetDateTime>,
    /// When the reviewer is to be reminded of that.
    #[serde(with = "time::serde::rfc3339::option")]
    pub remind_at: Option<time::OffsetDateTime>,
    /// When the reviewer was reminded.
    #[serde(with = "time::serde::rfc3339::option")]
    pub reminded_at: Option<time::OffsetDateTime>,
    pub decline_reason: String,
    /// The member who writes the review in the reviewer's stead.
    pub delegate: Option<Uuid>,
    /// Their subject; empty: nobody.
    pub delegate_subject: String,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The scores of a review, as one column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Scores(pub Vec<Score>);

impl Tenant for Entity {
    /// Free text may name people.
    const PERSONAL: &'static [&'static str] =
        &["comment_to_applicant", "comment_to_panel", "comment_to_office", "decline_reason"];
    const SUBJECTS: &'static [&'static str] = &["subject", "delegate_subject"];

    fn country() -> Column {
        Column::Country
    }

    fn owner() -> Option<Column> {
        Some(Column::Subject)
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Through(Column::CaseId, "cases")]
    }

    /// The reviewer's, and what somebody writes in a reviewer's stead.
    fn own(_country: &str, subject: &str) -> Option<Condition> {
        Some(of_person(subject))
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
        "comment_to_office",
        "decline_reason",
        "submitted_at",
        "created_at",
    ];

    /// Those of the reviewer, and those of the applicant's cases.
    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Reviewer.is_in(person.ids("members")))
            .add(Column::Subject.is_in(person.subject.as_deref()))
            .add(Column::DelegateSubject.is_in(person.subject.as_deref()))
            .add(Column::CaseId.in_subquery(case::rows::of_applicant(person)))
    }

    /// Who reviewed an applicant is not the applicant's to know.
    fn theirs(row: &Model, person: &Person) -> bool {
        person.is(&row.subject) || person.ids("members").contains(&row.reviewer)
    }

    /// What a reviewer wrote is of the applicant, and stays when the reviewer goes, or who wrote in their stead.
    fn speaks_of(row: &Model, person: &Person) -> bool {
        !Self::theirs(row, person) && !person.is(&row.delegate_subject)
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

/// The assignment of this name, unless it is somebody else's and one of the caller's own is awaited on the same case: for them
/// it is not there.
pub async fn shown_to_caller(scope: &Scope, assignment_name: &str) -> Result<Model> {
    let (case_id, id) = ids(assignment_name)?;
    let shown = Condition::any().add(not_awaited_of_caller(scope, Column::CaseId)).add(of_person(scope.subject()));
    let query = scope.find::<Entity>().filter(Column::Id.eq(id)).filter(Column::CaseId.eq(case_id)).filter(shown);
    scope.expect(query, assignment_name).await
}

/// The assignment of this name, for the reviewer who is accountable for it, and not for who writes in their stead.
pub async fn accountable(scope: &Scope, assignment_name: &str) -> Result<Model> {
    let row = assignment(scope, assignment_name).await?;
    if !scope.is_own() || row.subject == scope.subject() {
        return Ok(row);
    }
    let text = Text::told(
        "you write this review for somebody else, who alone does this",
        "usted escribe esta revisión por otra persona, y solo ella puede hacer esto",
        "você escreve esta avaliação por outra pessoa, e só ela pode fazer isto",
    );
    Err(Error::refused(Reason::RoleNotAllowed, text))
}

/// Those of a reviewer, and those that somebody writes in a reviewer's stead.
pub fn of_person(subject: &str) -> Condition {
    Condition::any().add(Column::Subject.eq(subject)).add(Column::DelegateSubject.eq(subject))
}

/// Whether the caller is or was on a case.
pub async fn is_of_caller(scope: &Scope, case_id: Uuid) -> Result<bool> {
    let theirs = scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).filter(of_person(scope.subject()));
    Ok(scope.one(theirs.limit(1)).await?.is_some())
}

/// The ids of the cases of which a review is awaited of the caller. What others found is not theirs to know there, whatever
/// else they are in the country.
pub fn awaited_of_caller(scope: &Scope) -> SelectStatement {
    let mut cases = Query::select();
    cases.column(Column::CaseId).from(Entity).cond_where(of_person(scope.subject()));
    cases.and_where(Column::State.is_in(State::AWAITED));
    if !scope.country().is_empty() {
        cases.and_where(Column::Country.eq(scope.country()));
    }
    cases
}

/// The same as a condition: rows of cases, by this column, that the caller may know about.
pub fn not_awaited_of_caller(scope: &Scope, case_id: impl ColumnTrait) -> SimpleExpr {
    case_id.not_in_subquery(awaited_of_caller(scope))
}

/// What a row of a case has to satisfy, by the column of the case, for a reviewer who reads what others found: that their
/// own review is in, and none of theirs awaited.
pub fn reviewed_by(country: &str, subject: &str, case_id: impl ColumnTrait) -> Condition {
    let theirs = |person: Condition, states: &[State]| {
        let mut cases = Query::select();
        cases.column(Column::CaseId).from(Entity).and_where(Column::Country.eq(country)).cond_where(person);
        cases.and_where(Column::State.is_in(states.iter().copied()));
        cases
    };
    let reviewed = theirs(Condition::all().add(Column::Subject.eq(subject)), &[State::Submitted]);
    let awaited = theirs(of_person(subject), &State::AWAITED);
    Condition::all().add(case_id.in_subquery(reviewed)).add(case_id.not_in_subquery(awaited))
}

/// What a reviewer is called among the reviewers of a case: always the same, and of a random id.
pub fn alias(id: Uuid) -> String {
    let plain = id.simple().to_string();
    format!("R-{}", plain.get(..6).unwrap_or_default())
}

/// The assignments of a case whose review is awaited, by reviewer: the order in which members are locked.
pub async fn awaited_of_case(scope: &Scope, case_id: Uuid) -> Result<Vec<Model>> {
    let query = scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).filter(Column::State.is_in(State::AWAITED));
    scope.all(query.order_by_asc(Column::Reviewer).limit(MOST_OF_A_CASE)).await
}

/// Ends what is awaited of a subject in the cases of a registration, since they have a conflict of interest: their own
/// reviews, and that they write somebody else's.
pub async fn end_conflicted(scope: &mut Scope, registration: &str, subject: &str) -> Result<()> {
    let cases = scope.find::<case::rows::Entity>().filter(case::rows::Column::Registration.eq(registration));
    for of in scope.all(cases).await? {
        let theirs = scope.find::<Entity>().filter(Column::CaseId.eq(of.id)).filter(of_person(subject));
        for before in scope.all(theirs).await? {
            let Some(state) = transitions::conflicted(before.state) else { continue };
            if before.subject != subject {
                let after = Model { delegate: None, delegate_subject: String::new(), ..before.next() };
                scope.update::<Entity>(&before, after).await?;
                continue;
            }
            scope.update::<Entity>(&before, Model { state, ..before.next() }).await?;
            drafts::remove(scope, before.id).await?;
            // Of a case that is closed, or waits while it is merged, nothing is counted.
            if of.is_going_on() {
                member::rows::add_awaited(scope, before.reviewer, -1).await?;
            }
        }
    }
    Ok(())
}

impl Model {
    /// The same one version on, to be changed further.
    pub fn next(&self) -> Self {
        Self { version: self.version + 1, updated_at: moment::now(), ..self.clone() }
    }

    /// Its resource name.
    pub fn name(&self) -> String {
        name(&self.country, self.case_id, self.id)
    }

    /// Whether what came at this moment came in time.
    pub fn is_in_time(&self, came: time::OffsetDateTime) -> bool {
        self.due_at.is_none_or(|due| came <= due)
    }

    /// Whether it belongs to the shared set that everyone scores first, and does not count in decisions.
    pub fn is_calibration(&self) -> bool {
        self.stage == CALIBRATION
    }
}

/// The row as a message, with what its case is about; without what is for the office alone.
pub fn to_message(row: Model, brief: message::CaseBrief) -> message::Assignment {
    let review = row.submitted_at.map(|submitted_at| message::Review {
        scores: row.scores.iter().flat_map(|scores| &scores.0).map(Score::message).collect(),
        share: row.share.unwrap_or_default(),
        confidence: row.confidence.unwrap_or_default(),
        comment_to_applicant: row.comment_to_applicant.clone(),
        comment_to_panel: row.comment_to_panel.clone(),
        submit_time: Some(moment::timestamp(submitted_at)),
        comment_to_office: String::new(),
    });
    message::Assignment {
        name: row.name(),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        reviewer: member::rows::name(&row.country, row.reviewer),
        state: row.state.message() as i32,
        review,
        brief: Some(brief),
        due_time: row.due_at.map(moment::timestamp),
        draft: None,
        decline_reason: String::new(),
        delegate: row.delegate.map(|id| member::rows::name(&row.country, id)).unwrap_or_default(),
        stage: row.stage,
    }
}

/// The row as a message for the caller: its reviewer, who writes in their stead, and the office of its country read what is
/// for the office alone.
pub fn to_message_for_caller(scope: &Scope, row: Model, brief: message::CaseBrief) -> message::Assignment {
    let of_office = matches!(scope.role(), Role::OfficeAdmin | Role::OfficeStaff);
    if !of_office && !scope.is_own() {
        return to_message(row, brief);
    }
    let (comment_to_office, decline_reason) = (row.comment_to_office.clone(), row.decline_reason.clone());
    let mut told = message::Assignment { decline_reason, ..to_message(row, brief) };
    if let Some(review) = &mut told.review {
        review.comment_to_office = comment_to_office;
    }
    told
}

/// The same with all that its reviewer needs: the long text, the answers to the edition's own questions, the rubric, and
/// what is kept of the review.
pub async fn to_message_in_full(scope: &Scope, row: Model, of: &case::rows::Model) -> Result<message::Assignment> {
    let brief = super::brief::whole(scope, &row, of).await?;
    let is_theirs = row.subject == scope.subject() || row.delegate_subject == scope.subject();
    let draft = if is_theirs { drafts::of(scope, row.id).await? } else { None };
    let told = to_message_for_caller(scope, row, brief);
    Ok(message::Assignment { draft: draft.map(drafts::to_message), ..told })
}
