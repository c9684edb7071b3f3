//! ReleaseDecisions.

use std::collections::{HashMap, HashSet};

use platform::{
    error::{Error, Result},
    moment, names,
    store::Scope,
};
use proto::reviews::v1::{DecisionReleased, ReleaseDecisionsRequest, ReleaseDecisionsResponse};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};

use super::{
    Outcome, State, released,
    rows::{self, Column, Entity},
    waiting,
};
use crate::{
    assignment, case,
    edition::{
        plan::{Decides, Plan},
        plans::Plans,
    },
};

/// How many are read at once; all are released in one transaction.
const BATCH: usize = 200;

/// Releases decisions of an edition in a country, together: those that are named, or every one that can be.
pub async fn release(scope: &mut Scope, request: ReleaseDecisionsRequest) -> Result<ReleaseDecisionsResponse> {
    let named = named(scope, &request).await?;
    // By case, so that cases are locked in the order of their ids here as everywhere.
    let mut cases: Vec<Uuid> = match &named {
        Some(named) => named.iter().map(|row| row.case_id).collect(),
        None => scope.all(untold(scope, &request.edition)).await?.into_iter().map(|row| row.case_id).collect(),
    };
    cases.sort_unstable();
    let named: Option<HashSet<Uuid>> = named.map(|named| named.into_iter().map(|row| row.id).collect());
    let mut releasing =
        Releasing { edition: &request.edition, named, plans: Plans::default(), answer: Default::default() };
    for batch in cases.chunks(BATCH) {
        releasing.batch(scope, batch).await?;
    }
    let answer = releasing.answer;
    if answer.waitlisted > 0 {
        waiting::give_places(scope, &request.edition).await?;
    }
    Ok(answer)
}

/// The decisions that the request names; nothing where it names none. Each has to be of the edition.
async fn named(scope: &Scope, request: &ReleaseDecisionsRequest) -> Result<Option<Vec<rows::Model>>> {
    if request.names.is_empty() {
        return Ok(None);
    }
    let mut named = Vec::with_capacity(request.names.len());
    for name in &request.names {
        let [country, id] = names::segments::<2>("names", name, "countries/*/decisions/*")?;
        if country != scope.country() {
            return Err(Error::not_found(name));
        }
        let query = scope.find::<Entity>().filter(Column::Id.eq(names::uuid(name, id)?));
        let query = query.filter(assignment::rows::not_awaited_of_caller(scope, Column::CaseId));
        let row = scope.expect(query.filter(Column::Edition.eq(&request.edition)), name).await?;
        if row.is_untold() {
            named.push(row);
        } else {
            // Says why: it is out already, void, or set back.
            released(row.state, Decides::One)?;
        }
    }
    Ok(Some(named))
}

fn untold(scope: &Scope, edition: &str) -> sea_orm::Select<Entity> {
    let states = [State::Prepared, State::Confirmed];
    let shown = assignment::rows::not_awaited_of_caller(scope, Column::CaseId);
    scope.find::<Entity>().filter(Column::Edition.eq(edition)).filter(Column::State.is_in(states)).filter(shown)
}

/// One release: of which edition, of which decisions alone, and what came of it.
struct Releasing<'a> {
    edition: &'a str,
    named: Option<HashSet<Uuid>>,
    plans: Plans,
    answer: ReleaseDecisionsResponse,
}

impl Releasing<'_> {
    async fn batch(&mut self, scope: &mut Scope, cases: &[Uuid]) -> Result<()> {
        let wanted = cases.iter().copied();
        let locked = scope.find::<case::rows::Entity>().filter(case::rows::Column::Id.is_in(wanted.clone()));
        let locked = scope.all(locked.order_by_asc(case::rows::Column::Id).lock_exclusive()).await?;
        // Read again: only under the lock of its case does a decision stand still.
        let decisions = scope.all(untold(scope, self.edition).filter(Column::CaseId.is_in(wanted))).await?;
        let mut decisions: HashMap<Uuid, rows::Model> = decisions.into_iter().map(|row| (row.id, row)).collect();
        let mut comments: HashMap<Uuid, Vec<String>> = HashMap::new();
        for row in assignment::rows::of_cases(scope, cases).await? {
            // What was said of the shared set is said to nobody: it was to learn from.
            if !row.is_calibration() && !row.comment_to_applicant.trim().is_empty() {
                comments.entry(row.case_id).or_default().push(row.comment_to_applicant);
            }
        }
        for case_before in locked {
            // A case that is closed was withdrawn, before decisions became void, or is merged: what was prepared for it is
            // told to nobody now.
            if case_before.state != case::State::Decided {
                continue;
            }
            let Some(before) = case_before.decision.and_then(|id| decisions.remove(&id)) else { continue };
            let plan = self.plans.of(scope, &case_before).await?;
            match released(before.state, plan.deciders) {
                Ok(_) => {}
                Err(refused) if self.named.as_ref().is_some_and(|named| named.contains(&before.id)) => {
                    return Err(refused);
                }
                Err(_) => {
                    self.answer.unconfirmed += 1;
                    continue;
                }
            }
            count(&mut self.answer, before.outcome);
            let comments = comments.remove(&case_before.id).unwrap_or_default();
            one(scope, &case_before, &before, &plan, comments).await?;
        }
        Ok(())
    }
}

/// `comments` come in the order of random ids, which does not tell who wrote what.
async fn one(
    scope: &mut Scope,
    case_before: &case::rows::Model,
    before: &rows::Model,
    plan: &Plan,
    comments: Vec<String>,
) -> Result<()> {
    let mut case_after = case_before.next();
    case_after.state = case::decision_released(case_before.state, before.outcome)?;
    let state = released(before.state, plan.deciders)?;
    let (after, releaser) = (before.next(), scope.subject().to_owned());
    let after = rows::Model { state, released_at: Some(after.updated_at), releaser, ..after };
    scope.publish(&told(&after, &case_after, plan, comments));
    scope.update::<case::rows::Entity>(case_before, case_after).await?;
    scope.update::<Entity>(before, after).await
}

/// What the others and the applicant are told.
fn told(
    row: &rows::Model,
    of: &case::rows::Model,
    plan: &Plan,
    comments_to_applicant: Vec<String>,
) -> DecisionReleased {
    DecisionReleased {
        name: rows::name(&row.country, row.id),
        // The case's, so that whoever follows the registration can order this behind the screening.
        version: of.version,
        case: case::rows::name(&of.country, of.id),
        registration: row.registration.clone(),
        edition: row.edition.clone(),
        outcome: row.outcome.message() as i32,
        reason: row.reason.clone(),
        comments_to_applicant,
        submission: of.submission,
        reason_code: row.code().into(),
        release_time: row.released_at.map(moment::timestamp),
        appeal: String::new(),
        appeal_days: if row.outcome == Outcome::Declined { plan.appeal_days } else { 0 },
    }
}

fn count(answer: &mut ReleaseDecisionsResponse, outcome: Outcome) {
    answer.released += 1;
    match outcome {
        Outcome::Accepted => answer.accepted += 1,
        Outcome::Waitlisted => answer.waitlisted += 1,
        Outcome::Declined => answer.declined += 1,
    }
}
