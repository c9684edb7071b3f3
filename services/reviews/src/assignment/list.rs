//! ListAssignments.

use std::{collections::HashMap, sync::Arc};

use platform::{
    error::Result,
    filter::{self, Field},
    list, names,
    page::Page,
    store::Scope,
};
use proto::reviews::v1::{ListAssignmentsRequest, ListAssignmentsResponse};
use sea_orm::{Condition, QueryFilter, entity::prelude::*};

use super::{
    State, brief,
    rows::{self, Column, Entity},
};
use crate::{
    case, conflict,
    edition::{plan::Plan, plans::Plans},
};

const FIELDS: [Field; 2] = [
    ("state", |equality| Ok(Column::State.eq(equality.kept::<State>("STATE_")?))),
    ("stage", |equality| Ok(Column::Stage.eq(&equality.value))),
];

/// Lists the assignments of a case, of a country's cases, or of all, latest made first.
pub async fn list(scope: &mut Scope, request: ListAssignmentsRequest) -> Result<ListAssignmentsResponse> {
    let decides = ["ListAssignments", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    // Of a case of which one of theirs is awaited, a person of the office sees their own alone.
    let shown =
        Condition::any().add(rows::not_awaited_of_caller(scope, Column::CaseId)).add(rows::of_person(scope.subject()));
    let mut query = scope.find::<Entity>().filter(filter::condition(&request.filter, &FIELDS)?).filter(shown);
    let [_, of_case] = names::segments::<2>("parent", &request.parent, "countries/*/cases/*")?;
    if of_case != "-" {
        query = query.filter(Column::CaseId.eq(names::uuid(&request.parent, of_case)?));
    }
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Made, |row| row.made).await?;
    let known = known(scope, &found).await?;
    let registrations = known.values().map(|(case, _)| case.registration.as_str());
    let undeclared = conflict::declarations::missing(scope, registrations).await?;
    let told = |row: rows::Model| {
        let brief = known.get(&row.case_id).map(|(case, plan)| {
            let brief = brief::short_by(plan, scope, &row, case);
            if undeclared.contains(&case.registration) { conflict::until_declared(brief) } else { brief }
        });
        rows::to_message_for_caller(scope, row, brief.unwrap_or_default())
    };
    Ok(ListAssignmentsResponse { assignments: found.into_iter().map(told).collect(), next_page_token })
}

/// What the assignments of a page are about, and the plans that hold for it: no more cases than the page has rows.
async fn known(scope: &Scope, page: &[rows::Model]) -> Result<HashMap<Uuid, (case::rows::Model, Arc<Plan>)>> {
    let ids = page.iter().map(|row| row.case_id);
    let cases = scope.all(scope.find::<case::rows::Entity>().filter(case::rows::Column::Id.is_in(ids))).await?;
    let mut plans = Plans::default();
    let mut known = HashMap::with_capacity(cases.len());
    for case in cases {
        let plan = plans.of(scope, &case).await?;
        known.insert(case.id, (case, plan));
    }
    Ok(known)
}
