//! `ListMembers`

use platform::{Result, Scope, list, page::Page};
use proto::partners::v1::{ListMembersRequest, ListMembersResponse};

use super::rows::{self, Column, Entity};

/// Lists the members of a country, of all, or of the network, latest created first.
pub async fn list(scope: &mut Scope, request: ListMembersRequest) -> Result<ListMembersResponse> {
    rows::grantable_in(scope, &request.parent)?;
    let decides = ["ListMembers", request.parent.as_str(), &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>();
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListMembersResponse { members: found.into_iter().map(rows::message).collect(), next_page_token })
}
