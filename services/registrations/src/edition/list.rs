//! `ListEditions`

use platform::{Result, Scope, list, page::Page};
use proto::registrations::v1::{ListEditionsRequest, ListEditionsResponse};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};

use super::rows::{Column, Entity, to_message};

/// Lists the editions, latest opening first.
pub async fn list(scope: &mut Scope, request: ListEditionsRequest) -> Result<ListEditionsResponse> {
    let page = Page::of(request.page_size, &request.page_token, &["ListEditions", &scope.place_key()])?;
    let mut query = scope.find::<Entity>();
    if let Some(after) = &page.after {
        let (opens, id) = position(after).ok_or_else(list::no_position)?;
        let earlier = Column::Opens.lt(opens);
        let same = Condition::all().add(Column::Opens.eq(opens)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(earlier).add(same));
    }
    let query = query.order_by_desc(Column::Opens).order_by_desc(Column::Id).limit(page.limit());
    let rows = scope.all(query).await?;
    let (rows, next_page_token) = page.cut_long(rows, |row| format!("{}/{}", row.opens, row.id));
    Ok(ListEditionsResponse { editions: rows.into_iter().map(to_message).collect(), next_page_token })
}

/// Where the page before ended: opening and id of its last edition.
fn position(key: &str) -> Option<(i64, String)> {
    let (opens, id) = key.split_once('/')?;
    Some((opens.parse().ok()?, id.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_an_opening_and_an_id() {
        assert_eq!(position("1598918400000/2020"), Some((1_598_918_400_000, "2020".to_owned())));
        for key in ["", "2020", "soon/2020"] {
            assert_eq!(position(key), None, "{key}");
        }
    }
}
