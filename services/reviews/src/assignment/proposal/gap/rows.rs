//! The table of places that stay empty, and the way between row and message.

use platform::{
    error::{Language, Result},
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{Condition, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::Serialize;

use crate::{
    assignment::{proposal::Gap, rows::not_awaited_of_caller},
    case,
};

/// Of one proposal: as many as the largest edition has cases.
const MOST: u64 = 50_000;

/// One case of which places stay empty.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "proposal_gaps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub proposal: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    /// The case's, `countries/do/registrations/{uuid}`.
    pub registration: String,
    pub lacking: i32,
    pub gap: Gap,
    /// Reviewers with a conflict of interest.
    pub conflicted: i32,
    /// Reviewers without one who take no more, or whose institution does not.
    pub full: i32,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    /// Below its case, so that the log tells of it nobody from whom that is hidden.
    fn resource(row: &Model) -> String {
        format!("{}/proposalGaps/{}", case::rows::name(&row.country, row.case_id), row.proposal)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["case_id"];

    fn about(person: &Person) -> Condition {
        Condition::all().add(Column::Registration.is_in(&person.names))
    }

    /// It speaks of the office's work.
    fn theirs(_row: &Model, _person: &Person) -> bool {
        false
    }

    fn goes(_row: &Model) -> bool {
        true
    }
}

/// Those of a proposal, by case.
pub async fn of_proposal(scope: &Scope, proposal: Uuid) -> Result<Vec<Model>> {
    let found = scope
        .find::<Entity>()
        .filter(Column::Proposal.eq(proposal))
        .filter(not_awaited_of_caller(scope, Column::CaseId));
    scope.all(found.order_by_asc(Column::CaseId).limit(MOST)).await
}

/// The row as a message.
pub fn to_message(row: Model, title: String, language: Language) -> message::UnmetWish {
    message::UnmetWish {
        case: case::rows::name(&row.country, row.case_id),
        title,
        lacking: row.lacking,
        reason: row.gap.message().into(),
        conflicted: row.conflicted,
        full: row.full,
        words: row.gap.words().in_language(language).to_owned(),
    }
}
