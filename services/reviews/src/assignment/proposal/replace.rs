//! ReplaceReviewers.

use std::collections::HashSet;

use platform::{error::Result, names, store::Scope};
use proto::reviews::v1::{ReplaceReviewersRequest, ReplaceReviewersResponse};
use sea_orm::entity::prelude::Uuid;

use super::{
    Purpose,
    edition::{self, Edition, Stays},
    kept, outcome, rows,
};
use crate::{assignment, case};

/// Computes who takes the place of those who do not review any more, moving as few others as possible.
pub async fn replace(scope: &mut Scope, request: ReplaceReviewersRequest) -> Result<ReplaceReviewersResponse> {
    let mut asked = HashSet::new();
    for name in &request.cases {
        asked.insert(case::rows::shown_to_caller(scope, name).await?.id);
    }
    let leaving = members(&request.leaving)?;
    let edition = edition::read(scope, &request.edition).await?;
    let is_asked = |case: Uuid| asked.is_empty() || asked.contains(&case);
    let stays = |row: &assignment::rows::Model| match row.state {
        _ if is_asked(row.case_id) && gives_way(&edition, &leaving, row) => Stays::No,
        assignment::State::Late if is_asked(row.case_id) => Stays::UnlessReplaced,
        assignment::State::Assigned if is_movable(&edition, &leaving, row) => Stays::IfPossible,
        _ => Stays::Yes,
    };
    let mut problem = edition.problem(is_asked, stays);
    for place in leaving.iter().filter_map(|member| edition.reviewer(*member)) {
        problem.reviewers[place].capacity = 0;
    }
    let answer = kept::solved(problem).await?;
    let proposal = rows::Model::new(scope, &request.edition, Purpose::Replace);
    scope.insert::<rows::Entity>(proposal.clone()).await?;
    kept::keep(scope, &proposal, &edition, stays, &answer).await?;
    Ok(ReplaceReviewersResponse { proposal: Some(outcome::whole(scope, proposal).await?) })
}

fn members(named: &[String]) -> Result<HashSet<Uuid>> {
    let id = |name: &String| {
        let [_, id] = names::segments::<2>("leaving", name, "countries/*/members/*")?;
        names::uuid(name, id)
    };
    named.iter().map(id).collect()
}

/// Whether somebody else is to have the place: the review is awaited, and the reviewer leaves, is none any more, or has a
/// conflict of interest by now.
fn gives_way(edition: &Edition, leaving: &HashSet<Uuid>, row: &assignment::rows::Model) -> bool {
    let is_out = leaving.contains(&row.reviewer)
        || edition.reviewer(row.reviewer).is_none()
        || edition.ruled_out.contains(&(row.case_id, row.reviewer));
    row.state.is_awaited() && is_out
}

/// Whether an assignment may be moved at all: nobody has begun to write, its case takes reviewers, and nothing else is wrong
/// with it.
fn is_movable(edition: &Edition, leaving: &HashSet<Uuid>, row: &assignment::rows::Model) -> bool {
    edition.case_of(row).is_some() && !gives_way(edition, leaving, row)
}
