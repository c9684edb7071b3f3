//! ListProposedAssignments.

use platform::{error::Result, list::no_position, page::Page, store::Scope};
use proto::reviews::v1::{ListProposedAssignmentsRequest, ListProposedAssignmentsResponse};
use sea_orm::{Condition, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};

use super::{
    pair::rows::{self, Column},
    rows::proposal,
};

/// Lists what a proposal makes of pairs, by case and reviewer.
pub async fn list(
    scope: &mut Scope,
    request: ListProposedAssignmentsRequest,
) -> Result<ListProposedAssignmentsResponse> {
    let decides = ["ListProposedAssignments", &request.parent, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let of = proposal(scope, &request.parent).await?;
    let mut query = rows::shown(scope, of.id);
    if let Some(after) = &page.after {
        query = query.filter(behind(after)?);
    }
    query = query.order_by_asc(Column::CaseId).order_by_asc(Column::Reviewer).limit(page.limit());
    let found = scope.all(query).await?;
    let (found, next_page_token) = page.cut(found, |row| format!("{} {}", row.case_id, row.reviewer));
    let titles = rows::titles(scope, &found.iter().map(|row| row.case_id).collect::<Vec<_>>()).await?;
    let assignments = found.into_iter().map(|row| {
        let title = titles.get(&row.case_id).cloned().unwrap_or_default();
        rows::to_message(row, title, scope.language())
    });
    Ok(ListProposedAssignmentsResponse { assignments: assignments.collect(), next_page_token })
}

/// The pairs behind the last one of a page.
fn behind(after: &str) -> Result<Condition> {
    let (case, reviewer) = after.split_once(' ').ok_or_else(no_position)?;
    let case = Uuid::try_parse(case).map_err(|_| no_position())?;
    let reviewer = Uuid::try_parse(reviewer).map_err(|_| no_position())?;
    let same = Condition::all().add(Column::CaseId.eq(case)).add(Column::Reviewer.gt(reviewer));
    Ok(Condition::any().add(Column::CaseId.gt(case)).add(same))
}
