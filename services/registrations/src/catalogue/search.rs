//! `SearchPublications`

use std::collections::BTreeSet;

use platform::{Result, Scope, filter, page::Page};
use proto::registrations::v1::{Passage, PublicationHit, SearchPublicationsRequest, SearchPublicationsResponse};
use sea_orm::{FromQueryResult, QueryFilter, QuerySelect, prelude::Uuid};

use super::{
    chosen::asked,
    rows::{Column, Entity, Model, to_messages},
    sight::Sight,
};
use crate::{
    edition,
    registration::rows::Goals,
    search::{
        self, Placed, Position, Question, Ranked, Seen, facets, light, of_page, page_of,
        rows::publications::Entity as Terms, seen,
    },
};

/// Finds entries of the catalogue by words and fields, the best first.
pub async fn search(scope: &mut Scope, request: SearchPublicationsRequest) -> Result<SearchPublicationsResponse> {
    let decides = ["SearchPublications", &request.parent, &request.filter, &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let after = Position::of(&page)?;
    let question = Question::of(filter::parse(&request.filter)?)?.behind(after.as_ref())?;
    let (rest, sight) = (asked(question.rest.as_ref())?, Sight::of(scope).await?);
    let these = || sight.shown(scope).filter(rest.clone()).select_only().columns(COLUMNS);
    let by = (Column::Country, Column::Id);
    let found = seen::<Terms, Entity, Row>(scope, &question, |country| sight.has(country), by, these).await?;
    let Seen { rows, terms, frequencies, complete } = found;
    let facets = facets(rows.iter().map(|(_, row)| row.values()));
    let ranked = Ranked::of(rows.into_iter().map(|(hit, _)| hit).collect());
    let total_size = ranked.size();
    let (hits, token) = page_of(ranked, &page, after, &frequencies);
    let (hits, rows): (Vec<_>, Vec<Model>) = of_page(scope, sight.shown(scope), by, hits).await?.into_iter().unzip();
    let passages: Vec<Vec<Passage>> = rows.iter().map(|row| passages(row, &terms)).collect();
    let messages = to_messages(scope, rows).await?.into_iter();
    let messages = messages
        .zip(passages)
        .map(|(publication, passages)| PublicationHit { publication: Some(publication), passages });
    let (hits, next_page_token) = light(&page, hits.into_iter().zip(messages).collect(), token, &frequencies);
    Ok(SearchPublicationsResponse { hits, next_page_token, facets, total_size, complete })
}

const COLUMNS: [Column; 7] =
    [Column::Country, Column::Id, Column::Track, Column::Edition, Column::Category, Column::Sector, Column::Sdgs];

/// What facets are made of.
#[derive(FromQueryResult)]
struct Row {
    country: String,
    id: Uuid,
    track: String,
    edition: String,
    category: String,
    sector: String,
    sdgs: Goals,
}

impl Placed for Row {
    fn key(&self) -> (&str, Uuid) {
        (&self.country, self.id)
    }
}

impl Placed for Model {
    fn key(&self) -> (&str, Uuid) {
        (&self.country, self.id)
    }
}

impl Row {
    fn values(&self) -> Vec<(&'static str, String)> {
        let mut values = vec![
            ("country", format!("countries/{}", self.country)),
            ("track", self.track.clone()),
            ("edition", edition::rows::name(&self.edition)),
            ("category", self.category.clone()),
        ];
        if !self.sector.is_empty() {
            values.push(("sector", self.sector.clone()));
        }
        values.extend(self.sdgs.0.iter().map(|goal| ("sdgs", goal.to_string())));
        values
    }
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
