//! `ListCatalogueEntries`

use platform::{
    Error, Result, Scope,
    error::Text,
    filter::{self, Comparison, Field},
    list,
    page::Page,
};
use prost::Message;
use proto::registrations::v1::{
    CatalogueEntry, ListCatalogueEntriesRequest, ListCatalogueEntriesResponse, translation::State,
};
use sea_orm::{
    ColumnTrait, Condition, QueryFilter,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{
    chosen, entry, flags,
    rows::{Column, Entity, id},
    standing,
};
use crate::translation;

/// What an office asks besides what everybody may.
const FIELDS: [Field; 4] = [
    ("state", standing::stands),
    ("embargo_time < <= > >=", |asked| Ok(asked.against(Column::ShownFrom, asked.moment()?))),
    ("flags :", flagged),
    ("proposed_languages : *", proposed),
];

/// Lists the entries of a country for its office, shown or not.
pub async fn list(scope: &mut Scope, request: ListCatalogueEntriesRequest) -> Result<ListCatalogueEntriesResponse> {
    let decides = ["ListCatalogueEntries", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let query = scope.find::<Entity>().filter(asked(&request.filter)?);
    let (rows, token) = list::latest_first(scope, query, &page, Column::Id, |row| row.id).await?;
    let said = entry::messages(scope, rows).await?;
    // With pictures, translations and flags they may be far longer than their rows.
    let key = |said: &CatalogueEntry| said.publication.as_ref().map(|said| id(&said.name)).unwrap_or_default();
    let (entries, next_page_token) = page.lighten(said, token, Message::encoded_len, key);
    Ok(ListCatalogueEntriesResponse { entries, next_page_token })
}

/// An office asks by fields: what is not shown has no words that a search knows.
fn asked(filter: &str) -> Result<Condition> {
    let fields: Vec<Field> = FIELDS.into_iter().chain(chosen::FIELDS).collect();
    filter::condition(filter, &fields)
}

/// That somebody said something of an entry, ever.
fn flagged(asked: &Comparison) -> Result<Expr> {
    if !asked.asks_for_any() {
        let text = Text::told(
            "ask for flags:*, which is any at all",
            "pregunte por flags:*, que es cualquiera",
            "pergunte por flags:*, que é qualquer um",
        );
        return Err(Error::invalid("filter", text));
    }
    let flags = Query::select()
        .expr(Expr::val(1))
        .from(flags::Entity)
        .and_where(flags::Column::Country.into_expr().eq(Column::Country.into_expr()))
        .and_where(flags::Column::Publication.into_expr().eq(Column::Id.into_expr()))
        .to_owned();
    Ok(Expr::exists(flags))
}

/// That a translation of an entry waits for the office, into this language or into any.
fn proposed(asked: &Comparison) -> Result<Expr> {
    use translation::rows::{self, Column as Translated};
    let mut waiting = Query::select();
    waiting
        .expr(Expr::val(1))
        .from(rows::Entity)
        .and_where(Translated::Country.into_expr().eq(Column::Country.into_expr()))
        .and_where(Translated::Registration.into_expr().eq(Column::Registration.into_expr()))
        .and_where(Translated::State.eq(rows::stored(State::Proposed)));
    if !asked.asks_for_any() {
        waiting.and_where(asked.text(Translated::Language));
    }
    Ok(Expr::exists(waiting.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_finds_entries_by_where_they_stand_and_what_waits_for_it() {
        for filter in [
            "",
            "state = SUSPENDED",
            "state = EXPIRED OR state = EMBARGOED country = countries/do",
            "flags:* -state = SHOWN sdgs:8",
            "proposed_languages:* proposed_languages:en",
            "embargo_time < 2030-01-31 city = \"San*\" sector = retail",
        ] {
            assert!(asked(filter).is_ok(), "{filter}");
        }
        for filter in ["taller", "state = DRAFT", "flags:no", "shown = true", "flags = 1"] {
            assert!(asked(filter).is_err(), "{filter}");
        }
    }
}
