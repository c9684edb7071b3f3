//! `SearchPublications`

use std::collections::{BTreeSet, HashMap};

use platform::{Result, Scope, filter, page::Page, search::passage};
use proto::registrations::v1::{
    Passage, PassagePiece, PublicationHit, SearchPublicationsRequest, SearchPublicationsResponse,
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid};

use super::{
    chosen::asked,
    rows::{Column, Entity, Model, to_messages},
    sight::Sight,
};
use crate::{
    edition,
    search::{
        CANDIDATES, Hit, Hits, Question, Ranked, by_words, facets, of_countries, page_of,
        rows::publications::Entity as Terms,
    },
};

/// Finds entries of the catalogue by words and fields, the best first.
pub async fn search(scope: &mut Scope, request: SearchPublicationsRequest) -> Result<SearchPublicationsResponse> {
    let decides = ["SearchPublications", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let question = Question::of(filter::parse(&request.filter)?)?;
    let (rows, terms, complete) = seen(scope, &question).await?;
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

/// The entries that were found, by which terms, and whether they are all. An entry is short, and is read as a whole.
async fn seen(scope: &Scope, question: &Question) -> Result<(Vec<(Hit, Model)>, BTreeSet<String>, bool)> {
    let (rest, sight) = (asked(question.rest.as_ref())?, Sight::of(scope).await?);
    if question.groups.is_empty() {
        let (rows, complete) = latest(scope, &sight, rest).await?;
        return Ok((rows, BTreeSet::new(), complete));
    }
    // What is not to be seen takes no place among what is looked at.
    let mut countries = of_countries(scope).await?;
    countries.retain(|country| sight.has(country));
    let Hits { all, complete, terms } = by_words::<Terms>(scope, &countries, &question.groups).await?;
    let mut queries = Vec::new();
    for country in &countries {
        let ids: Vec<Uuid> = all.iter().filter(|hit| hit.country == *country).map(|hit| hit.id).collect();
        if !ids.is_empty() {
            let these = scope.among(Column::Id, ids).await?;
            queries.push(sight.shown(scope).filter(Column::Country.eq(country)).filter(these).filter(rest.clone()));
        }
    }
    let mut scored: HashMap<Uuid, Hit> = all.into_iter().map(|hit| (hit.id, hit)).collect();
    let rows = scope.gathered::<Entity, Model>(queries).await?.into_iter();
    Ok((rows.filter_map(|row| Some((scored.remove(&row.id)?, row))).collect(), terms, complete))
}

/// Where no word says what is better, the latest are.
async fn latest(scope: &Scope, sight: &Sight, rest: Condition) -> Result<(Vec<(Hit, Model)>, bool)> {
    let latest = sight.shown(scope).filter(rest).order_by_desc(Column::Id).limit(CANDIDATES as u64 + 1);
    let mut rows = scope.all(latest).await?;
    let complete = rows.len() <= CANDIDATES;
    rows.truncate(CANDIDATES);
    let hit = |row: &Model| Hit { country: row.country.clone(), id: row.id, score: 0 };
    Ok((rows.into_iter().map(|row| (hit(&row), row)).collect(), complete))
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
    let own = own.map(|(field, text)| (field.to_owned(), row.language.as_str(), text));
    let translated = row.translations.0.iter().flat_map(|words| {
        [("title", &words.title), ("summary", &words.summary)].map(|(field, text)| {
            let field = format!("translations.{}.{field}", words.language);
            (field, words.language.as_str(), text)
        })
    });
    let shown = own.into_iter().chain(translated).filter_map(|(field, language, text)| {
        let pieces = passage(text, language, terms)?.into_iter();
        let pieces = pieces.map(|piece| PassagePiece { text: piece.text, matched: piece.matched }).collect();
        Some(Passage { field, pieces })
    });
    shown.collect()
}
