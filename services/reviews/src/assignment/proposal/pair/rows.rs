//! The table of pairs of proposals, and the way between row and message.

use std::collections::HashMap;

use platform::{
    error::{Language, Result},
    personal::{Person, Personal},
    store::{Bond, Scope, Tenant},
};
use proto::reviews::v1 as message;
use sea_orm::{Condition, FromJsonQueryResult, QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

use crate::{
    assignment::{
        preference::{self, Part},
        proposal::{Action, loan_gap::LoanGap},
        rows::not_awaited_of_caller,
    },
    case, member,
};

/// Pairs of one proposal: all reviewers of the largest edition.
const MOST: u64 = 100_000;
/// Cases that are read at once.
const CASES_AT_ONCE: usize = 1_000;

/// One reviewer on one case.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "proposed_assignments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub proposal: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    /// The member.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reviewer: Uuid,
    /// The case's, `countries/do/registrations/{uuid}`.
    pub registration: String,
    /// The reviewer's; empty: none.
    pub institution: String,
    pub action: Action,
    /// Somebody put it in.
    pub by_hand: bool,
    pub parts: Parts,
    /// Whether another country lends the reviewer.
    pub lent: bool,
    /// Why nobody whom another country lends is on the case, though one is wished; with one pair of the case.
    pub loan_gap: Option<LoanGap>,
}

/// No relations: rows are reached through the scope.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a pair costs, as one column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Parts(pub Vec<Part>);

impl Tenant for Entity {
    fn country() -> Column {
        Column::Country
    }

    fn bonds() -> &'static [Bond<Column>] {
        &[Bond::Name(Column::Registration)]
    }

    /// Below its case, so that the log tells of it nobody from whom that is hidden.
    fn resource(row: &Model) -> String {
        let case = case::rows::name(&row.country, row.case_id);
        format!("{case}/proposedAssignments/{}.{}", row.proposal, row.reviewer)
    }
}

impl Personal for Entity {
    const EXPORTED: &'static [&'static str] = &["case_id"];

    fn about(person: &Person) -> Condition {
        let of_member = Condition::any().add(Column::Reviewer.is_in(person.ids("members")));
        of_member.add(Column::Registration.is_in(&person.names))
    }

    /// What came of it is an assignment; until then it is a draft of the office.
    fn theirs(_row: &Model, _person: &Person) -> bool {
        false
    }

    fn goes(_row: &Model) -> bool {
        true
    }
}

/// Those of a proposal that the caller may know of: not who else is to review what is awaited of them.
pub fn shown(scope: &Scope, proposal: Uuid) -> Select<Entity> {
    let found = scope.find::<Entity>().filter(Column::Proposal.eq(proposal));
    found.filter(not_awaited_of_caller(scope, Column::CaseId))
}

/// The same, by case, which is the order in which cases are locked.
pub async fn of_proposal(scope: &Scope, proposal: Uuid) -> Result<Vec<Model>> {
    let found = shown(scope, proposal);
    scope.all(found.order_by_asc(Column::CaseId).order_by_asc(Column::Reviewer).limit(MOST)).await
}

/// What these cases are called; nothing of those that are blocked, or not there.
pub async fn titles(scope: &Scope, cases: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let mut titles = HashMap::new();
    for ids in cases.chunks(CASES_AT_ONCE) {
        let found = scope.find::<case::rows::Entity>().filter(case::rows::Column::Id.is_in(ids.iter().copied()));
        titles.extend(scope.all(found).await?.into_iter().map(|row| (row.id, row.brief(false).title)));
    }
    Ok(titles)
}

/// The cases of a proposal that get nobody whom another country lends, though one is wished, with why.
pub fn loan_gaps(pairs: &[Model]) -> Vec<(&Model, LoanGap)> {
    let lent = |case: Uuid| pairs.iter().any(|row| row.case_id == case && row.lent && row.action == Action::Add);
    let gap = |row: &'_ Model| row.loan_gap.filter(|_| !lent(row.case_id));
    pairs.iter().filter_map(|row| Some((row, gap(row)?))).collect()
}

/// A case without one, as a message.
pub fn to_unmet_loan(row: &Model, gap: LoanGap, title: String, language: Language) -> message::UnmetLoan {
    message::UnmetLoan {
        case: case::rows::name(&row.country, row.case_id),
        title,
        reason: gap.message().into(),
        words: gap.words().in_language(language).to_owned(),
    }
}

/// The row as a message.
pub fn to_message(row: Model, title: String, language: Language) -> message::ProposedAssignment {
    message::ProposedAssignment {
        case: case::rows::name(&row.country, row.case_id),
        title,
        reviewer: member::rows::name(&row.country, row.reviewer),
        institution: row.institution,
        action: row.action.message().into(),
        by_hand: row.by_hand,
        lent: row.lent,
        cost: preference::sum(&row.parts.0).into(),
        parts: row.parts.0.iter().map(|part| preference::to_message(part.wish, part.cost.into(), language)).collect(),
    }
}
