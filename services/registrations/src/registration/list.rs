//! `ListRegistrations`

use platform::{
    Result, Scope,
    filter::{self, Field},
    list,
    page::Page,
};
use proto::registrations::v1::{ListRegistrationsRequest, ListRegistrationsResponse, Track, registration::State};
use sea_orm::{ColumnTrait, QueryFilter};

use super::rows::{Column, Entity, to_message};

const FIELDS: [Field; 4] = [
    ("state", |equality| Ok(Column::State.eq(equality.choice("STATE_", State::as_str_name)?))),
    ("track", |equality| Ok(Column::Track.eq(equality.choice("TRACK_", Track::as_str_name)?))),
    ("category", |equality| Ok(Column::Category.eq(&equality.value))),
    ("edition", |equality| Ok(Column::Edition.eq(equality.id("editions")?))),
];

/// Lists the registrations of a country, or of all, latest created first.
pub async fn list(scope: &mut Scope, request: ListRegistrationsRequest) -> Result<ListRegistrationsResponse> {
    let decides = ["ListRegistrations", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>().filter(filter::condition(&request.filter, &FIELDS)?);
    let (rows, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    Ok(ListRegistrationsResponse { registrations: rows.into_iter().map(to_message).collect(), next_page_token })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registrations_are_found_by_state_track_category_and_edition_alone() {
        for filter in [
            "",
            "state = SUBMITTED AND edition = \"editions/2020\"",
            "track = TRACK_STORY",
            "track = UNSPECIFIED",
            "category = \"agile means\"",
        ] {
            assert!(filter::condition(filter, &FIELDS).is_ok(), "{filter}");
        }
        for filter in ["state = LOST", "track = story", "edition = 2020", "title = x", "state = a OR state = b"] {
            assert!(filter::condition(filter, &FIELDS).is_err(), "{filter}");
        }
    }
}
