//! What figures are made of: of each row the few columns that count.

use std::collections::HashMap;

use platform::{error::Result, store::Scope};
use sea_orm::{ColumnTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid};
use time::OffsetDateTime;

use super::Work;
use crate::{
    assignment::{self, State, rows::not_awaited_of_caller},
    calibration::CALIBRATION,
    case, decision, member,
    review::versions,
    score::{self, Rating},
    validation,
};

/// No edition has more cases than this.
const MOST_CASES: u64 = 100_000;
/// No edition has more rows of any other kind than this.
const MOST: u64 = 1_000_000;

/// A case.
#[derive(Debug, FromQueryResult)]
pub struct Case {
    pub id: Uuid,
    pub country: String,
    pub category: String,
    pub created_at: OffsetDateTime,
    pub reviews_in: i32,
    pub share_sum: f64,
}

#[derive(FromQueryResult)]
struct Assigned {
    case_id: Uuid,
    reviewer: Uuid,
    subject: String,
    institution: String,
    share: Option<f64>,
    stage: String,
    created_at: OffsetDateTime,
    due_at: Option<OffsetDateTime>,
    submitted_at: Option<OffsetDateTime>,
}

#[derive(FromQueryResult)]
struct HandedIn {
    assignment_id: Uuid,
    case_id: Uuid,
    stage: String,
    subject: String,
    share: f64,
    confidence: i32,
}

#[derive(FromQueryResult)]
struct Reached {
    case_id: Uuid,
    at: Option<OffsetDateTime>,
}

/// The cases of an edition; without those of which a review is awaited of the caller, but where they ask for their own alone.
pub async fn cases(scope: &Scope, edition: &str) -> Result<Vec<Case>> {
    use case::rows::{Column, Entity};
    let query = scope.find::<Entity>().filter(Column::Edition.eq(edition)).select_only().columns([
        Column::Id,
        Column::Country,
        Column::Category,
        Column::CreatedAt,
        Column::ReviewsIn,
        Column::ShareSum,
    ]);
    let query = match scope.is_own() {
        true => query,
        false => query.filter(not_awaited_of_caller(scope, Column::Id)),
    };
    scope.gathered(vec![query.order_by_asc(Column::Id).limit(MOST_CASES)]).await
}

/// Their assignments that have their reviewer still, but for the cases that everybody scores first: to a reviewer, their own.
pub async fn works(scope: &Scope, edition: &str, cases: &[Case]) -> Result<Vec<Work>> {
    use assignment::rows::{Column, Entity};
    let has_place = State::iter().filter(|state| state.has_place());
    let mut query = scope
        .find::<Entity>()
        .filter(Column::CaseId.in_subquery(case::rows::of_edition(scope, edition)))
        .filter(Column::State.is_in(has_place))
        .filter(Column::Stage.ne(CALIBRATION))
        .select_only()
        .columns([Column::CaseId, Column::Reviewer, Column::Subject, Column::Institution, Column::Share, Column::Stage])
        .columns([Column::CreatedAt, Column::DueAt, Column::SubmittedAt]);
    if scope.is_own() {
        query = query.filter(Column::Subject.eq(scope.subject()));
    }
    let rows: Vec<Assigned> = scope.gathered(vec![query.order_by_asc(Column::Id).limit(MOST)]).await?;
    let by_id: HashMap<Uuid, &Case> = cases.iter().map(|case| (case.id, case)).collect();
    let work = |row: Assigned| {
        let case = by_id.get(&row.case_id)?;
        Some(Work {
            country: case.country.clone(),
            case: row.case_id,
            stage: row.stage,
            category: case.category.clone(),
            institution: row.institution,
            reviewer: member::rows::name(&case.country, row.reviewer),
            subject: row.subject,
            share: row.share.filter(|_| row.submitted_at.is_some()),
            made_at: row.created_at,
            due_at: row.due_at,
            submitted_at: row.submitted_at,
        })
    };
    Ok(rows.into_iter().filter_map(work).collect())
}

/// The reviews of an edition that a reviewer may read, as ratings of what was reviewed: their own, and those of others beside
/// them. The last version of each.
pub async fn read_by_caller(scope: &Scope, edition: &str) -> Result<Vec<Rating>> {
    use versions::{Column, Entity};
    let query = scope
        .find::<Entity>()
        .filter(Column::CaseId.in_subquery(case::rows::of_edition(scope, edition)))
        .select_only()
        .columns([Column::AssignmentId, Column::CaseId, Column::Stage])
        .columns([Column::Subject, Column::Share, Column::Confidence])
        .order_by_asc(Column::AssignmentId)
        .order_by_desc(Column::Version)
        .limit(MOST);
    let mut rows: Vec<HandedIn> = scope.gathered(vec![query]).await?;
    rows.dedup_by_key(|row| row.assignment_id);
    let rating = |row: HandedIn| Rating {
        case: score::apart(row.case_id, &row.stage),
        reviewer: row.subject,
        share: row.share,
        confidence: row.confidence,
    };
    Ok(rows.into_iter().map(rating).collect())
}

/// When the decisions that stand were released, by case.
pub async fn released(scope: &Scope, edition: &str) -> Result<HashMap<Uuid, OffsetDateTime>> {
    use decision::rows::{Column, Entity};
    let query = scope
        .find::<Entity>()
        .filter(Column::Edition.eq(edition))
        .filter(Column::ReleasedAt.is_not_null())
        .filter(not_awaited_of_caller(scope, Column::CaseId))
        .select_only()
        .column(Column::CaseId)
        .column_as(Column::ReleasedAt, "at");
    earliest(scope.gathered(vec![query.order_by_asc(Column::Id).limit(MOST)]).await?)
}

/// When the evidence was first found to hold, by case.
pub async fn validated(scope: &Scope, edition: &str) -> Result<HashMap<Uuid, OffsetDateTime>> {
    use validation::rows::{Column, Entity};
    let query = scope
        .find::<Entity>()
        .filter(Column::Outcome.eq(validation::Outcome::Passed))
        .filter(Column::CaseId.in_subquery(case::rows::of_edition(scope, edition)))
        .filter(not_awaited_of_caller(scope, Column::CaseId))
        .select_only()
        .column(Column::CaseId)
        .column_as(Column::CreatedAt, "at");
    earliest(scope.gathered(vec![query.order_by_asc(Column::Id).limit(MOST)]).await?)
}

fn earliest(rows: Vec<Reached>) -> Result<HashMap<Uuid, OffsetDateTime>> {
    let mut found = HashMap::new();
    for row in rows {
        if let Some(at) = row.at {
            let first = found.entry(row.case_id).or_insert(at);
            *first = at.min(*first);
        }
    }
    Ok(found)
}
