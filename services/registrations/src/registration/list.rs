//! `ListRegistrations`

use platform::{Result, Scope, names, page::Page};
use proto::registrations::v1::{ListRegistrationsRequest, ListRegistrationsResponse, Track, registration::State};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};

use super::{
    filter,
    rows::{Column, Entity, to_message},
    short,
};

/// Lists the registrations of a country, or of all, latest created first.
pub async fn list(scope: &mut Scope, request: ListRegistrationsRequest) -> Result<ListRegistrationsResponse> {
    let query_key = ["ListRegistrations", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &query_key)?;
    let mut query = scope.find::<Entity>().filter(wanted(&request.filter)?);
    if let Some(after) = &page.after {
        query = query.filter(Column::Id.lt(names::uuid("page_token", after)?));
    }
    let rows = scope.all(query.order_by_desc(Column::Id).limit(page.limit())).await?;
    let (rows, next_page_token) = page.cut(rows, |row| row.id.to_string());
    Ok(ListRegistrationsResponse { registrations: rows.into_iter().map(to_message).collect(), next_page_token })
}

/// The condition that a filter asks for.
fn wanted(filter: &str) -> Result<Condition> {
    let mut wanted = Condition::all();
    for (field, value) in filter::parse(filter)? {
        wanted = wanted.add(match field.as_str() {
            "state" => {
                let state = short(&value, "STATE_");
                State::from_str_name(&format!("STATE_{state}")).ok_or_else(filter::wrong)?;
                Column::State.eq(state)
            }
            "track" => {
                let track = short(&value, "TRACK_");
                Track::from_str_name(&format!("TRACK_{track}")).ok_or_else(filter::wrong)?;
                Column::Track.eq(track)
            }
            "category" => Column::Category.eq(value),
            "edition" => Column::Edition.eq(value.strip_prefix("editions/").ok_or_else(filter::wrong)?),
            _ => return Err(filter::wrong()),
        });
    }
    Ok(wanted)
}
