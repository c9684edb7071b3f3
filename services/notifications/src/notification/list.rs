//! `ListNotifications`

use platform::{
    Result, Scope,
    filter::{self, Field},
    list,
    page::Page,
};
use proto::notifications::v1::{ListNotificationsRequest, ListNotificationsResponse};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    State,
    rows::{self, Column},
};

const FIELDS: [Field; 2] = [
    ("state", |equality| Ok(Column::State.eq(equality.kept::<State>("STATE_")?))),
    ("registration", |equality| Ok(Column::Registration.eq(&equality.value))),
];

/// Lists the latest written first.
pub async fn list(scope: &mut Scope, request: ListNotificationsRequest) -> Result<ListNotificationsResponse> {
    let decides = ["ListNotifications", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = rows::shown(scope).filter(filter::condition(&request.filter, &FIELDS)?);
    let (found, next_page_token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    let across_countries = scope.country().is_empty();
    let notifications = found.into_iter().map(|row| rows::listed(row, across_countries)).collect();
    Ok(ListNotificationsResponse { notifications, next_page_token })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notifications_are_found_by_state_and_registration_alone() {
        let registration = "countries/do/registrations/1";
        for filter in [
            String::new(),
            "state = FAILED".to_owned(),
            format!("state = STATE_FAILED AND registration=\"{registration}\""),
        ] {
            assert!(filter::condition(&filter, &FIELDS).is_ok(), "{filter}");
        }
        for filter in ["state = LOST", "state = failed", "title = x", "state < SENT", "urgente"] {
            assert!(filter::condition(filter, &FIELDS).is_err(), "{filter}");
        }
    }
}
