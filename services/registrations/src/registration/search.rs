//! `SearchRegistrations`

use std::collections::{BTreeSet, HashMap};

use platform::{Result, Scope, page::Page, search::passage};
use proto::registrations::v1::{
    Passage, PassagePiece, RegistrationHit, SearchRegistrationsRequest, SearchRegistrationsResponse,
};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select, prelude::Uuid};

use super::{
    chosen::asked,
    rows::{Column, Entity, Goals, Model},
    survivor::shown,
};
use crate::{
    edition,
    search::{
        CANDIDATES, Hit, Hits, Question, Ranked, by_words, facets, of_countries, page_of,
        rows::registrations::Entity as Terms,
    },
    view,
};

/// Finds registrations by words and fields, the best first.
pub async fn search(scope: &mut Scope, request: SearchRegistrationsRequest) -> Result<SearchRegistrationsResponse> {
    let asked = view::asked::asked(scope, &request.view, &request.filter).await?;
    let decides = ["SearchRegistrations", &request.parent, &view::asked::text(asked.as_ref()), &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let question = Question::of(asked)?;
    let (seen, terms, complete) = seen(scope, &question).await?;
    let facets = facets(seen.iter().map(|(_, row)| row.values()));
    let ranked = Ranked::of(seen.into_iter().map(|(hit, _)| hit).collect());
    let total_size = ranked.size();
    let (hits, next_page_token) = page_of(ranked, &page)?;
    let rows = rows(scope, &hits).await?.into_iter();
    let hits = rows.map(|row| RegistrationHit { passages: passages(&row, &terms), registration: Some(shown(row)) });
    Ok(SearchRegistrationsResponse { hits: hits.collect(), next_page_token, facets, total_size, complete })
}

/// What facets are made of.
#[derive(FromQueryResult)]
struct Seen {
    country: String,
    id: Uuid,
    state: String,
    track: String,
    category: String,
    edition: String,
    sdgs: Goals,
}

impl Seen {
    fn values(&self) -> Vec<(&'static str, String)> {
        let mut values = vec![
            ("country", format!("countries/{}", self.country)),
            ("state", self.state.clone()),
            ("track", self.track.clone()),
            ("edition", edition::rows::name(&self.edition)),
        ];
        if !self.category.is_empty() {
            values.push(("category", self.category.clone()));
        }
        values.extend(self.sdgs.0.iter().map(|goal| ("sdgs", goal.to_string())));
        values
    }
}

/// The registrations that were found, by which terms, and whether they are all.
async fn seen(scope: &Scope, question: &Question) -> Result<(Vec<(Hit, Seen)>, BTreeSet<String>, bool)> {
    let rest = asked(scope, question.rest.as_ref())?;
    if question.groups.is_empty() {
        let (rows, complete) = latest(scope, rest).await?;
        return Ok((rows, BTreeSet::new(), complete));
    }
    let countries = of_countries(scope).await?;
    let Hits { all, complete, terms } = by_words::<Terms>(scope, &countries, &question.groups).await?;
    let mut queries = Vec::new();
    for country in &countries {
        let ids: Vec<Uuid> = all.iter().filter(|hit| hit.country == *country).map(|hit| hit.id).collect();
        if !ids.is_empty() {
            let these = scope.among(Column::Id, ids).await?;
            queries.push(columns(scope).filter(Column::Country.eq(country)).filter(these).filter(rest.clone()));
        }
    }
    let mut scored: HashMap<Uuid, Hit> = all.into_iter().map(|hit| (hit.id, hit)).collect();
    let rows = scope.gathered::<Entity, Seen>(queries).await?.into_iter();
    Ok((rows.filter_map(|row| Some((scored.remove(&row.id)?, row))).collect(), terms, complete))
}

/// Where no word says what is better, the latest are.
async fn latest(scope: &Scope, rest: Condition) -> Result<(Vec<(Hit, Seen)>, bool)> {
    let latest = columns(scope).filter(rest).order_by_desc(Column::Id).limit(CANDIDATES as u64 + 1);
    let mut rows = scope.gathered::<Entity, Seen>(vec![latest]).await?;
    let complete = rows.len() <= CANDIDATES;
    rows.truncate(CANDIDATES);
    let hit = |row: &Seen| Hit { country: row.country.clone(), id: row.id, score: 0 };
    Ok((rows.into_iter().map(|row| (hit(&row), row)).collect(), complete))
}

fn columns(scope: &Scope) -> Select<Entity> {
    let columns =
        [Column::Country, Column::Id, Column::State, Column::Track, Column::Category, Column::Edition, Column::Sdgs];
    scope.find::<Entity>().select_only().columns(columns)
}

/// The rows of a page, in its order.
async fn rows(scope: &Scope, hits: &[Hit]) -> Result<Vec<Model>> {
    let countries: BTreeSet<&str> = hits.iter().map(|hit| hit.country.as_str()).collect();
    let these = scope.among(Column::Id, hits.iter().map(|hit| hit.id).collect()).await?;
    let rows = scope.all(scope.find::<Entity>().filter(Column::Country.is_in(countries)).filter(these)).await?;
    let mut rows: HashMap<Uuid, Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(hits.iter().filter_map(|hit| rows.remove(&hit.id)).collect())
}

fn passages(row: &Model, terms: &BTreeSet<String>) -> Vec<Passage> {
    if row.blocked {
        return Vec::new();
    }
    let fields = [
        ("title", &row.title),
        ("applicant.organisation", &row.organisation),
        ("summary", &row.summary),
        ("problem", &row.problem),
        ("description", &row.description),
        ("applicant.sector", &row.sector),
        ("applicant.city", &row.city),
    ];
    let fields = fields.map(|(field, text)| (field.to_owned(), text.as_str())).into_iter();
    let answers = row.answers.in_words().map(|(question, words)| (format!("answers.{question}"), words));
    let shown = fields.chain(answers).filter_map(|(field, text)| {
        let pieces = passage(text, &row.language, terms)?.into_iter();
        let pieces = pieces.map(|piece| PassagePiece { text: piece.text, matched: piece.matched }).collect();
        Some(Passage { field, pieces })
    });
    shown.collect()
}
