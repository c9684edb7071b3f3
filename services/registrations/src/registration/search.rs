//! `SearchRegistrations`

use std::collections::BTreeSet;

use platform::{Result, Scope, page::Page};
use proto::registrations::v1::{Passage, RegistrationHit, SearchRegistrationsRequest, SearchRegistrationsResponse};
use sea_orm::{FromQueryResult, QueryFilter, QuerySelect, Select, prelude::Uuid};

use super::{
    chosen::asked,
    rows::{Column, Entity, Goals, Model},
    survivor,
};
use crate::{
    edition,
    search::{
        self, Placed, Position, Question, Ranked, Seen, facets, light, of_page, page_of,
        rows::registrations::Entity as Terms, seen,
    },
    view,
};

/// Finds registrations by words and fields, the best first.
pub async fn search(scope: &mut Scope, request: SearchRegistrationsRequest) -> Result<SearchRegistrationsResponse> {
    let wished = view::asked::asked(scope, &request.view, &request.filter).await?;
    let decides = ["SearchRegistrations", &request.parent, &view::asked::text(wished.as_ref()), &scope.place_key()];
    let page = Page::of(request.page_size, &request.page_token, &decides)?;
    let after = Position::of(&page)?;
    let question = Question::of(wished)?.behind(after.as_ref())?;
    let rest = asked(scope, question.rest.as_ref())?;
    let these = || columns(scope).filter(rest.clone());
    let by = (Column::Country, Column::Id);
    let found = seen::<Terms, Entity, Row>(scope, &question, |_| true, by, these).await?;
    let Seen { rows: seen, terms, frequencies, complete } = found;
    let facets = facets(seen.iter().map(|(_, row)| row.values()));
    let ranked = Ranked::of(seen.into_iter().map(|(hit, _)| hit).collect());
    let total_size = ranked.size();
    let (hits, token) = page_of(ranked, &page, after, &frequencies);
    let (hits, rows): (Vec<_>, Vec<Model>) =
        of_page(scope, scope.find::<Entity>(), by, hits).await?.into_iter().unzip();
    let passages: Vec<Vec<Passage>> = rows.iter().map(|row| passages(row, &terms)).collect();
    let told = survivor::told(scope, rows).await?.into_iter();
    let messages = told.zip(passages).map(|(told, passages)| RegistrationHit { passages, registration: Some(told) });
    let (hits, next_page_token) = light(&page, hits.into_iter().zip(messages).collect(), token, &frequencies);
    Ok(SearchRegistrationsResponse { hits, next_page_token, facets, total_size, complete })
}

/// What facets are made of.
#[derive(FromQueryResult)]
struct Row {
    country: String,
    id: Uuid,
    state: String,
    track: String,
    category: String,
    edition: String,
    stage: String,
    size: String,
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
            ("state", self.state.clone()),
            ("track", self.track.clone()),
            ("edition", edition::rows::name(&self.edition)),
        ];
        let open = [
            ("category", &self.category),
            ("stage", &self.stage),
            ("applicant.size", &self.size),
            ("applicant.sector", &self.sector),
        ];
        let answered = open.into_iter().filter(|(_, value)| !value.is_empty() && *value != "UNSPECIFIED");
        values.extend(answered.map(|(field, value)| (field, value.clone())));
        values.extend(self.sdgs.0.iter().map(|goal| ("sdgs", goal.to_string())));
        values
    }
}

fn columns(scope: &Scope) -> Select<Entity> {
    let columns = [
        Column::Country,
        Column::Id,
        Column::State,
        Column::Track,
        Column::Category,
        Column::Edition,
        Column::Stage,
        Column::Size,
        Column::Sector,
        Column::Sdgs,
    ];
    scope.find::<Entity>().select_only().columns(columns)
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
    let texts = fields.chain(answers).map(|(field, text)| (field, row.written_in(), text));
    search::passages(texts, terms)
}
