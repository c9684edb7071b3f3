//! What is read of registrations to compare them: no more of each than tells whether two are alike.

use std::collections::{BTreeSet, HashMap};

use platform::{Result, Scope, choice};
use proto::registrations::v1::registration::State;
use sea_orm::{
    ColumnTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use super::rows;
use crate::registration::{
    answers::Answers,
    rows::{Column, Entity, Model},
};

/// Of what stands there, nobody asks whether it is another.
const OVER: [State; 3] = [State::Draft, State::Withdrawn, State::Merged];

#[derive(FromQueryResult)]
struct Compared {
    country: String,
    id: Uuid,
    edition: String,
    title: String,
    summary: String,
    problem: String,
    description: String,
    answers: Answers,
    organisation: String,
    contact_email: String,
    contact_phone: String,
}

const COLUMNS: [Column; 11] = [
    Column::Country,
    Column::Id,
    Column::Edition,
    Column::Title,
    Column::Summary,
    Column::Problem,
    Column::Description,
    Column::Answers,
    Column::Organisation,
    Column::ContactEmail,
    Column::ContactPhone,
];

impl Compared {
    /// A registration of which nothing else is known.
    fn row(self) -> Model {
        Model {
            id: self.id,
            title: self.title,
            summary: self.summary,
            problem: self.problem,
            description: self.description,
            answers: self.answers,
            organisation: self.organisation,
            contact_email: self.contact_email,
            contact_phone: self.contact_phone,
            ..Model::draft(&self.country, String::new(), &self.edition)
        }
    }
}

/// Those of the pairs that are under way or came to an end of their own, by their ids, and of one edition where one is asked
/// for; blocked data is not compared.
pub async fn registrations(scope: &Scope, pairs: &[(Uuid, Uuid)], edition: &str) -> Result<HashMap<Uuid, Model>> {
    let ids: BTreeSet<Uuid> = pairs.iter().flat_map(|(later, earlier)| [*later, *earlier]).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let these = scope.among(Column::Id, ids.into_iter().collect()).await?;
    let over = OVER.map(|state| choice::name(state.as_str_name(), "STATE_"));
    let found = scope.find::<Entity>().filter(these).filter(Column::State.is_not_in(over));
    let mut found = found.filter(Column::Blocked.eq(false)).select_only().columns(COLUMNS);
    if !edition.is_empty() {
        found = found.filter(Column::Edition.eq(edition));
    }
    let found: Vec<Compared> = scope.gathered(vec![found]).await?;
    Ok(found.into_iter().map(|row| (row.id, row.row())).collect())
}

/// That the registration of some keys entered an edition.
pub fn entered(edition: &str) -> Expr {
    let registration = Query::select()
        .expr(Expr::val(1))
        .from(Entity)
        .and_where(Column::Country.into_expr().eq(rows::Column::Country.into_expr()))
        .and_where(Column::Id.into_expr().eq(rows::Column::Registration.into_expr()))
        .and_where(Column::Edition.eq(edition))
        .to_owned();
    Expr::exists(registration)
}
