//! ReleaseAssignmentProposal.

use std::collections::{BTreeMap, HashMap, HashSet};

use platform::{error::Result, etag, store::Scope};
use proto::reviews::v1::{AssignmentPair, ReleaseAssignmentProposalRequest, ReleaseAssignmentProposalResponse};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};

use super::{Action, outcome, pair, released, rows};
use crate::{
    assignment::{
        self,
        lent::Lent,
        made::{self, Making},
    },
    case, conflict, member,
};

/// Cases that are locked at once; all are changed in one transaction.
const BATCH: usize = 200;
/// Pairs of which it is told that they were left out.
const MOST_LEFT_OUT: usize = 1_000;

/// What the release of a draft did.
struct Done {
    making: Making,
    withdrawn: usize,
    left_out: Vec<AssignmentPair>,
    /// Whom another country lends, and who of them has a case by now.
    lent: Lent,
}

/// Makes all assignments of a draft, and takes back what it takes back, as far as they can be at this moment.
pub async fn release(
    scope: &mut Scope,
    request: ReleaseAssignmentProposalRequest,
) -> Result<ReleaseAssignmentProposalResponse> {
    let before = rows::locked(scope, &request.name).await?;
    etag::check(&request.etag, before.version)?;
    let after = before.next(released(before.state)?);
    let mut of_case: BTreeMap<Uuid, Vec<pair::rows::Model>> = BTreeMap::new();
    for row in pair::rows::of_proposal(scope, before.id).await? {
        of_case.entry(row.case_id).or_default().push(row);
    }
    let ids: Vec<Uuid> = of_case.keys().copied().collect();
    let mut locked = Vec::with_capacity(ids.len());
    let mut there: HashMap<Uuid, Vec<assignment::rows::Model>> = HashMap::new();
    for ids in ids.chunks(BATCH) {
        // In the order of their ids, as cases are locked everywhere; reviewers behind all of them.
        let cases = scope.find::<case::rows::Entity>().filter(case::rows::Column::Id.is_in(ids.iter().copied()));
        locked.extend(scope.all(cases.order_by_asc(case::rows::Column::Id).lock_exclusive()).await?);
        for row in assignment::rows::of_cases(scope, ids).await? {
            there.entry(row.case_id).or_default().push(row);
        }
    }
    let reviewers = member::rows::reviewers(scope).await?;
    let ruled_out = conflict::ruled_out(scope, &locked, &reviewers).await?;
    let reviewers: HashMap<Uuid, member::rows::Model> = reviewers.into_iter().map(|row| (row.id, row)).collect();
    let mut done =
        Done { making: Making::new(scope).await?, withdrawn: 0, left_out: Vec::new(), lent: Lent::of(scope).await? };
    for case in locked {
        let pairs = of_case.remove(&case.id).unwrap_or_default();
        let there = there.remove(&case.id).unwrap_or_default();
        one(scope, &case, (pairs, there), (&reviewers, &ruled_out), &mut done).await?;
    }
    let made = done.making.write(scope).await?;
    scope.update::<rows::Entity>(&before, after.clone()).await?;
    done.left_out.truncate(MOST_LEFT_OUT);
    Ok(ReleaseAssignmentProposalResponse {
        proposal: Some(outcome::whole(scope, after).await?),
        made: outcome::number(made.len()),
        withdrawn: outcome::number(done.withdrawn),
        left_out: done.left_out,
    })
}

/// What the proposal makes of one case, which is locked; `there` are its assignments.
async fn one(
    scope: &mut Scope,
    before: &case::rows::Model,
    (pairs, there): (Vec<pair::rows::Model>, Vec<assignment::rows::Model>),
    (reviewers, ruled_out): (&HashMap<Uuid, member::rows::Model>, &HashSet<(Uuid, Uuid)>),
    done: &mut Done,
) -> Result<()> {
    let mut placed = there.iter().filter(|row| made::is_on(row, before)).count();
    let (back, new): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|pair| pair.action == Action::Withdraw);
    for pair in back {
        let awaited = there
            .iter()
            .find(|row| row.reviewer == pair.reviewer && row.state.is_awaited() && made::is_on(row, before));
        if let Some(row) = awaited {
            done.making.withdraw(scope, before, row).await?;
            done.lent.forget(before.id, row.reviewer);
            placed -= 1;
            done.withdrawn += 1;
        }
    }
    let wanted = usize::try_from(before.reviews_wanted).unwrap_or_default();
    let state = case::assigned(before.state, before.screening).ok().filter(|_| !before.blocked);
    let mut after = None;
    for pair in new {
        let on_it = there.iter().any(|row| row.reviewer == pair.reviewer && made::is_taken(row, before));
        let reviewer = reviewers.get(&pair.reviewer).filter(|reviewer| {
            let is_out = ruled_out.contains(&(before.id, reviewer.id)) || done.lent.rules_out(before.id, reviewer.id);
            !on_it && !is_out && (pair.by_hand || placed < wanted)
        });
        let (Some(state), Some(reviewer)) = (state, reviewer) else {
            done.left_out.push(AssignmentPair {
                case: case::rows::name(&before.country, before.id),
                reviewer: member::rows::name(&before.country, pair.reviewer),
            });
            continue;
        };
        let after = after.get_or_insert_with(|| case::rows::Model { state, ..before.next() });
        let stage = after.stage.clone();
        done.making.make(scope, after, reviewer, &stage).await?;
        done.lent.note(before.id, reviewer.id);
        placed += 1;
    }
    match after {
        Some(after) => scope.update::<case::rows::Entity>(before, after).await,
        None => Ok(()),
    }
}
