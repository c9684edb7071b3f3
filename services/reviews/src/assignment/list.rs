//! ListAssignments.

use std::collections::HashMap;

use platform::{
    error::Result,
    filter::{self, Field},
    list, names,
    page::Page,
    store::Scope,
};
use proto::reviews::v1::{CaseBrief, ListAssignmentsRequest, ListAssignmentsResponse};
use sea_orm::{QueryFilter, entity::prelude::*};

use super::{
    State,
    rows::{self, Column, Entity},
};
use crate::{case, conflict};

const FIELDS: [Field; 1] = [("state", |equality| Ok(Column::State.eq(equality.kept::<State>("STATE_")?)))];

/// Lists the assignments of a case, of a country's cases, or of all, latest made first.
pub async fn list(scope: &mut Scope, request: ListAssignmentsRequest) -> Result<ListAssignmentsResponse> {
    let decides = ["ListAssignments", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let mut query = scope.find::<Entity>().filter(filter::condition(&request.filter, &FIELDS)?);
    let [_, of_case] = names::segments::<2>("parent", &request.parent, "countries/*/cases/*")?;
    if of_case != "-" {
        query = query.filter(Column::CaseId.eq(names::uuid(&request.parent, of_case)?));
    }
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Made, |row| row.made).await?;
    let briefs = briefs(scope, &found).await?;
    let assignments = found.into_iter().map(|row| {
        let brief = briefs.get(&row.case_id).cloned().unwrap_or_default();
        rows::to_message(row, brief)
    });
    Ok(ListAssignmentsResponse { assignments: assignments.collect(), next_page_token })
}

/// What the cases of a page of assignments are about: no more cases than the page has rows.
async fn briefs(scope: &Scope, page: &[rows::Model]) -> Result<HashMap<Uuid, CaseBrief>> {
    let ids = page.iter().map(|row| row.case_id);
    let cases = scope.all(scope.find::<case::rows::Entity>().filter(case::rows::Column::Id.is_in(ids))).await?;
    let undeclared = conflict::declarations::missing(scope, cases.iter().map(|row| row.registration.as_str())).await?;
    let brief = |row: case::rows::Model| match undeclared.contains(&row.registration) {
        true => (row.id, conflict::until_declared(row.brief(false))),
        false => (row.id, row.brief(false)),
    };
    Ok(cases.into_iter().map(brief).collect())
}
