//! `SearchPublications`

use std::collections::{BTreeSet, HashMap};

use platform::{Result, Scope, filter, page::Page};
use proto::registrations::v1::{Passage, PublicationHit, SearchPublicationsRequest, SearchPublicationsResponse};
use sea_orm::{QueryFilter, prelude::Uuid};

use super::{
    chosen::asked,
    rows::{Column, Entity, Model, to_messages},
    sight::Sight,
};
use crate::{
    edition,
    search::{self, Hit, Placed, Question, Ranked, Seen, facets, page_of, rows::publications::Entity as Terms, seen},
};

/// Finds entries of the catalogue by words and fields, the best first.
pub async fn search(scope: &mut Scope, request: SearchPublicationsRequest) -> Result<SearchPublicationsResponse> {
    let decides = ["SearchPublications", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let question = Question::of(filter::parse(&request.filter)?)?;
    let (rest, sight) = (asked(question.rest.as_ref())?, Sight::of(scope).await?);
    // An entry is short, and is read as a whole.
    let these = || sight.shown(scope).filter(rest.clone());
    let by = (Column::Country, Column::Id);
    let found = seen::<Terms, Entity, Model>(scope, &question, |country| sight.has(country), by, these).await?;
    let Seen { rows, terms, complete } = found;
    let facets = facets(rows.iter().map(|(_, row)| values(row)));
    let (hits, mut rows): (Vec<Hit>, HashMap<Uuid, Model>) =
        rows.into_iter().map(|(hit, row)| (hit, (row.id, row))).unzip();
    let ranked = Ranked::of(hits);
    let total_size = ranked.size();
    let (hits, next_page_token) = page_of(ranked, &page)?;
    let rows: Vec<Model> = hits.iter().filter_map(|hit| rows.remove(&hit.id)).collect();
    let passages: Vec<Vec<Passage>> = rows.iter().map(|row| passages(row, &terms)).collect();
    let messages = to_messages(scope, rows).await?.into_iter();
    let hits = messages
        .zip(passages)
        .map(|(publication, passages)| PublicationHit { publication: Some(publication), passages });
    Ok(SearchPublicationsResponse { hits: hits.collect(), next_page_token, facets, total_size, complete })
}

impl Placed for Model {
    const INDEXED: &'static [&'static str] = &["edition", "category", "sector"];

    fn key(&self) -> (&str, Uuid) {
        (&self.country, self.id)
    }
}

fn values(row: &Model) -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("country", format!("countries/{}", row.country)),
        ("track", row.track.clone()),
        ("edition", edition::rows::name(&row.edition)),
        ("category", row.category.clone()),
    ];
    if !row.sector.is_empty() {
        values.push(("sector", row.sector.clone()));
    }
    values.extend(row.sdgs.0.iter().map(|goal| ("sdgs", goal.to_string())));
    values
}

/// Passages of an entry in its own language and in those that it was translated into.
fn passages(row: &Model, terms: &BTreeSet<String>) -> Vec<Passage> {
    let own =
        [("title", &row.title), ("organisation", &row.organisation), ("summary", &row.summary), ("city", &row.city)];
    let own = own.map(|(field, text)| (field.to_owned(), row.language.as_str(), text.as_str()));
    let translated = row.translations.0.iter().flat_map(|words| {
        [("title", &words.title), ("summary", &words.summary)].map(|(field, text)| {
            let field = format!("translations.{}.{field}", words.language);
            (field, words.language.as_str(), text.as_str())
        })
    });
    search::passages(own.into_iter().chain(translated), terms)
}
