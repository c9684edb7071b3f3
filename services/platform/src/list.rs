//! The shape that most lists have: a page of rows, the latest first.

use proto::platform::v1::Reason;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    error::{Error, Result, Text},
    page::Page,
    store::Scope,
};

/// The rows of `page` and the token of the next page; empty after the last one. `key` reads `column`, which holds
/// UUIDs that grow with time.
pub async fn latest_first<E: EntityTrait>(
    scope: &Scope,
    query: Select<E>,
    page: &Page,
    column: E::Column,
    key: fn(&E::Model) -> Uuid,
) -> Result<(Vec<E::Model>, String)>
where
    E::Model: Serialize,
{
    let mut query = query.order_by_desc(column).limit(page.limit());
    if let Some(after) = &page.after {
        query = query.filter(column.lt(position(after)?));
    }
    Ok(page.cut_long(scope.all(query).await?, |row| key(row).to_string()))
}

fn position(after: &str) -> Result<Uuid> {
    Uuid::try_parse(after).map_err(|_| no_position())
}

/// The refusal of a page token whose key this list cannot have given.
pub fn no_position() -> Error {
    let text = Text::told(
        "this page token was not given by this list; start again without it",
        "este marcador de página no lo dio esta lista; empiece de nuevo sin él",
        "este marcador de página não foi dado por esta lista; comece de novo sem ele",
    );
    Error::refused(Reason::PageTokenInvalid, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_names_no_row_is_refused_as_a_token() {
        let id = Uuid::now_v7();
        assert_eq!(position(&id.to_string()).expect("a position"), id);
        assert_eq!(position("countries/do").expect_err("no position").reason(), Reason::PageTokenInvalid);
    }
}
