//! The table of validations, and the way between row and message.

use std::collections::HashMap;

use platform::{
    choice,
    error::Result,
    moment,
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1::{self as message, checklist_answer::Verdict};
use sea_orm::{
    Condition, FromJsonQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*,
    sea_query::SelectStatement,
};
use serde::{Deserialize, Serialize};

use super::{Outcome, REMINDED, RENEWABLE, STANDS, expires};
use crate::{case, clarification};

/// One validation.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "validations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    /// `countries/do/registrations/{uuid}`
    pub registration: String,
    /// `institutions/micm`
    pub institution: String,
    /// Who checked.
    pub subject: String,
    pub outcome: Outcome,
    /// In free text, as they were given before there were `answers`.
    pub checklist_answers: Words,
    pub note: String,
    /// Until when it stands; nothing where the evidence did not hold.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<time::OffsetDateTime>,
    /// When it was told that it ended, or found that a later one stands.
    #[serde(with = "time::serde::rfc3339::option")]
    pub end_told_at: Option<time::OffsetDateTime>,
    /// Reminders of its end that were due when that was looked at last.
    pub reminders: i32,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: time::OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: time::OffsetDateTime,
    pub version: i64,
    /// Line by line.
    pub answers: Answers,
    /// What the applicant was asked to mend; nothing with every other outcome.
    pub clarification: Option<Uuid>,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Texts in their order, as one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Words(pub Vec<String>);

/// The answers to the checklist, in the order in which they were given, as one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Answers(Vec<Answer>);

/// One answer: the line, the contract's name of the verdict without its prefix, why, and what was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Answer {
    item: String,
    verdict: String,
    words: String,
    evidence: String,
}

impl Answers {
    /// Those of a request.
    pub fn of(given: &[message::ValidationAnswer]) -> Self {
        let answer = |given: &message::ValidationAnswer| Answer {
            item: given.item.clone(),
            verdict: choice::name(given.verdict().as_str_name(), "VERDICT_"),
            words: given.words.clone(),
            evidence: given.evidence.clone(),
        };
        Self(given.iter().map(answer).collect())
    }

    fn into_messages(self) -> Vec<message::ValidationAnswer> {
        let message = |kept: Answer| message::ValidationAnswer {
            verdict: choice::of(&kept.verdict, "VERDICT_", Verdict::from_str_name).into(),
            item: kept.item,
            words: kept.words,
            evidence: kept.evidence,
        };
        self.0.into_iter().map(message).collect()
    }
}

impl Tenant for Entity {
    /// Free text may name people.
    const PERSONAL: &'static [&'static str] = &["checklist_answers", "note", "answers"];
    const SUBJECTS: &'static [&'static str] = &["subject"];

    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    fn resource(row: &Model) -> String {
        name(&row.country, row.id)
    }

    /// The applicant, whom it was checked of.
    fn person(row: &Model) -> String {
        row.registration.clone()
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &[
        "id",
        "registration",
        "institution",
        "outcome",
        "checklist_answers",
        "answers",
        "note",
        "expires_at",
        "created_at",
    ];

    /// Those of the applicant, and those that the person made for an institution.
    fn about(person: &Person) -> Condition {
        Condition::any()
            .add(Column::Registration.is_in(&person.names))
            .add(Column::Subject.is_in(person.subject.as_deref()))
    }

    /// What was found is of the applicant, and stays when whoever checked it goes.
    fn speaks_of(row: &Model, person: &Person) -> bool {
        person.names.contains(&row.registration)
    }
}

/// The resource name of a validation.
pub fn name(country: &str, id: Uuid) -> String {
    format!("countries/{country}/validations/{id}")
}

/// The latest validation of a case that found its evidence to hold, if there is one.
pub async fn latest_that_held(scope: &Scope, case_id: Uuid) -> Result<Option<Model>> {
    let held = scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).filter(Column::Outcome.eq(Outcome::Passed));
    scope.one(held.order_by_desc(Column::Id).limit(1)).await
}

/// Has those ends of a case told that came since a moment, and were told to nobody.
pub async fn tell_of_ends_since(scope: &mut Scope, case_id: Uuid, since: time::OffsetDateTime) -> Result<()> {
    let passed = scope.find::<Entity>().filter(Column::CaseId.eq(case_id)).filter(Column::EndToldAt.gte(since));
    for before in scope.all(passed).await? {
        let (version, updated_at) = (before.version + 1, moment::now());
        let after = Model { end_told_at: None, version, updated_at, ..before.clone() };
        scope.update::<Entity>(&before, after).await?;
    }
    Ok(())
}

impl Model {
    /// Until when it stands. One from before validations expired stands as long as one of today.
    pub fn end(&self) -> Option<time::OffsetDateTime> {
        self.expires_at.or_else(|| expires(self.outcome, self.created_at))
    }
}

/// Those whose end has come and was not told, the earliest first. Those of cases whose data is blocked wait without holding
/// up others.
pub fn ended(scope: &Scope, now: time::OffsetDateTime) -> Select<Entity> {
    let before_ends = now.saturating_sub(STANDS);
    let has_none = Condition::all().add(Column::ExpiresAt.is_null()).add(Column::CreatedAt.lte(before_ends));
    let over = Condition::any().add(Column::ExpiresAt.lte(now)).add(has_none);
    standing(scope, Condition::any().add(case::rows::Column::Blocked.eq(true)))
        .filter(over)
        .order_by_asc(Column::ExpiresAt)
}

/// Those whose end is to come and of which a reminder is due, the earliest end first. Those of cases whose data is blocked, or
/// whose registration is merged, wait without holding up others.
pub fn to_remind(scope: &Scope, now: time::OffsetDateTime) -> Select<Entity> {
    let mut due = Condition::any();
    for (sent, before) in (0..).zip(REMINDED) {
        let (near, long_ago) = (now.saturating_add(before), now.saturating_add(before).saturating_sub(STANDS));
        let has_none = Condition::all().add(Column::ExpiresAt.is_null()).add(Column::CreatedAt.lte(long_ago));
        let ends = Condition::any().add(Column::ExpiresAt.lte(near)).add(has_none);
        due = due.add(Condition::all().add(Column::Reminders.lte(sent)).add(ends));
    }
    let blocked = Condition::any().add(case::rows::Column::Blocked.eq(true));
    let on_hold = blocked.add(case::rows::Column::StateBeforeMerge.is_not_null());
    let to_come = Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now));
    standing(scope, on_hold).filter(to_come).filter(due).order_by_asc(Column::ExpiresAt)
}

/// The cases whose evidence was found to hold and may be checked again, none of their validations standing for longer.
pub fn renewable(scope: &Scope, now: time::OffsetDateTime) -> SelectStatement {
    let later = now.saturating_add(RENEWABLE);
    let has_none =
        Condition::all().add(Column::ExpiresAt.is_null()).add(Column::CreatedAt.gt(later.saturating_sub(STANDS)));
    let standing = Condition::any().add(Column::ExpiresAt.gt(later)).add(has_none);
    let held =
        || scope.find::<Entity>().filter(Column::Outcome.eq(Outcome::Passed)).select_only().column(Column::CaseId);
    held().filter(Column::CaseId.not_in_subquery(held().filter(standing).into_query())).into_query()
}

/// Until when the evidence of these cases was found to hold, of those whose was.
pub async fn ends(scope: &Scope, cases: Vec<Uuid>) -> Result<HashMap<Uuid, time::OffsetDateTime>> {
    let of_cases = scope.among(Column::CaseId, cases).await?;
    let held = scope.find::<Entity>().filter(of_cases).filter(Column::Outcome.eq(Outcome::Passed));
    // Of each case the latest stays.
    let held = scope.all(held.order_by_asc(Column::Id)).await?.into_iter();
    Ok(held.filter_map(|row| Some((row.case_id, row.end()?))).collect())
}

/// Those that held, and whose end was not told, but for those of cases that are on hold.
fn standing(scope: &Scope, on_hold: Condition) -> Select<Entity> {
    let on_hold = scope.find::<case::rows::Entity>().filter(on_hold).select_only().column(case::rows::Column::Id);
    let rows = scope.find::<Entity>().filter(Column::CaseId.not_in_subquery(on_hold.into_query()));
    rows.filter(Column::EndToldAt.is_null()).filter(Column::Outcome.eq(Outcome::Passed))
}

/// The row as a message.
pub fn to_message(row: Model) -> message::Validation {
    message::Validation {
        name: name(&row.country, row.id),
        etag: row.version.to_string(),
        create_time: Some(moment::timestamp(row.created_at)),
        update_time: Some(moment::timestamp(row.updated_at)),
        case: case::rows::name(&row.country, row.case_id),
        registration: row.registration,
        institution: row.institution,
        outcome: row.outcome.message() as i32,
        checklist_answers: row.checklist_answers.0,
        note: row.note,
        expire_time: row.expires_at.map(moment::timestamp),
        answers: row.answers.into_messages(),
        clarification: row
            .clarification
            .map(|id| clarification::rows::name(&row.country, row.case_id, id))
            .unwrap_or_default(),
    }
}
